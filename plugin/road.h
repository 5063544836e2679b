/** @file
 * The road of a frame: the frame is read, its conversation found and brought up to date, the tag drawn and
 * the statistics told.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

namespace portlore {

/** Registers the post-dissector that goes the road with every frame. Call once, after register_fields(). */
void register_road();

}  // namespace portlore
