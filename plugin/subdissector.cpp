// SPDX-License-Identifier: GPL-2.0-or-later
#include "subdissector.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "conversations.h"
#include "fields.h"
#include "follow.h"
#include "frame.h"
#include "looks.h"
#include "port_table.h"
#include "preferences.h"

namespace portlore {

namespace {

/** The conversation whose payload a handler gave to a dissector on a frame's first visit; it is given to the
 * same one ever after. The frame remembers it: a dissector may have begun another conversation on the same
 * ports. */
Conversation* handed_over_on_first_visit(packet_info* pinfo) {
    return static_cast<Conversation*>(
        p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, pinfo->curr_layer_num));
}

/** The listener's port, or the one that was asked; where no packet and no trait tells, the documented one, or
 * else the lower. */
std::uint16_t server_port(const Conversation& conversation) {
    const FlowKey& flow = conversation.flow;
    if (const auto listener = listener_or_asked(conversation)) return flow.port(*listener);
    for (const Side side : kSides) {
        if (is_documented(flow.port(side), flow.transport())) return flow.port(side);
    }
    return std::min(flow.port(Side::One), flow.port(Side::Two));
}

/** Whether a dissector has already been chosen for a conversation. */
bool is_taken(conversation_t* wiresharks, std::uint32_t frame) {
    return conversation_get_dissector(wiresharks, frame) != nullptr;
}

/** The captured part of a payload; it stays valid as long as the tvb does. */
Payload payload_of(tvbuff_t* tvb) {
    constexpr std::size_t kEnough = 2048;
    const std::size_t captured = std::min<std::size_t>(tvb_captured_length(tvb), kEnough);
    if (captured == 0) return {{}, tvb_reported_length(tvb)};
    return {{tvb_get_ptr(tvb, 0, static_cast<int>(captured)), captured}, tvb_reported_length(tvb)};
}

/** Whether a dissector is there, is the protocol's, and is switched on. */
bool is_usable(dissector_handle_t handle, std::string_view protocol) {
    return protocol == protocol_of(handle) &&
           proto_is_protocol_enabled(find_protocol_by_id(dissector_handle_get_protocol_index(handle)));
}

/** The dissector at home on the recogniser's port, or the one of that name, or null. */
dissector_handle_t dissector_for(const Recogniser& recogniser, Transport transport) {
    if (recogniser.named_only) return nullptr;
    dissector_handle_t const at_home =
        recogniser.port == 0 ? nullptr : default_dissector_on(recogniser.port, transport);
    if (is_usable(at_home, recogniser.protocol)) return at_home;
    dissector_handle_t const named = find_dissector(recogniser.protocol);
    return is_usable(named, recogniser.protocol) ? named : nullptr;
}

/** Most captures have nothing that is given to anyone. */
bool given_any = false;

/** Looks at a packet that a dissector is about to be given: where that is a tunnel's, the packet inside hides
 * it. */
void follow_given(packet_info* pinfo) {
    given_any = true;
    const std::optional<Ports> ports = ports_of(pinfo);
    if (ports && !pinfo->flags.in_error_pkt) follow(kept_frame_of(pinfo, *ports), pinfo);
}

/** Calls a dissector as its own port would: with all it takes to reassemble, and to tell clients from
 * servers. */
int call_as_at_home(const Recognition& recognition, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree,
                    void* data) {
    follow_given(pinfo);
    pinfo->can_desegment = pinfo->saved_can_desegment;
    pinfo->match_uint = recognition.server_port;
    return call_dissector_only(recognition.dissector, tvb, pinfo, tree, data);
}

/** The dissector of a recognised conversation. It belongs to no protocol, and so adds no layer of its own. */
int dissect_recognised(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    const conversation_t* const wiresharks = find_conversation_pinfo(pinfo, 0);
    const auto* const conversation =
        wiresharks == nullptr
            ? nullptr
            : static_cast<const Conversation*>(conversation_get_proto_data(wiresharks, proto_portlore));
    if (conversation == nullptr || conversation->payloads->recognition.dissector == nullptr) return 0;
    return call_as_at_home(conversation->payloads->recognition, tvb, pinfo, tree, data);
}

/** The handle of dissect_recognised() that bears the name of a recogniser's dissector, as exported PDUs want
 * it. */
dissector_handle_t taker_for(const Recognition& recognition) {
    static std::unordered_map<dissector_handle_t, dissector_handle_t> takers;
    dissector_handle_t& taker = takers[recognition.dissector];
    if (taker == nullptr) {
        const char* const own_name = dissector_handle_get_dissector_name(recognition.dissector);
        taker = create_dissector_handle_with_name(
            dissect_recognised, -1, own_name == nullptr ? recognition.recogniser->protocol : own_name);
    }
    return taker;
}

/**
 * Calls the dissector from within a heuristic handler. Wireshark has put Port Lore among the frame's layers:
 * it is taken out, so that the layers, and their number by which dissectors find what they kept, are those of
 * every later visit.
 */
int call_from_handler(const Recognition& recognition, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree,
                      void* data) {
    wmem_list_frame_t* const layer = wmem_list_tail(pinfo->layers);
    const bool is_own = layer != nullptr && GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_portlore;
    if (is_own) {
        wmem_list_remove_frame(pinfo->layers, layer);
        --pinfo->curr_layer_num;
    }
    const int consumed = call_as_at_home(recognition, tvb, pinfo, tree, data);
    if (consumed == 0 && is_own) {
        wmem_list_append(pinfo->layers, GINT_TO_POINTER(proto_portlore));
        ++pinfo->curr_layer_num;
    }
    return consumed;
}

/** Whether a recognition, if this payload has brought it, leads to a dissector. */
void choose_dissector(Conversation& conversation, std::uint16_t port) {
    Recognition& recognition = conversation.payloads->recognition;
    recognition.server_port = port;
    recognition.dissector = decodes_recognised()
                                ? dissector_for(*recognition.recogniser, conversation.flow.transport())
                                : nullptr;
}

/** A dissector gets what a conversation's two ends send each other, from the frame on that has shown it; or
 * from the next one, where the message that shows it has begun before. */
void set_dissector(conversation_t* wiresharks, Conversation& conversation) {
    const Recognition& recognition = conversation.payloads->recognition;
    conversation_add_proto_data(wiresharks, proto_portlore, &conversation);
    if (!recognition.is_joined) return conversation_set_dissector(wiresharks, taker_for(recognition));
    conversation_set_dissector_from_frame_number(wiresharks, recognition.frame + 1, taker_for(recognition));
}

/** Lets the dissector have a recognised payload, and from a conversation's first one on all that follows. */
int give(Conversation& conversation, Frame& frame, conversation_t* wiresharks, tvbuff_t* tvb,
         packet_info* pinfo, proto_tree* tree, void* data) {
    Recognition& recognition = conversation.payloads->recognition;
    const bool takes_all = !recognition.recogniser->shares_port;
    // What follows comes here only if the conversation's dissector rejected it.
    if (takes_all && pinfo->num != recognition.frame) return 0;

    // Before the call, so that a dissector which knows better what comes next has the last word.
    if (takes_all) set_dissector(wiresharks, conversation);
    if (recognition.is_joined) {
        conversation.is_handed_over = true;
        return 0;
    }
    const std::uint32_t layer = pinfo->curr_layer_num;
    p_add_proto_data(wmem_file_scope(), pinfo, proto_portlore, layer, &conversation);
    const int consumed = call_from_handler(recognition, tvb, pinfo, tree, data);
    if (consumed != 0) {
        conversation.is_handed_over = true;
        return consumed;
    }
    p_remove_proto_data(wmem_file_scope(), pinfo, proto_portlore, layer);
    if (takes_all) {
        conversation_set_dissector(wiresharks, nullptr);
        conversation_delete_proto_data(wiresharks, proto_portlore);
    }
    ws_debug("frame %u: the dissector of %s rejects the payload", pinfo->num,
             recognition.recogniser->protocol);
    if (pinfo->num == recognition.frame) {
        recognition = {};
        frame.shown = nullptr;
    }
    return 0;
}

/** Whether a conversation is recognised; if it is not so far, by this payload. */
bool is_recognised(Conversation& conversation, Frame& frame, const Payload& payload, packet_info* pinfo) {
    if (conversation.payloads != nullptr && conversation.payloads->recognition.recogniser != nullptr)
        return true;
    const std::uint16_t port = server_port(conversation);
    if (!known_port(port, frame.transport()).is_as_by_default) return false;
    if (look(conversation, frame, payload, pinfo) != Look::Recognised) return false;
    if (!conversation.payloads->recognition.recogniser->is_found_by_wireshark &&
        !is_taken(find_or_create_conversation(pinfo), pinfo->num))
        choose_dissector(conversation, port);
    return true;
}

}  // namespace

