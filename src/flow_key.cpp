// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow_key.h"

#include <tuple>

#include "keyed_hash.h"

namespace portlore {

namespace {

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
    const std::uint64_t rest = std::uint64_t{first.port} << 48U | std::uint64_t{second.port} << 32U |
                               std::uint64_t{first.host.size} << 16U | std::uint64_t{second.host.size} << 8U |
                               index(transport);
    // An IPv4 address is in the first word.
    if (first.host.size <= 4 && second.host.size <= 4) {
        hash_ = keyed_hash(std::array{first_high | words(second.host)[0] >> 32U, rest});
    } else {
        const auto [second_high, second_low] = words(second.host);
        hash_ = keyed_hash(std::array{first_high, first_low, second_high, second_low, rest});
    }
}

Side FlowKey::side_of(const FlowEnd& end) const {
    return end == this->end(Side::One) ? Side::One : Side::Two;
}

std::size_t StreamKeyHash::operator()(const StreamKey& key) const noexcept {
    return static_cast<std::size_t>(keyed_hash(std::array{key.flow.hash(), std::uint64_t{key.stream}}));
}

}  // namespace portlore
