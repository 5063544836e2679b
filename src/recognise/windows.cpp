// What Windows networks speak: SMB over NetBIOS sessions (RFC 1002, MS-SMB2), LDAP and CLDAP (RFC 4511),
// Kerberos (RFC 4120) and its password service (RFC 3244), RDP over TPKT and COTP (RFC 1006, X.224,
// MS-RDPBCGR) and over UDP (MS-RDPEUDP), DCE/RPC over connections (The Open Group's C706, chapter 12), which
// Wireshark's own heuristics decode where no port's dissector takes it. .NET's message framing (MC-NMF), peer
// names (MS-PNRP), DirectPlay 8's enumeration (MC-DPL8R), Media Server (MS-MMSP), the cluster's
// remote control (as its dissector lays it out), Microsoft Proxy's control
// (as Dante's client has it).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <initializer_list>

#include "recognise/ber.h"
#include "recognise/families.h"

namespace portlore {

namespace {

bool nbss(const Payload& p) {
    constexpr std::int64_t kCalledAndCallingName = 68;
    if (p.u8(0) == 0x81) return p.be24(1) == kCalledAndCallingName && p.u8(4) == 0x20 && p.u8(38) == 0x20;
    if (p.u8(0) == 0x82) return p.length() == 4 && p.zeros(1, 3);
    if (p.u8(0) == 0x83) return p.length() == 5 && p.be24(1) == 1 && p.u8(4) >= 0x80 && p.u8(4) <= 0x8f;
    return p.u8(0) == 0 && p.be24(1) >= 32 && p.has("SMB", 5) && p.u8(4) >= 0xfc;
}

/**
 * Who opens a session (RFC 1002, 4.3), or the direction that SMB's header names (MS-CIFS 2.2.3.1,
 * MS-SMB2 2.2.1). Only SMB 1 knows a request of the server's: LOCKING_ANDX, when it breaks a lock. What is
 * encrypted or compressed shows none.
 */
Speaker nbss_speaker(const Payload& p) {
    constexpr int kSessionRequest = 0x81;
    constexpr int kSmb1 = 0xff;
    constexpr int kSmb2 = 0xfe;
    constexpr int kLockingAndX = 0x24;
    if (p.u8(0) != 0) return p.u8(0) == kSessionRequest ? Speaker::Client : Speaker::Server;
    if (p.u8(4) == kSmb2) return (p.u8(20) & 0x01) != 0 ? Speaker::Server : Speaker::Client;
    if (p.u8(4) != kSmb1) return Speaker::Unknown;
    if ((p.u8(13) & 0x80) != 0) return Speaker::Server;
    return p.u8(8) == kLockingAndX ? Speaker::Unknown : Speaker::Client;
}

/** The application tags of RFC 4511's operations. */
constexpr std::array kLdapOperations{0x42, 0x4a, 0x50, 0x60, 0x61, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,
                                     0x69, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x73, 0x77, 0x78, 0x79};

bool is_ldap_operation(int tag) {
    return std::find(kLdapOperations.begin(), kLdapOperations.end(), tag) != kLdapOperations.end();
}

/** The operation that stands in a message behind its number. */
ber::Element ldap_operation(const Payload& p) {
    const ber::Element message = ber::element_at(p, 0);
    const ber::Element id = ber::element_at(p, message.content);
    return ber::element_at(p, static_cast<std::size_t>(id.end()));
}

/** An LDAPMessage: a sequence of a message's number and an operation that fits into it. */
bool ldap_message(const Payload& p) {
    if (p.u8(0) != ber::kSequence) return false;
    const ber::Element message = ber::element_at(p, 0);
    if (message.length < 5) return false;
    const ber::Element id = ber::element_at(p, message.content);
    if (id.tag != ber::kInteger || id.length < 1 || id.length > 4) return false;
    const ber::Element operation = ldap_operation(p);
    return is_ldap_operation(operation.tag) && operation.length >= 0 && operation.end() <= message.end();
}

/** A SASL buffer of a session with security layer: its length, then a GSS-API token (RFC 4121, RFC 4757,
 * NTLMSSP). */
bool ldap_sealed(const Payload& p) {
    if (p.u8(0) != 0) return false;
    const std::int64_t length = p.be32(0);
    if (length < 16 || length > 0xffffff || length + 4 < p.length()) return false;
    const bool wrap_token = p.be16(4) == 0x0504 && p.u8(6) <= 7 && p.u8(7) == 0xff;
    const bool rc4_token =
        p.u8(4) == 0x60 && p.has("\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02",
                                 p.u8(5) < 0x80 ? 6 : static_cast<std::size_t>(p.u8(5) & 0x7f) + 6);
    return wrap_token || rc4_token;
}

bool ldap(const Payload& p) { return ldap_message(p) || ldap_sealed(p); }

/** By the operation (RFC 4511, 4.2 to 4.13); a sealed one is not seen. */
Speaker ldap_speaker(const Payload& p) {
    if (p.u8(0) != ber::kSequence) return Speaker::Unknown;
    switch (ldap_operation(p).tag) {
        case 0x60:  // bind
        case 0x42:  // unbind
        case 0x63:  // search
        case 0x66:  // modify
        case 0x68:  // add
        case 0x4a:  // delete
        case 0x6c:  // modify a name
        case 0x6e:  // compare
        case 0x50:  // abandon
        case 0x77:  // extended
            return Speaker::Client;
        default:
            return Speaker::Server;
    }
}

/** A Kerberos message: its application tag, a sequence, and the protocol's version 5. */
bool kerberos_message(const Payload& p) {
    const int tag = p.u8(0);
    const int type = tag & 0x1f;
    const bool is_request = type == 10 || type == 12;  // AS-REQ, TGS-REQ number their fields from 1
    const bool known = is_request || type == 11 || type == 13 || type == 14 || type == 15 || type == 20 ||
                       type == 21 || type == 22 || type == 30;
    if (tag < 0x60 || tag > 0x7e || !known) return false;
    const ber::Element message = ber::element_at(p, 0);
    if (message.length < 10) return false;
    const ber::Element sequence = ber::element_at(p, message.content);
    return sequence.tag == ber::kSequence && sequence.length >= 8 &&
           p.has(is_request ? std::string_view("\xa1\x03\x02\x01\x05", 5)
                            : std::string_view("\xa0\x03\x02\x01\x05", 5),
                 sequence.content);
}

/** Over TCP four bytes of length come first. */
bool kerberos_over_tcp(const Payload& p) {
    return p.u8(0) == 0 && p.be32(0) >= 12 && p.be32(0) < 0x1000000 && p.be32(0) + 4 >= p.length() &&
           kerberos_message(p.from(4));
}

/** By the application tag (RFC 4120, 5.10), which stands behind what the transport puts before it. */
template <std::size_t kMessage>
Speaker kerberos_speaker(const Payload& p) {
    switch (p.u8(kMessage) & 0x1f) {
        case 10:  // AS-REQ
        case 12:  // TGS-REQ
        case 14:  // AP-REQ
            return Speaker::Client;
        case 11:  // AS-REP
        case 13:  // TGS-REP
        case 15:  // AP-REP
        case 30:  // KRB-ERROR
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** A password change: length, version 1 (answer, RFC 1510's) or 0xff80, and the length of a Kerberos AP
 * message. */
bool kpasswd(const Payload& p) {
    const bool version = p.be16(2) == 1 || p.be16(2) == 0xff80;
    return p.be16(0) == p.length() && version && p.be16(4) + 6 <= p.length() && kerberos_message(p.from(6));
}

constexpr int kCotpRequest = 0xe0;
constexpr int kCotpConfirm = 0xd0;

/** ISO transport over TCP: version 3, a length, and a COTP header of a connection's request, confirmation, or
 * data. */
bool tpkt(const Payload& p) {
    constexpr int kData = 0xf0;
    if (p.u8(0) != 3 || p.u8(1) != 0 || p.be16(2) < 7) return false;
    const int header = p.u8(4);
    if (p.u8(5) == kCotpRequest) return p.zeros(6, 2) && header + 5 == p.be16(2) && p.be16(2) == p.length();
    if (p.u8(5) == kCotpConfirm) return header + 5 == p.be16(2) && p.be16(2) == p.length();
    return p.u8(5) == kData && header == 2 && (p.u8(6) == 0x80 || p.u8(6) == 0);
}

/** Who connects, and who confirms it (X.224, 13.3 and 13.4). */
Speaker tpkt_speaker(const Payload& p) {
    switch (p.u8(5)) {
        case kCotpRequest:
            return Speaker::Client;
        case kCotpConfirm:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** MS-RDPEUDP's SYN and SYN+ACK, which are padded to the size of what may follow. */
bool rdpudp(const Payload& p) {
    constexpr int kSyn = 0x0001;
    const std::int64_t up = p.be16(12);
    const std::int64_t down = p.be16(14);
    return (p.be16(6) & kSyn) != 0 && p.be16(4) > 0 && up >= 1132 && up <= 1232 && down >= 1132 &&
           down <= 1232 && p.length() >= 1132 && p.length() <= 1232;
}

Speaker rdpudp_speaker(const Payload& p) {
    constexpr int kAck = 0x0004;
    return (p.be16(6) & kAck) != 0 ? Speaker::Server : Speaker::Client;
}

/** Version 5 and how numbers are written, reserved zeros, and a fragment that its verifier fits into. */
bool dcerpc(const Payload& p, std::initializer_list<int> kinds) {
    constexpr std::int64_t kHeader = 16;
    constexpr std::size_t kLength = 8, kVerifierLength = 10;
    if (p.u8(0) != 5 || p.u8(1) > 1 || (p.u8(4) & 0xef) != 0 || p.u8(5) > 3 || !p.zeros(6, 2)) return false;
    if (std::find(kinds.begin(), kinds.end(), p.u8(2)) == kinds.end()) return false;
    const bool is_little_endian = p.u8(4) == 0x10;
    const std::int64_t length = is_little_endian ? p.le16(kLength) : p.be16(kLength);
    const std::int64_t verifier = is_little_endian ? p.le16(kVerifierLength) : p.be16(kVerifierLength);
    return length >= kHeader + 2 && kHeader + verifier <= length &&
           (length <= p.length() || p.is_filled_to(length));
}

/** request, bind, alter_context, auth3 */
bool dcerpc_client(const Payload& p) { return dcerpc(p, {0, 11, 14, 16}); }
/** response, fault, bind_ack, bind_nak, alter_context_resp */
bool dcerpc_server(const Payload& p) { return dcerpc(p, {2, 3, 12, 13, 15}); }

/** A preamble: version 1.0, a mode, and where to (MC-NMF, 2.2.3). */
bool message_framing(const Payload& p) {
    constexpr int kVia = 2;
    if (p.u8(0) != 0 || p.u8(1) != 1 || p.u8(2) != 0 || p.u8(3) != 1 || p.u8(5) != kVia) return false;
    return p.u8(4) >= 1 && p.u8(4) <= 4 && p.u8(6) >= 8 && (p.has("net.", 7) || p.has("net.", 8));
}

/** Its acknowledgement, or an upgrade's. */
bool message_framing_answer(const Payload& p) {
    constexpr int kUpgrade = 0x0a;
    constexpr int kAcknowledged = 0x0b;
    return (p.u8(0) == kUpgrade || p.u8(0) == kAcknowledged) && p.length() == 1;
}

/** The header's field and its length, an identifier, version 4.0, a message that has a number. */
bool peer_names(const Payload& p) {
    constexpr int kLastMessage = 11;
    return p.u8(0) == 0 && p.be32(0) == 0x0010000c && p.u8(4) == 0x51 && p.be16(5) == 0x0400 &&
           p.u8(7) >= 1 && p.u8(7) <= kLastMessage;
}

/** Who plays is asked: for all, or for one game. */
bool directplay_query(const Payload& p) {
    constexpr int kGame = 1;
    constexpr int kAll = 2;
    if (p.u8(0) != 0 || p.u8(1) != 2) return false;
    return (p.u8(4) == kAll && p.length() >= 5) || (p.u8(4) == kGame && p.length() >= 21);
}

/** A game says so: with the size of its description, and the offsets of what is behind it within the payload.
 */
bool directplay_response(const Payload& p) {
    constexpr std::int64_t kDescription = 0x50;
    return p.u8(0) == 0 && p.u8(1) == 3 && p.le32(12) == kDescription && p.le32(4) <= p.length() &&
           p.le32(8) <= p.length() && p.length() >= 4 + kDescription;
}

/** A command: a session's byte order, magic, a length, and the protocol's name. */
bool media_server(const Payload& p) { return p.u8(0) == 1 && p.le32(4) == 0xb00bface && p.has("MMS ", 12); }

/** Commands of the server's carry another direction (MS-MMSP, 2.2.3). */
Speaker media_server_speaker(const Payload& p) {
    switch (p.le16(38)) {
        case 3:
            return Speaker::Client;
        case 4:
            return Speaker::Server;
        default:
            return Speaker::Unknown;
    }
}

/** A signature in letters behind numbers, of which the version is one. */
bool proxy_control(const Payload& p) {
    return p.le32(4) <= 0xffffff && p.u8(4) >= 0 && p.has("RWSP", 20) && p.length() >= 38;
}

/** A request or a response: a reserved byte, the next header, a length, an extension with a reserved number.
 * What is managed by IPMI may look so behind RMCP's header. */
bool cluster_control(const Payload& p) {
    constexpr std::int64_t kHeaders = 24;
    constexpr int kLastHeader = 4;
    constexpr int kRmcp = 6;
    return p.u8(0) != kRmcp && p.u8(4) >= 1 && p.u8(5) == 0 && p.le16(6) <= 1 && p.le16(8) >= 1 &&
           p.le16(8) < kLastHeader && p.le16(10) >= kHeaders && p.le16(10) <= p.length() &&
           p.le16(16) <= kLastHeader && p.le32(20) == 0;
}

Speaker cluster_control_speaker(const Payload& p) {
    return p.le16(6) == 0 ? Speaker::Client : Speaker::Server;
}

constexpr Recogniser kRows[]{
    {.protocol = "nbss",
     .transports = kTcp,
     .port = 139,
     .client = nbss,
     .server = nbss,
     .tells = nbss_speaker},
    {.protocol = "kerberos",
     .transports = kTcp,
     .port = 88,
     .client = kerberos_over_tcp,
     .server = kerberos_over_tcp,
     .tells = kerberos_speaker<4>},
    {.protocol = "kerberos",
     .transports = kUdp,
     .port = 88,
     .client = kerberos_message,
     .server = kerberos_message,
     .tells = kerberos_speaker<0>},
    {.protocol = "kpasswd",
     .transports = kUdp,
     .port = 464,
     .client = kpasswd,
     .server = kpasswd,
     .tells = kerberos_speaker<6>},
    {.protocol = "ldap",
     .transports = kTcp,
     .port = 389,
     .client = ldap,
     .server = ldap,
     .tells = ldap_speaker},
    {.protocol = "cldap",
     .transports = kUdp,
     .port = 389,
     .client = ldap_message,
     .server = ldap_message,
     .tells = ldap_speaker},
    {.protocol = "tpkt",
     .transports = kTcp,
     .port = 102,
     .client = tpkt,
     .server = tpkt,
     .tells = tpkt_speaker},
    {.protocol = "dcerpc",
     .transports = kTcp,
     .port = 0,
     .client = dcerpc_client,
     .server = dcerpc_server,
     .named_only = true},
    {.protocol = "rdpudp",
     .transports = kUdp,
     .port = 3389,
     .client = rdpudp,
     .server = rdpudp,
     .tells = rdpudp_speaker},
    {.protocol = "nmf",
     .transports = kTcp,
     .port = 808,
     .client = message_framing,
     .asks = message_framing,
     .answers = message_framing_answer},
    {.protocol = "pnrp", .transports = kUdp, .port = 3540, .client = peer_names, .server = peer_names},
    {.protocol = "dpnet",
     .transports = kUdp,
     .port = 6073,
     .server = directplay_response,
     .asks = directplay_query,
     .answers = directplay_response},
    {.protocol = "msmms",
     .transports = kTcp,
     .port = 1755,
     .client = media_server,
     .server = media_server,
     .tells = media_server_speaker},
    {.protocol = "msproxy",
     .transports = kUdp,
     .port = 1745,
     .client = proxy_control,
     .server = proxy_control},
    {.protocol = "msrcp",
     .transports = kUdp,
     .port = 3343,
     .client = cluster_control,
     .server = cluster_control,
     .tells = cluster_control_speaker},
};

}  // namespace

std::span<const Recogniser> windows_recognisers() { return kRows; }

}  // namespace portlore
