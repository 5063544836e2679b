/** @file
 * Who tried which port, and what came of it: every conversation that the tap tells of, on whatever port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "role.h"
#include "source_table.h"
#include "tap.h"

namespace portlore {

/**
 * Follows the role of each port that somebody tries, and collects what is to be told of the one who does.
 *
 * So many conversations are followed as the table has targets at the most; of one beyond them each packet
 * counts by itself.
 */
class Attempts {
 public:
    /**
     * Takes a frame in. @param when it was captured.
     * @return the place in sources().rows() of the source that it concerns, if any.
     */
    std::optional<std::size_t> take(const TappedFrame& tapped, const Period& when);
    [[nodiscard]] const SourceTable& sources() const { return sources_; }
    void clear();

 private:
    std::optional<std::size_t> note_outcome(const Frame& frame, const RoleTracker& roles, const Period& when);

    std::unordered_map<StreamKey, RoleTracker, StreamKeyHash> conversations_;
    SourceTable sources_;
};

}  // namespace portlore
