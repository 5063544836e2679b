// SPDX-License-Identifier: GPL-2.0-or-later
#include "software.h"

#include <algorithm>
#include <array>

#include "blanks.h"

namespace portlore {

namespace {

/** A text up to a character; the whole of it where there is none. */
std::string_view before(std::string_view text, char end) { return text.substr(0, text.find(end)); }

/** What follows the first such mark in a text; empty where there is none. */
std::string_view behind(std::string_view text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
}

/** What stands between two marks, of which the first one is the first in the text. */
std::string_view between(std::string_view text, std::string_view mark, char end) {
    return before(behind(text, mark), end);
}

std::string_view first_line(std::string_view text) { return trimmed(before(text, '\n')); }

/** SSH-protoversion-softwareversion SP comments; other lines may come before (RFC 4253, section 4.2). */
std::string_view of_ssh(std::string_view text) {
    const std::string_view versions = text.starts_with("SSH-") ? text.substr(4) : behind(text, "\nSSH-");
    return before(behind(first_line(versions), "-"), ' ');
}

/** The text behind a reply's code, if it is a positive one (RFC 959, section 4.2; RFC 3977, section 3.2). */
std::string_view of_reply(std::string_view text) {
    const std::string_view line = first_line(text);
    if (line.size() < 5 || line[0] != '2' || (line[3] != ' ' && line[3] != '-')) return {};
    return trimmed(line.substr(4));
}

std::string_view of_ftp(std::string_view text) {
    const std::string_view reply = of_reply(text);
    const bool is_in_brackets = reply.starts_with('(') && reply.ends_with(')');
    return is_in_brackets ? reply.substr(1, reply.size() - 2) : reply;
}

/** Its domain comes first (RFC 5321, section 4.2), then by custom the protocol. */
std::string_view of_smtp(std::string_view text) {
    std::string_view rest = trimmed(behind(of_reply(text), " "));
    for (const std::string_view protocol : {"ESMTP", "SMTP", "LMTP"}) {
        if (rest.starts_with(protocol)) return trimmed(rest.substr(protocol.size()));
    }
    return rest;
}

/** `+OK text <timestamp>` (RFC 1939, section 7). */
std::string_view of_pop(std::string_view text) {
    return text.starts_with("+OK") ? trimmed(before(first_line(text).substr(3), '<')) : std::string_view();
}

/** `* OK [CAPABILITY ...] text` (RFC 9051, section 7.1). */
std::string_view of_imap(std::string_view text) {
    if (!text.starts_with("* OK")) return {};
    const std::string_view rest = trimmed(first_line(text).substr(4));
    return rest.starts_with('[') ? trimmed(behind(rest, "]")) : rest;
}

/** The Server header of a response (RFC 9110, section 10.2.4; RFC 7826; RFC 3261; SSDP). */
std::string_view of_headers(std::string_view text) {
    constexpr std::string_view kServer = "\nserver:";
    const std::string_view headers = text.substr(0, text.find("\r\n\r\n"));
    const auto at = std::search(headers.begin(), headers.end(), kServer.begin(), kServer.end(),
                                [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
    if (at == headers.end()) return {};
    return first_line(headers.substr(static_cast<std::size_t>(at - headers.begin()) + kServer.size()));
}

/** `:server 004 nick server version modes` (RFC 2812, section 5.1). */
std::string_view of_irc(std::string_view text) {
    const std::string_view host = behind(behind(text, " 004 "), " ");
    return before(behind(first_line(host), " "), ' ');
}

/** A handshake of version 10: the version ends in NUL (MySQL Internals Manual, "Protocol::HandshakeV10"). */
std::string_view of_mysql(std::string_view text) {
    return text.size() > 5 && text[4] == '\n' ? before(text.substr(5), '\0') : std::string_view();
}

/** The status that the server reports of itself (PostgreSQL, "Frontend/Backend Protocol", ParameterStatus).
 */
std::string_view of_pgsql(std::string_view text) {
    using namespace std::string_view_literals;
    return between(text, "server_version\0"sv, '\0');
}

/** `RFB 003.008` (RFC 6143, section 7.1.1). */
std::string_view of_vnc(std::string_view text) {
    return text.starts_with("RFB ") ? first_line(text) : std::string_view();
}

std::string_view of_memcache(std::string_view text) {
    return text.starts_with("VERSION ") ? first_line(text.substr(8)) : std::string_view();
}

/** `INFO {..."version":"2.10.1"...}` (NATS, "Client Protocol"). */
std::string_view of_nats(std::string_view text) { return between(text, R"("version":")", '"'); }

/** A pre-login's token VERSION: major, minor, build ([MS-TDS], section 2.2.6.5). */
std::string of_tds(const Payload& payload) {
    constexpr std::size_t kHeader = 8;
    constexpr int kResponse = 4;
    constexpr int kVersion = 0;
    if (payload.u8(0) != kResponse || payload.u8(kHeader) != kVersion) return {};
    const std::int64_t at = payload.be16(kHeader + 1);
    const auto version = static_cast<std::size_t>(kHeader + at);
    if (at < 0 || !payload.reaches(version + 3)) return {};
    return std::to_string(payload.u8(version)) + "." + std::to_string(payload.u8(version + 1)) + "." +
           std::to_string(payload.be16(version + 2));
}

/** A long string of the server's properties, behind its name and type (AMQP 0-9-1, section 4.2.5). */
std::string_view amqp_property(std::string_view text, std::string_view name) {
    const std::string_view value = behind(text, name);
    if (value.size() < 5 || value[0] != 'S') return {};
    return value.substr(5, static_cast<std::uint8_t>(value[4]));
}

/** Connection.Start. */
std::string of_amqp(const Payload& payload) {
    const std::string_view product = amqp_property(payload.text(), "\x07product");
    const std::string_view version = amqp_property(payload.text(), "\x07version");
    if (product.empty() || version.empty()) return std::string(product);
    return std::string(product) + " " + std::string(version);
}

/** A reader that finds what it looks for as it stands in the payload's text. */
template <std::string_view (*find)(std::string_view text)>
std::string quoted(const Payload& payload) {
    return std::string(find(payload.text()));
}

struct Reader {
    std::string_view protocol;
    std::string (*read)(const Payload& payload);
};

constexpr std::array<Reader, 18> kReaders{{
    {"ssh", quoted<of_ssh>},
    {"smtp", quoted<of_smtp>},
    {"ftp", quoted<of_ftp>},
    {"pop", quoted<of_pop>},
    {"imap", quoted<of_imap>},
    {"nntp", quoted<of_reply>},
    {"http", quoted<of_headers>},
    {"rtsp", quoted<of_headers>},
    {"sip", quoted<of_headers>},
    {"ssdp", quoted<of_headers>},
    {"irc", quoted<of_irc>},
    {"mysql", quoted<of_mysql>},
    {"pgsql", quoted<of_pgsql>},
    {"vnc", quoted<of_vnc>},
    {"memcache", quoted<of_memcache>},
    {"nats", quoted<of_nats>},
    {"tds", of_tds},
    {"amqp", of_amqp},
}};

std::string in_its_own_words(std::string_view protocol, const Payload& payload) {
    const auto* const reader = std::find_if(kReaders.begin(), kReaders.end(),
                                            [&](const Reader& one) { return one.protocol == protocol; });
    return reader == kReaders.end() ? std::string() : reader->read(payload);
}

}  // namespace

std::string software(std::string_view protocol, const Payload& payload) {
    std::string words = in_its_own_words(protocol, payload);
    words.resize(std::min(words.size(), kLongestSoftware));
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
    return words;
}

}  // namespace portlore
