// HTTP (RFC 9112, RFC 1945), HTTP/2 (RFC 9113), TLS (RFC 8446, and RFC 5246 appendix E for SSL 2.0's hello),
// SSDP (UPnP Device Architecture 1.1), RTSP (RFC 2326), ICAP (RFC 3507). DTLS and QUIC are left to
// Wireshark's own heuristics.
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

/** A request whose line goes on beyond this segment shows its method and the beginning of its target only. */
bool is_long_http_request(const Payload& payload) {
    if (payload.u8(0) < 'A' || payload.u8(0) > 'Z') return false;
    const std::string_view line = payload.text().substr(0, Payload::kLongestLine);
    const std::size_t method_end = line.substr(0, 32).find(' ');
    if (method_end == std::string_view::npos) return false;
    const bool known =
        std::find(kMethods.begin(), kMethods.end(), line.substr(0, method_end)) != kMethods.end();
    const std::string_view target = line.substr(method_end + 1);
    return known && payload.printable(0, line.size()) &&
           line.find(' ', method_end + 1) == std::string_view::npos &&
           (target.starts_with('/') || target.starts_with("http://")) && line.size() > 200;
}

bool http_request(const Payload& payload) {
    return is_request(payload, "HTTP/1.") || is_long_http_request(payload);
}

/** A request before version 1.0 (RFC 1945, section 4.1), which any text may answer: a line, and nothing else.
 */
bool simple_http_request(const Payload& payload) {
    if (!payload.has("GET /")) return false;
    const std::string_view line = payload.line();
    const std::string_view rest = payload.text().substr(line.size());
    return line.find(' ', 4) == std::string_view::npos && payload.printable(0, line.size()) &&
           (rest == "\r\n" || rest == "\n");
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

/** Who looks for devices asks; a device says that it is there from any port, also from the one on which it
 * listens (UPnP Device Architecture 1.1, 1.2 and 1.3). */
Speaker ssdp_speaker(const Payload& payload) {
    if (payload.has("NOTIFY")) return Speaker::Unknown;
    return payload.has("M-SEARCH") ? Speaker::Client : Speaker::Server;
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
     .answers = is_text},
    {.protocol = "tls", .transports = kTcp, .port = 443, .client = tls_client, .server = tls_server},
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
     .server = [](const Payload& p) { return p.has("RTSP/1."); }},
    {.protocol = "icap",
     .transports = kTcp,
     .port = 1344,
     .client = [](const Payload& p) { return is_request(p, "ICAP/1."); },
     .server = [](const Payload& p) { return p.has("ICAP/1."); }},
};

}  // namespace

std::span<const Recogniser> web_recognisers() { return kRows; }

}  // namespace portlore
