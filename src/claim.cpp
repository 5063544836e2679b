// SPDX-License-Identifier: GPL-2.0-or-later
#include "claim.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace portlore {

namespace {

struct KindWords {
    const char* name;
    std::string_view key;
};

constexpr std::array<KindWords, kClaimKinds> kKindWords{{
    {"Exposed service", "exposed"},
    {"Vulnerability", "vulnerable"},
    {"Amplifier", "amplification"},
    {"Command and control", "c2"},
    {"Malware", "malware"},
    {"Backdoor", "backdoor"},
    {"Tenant", "tenant"},
}};

bool is_at(const BytePattern& pattern, std::span<const std::uint8_t> payload, std::size_t at) {
    for (std::size_t nth = 0; nth < pattern.bytes.size(); ++nth) {
        if ((payload[at + nth] & pattern.fixed[nth]) != pattern.bytes[nth]) return false;
    }
    return true;
}

/** So many places where the rarest byte of a pattern stands are looked at one by one. Who sends more of that
 * byte than anybody else does gets another search, which makes longer steps. */
constexpr int kMostCandidates = 32;

/** Whether a pattern stands at a place or behind it. After R. N. Horspool, Practical fast searching in
 * strings (1980). */
bool is_behind(const BytePattern& pattern, std::span<const std::uint8_t> payload, std::size_t at) {
    const std::size_t size = pattern.bytes.size();
    std::size_t open = 0;  // from here on back to the last byte that any will do for, no step may be longer
    for (std::size_t nth = 0; nth + 1 < size; ++nth) {
        if (pattern.fixed[nth] == 0) open = nth + 1;
    }
    std::array<std::uint16_t, 256> step{};
    step.fill(static_cast<std::uint16_t>(size - open));
    for (std::size_t nth = open; nth + 1 < size; ++nth)
        step[pattern.bytes[nth]] = static_cast<std::uint16_t>(size - 1 - nth);
    for (; at + size <= payload.size(); at += step[payload[at + size - 1]]) {
        if (is_at(pattern, payload, at)) return true;
    }
    return false;
}

/** Whether a claim warns of what is offered; others warn of what is sent there as well. */
bool is_of_a_service(ClaimKind kind) {
    return kind == ClaimKind::Exposed || kind == ClaimKind::Amplification;
}

/** Whether a protocol was shown by the side that a condition asks for. What is sent to a service may be told
 * by who sends it; what the service is, or whose shell it is, has to be shown by who listens, wherever that
 * can be told. */
bool is_shown_by_its_side(const Condition& condition, ClaimKind kind, const Seen& seen) {
    if (condition.of_client) return seen.shown_by_client;
    const bool is_said_to_it = kind == ClaimKind::Tenant && !seen.answered;
    const bool is_any_sides = !is_of_a_service(kind) && kind != ClaimKind::Tenant &&
                              condition.protocol != "shell" && condition.protocol != "executable";
    return is_said_to_it || is_any_sides || seen.shown_by_listener || !seen.can_be_shown;
}

bool holds(const Condition& condition, ClaimKind kind, const Seen& seen) {
    if (condition.pattern)
        return condition.bit < PortClaims::kMost && (seen.patterns >> condition.bit & 1U) != 0;
    if (condition.protocol.empty()) return seen.from_outside;
    return is_shown_by_its_side(condition, kind, seen) &&
           std::ranges::any_of(seen.observed,
                               [&](const char* protocol) { return condition.protocol == protocol; });
}

/** Whether a condition, where it holds, is a word of who listens. */
bool is_word_of_listener(const Condition& condition, const Seen& seen) {
    if (condition.denied || condition.of_client) return false;
    if (condition.pattern) return condition.pattern->of_listener;
    return !condition.protocol.empty() && seen.shown_by_listener;
}

bool has_word_of_listener(const Proof& proof, const Seen& seen) {
    return std::ranges::any_of(
        proof.conditions, [&](const Condition& condition) { return is_word_of_listener(condition, seen); });
}

/** Whether a client's word is not enough: none makes a tenant of what answers it, nor a service of what
 * speaks another protocol. */
bool needs_word_of_listener(ClaimKind kind, const Seen& seen) {
    if (kind == ClaimKind::Tenant) return seen.answered;
    return is_of_a_service(kind) && seen.shown_by_listener && !seen.observed.empty();
}

}  // namespace

const char* name(ClaimKind kind) { return kKindWords[static_cast<std::size_t>(kind)].name; }

