// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <glib.h>

#include <algorithm>
#include <cstring>

#include "keyed_hash.h"
#include "system.h"

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
    const bool is_ipv6 = text.find(':') != std::string::npos;
    host.size = is_ipv6 ? 16 : 4;
    const bool is_one = inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text.c_str(), host.bytes.data()) == 1;
    return is_one ? std::optional(host) : std::nullopt;
}

std::string text(const Host& host) {
    if (host.size == 0) return {};
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    return inet_ntop(host.size == 4 ? AF_INET : AF_INET6, host.bytes.data(), buffer.data(), buffer.size());
}

bool is_private(const Host& host) {
    struct Block {
        std::uint8_t size;  ///< of the addresses
        std::uint8_t bits;
        std::array<std::uint8_t, 4> begins;
    };
    constexpr std::array kBlocks{
        Block{4, 8, {10}},
        Block{4, 12, {172, 16}},
        Block{4, 16, {192, 168}},
        Block{4, 10, {100, 64}},
        Block{4, 16, {169, 254}},
        Block{4, 8, {127}},
        Block{4, 8, {0}},
        Block{4, 24, {192, 0, 0}},
        Block{4, 15, {198, 18}},
        Block{4, 4, {240}},
        Block{16, 7, {0xfc}},
        Block{16, 10, {0xfe, 0x80}},
        Block{16, 10, {0xfe, 0xc0}},
    };
    const auto first_word = [](const std::uint8_t* bytes) {
        return static_cast<std::uint32_t>(bytes[0]) << 24U | static_cast<std::uint32_t>(bytes[1]) << 16U |
               static_cast<std::uint32_t>(bytes[2]) << 8U | bytes[3];
    };
    const auto holds = [&](const Block& block) {
        const std::uint32_t differ = first_word(host.bytes.data()) ^ first_word(block.begins.data());
        return host.size == block.size && differ >> (32U - block.bits) == 0;
    };
    // ::, ::1 and IPv4 addresses in the form of IPv6 begin with eighty bits of zero.
    if (host.size == 16 &&
        std::all_of(host.bytes.begin(), host.bytes.begin() + 10, [](auto b) { return b == 0; })) {
        const bool is_mapped = host.bytes[10] == 0xff && host.bytes[11] == 0xff;
        return !is_mapped || is_private(host_of(std::span(host.bytes).subspan(12)));
    }
    return host.size == 0 || std::any_of(kBlocks.begin(), kBlocks.end(), holds);
}

bool is_outside(const Host& host, const Host& of) {
    const std::ptrdiff_t network = host.size == 4 ? 3 : 8;
    const bool is_same = host.size == of.size &&
                         std::equal(host.bytes.begin(), host.bytes.begin() + network, of.bytes.begin());
    return !is_private(host) && !is_same;
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
