// SPDX-License-Identifier: GPL-2.0-or-later
#include "source_table.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "display_filter.h"
#include "keyed_hash.h"

namespace portlore {

namespace {

/** A target's port, whatever its host, as a number. */
std::uint32_t port_of(const Target& target) {
    return std::uint32_t{target.port} << 2U | static_cast<std::uint32_t>(target.transport);
}

/** `tcp/3302`, of such a number. */
std::string port_in_words(std::uint32_t port) {
    return std::string(name(kTransports[port & 3U])) + "/" + std::to_string(port >> 2U);
}

std::vector<std::string> first_open_ports(const SourceRow& row) {
    std::vector<std::string> ports;
    for (const std::uint32_t port : row.open_ports.first()) ports.push_back(port_in_words(port));
    return ports;
}

constexpr std::array<Column<SourceRow>, 17> kColumns{{
    {Kind::Number, nullptr, "priority",
     [](const SourceRow& row) -> Cell { return std::uint64_t{priority(row)}; }},
    {Kind::Words, "Source", "address", [](const SourceRow& row) -> Cell { return text(row.source); }},
    {Kind::Number, "Hosts", "hosts",
     [](const SourceRow& row) -> Cell { return std::uint64_t{row.hosts.size()}; }},
    {Kind::Number, "Ports", "ports",
     [](const SourceRow& row) -> Cell { return std::uint64_t{row.ports.size()}; }},
    {Kind::Number, "Open", "open", [](const SourceRow& row) -> Cell { return row.open; }},
    {Kind::Words, "Open Ports", nullptr,
     [](const SourceRow& row) -> Cell { return in_brief(first_open_ports(row), row.open_ports.count()); }},
    {Kind::Number, nullptr, "open_ports",
     [](const SourceRow& row) -> Cell { return std::uint64_t{row.open_ports.count()}; }},
    {Kind::Words, nullptr, "first_open_ports",
     [](const SourceRow& row) -> Cell { return first_open_ports(row); }},
    {Kind::Number, "Refused", "refused", [](const SourceRow& row) -> Cell { return row.refused; }},
    {Kind::Number, "Silent", "silent", [](const SourceRow& row) -> Cell { return row.silent; }},
    {Kind::Number, "First", "first_frame",
     [](const SourceRow& row) -> Cell { return std::uint64_t{row.first}; }},
    {Kind::Number, "Last", "last_frame",
     [](const SourceRow& row) -> Cell { return std::uint64_t{row.last}; }},
    {Kind::Aside, "First Time", "first_time",
     [](const SourceRow& row) -> Cell { return first_time(row.when); }},
    {Kind::Aside, "Last Time", "last_time", [](const SourceRow& row) -> Cell { return last_time(row.when); }},
    {Kind::Aside, nullptr, "duration", [](const SourceRow& row) -> Cell { return row.when.length(); }},
    {Kind::Words, "ATT&CK", "techniques", [](const SourceRow& row) -> Cell { return techniques(row); }},
    {Kind::Aside, "Filter", "filter", [](const SourceRow& row) -> Cell { return filter_of(row.source); }},
}};

/** Counts a target of a source more, or one less. */
void count(SourceRow& row, Outcome outcome, int change) {
    const auto add = [change](std::uint64_t& number) { number += static_cast<std::uint64_t>(change); };
    switch (outcome) {
        case Outcome::AcceptedOutOfSight:
            add(row.out_of_sight);
            [[fallthrough]];
        case Outcome::Accepted:
            add(row.open);
            break;
        case Outcome::Refused:
            add(row.refused);
            break;
        case Outcome::Silent:
            add(row.silent);
            break;
    }
}

/** Counts what came of a target now. */
void count_outcome(SourceRow& row, const Target& target, Outcome outcome) {
    count(row, outcome, 1);
    if (outcome >= Outcome::AcceptedOutOfSight)
        row.open_ports.add(port_of(target), keyed_hash(std::array<std::uint64_t, 1>{port_of(target)}));
}

}  // namespace

std::vector<std::string> techniques(const SourceRow& row) {
    const bool is_wide = row.ports.size() >= kManyPorts || row.hosts.size() >= kManyHosts;
    if (!is_wide || row.in_vain() <= row.open) return {};
    return {"T1046"};
}

unsigned priority(const SourceRow& row) { return techniques(row).empty() ? 2 : 1; }

std::span<const Column<SourceRow>> source_columns() { return kColumns; }

std::size_t SourceTable::TargetHash::operator()(const Target& target) const noexcept {
    const auto [source_high, source_low] = words(target.source);
    const auto [host_high, host_low] = words(target.host);
    const std::uint64_t port = std::uint64_t{target.port} << 2U | index(target.transport);
    return static_cast<std::size_t>(
        keyed_hash(std::array{source_high, source_low, host_high, host_low, port}));
}

std::size_t SourceTable::place_of(const Host& source) {
    const auto [found, is_new] = places_.try_emplace(source, rows_.size());
    if (is_new) rows_.emplace_back().source = source;
    return found->second;
}

std::optional<std::size_t> SourceTable::add(const Target& target, Outcome outcome, std::uint32_t frame,
                                            const Period& when) {
    auto found = targets_.find(target);
    if (found == targets_.end()) {
        if (targets_.size() == kMostTargets) {
            ++forgotten_;
            return std::nullopt;
        }
        found = targets_.emplace(target, Remembered{place_of(target.source), outcome}).first;
        SourceRow& row = rows_[found->second.source];
        row.hosts.insert(target.host);
        row.ports.insert(port_of(target));
        if (row.first == 0) row.first = frame;
        count_outcome(row, target, outcome);
    }
    Remembered& remembered = found->second;
    SourceRow& row = rows_[remembered.source];
    row.last = std::max(row.last, frame);
    row.when.add(when);
    if (outcome > remembered.outcome) {
        count(row, remembered.outcome, -1);
        count_outcome(row, target, outcome);
        remembered.outcome = outcome;
    }
    return remembered.source;
}

void SourceTable::clear() { *this = SourceTable(); }

std::vector<const SourceRow*> widest_first(const SourceTable& table) {
    std::vector<const SourceRow*> rows;
    for (const SourceRow& row : table.rows()) {
        if (row.in_vain() > 0) rows.push_back(&row);
    }
    const auto order = [](const SourceRow* row) {
        return std::tuple(priority(*row), -static_cast<std::int64_t>(row->in_vain()), row->source);
    };
    std::sort(rows.begin(), rows.end(),
              [&](const SourceRow* one, const SourceRow* other) { return order(one) < order(other); });
    return rows;
}

std::string to_text(const SourceTable& table) {
    std::vector<const SourceRow*> rows = widest_first(table);
    const std::size_t folded = rows.size() - std::min(rows.size(), kMostSources);
    rows.resize(rows.size() - folded);
    std::string lines = aligned(source_columns(), rows);
    if (folded > 0) lines += std::to_string(folded) + " more sources, with fewer targets in vain\n";
    if (table.forgotten() > 0) {
        lines += std::to_string(table.forgotten()) + " tries or answers more were not counted: at most " +
                 std::to_string(SourceTable::kMostTargets) + " targets are remembered\n";
    }
    return lines;
}

}  // namespace portlore
