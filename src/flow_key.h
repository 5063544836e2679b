/** @file
 * What tells one flow from another: both ends in either direction, and the transport.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "host.h"
#include "keyed_hash.h"
#include "transport.h"

namespace portlore {

/** One of the two ends of a flow. Which is which is the flow key's choice. */
enum class Side : std::uint8_t { One, Two };

inline constexpr std::array<Side, 2> kSides{Side::One, Side::Two};

constexpr Side other(Side side) { return side == Side::One ? Side::Two : Side::One; }
constexpr std::size_t index(Side side) { return static_cast<std::size_t>(side); }

/** Host and port of one end. */
struct FlowEnd {
    Host host;
    std::uint16_t port = 0;

    bool operator==(const FlowEnd&) const = default;
};

/** Host and port of one end, its IPv4 address as a number. */
struct Ipv4End {
    std::uint32_t address = 0;
    std::uint16_t port = 0;

    /** Sorts as ends do. */
    [[nodiscard]] std::uint64_t number() const { return std::uint64_t{address} << 16U | port; }
};

/** Both ends, the smaller one first, so that both directions have the same key. Plain data. */
class FlowKey {
 public:
    FlowKey() = default;
    /** The key of what `one` and `two` send each other, in either order. */
    FlowKey(Transport transport, const FlowEnd& one, const FlowEnd& two);

    /** hash() of the key of what two IPv4 ends send each other, in either order, without making the key. */
    static std::uint64_t hash_of(Transport transport, const Ipv4End& one, const Ipv4End& two) {
        const bool in_order = one.number() <= two.number();
        const Ipv4End& first = in_order ? one : two;
        const Ipv4End& second = in_order ? two : one;
        return keyed_hash(std::array{std::uint64_t{first.address} << 32U | second.address,
                                     rest_of_key(transport, first.port, second.port)});
    }

    [[nodiscard]] Transport transport() const { return transport_; }
    [[nodiscard]] const Host& host(Side side) const { return hosts_[index(side)]; }
    [[nodiscard]] std::uint16_t port(Side side) const { return ports_[index(side)]; }
    [[nodiscard]] FlowEnd end(Side side) const { return {host(side), port(side)}; }
    /** The side that an end is; One, too, where both ends are equal. */
    [[nodiscard]] Side side_of(const FlowEnd& end) const {
        return end.port == port(Side::One) && end.host == host(Side::One) ? Side::One : Side::Two;
    }
    /** A keyed hash, worked out once. */
    [[nodiscard]] std::uint64_t hash() const { return hash_; }

    bool operator==(const FlowKey& than) const {
        return hash_ == than.hash_ && ports_ == than.ports_ && transport_ == than.transport_ &&
               hosts_ == than.hosts_;
    }

 private:
    /** What a key is hashed of beside the hosts. */
    static std::uint64_t rest_of_key(Transport transport, std::uint16_t first_port,
                                     std::uint16_t second_port) {
        return std::uint64_t{first_port} << 48U | std::uint64_t{second_port} << 32U | index(transport);
    }

    std::uint64_t hash_ = 0;
    std::array<Host, 2> hosts_{};
    std::array<std::uint16_t, 2> ports_{};
    Transport transport_ = Transport::Tcp;
};

/** A flow key and the number of the TCP stream on it; 0 for the other transports. */
struct StreamKey {
    FlowKey flow;
    std::uint32_t stream = 0;

    bool operator==(const StreamKey&) const = default;
};

struct StreamKeyHash {
    std::size_t operator()(const StreamKey& key) const noexcept;
};

}  // namespace portlore
