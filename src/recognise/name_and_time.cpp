// DNS (RFC 1035) and what looks like it: multicast DNS (RFC 6762), LLMNR (RFC 4795), NetBIOS names and
// datagrams (RFC 1002); NTP (RFC 5905), Roughtime (draft-ietf-ntp-roughtime), PTP (IEEE 1588).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "recognise/families.h"

namespace portlore {

namespace {

constexpr std::int64_t kResponse = 0x8000;
constexpr std::int64_t kOpcode = 0x7800;

/** A name of RFC 1035: labels to the root or to a pointer. Where it ends, or 0 if it is none. */
std::size_t name_end(const Payload& p, std::size_t at) {
    const std::size_t begin = at;
    while (at - begin <= 255) {
        const int label = p.u8(at);
        if (label == 0) return at + 1;
        if (label >= 0xc0) return p.u8(at + 1) >= 0 ? at + 2 : 0;
        if (label < 0 || label > 63) return 0;
        at += static_cast<std::size_t>(label) + 1;
    }
    return 0;
}

/** A type and class that IANA has assigned; the class's first bit is multicast DNS's. */
bool is_type_and_class(std::int64_t type, std::int64_t class_) {
    const bool known_type = (type >= 1 && type <= 110) || (type >= 248 && type <= 262) || type == 32768 ||
                            type == 32769 || type == 65281 || type == 65521 || type == 65534;
    return known_type &&
           ((class_ & 0x7fff) == 1 || class_ == 3 || class_ == 4 || class_ == 254 || class_ == 255);
}

constexpr int kOptType = 41;

/** A header whose counts the payload can hold, and a first question or record that reads. */
bool is_dns(const Payload& p) {
    const std::int64_t flags = p.be16(2);
    const std::int64_t questions = p.be16(4);
    const std::int64_t records = p.be16(6) + p.be16(8) + p.be16(10);
    if (flags < 0 || p.be16(10) < 0 || ((flags & kOpcode) >> 11) > 6 || (flags & 0x40) != 0) return false;
    if ((flags & kResponse) == 0 && (flags & 0x0f) != 0) return false;  // queries carry no result
    if (questions == 0 && records == 0)
        return p.length() == 12 && (flags & kResponse) != 0 && (flags & 0x0f) != 0;
    if (questions > 64 || 12 + questions * 5 + records * 11 > p.length()) return false;
    const std::size_t end = name_end(p, 12);
    return end > 0 &&
           (is_type_and_class(p.be16(end), p.be16(end + 2)) || (questions == 0 && p.be16(end) == kOptType));
}

bool dns_over_tcp(const Payload& p) {
    return p.be16(0) >= 12 &&
           (p.be16(0) + 2 == p.length() || (p.be16(0) + 2 > p.length() && p.length() > 40)) &&
           is_dns(p.from(2));
}

/** By the bit QR (RFC 1035, 4.1.1; RFC 6762, 18.2; RFC 4795, 2.1.1). */
template <std::size_t kHeader>
Speaker dns_speaker(const Payload& p) {
    return (p.be16(kHeader + 2) & kResponse) != 0 ? Speaker::Server : Speaker::Client;
}

/** Whether the first name is below `.local`, as multicast DNS's are. */
bool is_local_name(const Payload& p) {
    const std::size_t end = name_end(p, 12);
    return end >= 12 + 7 && p.has_word({"\5local\0", 7}, end - 7);
}

/** Multicast DNS sent to one host: number 0, and a name of the link's own. */
bool mdns_unicast(const Payload& p) { return p.u8(0) == 0 && p.u8(1) == 0 && is_dns(p) && is_local_name(p); }

/** A name that NetBIOS has encoded: 32 letters A to P. */
bool is_netbios_name(const Payload& p, std::size_t at) {
    if (p.u8(at) != 32 || p.bytes().size() < at + 33) return false;
    const auto letters = p.bytes().subspan(at + 1, 32);
    return std::all_of(letters.begin(), letters.end(), [](std::uint8_t c) { return c >= 'A' && c <= 'P'; });
}

/** A packet of the name service: one question or record, of type NB, NBSTAT, NULL or NS. */
bool nbns(const Payload& p) {
    if (p.be16(4) + p.be16(6) + p.be16(10) < 1 || p.be16(4) > 1 || !is_netbios_name(p, 12)) return false;
    const std::size_t end = name_end(p, 12);
    const std::int64_t type = p.be16(end);
    return end > 0 && (type == 0x20 || type == 0x21 || type == 0x0a || type == 2) && p.be16(end + 2) == 1;
}

/** By the bit R (RFC 1002, 4.2.1.1). */
Speaker nbns_speaker(const Payload& p) {
    return (p.be16(2) & kResponse) != 0 ? Speaker::Server : Speaker::Client;
}

/** A datagram of NetBIOS: its source address, port 138, a length and offset, two encoded names. */
bool nbdgm(const Payload& p) {
    const bool direct = p.u8(0) >= 0x10 && p.u8(0) <= 0x12;
    return direct && p.be16(8) > 0 && p.be16(10) + 14 <= p.length() && p.be16(12) == 0 &&
           is_netbios_name(p, 14);
}

/**
 * LLMNR's answer to one host: none of the flags that DNS's servers set, and a name of one label or written
 * out twice, where they would point.
 */
bool llmnr_answer(const Payload& p) {
    if (p.be16(2) != kResponse || p.be16(4) != 1 || p.be16(6) < 1 || !is_dns(p)) return false;
    const std::size_t answer = name_end(p, 12) + 4;
    const bool one_label = p.zeros(13U + static_cast<std::size_t>(p.u8(12)), 1);
    return one_label || (p.u8(answer) < 64 && p.u8(answer) == p.u8(12));
}

/** A time stamp of NTP's: not set, or a date from 1995 on (the era's second half included). */
bool is_ntp_time(std::int64_t seconds) {
    return seconds == 0 || seconds > 3000000000 ||
           (seconds > 0 && seconds < 2085978496 && seconds > 0x0fffffff);
}

/** A message of ntpd's own: an implementation, a request that has a number, nothing in reserved bits, and
 * items of a size that a response consists of, and a request has room for. */
bool is_ntp_mode_7(const Payload& p) {
    constexpr int kResponse = 0x80;
    constexpr int kXntpd = 3;
    constexpr std::int64_t kLongestRequest =
        248;  // with data of 160 bytes, a time and a key's digest, and some to spare
    const int version = p.u8(0) >> 3 & 7;
    if ((p.u8(0) & 7) != 7 || version < 2 || p.u8(2) < 2 || p.u8(2) > kXntpd || p.u8(3) > 46 ||
        p.be16(6) > 0xfff)
        return false;
    const std::int64_t items = (p.be16(4) & 0xfff) * p.be16(6);
    if ((p.u8(0) & kResponse) != 0) return p.length() == 8 + items;
    return 8 + items <= p.length() && p.length() <= kLongestRequest && p.length() % 4 == 0;
}

/** A control message: version 1 to 4, an operation that has a number, its data padded, and a key's digest or
 * none. */
bool is_ntp_control(const Payload& p) {
    constexpr int kControl = 6;
    const int version = p.u8(0) >> 3;
    if ((p.u8(0) & 7) != kControl || version < 1 || version > 4 || (p.u8(1) & 0x1f) > 12) return false;
    // A request has no status, is no error and has no more to follow.
    const bool is_response = (p.u8(1) & 0x80) != 0;
    if (!is_response && ((p.u8(1) & 0x60) != 0 || p.be16(4) != 0)) return false;
    const std::int64_t digest = p.length() - 12 - (p.be16(10) + 3) / 4 * 4;
    return digest == 0 || digest == 20 || digest == 24;
}

/** Client, server, peers and broadcasts: a header of 48 bytes whose numbers a clock can have. */
bool is_ntp_clock(const Payload& p) {
    const int version = p.u8(0) >> 3 & 7;
    const int mode = p.u8(0) & 7;
    if (p.u8(0) < 0 || version < 1 || version > 4 || mode > 5 || (mode == 0 && version > 1) ||
        p.length() < 48 || p.length() % 4 != 0)
        return false;
    if (p.length() > 48 + 24 && version < 4) return false;
    const int precision = p.u8(3) > 127 ? p.u8(3) - 256 : p.u8(3);
    const bool clock = p.u8(1) <= 16 && (p.u8(2) <= 17 || p.u8(2) >= 0xfa) && (precision <= 6 || mode == 3) &&
                       precision <= 32 && precision >= -40;
    const bool near = p.be16(4) < 256 && p.be16(8) < 256;
    return clock && near && is_ntp_time(p.be32(16)) && is_ntp_time(p.be32(24)) && is_ntp_time(p.be32(32)) &&
           (is_ntp_time(p.be32(40)) || mode == 3) && (mode == 3 || p.be32(40) > 0);
}

bool ntp(const Payload& p) { return is_ntp_clock(p) || is_ntp_control(p) || is_ntp_mode_7(p); }

/** By the mode (RFC 5905, 7.3), in control messages and ntpd's own by the response bit (RFC 9327, 2). Peers
 * and broadcasts go from port to port. */
Speaker ntp_speaker(const Payload& p) {
    const auto unless = [](int response) { return response != 0 ? Speaker::Server : Speaker::Client; };
    switch (p.u8(0) & 7) {
        case 3:
            return Speaker::Client;
        case 4:
            return Speaker::Server;
        case 6:
            return unless(p.u8(1) & 0x80);
        case 7:
            return unless(p.u8(0) & 0x80);
        default:
            return Speaker::Unknown;
    }
}

/** PTP version 2: a message's type with the control field that goes with it, a length, nothing in reserved
 * bytes. */
bool ptp(const Payload& p) {
    const int type = p.u8(0) & 0x0f;
    if (type > 3 && (type < 8 || type > 13)) return false;
    constexpr int kOther = 5;
    int control = kOther;
    if (type <= 1) control = type;
    if (type == 8 || type == 9) control = type - 6;
    if (type == 13) control = 4;
    const bool version = (p.u8(1) & 0x0f) == 2 && p.u8(1) <= 0x12;
    return version && p.be16(2) >= 44 && p.be16(2) <= p.length() && p.length() - p.be16(2) < 24 &&
           p.be32(16) == 0 && (p.u8(32) == control || p.u8(32) == kOther);
}

/** Roughtime: its framing's eight letters, and a length to the byte. */
bool roughtime(const Payload& p) { return p.has("ROUGHTIM") && p.le32(8) + 12 == p.length(); }

constexpr Recogniser kRows[]{
    {.protocol = "nbns",
     .transports = kUdp,
     .port = 137,
     .client = nbns,
     .server = nbns,
     .tells = nbns_speaker},
    {.protocol = "nbdgm", .transports = kUdp, .port = 138, .client = nbdgm, .server = nbdgm},
    {.protocol = "mdns",
     .transports = kUdp,
     .port = 5353,
     .client = is_dns,
     .server = is_dns,
     .tells = dns_speaker<0>,
     .group = Group::Mdns},
    {.protocol = "llmnr",
     .transports = kUdp,
     .port = 5355,
     .client = is_dns,
     .server = is_dns,
     .tells = dns_speaker<0>,
     .group = Group::Llmnr},
    {.protocol = "mdns",
     .transports = kUdp,
     .port = 5353,
     .client = mdns_unicast,
     .server = mdns_unicast,
     .tells = dns_speaker<0>},
    {.protocol = "llmnr", .transports = kUdp, .port = 5355, .server = llmnr_answer},
    {.protocol = "dns",
     .transports = kUdp,
     .port = 53,
     .client = is_dns,
     .server = is_dns,
     .tells = dns_speaker<0>},
    {.protocol = "dns",
     .transports = kTcp,
     .port = 53,
     .client = dns_over_tcp,
     .server = dns_over_tcp,
     .tells = dns_speaker<2>},
    {.protocol = "ntp", .transports = kUdp, .port = 123, .client = ntp, .server = ntp, .tells = ntp_speaker},
    {.protocol = "ptp", .transports = kUdp, .port = 319, .client = ptp, .server = ptp},
    {.protocol = "roughtime", .transports = kUdp, .port = 2002, .client = roughtime, .server = roughtime},
};

}  // namespace

std::span<const Recogniser> name_and_time_recognisers() { return kRows; }

}  // namespace portlore
