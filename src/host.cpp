// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

#include <glib.h>

#include <algorithm>
#include <cstring>

#include "keyed_hash.h"

namespace portlore {

Host host_of(std::span<const std::uint8_t> address) {
    Host host;
    if (address.size() != 4 && address.size() != 16) return host;
    host.size = static_cast<std::uint8_t>(address.size());
    std::copy(address.begin(), address.end(), host.bytes.begin());
    return host;
}

std::optional<Host> parse_host(const std::string& text) {
    Host host;
    for (const auto& [family, size] : {std::pair{AF_INET, 4}, {AF_INET6, 16}}) {
        host.size = static_cast<std::uint8_t>(size);
        if (inet_pton(family, text.c_str(), host.bytes.data()) == 1) return host;
    }
    return std::nullopt;
}

std::string text(const Host& host) {
    if (host.size == 0) return {};
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    return inet_ntop(host.size == 4 ? AF_INET : AF_INET6, host.bytes.data(), buffer.data(), buffer.size());
}

std::array<std::uint64_t, 2> words(const Host& host) {
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), host.bytes.data(), host.bytes.size());
    return {GUINT64_FROM_BE(halves[0]), GUINT64_FROM_BE(halves[1])};
}

std::uint64_t fingerprint(const Host& host) {
    const auto [high, low] = words(host);
    return keyed_hash(std::array{high, low, std::uint64_t{host.size}});
}

std::size_t HostHash::operator()(const Host& host) const noexcept {
    return static_cast<std::size_t>(fingerprint(host));
}

}  // namespace portlore
