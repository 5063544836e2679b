/** @file
 * What a port is in a conversation, decided by who opened, who accepted and who refused.
 *
 * Sources: RFC 9293 (TCP's handshake and resets), RFC 792 and RFC 4443 (ICMP's errors).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "transport.h"

namespace portlore {

/** One of the two endpoints of a conversation. Which is which is the caller's choice. */
enum class Side : std::uint8_t { One, Two };

constexpr Side other(Side side) { return side == Side::One ? Side::Two : Side::One; }
constexpr std::size_t index(Side side) { return static_cast<std::size_t>(side); }

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
};

/** What an ICMP or ICMPv6 error says of the packet that it quotes. */
enum class Unreachable : std::uint8_t {
    No,       ///< says nothing of the port: time exceeded, fragmentation needed, packet too big, ...
    Refused,  ///< destination unreachable
    Filtered  ///< destination unreachable, administratively prohibited
};

/** Reads an error's type and code: ICMP destination unreachable is type 3, ICMPv6's type 1. */
Unreachable unreachable(bool is_icmpv6, std::uint8_t type, std::uint8_t code);

/** Whether systems hand out the port to clients: the Dynamic range of RFC 6335, and Linux's default,
 * 32768-60999. */
constexpr bool is_ephemeral(std::uint16_t port) { return port >= 32768; }

/** What is known of the two ports before any packet is looked at, to tell a service from a passing client. */
struct PortTraits {
    bool understood = false;  ///< the protocol seen in the conversation has its dissector on this port
    bool system = false;      ///< System range
    bool known = false;       ///< has a dossier or an assignment
    bool ephemeral = false;   ///< is_ephemeral()
};

/**
 * Which of two ports a service is on, when no handshake tells, in this order: a port whose dissector
 * understood the traffic, a System port, a port with a dossier or an assignment against an ephemeral one.
 * @return nothing where neither or both qualify.
 */
std::optional<Side> inferred_listener(const std::array<PortTraits, 2>& ports);

/** The first two of these rules: evidence strong enough to go before the order of datagrams. */
std::optional<Side> clearly_inferred_listener(const std::array<PortTraits, 2>& ports);

/**
 * Follows one conversation and decides what each side's port is in it.
 *
 * The events must come in the capture's order. Feeding the same packet twice (a retransmission, a duplicate)
 * does no harm. Asking never changes anything.
 */
class RoleTracker {
 public:
    explicit RoleTracker(Transport transport) : transport_(transport) {}

    /** TCP: a SYN without ACK. */
    void syn(Side from, std::uint32_t frame);
    /** TCP: a SYN/ACK. */
    void syn_ack(Side from, std::uint32_t frame);
    /** TCP: a segment with neither SYN nor RST. */
    void segment(Side from);
    /** TCP: a RST. */
    void reset(Side from, std::uint32_t frame);
    /** TCP: a RST that answers a SYN which is not in the capture (its sequence number is 0). */
    void lone_reset(Side from, std::uint32_t frame);
    /**
     * UDP, SCTP, DCCP: a packet.
     * @param answers whether it may count as an answer: any UDP datagram, SCTP and DCCP only with user data.
     * @param to_many its destination is a multicast or broadcast address.
     */
    void datagram(Side from, bool answers, bool to_many, std::uint32_t frame);
    /** An ICMP error says that a packet which this side had sent did not arrive; counts for TCP and UDP. */
    void undelivered(Side from, Unreachable how, std::uint32_t frame);

    /**
     * The role of a side's port.
     * @param whole_capture nothing is to come: an unanswered side is Probed, not Pending.
     */
    [[nodiscard]] Decision decide(Side side, const std::array<PortTraits, 2>& ports,
                                  bool whole_capture) const;

    /** Whether the beginning of the conversation is known: a handshake or a first datagram. */
    [[nodiscard]] bool saw_handshake() const { return acceptor_.has_value() || opener_.has_value(); }
    /** Whether one side has opened, and the other one was not heard of. */
    [[nodiscard]] bool is_unanswered() const;
    /** Whether what refused was a filter (ICMP's "administratively prohibited"). */
    [[nodiscard]] bool is_filtered() const { return filtered_; }

 private:
    [[nodiscard]] Decision decide_tcp(Side side, const std::array<PortTraits, 2>& ports,
                                      bool whole_capture) const;
    [[nodiscard]] Decision decide_datagrams(Side side, const std::array<PortTraits, 2>& ports,
                                            bool whole_capture) const;
    [[nodiscard]] Decision decide_unanswered(Side side, bool whole_capture) const;

    Transport transport_;
    std::optional<Side> opener_;    ///< sent the SYN, or the first datagram
    std::optional<Side> acceptor_;  ///< sent the SYN/ACK, or answered
    std::optional<Side> refuser_;   ///< reset, or could not be reached
    std::array<bool, 2> active_{};  ///< sent a TCP segment without SYN or RST
    bool both_opened_ = false;      ///< TCP: simultaneous open
    bool to_many_ = false;
    bool filtered_ = false;
    std::uint32_t opened_frame_ = 0;
    std::uint32_t accepted_frame_ = 0;
    std::uint32_t refused_frame_ = 0;
    std::uint32_t retried_frame_ = 0;  ///< the SYN was sent again
};

}  // namespace portlore
