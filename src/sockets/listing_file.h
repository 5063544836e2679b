/** @file
 * Reads one saved list of sockets or processes, whatever printed it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>
#include <vector>

#include "sockets/listing.h"

namespace portlore {

/**
 * Reads a list; which kind it is, its content tells. A text file may hold several, one behind the other, as
 * `netstat -ano` and `tasklist`. Lines that begin with `#` before the first one say whose and of when it is:
 * `# host 10.0.0.5 fe80::1`, `# saved 2026-11-20T10:00:00Z`. Without such a line, the file's name may be the
 * host's address, and something behind it: `10.0.0.5.sockets`, `10.0.0.5-tasklist.sockets`; in IPv6's, `-`
 * may stand for `:`.
 *
 * @param text UTF-8, or UTF-16 with a byte order mark; bytes that are neither are kept as they are.
 * @param file its path, for the messages, and for the name.
 * @return one listing, or with nmap's XML one a host. What is no such list is an error of an empty listing.
 */
std::vector<Listing> read_listings(std::string text, const std::string& file);

}  // namespace portlore
