// What runs a network: SNMP (RFC 3416), syslog (RFC 3164, 5424), DHCP (RFC 2131) and DHCPv6 (RFC 8415),
// RADIUS (RFC 2865), Diameter (RFC 6733), SLP (RFC 2608), RIP (RFC 2453), BGP (RFC 4271),
// NetFlow (RFC 3954) and IPFIX (RFC 7011), sFlow 5, RMCP (IPMI 2.0), XDMCP, BFD (RFC 5880), LDP (RFC 5036),
// COPS (RFC 2748), Babel (RFC 8966), collectd's binary protocol, RIPng (RFC 2080), PCEP (RFC 5440),
// OpenFlow 1.0 to 1.5, DLEP (RFC 8175), LLRP (EPCglobal 1.1), Quagga's and FRR's Zebra, RPKI to router (RFC
// 8210), AgentX (RFC 2741), ICP (RFC 2186), WCCP 1 and 2, GLBP, MikroTik's neighbour discovery, GigE Vision's
// control, ASF's secure RMCP (its RSP header).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

/** A sequence to the byte, a version, and a community of text with a PDU, or version 3's global data. */
bool snmp(const Payload& p) {
    if (p.u8(0) != ber::kSequence) return false;
    const ber::Element message = ber::element_at(p, 0);
    if (message.end() != p.length() || p.be16(message.content) != 0x0201) return false;
    const int version = p.u8(message.content + 2);
    const ber::Element next = ber::element_at(p, message.content + 3);
    if (version == 3)
        return next.tag == ber::kSequence && p.u8(next.content) == ber::kInteger && next.length < 0x20;
    if ((version != 0 && version != 1) || next.tag != ber::kOctetString || next.length < 0 ||
        next.length > 127)
        return false;
    const auto community = static_cast<std::size_t>(next.length);
    const int pdu = p.u8(next.content + community);
    return p.printable(next.content, community) && pdu >= 0xa0 && pdu <= 0xa8;
}

/** By the PDU (RFC 3416, 3): requests, traps and informs go to who listens, a response or report comes from
 * there. Version 3 may encrypt it; its flag `reportable`, which tells too, is not to be trusted: agents echo
 * it. */
Speaker snmp_speaker(const Payload& p) {
    constexpr int kResponse = 0xa2;
    constexpr int kReport = 0xa8;
    const auto behind = [&](const ber::Element& element) {
        return ber::element_at(p, static_cast<std::size_t>(element.end()));
    };
    const ber::Element version = ber::element_at(p, ber::element_at(p, 0).content);
    const ber::Element next = behind(version);
    int pdu = behind(next).tag;
    if (next.tag == ber::kSequence) {
        const ber::Element scoped = behind(behind(next));
        if (scoped.tag != ber::kSequence) return Speaker::Unknown;
        pdu = behind(behind(ber::element_at(p, scoped.content))).tag;
    }
    if (pdu < 0xa0 || pdu > kReport) return Speaker::Unknown;
    return pdu == kResponse || pdu == kReport ? Speaker::Server : Speaker::Client;
}

