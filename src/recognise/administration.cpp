// What keeps servers and networks: WINS replication (MS-WINSRA), DHCP failover (draft-ietf-dhc-failover),
// OMAPI (ISC's), Performance Co-Pilot's PDUs, SMUX (RFC 1227), HiQnet, MAC-Telnet (MikroTik's), Bazaar's
// smart server, Rx (AFS), GSM over IP (ip.access), IPX in UDP (RFC 1234), MRCP 2 (RFC 6787), CMPP, Roon's
// discovery, UserPlane location (OMA-TS-ULP). Kismet's
// drones, BIND's lightweight resolver (lwresd), LapLink, Kerberos 4 ("Project Athena Technical Plan", E.2.1),
// KINK (RFC 4430), timed's TSP ("The Berkeley UNIX Time Synchronization Protocol"), TACACS (RFC 1492), DO-IRP
// (DONA's, and RFC 3652 before it), LDSS, CMP over TCP (draft-ietf-pkix-cmp-transport-protocols), DDTP, ACAP
// (RFC 2244), IDM (X.519), OPSI, ETI (Deutsche
// Boerse's T7), Alteon's TPCP, Assa Abloy's R3.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

/** A length to the byte, the operation that all have, and a message that has a number. */
bool wins_replication(const Payload& p) {
    return p.be16(0) == 0 && p.be32(0) + 4 == p.length() && p.be32(4) == 0x00007800 && p.be32(12) <= 3;
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
    return p.u8(0) == 0 && p.be32(0) >= 12 && p.is_filled_to(p.be32(0)) && p.be32(4) >= 0x7000 &&
           p.be32(4) <= 0x7018;
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
        if (length < 1 || length > 1200) return false;
        const int stream = p.u8(at + 2);
        const int message = p.u8(at + 3);
        const bool known = stream == 0 || stream == 0xee || stream == 0xef || stream == 0xfc ||
                           stream == 0xfd || stream == kCcm;
        if (!known || (stream == kCcm && message > 8 && message != 0xff)) return false;
        identifies |= stream == kCcm && length <= 256;
        at += 3 + static_cast<std::size_t>(length);
    }
    return identifies && static_cast<std::int64_t>(at) == p.length();
}

/** No checksum, a length to the byte, not far, a type that has a number. */
bool ipx(const Payload& p) {
    if (p.be16(0) != 0xffff || p.be16(2) != p.length() || p.length() < 30) return false;
    const int type = p.u8(5);
    return p.u8(4) <= 16 && (type <= 5 || type == 17 || type == 20);
}

bool mrcp(const Payload& p) { return p.has("MRCP/2.0 ") && p.u8(9) >= '0' && p.u8(9) <= '9'; }

/** A length to the byte, a command or the answer to one. */
bool cmpp(const Payload& p) {
    constexpr std::int64_t kLongest = 4096;
    if (p.be16(0) != 0 || p.be32(0) < 12 || p.be32(0) > kLongest || p.be32(0) != p.length()) return false;
    const std::int64_t command = p.be32(4) & 0x7fffffff;
    return command >= 1 && command <= 9 && p.be32(8) > 0;
}

bool roon(const Payload& p) {
    return p.has("SOOD\x02") && (p.u8(5) == 'Q' || p.u8(5) == 'X' || p.u8(5) == 'R');
}

/** A length to the byte, and a version of 1.0 to 3.2. */
bool ulp(const Payload& p) {
    return p.be16(0) == p.length() && p.length() >= 12 && p.u8(2) >= 1 && p.u8(2) <= 3 && p.u8(3) <= 2 &&
           p.u8(4) <= 20;
}

/** Drones and their server (Kismet's ipc_remote): a sentinel, a command, the length of what follows. */
bool kismet_drone(const Payload& p) {
    constexpr std::int64_t kLastCommand = 16;
    return p.u8(0) == 0xde && p.be32(0) == 0xdeadbeef && p.be32(4) <= kLastCommand && p.be32(8) <= 0xffffff;
}

/** A length to the byte, version 0, an operation and a result that have numbers. */
bool light_resolver(const Payload& p) {
    constexpr std::int64_t kFirstOperation = 0x10001;
    constexpr std::int64_t kLastOperation = 0x10003;
    constexpr std::int64_t kLastResult = 13;
    if (p.u8(0) != 0 || p.u8(1) != 0 || p.be32(0) != p.length()) return false;
    const std::int64_t operation = p.be32(12);
    return p.be16(4) == 0 && p.be16(6) <= 1 &&
           (operation == 0 || (operation >= kFirstOperation && operation <= kLastOperation)) &&
           p.be32(16) <= kLastResult && p.length() >= 28;
}

Speaker light_resolver_speaker(const Payload& p) {
    return p.be16(6) == 0 ? Speaker::Client : Speaker::Server;
}

/** A computer says that it has a name that was asked for. */
bool laplink_name(const Payload& p) {
    return p.u8(0) == 0xf0 && p.be32(0) == 0xf0000200 && p.printable(4, 1);
}

