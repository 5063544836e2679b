/** @file
 * The bits in which Wireshark keeps what it saw of a TCP stream; its headers do not give them names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>

namespace portlore {

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
