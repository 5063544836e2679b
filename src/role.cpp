// SPDX-License-Identifier: GPL-2.0-or-later
#include "role.h"

namespace portlore {

namespace {

constexpr Decision kUndetermined{Role::Undetermined, Basis::None, 0};

/** One side listens, so the other one is the initiator. */
Decision listener_and_initiator(Side side, Side listener, Basis basis, std::uint32_t frame) {
    return {side == listener ? Role::Listener : Role::Initiator, basis, frame};
}

/** The one side for which a trait holds and not for the other. */
std::optional<Side> only_one(bool one, bool two) {
    if (one == two) return std::nullopt;
    return one ? Side::One : Side::Two;
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

Unreachable unreachable(bool is_icmpv6, std::uint8_t type, std::uint8_t code) {
    if (is_icmpv6) {
        if (type != 1) return Unreachable::No;
        // Administratively prohibited, source address failed policy, reject route.
        return code == 1 || code == 5 || code == 6 ? Unreachable::Filtered : Unreachable::Refused;
    }
    // Code 4 asks for smaller packets and says nothing of the port.
    if (type != 3 || code == 4) return Unreachable::No;
    return code == 9 || code == 10 || code == 13 ? Unreachable::Filtered : Unreachable::Refused;
}

std::optional<Side> clearly_inferred_listener(const std::array<PortTraits, 2>& ports) {
    if (const auto side = only_one(ports[0].understood, ports[1].understood)) return side;
    return only_one(ports[0].system, ports[1].system);
}

std::optional<Side> inferred_listener(const std::array<PortTraits, 2>& ports) {
    if (const auto side = clearly_inferred_listener(ports)) return side;
    return only_one(ports[0].known && ports[1].ephemeral && !ports[0].ephemeral,
                    ports[1].known && ports[0].ephemeral && !ports[1].ephemeral);
}

void RoleTracker::syn(Side from, std::uint32_t frame) {
    if (!opener_) {
        opener_ = from;
        opened_frame_ = frame;
    } else if (*opener_ != from) {
        both_opened_ = true;
    } else if (retried_frame_ == 0) {
        retried_frame_ = frame;
    }
}

void RoleTracker::syn_ack(Side from, std::uint32_t frame) {
    if (acceptor_) return;
    acceptor_ = from;
    accepted_frame_ = frame;
}

void RoleTracker::segment(Side from) { active_[index(from)] = true; }

void RoleTracker::reset(Side from, std::uint32_t frame) {
    if (acceptor_ || refuser_ || !opener_ || *opener_ == from || active_[index(from)]) return;
    refuser_ = from;
    refused_frame_ = frame;
}

void RoleTracker::lone_reset(Side from, std::uint32_t frame) {
    if (acceptor_ || refuser_ || opener_) return;
    refuser_ = from;
    refused_frame_ = frame;
}

void RoleTracker::datagram(Side from, bool answers, bool to_many, std::uint32_t frame) {
    if (!opener_) {
        opener_ = from;
        opened_frame_ = frame;
        to_many_ = to_many;
    } else if (*opener_ != from && answers && !acceptor_) {
        acceptor_ = from;
        accepted_frame_ = frame;
    }
}

void RoleTracker::undelivered(Side from, Unreachable how, std::uint32_t frame) {
    // Of SCTP and DCCP only silence is told: what refuses there, an ABORT or a Reset, is not visible either.
    if (transport_ == Transport::Sctp || transport_ == Transport::Dccp) return;
    if (how == Unreachable::No || acceptor_ || refuser_) return;
    if (opener_ && *opener_ != from) return;
    refuser_ = other(from);
    refused_frame_ = frame;
    filtered_ = how == Unreachable::Filtered;
}

bool RoleTracker::is_unanswered() const {
    return opener_ && !both_opened_ && !acceptor_ && !refuser_ && !active_[0] && !active_[1];
}

Decision RoleTracker::decide(Side side, const std::array<PortTraits, 2>& ports, bool whole_capture) const {
    return transport_ == Transport::Tcp ? decide_tcp(side, ports, whole_capture)
                                        : decide_datagrams(side, ports, whole_capture);
}

Decision RoleTracker::decide_tcp(Side side, const std::array<PortTraits, 2>& ports,
                                 bool whole_capture) const {
    if (acceptor_ && !both_opened_)
        return listener_and_initiator(side, *acceptor_, Basis::Handshake, accepted_frame_);
    if (refuser_) return decide_unanswered(side, whole_capture);
    if (opener_ && !both_opened_) {
        // The SYN/ACK is missing, but not what follows it: only one direction was captured.
        if (active_[0] || active_[1])
            return listener_and_initiator(side, other(*opener_), Basis::Inferred, opened_frame_);
        return decide_unanswered(side, whole_capture);
    }
    const auto listener = inferred_listener(ports);
    return listener ? listener_and_initiator(side, *listener, Basis::Inferred, 0) : kUndetermined;
}

Decision RoleTracker::decide_datagrams(Side side, const std::array<PortTraits, 2>& ports,
                                       bool whole_capture) const {
    if (refuser_) return decide_unanswered(side, whole_capture);
    if (to_many_ || !opener_) return kUndetermined;
    // A capture that starts in the middle may show the answer first.
    if (clearly_inferred_listener(ports) == opener_)
        return listener_and_initiator(side, *opener_, Basis::Inferred, 0);
    if (acceptor_) return listener_and_initiator(side, *acceptor_, Basis::Reply, accepted_frame_);
    if (inferred_listener(ports) == opener_)
        return listener_and_initiator(side, *opener_, Basis::Inferred, 0);
    return decide_unanswered(side, whole_capture);
}

/** The opener's side asked; the other one refused, stayed silent, or has yet to answer. */
Decision RoleTracker::decide_unanswered(Side side, bool whole_capture) const {
    const Basis basis = transport_ == Transport::Tcp ? Basis::Handshake : Basis::Reply;
    if (refuser_) {
        const Basis refused_by = opener_ ? basis : Basis::Inferred;
        return {side == *refuser_ ? Role::Refused : Role::Initiator, refused_by, refused_frame_};
    }
    if (side == *opener_) {
        // A datagram alone does not tell a client from a server whose client's packets were not captured.
        if (transport_ == Transport::Tcp) return {Role::Initiator, Basis::Handshake, opened_frame_};
        return whole_capture ? kUndetermined : Decision{Role::Pending, Basis::None, 0};
    }
    if (retried_frame_ != 0) return {Role::Probed, basis, retried_frame_};
    return whole_capture ? Decision{Role::Probed, basis, opened_frame_}
                         : Decision{Role::Pending, Basis::None, 0};
}

}  // namespace portlore
