/** @file
 * Wireshark's own record of a TCP stream, and the bits of it to which its headers give no names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"

#include <epan/dissectors/packet-tcp.h>

#include <cstdint>

namespace portlore {

/**
 * Wireshark's record of the TCP stream that a frame's innermost ports belong to, or null.
 *
 * Unlike get_tcp_conversation_data(), this never begins a record, nor drops what Wireshark has noted of the
 * frame: either would show in what it says of later ones.
 */
const tcp_analysis* stream_of(packet_info* pinfo);

/** Bits of `tcp.completeness`. */
inline constexpr std::uint8_t kSawSyn = 0x01;
inline constexpr std::uint8_t kSawSynAck = 0x02;
inline constexpr std::uint8_t kSawAck = 0x04;
inline constexpr std::uint8_t kSawData = 0x08;
inline constexpr std::uint8_t kSawFin = 0x10;
inline constexpr std::uint8_t kSawRst = 0x20;
/** Bits of a flow's `static_flags`: what its first segment was. */
inline constexpr std::uint8_t kBeganWithSyn = 0x02;
inline constexpr std::uint8_t kBeganWithSynAck = 0x04;

}  // namespace portlore
