/** @file
 * IANA's Service Name and Transport Protocol Port Number Registry, as a table in memory.
 *
 * The facts and the column names are IANA's: https://www.iana.org/assignments/service-names-port-numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "transport.h"

namespace portlore {

/** The port ranges of RFC 6335, section 6. */
enum class PortRange : std::uint8_t { System, User, Dynamic };

/** System (0-1023), User (1024-49151) or Dynamic (49152-65535). */
constexpr PortRange port_range(std::uint16_t port) {
    if (port < 1024) return PortRange::System;
    return port < 49152 ? PortRange::User : PortRange::Dynamic;
}

/** Reads a port number, 0 to 65535; nothing if the text is anything else or anything more. */
std::optional<std::uint16_t> parse_port(std::string_view text);

/** `System`, `User` or `Dynamic`; static and NUL-terminated. */
const char* name(PortRange range);

/** What the registry says of a port; RFC 6335, section 6. Ports of the dynamic range are never assigned. */
enum class Status : std::uint8_t { Unassigned, Assigned, Reserved, Dynamic };

/** `Assigned`, `Unassigned`, `Reserved` or `Dynamic`; static and NUL-terminated. */
const char* name(Status status);

/**
 * One row of the registry, column by column, as views into its text. A column that the row leaves empty is an
 * empty view. Prose is as the file writes it; readable() and assignee_name() turn it into what people read.
 */
struct Assignment {
    std::string_view service;       ///< Service Name; empty for the few assignments without one (port 24)
    std::string_view description;   ///< Description
    std::string_view assignee;      ///< Assignee, as `[Jackie_Lau]`
    std::string_view registered;    ///< Registration Date, as `2002-05`
    std::string_view unauthorized;  ///< Unauthorized Use Reported
};

/** What became of a file's rows; each row is counted once, so they add up to `rows`. */
struct RowCount {
    std::size_t rows = 0;  ///< records after the header
    std::size_t assignments =
        0;                     ///< describe a port or range: a service, or that it is unassigned or reserved
    std::size_t shared = 0;    ///< a further service on a port that has one; kept beside it
    std::size_t aliases = 0;   ///< merged: another name of the same service, by IANA's own note
    std::size_t repeats = 0;   ///< merged: say nothing that another row of the same port did not
    std::size_t portless = 0;  ///< left out: service names that have no port
    std::size_t refused = 0;   ///< left out: malformed; each has a line in Registry::errors()
};

/**
 * The registry in memory. Look-up is two array accesses; a row's columns are split when they are asked for.
 * For one thread, as Wireshark's dissection is.
 *
 * One parser reads the built-in snapshot and IANA's own file. Lines before the header that begin with `#` say
 * where a snapshot comes from; the first of them becomes snapshot().
 *
 * A row without a transport speaks for all four. Where rows overlap, one with a service name goes before one
 * that reserves the port, and that before one that calls it unassigned; a service goes before its alias, and
 * among equals the earlier row goes first.
 */
class Registry {
 public:
    /**
     * Reads a registry table.
     * @param text the file, UTF-8; must outlive this object and everything it hands out.
     * @param file the file's name, for error messages.
     *
     * A malformed row is left out and named in errors(); the rest loads. Text without the registry's columns
     * gives one error and an empty registry, in which every port below 49152 is Unassigned.
     */
    Registry(std::string_view text, std::string file);

    /** The status of a port: O(1), no allocation. */
    [[nodiscard]] Status status(std::uint16_t port, Transport transport) const noexcept;

    /**
     * The assignments of a port, one at a time.
     * @param nth 0 is the primary one; higher numbers are further services on the same port.
     * @return nothing when there are no more rows. An Unassigned or Reserved port may have a row too, with
     *         no service name but with a description or a report of unauthorised use.
     */
    [[nodiscard]] std::optional<Assignment> find(std::uint16_t port, Transport transport,
                                                 std::size_t nth = 0) const;

    /** Which table this is and of which date, in one line. */
    [[nodiscard]] const std::string& snapshot() const { return snapshot_; }
    [[nodiscard]] const RowCount& count() const { return count_; }
    /** One line each, `FILE:LINE: what is wrong; what to do`. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
    /** How strong a row's claim to a port is. */
    enum class Rank : std::uint8_t { Unassigned, Nameless, Alias, Named };
    struct Row {
        std::uint32_t offset;
        Status status;
        Rank rank;
    };
    /** What reading a row that names a port found. */
    struct Claim {
        std::uint16_t first_port = 0;
        std::uint16_t last_port = 0;
        std::optional<Transport> transport;  ///< nothing: all four
    };
    using Fields = std::vector<std::string_view>;

    bool read_header(const Fields& fields);
    void read_row(const Fields& fields, std::size_t line, std::size_t offset);
    std::optional<Claim> read_claim(const Fields& fields, std::size_t line);
    void enter(const Claim& claim, Row row);
    void enter_port(std::uint16_t port, Transport transport, std::uint16_t row_number);
    void count_rows();
    void refuse(std::size_t line, const std::string& why);
    [[nodiscard]] std::string_view column(const Fields& fields, std::size_t which) const;
    /** The columns of a row. Kept until another row is asked for: one port after another is judged anew on
     * every frame. */
    [[nodiscard]] const Fields& split(std::uint16_t row_number) const;
    [[nodiscard]] std::string_view service(std::uint16_t row_number) const;

    std::string_view text_;
    std::string file_;
    std::string snapshot_;
    std::string_view newest_;
    std::array<std::size_t, 9> columns_{};
    std::size_t column_count_ = 0;
    std::vector<Row> rows_;
    /** By transport and port: number of the primary row in rows_, counted from 1; 0 is none. */
    std::array<std::vector<std::uint16_t>, kTransports.size()> primary_;
    /** By transport and port (transport << 16 | port): the rows of further services. */
    std::unordered_map<std::uint32_t, std::vector<std::uint16_t>> shared_;
    mutable std::uint16_t split_row_ = 0;  ///< the row in split_; 0 is none
    mutable Fields split_;
    RowCount count_;
    std::vector<std::string> errors_;
};

/**
 * A prose column as people read it: doubled quotes single, line breaks and runs of blanks one blank, and
 * without IANA's standing remark that a well-formed name replaced another.
 */
std::string readable(std::string_view column);

/** An assignee without IANA's brackets, underscores and serial numbers: `[A_B_2][C]` is `A B, C`. */
std::string assignee_name(std::string_view column);

}  // namespace portlore
