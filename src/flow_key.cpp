// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow_key.h"

#include <tuple>

#include "keyed_hash.h"

namespace portlore {

namespace {

constexpr std::uint8_t kIpv4 = 4;  // bytes

/** What a key is hashed of beside the hosts. */
std::uint64_t rest_of_key(Transport transport, std::uint16_t first_port, std::uint16_t second_port) {
    return std::uint64_t{first_port} << 48U | std::uint64_t{second_port} << 32U | index(transport);
}

bool is_smaller(const FlowEnd& one, const FlowEnd& two) {
    return std::tie(one.host, one.port) < std::tie(two.host, two.port);
}

}  // namespace

FlowKey::FlowKey(Transport transport, const FlowEnd& one, const FlowEnd& two) : transport_(transport) {
    const bool in_order = !is_smaller(two, one);
    const FlowEnd& first = in_order ? one : two;
    const FlowEnd& second = in_order ? two : one;
    hosts_ = {first.host, second.host};
    ports_ = {first.port, second.port};
    const auto [first_high, first_low] = words(first.host);
    const auto [second_high, second_low] = words(second.host);
    if (first.host.size == kIpv4 && second.host.size == kIpv4) {
        hash_ = hash_of(transport, {static_cast<std::uint32_t>(first_high >> 32U), first.port},
                        {static_cast<std::uint32_t>(second_high >> 32U), second.port});
    } else {
        hash_ = keyed_hash(std::array{first_high, first_low, second_high, second_low,
                                      rest_of_key(transport, first.port, second.port) |
                                          std::uint64_t{first.host.size} << 16U |
                                          std::uint64_t{second.host.size} << 8U});
    }
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
