// Modbus (Modbus Messaging on TCP/IP 1.0b), DNP3 (IEEE 1815), EtherNet/IP (CIP volume 2), IEC 60870-5-104,
// OPC UA (part 6), HART-IP, BACnet/IP (ASHRAE 135 annex J), KNXnet/IP (ISO 22510), DoIP (ISO 13400-2), Omron
// FINS, IEEE C37.118, Beckhoff ADS, HL7 (MLLP), FIX, DICOM excepted. S7 runs over TPKT and COTP. HiSLIP
// (IVI-6.1), EtherNet/IP's input and output (CIP volume 2, 2-6), Ethernet Global Data (GFK-2224), ANSI
// C12.22, EIA-852 (CNIP), Saia S-Bus and Ether-S-I/O, Niagara Fox, CODESYS 3.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

constexpr std::int64_t kModbusHeader = 6;

/** A header with protocol 0, a length to the byte (or to the next header), a function that has a number. */
bool is_modbus(const Payload& p, int function) {
    const std::int64_t end = kModbusHeader + p.be16(4);
    const bool known = (function >= 1 && function <= 8) || function == 11 || function == 12 ||
                       (function >= 15 && function <= 17) || (function >= 20 && function <= 24) ||
                       function == 43 || function == 90;
    if (!known || p.be16(2) != 0 || p.be16(4) < 2 || p.be16(4) > 254) return false;
    const Payload next = p.from(static_cast<std::size_t>(end));
    return end == p.length() || (next.be16(2) == 0 && next.be16(4) >= 2 && next.be16(4) <= 254);
}

bool modbus_client(const Payload& p) {
    const int function = p.u8(7);
    const std::int64_t length = p.be16(4);
    const bool fixed = function >= 1 && function <= 6;
    return is_modbus(p, function) && (!fixed || length == 6);
}

bool modbus_server(const Payload& p) {
    constexpr int kException = 0x80;
    const int function = p.u8(7);
    if (function >= kException)
        return is_modbus(p, function - kException) && p.be16(4) == 3 && p.u8(8) >= 1 && p.u8(8) <= 11;
    const bool reads = function >= 1 && function <= 4;
    return is_modbus(p, function) && (!reads || p.be16(4) == p.u8(8) + 3);
}

/** The checksum of IEEE 1815 over a data link header. */
std::uint16_t dnp3_crc(std::span<const std::uint8_t> bytes) {
    constexpr std::uint16_t kReversedPolynomial = 0xa6bc;
    std::uint16_t crc = 0;
    for (const std::uint8_t byte : bytes) {
        crc = static_cast<std::uint16_t>(crc ^ byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = static_cast<std::uint16_t>((crc & 1) != 0 ? (crc >> 1) ^ kReversedPolynomial : crc >> 1);
        }
    }
    return static_cast<std::uint16_t>(~crc);
}

bool dnp3(const Payload& p) {
    return p.u8(0) == 0x05 && p.u8(1) == 0x64 && p.u8(2) >= 5 && p.bytes().size() >= 10 &&
           p.le16(8) == dnp3_crc(p.bytes().first(8));
}

/** The encapsulation's header: a command, a length to the byte, a status that has a number, no options. */
bool is_enip(const Payload& p, std::int64_t command) {
    return p.u8(0) == (command & 0xff) && p.le16(0) == command && p.le16(2) + 24 == p.length() &&
           p.le32(8) <= 0x69 && p.le32(20) == 0;
}

constexpr std::int64_t kEnipRegister = 0x65;

/** A session's registration, by which all traffic over TCP begins, or what is sent in one. */
bool enip_over_tcp(const Payload& p) {
    constexpr std::int64_t kSendRequest = 0x6f;
    constexpr std::int64_t kSendUnit = 0x70;
    if (is_enip(p, kEnipRegister)) return p.le16(2) == 4 && p.le16(24) == 1;
    return (is_enip(p, kSendRequest) || is_enip(p, kSendUnit)) && p.le32(4) != 0 && p.le32(24) == 0;
}

/** Who registers has no session yet: the answer hands out its handle, or says in its status why not. What is
 * sent in a session looks alike either way. */
Speaker enip_tcp_speaker(const Payload& p) {
    if (p.le16(0) != kEnipRegister) return Speaker::Unknown;
    return p.zeros(4, 8) ? Speaker::Client : Speaker::Server;
}

