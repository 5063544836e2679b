/** @file
 * Counts what the tap tells, until a table is made of it.
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
#include "host.h"
#include "source_table.h"
#include "tap.h"

namespace portlore {

/** What one tagged end of a frame or flow says of its endpoint. */
Sighting sighting_of(const Endpoint& endpoint, const Flow& flow, const Traffic& traffic);

/** The traffic of one frame. */
Traffic traffic_of(const packet_info* pinfo);

/**
 * Takes in what a frame says of who tried which port, and of what came of it.
 * @return the place in rows() of the source that it concerns, if any.
 */
std::optional<std::size_t> take_in(SourceTable& sources, const TappedFrame& frame, std::uint32_t number);

/**
 * Counts every flow, since a reader that goes through the capture once knows only at its end which of them
 * are worth a row.
 *
 * Of the flows that look like tries which nobody answered, the oldest is forgotten where there are more than
 * most_unanswered() newer flows.
 */
class FlowTally {
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

    struct Key {
        Ends ends;
        std::uint32_t stream = 0;  ///< 0 where there is none
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    /** By who sent it: the smaller end, or the other. */
    using Sent = std::array<Traffic, 2>;
    using Flows = std::unordered_map<Key, Sent, KeyHash>;

    static Flow flow_from(const Key& key, Side sender);
    static void add_rows(EndpointTable& table, const Flows::value_type& flow);
    static bool is_try(const Sent& sent);
    void settle_oldest();

    Flows flows_;
    std::vector<const Flows::value_type*> kept_;   ///< for good, in the capture's order
    std::deque<const Flows::value_type*> latest_;  ///< all others
    std::uint64_t forgotten_ = 0;
};

}  // namespace portlore
