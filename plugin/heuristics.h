/** @file
 * The heuristic handlers portlore_tcp, portlore_udp, portlore_sctp and portlore_dccp.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "transport.h"

namespace portlore {

/** Registers the four handlers. Call once, from the plugin's handoff. */
void register_heuristics();

/** Whether the user left the transport's handler switched on (Analyze > Enabled Protocols). */
bool is_enabled(Transport transport);

}  // namespace portlore
