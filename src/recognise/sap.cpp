// What SAP's servers speak over NI, as pysap's documentation describes it ("SAP NI", "SAP Diag", "SAP
// Router", "SAP MS", "SAP Enqueue", "SAP IGS", "SAP RFC"), and the command network protocol of HANA ("SAP
// HANA SQL Command Network Protocol Reference", 2.0). Wireshark's dissectors stand below its NI, but for
// RFC's.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

namespace portlore {

namespace {

constexpr std::size_t kNiHeader = 4;

/** A message of NI: its length in four bytes, and so much, to the payload's end. */
bool is_ni(const Payload& p) {
    constexpr std::int64_t kLongest = 0xffffff;
    return p.u8(0) == 0 && p.be32(0) >= 8 && p.be32(0) <= kLongest && p.is_filled_to(p.be32(0) + 4);
}

bool ni_ping(const Payload& p) {
    constexpr std::string_view kPing("NI_PING\0", 8);
    constexpr std::string_view kPong("NI_PONG\0", 8);
    return p.u8(0) == 0 && p.be32(0) == 8 && (p.has(kPing, kNiHeader) || p.has(kPong, kNiHeader));
}

/** The router's words: a route, an administrator's request, an error, or a control message. */
bool router(const Payload& p) {
    constexpr std::string_view kRoute("NI_ROUTE\0", 9);
    constexpr std::string_view kError("NI_RTERR\0", 9);
    constexpr std::string_view kAdmin("ROUTER_ADM\0", 11);
    return is_ni(p) && (p.has(kRoute, kNiHeader) || p.has(kError, kNiHeader) || p.has(kAdmin, kNiHeader));
}

/** A route and an administrator's request are a client's, an error the router's. */
Speaker router_speaker(const Payload& p) {
    return p.has("NI_RTERR", kNiHeader) ? Speaker::Server : Speaker::Client;
}

/** The enqueue server's eye-catcher. */
bool enqueue(const Payload& p) { return is_ni(p) && p.be32(kNiHeader) == 0xabcde123; }

/** The message server's eye-catcher. */
bool message_server(const Payload& p) {
    constexpr std::string_view kEyeCatcher("**MESSAGE**\0", 12);
    return is_ni(p) && p.has(kEyeCatcher, kNiHeader);
}

/** The Internet graphics server's eye-catcher, behind a function, a listener and a host. */
bool graphics_server(const Payload& p) { return is_ni(p) && p.has("TransMagic", kNiHeader + 192); }

/** Diag's header at an offset: compressed data with the header that says so, or a first item APPL or APPL4.
 */
bool is_diag_header(const Payload& p, std::size_t at) {
    constexpr int kAppl = 0x10;
    constexpr int kAppl4 = 0x12;
    constexpr int kLastId = 0x14;
    const std::size_t body = at + 8;
    if (p.u8(at + 7) == 1) {
        const int algorithm = p.u8(body + 4);
        return algorithm >= 0x10 && algorithm <= 0x12 && p.be16(body + 5) == 0x1f9d &&
               p.le32(body) <= 0xffffff;
    }
    if (!p.zeros(at + 2, 6) || p.u8(body + 1) < 1 || p.u8(body + 1) > kLastId) return false;
    const auto begin = static_cast<std::int64_t>(body);
    if (p.u8(body) == kAppl) return begin + 5 + p.be16(body + 3) <= p.length();
    return p.u8(body) == kAppl4 && begin + 7 + p.be32(body + 3) <= p.length();
}

constexpr std::int64_t kDispatcherHeader = 200;

/** What a client begins with: a dispatcher's header, in which nearly nothing is set but the length behind it.
 */
bool diag_with_dispatcher_header(const Payload& p) {
    constexpr int kReturnCode = 0x0a;
    return is_ni(p) && p.be32(kNiHeader) == 0xffffffff && p.u8(kNiHeader + 4) == kReturnCode &&
           p.le32(kNiHeader + 30) + kDispatcherHeader == p.be32(0);
}

bool diag(const Payload& p) { return is_ni(p) && is_diag_header(p, kNiHeader); }

bool is_printable_or_nul(const Payload& p, std::size_t at, std::size_t count) {
    for (std::size_t i = at; i < at + count; ++i) {
        if (p.u8(i) != 0 && !p.printable(i, 1)) return false;
    }
    return true;
}

/** The gateway: a client's or a registered program's greeting, with its code page in digits. */
bool gateway_greeting(const Payload& p) {
    constexpr int kNormalClient = 3;
    constexpr int kRegister = 0x0b;
    const int version = p.u8(kNiHeader);
    const int type = p.u8(kNiHeader + 1);
    if (version < 1 || version > 3 || (type != kNormalClient && type != kRegister) || p.be32(0) < 64)
        return false;
    for (std::size_t i = 20; i < 24; ++i) {
        if (p.u8(kNiHeader + i) < '0' || p.u8(kNiHeader + i) > '9') return false;
    }
    return is_printable_or_nul(p, kNiHeader + 10, 10) && is_printable_or_nul(p, kNiHeader + 30, 24);
}

/** The gateway: a monitor's command, of the 64 bytes that versions 1 and 2 have. */
bool gateway_monitor(const Payload& p) {
    constexpr int kSendCommand = 9;
    constexpr int kLastCommand = 0x41;
    const bool version = p.u8(kNiHeader) == 1 || p.u8(kNiHeader) == 2;
    return p.be32(0) == 64 && version && p.u8(kNiHeader + 1) == kSendCommand && p.u8(kNiHeader + 2) >= 1 &&
           p.u8(kNiHeader + 2) <= kLastCommand && p.zeros(kNiHeader + 3, 61);
}

/** An APPC header of version 6: a function that has a number, and CPI-C. */
bool appc(const Payload& p) {
    constexpr int kVersion = 6;
    constexpr int kCpic = 3;
    constexpr std::int64_t kHeader = 0x50;
    const int function = p.u8(kNiHeader + 1);
    const bool known = (function >= 1 && function <= 27) || (function >= 0xc9 && function <= 0xd8);
    return p.u8(kNiHeader) == kVersion && known && p.u8(kNiHeader + 2) == kCpic && p.be32(0) >= kHeader;
}

bool gateway(const Payload& p) { return is_ni(p) && (gateway_monitor(p) || appc(p) || gateway_greeting(p)); }

/** HANA's greeting: -1, the product's and the protocol's version, one option, its number and value. */
bool hana_client(const Payload& p) {
    return p.has("\xff\xff\xff\xff") && p.be16(4) == 0x0420 && p.length() == 14 && p.u8(11) == 1 &&
           p.u8(12) == 1 && p.u8(13) <= 2;
}

/** A message of HANA's: sequence and lengths that agree, and a first segment that is the first. */
bool hana_message(const Payload& p) {
    constexpr std::size_t kMessageHeader = 32;
    const std::int64_t length = p.le32(12);
    const int kind = p.u8(kMessageHeader + 12);
    return p.is_filled_to(length + static_cast<std::int64_t>(kMessageHeader)) && p.le16(20) >= 1 &&
           p.le16(20) <= 16 && length <= p.le32(16) && p.le32(kMessageHeader) <= length &&
           p.le32(kMessageHeader) >= 24 && p.le32(kMessageHeader + 4) == 0 &&
           p.le16(kMessageHeader + 10) == 1 && (kind == 1 || kind == 2 || kind == 5);
}

/** A segment's kind: a request, or a reply or an error. */
Speaker hana_speaker(const Payload& p) {
    if (hana_client(p)) return Speaker::Client;
    return p.u8(44) == 1 ? Speaker::Client : Speaker::Server;
}

constexpr Recogniser kRows[]{
    {.protocol = "sapni", .transports = kTcp, .port = 3200, .client = ni_ping, .server = ni_ping},
    {.protocol = "sapni",
     .transports = kTcp,
     .port = 3299,
     .client = router,
     .server = router,
     .tells = router_speaker},
    {.protocol = "sapni", .transports = kTcp, .port = 3200, .client = enqueue, .server = enqueue},
    {.protocol = "sapni",
     .transports = kTcp,
     .port = 3600,
     .client = message_server,
     .server = message_server},
    {.protocol = "sapni", .transports = kTcp, .port = 40000, .client = graphics_server},
    {.protocol = "sapni", .transports = kTcp, .port = 3200, .client = diag_with_dispatcher_header},
    {.protocol = "sapni", .transports = kTcp, .port = 3200, .client = diag, .server = diag},
    {.protocol = "saprfc",
     .transports = kTcp,
     .port = 3300,
     .client = gateway,
     .server = gateway,
     .asks = ni_ping,
     .answers = ni_ping,
     .tells = either_side,
     .named_only = true},
    {.protocol = "saphdb",
     .transports = kTcp,
     .port = 30015,
     .client = [](const Payload& p) { return hana_client(p) || hana_message(p); },
     .server = hana_message,
     .tells = hana_speaker},
};

}  // namespace

std::span<const Recogniser> sap_recognisers() { return kRows; }

}  // namespace portlore
