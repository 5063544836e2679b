// How packets find their way, and hosts that move: OLSR (RFC 3626), AODV (RFC 3561), MSDP (RFC 3618), Mobile
// IP (RFC 5944), ANCP (RFC 6320), AMT (RFC 7450), DLSw (RFC 1795), XOT (RFC 1613). Cisco's
// Auto-RP, LMP (RFC 4204), echoes of MPLS (RFC 8029), RSVP in UDP (RFC 2205, C), MANETs' packets (RFC 5444),
// LISP over TCP (draft-kouvelas-lisp-map-server-reliable-transport), B.A.T.M.A.N. III, proxy mobile IPv6 over
// UDP (RFC 5844), HIP over UDP (RFC 5770), RSIP (RFC 3103), STANAG 5066's service access points (annex A),
// fragments of VINES' packets.
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
    if (p.u8(0) != 0x31) return false;
    const int header = p.u8(1);
    return (header == kControl || header == kInformation) && p.be16(2) <= kLongest &&
           p.is_filled_to(header + p.be16(2)) && p.u8(14) >= 3 && p.u8(14) <= 0x2a;
}

/** Version 0, a length to the byte, a packet of X.25: a modulo, a channel, and a call or what belongs to one.
 */
bool xot(const Payload& p) {
    if (p.be16(0) != 0 || p.be16(2) < 3 || p.be16(2) + 4 != p.length()) return false;
    const int modulo = p.u8(4) >> 4 & 3;
    return (modulo == 1 || modulo == 2) && (p.u8(6) == 0x0b || p.u8(6) == 0x0f);
}

/** Version 1, a kind, as many routers as it says, reserved zeros, and groups to the byte. */
bool auto_rp(const Payload& p) {
    constexpr int kMostRouters = 16;
    if ((p.u8(0) != 0x11 && p.u8(0) != 0x12) || p.u8(1) < 1 || p.u8(1) > kMostRouters || p.be32(4) != 0)
        return false;
    std::int64_t at = 8;
    for (int routers = 0; routers < p.u8(1); ++routers) {
        const auto router = static_cast<std::size_t>(at);
        if (!is_unicast(p, router) || p.u8(router + 4) > 3 || p.u8(router + 5) < 1) return false;
        at += 6 + 6 * static_cast<std::int64_t>(p.u8(router + 5));
    }
    return at == p.length();
}

/** Objects of a class and a length in whole words, from an offset to the end; the length stands in front or
 * behind. */
bool is_objects(const Payload& p, std::size_t begin, std::size_t length_at) {
    constexpr int kMostObjects = 32;
    auto at = static_cast<std::int64_t>(begin);
    for (int objects = 0; objects < kMostObjects && at < p.length(); ++objects) {
        const std::int64_t length = p.be16(static_cast<std::size_t>(at) + length_at);
        if (length < 4 || length % 4 != 0) return false;
        at += length;
    }
    return at == p.length();
}

/** Version 1, nothing reserved set, a message that has a number, a length to the byte, objects. */
bool link_management(const Payload& p) {
    constexpr int kLastMessage = 32;
    return p.u8(0) == 0x10 && p.u8(1) == 0 && (p.u8(2) & 0xfc) == 0 && p.u8(3) >= 1 &&
           p.u8(3) <= kLastMessage && p.be16(4) == p.length() && p.be16(6) == 0 && p.length() >= 12 &&
           is_objects(p, 8, 2);
}

/** Version 1, no flag but three, a request or a reply, how to reply, and a code. */
bool label_echo(const Payload& p) {
    constexpr int kLastCode = 40;
    return p.u8(0) == 0 && p.u8(1) == 1 && p.be16(2) < 8 && p.u8(4) >= 1 && p.u8(4) <= 4 && p.u8(5) >= 1 &&
           p.u8(5) <= 5 && p.u8(6) <= kLastCode && p.length() >= 36 && p.length() % 4 == 0 &&
           is_date(p.be32(16) - 2208988800);
}

