/** @file
 * Chooses Wireshark's own dissector for a conversation whose protocol its payload has shown, and calls it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>

#include "compat.h"
#include "conversations.h"
#include "transport.h"

namespace portlore {

/**
 * Looks at a payload that no port's dissector claimed.
 *
 * Where a recogniser knows it, Wireshark's dissector for the protocol gets it, and all that follows in the
 * conversation. Not so where the listener's port is not notable, or has a dissector (the registry's or the
 * user's Decode As): those win. Where the dissector is missing or switched off, or the user wants names only,
 * the payload is named and left alone; where the dissector rejects it, it is neither.
 *
 * @param data what the transport passes to its dissectors.
 * @return what the dissector returned; 0: nobody dissected the payload.
 */
int call_subdissector(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, Transport transport, void* data);

/**
 * Where the user wants it (`portlore.take_over`), gives a conversation that this frame's payload has made
 * known to its protocol's dissector, though another one took the payload for its port's sake: from the next
 * payload on, and on later visits from the first.
 */
void take_over(Conversation& conversation, packet_info* pinfo);

/** Whether any payload of the capture was given to a dissector so far. */
bool has_given_any();

/** A capture is closed. */
void forget_given();

/** What `-d` wants in order that a recognised conversation be read as what it is, where its listener's port
 * has a dissector for something else: `tcp.port==443,ssh`. Empty where there is nothing to set right. */
std::string decode_as(const Conversation& conversation, Side listener);

}  // namespace portlore
