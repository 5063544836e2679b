// What keeps servers and networks: WINS replication (MS-WINSRA), DHCP failover (draft-ietf-dhc-failover),
// OMAPI (ISC's), Performance Co-Pilot's PDUs, SMUX (RFC 1227), HiQnet, MAC-Telnet (MikroTik's), Bazaar's
// smart server, Rx (AFS), GSM over IP (ip.access), IPX in UDP (RFC 1234), MRCP 2 (RFC 6787), CMPP, Roon's
// discovery, UserPlane location (OMA-TS-ULP).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

/** A length to the byte, the operation that all have, and a message that has a number. */
bool wins_replication(const Payload& p) {
    return p.be32(0) + 4 == p.length() && p.be32(4) == 0x00007800 && p.be32(12) <= 3;
}

/** A length to the byte, a message, where its options begin, and a date. */
bool dhcp_failover(const Payload& p) {
    return p.be16(0) == p.length() && p.u8(2) >= 1 && p.u8(2) <= 13 && (p.u8(3) == 8 || p.u8(3) == 12) &&
           is_date(p.be32(4));
}

/** Either side begins with the protocol's version and the size of its header. */
bool omapi(const Payload& p) { return p.be32(0) == 100 && p.be32(4) == 24; }

/** A PDU of pmcd's: a length to the byte, and a type that has a number. */
bool performance_co_pilot(const Payload& p) {
    return p.be32(0) >= 12 && p.is_filled_to(p.be32(0)) && p.be32(4) >= 0x7000 && p.be32(4) <= 0x7018;
}

/** An agent opens: version 0, and the identifier of its object. */
bool smux_open(const Payload& p) {
    constexpr int kOpen = 0x60;
    constexpr int kObject = 0x06;
    if (p.u8(0) != kOpen) return false;
    const ber::Element open = ber::element_at(p, 0);
    const ber::Element version = ber::element_at(p, open.content);
    return open.end() == p.length() && version.tag == ber::kInteger && version.length == 1 &&
           p.u8(version.content) == 0 && p.u8(version.content + 1) == kObject;
}

/** A version, a header of at least 25 bytes, and a length to the byte. */
bool hiqnet(const Payload& p) {
    return (p.u8(0) == 1 || p.u8(0) == 2) && p.u8(1) >= 25 && p.u8(1) <= 64 && p.be16(2) == 0 &&
           p.be32(2) >= p.u8(1) && p.is_filled_to(p.be32(2));
}

/** Version 1, a kind, and the number of MAC-Telnet among clients, on either side of the session's. */
bool mac_telnet(const Payload& p) {
    constexpr std::int64_t kMacTelnet = 0x0015;
    const int kind = p.u8(1);
    const bool known = kind == 0 || kind == 1 || kind == 2 || kind == 4 || kind == 5 || kind == 0xff;
    return p.u8(0) == 1 && known && p.length() >= 22 &&
           (p.be16(14) == kMacTelnet || p.be16(16) == kMacTelnet) &&
           (p.length() == 22 || kind != 1 || p.be32(22) == 0x563412ff);
}

bool bazaar(const Payload& p) { return p.has("bzr message 3 (bzr 1.6)\n") || p.has("bzr request 2\n"); }

/** A packet of Rx: a connection's age, a kind, no status of the user's, a security and a service of those
 * that there are. */
bool rx(const Payload& p) {
    constexpr int kHeader = 28;
    const int kind = p.u8(20);
    const std::int64_t service = p.be16(26);
    return p.length() >= kHeader && ((kind >= 1 && kind <= 9) || kind == 13) && p.u8(21) < 0x40 &&
           p.u8(22) == 0 && p.u8(23) <= 5 && service >= 1 && service <= 2000 && p.be32(12) <= 0xffff &&
           (p.be32(0) >= 0x80000000 || is_date(p.be32(0))) && p.be32(8) >= 1 && p.be32(8) <= 0xffffff;
}

/** The flag that a packet has that a client sends. */
Speaker rx_speaker(const Payload& p) { return (p.u8(21) & 1) != 0 ? Speaker::Client : Speaker::Server; }