std::string_view key(ClaimKind kind) { return kKindWords[static_cast<std::size_t>(kind)].key; }

const char* name(Grade grade) { return grade == Grade::A ? "A" : "B"; }

bool BytePattern::is_in(std::span<const std::uint8_t> payload) const {
    const std::size_t searched = position ? payload.size() : std::min(payload.size(), kSearched);
    if (bytes.size() > searched) return false;
    const std::size_t last = searched - bytes.size();
    if (position) return *position <= last && is_at(*this, payload, *position);
    const std::uint8_t* from = payload.data() + rarest;
    const std::uint8_t* const end = from + last + 1;
    for (int tried = 0; tried < kMostCandidates; ++tried) {
        from = static_cast<const std::uint8_t*>(
            std::memchr(from, bytes[rarest], static_cast<std::size_t>(end - from)));
        if (from == nullptr) return false;
        const std::size_t at = static_cast<std::size_t>(from - payload.data()) - rarest;
        if (is_at(*this, payload, at)) return true;
        if (++from == end) return false;
    }
    return is_behind(*this, payload.first(searched),
                     static_cast<std::size_t>(from - payload.data()) - rarest);
}

bool Claim::is_about(std::uint16_t port, Transport over) const {
    return over == transport && std::ranges::any_of(ports, [&](const Range& range) {
               return range.first <= port && port <= range.last;
           });
}

bool Claim::asks_for_bytes() const {
    return std::ranges::any_of(proofs, [](const Proof& proof) {
        return std::ranges::any_of(proof.conditions,
                                   [](const Condition& condition) { return condition.pattern.has_value(); });
    });
}

std::string Claim::line() const { return std::string(name(kind)) + " " + id + ": " + text; }

PortClaims::PortClaims(std::vector<Claim> claims) : claims_(std::move(claims)) {
    if (claims_.size() > kMost) claims_.resize(kMost);
    for (Claim& claim : claims_) {
        lines_.push_back(claim.line());
        for (Proof& proof : claim.proofs) {
            for (Condition& condition : proof.conditions) {
                if (condition.pattern) condition.bit = keep(*condition.pattern);
            }
        }
    }
}

std::size_t PortClaims::keep(const BytePattern& pattern) {
    const auto place = static_cast<std::size_t>(std::ranges::find(patterns_, pattern) - patterns_.begin());
    if (place == patterns_.size() && place < kMost) patterns_.push_back(pattern);
    return place;
}

std::uint64_t PortClaims::met_by(std::span<const std::uint8_t> payload, bool by_listener) const {
    std::uint64_t met = 0;
    for (std::size_t nth = 0; nth < patterns_.size(); ++nth) {
        if (patterns_[nth].of_listener == by_listener && patterns_[nth].is_in(payload))
            met |= std::uint64_t{1} << nth;
    }
    return met;
}

const Proof* PortClaims::proof(std::size_t claim, const Seen& seen) const {
    const std::vector<Proof>& proofs = claims_[claim].proofs;
    const ClaimKind kind = claims_[claim].kind;
    if (!seen.answered && is_of_a_service(kind)) return nullptr;
    const auto shows = [&](const Proof& proof) {
        if (needs_word_of_listener(kind, seen) && !has_word_of_listener(proof, seen)) return false;
        return std::ranges::all_of(proof.conditions, [&](const Condition& condition) {
            return holds(condition, kind, seen) != condition.denied;
        });
    };
    const auto found = std::ranges::find_if(proofs, shows);
    return found == proofs.end() ? nullptr : &*found;
}

Confirmed PortClaims::confirmed(const Seen& seen) const {
    Confirmed confirmed;
    if (seen.patterns == 0 && seen.observed.empty()) return confirmed;
    for (std::size_t nth = 0; nth < claims_.size(); ++nth) {
        const Proof* const shown = proof(nth, seen);
        if (shown == nullptr) continue;
        const std::uint64_t bit = std::uint64_t{1} << nth;
        confirmed.claims |= bit;
        if (has_word_of_listener(*shown, seen)) confirmed.by_listener |= bit;
    }
    return confirmed;
}

Alarm alarm(const Claim& claim, bool from_outside, bool by_listener) {
    if (claim.kind == ClaimKind::Tenant) return Alarm::None;
    const bool is_wrong = !is_of_a_service(claim.kind) || (from_outside && by_listener);
    return claim.grade == Grade::A && is_wrong ? Alarm::Full : Alarm::Attempt;
}

}  // namespace portlore
