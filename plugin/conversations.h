/** @file
 * What is remembered of conversations while a capture is open.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"
#include "flow.h"

namespace portlore {

/** Prepares the table, which is emptied whenever a capture is closed. Call once, at registration. */
void register_conversations();

/**
 * Whether this frame is the first of its conversation that was asked about, so that expert information is
 * raised once. A conversation is both (address, port) pairs and the transport, in either direction.
 * Changes state only on the frame's first visit.
 */
bool is_first_frame(const Flow& flow, const packet_info* pinfo);

}  // namespace portlore
