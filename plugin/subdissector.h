/** @file
 * Chooses Wireshark's own dissector for a conversation whose protocol its payload has shown, and calls it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"
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

}  // namespace portlore
