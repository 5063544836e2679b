/** @file
 * Wireshark's tap `portlore`: what the statistics are told of each frame that has ports.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <optional>

#include "endpoint.h"
#include "flow.h"

namespace portlore {

/** The tap's name, for register_tap_listener(). */
inline constexpr const char* kTapName = "portlore";

/** What a TCP segment does to the attempt to open a connection. */
enum class Segment : std::uint8_t {
    Other,
    Syn,
    SynAck,
    Reset,
    LoneReset,  ///< answers a SYN, which need not be in the capture: its sequence number is 0
};

/** One frame. Plain data in the frame's own memory, and so are the addresses. */
struct TappedFrame {
    Flow flow;
    /** Wireshark's TCP stream; nothing for other transports, and for what an ICMP error quotes of no
     * conversation that is followed. */
    std::optional<std::uint32_t> stream;
    Segment segment = Segment::Other;  ///< Other, too, for other transports and in an ICMP error
    bool to_many = false;              ///< its destination is a multicast or broadcast address
    Endpoints endpoints;               ///< that are tagged in this frame
};

/** Registers the tap. Call once, from the plugin's registration. */
void register_tap();

/** Tells whoever listens of a frame. Costs a comparison where nobody does. */
void tap_frame(tvbuff_t* frame, packet_info* pinfo, const Ports& ports, const Endpoints& endpoints);

}  // namespace portlore