Speaker label_echo_speaker(const Payload& p) {
    return (p.u8(4) & 1) != 0 ? Speaker::Client : Speaker::Server;
}

/** Version 1, a message that has a number, a reserved byte, a length to the byte, objects. */
bool reservation(const Payload& p) {
    constexpr int kLastMessage = 25;
    return p.u8(0) >> 4 == 1 && p.u8(1) >= 1 && p.u8(1) <= kLastMessage && p.u8(5) == 0 &&
           p.be16(6) == p.length() && p.length() >= 12 && is_objects(p, 8, 0);
}

/** Version 0, one message: of NHDP's or OLSR 2's, with addresses of IPv4 or IPv6, its size to the byte, its
 * elements' within it. */
bool manet(const Payload& p) {
    constexpr int kSequence = 0x08;
    constexpr int kElements = 0x04;
    if (p.u8(0) > 0x0f || (p.u8(0) & (kElements | 3)) != 0) return false;
    const std::size_t at = (p.u8(0) & kSequence) != 0 ? 3 : 1;
    const int flags = p.u8(at + 1);
    const int address = flags & 0x0f;
    if (p.u8(at) > 1 || flags < 0 || (address != 3 && address != 15)) return false;
    // An originator, a limit and a count of hops, a number.
    const std::size_t header = 4 + ((flags & 0x80) != 0 ? static_cast<std::size_t>(address) + 1 : 0) +
                               ((flags & 0x40) != 0 ? 1 : 0) + ((flags & 0x20) != 0 ? 1 : 0) +
                               ((flags & 0x10) != 0 ? 2 : 0);
    const auto begin = static_cast<std::int64_t>(at);
    const auto elements = static_cast<std::int64_t>(at + header);
    return p.be16(at + 2) + begin == p.length() && p.be16(at + header) + elements + 2 <= p.length();
}

/** A message of a list, a length to the byte, and the marker of its end. */
bool lisp_over_tcp(const Payload& p) {
    constexpr int kFirst = 16;
    constexpr int kLast = 30;
    constexpr std::int64_t kEnd = 0x9facade9;
    if (p.u8(0) != 0 || p.u8(1) < kFirst || p.u8(1) > kLast) return false;
    const std::int64_t end = p.be16(2);
    return end >= 12 && end <= p.length() && p.be32(static_cast<std::size_t>(end) - 4) == kEnd;
}

/** Version 5, no flag but two, a life, an originator, and networks within the packet. */
bool is_batman(const Payload& p) {
    constexpr int kLongestLife = 64;
    return p.u8(0) == 5 && (p.u8(1) & 0x3f) == 0 && p.u8(2) >= 1 && p.u8(2) <= kLongestLife &&
           is_unicast(p, 8) && is_unicast(p, 12) && p.length() >= 18 && p.u8(17) <= (p.length() - 18) / 5;
}

bool batman(const Payload& before, const Payload& now) { return is_batman(now) && is_batman(before); }

/** No next header, a length to the byte, an update, its acknowledgement or a heartbeat, options to the end.
 */
bool mobile_ipv6(const Payload& p) {
    constexpr int kNoNextHeader = 59;
    constexpr int kMostOptions = 32;
    if (p.u8(0) != kNoNextHeader || p.length() % 8 != 0 || p.u8(1) != p.length() / 8 - 1) return false;
    if ((p.u8(2) != 5 && p.u8(2) != 6 && p.u8(2) != 13) || p.u8(3) != 0) return false;
    std::int64_t at = 12;
    for (int options = 0; options < kMostOptions && at < p.length(); ++options) {
        const int type = p.u8(static_cast<std::size_t>(at));
        at += type == 0 ? 1 : 2 + p.u8(static_cast<std::size_t>(at) + 1);
    }
    return at == p.length();
}

/** A marker of zeros, then HIP's header: no next one, a length to the byte, version 1 or 2, an identity of
 * its prefix. */
