/** @file
 * Reads data/services.ini.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service.h"

namespace portlore {

/** The table of services, read from a text. */
class ServicesFile {
 public:
    /**
     * @param text a GLib key file with the groups [Speaks] and [Two protocols]; must outlive this object.
     * @param file its name, for error messages.
     *
     * Of [Two protocols] nothing is kept but that a service does not speak the protocol of its own name.
     * Every line that is no pair, repeats or denies another or stands in no such group is left out and
     * named in errors().
     */
    ServicesFile(std::string_view text, const std::string& file);
    ServicesFile(const ServicesFile&) = delete;
    ServicesFile& operator=(const ServicesFile&) = delete;

    /** Valid as long as this object. */
    [[nodiscard]] const ServiceTables& tables() const { return tables_; }
    /** One line each, `FILE:LINE: what is wrong`. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
    using Row = ServiceTables::Row;

    /** Returns what is wrong with the pair, or nothing. */
    const char* take(std::string_view group, std::string_view service, std::string_view protocols);
    /** The row of a service, or null. */
    [[nodiscard]] const Row* find(std::string_view service) const;
    void add(std::string_view service, std::string_view protocols);

    std::vector<Row> rows_;
    ServiceTables tables_;
    std::vector<std::string> errors_;
};

}  // namespace portlore
