// SPDX-License-Identifier: GPL-2.0-or-later
#include "host.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace portlore {
namespace {

Host host(const std::vector<std::uint8_t>& bytes) { return host_of(bytes); }

TEST(Host, HasAnAddressOfEitherVersion) {
    EXPECT_EQ(text(host({192, 0, 2, 1})), "192.0.2.1");
    EXPECT_EQ(text(host({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})), "2001:db8::1");
}

TEST(Host, IsUnknownWithoutAnAddress) {
    EXPECT_EQ(host({}), Host{});
    EXPECT_EQ(host({1, 2, 3, 4, 5, 6}), Host{});
    EXPECT_EQ(text(Host{}), "");
}

TEST(Host, IsReadAsItIsWritten) {
    EXPECT_EQ(parse_host("192.0.2.1"), host({192, 0, 2, 1}));
    EXPECT_EQ(parse_host("2001:DB8:0::1"), parse_host("2001:db8::1"));
    EXPECT_EQ(text(parse_host("2001:db8::1").value()), "2001:db8::1");
    for (const char* const none :
         {"", "192.0.2", "192.0.2.256", "192.0.2.1/24", "192.0.2.1 ", "fe80::1%eth0", "localhost"})
        EXPECT_FALSE(parse_host(none)) << none;
}

TEST(Host, SortsByNumber) {
    EXPECT_LT(host({192, 0, 2, 9}), host({192, 0, 2, 10}));
    EXPECT_LT(host({255, 255, 255, 255}), host(std::vector<std::uint8_t>(16)));
    EXPECT_NE(host({0, 0, 0, 0}), host(std::vector<std::uint8_t>(16)));
}

TEST(Host, HashesByAllOfItsBytes) {
    EXPECT_NE(HostHash{}(host({192, 0, 2, 9})), HostHash{}(host({192, 0, 2, 10})));
    EXPECT_NE(HostHash{}(Host{}), HostHash{}(host({0, 0, 0, 0})));
    EXPECT_NE(HostHash{}(host({0, 0, 0, 0})), HostHash{}(host(std::vector<std::uint8_t>(16))));
    std::set<std::size_t> hashes{HostHash{}(host(std::vector<std::uint8_t>(16)))};
    for (std::size_t at = 0; at < 16; ++at) {
        std::vector<std::uint8_t> bytes(16);
        bytes[at] = 1;
        hashes.insert(HostHash{}(host(bytes)));
        EXPECT_EQ(HostHash{}(host(bytes)), HostHash{}(host(bytes)));
    }
    EXPECT_EQ(hashes.size(), 17U);
}

TEST(Host, IsTwoNumbers) {
    EXPECT_EQ(words(host({192, 0, 2, 1})), (std::array<std::uint64_t, 2>{0xc000020100000000, 0}));
    EXPECT_EQ(words(parse_host("2001:db8::1:2").value()),
              (std::array<std::uint64_t, 2>{0x20010db800000000, 0x10002}));
    EXPECT_EQ(words(Host{}), (std::array<std::uint64_t, 2>{}));
}

}  // namespace
}  // namespace portlore
