/** @file
 * Whose a conversation's ends are: what saved lists of sockets say, and what the capture itself says of its
 * packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"
#include "flow_key.h"
#include "frame.h"
#include "process.h"
#include "role.h"

namespace portlore {

/** Who says whose sockets are. */
struct WhoTells {
    bool lists = false;    ///< there are saved lists
    bool capture = false;  ///< the capture has named a process so far
};
extern WhoTells who_tells;

/** Whether there are saved lists. Costs a comparison. */
inline bool has_lists() { return who_tells.lists; }

/** Whether anybody has said anything, in a list or so far in the capture. Costs two comparisons. */
inline bool has_owners() { return who_tells.lists || who_tells.capture; }

/** A capture is opened: there may be other lists. */
void look_for_lists();

/** Whether a packet's own options may name a process. Costs a call. */
bool may_name_process(const packet_info* pinfo);

/**
 * Takes in what a packet's own options say of its process: comments, and in 4.6 macOS's process information.
 * First visits only, and where may_name_process(). It is the process of the end that captured: which one that
 * is, the packet's direction tells, or else which of both hosts has more such conversations.
 */
void take_named_process(const Frame& frame, packet_info* pinfo);

/** Who one end of a flow belongs to. @param role the end's: a client's socket is not who waits at its port.
 * Valid until the capture is closed or the facts are read anew. */
Owners owners_of(const FlowKey& flow, Side side, Role role);

/** Whether a saved list of a listener's host lacks it: which one, `ss on 10.0.0.5`; else null. */
const char* list_without(const FlowKey& flow, Side listener);

/** A capture is closed. */
void forget_named_processes();

}  // namespace portlore
