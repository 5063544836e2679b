/** @file
 * Shows the payloads of a conversation to the recognisers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "conversations.h"
#include "frame.h"

namespace portlore {

/** What became of a look at a payload. */
enum class Look : std::uint8_t {
    NotTaken,   ///< the conversation is recognised, or was looked at often enough
    Unknown,    ///< the payload shows nothing so far
    Recognised  ///< this payload has shown the protocol
};

/**
 * Takes one more look at a conversation, unless it was recognised or looked at often enough: a protocol shows
 * in its first payloads or not at all. First visits only. What the payload shows goes into the
 * conversation's recognition and the frame, and who listens into its roles.
 */
Look look(Conversation& conversation, Frame& frame, const Payload& payload, const packet_info* pinfo);

/** Who sends a frame, as far as the conversation's packets tell; Unknown in the middle of a stream. */
Speaker sender_of(const Conversation& conversation, const Frame& frame);

/** A payload of a frame, with what was said before it, as the recognisers are shown it; sent to no group. */
Exchange exchange_of(const Conversation& conversation, const Frame& frame, const Payload& payload);

}  // namespace portlore
