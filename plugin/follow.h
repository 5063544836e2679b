/** @file
 * Finds the conversation of a frame, or begins one, and brings it up to date.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "conversations.h"
#include "frame.h"

namespace portlore {

/**
 * The conversation of a frame, or null if it is not followed.
 *
 * On a frame's first visit it takes in what the headers show, once however often it is asked, and begins to
 * follow a conversation that may be worth a tag: of a documented port, or whose listener's port is notable.
 * On later visits it only looks it up.
 */
Conversation* follow(Frame& frame, packet_info* pinfo);

/** The side of a conversation that listens as far as is known, or else the one that was asked. */
std::optional<Side> listener_or_asked(const Conversation& conversation);

/**
 * Brings a conversation up to date with what Wireshark has made of a frame's payload. First visits only.
 * @param scope where the conversation lives. @return whether it has changed what is known.
 */
bool take_evidence(Conversation& conversation, const Frame& frame, packet_info* pinfo,
                   wmem_allocator_t* scope);

/**
 * The same of a packet that a tunnel's dissector was given: what Wireshark has made of the frame is said of
 * the packet inside it. First visits only.
 */
void take_carriers_evidence(Conversation& conversation, const Frame& carrier);

/** Whether a frame's payload may still tell what the software behind a listener calls itself. */
bool may_tell_software(const Conversation& conversation, const Frame& frame);

/** Asks one of the listener's first payloads what the software behind it calls itself. First visits only. */
void take_software(Conversation& conversation, const Frame& frame);

/** Whether a frame's innermost transport carries a payload that went to some dissector. Costs a look at one
 * layer. Not for handlers of payloads, whose own layer is there while they are asked. */
bool has_payload(const packet_info* pinfo, Transport transport);

/** A flow is opened or accepted anew: what was concluded of it before is void. */
void note_opened(const Frame& frame);

/** Whether a flow was looked at and settled, so that an undocumented frame of it tells nothing new. Costs a
 * keyed hash and a look-up; says no of what is not IPv4. */
bool is_settled(const packet_info* pinfo, const Ports& ports);

/** Forgets a conversation that is worth no tag, and looks at no payload of its flow any more. */
void settle(Conversation* conversation);

/** Forgets which flows are settled. */
void forget_settled_flows();

}  // namespace portlore
