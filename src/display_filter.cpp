// SPDX-License-Identifier: GPL-2.0-or-later
#include "display_filter.h"

namespace portlore {

namespace {

/** @param where `src`, `dst`, or `addr` for both. */
std::string of_host(const Host& host, const char* where) {
    return std::string(host.size == 4 ? "ip." : "ipv6.") + where + " == " + text(host);
}

/** @param where `srcport`, `dstport`, or `port` for both. */
std::string of_port(Transport transport, const char* where, std::uint16_t port) {
    return std::string(name(transport)) + "." + where + " == " + std::to_string(port);
}

}  // namespace

std::string filter_of(const Host& host) { return host.size == 0 ? "" : of_host(host, "addr"); }

std::string filter_of(const Host& host, Transport transport, std::uint16_t port) {
    if (host.size == 0) return of_port(transport, "port", port);
    return "(" + of_host(host, "src") + " && " + of_port(transport, "srcport", port) + ") || (" +
           of_host(host, "dst") + " && " + of_port(transport, "dstport", port) + ")";
}

}  // namespace portlore
