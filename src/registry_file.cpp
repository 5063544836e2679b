// SPDX-License-Identifier: GPL-2.0-or-later
#include "registry_file.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include "blanks.h"
#include "csv.h"

namespace portlore {

namespace {

/** The columns that are read; the values index Registry::columns_ and kColumnNames. */
enum Column : std::size_t {
    kService,
    kPort,
    kTransport,
    kDescription,
    kAssignee,
    kRegistered,
    kModified,
    kUnauthorized,
    kNotes
};
constexpr std::array<std::string_view, 9> kColumnNames{
    "Service Name",      "Port Number",       "Transport Protocol",        "Description",     "Assignee",
    "Registration Date", "Modification Date", "Unauthorized Use Reported", "Assignment Notes"};

/** Those of Assignment, in its order. */
constexpr RegistryTables::Columns kShown{kService, kDescription, kAssignee, kRegistered, kUnauthorized};

constexpr std::size_t kMostPorts = 65536;
constexpr std::size_t kMostErrors = 100;

/** Where a word of small letters first stands in a text, whatever its case; the text's end if it does not. */
std::size_t find_ignoring_case(std::string_view text, std::string_view word) {
    const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
    });
    return static_cast<std::size_t>(found - text.begin());
}

/** A row without a service name says in its description what the port is. */
Status nameless_status(std::string_view description) {
    // "Reserved", "IANA Reserved", but not "Unassigned (was reserved)".
    const std::size_t reserved = find_ignoring_case(description, "reserved");
    if (reserved < description.size() && reserved < find_ignoring_case(description, "unassigned"))
        return Status::Reserved;
    // "any private mail system" (port 24) and its like are assignments without a service name.
    if (find_ignoring_case(description, "any private") == 0) return Status::Assigned;
    // "Unassigned", and what IANA took back: "De-registered", "Removed", "Deprecated", "De-Commissioned
    // Port".
    return Status::Unassigned;
}

bool is_alias(std::string_view notes) {
    return notes.find("is an alias to") != std::string_view::npos ||
           notes.find("is a duplicate of") != std::string_view::npos;
}

