// IKE (RFC 7296) with and without NAT traversal (RFC 3948), L2TP (RFC 2661, 3931), PPTP (RFC 2637), GTP (3GPP
// TS 29.060, 29.274, 29.281), PFCP (29.244), OpenVPN, Teredo (RFC 4380), AYIYA, VXLAN (RFC 7348), Geneve (RFC
// 8926), LISP (RFC 9300, 9301), GTP' (3GPP TS 32.295), TZSP, WireGuard ("WireGuard: Next Generation Kernel
// Network Tunnel").
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/families.h"

namespace portlore {

namespace {

/** An initiator's cookie, a payload, version 1.0 or 2.0, an exchange, and a length to the byte. */
bool isakmp(const Payload& p) {
    const int exchange = p.u8(18);
    const bool v1 =
        p.u8(17) == 0x10 && ((exchange >= 1 && exchange <= 6) || exchange == 32 || exchange == 33);
    const bool v2 = p.u8(17) == 0x20 && exchange >= 34 && exchange <= 44;
    return (v1 || v2) && !p.zeros(0, 8) && p.be32(24) == p.length() && (p.u8(19) & 0xc0) == 0;
}

/**
 * Version 2 says who began the association (RFC 7296, 3.1), as long as that is the first one: either side may
 * begin the next. Version 1 shows who begins by the cookie that it has not got yet (RFC 2408, 3.1); not in a
 * notice, which a responder may send before it has one.
 */
Speaker isakmp_speaker(const Payload& p) {
    constexpr int kVersion2 = 0x20;
    constexpr int kLastOfKeyExchange = 4;  // aggressive mode
    constexpr int kAuthentication = 35;    // 34 is the exchange before it
    constexpr int kInitiator = 0x08;
    if (p.u8(17) == kVersion2) {
        if (p.u8(18) > kAuthentication) return Speaker::Unknown;
        return (p.u8(19) & kInitiator) != 0 ? Speaker::Client : Speaker::Server;
    }
    return p.u8(18) <= kLastOfKeyExchange && p.zeros(8, 8) ? Speaker::Client : Speaker::Unknown;
}

bool udpencap(const Payload& p) { return p.zeros(0, 4) && isakmp(p.from(4)); }

Speaker udpencap_speaker(const Payload& p) { return isakmp_speaker(p.from(4)); }

/** A control message of version 2 or 3, with length and sequence, that begins with the AVP of its type. */
bool l2tp(const Payload& p) {
    if (p.u8(0) != 0xc8 || (p.u8(1) != 2 && p.u8(1) != 3)) return false;
    const bool is_ack = p.be16(2) == 12;
    return p.be16(2) == p.length() && (is_ack || (p.be16(12) == 0x8008 && p.zeros(14, 4)));
}

/** Who opens a control connection, is answered, and confirms (RFC 2661, 5.1 and 6.1 to 6.3); what follows
 * goes both ways. */
Speaker l2tp_speaker(const Payload& p) {
    switch (p.be16(18)) {
        case 1:  // SCCRQ
        case 3:  // SCCCN
            return Speaker::Client;
        case 2:  // SCCRP
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

bool pptp(const Payload& p) {
    constexpr std::int64_t kMagic = 0x1a2b3c4d;
    constexpr std::int64_t kLongest = 220;  // a stop or a call's reply is shorter, a call's request as long
    return p.be16(0) >= 12 && p.be16(0) <= kLongest && p.be16(2) == 1 && p.be32(4) == kMagic &&
           p.be16(8) >= 1 && p.be16(8) <= 15;
}

/** Start-Control-Connection-Request and -Reply (RFC 2637, 2.1, 2.2); all else goes both ways. */
Speaker pptp_speaker(const Payload& p) {
    switch (p.be16(8)) {
        case 1:
            return Speaker::Client;
        case 2:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** Whether an IP packet begins here that says a length which fits. */
bool is_ip(const Payload& p) {
    if (p.u8(0) >= 0x45 && p.u8(0) <= 0x4f) return p.be16(2) >= 20 && p.be16(2) <= p.length();
    return (p.u8(0) & 0xf0) == 0x60 && p.u8(0) >= 0 && p.be16(4) >= 0 && p.be16(4) + 40 <= p.length();
}

/** Whether the checksum of an IPv4 header is right, or was left out as offloading does (RFC 791, 3.1). */
bool has_ipv4_checksum(const Payload& p) {
    constexpr std::size_t kChecksum = 10;
    if (p.be16(kChecksum) == 0) return true;
    const std::size_t size = 4U * static_cast<std::size_t>(p.u8(0) & 0x0f);
    std::int64_t sum = 0;
    for (std::size_t at = 0; at < size; at += 2) sum += p.be16(at);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

/** An IP packet to the byte. */
bool is_whole_ip(const Payload& p) {
    if (!is_ip(p)) return false;
    if (p.u8(0) < 0x60) return p.be16(2) == p.length() && has_ipv4_checksum(p);
    constexpr std::array kNext{0, 6, 17, 43, 44, 50, 51, 58, 59, 60, 132};
    const bool is_known = std::find(kNext.begin(), kNext.end(), p.u8(6)) != kNext.end();
    return p.be16(4) + 40 == p.length() && is_known && p.u8(7) > 0;
}

/** An Ethernet frame of IP or ARP, tagged or not. */
bool is_ethernet(const Payload& p) {
    switch (p.be16(12)) {
        case 0x0800:
        case 0x86dd:
            return is_ip(p.from(14));
        case 0x0806:
            return p.be16(14) == 1;
        case 0x8100:
        case 0x88a8:
            return p.be16(16) >= 0x0600;
        default:
            return false;
    }
}

/** Where the payload of a GTP-U packet begins, behind at most eight extension headers. */
std::size_t gtp_user_data(const Payload& p) {
    constexpr int kAnyOptional = 0x07;
    constexpr int kExtended = 0x04;
    if ((p.u8(0) & kAnyOptional) == 0) return 8;
    std::size_t at = 12;
    int next = (p.u8(0) & kExtended) != 0 ? p.u8(11) : 0;
    for (int extensions = 0; next > 0 && extensions < 8; ++extensions) {
        const int words = p.u8(at);
        if (words < 1) return p.bytes().size();
        at += 4U * static_cast<std::size_t>(words);
        next = p.u8(at - 1);
    }
    return at;
}

/** Version 1: tunnelled IP or a message of signalling, each to the byte. */
bool gtp_v1(const Payload& p) {
    constexpr int kUserData = 255;
    if ((p.u8(0) & 0xf8) != 0x30) return false;
    const int type = p.u8(1);
    if (p.be16(2) + 8 != p.length()) return false;
    if (type == kUserData) return is_ip(p.from(gtp_user_data(p)));
    return (type >= 1 && type <= 7) || (type >= 16 && type <= 33) || (type >= 48 && type <= 60) ||
           type == 254;
}

/** Version 2: signalling only, behind a header that ends in a spare byte (5.1). */
bool gtp_v2(const Payload& p) {
    constexpr int kWithTunnel = 0x08;
    if ((p.u8(0) & 0xe7) != 0x40 || p.u8((p.u8(0) & kWithTunnel) != 0 ? 11 : 7) != 0) return false;
    const int type = p.u8(1);
    const bool known = (type >= 1 && type <= 3) || (type >= 25 && type <= 240);
    return p.be16(2) >= 4 && p.be16(2) + 4 == p.length() && known;
}

/** Version 0: a header of 20 bytes. */
bool gtp_v0(const Payload& p) {
    if (p.u8(0) != 0x1e && p.u8(0) != 0x1f) return false;
    const bool known = (p.u8(1) >= 1 && p.u8(1) <= 2) || (p.u8(1) >= 16 && p.u8(1) <= 26) || p.u8(1) == 255;
    return known && p.be16(2) + 20 == p.length() && p.be24(9) == 0xffffff;
}

bool gtp(const Payload& p) { return gtp_v0(p) || gtp_v1(p) || gtp_v2(p); }

/** A first packet of a client: a reset of version 2 or 3, a session, an HMAC of the usual sizes or none, no
 * packets acknowledged. */
bool openvpn_reset(const Payload& p) {
    constexpr int kClientReset2 = 0x38;
    constexpr int kClientReset3 = 0x50;
    if (p.u8(0) != kClientReset2 && p.u8(0) != kClientReset3) return false;
    const auto size = p.bytes().size();
    if (p.length() == 14) return p.u8(0) == kClientReset2 && p.zeros(9, 5);
    for (const std::size_t hmac : {16U, 20U, 32U, 48U, 64U}) {
        // With tls-auth: session, HMAC, packet 1, time, no acknowledgements, message 0.
        if (p.length() == static_cast<std::int64_t>(9 + hmac + 8 + 5))
            return p.be32(9 + hmac) == 1 && p.zeros(size - 5, 5) && size == 9 + hmac + 13;
    }
    // With tls-crypt: session, packet 1 with a time, an HMAC of 256 bits, and the encrypted rest.
    return (p.length() == 54 || p.u8(0) == kClientReset3) && p.be32(9) == 1 && p.be32(13) > 1000000000 &&
           p.length() >= 54;
}

bool openvpn_over_tcp(const Payload& p) { return p.be16(0) + 2 == p.length() && openvpn_reset(p.from(2)); }

/** IPv6 within UDP, with Teredo's own prefix or between the link's addresses. */
bool is_teredo_ip(const Payload& p) {
    if (p.u8(0) < 0x60 || p.u8(0) > 0x6f || p.be16(4) + 40 > p.length()) return false;
    constexpr std::int64_t kPrefix = 0x20010000;
    return p.be32(8) == kPrefix || p.be32(24) == kPrefix ||
           (p.be16(8) == 0xfe80 && (p.be16(24) == 0xfe80 || p.u8(24) == 0xff));
}

/** The packet behind what may come before it: an indication of authentication, then one of the origin. */
bool teredo(const Payload& p) {
    if (p.u8(0) != 0 && (p.u8(0) < 0x60 || p.u8(0) > 0x6f)) return false;
    const bool authenticated = p.be16(0) == 1;
    const Payload rest = authenticated ? p.from(13U + static_cast<std::size_t>(p.u8(2) + p.u8(3))) : p;
    return rest.be16(0) == 0 ? is_teredo_ip(rest.from(8)) : is_teredo_ip(rest);
}

/** An identity of 2^n bytes and its type, a signature of 4n bytes and a hash, an authentication, an
 * operation, and IPv6 or nothing. */
bool ayiya(const Payload& p) {
    const bool sizes = p.u8(0) == 0x41 && p.u8(1) == 0x52 && p.u8(2) >= 0x10 && p.u8(2) <= 0x2f;
    return sizes && (p.u8(3) == 41 || p.u8(3) == 59 || p.u8(3) == 4) && p.length() >= 44 &&
           p.be16(8) >= 0x2000 && p.be16(8) <= 0x3fff;
}

bool vxlan(const Payload& p) { return p.has({"\x08\0\0\0", 4}) && p.u8(7) == 0 && is_ethernet(p.from(8)); }

/** Version 0, no reserved bit, options within the datagram, and the frame or packet that the type names. */
bool geneve(const Payload& p) {
    if (p.u8(0) < 0 || p.u8(0) > 0x3f || (p.u8(1) & 0x3f) != 0 || p.u8(7) != 0) return false;
    const Payload inner = p.from(8U + 4U * static_cast<std::size_t>(p.u8(0)));
    switch (p.be16(2)) {
        case 0x6558:
            return is_ethernet(inner);
        case 0x0800:
        case 0x86dd:
            return is_ip(inner);
        case 0x0806:
            return inner.be16(0) == 1 && inner.be16(2) == 0x0800;
        default:
            return false;
    }
}

/** Version 1, a length to the byte, a message of nodes (no session) or of sessions, and a first element that
 * fits. */
bool pfcp(const Payload& p) {
    if (p.u8(0) < 0x20 || p.u8(0) > 0x27) return false;
    const int type = p.u8(1);
    const bool of_session = (p.u8(0) & 1) != 0;
    const bool known = of_session ? type >= 50 && type <= 57 : type >= 1 && type <= 15;
    if (!known || p.be16(2) + 4 != p.length()) return false;
    const std::size_t element = of_session ? 16 : 8;
    return (p.u8(element - 1) & 0x0f) == 0 && p.be16(element) > 0 && p.be16(element) < 400 &&
           static_cast<std::int64_t>(element) + 4 + p.be16(element + 2) <= p.length();
}

/** Where an address of LISP's ends whose family stands here: none, IPv4, IPv6, or one of its own format; 0 if
 * it is another. */
std::size_t lisp_address_end(const Payload& p, std::size_t at) {
    constexpr std::int64_t kOwnFormat = 16387;
    switch (p.be16(at)) {
        case 0:
            return at + 2;
        case 1:
            return at + 6;
        case 2:
            return at + 18;
        case kOwnFormat:
            return p.be16(at + 6) <= 512
                       ? at + 8 + static_cast<std::size_t>(std::max<std::int64_t>(p.be16(at + 6), 0))
                       : 0;
        default:
            return 0;
    }
}

/** A record: a time to live, its locators' count, a mask, an address. */
bool is_lisp_record(const Payload& p, std::size_t at) {
    const std::size_t end = lisp_address_end(p, at + 10);
    return p.u8(at + 4) <= 32 && p.u8(at + 5) <= 128 && (p.u8(at + 6) & 0x0f) == 0 && p.u8(at + 7) == 0 &&
           end > at + 12 && static_cast<std::int64_t>(end) <= p.length();
}

/** A map's request: the source's address, then the first of those to answer to, as many as it says. */
bool lisp_request(const Payload& p) {
    const std::size_t source = lisp_address_end(p, 12);
    if ((p.u8(1) & 0x03) != 0 || p.u8(3) < 1 || p.u8(3) > 8 || source == 0) return false;
    const std::int64_t family = p.be16(source);
    if (family != 1 && family != 2) return false;
    std::size_t at = source;
    for (int i = (p.u8(2) & 0x1f) + 1; i > 0; --i) {
        at = lisp_address_end(p, at);
        if (at == 0) return false;
    }
    return p.u8(at) == 0 && p.u8(at + 1) <= 128 && lisp_address_end(p, at + 2) > at + 4;
}

/** A registration or what it is told: a key's number, and its authentication of 20 or 32 bytes, or none. */
bool lisp_register(const Payload& p) {
    const std::int64_t length = p.be16(14);
    const bool is_known = (length == 20 && p.be16(12) == 1) || (length == 32 && p.be16(12) == 2) ||
                          (length == 0 && p.be16(12) == 0);
    return p.u8(3) >= 1 && p.u8(3) <= 64 && is_known &&
           is_lisp_record(p, 16U + static_cast<std::size_t>(length));
}

/** LISP's control messages (RFC 9301, 5), alone or in IP behind the header that says so. */
bool lisp(const Payload& p) {
    switch (p.u8(0) >> 4) {
        case 1:
            return lisp_request(p);
        case 2:
            return p.u8(1) == 0 && p.u8(2) == 0 && p.u8(3) >= 1 && p.u8(3) <= 64 && is_lisp_record(p, 12);
        case 3:
        case 4:
            return lisp_register(p);
        case 8:
            return p.be24(1) == 0 && is_ip(p.from(4));
        default:
            return false;
    }
}

/** GRE in UDP (RFC 8086): no flag but those of a checksum, a key and a number, and an IP packet or an
 * Ethernet frame. */
bool gre(const Payload& p) {
    if ((p.be16(0) & 0x4fff) != 0) return false;
    const int flags = p.u8(0) >> 4;
    const std::size_t words =
        1U + ((flags & 8) != 0 ? 1U : 0U) + ((flags & 2) != 0 ? 1U : 0U) + ((flags & 1) != 0 ? 1U : 0U);
    const Payload inner = p.from(4 * words);
    const std::int64_t kind = p.be16(2);
    return ((kind == 0x0800 || kind == 0x86dd) && is_ip(inner)) || (kind == 0x6558 && is_ethernet(inner));
}

/** MPLS in UDP (RFC 7510): labels with a life left, and an IP packet. GTP's header reads like labels, too. */
bool mpls(const Payload& p) {
    constexpr std::size_t kMostLabels = 8;
    if (gtp(p)) return false;
    for (std::size_t at = 0; at < 4 * kMostLabels; at += 4) {
        if (p.u8(at + 3) < 1 || (p.be24(at) >> 4) < 16) return false;
        if ((p.u8(at + 2) & 1) == 0) continue;
        return is_whole_ip(p.from(at + 4));
    }
    return false;
}

/** VXLAN with the kind of what it carries (draft-ietf-nvo3-vxlan-gpe): an instance, nothing in reserved bits.
 */
bool vxlan_gpe(const Payload& p) {
    constexpr int kEthernet = 3;
    if ((p.u8(0) & 0xf2) != 0 || (p.u8(0) & 0x0c) != 0x0c || !p.zeros(1, 2) || p.u8(7) != 0) return false;
    const Payload inner = p.from(8);
    return p.u8(3) == kEthernet ? is_ethernet(inner) : (p.u8(3) == 1 || p.u8(3) == 2) && is_ip(inner);
}

/** WireGuard: who opens, its answer, or a cookie: a type, nothing reserved, and each its own length. */
bool wireguard(const Payload& p) {
    if (!p.zeros(1, 3)) return false;
    switch (p.u8(0)) {
        case 1:  // handshake initiation
            return p.length() == 148;
        case 2:  // handshake response
            return p.length() == 92;
        case 3:  // cookie reply
            return p.length() == 64;
        default:
            return false;
    }
}

/** LISP's data (RFC 9300, 5): flags of which none is reserved, and the packet to the byte. */
bool lisp_data(const Payload& p) {
    const int flags = p.u8(0);
    const bool echo_without_nonce = (flags & 0xa0) == 0x20;
    const bool allowed = flags > 0 && (flags & 0x07) == 0 && (flags & 0x90) != 0x90 && !echo_without_nonce &&
                         (flags & 0xc8) != 0;
    if (!allowed) return false;
    return is_whole_ip(p.from(8));
}

/** GTP': a header of 6 bytes (or the 20 of version 0), a message of charging, a length to the byte. */
bool gtp_prime(const Payload& p) {
    if ((p.u8(0) & 0x1e) != 0x0e || p.u8(0) > 0x4f) return false;
    const int type = p.u8(1);
    const bool known = (type >= 1 && type <= 7) || type == 240 || type == 241;
    const bool is_short = p.u8(0) != 0x0e;
    return known && p.be16(2) + (is_short ? 6 : 20) == p.length() && (type > 2 || p.be16(2) <= 2);
}

/** Of the pairs of messages the even ones answer, the last pair's too; but a node that is alive says so. */
Speaker gtp_prime_speaker(const Payload& p) {
    switch (p.u8(1)) {
        case 240:
            return Speaker::Client;
        case 241:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** TZSP: version 1, a received or sent frame of Ethernet behind tags. */
bool tzsp(const Payload& p) {
    constexpr int kEnd = 1;
    constexpr int kMostTags = 16;
    if (p.u8(0) != 1 || p.u8(1) > 1 || p.be16(2) != 1) return false;
    std::size_t at = 4;
    for (int tags = 0; tags < kMostTags && p.u8(at) != kEnd; ++tags) {
        at += p.u8(at) == 0 ? 1U : 2U + static_cast<std::size_t>(std::max(p.u8(at + 1), 0));
    }
    return p.u8(at) == kEnd && is_ethernet(p.from(at + 1));
}

constexpr Recogniser kRows[]{
    {.protocol = "gre", .transports = kUdp, .port = 4754, .client = gre, .server = gre},
    {.protocol = "mpls", .transports = kUdp, .port = 6635, .client = mpls, .server = mpls},
    {.protocol = "vxlan_gpe", .transports = kUdp, .port = 4790, .client = vxlan_gpe, .server = vxlan_gpe},
    {.protocol = "wg",
     .transports = kUdp,
     .port = 0,
     .client = wireguard,
     .server = wireguard,
     .tells = either_side,
     .is_found_by_wireshark = true},
    {.protocol = "isakmp",
     .transports = kUdp,
     .port = 500,
     .client = isakmp,
     .server = isakmp,
     .tells = isakmp_speaker},
    {.protocol = "udpencap",
     .transports = kUdp,
     .port = 4500,
     .client = udpencap,
     .server = udpencap,
     .tells = udpencap_speaker},
    {.protocol = "l2tp",
     .transports = kUdp,
     .port = 1701,
     .client = l2tp,
     .server = l2tp,
     .tells = l2tp_speaker},
    {.protocol = "pptp",
     .transports = kTcp,
     .port = 1723,
     .client = pptp,
     .server = pptp,
     .tells = pptp_speaker},
    {.protocol = "vxlan", .transports = kUdp, .port = 4789, .client = vxlan, .server = vxlan},
    {.protocol = "geneve", .transports = kUdp, .port = 6081, .client = geneve, .server = geneve},
    {.protocol = "gtp", .transports = kUdp, .port = 2123, .client = gtp, .server = gtp},
    {.protocol = "openvpn", .transports = kUdp, .port = 1194, .client = openvpn_reset},
    {.protocol = "openvpn", .transports = kTcp, .port = 1194, .client = openvpn_over_tcp},
    {.protocol = "ayiya", .transports = kUdp, .port = 5072, .client = ayiya, .server = ayiya},
    {.protocol = "teredo", .transports = kUdp, .port = 3544, .client = teredo, .server = teredo},
    {.protocol = "pfcp", .transports = kUdp, .port = 8805, .client = pfcp, .server = pfcp},
    {.protocol = "lisp", .transports = kUdp, .port = 4342, .client = lisp, .server = lisp},
    {.protocol = "lisp-data", .transports = kUdp, .port = 4341, .client = lisp_data, .server = lisp_data},
    {.protocol = "gtpprime",
     .transports = kTcp | kUdp,
     .port = 3386,
     .client = gtp_prime,
     .server = gtp_prime,
     .tells = gtp_prime_speaker},
    {.protocol = "tzsp", .transports = kUdp, .port = 37008, .client = tzsp, .server = tzsp},
};

}  // namespace

std::span<const Recogniser> tunnel_recognisers() { return kRows; }

}  // namespace portlore