bool host_identity(const Payload& p) {
    constexpr int kNoNextHeader = 59;
    constexpr std::int64_t kPrefix = 0x2001001;
    constexpr std::int64_t kPrefixOfVersion2 = 0x2001002;
    if (p.u8(0) != 0 || p.u8(1) != 0 || p.be16(2) != 0 || p.u8(4) != kNoNextHeader) return false;
    const std::int64_t prefix = p.be32(12) >> 4;
    return 8 * (p.u8(5) + 1) + 4 == p.length() && p.u8(6) >= 1 && p.u8(6) < 0x80 &&
           (p.u8(7) == 0x11 || p.u8(7) == 0x21) && (prefix == kPrefix || prefix == kPrefixOfVersion2);
}

/** Version 1, a message that has a number, a length to the byte, parameters to the end. */
bool realm_specific(const Payload& p) {
    constexpr int kLastMessage = 18;
    constexpr int kLastParameter = 22;
    constexpr int kMostParameters = 16;
    if (p.u8(0) != 1 || p.u8(1) < 1 || p.u8(1) > kLastMessage || p.be16(2) != p.length() || p.length() < 7)
        return false;
    std::int64_t at = 4;
    for (int parameters = 0; parameters < kMostParameters && at < p.length(); ++parameters) {
        const auto parameter = static_cast<std::size_t>(at);
        if (p.u8(parameter) < 1 || p.u8(parameter) > kLastParameter) return false;
        at += 3 + p.be16(parameter + 1);
    }
    return at == p.length();
}

/** STANAG 5066: a preamble, version 0, a length to the byte, a primitive that has a number. */
bool subnet_interface(const Payload& p) {
    constexpr int kLastPrimitive = 31;
    return p.u8(0) == 0x90 && p.be16(0) == 0x90eb && p.u8(2) == 0 && p.be16(3) + 5 == p.length() &&
           p.u8(5) >= 1 && p.u8(5) <= kLastPrimitive;
}

/** A packet in one fragment: no checksum, its length to the byte, a protocol that has a number. */
bool vines(const Payload& p) {
    constexpr int kWhole = 3;
    constexpr int kLastProtocol = 6;
    return p.u8(0) == kWhole && p.u8(1) >= 0 && p.be16(2) == 0xffff && p.be16(4) + 2 == p.length() &&
           p.u8(7) >= 1 && p.u8(7) <= kLastProtocol;
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
    {.protocol = "auto_rp", .transports = kUdp, .port = 496, .client = auto_rp},
    {.protocol = "lmp",
     .transports = kUdp,
     .port = 701,
     .client = link_management,
     .server = link_management},
    {.protocol = "mpls-echo",
     .transports = kUdp,
     .port = 3503,
     .client = label_echo,
     .server = label_echo,
     .tells = label_echo_speaker},
    {.protocol = "rsvp", .transports = kUdp, .port = 3455, .client = reservation, .server = reservation},
    {.protocol = "packetbb", .transports = kUdp, .port = 269, .client = manet, .server = manet},
    {.protocol = "lisp-tcp",
     .transports = kTcp,
     .port = 4342,
     .client = lisp_over_tcp,
     .server = lisp_over_tcp},
    {.protocol = "bat", .transports = kUdp, .port = 4305, .continues = batman},
    {.protocol = "mipv6", .transports = kUdp, .port = 5436, .client = mobile_ipv6, .server = mobile_ipv6},
    {.protocol = "hip", .transports = kUdp, .port = 10500, .client = host_identity, .server = host_identity},
    {.protocol = "rsip",
     .transports = kTcp | kUdp,
     .port = 4555,
     .client = realm_specific,
     .server = realm_specific},
    {.protocol = "s5066sis",
     .transports = kTcp,
     .port = 5066,
     .client = subnet_interface,
     .server = subnet_interface},
    {.protocol = "vines_frp", .transports = kUdp, .port = 573, .client = vines, .server = vines},
};

}  // namespace

std::span<const Recogniser> routing_recognisers() { return kRows; }

}  // namespace portlore
