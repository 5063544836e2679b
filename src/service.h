/** @file
 * Which protocols a registered service name stands for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace portlore {

/** The table of data/services.ini: what the services speak whose name does not say it. Views, as
 * RegistryTables'. */
struct ServiceTables {
    /** A service and its protocols, `tls;quic`, by their places in `text`; no protocols if it has only a
     * namesake. */
    struct Row {
        std::uint32_t service;
        std::uint32_t service_size;
        std::uint32_t protocols;
        std::uint32_t protocols_size;
    };
    std::string_view text;
    std::span<const Row> rows;  ///< sorted by service

    [[nodiscard]] std::string_view service(const Row& row) const {
        return text.substr(row.service, row.service_size);
    }
    [[nodiscard]] std::string_view protocols(const Row& row) const {
        return text.substr(row.protocols, row.protocols_size);
    }
};

/** What services speak. */
class Services {
 public:
    /** @param tables must outlive this object. */
    explicit Services(const ServiceTables& tables) : tables_(tables) {}

    /** Whether a protocol (Wireshark's filter name) is what a service speaks: one that the table has for it,
     * or one of its own name where the table has none. */
    [[nodiscard]] bool speaks(std::string_view service, std::string_view protocol) const;
    /** All that a service speaks, as in speaks(). */
    [[nodiscard]] std::vector<std::string_view> spoken_by(std::string_view service) const;

 private:
    /** What is listed of a service: its own name if the table does not have it. */
    [[nodiscard]] std::string_view listed(std::string_view service) const;

    const ServiceTables& tables_;
};

/** Whether a list of protocols, `tls;quic`, has one. */
bool lists(std::string_view protocols, std::string_view protocol);

/** Takes a text's part before a separator out of it; all of it where there is none. */
std::string_view take_part(std::string_view& text, char separator);

}  // namespace portlore
