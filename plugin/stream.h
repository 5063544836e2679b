/** @file
 * What Wireshark itself remembers of a conversation, and the bits of it to which its headers give no names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"

#include <epan/conversation.h>
#include <epan/dissectors/packet-tcp.h>

#include <array>
#include <cstdint>

#include "frame.h"
#include "role.h"

namespace portlore {

/** Wireshark's conversation of the TCP stream that a frame's innermost ports belong to, or null. Lives as
 * long as the file scope. */
conversation_t* stream_conversation_of(packet_info* pinfo);

/** Wireshark's record of the TCP stream of a conversation, or null. */
const tcp_analysis* record_of(const conversation_t* conversation);

/**
 * Whether a TCP segment that opens nothing belongs to the stream of a conversation: it is the last one that
 * Wireshark has taken in there. Costs a comparison, where stream_conversation_of() looks up addresses and
 * ports. First visits only.
 */
bool is_latest_of(const conversation_t& stream, const Segment& segment, const packet_info* pinfo);

/**
 * Wireshark's record of the TCP stream that a frame's innermost ports belong to, or null.
 *
 * Unlike get_tcp_conversation_data(), this never begins a record, nor drops what Wireshark has noted of the
 * frame: either would show in what it says of later ones.
 */
const tcp_analysis* stream_of(packet_info* pinfo);

/** Fills in what Wireshark knows of a packet's conversation, and for TCP of its stream. */
void look_up(Frame& frame, packet_info* pinfo);

/** What had happened in a conversation before a frame of it. */
struct Past {
    RoleTracker roles;            ///< who opened and who accepted
    std::array<bool, 2> spoke{};  ///< sent payload; by index(Side)
};

/** What Wireshark remembers from before a frame, which knows Wireshark's conversation. */
Past past_of(const Frame& frame, packet_info* pinfo);

/**
 * The frame in which another conversation told of this one beforehand, as Wireshark's dissectors of FTP,
 * TFTP, SIP and the like note it; 0 if none did. Only the first frame of a conversation can tell.
 * @param frame knows Wireshark's conversation, if there is one.
 */
std::uint32_t announced_in(const Frame& frame, packet_info* pinfo);

/**
 * Whether a dissector has only asked for more of what begins with a segment's payload. Where packet details
 * are made, Wireshark itself takes that dissector from the frame's layers; elsewhere it stays.
 */
bool is_put_off(const Segment& segment, const tcp_analysis& tcp, std::uint32_t frame);

/** Whether a TCP segment's payload is the first that its sender sent, as far as the sequence numbers tell. */
bool is_first_payload(const Segment& segment, const tcp_analysis& tcp);

}  // namespace portlore
