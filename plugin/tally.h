/** @file
 * Counts what the tap tells, until a table is made of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
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
 */
class FlowTally {
 public:
    void count(const TappedFrame& frame, const packet_info* pinfo);
    /** The endpoints that are tagged once the whole capture is known. Call while it is open. */
    [[nodiscard]] EndpointTable endpoints() const;
    void clear();

 private:
    struct Key {
        Ends ends;
        std::uint32_t stream = 0;  ///< 0 where there is none
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Counted {
        const Key* key = nullptr;  ///< in places_
        /** By who sent it: the smaller end, or the other. */
        std::array<Traffic, 2> sent;
    };

    static Flow flow_from(const Key& key, Side sender);
    static void add_rows(EndpointTable& table, const Counted& counted);

    std::vector<Counted> flows_;  ///< in the capture's order
    std::unordered_map<Key, std::size_t, KeyHash> places_;
};

}  // namespace portlore
