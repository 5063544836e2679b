// SPDX-License-Identifier: GPL-2.0-or-later
#include "sockets/records.h"

#include <glib.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "blanks.h"
#include "csv.h"
#include "process.h"

namespace portlore {

namespace {

struct ColumnName {
    std::string_view name;
    RecordColumn column;
};

constexpr std::array kColumnNames{
    ColumnName{"localaddress", RecordColumn::LocalAddress},
    ColumnName{"address", RecordColumn::LocalAddress},
    ColumnName{"localport", RecordColumn::LocalPort},
    ColumnName{"port", RecordColumn::LocalPort},
    ColumnName{"remoteaddress", RecordColumn::RemoteAddress},
    ColumnName{"remoteport", RecordColumn::RemotePort},
    ColumnName{"protocol", RecordColumn::Protocol},
    ColumnName{"state", RecordColumn::State},
    ColumnName{"owningprocess", RecordColumn::Pid},
    ColumnName{"pid", RecordColumn::Pid},
    ColumnName{"processid", RecordColumn::Pid},
    ColumnName{"id", RecordColumn::Pid},
    ColumnName{"processname", RecordColumn::Name},
    ColumnName{"imagename", RecordColumn::Name},
    ColumnName{"name", RecordColumn::Name},
    ColumnName{"user", RecordColumn::User},
    ColumnName{"username", RecordColumn::User},
    ColumnName{"uid", RecordColumn::User},
    ColumnName{"path", RecordColumn::Path},
    ColumnName{"executablepath", RecordColumn::Path},
    ColumnName{"commandline", RecordColumn::Command},
    ColumnName{"cmdline", RecordColumn::Command},
    ColumnName{"service", RecordColumn::Service},
    ColumnName{"services", RecordColumn::Service},
    ColumnName{"cimclassname", RecordColumn::Class},
};

/** `6`, `TCP`, `17`, `udp6`; with none, only TCP has another end's port. */
std::optional<Transport> transport_of(const Record& record) {
    const std::string_view protocol = record[RecordColumn::Protocol];
    if (protocol == "6") return Transport::Tcp;
    if (protocol == "17") return Transport::Udp;
    if (protocol == "132") return Transport::Sctp;
    std::string name;
    for (const char c : protocol.substr(0, 8)) name += g_ascii_tolower(c);
    if (name.ends_with('6')) name.pop_back();
    if (!name.empty()) return transport_named(name);
    const bool is_udp = record[RecordColumn::Class].find("UDP") != std::string_view::npos ||
                        record[RecordColumn::RemotePort].empty();
    return is_udp ? Transport::Udp : Transport::Tcp;
}

/** MSFT_NetTCPConnection's state as a number: Listen is 2. osquery's listening_ports has none. */
bool listens(const Record& record, const ListedEnd& peer) {
    const std::string_view state = record[RecordColumn::State];
    if (state.empty()) return peer.port == 0;
    return state == "2" || g_ascii_strncasecmp(std::string(state).c_str(), "listen", 6) == 0 ||
           (peer.port == 0 && state == "NONE");
}

std::optional<ListedEnd> end_of(std::string_view address, std::string_view port) {
    const auto host = parse_listed_host(address.empty() ? "*" : address);
    if (port.empty()) port = "0";
    const auto number = parse_pid(port);
    if (!host || !number || *number > 0xffff) return std::nullopt;
    return ListedEnd{*host, static_cast<std::uint16_t>(*number)};
}

ListedProcess process_of(const Record& record) {
    ListedProcess process;
    process.pid = parse_pid(record[RecordColumn::Pid]).value_or(0);
    process.name = record[RecordColumn::Name];
    process.user = record[RecordColumn::User];
    process.path = record[RecordColumn::Path];
    process.command = record[RecordColumn::Command];
    process.service = record[RecordColumn::Service];
    return process;
}

/** Excel's separator in some languages, where there is no comma. */
char separator_of(std::string_view heading) {
    return heading.find(',') == std::string_view::npos && heading.find(';') != std::string_view::npos ? ';'
                                                                                                      : ',';
}

/** Which column of a CSV holds what. */
class CsvColumns {
 public:
    explicit CsvColumns(const std::vector<std::string_view>& heading) {
        for (const std::string_view name : heading) columns_.push_back(column_named(name));
        const auto has = [&](RecordColumn column) {
            return std::ranges::find(columns_, std::optional(column)) != columns_.end();
        };
        has_sockets_ = has(RecordColumn::LocalPort);
        const bool has_names = has_sockets_ || (has(RecordColumn::Pid) && trimmed(heading[1]) != "PID");
        is_tasklist_ =
            !has_names && std::ranges::find(kTasklistSizes, heading.size()) != kTasklistSizes.end();
        if (is_tasklist_) name_tasklist();
        is_known_ = (has_names && columns_.size() > 1) || is_tasklist_;
    }