/** Who is there, and what can it do: lists, asked for and given, and what needs no session. */
bool enip_over_udp(const Payload& p) {
    constexpr std::int64_t kListServices = 0x04;
    constexpr std::int64_t kListIdentity = 0x63;
    constexpr std::int64_t kListInterfaces = 0x64;
    return (is_enip(p, kListServices) || is_enip(p, kListIdentity) || is_enip(p, kListInterfaces)) &&
           p.le32(4) == 0;
}

/** These requests have no data, their answers have some, or a status that tells why not. */
Speaker enip_udp_speaker(const Payload& p) {
    return p.le16(2) == 0 && p.le32(8) == 0 ? Speaker::Client : Speaker::Server;
}

/** A U frame (start, stop, test), an S frame, or an I frame of a type that has a number. */
bool is_iec104_frame(const Payload& p) {
    const int control = p.u8(2);
    const std::int64_t end = p.u8(1) + 2;
    if (p.u8(0) != 0x68 || p.u8(1) < 4 || p.u8(1) > 253 || end > p.length()) return false;
    if ((control & 3) == 3) {
        const int function = control & 0xfc;
        return end == 6 && p.zeros(3, 3) && function != 0 && (function & (function - 1)) == 0;
    }
    if (control == 1) return end == 6 && p.u8(3) == 0 && (p.u8(4) & 1) == 0;
    const int type = p.u8(6);
    const bool known = (type >= 1 && type <= 40) || (type >= 45 && type <= 51) ||
                       (type >= 58 && type <= 64) || type == 70 || (type >= 100 && type <= 107) ||
                       (type >= 110 && type <= 113) || (type >= 120 && type <= 127);
    return (control & 1) == 0 && (p.u8(4) & 1) == 0 && known && end >= 14 && (p.u8(7) & 0x7f) != 0 &&
           (p.u8(8) & 0x3f) >= 1 && (p.u8(8) & 0x3f) <= 47;
}

/** Frames to the payload's end, as far as they were captured and one has to look. */
bool iec104(const Payload& p) {
    constexpr int kMostFrames = 4;
    constexpr std::int64_t kSegment = 500;
    if (!is_iec104_frame(p)) return false;
    Payload rest = p.from(static_cast<std::size_t>(p.u8(1)) + 2);
    for (int frames = 1; frames < kMostFrames && !rest.empty(); ++frames) {
        // A segment may end within a frame.
        const bool is_cut = p.length() >= kSegment && rest.u8(1) + 2 > rest.length();
        if (!is_iec104_frame(rest)) return is_cut && rest.u8(0) == 0x68;
        rest = rest.from(static_cast<std::size_t>(rest.u8(1)) + 2);
    }
    return true;
}

/** The controlling station starts and stops the transfer (5.3); either tests, and sends in a dual station. */
Speaker iec104_speaker(const Payload& p) {
    switch (p.u8(2)) {
        case 0x07:  // STARTDT act
        case 0x13:  // STOPDT act
            return Speaker::Client;
        case 0x0b:  // STARTDT con
        case 0x23:  // STOPDT con
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

bool opcua(const Payload& p, std::initializer_list<std::string_view> kinds) {
    return std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) { return p.has(kind); }) &&
           p.le32(4) >= 12 && p.le32(4) < 0x1000000 && p.le32(4) >= p.length();
}

/** Version 1 or 2, a message's type and id, a status, and a length to the byte. */
bool hart_ip(const Payload& p, int type) {
    return (p.u8(0) == 1 || p.u8(0) == 2) && p.u8(1) == type && p.u8(2) >= 0 && p.u8(2) <= 5 &&
           p.u8(3) >= 0 && p.be16(6) >= 8 && p.be16(6) == p.length() && (p.u8(2) != 0 || p.be16(6) == 13) &&
           (p.u8(2) != 2 && p.u8(2) != 1 ? true : p.be16(6) == 8);
}

/** BACnet/IP, over IPv4 or IPv6: a function that has a number and a length to the byte. */
bool bvlc(const Payload& p) {
    const bool known = p.u8(0) == 0x81 ? p.u8(1) <= 12 : p.u8(0) == 0x82 && p.u8(1) <= 12;
    if (!known || p.be16(2) != p.length() || p.length() < 4) return false;
    constexpr int kUnicast = 10;
    constexpr int kBroadcast = 11;
    const bool carries = p.u8(0) == 0x81 && (p.u8(1) == kUnicast || p.u8(1) == kBroadcast);
    return !carries || p.u8(4) == 1;  // the version of BACnet's network layer
}

