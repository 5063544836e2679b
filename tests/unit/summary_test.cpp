// SPDX-License-Identifier: GPL-2.0-or-later
#include "summary.h"

#include <gtest/gtest.h>

#include "built_in.h"

namespace portlore {
namespace {

std::string line(std::uint16_t number, Transport transport, const std::string& found = "") {
    const JudgedPort port = built_in_port(number, transport);
    return summary(port, found, [&](const Warning& warning) { return warning.concerns(transport); });
}

TEST(Summary, SaysTheOneThingToKnow) {
    EXPECT_EQ(line(3256, Transport::Tcp), "tcp/3256 cpqrpm-agent, dead (Compaq), W32.HLLW.Dax");
    EXPECT_EQ(line(3256, Transport::Udp), "udp/3256 cpqrpm-agent, dead (Compaq)");
    EXPECT_EQ(line(3206, Transport::Tcp), "tcp/3206 ironmail, dead (CipherTrust), sources disagree");
    EXPECT_EQ(line(3271, Transport::Tcp), "tcp/3271 csoft-prev, presumed dead (CSoft)");
    EXPECT_EQ(line(3302, Transport::Tcp), "tcp/3302 mcs-fastmail, presumed dead (\"MCS\"), abuse report");
    EXPECT_EQ(line(3256, Transport::Sctp), "sctp/3256 unassigned, dead (Compaq)");
}

TEST(Summary, BeginsWithWhatWasFound) {
    EXPECT_EQ(line(3201, Transport::Tcp, "tcp/3201 other service: http"),
              "tcp/3201 other service: http; cpq-tasksmart, dead (Compaq), CVE-2006-5784");
}

TEST(Summary, SpeaksOfUndocumentedPortsToo) {
    EXPECT_EQ(line(443, Transport::Tcp), "tcp/443 https");
    EXPECT_EQ(line(4, Transport::Tcp), "tcp/4 unassigned");
    EXPECT_EQ(line(50000, Transport::Udp), "udp/50000 dynamic");
}

}  // namespace
}  // namespace portlore