    [[nodiscard]] bool are_known() const { return is_known_; }
    [[nodiscard]] std::string_view tool() const {
        return is_tasklist_ ? "tasklist" : has_sockets_ ? "PowerShell" : "";
    }
    [[nodiscard]] bool are_tasklists() const { return is_tasklist_; }
    [[nodiscard]] Record record(const std::vector<std::string_view>& fields, Listing& into) const {
        Record record;
        for (std::size_t at = 0; at < std::min(fields.size(), columns_.size()); ++at) {
            if (!columns_[at] || fields[at].empty()) continue;
            const bool is_doubled = fields[at].find("\"\"") != std::string_view::npos;
            record.set(*columns_[at], is_doubled ? into.keep(unquoted(fields[at])) : fields[at]);
        }
        if (is_tasklist_) drop_what_is_not_told(record);
        return record;
    }

 private:
    /** As it is, with /svc, and with /v. */
    static constexpr std::array<std::size_t, 3> kTasklistSizes{5, 3, 9};

    /** Its columns are named in the user's language, but stand in one order: name, PID, services with /svc;
     * with /v the user is the seventh of nine. */
    void name_tasklist() {
        std::ranges::fill(columns_, std::nullopt);
        columns_[0] = RecordColumn::Name;
        columns_[1] = RecordColumn::Pid;
        if (columns_.size() == 3) columns_[2] = RecordColumn::Service;
        if (columns_.size() == 9) columns_[6] = RecordColumn::User;
    }

    /** `N/A` in any language: a user has a domain, services have neither blanks nor strokes. */
    static void drop_what_is_not_told(Record& record) {
        if (record[RecordColumn::User].find('\\') == std::string_view::npos)
            record.set(RecordColumn::User, {});
        const std::string_view services = record[RecordColumn::Service];
        const bool is_told =
            std::ranges::all_of(services, [](char c) { return c > ' ' && c != '/' && c < 0x7f; });
        if (!is_told) record.set(RecordColumn::Service, {});
    }

    std::vector<std::optional<RecordColumn>> columns_;
    bool has_sockets_ = false;
    bool is_tasklist_ = false;
    bool is_known_ = false;
};

/** Takes JSON's tokens as they are read, so that neither depth nor size of a text cost memory. */
class JsonRecords : public nlohmann::json_sax<nlohmann::json> {
 public:
    explicit JsonRecords(Listing& into) : into_(into) {}

    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(number_integer_t value) override { return take(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return take(std::to_string(value)); }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
    bool string(string_t& value) override { return take(value); }
    bool binary(binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t /*count*/) override {
        if (++depth_ > kMostDepth) return false;
        if (depth_ == kRecordDepth) record_ = {};
        return true;
    }
    bool end_object() override {
        if (depth_-- != kRecordDepth) return true;
        take_record(record_, ++number_, into_);
        return true;
    }
    bool start_array(std::size_t /*count*/) override { return ++nesting_ <= kMostDepth; }
    bool end_array() override {
        --nesting_;
        return true;
    }
    bool key(string_t& name) override {
        column_ = depth_ == kRecordDepth ? column_named(name) : std::nullopt;
        // osquery's columns are written in small letters.
        if (column_) into_.note_tool(g_ascii_isupper(name[0]) ? "PowerShell" : "osquery");
        return true;
    }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*problem*/) override {
        position_ = position;
        return false;
    }

