// SPDX-License-Identifier: GPL-2.0-or-later
#include "check.h"

#include <gtest/gtest.h>

#include <vector>

namespace portlore {
namespace {

std::vector<std::string> commands(Transport transport, std::uint16_t port) {
    std::vector<std::string> filled;
    for (const CheckCommand& command : check_commands(transport)) filled.push_back(fill_in(command, port));
    return filled;
}

TEST(Check, FillsInPortAndTransport) {
    EXPECT_EQ(commands(Transport::Tcp, 3302),
              (std::vector<std::string>{"ss -tlnp 'sport = :3302'", "lsof -nP -i TCP:3302",
                                        "ps -p <PID> -o pid,user,args", "netstat -ano | findstr :3302",
                                        "tasklist /FI \"PID eq <PID>\""}));
    EXPECT_EQ(commands(Transport::Udp, 3256)[0], "ss -ulnp 'sport = :3256'");
    EXPECT_EQ(commands(Transport::Udp, 3256)[1], "lsof -nP -i UDP:3256");
    EXPECT_EQ(commands(Transport::Sctp, 1)[0], "ss -Slnp 'sport = :1'");
    EXPECT_EQ(commands(Transport::Dccp, 1)[0], "ss -dlnp 'sport = :1'");
}

}  // namespace
}  // namespace portlore
