// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow_key.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace portlore {
namespace {

FlowEnd end(const std::string& address, std::uint16_t port) { return {parse_host(address).value(), port}; }

const FlowEnd kLow = end("192.0.2.1", 50000);
const FlowEnd kHigh = end("192.0.2.2", 443);
const FlowEnd kLow6 = end("2001:db8::1", 50000);
const FlowEnd kHigh6 = end("2001:db8::2", 443);

FlowKey key(const FlowEnd& one, const FlowEnd& two, Transport transport = Transport::Tcp) {
    return {transport, one, two};
}

TEST(FlowKey, IsTheSameInBothDirections) {
    for (const auto& [one, two] : {std::pair(kLow, kHigh), {kLow6, kHigh6}, {kLow, kHigh6}}) {
        for (const Transport transport : kTransports) {
            EXPECT_EQ(key(one, two, transport), key(two, one, transport));
            EXPECT_EQ(key(one, two, transport).hash(), key(two, one, transport).hash());
        }
    }
}

TEST(FlowKey, PutsTheSmallerEndFirst) {
    for (const FlowKey& flow : {key(kLow, kHigh), key(kHigh, kLow)}) {
        EXPECT_EQ(flow.end(Side::One), kLow);
        EXPECT_EQ(flow.end(Side::Two), kHigh);
        EXPECT_EQ(flow.host(Side::One), kLow.host);
        EXPECT_EQ(flow.port(Side::One), 50000);
        EXPECT_EQ(flow.host(Side::Two), kHigh.host);
        EXPECT_EQ(flow.port(Side::Two), 443);
        EXPECT_EQ(flow.side_of(kLow), Side::One);
        EXPECT_EQ(flow.side_of(kHigh), Side::Two);
    }
    EXPECT_EQ(key(kLow, kHigh, Transport::Dccp).transport(), Transport::Dccp);
}

TEST(FlowKey, GoesByThePortsOfOneHost) {
    const FlowEnd low = end("127.0.0.1", 443);
    const FlowEnd high = end("127.0.0.1", 50000);
    for (const FlowKey& flow : {key(low, high), key(high, low)}) {
        EXPECT_EQ(flow.end(Side::One), low);
        EXPECT_EQ(flow.side_of(low), Side::One);
        EXPECT_EQ(flow.side_of(high), Side::Two);
    }
    EXPECT_EQ(key(low, high).hash(), key(high, low).hash());
}

TEST(FlowKey, TellsTheSidesOfEqualPortsApart) {
    const FlowEnd one = end("192.0.2.1", 123);
    const FlowEnd two = end("192.0.2.2", 123);
    EXPECT_EQ(key(one, two), key(two, one));
    EXPECT_EQ(key(two, one).side_of(one), Side::One);
    EXPECT_EQ(key(two, one).side_of(two), Side::Two);
}

TEST(FlowKey, OfAnEndWithItselfHasSideOne) {
    EXPECT_EQ(key(kLow, kLow).side_of(kLow), Side::One);
    EXPECT_EQ(key(kLow, kLow).end(Side::Two), kLow);
}

TEST(FlowKey, DiffersByEachOfItsParts) {
    const std::vector<FlowKey> keys{
        key(kLow, kHigh),
        key(kLow, kHigh, Transport::Udp),
        key(kLow, kHigh, Transport::Sctp),
        key(kLow, kHigh, Transport::Dccp),
        key(end("192.0.2.1", 50001), kHigh),
        key(kLow, end("192.0.2.2", 444)),
        key(end("192.0.2.0", 50000), kHigh),
        key(kLow, end("192.0.2.3", 443)),
        // The ports have changed places.
        key(end("192.0.2.1", 443), end("192.0.2.2", 50000)),
        key(kLow, FlowEnd{{}, 443}),
        key(kLow6, kHigh6),
        key(kLow6, kHigh6, Transport::Udp),
        key(end("2001:db8::1", 50001), kHigh6),
        key(kLow6, end("2001:db8::2", 444)),
        key(end("2001:db8:1::1", 50000), kHigh6),
        key(end("2001:db8::", 50000), kHigh6),
        key(kLow6, end("2001:db8:1::2", 443)),
        key(kLow6, end("2001:db8::3", 443)),
        key(kLow, kHigh6),
        // The same bytes, and others the same number, as addresses of version 6.
        key(end("c000:201::", 50000), end("c000:202::", 443)),
        key(kLow, end("c000:202::", 443)),
        key(end("::192.0.2.1", 50000), end("::192.0.2.2", 443)),
        key(end("::ffff:192.0.2.1", 50000), end("::ffff:192.0.2.2", 443)),
    };
    std::set<std::uint64_t> hashes;
    for (std::size_t one = 0; one < keys.size(); ++one) {
        hashes.insert(keys[one].hash());
        for (std::size_t two = 0; two < keys.size(); ++two)
            EXPECT_EQ(keys[one] == keys[two], one == two) << one << ", " << two;
    }
    EXPECT_EQ(hashes.size(), keys.size());
}

TEST(StreamKey, DiffersByItsStream) {
    const StreamKey first{key(kLow, kHigh), 0};
    const StreamKey second{key(kLow, kHigh), 1};
    EXPECT_EQ(first, (StreamKey{key(kHigh, kLow), 0}));
    EXPECT_NE(first, second);
    EXPECT_NE(first, (StreamKey{key(kLow, kHigh6), 0}));
    EXPECT_EQ(StreamKeyHash{}(first), StreamKeyHash{}(StreamKey{key(kHigh, kLow), 0}));
    EXPECT_NE(StreamKeyHash{}(first), StreamKeyHash{}(second));
}

TEST(Side, HasAnother) {
    EXPECT_EQ(other(Side::One), Side::Two);
    EXPECT_EQ(other(Side::Two), Side::One);
    for (const Side side : kSides) EXPECT_EQ(kSides[index(side)], side);
}

}  // namespace
}  // namespace portlore
