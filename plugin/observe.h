/** @file
 * Reads what a frame adds to what is known of its conversation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "conversations.h"

namespace portlore {

/**
 * Remembers a payload that no dissector claimed, for the observe() of the same frame. Called by the heuristic
 * handlers.
 * @param tvb the payload; at most FirstBytes::kMost bytes are read.
 * @param name the protocol that it was recognised as, `text`, or null; static.
 */
void note_unclaimed_payload(tvbuff_t* tvb, const packet_info* pinfo, const char* name);

/** A SYN/ACK may have accepted the flow: what was concluded of earlier streams between its ends is void. Call
 * before observe(). */
void note_accepted(const Flow& flow);

/** Forgets that payload, and all that was remembered of earlier ones: another capture has the same frame
 * numbers. */
void forget_payloads();

/** Whether the handlers were offered a payload of this frame: no port's dissector wanted it. Costs a
 * comparison. */
bool was_offered_payload(const packet_info* pinfo);

/** Whether a frame's innermost transport carries a payload that went to some dissector. Costs a look at one
 * layer. */
bool has_payload(const packet_info* pinfo, Transport transport);

/**
 * The conversation of a flow, or null if it is not followed.
 *
 * On a frame's first visit it takes in what the frame shows, and begins to follow a conversation of a
 * documented port, of a listener on an unassigned or reserved port, or whose payload on an assigned port no
 * dissector claims or another service's does. On later visits it only looks it up.
 */
Conversation* observe(const Flow& flow, packet_info* pinfo);

}  // namespace portlore
