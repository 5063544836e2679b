// SPDX-License-Identifier: GPL-2.0-or-later
#include "hand_over.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "fields.h"
#include "port_class.h"
#include "preferences.h"
#include "recognise/recogniser.h"
#include "stream.h"

namespace portlore {

namespace {

/** A protocol shows in its first payloads or not at all. */
constexpr std::uint8_t kMostLooks = 16;

/** The beginning of a payload that one side sent. */
struct Said {
    std::array<std::uint8_t, kRemembered> bytes;
    std::uint8_t captured;
    std::uint32_t sent;

    [[nodiscard]] Payload payload() const { return {std::span(bytes).first(captured), sent}; }
};

/** What is known of a conversation's protocol. Plain data in the file's scope, zero at first. */
struct Talk {
    std::array<Said, 2> said;  ///< the last payload of each side
    std::uint8_t looks;
    const Recogniser* recogniser;  ///< null: not recognised
    std::uint32_t frame;           ///< where it was recognised
    std::uint16_t server_port;
    dissector_handle_t dissector;  ///< null: to be named only
};

Talk* talk_of(const conversation_t* conversation) {
    return static_cast<Talk*>(conversation_get_proto_data(conversation, proto_portlore));
}

Talk* begin_talk(conversation_t* conversation) {
    Talk* const talk = wmem_new0(wmem_file_scope(), Talk);
    conversation_add_proto_data(conversation, proto_portlore, talk);
    return talk;
}

/** What a handler gave away on a frame's first visit it gives to the same dissector ever after. The frame
 * remembers it: a dissector may have begun another conversation on the same ports. */
const Talk* handed_on_first_visit(packet_info* pinfo) {
    return static_cast<const Talk*>(
        p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, pinfo->curr_layer_num));
}

/** Who sends this frame, by the handshake of TCP or the first datagram. */
Speaker sender_of(const packet_info* pinfo, Transport transport, const conversation_t* conversation,
                  const tcp_analysis* tcp) {
    if (transport == Transport::Tcp) {
        const unsigned flags =
            tcp == nullptr ? 0U : unsigned{tcp->fwd->static_flags} | tcp->rev->static_flags;
        if ((flags & (kBeganWithSyn | kBeganWithSynAck)) == 0) return Speaker::Unknown;
        return tcp->server_port == pinfo->srcport ? Speaker::Server : Speaker::Client;
    }
    const bool opened = conversation_key_port1(conversation->key_ptr) == pinfo->srcport &&
                        addresses_equal(conversation_key_addr1(conversation->key_ptr), &pinfo->src);
    return opened ? Speaker::Client : Speaker::Server;
}

/** The listener's port: by the handshake, else the documented one, else by the first datagram, else the
 * lower. */
std::uint16_t server_port(const packet_info* pinfo, Transport transport, Speaker sender) {
    const auto source = static_cast<std::uint16_t>(pinfo->srcport);
    const auto destination = static_cast<std::uint16_t>(pinfo->destport);
    const bool by_handshake = transport == Transport::Tcp && sender != Speaker::Unknown;
    if (!by_handshake && is_documented(destination, transport)) return destination;
    if (!by_handshake && is_documented(source, transport)) return source;
    if (sender == Speaker::Unknown) return std::min(source, destination);
    return sender == Speaker::Client ? destination : source;
}

/** Whether what is spoken on a port is ours to name: a notable port, and nobody's own. */
bool is_ours(std::uint16_t port, Transport transport) {
    const PortClass why = port_class(port, transport);
    const bool notable =
        why == PortClass::Documented || (scope() != Scope::Documented && why != PortClass::Ordinary);
    return notable && dissector_on(port, transport) == nullptr;
}

/** Whether a frame's ports can lead to is_ours(); most frames end at these two look-ups. */
bool may_be_ours(const packet_info* pinfo, Transport transport) {
    const auto source = static_cast<std::uint16_t>(pinfo->srcport);
    const auto destination = static_cast<std::uint16_t>(pinfo->destport);
    if (is_documented(source, transport) || is_documented(destination, transport)) return true;
    return scope() != Scope::Documented && (port_class(source, transport) != PortClass::Ordinary ||
                                            port_class(destination, transport) != PortClass::Ordinary);
}

Group group_of(const address& to) {
    constexpr std::array<std::uint8_t, 4> kMdns{224, 0, 0, 251};
    constexpr std::array<std::uint8_t, 4> kLlmnr{224, 0, 0, 252};
    constexpr std::array<std::uint8_t, 16> kMdns6{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb};
    constexpr std::array<std::uint8_t, 16> kLlmnr6{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3};
    const auto is = [&](const auto& group) {
        return static_cast<std::size_t>(to.len) == group.size() &&
               std::equal(group.begin(), group.end(), static_cast<const std::uint8_t*>(to.data));
    };
    if (to.type != AT_IPv4 && to.type != AT_IPv6) return Group::None;
    if (is(kMdns) || is(kMdns6)) return Group::Mdns;
    return is(kLlmnr) || is(kLlmnr6) ? Group::Llmnr : Group::None;
}

/** The captured part of a payload; it stays valid as long as the tvb does. */
Payload payload_of(tvbuff_t* tvb) {
    constexpr std::size_t kEnough = 2048;
    const std::size_t captured = std::min<std::size_t>(tvb_captured_length(tvb), kEnough);
    if (captured == 0) return {{}, tvb_reported_length(tvb)};
    return {{tvb_get_ptr(tvb, 0, static_cast<int>(captured)), captured}, tvb_reported_length(tvb)};
}

void remember(Said& said, const Payload& payload) {
    const auto beginning = payload.bytes().first(std::min(payload.bytes().size(), kRemembered));
    std::copy(beginning.begin(), beginning.end(), said.bytes.begin());
    said.captured = static_cast<std::uint8_t>(beginning.size());
    said.sent = static_cast<std::uint32_t>(payload.length());
}

/** Whether a dissector is there, is the protocol's, and is switched on. */
bool is_usable(dissector_handle_t handle, std::string_view protocol) {
    if (handle == nullptr) return false;
    const int id = dissector_handle_get_protocol_index(handle);
    return id >= 0 && protocol == proto_get_protocol_filter_name(id) &&
           proto_is_protocol_enabled(find_protocol_by_id(id));
}

/** The dissector at home on the recogniser's port, or the one of that name, or null. */
dissector_handle_t dissector_for(const Recogniser& recogniser, Transport transport) {
    dissector_handle_t const at_home =
        recogniser.port == 0 ? nullptr : default_dissector_on(recogniser.port, transport);
    if (is_usable(at_home, recogniser.protocol)) return at_home;
    dissector_handle_t const named = find_dissector(recogniser.protocol);
    return is_usable(named, recogniser.protocol) ? named : nullptr;
}

/** Takes one more look at a conversation, on a frame's first visit. True: this payload shows its protocol. */
bool look(Talk& talk, const Payload& payload, const packet_info* pinfo, Transport transport, Speaker sender) {
    const bool from_low = pinfo->srcport < pinfo->destport ||
                          (pinfo->srcport == pinfo->destport && cmp_address(&pinfo->src, &pinfo->dst) <= 0);
    Said& own = talk.said[from_low ? 0 : 1];
    const Said& other = talk.said[from_low ? 1 : 0];
    ++talk.looks;
    // Datagrams tell by themselves who sends them, and the first one of a capture may be an answer.
    const Recogniser* const found =
        recognise({.transport = transport,
                   .sender = transport == Transport::Tcp ? sender : Speaker::Unknown,
                   .group = group_of(pinfo->dst),
                   .payload = payload,
                   .before = own.payload(),
                   .other = other.payload()})
            .row;
    remember(own, payload);
    if (found == nullptr) return false;
    talk.recogniser = found;
    talk.frame = pinfo->num;
    talk.server_port = server_port(pinfo, transport, sender);
    talk.dissector = decodes_recognised() ? dissector_for(*found, transport) : nullptr;
    return true;
}

/** Calls a dissector as its own port would: with all it takes to reassemble, and to tell clients from
 * servers. */
int call_as_at_home(const Talk& talk, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    pinfo->can_desegment = pinfo->saved_can_desegment;
    pinfo->match_uint = talk.server_port;
    return call_dissector_only(talk.dissector, tvb, pinfo, tree, data);
}

/** The dissector of a recognised conversation. It belongs to no protocol, and so adds no layer of its own. */
int dissect_recognised(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    const conversation_t* const conversation = find_conversation_pinfo(pinfo, 0);
    const Talk* const talk = conversation == nullptr ? nullptr : talk_of(conversation);
    return talk == nullptr || talk->dissector == nullptr ? 0 : call_as_at_home(*talk, tvb, pinfo, tree, data);
}

/** The handle of dissect_recognised() that bears the name of a recogniser's dissector, as exported PDUs want
 * it. */
dissector_handle_t taker_for(const Recogniser& recogniser, dissector_handle_t dissector) {
    static std::unordered_map<dissector_handle_t, dissector_handle_t> takers;
    dissector_handle_t& taker = takers[dissector];
    if (taker == nullptr) {
        const char* const own_name = dissector_handle_get_dissector_name(dissector);
        taker = create_dissector_handle_with_name(dissect_recognised, -1,
                                                  own_name == nullptr ? recogniser.protocol : own_name);
    }
    return taker;
}

/**
 * Calls the dissector from within a heuristic handler. Wireshark has put Port Lore among the frame's layers:
 * it is taken out, so that the layers, and their number by which dissectors find what they kept, are those of
 * every later visit.
 */
int call_from_handler(const Talk& talk, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    wmem_list_frame_t* const layer = wmem_list_tail(pinfo->layers);
    const bool is_own = layer != nullptr && GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_portlore;
    if (is_own) {
        wmem_list_remove_frame(pinfo->layers, layer);
        --pinfo->curr_layer_num;
    }
    const int consumed = call_as_at_home(talk, tvb, pinfo, tree, data);
    if (consumed == 0 && is_own) {
        wmem_list_append(pinfo->layers, GINT_TO_POINTER(proto_portlore));
        ++pinfo->curr_layer_num;
    }
    return consumed;
}

/** Hands a recognised payload over, and on a conversation's first one all that follows. */
int give_away(Talk& talk, conversation_t* conversation, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree,
              void* data) {
    const bool takes_all = !talk.recogniser->shares_port;
    // What follows comes here only if the conversation's dissector rejected it.
    if (takes_all && pinfo->num != talk.frame) return 0;

    // Before the call, so that a dissector which knows better what comes next has the last word.
    if (takes_all) conversation_set_dissector(conversation, taker_for(*talk.recogniser, talk.dissector));
    const std::uint32_t layer = pinfo->curr_layer_num;
    p_add_proto_data(wmem_file_scope(), pinfo, proto_portlore, layer, &talk);
    const int consumed = call_from_handler(talk, tvb, pinfo, tree, data);
    if (consumed == 0) {
        p_remove_proto_data(wmem_file_scope(), pinfo, proto_portlore, layer);
        if (takes_all) conversation_set_dissector(conversation, nullptr);
        if (pinfo->num == talk.frame) talk.recogniser = nullptr;
    }
    return consumed;
}

}  // namespace

