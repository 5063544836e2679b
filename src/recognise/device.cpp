// What devices in houses and offices speak, and those who keep them: Android's debug bridge (AOSP, "ADB
// Protocol"), printer jobs (HP, "Printer Job Language"), TP-Link's smart plugs, TiVo's beacons ("TiVo Connect
// Automatic Machine Discovery Protocol", 1.5), Kismet's server, port mapping (RFC 6886 and 6887), CAPWAP (RFC
// 5415), Cisco's Smart Install, MikroTik's API ("RouterOS API"), recorders of Dahua and Xiongmai, Hikvision's
// search (SADP), Citrix ICA and CGP, Zabbix ("Zabbix protocols: header"), Checkmk's agent, Windows' Delivery
// Optimization, Nagios' NRPE 2, Munin, WS-Discovery, HSRP (RFC 2281 and version 2), Check Point's clusters
// (CPHA).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/families.h"

namespace portlore {

namespace {

/** A message's command in four letters, and at its end the same inverted. */
bool adb(const Payload& p) {
    return begins(p, {"CNXN", "AUTH", "OPEN", "OKAY", "CLSE", "WRTE", "SYNC", "STLS"}) &&
           p.le32(20) == (p.le32(0) ^ 0xffffffff);
}

/** The universal exit, or a command of PJL. */
bool pjl(const Payload& p) { return p.has("\x1b%-12345X") || p.has("@PJL ") || p.has("@PJL\r\n"); }

/** Each byte of TP-Link's JSON is masked by the one before it, the first by 171: an object with a name in it.
 */
bool tplink(const Payload& p) {
    constexpr int kFirstMask = 171;
    constexpr std::size_t kEnough = 8;
    int mask = kFirstMask;
    for (std::size_t i = 0; i < kEnough; ++i) {
        const int c = p.u8(i) ^ mask;
        const bool is_name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
        if (i == 0 ? c != '{' : i == 1 ? c != '"' : !is_name && (i == 2 || (c != '"' && c != ':')))
            return false;
        mask = p.u8(i);
    }
    return true;
}

/** Over TCP its length comes first. */
bool tplink_over_tcp(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) > 8 && p.is_filled_to(p.be32(0) + 4) && tplink(p.from(4));
}

bool tivo_connect(const Payload& p) { return p.has_word("TiVoConnect="); }

/** NAT-PMP 3.2 and 3.3: the address that the gateway has, or a mapping. */
bool nat_pmp_request(const Payload& p) {
    if (p.u8(0) != 0) return false;
    return (p.length() == 2 && p.u8(1) == 0) ||
           (p.length() == 12 && (p.u8(1) == 1 || p.u8(1) == 2) && p.be16(2) == 0 && p.be16(4) > 0);
}

bool nat_pmp_response(const Payload& p) {
    constexpr int kResponse = 128;
    constexpr std::int64_t kLastResult = 5;
    if (p.u8(0) != 0) return false;
    const int operation = p.u8(1) - kResponse;
    return operation >= 0 && operation <= 2 && p.be16(2) <= kLastResult &&
           p.length() == (operation == 0 ? 12 : 16);
}

/** An address of PCP's: IPv6, or IPv4 mapped into it. */
bool is_pcp_address(const Payload& p, std::size_t at) {
    return (p.zeros(at, 10) && p.be16(at + 10) == 0xffff) || (p.u8(at) >= 0x20 && p.u8(at) <= 0x3f) ||
           p.be16(at) == 0xfe80 || p.u8(at) == 0xfd;
}

/** PCP (RFC 6887, 7.1 and 7.2): version 2, an operation behind the side's bit, whole words, as many as it
 * needs. */
bool is_pcp(const Payload& p, int side) {
    constexpr std::array<std::int64_t, 3> kLeast{24, 60, 80};  // announce, map, peer
    if (p.u8(0) != 2) return false;
    const int operation = p.u8(1) - side;
    return operation >= 0 && operation <= 2 && p.length() <= 1100 && p.length() % 4 == 0 &&
           p.length() >= kLeast[static_cast<std::size_t>(operation)];
}

bool pcp_request(const Payload& p) {
    constexpr int kRequest = 0;
    return is_pcp(p, kRequest) && p.be16(2) == 0 && is_pcp_address(p, 8);
}

bool pcp_response(const Payload& p) {
    constexpr int kResponse = 0x80;
    constexpr int kLastResult = 13;
    return is_pcp(p, kResponse) && p.u8(2) == 0 && p.u8(3) <= kLastResult && p.zeros(12, 12);
}

/** CAPWAP's header without fragments, for 802.11: where it ends, or 0. */
std::size_t capwap_header_end(const Payload& p) {
    constexpr int kIeee80211 = 1;
    if (p.u8(0) != 0) return 0;
    const int words = p.u8(1) >> 3;
    const int binding = p.u8(2) >> 1 & 0x1f;
    if (words < 2 || words > 8 || binding != kIeee80211 || p.be32(4) != 0 || (p.u8(3) & 0x87) != 0) return 0;
    return 4U * static_cast<std::size_t>(words);
}

/** A control message (RFC 5415, 4.5.1): its type, a length that agrees, no flags, and an element within it.
 */
bool capwap(const Payload& p) {
    constexpr std::int64_t kLastType = 26;
    const std::size_t at = capwap_header_end(p);
    if (at == 0) return false;
    const auto begin = static_cast<std::int64_t>(at);
    const std::int64_t elements = p.be16(at + 5);
    const bool agrees = begin + 5 + elements == p.length() || begin + 8 + elements == p.length();
    return p.be32(at) >= 1 && p.be32(at) <= kLastType && agrees && p.u8(at + 7) == 0;
}

/** Discover, join, configure and their like are asked with odd numbers, answered with even ones (4.5.1.1);
 * the access point asks for some, its controller for others. */
Speaker capwap_speaker(const Payload& p) {
    switch (p.be32(4U * static_cast<std::size_t>(p.u8(1) >> 3))) {
        case 1:   // discovery
        case 3:   // join
        case 5:   // configuration status
        case 13:  // echo
            return Speaker::Client;
        case 2:
        case 4:
        case 6:
        case 14:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** A keep-alive of the data channel (4.4.1): the bit that says so, and a session's number as its element. */
bool capwap_data(const Payload& p) {
    constexpr int kKeepAlive = 0x08;
    constexpr std::int64_t kSession = 35;
    const std::size_t at = capwap_header_end(p);
    return at != 0 && (p.u8(3) & kKeepAlive) != 0 && p.be16(at + 2) == kSession && p.be16(at + 4) == 16 &&
           p.length() - static_cast<std::int64_t>(at) <= 24;
}

/** Smart Install: a side, version 1, a message's type, and a length to the byte. */
bool smart_install(const Payload& p, std::int64_t side) {
    constexpr std::int64_t kLastType = 14;
    return p.u8(0) == 0 && p.be32(0) == side && p.be32(4) == 1 && p.be32(8) >= 1 && p.be32(8) <= kLastType &&
           p.be32(12) >= 4 && p.is_filled_to(p.be32(12) + 16);
}

/** A sentence of RouterOS: words behind their lengths, to an empty one; the first is a command. */
bool is_routeros_word(const Payload& p, std::string_view begin) {
    const int length = p.u8(0);
    return length >= static_cast<int>(begin.size()) && length < 0x80 && p.has(begin, 1) &&
           p.printable(1, static_cast<std::size_t>(length)) &&
           p.u8(static_cast<std::size_t>(length) + 1) < 0x80;
}

bool routeros_client(const Payload& p) {
    constexpr std::array<std::string_view, 9> kMenus{"/login", "/system/", "/ip/",   "/interface", "/tool/",
                                                     "/user/", "/ppp/",    "/queue", "/log/"};
    return p.u8(0) > 0 && p.u8(0) < 0x80 && p.u8(1) == '/' &&
           std::any_of(kMenus.begin(), kMenus.end(),
                       [&](std::string_view menu) { return is_routeros_word(p, menu); });
}

bool routeros_server(const Payload& p) {
    return (p.u8(0) == 5 && p.has("!done", 1)) || (p.u8(0) == 3 && p.has("!re", 1)) ||
           (p.u8(0) == 5 && p.has("!trap", 1)) || (p.u8(0) == 6 && p.has("!fatal", 1));
}

/** Dahua's DHIP: a header of 32 bytes, the length of what follows, which is JSON. */
bool dhip(const Payload& p) {
    return p.u8(0) == 32 && p.le32(0) == 32 && p.has("DHIP", 4) && p.is_filled_to(p.le32(16) + 32);
}

/** Xiongmai's DVRIP: a header of 20 bytes with a message's number of four digits, the length of its JSON. */
bool dvrip(const Payload& p) {
    if (p.u8(0) != 0xff) return false;
    const std::int64_t message = p.le16(14);
    return p.u8(1) <= 1 && p.le16(2) == 0 && p.le16(12) == 0 && message >= 1000 && message <= 1699 &&
           p.is_filled_to(p.le32(16) + 20) && p.u8(20) == '{';
}

/** Requests are even, answers odd, both counted from 1000. */
Speaker dvrip_speaker(const Payload& p) { return (p.le16(14) & 1) != 0 ? Speaker::Server : Speaker::Client; }

/** Hikvision's search for devices: XML with a number and what is asked or answered. */
bool sadp(const Payload& p, std::string_view element) {
    if (!p.has("<?xml ")) return false;
    const std::string_view text = p.text().substr(0, 256);
    return text.find(element) != std::string_view::npos && text.find("<Uuid>") != std::string_view::npos &&
           p.text().find("<Types>") != std::string_view::npos;
}

/** Citrix ICA's greeting, or that of the gateway protocol that may carry it. */
bool ica(const Payload& p) { return p.has({"\x7f\x7fICA\0", 6}); }

bool cgp(const Payload& p) { return p.u8(0) >= 6 && p.u8(0) < 0x80 && p.has("CGP/0", 1); }

/** A header of version 1 (or with the large packets of 6.0), and the length of what follows. */
bool zabbix(const Payload& p) {
    constexpr int kProtocol = 0x01;
    constexpr int kLarge = 0x04;
    if (!p.has("ZBXD")) return false;
    const int flags = p.u8(4);
    return (flags & kProtocol) != 0 && flags <= 7 && ((flags & kLarge) != 0 || p.le32(5) <= 0x40000000);
}

/** A section's header in the agent's output, which begins with its own. */
bool checkmk(const Payload& p) {
    return begins(p, {"<<<check_mk>>>\n", "<<<cmk_agent_ctl_status:", "<<<check_mk:"});
}

/** A peer's greeting, of the length that stands before it. */
bool delivery_optimization(const Payload& p) {
    return p.has(
        "\x0e"
        "Swarm protocol");
}

/** HSRP 1: an operation, a state, times in order, a password in text, to the byte. */
bool hsrp_1(const Payload& p) {
    constexpr std::int64_t kHeader = 20;
    constexpr std::int64_t kWithDigest = 50;
    if (p.u8(0) != 0) return false;
    const int state = p.u8(2);
    const bool known = (state & (state - 1)) == 0 && state <= 16;
    if (p.u8(1) > 2 || !known || p.u8(3) < 1 || p.u8(4) < p.u8(3) || p.u8(7) != 0) return false;
    if (p.length() == kWithDigest) return p.u8(20) == 4 && p.u8(21) == 28;
    if (p.length() != kHeader) return false;
    const std::size_t end = std::min<std::size_t>(p.find(0, 8), 16);
    return end > 8 && p.printable(8, end - 8) && p.zeros(end, 16 - end);
}

/** HSRP 2: elements, of which the first is a group's state: 40 bytes, version 2, an operation, a state, IPv4
 * or IPv6. */
bool hsrp_2(const Payload& p) {
    return p.u8(0) == 1 && p.u8(1) == 0x28 && p.u8(2) == 2 && p.u8(3) <= 3 && p.u8(4) <= 6 &&
           (p.u8(5) == 4 || p.u8(5) == 6) && p.length() >= 42 && p.length() <= 128;
}

/** Check Point's clusters: magic, a version, a cluster's number, an operation that has a number. */
bool cpha(const Payload& p) {
    constexpr std::int64_t kLastOperation = 0x11;
    return p.u8(0) == 0x1a && p.u8(1) == 0x90 && p.be16(2) > 0 && p.be16(6) <= kLastOperation &&
           p.length() >= 24;
}

/** Nagios' remote plugins: a version of packets of one size, a query or a response. */
bool nrpe(const Payload& p, std::int64_t type) {
    constexpr std::int64_t kSize = 1036;
    return p.u8(0) == 0 && p.be16(0) == 2 && p.be16(2) == type && p.length() == kSize;
}

/** WS-Discovery 1.0 and 1.1: SOAP in one of its namespaces. */
bool ws_discovery(const Payload& p) {
    if (p.u8(0) != '<') return false;
    const std::string_view text = p.text().substr(0, 1024);
    return text.find("schemas.xmlsoap.org/ws/2005/04/discovery") != std::string_view::npos ||
           text.find("docs.oasis-open.org/ws-dd/ns/discovery/2009/01") != std::string_view::npos;
}

constexpr Recogniser kRows[]{
    {.protocol = "adb", .transports = kTcp, .port = 0, .client = adb, .server = adb},
    {.protocol = "pjl", .transports = kTcp, .port = 0, .client = pjl, .server = pjl},
    {.protocol = "tplink-smarthome", .transports = kUdp, .port = 9999, .client = tplink, .server = tplink},
    {.protocol = "tplink-smarthome",
     .transports = kTcp,
     .port = 9999,
     .client = tplink_over_tcp,
     .server = tplink_over_tcp},
    {.protocol = "tivoconnect",
     .transports = kTcp | kUdp,
     .port = 2190,
     .client = tivo_connect,
     .server = tivo_connect},
    {.protocol = "kismet",
     .transports = kTcp,
     .port = 2501,
     .server = [](const Payload& p) { return p.has("*KISMET: "); }},
    {.protocol = "portcontrol",
     .transports = kUdp,
     .port = 5351,
     .client = pcp_request,
     .server = pcp_response,
     .asks = nat_pmp_request,
     .answers = nat_pmp_response},
    {.protocol = "capwap",
     .transports = kUdp,
     .port = 5246,
     .client = capwap,
     .server = capwap,
     .tells = capwap_speaker},
    {.protocol = "capwap.data",
     .transports = kUdp,
     .port = 5247,
     .client = capwap_data,
     .server = capwap_data},
    {.protocol = "smart-install",
     .transports = kTcp,
     .port = 0,
     .client = [](const Payload& p) { return smart_install(p, 1); },
     .server = [](const Payload& p) { return smart_install(p, 2); }},
    {.protocol = "routeros",
     .transports = kTcp,
     .port = 0,
     .client = routeros_client,
     .server = routeros_server},
    {.protocol = "dhip", .transports = kTcp | kUdp, .port = 0, .client = dhip, .server = dhip},
    {.protocol = "dvrip",
     .transports = kTcp,
     .port = 0,
     .client = dvrip,
     .server = dvrip,
     .tells = dvrip_speaker},
    {.protocol = "sadp",
     .transports = kUdp,
     .port = 0,
     .client = [](const Payload& p) { return sadp(p, "<Probe>"); },
     .server = [](const Payload& p) { return sadp(p, "<ProbeMatch>"); }},
    {.protocol = "ica", .transports = kTcp, .port = 0, .client = ica, .server = ica},
    {.protocol = "cgp", .transports = kTcp, .port = 0, .client = cgp, .server = cgp},
    {.protocol = "zabbix", .transports = kTcp, .port = 10051, .client = zabbix, .server = zabbix},
    {.protocol = "checkmk", .transports = kTcp, .port = 0, .server = checkmk},
    {.protocol = "msdo",
     .transports = kTcp,
     .port = 0,
     .client = delivery_optimization,
     .server = delivery_optimization},
    {.protocol = "hsrp",
     .transports = kUdp,
     .port = 1985,
     .client = hsrp_1,
     .server = hsrp_1,
     .named_only = true},
    {.protocol = "hsrp",
     .transports = kUdp,
     .port = 2029,
     .client = hsrp_2,
     .server = hsrp_2,
     .named_only = true},
    {.protocol = "cpha", .transports = kUdp, .port = 8116, .client = cpha, .server = cpha},
    {.protocol = "nrpe",
     .transports = kTcp,
     .port = 0,
     .client = [](const Payload& p) { return nrpe(p, 1); },
     .server = [](const Payload& p) { return nrpe(p, 2); }},
    {.protocol = "munin",
     .transports = kTcp,
     .port = 0,
     .server = [](const Payload& p) { return p.has("# munin node at "); }},
    {.protocol = "ws-discovery",
     .transports = kUdp,
     .port = 0,
     .client = ws_discovery,
     .server = ws_discovery},
};

}  // namespace

std::span<const Recogniser> device_recognisers() { return kRows; }

}  // namespace portlore
