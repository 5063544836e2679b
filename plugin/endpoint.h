/** @file
 * Which of a frame's two ports are tagged, and what is concluded of each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <optional>

#include "conversations.h"
#include "flow_key.h"
#include "frame.h"
#include "process.h"
#include "verdict.h"

namespace portlore {

/** One endpoint of a frame, which is to be tagged. Plain data. */
struct Endpoint {
    JudgedPort port;
    Host host;  ///< who owns the port
    bool is_source = false;
    const Conversation* conversation = nullptr;  ///< null: not followed, the registry's word is all there is
    Side side = Side::One;                       ///< in the flow
    Decision decision;
    Verdict verdict = Verdict::Undetermined;
    Evidence evidence;
    Owners owners;                      ///< whose it is, as far as somebody says
    const char* unlisted_in = nullptr;  ///< the saved list of its host that lacks this listener; null: none
    bool misses = false;        ///< this frame is the one to say so: expert information is raised here
    bool is_told_only = false;  ///< that somebody says whose it is, is all that makes it worth a tag
    bool decides = false;       ///< this frame brought the verdict: expert information is raised here
    std::uint64_t brings = 0;   ///< claims that this frame brought, as Evidence::confirmed: likewise
    bool begins = false;        ///< this frame is the first of the conversation that was followed
};

/** The endpoints to tag: at most the frame's two. */
struct Endpoints {
    std::optional<Endpoint> source;
    std::optional<Endpoint> destination;

    [[nodiscard]] bool empty() const { return !source && !destination; }
};

/**
 * The endpoints of a flow that are tagged once the whole capture is known, as on a second look at one of its
 * frames. Changes nothing.
 * @param sender who sent the frames that are asked about.
 * @param conversation the flow's, or null where it is not followed.
 */
Endpoints endpoints_in_capture(const FlowKey& flow, Side sender, const Conversation* conversation);

/** The endpoints of a frame that are to be tagged under the user's scope. A first visit notes the verdicts in
 * the frame's conversation. */
Endpoints endpoints_to_tag(const Frame& frame);

}  // namespace portlore
