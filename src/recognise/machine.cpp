// What machines, meters and stages speak to those who run them: DLMS (IEC 62056-47), TRDP (IEC 61375-2-3),
// Unitronics' PCOM over TCP, Foundation Fieldbus HSE (its FDA Agent's messages), EtherCAT in UDP and TCP
// (ETG.1000), HMS's HICP, AUTOSAR's bus mirroring, Tinkerforge ("TCP/IP protocol" of its documentation),
// Gryphon (DG Technologies'), FiveCo's registers, Roco's Z21 ("Z21 LAN Protokoll Spezifikation"), DJI's
// control, Enttec's DMX over Ethernet, Lawo's S101, the ILDA Digital Network ("IDN-Hello"), Lenbrook's
// discovery, scanners (SANE's network protocol), SLIMP3, Kingfisher's RTUs.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <numeric>

#include "recognise/families.h"

namespace portlore {

namespace {

/** APDUs of IEC 62056-5-3 by their tags: who asks, and what is told. */
bool is_dlms_request(int tag) {
    return tag == 0x01 || tag == 0x05 || tag == 0x06 || tag == 0x16 || tag == 0x60 || tag == 0x62 ||
           tag == 0xc0 || tag == 0xc1 || tag == 0xc3 || tag == 0xd9 || (tag >= 0xc8 && tag <= 0xcb);
}

bool is_dlms_response(int tag) {
    return tag == 0x08 || (tag >= 0x0c && tag <= 0x0f) || tag == 0x18 || tag == 0x61 || tag == 0x63 ||
           tag == 0xc2 || tag == 0xc4 || tag == 0xc5 || tag == 0xc7 || (tag >= 0xcc && tag <= 0xcf) ||
           tag == 0xd8 || tag == 0xda;
}

/** Ciphered or in blocks, either side's. */
bool is_dlms_wrapped(int tag) { return (tag >= 0xdb && tag <= 0xdd) || tag == 0xdf || tag == 0xe0; }

/** A version, two ports of which one is a client's, a length to the byte, and an APDU. */
bool dlms(const Payload& p) {
    constexpr std::int64_t kLastClient = 0x7f;
    if (p.be16(0) != 1 || p.be16(6) + 8 != p.length() || p.length() < 10) return false;
    const std::int64_t from = p.be16(2);
    const std::int64_t to = p.be16(4);
    const int tag = p.u8(8);
    return from > 0 && to > 0 && std::min(from, to) <= kLastClient &&
           (is_dlms_request(tag) || is_dlms_response(tag) || is_dlms_wrapped(tag));
}

Speaker dlms_speaker(const Payload& p) {
    const int tag = p.u8(8);
    if (is_dlms_wrapped(tag)) return Speaker::Unknown;
    return is_dlms_request(tag) ? Speaker::Client : Speaker::Server;
}

/** Process or message data: a version, a kind in two letters, a length to the byte. */
bool trdp(const Payload& p) {
    constexpr std::int64_t kProcessHeader = 40;
    constexpr std::int64_t kMessageHeader = 116;
    constexpr std::int64_t kMostData = 65388;
    if (p.u8(4) != 1) return false;
    const std::int64_t data = (p.be32(20) + 3) / 4 * 4;
    if (p.u8(5) < 0 || data > kMostData) return false;
    switch (p.be16(6)) {
        case 0x5064:  // Pd
        case 0x5065:  // Pe
        case 0x5070:  // Pp
        case 0x5072:  // Pr
            return kProcessHeader + data == p.length() && p.be32(24) == 0;
        case 0x4d63:  // Mc
        case 0x4d65:  // Me
        case 0x4d6e:  // Mn
        case 0x4d70:  // Mp
        case 0x4d71:  // Mq
        case 0x4d72:  // Mr
            return p.is_filled_to(kMessageHeader + data);
        default:
            return false;
    }
}

/** In ASCII or in bytes, a length, and a message of the kind. */
bool pcom(const Payload& p) {
    constexpr int kAscii = 101;
    constexpr int kBinary = 102;
    if (p.u8(3) != 0 || p.le16(4) + 6 != p.length()) return false;
    return p.u8(2) == kAscii ? p.u8(6) == '/' && p.u8(static_cast<std::size_t>(p.length()) - 1) == '\r'
                             : p.u8(2) == kBinary && p.has("/_OPLC", 6);
}

/** An answer in ASCII has an A behind its slash. */
Speaker pcom_speaker(const Payload& p) {
    if (p.u8(6) != '/' || p.u8(7) == '_') return Speaker::Unknown;
    return p.u8(7) == 'A' ? Speaker::Server : Speaker::Client;
}

/** An FDA message: version 1, no reserved option, one of four protocols and a kind of message, a length to
 * the byte. */
bool fieldbus_hse(const Payload& p) {
    constexpr int kReservedOption = 0x10;
    if (p.u8(0) != 1 || (p.u8(1) & kReservedOption) != 0) return false;
    const int protocol = p.u8(2) >> 2;
    return protocol >= 1 && protocol <= 4 && (p.u8(2) & 3) != 3 && p.u8(3) >= 0 && p.be32(8) == p.length() &&
           p.length() >= 12;
}

/** A frame's header, and datagrams to its end: commands, lengths, reserved bits, the last of them without
 * "more". */
bool ethercat(const Payload& p) {
    constexpr std::int64_t kLength = 0x07ff;
    constexpr std::int64_t kMore = 0x8000;
    constexpr std::int64_t kReserved = 0x3800;
    constexpr int kLastCommand = 14;
    constexpr int kMostDatagrams = 16;
    if ((p.u8(1) & 0xf8) != 0x10 || (p.le16(0) & kLength) + 2 != p.length()) return false;
    std::size_t at = 2;
    for (int datagrams = 0; datagrams < kMostDatagrams; ++datagrams) {
        const std::int64_t length = p.le16(at + 6);
        if (p.u8(at) > kLastCommand || (length & kReserved) != 0) return false;
        at += 12 + static_cast<std::size_t>(length & kLength);
        if ((length & kMore) == 0) return static_cast<std::int64_t>(at) == p.length();
    }
    return false;
}

/** A search for modules, what one says of itself, or what it is set to. */
bool hicp_client(const Payload& p) { return p.has_word("Module scan") || p.has_word("Configure: "); }

bool hicp_server(const Payload& p) { return p.has_word("Protocol version = ") && p.line_contains("MAC = "); }

/** Version 1, a date with less than a second of nanoseconds, a length to the byte. */
bool bus_mirroring(const Payload& p) {
    constexpr std::int64_t kSecond = 1000000000;
    return p.u8(0) == 1 && p.be16(2) == 0 && is_date(p.be32(4)) && p.be32(8) < kSecond &&
           p.be16(12) + 14 == p.length() && p.length() > 14;
}

/** All bricks are asked who is there. */
bool tinkerforge_enumerate(const Payload& p) {
    return p.u8(0) == 0 && p.le32(0) == 0 && p.u8(4) == 8 && p.u8(5) == 0xfe && p.u8(7) == 0 &&
           p.length() == 8;
}

/** A brick says so: its name of letters and digits, a position, why it tells. */
bool tinkerforge_enumerated(const Payload& p) {
    return p.u8(4) == 34 && p.u8(5) == 0xfd && p.le32(0) > 0 && (p.u8(6) & 0xf0) == 0 && p.u8(7) == 0 &&
           p.is_filled_to(34) && p.printable(8, 2) && p.printable(24, 1) && p.u8(33) <= 2;
}

bool is_gryphon_address(int address) {
    return (address >= 1 && address <= 3) || address == 0x10 || (address >= 0x20 && address <= 0x29);
}

/** From and to parts of the system, a kind, a reserved byte, and a length to the word. */
bool gryphon(const Payload& p) {
    return is_gryphon_address(p.u8(0)) && p.u8(1) >= 0 && is_gryphon_address(p.u8(2)) && p.u8(6) >= 1 &&
           p.u8(6) <= 7 && p.u8(7) == 0 && p.be16(4) >= 4 && (p.be16(4) + 3) / 4 * 4 + 8 == p.length();
}

/** The Internet's checksum (RFC 1071) of some bytes. */
std::int64_t internet_checksum(std::span<const std::uint8_t> bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? bytes[i] * 256U : bytes[i];
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

/** A function that has a number, a length to the byte, and the Internet's checksum over what is before it. */
bool fiveco(const Payload& p) {
    constexpr std::int64_t kLongest = 300;
    if (p.u8(0) != 0 || p.be16(4) + 8 != p.length() || p.length() > kLongest) return false;
    const int function = p.u8(1);
    const bool known = (function >= 1 && function <= 9) || (function >= 0x21 && function <= 0x25) ||
                       function == 0x2a || function == 0x2b || (function >= 0x31 && function <= 0x33);
    const auto end = static_cast<std::size_t>(p.length()) - 2;
    return known && p.reaches(end + 1) && p.be16(end) == internet_checksum(p.bytes().first(end));
}

/** FiveCo's answers have numbers of their own. */
Speaker fiveco_speaker(const Payload& p) {
    switch (p.u8(1)) {
        case 0x02:
        case 0x05:
        case 0x21:
        case 0x22:
        case 0x25:
        case 0x31:
        case 0x32:
            return Speaker::Client;
        case 0x04:
        case 0x06:
        case 0x23:
        case 0x24:
        case 0x33:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** The exclusive or of all bytes from an offset to the payload's end. */
int exclusive_or(const Payload& p, std::size_t from) {
    const auto rest = p.from(from).bytes();
    return std::accumulate(rest.begin(), rest.end(), 0,
                           [](int all, std::uint8_t byte) { return all ^ byte; });
}

/** One data set: X-BUS with its checksum, the central station's state, or a command of four bytes. */
bool z21(const Payload& p) {
    constexpr int kXBus = 0x40;
    constexpr int kState = 0x84;
    constexpr std::int64_t kLongest = 40;
    if (p.u8(1) != 0 || p.u8(3) != 0 || p.u8(0) != p.length() || p.length() > kLongest) return false;
    const int header = p.u8(2);
    if (header == kXBus) {
        const bool is_whole = p.reaches(static_cast<std::size_t>(p.length()) - 1);
        return p.length() >= 7 && is_whole && exclusive_or(p, 4) == 0;
    }
    if (header == kState) return p.length() == 20;
    return p.length() == 4 && (header == 0x10 || header == 0x18 || header == 0x1a || header == 0x30 ||
                               header == 0x51 || header == 0x85);
}

/** Magic, and a length to the byte. */
bool dji(const Payload& p) {
    return p.u8(0) == 0x55 && p.u8(1) == 0xbb && p.u8(2) == p.length() && p.length() >= 8;
}

/** A universe's levels, with a length to the byte, or a question who is there. */
bool enttec(const Payload& p) {
    constexpr std::int64_t kUniverse = 512;
    if (!p.has("ESDD")) return p.has("ESPP") && p.length() == 5 && p.u8(4) <= 1;
    return (p.u8(6) == 1 || p.u8(6) == 2 || p.u8(6) == 4) && p.be16(7) <= kUniverse &&
           p.be16(7) + 9 == p.length();
}

/** A frame's beginning, a slot, Ember's message, a command, version 1. */
bool s101(const Payload& p) {
    return p.u8(0) == 0xfe && p.u8(1) == 0 && p.u8(2) == 0x0e && p.u8(3) <= 2 && p.u8(4) == 1;
}

bool s101_asks(const Payload& p) { return s101(p) && p.u8(3) != 2; }

bool idn_scan(const Payload& p) { return p.u8(0) == 0x10 && p.length() == 4; }

/** A unit's answer: a structure of 40 bytes, version 1, a reserved byte. */
bool idn_unit(const Payload& p) {
    return p.u8(0) == 0x11 && p.u8(4) == 40 && (p.u8(5) & 0xf0) == 0x10 && p.u8(7) == 0 && p.length() == 44;
}

/** A header of its length with the name, then a message of its length with a letter. */
bool lsdp(const Payload& p) {
    constexpr std::string_view kMessages = "ADQR";
    return p.u8(0) == 6 && p.has("LSDP", 1) && p.u8(6) >= 3 && p.printable(7, 1) &&
           kMessages.find(static_cast<char>(p.u8(7))) != std::string_view::npos;
}

/** SANE_NET_INIT: the procedure 0, version 1.0, a user's name to the byte. */
bool sane_init(const Payload& p) {
    constexpr std::int64_t kLongestName = 256;
    return p.u8(0) == 0 && p.be32(0) == 0 && p.be16(4) == 0x0100 && p.be32(8) <= kLongestName &&
           p.be32(8) + 12 == p.length();
}

/** Its answer: no error, and the server's version. */
bool sane_initialised(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) == 0 && p.be16(4) == 0x0100 && p.length() == 8;
}

/** A player looks for its server: what it is, reserved bytes, its address. */
bool slimp3_discovery(const Payload& p) {
    return p.u8(0) == 'd' && p.u8(1) == 0 && p.u8(2) >= 1 && p.zeros(4, 8) && p.length() == 18;
}

/** A server says where it is: an address, a port, reserved bytes. */
bool slimp3_discovered(const Payload& p) {
    return p.u8(0) == 'D' && p.u8(1) == 0 && p.be16(6) > 0 && p.zeros(8, 10) && p.length() == 18;
}

/** What is left of some bytes, divided by CCITT's polynomial, with nothing behind them. */
std::uint16_t kingfisher_checksum(std::span<const std::uint8_t> bytes) {
    constexpr std::uint32_t kPolynomial = 0x1021;
    std::uint32_t rest = 0;
    for (const std::uint8_t byte : bytes) {
        for (std::uint32_t bit = 0x80; bit != 0; bit >>= 1U) {
            const bool carries = (rest & 0x8000U) != 0;
            rest = (rest << 1U | static_cast<std::uint32_t>((byte & bit) != 0)) & 0xffffU;
            if (carries) rest ^= kPolynomial;
        }
    }
    return static_cast<std::uint16_t>(rest);
}

/** A system, a length of one byte, a function that has a number, a checksum over all but the system. */
bool kingfisher(const Payload& p) {
    constexpr int kLastFunction = 0x51;
    constexpr int kFirstOfSeries3 = 0x80;
    constexpr int kLastOfSeries3 = 0xe3;
    if (p.u8(2) + 1 != p.length() || p.length() < 9) return false;
    const int function = p.u8(6);
    const bool known =
        function <= kLastFunction || (function >= kFirstOfSeries3 && function <= kLastOfSeries3);
    const auto end = static_cast<std::size_t>(p.length()) - 2;
    return known && p.reaches(end + 1) && p.be16(end) == kingfisher_checksum(p.bytes().subspan(1, end - 1));
}

constexpr Recogniser kRows[]{
    {.protocol = "dlms",
     .transports = kTcp | kUdp,
     .port = 4059,
     .client = dlms,
     .server = dlms,
     .tells = dlms_speaker},
    {.protocol = "trdp", .transports = kUdp, .port = 17224, .client = trdp, .server = trdp},
    {.protocol = "trdp", .transports = kTcp, .port = 17225, .client = trdp, .server = trdp},
    {.protocol = "pcomtcp",
     .transports = kTcp,
     .port = 20256,
     .client = pcom,
     .server = pcom,
     .tells = pcom_speaker},
    {.protocol = "ff",
     .transports = kTcp | kUdp,
     .port = 1090,
     .client = fieldbus_hse,
     .server = fieldbus_hse},
    {.protocol = "ecatf", .transports = kTcp | kUdp, .port = 34980, .client = ethercat, .server = ethercat},
    {.protocol = "hicp", .transports = kUdp, .port = 3250, .client = hicp_client, .server = hicp_server},
    {.protocol = "busmirroring", .transports = kUdp, .port = 30511, .client = bus_mirroring},
    {.protocol = "tfp",
     .transports = kTcp,
     .port = 4223,
     .client = tinkerforge_enumerate,
     .server = tinkerforge_enumerated},
    {.protocol = "gryphon", .transports = kTcp, .port = 7000, .client = gryphon, .server = gryphon},
    {.protocol = "5co_legacy",
     .transports = kUdp,
     .port = 7010,
     .client = fiveco,
     .server = fiveco,
     .tells = fiveco_speaker},
    {.protocol = "5co_legacy",
     .transports = kTcp,
     .port = 8010,
     .client = fiveco,
     .server = fiveco,
     .tells = fiveco_speaker},
    {.protocol = "z21", .transports = kUdp, .port = 21105, .client = z21, .server = z21},
    {.protocol = "djiuav", .transports = kTcp, .port = 2001, .client = dji, .server = dji},
    {.protocol = "enttec", .transports = kTcp | kUdp, .port = 3333, .client = enttec, .server = enttec},
    {.protocol = "s101", .transports = kTcp, .port = 9000, .client = s101_asks, .server = s101},
    {.protocol = "idn",
     .transports = kUdp,
     .port = 7255,
     .server = idn_unit,
     .asks = idn_scan,
     .answers = idn_unit},
    {.protocol = "lsdp", .transports = kUdp, .port = 11430, .client = lsdp, .server = lsdp},
    {.protocol = "sane", .transports = kTcp, .port = 6566, .client = sane_init, .server = sane_initialised},
    {.protocol = "slimp3",
     .transports = kUdp,
     .port = 3483,
     .client = slimp3_discovery,
     .server = slimp3_discovered},
    {.protocol = "kf", .transports = kTcp | kUdp, .port = 4058, .client = kingfisher, .server = kingfisher},
};

}  // namespace

std::span<const Recogniser> machine_recognisers() { return kRows; }

}  // namespace portlore
