/** @file
 * The endpoints of a capture that were tagged, each in one row, the worst first.
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
#include <vector>

#include "first_few.h"
#include "host.h"
#include "moment.h"
#include "process.h"
#include "table.h"
#include "verdict.h"

namespace portlore {

/** How much was seen, and where in the capture. */
struct Traffic {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< of whole frames, as they were on the wire
    std::uint32_t first = 0;  ///< frame number, 0: none
    std::uint32_t last = 0;
    Period when = {};

    void add(const Traffic& more);
};

/** What is concluded of an endpoint in one of its conversations. */
struct Conclusion {
    Decision decision;
    Verdict verdict = Verdict::Undetermined;
    Evidence evidence;
};

/** What one frame, or one conversation, says of an endpoint. */
struct Sighting {
    JudgedPort port;
    Host host;
    Host peer;  ///< the other end
    Traffic traffic;
    std::optional<Conclusion> conclusion;  ///< nothing: the registry's word is all there is
    Owners owners = {};                    ///< whose the endpoint is
    bool is_unlisted = false;              ///< its host's list lacks it
};

/** So many peers of an endpoint are named, of however many. */
inline constexpr std::size_t kNamedPeers = 3;

/** An endpoint with all that was seen of it. */
struct EndpointRow {
    JudgedPort port;
    Host host;
    Traffic traffic;
    FirstFew<Host, kNamedPeers> peers;    ///< the other ends
    std::optional<Verdict> verdict;       ///< the worst of its conversations
    Role role = Role::Undetermined;       ///< in the conversation with that verdict
    std::string reason;                   ///< of that verdict
    Alarm alarm = Alarm::None;            ///< the loudest
    std::vector<std::string> observed;    ///< in all of its conversations
    std::vector<std::string> software;    ///< what it calls itself, likewise
    std::vector<std::string> processes;   ///< whose it is, `sshd (pid 812)`, likewise; at most kMostProcesses
    std::vector<std::string> warnings;    ///< ids (or kinds) of those that apply, and what is not allowed
    std::vector<std::string> details;     ///< of each warning, in the same order, what it says
    std::vector<std::string> references;  ///< what the warnings cite, each once
};

/** So many processes of an endpoint are named. */
inline constexpr std::size_t kMostProcesses = 16;

/** Where a row stands, 1 first: an alarm before any verdict, then verdicts as an analyst would look at them.
 */
unsigned priority(const EndpointRow& row);

/**
 * MITRE ATT&CK techniques that an endpoint is a sign of: T1571 (Non-Standard Port) for an unidentified or
 * other service on a documented port. Source: https://attack.mitre.org/techniques/T1571/
 */
std::vector<std::string> techniques(const EndpointRow& row);

/** The columns, in the order to show them in. */
std::span<const Column<EndpointRow>> endpoint_columns();

/** Collects sightings. Rows keep their place; an endpoint is found in O(1). */
class EndpointTable {
 public:
    /** Takes a sighting in. @return the row's place in rows(). */
    std::size_t add(const Sighting& sighting);
    /** In the order of their first sighting. Valid until the next add() or clear(). */
    [[nodiscard]] const std::deque<EndpointRow>& rows() const { return rows_; }
    void clear();

 private:
    struct Key {
        Host host;
        Transport transport = Transport::Tcp;
        std::uint16_t port = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };

    std::deque<EndpointRow> rows_;
    std::unordered_map<Key, std::size_t, KeyHash> places_;
};

/** The rows, worst first, then by port, transport and host; those without a verdict by packets. Valid as long
 * as the table's rows. */
std::vector<const EndpointRow*> worst_first(const EndpointTable& table);

/** So many rows of one verdict are printed where nobody answers, before the rest is folded into one line. */
inline constexpr std::size_t kMostOfAKind = 20;

/** The table for a terminal; empty if it has no rows. */
std::string to_text(const EndpointTable& table);

}  // namespace portlore
