// The wire protocols of MySQL (client/server protocol), PostgreSQL (frontend/backend protocol 3.0), Microsoft
// SQL Server (MS-TDS 2.2), Oracle (TNS), MongoDB, Redis (RESP), memcached (text and binary), Cassandra (CQL
// binary protocol 3 to 5), Firebird, ClickHouse, Bolt (Neo4j's
// "Bolt Protocol handshake"), ZooKeeper, RethinkDB, SQL Server's browser (MC-SQLR), Aerospike (its clients'
// documentation of the wire) and Elasticsearch's transport.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <initializer_list>

#include "recognise/families.h"

namespace portlore {

namespace {

/** A greeting: one packet, number 0, protocol 10, the server's version as text; or the refusal of a host. */
bool mysql_server(const Payload& p) {
    if (p.le24(0) + 4 != p.length() || p.u8(3) != 0) return false;
    constexpr int kError = 0xff;
    if (p.u8(4) == kError) {
        const std::int64_t message = std::clamp<std::int64_t>(p.length() - 7, 1, 200);
        return p.le16(5) >= 1000 && p.le16(5) < 5000 && p.printable(7, static_cast<std::size_t>(message));
    }
    const std::size_t end = p.find(0, 5);
    const bool has_version =
        p.u8(5) >= '0' && p.u8(5) <= '9' && end > 7 && end < 64 && p.printable(5, end - 5);
    return p.u8(4) == 10 && has_version && p.u8(end + 13) == 0;  // thread id, 8 bytes of salt, filler
}

/** A login (packet 1, capabilities with 4.1's protocol, 23 bytes of filler), or a query of SQL. */
bool mysql_client(const Payload& p) {
    const std::int64_t length = p.le24(0);
    if (length + 4 != p.length()) return false;
    const bool is_login = p.u8(3) == 1 && length >= 32 && (p.le32(4) & 0x200) != 0 && p.zeros(13, 19);
    if (is_login) return true;
    const bool is_query = p.u8(3) == 0 && p.u8(4) == 3;
    if (!is_query) return false;
    constexpr std::array<std::string_view, 9> kVerbs{"SELECT ", "SET ", "SHOW ",   "INSERT ", "UPDATE ",
                                                     "DELETE ", "USE ", "CREATE ", "COMMIT"};
    return std::any_of(kVerbs.begin(), kVerbs.end(),
                       [&](std::string_view verb) { return p.has_word(verb, 5); });
}

constexpr std::int64_t kPostgresVersion3 = 0x30000;
constexpr std::int64_t kPostgresCancel = 80877102;
constexpr std::int64_t kPostgresTls = 80877103;
constexpr std::int64_t kPostgresGssEnc = 80877104;

bool pgsql_client(const Payload& p) {
    if (p.u8(0) != 0 && p.u8(0) != 'Q') return false;
    const std::int64_t code = p.be32(4);
    if (p.be32(0) == p.length()) {
        if (p.length() == 8) return code == kPostgresTls || code == kPostgresGssEnc;
        return (code == kPostgresCancel && p.length() == 16) ||
               (code == kPostgresVersion3 && p.printable(8, 2)) ||
               (code > kPostgresVersion3 && code <= kPostgresVersion3 + 9999 && p.has("user", 8));
    }
    const bool is_query =
        p.u8(0) == 'Q' && p.be32(1) + 1 == p.length() && p.length() > 8 && p.length() < 100000;
    return is_query && p.printable(5, static_cast<std::size_t>(std::min<std::int64_t>(p.length() - 6, 24)));
}

/** The first field of an error, in the server's language, and before which others it may stand. */
bool pgsql_severity(const Payload& fields) {
    constexpr std::size_t kLongest = 40;
    const std::size_t end = fields.find(0);
    if (fields.u8(0) != 'S' || end < 4 || end > kLongest) return false;
    const int next = fields.u8(end + 1);
    return is_text(Payload(fields.bytes().first(end))) && (next == 'V' || next == 'C' || next == 'M');
}

/** An authentication request (of a kind that has a number), or an error that ends the session. */
bool pgsql_server(const Payload& p) {
    if (p.u8(0) != 'R' && p.u8(0) != 'E') return false;
    const std::int64_t length = p.be32(1);
    const std::int64_t kind = p.be32(5);
    if (p.u8(0) == 'R') {
        return (kind >= 0 && kind <= 12 && length >= 8 && length < 512 && length + 1 <= p.length()) &&
               (kind != 0 || length == 8) && (kind != 3 || length == 8) && (kind != 5 || length == 12);
    }
    return length > 10 && length < 2048 && length + 1 <= p.length() && pgsql_severity(p.from(5)) &&
           p.u8(static_cast<std::size_t>(length)) == 0;
}

/** A packet of a login (type, end of message, length, channel, number, window 0). */
bool is_tds_packet(const Payload& p, int type) {
    return p.u8(0) == type && p.u8(1) <= 1 && p.be16(2) == p.length() && p.u8(6) <= 1 && p.u8(7) == 0;
}

/** A pre-login, or the answer to one: it begins with the option VERSION, whose offset counts from the
 * packet's body. */
bool is_tds_prelogin(const Payload& p, int type) {
    return is_tds_packet(p, type) && p.u8(8) == 0 && p.be16(9) < p.length() && p.be16(11) == 6;
}

/** In a session: a batch, a call or a transaction, each behind the header of its transaction; an attention.
 */
bool tds_request(const Payload& p) {
    constexpr int kAttention = 6;
    constexpr std::int64_t kAllHeaders = 22;
    constexpr std::int64_t kOneHeader = 18;
    const int type = p.u8(0);
    const bool known = type == kAttention || type == 1 || type == 3 || type == 14;
    if (!known || p.u8(1) > 0x1f || p.u8(7) != 0 || !p.is_filled_to(p.be16(2))) return false;
    if (type == kAttention) return p.u8(1) == 1 && p.be16(2) == 8 && p.u8(6) == 1;
    return p.le32(8) == kAllHeaders && p.le32(12) == kOneHeader && p.le16(16) == 2;
}

/** In a session: a table of results, by its first token (MS-TDS 2.2.7). */
bool tds_response(const Payload& p) {
    constexpr int kTabular = 4;
    if (p.u8(0) != kTabular || p.u8(1) > 1 || p.u8(6) != 1 || p.u8(7) != 0 || !p.is_filled_to(p.be16(2)))
        return false;
    switch (p.u8(8)) {
        case 0x81:  // column metadata
            return p.le16(9) >= 1 && p.le16(9) <= 1024;
        case 0xaa:  // error
        case 0xab:  // information
        case 0xad:  // login acknowledged
        case 0xe3:  // environment change
            return p.le16(9) >= 3 && p.le16(9) + 11 <= p.be16(2);
        case 0x79:  // return status, and what ends a procedure's part
            return p.u8(13) == 0xfe || p.u8(13) == 0xff || p.u8(13) == 0xac;
        case 0xfd:  // done
        case 0xfe:
        case 0xff:
            return p.be16(2) == 21 && p.le16(9) <= 0x3ff;
        default:
            return false;
    }
}

bool tds_client(const Payload& p) {
    constexpr int kPrelogin = 0x12;
    constexpr int kLogin7 = 0x10;
    return tds_request(p) || is_tds_prelogin(p, kPrelogin) ||
           (is_tds_packet(p, kLogin7) && p.le32(8) + 8 == p.length() && p.u8(15) >= 0x70);
}

bool tds_server(const Payload& p) {
    constexpr int kReply = 4;
    return is_tds_prelogin(p, kReply) || tds_response(p);
}

constexpr int kTnsConnect = 1;

/** A TNS packet of a type: length (of two bytes, or from version 315 on of four), no checksums. */
bool is_tns_packet(const Payload& p, int type) {
    const bool length = p.be16(0) == p.length() || (p.be16(0) == 0 && p.be32(0) == p.length());
    return length && p.u8(4) == type && p.zeros(6, 2) && (p.be16(0) == 0 || p.be16(2) == 0);
}

bool tns_client(const Payload& p) {
    return p.be16(0) >= 34 && p.be16(2) == 0 && p.u8(4) == kTnsConnect && p.zeros(6, 2) && p.be16(8) >= 300 &&
           p.be16(8) < 400 && p.be16(10) >= 300 && p.be16(10) <= p.be16(8);
}

bool tns_server(const Payload& p) {
    constexpr int kAccept = 2;
    constexpr int kRefuse = 4;
    constexpr int kRedirect = 5;
    constexpr int kResend = 11;
    if (is_tns_packet(p, kAccept)) return p.be16(8) >= 300 && p.be16(8) < 400;
    if (is_tns_packet(p, kResend)) return p.length() == 8;
    return (is_tns_packet(p, kRefuse) || is_tns_packet(p, kRedirect)) &&
           p.text().find('(') != std::string_view::npos;
}

/** A message: its length to the payload's end or beyond a full segment, an operation, small flags. */
bool mongo(const Payload& p) {
    const std::int64_t length = p.le32(0);
    const std::int64_t operation = p.le32(12);
    constexpr std::int64_t kLongest = 48000000;
    constexpr std::int64_t kSegment = 1200;
    const bool fits =
        length == p.length() || (length > p.length() && length <= kLongest && p.length() >= kSegment);
    constexpr std::int64_t kReply = 1;
    constexpr std::int64_t kCompressed = 2012;
    const bool known = operation == kReply || (operation >= 2001 && operation <= 2007) ||
                       (operation >= 2010 && operation <= 2013);
    if (!fits || !known || length < 21) return false;
    if (operation == kCompressed) return p.u8(24) <= 3;
    return operation == kReply ? p.le32(16) < 16 && length >= 36 : p.le32(16) <= 0x1ffff;
}

/** The operations that drivers alone send, and those that answer them; newer ones go both ways. */
Speaker mongo_speaker(const Payload& p) {
    switch (p.le32(12)) {
        case 1:     // OP_REPLY
        case 2011:  // OP_COMMANDREPLY
            return Speaker::Server;
        case 2001:  // OP_UPDATE
        case 2002:  // OP_INSERT
        case 2004:  // OP_QUERY
        case 2005:  // OP_GET_MORE
        case 2006:  // OP_DELETE
        case 2007:  // OP_KILL_CURSORS
        case 2010:  // OP_COMMAND
            return Speaker::Client;
        default:
            return Speaker::Unknown;
    }
}

/** Where the count of an aggregate ends: a type, digits, CR LF; 0 if it is none. */
std::size_t resp_aggregate(const Payload& p, std::string_view types) {
    constexpr std::size_t kLongest = 8;
    if (types.find(static_cast<char>(p.u8(0))) == std::string_view::npos) return 0;
    const std::string_view text = p.text().substr(0, kLongest + 2);
    const std::size_t end = text.find_first_not_of("0123456789", 1);
    return end != std::string_view::npos && end > 1 && p.has("\r\n", end) ? end + 2 : 0;
}

/** A request: an array of bulk strings. */
bool resp_request(const Payload& p) {
    const std::size_t first = resp_aggregate(p, "*");
    return first > 0 && p.u8(first) == '$' && p.u8(first + 1) >= '0' && p.u8(first + 1) <= '9';
}

/** An array, a map, a set, a push or an attribute of RESP3, with what it begins with. */
bool resp_reply(const Payload& p) {
    if (p.has("+PONG\r\n") || p.has("-NOAUTH ") || p.has("-WRONGTYPE ") || p.has("-DENIED Redis"))
        return true;
    const std::size_t first = resp_aggregate(p, "*%~>|");
    if (first == 0) return false;
    const int type = p.u8(first);
    const int next = p.u8(first + 1);
    if (type == '+' || type == '-') return next >= ' ' && next <= '~';
    const bool is_number = (next >= '0' && next <= '9') || next == '-';
    return type > 0 && std::string_view("$:,*%~").find(static_cast<char>(type)) != std::string_view::npos &&
           is_number;
}

/** A command that is typed on a line of its own. */
bool resp_inline(const Payload& p) {
    constexpr std::array<std::string_view, 12> kCommands{"PING",   "INFO",    "AUTH",      "HELLO",
                                                         "SELECT", "CONFIG",  "GET",       "SET",
                                                         "KEYS",   "PUBLISH", "SUBSCRIBE", "CLIENT"};
    return std::any_of(kCommands.begin(), kCommands.end(), [&](std::string_view command) {
        return p.has_word(command) && p.text().find_first_of(" \r\n", command.size()) == command.size();
    });
}

/** Whether a line has so many words. */
bool has_words(std::string_view line, std::ptrdiff_t least, std::ptrdiff_t most) {
    const std::ptrdiff_t words = std::count(line.begin(), line.end(), ' ') + 1;
    return words >= least && words <= most;
}

bool memcache_text_request(const Payload& p) {
    if (begins(p, {"set ", "add ", "replace ", "append ", "prepend ", "cas "})) {
        const std::string_view line = p.line();
        const std::size_t flags = line.find(' ', line.find(' ') + 1);
        return has_words(line, 5, 7) && flags != std::string_view::npos && p.u8(flags + 1) >= '0' &&
               p.u8(flags + 1) <= '9';
    }
    return begins(p, {"stats slabs\r\n", "stats items\r\n", "stats settings\r\n", "stats cachedump ",
                      "flush_all", "verbosity "});
}

bool memcache_text_reply(const Payload& p) {
    return begins(p, {"STORED\r\n", "NOT_STORED\r\n", "STAT pid ", "SERVER_ERROR ", "CLIENT_ERROR "}) ||
           (p.has("VALUE ") && has_words(p.line(), 4, 5) &&
            p.length() > static_cast<std::int64_t>(p.line().size()) + 2) ||
           (p.has("VERSION ") && p.u8(8) >= '0' && p.u8(8) <= '9' && p.u8(9) == '.');
}

/** Whether an operation of the binary protocol is one without a key. */
bool is_memcache_keyless(int operation) {
    constexpr std::array kKeyless{0x07, 0x08, 0x0a, 0x0b, 0x10, 0x17, 0x18, 0x1b, 0x20};
    return std::find(kKeyless.begin(), kKeyless.end(), operation) != kKeyless.end();
}

/** The binary protocol: magic, operation, lengths of key and extras within the body's, and another such
 * message behind it or none. A request names a key, or asks what needs none. */
bool is_memcache_binary(const Payload& p, int magic) {
    constexpr int kRequest = 0x80;
    if (p.u8(0) != magic || p.u8(1) > 0x3d || p.u8(5) != 0 || p.u8(4) > 32) return false;
    const std::int64_t body = p.be32(8);
    const std::int64_t key = p.be16(2);
    if (body >= 2000000 || key + p.u8(4) > body || body + 24 > p.length()) return false;
    if (magic == kRequest && key == 0 && !is_memcache_keyless(p.u8(1))) return false;
    const Payload next = p.from(static_cast<std::size_t>(body) + 24);
    return next.empty() || next.u8(0) == magic;
}

/** Over UDP a frame header comes first: request, number, count, reserved. */
bool memcache_udp(const Payload& p, Rule text) {
    return p.be16(2) < p.be16(4) && p.be16(6) == 0 && text(p.from(8));
}

bool is_cql_frame(const Payload& p, bool response, int opcode) {
    const int version = p.u8(0) & 0x7f;
    return p.u8(0) >= 0 && (p.u8(0) >= 0x80) == response && version >= 3 && version <= 5 && p.u8(1) <= 0x1f &&
           p.u8(4) == opcode && p.be32(5) >= 0 && p.be32(5) < 10000000;
}

bool cql_client(const Payload& p) {
    constexpr int kStartup = 1;
    return is_cql_frame(p, false, kStartup) && p.text().find("CQL_VERSION") != std::string_view::npos;
}

/** Firebird's op_connect: its number, op_attach or op_create, the version of connect, generic architecture.
 */
bool firebird_client(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) == 1 && (p.be32(4) == 19 || p.be32(4) == 20) && p.be32(8) >= 2 &&
           p.be32(8) <= 3 && p.be32(12) == 1;
}

/** Elasticsearch's transport: magic, a length within the payload, a request's number, a status. */
bool elasticsearch(const Payload& p) {
    return p.has("ES") && p.be32(2) >= 13 && p.be32(2) + 6 <= p.length() && p.u8(14) <= 0x0f;
}

/** The status says whether it is an answer. A connection's requests all come from the node that opened it. */
Speaker elasticsearch_speaker(const Payload& p) {
    return (p.u8(14) & 1) != 0 ? Speaker::Server : Speaker::Client;
}

/** Aerospike: version 2, information asked for in lines, or a message whose header has 22 bytes. */
bool aerospike(const Payload& p) {
    constexpr int kVersion = 2;
    constexpr int kMessageHeader = 22;
    if (p.u8(0) != kVersion) return false;
    const std::int64_t body = p.be32(4);
    if (p.be16(2) != 0 || body < 1 || !p.is_filled_to(body + 8)) return false;
    if (p.be16(0) == 0x0203) return p.u8(8) == kMessageHeader && body >= kMessageHeader;
    if (p.be16(0) != 0x0201 || body >= 100000 || !p.printable(8, 1)) return false;
    const std::string_view lines =
        p.text().substr(8, static_cast<std::size_t>(std::min<std::int64_t>(body - 1, 12)));
    return std::all_of(lines.begin(), lines.end(),
                       [](char c) { return c == '\n' || c == '\t' || (c >= ' ' && c <= '~'); });
}

/** ClickHouse's native protocol: a hello, and a name that begins so behind its length. */
bool clickhouse(const Payload& p) {
    return p.u8(0) == 0 && p.u8(1) >= 10 && p.u8(1) < 64 && p.has("ClickHouse", 2) &&
           p.printable(2, static_cast<std::size_t>(p.u8(1)));
}

/** Bolt: magic, then four versions that the client speaks; the last bytes of each are small. */
bool bolt(const Payload& p) {
    constexpr std::int64_t kMagic = 0x6060b017;
    return p.u8(0) == kMagic >> 24 && p.be32(0) == kMagic && p.length() == 20 && p.u8(7) >= 1 && p.u8(7) <= 8;
}

/** ZooKeeper's ConnectRequest: a length to the byte (with or without the flag of read-only), version 0, a
 * timeout, a password of 16 bytes. */
bool is_zookeeper(const Payload& p, std::int64_t length, std::size_t timeout) {
    constexpr std::int64_t kTenMinutes = 600000;
    return p.u8(0) == 0 && (p.be32(0) == length || p.be32(0) == length + 1) && p.be32(0) + 4 == p.length() &&
           p.be32(4) == 0 && p.be32(timeout) >= 1000 && p.be32(timeout) <= kTenMinutes &&
           p.be32(timeout + 12) == 16;
}

/** RethinkDB's magic numbers of its versions 0.3 to 1.0. */
bool rethinkdb(const Payload& p) {
    return p.has("\xc3\xbd\xc2\x34") || p.has("\x20\x2d\x0c\x40") || p.has("\x3e\xe8\x75\x5f");
}

/** The browser of SQL Server (MC-SQLR): its answer, of a length to the byte, that names the server. */
bool sql_browser(const Payload& p) {
    constexpr int kResponse = 5;
    return p.u8(0) == kResponse && p.le16(1) + 3 == p.length() && p.has("ServerName;", 3);
}

/** What it is asked: for all instances, or for one by its name. */
bool sql_browser_asked(const Payload& p) {
    constexpr int kInstance = 4;
    constexpr std::size_t kLongest = 32;
    if (p.u8(0) == 2 || p.u8(0) == 3) return p.length() == 1;
    if (p.u8(0) != kInstance) return false;
    const std::size_t end = p.find(0, 1);
    return end > 1 && end <= kLongest + 1 && p.printable(1, end - 1) &&
           static_cast<std::int64_t>(end) + 1 == p.length();
}

constexpr Recogniser kRows[]{
    {.protocol = "mysql", .transports = kTcp, .port = 3306, .client = mysql_client, .server = mysql_server},
    {.protocol = "pgsql", .transports = kTcp, .port = 5432, .client = pgsql_client, .server = pgsql_server},
    {.protocol = "tds", .transports = kTcp, .port = 1433, .client = tds_client, .server = tds_server},
    {.protocol = "tns", .transports = kTcp, .port = 1521, .client = tns_client, .server = tns_server},
    {.protocol = "mongo",
     .transports = kTcp,
     .port = 0,
     .client = mongo,
     .server = mongo,
     .tells = mongo_speaker},
    {.protocol = "resp",
     .transports = kTcp,
     .port = 6379,
     .client = resp_request,
     .server = resp_reply,
     .asks = resp_inline,
     .answers =
         [](const Payload& p) {
             return begins(p, {"+OK\r\n", "-ERR "}) ||
                    (begins(p, {"$", ":", "*", "%", "~", ",", "_\r\n", "#t\r\n", "#f\r\n"}) &&
                     p.line().size() < 12);
         }},
    {.protocol = "memcache",
     .transports = kTcp,
     .port = 11211,
     .client = [](const Payload& p) { return memcache_text_request(p) || is_memcache_binary(p, 0x80); },
     .server = [](const Payload& p) { return memcache_text_reply(p) || is_memcache_binary(p, 0x81); },
     .asks =
         [](const Payload& p) {
             return begins(
                 p, {"get ", "gets ", "stats\r\n", "delete ", "incr ", "decr ", "touch ", "version\r\n"});
         },
     .answers =
         [](const Payload& p) {
             return begins(p, {"END\r\n", "DELETED\r\n", "NOT_FOUND\r\n", "TOUCHED\r\n", "STAT "});
         }},
    {.protocol = "memcache",
     .transports = kUdp,
     .port = 11211,
     .client =
         [](const Payload& p) {
             return memcache_udp(p, memcache_text_request) || memcache_udp(p, [](const Payload& text) {
                        return begins(text, {"stats\r\n", "get ", "gets "});
                    });
         },
     .server = [](const Payload& p) { return memcache_udp(p, memcache_text_reply); }},
    {.protocol = "cql",
     .transports = kTcp,
     .port = 9042,
     .client = cql_client,
     .asks = [](const Payload& p) { return is_cql_frame(p, false, 5) && p.length() == 9 && p.be32(5) == 0; },
     .answers =
         [](const Payload& p) {
             return is_cql_frame(p, true, 6) && p.text().find("CQL_VERSION") != std::string_view::npos;
         }},
    {.protocol = "gdsdb", .transports = kTcp, .port = 3050, .client = firebird_client},
    {.protocol = "elasticsearch",
     .transports = kTcp,
     .port = 9300,
     .client = elasticsearch,
     .tells = elasticsearch_speaker},
    {.protocol = "aerospike",
     .transports = kTcp,
     .port = 0,
     .client = aerospike,
     .server = aerospike,
     .tells = either_side},
    {.protocol = "clickhouse", .transports = kTcp, .port = 0, .client = clickhouse, .server = clickhouse},
    {.protocol = "bolt", .transports = kTcp, .port = 0, .client = bolt},
    {.protocol = "zookeeper",
     .transports = kTcp,
     .port = 0,
     .client = [](const Payload& p) { return is_zookeeper(p, 44, 16); },
     .server = [](const Payload& p) { return is_zookeeper(p, 36, 8); }},
    {.protocol = "rethinkdb", .transports = kTcp, .port = 0, .client = rethinkdb},
    {.protocol = "ms-sql-m",
     .transports = kUdp,
     .port = 0,
     .server = sql_browser,
     .asks = sql_browser_asked,
     .answers = sql_browser},
};

}  // namespace

std::span<const Recogniser> database_recognisers() { return kRows; }

}  // namespace portlore
