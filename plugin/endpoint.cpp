// SPDX-License-Identifier: GPL-2.0-or-later
#include "endpoint.h"

#include "claims.h"
#include "current_facts.h"
#include "follow.h"
#include "owners.h"
#include "port_table.h"
#include "preferences.h"

namespace portlore {

namespace {

/** One flow as the endpoints are asked about: by a frame of it, or by the capture as a whole. */
struct Question {
    Question(const FlowKey& flow_, Side sender_, Conversation* noting_, const Conversation* conversation_,
             std::uint32_t frame_)
        : flow(flow_), sender(sender_), noting(noting_), conversation(conversation_), frame(frame_) {
        if (conversation != nullptr) surroundings = conversation->surroundings(by_whole_capture());
    }

    const FlowKey& flow;
    Side sender;
    Conversation* noting;              ///< where verdicts are noted, on a frame's first visit; else null
    const Conversation* conversation;  ///< null: not followed
    std::uint32_t frame;               ///< 0: none
    Surroundings surroundings;         ///< of the conversation

    [[nodiscard]] bool by_whole_capture() const { return noting == nullptr; }
    /** The role of a side; undetermined where the flow is not followed. */
    [[nodiscard]] Decision decide(Side side) const {
        return conversation == nullptr ? Decision{} : conversation->roles.decide(side, surroundings);
    }
};

/** How often a client opened from its port shows on documented ports only. */
bool is_counted(const Endpoint& endpoint) {
    return endpoint.decision.role == Role::Initiator && endpoint.port.dossier != nullptr;
}

/** Judges one side, whose role is decided, by the whole capture, or as far as it was read. */
void judge_side(Endpoint& endpoint, const Conversation& conversation, bool whole_capture) {
    endpoint.conversation = &conversation;
    endpoint.evidence = conversation.evidence(endpoint.side, whole_capture);
    // Such a shell says that something listens, and not what.
    if (endpoint.decision.by_shell) endpoint.evidence.shown_by_listener = false;
    if (is_counted(endpoint)) endpoint.evidence.conversations = opened_from(conversation, endpoint.side);
    if (endpoint.decision.role == Role::Listener) take_claims(conversation, endpoint.side, endpoint.evidence);
    endpoint.verdict = judge(endpoint.port, endpoint.decision.role, endpoint.evidence);
}

/** Whether a listener that the packets show is one to look for in a list of its host: not one that another
 * connection announced, which is gone as fast, nor one that was merely inferred. */
bool is_lasting(const Endpoint& endpoint) {
    return endpoint.decision.role == Role::Listener && endpoint.decision.basis != Basis::Inferred &&
           endpoint.verdict != Verdict::Announced && endpoint.verdict != Verdict::Pending;
}

/** Of two undocumented ports, the one to tell of where no conversation says who listens: the lower one that
 * has an assignment, else the destination. */
Side by_registry(const FlowKey& flow, Side sender) {
    const Side receiver = other(sender);
    const auto is_assigned = [&](Side side) {
        return facts().registry().status(flow.port(side), flow.transport()) == Status::Assigned;
    };
    const bool is_source =
        is_assigned(sender) && (!is_assigned(receiver) || flow.port(sender) < flow.port(receiver));
    return is_source ? sender : receiver;
}

/** The role of a side; of a TCP flow that is not followed, the one that its ports suggest. */
Role role_by_ports(const Endpoint& endpoint, const FlowKey& flow) {
    const Role role = endpoint.decision.role;
    if (role != Role::Undetermined || flow.transport() != Transport::Tcp) return role;
    return by_registry(flow, other(endpoint.side)) == endpoint.side ? Role::Listener : Role::Initiator;
}

/** Asks whose one side is. */
void take_owners(Endpoint& endpoint, const FlowKey& flow) {
    if (!has_owners()) return;
    endpoint.owners = owners_of(flow, endpoint.side, role_by_ports(endpoint, flow));
    if (!endpoint.owners.name_a_process() && is_lasting(endpoint))
        endpoint.unlisted_in = list_without(flow, endpoint.side);
}

/** Says that a list lacks a listener on the first frame that shows it; on later visits, where the verdict was
 * decided. */
void take_missing(Endpoint& endpoint, Conversation* noting) {
    if (endpoint.unlisted_in == nullptr) return;
    endpoint.misses = endpoint.decides;
    if (noting == nullptr) return;
    Party& party = noting->party(endpoint.side);
    endpoint.misses = !party.missed;
    party.missed = true;
}

/** Notes the verdict that a first visit to a frame has brought. */
void note_verdict(Endpoint& endpoint, Conversation& conversation, std::uint32_t frame) {
    if (is_counted(endpoint) && count_as_opened(conversation, endpoint.side))
        judge_side(endpoint, conversation, false);
    note_claims(conversation, endpoint.side, endpoint.evidence, frame);
    Party& party = conversation.party(endpoint.side);
    if (party.verdict_frame != 0 && party.verdict == endpoint.verdict) return;
    party.verdict = endpoint.verdict;
    party.verdict_frame = frame;
}

/** Draws the conclusion of one side. */
void conclude(Endpoint& endpoint, const Question& question) {
    const Conversation& conversation = *question.conversation;
    judge_side(endpoint, conversation, question.by_whole_capture());
    if (question.noting != nullptr) note_verdict(endpoint, *question.noting, question.frame);
    if (question.frame == 0) return;
    endpoint.decides = conversation.party(endpoint.side).verdict_frame == question.frame;
    if (endpoint.evidence.confirmed.claims != 0)
        endpoint.brings = claims_brought_by(conversation, endpoint.side, endpoint.evidence, question.frame);
    endpoint.begins = conversation.first_frame == question.frame;
}

/** One end of a flow, of which nothing is concluded yet. */
void begin(Endpoint& endpoint, const Question& question, Side side) {
    const FlowKey& flow = question.flow;
    endpoint.port = port_to_judge(flow.port(side), flow.transport());
    endpoint.host = flow.host(side);
    endpoint.is_source = side == question.sender;
    endpoint.side = side;
}

Endpoint end_of(const Question& question, Side side) {
    Endpoint endpoint;
    begin(endpoint, question, side);
    return endpoint;
}

/** Whether a port was asked, so far in vain, in a protocol that does not belong there; or may have been,
 * where nothing tells who asks. */
bool is_asked_out_of_place(const Endpoint& endpoint) {
    const Conversation& conversation = *endpoint.conversation;
    const Side asker = other(endpoint.side);
    const bool may_be_asked = conversation.roles.opener().value_or(asker) == asker;
    if (!may_be_asked || !is_out_of_place(endpoint.port, endpoint.evidence)) return false;
    const RoleTracker& roles = conversation.roles;
    const bool has_service =
        port_range(endpoint.port.port) == PortRange::System || !endpoint.port.dissector.empty();
    if (has_service || roles.opened_to_many() || roles.listener_by_content() == endpoint.side) return true;
    // It may be a server's answer, whose question the capture lacks.
    return is_out_of_place(port_to_judge(conversation.flow.port(asker), conversation.flow.transport()),
                           endpoint.evidence);
}

/** Whether an undocumented port is worth a tag: something listens there that does not belong or was
 * announced, or a sink, or it is asked for what does not belong there. */
bool is_notable(const Endpoint& endpoint) {
    const bool is_tenant = !tenant(endpoint.evidence).empty();
    switch (endpoint.verdict) {
        case Verdict::OtherService:
        case Verdict::UnidentifiedListener:
        case Verdict::Announced:
            return true;
        case Verdict::SilentListener:
            return endpoint.evidence.initiator_spoke;
        case Verdict::PayloadNotSeen:
            return !is_tenant && is_out_of_place(endpoint.port, endpoint.evidence);
        case Verdict::Pending:
            return !is_tenant && endpoint.decision.role == Role::Listener &&
                   is_out_of_place(endpoint.port, endpoint.evidence);
        case Verdict::Probe:
        case Verdict::Undetermined:
            return is_asked_out_of_place(endpoint);
        default:
            return false;
    }
}

/** Whether nobody has sent anything so far. */
bool is_still_silent(const Conversation& conversation) {
    return !conversation.party(Side::One).spoke && !conversation.party(Side::Two).spoke &&
           conversation.announced_in() == 0 && !conversation.roles.finished();
}

/** Whether a listener was found to speak what belongs on its port, and this frame shows nothing else. */
bool is_still_consistent(const Conversation& conversation, Side listener, std::uint32_t frame) {
    const Party& party = conversation.party(listener);
    const Observed* const observed = conversation.observed();
    return party.verdict == Verdict::Consistent && party.spoke && observed != nullptr &&
           observed->frame != frame;
}

/** Whether one end of a flow that is followed, of an undocumented port, cannot be worth a tag; before it is
 * judged, which takes longer. */
bool is_quiet(const Question& question, Side side, Role role) {
    // A client's own port has to be documented to be worth a word.
    if (role == Role::Initiator) return true;
    // What was found on the way is not what the whole capture knows.
    if (question.by_whole_capture()) return false;
    const Conversation& conversation = *question.conversation;
    if (has_borne_out(conversation)) return false;
    return is_still_silent(conversation) ||
           (role == Role::Listener && is_still_consistent(conversation, side, question.frame));
}

/** One end of a flow, if it is to be tagged. */
std::optional<Endpoint> tagged_end(const Question& question, Side side) {
    const FlowKey& flow = question.flow;
    const std::uint16_t port = flow.port(side);
    const bool documented = is_documented(port, flow.transport());
    const bool is_followed = question.conversation != nullptr;
    std::optional<Endpoint> tagged;
    if (!documented && (!is_followed || scope() == Scope::Documented)) return tagged;
    const Decision decision = question.decide(side);
    if (!documented && !has_lists() && is_quiet(question, side, decision.role)) return tagged;
    Endpoint& endpoint = tagged.emplace();
    begin(endpoint, question, side);
    endpoint.decision = decision;
    if (is_followed) conclude(endpoint, question);
    take_owners(endpoint, flow);
    take_missing(endpoint, question.noting);
    const bool is_worth_it = documented || is_notable(endpoint) || is_warned_of(endpoint.evidence) ||
                             endpoint.unlisted_in != nullptr;
    if (!is_worth_it) tagged.reset();
    return tagged;
}

/** Every-port scope: the end of a flow that is told of though nothing is notable. It raises nothing. */
Endpoints ordinary_end(const Question& question) {
    const std::optional<Side> listener =
        question.conversation == nullptr ? std::nullopt : listener_or_asked(*question.conversation);
    const Side side = listener ? *listener : by_registry(question.flow, question.sender);
    Endpoint endpoint = end_of(question, side);
    endpoint.decision = question.decide(side);
    if (question.conversation != nullptr)
        judge_side(endpoint, *question.conversation, question.by_whole_capture());
    take_owners(endpoint, question.flow);
    Endpoints endpoints;
    (endpoint.is_source ? endpoints.source : endpoints.destination) = endpoint;
    return endpoints;
}

/** An end of which somebody says whose it is. It raises nothing, and nothing is concluded of it. */
std::optional<Endpoint> told_end(const Question& question, Side side) {
    Endpoint endpoint = end_of(question, side);
    endpoint.decision = question.decide(side);
    endpoint.is_told_only = true;
    take_owners(endpoint, question.flow);
    return endpoint.owners.empty() ? std::nullopt : std::optional(endpoint);
}

void add_told_ends(Endpoints& endpoints, const Question& question) {
    if (!endpoints.source) endpoints.source = told_end(question, question.sender);
    if (!endpoints.destination) endpoints.destination = told_end(question, other(question.sender));
}

/** The ends that are to be tagged. */
Endpoints answer(const Question& question) {
    Endpoints endpoints{tagged_end(question, question.sender), tagged_end(question, other(question.sender))};
    if (endpoints.empty() && scope() == Scope::Every) endpoints = ordinary_end(question);
    if (has_owners() && scope() != Scope::Documented) add_told_ends(endpoints, question);
    return endpoints;
}

}  // namespace

Endpoints endpoints_to_tag(const Frame& frame) {
    Conversation* const noting = frame.visited ? nullptr : frame.conversation;
    return answer(Question(frame.flow, frame.sender, noting, frame.conversation, frame.number));
}

Endpoints endpoints_in_capture(const FlowKey& flow, Side sender, const Conversation* conversation) {
    return answer(Question(flow, sender, nullptr, conversation, 0));
}

}  // namespace portlore
