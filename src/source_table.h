/** @file
 * Who tried ports in vain, each source in one row, the widest search first.
 *
 * A target is a port of a host. A source stands in the table once a target of its has not answered or has
 * refused; the targets that accepted are counted beside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "first_few.h"
#include "host.h"
#include "moment.h"
#include "table.h"
#include "transport.h"

namespace portlore {

/** A port of a host that a source has tried. */
struct Target {
    Host source;
    Host host;
    Transport transport = Transport::Tcp;
    std::uint16_t port = 0;

    bool operator==(const Target&) const = default;
};

/** So many open ports of those that a source tried are named, of however many. */
inline constexpr std::size_t kNamedPorts = 8;

/** A source with the sum of what it tried. */
struct SourceRow {
    Host source;
    std::unordered_set<Host, HostHash> hosts;         ///< whom it tried
    std::unordered_set<std::uint32_t> ports;          ///< transport and port
    std::uint64_t open = 0;                           ///< targets that accepted or answered
    FirstFew<std::uint32_t, kNamedPorts> open_ports;  ///< theirs, likewise
    std::uint64_t out_of_sight = 0;  ///< those of them whose answer the capture does not show
    std::uint64_t refused = 0;       ///< targets that refused, or that a filter refused
    std::uint64_t silent = 0;        ///< targets that never answered
    std::uint32_t first = 0;         ///< frame number of the first try
    std::uint32_t last = 0;          ///< frame number of the last try or answer
    Period when;                     ///< of all of them

    /** Where answers came, and none of them in sight, the capture lacks what was sent to the source: that
     * nothing is seen of the other targets is no silence. */
    [[nodiscard]] bool lacks_answers() const { return out_of_sight > 0 && refused + open == out_of_sight; }
    /** How many targets were tried in vain. */
    [[nodiscard]] std::uint64_t in_vain() const { return lacks_answers() ? 0 : refused + silent; }
};

/** A source that tried so many ports, or so many hosts, searches; what Zeek's scan detection has by default.
 */
inline constexpr std::size_t kManyPorts = 15;
inline constexpr std::size_t kManyHosts = 25;

/**
 * MITRE ATT&CK techniques that a source is a sign of: T1046 (Network Service Discovery) where it tried many
 * ports or hosts, and most in vain. Source: https://attack.mitre.org/techniques/T1046/
 */
std::vector<std::string> techniques(const SourceRow& row);

/** Where a row stands: 1, a search, before 2, all others. */
unsigned priority(const SourceRow& row);

/** The columns, in the order to show them in. */
std::span<const Column<SourceRow>> source_columns();

/** What came of a try. What counts more is greater. */
enum class Outcome : std::uint8_t { Silent, Refused, AcceptedOutOfSight, Accepted };

/**
 * Collects tries and what came of them, in the capture's order. Rows keep their place.
 *
 * At most kMostTargets targets are remembered, so that no capture can exhaust the memory; what concerns
 * others is counted in forgotten(), and else ignored.
 */
class SourceTable {
 public:
    static constexpr std::size_t kMostTargets = 1'000'000;

    /**
     * Takes in a try (Silent: nothing came of it so far) or what came of one, which may be the first that is
     * seen of it. A target that has accepted is never refused any more, and one that has answered never
     * silent.
     * @param when the frame's time; empty where it has none.
     * @return the place in rows() of the source, or nothing if the target is not remembered.
     */
    std::optional<std::size_t> add(const Target& target, Outcome outcome, std::uint32_t frame,
                                   const Period& when = {});
    /** Whether a target is remembered. */
    [[nodiscard]] bool knows(const Target& target) const { return targets_.contains(target); }
    /** All sources, in the order of their first try, also those that tried nothing in vain. */
    [[nodiscard]] const std::deque<SourceRow>& rows() const { return rows_; }
    /** How many tries and outcomes were ignored. */
    [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }
    void clear();

 private:
    struct Remembered {
        std::size_t source;  ///< place in rows_
        Outcome outcome;
    };
    struct TargetHash {
        std::size_t operator()(const Target& target) const noexcept;
    };

    std::size_t place_of(const Host& source);

    std::deque<SourceRow> rows_;
    std::unordered_map<Host, std::size_t, HostHash> places_;
    std::unordered_map<Target, Remembered, TargetHash> targets_;
    std::uint64_t forgotten_ = 0;
};

/** The rows of sources that tried in vain: searches first, then by targets in vain. Valid as the table's. */
std::vector<const SourceRow*> widest_first(const SourceTable& table);

/** So many sources are printed, before the rest is folded into one line. */
inline constexpr std::size_t kMostSources = 50;

/** The table for a terminal; empty if nobody tried anything in vain. */
std::string to_text(const SourceTable& table);

}  // namespace portlore
