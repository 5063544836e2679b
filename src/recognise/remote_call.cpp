// Calls of procedures and objects elsewhere: ONC RPC (RFC 5531), Apache Thrift ("Thrift binary protocol",
// "Thrift compact protocol"), Java's serialized objects (Java Object Serialization Specification, 6),
// WebLogic's T3 as its own client writes it.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

namespace portlore {

namespace {

constexpr std::int64_t kRpcLongestAuthenticator = 400;

/** An authenticator (RFC 5531, 8.2): a flavor of IANA's, and a length of at most 400 bytes in whole words. */
bool is_rpc_authenticator(const Payload& p, std::size_t at) {
    const std::int64_t flavor = p.be32(at);
    const std::int64_t length = p.be32(at + 4);
    const bool is_numbered = flavor <= 7 || (flavor >= 200000 && flavor <= 400000);
    return is_numbered && length <= kRpcLongestAuthenticator && length % 4 == 0 &&
           (flavor != 0 || length == 0) && static_cast<std::int64_t>(at) + 8 + length <= p.length();
}

/** A call's header: RPC version 2 of a program from the ranges that RFC 5531 hands out (8.3), in a version
 * and with a procedure that are small. It is all of a call that is remembered. */
bool rpc_call_header(const Payload& p) {
    constexpr std::int64_t kFirstProgram = 100000;
    constexpr std::int64_t kLastProgram = 0x5fffffff;
    constexpr std::int64_t kSmall = 1024;
    return p.be32(4) == 0 && p.be32(8) == 2 && p.be32(12) >= kFirstProgram && p.be32(12) <= kLastProgram &&
           p.be32(16) < kSmall && p.be32(20) < kSmall;
}

/** The same, then two authenticators. */
bool rpc_call(const Payload& p) {
    return rpc_call_header(p) && is_rpc_authenticator(p, 24) &&
           is_rpc_authenticator(p, 32U + static_cast<std::size_t>(p.be32(28)));
}

/** A reply: accepted, with an authenticator and a status, or denied for the version or the credentials. */
bool rpc_reply(const Payload& p) {
    if (p.be32(4) != 1) return false;
    if (p.be32(8) == 1) {
        const std::int64_t reason = p.be32(12);
        return (reason == 0 && p.length() == 24 && p.be32(16) == 2 && p.be32(20) == 2) ||
               (reason == 1 && p.length() == 20 && p.be32(16) >= 1 && p.be32(16) <= 14);
    }
    if (p.be32(8) != 0 || !is_rpc_authenticator(p, 12)) return false;
    const std::size_t status = 20U + static_cast<std::size_t>(p.be32(16));
    constexpr std::int64_t kLastStatus = 5;
    return p.be32(status) <= kLastStatus && p.length() % 4 == 0 &&
           (p.be32(status) == 0 || p.length() <= static_cast<std::int64_t>(status) + 12);
}

/** Two replies of one server; one alone is a one and zeros. */
bool rpc_replies(const Payload& before, const Payload& now) {
    return rpc_reply(before) && rpc_reply(now) && before.be32(0) != now.be32(0);
}

/** Over TCP a record mark comes first (RFC 5531, 11): whether it is the last fragment, and its length. */
bool is_rpc_record(const Payload& p) {
    constexpr std::int64_t kLastFragment = 0x80000000;
    constexpr std::int64_t kLongest = 0x01000000;
    if ((p.u8(0) & 0x7f) > kLongest >> 24) return false;
    const std::int64_t length = p.be32(0) & ~kLastFragment;
    return length >= 20 && length <= kLongest && length % 4 == 0 &&
           ((p.be32(0) & kLastFragment) != 0 || length > 1000);
}

bool rpc_call_record(const Payload& p) { return is_rpc_record(p) && rpc_call(p.from(4)); }

bool rpc_reply_record(const Payload& p) {
    return is_rpc_record(p) && p.is_filled_to((p.be32(0) & 0x7fffffff) + 4) && rpc_reply(p.from(4));
}

/** The kinds of a Thrift message: a call, a reply, an exception, a call without an answer. */
bool is_thrift_kind(int kind) { return kind >= 1 && kind <= 4; }

/** A method's name as text, of the length that stands before it. */
bool is_thrift_name(const Payload& p, std::size_t at, std::int64_t length) {
    constexpr std::int64_t kLongest = 128;
    return length >= 1 && length <= kLongest && p.printable(at, static_cast<std::size_t>(length)) &&
           p.text().substr(at, static_cast<std::size_t>(length)).find(' ') == std::string_view::npos;
}

/** The strict binary protocol: version 1, a kind, a method's name. */
bool thrift_binary(const Payload& p) {
    return p.u8(0) == 0x80 && p.be16(1) == 0x0100 && is_thrift_kind(p.u8(3)) &&
           is_thrift_name(p, 8, p.be32(4));
}

/** The compact protocol: its number, version 1 and a kind, a sequence in at most five bytes, a method's name.
 */
bool thrift_compact(const Payload& p) {
    constexpr int kProtocol = 0x82;
    if (p.u8(0) != kProtocol || (p.u8(1) & 0x1f) != 1 || !is_thrift_kind(p.u8(1) >> 5)) return false;
    std::size_t at = 2;
    while (at < 6 && p.u8(at) >= 0x80) ++at;
    return p.u8(at) < 0x80 && p.u8(at + 1) >= 2 && is_thrift_name(p, at + 2, p.u8(at + 1));
}

bool thrift_message(const Payload& p) { return thrift_binary(p) || thrift_compact(p); }

/** With or without a frame's length of four bytes before it. */
bool thrift(const Payload& p) {
    if (p.u8(0) >= 0x80) return thrift_message(p);
    return p.be32(0) >= 8 && p.is_filled_to(p.be32(0) + 4) && thrift_message(p.from(4));
}

Speaker thrift_speaker(const Payload& p) {
    const std::size_t at = p.u8(0) >= 0x80 ? 0 : 4;
    const int kind = p.u8(at) == 0x82 ? p.u8(at + 1) >> 5 : p.u8(at + 3);
    return kind == 2 || kind == 3 ? Speaker::Server : Speaker::Client;
}

/** A stream of objects: magic, version 5, and a first content's type code. */
bool java_objects(const Payload& p) {
    return p.has({"\xac\xed\0\5", 4}) && p.u8(4) >= 0x70 && p.u8(4) <= 0x7e;
}

/** `t3 12.2.1`, then properties a line each. */
bool t3_client(const Payload& p) {
    const std::size_t version = p.has("t3s ") ? 4 : 3;
    return (p.has("t3 ") || p.has("t3s ")) && p.u8(version) >= '1' && p.u8(version) <= '9' &&
           p.text().find("\nAS:") != std::string_view::npos;
}

/** `HELO:12.2.1.3.false`, or why not. */
bool t3_server(const Payload& p) {
    return (p.has("HELO:") && p.u8(5) >= '1' && p.u8(5) <= '9' && p.line_contains(".")) ||
           (p.has("LGIN:") && p.line_contains("WebLogic"));
}

constexpr Recogniser kRows[]{
    {.protocol = "rpc",
     .transports = kUdp,
     .port = 111,
     .client = rpc_call,
     .asks = rpc_call_header,
     .answers = rpc_reply,
     .continues = rpc_replies},
    {.protocol = "rpc",
     .transports = kTcp,
     .port = 111,
     .client = rpc_call_record,
     .server = rpc_reply_record},
    {.protocol = "thrift",
     .transports = kTcp,
     .port = 0,
     .client = thrift,
     .server = thrift,
     .tells = thrift_speaker},
    {.protocol = "serialization",
     .transports = kTcp,
     .port = 0,
     .client = java_objects,
     .server = java_objects},
    {.protocol = "t3", .transports = kTcp, .port = 0, .client = t3_client, .server = t3_server},
};

}  // namespace

std::span<const Recogniser> remote_call_recognisers() { return kRows; }

}  // namespace portlore
