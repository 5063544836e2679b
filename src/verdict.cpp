// SPDX-License-Identifier: GPL-2.0-or-later
#include "verdict.h"

#include <algorithm>
#include <array>

#include "recognise/recogniser.h"

namespace portlore {

namespace {

constexpr bool is_in_the_enumerators_order() {
    for (std::size_t place = 0; place < kVerdicts.size(); ++place) {
        if (kVerdicts[place].verdict != static_cast<Verdict>(place)) return false;
    }
    return kVerdicts.back().verdict == Verdict::Refused;
}
static_assert(is_in_the_enumerators_order(), "kVerdicts has a row for each verdict, in their order");

constexpr bool has_each_rank_once() {
    std::array<bool, kVerdicts.size()> taken{};
    for (const VerdictRow& row : kVerdicts) {
        if (row.rank >= taken.size() || taken[row.rank]) return false;
        taken[row.rank] = true;
    }
    return true;
}
static_assert(has_each_rank_once(), "kVerdicts ranks from 0, without a gap");

bool names(const std::vector<std::string>& protocols, std::string_view protocol) {
    return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

bool names_any(const std::vector<std::string>& protocols, const Evidence& evidence) {
    return std::any_of(evidence.observed.begin(), evidence.observed.end(),
                       [&](const char* protocol) { return names(protocols, protocol); });
}

bool is_recognised(const Evidence& evidence) {
    return std::any_of(evidence.observed.begin(), evidence.observed.end(),
                       [](const char* protocol) { return protocol != kText; });
}

bool names_a_service(Verdict verdict) { return row_of(verdict).heard == Heard::Service; }

bool is_on_ghost(const JudgedPort& port) {
    return (port.dossier != nullptr && is_ghost(port.dossier->life)) || ghost_of(port);
}

/** Whether nobody has registered the port: of dynamic ones nobody can. */
bool is_unregistered(const JudgedPort& port) {
    const Status status = port.registry->status(port.port, port.transport);
    return status == Status::Unassigned || status == Status::Reserved;
}

bool is_system(const JudgedPort& port) { return port_range(port.port) == PortRange::System; }

bool is_raised(Raises raises, const JudgedPort& port) {
    switch (raises) {
        case Raises::OnGhost:
            return is_on_ghost(port);
        case Raises::WhereUnexpected:
            return port.dossier != nullptr || is_unregistered(port) || is_system(port);
        case Raises::Always:
            return true;
        case Raises::Never:
            break;
    }
    return false;
}

/** Whether what listens is a way in where another service is at home: ports that firewalls let through. */
bool is_way_in(const JudgedPort& port, const Evidence& evidence) {
    constexpr std::array<std::string_view, 8> kWaysIn{kShell, kExecutable, "ssh",   "telnet",
                                                      "vnc",  "rdp",       "socks", "x11"};
    const bool is_let_through = is_system(port) || port.port == 8080 || port.port == 8443;
    return is_let_through &&
           std::any_of(evidence.observed.begin(), evidence.observed.end(), [&](const char* protocol) {
               return std::find(kWaysIn.begin(), kWaysIn.end(), protocol) != kWaysIn.end();
           });
}

/** Whether what belongs on a port could be told, so that what is unknown does not belong there. */
bool would_be_known(const JudgedPort& port) {
    const auto has_row = [&](std::string_view protocol) { return has_recogniser(protocol, port.transport); };
    if (port.dossier != nullptr || is_unregistered(port) || has_row(port.dissector) || is_on_ghost(port))
        return true;
    const auto spoken = port.services->spoken_by(registered_service(port));
    return std::any_of(spoken.begin(), spoken.end(), has_row);
}

/** Whether what was observed says what listens. A victim's shell at the other end says that something does,
 * and not what. */
bool tells_of_the_listener(const Evidence& evidence) {
    const bool is_for_any_listener =
        std::any_of(evidence.observed.begin(), evidence.observed.end(),
                    [](const char* protocol) { return protocol == kShell || protocol == kExecutable; });
    return is_recognised(evidence) && (evidence.shown_by_listener || !is_for_any_listener);
}

Verdict judge_recognised(const JudgedPort& port, const Evidence& evidence) {
    if (!is_out_of_place(port, evidence)) return Verdict::Consistent;
    const bool is_tenant = port.dossier != nullptr && names_any(port.dossier->tenants, evidence);
    if (is_tenant || !tenant(evidence).empty()) return Verdict::KnownTenant;
    return Verdict::OtherService;
}

Verdict judge_listener(const JudgedPort& port, const Evidence& evidence) {
    // A direction that the capture lacks is not silence.
    const bool is_silent = !evidence.listener_spoke && evidence.saw_handshake && evidence.both_directions;
    if (is_silent) return evidence.finished ? Verdict::SilentListener : Verdict::Pending;
    if (tells_of_the_listener(evidence)) return judge_recognised(port, evidence);
    if (!evidence.listener_spoke) return evidence.finished ? Verdict::PayloadNotSeen : Verdict::Pending;
    if (!tenant(evidence).empty()) return Verdict::KnownTenant;
    if (is_recognised(evidence)) return Verdict::UnidentifiedListener;
    if (evidence.first_bytes_unknown) return Verdict::UnidentifiedListener;
    return evidence.finished ? Verdict::PayloadNotSeen : Verdict::Pending;
}

/** By itself, whatever others tell of it. */
Verdict judge_alone(const JudgedPort& port, Role role, const Evidence& evidence) {
    switch (role) {
        case Role::Listener:
            return judge_listener(port, evidence);
        case Role::Initiator:
            return evidence.conversations >= kFixedSourceConversations ? Verdict::FixedSourcePort
                                                                       : Verdict::PortOverlap;
        case Role::Probed:
            return Verdict::Probe;
        case Role::Refused:
            return Verdict::Refused;
        case Role::Pending:
            return Verdict::Pending;
        case Role::Undetermined:
            break;
    }
    return Verdict::Undetermined;
}

/** What another connection announced is explained by that, unless it belongs on the port anyway. */
bool is_explained_by_announcement(Role role, Verdict alone) {
    const bool is_at_home = alone == Verdict::Consistent || alone == Verdict::KnownTenant;
    return (role == Role::Listener || role == Role::Probed || role == Role::Pending) && !is_at_home;
}

std::string observed_names(const Evidence& evidence) {
    std::string joined;
    for (const char* const protocol : evidence.observed)
        joined += (joined.empty() ? "" : " and ") + std::string(protocol);
    return joined;
}

std::string heard(const Evidence& evidence) {
    const char* const how =
        evidence.listener_spoke ? "The listener speaks " : "The listener is spoken to in ";
    return how + observed_names(evidence);
}

/** A verdict inside a sentence, with the service that it is about. */
std::string in_words(Verdict verdict, const Evidence& evidence) {
    const std::string words = lower_case(name(verdict));
    const bool is_known_aside = row_of(verdict).heard == Heard::Aside && is_recognised(evidence);
    if (verdict == Verdict::KnownTenant && !tenant(evidence).empty())
        return words + ": " + std::string(tenant(evidence));
    return names_a_service(verdict) || is_known_aside ? words + ": " + observed_names(evidence) : words;
}

/** What the port is registered for: `registered as ironmail`, `unassigned`. */
std::string registration(const JudgedPort& port) {
    const std::string_view service = registered_service(port);
    return service.empty() ? lower_case(name(port.registry->status(port.port, port.transport)))
                           : "registered as " + std::string(service);
}

/** As loud as the verdict makes a warning of this kind. */
Alarm by_verdict(const Warning& warning, Verdict verdict, const Evidence& evidence) {
    if (warning.kind == WarningKind::Vulnerability) {
        if (names_a_service(verdict) && names_any(warning.evidence, evidence)) return Alarm::Full;
        return verdict == Verdict::UnidentifiedListener ? Alarm::Attempt : Alarm::None;
    }
    switch (verdict) {
        case Verdict::UnidentifiedListener:
            return Alarm::Full;
        case Verdict::Probe:
        case Verdict::Refused:
            return Alarm::Attempt;
        default:
            return Alarm::None;
    }
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lowered;
}

std::string_view registered_service(const JudgedPort& port) {
    const auto assignment = port.registry->find(port.port, port.transport);
    return assignment ? assignment->service : std::string_view();
}

std::optional<Ghost> ghost_of(const JudgedPort& port) {
    if (port.dossier != nullptr && port.dossier->life != Life::Unknown) return std::nullopt;
    return port.ghosts->find(registered_service(port));
}

bool carries_a_service(std::string_view protocol) {
    constexpr std::array<std::string_view, 10> kCarriers{"rpc",  "dcerpc", "tls",  "dtls",  "quic",
                                                         "nbss", "tpkt",   "cotp", "sapni", "http"};
    return std::find(kCarriers.begin(), kCarriers.end(), protocol) != kCarriers.end();
}

bool may_become_tls(std::string_view protocol) {
    constexpr std::array<std::string_view, 11> kBecomeTls{
        "ftp", "imap", "irc", "ldap", "managesieve", "mysql", "nntp", "pgsql", "pop", "smtp", "xmpp"};
    return std::find(kBecomeTls.begin(), kBecomeTls.end(), protocol) != kBecomeTls.end();
}

bool is_out_of_place(const JudgedPort& port, const Evidence& evidence) {
    for (const char* const protocol : evidence.observed) {
        if (is_expected(port, protocol)) return false;
        if (!carries_a_service(protocol)) break;
    }
    return is_recognised(evidence);
}

bool is_expected(const JudgedPort& port, std::string_view protocol) {
    if (port.dossier != nullptr) {
        // What the user expects goes before what the port was registered for.
        if (!port.dossier->expects.empty()) return names(port.dossier->expects, protocol);
        if (names(port.dossier->speaks, protocol)) return true;
    }
    if (!port.dissector.empty() && protocol == port.dissector) return true;
    for (std::size_t nth = 0; const auto row = port.registry->find(port.port, port.transport, nth); ++nth) {
        if (!row->service.empty() && port.services->speaks(row->service, protocol)) return true;
    }
    return false;
}

std::optional<Alarm> raised(const Evidence& evidence, std::size_t claim) {
    if ((evidence.confirmed.claims >> claim & 1U) == 0) return std::nullopt;
    const bool by_listener = (evidence.confirmed.by_listener >> claim & 1U) != 0;
    return alarm(evidence.claims->claims()[claim], evidence.from_outside, by_listener);
}

std::string_view tenant(const Evidence& evidence) {
    if (evidence.confirmed.claims == 0) return {};
    const std::vector<Claim>& claims = evidence.claims->claims();
    for (std::size_t nth = 0; nth < claims.size(); ++nth) {
        if (raised(evidence, nth) == Alarm::None) return claims[nth].id;
    }
    return {};
}

bool is_warned_of(const Evidence& evidence) {
    if (evidence.confirmed.claims == 0) return false;
    for (std::size_t nth = 0; nth < evidence.claims->claims().size(); ++nth) {
        if (raised(evidence, nth).value_or(Alarm::None) != Alarm::None) return true;
    }
    return false;
}

Verdict judge(const JudgedPort& port, Role role, const Evidence& evidence) {
    const Verdict alone = judge_alone(port, role, evidence);
    return evidence.announced_in != 0 && is_explained_by_announcement(role, alone) ? Verdict::Announced
                                                                                   : alone;
}

std::string_view raised_expert(const JudgedPort& port, Verdict verdict, const Evidence& evidence) {
    if (verdict == Verdict::OtherService && is_way_in(port, evidence)) return "way_in";
    if (verdict == Verdict::UnidentifiedListener && !would_be_known(port)) return "unreadable_listener";
    const VerdictRow& row = row_of(verdict);
    return is_raised(row.raises, port) ? row.expert : std::string_view();
}

std::string reason(const JudgedPort& port, Verdict verdict, const Decision& decision,
                   const Evidence& evidence) {
    switch (verdict) {
        case Verdict::Consistent:
            return heard(evidence) + ", as the port's service does.";
        case Verdict::KnownTenant:
            return (tenant(evidence).empty() ? heard(evidence)
                                             : "The listener is " + std::string(tenant(evidence))) +
                   ", another known user of this port.";
        case Verdict::OtherService:
            return heard(evidence) + ", and the port is " + registration(port) + ".";
        case Verdict::UnidentifiedListener:
            if (decision.by_shell) {
                return "One side is a " + observed_names(evidence) +
                       ", and nothing tells which of them listens.";
            }
            if (is_recognised(evidence) && !evidence.shown_by_listener) {
                return "Who called sends " + observed_names(evidence) +
                       ", and nothing tells what the listener is.";
            }
            return is_recognised(evidence) || evidence.observed.empty()
                       ? "The listener's first payload bytes were seen, and no dissector knows them."
                       : "The listener's first payload is text that belongs to no known protocol.";
        case Verdict::PayloadNotSeen:
            return evidence.both_directions ? "The beginning of the listener's payload is not in the capture."
                                            : "The capture holds one direction only, and not the beginning "
                                              "of the listener's payload.";
        case Verdict::SilentListener:
            return evidence.initiator_spoke ? "The listener accepted and never answered what it was sent."
                                            : "The listener accepted, and neither side sent anything.";
        case Verdict::PortOverlap:
            return "The port is a client's own source port here; it says nothing of a service.";
        case Verdict::FixedSourcePort:
            return "The same client used this source port for " + std::to_string(evidence.conversations) +
                   " conversations; it was chosen, not handed out.";
        case Verdict::Probe:
            return "The port was tried, and nothing came back.";
        case Verdict::Announced:
            return "Another connection announced this one, in frame " +
                   std::to_string(evidence.announced_in) + ".";
        case Verdict::Refused:
            if (evidence.is_filtered)
                return "The port was tried, and it is filtered: something on the way refused.";
            return decision.basis == Basis::Inferred
                       ? "The port refused a connection that is not in the capture."
                       : "The port was tried, and the host or a firewall refused.";
        case Verdict::Pending:
            return decision.role == Role::Listener ? "The listener accepted and has not spoken so far."
                                                   : "The port was tried and has not answered so far.";
        case Verdict::Undetermined:
            break;
    }
    if (evidence.is_away) return "The port was tried, and a router says that the host is away.";
    return "The capture does not show which side offers the service.";
}

std::string place(const JudgedPort& port) {
    return std::string(name(port.transport)) + "/" + std::to_string(port.port);
}

std::string headline(const JudgedPort& port, Verdict verdict, const Evidence& evidence) {
    return place(port) + " " + in_words(verdict, evidence);
}

std::string finding(const JudgedPort& port, Role role, Verdict verdict, const Evidence& evidence) {
    const std::string found = in_words(verdict, evidence);
    const std::string line = place(port) + " " + lower_case(name(role));
    return lower_case(name(role)) == found ? line : line + ", " + found;
}

Alarm alarm(const Warning& warning, Verdict verdict, const Evidence& evidence) {
    return std::min(by_verdict(warning, verdict, evidence), warning.loudest);
}

bool applies(const Warning& warning, Transport transport, Verdict verdict, const Evidence& evidence) {
    if (!warning.concerns(transport)) return false;
    constexpr std::array kExplained{Verdict::PortOverlap, Verdict::FixedSourcePort, Verdict::Announced};
    if (std::find(kExplained.begin(), kExplained.end(), verdict) != kExplained.end()) return false;
    const bool explained = warning.kind == WarningKind::Vulnerability && names_a_service(verdict);
    return !explained || names_any(warning.evidence, evidence);
}

}  // namespace portlore
