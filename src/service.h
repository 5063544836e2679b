/** @file
 * Which protocols a registered service name stands for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace portlore {

/** The table of data/services.ini: what the services speak whose name does not say it. */
class Services {
 public:
    /**
     * @param text a GLib key file with the groups [Speaks] and [Two protocols]; must outlive this object.
     * @param file its name, for error messages.
     *
     * Of [Two protocols] nothing is kept but that a service does not speak the protocol of its own name.
     * Every line that is no pair, repeats or denies another or stands in no such group is left out and
     * named in errors().
     */
    Services(std::string_view text, const std::string& file);

    /** Whether a protocol (Wireshark's filter name) is what a service speaks: one that the table has for it,
     * or one of its own name where the table has none. */
    [[nodiscard]] bool speaks(std::string_view service, std::string_view protocol) const;
    /** All that a service speaks, as in speaks(). */
    [[nodiscard]] std::vector<std::string_view> spoken_by(std::string_view service) const;
    /** One line each, `FILE:LINE: what is wrong`. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
    /** Returns what is wrong with the pair, or nothing. */
    const char* take(std::string_view group, std::string_view service, std::string_view protocols);

    /** Protocols as the table has them, `tls;quic`; none if the service only has a namesake. */
    std::unordered_map<std::string_view, std::string_view> protocols_;
    std::vector<std::string> errors_;
};

}  // namespace portlore