/** `<priority>` of at most 191, then a time, a version, a host or a program: text. */
bool syslog(const Payload& p) {
    if (p.u8(0) != '<') return false;
    int priority = 0;
    std::size_t at = 1;
    for (; p.u8(at) >= '0' && p.u8(at) <= '9' && at < 4; ++at) priority = priority * 10 + p.u8(at) - '0';
    const int next = p.u8(at + 1);
    const bool begins = (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z') ||
                        (next >= 'a' && next <= 'z') || next == '*' || next == '%' || next == ':' ||
                        next == ' ' || next == '[';
    const Payload text = p.from(at + 1);
    return at > 1 && p.u8(at) == '>' && priority <= 191 && begins && (p.u8(1) != '0' || at == 2) &&
           text.printable(0, std::min<std::size_t>(text.bytes().size(), 5));
}

bool dhcp(const Payload& p) {
    const bool bootp =
        (p.u8(0) == 1 || p.u8(0) == 2) && p.u8(1) >= 1 && p.u8(1) <= 37 && p.u8(2) <= 16 && p.u8(3) <= 16;
    return bootp && p.be32(236) == 0x63825363;
}

/** BOOTREQUEST or BOOTREPLY (RFC 2131, 2); relays leave it as it is. */
Speaker dhcp_speaker(const Payload& p) { return p.u8(0) == 1 ? Speaker::Client : Speaker::Server; }

/** A message's type, a transaction, and options to the end, of which one says who or what: relays carry two
 * addresses. */
bool dhcpv6(const Payload& p) {
    constexpr int kMostOptions = 64;
    const int type = p.u8(0);
    if (type < 1 || type > 13) return false;
    const bool relay = type >= 12;
    bool identifies = false;
    std::int64_t at = relay ? 34 : 4;
    for (int options = 0; at < p.length() && options < kMostOptions; ++options) {
        const std::int64_t code = p.be16(static_cast<std::size_t>(at));
        const std::int64_t length = p.be16(static_cast<std::size_t>(at) + 2);
        if (code < 1 || code > 150 || length < 0) return false;
        constexpr std::int64_t kClientId = 1;
        constexpr std::int64_t kServerId = 2;
        constexpr std::int64_t kOptionRequest = 6;
        constexpr std::int64_t kRelayMessage = 9;
        identifies |= ((code == kClientId || code == kServerId || code == kRelayMessage) && length >= 4) ||
                      (code == kOptionRequest && length >= 2 && length % 2 == 0);
        at += 4 + length;
    }
    return identifies && at == p.length();
}

/** RFC 8415, 7.3: ADVERTISE, REPLY, RECONFIGURE and RELAY-REPL are a server's. */
Speaker dhcpv6_speaker(const Payload& p) {
    const int type = p.u8(0);
    return type == 2 || type == 7 || type == 10 || type == 13 ? Speaker::Server : Speaker::Client;
}

bool radius(const Payload& p) {
    const int code = p.u8(0);
    const bool known = (code >= 1 && code <= 5) || (code >= 11 && code <= 13) || (code >= 40 && code <= 45);
    if (!known || p.be16(2) < 20 || p.be16(2) > 4096 || p.be16(2) != p.length()) return false;
    std::int64_t at = 20;
    while (at < p.length()) {
        const int type = p.u8(static_cast<std::size_t>(at));
        const int length = p.u8(static_cast<std::size_t>(at) + 1);
        if (type < 1 || length < 2) return false;
        at += length;
    }
    return at == p.length();
}

/** By the code (RFC 2865, 3; RFC 2866, 3; RFC 5176, 2.3); what Status-Client is for nobody has written. */
Speaker radius_speaker(const Payload& p) {
    switch (p.u8(0)) {
        case 1:   // Access-Request
        case 4:   // Accounting-Request
        case 12:  // Status-Server
        case 40:  // Disconnect-Request
        case 43:  // CoA-Request
            return Speaker::Client;
        case 13:  // Status-Client
            return Speaker::Unknown;
        default:
            return Speaker::Server;
    }
}

/** Version 1, a length, no reserved flag, a command, and a first AVP within the length. */
bool diameter(const Payload& p) {
    if (p.u8(0) != 1) return false;
    const std::int64_t length = p.be24(1);
    const std::int64_t command = p.be24(5);
    return length >= 20 && length % 4 == 0 && length <= 65536 && (p.u8(4) & 0x0f) == 0 && command >= 257 &&
           (command <= 330000 || command >= 8388608) && p.be32(20) > 0 && p.be32(20) < 70000 &&
           (p.u8(24) & 0x1f) == 0 && p.be24(25) >= 8 && p.be24(25) + 20 <= length;
}

/** A function of SLP 1 or 2, and a length to the byte. */
bool srvloc(const Payload& p) {
    if (p.u8(0) < 1 || p.u8(0) > 2 || p.u8(1) < 1 || p.u8(1) > 11) return false;
    if (p.u8(0) == 1) {
        const bool flags_and_dialect = (p.u8(4) & 0x1f) == 0 && p.u8(5) == 0;
        return p.be16(2) == p.length() && flags_and_dialect && p.printable(6, 2) && p.be16(8) > 0;
    }
    const std::int64_t language = p.be16(12);
    return p.be24(2) == p.length() && language >= 2 && language <= 8 &&
           p.printable(14, static_cast<std::size_t>(language));
}

/** By the function (RFC 2608, 8 and 10); agents also advertise themselves unasked. */
Speaker srvloc_speaker(const Payload& p) {
    switch (p.u8(1)) {
        case 2:   // SrvRply
        case 5:   // SrvAck
        case 7:   // AttrRply
        case 10:  // SrvTypeRply
            return Speaker::Server;
        case 8:   // DAAdvert
        case 11:  // SAAdvert
            return Speaker::Unknown;
        default:
            return Speaker::Client;
    }
}

bool rip(const Payload& p) {
    const bool header = (p.u8(0) == 1 || p.u8(0) == 2) && (p.u8(1) == 1 || p.u8(1) == 2) && p.be16(2) == 0;
    if (!header) return false;
    const std::int64_t family = p.be16(4);
    return p.length() >= 24 && (p.length() - 4) % 20 == 0 && p.length() <= 504 &&
           (family == 2 || family == 0xffff || (family == 0 && p.u8(0) == 1 && p.be32(20) == 16)) &&
           (family != 2 || (p.be32(20) >= 0 && p.be32(20) <= 16));
}

/** Responses also go out unasked, from port to port (RFC 2453, 3.9.2). */
Speaker rip_speaker(const Payload& p) { return p.u8(0) == 1 ? Speaker::Client : Speaker::Unknown; }

bool bgp(const Payload& p) {
    constexpr std::string_view kMarker("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
                                       16);
    return p.has(kMarker) && p.be16(16) >= 19 && p.be16(16) <= 4096 && p.u8(18) >= 1 && p.u8(18) <= 5;
}

/** A set's number (templates below 256, each version its own) and a length within the datagram. */
bool is_flow_set(const Payload& p, std::size_t at, std::int64_t last_template) {
    const std::int64_t set = p.be16(at);
    const std::int64_t length = p.be16(at + 2);
    return (set <= last_template || set >= 256) && length >= 4 &&
           static_cast<std::int64_t>(at) + length <= p.length();
}

bool netflow(const Payload& p) {
    if (p.u8(0) != 0) return false;
    const std::int64_t count = p.be16(2);
    switch (p.be16(0)) {
        case 5:
            return count >= 1 && count <= 30 && p.length() == 24 + 48 * count && is_date(p.be32(8));
        case 9:
            return count >= 1 && count <= 200 && is_date(p.be32(8)) && is_flow_set(p, 20, 1);
        case 10:
            return count == p.length() && is_date(p.be32(4)) && p.be16(16) >= 2 && is_flow_set(p, 16, 3);
        default:
            return false;
    }
}

bool sflow(const Payload& p) {
    if (p.u8(0) != 0 || p.be32(0) != 5) return false;
    const bool v4 = p.be32(4) == 1;
    const std::size_t agent = v4 ? 4 : 16;
    const std::int64_t samples = p.be32(20 + agent);
    return (v4 || p.be32(4) == 2) && samples >= 1 && samples <= 256 && p.be32(24 + agent) >= 1 &&
           p.be32(24 + agent) <= 5;
}

/** RMCP 1.0 with its own sequence number (none for IPMI), a class of ASF or IPMI. */
bool rmcp(const Payload& p) {
    if (p.u8(0) != 0x06 || p.u8(1) != 0 || p.length() < 12) return false;
    constexpr std::int64_t kAsfEnterprise = 4542;
    return (p.be16(2) == 0xff07 && (p.u8(4) <= 6)) || (p.u8(3) == 6 && p.be32(4) == kAsfEnterprise);
}

/** ASF 2.0, 3.2.4: a message's type. */
Speaker asf_speaker(int type) {
    if ((type >= 0x10 && type <= 0x13) || (type >= 0x80 && type <= 0x84)) return Speaker::Client;
    return type >= 0x40 && type <= 0x44 ? Speaker::Server : Speaker::Unknown;
}

/** IPMI 2.0: setting up a session goes in turns (table 13-16); a network function that is odd answers (5.1),
 * where it is not encrypted. */
Speaker ipmi_speaker(const Payload& p) {
    constexpr int kVersion2 = 6;
    constexpr int kIpmiMessage = 0;
    constexpr int kFirstOfSetup = 0x10;  // Open Session Request, then its answer, and RAKP 1 to 4
    constexpr int kLastOfSetup = 0x15;
    const int format = p.u8(4);
    std::size_t message =
        format == 0 ? 14 : 14 + 16;  // version 1.5, without and with a code of its authenticity
    if (format == kVersion2) {
        const int type = p.u8(5) & 0x3f;
        const bool encrypted = (p.u8(5) & 0x80) != 0;
        if (type >= kFirstOfSetup && type <= kLastOfSetup)
            return (type & 1) != 0 ? Speaker::Server : Speaker::Client;
        if (type != kIpmiMessage || encrypted) return Speaker::Unknown;
        message = 16;
    }
    const int function = p.u8(message + 1) >> 2;
    return (function & 1) != 0 ? Speaker::Server : Speaker::Client;
}

Speaker rmcp_speaker(const Payload& p) {
    constexpr int kAsf = 6;
    return p.u8(3) == kAsf ? asf_speaker(p.u8(8)) : ipmi_speaker(p);
}

bool xdmcp(const Payload& p) {
    return p.u8(0) == 0 && p.u8(1) == 1 && p.be16(2) >= 1 && p.be16(2) <= 14 && p.be16(4) + 6 == p.length() &&
           p.be16(4) >= 1;
}

/** A display's packets are a client's, a manager's a server's; managers ask one another in a display's stead.
 */
Speaker xdmcp_speaker(const Payload& p) {
    switch (p.be16(2)) {
        case 5:   // Willing
        case 6:   // Unwilling
        case 8:   // Accept
        case 9:   // Decline
        case 11:  // Refuse
        case 12:  // Failed
        case 14:  // Alive
            return Speaker::Server;
        default:
            return Speaker::Client;
    }
}

/** BFD version 1: a control packet to the byte, of a session that has a number, and paces of at most a
 * minute. */
bool bfd(const Payload& p) {
    constexpr std::int64_t kMinute = 60000000;  // in microseconds
    if ((p.u8(0) >> 5) != 1 || (p.u8(0) & 0x1f) > 9) return false;
    const bool paces =
        p.be32(12) > 0 && p.be32(12) <= kMinute && p.be32(16) <= kMinute && p.be32(20) <= kMinute;
    return (p.u8(1) & 1) == 0 && p.u8(2) > 0 && p.u8(3) >= 24 && p.u8(3) == p.length() && p.be32(4) > 0 &&
           paces;
}

/** Version 1, a length to the byte, label space 0, and a message of RFC 5036 within it. */
bool ldp(const Payload& p) {
    if (p.u8(0) != 0 || p.u8(1) != 1) return false;
    const std::int64_t type = p.be16(10) & 0x7fff;
    const bool known = type == 0x0001 || type == 0x0100 || type == 0x0200 || type == 0x0201 ||
                       type == 0x0300 || type == 0x0301 || (type >= 0x0400 && type <= 0x0404);
    return p.be16(2) + 4 <= p.length() && p.be16(2) >= 14 && p.be16(8) == 0 && p.be32(4) > 0 && known &&
           p.be16(12) + 10 <= p.be16(2);
}

/** Version 1, an operation, a length of whole words to the byte, and a first object within it. */
bool cops(const Payload& p) {
    const bool header = (p.u8(0) == 0x10 || p.u8(0) == 0x11) && p.u8(1) >= 1 && p.u8(1) <= 10;
    return header && p.be32(4) == p.length() && p.length() % 4 == 0 && p.be16(8) >= 4 &&
           p.be16(8) + 8 <= p.length() && p.u8(10) >= 1 && p.u8(10) <= 16;
}

bool babel(const Payload& p) {
    return p.u8(0) == 0x2a && p.u8(1) == 0x02 && p.be16(2) + 4 == p.length() && p.be16(2) >= 2 &&
           p.u8(4) <= 12;
}

/** The first part is the host's name, the next a time, plugin or type. */
bool collectd(const Payload& p) {
    if (p.u8(0) != 0 || p.u8(1) != 0) return false;
    const std::int64_t end = p.be16(2);
    if (end < 6 || end > 260 || end + 4 > p.length()) return false;
    const auto size = static_cast<std::size_t>(end);
    const std::int64_t next = p.be16(size);
    return p.printable(4, size - 5) && p.u8(size - 1) == 0 && next >= 1 && next <= 9 &&
           p.be16(size + 2) >= 4 && end + p.be16(size + 2) <= p.length();
}

/** Version 1, a command, and routes to the byte: prefixes and metrics that can be. */
bool ripng(const Payload& p) {
    constexpr int kInfinity = 16;
    constexpr int kNextHop = 255;
    const bool header = (p.u8(0) == 1 || p.u8(0) == 2) && p.u8(1) == 1 && p.be16(2) == 0;
    const bool asks_for_all = p.u8(0) == 1 && p.zeros(4, 16);  // as version 1 of RIP does, to the byte
    if (!header || asks_for_all || p.length() < 24 || (p.length() - 4) % 20 != 0 || p.length() > 1500 ||
        (p.u8(4) == 0 && !p.zeros(4, 16)))
        return false;
    for (std::size_t at = 4; static_cast<std::int64_t>(at) < p.length(); at += 20) {
        const int metric = p.u8(at + 19);
        if (p.u8(at + 18) > 128 || metric < 1 || (metric > kInfinity && metric != kNextHop)) return false;
    }
    return true;
}

/** Version 1, a message, its length, and for an opening the object that it begins with. */
bool pcep_open(const Payload& p) {
    constexpr int kOpen = 1;
    return p.u8(0) == 0x20 && p.u8(1) == kOpen && p.be16(2) <= p.length() && p.be16(4) == 0x0110 &&
           p.be16(6) >= 8 && p.be16(6) + 4 <= p.be16(2) && p.u8(8) == 0x20;
}

/** Another message: of a type that has a number, with a first object within it. */
bool pcep_message(const Payload& p) {
    constexpr int kLastType = 13;
    return p.u8(0) == 0x20 && p.u8(1) >= 3 && p.u8(1) <= kLastType && p.be16(2) == p.length() &&
           p.be16(2) % 4 == 0 && p.u8(4) >= 1 && p.u8(4) <= 60 && (p.u8(5) & 0x0c) == 0 && p.u8(5) >= 0x10 &&
           p.be16(6) >= 8 && p.be16(6) % 4 == 0 && p.be16(6) + 4 <= p.be16(2);
}

bool pcep(const Payload& p) { return pcep_open(p) || pcep_message(p); }

/** Either side's greeting without elements, or an echo: a version, and the length of a header alone. */
bool openflow_header(const Payload& p) {
    if (p.u8(0) < 1 || p.u8(0) > 6) return false;
    const int type = p.u8(1);
    return (type == 0 || type == 2 || type == 3) && p.be16(2) == 8 && p.length() == 8;
}

/** A greeting with the versions it knows (7.5.1 of 1.3). */
bool openflow_hello(const Payload& p) {
    return p.u8(0) >= 4 && p.u8(0) <= 6 && p.u8(1) == 0 && p.be16(2) == 16 && p.be16(8) == 1 &&
           p.be16(10) == 8 && p.length() >= 16;
}

/** What a switch can do, or a packet that it got: lengths that agree. */
bool openflow_switch(const Payload& p) {
    constexpr int kFeatures = 6;
    constexpr int kPacketIn = 10;
    if (p.u8(0) < 1 || p.u8(0) > 6 || !p.is_filled_to(p.be16(2))) return false;
    if (p.u8(1) == kFeatures) return p.be16(2) >= 32 && p.zeros(21, 3) && p.u8(20) >= 1 && p.be16(2) % 8 == 0;
    if (p.u8(1) != kPacketIn) return false;
    const std::int64_t frame = p.be16(12);
    return p.u8(0) == 1 ? frame + 18 >= p.be16(2) && p.u8(16) <= 1 && p.u8(17) == 0
                        : frame + 26 < p.be16(2) + 64 && p.u8(14) <= 6 && p.be16(24) == 1;
}

/** DLEP's discovery: its name, a signal, a length to the byte. */
bool dlep_signal(const Payload& p) {
    return p.has("DLEP") && (p.be16(4) == 1 || p.be16(4) == 2) && p.be16(6) + 8 == p.length();
}

/** A session's beginning: items to the byte, the heartbeat's interval among them. */
bool dlep_session(const Payload& p) {
    constexpr std::int64_t kHeartbeat = 5;
    constexpr std::int64_t kLastItem = 30;
    if (p.u8(0) != 0 || (p.u8(1) != 1 && p.u8(1) != 2) || p.be16(2) + 4 != p.length() || p.length() < 12)
        return false;
    bool beats = false;
    std::int64_t at = 4;
    while (at < p.length()) {
        const auto item = static_cast<std::size_t>(at);
        if (p.be16(item) < 1 || p.be16(item) > kLastItem) return false;
        beats |= p.be16(item) == kHeartbeat && p.be16(item + 2) == 4;
        at += 4 + p.be16(item + 2);
    }
    return beats && at == p.length();
}

/** LLRP: version 1 or 2, a message that has a number, a length to the byte. */
bool llrp(const Payload& p) {
    const int version = p.u8(0) >> 2;
    if (version != 1 && version != 2) return false;
    const std::int64_t type = p.be16(0) & 0x03ff;
    const bool known = (type >= 1 && type <= 4) || (type >= 10 && type <= 17) || (type >= 20 && type <= 26) ||
                       (type >= 30 && type <= 36) || (type >= 40 && type <= 57) ||
                       (type >= 60 && type <= 64) || type == 72 || type == 100 || type == 1023;
    return known && p.be32(2) == p.length() && p.length() >= 10 && p.be32(6) <= 0xffffff;
}

/** Zebra: a length to the byte, a marker that can be no old command, a version, a small command. */
bool zebra(const Payload& p) {
    constexpr std::int64_t kLastCommand = 160;
    const int version = p.u8(3);
    const std::size_t command = version < 3 ? 4 : version == 3 || version == 4 ? 6 : 8;
    return p.be16(0) == p.length() && (p.u8(2) == 0xff || p.u8(2) == 0xfe) && version >= 1 && version <= 6 &&
           p.be16(command) <= kLastCommand;
}

/** A router asks a cache: for what is new since a number, or for all. */
bool rpki_query(const Payload& p) {
    if (p.u8(0) > 2) return false;
    return (p.u8(1) == 1 && p.be32(4) == 12 && p.length() == 12) ||
           (p.u8(1) == 2 && p.be32(2) == 0 && p.be32(4) == 8 && p.length() == 8);
}

/** The cache begins its answer, or has nothing that fits. */
bool rpki_answer(const Payload& p) {
    return p.u8(0) <= 2 && (p.u8(1) == 3 || p.u8(1) == 8) && p.be32(4) == 8 &&
           (p.length() == 8 || p.u8(8) == p.u8(0));
}

/** AgentX: version 1, a message, no reserved bit, a length to the byte in the order that its flag says. */
bool agentx(const Payload& p) {
    constexpr int kBigEndian = 0x10;
    if (p.u8(0) != 1) return false;
    const std::int64_t length = (p.u8(2) & kBigEndian) != 0 ? p.be32(16) : p.le32(16);
    return p.u8(1) >= 1 && p.u8(1) <= 18 && p.u8(2) < 0x20 && p.u8(3) == 0 && length % 4 == 0 &&
           length + 20 == p.length();
}

/** Who opens is the subagent; a response is the master's, but for what it asks. */
Speaker agentx_speaker(const Payload& p) {
    switch (p.u8(1)) {
        case 1:  // open
        case 3:  // register
            return Speaker::Client;
        default:
            return Speaker::Unknown;
    }
}

/** ICP: an operation, version 2, a length to the byte, and an address to its NUL. */
bool icp(const Payload& p) {
    const int operation = p.u8(0);
    const bool known = (operation >= 1 && operation <= 4) || (operation >= 21 && operation <= 23);
    if (!known || p.u8(1) != 2 || p.be16(2) != p.length() || p.length() < 26) return false;
    const std::size_t begin = operation == 1 ? 24 : 20;
    const std::size_t colon = p.text().find("://", begin);
    return colon != std::string_view::npos && colon <= begin + 6 &&
           (operation == 23 || p.u8(static_cast<std::size_t>(p.length()) - 1) == 0);
}

/** ICP_OP_QUERY asks; all else answers. */
Speaker icp_speaker(const Payload& p) { return p.u8(0) == 1 ? Speaker::Client : Speaker::Server; }

/** WCCP 2: a message of its four, the version, a length to the byte, and a first component within it. */
bool wccp(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) >= 10 && p.be32(0) <= 13 &&
           (p.be16(4) == 0x0200 || p.be16(4) == 0x0201) && p.be16(6) + 8 == p.length() && p.be16(8) <= 20 &&
           p.be16(10) + 12 <= p.length();
}