    /** The byte at which the text is no JSON, counted from 1; 0: it is too deep. */
    [[nodiscard]] std::size_t wrong_at() const { return position_; }

 private:
    static constexpr int kRecordDepth = 1;
    static constexpr int kMostDepth = 16;

    bool take(const std::string& value) {
        if (column_ && depth_ == kRecordDepth) record_.set(*column_, into_.keep(value));
        column_.reset();
        return true;
    }

    Listing& into_;
    Record record_;
    std::optional<RecordColumn> column_;
    int depth_ = 0;
    int nesting_ = 0;
    std::size_t number_ = 0;
    std::size_t position_ = 0;
};

}  // namespace

std::optional<RecordColumn> column_named(std::string_view name) {
    constexpr std::size_t kLongest = 20;
    std::string plain;
    for (const char c : trimmed(name)) {
        if (plain.size() > kLongest) return std::nullopt;
        if (c != '_') plain += g_ascii_tolower(c);
    }
    const auto* const found =
        std::ranges::find_if(kColumnNames, [&](const ColumnName& known) { return known.name == plain; });
    return found == kColumnNames.end() ? std::nullopt : std::optional(found->column);
}

void take_record(const Record& record, std::size_t line, Listing& into) {
    const ListedProcess process = process_of(record);
    if (record[RecordColumn::LocalPort].empty()) {
        if (process.pid != 0) into.describe(process);
        return;
    }
    const auto transport = transport_of(record);
    if (!transport) return;
    const auto local = end_of(record[RecordColumn::LocalAddress], record[RecordColumn::LocalPort]);
    const auto peer = end_of(record[RecordColumn::RemoteAddress], record[RecordColumn::RemotePort]);
    if (!local || !peer) {
        const RecordColumn column = local ? RecordColumn::RemoteAddress : RecordColumn::LocalAddress;
        return into.error(line, "'" + escaped(record[column], 60) +
                                    "' is no address, or its port no number; "
                                    "save the list again");
    }
    ListedSocket socket{*transport, *local, *peer};
    socket.listens = *transport == Transport::Udp ? peer->port == 0 : listens(record, *peer);
    if (socket.listens) socket.peer = {};
    into.add(socket, process.pid == 0 && process.name.empty() ? nullptr : &process);
}

bool begins_csv(std::string_view line) {
    CsvReader reader(line, separator_of(line));
    std::vector<std::string_view> heading;
    return reader.read(heading) && heading.size() > 1 && reader.problem() == CsvReader::Problem::None &&
           CsvColumns(heading).are_known();
}

std::size_t read_csv(std::string_view text, std::size_t line, Listing& into) {
    CsvReader reader(text, separator_of(text.substr(0, text.find('\n'))));
    std::vector<std::string_view> fields;
    reader.read(fields);
    const CsvColumns columns(fields);
    const std::size_t width = fields.size();
    // `tasklist /nh` has no heading.
    if (columns.are_tasklists() && is_number(fields[1]))
        take_record(columns.record(fields, into), line, into);
    if (!columns.tool().empty()) into.note_tool(columns.tool());
    while (reader.read(fields)) {
        const std::size_t number = line + reader.line() - 1;
        // tasklist does not double the quotes in a window's title, which comes last and may look like more
        // fields.
        const bool may_be_title =
            reader.problem() == CsvReader::Problem::TextAfterQuote || fields.size() > width;
        const bool is_record = columns.are_tasklists() && may_be_title;
        if (!is_record && reader.problem() != CsvReader::Problem::None) {
            into.error(number, "a quote is not closed; save the list again, it was cut");
            continue;
        }
        if (!is_record && fields.size() != width) return reader.offset();
        take_record(columns.record(fields, into), number, into);
    }
    return text.size();
}

void read_json(std::string_view text, Listing& into) {
    JsonRecords records(into);
    const bool is_whole = nlohmann::json::sax_parse(text, &records);
    if (is_whole) return;
    if (records.wrong_at() == 0)
        return into.error("is nested too deeply for a list of sockets; save it again");
    into.error("is no JSON from byte " + std::to_string(records.wrong_at()) +
               " on; save the list again, it may have been cut");
}

}  // namespace portlore
