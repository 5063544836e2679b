/** @file
 * The table of quick notes: Preferences > Protocols > Port Lore > Ports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <vector>

#include "port_note.h"

struct pref_module;

namespace portlore {

/** The rows of the table. */
std::vector<PortNote> port_notes();

/** Registers the table under a module of preferences; kept in the profile as `portlore_ports`. */
void register_port_notes(struct pref_module* module);

}  // namespace portlore
