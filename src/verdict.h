/** @file
 * Role, evidence and dossier put together in one word, and in one sentence that says why.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "dossier.h"
#include "registry.h"
#include "role.h"
#include "service.h"

namespace portlore {

enum class Verdict : std::uint8_t {
    Undetermined,
    Pending,
    Consistent,
    KnownTenant,
    OtherService,
    UnidentifiedListener,
    PayloadNotSeen,
    SilentListener,
    PortOverlap,
    FixedSourcePort,
    Probe,
    Refused,
};

/** `Consistent`, `Known tenant`, ...; static and NUL-terminated. */
const char* name(Verdict verdict);

/** What was seen of a conversation, beside its roles, from the point of view of one of its ports. */
struct Evidence {
    /** Protocol filter names, outermost first (`tls`, `http`); `text` alone recognises nothing. */
    std::span<const char* const> observed;
    bool listener_spoke = false;       ///< the listener sent payload
    bool initiator_spoke = false;      ///< the other side did
    bool first_bytes_unknown = false;  ///< the listener's first payload was seen, and no dissector knows it
    bool saw_handshake = false;        ///< the conversation's beginning is in the capture
    bool finished = false;             ///< it was closed, or the capture is read to its end
    std::size_t conversations = 0;     ///< how many the endpoint has opened from this port
};

/** The port that is judged. */
struct JudgedPort {
    std::uint16_t port = 0;
    Transport transport = Transport::Tcp;
    const Registry* registry = nullptr;  ///< never null when judging
    const Services* services = nullptr;  ///< never null when judging
    const Dossier* dossier = nullptr;    ///< null: undocumented
};

/** The port's primary service name in the registry, empty if it has none; a view into the registry. */
std::string_view registered_service(const JudgedPort& port);

/** A word as it stands inside a sentence; ASCII only. */
std::string lower_case(std::string_view text);

/** At so many conversations from one endpoint's port, the port was chosen and not handed out. */
inline constexpr std::size_t kFixedSourceConversations = 3;

/** The verdict on a port with this role. */
Verdict judge(const JudgedPort& port, Role role, const Evidence& evidence);

/** One sentence that says why judge() gave this verdict. */
std::string reason(const JudgedPort& port, Verdict verdict, const Decision& decision,
                   const Evidence& evidence);

/** `tcp/3201`. */
std::string place(const JudgedPort& port);

/** The one thing to know of a port: `tcp/3201 other service: http`, `tcp/3302 port overlap`. */
std::string headline(const JudgedPort& port, Verdict verdict, const Evidence& evidence);

/** Transport, port, role and verdict in one: `tcp/3201 listener, other service: http`. */
std::string finding(const JudgedPort& port, Role role, Verdict verdict, const Evidence& evidence);

/** Whether a protocol is what the user expects on the port, or else what its dossier or registered service
 * speaks. */
bool is_expected(const JudgedPort& port, std::string_view protocol);

/** The loudness of a warning under a verdict; a full alarm is a Warn, an attempt a Note. */
Alarm alarm(const Warning& warning, Verdict verdict, const Evidence& evidence);

/** Whether a warning concerns a conversation, or is mere lore in it: other transport, overlap, explained
 * away. */
bool applies(const Warning& warning, Transport transport, Verdict verdict, const Evidence& evidence);

}  // namespace portlore
