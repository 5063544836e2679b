// SPDX-License-Identifier: GPL-2.0-or-later
#include "registry.h"

#include <algorithm>
#include <cctype>
#include <charconv>
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

constexpr std::size_t kMostPorts = 65536;
constexpr std::size_t kMostErrors = 100;

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
    return text.size() >= start.size() &&
           std::equal(start.begin(), start.end(), text.begin(),
                      [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

/** A row without a service name says in its description what the port is. */
Status nameless_status(std::string_view description) {
    if (starts_with_ignoring_case(description, "reserved")) return Status::Reserved;
    // "any private mail system" (port 24) and its like are assignments without a service name.
    if (starts_with_ignoring_case(description, "any private")) return Status::Assigned;
    // "Unassigned", and what IANA took back: "De-registered", "Removed", "Deprecated", "De-Commissioned
    // Port".
    return Status::Unassigned;
}

bool is_alias(std::string_view notes) {
    return notes.find("is an alias to") != std::string_view::npos ||
           notes.find("is a duplicate of") != std::string_view::npos;
}

std::uint32_t shared_key(std::uint16_t port, Transport transport) {
    return static_cast<std::uint32_t>(index(transport)) << 16U | port;
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

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return port;
}

Registry::Registry(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    for (auto& ports : primary_) ports.resize(kMostPorts);
    const auto comments = take_comments(text_);

    CsvReader reader(text_);
    Fields fields;
    if (!reader.read(fields) || !read_header(fields)) return;
    while (reader.read(fields)) {
        const std::size_t line = comments.size() + reader.line();
        ++count_.rows;
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
    count_rows();
    snapshot_ =
        comments.empty() ? file_ + ", newest entry of " + std::string(newest_) : std::string(comments[0]);
}

bool Registry::read_header(const Fields& fields) {
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

std::string_view Registry::column(const Fields& fields, std::size_t which) const {
    return fields[columns_[which]];
}

void Registry::read_row(const Fields& fields, std::size_t line, std::size_t offset) {
    newest_ = std::max({newest_, column(fields, kRegistered), column(fields, kModified)});
    const std::string_view service = column(fields, kService);
    if (column(fields, kPort).empty()) {
        if (service.empty()) {
            refuse(line, "neither a service name nor a port; give it one of them");
        } else {
            ++count_.portless;
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
    Row row{static_cast<std::uint32_t>(offset), Status::Assigned, Rank::Named};
    if (service.empty()) {
        row.status = nameless_status(column(fields, kDescription));
        row.rank = row.status == Status::Unassigned ? Rank::Unassigned : Rank::Nameless;
    } else if (is_alias(column(fields, kNotes))) {
        row.rank = Rank::Alias;
    }
    // A port without a row is unassigned anyway: such a row is kept only for what it says beside that.
    if (row.rank == Rank::Unassigned && column(fields, kUnauthorized).empty()) {
        ++count_.assignments;
        return;
    }
    enter(*claim, row);
}

std::optional<Registry::Claim> Registry::read_claim(const Fields& fields, std::size_t line) {
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

void Registry::enter(const Claim& claim, Row row) {
    rows_.push_back(row);
    const auto row_number = static_cast<std::uint16_t>(rows_.size());
    for (const Transport transport : kTransports) {
        if (claim.transport && transport != *claim.transport) continue;
        for (std::uint32_t port = claim.first_port; port <= claim.last_port; ++port) {
            enter_port(static_cast<std::uint16_t>(port), transport, row_number);
        }
    }
}

void Registry::enter_port(std::uint16_t port, Transport transport, std::uint16_t row_number) {
    std::uint16_t& primary = primary_[index(transport)][port];
    if (primary == 0) {
        primary = row_number;
        return;
    }
    const Rank held = rows_[primary - 1U].rank;
    const Rank rank = rows_[row_number - 1U].rank;
    if (rank > held) {
        primary = row_number;
    } else if (rank == Rank::Named && held == Rank::Named && service(primary) != service(row_number)) {
        auto& others = shared_[shared_key(port, transport)];
        const bool known = std::any_of(others.begin(), others.end(), [&](std::uint16_t other) {
            return service(other) == service(row_number);
        });
        if (!known) others.push_back(row_number);
    }
}

void Registry::count_rows() {
    std::vector<bool> primary(rows_.size() + 1);
    std::vector<bool> shared(rows_.size() + 1);
    for (const auto& ports : primary_) {
        for (const std::uint16_t row_number : ports) primary[row_number] = true;
    }
    for (const auto& [port, others] : shared_) {
        for (const std::uint16_t row_number : others) shared[row_number] = true;
    }
    for (std::size_t i = 1; i <= rows_.size(); ++i) {
        if (primary[i]) {
            ++count_.assignments;
        } else if (shared[i]) {
            ++count_.shared;
        } else if (rows_[i - 1].rank == Rank::Alias) {
            ++count_.aliases;
        } else {
            ++count_.repeats;
        }
    }
}

void Registry::refuse(std::size_t line, const std::string& why) {
    ++count_.refused;
    if (errors_.size() < kMostErrors) {
        errors_.push_back(file_ + ":" + std::to_string(line) + ": " + why);
    } else if (errors_.size() == kMostErrors) {
        errors_.push_back(file_ + ": further malformed rows are left out without a line each");
    }
}

const Registry::Fields& Registry::split(std::uint16_t row_number) const {
    if (row_number == split_row_) return split_;
    CsvReader reader(text_.substr(rows_[row_number - 1U].offset));
    split_.clear();
    reader.read(split_);
    split_row_ = row_number;
    return split_;
}

std::string_view Registry::service(std::uint16_t row_number) const {
    return column(split(row_number), kService);
}

Status Registry::status(std::uint16_t port, Transport transport) const noexcept {
    if (port_range(port) == PortRange::Dynamic) return Status::Dynamic;
    const std::uint16_t row_number = primary_[index(transport)][port];
    return row_number == 0 ? Status::Unassigned : rows_[row_number - 1U].status;
}

std::optional<Assignment> Registry::find(std::uint16_t port, Transport transport, std::size_t nth) const {
    std::uint16_t row_number = primary_[index(transport)][port];
    if (nth > 0) {
        const auto others = shared_.find(shared_key(port, transport));
        if (others == shared_.end() || nth > others->second.size()) return std::nullopt;
        row_number = others->second[nth - 1];
    }
    if (row_number == 0) return std::nullopt;
    const Fields& fields = split(row_number);
    return Assignment{column(fields, kService), column(fields, kDescription), column(fields, kAssignee),
                      column(fields, kRegistered), column(fields, kUnauthorized)};
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
