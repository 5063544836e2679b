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

TEST(Host, IsPrivateIfTheInternetDoesNotKnowIt) {
    for (const char* const address : {"10.0.0.1",
                                      "10.255.255.255",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.168.0.1",
                                      "100.64.0.1",
                                      "100.127.255.255",
                                      "169.254.1.1",
                                      "127.0.0.2",
                                      "0.0.0.0",
                                      "192.0.0.8",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "fc00::1",
                                      "fdff::1",
                                      "fe80::1",
                                      "febf::1",
                                      "fec0::1",
                                      "::ffff:10.0.0.1"})
        EXPECT_TRUE(is_private(*parse_host(address))) << address;
    for (const char* const address :
         {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
          "100.63.255.255", "100.128.0.0", "169.253.0.1", "126.0.0.1", "128.0.0.1", "192.0.1.1", "198.17.0.1",
          "198.20.0.1", "239.0.0.1", "fbff::1", "fe00::1", "2001:db8::1", "::ffff:11.0.0.1"})
        EXPECT_FALSE(is_private(*parse_host(address))) << address;
    EXPECT_TRUE(is_private(Host{}));
}

TEST(Host, IsOutsideOfAnotherNetworkThanItsOwn) {
    const auto outside = [](const char* one, const char* of) {
        return is_outside(*parse_host(one), *parse_host(of));
    };
    EXPECT_TRUE(outside("192.0.3.1", "192.0.2.1"));
    EXPECT_FALSE(outside("192.0.2.255", "192.0.2.1"));
    EXPECT_TRUE(outside("192.0.2.1", "10.0.0.1"));
    EXPECT_FALSE(outside("10.0.0.1", "192.0.2.1"));
    EXPECT_TRUE(outside("2001:db8:0:1::1", "2001:db8::1"));
    EXPECT_FALSE(outside("2001:db8::1:0:0:1", "2001:db8::1"));
    EXPECT_TRUE(outside("2001:db8::1", "192.0.2.1"));
    EXPECT_FALSE(is_outside(Host{}, Host{}));
}

}  // namespace
}  // namespace portlore
