/** @file
 * Wireshark's display filters, ready to apply.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <string>

#include "host.h"
#include "transport.h"

namespace portlore {

/** What shows the packets of a host: `ip.addr == 192.0.2.1`; empty where it is unknown. */
std::string filter_of(const Host& host);

/** What shows the packets from and to a host's port, and not those of its own clients of the same port
 * elsewhere: `(ip.src == 192.0.2.1 && tcp.srcport == 22) || (ip.dst == 192.0.2.1 && tcp.dstport == 22)`. */
std::string filter_of(const Host& host, Transport transport, std::uint16_t port);

}  // namespace portlore
