// SPDX-License-Identifier: GPL-2.0-or-later
#include "road.h"

#include <algorithm>

#include "claims.h"
#include "compat.h"
#include "endpoint.h"
#include "fields.h"
#include "follow.h"
#include "frame.h"
#include "heuristics.h"
#include "looks.h"
#include "owners.h"
#include "port_table.h"
#include "preferences.h"
#include "stream.h"
#include "subdissector.h"
#include "tag.h"
#include "tap.h"

namespace portlore {

namespace {

/** So many payloads of each side tell whether a conversation on an ordinary port is worth a tag. */
constexpr std::uint8_t kEnoughLooks = 4;

/** What opens or accepts a connection makes a new conversation of a settled flow. @return whether another
 * one has announced it. */
bool open(packet_info* pinfo, const Ports& ports) {
    Frame& frame = frame_of(pinfo, ports);
    note_opened(frame);
    look_up(frame, pinfo);
    return announced_in(frame, pinfo) != 0;
}

/** Whether a TCP segment opens or accepts a connection; one that cannot be read may. */
bool may_open(const std::optional<Segment>& segment) { return !segment || segment->has(Segment::kSyn); }

/**
 * Whether a TCP segment that no dissector has made anything of matters all the same: it opens what was
 * announced, or carries a payload, and its dissector waits for more.
 */
bool is_more_than_empty(packet_info* pinfo, const Ports& ports) {
    const std::optional<Segment> segment = segment_of(pinfo, ports);
    if (may_open(segment) && open(pinfo, ports)) return true;
    if (!segment || segment->size == 0 || is_settled(pinfo, ports)) return false;
    // One byte alone may be what keeps a connection alive, unless it is what its sender begins with.
    if (segment->size > 1) return true;
    const tcp_analysis* const tcp = stream_of(pinfo);
    return tcp != nullptr && is_first_payload(*segment, *tcp);
}

/** Whether a frame can have a tag other than the registry's: one of a conversation that is followed, or a
 * payload that may begin one. */
bool may_matter(packet_info* pinfo, const Ports& ports) {
    const auto [transport, source, destination] = ports;
    const PortsWorth worth = worth_of(source, destination, transport);
    if (worth.documented) return true;
    if (scope() == Scope::Documented) return false;
    if (PINFO_FD_VISITED(pinfo)) return true;
    if (worth.followed) {
        return !is_settled(pinfo, ports) ||
               (transport == Transport::Tcp && may_open(segment_of(pinfo, ports)));
    }
    if (has_payload(pinfo, transport)) return !is_settled(pinfo, ports);
    // A datagram tells who opens, though it be empty.
    return transport != Transport::Tcp || is_more_than_empty(pinfo, ports);
}

/** Finds the frame's conversation, and on a first visit brings it up to date. */
void bring_up_to_date(Frame& frame, packet_info* pinfo) {
    Conversation* const conversation = follow(frame, pinfo);
    if (conversation == nullptr || frame.visited || frame.error) return;
    if (!frame.offered && !frame.payload.empty()) {
        look(*conversation, frame, frame.payload, pinfo);
        take_over(*conversation, pinfo);
    }
    look_for_claims(*conversation, frame);
    frame.tells |= take_evidence(*conversation, frame, pinfo, wmem_file_scope());
}

/** Asks a listener that is tagged what it calls itself, on a first visit. */
void greet(const Frame& frame, const std::optional<Endpoint>& sender) {
    Conversation* const conversation = frame.conversation;
    if (conversation == nullptr || frame.visited || frame.error || !sender || sender->conversation == nullptr)
        return;
    if (sender->decision.role == Role::Listener) take_software(*conversation, frame);
}

/** Whether a frame is sent to many in the protocol of a port: nobody answers, and there is nothing to learn.
 */
bool is_ordinary_announcement(const Frame& frame) {
    const Observed* const observed = frame.conversation->observed();
    return frame.datagram.to_many && observed != nullptr && observed->is_certain &&
           observed->names[0] == own_protocol(frame.destination_port(), frame.transport());
}

/** Whether enough was seen of a conversation of undocumented ports to say that it stays untagged. */
bool is_settled(const Frame& frame) {
    const Conversation& conversation = *frame.conversation;
    if (may_bear_out(conversation)) return false;
    if (is_ordinary_announcement(frame)) return true;
    for (const Side side : kSides) {
        const Party& party = conversation.party(side);
        const bool is_at_home =
            (party.verdict == Verdict::Consistent || party.verdict == Verdict::KnownTenant) && party.spoke;
        const Observed* const observed = conversation.observed();
        if (is_at_home && observed != nullptr && observed->is_certain) return true;
    }
    return conversation.party(Side::One).spoke && conversation.party(Side::Two).spoke &&
           conversation.payloads != nullptr &&
           *std::min_element(conversation.payloads->looks.begin(), conversation.payloads->looks.end()) >=
               kEnoughLooks;
}

/** On a first visit: goes on with a conversation of undocumented ports that is worth a tag, with each frame
 * of its ports; and no more with one that is not. */
void decide_what_to_follow(const Frame& frame, const Endpoints& endpoints) {
    Conversation* const conversation = frame.conversation;
    const FlowKey& flow = frame.flow;
    if (conversation == nullptr || frame.visited || frame.documented) return;
    for (const auto* const endpoint : {&endpoints.source, &endpoints.destination}) {
        if (!*endpoint || (*endpoint)->conversation == nullptr || (*endpoint)->is_told_only) continue;
        mark_followed((*endpoint)->port.port, flow.transport());
        return;
    }
    if (!conversation->is_handed_over && is_settled(frame)) settle(conversation);
}

/** Whether a first visit leaves all that is known as it is. The verdicts of documented ports hang on other
 * conversations, too; and what was handed over may be a tunnel, whose packets tell of it. */
bool changes_nothing(const Frame& frame) {
    if (frame.visited || frame.error || frame.tells || frame.conversation == nullptr) return false;
    return !frame.conversation->is_handed_over && !may_tell_software(*frame.conversation, frame) &&
           !frame.documented;
}

/** Whether a frame is known to have no tag: it is followed by nobody, or its conversation was worth none, and
 * it changes nothing. Whose a port is may be said at any time, and every port has a tag under that scope. */
bool is_untagged(const Frame& frame) {
    if (is_tapped() || has_owners() || scope() == Scope::Every) return false;
    if (frame.conversation == nullptr) return !frame.documented;
    return frame.conversation->is_untagged && changes_nothing(frame);
}

/** Whether a frame's tag may tell what is on record of a port: of one with a dossier, or with a claim that is
 * borne out. */
bool may_have_record(const Frame& frame) {
    return frame.documented || (frame.conversation != nullptr && has_borne_out(*frame.conversation));
}

/** Whether somebody asks for the tag or a row of a table. */
bool is_asked_for(const Frame& frame, proto_tree* tree) {
    if (is_tapped()) return true;
    if (tree == nullptr || proto_field_is_referenced(tree, proto_portlore) == FALSE) return false;
    return has_owners() || may_have_record(frame) || is_more_wanted_than_records(tree);
}

/** Whether a frame can be left as it is where nobody asks for its tag. */
bool is_done_with(const Frame& frame) {
    return frame.conversation == nullptr ? !frame.error : changes_nothing(frame);
}

/** From what is known of a packet to its tag. */
void conclude(Frame& frame, bool matters, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree) {
    if (is_untagged(frame) || (is_done_with(frame) && !is_asked_for(frame, tree))) return;
    const Endpoints endpoints = endpoints_to_tag(frame);
    if (frame.conversation != nullptr && !frame.visited) frame.conversation->is_untagged = endpoints.empty();
    greet(frame, endpoints.source);
    tap_frame(pinfo, frame, endpoints);
    draw_tag(endpoints, tvb, pinfo, tree);
    if (matters) decide_what_to_follow(frame, endpoints);
}

/** Tags the packets of tunnels around the one with these ports, as far as Port Lore gave them to the tunnels'
 * dissectors. */
void go_with_carriers(const Ports& ports, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree) {
    for (Frame* carrier = carrier_of(pinfo, ports); carrier != nullptr; carrier = carrier->carrier) {
        if (carrier->conversation == nullptr || carrier->error) continue;
        carrier->tells = true;
        if (!carrier->visited) take_carriers_evidence(*carrier->conversation, *carrier);
        // Its conversation may be that of a packet further in: only the innermost one ends with its frame.
        conclude(*carrier, false, tvb, pinfo, tree);
    }
}

int go(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* /*data*/) {
    const std::optional<Ports> ports = ports_of(pinfo);
    if (!ports || !is_enabled(ports->transport)) return 0;
    if (has_given_any()) go_with_carriers(*ports, tvb, pinfo, tree);
    const bool matters = may_matter(pinfo, *ports);
    const bool names_process = !PINFO_FD_VISITED(pinfo) && may_name_process(pinfo);
    if (!matters && !names_process && !has_owners() && scope() != Scope::Every && !is_tapped()) return 0;
    Frame& frame = frame_of(pinfo, *ports);
    if (names_process && !frame.error) take_named_process(frame, pinfo);
    if (matters) bring_up_to_date(frame, pinfo);
    conclude(frame, matters, tvb, pinfo, tree);
    return 0;
}

}  // namespace

void register_road() {
    // Of a protocol in name only, which is switched off with its parent, Wireshark makes no layer: a fifth
    // less for each frame of what calling a post-dissector costs, and the frame's layers stay as they are.
    // One of no protocol costs even less, but Wireshark 4.0 does not call it where it is the only one.
    const int post = proto_register_protocol_in_name_only("Port Lore (post-dissector)", "Port Lore post",
                                                          "portlore_post", proto_portlore, FT_PROTOCOL);
    register_postdissector(create_dissector_handle(go, post));
}

}  // namespace portlore