bool has_given_any() { return given_any; }

void forget_given() { given_any = false; }

int call_subdissector(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, Transport transport, void* data) {
    if (PINFO_FD_VISITED(pinfo)) {
        const Conversation* const handed = handed_over_on_first_visit(pinfo);
        return handed == nullptr ? 0
                                 : call_from_handler(handed->payloads->recognition, tvb, pinfo, tree, data);
    }
    if (pinfo->flags.in_error_pkt) return 0;
    const Ports ports{transport, static_cast<std::uint16_t>(pinfo->srcport),
                      static_cast<std::uint16_t>(pinfo->destport)};
    const PortsWorth worth = worth_of(ports.source, ports.destination, transport);
    const bool is_ordinary = !worth.documented && !worth.followed;
    if (is_ordinary && (scope() == Scope::Documented || is_settled(pinfo, ports))) return 0;
    Frame& frame = kept_frame_of(pinfo, ports);
    const Payload payload = payload_of(tvb);
    if (!frame.offered) {
        frame.offered = true;
        frame.payload = payload;
    }
    Conversation* const conversation = follow(frame, pinfo);
    if (conversation == nullptr) return 0;
    if (!is_recognised(*conversation, frame, payload, pinfo)) return 0;
    frame.shown = conversation->payloads->recognition.recogniser->protocol;
    if (conversation->payloads->recognition.dissector == nullptr) return 0;
    return give(*conversation, frame, find_or_create_conversation(pinfo), tvb, pinfo, tree, data);
}

