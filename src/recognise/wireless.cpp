// What access points, base stations and what keeps them say to each other: LWAPP (RFC 5412), Aruba's
// discovery and PAPI, Trapeze's TAPA, IAPP (Lucent's), DPP over TCP (Wi-Fi Easy Connect), WiMAX's ASN control
// plane (NWG stage 3), media independent handover (IEEE 802.21), EAPOL's relay of Wi-SUN, the Network Service
// over UDP (3GPP TS 48.016), CBSP (3GPP TS 48.049), SABP (3GPP TS 25.419), UMA (3GPP TS 44.318), A21 (3GPP2
// A.S0008-C), WLCCP (Cisco's), SCoP (ZigBee's).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

namespace portlore {

namespace {

/** A control message: version 0, whole, lengths within each other to the byte, a type that has a number (RFC
 * 5412, 3.3 and 4.3). */
bool is_lwapp_control(const Payload& p) {
    constexpr int kControl = 0x04;
    constexpr int kLastType = 0x30;
    return p.u8(0) == kControl && p.u8(1) >= 0 && p.be16(2) + 6 == p.length() && p.u8(6) >= 1 &&
           p.u8(6) <= kLastType && p.be16(8) + 8 == p.be16(2);
}

/** With or without the access point's address in front. */
bool lwapp(const Payload& p) {
    constexpr std::size_t kAddress = 6;
    return is_lwapp_control(p) || ((p.u8(0) & 1) == 0 && is_lwapp_control(p.from(kAddress)));
}

/** Behind an Ethernet header of its own. */
bool lwapp_layer_3(const Payload& p) {
    constexpr std::size_t kEthernet = 14;
    return (p.u8(6) & 1) == 0 && (p.be16(12) == 0x88bb || p.be16(12) == 0xbbbb) &&
           is_lwapp_control(p.from(kEthernet));
}

/** Version 1, a question with the access point's address or an answer with the switch's, each of one length.
 */
bool aruba_discovery(const Payload& p) {
    if (p.u8(0) != 0 || p.be16(0) != 1) return false;
    return (p.be16(2) == 1 && p.length() == 12 && (p.u8(6) & 1) == 0 && !p.zeros(6, 6)) ||
           (p.be16(2) == 2 && p.length() == 10 && p.u8(6) >= 1 && p.u8(6) <= 223);
}

bool papi(const Payload& p) {
    constexpr std::int64_t kHeader = 44;
    return p.u8(0) == 0x49 && p.be16(0) == 0x4972 && p.be16(2) >= 1 && p.be16(2) <= 3 &&
           p.length() >= kHeader;
}

/** A question: elements of a kind and a length, to the byte. */
bool tapa(const Payload& p) {
    if ((p.u8(0) != 1 && p.u8(0) != 4) || p.u8(1) < 0 || p.be16(2) != p.length() || p.length() < 12)
        return false;
    constexpr int kMostElements = 4;
    std::int64_t at = 4;
    for (int elements = 0; elements < kMostElements && at < p.length(); ++elements) {
        const auto element = static_cast<std::size_t>(at);
        if (p.u8(element) < 1 || p.u8(element) > 2 || p.u8(element + 1) != 0 || p.be16(element + 2) == 0)
            return false;
        at += 4 + p.be16(element + 2);
    }
    return at == p.length();
}

/** Version 1, a type, and elements to the byte, an access point's address among them. */
bool iapp(const Payload& p) {
    constexpr int kStation = 1;
    constexpr int kOldStation = 2;
    constexpr std::int64_t kLongest = 64;
    constexpr int kMostElements = 16;
    if (p.u8(0) != 1 || p.u8(1) > 3) return false;
    bool has_station = false;
    std::int64_t at = 2;
    for (int elements = 0; elements < kMostElements && at < p.length(); ++elements) {
        const auto element = static_cast<std::size_t>(at);
        const int type = p.u8(element);
        const std::int64_t length = p.be16(element + 1);
        if (length > kLongest || ((type == kStation || type == kOldStation) && length != 6)) return false;
        has_station |= type == kStation;
        at += 3 + length;
    }
    return has_station && at == p.length();
}

/** A length, then a public action frame of the vendor's kind, the Wi-Fi Alliance's, type DPP, suite 1. */
bool dpp(const Payload& p) {
    constexpr std::string_view kFrame("\x09\x50\x6f\x9a\x1a\x01", 6);
    return p.u8(0) == 0 && p.has(kFrame, 4) && p.is_filled_to(p.be32(0) + 4);
}

/** Version 1, a function, a length to the byte, nothing reserved set. */
bool wimax_asn(const Payload& p) {
    constexpr int kLastFunction = 32;
    return p.u8(0) == 1 && p.u8(1) >= 0 && p.u8(2) >= 1 && p.u8(2) <= kLastFunction &&
           p.be16(4) == p.length() && p.be32(12) == 0 && p.be16(18) == 0;
}

/** Version 1, a service, a length to the byte, and who says it to whom. */
bool media_handover(const Payload& p) {
    constexpr int kSource = 1;
    constexpr int kDestination = 2;
    if (p.u8(0) >> 4 != 1 || (p.u8(1) & 1) != 0) return false;
    const int service = p.u8(2) >> 4;
    return service >= 1 && service <= 4 && (p.u8(4) & 0xf0) == 0 && p.be16(6) + 8 == p.length() &&
           p.u8(8) == kSource && p.u8(9) < 0x80 &&
           p.u8(10 + static_cast<std::size_t>(p.u8(9) > 0 ? p.u8(9) : 0)) == kDestination;
}

/** A node's address, a method of key management, and EAPOL of the length that it says. */
bool wisun_relay(const Payload& p) {
    const int method = p.u8(8);
    return (method == 1 || method == 6 || method == 7) && p.u8(9) >= 1 && p.u8(9) <= 3 && p.u8(10) <= 3 &&
           p.be16(11) >= 4 && p.be16(11) + 13 == p.length();
}

/** An element of the network service: an identifier of two bytes, its length with the last-octet bit. */
bool is_ns_element(const Payload& p, std::size_t at, int element, int length) {
    constexpr int kLast = 0x80;
    return p.u8(at) == element && p.u8(at + 1) == (kLast | length);
}

/** A virtual connection is reset or blocked, or says that it was (TS 48.016, 9.2). */
bool network_service(const Payload& p) {
    constexpr int kCause = 0;
    constexpr int kConnection = 1;
    constexpr int kEntity = 4;
    switch (p.u8(0)) {
        case 0x02:  // NS-RESET
            return is_ns_element(p, 1, kCause, 1) && is_ns_element(p, 4, kConnection, 2) &&
                   is_ns_element(p, 8, kEntity, 2) && p.length() == 12;
        case 0x03:  // NS-RESET-ACK
            return is_ns_element(p, 1, kConnection, 2) && is_ns_element(p, 5, kEntity, 2) && p.length() == 9;
        case 0x04:  // NS-BLOCK
            return is_ns_element(p, 1, kCause, 1) && is_ns_element(p, 4, kConnection, 2) && p.length() == 8;
        case 0x08:  // NS-STATUS
            return is_ns_element(p, 1, kCause, 1) && p.u8(4) <= kEntity && p.length() <= 64;
        default:
            return false;
    }
}

/** A message that has a number, a length to the byte, and one of the elements that messages begin with. */
bool cbsp(const Payload& p) {
    constexpr int kLastMessage = 0x19;
    if (p.u8(0) < 1 || p.u8(0) > kLastMessage || p.u8(1) != 0 || p.be24(1) + 4 != p.length()) return false;
    switch (p.u8(4)) {
        case 0x04:  // a list of cells
        case 0x09:  // a list of failures
        case 0x0b:  // a cause
        case 0x0e:  // a message's identifier
        case 0x18:  // how often to say that one is alive
            return p.length() >= 6;
        default:
            return false;
    }
}

/** A length in PER that is no fragment's: where it ends, and what it says; -1 where there is none. */
struct PerLength {
    std::size_t end;
    std::int64_t length;
};

PerLength per_length(const Payload& p, std::size_t at) {
    const int first = p.u8(at);
    if (first >= 0 && first < 0x80) return {at + 1, first};
    if (first >= 0xc0 || first < 0) return {at, -1};
    return {at + 2, p.be16(at) & 0x3fff};
}

/** A procedure with its criticality, a length to the byte, and as many elements as it says, to the byte. */
bool sabp(const Payload& p) {
    constexpr int kLastProcedure = 8;
    constexpr std::int64_t kLastElement = 40;
    constexpr int kMostElements = 16;
    const int kind = p.u8(0);
    if ((kind != 0 && kind != 0x20 && kind != 0x40) || p.u8(1) > kLastProcedure || (p.u8(2) & 0x3f) != 0)
        return false;
    const PerLength all = per_length(p, 3);
    if (all.length < 7 || static_cast<std::int64_t>(all.end) + all.length != p.length() || p.u8(all.end) != 0)
        return false;
    const std::int64_t elements = p.be16(all.end + 1);
    if (elements < 1 || elements > kMostElements) return false;
    std::size_t at = all.end + 3;
    for (std::int64_t i = 0; i < elements; ++i) {
        const PerLength one = per_length(p, at + 3);
        if (p.be16(at) > kLastElement || (p.u8(at + 2) & 0x3f) != 0 || one.length < 1) return false;
        at = one.end + static_cast<std::size_t>(one.length);
    }
    return static_cast<std::int64_t>(at) == p.length();
}

/** A message of GA-CSR's: a length to the byte, a type that has a number, elements to the end. */
bool uma(const Payload& p) {
    constexpr int kLastType = 0x92;
    constexpr int kMostElements = 24;
    constexpr int kLongest = 0x0f;  // times 256 bytes
    if (p.u8(0) > kLongest || p.be16(0) + 2 != p.length() || p.length() < 7 || p.u8(2) > 1 || p.u8(3) < 1 ||
        p.u8(3) > kLastType)
        return false;
    std::int64_t at = 4;
    for (int elements = 0; elements < kMostElements && at < p.length(); ++elements) {
        const auto element = static_cast<std::size_t>(at);
        const int length = p.u8(element + 1);
        if (p.u8(element) < 1 || length < 1) return false;
        at += length < 0x80 ? 2 + length : 3 + (p.be16(element + 1) & 0x7fff);
    }
    return at == p.length();
}

/** A message that has a number, which it correlates first, then elements to the byte. */
bool a21(const Payload& p) {
    constexpr int kLastMessage = 9;
    constexpr int kCorrelation = 4;
    constexpr int kLastElement = 13;
    constexpr int kServiceNetwork = 0xc0;
    constexpr int kMostElements = 16;
    if (p.u8(0) < 1 || p.u8(0) > kLastMessage || p.u8(1) != kCorrelation || p.u8(2) != 4) return false;
    std::int64_t at = 7;
    for (int elements = 0; elements < kMostElements && at < p.length(); ++elements) {
        const auto element = static_cast<std::size_t>(at);
        const int type = p.u8(element);
        if (type < 1 || (type > kLastElement && type != kServiceNetwork)) return false;
        at += 2 + p.u8(element + 1);
    }
    return at == p.length();
}

/** A version, a service and who it is for, a length within the payload, a message that has a number. */
bool wlccp(const Payload& p) {
    constexpr int kLastService = 5;
    constexpr int kLastMessage = 15;
    if (p.u8(0) != 0xc1 || p.u8(1) > kLastService) return false;
    const std::int64_t node = p.be16(2);
    const bool known = node <= 16 ? (node & (node - 1)) == 0 : node == 64;
    return known && p.be16(4) >= 20 && p.be16(4) <= p.length() && (p.u8(6) & 0x3f) >= 1 &&
           (p.u8(6) & 0x3f) <= kLastMessage;
}

/** How it is carried, version 1, a length to the byte that is shorter than RADIUS' least, a service and a
 * kind. */
bool scop(const Payload& p) {
    constexpr std::int64_t kRadius = 20;
    const int carried = p.u8(0);
    const bool known = carried == 1 || carried == 2 || (carried >= 129 && carried <= 131);
    return known && p.u8(1) == 1 && p.be16(2) == p.length() && p.length() < kRadius && p.u8(4) <= 2 &&
           p.u8(5) <= 7;
}

constexpr Recogniser kRows[]{
    {.protocol = "lwapp", .transports = kUdp, .port = 12223, .client = lwapp, .server = lwapp},
    {.protocol = "lwapp-l3",
     .transports = kUdp,
     .port = 12220,
     .client = lwapp_layer_3,
     .server = lwapp_layer_3},
    {.protocol = "adp",
     .transports = kUdp,
     .port = 8200,
     .client = aruba_discovery,
     .server = aruba_discovery},
    {.protocol = "papi", .transports = kUdp, .port = 8211, .client = papi, .server = papi},
    {.protocol = "tapa", .transports = kUdp, .port = 5000, .client = tapa},
    {.protocol = "iapp", .transports = kUdp, .port = 2313, .client = iapp, .server = iapp},
    {.protocol = "dpp", .transports = kTcp, .port = 7871, .client = dpp, .server = dpp},
    {.protocol = "wimaxasncp", .transports = kUdp, .port = 2231, .client = wimax_asn, .server = wimax_asn},
    {.protocol = "mih",
     .transports = kTcp | kUdp,
     .port = 4551,
     .client = media_handover,
     .server = media_handover},
    {.protocol = "wisun.eapol_relay",
     .transports = kUdp,
     .port = 10253,
     .client = wisun_relay,
     .server = wisun_relay},
    {.protocol = "gprs-ns",
     .transports = kUdp,
     .port = 2157,
     .client = network_service,
     .server = network_service},
    {.protocol = "cbsp", .transports = kTcp, .port = 48049, .client = cbsp, .server = cbsp},
    {.protocol = "sabp", .transports = kTcp, .port = 3452, .client = sabp, .server = sabp},
    {.protocol = "uma", .transports = kTcp, .port = 14001, .client = uma, .server = uma},
    {.protocol = "a21", .transports = kUdp, .port = 23272, .client = a21, .server = a21},
    {.protocol = "wlccp", .transports = kUdp, .port = 2887, .client = wlccp, .server = wlccp},
    {.protocol = "scop", .transports = kTcp | kUdp, .port = 17755, .client = scop, .server = scop},
};

}  // namespace

std::span<const Recogniser> wireless_recognisers() { return kRows; }

}  // namespace portlore
