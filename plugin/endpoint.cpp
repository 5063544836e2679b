// SPDX-License-Identifier: GPL-2.0-or-later
#include "endpoint.h"

#include "user_files.h"
#include "observe.h"
#include "port_class.h"
#include "preferences.h"

namespace portlore {

namespace {

/** How often a client opened from its port shows on documented ports only. */
bool is_counted(const Endpoint& endpoint) {
    return endpoint.decision.role == Role::Initiator && endpoint.port.dossier != nullptr;
}

/** Judges one side by the whole capture, or as far as it was read. */
void judge_side(Endpoint& endpoint, const Conversation& conversation, bool whole_capture) {
    endpoint.conversation = &conversation;
    endpoint.decision = conversation.roles.decide(endpoint.side, conversation.traits(), whole_capture);
    endpoint.evidence = conversation.evidence(endpoint.side, whole_capture);
    if (is_counted(endpoint)) endpoint.evidence.conversations = opened_from(conversation, endpoint.side);
    endpoint.verdict = judge(endpoint.port, endpoint.decision.role, endpoint.evidence);
}

/** Draws the conclusion of one side for a frame; a first visit remembers it. */
void conclude(Endpoint& endpoint, Conversation& conversation, const packet_info* pinfo) {
    const bool first_visit = !PINFO_FD_VISITED(pinfo);
    judge_side(endpoint, conversation, !first_visit);
    if (first_visit && is_counted(endpoint) && count_as_opened(conversation, endpoint.side)) {
        judge_side(endpoint, conversation, false);
    }
    Party& party = conversation.party(endpoint.side);
    if (first_visit && (party.verdict_frame == 0 || party.verdict != endpoint.verdict)) {
        party.verdict = endpoint.verdict;
        party.verdict_frame = pinfo->num;
    }
    endpoint.decides = party.verdict_frame == pinfo->num;
    endpoint.begins = conversation.first_frame == pinfo->num;
}

/** Whether an undocumented port is worth a tag: a listener where none belongs, or not what was registered. */
bool is_notable(const Endpoint& endpoint) {
    if (endpoint.decision.role != Role::Listener) return false;
    const Status status = endpoint.port.registry->status(endpoint.port.port, endpoint.port.transport);
    if (status == Status::Unassigned || status == Status::Reserved) return true;
    return status == Status::Assigned &&
           (endpoint.verdict == Verdict::UnidentifiedListener || endpoint.verdict == Verdict::OtherService);
}

/** One end of a flow, of which nothing is concluded yet. */
Endpoint end_of(const Flow& flow, bool is_source) {
    Endpoint endpoint;
    endpoint.port = facts().port(is_source ? flow.source_port : flow.destination_port, flow.transport);
    endpoint.host = is_source ? flow.source : flow.destination;
    endpoint.is_source = is_source;
    endpoint.side = is_source ? side_of_source(flow) : other(side_of_source(flow));
    return endpoint;
}

/** One end of a flow, if it is to be tagged; @p pinfo is null where no frame is looked at. */
std::optional<Endpoint> tagged_end(const Flow& flow, bool is_source, Conversation* conversation,
                                   const packet_info* pinfo) {
    const std::uint16_t port = is_source ? flow.source_port : flow.destination_port;
    const bool documented = is_documented(port, flow.transport);
    const bool may_be_notable = conversation != nullptr && scope() != Scope::Documented &&
                                port_class(port, flow.transport) != PortClass::Ordinary;
    if (!documented && !may_be_notable) return std::nullopt;
    Endpoint endpoint = end_of(flow, is_source);
    if (conversation != nullptr) {
        pinfo == nullptr ? judge_side(endpoint, *conversation, true)
                         : conclude(endpoint, *conversation, pinfo);
    }
    return documented || is_notable(endpoint) ? std::optional(endpoint) : std::nullopt;
}

/** Every-port scope: the lower of two undocumented ports that has an assignment, else the destination. */
Endpoints by_registry(const Flow& flow) {
    const Registry& registry = facts().registry();
    const bool source_assigned = registry.status(flow.source_port, flow.transport) == Status::Assigned;
    const bool destination_assigned =
        registry.status(flow.destination_port, flow.transport) == Status::Assigned;
    const bool is_source =
        source_assigned && (!destination_assigned || flow.source_port < flow.destination_port);
    Endpoints endpoints;
    (is_source ? endpoints.source : endpoints.destination) = end_of(flow, is_source);
    return endpoints;
}

/** The ends of a flow that are to be tagged, none where no conversation or dossier says so. */
Endpoints tagged_ends(const Flow& flow, Conversation* conversation, const packet_info* pinfo) {
    return {tagged_end(flow, true, conversation, pinfo), tagged_end(flow, false, conversation, pinfo)};
}

/** Under the every-port scope, what nothing else tags has the registry's tag. */
Endpoints or_by_registry(const Endpoints& endpoints, const Flow& flow) {
    return endpoints.empty() && scope() == Scope::Every ? by_registry(flow) : endpoints;
}

/**
 * Whether a frame can have a tag other than the registry's. Most frames of undocumented ports end here:
 * without a payload only an answer from an unclaimed port can begin anything, and not from one that clients
 * get handed out.
 */
bool may_matter(tvbuff_t* frame, const packet_info* pinfo, const Ports& ports) {
    const auto [transport, source, destination] = ports;
    if (is_documented(source, transport) || is_documented(destination, transport)) return true;
    if (scope() == Scope::Documented) return false;
    if (was_offered_payload(pinfo) || is_followed(source, transport) || is_followed(destination, transport))
        return true;
    if (!has_payload(pinfo, transport)) {
        if (transport == Transport::Tcp) {
            if (!may_be_syn_ack(frame, pinfo)) return false;
            note_accepted(flow_of(frame, pinfo, ports));
        }
        return !is_ephemeral(source) && port_class(source, transport) == PortClass::Unclaimed;
    }
    return port_class(source, transport) != PortClass::Ordinary ||
           port_class(destination, transport) != PortClass::Ordinary;
}

}  // namespace

Endpoints endpoints_to_tag(tvbuff_t* frame, packet_info* pinfo, const Ports& ports) {
    const bool matters = may_matter(frame, pinfo, ports);
    if (!matters && scope() != Scope::Every) return {};
    const Flow flow = flow_of(frame, pinfo, ports);
    return or_by_registry(matters ? tagged_ends(flow, observe(flow, pinfo), pinfo) : Endpoints{}, flow);
}

Endpoints endpoints_in_capture(const Flow& flow, Conversation* conversation) {
    return or_by_registry(tagged_ends(flow, conversation, nullptr), flow);
}

}  // namespace portlore
