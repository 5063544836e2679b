// SPDX-License-Identifier: GPL-2.0-or-later
#include "endpoint.h"

#include "built_in.h"
#include "observe.h"
#include "port_class.h"
#include "preferences.h"

namespace portlore {

namespace {

/** Draws the conclusion of one side as far as the capture was read; a first visit remembers it. */
void conclude(Endpoint& endpoint, Conversation& conversation, const packet_info* pinfo) {
    const bool first_visit = !PINFO_FD_VISITED(pinfo);
    endpoint.decision = conversation.roles.decide(endpoint.side, conversation.traits(), !first_visit);
    endpoint.evidence = conversation.evidence(endpoint.side, !first_visit);
    // How often a client opened from its port shows on documented ports only.
    if (endpoint.decision.role == Role::Initiator && endpoint.port.dossier != nullptr) {
        if (first_visit) count_as_opened(conversation, endpoint.side);
        endpoint.evidence.conversations = opened_from(conversation, endpoint.side);
    }
    endpoint.verdict = judge(endpoint.port, endpoint.decision.role, endpoint.evidence);
    endpoint.conversation = &conversation;
    Conclusion& conclusion = conversation.party(endpoint.side).conclusion;
    if (first_visit && (conclusion.frame == 0 || conclusion.verdict != endpoint.verdict)) {
        conclusion = {endpoint.verdict, pinfo->num};
    }
    endpoint.decides = conclusion.frame == pinfo->num;
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
    endpoint.port = built_in_port(is_source ? flow.source_port : flow.destination_port, flow.transport);
    endpoint.host = is_source ? flow.source : flow.destination;
    endpoint.is_source = is_source;
    endpoint.side = is_source ? side_of_source(flow) : other(side_of_source(flow));
    return endpoint;
}

std::optional<Endpoint> followed(const Flow& flow, bool is_source, Conversation* conversation,
                                 const packet_info* pinfo) {
    Endpoint endpoint = end_of(flow, is_source);
    if (endpoint.port.dossier != nullptr) {
        if (conversation != nullptr) conclude(endpoint, *conversation, pinfo);
        return endpoint;
    }
    const bool may_be_notable = conversation != nullptr && scope() != Scope::Documented &&
                                port_class(endpoint.port.port, flow.transport) != PortClass::Ordinary;
    if (!may_be_notable) return std::nullopt;
    conclude(endpoint, *conversation, pinfo);
    return is_notable(endpoint) ? std::optional(endpoint) : std::nullopt;
}

/** Every-port scope: the lower of two undocumented ports that has an assignment, else the destination. */
Endpoints by_registry(const Flow& flow) {
    const Registry& registry = built_in_registry();
    const bool source_assigned = registry.status(flow.source_port, flow.transport) == Status::Assigned;
    const bool destination_assigned =
        registry.status(flow.destination_port, flow.transport) == Status::Assigned;
    const bool is_source =
        source_assigned && (!destination_assigned || flow.source_port < flow.destination_port);
    Endpoints endpoints;
    (is_source ? endpoints.source : endpoints.destination) = end_of(flow, is_source);
    return endpoints;
}

/**
 * Whether a frame can have a tag other than the registry's. Most frames of undocumented ports end here:
 * without a payload only an answer from an unclaimed port can begin anything, and not from one that clients
 * get handed out.
 */
bool may_matter(tvbuff_t* frame, const packet_info* pinfo, Transport transport) {
    const auto source = static_cast<std::uint16_t>(pinfo->srcport);
    const auto destination = static_cast<std::uint16_t>(pinfo->destport);
    if (is_documented(source, transport) || is_documented(destination, transport)) return true;
    if (scope() == Scope::Documented) return false;
    if (was_offered_payload(pinfo) || is_followed(source, transport) || is_followed(destination, transport))
        return true;
    if (!has_payload(pinfo, transport)) {
        const bool may_answer =
            !is_ephemeral(source) && (transport != Transport::Tcp || may_be_syn_ack(frame, pinfo));
        return may_answer && port_class(source, transport) == PortClass::Unclaimed;
    }
    return port_class(source, transport) != PortClass::Ordinary ||
           port_class(destination, transport) != PortClass::Ordinary;
}

}  // namespace

Endpoints endpoints_to_tag(tvbuff_t* frame, packet_info* pinfo, Transport transport) {
    const bool matters = may_matter(frame, pinfo, transport);
    if (!matters && scope() != Scope::Every) return {};
    const Flow flow = flow_of(frame, pinfo, transport);
    Endpoints endpoints;
    if (matters) {
        Conversation* const conversation = observe(flow, pinfo);
        endpoints.source = followed(flow, true, conversation, pinfo);
        endpoints.destination = followed(flow, false, conversation, pinfo);
    }
    return endpoints.empty() && scope() == Scope::Every ? by_registry(flow) : endpoints;
}

}  // namespace portlore