/** Header length 6, version 1.0, a service of the known families, and a length to the byte. */
bool knxnet_ip(const Payload& p) {
    if (p.u8(0) != 0x06 || p.u8(1) != 0x10) return false;
    const int family = p.u8(2);
    return family >= 2 && family <= 9 && family != 8 && p.u8(3) >= 0 && p.be16(4) == p.length() &&
           p.length() >= 8;
}

/** Services of a client to a server and back; both sides disconnect, tunnel and route. */
Speaker knxnet_ip_speaker(const Payload& p) {
    switch (p.be16(2)) {
        case 0x0201:  // search
        case 0x0203:  // description
        case 0x0205:  // connect
        case 0x0207:  // connection state
        case 0x020b:  // search, extended
            return Speaker::Client;
        case 0x0202:
        case 0x0204:
        case 0x0206:
        case 0x0208:
        case 0x020c:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** A version and its inverse (255 only asks who is there), a payload's type, and its length to the byte. */
bool doip(const Payload& p) {
    const bool is_numbered = p.u8(0) >= 0 && p.u8(0) <= 4;
    if (!is_numbered && p.u8(0) != 0xff) return false;
    const std::int64_t type = p.be16(2);
    return (p.u8(0) ^ p.u8(1)) == 0xff && (is_numbered || (type >= 1 && type <= 3)) &&
           (type <= 8 || (type >= 0x4001 && type <= 0x4004) || (type >= 0x8001 && type <= 0x8003)) &&
           p.be32(4) + 8 == p.length();
}

/** ISO 13400-2: what testers send to vehicles and vehicles to testers. Vehicles announce themselves
 * unasked, and diagnose both ways. */
Speaker doip_speaker(const Payload& p) {
    switch (p.be16(2)) {
        case 0x0001:  // vehicle identification, by nothing, EID or VIN
        case 0x0002:
        case 0x0003:
        case 0x0005:  // routing activation
        case 0x0008:  // the answer to an alive check
        case 0x4001:  // entity status
        case 0x4003:  // power mode
            return Speaker::Client;
        case 0x0006:
        case 0x0007:  // alive check
        case 0x4002:
        case 0x4004:
        case 0x8002:  // acknowledgement of a diagnostic message
        case 0x8003:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** IEEE C37.118: a frame's type and version, a length to the byte, a time of this century. */
bool synphasor(const Payload& p) {
    if (p.u8(0) != 0xaa) return false;
    const int type = p.u8(1) >> 4;
    const int version = p.u8(1) & 0x0f;
    return type >= 0 && type <= 5 && version >= 1 && version <= 3 && p.be16(2) == p.length() &&
           p.be16(2) >= 16 && p.be32(6) > 900000000;
}

/** Commands go to the unit that measures; it may send its data to a port of the other's, unasked. */
Speaker synphasor_speaker(const Payload& p) {
    constexpr int kCommand = 4;
    return p.u8(1) >> 4 == kCommand ? Speaker::Client : Speaker::Unknown;
}

/** Beckhoff's ADS over TCP: a length to the byte, a command, a state, and the length of its data. */
bool ams(const Payload& p) {
    return p.u8(0) == 0 && p.u8(1) == 0 && p.le32(2) + 6 == p.length() && p.le32(2) >= 32 &&
           p.le16(22) >= 1 && p.le16(22) <= 9 && (p.le16(24) == 4 || p.le16(24) == 5) &&
           p.le32(26) + 38 == p.length();
}

bool omron(const Payload& p) { return p.has("FINS") && p.be32(4) >= 8 && p.be32(4) + 8 >= p.length(); }

/** The commands that give node addresses have a direction; frames go both ways. */
Speaker omron_speaker(const Payload& p) {
    switch (p.be32(8)) {
        case 0:
            return Speaker::Client;
        case 1:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** HiSLIP: a prologue, a message that has a number (or a vendor's), and a length to the byte. */
bool hislip(const Payload& p) {
    constexpr int kLastType = 37;
    if (!p.has("HS")) return false;
    const bool known = p.u8(2) <= kLastType || p.u8(2) >= 128;
    return known && p.be32(8) == 0 && p.is_filled_to(p.be32(12) + 16);
}

/** By the message (IVI-6.1, table 4): who initialises, and who answers that. */
Speaker hislip_speaker(const Payload& p) {
    switch (p.u8(2)) {
        case 0:   // Initialize
        case 17:  // AsyncInitialize
            return Speaker::Client;
        case 1:
        case 18:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** EtherNet/IP's cyclic data: a sequenced address of eight bytes, then connected data to the byte. */
bool cip_io(const Payload& p) {
    return p.u8(0) >= 2 && p.u8(0) <= 4 && p.u8(1) == 0 && p.le16(2) == 0x8002 && p.le16(4) == 8 &&
           p.le16(14) == 0x00b1 && (p.le16(0) > 2 || p.le16(16) + 18 == p.length());
}

/** Data of an exchange: type 13, version 1, a time with less than a second of nanoseconds, nothing reserved
 * set. */
bool egd(const Payload& p) {
    constexpr std::int64_t kSecond = 1000000000;
    return p.u8(0) == 13 && p.u8(1) == 1 && p.le32(16) < kSecond && p.le32(28) == 0 && p.length() > 32 &&
           p.length() <= 1432;
}

/** EIA-852: a length to the byte, version 1, a packet that has a number, no extended header. */
bool cnip(const Payload& p) {
    constexpr std::array kTypes{0x01, 0x03, 0x04, 0x06, 0x07, 0x08, 0x60, 0x63,
                                0x64, 0x66, 0x68, 0x70, 0x71, 0x72, 0x7f};
    return p.be16(0) == p.length() && p.length() >= 20 && p.u8(2) == 1 &&
           std::find(kTypes.begin(), kTypes.end(), p.u8(3)) != kTypes.end() && p.u8(4) == 0 &&
           (p.u8(5) & 0xc0) == 0;
}

/** The checksum of S-Bus: CCITT's, over all that is before it. */
std::uint16_t sbus_crc(std::span<const std::uint8_t> bytes) {
    constexpr std::uint16_t kPolynomial = 0x1021;
    std::uint16_t crc = 0;
    for (const std::uint8_t byte : bytes) {
        crc = static_cast<std::uint16_t>(crc ^ byte << 8);
        for (int bit = 0; bit < 8; ++bit) {
            crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? (crc << 1) ^ kPolynomial : crc << 1);
        }
    }
    return crc;
}

/** Saia's S-Bus: a length to the byte, version 0 or 1, type 0, a request, response or acknowledgement, a
 * checksum. */
bool sbus(const Payload& p) {
    constexpr std::int64_t kLongest = 300;
    if (p.u8(0) != 0 || p.be32(0) != p.length() || p.length() < 11 || p.length() > kLongest || p.u8(4) > 1 ||
        p.u8(5) != 0 || p.u8(8) > 2)
        return false;
    const auto body = static_cast<std::size_t>(p.length()) - 2;
    return p.reaches(body) && p.be16(body) == sbus_crc(p.bytes().first(body));
}

Speaker sbus_speaker(const Payload& p) { return p.u8(8) == 0 ? Speaker::Client : Speaker::Server; }

/** Ether-S-I/O: its name, and a telegram that has a number. */
bool esio(const Payload& p) { return p.has("ESIO") && p.be16(4) <= 5; }

/** C12.22: an ACSE message whose elements fill it, the last of them its information, an EXTERNAL. */
bool c1222(const Payload& p) {
    constexpr int kMessage = 0x60;
    constexpr int kInformation = 0xbe;
    constexpr int kExternal = 0x28;
    constexpr int kMostElements = 16;
    if (p.u8(0) != kMessage) return false;
    const ber::Element message = ber::element_at(p, 0);
    if (message.length < 8 || message.end() > p.length()) return false;
    std::size_t at = message.content;
    for (int elements = 0; elements < kMostElements; ++elements) {
        const ber::Element element = ber::element_at(p, at);
        const bool known = element.tag >= 0xa0 && element.tag <= 0xbe;
        const bool is_mechanism = element.tag == 0x8b || element.tag == 0x80 || element.tag == 0x8a;
        if ((!known && !is_mechanism) || element.length < 1 || element.end() > message.end()) return false;
        if (element.tag == kInformation)
            return element.end() == message.end() && p.u8(element.content) == kExternal;
        at = static_cast<std::size_t>(element.end());
    }
    return false;
}

/** `fox a 1 -1 fox hello`, then properties in braces. */
bool fox(const Payload& p) { return p.has("fox a ") && p.line_contains(" fox "); }

/** CODESYS 3 over TCP: magic, and a length to the byte. */
bool codesys(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) == 0x000117e8 && p.le32(4) == p.length() && p.length() > 12;
}

constexpr Recogniser kRows[]{
    {.protocol = "mbtcp", .transports = kTcp, .port = 502, .client = modbus_client, .server = modbus_server},
    {.protocol = "mbudp", .transports = kUdp, .port = 502, .client = modbus_client, .server = modbus_server},
    {.protocol = "dnp3", .transports = kTcp | kUdp, .port = 20000, .client = dnp3, .server = dnp3},
    {.protocol = "enip",
     .transports = kTcp,
     .port = 44818,
     .client = enip_over_tcp,
     .server = enip_over_tcp,
     .tells = enip_tcp_speaker},
    {.protocol = "enip",
     .transports = kUdp,
     .port = 44818,
     .client = enip_over_udp,
     .server = enip_over_udp,
     .tells = enip_udp_speaker},
    {.protocol = "iec60870_104",
     .transports = kTcp,
     .port = 2404,
     .client = iec104,
     .server = iec104,
     .tells = iec104_speaker},
    {.protocol = "opcua",
     .transports = kTcp,
     .port = 4840,
     .client =
         [](const Payload& p) {
             return opcua(p, {"HELF", "OPNF", "RHEF"});
         },
     .server =
         [](const Payload& p) {
             return opcua(p, {"ACKF", "ERRF", "OPNF"});
         }},
    {.protocol = "hart_ip",
     .transports = kTcp | kUdp,
     .port = 5094,
     .client = [](const Payload& p) { return hart_ip(p, 0); },
     .asks = [](const Payload& p) { return hart_ip(p, 0); },
     .answers = [](const Payload& p) { return hart_ip(p, 1); }},
    {.protocol = "bvlc", .transports = kUdp, .port = 47808, .client = bvlc, .server = bvlc},
    {.protocol = "kip",
     .transports = kTcp | kUdp,
     .port = 3671,
     .client = knxnet_ip,
     .server = knxnet_ip,
     .tells = knxnet_ip_speaker},
    {.protocol = "doip",
     .transports = kTcp | kUdp,
     .port = 13400,
     .client = doip,
     .server = doip,
     .tells = doip_speaker},
    {.protocol = "omron",
     .transports = kTcp,
     .port = 9600,
     .client = omron,
     .server = omron,
     .tells = omron_speaker},
    {.protocol = "hl7",
     .transports = kTcp,
     .port = 2575,
     .client =
         [](const Payload& p) {
             return p.has("\x0bMSH|") ||
                    p.has(
                        "\x0b"
                        "FHS|") ||
                    p.has(
                        "\x0b"
                        "BHS|");
         },
     .server = [](const Payload& p) { return p.has("\x0bMSH|"); }},
    {.protocol = "fix",
     .transports = kTcp,
     .port = 0,
     .client = [](const Payload& p) { return p.has("8=FIX") && p.find(1, 5) < 20; },
     .server = [](const Payload& p) { return p.has("8=FIX") && p.find(1, 5) < 20; }},
    {.protocol = "synphasor", .transports = kTcp, .port = 4712, .client = synphasor, .server = synphasor},
    {.protocol = "synphasor",
     .transports = kUdp,
     .port = 4713,
     .client = synphasor,
     .server = synphasor,
     .tells = synphasor_speaker},
    {.protocol = "ams", .transports = kTcp, .port = 48898, .client = ams, .server = ams},
    {.protocol = "hislip",
     .transports = kTcp,
     .port = 4880,
     .client = hislip,
     .server = hislip,
     .tells = hislip_speaker},
    {.protocol = "cipio", .transports = kUdp, .port = 2222, .client = cip_io, .server = cip_io},
    {.protocol = "egd", .transports = kUdp, .port = 18246, .client = egd, .server = egd},
    {.protocol = "cnip", .transports = kUdp, .port = 1628, .client = cnip, .server = cnip},
    {.protocol = "sbus",
     .transports = kUdp,
     .port = 5050,
     .client = sbus,
     .server = sbus,
     .tells = sbus_speaker},
    {.protocol = "esio", .transports = kUdp, .port = 6060, .client = esio, .server = esio},
    {.protocol = "c1222", .transports = kTcp | kUdp, .port = 1153, .client = c1222, .server = c1222},
    {.protocol = "fox", .transports = kTcp, .port = 0, .client = fox, .server = fox},
    {.protocol = "codesys", .transports = kTcp, .port = 0, .client = codesys, .server = codesys},
};

}  // namespace

std::span<const Recogniser> industrial_recognisers() { return kRows; }

}  // namespace portlore
