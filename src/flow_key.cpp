// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow_key.h"

#include <glib.h>

#include <cstring>

namespace portlore {

namespace {

constexpr std::uint8_t kIpv4 = 4;  // bytes

/** An end as numbers that sort as ends do. */
using EndNumbers = std::array<std::uint64_t, 4>;

EndNumbers numbers_of(const FlowEnd& end) {
    const auto [high, low] = words(end.host);
    return {end.host.size, high, low, end.port};
}

bool is_ipv4(const FlowEnd& end) { return end.host.size == kIpv4; }

/** One with an IPv4 address. */
Ipv4End ipv4(const FlowEnd& end) {
    std::uint32_t address = 0;
    std::memcpy(&address, end.host.bytes.data(), sizeof address);
    return {GUINT32_FROM_BE(address), end.port};
}

bool are_in_order(const FlowEnd& one, const FlowEnd& two) {
    if (is_ipv4(one) && is_ipv4(two)) return ipv4(one).number() <= ipv4(two).number();
    return numbers_of(one) <= numbers_of(two);
}

}  // namespace

FlowKey::FlowKey(Transport transport, const FlowEnd& one, const FlowEnd& two) : transport_(transport) {
    const bool in_order = are_in_order(one, two);
    const FlowEnd& first = in_order ? one : two;
    const FlowEnd& second = in_order ? two : one;
    hosts_ = {first.host, second.host};
    ports_ = {first.port, second.port};
    if (is_ipv4(first) && is_ipv4(second)) {
        hash_ = hash_of(transport, ipv4(first), ipv4(second));
        return;
    }
    const auto [first_high, first_low] = words(first.host);
    const auto [second_high, second_low] = words(second.host);
    const std::uint64_t sizes = std::uint64_t{first.host.size} << 16U | std::uint64_t{second.host.size} << 8U;
    const std::uint64_t rest = rest_of_key(transport, first.port, second.port) | sizes;
    hash_ = keyed_hash(std::array{first_high, first_low, second_high, second_low, rest});
}

std::size_t StreamKeyHash::operator()(const StreamKey& key) const noexcept {
    return static_cast<std::size_t>(keyed_hash(std::array{key.flow.hash(), std::uint64_t{key.stream}}));
}

}  // namespace portlore
