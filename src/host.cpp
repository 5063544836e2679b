// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <gio/gio.h>

#include <algorithm>
#include <cstring>

#include "glib_owned.h"

namespace portlore {

Host host_of(std::span<const std::uint8_t> address) {
    Host host;
    if (address.size() != 4 && address.size() != 16) return host;
    host.size = static_cast<std::uint8_t>(address.size());
    std::copy(address.begin(), address.end(), host.bytes.begin());
    return host;
}

std::string text(const Host& host) {
    if (host.size == 0) return {};
    const GSocketFamily family = host.size == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
    g_autoptr(GInetAddress) address = g_inet_address_new_from_bytes(host.bytes.data(), family);
    return OwnedText(g_inet_address_to_string(address)).get();
}

std::size_t HostHash::operator()(const Host& host) const noexcept {
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), host.bytes.data(), host.bytes.size());
    return mixed(mixed(host.size, halves[0]), halves[1]);
}

}  // namespace portlore
