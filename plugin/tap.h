/** @file
 * Wireshark's tap `portlore`: what the statistics are told of each frame that has ports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "endpoint.h"
#include "frame.h"

namespace portlore {

/** The tap's name, for register_tap_listener(). */
inline constexpr const char* kTapName = "portlore";

/** One frame, in its own memory. */
struct TappedFrame {
    Frame frame;          ///< its stream is known
    Endpoints endpoints;  ///< that are tagged in this frame
};

/** Registers the tap. Call once, from the plugin's registration. */
void register_tap();

/** Whether anybody listens. Costs a comparison. */
bool is_tapped();

/** Tells whoever listens of a frame. */
void tap_frame(packet_info* pinfo, const Frame& frame, const Endpoints& endpoints);

}  // namespace portlore
