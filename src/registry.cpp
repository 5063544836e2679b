// SPDX-License-Identifier: GPL-2.0-or-later
#include "registry.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <charconv>

#include "blanks.h"
#include "csv.h"

namespace portlore {

namespace {

/** Whether a column reads well as it is: no quotes, no white space but single blanks inside. Nearly all do.
 */
bool is_readable(std::string_view column) {
    char before = ' ';
    for (const char c : column) {
        const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
        if (c == '"' || (is_space && (c != ' ' || before == ' '))) return false;
        before = c;
    }
    return before != ' ';
}

}  // namespace

const char* name(PortRange range) {
    switch (range) {
        case PortRange::System:
            return "System";
        case PortRange::User:
            return "User";
        case PortRange::Dynamic:
            break;
    }
    return "Dynamic";
}

const char* name(Status status) {
    switch (status) {
        case Status::Unassigned:
            return "Unassigned";
        case Status::Assigned:
            return "Assigned";
        case Status::Reserved:
            return "Reserved";
        case Status::Dynamic:
            break;
    }
    return "Dynamic";
}

std::uint16_t PortRows::of(std::uint16_t port) const noexcept {
    const std::size_t word = port / 64U;
    const std::uint64_t here = has[word] >> port % 64U;
    if ((here & 1U) == 0) return 0;
    return rows[before[word] + static_cast<std::size_t>(std::popcount(has[word]) - std::popcount(here))];
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

const Registry::Fields& Registry::split(std::uint16_t row_number) const {
    if (row_number == split_row_) return split_;
    CsvReader reader(tables_.text.substr(tables_.rows[row_number - 1U].offset));
    split_.clear();
    reader.read(split_);
    split_row_ = row_number;
    return split_;
}

Status Registry::status(std::uint16_t port, Transport transport) const noexcept {
    if (port_range(port) == PortRange::Dynamic) return Status::Dynamic;
    const std::uint16_t row_number = tables_.primary[index(transport)].of(port);
    return row_number == 0 ? Status::Unassigned : tables_.rows[row_number - 1U].status;
}

std::optional<Assignment> Registry::find(std::uint16_t port, Transport transport, std::size_t nth) const {
    std::uint16_t row_number = tables_.primary[index(transport)].of(port);
    if (nth > 0) {
        const std::uint32_t key = shared_key(port, transport);
        const auto first = std::ranges::lower_bound(tables_.shared, key, {}, &RegistryTables::Shared::key);
        const auto left = static_cast<std::size_t>(tables_.shared.end() - first);
        if (nth > left || first[static_cast<std::ptrdiff_t>(nth) - 1].key != key) return std::nullopt;
        row_number = first[static_cast<std::ptrdiff_t>(nth) - 1].row;
    }
    if (row_number == 0) return std::nullopt;
    const Fields& fields = split(row_number);
    const auto column = [&](std::size_t which) { return fields[tables_.columns[which]]; };
    return Assignment{column(0), column(1), column(2), column(3), column(4)};
}

std::string readable(std::string_view column) {
    constexpr std::string_view kRemark = "IANA assigned this well-formed service name";
    if (const std::size_t remark = column.find(kRemark); remark != std::string_view::npos && remark > 0) {
        column = column.substr(0, remark);
    }
    if (is_readable(column)) return std::string(column);
    std::string text;
    bool blank = false;
    for (const char c : unquoted(trimmed(column))) {
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            blank = true;
            continue;
        }
        if (blank) text.push_back(' ');
        blank = false;
        text.push_back(c);
    }
    return text;
}

std::string assignee_name(std::string_view column) {
    std::string names;
    while (!column.empty()) {
        const std::size_t end = column.find(']');
        std::string_view one = trimmed(column.substr(0, end));
        column.remove_prefix(end == std::string_view::npos ? column.size() : end + 1);
        if (one.starts_with('[')) one.remove_prefix(1);
        // IANA tells people of one name apart by a single digit: [Nedelcho_Stanev_3].
        if (const std::size_t size = one.size();
            size > 2 && one[size - 2] == '_' && std::isdigit(static_cast<unsigned char>(one.back())) != 0) {
            one.remove_suffix(2);
        }
        if (one.empty()) continue;
        if (!names.empty()) names += ", ";
        names += readable(one);
    }
    std::replace(names.begin(), names.end(), '_', ' ');
    return names;
}

}  // namespace portlore
