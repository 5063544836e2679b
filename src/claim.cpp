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

/** Whether a claim warns of what is offered; others warn of what is sent there as well. */
bool is_of_a_service(ClaimKind kind) {
    return kind == ClaimKind::Exposed || kind == ClaimKind::Amplification;
}

bool holds(const Condition& condition, const Seen& seen) {
    if (condition.pattern)
        return condition.bit < PortClaims::kMost && (seen.patterns >> condition.bit & 1U) != 0;
    if (condition.protocol.empty()) return seen.from_outside;
    return std::ranges::any_of(seen.observed,
                               [&](const char* protocol) { return condition.protocol == protocol; });
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
    while ((from = static_cast<const std::uint8_t*>(
                std::memchr(from, bytes[rarest], static_cast<std::size_t>(end - from)))) != nullptr) {
        if (is_at(*this, payload, static_cast<std::size_t>(from - payload.data()) - rarest)) return true;
        if (++from == end) return false;
    }
    return false;
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
    const auto& proofs = claims_[claim].proofs;
    if (!seen.answered && is_of_a_service(claims_[claim].kind)) return nullptr;
    const auto shows = [&](const Proof& proof) {
        return std::ranges::all_of(proof.conditions, [&](const Condition& condition) {
            return holds(condition, seen) != condition.denied;
        });
    };
    const auto found = std::ranges::find_if(proofs, shows);
    return found == proofs.end() ? nullptr : &*found;
}

std::uint64_t PortClaims::confirmed(const Seen& seen) const {
    if (seen.patterns == 0 && seen.observed.empty()) return 0;
    std::uint64_t bits = 0;
    for (std::size_t nth = 0; nth < claims_.size(); ++nth) {
        if (proof(nth, seen) != nullptr) bits |= std::uint64_t{1} << nth;
    }
    return bits;
}

Alarm alarm(const Claim& claim, bool from_outside) {
    if (claim.kind == ClaimKind::Tenant) return Alarm::None;
    const bool is_wrong = !is_of_a_service(claim.kind) || from_outside;
    return claim.grade == Grade::A && is_wrong ? Alarm::Full : Alarm::Attempt;
}

}  // namespace portlore
