/** @file
 * How the fuzzer's bytes stand for an exchange: transport, sender, group, how many bytes more were sent than
 * captured, the lengths of what was said before by either side, and then these and the payload.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "recognise/recogniser.h"

namespace portlore {

inline constexpr std::size_t kExchangeHeader = 6;

/** The exchange that at least kExchangeHeader bytes stand for; its payloads are copies, so that sanitizers
 * see their ends. */
struct FuzzedExchange {
    explicit FuzzedExchange(std::span<const std::uint8_t> bytes)
        : before(part(bytes, kExchangeHeader, bytes[4])),
          other(part(bytes, kExchangeHeader + before.size(), bytes[5])),
          payload(part(bytes, kExchangeHeader + before.size() + other.size(), bytes.size())),
          exchange{.transport = kTransports[bytes[0] % kTransports.size()],
                   .sender = static_cast<Speaker>(bytes[1] % 3),
                   .group = static_cast<Group>(bytes[2] % 3),
                   .payload = Payload(payload, payload.size() + bytes[3]),
                   .before = Payload(before),
                   .other = Payload(other)} {}

    static std::vector<std::uint8_t> part(std::span<const std::uint8_t> bytes, std::size_t at,
                                          std::size_t most) {
        const auto rest = bytes.subspan(std::min(at, bytes.size()));
        const auto taken = rest.first(std::min(most, rest.size()));
        return {taken.begin(), taken.end()};
    }

    std::vector<std::uint8_t> before;
    std::vector<std::uint8_t> other;
    std::vector<std::uint8_t> payload;
    Exchange exchange;
};

/** The bytes that stand for an exchange. */
inline std::string bytes_of(const Exchange& exchange) {
    std::string bytes;
    bytes += static_cast<char>(exchange.transport);
    bytes += static_cast<char>(exchange.sender);
    bytes += static_cast<char>(exchange.group);
    bytes += '\0';
    bytes += static_cast<char>(exchange.before.bytes().size());
    bytes += static_cast<char>(exchange.other.bytes().size());
    for (const Payload& payload : {exchange.before, exchange.other, exchange.payload})
        bytes += payload.text();
    return bytes;
}

}  // namespace portlore
