// SPDX-License-Identifier: GPL-2.0-or-later
#include "check.h"

namespace portlore {

namespace {

constexpr CheckCommand kProcess{"Linux, macOS", "ps -p <PID> -o pid,user,args", nullptr};
constexpr CheckCommand kWindowsPort{"Windows", "netstat -ano | findstr :", ""};
constexpr CheckCommand kWindowsProcess{"Windows", "tasklist /FI \"PID eq <PID>\"", nullptr};

constexpr CheckCommand kTcp[] = {{"Linux", "ss -tlnp 'sport = :", "'"},
                                 {"Linux, macOS", "lsof -nP -i TCP:", ""},
                                 kProcess,
                                 kWindowsPort,
                                 kWindowsProcess};
constexpr CheckCommand kUdp[] = {{"Linux", "ss -ulnp 'sport = :", "'"},
                                 {"Linux, macOS", "lsof -nP -i UDP:", ""},
                                 kProcess,
                                 kWindowsPort,
                                 kWindowsProcess};
// Neither lsof nor netstat on Windows lists SCTP or DCCP by port.
constexpr CheckCommand kSctp[] = {{"Linux", "ss -Slnp 'sport = :", "'"}, kProcess};
constexpr CheckCommand kDccp[] = {{"Linux", "ss -dlnp 'sport = :", "'"}, kProcess};

}  // namespace

std::span<const CheckCommand> check_commands(Transport transport) {
    switch (transport) {
        case Transport::Tcp:
            return kTcp;
        case Transport::Udp:
            return kUdp;
        case Transport::Sctp:
            return kSctp;
        case Transport::Dccp:
            break;
    }
    return kDccp;
}

std::string fill_in(const CheckCommand& command, std::uint16_t port) {
    if (command.after == nullptr) return command.before;
    return command.before + std::to_string(port) + command.after;
}

}  // namespace portlore