void take_over(Conversation& conversation, packet_info* pinfo) {
    if (!takes_over() || conversation.payloads == nullptr) return;
    Recognition& recognition = conversation.payloads->recognition;
    if (recognition.recogniser == nullptr || recognition.frame != pinfo->num) return;
    conversation_t* const wiresharks = find_conversation_pinfo(pinfo, 0);
    const std::uint16_t port = server_port(conversation);
    if (wiresharks == nullptr || !known_port(port, conversation.flow.transport()).is_as_by_default ||
        is_taken(wiresharks, pinfo->num))
        return;
    choose_dissector(conversation, port);
    if (recognition.dissector == nullptr) return;
    set_dissector(wiresharks, conversation);
    conversation.is_handed_over = true;
}

std::string decode_as(const Conversation& conversation, Side listener) {
    const Recogniser* const known =
        conversation.payloads == nullptr ? nullptr : conversation.payloads->recognition.recogniser;
    if (known == nullptr || conversation.is_handed_over) return {};
    const Transport transport = conversation.flow.transport();
    const std::uint16_t port = conversation.flow.port(listener);
    const std::string_view own = own_protocol(port, transport);
    if (own.empty() || own == known->protocol || dissector_for(*known, transport) == nullptr ||
        !is_offered_by_decode_as(known->protocol, transport))
        return {};
    return std::string(name(transport)) + ".port==" + std::to_string(port) + "," + known->protocol;
}

}  // namespace portlore
