// Moving files, code and calls: rsync, git (pkt-line), TFTP (RFC 1350), AJP13, Java RMI, JDWP, distcc, AFP
// over TCP (DSI), CVS, Erlang's port mapper, BJNP, Z39.50, rsh, LPD (RFC 1179), NBD ("The NBD protocol"),
// NDMP 4, iSNS (RFC 4171), 9P2000, NVMe over TCP (NVM Express TCP Transport 1.0), Lustre's LNet, UFTP 4 and
// 5, PTP/IP (CIPA DC-005), BEEP (RFC 3080), NCP over TCP, Subversion (its protocol's notes),
// iperf3.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <string>

#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

/** Whether the payload begins with so many hexadecimal digits, as git writes them. */
bool has_hex_digits(const Payload& p, std::size_t count) {
    const auto is_digit = [](int c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (!is_digit(p.u8(0))) return false;
    const std::string_view digits = p.text().substr(0, count);
    return digits.size() == count && std::all_of(digits.begin(), digits.end(), is_digit);
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
    if (p.u8(0) != 0 || (p.u8(1) != 1 && p.u8(1) != 2)) return false;
    const std::size_t name_end = p.find(0, 2);
    if (name_end < 3 || name_end > 514 || !p.printable(2, name_end - 2)) return false;
    return (p.has_word("octet", name_end + 1) && p.u8(name_end + 6) == 0) ||
           (p.has_word("netascii", name_end + 1) && p.u8(name_end + 9) == 0) ||
           (p.has_word("mail", name_end + 1) && p.u8(name_end + 5) == 0);
}

bool ajp_client(const Payload& p) {
    if (p.u8(0) != 0x12 || p.u8(1) != 0x34) return false;
    const int code = p.u8(4);
    if (p.be16(2) < 1 || p.be16(2) + 4 > std::max<std::int64_t>(p.length(), 8188)) return false;
    constexpr int kForward = 2;
    if (code == kForward) return p.u8(5) >= 1 && p.u8(5) <= 27 && p.be16(6) >= 8 && p.has("HTTP/", 8);
    return (code == 7 || code == 8 || code == 10) && p.be16(2) + 4 == p.length();
}

bool ajp_server(const Payload& p) {
    if (!p.has("AB")) return false;
    const int code = p.u8(4);
    return p.be16(2) >= 1 && p.be16(2) <= 8188 && ((code >= 3 && code <= 6) || code == 9) &&
           (code != 9 || p.be16(2) == 1) && (code != 4 || (p.be16(5) >= 100 && p.be16(5) < 600));
}

constexpr std::int64_t kJavaObjects = 0xaced0005;

/** The header, or a call of a session: its type, then a stream of objects that begins with a block of data.
 */
bool rmi_client(const Payload& p) {
    constexpr int kCall = 0x50;
    constexpr int kBlock = 0x77;
    if (p.u8(0) == kCall) return p.be32(1) == kJavaObjects && p.u8(5) == kBlock;
    return p.has("JRMI") && (p.be16(4) == 1 || p.be16(4) == 2) && p.u8(6) >= 0x4b && p.u8(6) <= 0x4d;
}

/** The acknowledgement, with the client's address as the server sees it; or what a call returns. */
bool rmi_server(const Payload& p) {
    constexpr int kAcknowledgement = 0x4e;
    constexpr int kReturn = 0x51;
    constexpr int kBlock = 0x77;
    if (p.u8(0) == kReturn) return p.be32(1) == kJavaObjects && p.u8(5) == kBlock;
    if (p.u8(0) != kAcknowledgement) return false;
    const std::int64_t host = p.be16(1);
    return host >= 2 && host <= 255 && p.length() == host + 7 &&
           p.printable(3, static_cast<std::size_t>(host)) && p.be16(static_cast<std::size_t>(host) + 3) == 0;
}

/** `DIST` and a version, or `ARGC`, as four characters and eight hexadecimal digits. */
bool distcc(const Payload& p) {
    return p.has("DIST0000000") && p.u8(11) >= '1' && p.u8(11) <= '3' && p.has("ARGC", 12);
}

/** In a session: a command of AFP's or what it answers, its number, an error of AFP's, a length, nothing
 * reserved. */
bool dsi_command(const Payload& p) {
    constexpr int kCommand = 2;
    constexpr int kWrite = 6;
    constexpr std::int64_t kLongest = 0x1000000;
    if (p.u8(0) > 1) return false;
    const std::int64_t error = 0x100000000 - p.be32(4);
    const bool is_reply = p.u8(0) == 1;
    const bool result = p.be32(4) == 0 || (is_reply && error >= 5000 && error <= 5063);
    return (p.u8(1) == kCommand || (p.u8(1) == kWrite && is_reply)) && result && p.be16(2) > 0 &&
           p.be32(8) <= kLongest && p.is_filled_to(p.be32(8) + 16) && p.zeros(12, 4) &&
           (is_reply || (p.be32(8) >= 2 && p.u8(16) >= 1));
}

/** A DSI request or reply: flags, a command, request, offset or error, length, reserved; for the opening
 * ones. */
bool dsi(const Payload& p) {
    constexpr int kGetStatus = 3;
    constexpr int kOpenSession = 4;
    if (p.u8(0) > 1) return false;
    if (dsi_command(p)) return true;
    const bool opens = p.u8(1) == kGetStatus || p.u8(1) == kOpenSession;
    return opens && p.zeros(4, 4) && p.be32(8) + 16 == p.length() && p.zeros(12, 4) &&
           (p.u8(0) == 1 || p.be32(8) <= 6);
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
    if (!p.has("BJNP") && !p.has("MFNP")) return false;
    const int device = p.u8(4) & 0x7f;
    return (device == 1 || device == 2) && p.be32(12) + 16 == p.length();
}

/** The first bit of the device's type is a response's. */
Speaker bjnp_speaker(const Payload& p) { return (p.u8(4) & 0x80) != 0 ? Speaker::Server : Speaker::Client; }

constexpr int kZ3950Request = 0xb4;
constexpr int kZ3950Response = 0xb5;

/** An InitializeRequest or -Response of ISO 23950, which begins with a reference or the versions it knows. */
bool z3950(const Payload& p) {
    constexpr int kReference = 0x82;
    constexpr int kVersions = 0x83;
    if (p.u8(0) != kZ3950Request && p.u8(0) != kZ3950Response) return false;
    const ber::Element message = ber::element_at(p, 0);
    if (message.end() != p.length()) return false;
    const ber::Element first = ber::element_at(p, message.content);
    return (first.tag == kVersions && (first.length == 2 || first.length == 3)) ||
           (first.tag == kReference && first.length >= 0 && first.length <= 16);
}

Speaker z3950_speaker(const Payload& p) {
    return p.u8(0) == kZ3950Response ? Speaker::Server : Speaker::Client;
}

/** Two users' names and a command from an offset on, each to its NUL, to the byte; where the command stands,
 * or 0. */
std::size_t rsh_command_at(const Payload& p, std::size_t at) {
    constexpr std::int64_t kLongest = 1024;
    if (p.length() > kLongest) return 0;
    std::size_t command = 0;
    for (int name = 0; name < 3; ++name) {
        const std::size_t end = p.find(0, at);
        if (end <= at || !p.printable(at, end - at)) return 0;
        command = at;
        at = end + 1;
    }
    return static_cast<std::int64_t>(at) == p.length() ? command : 0;
}

/** A port for errors in digits, then the names and the command. */
bool rsh_with_errors(const Payload& p) {
    if (p.u8(0) < '0' || p.u8(0) > '9') return false;
    const std::size_t digits = p.find(0);
    if (digits > 5) return false;
    for (std::size_t i = 0; i < digits; ++i) {
        if (p.u8(i) < '0' || p.u8(i) > '9') return false;
    }
    return rsh_command_at(p, digits + 1) != 0;
}

/** No port: names of more than a letter, and a command that is no terminal with its speed, as rlogin has in
 * its place. */
bool rsh_without_errors(const Payload& p) {
    if (p.u8(0) != 0 || p.u8(1) <= ' ' || p.u8(2) <= ' ') return false;
    const std::size_t command = rsh_command_at(p, 1);
    if (command == 0) return false;
    const std::size_t slash = p.find('/', command);
    const bool has_speed = p.reaches(slash) && p.u8(slash + 1) >= '0' && p.u8(slash + 1) <= '9';
    return !has_speed && p.u8(command + 1) > ' ';
}

bool rsh(const Payload& p) { return rsh_with_errors(p) || rsh_without_errors(p); }

/** A printer's daemon is asked: one to start, to take a job, to list or to remove, for a queue, in one line.
 */
bool lpd_request(const Payload& p) {
    if (p.u8(0) < 1 || p.u8(0) > 5) return false;
    const std::size_t end = p.find('\n', 1);
    return end > 1 && p.printable(1, end - 1) && static_cast<std::int64_t>(end) + 1 == p.length();
}

/** It has understood. */
bool lpd_acknowledgement(const Payload& p) { return p.u8(0) == 0 && p.length() == 1; }

bool nbd_client(const Payload& p) {
    constexpr std::string_view kRequest = "\x25\x60\x95\x13";
    constexpr std::int64_t kLastType = 7;
    return p.has("IHAVEOPT") || (p.has(kRequest) && p.be16(6) <= kLastType && p.length() >= 28);
}

bool nbd_server(const Payload& p) {
    constexpr std::string_view kReply = "\x67\x44\x66\x98";
    constexpr std::string_view kStructuredReply = "\x66\x8e\x33\xef";
    constexpr std::string_view kOptionReply("\x00\x03\xe8\x89\x04\x55\x65\xa9", 8);
    return p.has("NBDMAGIC") || (p.has(kReply) && p.length() >= 16) ||
           (p.has(kStructuredReply) && p.be16(4) <= 1 && p.length() >= 20) || p.has(kOptionReply);
}

/** NDMP: a record mark, a date, a request or a reply, a message that has a number, an error that has one. */
bool ndmp(const Payload& p) {
    constexpr std::int64_t kLastFragment = 0x80000000;
    constexpr std::int64_t kLastError = 0x1f;
    if (p.u8(0) < 0x80) return false;
    const std::int64_t message = p.be32(16);
    return p.be32(0) >= kLastFragment + 24 && p.is_filled_to(p.be32(0) - kLastFragment + 4) &&
           p.be32(4) > 0 && is_date(p.be32(8)) && p.be32(12) <= 1 && message >= 0x100 && message <= 0xfff &&
           p.be32(24) <= kLastError && (p.be32(12) == 1 || (p.be32(20) == 0 && p.be32(24) == 0));
}

Speaker ndmp_speaker(const Payload& p) {
    constexpr std::int64_t kFirstOfNotices = 0x500;
    constexpr std::int64_t kLastOfNotices = 0x5ff;
    const bool is_notice =
        (p.be32(16) >= kFirstOfNotices && p.be32(16) <= kLastOfNotices) || p.be32(16) >= 0x600;
    if (is_notice && p.be32(16) < 0x900) return Speaker::Unknown;
    return p.be32(12) == 0 ? Speaker::Client : Speaker::Server;
}

/** iSNSP: version 1, a function, a length to the byte in whole words, flags of which none is reserved. */
bool isns(const Payload& p) {
    if (p.u8(0) != 0 || p.u8(1) != 1) return false;
    const std::int64_t function = p.be16(2) & 0x7fff;
    const bool known = (function >= 1 && function <= 14) || (function >= 17 && function <= 19);
    const std::int64_t sides = p.be16(6) & 0xc000;
    return known && p.be16(4) % 4 == 0 && p.be16(4) + 12 == p.length() && (p.be16(6) & 0x03ff) == 0 &&
           (p.be16(6) & 0x0c00) == 0x0c00 && (sides == 0x8000 || sides == 0x4000) && p.be16(10) == 0;
}

/** The first function bit is a response's. */
Speaker isns_speaker(const Payload& p) {
    return (p.be16(2) & 0x8000) != 0 ? Speaker::Server : Speaker::Client;
}

/** A version's negotiation: a length to the byte, no tag, and the version's name. */
bool nine_p(const Payload& p, int type) {
    return p.u8(4) == type && p.le32(0) == p.length() && p.le16(5) == 0xffff && p.has("9P2000", 13);
}

/** A connection's initialisation: 128 bytes, which its header says twice, format 0, and nothing behind it. */
bool nvme_tcp(const Payload& p, int type) {
    constexpr std::int64_t kLength = 128;
    return p.u8(0) == type && p.u8(1) == 0 && p.u8(2) == kLength && p.u8(3) == 0 && p.le32(4) == kLength &&
           p.length() == kLength && p.le16(8) == 0 && p.zeros(16, 112);
}

/** LNet: what asks a node for a connection, a greeting, or a message between two nodes of TCP. */
bool lnet(const Payload& p) {
    constexpr std::int64_t kAcceptor = 0xacce7100;
    constexpr std::int64_t kGreeting = 0x45726963;
    constexpr std::int64_t kMessage = 0xc1;
    constexpr std::int64_t kTcp = 2;
    // The last byte of each of the three, or the first, as the sender's order of bytes has it.
    constexpr std::array kFirst{0x00, 0xac, 0x63, 0x45, 0xc1};
    if (std::find(kFirst.begin(), kFirst.end(), p.u8(0)) == kFirst.end()) return false;
    if (p.le32(0) == kAcceptor || p.be32(0) == kAcceptor)
        return p.length() == 16 && (p.le32(4) == 1 || p.be32(4) == 1);
    if (p.le32(0) == kGreeting || p.be32(0) == kGreeting) return p.le32(4) >= 1 && p.le32(4) <= 4;
    return p.le32(0) == kMessage && p.le16(30) == kTcp && p.le16(38) == kTcp && p.le32(48) <= 4;
}

/** UFTP: a version, a function, no reserved bit, and the same function before a length that fits. */
bool uftp(const Payload& p) {
    constexpr int kLastFunction = 21;
    const bool version = p.u8(0) == 0x40 || p.u8(0) == 0x50;
    return version && p.u8(1) >= 1 && p.u8(1) <= kLastFunction && p.u8(15) == 0 && p.u8(16) == p.u8(1) &&
           p.u8(17) >= 1 && 16 + 4 * p.u8(17) <= p.length();
}

/** PTP/IP's initialisation: a length to the byte, and at its end version 1.0. */
bool ptp_ip(const Payload& p, std::int64_t type) {
    constexpr std::int64_t kVersion = 0x00010000;
    return p.u8(0) >= 30 && p.u8(0) <= 128 && p.le32(4) == type && p.le32(0) == p.length() &&
           p.length() >= 30 && p.length() <= 128 &&
           p.le32(static_cast<std::size_t>(p.length()) - 4) == kVersion;
}

/** iperf3's cookie: 36 letters and digits of its own alphabet, and a NUL. */
bool iperf3(const Payload& p) {
    constexpr std::size_t kCookie = 36;
    const auto is_ours = [](int c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); };
    if (!is_ours(p.u8(0)) || p.length() != 37 || p.bytes().size() != 37 || p.u8(kCookie) != 0) return false;
    const auto cookie = p.bytes().first(kCookie);
    return std::all_of(cookie.begin(), cookie.end(), is_ours);
}

