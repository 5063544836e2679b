// How packets find their way, and hosts that move: OLSR (RFC 3626), AODV (RFC 3561), MSDP (RFC 3618), Mobile
// IP (RFC 5944), ANCP (RFC 6320), AMT (RFC 7450), DLSw (RFC 1795), XOT (RFC 1613).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

namespace portlore {

namespace {

/** An address of a host: neither 0 nor a multicast group's. */
bool is_unicast(const Payload& p, std::size_t at) { return p.u8(at) >= 1 && p.u8(at) <= 223; }

/** A length to the byte, and messages to the end: RFC 3626's, or those of olsrd with the quality of links. */
bool olsr(const Payload& p) {
    constexpr int kMostMessages = 32;
    constexpr std::int64_t kHeader = 12;
    if (p.be16(0) != p.length() || p.length() < 4 + kHeader) return false;
    std::int64_t at = 4;
    for (int messages = 0; messages < kMostMessages && at < p.length(); ++messages) {
        const auto message = static_cast<std::size_t>(at);
        const int type = p.u8(message);
        const std::int64_t size = p.be16(message + 2);
        const bool known =
            (type >= 1 && type <= 5) || (type >= 129 && type <= 132) || type == 201 || type == 202;
        if (!known || size < kHeader || size % 4 != 0 || !is_unicast(p, message + 4) || p.u8(message + 8) < 1)
            return false;
        at += size;
    }
    return at == p.length();
}

/** A request or a reply of one size each, an error with as many destinations as it says, nothing in reserved
 * bits. */
bool aodv(const Payload& p) {
    switch (p.u8(0)) {
        case 1:  // RREQ
            return p.length() == 24 && (p.u8(1) & 0x07) == 0 && p.u8(2) == 0 && p.u8(4) == 0 &&
                   is_unicast(p, 8) && is_unicast(p, 16);
        case 2:  // RREP
            return p.length() == 20 && (p.u8(1) & 0x3f) == 0 && (p.u8(2) & 0xe0) == 0 && is_unicast(p, 4) &&
                   is_unicast(p, 12) && p.be32(16) < 100000000;
        case 3:  // RERR
            return p.u8(3) >= 1 && p.length() == 4 + 8 * p.u8(3) && (p.u8(1) & 0x7f) == 0 && p.u8(2) == 0 &&
                   is_unicast(p, 4);
        default:
            return false;
    }
}

/** Source-active entries: how many, who says so, and the first of them with nothing reserved and a host's
 * prefix. */
bool is_source_active(const Payload& p, std::size_t at, std::int64_t length) {
    constexpr int kHostsPrefix = 32;
    const int entries = p.u8(at + 3);
    return entries >= 1 && length >= 8 + 12 * entries && is_unicast(p, at + 4) && p.zeros(at + 8, 3) &&
           p.u8(at + 11) == kHostsPrefix;
}

/** Messages of a type and a length, to the payload's end. */
bool msdp(const Payload& p) {
    constexpr int kMostMessages = 8;
    constexpr int kSourceActive = 1;
    constexpr int kKeepAlive = 4;
    if (p.u8(0) < 1 || p.u8(0) > kKeepAlive) return false;
    std::size_t at = 0;
    for (int messages = 0; messages < kMostMessages && p.reaches(at); ++messages) {
        const int type = p.u8(at);
        const std::int64_t length = p.be16(at + 1);
        const bool asks = (type == 2 || type == 3) && length == 8;
        const bool fits = asks || (type == kKeepAlive && length == 3) ||
                          (type == kSourceActive && is_source_active(p, at, length));
        if (!fits) return false;
        at += static_cast<std::size_t>(length);
    }
    return p.is_filled_to(static_cast<std::int64_t>(at));
}

/** A registration or its reply, and extensions to the end, one of which vouches for who sent it (3.5). */
bool mobile_ip(const Payload& p) {
    constexpr int kRequest = 1;
    constexpr int kReply = 3;
    constexpr int kMostExtensions = 16;
    constexpr int kReservedFlags = 0x05;
    if ((p.u8(0) != kRequest || (p.u8(1) & kReservedFlags) != 0) && p.u8(0) != kReply) return false;
    std::int64_t at = p.u8(0) == kRequest ? 24 : 20;
    bool vouches = false;
    for (int extensions = 0; extensions < kMostExtensions && at < p.length(); ++extensions) {
        const auto extension = static_cast<std::size_t>(at);
        const int type = p.u8(extension);
        const int length = p.u8(extension + 1);
        const bool known = (type >= 32 && type <= 49) || (type >= 128 && type <= 160);
        if (!known || length < 0) return false;
        vouches |= type >= 32 && type <= 34 && length >= 4;
        at += 2 + length;
    }
    return vouches && at == p.length();
}

Speaker mobile_ip_speaker(const Payload& p) { return p.u8(0) == 1 ? Speaker::Client : Speaker::Server; }

/** The identifier of GSMP over TCP (RFC 3293), a length to the byte, version 3. */
bool ancp(const Payload& p) {
    return p.be16(0) == 0x880c && p.be16(2) + 4 == p.length() && (p.u8(4) >> 4) == 3;
}

/** A relay is looked for, or asked (5.1.1, 5.1.3). */
bool amt_asked(const Payload& p) {
    return (p.u8(0) == 1 || p.u8(0) == 3) && p.length() == 8 && (p.u8(1) & 0xfe) == 0 && p.zeros(2, 2) &&
           p.be32(4) > 0;
}

/** It says where it is (5.1.2). */
bool amt_advertised(const Payload& p) {
    return p.u8(0) == 2 && p.length() == 12 && p.zeros(1, 3) && p.be32(4) > 0;
}

/** Version 1 of the vendor's header, the length of one of both kinds, a message that has a number. */
bool dlsw(const Payload& p) {
    constexpr int kControl = 0x48;
    constexpr int kInformation = 0x10;
    constexpr std::int64_t kLongest = 2920;  // two segments
    const int header = p.u8(1);
    return p.u8(0) == 0x31 && p.be16(2) <= kLongest && (header == kControl || header == kInformation) &&
           p.is_filled_to(header + p.be16(2)) && p.u8(14) >= 3 && p.u8(14) <= 0x2a;
}

/** Version 0, a length to the byte, a packet of X.25: a modulo, a channel, and a call or what belongs to one.
 */
bool xot(const Payload& p) {
    const int modulo = p.u8(4) >> 4 & 3;
    return p.be16(0) == 0 && p.be16(2) >= 3 && p.be16(2) + 4 == p.length() && (modulo == 1 || modulo == 2) &&
           (p.u8(6) == 0x0b || p.u8(6) == 0x0f);
}

constexpr Recogniser kRows[]{
    {.protocol = "olsr", .transports = kUdp, .port = 698, .client = olsr, .server = olsr},
    {.protocol = "aodv", .transports = kUdp, .port = 654, .client = aodv, .server = aodv},
    {.protocol = "msdp", .transports = kTcp, .port = 639, .client = msdp, .server = msdp},
    {.protocol = "mip",
     .transports = kUdp,
     .port = 434,
     .client = mobile_ip,
     .server = mobile_ip,
     .tells = mobile_ip_speaker},
    {.protocol = "ancp", .transports = kTcp, .port = 6068, .client = ancp, .server = ancp},
    {.protocol = "amt", .transports = kUdp, .port = 2268, .asks = amt_asked, .answers = amt_advertised},
    {.protocol = "dlsw", .transports = kTcp, .port = 2065, .client = dlsw, .server = dlsw},
    {.protocol = "xot", .transports = kTcp, .port = 1998, .client = xot, .server = xot},
};

}  // namespace

std::span<const Recogniser> routing_recognisers() { return kRows; }

}  // namespace portlore
