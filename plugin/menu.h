/** @file
 * Wireshark's window: whether there is one, and its menu Tools > Port Lore.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

namespace portlore {

/** Whether this is Wireshark with its window, which comes up before its plugins are asked. */
bool has_window();

/** Registers the menu, whose entries each apply a display filter or choose how payloads are decoded. Call
 * once, after register_fields(). */
void register_menu();

}  // namespace portlore
