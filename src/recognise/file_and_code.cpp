// Moving files, code and calls: rsync, git (pkt-line), TFTP (RFC 1350), AJP13, Java RMI, JDWP, distcc, AFP
// over TCP (DSI), CVS, Erlang's port mapper, BJNP, Z39.50, rsh.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <string>

#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

/** Whether the payload begins with so many hexadecimal digits, as git writes them. */
bool has_hex_digits(const Payload& p, std::size_t count) {
    const std::string_view digits = p.text().substr(0, count);
    return digits.size() == count && std::all_of(digits.begin(), digits.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/** A packet line: its length in hexadecimal digits. */
bool is_pkt_line(const Payload& p) { return has_hex_digits(p, 4); }

bool git_client(const Payload& p) {
    return is_pkt_line(p) && (p.has("git-upload-pack /", 4) || p.has("git-receive-pack /", 4) ||
                              p.has("git-upload-archive /", 4));
}

/** The first reference that a server advertises: an object's name, a space, and a path. */
bool git_server(const Payload& p) {
    if (p.has("000eversion 1") || p.has("000eversion 2")) return true;
    constexpr std::size_t kObjectName = 40;
    return is_pkt_line(p) && has_hex_digits(p.from(4), kObjectName) &&
           (p.has(" HEAD", 44) || p.has(" refs/", 44) || p.has(" capabilities^{}", 44));
}

/** A request to read or write: a file's name, a mode of RFC 1350, options to the end. */
bool tftp(const Payload& p) {
    if (p.be16(0) != 1 && p.be16(0) != 2) return false;
    const std::size_t name_end = p.find(0, 2);
    if (name_end < 3 || name_end > 514 || !p.printable(2, name_end - 2)) return false;
    return (p.has_word("octet", name_end + 1) && p.u8(name_end + 6) == 0) ||
           (p.has_word("netascii", name_end + 1) && p.u8(name_end + 9) == 0) ||
           (p.has_word("mail", name_end + 1) && p.u8(name_end + 5) == 0);
}

bool ajp_client(const Payload& p) {
    const int code = p.u8(4);
    if (p.be16(0) != 0x1234 || p.be16(2) < 1 || p.be16(2) + 4 > std::max<std::int64_t>(p.length(), 8188))
        return false;
    constexpr int kForward = 2;
    if (code == kForward) return p.u8(5) >= 1 && p.u8(5) <= 27 && p.be16(6) >= 8 && p.has("HTTP/", 8);
    return (code == 7 || code == 8 || code == 10) && p.be16(2) + 4 == p.length();
}

bool ajp_server(const Payload& p) {
    const int code = p.u8(4);
    return p.has("AB") && p.be16(2) >= 1 && p.be16(2) <= 8188 && ((code >= 3 && code <= 6) || code == 9) &&
           (code != 9 || p.be16(2) == 1) && (code != 4 || (p.be16(5) >= 100 && p.be16(5) < 600));
}

bool rmi(const Payload& p) {
    return p.has("JRMI") && (p.be16(4) == 1 || p.be16(4) == 2) && p.u8(6) >= 0x4b && p.u8(6) <= 0x4d;
}

/** `DIST` and a version, or `ARGC`, as four characters and eight hexadecimal digits. */
bool distcc(const Payload& p) {
    return p.has("DIST0000000") && p.u8(11) >= '1' && p.u8(11) <= '3' && p.has("ARGC", 12);
}

/** A DSI request or reply: flags, a command, request, offset or error, length, reserved; for the opening
 * ones. */
bool dsi(const Payload& p) {
    constexpr int kGetStatus = 3;
    constexpr int kOpenSession = 4;
    const bool opens = p.u8(1) == kGetStatus || p.u8(1) == kOpenSession;
    return (p.u8(0) == 0 || p.u8(0) == 1) && opens && p.zeros(4, 4) && p.be32(8) + 16 == p.length() &&
           p.zeros(12, 4) && (p.u8(0) == 1 || p.be32(8) <= 6);
}

/** The first flag is a reply's. */
Speaker dsi_speaker(const Payload& p) { return p.u8(0) == 1 ? Speaker::Server : Speaker::Client; }

bool cvs(const Payload& p) {
    return p.has("BEGIN AUTH REQUEST\n") || p.has("BEGIN VERIFICATION REQUEST\n") ||
           p.has("BEGIN GSSAPI REQUEST\n");
}

/** A request to Erlang's port mapper: its length to the byte; all names, one port, or a node that registers.
 */
bool epmd(const Payload& p) {
    if (p.be16(0) + 2 != p.length()) return false;
    switch (p.u8(2)) {
        case 'n':
            return p.length() == 3;
        case 'z':
            return p.length() > 4 && p.length() < 258 &&
                   p.printable(3, static_cast<std::size_t>(p.length()) - 3);
        case 'x':
            return (p.u8(5) == 'M' || p.u8(5) == 'H') && p.u8(6) == 0 && p.be16(11) + 13 <= p.length();
        default:
            return false;
    }
}

/** Canon's printers and scanners: magic, a device's type, and the length of the rest. */
bool bjnp(const Payload& p) {
    const int device = p.u8(4) & 0x7f;
    return (p.has("BJNP") || p.has("MFNP")) && (device == 1 || device == 2) && p.be32(12) + 16 == p.length();
}

/** The first bit of the device's type is a response's. */
Speaker bjnp_speaker(const Payload& p) { return (p.u8(4) & 0x80) != 0 ? Speaker::Server : Speaker::Client; }

constexpr int kZ3950Request = 0xb4;
constexpr int kZ3950Response = 0xb5;

/** An InitializeRequest or -Response of ISO 23950, which begins with a reference or the versions it knows. */
bool z3950(const Payload& p) {
    constexpr int kReference = 0x82;
    constexpr int kVersions = 0x83;
    const ber::Element message = ber::element_at(p, 0);
    if ((message.tag != kZ3950Request && message.tag != kZ3950Response) || message.end() != p.length())
        return false;
    const ber::Element first = ber::element_at(p, message.content);
    return (first.tag == kVersions && (first.length == 2 || first.length == 3)) ||
           (first.tag == kReference && first.length >= 0 && first.length <= 16);
}

Speaker z3950_speaker(const Payload& p) {
    return p.u8(0) == kZ3950Response ? Speaker::Server : Speaker::Client;
}

/** A port for errors in digits, two users' names and a command, each to its NUL. */
bool rsh(const Payload& p) {
    const std::size_t digits = p.find(0);
    if (digits > 5 || p.length() > 1024) return false;
    for (std::size_t i = 0; i < digits; ++i) {
        if (p.u8(i) < '0' || p.u8(i) > '9') return false;
    }
    std::size_t at = digits + 1;
    for (int name = 0; name < 3; ++name) {
        const std::size_t end = p.find(0, at);
        if (end <= at || !p.printable(at, end - at)) return false;
        at = end + 1;
    }
    return digits > 0 && static_cast<std::int64_t>(at) == p.length();
}

constexpr Recogniser kRows[]{
    {.protocol = "rsync",
     .transports = kTcp,
     .port = 873,
     .client = [](const Payload& p) { return p.has("@RSYNCD: "); },
     .server = [](const Payload& p) { return p.has("@RSYNCD: ") || p.has("@ERROR: "); }},
    {.protocol = "git", .transports = kTcp, .port = 9418, .client = git_client, .server = git_server},
    {.protocol = "tftp", .transports = kUdp, .port = 69, .client = tftp},
    {.protocol = "ajp13", .transports = kTcp, .port = 8009, .client = ajp_client, .server = ajp_server},
    {.protocol = "rmi", .transports = kTcp, .port = 1099, .client = rmi},
    {.protocol = "jdwp",
     .transports = kTcp,
     .port = 9009,
     .client = [](const Payload& p) { return p.has("JDWP-Handshake"); },
     .server = [](const Payload& p) { return p.has("JDWP-Handshake"); }},
    {.protocol = "distcc", .transports = kTcp, .port = 3632, .client = distcc},
    {.protocol = "dsi", .transports = kTcp, .port = 548, .client = dsi, .server = dsi, .tells = dsi_speaker},
    {.protocol = "cvspserver", .transports = kTcp, .port = 2401, .client = cvs},
    {.protocol = "epmd", .transports = kTcp, .port = 4369, .client = epmd},
    {.protocol = "bjnp",
     .transports = kUdp,
     .port = 8611,
     .client = bjnp,
     .server = bjnp,
     .tells = bjnp_speaker},
    {.protocol = "z3950",
     .transports = kTcp,
     .port = 210,
     .client = z3950,
     .server = z3950,
     .tells = z3950_speaker},
    {.protocol = "rsh", .transports = kTcp, .port = 514, .client = rsh},
};

}  // namespace

std::span<const Recogniser> file_and_code_recognisers() { return kRows; }

}  // namespace portlore