/** Takes the `#` lines that stand before the header off the text. */
std::vector<std::string_view> take_comments(std::string_view& text) {
    std::vector<std::string_view> comments;
    while (text.starts_with('#')) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        comments.push_back(trimmed(text.substr(1, end - 1)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return comments;
}

}  // namespace

PackedPortRows::PackedPortRows(std::span<const std::uint16_t> by_port) {
    for (std::size_t port = 0; port < by_port.size(); ++port) {
        if (port % 64 == 0) before_[port / 64] = static_cast<std::uint16_t>(rows_.size());
        if (by_port[port] == 0) continue;
        has_[port / 64] |= std::uint64_t{1} << port % 64;
        rows_.push_back(by_port[port]);
    }
}

RegistryFile::RegistryFile(std::string_view text, std::string file) : file_(std::move(file)) {
    for (auto& ports : primary_) ports.resize(kMostPorts);
    const auto comments = take_comments(text);
    CsvReader reader(text);
    Fields fields;
    if (reader.read(fields) && read_header(fields)) {
        read_rows(reader, comments.size());
        count_rows();
        snapshot_ =
            comments.empty() ? file_ + ", newest entry of " + std::string(newest_) : std::string(comments[0]);
    }
    make_tables(text);
}

void RegistryFile::read_rows(CsvReader& reader, std::size_t lines_before) {
    Fields fields;
    while (reader.read(fields)) {
        const std::size_t line = lines_before + reader.line();
        ++tables_.count.rows;
        if (reader.problem() == CsvReader::Problem::UnterminatedQuote) {
            refuse(line, "a quoted field never ends; the file is cut short, or a quote is missing");
        } else if (reader.problem() == CsvReader::Problem::TextAfterQuote) {
            refuse(line, "text after a closing quote; write a quote inside a field as two");
        } else if (fields.size() != column_count_) {
            refuse(line, std::to_string(fields.size()) + " columns where the header has " +
                             std::to_string(column_count_) + "; quote fields that hold a comma");
        } else {
            read_row(fields, line, reader.offset());
        }
    }
}

/** What is asked of the registry, as views of what was read. */
void RegistryFile::make_tables(std::string_view text) {
    for (const auto& [key, rows] : others_) {
        for (const std::uint16_t row : rows) shared_.push_back({key, row});
    }
    std::ranges::stable_sort(shared_, {}, &RegistryTables::Shared::key);
    tables_.text = text;
    for (std::size_t i = 0; i < kShown.size(); ++i)
        tables_.columns[i] = static_cast<std::uint16_t>(columns_[kShown[i]]);
    tables_.rows = rows_;
    for (std::size_t i = 0; i < primary_.size(); ++i) {
        packed_[i] = PackedPortRows(primary_[i]);
        primary_[i] = {};
        tables_.primary[i] = packed_[i].view();
    }
    tables_.shared = shared_;
    tables_.snapshot = snapshot_;
}

bool RegistryFile::read_header(const Fields& fields) {
    column_count_ = fields.size();
    for (std::size_t i = 0; i < kColumnNames.size(); ++i) {
        const auto found = std::find(fields.begin(), fields.end(), kColumnNames[i]);
        if (found == fields.end()) {
            errors_.push_back(file_ + ":1: no column '" + std::string(kColumnNames[i]) +
                              "'; this is not IANA's service-names-port-numbers.csv, nothing of it is used");
            return false;
        }
        columns_[i] = static_cast<std::size_t>(found - fields.begin());
    }
    return true;
}

std::string_view RegistryFile::column(const Fields& fields, std::size_t which) const {
    return fields[columns_[which]];
}

void RegistryFile::read_row(const Fields& fields, std::size_t line, std::size_t offset) {
    newest_ = std::max({newest_, column(fields, kRegistered), column(fields, kModified)});
    const std::string_view service = column(fields, kService);
    if (column(fields, kPort).empty()) {
        if (service.empty()) {
            refuse(line, "neither a service name nor a port; give it one of them");
        } else {
            ++tables_.count.portless;
        }
        return;
    }
    const std::optional<Claim> claim = read_claim(fields, line);
    if (!claim) return;
    if (rows_.size() >= std::numeric_limits<std::uint16_t>::max() ||
        offset > std::numeric_limits<std::uint32_t>::max()) {
        refuse(line, "more rows than a registry has ports; this is not IANA's table");
        return;
    }
    RegistryTables::Row row{static_cast<std::uint32_t>(offset), Status::Assigned};
    Rank rank = Rank::Named;
    if (service.empty()) {
        row.status = nameless_status(column(fields, kDescription));
        rank = row.status == Status::Unassigned ? Rank::Unassigned : Rank::Nameless;
    } else if (is_alias(column(fields, kNotes))) {
        rank = Rank::Alias;
    }
    // A port without a row is unassigned anyway: such a row is kept only for what it says beside that.
    if (rank == Rank::Unassigned && column(fields, kUnauthorized).empty()) {
        ++tables_.count.assignments;
        return;
    }
    rows_.push_back(row);
    ranks_.push_back(rank);
    services_.push_back(service);
    enter(*claim);
}

std::optional<RegistryFile::Claim> RegistryFile::read_claim(const Fields& fields, std::size_t line) {
    const std::string_view ports = column(fields, kPort);
    const std::size_t dash = ports.find('-');
    const auto first = parse_port(trimmed(ports.substr(0, dash)));
    const auto last = dash == std::string_view::npos ? first : parse_port(trimmed(ports.substr(dash + 1)));
    if (!first || !last || *first > *last) {
        refuse(line, "'" + std::string(ports) + "' is not a port (0-65535) or a range of them");
        return std::nullopt;
    }
    Claim claim{*first, *last, std::nullopt};
    const std::string_view transport = column(fields, kTransport);
    if (!transport.empty()) {
        claim.transport = transport_named(transport);
        if (!claim.transport) {
            refuse(line, "'" + std::string(transport) + "' is not a transport; use tcp, udp, sctp or dccp");
            return std::nullopt;
        }
    }
    return claim;
}

void RegistryFile::enter(const Claim& claim) {
    const auto row_number = static_cast<std::uint16_t>(rows_.size());
    for (const Transport transport : kTransports) {
        if (claim.transport && transport != *claim.transport) continue;
        for (std::uint32_t port = claim.first_port; port <= claim.last_port; ++port) {
            enter_port(static_cast<std::uint16_t>(port), transport, row_number);
        }
    }
}

void RegistryFile::enter_port(std::uint16_t port, Transport transport, std::uint16_t row_number) {
    std::uint16_t& primary = primary_[index(transport)][port];
    if (primary == 0) {
        primary = row_number;
        return;
    }
    const Rank held = ranks_[primary - 1U];
    const Rank rank = ranks_[row_number - 1U];
    if (rank > held) {
        primary = row_number;
    } else if (rank == Rank::Named && held == Rank::Named && service_of(primary) != service_of(row_number)) {
        auto& others = others_[shared_key(port, transport)];
        const bool known = std::any_of(others.begin(), others.end(), [&](std::uint16_t other) {
            return service_of(other) == service_of(row_number);
        });
        if (!known) others.push_back(row_number);
    }
}

void RegistryFile::count_rows() {
    std::vector<bool> primary(rows_.size() + 1);
    std::vector<bool> shared(rows_.size() + 1);
    for (const auto& ports : primary_) {
        for (const std::uint16_t row_number : ports) primary[row_number] = true;
    }
    for (const auto& [key, others] : others_) {
        for (const std::uint16_t row_number : others) shared[row_number] = true;
    }
    for (std::size_t i = 1; i <= rows_.size(); ++i) {
        if (primary[i]) {
            ++tables_.count.assignments;
        } else if (shared[i]) {
            ++tables_.count.shared;
        } else if (ranks_[i - 1] == Rank::Alias) {
            ++tables_.count.aliases;
        } else {
            ++tables_.count.repeats;
        }
    }
}

void RegistryFile::refuse(std::size_t line, const std::string& why) {
    ++tables_.count.refused;
    if (errors_.size() < kMostErrors) {
        errors_.push_back(file_ + ":" + std::to_string(line) + ": " + why);
    } else if (errors_.size() == kMostErrors) {
        errors_.push_back(file_ + ": further malformed rows are left out without a line each");
    }
}

}  // namespace portlore
