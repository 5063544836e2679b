// SPDX-License-Identifier: GPL-2.0-or-later
#include "fields.h"

namespace portlore {

int proto_portlore = -1;
Fields hf;
Subtrees ett;
Experts ei;

namespace {

hf_register_info string_field(int* id, const char* title, const char* filter_name, const char* blurb) {
    return {id, {title, filter_name, FT_STRING, BASE_NONE, nullptr, 0, blurb, HFILL}};
}

hf_register_info frame_field(int* id, const char* title, const char* filter_name, const char* blurb) {
    return {id, {title, filter_name, FT_FRAMENUM, BASE_NONE, nullptr, 0, blurb, HFILL}};
}

hf_register_info port_field(int* id, const char* title, const char* filter_name, const char* blurb) {
    return {id, {title, filter_name, FT_UINT16, BASE_DEC, nullptr, 0, blurb, HFILL}};
}

ei_register_info expert(expert_field* id, const char* filter_name, int group, int severity,
                        const char* text) {
    return {id, {filter_name, group, severity, text, EXPFILL}};
}

void register_header_fields() {
    // Wireshark keeps pointers into these tables, so they are static.
    static hf_register_info table[] = {
        port_field(&hf.port, "Port", "portlore.port", "The tagged port"),
        port_field(&hf.srcport, "Source Port", "portlore.srcport", "The tagged port, where it is the source"),
        port_field(&hf.dstport, "Destination Port", "portlore.dstport",
                   "The tagged port, where it is the destination"),
        string_field(&hf.transport, "Transport", "portlore.transport", "tcp, udp, sctp or dccp"),
        {&hf.ip,
         {"Address", "portlore.ip", FT_IPv4, BASE_NONE, nullptr, 0, "The endpoint that owns the port",
          HFILL}},
        {&hf.ipv6,
         {"Address", "portlore.ipv6", FT_IPv6, BASE_NONE, nullptr, 0, "The endpoint that owns the port",
          HFILL}},
        string_field(&hf.range, "Range", "portlore.range", "System, User or Dynamic (RFC 6335)"),
        string_field(&hf.status, "Status", "portlore.status", "Assigned, Unassigned, Reserved or Dynamic"),
        string_field(&hf.service, "Service", "portlore.service", "Service name in IANA's registry"),
        string_field(&hf.description, "Description", "portlore.description",
                     "Description in IANA's registry"),
        string_field(&hf.assignee, "Assignee", "portlore.assignee", "Who registered the port"),
        string_field(&hf.registered, "Registered", "portlore.registered",
                     "Registration date in IANA's registry"),
        string_field(&hf.unauthorized, "Unauthorized Use", "portlore.unauthorized",
                     "Unauthorized use reported to IANA"),
        string_field(&hf.registry, "Registry", "portlore.registry", "The registry snapshot and its date"),
        string_field(&hf.life, "Life", "portlore.life",
                     "Whether anything living stands behind the port: Dead, Presumed dead, Alive, Unknown"),
        {&hf.ghost,
         {"Ghost", "portlore.ghost", FT_BOOLEAN, BASE_NONE, nullptr, 0,
          "Present where what stood behind the port is dead, or presumed so", HFILL}},
        string_field(&hf.owner, "Owner", "portlore.owner", "Historical owner"),
        string_field(&hf.product, "Product", "portlore.product", "What used the port"),
        string_field(&hf.successor, "Successor", "portlore.successor", "Who the product passed to"),
        string_field(&hf.history, "History", "portlore.history", "A dated event"),
        string_field(&hf.note, "Note", "portlore.note", "What else is known, without a date"),
        string_field(&hf.dispute, "Dispute", "portlore.dispute",
                     "What one of several disagreeing sources says"),
        string_field(&hf.warning, "Warning", "portlore.warning", "Abuse on record for the port"),
        string_field(&hf.warning_kind, "Kind", "portlore.warning.kind",
                     "Vulnerability, Malware or Abuse report"),
        string_field(&hf.warning_id, "ID", "portlore.warning.id", "CVE number or malware name"),
        string_field(&hf.warning_affects, "Affects", "portlore.warning.affects", "Products and versions"),
        string_field(&hf.warning_year, "Year", "portlore.warning.year", "Year of publication"),
        string_field(&hf.lore, "Lore", "portlore.lore", "A warning that does not apply to this conversation"),
        string_field(&hf.label, "Label", "portlore.label", "What the user calls the port"),
        string_field(&hf.expects, "Expected Service", "portlore.expects",
                     "Protocol that the user expects a listener to speak"),
        string_field(&hf.listeners, "Listeners Allowed", "portlore.listeners",
                     "Address or subnet where the user allows listeners"),
        string_field(&hf.breach, "Breach", "portlore.breach", "What the user does not expect or allow"),
        string_field(&hf.likely, "Likely", "portlore.likely", "What such traffic most likely is today"),
        string_field(&hf.advice, "Advice", "portlore.advice", "What to do"),
        string_field(&hf.check, "Check", "portlore.check", "A command for the host; Port Lore never runs it"),
        string_field(&hf.reference, "Reference", "portlore.reference", "Where the claims come from"),
        string_field(&hf.dossier, "Dossier", "portlore.dossier", "built-in, or the user's file"),
        string_field(&hf.role, "Role", "portlore.role",
                     "What the port is in this conversation: Listener, Initiator, Probed, Refused, Pending, "
                     "Undetermined"),
        string_field(&hf.role_basis, "Basis", "portlore.role.basis",
                     "What decided the role: Handshake, Reply, Inferred"),
        frame_field(&hf.role_frame, "Decided in Frame", "portlore.role.frame",
                    "The frame that decided the role"),
        string_field(&hf.observed, "Observed", "portlore.observed",
                     "Protocol filter name of what is talking"),
        frame_field(&hf.observed_frame, "Observed in Frame", "portlore.observed.frame",
                    "The frame that showed it"),
        {&hf.first_bytes,
         {"First Bytes", "portlore.first_bytes", FT_BYTES, BASE_NONE, nullptr, 0,
          "The listener's first payload bytes, where nothing recognised them", HFILL}},
        string_field(&hf.verdict, "Verdict", "portlore.verdict", "Role, evidence and dossier put together"),
        string_field(&hf.reason, "Reason", "portlore.reason", "Why this verdict"),
        string_field(&hf.finding, "Finding", "portlore.finding", "Transport, port, role and verdict in one"),
        string_field(&hf.summary, "Summary", "portlore.summary", "One line for a packet-list column"),
    };
    proto_register_field_array(proto_portlore, table, array_length(table));
}

void register_subtrees() {
    static int* table[] = {&ett.tag, &ett.port, &ett.warning, &ett.list};
    for (int* const subtree : table) *subtree = -1;
    proto_register_subtree_array(table, array_length(table));
}

void register_experts() {
    static ei_register_info table[] = {
        expert(&ei.malware, "portlore.expert.malware", PI_SECURITY, PI_WARN,
               "An unidentified listener on a port that malware is on record for"),
        expert(&ei.malware_attempt, "portlore.expert.malware_attempt", PI_SECURITY, PI_NOTE,
               "A port that malware is on record for was tried"),
        expert(&ei.vulnerability, "portlore.expert.vulnerability", PI_SECURITY, PI_WARN,
               "The product with a vulnerability on record was seen"),
        expert(&ei.vulnerability_attempt, "portlore.expert.vulnerability_attempt", PI_SECURITY, PI_NOTE,
               "An unidentified listener on a port with a vulnerability on record"),
        expert(&ei.abuse, "portlore.expert.abuse", PI_SECURITY, PI_WARN,
               "An unidentified listener on a port that abuse is on record for"),
        expert(&ei.abuse_attempt, "portlore.expert.abuse_attempt", PI_SECURITY, PI_NOTE,
               "A port that abuse is on record for was tried"),
        expert(&ei.unidentified_listener, "portlore.expert.unidentified_listener", PI_SECURITY, PI_WARN,
               "No dissector knows what the listener speaks"),
        expert(&ei.other_service, "portlore.expert.other_service", PI_SECURITY, PI_NOTE,
               "The listener is not what the port is registered for"),
        expert(&ei.known_tenant, "portlore.expert.known_tenant", PI_SECURITY, PI_NOTE,
               "The listener is another known user of the port"),
        expert(&ei.living_ghost, "portlore.expert.living_ghost", PI_SECURITY, PI_NOTE,
               "The listener speaks as a product does that is dead, or presumed so"),
        expert(&ei.silent_listener, "portlore.expert.silent_listener", PI_SECURITY, PI_NOTE,
               "A listener accepted and said nothing"),
        expert(&ei.listener_not_allowed, "portlore.expert.listener_not_allowed", PI_SECURITY, PI_WARN,
               "A listener where none is allowed"),
        expert(&ei.unexpected_service, "portlore.expert.unexpected_service", PI_SECURITY, PI_WARN,
               "A listener speaks something else than is expected"),
        expert(&ei.fixed_source, "portlore.expert.fixed_source", PI_SECURITY, PI_NOTE,
               "A client uses this source port again and again"),
        expert(&ei.probe, "portlore.expert.probe", PI_SECURITY, PI_NOTE,
               "The port was tried without an answer"),
        expert(&ei.refused, "portlore.expert.refused", PI_SECURITY, PI_CHAT,
               "The port was tried and refused"),
        expert(&ei.ghost, "portlore.expert.ghost", PI_PROTOCOL, PI_CHAT,
               "What this port was registered for is dead, or presumed so"),
        expert(&ei.dispute, "portlore.expert.dispute", PI_PROTOCOL, PI_CHAT,
               "Sources disagree about this port"),
    };
    expert_register_field_array(expert_register_protocol(proto_portlore), table, array_length(table));
}

}  // namespace

void register_fields() {
    proto_portlore = proto_register_protocol("Port Lore", "Port Lore", "portlore");
    register_header_fields();
    register_subtrees();
    register_experts();
}

}  // namespace portlore
