// HTTP (RFC 9112, RFC 1945), HTTP/2 (RFC 9113), TLS (RFC 8446, and RFC 5246 appendix E for SSL 2.0's hello),
// DTLS (RFC 6347), QUIC (RFC 9000), SSDP (UPnP Device Architecture 1.1), RTSP (RFC 2326), ICAP (RFC 3507).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/families.h"

namespace portlore {

namespace {

/** Methods of RFC 9110, WebDAV (RFC 4918, 3253, 5323), PATCH, and those of BITS and RPC over HTTP. */
constexpr std::array<std::string_view, 31> kMethods{"GET",
                                                    "POST",
                                                    "HEAD",
                                                    "PUT",
                                                    "DELETE",
                                                    "OPTIONS",
                                                    "TRACE",
                                                    "CONNECT",
                                                    "PATCH",
                                                    "PROPFIND",
                                                    "PROPPATCH",
                                                    "MKCOL",
                                                    "COPY",
                                                    "MOVE",
                                                    "LOCK",
                                                    "UNLOCK",
                                                    "REPORT",
                                                    "MERGE",
                                                    "CHECKOUT",
                                                    "CHECKIN",
                                                    "VERSION-CONTROL",
                                                    "MKACTIVITY",
                                                    "MKWORKSPACE",
                                                    "UPDATE",
                                                    "LABEL",
                                                    "BASELINE-CONTROL",
                                                    "SEARCH",
                                                    "SUBSCRIBE",
                                                    "UNSUBSCRIBE",
                                                    "NOTIFY",
                                                    "BITS_POST"};

/** Whether the first line is a request of the protocol with that version prefix: `METHOD target HTTP/`. */
bool is_request(const Payload& payload, std::string_view version) {
    if (!payload.printable(0, 4)) return false;
    const std::string_view line = payload.line();
    const std::size_t method_end = line.find(' ');
    if (method_end == std::string_view::npos || !payload.printable(0, method_end)) return false;
    const std::size_t last = line.rfind(' ');
    return last > method_end && line.substr(last + 1).starts_with(version);
}

bool is_method(std::string_view word) {
    return std::find(kMethods.begin(), kMethods.end(), word) != kMethods.end();
}

/** A request whose line goes on beyond this segment shows its method and the beginning of its target only. */
bool is_long_http_request(const Payload& payload) {
    if (payload.u8(0) < 'A' || payload.u8(0) > 'Z') return false;
    const std::string_view line = payload.text().substr(0, Payload::kLongestLine);
    const std::size_t method_end = line.substr(0, 32).find(' ');
    if (method_end == std::string_view::npos) return false;
    const std::string_view target = line.substr(method_end + 1);
    return is_method(line.substr(0, method_end)) && payload.printable(0, line.size()) &&
           line.find(' ', method_end + 1) == std::string_view::npos &&
           (target.starts_with('/') || target.starts_with("http://")) && line.size() > 200;
}

bool http_request(const Payload& payload) {
    return is_request(payload, "HTTP/1.") || is_long_http_request(payload);
}

/** A request before version 1.0 (RFC 1945, section 4.1), or one that was meant to be: a line, and nothing
 * else. */
bool simple_http_request(const Payload& payload) {
    if (payload.u8(0) < 'A' || payload.u8(0) > 'Z') return false;
    const std::string_view line = payload.line();
    const std::string_view rest = payload.text().substr(line.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_method(line.substr(0, space))) return false;
    const std::string_view target = line.substr(space + 1);
    return (target.empty() || target.starts_with('/')) && target.find(' ') == std::string_view::npos &&
           payload.printable(0, line.size()) && (rest == "\r\n" || rest == "\n");
}

/** Its answer is the page itself. */
bool simple_http_answer(const Payload& payload) {
    constexpr std::string_view kBeforePage(" \t\r\n<");
    if (kBeforePage.find(static_cast<char>(payload.u8(0))) == std::string_view::npos) return false;
    const std::string_view text = payload.text();
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin != std::string_view::npos && text[begin] == '<' && is_text(payload);
}

bool http_response(const Payload& payload) { return payload.has("HTTP/1.") && payload.u8(8) == ' '; }

constexpr int kTlsHandshake = 22;
constexpr int kTlsLastType = 24;  // heartbeat
constexpr std::int64_t kTlsLongestRecord = 16384 + 2048;

/** A record's type, version 3.0 to 3.4 and length. */
bool is_tls_record(const Payload& payload) {
    const int type = payload.u8(0);
    return type >= 20 && type <= kTlsLastType && payload.u8(1) == 3 && payload.u8(2) >= 0 &&
           payload.u8(2) <= 4 && payload.be16(3) > 0 && payload.be16(3) <= kTlsLongestRecord;
}

/** The first message of a handshake, as far as this segment has it: senders may cut it anywhere. */
bool is_tls_handshake(const Payload& payload, int message) {
    if (!is_tls_record(payload) || payload.u8(0) != kTlsHandshake) return false;
    if (payload.reaches(5) && payload.u8(5) != message) return false;
    constexpr std::int64_t kMessageHeader = 4;
    const bool whole = payload.reaches(9) && payload.be16(3) > kMessageHeader;
    return !whole || (payload.be24(6) >= 38 && payload.u8(9) == 3);  // a hello's length, and its own version
}

/** SSL 2.0's client hello, which clients of any version may send: no record header, lengths that add up. */
bool is_ssl2_hello(const Payload& payload) {
    if ((payload.u8(0) & 0x80) == 0 || payload.u8(0) < 0 || payload.u8(2) != 1) return false;
    const std::int64_t length = payload.be16(0) & 0x7fff;
    const std::int64_t ciphers = payload.be16(5);
    const std::int64_t session = payload.be16(7);
    const std::int64_t challenge = payload.be16(9);
    const bool version = payload.be16(3) == 2 || (payload.u8(3) == 3 && payload.u8(4) <= 4);
    return version && ciphers > 0 && ciphers % 3 == 0 && (session == 0 || session == 16) && challenge >= 16 &&
           challenge <= 32 && length == 9 + ciphers + session + challenge;
}

/** Of either side: an alert, or a record in the middle that ends the payload, outlasts it, or has another
 * behind. */
bool is_tls_underway(const Payload& payload) {
    if (!is_tls_record(payload) || payload.u8(0) == kTlsHandshake) return false;
    constexpr int kAlert = 21;
    const std::int64_t end = 5 + payload.be16(3);
    if (payload.u8(0) == kAlert) {
        return end == payload.length() &&
               (payload.be16(3) == 2 ? payload.u8(5) == 1 || payload.u8(5) == 2 : end > 20);
    }
    return end >= payload.length() || is_tls_record(payload.from(static_cast<std::size_t>(end)));
}

bool tls_client(const Payload& payload) {
    return is_tls_handshake(payload, 1) || is_tls_underway(payload) || is_ssl2_hello(payload);
}

bool tls_server(const Payload& payload) { return is_tls_handshake(payload, 2) || is_tls_underway(payload); }

/** A record of DTLS: its type, version 1.0, 1.2 or OpenSSL's first, and where it ends; 0 if it is none. */
std::size_t dtls_record_end(const Payload& p, std::size_t at) {
    constexpr std::size_t kHeader = 13;
    const int type = p.u8(at);
    const std::int64_t version = p.be16(at + 1);
    const bool known = version == 0xfeff || version == 0xfefd || version == 0x0100;
    const std::int64_t length = p.be16(at + 11);
    const bool is_record =
        type >= 20 && type <= kTlsLastType && known && length > 0 && length <= kTlsLongestRecord;
    return is_record ? at + kHeader + static_cast<std::size_t>(length) : 0;
}

/** Records to the payload's end, or to one that is encrypted as in version 1.3 (RFC 9147, section 4). */
bool dtls(const Payload& p) {
    constexpr int kMostRecords = 16;
    if (p.u8(0) < 20 || p.u8(0) > kTlsLastType) return false;
    std::size_t at = dtls_record_end(p, 0);
    for (int records = 1; records < kMostRecords && at != 0 && p.reaches(at); ++records) {
        if ((p.u8(at) & 0xe0) == 0x20) return true;
        at = dtls_record_end(p, at);
    }
    return at != 0 && static_cast<std::int64_t>(at) == p.length();
}

/** A hello of the client, the server's, or its request to say it again (RFC 6347, 4.3.2), not encrypted. */
Speaker dtls_speaker(const Payload& p) {
    if (p.u8(0) != kTlsHandshake || p.be16(3) != 0) return Speaker::Unknown;
    switch (p.u8(13)) {
        case 1:   // ClientHello
        case 16:  // ClientKeyExchange
            return Speaker::Client;
        case 2:   // ServerHello
        case 3:   // HelloVerifyRequest
        case 12:  // ServerKeyExchange
        case 14:  // ServerHelloDone
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** QUIC 1 (RFC 9000), 2 (RFC 9369), the drafts that were deployed, and what is reserved for trying versions.
 */
bool is_quic_version(std::int64_t version) {
    return version == 1 || version == 0x6b3343cf || (version >= 0xff000016 && version <= 0xff000022) ||
           (version & 0x0f0f0f0f) == 0x0a0a0a0a;
}

/** A number of RFC 9000's, section 16, and what follows it; -1 where it is cut. */
std::int64_t quic_number(const Payload& p, std::size_t& at) {
    if (!p.reaches(at)) return -1;
    const std::size_t size = std::size_t{1} << (p.u8(at) >> 6);
    if (!p.reaches(at + size - 1)) return -1;
    std::int64_t number = p.u8(at) & 0x3f;
    for (std::size_t nth = 1; nth < size; ++nth) number = number << 8 | p.u8(at + nth);
    at += size;
    return number;
}

/** Where the two connections' numbers end that a long header has, or 0. */
std::size_t quic_header_end(const Payload& p) {
    constexpr int kLongest = 20;
    const int to = p.u8(5);
    if (to < 0 || to > kLongest) return 0;
    const std::size_t from_at = 6 + static_cast<std::size_t>(to);
    const int from = p.u8(from_at);
    return from > kLongest ? 0 : from_at + 1 + static_cast<std::size_t>(from);
}

/** Which of its four types a long header has, in version 1's order: initial, 0-RTT, handshake, retry. */
int quic_type(const Payload& p) {
    constexpr std::int64_t kVersion2 = 0x6b3343cf;
    const int type = p.u8(0) >> 4 & 3;
    return p.be32(1) == kVersion2 ? (type + 3) & 3 : type;
}
constexpr int kQuicInitial = 0;
constexpr int kQuicRetry = 3;

/** A server's list of the versions that it knows (RFC 8999, section 6). */
bool quic_versions(const Payload& p) {
    if (p.u8(0) < 0x80 || p.be32(1) != 0) return false;
    const std::size_t end = quic_header_end(p);
    const std::int64_t rest = p.length() - static_cast<std::int64_t>(end);
    return end != 0 && rest >= 4 && rest % 4 == 0 && rest <= 64 && is_quic_version(p.be32(end));
}

/** A long header of a version that has a number, and a packet of the length that it says, or a retry. */
bool quic(const Payload& p) {
    constexpr std::int64_t kTag = 16;
    if (p.u8(0) < 0xc0 || !is_quic_version(p.be32(1))) return quic_versions(p);
    std::size_t at = quic_header_end(p);
    if (at == 0) return false;
    if (quic_type(p) == kQuicRetry)
        return p.length() > static_cast<std::int64_t>(at) + kTag && p.length() <= 1500;
    if (quic_type(p) == kQuicInitial) {
        const std::int64_t token = quic_number(p, at);
        if (token < 0 || token > p.length()) return false;
        at += static_cast<std::size_t>(token);
    }
    const std::int64_t length = quic_number(p, at);
    return length > kTag && static_cast<std::int64_t>(at) + length <= p.length();
}

/** Servers alone list versions, and ask to try again. */
Speaker quic_speaker(const Payload& p) {
    return p.be32(1) == 0 || quic_type(p) == kQuicRetry ? Speaker::Server : Speaker::Unknown;
}

/** Who looks for devices asks; a device says that it is there from any port, also from the one on which it
 * listens (UPnP Device Architecture 1.1, 1.2 and 1.3). */
Speaker ssdp_speaker(const Payload& payload) {
    if (payload.has("NOTIFY")) return Speaker::Unknown;
    return payload.has("M-SEARCH") ? Speaker::Client : Speaker::Server;
}

/** RTSP's servers send some of the requests, too (RFC 2326, section 10): these are clients' alone, OPTIONS in
 * practice. */
Speaker rtsp_speaker(const Payload& p) {
    if (p.has("RTSP/1.")) return Speaker::Server;
    const bool is_clients =
        begins(p, {"DESCRIBE ", "OPTIONS ", "PAUSE ", "PLAY ", "RECORD ", "SETUP ", "TEARDOWN "});
    return is_clients ? Speaker::Client : Speaker::Unknown;
}

constexpr Recogniser kRows[]{
    {.protocol = "http2",
     .transports = kTcp,
     .port = 0,
     .client = [](const Payload& p) { return p.has("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); }},
    {.protocol = "http",
     .transports = kTcp,
     .port = 80,
     .client = http_request,
     .server = http_response,
     .asks = simple_http_request,
     .answers = simple_http_answer},
    {.protocol = "tls", .transports = kTcp, .port = 443, .client = tls_client, .server = tls_server},
    {.protocol = "quic",
     .transports = kUdp,
     .port = 443,
     .client = quic,
     .server = quic,
     .tells = quic_speaker,
     .is_found_by_wireshark = true},
    {.protocol = "dtls",
     .transports = kUdp,
     .port = 0,
     .client = dtls,
     .server = dtls,
     .tells = dtls_speaker,
     .is_found_by_wireshark = true},
    {.protocol = "ssdp",
     .transports = kUdp,
     .port = 1900,
     .client = [](const Payload& p) { return p.has("M-SEARCH * HTTP/1.") || p.has("NOTIFY * HTTP/1."); },
     .server = [](const Payload& p) { return p.has("HTTP/1.1 200 OK\r\n"); },
     .tells = ssdp_speaker},
    {.protocol = "rtsp",
     .transports = kTcp,
     .port = 554,
     .client = [](const Payload& p) { return is_request(p, "RTSP/1."); },
     .server = [](const Payload& p) { return p.has("RTSP/1."); },
     .tells = rtsp_speaker},
    {.protocol = "icap",
     .transports = kTcp,
     .port = 1344,
     .client = [](const Payload& p) { return is_request(p, "ICAP/1."); },
     .server = [](const Payload& p) { return p.has("ICAP/1."); }},
};

}  // namespace

std::span<const Recogniser> web_recognisers() { return kRows; }

}  // namespace portlore
