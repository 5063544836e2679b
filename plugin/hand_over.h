/** @file
 * Recognises the payload of a conversation on a notable port, and hands it to Wireshark's own dissector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"
#include "transport.h"

namespace portlore {

/** What became of a payload. */
struct HandedOver {
    int consumed = 0;            ///< what the dissector returned; 0: nobody dissected the payload
    const char* name = nullptr;  ///< the protocol that it was recognised as, without decoding; static
};

/**
 * Looks at a payload that no port's dissector claimed.
 *
 * Where a recogniser knows it, Wireshark's dissector for the protocol gets it, and all that follows in the
 * conversation. Not so where the listener's port is not notable, or has a dissector (the registry's or the
 * user's Decode As): those win. Where the dissector is missing or switched off, or the user wants names only,
 * the payload is named and left alone; where the dissector rejects it, it is neither.
 *
 * @param data what the transport passes to its dissectors.
 */
HandedOver hand_over(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, Transport transport, void* data);

}  // namespace portlore
