// SPDX-License-Identifier: GPL-2.0-or-later
#include "tally.h"

#include <optional>

#include "preferences.h"

namespace portlore {

namespace {

address address_of(const Host& host) {
    address made{};
    if (host.size == 0) return made;
    set_address(&made, host.size == 4 ? AT_IPv4 : AT_IPv6, host.size, host.bytes.data());
    return made;
}

/** A server's port, seen from the client that its packets go to. */
Target answered_target(const Flow& flow) {
    return {host_of(flow.destination), host_of(flow.source), flow.transport, flow.source_port};
}

Target tried_target(const Flow& flow) {
    return {host_of(flow.source), host_of(flow.destination), flow.transport, flow.destination_port};
}

std::optional<std::size_t> take_in_segment(SourceTable& sources, const TappedFrame& frame,
                                           std::uint32_t number) {
    switch (frame.segment) {
        case Segment::Syn:
            return sources.add(tried_target(frame.flow), Outcome::Silent, number);
        case Segment::SynAck:
            return sources.add(answered_target(frame.flow), Outcome::Accepted, number);
        case Segment::Reset:
            // It may as well come from a client that has had enough.
            if (!sources.knows(answered_target(frame.flow))) return std::nullopt;
            [[fallthrough]];
        case Segment::LoneReset:
            return sources.add(answered_target(frame.flow), Outcome::Refused, number);
        case Segment::Other:
            break;
    }
    return std::nullopt;
}

std::optional<std::size_t> take_in_datagram(SourceTable& sources, const TappedFrame& frame,
                                            std::uint32_t number) {
    const Flow& flow = frame.flow;
    if (frame.to_many) return std::nullopt;
    if (sources.knows(answered_target(flow)))
        return sources.add(answered_target(flow), Outcome::Accepted, number);
    // A capture that holds the answers only.
    const auto listener = inferred_listener(
        {traits_of(flow.source_port, flow.transport), traits_of(flow.destination_port, flow.transport)});
    if (listener == Side::One) return std::nullopt;
    return sources.add(tried_target(flow), Outcome::Silent, number);
}

std::optional<std::size_t> take_in_error(SourceTable& sources, const TappedFrame& frame,
                                         std::uint32_t number) {
    const IcmpError& error = *frame.flow.error;
    const Target target = tried_target(frame.flow);
    if (unreachable(error.is_icmpv6, error.type, error.code) == Unreachable::No || !sources.knows(target)) {
        return std::nullopt;
    }
    return sources.add(target, Outcome::Refused, number);
}

}  // namespace

Sighting sighting_of(const Endpoint& endpoint, const Flow& flow, const Traffic& traffic) {
    Sighting sighting;
    sighting.port = endpoint.port;
    sighting.host = host_of(endpoint.host);
    sighting.peer = host_of(endpoint.is_source ? flow.destination : flow.source);
    sighting.traffic = traffic;
    if (endpoint.conversation != nullptr) {
        sighting.conclusion = Conclusion{endpoint.decision.role, endpoint.verdict, endpoint.evidence};
    }
    return sighting;
}

Traffic traffic_of(const packet_info* pinfo) { return {1, pinfo->fd->pkt_len, pinfo->num, pinfo->num}; }

std::optional<std::size_t> take_in(SourceTable& sources, const TappedFrame& frame, std::uint32_t number) {
    if (frame.flow.source.type == AT_NONE) return std::nullopt;
    if (frame.flow.error) return take_in_error(sources, frame, number);
    switch (frame.flow.transport) {
        case Transport::Tcp:
            return take_in_segment(sources, frame, number);
        case Transport::Udp:
            return take_in_datagram(sources, frame, number);
        default:
            // What an SCTP or DCCP packet is does not show cheaply.
            return std::nullopt;
    }
}

std::size_t FlowTally::KeyHash::operator()(const Key& key) const noexcept {
    return mixed(EndsHash{}(key.ends), key.stream);
}

Flow FlowTally::flow_from(const Key& key, Side sender) {
    const Ends& ends = key.ends;
    const std::size_t from = index(sender);
    Flow flow;
    flow.transport = ends.transport;
    flow.source = address_of(ends.hosts[from]);
    flow.destination = address_of(ends.hosts[1 - from]);
    flow.source_port = ends.ports[from];
    flow.destination_port = ends.ports[1 - from];
    return flow;
}

bool FlowTally::is_try(const Sent& sent) {
    const auto& [one, two] = sent;
    return (one.packets == 0 || two.packets == 0) && one.packets + two.packets <= kMostTries;
}

void FlowTally::settle_oldest() {
    const Flows::value_type* const oldest = latest_.front();
    latest_.pop_front();
    if (is_try(oldest->second)) {
        ++forgotten_;
        flows_.erase(flows_.find(oldest->first));
    } else {
        kept_.push_back(oldest);
    }
}

void FlowTally::count(const TappedFrame& frame, const packet_info* pinfo) {
    const auto [found, is_new] = flows_.try_emplace({ends_of(frame.flow), frame.stream.value_or(0)});
    found->second[index(side_of_source(frame.flow))].add(traffic_of(pinfo));
    if (!is_new) return;
    latest_.push_back(&*found);
    if (latest_.size() > most_unanswered()) settle_oldest();
}

void FlowTally::add_rows(EndpointTable& table, const Flows::value_type& counted) {
    const auto& [key, sent] = counted;
    std::optional<std::uint32_t> stream;
    if (key.ends.transport == Transport::Tcp) stream = key.stream;
    for (const Side sender : {Side::One, Side::Two}) {
        const Traffic& traffic = sent[index(sender)];
        if (traffic.packets == 0) continue;
        const Flow flow = flow_from(key, sender);
        const Endpoints endpoints =
            endpoints_in_capture(flow, find_conversation_of(key.ends, stream, traffic.last));
        for (const auto& endpoint : {endpoints.source, endpoints.destination}) {
            if (endpoint) table.add(sighting_of(*endpoint, flow, traffic));
        }
    }
}

EndpointTable FlowTally::endpoints() const {
    EndpointTable table;
    for (const Flows::value_type* const flow : kept_) add_rows(table, *flow);
    for (const Flows::value_type* const flow : latest_) add_rows(table, *flow);
    return table;
}

void FlowTally::clear() { *this = FlowTally(); }

}  // namespace portlore
