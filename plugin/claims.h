/** @file
 * Holds the payloads of a conversation against the claims on its ports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "conversations.h"
#include "frame.h"

namespace portlore {

/** Looks at a frame's payload for what the claims on its ports ask for: at the first few of each side only.
 * First visits only. Costs two array accesses where there is no claim. */
void look_for_claims(Conversation& conversation, Frame& frame);

/** Whether the next payloads of a conversation may still bear out a claim. */
bool may_bear_out(const Conversation& conversation);

/** Whether something of what the claims on a conversation's ports ask for was seen. */
bool has_borne_out(const Conversation& conversation);

/** What was seen of a conversation for the claims on a listener's port. */
Seen seen(const Conversation& conversation, Side listener, const Evidence& evidence);

/** Takes into the evidence of a side that listens which claims on its port are borne out. */
void take_claims(const Conversation& conversation, Side listener, Evidence& evidence);

/** Notes which claims a frame's first visit has brought. */
void note_claims(Conversation& conversation, Side listener, const Evidence& evidence, std::uint32_t frame);

/** The claims on a side's port that a frame has brought, a bit each. */
std::uint64_t claims_brought_by(const Conversation& conversation, Side listener, const Evidence& evidence,
                                std::uint32_t frame);

}  // namespace portlore
