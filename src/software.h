/** @file
 * What a service calls itself in its greeting.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "recognise/payload.h"

namespace portlore {

/** Nobody calls himself longer than that, in characters. */
inline constexpr std::size_t kLongestSoftware = 120;

/**
 * What a listener's payload says of the software behind it: `OpenSSH_9.2p1`, `nginx/1.22.1`, `Postfix
 * (Debian/GNU)`. The sender's own word, cut at kLongestSoftware, what is not printable ASCII shown as a dot;
 * empty where it says nothing.
 * @param protocol what the payload is, as Wireshark's filter name; unknown ones say nothing.
 */
std::string software(std::string_view protocol, const Payload& payload);

}  // namespace portlore
