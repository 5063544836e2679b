// SPDX-License-Identifier: GPL-2.0-or-later
#include "claims.h"

#include <algorithm>
#include <new>

#include "current_facts.h"
#include "looks.h"
#include "port_table.h"
#include "recognise/recogniser.h"

namespace portlore {

namespace {

/** Of each side: a claim shows in what is said first. */
constexpr std::uint8_t kMostPayloads = 4;
/** So many with those that are but a few bytes, as they are typed. */
constexpr std::uint8_t kMostWithShort = 16;
constexpr std::size_t kShort = 8;

/** The claims on a side's port, or null. */
const PortClaims* claims_on(const FlowKey& flow, Side side) {
    const std::uint16_t port = flow.port(side);
    return is_claimed(port, flow.transport()) ? facts().claims(port, flow.transport()) : nullptr;
}

const ClaimWatch* watch_of(const Conversation& conversation) {
    return conversation.payloads == nullptr ? nullptr : conversation.payloads->claims;
}

/** What a pointer in the file scope shows, made where there is nothing yet. */
template <typename Thing>
Thing& made(Thing*& kept) {
    if (kept == nullptr) kept = new (wmem_alloc(wmem_file_scope(), sizeof(Thing))) Thing();
    return *kept;
}

ClaimWatch& make_watch(Conversation& conversation) {
    return made(payloads_of(conversation, wmem_file_scope()).claims);
}

/** What is borne out of the claims on a side's port, or null. */
const BorneOut* borne_out_of(const ClaimWatch* watch, Side side) {
    return watch == nullptr || watch->borne_out == nullptr ? nullptr : &(*watch->borne_out)[index(side)];
}

bool has_met_any(const ClaimWatch& watch) { return (watch.patterns[0] | watch.patterns[1]) != 0; }

bool is_looked_through(const ClaimWatch& watch, Side sender) {
    return watch.long_ones[index(sender)] >= kMostPayloads || watch.payloads[index(sender)] >= kMostWithShort;
}

/** How many payloads of each side are enough of a busy protocol on a port of its own: what its claims ask for
 * begins there. */
std::uint8_t enough_of(const Conversation& conversation) {
    struct Busy {
        std::string_view protocol;
        std::uint8_t enough;
    };
    constexpr std::array<Busy, 7> kBusy{
        {{"http", 1}, {"dns", 1}, {"ntp", 1}, {"mdns", 1}, {"ssh", 1}, {"nbss", 1}, {"tls", 2}}};
    const Observed* const observed = conversation.observed();
    const bool is_system = port_range(conversation.flow.port(Side::One)) == PortRange::System ||
                           port_range(conversation.flow.port(Side::Two)) == PortRange::System ||
                           conversation.flow.transport() != Transport::Tcp;
    if (observed == nullptr || !is_system) return kMostPayloads;
    const auto* const found = std::ranges::find(kBusy, observed->names[0], &Busy::protocol);
    return found == kBusy.end() ? kMostPayloads : found->enough;
}

/** Whether a side's payload is of the protocol that another one has shown. */
bool speaks_it(const Conversation& conversation, const Frame& frame) {
    const Observed* const observed = conversation.observed();
    if (observed == nullptr) return false;
    return agreement(observed->names[0], exchange_of(conversation, frame, frame.payload)).how !=
           Agreement::None;
}

}  // namespace

void look_for_claims(Conversation& conversation, Frame& frame) {
    const FlowKey& flow = frame.flow;
    const bool is_any = is_claimed(flow.port(Side::One), flow.transport()) ||
                        is_claimed(flow.port(Side::Two), flow.transport());
    if (!is_any || frame.payload.empty()) return;
    ClaimWatch& watch = make_watch(conversation);
    if (is_looked_through(watch, frame.sender)) return;
    ++watch.payloads[index(frame.sender)];
    if (frame.payload.bytes().size() > kShort) ++watch.long_ones[index(frame.sender)];
    bool& spoke_it = watch.spoke_it[index(frame.sender)];
    if (!spoke_it && speaks_it(conversation, frame)) spoke_it = frame.tells = true;
    for (const Side side : kSides) {
        const PortClaims* const claims = claims_on(flow, side);
        if (claims == nullptr || claims->patterns().empty()) continue;
        const std::uint64_t met = claims->met_by(frame.payload.bytes(), frame.sender == side);
        if ((met & ~watch.patterns[index(side)]) == 0) continue;
        watch.patterns[index(side)] |= met;
        frame.tells = true;
    }
    // What is settled with this payload has to be judged once more.
    if (!may_bear_out(conversation)) frame.tells = true;
}

bool may_bear_out(const Conversation& conversation) {
    const FlowKey& flow = conversation.flow;
    if (!is_claimed_by_bytes(flow.port(Side::One), flow.port(Side::Two), flow.transport())) return false;
    const ClaimWatch* const watch = watch_of(conversation);
    if (watch == nullptr) return true;
    if (is_looked_through(*watch, Side::One) || is_looked_through(*watch, Side::Two)) return false;
    return has_met_any(*watch) || *std::ranges::min_element(watch->long_ones) < enough_of(conversation);
}

bool has_borne_out(const Conversation& conversation) {
    const ClaimWatch* const watch = watch_of(conversation);
    if (watch == nullptr) return false;
    return has_met_any(*watch) || std::ranges::any_of(kSides, [&](Side side) {
               const BorneOut* const borne = borne_out_of(watch, side);
               return borne != nullptr && borne->confirmed != 0;
           });
}

Seen seen(const Conversation& conversation, Side listener, const Evidence& evidence) {
    const ClaimWatch* const watch = watch_of(conversation);
    const Observed* const observed = conversation.observed();
    const auto has_shown = [&](Side side) {
        return (observed != nullptr && observed->by == side) ||
               (watch != nullptr && watch->spoke_it[index(side)]);
    };
    return {.patterns = watch == nullptr ? 0 : watch->patterns[index(listener)],
            .observed = evidence.observed,
            .from_outside = evidence.from_outside,
            .answered = evidence.listener_spoke,
            .shown_by_listener = has_shown(listener),
            .shown_by_client = has_shown(other(listener)),
            .can_be_shown =
                observed == nullptr || tells_servers(observed->names[0], conversation.flow.transport())};
}

void take_claims(const Conversation& conversation, Side listener, Evidence& evidence) {
    evidence.claims = claims_on(conversation.flow, listener);
    if (evidence.claims == nullptr) return;
    evidence.from_outside =
        is_outside(conversation.flow.host(other(listener)), conversation.flow.host(listener));
    evidence.confirmed = evidence.claims->confirmed(seen(conversation, listener, evidence));
}

void note_claims(Conversation& conversation, Side listener, const Evidence& evidence, std::uint32_t frame) {
    const BorneOut* const before = borne_out_of(watch_of(conversation), listener);
    const std::uint64_t noted = before == nullptr ? 0 : before->confirmed;
    const std::uint64_t confirmed = evidence.confirmed.claims;
    if (noted == confirmed) return;
    BorneOut& borne = made(make_watch(conversation).borne_out)[index(listener)];
    borne.confirmed = confirmed;
    if (const std::uint64_t fresh = confirmed & ~noted; fresh != 0) {
        BorneOut::Brought& brought = borne.brought[borne.brought[0].frame == 0 ? 0 : 1];
        brought = {brought.claims | fresh, frame};
    }
}

std::uint64_t claims_brought_by(const Conversation& conversation, Side listener, const Evidence& evidence,
                                std::uint32_t frame) {
    const BorneOut* const borne = borne_out_of(watch_of(conversation), listener);
    std::uint64_t here = 0;
    std::uint64_t anywhere = 0;
    if (borne != nullptr) {
        for (const BorneOut::Brought& brought : borne->brought) {
            anywhere |= brought.claims;
            if (brought.frame == frame) here |= brought.claims;
        }
    }
    // What only the whole capture tells is told where its verdict is.
    if (conversation.party(listener).verdict_frame == frame) here |= ~anywhere;
    return here & evidence.confirmed.claims;
}

}  // namespace portlore
