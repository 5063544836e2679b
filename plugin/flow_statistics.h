/** @file
 * Counts the traffic of flows, as the tap tells of it, until a table is made of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "endpoint_table.h"
#include "tap.h"

namespace portlore {

/** What one tagged end of a frame or flow says of its endpoint. @param flow the endpoint's. */
Sighting sighting_of(const Endpoint& endpoint, const FlowKey& flow, const Traffic& traffic);

/** When a frame was captured; empty where the capture does not say so, or no such time can be. */
Period period_of(const packet_info* pinfo);

/** The traffic of one frame. */
Traffic traffic_of(const packet_info* pinfo);

/** The conversation in whose name a frame counts: a quoted packet's is that of its flow. */
StreamKey stream_key_of(const Frame& frame);

/**
 * Counts every flow, since a reader that goes through the capture once knows only at its end which of them
 * are worth a row.
 *
 * Of the flows that look like tries which nobody answered, the oldest is forgotten where there are more than
 * most_unanswered() newer flows.
 */
class FlowStatistics {
 public:
    void count(const TappedFrame& frame, const packet_info* pinfo);
    /** The endpoints that are tagged once the whole capture is known. Call while it is open. */
    [[nodiscard]] EndpointTable endpoints() const;
    /** How many flows were forgotten. */
    [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }
    void clear();

 private:
    /** Who sends more than that, unanswered, does not try any more. Linux sends a SYN seven times (tcp(7),
     * tcp_syn_retries). */
    static constexpr std::uint64_t kMostTries = 7;

    /** By index(Side) of who sent it. */
    using Sent = std::array<Traffic, 2>;
    using Flows = std::unordered_map<StreamKey, Sent, StreamKeyHash>;

    static void add_rows(EndpointTable& table, const Flows::value_type& flow);
    static bool is_try(const Sent& sent);
    void settle_oldest();

    Flows flows_;
    std::vector<const Flows::value_type*> kept_;   ///< for good, in the capture's order
    std::deque<const Flows::value_type*> latest_;  ///< all others
    std::uint64_t forgotten_ = 0;
};

}  // namespace portlore
