// SIP (RFC 3261), MGCP (RFC 3435), Megaco's text (RFC 3525), Skinny, session announcements (RFC 2974), RTP
// (RFC 3550, 3551), RTMP 1.0, IAX2 (RFC 5456), H.225.0's RAS and H.245 (by the identifiers of their
// versions), STUN over TCP (RFC 8489, RFC 8656). Over UDP STUN and RTCP are left to Wireshark's own
// heuristics, but STUN as RFC 3489 had it. M3UA's data (RFC 4666), MIKEY (RFC 3830), PacketCable's keys
// (PKT-SP-SEC), DSM-CC (ISO 13818-6), Alcatel's UA in UDP, IPDC (draft-taylor-ipdc), AVTP in UDP
// (IEEE 1722), ATSC 3.0's signalling (A/331).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

namespace portlore {

namespace {

bool sip_request(const Payload& p) {
    return p.u8(0) >= 'A' && p.u8(0) <= 'Z' && p.printable(0, 12) && p.line().ends_with(" SIP/2.0");
}

bool sip_response(const Payload& p) { return p.has("SIP/2.0 ") && p.u8(8) >= '1' && p.u8(8) <= '6'; }

/** A verb of four letters, a transaction's number, an endpoint, and the version. */
bool mgcp_command(const Payload& p) {
    return p.printable(0, 5) && p.u8(4) == ' ' && p.line_contains(" MGCP 1.0");
}

bool megaco(const Payload& p) {
    return p.has_word("MEGACO/") || p.has("!/1 [") || p.has("!/2 [") || p.has("!/3 [");
}

/** A length, a header version that phones use, and a message that opens a session. */
bool skinny_client(const Payload& p) {
    constexpr std::int64_t kRegister = 1;
    constexpr std::int64_t kAlarm = 0x20;
    return p.le32(0) >= 4 && p.le32(0) < 2048 && p.le32(0) + 8 <= p.length() && p.le32(4) >= 0 &&
           p.le32(4) <= 0x16 &&
           ((p.le32(8) == kRegister && p.has("SEP", 12)) || (p.le32(8) == kAlarm && p.le32(0) >= 60));
}

/** A message of a session: a length to the byte, a version, and an identifier that has a number. */
bool skinny_message(const Payload& p) {
    const std::int64_t version = p.le32(4);
    const std::int64_t id = p.le32(8);
    const bool known = id <= 0x50 || (id >= 0x81 && id <= 0x161);
    return p.le32(0) >= 4 && p.le32(0) < 2048 && p.le32(0) + 8 == p.length() && known &&
           ((version >= 0x11 && version <= 0x16) || (version == 0 && id >= 0x81 && p.le32(0) > 4));
}

constexpr std::int64_t kSkinnyFirstOfManagers = 0x81;

/** A phone's messages have small numbers, those of its manager begin at 0x81. */
Speaker skinny_speaker(const Payload& p) {
    return p.le32(8) >= kSkinnyFirstOfManagers ? Speaker::Server : Speaker::Client;
}

/** A phone that is still there, and the answer. */
bool skinny_keep_alive(const Payload& p, std::int64_t id) {
    return p.u8(0) == 4 && p.length() == 12 && p.le32(0) == 4 && p.le32(4) <= 0x16 && p.le32(8) == id;
}

/** Version 1, no authentication, a source, then SDP with or without its type. */
bool sap(const Payload& p) {
    if (p.u8(0) < 0x20 || p.u8(0) > 0x3f) return false;
    const std::size_t source = (p.u8(0) & 0x10) != 0 ? 16 : 4;
    const std::size_t at = 4 + source + 4U * static_cast<std::size_t>(p.u8(1) > 0 ? p.u8(1) : 0);
    return p.has("application/sdp", at) || p.has("v=0", at);
}

/** Payload types of RFC 3551 that are in use, and the dynamic ones. */
bool is_rtp_header(const Payload& p) {
    if (p.u8(0) < 0x80 || p.u8(0) > 0xbf) return false;
    const int type = p.u8(1) & 0x7f;
    return p.u8(1) >= 0 && (type <= 34 || type >= 96) && p.length() >= 12 && p.be32(8) > 0;
}

/** Two packets of one source: the same type, the numbers in order, time that does not jump. */
bool rtp(const Payload& before, const Payload& now) {
    if (!is_rtp_header(now) || !is_rtp_header(before) || before.be32(8) != now.be32(8)) return false;
    const std::int64_t steps = (now.be16(2) - before.be16(2)) & 0xffff;
    const std::int64_t time = (now.be32(4) - before.be32(4)) & 0xffffffff;
    constexpr std::int64_t kTenSecondsOfVideo = 900000;
    return steps >= 1 && steps <= 16 && time <= kTenSecondsOfVideo &&
           (before.u8(1) & 0x7f) == (now.u8(1) & 0x7f);
}

/** RTMP's version 3 and the first message of its handshake: a time, four zeros, random bytes. */
bool rtmp_client(const Payload& p) {
    constexpr std::int64_t kHandshake = 1537;
    return p.u8(0) == 3 && p.zeros(5, 4) && !p.zeros(9, 16) && p.length() <= kHandshake && p.length() >= 1300;
}

constexpr int kIaxRegister = 13;

/** A full frame that opens a call or a registration: no peer's number yet, and information elements to the
 * end. */
bool iax2(const Payload& p) {
    constexpr int kControl = 6;
    if (p.u8(0) < 0x80) return false;
    const bool opens = p.u8(11) == 1 || p.u8(11) == kIaxRegister;
    if (p.be16(2) != 0 || p.be16(8) != 0 || p.u8(10) != kControl || !opens) return false;
    std::int64_t at = 12;
    while (at < p.length()) {
        const int length = p.u8(static_cast<std::size_t>(at) + 1);
        if (p.u8(static_cast<std::size_t>(at)) < 1 || length < 0) return false;
        at += 2 + length;
    }
    return at == p.length() && p.length() > 14;
}

/** Phones register with their server; either calls the other. */
Speaker iax2_speaker(const Payload& p) {
    return p.u8(11) == kIaxRegister ? Speaker::Client : Speaker::Unknown;
}

/** RAS: a message that names its version, {itu-t recommendation h 2250 0 n}, behind its number. */
bool h225_ras(const Payload& p) {
    constexpr std::string_view kVersion("\x06\x00\x08\x91\x4a\x00", 6);
    return p.u8(0) >= 0 && p.u8(0) < 0x80 &&
           (p.has(kVersion, 3) || p.has(kVersion, 4) || p.has(kVersion, 5)) && p.length() > 16;
}

/** H.245 in TPKT: the capabilities of a terminal, with their version, {itu-t recommendation h 245 0 n}. */
bool h245(const Payload& p) {
    constexpr std::string_view kVersion("\x06\x00\x08\x81\x75\x00", 6);
    return p.u8(0) == 3 && p.u8(1) == 0 && p.be16(2) > 14 && p.u8(4) == 2 && p.u8(5) == 0x70 &&
           p.has(kVersion, 8);
}

/** STUN: two zero bits, a length of whole words, the magic cookie; over TCP the next message may follow. */
bool stun(const Payload& p) {
    constexpr std::int64_t kCookie = 0x2112a442;
    if (p.u8(0) >= 0x40) return false;
    const std::int64_t end = 20 + p.be16(2);
    return p.be16(2) % 4 == 0 && p.be32(4) == kCookie && end <= p.length() &&
           (p.length() == end || p.be32(static_cast<std::size_t>(end) + 4) == kCookie);
}

bool stun_datagram(const Payload& p) { return stun(p) && p.be16(2) + 20 == p.length(); }

/** The class of a method: a request is a client's, success and error a server's (RFC 8489, 5). */
Speaker stun_speaker(const Payload& p) {
    constexpr std::int64_t kClass = 0x0110;
    switch (p.be16(0) & kClass) {
        case 0x0000:
            return Speaker::Client;
        case 0x0100:
        case 0x0110:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** Transferred data in version 1, a length to the byte, and the parameters that carry it. */
bool m3ua_data(const Payload& p) {
    constexpr std::int64_t kNetwork = 0x0200;
    constexpr std::int64_t kContext = 0x0006;
    constexpr std::int64_t kData = 0x0210;
    if (p.u8(0) != 1 || p.u8(1) != 0 || p.be16(2) != 0x0101 || p.be32(4) != p.length()) return false;
    std::size_t at = 8;
    for (const std::int64_t optional : {kNetwork, kContext}) {
        if (p.be16(at) == optional && p.be16(at + 2) == 8) at += 8;
    }
    return p.be16(at) == kData && p.be16(at + 2) >= 16 &&
           static_cast<std::int64_t>(at) + p.be16(at + 2) <= p.length();
}

/** A first message: version 1, a kind, the time as what follows, sessions of SRTP, a time of NTP's or a
 * counter. */
bool mikey(const Payload& p) {
    constexpr int kTime = 5;
    constexpr int kSession = 9;
    constexpr int kMostSessions = 16;
    constexpr int kLastKind = 27;
    constexpr int kLastPayload = 21;
    if (p.u8(0) != 1 || p.u8(1) > kLastKind || p.u8(2) != kTime || (p.u8(3) & 0x7f) != 0 || p.u8(8) < 0 ||
        p.u8(8) > kMostSessions || p.u8(9) != 0)
        return false;
    const std::size_t at = 10 + kSession * static_cast<std::size_t>(p.u8(8));
    return p.u8(at) <= kLastPayload && p.u8(at + 1) <= 2;
}

/** A message of Kerberos' behind its kind, a domain and version 1.0. */
bool packet_cable(const Payload& p) {
    constexpr int kRequest = 2;
    constexpr int kReply = 3;
    const bool known = (p.u8(0) == kRequest && p.u8(3) == 0x6e) || (p.u8(0) == kReply && p.u8(3) == 0x6f);
    return known && (p.u8(1) == 1 || p.u8(1) == 2) && p.u8(2) == 0x10 && p.length() >= 16;
}

/** The same for a device that is to have a name, behind the number of CableLabs. */
bool packet_cable_name(const Payload& p) {
    constexpr std::int64_t kCableLabs = 4491;
    return (p.u8(0) == 1 || p.u8(0) == 3) && p.u8(1) == 0 && p.be32(1) == kCableLabs && p.u8(5) == 1 &&
           p.u8(6) >= 0x60 && p.u8(6) <= 0x7f && p.length() > 24;
}

/** A protocol's discriminator, a kind, a reserved byte of ones, a length to the byte. */
bool dsm_cc(const Payload& p) {
    constexpr int kDiscriminator = 0x11;
    constexpr int kLastKind = 5;
    return p.u8(0) == kDiscriminator && p.u8(1) >= 1 && p.u8(1) <= kLastKind && p.u8(8) == 0xff &&
           p.u8(9) >= 0 && p.be16(10) + 12 == p.length();
}

/** A connection's wishes: elements of a kind and a length, the version first, to the byte. */
bool alcatel_connect(const Payload& p) {
    constexpr int kLastElement = 9;
    constexpr int kMostElements = 12;
    if (p.u8(0) != 0 || p.u8(1) != 0 || p.u8(2) != 1 || p.length() < 7 || p.length() > 64) return false;
    std::int64_t at = 1;
    for (int elements = 0; elements < kMostElements && at < p.length(); ++elements) {
        const auto element = static_cast<std::size_t>(at);
        const int length = p.u8(element + 1);
        if (p.u8(element) > kLastElement || length < 1 || length > 4) return false;
        at += 2 + length;
    }
    return at == p.length();
}

/** Counters, a length to the byte, a transaction of four bytes, a message, tags to the last byte, which is
 * zero. */
bool ipdc(const Payload& p) {
    constexpr int kTransaction = 4;
    constexpr int kMostTags = 32;
    if (p.be16(2) + 4 != p.length() || p.length() < 13 || p.u8(5) != kTransaction || p.u8(10) != 0 ||
        p.u8(11) < 1)
        return false;
    std::int64_t at = 12;
    for (int tags = 0; tags < kMostTags && at + 1 < p.length(); ++tags) {
        const auto tag = static_cast<std::size_t>(at);
        if (p.u8(tag) < 1) return false;
        at += 2 + p.u8(tag + 1);
    }
    return at + 1 == p.length() && p.u8(static_cast<std::size_t>(at)) == 0;
}

/** A stream's data: a format, version 0, nothing reserved set, and a length to the byte. */
bool audio_video_transport(const Payload& p) {
    constexpr int kLastFormat = 3;
    return p.u8(4) <= kLastFormat && p.u8(4) != 1 && (p.u8(5) & 0xf0) == 0x80 && p.u8(7) <= 1 &&
           p.be16(24) + 28 == p.length() && p.length() > 28;
}

/** A table that has a number, and the compressed one behind it. */
bool low_level_signalling(const Payload& p) {
    const int table = p.u8(0);
    return ((table >= 1 && table <= 7) || table >= 0xfe) && p.u8(1) >= 0 && p.be24(4) == 0x1f8b08 &&
           (p.u8(7) & 0xe0) == 0;
}

/** STUN of RFC 3489: binding or a shared secret, a length to the byte, no magic. */
bool is_classic_stun(const Payload& p, std::int64_t type) {
    constexpr std::int64_t kCookie = 0x2112a442;
    const std::int64_t method = type & 0x0f;
    return (method == 1 || method == 2) && p.be16(2) % 4 == 0 && p.be16(2) + 20 == p.length() &&
           p.be32(4) != kCookie;
}

/** Its attributes, of which there is one, to the end (11.2). */
bool has_classic_attributes(const Payload& p) {
    constexpr std::int64_t kLastAttribute = 11;
    constexpr std::int64_t kOptional = 0x8020;
    constexpr std::int64_t kLastOptional = 0x8050;
    constexpr int kMostAttributes = 16;
    std::int64_t at = 20;
    for (int attributes = 0; attributes < kMostAttributes && at < p.length(); ++attributes) {
        const auto attribute = static_cast<std::size_t>(at);
        const std::int64_t type = p.be16(attribute);
        const bool known =
            (type >= 1 && type <= kLastAttribute) || (type >= kOptional && type <= kLastOptional);
        if (!known || p.be16(attribute + 2) % 4 != 0) return false;
        at += 4 + p.be16(attribute + 2);
    }
    return at > 20 && at == p.length();
}

bool classic_stun_request(const Payload& p) {
    return p.u8(0) == 0 && is_classic_stun(p, p.be16(0)) && p.u8(1) <= 2;
}

bool classic_stun_response(const Payload& p) {
    return p.u8(0) == 1 && is_classic_stun(p, p.be16(0)) && (p.u8(1) & 0xef) <= 2 &&
           has_classic_attributes(p);
}

constexpr Recogniser kRows[]{
    {.protocol = "sip",
     .transports = kUdp | kTcp | kSctp,
     .port = 5060,
     .client = sip_request,
     .server = sip_response,
     // Within a dialogue, and over a connection that is kept, either side may ask (RFC 3261, 12; RFC 5626).
     .tells = either_side},
    {.protocol = "mgcp", .transports = kUdp, .port = 2427, .client = mgcp_command, .server = mgcp_command},
    {.protocol = "megaco", .transports = kUdp | kTcp, .port = 2944, .client = megaco, .server = megaco},
    {.protocol = "skinny",
     .transports = kTcp,
     .port = 2000,
     .client =
         [](const Payload& p) {
             return skinny_client(p) || (skinny_message(p) && p.le32(8) < kSkinnyFirstOfManagers);
         },
     .server = [](const Payload& p) { return skinny_message(p) && p.le32(8) >= kSkinnyFirstOfManagers; },
     .asks = [](const Payload& p) { return skinny_keep_alive(p, 0); },
     .answers = [](const Payload& p) { return skinny_keep_alive(p, 0x100); },
     .tells = skinny_speaker},
    {.protocol = "sap", .transports = kUdp, .port = 9875, .client = sap},
    {.protocol = "rtp", .transports = kUdp, .port = 0, .continues = rtp, .shares_port = true},
    // The server answers with the same message (RTMP 1.0, 5.2.3).
    {.protocol = "rtmpt", .transports = kTcp, .port = 1935, .client = rtmp_client, .tells = either_side},
    {.protocol = "iax2",
     .transports = kUdp,
     .port = 4569,
     .client = iax2,
     .server = iax2,
     .tells = iax2_speaker},
    {.protocol = "h225", .transports = kUdp, .port = 1719, .client = h225_ras, .server = h225_ras},
    {.protocol = "h245", .transports = kTcp, .port = 0, .client = h245, .server = h245},
    {.protocol = "stun",
     .transports = kTcp,
     .port = 3478,
     .client = stun,
     .server = stun,
     .tells = stun_speaker},
    {.protocol = "stun",
     .transports = kUdp,
     .port = 3478,
     .client = stun_datagram,
     .server = stun_datagram,
     .tells = stun_speaker,
     .is_found_by_wireshark = true},
    {.protocol = "classicstun",
     .transports = kUdp,
     .port = 0,
     .client = [](const Payload& p) { return classic_stun_request(p) && has_classic_attributes(p); },
     .server = classic_stun_response,
     .asks = classic_stun_request,
     .answers = classic_stun_response,
     .is_found_by_wireshark = true},
    {.protocol = "m3ua", .transports = kTcp | kSctp, .port = 2905, .client = m3ua_data, .server = m3ua_data},
    {.protocol = "mikey", .transports = kTcp | kUdp, .port = 2269, .client = mikey, .server = mikey},
    {.protocol = "pktc", .transports = kUdp, .port = 1293, .client = packet_cable, .server = packet_cable},
    {.protocol = "pktc.mtafqdn",
     .transports = kUdp,
     .port = 2246,
     .client = packet_cable_name,
     .server = packet_cable_name},
    {.protocol = "mpeg_dsmcc", .transports = kTcp | kUdp, .port = 13819, .client = dsm_cc, .server = dsm_cc},
    {.protocol = "uaudp",
     .transports = kUdp,
     .port = 32512,
     .client = alcatel_connect,
     .server = alcatel_connect},
    {.protocol = "ipdc", .transports = kTcp, .port = 6668, .client = ipdc, .server = ipdc},
    {.protocol = "ieee1722",
     .transports = kUdp,
     .port = 17220,
     .client = audio_video_transport,
     .server = audio_video_transport},
    {.protocol = "lls", .transports = kUdp, .port = 4937, .client = low_level_signalling},
};

}  // namespace

std::span<const Recogniser> telephony_recognisers() { return kRows; }

}  // namespace portlore