/** A message of the other computer's, and its length to the byte. */
bool laplink(const Payload& p) {
    return p.u8(0) == 0xff && p.u8(1) >= 0x08 && p.u8(1) <= 0x14 && (p.u8(2) & 0xfd) == 0xc0 &&
           p.u8(3) == 0 && p.be16(4) + 6 == p.length();
}

/** Where a string of printable characters and its NUL end, or 0. */
std::size_t string_end(const Payload& p, std::size_t at) {
    constexpr std::size_t kLongest = 64;
    const std::size_t end = p.find(0, at);
    return end >= at && end - at <= kLongest && p.printable(at, end - at) ? end + 1 : 0;
}

/** A ticket is asked for: a name, an instance, a realm, a time, a life, and for which service, to the byte.
 */
bool kerberos_4_request(const Payload& p) {
    if (p.u8(0) != 4 || (p.u8(1) != 2 && p.u8(1) != 3)) return false;
    std::size_t at = string_end(p, 2);
    if (at <= 3) return false;
    for (int strings = 0; strings < 2 && at != 0; ++strings) at = string_end(p, at);
    if (at == 0) return false;
    at = string_end(p, at + 5);
    if (at != 0) at = string_end(p, at);
    return at != 0 && static_cast<std::int64_t>(at) == p.length();
}

/** Version 1.0, a length to the byte, IPsec's domain. RADIUS without attributes may look like a short one. */
bool kink(const Payload& p) {
    constexpr int kLastType = 6;
    constexpr std::int64_t kRadius = 20;
    return p.u8(0) >= 1 && p.u8(0) <= kLastType && p.u8(1) == 0x10 && p.be16(2) == p.length() &&
           p.be32(4) == 1 && p.length() > kRadius;
}

/** Version 1, a type that has a number, a machine's name in 64 or 256 bytes, and nothing behind it. What
 * adjusts a clock has no date, as rwhod's packets have in its place. */
bool time_synchronisation(const Payload& p) {
    constexpr int kAdjust = 1;
    constexpr int kLastType = 24;
    constexpr std::size_t kName = 12;
    if (p.u8(0) < kAdjust || p.u8(0) > kLastType || p.u8(1) != 1 || (p.length() != 76 && p.length() != 268))
        return false;
    if (p.u8(0) == kAdjust && is_date(p.be32(4))) return false;
    const std::size_t end = string_end(p, kName);
    return end > kName + 1 && p.zeros(end, 76 - std::min<std::size_t>(end, 76));
}

/** RFC 1492's simple form: a login with a name and a password, to the byte. */
bool tacacs_request(const Payload& p) {
    constexpr int kLogin = 1;
    if (p.u8(0) != 0 || p.u8(1) != kLogin || p.u8(4) < 1 || p.u8(4) + p.u8(5) + 6 != p.length()) return false;
    return p.printable(6, static_cast<std::size_t>(p.length()) - 6);
}

/** Its answer: accepted or not, and why. */
bool tacacs_response(const Payload& p) {
    constexpr int kLastReason = 7;
    return p.u8(0) == 0 && p.u8(1) == 2 && p.u8(4) >= 1 && p.u8(4) <= 2 && p.u8(5) <= kLastReason &&
           p.length() == 6;
}

/** An envelope of version 2 or 3, whole, with its length to the byte; a code and a result. */
bool digital_object(const Payload& p) {
    constexpr std::int64_t kReservedFlags = 0x1fff;
    constexpr std::int64_t kLastOperation = 4096;
    constexpr std::int64_t kLastResult = 1024;
    return (p.u8(0) == 2 || p.u8(0) == 3) && p.u8(1) <= 16 && (p.be16(2) & kReservedFlags) == 0 &&
           p.is_filled_to(p.be32(16) + 20) && p.be32(16) >= 24 && p.be32(20) <= kLastOperation &&
           p.be32(24) <= kLastResult;
}

/** A file is needed or offered: the kind of its digest and one, a reserved number, and no properties behind a
 * header of one size. */
bool download_sharing(const Payload& p) {
    constexpr std::int64_t kHeader = 72;
    return p.u8(0) == 0 && p.u8(1) <= 1 && p.u8(2) >= 1 && p.u8(2) <= 3 && p.u8(3) <= 1 && !p.zeros(8, 16) &&
           p.be32(60) == 0 && p.length() >= kHeader && p.be16(70) <= 64 &&
           (p.be16(70) > 0 || p.length() == kHeader);
}

/** A length to the byte, version 10, no flag but one, a message that has a number, and DER in it. */
bool certificate_management(const Payload& p) {
    constexpr int kVersion = 10;
    constexpr int kLastType = 6;
    return p.u8(0) == 0 && p.be32(0) + 4 == p.length() && p.u8(4) == kVersion && p.u8(5) <= 1 &&
           p.u8(6) <= kLastType && (p.u8(6) == 0 || p.u8(6) == 5 ? p.u8(7) == ber::kSequence : p.u8(7) >= 0);
}

/** Version 4 or 5 of the tools, how it is encrypted, and a message that has a number. */
bool ddtp(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) >= 1 && p.be32(0) <= 2 && p.be32(4) == 1 && p.be32(8) > 0 &&
           p.be32(12) >= 1 && p.be32(12) <= 4 && p.length() >= 20 && p.length() <= 128;
}

