/** @file
 * IANA's Service Name and Transport Protocol Port Number Registry, as it is asked.
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
#include <span>
#include <string>
#include <string_view>
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
    std::size_t refused = 0;   ///< left out: malformed; each has a line in RegistryFile::errors()
};

/** The row of each port of a transport, of which most have none. Views, as RegistryTables'. */
struct PortRows {
    static constexpr std::size_t kWords = 65536 / 64;

    std::span<const std::uint64_t> has;     ///< a bit for each port with a row, the lowest of a word first
    std::span<const std::uint16_t> before;  ///< by word of `has`: how many ports before it have a row
    std::span<const std::uint16_t> rows;    ///< of those ports, in their order

    /** The number of a port's row, 0 where it has none. O(1). */
    [[nodiscard]] std::uint16_t of(std::uint16_t port) const noexcept;
};

/**
 * Which row of a registry each port has. Views: whoever made the tables keeps what they show. Port Lore's own
 * are made when it is built and lie in its read-only data, with numbers and no pointers for each port and
 * row.
 */
struct RegistryTables {
    struct Row {
        std::uint32_t offset;  ///< where it begins in `text`
        Status status;
    };
    /** A further service on a port. */
    struct Shared {
        std::uint32_t key;  ///< shared_key() of the port
        std::uint16_t row;
    };
    /** The columns of Assignment in its order, each by its number in a row. */
    using Columns = std::array<std::uint16_t, 5>;

    std::string_view text;
    Columns columns{};
    std::span<const Row> rows;  ///< counted from 1 wherever a number names one; 0 is none
    std::array<PortRows, kTransports.size()> primary;  ///< by transport
    std::span<const Shared> shared;                    ///< sorted by key, and of one port in the file's order
    std::string_view snapshot;
    RowCount count;
};

/** What RegistryTables::shared is sorted by. */
constexpr std::uint32_t shared_key(std::uint16_t port, Transport transport) {
    return static_cast<std::uint32_t>(index(transport)) << 16U | port;
}

/**
 * The registry as it is asked. A row's columns are split when they are asked for. For one thread, as
 * Wireshark's dissection is.
 */
class Registry {
 public:
    /** @param tables must outlive this object, and what it hands out. Costs nothing: nothing is read. */
    explicit Registry(const RegistryTables& tables) : tables_(tables) {}

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

    /** Which table this is and of which date, in one line; NUL-terminated. */
    [[nodiscard]] std::string_view snapshot() const { return tables_.snapshot; }
    [[nodiscard]] const RowCount& count() const { return tables_.count; }

 private:
    using Fields = std::vector<std::string_view>;

    /** The columns of a row. Kept until another row is asked for: one port after another is judged anew on
     * every frame. */
    [[nodiscard]] const Fields& split(std::uint16_t row_number) const;

    const RegistryTables& tables_;
    mutable std::uint16_t split_row_ = 0;  ///< the row in split_; 0 is none
    mutable Fields split_;
};

/**
 * A prose column as people read it: doubled quotes single, line breaks and runs of blanks one blank, and
 * without IANA's standing remark that a well-formed name replaced another.
 */
std::string readable(std::string_view column);

/** An assignee without IANA's brackets, underscores and serial numbers: `[A_B_2][C]` is `A B, C`. */
std::string assignee_name(std::string_view column);

}  // namespace portlore
