// SPDX-License-Identifier: GPL-2.0-or-later
#include "display_filter.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

TEST(DisplayFilter, ShowsAHostOrItsPort) {
    const Host four = *parse_host("192.0.2.1");
    const Host six = *parse_host("2001:db8::1");
    EXPECT_EQ(filter_of(four), "ip.addr == 192.0.2.1");
    EXPECT_EQ(filter_of(six), "ipv6.addr == 2001:db8::1");
    EXPECT_EQ(filter_of(Host{}), "");
    EXPECT_EQ(filter_of(four, Transport::Tcp, 80),
              "(ip.src == 192.0.2.1 && tcp.srcport == 80) || (ip.dst == 192.0.2.1 && tcp.dstport == 80)");
    EXPECT_EQ(
        filter_of(six, Transport::Udp, 53),
        "(ipv6.src == 2001:db8::1 && udp.srcport == 53) || (ipv6.dst == 2001:db8::1 && udp.dstport == 53)");
    EXPECT_EQ(filter_of(Host{}, Transport::Sctp, 9), "sctp.port == 9");
}

}  // namespace
}  // namespace portlore