/** A PDU of IDM's: version 1, a length to the byte, a kind of PDU in BER. */
bool directory_mapping(const Payload& p) {
    constexpr int kFirst = 0xa0;
    constexpr int kLast = 0xaa;
    if (p.u8(0) != 1 || p.u8(1) > 1 || p.be32(2) + 6 != p.length()) return false;
    const ber::Element pdu = ber::element_at(p, 6);
    return pdu.tag >= kFirst && pdu.tag <= kLast && pdu.length >= 0 &&
           (p.u8(1) == 0 ? pdu.end() >= p.length() : pdu.end() == p.length());
}

/** Version 1.0, an operation, a hook, a length to the byte, attributes to the end. */
bool policy_service(const Payload& p) {
    constexpr int kLastOperation = 6;
    constexpr int kMostAttributes = 32;
    if (p.u8(0) != 1 || p.u8(1) != 0 || p.u8(2) < 1 || p.u8(2) > kLastOperation || p.be16(4) != p.length() ||
        p.be16(4) < 8)
        return false;
    std::int64_t at = 8;
    for (int attributes = 0; attributes < kMostAttributes && at < p.length(); ++attributes) {
        const auto attribute = static_cast<std::size_t>(at);
        if (p.be16(attribute) < 1 || p.be16(attribute + 2) < 4) return false;
        at += p.be16(attribute + 2);
    }
    return at == p.length();
}

/** A message of T7's: a length to the byte in words of eight, a template that has a number. */
bool trading(const Payload& p) {
    constexpr std::int64_t kFirst = 10000;
    constexpr std::int64_t kLast = 10999;
    return (p.u8(0) & 7) == 0 && p.u8(1) >= 0 && p.u8(3) == 0 && p.le32(0) == p.length() &&
           p.le16(4) >= kFirst && p.le16(4) <= kLast && p.length() >= 24;
}

/** A proxy is asked for a cache or told one: a version, no flag but four, a client and a server. */
bool proxy_cache(const Payload& p, int type) {
    constexpr std::int64_t kFlags = 0x0f;
    return (p.u8(0) == 1 || p.u8(0) == 2) && p.u8(1) == type && p.be16(2) <= kFlags && p.u8(8) >= 1 &&
           p.u8(8) <= 223 && p.u8(12) >= 1 && p.u8(12) <= 223 && p.length() >= 16 && p.length() <= 32;
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
    {.protocol = "kdsp", .transports = kTcp, .port = 2502, .client = kismet_drone, .server = kismet_drone},
    {.protocol = "lwres",
     .transports = kUdp,
     .port = 921,
     .client = light_resolver,
     .server = light_resolver,
     .tells = light_resolver_speaker},
    {.protocol = "laplink", .transports = kUdp, .port = 1547, .server = laplink_name},
    {.protocol = "laplink", .transports = kTcp, .port = 1547, .client = laplink, .server = laplink},
    {.protocol = "krb4", .transports = kUdp, .port = 750, .client = kerberos_4_request},
    {.protocol = "kink", .transports = kUdp, .port = 910, .client = kink, .server = kink},
    {.protocol = "tsp",
     .transports = kUdp,
     .port = 525,
     .client = time_synchronisation,
     .server = time_synchronisation},
    {.protocol = "tacacs",
     .transports = kUdp,
     .port = 49,
     .client = tacacs_request,
     .asks = tacacs_request,
     .answers = tacacs_response},
    {.protocol = "do-irp",
     .transports = kTcp | kUdp,
     .port = 2641,
     .client = digital_object,
     .server = digital_object},
    {.protocol = "ldss",
     .transports = kUdp,
     .port = 6087,
     .client = download_sharing,
     .server = download_sharing},
    {.protocol = "cmp",
     .transports = kTcp,
     .port = 829,
     .client = certificate_management,
     .server = certificate_management},
    {.protocol = "ddtp", .transports = kUdp, .port = 1052, .client = ddtp},
    {.protocol = "acap",
     .transports = kTcp,
     .port = 674,
     .server = [](const Payload& p) { return p.has("* ACAP ("); }},
    {.protocol = "idmp",
     .transports = kTcp,
     .port = 1102,
     .client = directory_mapping,
     .server = directory_mapping},
    {.protocol = "opsi",
     .transports = kTcp,
     .port = 4002,
     .client = policy_service,
     .server = policy_service},
    {.protocol = "eti", .transports = kTcp, .port = 19043, .client = trading, .server = trading},
    {.protocol = "tpcp",
     .transports = kUdp,
     .port = 3121,
     .asks = [](const Payload& p) { return proxy_cache(p, 1); },
     .answers = [](const Payload& p) { return proxy_cache(p, 2); }},
    {.protocol = "r3",
     .transports = kTcp,
     .port = 2571,
     .client = [](const Payload& p) { return p.has("~~~ds") && p.length() <= 16; }},
};

}  // namespace

std::span<const Recogniser> administration_recognisers() { return kRows; }

}  // namespace portlore
