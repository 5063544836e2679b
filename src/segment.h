/** @file
 * A TCP segment's header, as far as it tells who opens, accepts and refuses.
 *
 * Source: RFC 9293, sections 3.1 (the header) and 3.10 (what answers what).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>

namespace portlore {

/** What a segment's header says. Plain data. */
struct Segment {
    static constexpr std::uint8_t kFin = 0x01;
    static constexpr std::uint8_t kSyn = 0x02;
    static constexpr std::uint8_t kRst = 0x04;
    static constexpr std::uint8_t kAck = 0x10;

    std::uint8_t flags = 0;  ///< the header's fourteenth byte
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint32_t size = 0;  ///< of the payload, in bytes

    [[nodiscard]] constexpr bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
    /** Opens a connection. */
    [[nodiscard]] constexpr bool is_syn() const { return (flags & (kSyn | kAck | kRst | kFin)) == kSyn; }
    /** Accepts one. */
    [[nodiscard]] constexpr bool is_syn_ack() const {
        return (flags & (kSyn | kAck | kRst | kFin)) == (kSyn | kAck);
    }
    [[nodiscard]] constexpr bool is_reset() const { return (flags & (kSyn | kRst)) == kRst; }
    /** What no TCP sends, only who searches for ports: every segment has ACK but the first one, which has
     * SYN, and a reset; and SYN goes with neither FIN nor RST (FIN, NULL and XMAS scans). */
    [[nodiscard]] constexpr bool is_probe() const {
        return has(kSyn) ? has(kFin | kRst) : (flags & (kAck | kRst)) == 0;
    }
    /** The number of the first byte of the payload. */
    [[nodiscard]] constexpr std::uint32_t payload_sequence() const { return sequence + (has(kSyn) ? 1 : 0); }
};

}  // namespace portlore
