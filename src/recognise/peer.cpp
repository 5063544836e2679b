// Peers and games: BitTorrent (BEP 3), Gnutella 0.6, eDonkey, Dropbox's LAN discovery, the bundle protocol
// (RFC 5050, 9171) with its convergence layers, Minecraft, Quake III, Steam's discovery, BitTorrent's local
// service discovery (BEP 14) and DHT (BEP 5), Nano's network ("Nano Network Protocol"), World of Warcraft's
// login, RakNet's greetings. Bitcoin is left to Wireshark's own heuristics. World of
// Warcraft's realms, Tibia (from 8.3 on), Quake II and QuakeWorld, giFT, SoulSeek, Monotone's netsync,
// Kontiki's delivery, AllJoyn's names (its "Name Service Specification").
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

namespace portlore {

namespace {

bool bittorrent(const Payload& p) {
    return p.has(
        "\x13"
        "BitTorrent protocol");
}

bool gnutella(const Payload& p) { return p.has("GNUTELLA CONNECT/") || p.has("GNUTELLA/0."); }

/** Who connects says so, and says GNUTELLA/0. like the other side when it has been answered. */
Speaker gnutella_speaker(const Payload& p) {
    return p.has("GNUTELLA CONNECT/") ? Speaker::Client : Speaker::Unknown;
}

/** eDonkey's hello: magic, a length to the byte, the message, and a hash of 16 bytes. */
bool edonkey(const Payload& p) {
    constexpr int kHello = 1;
    return p.u8(0) == 0xe3 && p.le32(1) + 5 == p.length() && p.u8(5) == kHello &&
           (p.u8(6) == 16 || p.length() > 26);
}

/** A number of seven bits a byte; at moves behind it. -1 where it is cut or longer than five bytes. */
std::int64_t var_int(const Payload& p, std::size_t& at) {
    std::int64_t number = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        const int byte = p.u8(at++);
        if (byte < 0) return -1;
        number |= std::int64_t{byte & 0x7f} << shift;
        if ((byte & 0x80) == 0) return number;
    }
    return -1;
}

/** Minecraft's handshake: length, packet 0, version, the server's name and port, status or login next. */
bool minecraft(const Payload& p) {
    std::size_t at = 0;
    const std::int64_t length = var_int(p, at);
    const auto end = static_cast<std::int64_t>(at) + length;
    if (length < 8 || end > p.length() || p.u8(at++) != 0) return false;
    const std::int64_t version = var_int(p, at);
    const std::int64_t name = var_int(p, at);
    if (version < 0 || name < 1 || name > 255 || !p.printable(at, static_cast<std::size_t>(name)))
        return false;
    const std::size_t state = at + static_cast<std::size_t>(name) + 2;
    return static_cast<std::int64_t>(state) + 1 == end && p.u8(state) >= 1 && p.u8(state) <= 3;
}

/** Version 7: an array of unknown length, whose first element is a block of 8 to 11 fields and the version;
 * version 6 by its length. */
bool bundle(const Payload& p) {
    return p.u8(0) == 0x9f && p.u8(1) >= 0x88 && p.u8(1) <= 0x8b && p.u8(2) == 7;
}

bool tcpcl(const Payload& p) { return p.has("dtn!") && p.u8(4) >= 3 && p.u8(4) <= 4; }

/** Dropbox's broadcasts, from port to port. */
bool dropbox_discovery(const Payload& p) {
    return p.has("{\"host_int\": ") ||
           (p.has("{\"version\": [") &&
            p.text().substr(0, 512).find("\"host_int\": ") != std::string_view::npos);
}

/** What the packets of games' engines begin with that belong to no connection. */
bool is_out_of_band(const Payload& p) { return p.has("\xff\xff\xff\xff"); }

/** An out-of-band packet of Quake III's engine and its heirs. */
bool quake3(const Payload& p) {
    return is_out_of_band(p) &&
           (p.has("getinfo", 4) || p.has("getstatus", 4) || p.has("getchallenge", 4) ||
            p.has("getservers ", 4) || p.has("infoResponse", 4) || p.has("statusResponse", 4));
}

Speaker quake3_speaker(const Payload& p) { return p.has("get", 4) ? Speaker::Client : Speaker::Server; }

/** Steam's in-home streaming looks for its peers: magic, then the length of a protocol buffer. */
bool steam_discovery(const Payload& p) { return is_out_of_band(p) && p.be32(4) == 0x214c5fa0; }

bool local_discovery(const Payload& p) { return p.has("BT-SEARCH * HTTP/1.1\r\n"); }

/** Nano's network: magic, a network, versions in order, and a message that has a number. */
bool nano(const Payload& p) {
    if (p.u8(0) != 'R') return false;
    const int network = p.u8(1);
    return (network == 'A' || network == 'B' || network == 'C' || network == 'X') && p.u8(2) >= p.u8(3) &&
           p.u8(3) >= p.u8(4) && p.u8(4) >= 1 && p.u8(2) <= 0x40 && p.u8(5) >= 2 && p.u8(5) <= 15;
}

/** World of Warcraft's login: a challenge or a reconnection, a length to the byte, the game, a processor. */
bool wow(const Payload& p) {
    return (p.u8(0) == 0 || p.u8(0) == 2) && p.le16(2) + 4 == p.length() && p.has({"WoW\0", 4}, 4) &&
           (p.has({"68x\0", 4}, 13) || p.has({"46x\0", 4}, 13) || p.has({"CPP\0", 4}, 13) ||
            p.has("46xa", 13));
}

/** Valve's server queries: what a server is asked, each by its letter, and answers. */
bool source_query(const Payload& p) {
    return is_out_of_band(p) && (p.has({"TSource Engine Query\0", 21}, 4) ||
                                 ((p.u8(4) == 'U' || p.u8(4) == 'V') && p.length() == 9));
}

bool source_answer(const Payload& p) {
    return is_out_of_band(p) &&
           ((p.u8(4) == 'A' && p.length() == 9) || (p.u8(4) == 'I' && p.u8(5) == 17 && p.printable(6, 1)));
}

/** TeamSpeak 3's beginning: its own word where later packets have a code of their authenticity. */
bool teamspeak3(const Payload& p) { return p.has("TS3INIT1"); }

/** KRPC (BEP 5): a dictionary with a query's or response's identifier of 20 bytes first, or an error. */
bool bittorrent_dht(const Payload& p) {
    return p.has("d1:ad2:id20:") || p.has("d1:rd2:id20:") || p.has("d1:eli20");
}

Speaker bittorrent_dht_speaker(const Payload& p) {
    return p.has("d1:ad2:id20:") ? Speaker::Client : Speaker::Server;
}

/** RakNet before a connection: a ping, a pong, a request to open one or its answer, with the number that all
 * of them have. */
bool raknet(const Payload& p) {
    constexpr std::string_view kOffline("\x00\xff\xff\x00\xfe\xfe\xfe\xfe\xfd\xfd\xfd\xfd\x12\x34\x56\x78",
                                        16);
    switch (p.u8(0)) {
        case 0x01:  // unconnected pings, with the time
        case 0x02:
            return p.has(kOffline, 9);
        case 0x05:  // requests to open a connection, and their answers
        case 0x06:
        case 0x07:
        case 0x08:
            return p.has(kOffline, 1);
        case 0x1c:  // the pong: the time, and the server's number
            return p.has(kOffline, 17);
        default:
            return false;
    }
}

Speaker raknet_speaker(const Payload& p) {
    const int message = p.u8(0);
    return message == 0x06 || message == 0x08 || message == 0x1c ? Speaker::Server : Speaker::Client;
}

/** Vuze's DHT: a connection's number with its first bit, a request, a transaction, a version. */
bool vuze_request(const Payload& p) {
    return p.u8(0) >= 0x80 && p.be32(8) >= 1024 && p.be32(8) <= 1038 && p.be32(8) % 2 == 0 && p.u8(16) >= 1 &&
           p.u8(16) <= 64;
}

/** Its answer says what it answers first. */
bool vuze_reply(const Payload& p) {
    if (p.be16(0) != 0) return false;
    const bool known = p.be32(0) >= 1025 && p.be32(0) <= 1039 && p.be32(0) % 2 == 1;
    return (known || p.be32(0) == 1032) && p.u8(8) >= 0x80 && p.u8(16) >= 1 && p.u8(16) <= 64;
}

/** Quake's control packets: their bit, a length to the byte, and a request or its answer. */
bool quake(const Payload& p) {
    if (p.be16(0) != 0x8000 || p.be16(2) != p.length()) return false;
    const int command = p.u8(4);
    const bool known = (command >= 1 && command <= 4) || (command >= 0x81 && command <= 0x85);
    return known && (command > 2 || p.has({"QUAKE\0", 6}, 5));
}

Speaker quake_speaker(const Payload& p) { return p.u8(4) < 0x80 ? Speaker::Client : Speaker::Server; }

/** TeamSpeak 2: the class of its connection's packets, and one of them. */
bool teamspeak2(const Payload& p) {
    return p.le16(0) == 0xbef4 && p.le16(2) >= 1 && p.le16(2) <= 6 && p.length() >= 16;
}

/** Apache Tribes: its members' packets begin with a name. */
bool tribes(const Payload& p) { return p.has({"TRIBES-B\x01\0", 10}); }

/** A realm's challenge, or the client's answer: the length to the byte without its own field, and the
 * message. */
bool realm_client(const Payload& p) {
    constexpr std::int64_t kAuthSession = 0x1ed;
    constexpr int kLongest = 1024;
    return p.u8(0) <= kLongest / 256 && p.u8(1) >= 0 && p.le32(2) == kAuthSession &&
           p.be16(0) + 2 == p.length() && p.length() >= 30;
}

bool realm_server(const Payload& p) {
    constexpr std::int64_t kAuthChallenge = 0x1ec;
    return p.u8(0) == 0 && p.be16(0) + 2 == p.length() && p.le16(2) == kAuthChallenge && p.length() >= 8 &&
           p.length() <= 64;
}

/** The checksum of RFC 1950 (Adler-32). */
std::uint32_t adler_32(std::span<const std::uint8_t> bytes) {
    constexpr std::uint32_t kModulo = 65521;
    std::uint32_t low = 1;
    std::uint32_t high = 0;
    for (const std::uint8_t byte : bytes) {
        low = (low + byte) % kModulo;
        high = (high + low) % kModulo;
    }
    return high << 16 | low;
}

/** A length to the byte, and the checksum of all behind it. */
bool tibia(const Payload& p) {
    constexpr std::int64_t kLongest = 1024;
    if (p.u8(1) > kLongest / 256 || p.le16(0) + 2 != p.length() || p.length() < 8 || p.length() > kLongest)
        return false;
    const bool is_whole = p.reaches(static_cast<std::size_t>(p.length()) - 1);
    return is_whole && p.le32(2) == adler_32(p.bytes().subspan(6));
}

/** A player comes in, with the version that each game has. */
bool quake_2(const Payload& p) {
    return p.has(
        {"\xff\xff\xff\xff"
         "connect 34 ",
         15});
}

bool quake_world(const Payload& p) {
    return p.has(
        {"\xff\xff\xff\xff"
         "connect 28 ",
         15});
}

/** Who attaches to the daemon says what it is, and the daemon so too. */
bool gift(const Payload& p, std::string_view who) {
    return p.has("ATTACH") && p.line_contains(who) && p.line_contains("version(");
}

/** A string behind its length in four bytes, printable; where it ends, or 0. */
std::size_t soulseek_string_end(const Payload& p, std::size_t at) {
    constexpr std::int64_t kLongest = 64;
    const std::int64_t length = p.le32(at);
    if (length < 1 || length > kLongest || !p.printable(at + 4, static_cast<std::size_t>(length))) return 0;
    return at + 4 + static_cast<std::size_t>(length);
}

/** A login: the length to the byte, the code 1, a name, a password, a version. */
bool soulseek(const Payload& p) {
    constexpr std::int64_t kLastVersion = 999;
    if (p.le32(0) + 4 != p.length() || p.u8(3) != 0 || p.le32(4) != 1) return false;
    const std::size_t password = soulseek_string_end(p, 8);
    const std::size_t version = password == 0 ? 0 : soulseek_string_end(p, password);
    return version != 0 && p.le32(version) >= 1 && p.le32(version) <= kLastVersion;
}

/** A server's greeting: a version, its number, a size that leaves four bytes or twenty to sign it, and a
 * key's name. */
bool netsync(const Payload& p) {
    constexpr int kLastVersion = 8;
    constexpr int kHello = 2;
    if (p.u8(0) < 1 || p.u8(0) > kLastVersion || p.u8(1) != kHello) return false;
    const bool is_long = p.u8(2) >= 0x80;
    const std::size_t name = is_long ? 4 : 3;
    const std::int64_t size = is_long ? (p.u8(2) & 0x7f) + 128 * p.u8(3) : p.u8(2);
    const std::int64_t rest = p.length() - static_cast<std::int64_t>(name) - size;
    return (rest == 4 || rest == 20) && p.u8(name) >= 1 && p.u8(name) < 0x80 &&
           p.printable(name + 1, static_cast<std::size_t>(p.u8(name)));
}

/** Version 2, a header in words within the datagram, those flags, no errors. */
bool kontiki(const Payload& p, int flags) {
    return p.u8(0) == 2 && p.u8(1) >= 3 && p.u8(1) <= 15 && p.u8(1) <= p.length() / 4 && p.u8(2) == flags &&
           p.u8(3) == 0;
}

/** A router says where it is: an answer alone, with its identifier of 32 digits behind its addresses. */
bool alljoyn_is_at(const Payload& p) {
    constexpr int kIsAt = 0x40;
    constexpr int kHasIdentifier = 0x20;
    constexpr int kDigits = 32;
    if ((p.u8(0) & 0xee) != 0 || p.u8(1) != 0 || p.u8(2) != 1 || (p.u8(4) & 0xe0) != (kIsAt | kHasIdentifier))
        return false;
    const int flags = p.u8(4);
    // In version 0 an address of each family, in version 1 a port with each, and a mask of transports.
    const bool is_first = (p.u8(0) & 0x0f) == 0;
    const int addresses = is_first ? ((flags & 0x02) != 0 ? 16 : 0) + ((flags & 0x01) != 0 ? 4 : 0)
                                   : ((flags & 0x08) != 0 ? 6 : 0) + ((flags & 0x04) != 0 ? 6 : 0) +
                                         ((flags & 0x02) != 0 ? 18 : 0) + ((flags & 0x01) != 0 ? 18 : 0);
    const auto at = 8U + static_cast<std::size_t>(addresses);
    return p.u8(at) == kDigits && p.printable(at + 1, kDigits) &&
           p.text().substr(at + 1, kDigits).find_first_not_of("0123456789abcdefABCDEF") ==
               std::string_view::npos;
}

constexpr Recogniser kRows[]{
    {.protocol = "bittorrent", .transports = kTcp, .port = 6881, .client = bittorrent, .server = bittorrent},
    {.protocol = "gnutella",
     .transports = kTcp,
     .port = 6346,
     .client = gnutella,
     .server = gnutella,
     .tells = gnutella_speaker},
    {.protocol = "edonkey", .transports = kTcp, .port = 4662, .client = edonkey},
    {.protocol = "minecraft", .transports = kTcp, .port = 0, .client = minecraft},
    {.protocol = "db-lsp-disc",
     .transports = kUdp,
     .port = 17500,
     .client = dropbox_discovery,
     .server = dropbox_discovery},
    {.protocol = "bundle", .transports = kUdp, .port = 4556, .client = bundle, .server = bundle},
    {.protocol = "tcpcl", .transports = kTcp, .port = 4556, .client = tcpcl, .server = tcpcl},
    {.protocol = "quake3",
     .transports = kUdp,
     .port = 27960,
     .client = quake3,
     .server = quake3,
     .tells = quake3_speaker},
    {.protocol = "steam_ihs_discovery",
     .transports = kUdp,
     .port = 27036,
     .client = steam_discovery,
     .server = steam_discovery},
    {.protocol = "lsd", .transports = kUdp, .port = 0, .client = local_discovery, .server = local_discovery},
    {.protocol = "nano", .transports = kTcp | kUdp, .port = 7075, .client = nano, .server = nano},
    {.protocol = "wow", .transports = kTcp, .port = 3724, .client = wow},
    {.protocol = "a2s",
     .transports = kUdp,
     .port = 0,
     .client = [](const Payload& p) { return source_query(p) && p.u8(4) == 'T'; },
     .asks = source_query,
     .answers = source_answer},
    {.protocol = "bt-dht",
     .transports = kUdp,
     .port = 0,
     .client = bittorrent_dht,
     .server = bittorrent_dht,
     .tells = bittorrent_dht_speaker,
     .is_found_by_wireshark = true},
    {.protocol = "raknet",
     .transports = kUdp,
     .port = 0,
     .client = raknet,
     .server = raknet,
     .tells = raknet_speaker,
     .is_found_by_wireshark = true},
    {.protocol = "vuze-dht", .transports = kUdp, .port = 11273, .client = vuze_request, .server = vuze_reply},
    {.protocol = "quake",
     .transports = kUdp,
     .port = 26000,
     .client = quake,
     .server = quake,
     .tells = quake_speaker},
    {.protocol = "ts2", .transports = kUdp, .port = 8767, .client = teamspeak2, .server = teamspeak2},
    {.protocol = "ath", .transports = kUdp, .port = 45564, .client = tribes, .server = tribes},
    {.protocol = "ts3", .transports = kUdp, .port = 0, .client = teamspeak3, .server = teamspeak3},
    {.protocol = "woww", .transports = kTcp, .port = 8085, .client = realm_client, .server = realm_server},
    {.protocol = "tibia", .transports = kTcp, .port = 7171, .client = tibia, .server = tibia},
    {.protocol = "quake2", .transports = kUdp, .port = 27910, .client = quake_2},
    {.protocol = "quakeworld", .transports = kUdp, .port = 27500, .client = quake_world},
    {.protocol = "gift",
     .transports = kTcp,
     .port = 1213,
     .client = [](const Payload& p) { return gift(p, "client("); },
     .server = [](const Payload& p) { return gift(p, "server("); }},
    {.protocol = "slsk", .transports = kTcp, .port = 2234, .client = soulseek},
    {.protocol = "netsync", .transports = kTcp, .port = 5253, .server = netsync},
    {.protocol = "kdp",
     .transports = kUdp,
     .port = 19948,
     .asks = [](const Payload& p) { return kontiki(p, 2); },
     .answers = [](const Payload& p) { return kontiki(p, 6); }},
    {.protocol = "ajns", .transports = kUdp, .port = 9956, .client = alljoyn_is_at, .server = alljoyn_is_at},
};

}  // namespace

std::span<const Recogniser> peer_recognisers() { return kRows; }

}  // namespace portlore
