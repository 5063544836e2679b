/** @file
 * Role, evidence and dossier put together in one word, and in one sentence that says why.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "claim.h"
#include "dossier.h"
#include "ghost.h"
#include "registry.h"
#include "role.h"
#include "service.h"

namespace portlore {

/** New ones go before Refused, so that kVerdicts is known to be complete. */
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
    Announced,
    Refused,
};

/** What a verdict says was heard of the listener. Aside: it does not decide, and is named where it is known.
 */
enum class Heard : std::uint8_t { Nothing, Aside, Unknown, Service };

/** Which rows of a verdict a terminal's table folds into one line: those beyond the first ones where a scan
 * leaves thousands behind, since nobody offers or chose the port; or all of them. */
enum class Folds : std::uint8_t { None, Many, All };

/** On which ports a verdict raises its expert field. */
enum class Raises : std::uint8_t { Never, OnGhost, WhereUnexpected, Always };

/** All that is fixed of a verdict. */
struct VerdictRow {
    Verdict verdict;
    const char* name;
    unsigned rank;  ///< as an analyst would look at them, 0 first
    Heard heard;
    Folds folds;
    Raises raises;
    std::string_view expert;  ///< its expert field, named behind `portlore.expert.`; empty: none
};

inline constexpr auto kVerdicts = [] {
    using enum Verdict;
    using enum Heard;
    using enum Folds;
    using enum Raises;
    return std::to_array<VerdictRow>({
        {Undetermined, "Undetermined", 12, Aside, Many, Never, ""},
        {Pending, "Pending", 11, Nothing, Many, Never, ""},
        {Consistent, "Consistent", 4, Service, None, OnGhost, "living_ghost"},
        {KnownTenant, "Known tenant", 2, Service, None, OnGhost, "known_tenant"},
        {OtherService, "Other service", 1, Service, None, WhereUnexpected, "other_service"},
        {UnidentifiedListener, "Unidentified listener", 0, Unknown, None, Always, "unidentified_listener"},
        {PayloadNotSeen, "Payload not seen", 5, Nothing, None, Never, ""},
        {SilentListener, "Silent listener", 3, Aside, None, Always, "silent_listener"},
        {PortOverlap, "Port overlap", 10, Nothing, Many, Never, ""},
        {FixedSourcePort, "Fixed source port", 7, Nothing, None, Always, "fixed_source"},
        {Probe, "Probe", 8, Aside, Many, WhereUnexpected, "probe"},
        {Announced, "Announced", 6, Aside, All, Never, ""},
        {Refused, "Refused", 9, Nothing, Many, Always, "refused"},
    });
}();

constexpr const VerdictRow& row_of(Verdict verdict) { return kVerdicts[static_cast<std::size_t>(verdict)]; }

/** Static and NUL-terminated. */
constexpr const char* name(Verdict verdict) { return row_of(verdict).name; }

/** Protocol filter names, outermost first (`tls`, `http`), each of them of whoever registered it; `text`
 * alone recognises nothing. */
struct Protocols : std::span<const char* const> {
    Protocols() = default;
    /** Of whatever a span is made of; it stays whose it is. */
    template <typename Names>
    requires std::convertible_to<const Names&, std::span<const char* const>> Protocols(const Names& names)
        : span(names) {}

    bool operator==(const Protocols& other) const { return std::ranges::equal(*this, other); }
};

/** What was seen of a conversation, beside its roles, from the point of view of one of its ports. */
struct Evidence {
    Protocols observed;
    bool listener_spoke = false;         ///< the listener sent payload
    bool initiator_spoke = false;        ///< the other side did
    bool shown_by_listener = true;       ///< what was observed, the listener said it
    bool first_bytes_unknown = false;    ///< the listener's first payload was seen, and no dissector knows it
    bool saw_handshake = false;          ///< the conversation's beginning is in the capture
    bool both_directions = false;        ///< the capture holds packets of both sides
    bool is_filtered = false;            ///< what refused was a filter
    bool is_away = false;                ///< a router said that the host cannot be reached
    std::uint32_t announced_in = 0;      ///< the frame of another conversation that told of this one; 0: none
    bool finished = false;               ///< it was closed, or the capture is read to its end
    std::string_view software = {};      ///< what the listener calls itself; empty: not known
    std::size_t conversations = 0;       ///< how many the endpoint has opened from this port
    const PortClaims* claims = nullptr;  ///< those on the listener's port; null: none
    Confirmed confirmed;                 ///< those of them that are borne out
    bool from_outside = false;           ///< the other end has no private address

    bool operator==(const Evidence&) const = default;
};

/** The port that is judged. */
struct JudgedPort {
    std::uint16_t port = 0;
    Transport transport = Transport::Tcp;
    const Registry* registry = nullptr;  ///< never null when judging
    const Services* services = nullptr;  ///< never null when judging
    const Ghosts* ghosts = nullptr;      ///< never null when judging
    const Dossier* dossier = nullptr;    ///< null: undocumented
    std::string_view dissector = {};  ///< the protocol that Wireshark dissects here by default; empty: none

    bool operator==(const JudgedPort&) const = default;
};

/** The port's primary service name in the registry, empty if it has none; a view into the registry. */
std::string_view registered_service(const JudgedPort& port);

/** What is known of the end of what the port was registered for; nothing where that is not known to have
 * ended. A dossier's word goes before. */
std::optional<Ghost> ghost_of(const JudgedPort& port);

/** A word as it stands inside a sentence; ASCII only. */
std::string lower_case(std::string_view text);

/** At so many conversations from one endpoint's port, the port was chosen and not handed out. */
inline constexpr std::size_t kFixedSourceConversations = 3;

/** Whether a protocol carries the service proper, for which a port may be registered as well as for the
 * carrier: http in tls on 443, nfs in rpc on 2049. What a proxy carries, or what a protocol went over to, is
 * no such thing. */
bool carries_a_service(std::string_view protocol);

/** Whether a protocol goes on as TLS where both sides agree to it: by a command (STARTTLS; RFC 2595, 3207,
 * 4217, 4511, 4642, 5804, 6120), or by MySQL's and PostgreSQL's requests for SSL. */
bool may_become_tls(std::string_view protocol);

/** How loudly a claim on the listener's port is raised, by its place in PortClaims::claims(); None: it is a
 * tenant; nothing: it is not borne out. */
std::optional<Alarm> raised(const Evidence& evidence, std::size_t claim);

/** The ordinary program that a listener was found to be, by a claim; empty: none. */
std::string_view tenant(const Evidence& evidence);

/** Whether a claim is borne out that warns of something. */
bool is_warned_of(const Evidence& evidence);

/** The verdict on a port with this role. */
Verdict judge(const JudgedPort& port, Role role, const Evidence& evidence);

/** The expert field that a verdict raises on a port, named as in VerdictRow; empty: none. */
std::string_view raised_expert(const JudgedPort& port, Verdict verdict, const Evidence& evidence);

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

/** Whether a protocol was recognised in a conversation that is none of a port's. */
bool is_out_of_place(const JudgedPort& port, const Evidence& evidence);

/** The loudness of a warning under a verdict; a full alarm is a Warn, an attempt a Note. */
Alarm alarm(const Warning& warning, Verdict verdict, const Evidence& evidence);

/** Whether a warning concerns a conversation, or is mere lore in it: other transport, overlap, explained
 * away. */
bool applies(const Warning& warning, Transport transport, Verdict verdict, const Evidence& evidence);

}  // namespace portlore