/** Messages behind their length and a stream that has a number; of ip.access' own, one that has one, too. */
bool gsm_over_ip(const Payload& p) {
    constexpr int kMostMessages = 4;
    constexpr int kCcm = 0xfe;
    std::size_t at = 0;
    bool identifies = false;
    for (int messages = 0; messages < kMostMessages && p.reaches(at); ++messages) {
        const std::int64_t length = p.be16(at);
        const int stream = p.u8(at + 2);
        const int message = p.u8(at + 3);
        const bool known = stream == 0 || stream == 0xee || stream == 0xef || stream == 0xfc ||
                           stream == 0xfd || stream == kCcm;
        if (length < 1 || length > 1200 || !known || (stream == kCcm && message > 8 && message != 0xff))
            return false;
        identifies |= stream == kCcm && length <= 256;
        at += 3 + static_cast<std::size_t>(length);
    }
    return identifies && static_cast<std::int64_t>(at) == p.length();
}

/** No checksum, a length to the byte, not far, a type that has a number. */
bool ipx(const Payload& p) {
    const int type = p.u8(5);
    const bool known = type <= 5 || type == 17 || type == 20;
    return p.be16(0) == 0xffff && p.be16(2) == p.length() && p.length() >= 30 && p.u8(4) <= 16 && known;
}

bool mrcp(const Payload& p) { return p.has("MRCP/2.0 ") && p.u8(9) >= '0' && p.u8(9) <= '9'; }

/** A length to the byte, a command or the answer to one. */
bool cmpp(const Payload& p) {
    const std::int64_t command = p.be32(4) & 0x7fffffff;
    return p.be32(0) >= 12 && p.be32(0) == p.length() && p.length() <= 4096 && command >= 1 && command <= 9 &&
           p.be32(8) > 0;
}

bool roon(const Payload& p) {
    return p.has("SOOD\x02") && (p.u8(5) == 'Q' || p.u8(5) == 'X' || p.u8(5) == 'R');
}

/** A length to the byte, and a version of 1.0 to 3.2. */
bool ulp(const Payload& p) {
    return p.be16(0) == p.length() && p.length() >= 12 && p.u8(2) >= 1 && p.u8(2) <= 3 && p.u8(3) <= 2 &&
           p.u8(4) <= 20;
}

constexpr Recogniser kRows[]{
    {.protocol = "winsrepl",
     .transports = kTcp,
     .port = 42,
     .client = wins_replication,
     .server = wins_replication},
    {.protocol = "dhcpfo", .transports = kTcp, .port = 647, .client = dhcp_failover, .server = dhcp_failover},
    {.protocol = "omapi", .transports = kTcp, .port = 7911, .client = omapi, .server = omapi},
    {.protocol = "pcp",
     .transports = kTcp,
     .port = 44321,
     .client = performance_co_pilot,
     .server = performance_co_pilot},
    {.protocol = "smux", .transports = kTcp, .port = 199, .client = smux_open},
    {.protocol = "hiqnet", .transports = kTcp | kUdp, .port = 3804, .client = hiqnet, .server = hiqnet},
    {.protocol = "mactelnet", .transports = kUdp, .port = 20561, .client = mac_telnet, .server = mac_telnet},
    {.protocol = "bzr", .transports = kTcp, .port = 4155, .client = bazaar},
    {.protocol = "rx", .transports = kUdp, .port = 7001, .client = rx, .server = rx, .tells = rx_speaker},
    {.protocol = "gsm_ipa", .transports = kTcp, .port = 3002, .client = gsm_over_ip, .server = gsm_over_ip},
    {.protocol = "ipx", .transports = kUdp, .port = 213, .client = ipx, .server = ipx},
    {.protocol = "mrcpv2", .transports = kTcp, .port = 30166, .client = mrcp, .server = mrcp},
    {.protocol = "cmpp", .transports = kTcp, .port = 7890, .client = cmpp, .server = cmpp},
    {.protocol = "roon_disco", .transports = kUdp, .port = 9003, .client = roon, .server = roon},
    {.protocol = "ulp", .transports = kTcp, .port = 7275, .client = ulp, .server = ulp},
};

}  // namespace

std::span<const Recogniser> administration_recognisers() { return kRows; }

}  // namespace portlore
