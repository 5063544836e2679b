// What watches and measures: GSMTAP (Osmocom's header of 2.0), ZEP (Exegin's encapsulation of ZigBee), Sebek
// 3, TWAMP's control (RFC 5357), DIS (IEEE 1278), ASTERIX (EUROCONTROL), VICP (LeCroy), chargen (RFC 864),
// daytime (RFC 867), rwho, CUPS' browsing.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/families.h"

namespace portlore {

namespace {

/** Version 2, a header of four words, a kind of payload, a time slot, and a reserved byte. */
bool gsmtap(const Payload& p) {
    constexpr int kLastKind = 0x18;
    return p.u8(0) == 2 && p.u8(1) == 4 && p.u8(2) >= 1 && p.u8(2) <= kLastKind && p.u8(3) <= 31 &&
           p.u8(15) == 0 && p.length() > 16;
}

/** Letters, a version, a channel of 2.4 GHz, and a frame of the length that it says. */
bool zep(const Payload& p) {
    constexpr int kData = 1;
    if (!p.has("EX")) return false;
    if (p.u8(2) == 1) return p.u8(3) >= 11 && p.u8(3) <= 26 && p.u8(15) + 16 == p.length();
    if (p.u8(2) != 2) return false;
    return p.u8(3) == kData ? p.u8(4) >= 11 && p.u8(4) <= 26 && p.u8(31) + 32 == p.length()
                            : p.u8(3) == 2 && p.length() == 8;
}

/** Its magic number, a version, and a kind. */
bool sebek(const Payload& p) {
    return p.has("\xd0\xd0\xd0\xd0") && p.be16(4) >= 1 && p.be16(4) <= 3 && p.be16(6) <= 3 &&
           p.length() >= 48;
}

/** The server's greeting: modes, a challenge, a salt, a count that is a power of two, and zeros around them
 * (RFC 4656, 3.1). */
bool twamp_greeting(const Payload& p) {
    constexpr std::int64_t kLastMode = 0x3ff;
    if (!p.zeros(0, 12) || p.length() != 64) return false;
    const std::int64_t count = p.be32(48);
    return p.be32(12) <= kLastMode && count >= 1024 && (count & (count - 1)) == 0 && p.zeros(52, 12);
}

/** A version of the standard, a PDU and a family that have a number, a length to the byte. */
bool dis(const Payload& p) {
    return p.u8(0) >= 1 && p.u8(0) <= 7 && p.u8(2) >= 1 && p.u8(2) <= 72 && p.u8(3) >= 1 && p.u8(3) <= 13 &&
           p.be16(8) == p.length() && p.length() >= 12 && (p.u8(0) >= 7 || p.be16(10) == 0);
}

/** Blocks of a category and a length, to the byte. */
bool is_asterix(const Payload& p) {
    constexpr std::array kCategories{1,  2,  4,  7,  8,  9,  10, 11, 15, 17,  18,  19, 20,
                                     21, 23, 25, 32, 34, 48, 62, 63, 65, 240, 247, 252};
    const bool known = std::find(kCategories.begin(), kCategories.end(), p.u8(0)) != kCategories.end();
    return known && p.be16(1) >= 6 && p.be16(1) <= p.length();
}

/** Two datagrams of one source of radar data: the same category, and the same system in it, each of one
 * block. */
bool asterix(const Payload& before, const Payload& now) {
    return is_asterix(now) && is_asterix(before) && now.be16(1) == now.length() &&
           before.be16(1) == before.length() && before.u8(0) == now.u8(0) && before.u8(3) == now.u8(3);
}

/** Flags without a reserved one, version 1, a number, and a text or a block of the length that it says. */
bool vicp(const Payload& p) {
    return (p.u8(0) & 0x02) == 0 && p.u8(0) != 0 && p.u8(1) == 1 && p.u8(2) >= 1 && p.u8(3) == 0 &&
           p.printable(8, 1) && p.u8(4) == 0 && p.is_filled_to(p.be32(4) + 8);
}

/** A line of ASCII's characters in their order. */
bool chargen(const Payload& p) {
    constexpr std::size_t kEnough = 32;
    for (std::size_t i = 0; i < kEnough; ++i) {
        const int next = p.u8(i) == '~' ? ' ' : p.u8(i) + 1;
        if (p.u8(i) < ' ' || p.u8(i) > '~' || p.u8(i + 1) != next) return false;
    }
    return true;
}

/** A date on one line, as C libraries or the RFC write it: a day's or a month's name, and a year. */
bool daytime(const Payload& p) {
    constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr std::int64_t kLongest = 64;
    const bool day =
        std::any_of(kDays.begin(), kDays.end(), [&](std::string_view name) { return p.has(name); });
    if (!day) return false;
    const std::string_view line = p.line();
    return p.length() <= kLongest && p.printable(0, line.size()) &&
           std::count(line.begin(), line.end(), ':') == 2 && line.find(" 20") != std::string_view::npos &&
           static_cast<std::int64_t>(line.size()) + 2 >= p.length();
}

/** However it is written: a line of text. */
bool any_daytime(const Payload& p) {
    constexpr std::int64_t kLongest = 80;
    return p.length() <= kLongest && is_text(p);
}

/** rwhod's packet: version 1, a kind, two dates, a host's name, and users to the byte. */
bool who(const Payload& p) {
    constexpr std::int64_t kHeader = 60;
    constexpr std::int64_t kUser = 24;
    return p.u8(0) == 1 && p.u8(1) == 1 && is_date(p.be32(4)) && p.printable(12, 1) &&
           p.length() >= kHeader && (p.length() - kHeader) % kUser == 0;
}

/** A printer's kind and state in hexadecimal digits, and its address. */
bool cups(const Payload& p) {
    constexpr std::size_t kLast = 16;
    constexpr std::string_view kHexadecimal("0123456789abcdefABCDEF");
    if (kHexadecimal.find(static_cast<char>(p.u8(0))) == std::string_view::npos) return false;
    const std::string_view begin = p.text().substr(0, kLast);
    const std::size_t space = begin.find(' ');
    return space != std::string_view::npos && space > 0 && begin.find_first_not_of(kHexadecimal) == space &&
           p.u8(space + 1) >= '3' && p.u8(space + 1) <= '5' && p.has(" ipp", space + 2) &&
           p.line_contains("://");
}

constexpr Recogniser kRows[]{
    {.protocol = "gsmtap", .transports = kUdp, .port = 4729, .client = gsmtap},
    {.protocol = "zep", .transports = kUdp, .port = 17754, .client = zep, .server = zep},
    {.protocol = "sebek", .transports = kUdp, .port = 1101, .client = sebek},
    {.protocol = "twamp.control", .transports = kTcp, .port = 862, .server = twamp_greeting},
    {.protocol = "dis", .transports = kUdp, .port = 3000, .client = dis, .server = dis},
    {.protocol = "asterix",
     .transports = kUdp,
     .port = 8600,
     .asks = is_asterix,
     .answers = is_asterix,
     .tells = either_side,
     .continues = asterix},
    {.protocol = "vicp", .transports = kTcp, .port = 1861, .client = vicp, .server = vicp},
    {.protocol = "chargen", .transports = kTcp | kUdp, .port = 19, .server = chargen},
    {.protocol = "daytime", .transports = kTcp | kUdp, .port = 13, .server = daytime, .answers = any_daytime},
    {.protocol = "who", .transports = kUdp, .port = 513, .client = who, .server = who, .tells = either_side},
    {.protocol = "cups",
     .transports = kUdp,
     .port = 631,
     .client = cups,
     .server = cups,
     .tells = either_side},
};

}  // namespace

std::span<const Recogniser> monitoring_recognisers() { return kRows; }

}  // namespace portlore
