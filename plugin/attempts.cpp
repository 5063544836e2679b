// SPDX-License-Identifier: GPL-2.0-or-later
#include "attempts.h"

#include "conversations.h"
#include "flow_statistics.h"

namespace portlore {

namespace {

/** Whether a frame is a try or what came of one: of TCP's segments only those that open, accept and refuse.
 */
bool concerns_an_attempt(const Frame& frame) {
    return !frame.segment || (frame.segment->has(Segment::kSyn | Segment::kRst) || frame.segment->is_probe());
}

void take_packet(RoleTracker& roles, const Frame& frame) {
    if (frame.error) {
        const IcmpError& error = *frame.error;
        roles.undelivered(frame.sender, unreachable(error.is_icmpv6, error.type, error.code, error.by_host),
                          frame.number);
    } else if (frame.segment) {
        roles.segment(frame.sender, *frame.segment, frame.number);
    } else {
        roles.datagram(frame.sender, frame.datagram, frame.number);
    }
}

/** What came of a try so far, seen from the side that was tried; nothing where nobody tried it. */
std::optional<Outcome> outcome_of(const RoleTracker& roles, Side side, const FlowKey& flow) {
    Surroundings surroundings;
    surroundings.ports = traits_of(flow);
    surroundings.whole_capture = true;
    const Decision decision = roles.decide(side, surroundings);
    switch (decision.role) {
        case Role::Refused:
            return Outcome::Refused;
        case Role::Probed:
            return Outcome::Silent;
        case Role::Listener:
            if (roles.answered_out_of_sight()) return Outcome::AcceptedOutOfSight;
            if (decision.basis != Basis::Inferred || roles.answered_in_sight()) return Outcome::Accepted;
            break;
        case Role::Undetermined:
            // An away host was tried all the same.
            if (roles.is_away() && roles.opener() == other(side)) return Outcome::Silent;
            break;
        default:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::size_t> Attempts::note_outcome(const Frame& frame, const RoleTracker& roles,
                                                  const Period& when) {
    for (const Side side : kSides) {
        const std::optional<Outcome> outcome = outcome_of(roles, side, frame.flow);
        if (!outcome) continue;
        const Target target{frame.flow.host(other(side)), frame.flow.host(side), frame.transport(),
                            frame.flow.port(side)};
        return sources_.add(target, *outcome, frame.number, when);
    }
    return std::nullopt;
}

std::optional<std::size_t> Attempts::take(const TappedFrame& tapped, const Period& when) {
    const Frame& frame = tapped.frame;
    const bool is_known = frame.transport() == Transport::Tcp || frame.transport() == Transport::Udp;
    if (!is_known || !frame.has_hosts()) return std::nullopt;
    if (frame.transport() == Transport::Tcp && !frame.error && !frame.segment) return std::nullopt;
    const StreamKey key = stream_key_of(frame);
    auto found = conversations_.find(key);
    if (found == conversations_.end()) {
        // An error alone is no try.
        if (frame.error) return std::nullopt;
        RoleTracker roles(frame.transport());
        if (conversations_.size() == SourceTable::kMostTargets) {
            take_packet(roles, frame);
            return note_outcome(frame, roles, when);
        }
        found = conversations_.emplace(key, roles).first;
    }
    RoleTracker& roles = found->second;
    const bool was_unanswered = roles.is_unanswered() && !roles.answered_out_of_sight();
    take_packet(roles, frame);
    const bool is_unanswered = roles.is_unanswered() && !roles.answered_out_of_sight();
    if (!concerns_an_attempt(frame) && was_unanswered == is_unanswered) return std::nullopt;
    return note_outcome(frame, roles, when);
}

void Attempts::clear() { *this = Attempts(); }

}  // namespace portlore
