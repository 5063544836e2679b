/** @file
 * Wireshark's menu Tools > Port Lore.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

namespace portlore {

/** Registers the menu, whose entries each apply a display filter. Call once, after register_fields(). */
void register_menu();

}  // namespace portlore