HandedOver hand_over(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, Transport transport, void* data) {
    if (PINFO_FD_VISITED(pinfo)) {
        const Talk* const handed = handed_on_first_visit(pinfo);
        return {.consumed = handed == nullptr ? 0 : call_from_handler(*handed, tvb, pinfo, tree, data)};
    }
    if (!may_be_ours(pinfo, transport) || pinfo->flags.in_error_pkt) return {};

    conversation_t* const conversation = find_or_create_conversation(pinfo);
    Talk* talk = talk_of(conversation);
    if (talk == nullptr || talk->recogniser == nullptr) {
        if (talk != nullptr && talk->looks == kMostLooks) return {};
        const tcp_analysis* const tcp = transport == Transport::Tcp ? stream_of(pinfo) : nullptr;
        const Speaker sender = sender_of(pinfo, transport, conversation, tcp);
        if (!is_ours(server_port(pinfo, transport, sender), transport)) return {};
        if (conversation_get_dissector(conversation, pinfo->num) != nullptr) return {};
        if (talk == nullptr) talk = begin_talk(conversation);
        const Payload payload = payload_of(tvb);
        if (!look(*talk, payload, pinfo, transport, sender)) {
            return {.name = sender != Speaker::Client && is_text(payload) ? kText.data() : nullptr};
        }
    }
    if (talk->dissector == nullptr) return {.name = talk->recogniser->protocol};
    return {.consumed = give_away(*talk, conversation, tvb, pinfo, tree, data)};
}

}  // namespace portlore
