/** @file
 * The four transports that IANA's port registry knows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace portlore {

/** A transport protocol of RFC 6335, in the order of the registry's own columns. */
enum class Transport : std::uint8_t { Tcp, Udp, Sctp, Dccp };

/** Each transport's name as the registry writes it; the index is the enumerator's value. */
inline constexpr std::array<std::string_view, 4> kTransportNames{"tcp", "udp", "sctp", "dccp"};

inline constexpr std::array<Transport, 4> kTransports{Transport::Tcp, Transport::Udp, Transport::Sctp,
                                                      Transport::Dccp};

/** The enumerator's value, to index an array of four. */
constexpr std::size_t index(Transport transport) { return static_cast<std::size_t>(transport); }

/** A set of transports. */
using Transports = std::uint8_t;
inline constexpr Transports kAllTransports = 0x0f;

/** The set of one. */
constexpr Transports only(Transport transport) { return static_cast<Transports>(1U << index(transport)); }

/** Whether a transport is in a set. */
constexpr bool holds(Transports set, Transport transport) { return (set & only(transport)) != 0; }

/** `tcp`, `udp`, `sctp` or `dccp`. The text is static and NUL-terminated. */
constexpr std::string_view name(Transport transport) { return kTransportNames[index(transport)]; }

/** The transport of that name (lower case, as in the registry), or nothing. */
constexpr std::optional<Transport> transport_named(std::string_view text) {
    for (const Transport transport : kTransports) {
        if (name(transport) == text) return transport;
    }
    return std::nullopt;
}

}  // namespace portlore
