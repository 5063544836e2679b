/** @file
 * The statistics in Wireshark's window: two tables under Statistics.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

namespace portlore {

/** Registers them. Call once, from the plugin's registration. */
void register_window_tables();

}  // namespace portlore
