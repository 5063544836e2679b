/** @file
 * The tag: the one `portlore` item that a frame gets in packet details.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

namespace portlore {

/** Registers the post-dissector that draws the tag. Call once, after register_fields(). */
void register_tag();

}  // namespace portlore
