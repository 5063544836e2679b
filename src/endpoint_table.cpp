// SPDX-License-Identifier: GPL-2.0-or-later
#include "endpoint_table.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <tuple>

#include "display_filter.h"
#include "facts.h"
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

/** Notes a warning with what it says. */
void warn(EndpointRow& row, const std::string& id, const std::string& detail, Alarm loudness) {
    row.alarm = std::max(row.alarm, loudness);
    if (std::find(row.warnings.begin(), row.warnings.end(), id) != row.warnings.end()) return;
    row.warnings.push_back(id);
    row.details.push_back(detail);
}

void add_claims(EndpointRow& row, const Evidence& evidence) {
    if (evidence.claims == nullptr) return;
    const std::vector<Claim>& claims = evidence.claims->claims();
    for (std::size_t nth = 0; nth < claims.size(); ++nth) {
        const Alarm loudness = raised(evidence, nth).value_or(Alarm::None);
        if (loudness == Alarm::None) continue;
        warn(row, claims[nth].id, claims[nth].line(), loudness);
        for (const std::string& cited : claims[nth].references)
            add_once(row.references, std::string(Facts::reference(cited)));
    }
}

void add_breaches(EndpointRow& row, const Conclusion& conclusion, const Owners& owners) {
    const Breaches breached = breaches(row.port, row.host, conclusion.decision.role, conclusion.verdict,
                                       conclusion.evidence, owners);
    const auto add = [&row](const char* what, const std::string& breach) {
        if (!breach.empty()) warn(row, what, breach, Alarm::Full);
    };
    add("Listener not allowed", breached.listener);
    add("Unexpected service", breached.service);
    add("Unexpected process", breached.process);
}

void add_warnings(EndpointRow& row, const Conclusion& conclusion) {
    const Dossier& dossier = *row.port.dossier;
    for (const Warning& warning : dossier.warnings) {
        if (!applies(warning, row.port.transport, conclusion.verdict, conclusion.evidence)) continue;
        warn(row, warning.label(), warning.line, alarm(warning, conclusion.verdict, conclusion.evidence));
        for (const std::string& reference : dossier.references) add_once(row.references, reference);
    }
}

void conclude(EndpointRow& row, const Conclusion& conclusion, const Owners& owners) {
    const auto& [decision, verdict, evidence] = conclusion;
    if (!row.verdict || rank(verdict) < rank(row.verdict)) {
        row.verdict = verdict;
        row.role = decision.role;
        row.reason = reason(row.port, verdict, decision, evidence);
    }
    for (const char* const protocol : evidence.observed) add_once(row.observed, protocol);
    if (decision.role == Role::Listener && !evidence.software.empty())
        add_once(row.software, std::string(evidence.software));
    add_claims(row, evidence);
    if (row.port.dossier == nullptr) return;
    add_breaches(row, conclusion, owners);
    add_warnings(row, conclusion);
}

Life life(const EndpointRow& row) {
    if (const auto ghost = ghost_of(row.port)) return ghost->life;
    return row.port.dossier != nullptr ? row.port.dossier->life : Life::Unknown;
}

/** Empty where nobody says anything of it. */
std::string life_of(const EndpointRow& row) {
    return row.port.dossier != nullptr || life(row) != Life::Unknown ? name(life(row)) : "";
}

std::vector<std::string> first_peers(const EndpointRow& row) {
    std::vector<std::string> peers;
    for (const Host& peer : row.peers.first()) peers.push_back(text(peer));
    return peers;
}

constexpr std::array<Column<EndpointRow>, 31> kColumns{{
    {Kind::Number, nullptr, "priority",
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
    {Kind::Words, "Peers", nullptr,
     [](const EndpointRow& row) -> Cell { return in_brief(first_peers(row), row.peers.count()); }},
    {Kind::Number, nullptr, "peers",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.peers.count()}; }},
    {Kind::Words, nullptr, "first_peers", [](const EndpointRow& row) -> Cell { return first_peers(row); }},
    {Kind::Number, "Packets", "packets", [](const EndpointRow& row) -> Cell { return row.traffic.packets; }},
    {Kind::Bytes, "Bytes", "bytes", [](const EndpointRow& row) -> Cell { return row.traffic.bytes; }},
    {Kind::Number, "First", "first_frame",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.traffic.first}; }},
    {Kind::Number, "Last", "last_frame",
     [](const EndpointRow& row) -> Cell { return std::uint64_t{row.traffic.last}; }},
    {Kind::Aside, "First Time", "first_time",
     [](const EndpointRow& row) -> Cell { return first_time(row.traffic.when); }},
    {Kind::Aside, "Last Time", "last_time",
     [](const EndpointRow& row) -> Cell { return last_time(row.traffic.when); }},
    {Kind::Aside, nullptr, "duration",
     [](const EndpointRow& row) -> Cell { return row.traffic.when.length(); }},
    {Kind::Words, nullptr, "reason", [](const EndpointRow& row) -> Cell { return row.reason; }},
    {Kind::Words, "Warnings", "warnings", [](const EndpointRow& row) -> Cell { return row.warnings; }},
    {Kind::Words, nullptr, "details", [](const EndpointRow& row) -> Cell { return row.details; }},
    {Kind::Words, nullptr, "references", [](const EndpointRow& row) -> Cell { return row.references; }},
    {Kind::Words, "ATT&CK", "techniques", [](const EndpointRow& row) -> Cell { return techniques(row); }},
    {Kind::Aside, "Filter", "filter",
     [](const EndpointRow& row) -> Cell { return filter_of(row.host, row.port.transport, row.port.port); }},
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
    when.add(more.when);
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
    row.peers.add(sighting.peer, fingerprint(sighting.peer));
    add_owners(row, sighting.owners);
    if (sighting.is_unlisted) {
        warn(row, "Not in its host's list", "The saved list of its host's sockets has no such listener",
             Alarm::None);
    }
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
    std::string lines = aligned(endpoint_columns(), shown);
    for (const auto& [verdict, folded] : folds) {
        if (folded.rows > 0) lines += line_of(verdict, folded);
    }
    return lines;
}

}  // namespace portlore
