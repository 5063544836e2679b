// SPDX-License-Identifier: GPL-2.0-or-later
#include "endpoint_table.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>

#include "keyed_hash.h"
#include "policy.h"

namespace portlore {

namespace {

unsigned rank(const std::optional<Verdict>& verdict) {
    return verdict ? row_of(*verdict).rank : static_cast<unsigned>(kVerdicts.size());
}

void add_once(std::vector<std::string>& several, const std::string& one) {
    if (std::find(several.begin(), several.end(), one) == several.end()) several.push_back(one);
}

void add_owners(EndpointRow& row, const Owners& owners) {
    for (const Process* const process : owners.all()) {
        const std::string name = label(*process);
        if (!name.empty() && row.processes.size() < kMostProcesses) add_once(row.processes, name);
    }
}

void conclude(EndpointRow& row, const Conclusion& conclusion, const Owners& owners) {
    if (!row.verdict || rank(conclusion.verdict) < rank(row.verdict)) {
        row.verdict = conclusion.verdict;
        row.role = conclusion.role;
    }
    for (const char* const protocol : conclusion.evidence.observed) add_once(row.observed, protocol);
    if (conclusion.role == Role::Listener && !conclusion.evidence.software.empty())
        add_once(row.software, std::string(conclusion.evidence.software));
    const PortClaims* const claims = conclusion.evidence.claims;
    for (std::size_t nth = 0; claims != nullptr && nth < claims->claims().size(); ++nth) {
        const Alarm loudness = raised(conclusion.evidence, nth).value_or(Alarm::None);
        if (loudness == Alarm::None) continue;
        add_once(row.warnings, claims->claims()[nth].id);
        row.alarm = std::max(row.alarm, loudness);
    }
    if (row.port.dossier == nullptr) return;
    const Breaches breached =
        breaches(row.port, row.host, conclusion.role, conclusion.verdict, conclusion.evidence, owners);
    if (!breached.listener.empty()) add_once(row.warnings, "Listener not allowed");
    if (!breached.service.empty()) add_once(row.warnings, "Unexpected service");
    if (!breached.process.empty()) add_once(row.warnings, "Unexpected process");
    if (!breached.listener.empty() || !breached.service.empty() || !breached.process.empty())
        row.alarm = Alarm::Full;
    for (const Warning& warning : row.port.dossier->warnings) {
        if (!applies(warning, row.port.transport, conclusion.verdict, conclusion.evidence)) continue;
        add_once(row.warnings, warning.label());
        row.alarm = std::max(row.alarm, alarm(warning, conclusion.verdict, conclusion.evidence));
    }
}

Life life(const EndpointRow& row) {
    if (const auto ghost = ghost_of(row.port)) return ghost->life;
    return row.port.dossier != nullptr ? row.port.dossier->life : Life::Unknown;
}

/** Empty where nobody says anything of it. */
std::string life_of(const EndpointRow& row) {
    return row.port.dossier != nullptr || life(row) != Life::Unknown ? name(life(row)) : "";
}

constexpr std::array<Column<EndpointRow>, 22> kColumns{{
    {Kind::Number, "#", "priority",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{priority(row)}; }},
    {Kind::Words, "Verdict", "verdict",
     [](const EndpointRow& row) -> Cell { return row.verdict ? std::string(name(*row.verdict)) : ""; }},
    {Kind::Words, "Address", "address", [](const EndpointRow& row) -> Cell { return text(row.host); }},
    {Kind::Words, "Port", nullptr, [](const EndpointRow& row) -> Cell { return place(row.port); }},
    {Kind::Words, nullptr, "transport",
     [](const EndpointRow& row) -> Cell { return std::string(name(row.port.transport)); }},
    {Kind::Number, nullptr, "port",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.port.port}; }},
    {Kind::Words, "Service", "service",
     [](const EndpointRow& row) -> Cell { return std::string(registered_service(row.port)); }},
    {Kind::Words, "Status", "status",
     [](const EndpointRow& row) -> Cell {
         return std::string(name(row.port.registry->status(row.port.port, row.port.transport)));
     }},
    {Kind::Words, "Ghost", nullptr,
     [](const EndpointRow& row) -> Cell { return is_ghost(life(row)) ? life_of(row) : ""; }},
    {Kind::Words, nullptr, "ghost", [](const EndpointRow& row) -> Cell { return is_ghost(life(row)); }},
    {Kind::Words, nullptr, "life", [](const EndpointRow& row) -> Cell { return life_of(row); }},
    {Kind::Words, "Role", "role",
     [](const EndpointRow& row) -> Cell { return row.verdict ? std::string(name(row.role)) : ""; }},
    {Kind::Words, "Observed", "observed", [](const EndpointRow& row) -> Cell { return row.observed; }},
    {Kind::Words, "Software", "software", [](const EndpointRow& row) -> Cell { return row.software; }},
    {Kind::Words, "Process", "processes", [](const EndpointRow& row) -> Cell { return row.processes; }},
    {Kind::Number, "Peers", "peers",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.peers.count()}; }},
    {Kind::Number, "Packets", "packets", [](const EndpointRow& row) -> Cell { return row.traffic.packets; }},
    {Kind::Bytes, "Bytes", "bytes", [](const EndpointRow& row) -> Cell { return row.traffic.bytes; }},
    {Kind::Number, "First", "first_frame",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.traffic.first}; }},
    {Kind::Number, "Last", "last_frame",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.traffic.last}; }},
    {Kind::Words, "Warnings", "warnings", [](const EndpointRow& row) -> Cell { return row.warnings; }},
    {Kind::Words, "ATT&CK", "techniques", [](const EndpointRow& row) -> Cell { return techniques(row); }},
}};

