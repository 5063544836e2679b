/** @file
 * Recognisers: which protocol a payload is, by its first bytes.
 *
 * A recogniser is a row of a table. Each fact about a protocol's first bytes is from its own specification
 * (named in the family's file). A wrong name is worse than none: what several protocols may say is left to
 * both sides together, and what they leave open has no name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <span>

#include "recognise/payload.h"
#include "transport.h"

namespace portlore {

/** Whether some first bytes are a protocol's. Total: true or false for any bytes. */
using Rule = bool (*)(const Payload&);
/** Whether two payloads of one sender, one after the other, are a protocol's. */
using SequenceRule = bool (*)(const Payload& before, const Payload& now);

/** Who sent a payload. */
enum class Speaker : std::uint8_t { Unknown, Client, Server };

/** The only side that says what a protocol's rules hold for, by the payload's own bits; Unknown: either may.
 */
using Tell = Speaker (*)(const Payload&);

inline constexpr Transports kTcp = only(Transport::Tcp);
inline constexpr Transports kUdp = only(Transport::Udp);
inline constexpr Transports kSctp = only(Transport::Sctp);

/** The well-known multicast group of a protocol that looks like another one but for where it is sent. */
enum class Group : std::uint8_t { None, Mdns, Llmnr };

/** One protocol. The rules that are absent never hold. */
struct Recogniser {
    const char* protocol;    ///< Wireshark's protocol filter name
    Transports transports;   ///< what it runs over
    std::uint16_t port;      ///< the port on which Wireshark's dissector for it is registered; 0: by name
    Rule client = nullptr;   ///< what its clients alone begin with
    Rule server = nullptr;   ///< what its servers alone begin with
    Rule asks = nullptr;     ///< with `answers`: together these two tell, though others say either
    Rule answers = nullptr;  ///< see `asks`
    Tell tells = nullptr;    ///< who speaks, if that is not known; absent: the side whose rule alone holds
    SequenceRule continues = nullptr;  ///< what tells only by a second payload of the same sender
    Group group = Group::None;         ///< the only group that it is told in; None: wherever it is sent
    bool named_only = false;  ///< Wireshark's dissector of it serves its own port alone, or misreads the wire
    bool is_found_by_wireshark =
        false;                 ///< a heuristic of Wireshark's finds it where no port's dissector does
    bool shares_port = false;  ///< other protocols come and go on the same two ports (RFC 7983)
};

/** A payload and what was said before it. */
struct Exchange {
    Transport transport;
    Speaker sender = Speaker::Unknown;
    Group group = Group::None;  ///< the group that the payload was sent to
    Payload payload;
    Payload before = {};  ///< the beginning of the sender's payload before this one; empty if there is none
    Payload other = {};   ///< the beginning of the other side's last payload; empty if there is none
};

/** How much of a payload is worth remembering for Exchange::before and Exchange::other, in bytes. */
inline constexpr std::size_t kRemembered = 32;

/** What a payload shows, and who says such a thing. */
struct Recognised {
    const Recogniser* row = nullptr;  ///< null: nothing that is known
    /** The exchange's sender. Where that is unknown: the only side that says this; Unknown, if both may. */
    Speaker speaker = Speaker::Unknown;

    explicit operator bool() const { return row != nullptr; }
};

/** The protocol that a payload shows, and its speaker. Reads no more than the payload; allocates nothing. */
Recognised recognise(const Exchange& exchange);

/** How far a payload agrees with a protocol that it is expected to be. */
enum class Agreement : std::uint8_t {
    None,
    Possible,  ///< others may say the same: enough where nothing speaks for another protocol
    Certain,   ///< what the protocol alone says
};

/** The same, and who says such a thing, as in Recognised; Unknown where it is not certain. */
struct Agreed {
    Agreement how = Agreement::None;
    Speaker speaker = Speaker::Unknown;
};

/** Whether a payload bears out a protocol. */
Agreed agreement(std::string_view protocol, const Exchange& exchange);

/** Whether there is a recogniser of a protocol over a transport. */
bool has_recogniser(std::string_view protocol, Transport transport);

/** Whether some row of a protocol over a transport tells what its servers say. */
bool tells_servers(std::string_view protocol, Transport transport);

/** What text is named that no recogniser knows; it says nothing of the service, as a plain-text shell is
 * text. */
inline constexpr std::string_view kText = "text";
/** What others go over to. */
inline constexpr std::string_view kTls = "tls";
/** What a command interpreter's prompts and answers are named, and a program on its way. */
inline constexpr std::string_view kShell = "shell";
inline constexpr std::string_view kExecutable = "executable";

/** All recognisers, family by family, in the order in which they are tried. Static. */
std::span<const std::span<const Recogniser>> recognisers();

}  // namespace portlore
