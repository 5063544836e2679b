// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow_key.h"

#include <tuple>
#include <utility>

#include "keyed_hash.h"

namespace portlore {

namespace {

constexpr std::uint8_t kIpv4 = 4;  // bytes

/** What a key is hashed of beside the hosts. */
std::uint64_t rest_of_key(Transport transport, std::uint16_t first_port, std::uint16_t second_port) {
    return std::uint64_t{first_port} << 48U | std::uint64_t{second_port} << 32U | index(transport);
}

/** An end as numbers that sort as ends do. */
using EndNumbers = std::array<std::uint64_t, 4>;

EndNumbers numbers_of(const FlowEnd& end) {
    const auto [high, low] = words(end.host);
    return {end.host.size, high, low, end.port};
}

}  // namespace

FlowKey::FlowKey(Transport transport, const FlowEnd& one, const FlowEnd& two) : transport_(transport) {
    EndNumbers first = numbers_of(one);
    EndNumbers second = numbers_of(two);
    const bool in_order = first <= second;
    if (!in_order) std::swap(first, second);
    hosts_ = in_order ? std::array{one.host, two.host} : std::array{two.host, one.host};
    ports_ = in_order ? std::array{one.port, two.port} : std::array{two.port, one.port};
    const std::uint64_t rest = rest_of_key(transport, ports_[0], ports_[1]);
    hash_ = hosts_[0].size == kIpv4 && hosts_[1].size == kIpv4
                ? keyed_hash(std::array{first[1] | second[1] >> 32U, rest})
                : keyed_hash(std::array{first[1], first[2], second[1], second[2],
                                        rest | first[0] << 16U | second[0] << 8U});
}

std::uint64_t FlowKey::hash_of(Transport transport, const Ipv4End& one, const Ipv4End& two) {
    const bool in_order = std::tie(one.address, one.port) <= std::tie(two.address, two.port);
    const Ipv4End& first = in_order ? one : two;
    const Ipv4End& second = in_order ? two : one;
    return keyed_hash(std::array{std::uint64_t{first.address} << 32U | second.address,
                                 rest_of_key(transport, first.port, second.port)});
}

Side FlowKey::side_of(const FlowEnd& end) const {
    return end == this->end(Side::One) ? Side::One : Side::Two;
}

std::size_t StreamKeyHash::operator()(const StreamKey& key) const noexcept {
    return static_cast<std::size_t>(keyed_hash(std::array{key.flow.hash(), std::uint64_t{key.stream}}));
}

}  // namespace portlore
