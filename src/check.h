/** @file
 * Commands that show, on the host itself, what listens on a port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "transport.h"

namespace portlore {

/**
 * A command to type on the host in question. Port Lore only prints it and never runs it.
 * Sources: the manual pages ss(8), lsof(8), ps(1); Microsoft's reference of netstat and tasklist.
 */
struct CheckCommand {
    const char* systems;  ///< where it works: `Linux`, `Windows`, `Linux, macOS`
    const char* before;   ///< the command up to the port
    const char* after;    ///< the rest; null where the command takes no port but a process id
};

/** The commands for a transport, in the order to try them. Static. */
std::span<const CheckCommand> check_commands(Transport transport);

/** The command with the port filled in; `<PID>` is left for the reader. */
std::string fill_in(const CheckCommand& command, std::uint16_t port);

}  // namespace portlore
