// What keeps servers together and in order: the distributed lock manager (Linux, fs/dlm), Totem (Corosync's
// headers without encryption), IPVS' synchronisation (Linux, version 1), Pulse (Red Hat's Piranha), ESXi's
// heartbeats to vCenter, pools of servers (ASAP, RFC 5352; ENRP, RFC 5353), SASP (RFC 4678), Kyoto Tycoon's
// binary protocol, Artemis' core protocol, Hazelcast, the Distributed Checksum Clearinghouse (Rhyolite's),
// IPDR's streaming protocol (TM Forum TMF8000), TPM 2.0 over sockets (TCG's "TPM 2.0 Library", part 1, and
// its simulator's part 4). RSPLIB's component status.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "recognise/families.h"

namespace portlore {

namespace {

/** Version 3, a length to the byte, a command that has a number, a byte of nothing. */
bool lock_manager(const Payload& p) {
    constexpr std::int64_t kLastMinor = 2;
    return p.u8(1) == 0 && p.le16(0) >= 1 && p.le16(0) <= kLastMinor && p.le16(2) == 3 &&
           p.is_filled_to(p.le16(12)) && p.le16(12) >= 16 && p.u8(14) >= 1 && p.u8(14) <= 5 && p.u8(15) == 0;
}

/** A message's type, whether it is wrapped, the detector of the order of bytes, and a node in that order. */
bool totem(const Payload& p) {
    constexpr int kLastType = 5;
    constexpr std::int64_t kShortest = 40;
    if (p.u8(0) > kLastType || p.u8(1) > 2) return false;
    const std::int64_t detector = p.be16(2);
    return (detector == 0xff22 || detector == 0x22ff) && p.be32(4) > 0 && p.length() >= kShortest;
}

/** Version 1 behind the byte that was version 0's count, a length to the byte, nothing in what is spare. */
bool ipvs(const Payload& p) {
    return p.u8(0) == 0 && p.u8(1) >= 0 && p.be16(2) == p.length() && p.u8(4) >= 1 && p.u8(5) == 1 &&
           p.be16(6) == 0 && p.length() >= 44;
}

/** It runs, or has stopped. */
bool pulse(const Payload& p) {
    return (p.has("\xbd\xad\xdb\xda") || p.has("\xad\xbd\xda\xbd")) && p.length() == 4;
}

/** An address in dots, as many bytes as the one before it says. */
bool is_dotted(const Payload& p, std::size_t at) {
    const int length = p.u8(at);
    if (length < 7 || length > 15 || !p.reaches(at + static_cast<std::size_t>(length))) return false;
    const std::string_view text = p.text().substr(at + 1, static_cast<std::size_t>(length));
    return text.find_first_not_of("0123456789.") == std::string_view::npos &&
           std::count(text.begin(), text.end(), '.') == 3;
}

/** A heartbeat: the host's key in text and, behind four numbers, its address in text. */
bool esxi_heartbeat(const Payload& p) {
    constexpr std::size_t kKey = 12;
    constexpr std::size_t kNumbers = 16;
    const int length = p.u8(kKey);
    if (length < 8 || length > 64) return false;
    const auto size = static_cast<std::size_t>(length);
    return p.printable(kKey + 1, size) && is_dotted(p, kKey + 1 + size + kNumbers);
}

/** Parameters of RFC 5354, from an offset to the payload's end, each filled up to a word. */
bool is_pool_parameters(const Payload& p, std::size_t begin) {
    constexpr int kMostParameters = 32;
    constexpr std::int64_t kLastParameter = 15;
    constexpr std::int64_t kHandleResolution = 0x803f;
    auto at = static_cast<std::int64_t>(begin);
    for (int parameters = 0; parameters < kMostParameters && at < p.length(); ++parameters) {
        const auto parameter = static_cast<std::size_t>(at);
        const std::int64_t type = p.be16(parameter);
        if ((type < 1 || type > kLastParameter) && type != kHandleResolution) return false;
        if (p.be16(parameter + 2) < 4) return false;
        at += (p.be16(parameter + 2) + 3) / 4 * 4;
    }
    return at == p.length();
}

/** A message of ASAP's: no flag but two, a length to the byte, parameters to the end. */
bool asap(const Payload& p) {
    constexpr int kLastType = 14;
    return p.u8(0) >= 1 && p.u8(0) <= kLastType && (p.u8(1) & 0xfc) == 0 && p.be16(2) == p.length() &&
           p.length() >= 8 && is_pool_parameters(p, 4);
}

/** Of ENRP's, with two servers' identifiers; who sends has one. RADIUS without attributes may look like a
 * short one. */
bool enrp(const Payload& p) {
    constexpr std::int64_t kRadius = 20;
    constexpr int kLastType = 10;
    return p.u8(0) >= 1 && p.u8(0) <= kLastType && (p.u8(1) & 0xfc) == 0 && p.be16(2) == p.length() &&
           p.length() > kRadius && p.be32(4) > 0 && is_pool_parameters(p, 12) && !is_pool_parameters(p, 4);
}

/** A header of 13 bytes and version 1, a length to the byte, a message that has a number. */
bool sasp(const Payload& p) {
    constexpr std::int64_t kHeader = 0x2010;
    constexpr std::int64_t kFirstMessage = 0x1010;
    constexpr std::int64_t kLastMessage = 0x1065;
    return p.u8(0) == 0x20 && p.be16(0) == kHeader && p.be16(2) == 13 && p.u8(4) == 1 &&
           p.is_filled_to(p.be32(5)) && p.be16(13) >= kFirstMessage && p.be16(13) <= kLastMessage;
}

/** The load balancer's requests end with 0, the manager's replies with 5; it sends weights unasked (RFC 4678,
 * 5). */
Speaker sasp_speaker(const Payload& p) {
    constexpr std::int64_t kSendWeights = 0x1040;
    if (p.be16(13) == kSendWeights) return Speaker::Server;
    return (p.be16(13) & 0x0f) == 0 ? Speaker::Client : Speaker::Server;
}

/** Records are set, removed or got: no flag but one, a count, and the first record's sizes within the
 * payload. */
bool kyoto_tycoon(const Payload& p) {
    constexpr int kSet = 0xb8;
    constexpr int kGet = 0xba;
    if (p.u8(0) < kSet || p.u8(0) > kGet || p.u8(1) != 0 || p.be32(1) > 1 || p.be32(5) < 1 ||
        p.be32(5) > 65536)
        return false;
    const bool sets = p.u8(0) == kSet;
    const std::int64_t end = (sets ? 27 + p.be32(15) : 15) + p.be32(11);
    if (p.be16(9) < 0 || p.be32(11) < 1 || p.be32(11) > 65536) return false;
    return p.be32(5) == 1 ? p.is_filled_to(end) : end < p.length() || p.is_filled_to(end);
}

bool artemis_handshake(const Payload& p) { return p.has("ARTEMIS") && p.length() == 7; }

/** A length to the byte, a packet that has a number, a channel. */
bool artemis(const Payload& p) {
    constexpr int kFirstPacket = 10;
    constexpr int kLastPacket = 0x7f;
    constexpr int kFirstNegative = 0xe0;
    constexpr std::int64_t kLastChannel = 0xffff;
    return p.u8(0) == 0 && p.be32(0) + 4 == p.length() &&
           ((p.u8(4) >= kFirstPacket && p.u8(4) <= kLastPacket) || p.u8(4) >= kFirstNegative) &&
           p.be32(5) == 0 && p.be32(9) <= kLastChannel && p.length() >= 13;
}

/** Both members begin so. */
bool hazelcast(const Payload& p) { return p.has("HZC") && p.length() == 3; }

/** A length to the byte, a version, an operation; what each carries to the byte before 16 bytes that sign it.
 */
bool is_clearinghouse(const Payload& p, int operation) {
    constexpr int kFirstVersion = 4;
    constexpr int kLastVersion = 11;
    return p.u8(1) >= 0 && p.be16(0) == p.length() && p.u8(2) >= kFirstVersion && p.u8(2) <= kLastVersion &&
           p.u8(3) == operation;
}

/** Nothing is asked, or checksums of the length of MD5's. */
bool clearinghouse_client(const Payload& p) {
    constexpr std::int64_t kHeader = 24;
    constexpr std::int64_t kSignature = 16;
    constexpr std::int64_t kChecksum = 18;
    constexpr int kLastChecksum = 14;
    if (p.u8(0) > 2) return false;
    if (is_clearinghouse(p, 1)) return p.length() == kHeader + kSignature;
    if (!is_clearinghouse(p, 2) && !is_clearinghouse(p, 3)) return false;
    return (p.length() - kHeader - 4 - kSignature) % kChecksum == 0 && p.u8(28) >= 1 &&
           p.u8(28) <= kLastChecksum && p.u8(29) == kChecksum;
}

/** What the server is, or how often it has seen each. */
bool clearinghouse_server(const Payload& p) {
    constexpr std::int64_t kOk = 108;
    constexpr std::int64_t kHeader = 24;
    constexpr std::int64_t kSignature = 16;
    if (p.u8(0) != 0) return false;
    if (is_clearinghouse(p, 6)) return p.length() == kOk && p.u8(25) == 0;
    return is_clearinghouse(p, 4) && p.length() > kHeader + kSignature && p.length() % 4 == 0 &&
           p.length() <= 256;
}

/** Version 2, a message from the opening on, a length to the byte. */
bool ipdr(const Payload& p) {
    constexpr int kConnect = 5;
    constexpr int kLastMessage = 0x43;
    return p.u8(0) == 2 && p.u8(1) >= kConnect && p.u8(1) <= kLastMessage && p.u8(2) >= 0 && p.u8(3) <= 1 &&
           p.be32(4) >= 8 && p.be32(4) == p.length();
}

/** A command's or a response's header at an offset: with or without sessions, and a size. */
bool is_tpm(const Payload& p, std::size_t at, std::int64_t size) {
    const std::int64_t tag = p.be16(at);
    return (tag == 0x8001 || tag == 0x8002) && p.be32(at + 2) == size && size >= 10;
}

/** A command, as it is or behind the simulator's own, a locality and its size. */
bool tpm_command(const Payload& p) {
    constexpr std::int64_t kFirst = 0x11f;
    constexpr std::int64_t kLast = 0x1a0;
    constexpr int kSend = 8;
    constexpr std::size_t kWrapper = 9;
    const bool is_wrapped = p.u8(0) == 0;
    if (is_wrapped && (p.be32(0) != kSend || p.u8(4) < 0 || p.be32(5) + 9 != p.length())) return false;
    const std::size_t at = is_wrapped ? kWrapper : 0;
    return (is_wrapped || p.u8(0) == 0x80) && is_tpm(p, at, p.length() - static_cast<std::int64_t>(at)) &&
           p.be32(at + 6) >= kFirst && p.be32(at + 6) <= kLast;
}

bool tpm_response(const Payload& p) {
    constexpr std::int64_t kLastCode = 0xfff;
    return p.u8(0) == 0x80 && is_tpm(p, 0, p.length()) && p.be32(6) <= kLastCode;
}

/** A report of version 2.0: no flag but one, a length to the byte behind two texts of a fixed size. */
bool component_status(const Payload& p) {
    constexpr std::int64_t kShortest = 288;
    return p.u8(0) == 1 && p.u8(1) <= 1 && p.be16(2) == p.length() && p.be32(4) == 0x0200 &&
           p.length() >= kShortest;
}

constexpr Recogniser kRows[]{
    {.protocol = "dlm3",
     .transports = kTcp | kSctp,
     .port = 21064,
     .client = lock_manager,
     .server = lock_manager},
    {.protocol = "corosync_totemnet", .transports = kUdp, .port = 5405, .client = totem, .server = totem},
    {.protocol = "ipvs", .transports = kUdp, .port = 8848, .client = ipvs},
    {.protocol = "pulse", .transports = kUdp, .port = 539, .client = pulse, .server = pulse},
    {.protocol = "vmware_hb", .transports = kUdp, .port = 902, .client = esxi_heartbeat},
    {.protocol = "asap", .transports = kTcp | kSctp, .port = 3863, .client = asap, .server = asap},
    {.protocol = "enrp", .transports = kUdp | kSctp, .port = 9901, .client = enrp, .server = enrp},
    {.protocol = "sasp",
     .transports = kTcp,
     .port = 3860,
     .client = sasp,
     .server = sasp,
     .tells = sasp_speaker},
    {.protocol = "kt", .transports = kTcp, .port = 1978, .client = kyoto_tycoon},
    {.protocol = "artemis",
     .transports = kTcp,
     .port = 5445,
     .client = [](const Payload& p) { return artemis_handshake(p) || artemis(p); },
     .server = artemis},
    {.protocol = "hzlcst", .transports = kTcp, .port = 5701, .asks = hazelcast, .answers = hazelcast},
    {.protocol = "dcc",
     .transports = kUdp,
     .port = 6277,
     .client = clearinghouse_client,
     .server = clearinghouse_server},
    {.protocol = "ipdr", .transports = kTcp, .port = 4737, .client = ipdr, .server = ipdr},
    {.protocol = "tpm", .transports = kTcp, .port = 2321, .client = tpm_command, .server = tpm_response},
    {.protocol = "componentstatusprotocol", .transports = kUdp, .port = 2960, .client = component_status},
};

}  // namespace

std::span<const Recogniser> cluster_recognisers() { return kRows; }

}  // namespace portlore