/** The cache says that it is here, the router that it has seen it. */
Speaker wccp_speaker(const Payload& p) {
    return p.be32(0) == 10 ? Speaker::Client : p.be32(0) == 11 ? Speaker::Server : Speaker::Unknown;
}

/** GLBP: version 1, a group, nothing reserved, and elements to the byte. */
bool glbp(const Payload& p) {
    constexpr std::int64_t kLastGroup = 1023;
    if (p.u8(0) != 1 || p.u8(1) > 1 || p.be16(2) > kLastGroup || p.be16(4) != 0 || p.length() < 14)
        return false;
    std::int64_t at = 12;
    while (at < p.length()) {
        const int type = p.u8(static_cast<std::size_t>(at));
        const int length = p.u8(static_cast<std::size_t>(at) + 1);
        if (type < 1 || type > 4 || length < 8) return false;
        at += length;
    }
    return at == p.length();
}

/** MikroTik's neighbours: the interface's address first, elements to the byte. */
bool mndp(const Payload& p) {
    constexpr std::int64_t kLastElement = 17;
    if (p.be16(4) != 1 || p.be16(6) != 6) return false;
    std::int64_t at = 4;
    while (at < p.length()) {
        const auto element = static_cast<std::size_t>(at);
        if (p.be16(element) < 1 || p.be16(element) > kLastElement) return false;
        at += 4 + p.be16(element + 2);
    }
    return at == p.length();
}

