/** @file
 * Reads IANA's Service Name and Transport Protocol Port Number Registry from its text.
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
#include <unordered_map>
#include <vector>

#include "csv.h"
#include "registry.h"

namespace portlore {

/** Makes PortRows, and keeps what they show. */
class PackedPortRows {
 public:
    PackedPortRows() = default;
    /** @param by_port the number of each of the 65,536 ports' row, 0 for none. */
    explicit PackedPortRows(std::span<const std::uint16_t> by_port);

    /** Valid as long as this object stays where it is. */
    [[nodiscard]] PortRows view() const { return {has_, before_, rows_}; }

 private:
    std::array<std::uint64_t, PortRows::kWords> has_{};
    std::array<std::uint16_t, PortRows::kWords> before_{};
    std::vector<std::uint16_t> rows_;
};

/**
 * A registry that is read from a text, and keeps its tables.
 *
 * One parser reads the snapshot that is built in, when Port Lore is built, and IANA's own file of a user's.
 * Lines before the header that begin with `#` say where a snapshot comes from; the first of them becomes
 * snapshot().
 *
 * A row without a transport speaks for all four. Where rows overlap, one with a service name goes before one
 * that reserves the port, and that before one that calls it unassigned; a service goes before its alias, and
 * among equals the earlier row goes first.
 */
class RegistryFile {
 public:
    /**
     * Reads a registry table.
     * @param text the file, UTF-8; must outlive this object and everything it hands out.
     * @param file the file's name, for error messages.
     *
     * A malformed row is left out and named in errors(); the rest loads. Text without the registry's columns
     * gives one error and an empty registry, in which every port below 49152 is Unassigned.
     */
    RegistryFile(std::string_view text, std::string file);
    RegistryFile(const RegistryFile&) = delete;
    RegistryFile& operator=(const RegistryFile&) = delete;

    /** Valid as long as this object; so is what it hands out. */
    [[nodiscard]] const Registry& registry() const { return registry_; }
    [[nodiscard]] const RegistryTables& tables() const { return tables_; }
    /** One line each, `FILE:LINE: what is wrong; what to do`. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
    /** How strong a row's claim to a port is. */
    enum class Rank : std::uint8_t { Unassigned, Nameless, Alias, Named };
    /** What reading a row that names a port found. */
    struct Claim {
        std::uint16_t first_port = 0;
        std::uint16_t last_port = 0;
        std::optional<Transport> transport;  ///< nothing: all four
    };
    using Fields = std::vector<std::string_view>;

    bool read_header(const Fields& fields);
    void read_rows(CsvReader& reader, std::size_t lines_before);
    void read_row(const Fields& fields, std::size_t line, std::size_t offset);
    std::optional<Claim> read_claim(const Fields& fields, std::size_t line);
    void enter(const Claim& claim);
    void enter_port(std::uint16_t port, Transport transport, std::uint16_t row_number);
    void count_rows();
    void make_tables(std::string_view text);
    void refuse(std::size_t line, const std::string& why);
    [[nodiscard]] std::string_view column(const Fields& fields, std::size_t which) const;
    [[nodiscard]] std::string_view service_of(std::uint16_t row_number) const {
        return services_[row_number - 1U];
    }

    std::string file_;
    std::string snapshot_;
    std::string_view newest_;
    std::array<std::size_t, 9> columns_{};
    std::size_t column_count_ = 0;
    std::vector<RegistryTables::Row> rows_;
    std::vector<Rank> ranks_;                                             ///< of rows_
    std::vector<std::string_view> services_;                              ///< of rows_
    std::array<std::vector<std::uint16_t>, kTransports.size()> primary_;  ///< by port, while it is read
    std::array<PackedPortRows, kTransports.size()> packed_;
    /** By shared_key(): the rows of further services. */
    std::unordered_map<std::uint32_t, std::vector<std::uint16_t>> others_;
    std::vector<RegistryTables::Shared> shared_;
    RegistryTables tables_;
    Registry registry_{tables_};
    std::vector<std::string> errors_;
};

}  // namespace portlore
