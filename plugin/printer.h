/** @file
 * The statistics on the command line: `-z portlore,endpoints`, `-z portlore,sources` and `-z portlore,json`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

namespace portlore {

/** Registers them. Call once, from the plugin's registration; Wireshark's window has tables of its own. */
void register_printers();

}  // namespace portlore
