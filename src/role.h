/** @file
 * What a port is in a conversation, decided by who opened, who accepted, who refused, and what was said.
 *
 * This is the one place that knows who listens: the tag, the tables, the recognisers' choice of sides and the
 * choice of a dissector all ask decide().
 *
 * Sources: RFC 9293 (TCP's handshake and resets), RFC 792 and RFC 4443 (ICMP's errors), RFC 9260 (SCTP),
 * RFC 4340 (DCCP).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "flow_key.h"
#include "segment.h"
#include "transport.h"

namespace portlore {

enum class Role : std::uint8_t { Undetermined, Pending, Listener, Initiator, Probed, Refused };

/** `Listener`, `Initiator`, `Probed`, `Refused`, `Pending` or `Undetermined`; static and NUL-terminated. */
const char* name(Role role);

/** What a role was decided by. None goes with Pending and Undetermined. */
enum class Basis : std::uint8_t { None, Handshake, Reply, Inferred };

/** `Handshake`, `Reply` or `Inferred`, empty for None; static and NUL-terminated. */
const char* name(Basis basis);

/** A role, and the frame that decided it; 0 if no single one did. */
struct Decision {
    Role role = Role::Undetermined;
    Basis basis = Basis::None;
    std::uint32_t frame = 0;
    bool by_shell = false;  ///< by nothing but a shell's prompt, which either side may send

    bool operator==(const Decision&) const = default;
};

/** What an ICMP or ICMPv6 error says of the packet that it quotes. */
enum class Unreachable : std::uint8_t {
    No,        ///< says nothing of the port: time exceeded, fragmentation needed, packet too big, ...
    Away,      ///< host or network unreachable: a router's word, which says nothing of the port
    Refused,   ///< port or protocol unreachable, said by the host itself
    Filtered,  ///< administratively prohibited, or the port's refusal by another host: a filter's word
};

/**
 * Reads an error's type and code: ICMP's destination unreachable is type 3 (RFC 792, RFC 1812), ICMPv6's
 * type 1 (RFC 4443).
 * @param by_host the host that the quoted packet was sent to says so itself.
 */
Unreachable unreachable(bool is_icmpv6, std::uint8_t type, std::uint8_t code, bool by_host);

/** Whether systems hand out the port to clients: the Dynamic range of RFC 6335, and Linux's default,
 * 32768-60999. */
constexpr bool is_ephemeral(std::uint16_t port) { return port >= 32768; }

/** What is known of the two ports before any packet is looked at, to tell a service from a passing client. */
struct PortTraits {
    bool system = false;     ///< System range
    bool known = false;      ///< has a dossier or an assignment
    bool ephemeral = false;  ///< is_ephemeral()
};

/** What a decision depends on beside the conversation's own packets. */
struct Surroundings {
    std::array<PortTraits, 2> ports;  ///< by index(Side)
    bool whole_capture = false;       ///< nothing is to come: an unanswered side is Probed, not Pending
    /** Elsewhere in the capture one of the hosts was answered, or answered, out of sight, and never in sight:
     * that nothing came back here is no silence. */
    bool one_sided = false;
};

/** A datagram, or a packet of SCTP or DCCP, as far as it tells who opens and answers. */
struct Datagram {
    bool opens = false;    ///< says by itself that its sender opens: SCTP's INIT, DCCP's Request
    bool accepts = false;  ///< says by itself that its sender was asked: SCTP's INIT ACK, DCCP's Response
    bool answers = true;   ///< counts as an answer: any UDP datagram, user data of SCTP and DCCP
    bool to_many = false;  ///< its destination is a multicast or broadcast address
};

/**
 * Follows one conversation and decides what each side's port is in it.
 *
 * The events must come in the capture's order. Feeding the same packet twice (a retransmission, a duplicate)
 * does no harm. Asking never changes anything. Plain data.
 */
class RoleTracker {
 public:
    explicit RoleTracker(Transport transport) : transport_(transport) {}

    bool operator==(const RoleTracker&) const = default;

    /** What is remembered from before the conversation was followed: who opened it, in which frame. */
    void opened_before(Side opener, std::uint32_t frame);
    /** The same: who accepted; 0 where the frame is not known. */
    void accepted_before(Side acceptor, std::uint32_t frame);
    /** The same: a side has sent something ordinary. */
    void heard_before(Side side) { heard_[index(side)] = active_[index(side)] = true; }

    /** A TCP segment. */
    void segment(Side from, const Segment& segment, std::uint32_t frame);
    /** A packet of UDP, SCTP or DCCP. */
    void datagram(Side from, const Datagram& datagram, std::uint32_t frame);
    /** An ICMP error says that a packet which this side had sent did not arrive; counts for TCP and UDP. */
    void undelivered(Side from, Unreachable how, std::uint32_t frame);
    /** A payload's content shows who listens: a server's greeting, a client's request. The first one counts.
     */
    void content(Side listener, std::uint32_t frame);
    /** A command interpreter's prompt. Who listens may send it, or who has called; where nothing else tells,
     * it counts as the listener's. The first one counts. */
    void prompt(Side from, std::uint32_t frame);