/** A command of GigE Vision's: its key, flags, a number of its list, a length to the byte, a request's
 * number. */
bool gvcp_command(const Payload& p) {
    if (p.u8(0) != 0x42 || (p.u8(1) & 0xee) != 0) return false;
    const std::int64_t command = p.be16(2);
    const bool known = command == 2 || command == 4 || command == 0x40 ||
                       (command >= 0x80 && command <= 0x86 && command % 2 == 0) || command == 0xc0;
    return known && p.be16(4) + 8 == p.length() && p.be16(6) > 0;
}

/** Its answer: a status, the command's number and one, a length to the byte. */
bool gvcp_answer(const Payload& p) {
    if (p.u8(0) < 0x80 && (p.u8(0) != 0 || p.u8(1) != 0)) return false;
    const std::int64_t command = p.be16(2) - 1;
    const bool known = command == 2 || command == 4 || command == 0x40 ||
                       (command >= 0x80 && command <= 0x86 && command % 2 == 0);
    return known && p.be16(4) + 8 == p.length() && p.be16(6) > 0;
}

/** A session's and a sequence's number, then RMCP for ASF. */
bool secure_rmcp(const Payload& p) {
    constexpr std::int64_t kAsfEnterprise = 4542;
    return p.u8(8) == 6 && p.u8(9) == 0 && (p.u8(11) & 0x7f) == 6 && p.be32(0) > 0 &&
           p.be32(12) == kAsfEnterprise;
}

