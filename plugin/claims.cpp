// SPDX-License-Identifier: GPL-2.0-or-later
#include "claims.h"

#include <algorithm>
#include <new>

#include "current_facts.h"
#include "port_table.h"

namespace portlore {

namespace {

/** Of each side: a claim shows in what is said first. */
constexpr std::uint8_t kMostPayloads = 4;

/** The claims on a side's port, or null. */
const PortClaims* claims_on(const FlowKey& flow, Side side) {
    const std::uint16_t port = flow.port(side);
    return is_claimed(port, flow.transport()) ? facts().claims(port, flow.transport()) : nullptr;
}

bool asks_for_bytes(const FlowKey& flow) {
    return is_claimed_by_bytes(flow.port(Side::One), flow.port(Side::Two), flow.transport());
}

const BorneOut* borne_out(const Conversation& conversation) {
    return conversation.payloads == nullptr ? nullptr : conversation.payloads->borne_out;
}

BorneOut& make_borne_out(Conversation& conversation) {
    BorneOut*& borne = payloads_of(conversation, wmem_file_scope()).borne_out;
    if (borne == nullptr) borne = new (wmem_alloc(wmem_file_scope(), sizeof(BorneOut))) BorneOut;
    return *borne;
}

bool has_met_any(const BorneOut& borne) { return (borne.patterns[0] | borne.patterns[1]) != 0; }

}  // namespace

void look_for_claims(Conversation& conversation, Frame& frame) {
    if (frame.payload.empty() || !asks_for_bytes(frame.flow)) return;
    BorneOut& borne = make_borne_out(conversation);
    std::uint8_t& looked_at = borne.payloads[index(frame.sender)];
    if (looked_at == kMostPayloads) return;
    ++looked_at;
    for (const Side side : kSides) {
        const PortClaims* const claims = claims_on(frame.flow, side);
        if (claims == nullptr) continue;
        const std::uint64_t met = claims->met_by(frame.payload.bytes(), frame.sender == side);
        if ((met & ~borne.patterns[index(side)]) == 0) continue;
        borne.patterns[index(side)] |= met;
        frame.tells = true;
    }
}

bool may_bear_out(const Conversation& conversation) {
    if (!asks_for_bytes(conversation.flow)) return false;
    const BorneOut* const borne = borne_out(conversation);
    if (borne == nullptr) return true;
    const auto [fewest, most] = std::ranges::minmax(borne->payloads);
    // What datagrams tell begins with the first question and its answer.
    const bool is_told =
        conversation.flow.transport() != Transport::Tcp && fewest > 0 && !has_met_any(*borne);
    return most < kMostPayloads && !is_told && !conversation.roles.finished();
}

bool has_borne_out(const Conversation& conversation) {
    const BorneOut* const borne = borne_out(conversation);
    return borne != nullptr && (has_met_any(*borne) || (borne->confirmed[0] | borne->confirmed[1]) != 0);
}

void take_claims(const Conversation& conversation, Side listener, Evidence& evidence) {
    evidence.claims = claims_on(conversation.flow, listener);
    if (evidence.claims == nullptr) return;
    evidence.from_outside = !is_private(conversation.flow.host(other(listener)));
    evidence.confirmed = evidence.claims->confirmed(seen(conversation, listener, evidence));
}

Seen seen(const Conversation& conversation, Side listener, const Evidence& evidence) {
    const BorneOut* const borne = borne_out(conversation);
    return {borne == nullptr ? 0 : borne->patterns[index(listener)], evidence.observed, evidence.from_outside,
            evidence.listener_spoke};
}

void note_claims(Conversation& conversation, Side listener, const Evidence& evidence, std::uint32_t frame) {
    const BorneOut* const before = borne_out(conversation);
    const std::uint64_t noted = before == nullptr ? 0 : before->confirmed[index(listener)];
    if (noted == evidence.confirmed) return;
    BorneOut& borne = make_borne_out(conversation);
    borne.confirmed[index(listener)] = evidence.confirmed;
    borne.frame[index(listener)] = frame;
}

bool brings_claims(const Conversation& conversation, Side listener, std::uint32_t frame) {
    const BorneOut* const borne = borne_out(conversation);
    return borne != nullptr && borne->frame[index(listener)] == frame;
}

}  // namespace portlore
