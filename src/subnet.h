/** @file
 * A range of addresses, as administrators write it: `192.0.2.0/24`, `2001:db8::/32`, `192.0.2.7`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <optional>
#include <string>

#include "host.h"

namespace portlore {

struct Subnet {
    Host network;
    unsigned bits = 0;  ///< how many of its first bits count

    /** Whether an address lies in it; an unknown host lies in none. */
    [[nodiscard]] bool contains(const Host& host) const;
};

/** `192.0.2.0/24`; a single address without the slash. */
std::string text(const Subnet& subnet);

/** Reads an address or ADDRESS/BITS; nothing if it is neither. Bits beyond those that count are ignored. */
std::optional<Subnet> subnet_of(const std::string& text);

}  // namespace portlore
