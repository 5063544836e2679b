// SPDX-License-Identifier: GPL-2.0-or-later
#include "role.h"

namespace portlore {

namespace {

constexpr Decision kUndetermined{Role::Undetermined, Basis::None, 0};
constexpr Decision kPending{Role::Pending, Basis::None, 0};

/** One side listens, so the other one is the initiator. */
Decision listener_and_initiator(Side side, Side listener, Basis basis, std::uint32_t frame) {
    return {side == listener ? Role::Listener : Role::Initiator, basis, frame};
}

/** The one side for which a trait holds and not for the other. */
std::optional<Side> only_one(bool one, bool two) {
    if (one == two) return std::nullopt;
    return one ? Side::One : Side::Two;
}

/**
 * Which of two ports a service is on when nothing else tells: a System port, else a port with a dossier or
 * an assignment against an ephemeral one. Nothing where neither or both qualify.
 */
std::optional<Side> inferred_listener(const std::array<PortTraits, 2>& ports) {
    const auto& [one, two] = ports;
    if (const auto side = only_one(one.system, two.system)) return side;
    return only_one(one.known && two.ephemeral && !one.ephemeral,
                    two.known && one.ephemeral && !two.ephemeral);
}

}  // namespace

const char* name(Role role) {
    switch (role) {
        case Role::Pending:
            return "Pending";
        case Role::Listener:
            return "Listener";
        case Role::Initiator:
            return "Initiator";
        case Role::Probed:
            return "Probed";
        case Role::Refused:
            return "Refused";
        case Role::Undetermined:
            break;
    }
    return "Undetermined";
}

const char* name(Basis basis) {
    switch (basis) {
        case Basis::Handshake:
            return "Handshake";
        case Basis::Reply:
            return "Reply";
        case Basis::Inferred:
            return "Inferred";
        case Basis::None:
            break;
    }
    return "";
}

Unreachable unreachable(bool is_icmpv6, std::uint8_t type, std::uint8_t code, bool by_host) {
    const Unreachable refused = by_host ? Unreachable::Refused : Unreachable::Filtered;
    if (type != (is_icmpv6 ? 1 : 3)) return Unreachable::No;
    if (is_icmpv6) {
        switch (code) {
            case 4:  // port unreachable
                return refused;
            case 1:  // administratively prohibited
            case 5:  // source address failed policy
            case 6:  // reject route
                return Unreachable::Filtered;
            default:
                return Unreachable::Away;
        }
    }
    switch (code) {
        case 2:  // protocol unreachable
        case 3:  // port unreachable
            return refused;
        case 9:   // network administratively prohibited
        case 10:  // host administratively prohibited
        case 13:  // communication administratively prohibited
            return Unreachable::Filtered;
        case 4:  // asks for smaller packets
            return Unreachable::No;
        default:
            return Unreachable::Away;
    }
}

void RoleTracker::opened_before(Side opener, std::uint32_t frame) {
    heard_[index(opener)] = true;
    if (opener_ && attempt_ == Attempt::Opening && *opener_ != opener) {
        both_sent_syn_ = true;
        return;
    }
    opener_ = opener;
    attempt_ = Attempt::Opening;
    opened_frame_ = frame;
    retried_frame_ = 0;
}

void RoleTracker::accepted_before(Side acceptor, std::uint32_t frame) {
    // Who accepts in the end has not refused.
    if (refuser_ == acceptor) {
        refuser_.reset();
        filtered_ = false;
    }
    syn_acker_ = acceptor;
    answered_frame_ = frame;
    heard_[index(acceptor)] = true;
}

void RoleTracker::segment(Side from, const Segment& segment, std::uint32_t frame) {
    if (segment.is_reset()) {
        reset(from, segment, frame);
    } else if (segment.is_syn()) {
        syn(from, frame);
    } else if (segment.is_syn_ack()) {
        syn_ack(from, frame);
    } else if (segment.is_probe()) {
        probe(from, frame);
    } else {
        ordinary(from, segment);
    }
    heard_[index(from)] = true;
}

void RoleTracker::syn(Side from, std::uint32_t frame) {
    const bool is_retry = opener_ == from && attempt_ == Attempt::Opening;
    if (!is_retry) {
        opened_before(from, frame);
    } else if (retried_frame_ == 0) {
        retried_frame_ = frame;
    }
}

void RoleTracker::syn_ack(Side from, std::uint32_t frame) {
    if (!syn_acker_) {
        accepted_before(from, frame);
    } else if (*syn_acker_ != from) {
        both_sent_syn_ack_ = true;
    }
}

void RoleTracker::reset(Side from, const Segment& segment, std::uint32_t frame) {
    finished_ = true;
    if (acceptor() || both_sent_syn_ack_ || refuser_ || active_[index(from)]) return;
    if (attempt_ == Attempt::Acknowledgement) {
        // What answers an ACK that belongs to no connection (RFC 9293, section 3.10.7): open or closed.
        if (heard_[index(from)] || segment.has(Segment::kAck) || segment.sequence != acknowledgement_) return;
        opener_ = other(from);
        opened_frame_ = frame;
        return;
    }
    // A SYN that is not in the capture is answered with sequence number 0 (the same section).
    const bool refuses = opener_ ? *opener_ != from && !active_[index(*opener_)]
                                 : !was_begun() && segment.has(Segment::kAck) && segment.sequence == 0;
    if (!refuses) return;
    refuser_ = from;
    refused_frame_ = frame;
}

/** Only a reset or a SYN/ACK answers a probe: what is answered otherwise was none. */
void RoleTracker::answer_to_probe(Side from) {
    if (attempt_ != Attempt::Probe || *opener_ == from || refuser_) return;
    attempt_ = Attempt::None;
    opener_.reset();
}

void RoleTracker::probe(Side from, std::uint32_t frame) {
    answer_to_probe(from);
    if (!was_begun()) {
        opener_ = from;
        attempt_ = Attempt::Probe;
        opened_frame_ = frame;
    } else if (attempt_ == Attempt::Probe && retried_frame_ == 0) {
        retried_frame_ = frame;
    }
}

/** What goes on with a connection: none of the others. */
void RoleTracker::ordinary(Side from, const Segment& segment) {
    answer_to_probe(from);
    constexpr std::uint8_t kSixFlags = 0x3f;
    const bool is_lone_ack = (segment.flags & kSixFlags) == Segment::kAck && segment.size == 0;
    if (!was_begun() && is_lone_ack) {
        attempt_ = Attempt::Acknowledgement;
        acknowledgement_ = segment.acknowledgement;
    } else if (attempt_ == Attempt::Acknowledgement && !opener_ &&
               (!is_lone_ack || segment.acknowledgement != acknowledgement_)) {
        attempt_ = Attempt::None;
    }
    active_[index(from)] = true;
    if (segment.has(Segment::kFin)) finished_ = true;
}

void RoleTracker::datagram(Side from, const Datagram& datagram, std::uint32_t frame) {
    if ((datagram.opens || datagram.accepts) && !saw_opening_) {
        saw_opening_ = true;
        opener_.reset();
        opened_before(datagram.opens ? from : other(from), datagram.opens ? frame : 0);
        if (syn_acker_ == opener_) syn_acker_.reset();
    } else if (!opener_) {
        opened_before(from, frame);
        to_many_ = datagram.to_many;
    }
    if (*opener_ != from && datagram.answers && !syn_acker_) accepted_before(from, frame);
    heard_[index(from)] = true;
}

void RoleTracker::undelivered(Side from, Unreachable how, std::uint32_t frame) {
    // Of SCTP and DCCP only silence is told: what refuses there, an ABORT or a Reset, is not looked at
    // either.
    if (transport_ == Transport::Sctp || transport_ == Transport::Dccp) return;
    if (how == Unreachable::No || syn_acker_ || refuser_ || active_[index(other(from))]) return;
    if (answered_out_of_sight()) return;
    if (opener_ && *opener_ != from) return;
    if (how == Unreachable::Away) {
        away_ = true;
        return;
    }
    refuser_ = other(from);
    refused_frame_ = frame;
    filtered_ = how == Unreachable::Filtered;
}

void RoleTracker::content(Side listener, std::uint32_t frame) {
    if (content_) return;
    content_ = listener;
    content_frame_ = frame;
}

void RoleTracker::prompt(Side from, std::uint32_t frame) {
    if (prompter_) return;
    prompter_ = from;
    prompt_frame_ = frame;
}

/** The side that accepted a TCP connection. */
std::optional<Side> RoleTracker::acceptor() const {
    // A simultaneous open: both did all of it.
    if (!syn_acker_ || (both_sent_syn_ && both_sent_syn_ack_)) return std::nullopt;
    if (attempt_ != Attempt::Opening || *syn_acker_ != *opener_) return syn_acker_;
    // A split handshake: the server answers a SYN with a SYN of its own, and the client acknowledges that.
    const Side answerer = other(*opener_);
    const bool has_answered = both_sent_syn_ || both_sent_syn_ack_ || active_[index(answerer)];
    return has_answered ? std::optional(answerer) : std::nullopt;
}

/** Not TCP: whether what stands first is an answer, so that the capture begins too late. */
bool RoleTracker::answer_stands_first() const {
    return content_ && content_ == opener_ && content_frame_ == opened_frame_;
}

/** Not TCP: SCTP and DCCP have a handshake, so that a capture without it begins too late. */
bool RoleTracker::knows_first_sender() const { return transport_ == Transport::Udp || saw_opening_; }

std::optional<Side> RoleTracker::listener_by_packets() const {
    if (transport_ != Transport::Tcp) {
        if (!knows_first_sender() && content_) return content_;
        if (!opener_ || to_many_) return std::nullopt;
        return answer_stands_first() ? *opener_ : other(*opener_);
    }
    if (const auto side = acceptor()) return side;
    if (opened()) return other(*opener_);
    return content_;
}

bool RoleTracker::answered_in_sight() const {
    const auto listener = listener_by_packets();
    return listener && opener_ && *opener_ != *listener && heard_[index(*listener)] && refuser_ != listener;
}

bool RoleTracker::answered_out_of_sight() const {
    return transport_ == Transport::Tcp && opened() && !refuser_ && active_[index(*opener_)] &&
           !heard_[index(other(*opener_))];
}

Decision RoleTracker::decide(Side side, const Surroundings& surroundings) const {
    return transport_ == Transport::Tcp ? decide_tcp(side, surroundings)
                                        : decide_datagrams(side, surroundings);
}

Decision RoleTracker::decide_tcp(Side side, const Surroundings& surroundings) const {
    if (const auto listener = acceptor())
        return listener_and_initiator(side, *listener, Basis::Handshake, answered_frame_);
    if (refuser_) return decide_refused(side);
    // The SYN/ACK is missing, but not what follows it.
    if (opened() && (active_[0] || active_[1]))
        return listener_and_initiator(side, other(*opener_), Basis::Inferred, opened_frame_);
    if (opener_ && !both_sent_syn_) return decide_unanswered(side, surroundings);
    if (content_) return listener_and_initiator(side, *content_, Basis::Inferred, content_frame_);
    if (const auto listener = inferred_listener(surroundings.ports))
        return listener_and_initiator(side, *listener, Basis::Inferred, 0);
    // Of two ports that systems hand out, either may be the client's.
    const bool both_ephemeral = surroundings.ports[0].ephemeral && surroundings.ports[1].ephemeral;
    if (!prompter_ || both_ephemeral) return kUndetermined;
    Decision decision = listener_and_initiator(side, *prompter_, Basis::Inferred, prompt_frame_);
    decision.by_shell = true;
    return decision;
}

Decision RoleTracker::decide_datagrams(Side side, const Surroundings& surroundings) const {
    if (refuser_) return decide_refused(side);
    if (to_many_ || !opener_) return kUndetermined;
    if (answer_stands_first())
        return listener_and_initiator(side, *content_, Basis::Inferred, content_frame_);
    const auto by_ports = inferred_listener(surroundings.ports);
    if (!knows_first_sender()) {
        if (content_) return listener_and_initiator(side, *content_, Basis::Inferred, content_frame_);
        if (by_ports) return listener_and_initiator(side, *by_ports, Basis::Inferred, 0);
    }
    if (syn_acker_) return listener_and_initiator(side, *syn_acker_, Basis::Reply, answered_frame_);
    // A capture that holds the answers only; but a client may have a System port, too, and its server yet
    // answer.
    const bool may_be_asked = !surroundings.whole_capture && surroundings.ports[index(other(*opener_))].known;
    const bool has_asked = content_ == other(*opener_);
    if (by_ports == opener_ && !may_be_asked && !has_asked)
        return listener_and_initiator(side, *opener_, Basis::Inferred, 0);
    return decide_unanswered(side, surroundings);
}

Basis RoleTracker::first_hand() const {
    if (!opener_) return Basis::Inferred;
    return transport_ == Transport::Tcp ? Basis::Handshake : Basis::Reply;
}

Decision RoleTracker::decide_refused(Side side) const {
    return {side == *refuser_ ? Role::Refused : Role::Initiator, first_hand(), refused_frame_};
}

/** The opener asked; the other side stayed silent, or has yet to answer. */
Decision RoleTracker::decide_unanswered(Side side, const Surroundings& surroundings) const {
    const Decision open = surroundings.whole_capture ? kUndetermined : kPending;
    if (side == *opener_) {
        // A datagram alone does not tell a client from a server whose client's packets were not captured.
        if (transport_ != Transport::Tcp) return open;
        return {Role::Initiator, Basis::Handshake, opened_frame_};
    }
    // An answer to a lone ACK says nothing of the port, and nor does a router's word.
    if (attempt_ == Attempt::Acknowledgement) return {Role::Probed, Basis::Handshake, opened_frame_};
    if (away_) return kUndetermined;
    // Who asks again has not been answered, whatever the capture lacks.
    if (retried_frame_ != 0) return {Role::Probed, first_hand(), retried_frame_};
    if (!surroundings.whole_capture || surroundings.one_sided) return open;
    return {Role::Probed, first_hand(), opened_frame_};
}

}  // namespace portlore
