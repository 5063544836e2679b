/** @file
 * Port Lore's protocol, header fields and expert fields: the contract that filters and scripts rely on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "compat.h"

namespace portlore {

/** The protocol `portlore`; -1 until register_fields(). */
extern int proto_portlore;

/** The registered ids of the header fields, each named as its filter name behind `portlore.`. */
struct Fields {
    int port, srcport, dstport, transport, ip, ipv6, range, status;
    int service, description, assignee, registered, unauthorized, registry;
    int life, ghost, owner, product, successor, history, note, dispute;
    int warning, warning_kind, warning_id, warning_affects, warning_year, lore;
    int label, expects, listeners, breach;
    int likely, advice, check, reference, dossier, summary;
    int role, role_basis, role_frame, observed, observed_frame, first_bytes, verdict, reason, finding;
};
extern Fields hf;

/** The subtrees: the tag, a port in it, a warning, a list that folds. */
struct Subtrees {
    int tag, port, warning, list;
};
extern Subtrees ett;

/** The expert fields. */
struct Experts {
    expert_field malware, malware_attempt, vulnerability, vulnerability_attempt, abuse, abuse_attempt;
    expert_field unidentified_listener, other_service, known_tenant, living_ghost, silent_listener;
    expert_field listener_not_allowed, unexpected_service;
    expert_field fixed_source, probe, refused, ghost, dispute;
};
extern Experts ei;

/** Registers the protocol with all of the above. Call once, from the plugin's registration. */
void register_fields();

}  // namespace portlore
