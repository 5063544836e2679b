/** @file
 * nmap's XML: what a scan found to listen on the hosts that it scanned.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <vector>

#include "sockets/listing.h"

namespace portlore {

/** Whether a text is nmap's XML, by its beginning. */
bool is_nmap(std::string_view text);

/**
 * Reads the output of `nmap -oX`: a listing a host. Their open ports are sockets, each of a process of which
 * only the service is told. Entities other than XML's own are refused, as is what is nested deeply.
 * Source: nmap's DTD, nmap.dtd.
 */
std::vector<Listing> read_nmap(std::string_view text, const std::string& file);

}  // namespace portlore
