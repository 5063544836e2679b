/** @file
 * Which protocols a registered service name stands for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portlore {

/** The table of data/services.ini: a service name of the registry, and the protocols it stands for. */
class Services {
 public:
    /**
     * @param text a GLib key file with a group [Speaks]; copied.
     * @param file its name, for error messages. Text that is no key file gives an error and an empty table.
     */
    Services(std::string_view text, const std::string& file);

    /** Whether a protocol (Wireshark's filter name) is what a service speaks: its own name, or one in the
     * table. */
    [[nodiscard]] bool speaks(std::string_view service, std::string_view protocol) const;
    /** One line each: `FILE: what is wrong`. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
    std::map<std::string, std::vector<std::string>, std::less<>> protocols_;
    std::vector<std::string> errors_;
};

}  // namespace portlore
