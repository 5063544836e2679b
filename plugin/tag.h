/** @file
 * The tag: the one `portlore` item that a frame gets in packet details.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"
#include "endpoint.h"

namespace portlore {

/**
 * Whether somebody looks at the tag itself, or at a field that does not take a dossier or a claim that is
 * borne out.
 * @param tree of a frame; not null.
 */
bool is_more_wanted_than_records(proto_tree* tree);

/** Draws a frame's tag, if there is an endpoint to tag and somebody looks at what there is to draw. */
void draw_tag(const Endpoints& endpoints, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree);

}  // namespace portlore