constexpr Recogniser kRows[]{
    {.protocol = "snmp",
     .transports = kUdp | kTcp,
     .port = 161,
     .client = snmp,
     .server = snmp,
     .tells = snmp_speaker},
    {.protocol = "syslog", .transports = kUdp | kTcp, .port = 514, .client = syslog},
    {.protocol = "dhcp",
     .transports = kUdp,
     .port = 67,
     .client = dhcp,
     .server = dhcp,
     .tells = dhcp_speaker},
    {.protocol = "radius",
     .transports = kUdp,
     .port = 1812,
     .client = radius,
     .server = radius,
     .tells = radius_speaker},
    {.protocol = "diameter",
     .transports = kTcp | kSctp,
     .port = 3868,
     .client = diameter,
     .server = diameter},
    {.protocol = "srvloc",
     .transports = kUdp | kTcp,
     .port = 427,
     .client = srvloc,
     .server = srvloc,
     .tells = srvloc_speaker},
    {.protocol = "rip", .transports = kUdp, .port = 520, .client = rip, .server = rip, .tells = rip_speaker},
    {.protocol = "bgp", .transports = kTcp, .port = 179, .client = bgp, .server = bgp},
    {.protocol = "cflow", .transports = kUdp, .port = 2055, .client = netflow},
    {.protocol = "sflow", .transports = kUdp, .port = 6343, .client = sflow},
    {.protocol = "rmcp",
     .transports = kUdp,
     .port = 623,
     .client = rmcp,
     .server = rmcp,
     .tells = rmcp_speaker},
    {.protocol = "xdmcp",
     .transports = kUdp,
     .port = 177,
     .client = xdmcp,
     .server = xdmcp,
     .tells = xdmcp_speaker},
    {.protocol = "dhcpv6",
     .transports = kUdp,
     .port = 547,
     .client = dhcpv6,
     .server = dhcpv6,
     .tells = dhcpv6_speaker},
    {.protocol = "bfd", .transports = kUdp, .port = 3784, .client = bfd, .server = bfd},
    {.protocol = "ldp", .transports = kUdp | kTcp, .port = 646, .client = ldp, .server = ldp},
    {.protocol = "cops", .transports = kTcp, .port = 3288, .client = cops, .server = cops},
    {.protocol = "babel", .transports = kUdp, .port = 6696, .client = babel, .server = babel},
    {.protocol = "collectd", .transports = kUdp, .port = 25826, .client = collectd},
    {.protocol = "ripng",
     .transports = kUdp,
     .port = 521,
     .client = ripng,
     .server = ripng,
     .tells = rip_speaker},
    {.protocol = "pcep", .transports = kTcp, .port = 4189, .client = pcep, .server = pcep},
    {.protocol = "openflow",
     .transports = kTcp,
     .port = 6653,
     .client = [](const Payload& p) { return openflow_hello(p) || openflow_switch(p); },
     .server = openflow_hello,
     .asks = openflow_header,
     .answers = openflow_header,
     .tells = either_side},
    {.protocol = "dlep", .transports = kUdp, .port = 854, .client = dlep_signal, .server = dlep_signal},
    {.protocol = "dlep", .transports = kTcp, .port = 854, .client = dlep_session, .server = dlep_session},
    {.protocol = "llrp", .transports = kTcp, .port = 5084, .client = llrp, .server = llrp},
    {.protocol = "zebra", .transports = kTcp, .port = 2600, .client = zebra, .server = zebra},
    {.protocol = "rpkirtr", .transports = kTcp, .port = 323, .asks = rpki_query, .answers = rpki_answer},
    {.protocol = "agentx",
     .transports = kTcp,
     .port = 705,
     .client = agentx,
     .server = agentx,
     .tells = agentx_speaker},
    {.protocol = "icp", .transports = kUdp, .port = 3130, .client = icp, .server = icp, .tells = icp_speaker},
    {.protocol = "wccp",
     .transports = kUdp,
     .port = 2048,
     .client = wccp,
     .server = wccp,
     .tells = wccp_speaker},
    {.protocol = "glbp",
     .transports = kUdp,
     .port = 3222,
     .client = glbp,
     .server = glbp,
     .named_only = true},
    {.protocol = "mndp", .transports = kUdp, .port = 5678, .client = mndp, .server = mndp},
    {.protocol = "gvcp",
     .transports = kUdp,
     .port = 3956,
     .client = gvcp_command,
     .asks = gvcp_command,
     .answers = gvcp_answer},
    {.protocol = "rsp", .transports = kUdp, .port = 664, .client = secure_rmcp, .server = secure_rmcp},
};

}  // namespace

std::span<const Recogniser> network_service_recognisers() { return kRows; }

}  // namespace portlore