/** Rows of one verdict that a terminal is spared. */
struct Folded {
    std::size_t shown = 0;
    std::size_t rows = 0;
    Traffic traffic;
};

/** How many rows of a row's verdict are spared the terminal's fold. */
std::size_t most_shown(const EndpointRow& row) {
    switch (row.verdict ? row_of(*row.verdict).folds : Folds::Many) {
        case Folds::All:
            if (row.alarm == Alarm::None) return 0;
            break;
        case Folds::Many:
            return kMostOfAKind;
        case Folds::None:
            break;
    }
    return std::numeric_limits<std::size_t>::max();
}

std::string line_of(const std::optional<Verdict>& verdict, const Folded& folded) {
    return std::to_string(folded.rows) + (folded.shown > 0 ? " more" : "") +
           (verdict ? " of verdict " + std::string(name(*verdict)) : std::string(" without a verdict")) +
           ": " + std::to_string(folded.traffic.packets) + " packets, " +
           std::to_string(folded.traffic.bytes) + " bytes, frames " + std::to_string(folded.traffic.first) +
           " to " + std::to_string(folded.traffic.last) + "\n";
}

}  // namespace

void Traffic::add(const Traffic& more) {
    packets += more.packets;
    bytes += more.bytes;
    first = first == 0 ? more.first : std::min(first, more.first);
    last = std::max(last, more.last);
}

unsigned priority(const EndpointRow& row) { return row.alarm == Alarm::Full ? 1U : 2U + rank(row.verdict); }

std::vector<std::string> techniques(const EndpointRow& row) {
    const bool is_not_standard =
        row.verdict == Verdict::UnidentifiedListener || row.verdict == Verdict::OtherService;
    if (row.port.dossier == nullptr || !is_not_standard) return {};
    return {"T1571"};
}

std::span<const Column<EndpointRow>> endpoint_columns() { return kColumns; }

std::size_t EndpointTable::KeyHash::operator()(const Key& key) const noexcept {
    const auto [high, low] = words(key.host);
    const std::uint64_t port = std::uint64_t{key.port} << 2U | index(key.transport);
    return static_cast<std::size_t>(keyed_hash(std::array{high, low, port}));
}

std::size_t EndpointTable::add(const Sighting& sighting) {
    const Key key{sighting.host, sighting.port.transport, sighting.port.port};
    const auto [found, is_new] = places_.try_emplace(key, rows_.size());
    if (is_new) {
        EndpointRow& row = rows_.emplace_back();
        row.port = sighting.port;
        row.host = sighting.host;
    }
    EndpointRow& row = rows_[found->second];
    row.traffic.add(sighting.traffic);
    row.peers.add(fingerprint(sighting.peer));
    add_owners(row, sighting.owners);
    if (sighting.is_unlisted) add_once(row.warnings, "Not in its host's list");
    if (sighting.conclusion) conclude(row, *sighting.conclusion, sighting.owners);
    return found->second;
}

void EndpointTable::clear() {
    rows_.clear();
    places_.clear();
}

std::vector<const EndpointRow*> worst_first(const EndpointTable& table) {
    std::vector<const EndpointRow*> rows;
    rows.reserve(table.rows().size());
    for (const EndpointRow& row : table.rows()) rows.push_back(&row);
    const auto order = [](const EndpointRow* row) {
        // Where nothing else tells rows apart, the busiest comes first.
        const std::uint64_t packets = row->verdict ? 0 : row->traffic.packets;
        return std::tuple(priority(*row), ~packets, row->port.port, row->port.transport, row->host);
    };
    std::sort(rows.begin(), rows.end(),
              [&](const EndpointRow* one, const EndpointRow* other) { return order(one) < order(other); });
    return rows;
}

std::string to_text(const EndpointTable& table) {
    std::vector<const EndpointRow*> shown;
    std::map<std::optional<Verdict>, Folded> folds;
    for (const EndpointRow* const row : worst_first(table)) {
        Folded& folded = folds[row->verdict];
        if (folded.shown >= most_shown(*row)) {
            ++folded.rows;
            folded.traffic.add(row->traffic);
        } else {
            ++folded.shown;
            shown.push_back(row);
        }
    }
    // The order says the priority.
    std::string lines = aligned(endpoint_columns().subspan(1), shown);
    for (const auto& [verdict, folded] : folds) {
        if (folded.rows > 0) lines += line_of(verdict, folded);
    }
    return lines;
}

}  // namespace portlore
