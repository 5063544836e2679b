// SPDX-License-Identifier: GPL-2.0-or-later
#include "subnet.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

bool holds(const std::string& subnet, const std::string& host) {
    return subnet_of(subnet)->contains(subnet_of(host)->network);
}

TEST(Subnet, ContainsWhatSharesItsFirstBits) {
    EXPECT_TRUE(holds("192.0.2.0/24", "192.0.2.255"));
    EXPECT_FALSE(holds("192.0.2.0/24", "192.0.3.0"));
    EXPECT_TRUE(holds("192.0.2.77/25", "192.0.2.127"));
    EXPECT_FALSE(holds("192.0.2.77/25", "192.0.2.128"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
    EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(Subnet, IsOneAddressWithoutBits) {
    EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(holds("192.0.2.7", "192.0.2.6"));
}

TEST(Subnet, KeepsTheVersionsApart) {
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    EXPECT_FALSE(subnet_of("0.0.0.0/0")->contains(Host{}));
}

TEST(Subnet, IsWrittenAsItIsRead) {
    EXPECT_EQ(text(*subnet_of("192.0.2.0/24")), "192.0.2.0/24");
    EXPECT_EQ(text(*subnet_of("2001:db8::1/128")), "2001:db8::1");
}

TEST(Subnet, RefusesEverythingElse) {
    for (const char* const bad :
         {"", "x", "192.0.2", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/24x", "::/129", "/24"})
        EXPECT_FALSE(subnet_of(bad)) << bad;
}

}  // namespace
}  // namespace portlore
