// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow_statistics.h"

#include <limits>

#include "conversations.h"
#include "preferences.h"

namespace portlore {

Sighting sighting_of(const Endpoint& endpoint, const FlowKey& flow, const Traffic& traffic) {
    Sighting sighting;
    sighting.port = endpoint.port;
    sighting.host = endpoint.host;
    sighting.peer = flow.host(other(endpoint.side));
    sighting.traffic = traffic;
    sighting.owners = endpoint.owners;
    sighting.is_unlisted = endpoint.unlisted_in != nullptr;
    if (endpoint.conversation != nullptr) {
        sighting.conclusion = Conclusion{endpoint.decision, endpoint.verdict, endpoint.evidence};
    }
    return sighting;
}

Period period_of(const packet_info* pinfo) {
    constexpr Moment kNanoseconds = 1'000'000'000;
    constexpr Moment kMost = std::numeric_limits<Moment>::max() / kNanoseconds - 1;
    const Moment seconds = pinfo->abs_ts.secs;
    if (pinfo->fd->has_ts == 0 || seconds < -kMost || seconds > kMost) return {};
    const Moment moment = seconds * kNanoseconds + pinfo->abs_ts.nsecs;
    return {moment, moment};
}

Traffic traffic_of(const packet_info* pinfo) {
    return {1, pinfo->fd->pkt_len, pinfo->num, pinfo->num, period_of(pinfo)};
}

StreamKey stream_key_of(const Frame& frame) { return {frame.flow, frame.stream.value_or(0)}; }

bool FlowStatistics::is_try(const Sent& sent) {
    const auto& [one, two] = sent;
    return (one.packets == 0 || two.packets == 0) && one.packets + two.packets <= kMostTries;
}

void FlowStatistics::settle_oldest() {
    const Flows::value_type* const oldest = latest_.front();
    latest_.pop_front();
    if (is_try(oldest->second)) {
        ++forgotten_;
        flows_.erase(flows_.find(oldest->first));
    } else {
        kept_.push_back(oldest);
    }
}

void FlowStatistics::count(const TappedFrame& tapped, const packet_info* pinfo) {
    const auto [found, is_new] = flows_.try_emplace(stream_key_of(tapped.frame));
    found->second[index(tapped.frame.sender)].add(traffic_of(pinfo));
    if (!is_new) return;
    latest_.push_back(&*found);
    if (latest_.size() > most_unanswered()) settle_oldest();
}

void FlowStatistics::add_rows(EndpointTable& table, const Flows::value_type& counted) {
    const auto& [key, sent] = counted;
    const Conversation* const conversation = find_conversation_of(key.flow, key.stream);
    for (const Side sender : kSides) {
        const Traffic& traffic = sent[index(sender)];
        if (traffic.packets == 0) continue;
        const Endpoints endpoints = endpoints_in_capture(key.flow, sender, conversation);
        for (const auto* const endpoint : {&endpoints.source, &endpoints.destination}) {
            if (*endpoint && !(*endpoint)->is_told_only)
                table.add(sighting_of(**endpoint, key.flow, traffic));
        }
    }
}

EndpointTable FlowStatistics::endpoints() const {
    EndpointTable table;
    for (const Flows::value_type* const flow : kept_) add_rows(table, *flow);
    for (const Flows::value_type* const flow : latest_) add_rows(table, *flow);
    return table;
}

void FlowStatistics::clear() { *this = FlowStatistics(); }

}  // namespace portlore
