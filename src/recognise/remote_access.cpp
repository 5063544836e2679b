// SSH (RFC 4253), Telnet (RFC 854), RFB (RFC 6143), X11, SOCKS 4 and 5 (RFC 1928), rlogin (RFC 1282), TACACS+
// (RFC 8907), Synergy, Mosh's datagrams ("Mosh: An Interactive Remote Shell for Mobile Clients").
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <functional>

#include "recognise/families.h"

namespace portlore {

namespace {

/** The version line, or a key exchange's beginning: length, padding, SSH_MSG_KEXINIT, cookie, a list of
 * names. */
bool ssh(const Payload& p) {
    if (p.has("SSH-2.0-") || p.has("SSH-1.")) return true;
    constexpr int kKexInit = 20;
    if (p.u8(0) != 0) return false;
    const std::int64_t names = p.be32(22);
    return p.be32(0) > 100 && p.be32(0) < 35000 && p.u8(4) >= 4 && p.u8(5) == kKexInit && names > 10 &&
           names < p.be32(0) && p.printable(26, 10);
}

constexpr int kIac = 0xff;

/** IAC negotiation: will, won't, do, don't, or a subnegotiation, of an option that has a number. Where it
 * ends, or 0. */
std::size_t telnet_negotiation_end(const Payload& p, std::size_t at) {
    constexpr int kSubnegotiation = 0xfa;
    constexpr int kEnd = 0xf0;
    if (p.u8(at) != kIac) return 0;
    const int command = p.u8(at + 1);
    const int option = p.u8(at + 2);
    const bool known = (option >= 0 && option <= 49) || (option >= 138 && option <= 140);
    if (command < kSubnegotiation || command > 0xfe || !known) return 0;
    if (command != kSubnegotiation) return at + 3;
    const std::size_t end = p.find(kEnd, at + 3);
    return end < p.bytes().size() && p.u8(end - 1) == kIac ? end + 1 : 0;
}

/** A negotiation, and behind it another command, or text as far as one has to look. */
bool telnet(const Payload& p) {
    constexpr std::size_t kEnough = 8;
    const std::size_t begin = telnet_negotiation_end(p, 0);
    if (begin == 0) return false;
    if (p.reaches(begin) && p.u8(begin) == kIac) return p.u8(begin + 1) >= 0xf0;
    const std::size_t end = std::min(p.bytes().size(), begin + kEnough);
    for (std::size_t at = begin; at < end; ++at) {
        const int c = p.u8(at);
        const bool is_text = (c >= ' ' && c <= '~') || (c >= '\a' && c <= '\r') || c == 0x1b || c == 0;
        if (!is_text) return false;
    }
    return true;
}

bool x11_client(const Payload& p, std::int64_t major, std::int64_t name, std::int64_t data) {
    const auto padded = [](std::int64_t length) { return (length + 3) / 4 * 4; };
    return major == 11 && name <= 64 && data <= 1024 && 12 + padded(name) + padded(data) == p.length();
}

/** A connection's set-up: byte order, version 11.0, the lengths of an authorisation. */
bool x11(const Payload& p) {
    if (p.u8(0) == 'l') return p.le16(4) == 0 && x11_client(p, p.le16(2), p.le16(6), p.le16(8));
    return p.u8(0) == 'B' && p.be16(4) == 0 && x11_client(p, p.be16(2), p.be16(6), p.be16(8));
}

/** CONNECT or BIND to a port and address, a user's name, and for 4a a host's name, to the byte. */
bool socks4(const Payload& p) {
    if (p.u8(0) != 4 || (p.u8(1) != 1 && p.u8(1) != 2) || p.be16(2) <= 0 || p.be32(4) <= 0) return false;
    const std::size_t user_end = p.find(0, 8);
    if (user_end - 8 > 64 || (user_end > 8 && !p.printable(8, user_end - 8))) return false;
    const bool with_name = p.be32(4) < 256;
    const std::size_t end = with_name ? p.find(0, user_end + 1) : user_end;
    return static_cast<std::int64_t>(end) + 1 == p.length() &&
           (!with_name || (end > user_end + 3 && p.printable(user_end + 1, end - user_end - 1)));
}

/** The methods that a client offers: as many as it says, in any order, each once and with a number of IANA's.
 */
bool socks5(const Payload& p) {
    constexpr int kHighest = 9;
    constexpr int kUnassigned = 4;
    const int count = p.u8(1);
    if (p.u8(0) != 5 || count < 1 || count > kHighest || p.length() != count + 2) return false;
    const auto methods = p.from(2).bytes();
    if (methods.size() != static_cast<std::size_t>(count)) return false;
    unsigned offered = 0;
    for (const std::uint8_t method : methods) {
        if (method > kHighest || method == kUnassigned || (offered & 1U << method) != 0) return false;
        offered |= 1U << method;
    }
    // One alone is hardly ever another than those of the RFC itself.
    return count > 1 || p.u8(2) <= 2;
}

/** RFC 1282: an empty string, two users' names, a terminal's type and speed. */
bool rlogin(const Payload& p) {
    if (p.u8(0) != 0 || p.length() < 8 || p.length() > 256) return false;
    const std::size_t client = p.find(0, 1);
    const std::size_t server = p.find(0, client + 1);
    const std::size_t terminal = p.find(0, server + 1);
    const std::size_t slash = p.find('/', server + 1);
    return client > 1 && server > client + 1 && slash < terminal &&
           static_cast<std::int64_t>(terminal) + 1 == p.length() && p.printable(1, client - 1) &&
           p.printable(client + 1, server - client - 1) && p.printable(server + 1, terminal - server - 1) &&
           p.u8(slash + 1) >= '0' && p.u8(slash + 1) <= '9';
}

bool tacacs_plus(const Payload& p) {
    const bool version = p.u8(0) == 0xc0 || p.u8(0) == 0xc1;
    return version && p.u8(1) >= 1 && p.u8(1) <= 3 && p.u8(2) >= 1 && p.u8(2) <= 2 && (p.u8(3) & ~5) == 0 &&
           p.be32(8) > 0 && p.be32(8) + 12 == p.length();
}

/** The client's numbers are odd, the server's even (RFC 8907, 4.1). */
Speaker tacacs_plus_speaker(const Payload& p) {
    return (p.u8(2) & 1) != 0 ? Speaker::Client : Speaker::Server;
}

/** A datagram of one side's: its direction's bit, a number that is still small, what is encrypted and signed.
 */
bool mosh(const Payload& p, int direction) {
    constexpr std::int64_t kSmall = 64;
    constexpr std::int64_t kShortest = 28;
    constexpr std::int64_t kLongest = 1400;
    return p.u8(0) == direction && p.u8(1) == 0 && p.be16(2) == 0 && p.be32(4) < kSmall &&
           p.length() >= kShortest && p.length() <= kLongest;
}

constexpr Recogniser kRows[]{
    {.protocol = "ssh", .transports = kTcp, .port = 22, .client = ssh, .server = ssh},
    {.protocol = "telnet", .transports = kTcp, .port = 23, .client = telnet, .server = telnet},
    {.protocol = "vnc",
     .transports = kTcp,
     .port = 5900,
     .client = [](const Payload& p) { return p.has("RFB 00") && p.u8(7) == '.' && p.u8(11) == '\n'; },
     .server = [](const Payload& p) { return p.has("RFB 00") && p.u8(7) == '.' && p.u8(11) == '\n'; }},
    {.protocol = "x11", .transports = kTcp, .port = 6000, .client = x11},
    {.protocol = "socks",
     .transports = kTcp,
     .port = 1080,
     .client = [](const Payload& p) { return socks4(p) || socks5(p); }},
    {.protocol = "rlogin", .transports = kTcp, .port = 513, .client = rlogin},
    {.protocol = "tacplus",
     .transports = kTcp,
     .port = 49,
     .client = tacacs_plus,
     .server = tacacs_plus,
     .tells = tacacs_plus_speaker},
    {.protocol = "synergy",
     .transports = kTcp,
     .port = 24800,
     .client =
         [](const Payload& p) {
             return p.u8(0) == 0 && p.be32(0) >= 11 && (p.has("Synergy", 4) || p.has("Barrier", 4));
         },
     .server =
         [](const Payload& p) {
             return p.u8(0) == 0 && p.be32(0) >= 11 && (p.has("Synergy", 4) || p.has("Barrier", 4));
         }},
    {.protocol = "ssyncp",
     .transports = kUdp,
     .port = 60001,
     .asks = [](const Payload& p) { return mosh(p, 0); },
     .answers = [](const Payload& p) { return mosh(p, 0x80); }},
};

}  // namespace

std::span<const Recogniser> remote_access_recognisers() { return kRows; }

}  // namespace portlore