/** Subversion's greeting: the versions, mechanisms and capabilities of either side as a list. */
bool svn_server(const Payload& p) { return p.has("( success ( ") && p.printable(0, 16); }

bool svn_client(const Payload& p) {
    return p.has("( 2 ( ") && p.text().substr(0, 256).find(":svn") != std::string_view::npos;
}

/** NetWare's core protocol over TCP: who asks and who answers begins with a word of its own, and a length. */
bool ncp(const Payload& p, std::string_view word) {
    constexpr std::int64_t kLongest = 0x20000;
    return p.has(word) && p.be32(4) >= 16 && p.be32(4) <= kLongest;
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
    {.protocol = "rmi", .transports = kTcp, .port = 1099, .client = rmi_client, .server = rmi_server},
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
    {.protocol = "lpd", .transports = kTcp, .port = 515, .asks = lpd_request, .answers = lpd_acknowledgement},
    {.protocol = "nbd", .transports = kTcp, .port = 10809, .client = nbd_client, .server = nbd_server},
    {.protocol = "ndmp",
     .transports = kTcp,
     .port = 10000,
     .client = ndmp,
     .server = ndmp,
     .tells = ndmp_speaker,
     .named_only = true},
    {.protocol = "isns",
     .transports = kTcp | kUdp,
     .port = 3205,
     .client = isns,
     .server = isns,
     .tells = isns_speaker},
    {.protocol = "9p",
     .transports = kTcp,
     .port = 564,
     .client = [](const Payload& p) { return nine_p(p, 100); },
     .server = [](const Payload& p) { return nine_p(p, 101); }},
    {.protocol = "nvme-tcp",
     .transports = kTcp,
     .port = 4420,
     .client = [](const Payload& p) { return nvme_tcp(p, 0); },
     .server = [](const Payload& p) { return nvme_tcp(p, 1); }},
    {.protocol = "lnet", .transports = kTcp, .port = 988, .client = lnet, .server = lnet},
    {.protocol = "uftp", .transports = kUdp, .port = 1044, .client = uftp, .server = uftp},
    {.protocol = "ptpip",
     .transports = kTcp,
     .port = 15740,
     .client = [](const Payload& p) { return ptp_ip(p, 1); },
     .server = [](const Payload& p) { return ptp_ip(p, 2); }},
    {.protocol = "beep",
     .transports = kTcp,
     .port = 10288,
     .client = [](const Payload& p) { return p.has("RPY 0 0 . 0 "); },
     .server = [](const Payload& p) { return p.has("RPY 0 0 . 0 "); }},
    {.protocol = "iperf3", .transports = kTcp, .port = 5201, .client = iperf3},
    {.protocol = "svn", .transports = kTcp, .port = 0, .client = svn_client, .server = svn_server},
    {.protocol = "ncp",
     .transports = kTcp,
     .port = 524,
     .client = [](const Payload& p) { return ncp(p, "DmdT"); },
     .server = [](const Payload& p) { return ncp(p, "tNcP"); }},
};

}  // namespace

std::span<const Recogniser> file_and_code_recognisers() { return kRows; }

}  // namespace portlore