    /** The role of a side's port. */
    [[nodiscard]] Decision decide(Side side, const Surroundings& surroundings) const;

    /** Who listens, but for what ports alone suggest; nothing where no packet tells. */
    [[nodiscard]] std::optional<Side> listener_by_packets() const;
    /** Whether the beginning of the conversation is known: a handshake or a first datagram. */
    [[nodiscard]] bool saw_beginning() const { return opener_.has_value() || syn_acker_.has_value(); }
    /** Who listens, as a payload shows. */
    [[nodiscard]] std::optional<Side> listener_by_content() const { return content_; }
    /** The side that opened, or tried to. */
    [[nodiscard]] std::optional<Side> opener() const { return opener_; }
    /** Not TCP: whether it was opened to a multicast or broadcast address: whoever listens on the port. */
    [[nodiscard]] bool opened_to_many() const { return to_many_; }
    /** Whether a side has sent anything. */
    [[nodiscard]] bool heard(Side side) const { return heard_[index(side)]; }
    /** Whether one side was heard, and the other one neither heard nor refused for it: a try, or half of a
     * conversation. */
    [[nodiscard]] bool is_unanswered() const { return heard_[0] != heard_[1] && !refuser_; }
    /** Whether the listener was seen to answer the one who opened. */
    [[nodiscard]] bool answered_in_sight() const;
    /** Whether the listener must have answered, though the capture does not show it. */
    [[nodiscard]] bool answered_out_of_sight() const;
    /** Whether what refused was a filter. */
    [[nodiscard]] bool is_filtered() const { return filtered_; }
    /** Whether a router said that the host is away, and nothing else came back. */
    [[nodiscard]] bool is_away() const { return away_ && !refuser_ && !(heard_[0] && heard_[1]); }
    /** TCP: whether it was closed or reset. */
    [[nodiscard]] bool finished() const { return finished_; }

 private:
    /** What the first packet of the opener was. */
    enum class Attempt : std::uint8_t { None, Opening, Probe, Acknowledgement };

    void syn(Side from, std::uint32_t frame);
    void syn_ack(Side from, std::uint32_t frame);
    void reset(Side from, const Segment& segment, std::uint32_t frame);
    void answer_to_probe(Side from);
    void probe(Side from, std::uint32_t frame);
    void ordinary(Side from, const Segment& segment);
    [[nodiscard]] bool was_begun() const { return heard_[0] || heard_[1]; }
    [[nodiscard]] std::optional<Side> acceptor() const;
    [[nodiscard]] bool opened() const { return attempt_ == Attempt::Opening && !both_sent_syn_; }
    [[nodiscard]] bool answer_stands_first() const;
    [[nodiscard]] bool knows_first_sender() const;
    [[nodiscard]] Decision decide_tcp(Side side, const Surroundings& surroundings) const;
    [[nodiscard]] Decision decide_datagrams(Side side, const Surroundings& surroundings) const;
    [[nodiscard]] Decision decide_unanswered(Side side, const Surroundings& surroundings) const;
    [[nodiscard]] Decision decide_refused(Side side) const;
    [[nodiscard]] Basis first_hand() const;

    // A scan makes a million of these: what is one of a few takes as many bits.
    Transport transport_ : 2;
    Attempt attempt_ : 2 = Attempt::None;
    bool both_sent_syn_ : 1 = false;  ///< TCP: a split handshake or a simultaneous open
    bool both_sent_syn_ack_ : 1 = false;
    bool to_many_ : 1 = false;
    bool filtered_ : 1 = false;
    bool away_ : 1 = false;
    bool finished_ : 1 = false;
    bool saw_opening_ : 1 = false;   ///< SCTP, DCCP: the handshake is in the capture
    std::optional<Side> opener_;     ///< sent the SYN, the probe, or the first datagram
    std::optional<Side> syn_acker_;  ///< sent the first SYN/ACK; not TCP: answered
    std::optional<Side> refuser_;    ///< reset, or could not be reached
    std::optional<Side> content_;    ///< listens, as the content shows
    std::optional<Side> prompter_;   ///< has sent a shell's prompt
    std::array<bool, 2> heard_{};    ///< sent anything
    std::array<bool, 2> active_{};   ///< TCP: sent a segment that goes on with a connection
    std::uint32_t opened_frame_ = 0;
    std::uint32_t answered_frame_ = 0;  ///< accepted
    std::uint32_t refused_frame_ = 0;
    std::uint32_t retried_frame_ = 0;  ///< the SYN was sent again
    std::uint32_t content_frame_ = 0;
    std::uint32_t prompt_frame_ = 0;
    std::uint32_t acknowledgement_ = 0;  ///< TCP: of a first segment that is nothing but an ACK
};

}  // namespace portlore
