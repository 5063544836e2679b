/** @file
 * The tag: the one `portlore` item that a frame gets in packet details.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"
#include "endpoint.h"

namespace portlore {

/** Draws a frame's tag, if there is an endpoint to tag and somebody looks at what there is to draw. */
void draw_tag(const Endpoints& endpoints, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree);

}  // namespace portlore
