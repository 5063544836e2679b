/** @file
 * Claims: what is on record about a port, raised only as far as the packets bear it out.
 *
 * A claim says what shows it: a protocol, bytes of one side, or where the other end is. data/README.md
 * describes the words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dossier.h"
#include "transport.h"

namespace portlore {

/** What a claim is about. */
enum class ClaimKind : std::uint8_t {
    Exposed,            ///< a service that ought not to be reached from outside
    Vulnerable,         ///< a flaw, or an attempt at it
    Amplification,      ///< a UDP service that answers with more than it was asked
    CommandAndControl,  ///< what steers other hosts that were broken into
    Malware,
    Backdoor,
    Tenant,  ///< an ordinary program that the port is not registered for: it explains, and warns of nothing
};

inline constexpr std::size_t kClaimKinds = 7;

/** `Exposed service`, `Vulnerability`, `Amplifier`, `Command and control`, `Malware`, `Backdoor`, `Tenant`;
 * static and NUL-terminated. */
const char* name(ClaimKind kind);

/** The word for it in claims.tsv: `exposed`, `vulnerable`, `amplification`, `c2`, `malware`, `backdoor`,
 * `tenant`. */
std::string_view key(ClaimKind kind);

/** How well a claim is sourced. A: by two who are independent of each other, one of them at the source
 * itself; B: by one such. */
enum class Grade : std::uint8_t { A, B };

/** `A` or `B`. */
const char* name(Grade grade);

/** Bytes that one side sends. */
struct BytePattern {
    /** So many bytes of a payload are searched where a pattern does not say where it begins. */
    static constexpr std::size_t kSearched = 1024;
    /** The longest that is taken, in bytes. */
    static constexpr std::size_t kLongest = 256;

    bool of_listener = true;          ///< who listens sends them; else the other side
    std::vector<std::uint8_t> bytes;  ///< 0 where any byte will do
    std::vector<std::uint8_t> fixed;  ///< of each byte, 0xff where it must be as it is, 0 where any will do
    std::optional<std::size_t> position;  ///< where in the payload they begin; nothing: anywhere
    std::size_t rarest = 0;               ///< the place of the one that ordinary payloads have least often

    /** Whether a payload has them. Takes at most kSearched times kLongest steps. */
    [[nodiscard]] bool is_in(std::span<const std::uint8_t> payload) const;
    bool operator==(const BytePattern&) const = default;
};

/** One thing that has to be seen, or must not be. */
struct Condition {
    bool denied = false;                 ///< it must not be so
    bool of_client = false;              ///< a protocol that the other side has to show, not who listens
    std::string protocol;                ///< a protocol's filter name, `shell` or `executable`; or empty
    std::optional<BytePattern> pattern;  ///< or bytes; neither of the two: the other end is outside
    std::size_t bit = 0;                 ///< of a pattern in Seen::patterns, given by PortClaims
};

/** What together shows a claim, `resp and server:text:redis_version:`. */
struct Proof {
    std::string words;  ///< as they were written
    std::vector<Condition> conditions;
};

/** One claim, of one line of claims.tsv. */
struct Claim {
    /** Ports from one to another, both included. */
    struct Range {
        std::uint16_t first;
        std::uint16_t last;
    };

    std::vector<Range> ports;
    Transport transport = Transport::Tcp;
    ClaimKind kind = ClaimKind::Exposed;
    std::string id;             ///< `CVE-2018-0171`, `NetBus`, `Redis`
    std::string text;           ///< one sentence, without a full stop
    std::vector<Proof> proofs;  ///< any of them shows it; empty: nothing does, it is lore
    Grade grade = Grade::B;
    std::vector<std::string> references;  ///< keys of references.ini, or a user's own words
    std::string origin;                   ///< `FILE:LINE`; empty for one that is built in

    [[nodiscard]] bool is_about(std::uint16_t port, Transport over) const;
    /** Whether it takes bytes to show it, or to deny it. */
    [[nodiscard]] bool asks_for_bytes() const;
    /** Kind, id and text, ready to read. */
    [[nodiscard]] std::string line() const;
};

/** What was seen of a conversation, for the claims on the port that listens in it. */
struct Seen {
    std::uint64_t patterns = 0;  ///< of PortClaims::patterns(), those that were met, a bit each
    std::span<const char* const> observed = {};  ///< protocols, as in Evidence::observed
    bool from_outside = false;                   ///< the other end has no private address
    bool answered = true;                        ///< whoever listens has sent payload
    bool shown_by_listener = true;               ///< and has shown the protocol itself
    bool shown_by_client = true;                 ///< the other side has
    bool can_be_shown = true;  ///< there is a way to tell whether a listener speaks the protocol
};

/** What a conversation bears out, a bit each, by the places in PortClaims::claims(). */
struct Confirmed {
    std::uint64_t claims = 0;
    std::uint64_t by_listener = 0;  ///< those of them for which who listens has given evidence itself

    bool operator==(const Confirmed&) const = default;
};

/** The claims on one port, ready to be held against payloads. */
class PortClaims {
 public:
    /** More are not kept for one port; nor are more patterns. */
    static constexpr std::size_t kMost = 64;

    /** @param claims those on the port, in the order in which they are shown. */
    explicit PortClaims(std::vector<Claim> claims);

    [[nodiscard]] const std::vector<Claim>& claims() const { return claims_; }
    /** Claim::line() of one of them, by its place; kept, since each tag on the port shows it. */
    [[nodiscard]] const std::string& line(std::size_t claim) const { return lines_[claim]; }
    /** The patterns that the claims ask for, each once; a claim's bits are their places here. */
    [[nodiscard]] const std::vector<BytePattern>& patterns() const { return patterns_; }
    /** Which patterns a payload meets. @param by_listener whether who listens has sent it. */
    [[nodiscard]] std::uint64_t met_by(std::span<const std::uint8_t> payload, bool by_listener) const;
    /** Which claims are borne out, a bit each, by their places in claims(). What is claimed of a service, and
     * not of an attempt, takes one that answers in its protocol; and a shell is that of who listens. */
    [[nodiscard]] Confirmed confirmed(const Seen& seen) const;
    /** What bears a claim out, in the words of its line; null: nothing does. */
    [[nodiscard]] const Proof* proof(std::size_t claim, const Seen& seen) const;

 private:
    /** Takes a pattern among patterns_, where there is room. @return its place there. */
    std::size_t keep(const BytePattern& pattern);

    std::vector<Claim> claims_;
    std::vector<std::string> lines_;
    std::vector<BytePattern> patterns_;
};

/** How loudly a claim is raised that is borne out: a Warn for what is well sourced, and of a service that
 * ought not to be reached from outside only where it is, and has shown itself; else a Note; a tenant not at
 * all.
 */
Alarm alarm(const Claim& claim, bool from_outside, bool by_listener);

}  // namespace portlore
