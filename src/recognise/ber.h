/** @file
 * The Basic Encoding Rules of ASN.1 (X.690), as far as first bytes need them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "recognise/payload.h"

namespace portlore::ber {

inline constexpr int kInteger = 0x02;
inline constexpr int kOctetString = 0x04;
inline constexpr int kSequence = 0x30;

/** An element's header: its tag (of one byte), where its content begins, and how long it says it is. */
struct Element {
    int tag = -1;
    std::size_t content = 0;
    std::int64_t length = -1;  ///< in bytes; -1: no definite length is here

    /** The offset behind the content, by the length it says; meaningless where that is -1. */
    [[nodiscard]] std::int64_t end() const { return static_cast<std::int64_t>(content) + length; }
};

/** The element whose header stands at an offset. */
inline Element element_at(const Payload& payload, std::size_t at) {
    const int tag = payload.u8(at);
    const int length = payload.u8(at + 1);
    switch (length) {
        case 0x81:
            return {tag, at + 3, payload.u8(at + 2)};
        case 0x82:
            return {tag, at + 4, payload.be16(at + 2)};
        case 0x83:
            return {tag, at + 5, payload.be24(at + 2)};
        case 0x84:
            return {tag, at + 6, payload.be32(at + 2)};
        default:
            return {tag, at + 2, length < 0x80 ? length : -1};
    }
}

}  // namespace portlore::ber
