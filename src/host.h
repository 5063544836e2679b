/** @file
 * The address of a host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>

namespace portlore {

/** An IPv4 or IPv6 address, or none. Sorts IPv4 first, then by number. */
struct Host {
    std::uint8_t size = 0;  ///< 4, 16, or 0: unknown
    std::array<std::uint8_t, 16> bytes{};

    bool operator==(const Host&) const = default;
    bool operator<(const Host& other) const {
        return std::tie(size, bytes) < std::tie(other.size, other.bytes);
    }
};

/** The host with an address of 4 or 16 bytes in network order; of any other size, the unknown host. */
Host host_of(std::span<const std::uint8_t> address);

/** Reads an address as text() writes it, IPv6 in any of its spellings; nothing if it is none. */
std::optional<Host> parse_host(const std::string& text);

/** `127.0.0.1`, `::1`; empty where unknown. */
std::string text(const Host& host);

/** Whether an address is one that is not routed on the Internet: private, shared, link-local, loopback, or
 * unknown. Source: RFC 1918, 3927, 4193, 4291, 6598, 6890. */
bool is_private(const Host& host);

/** Whether a host comes from outside to another: it has no private address, nor one of the same network,
 * which is taken to be 24 bits long, with IPv6 64 bits (RFC 4291, section 2.5.4). */
bool is_outside(const Host& host, const Host& of);

/** The address as two numbers, its first byte the highest of the first; missing bytes are 0. */
std::array<std::uint64_t, 2> words(const Host& host);

/** A hash, keyed, as whoever sends the packets chooses the addresses in them. */
std::uint64_t fingerprint(const Host& host);

struct HostHash {
    std::size_t operator()(const Host& host) const noexcept;
};

}  // namespace portlore
