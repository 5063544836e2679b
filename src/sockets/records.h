/** @file
 * Lists whose columns have names: CSV and JSON, of PowerShell, osquery and tasklist.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "sockets/listing.h"

namespace portlore {

/** What a column holds, whatever it is called. */
enum class RecordColumn : std::uint8_t {
    LocalAddress,
    LocalPort,
    RemoteAddress,
    RemotePort,
    Protocol,
    State,
    Pid,
    Name,
    User,
    Path,
    Command,
    Service,
    Class,  ///< of what PowerShell has exported
};
inline constexpr std::size_t kRecordColumns = 13;

/** What a column of that name holds, or nothing. Names are told whatever their case, and without `_`. */
std::optional<RecordColumn> column_named(std::string_view name);

/** One socket or process: a value for each column, empty where it has none. */
struct Record {
    std::array<std::string_view, kRecordColumns> values;

    [[nodiscard]] std::string_view operator[](RecordColumn column) const {
        return values[static_cast<std::size_t>(column)];
    }
    void set(RecordColumn column, std::string_view value) {
        values[static_cast<std::size_t>(column)] = value;
    }
};

/** Takes in a record: a socket, or what a list of processes says of one. @param line where it begins. */
void take_record(const Record& record, std::size_t line, Listing& into);

/** Whether a line is the heading of a CSV that has sockets or processes in it. */
bool begins_csv(std::string_view line);

/**
 * Reads a CSV from its heading on: `Export-Csv` of Get-NetTCPConnection, Get-NetUDPEndpoint and Get-Process
 * (Microsoft's reference of them, and of Export-Csv), `tasklist /fo csv` in any language.
 * @param line the heading's.
 * @return how many bytes are its own: it ends where a record has another number of fields.
 */
std::size_t read_csv(std::string_view text, std::size_t line, Listing& into);

/**
 * Reads JSON: an array of flat objects, or one object, as osquery's --json and ConvertTo-Json write it.
 * Source: osquery's schema, tables listening_ports, process_open_sockets and processes.
 */
void read_json(std::string_view text, Listing& into);

}  // namespace portlore
