// SPDX-License-Identifier: GPL-2.0-or-later
#include "observe.h"

#include <epan/conversation.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "user_files.h"
#include "fields.h"
#include "port_class.h"
#include "recognise/recogniser.h"
#include "stream.h"

namespace portlore {

namespace {

/** Layers that say nothing of the service: what Wireshark adds where it knows nothing, or at a frame's end.
 */
constexpr std::array<std::string_view, 8> kNotServices{
    "data",     "data-text-lines", "_ws.malformed",     "_ws.short",
    "portlore", "vssmonitoring",   "_ws.unreassembled", "eth.trailer"};
/** Protocols that carry the service proper, which is named beside them. */
constexpr std::array<std::string_view, 11> kCarriers{"rpc",  "dcerpc", "socks", "tls",   "dtls", "quic",
                                                     "nbss", "tpkt",   "cotp",  "sapni", "http"};

/** The payload that the handlers were offered last. */
struct UnclaimedPayload {
    std::uint32_t frame = 0;
    std::uint32_t srcport = 0;
    std::uint32_t destport = 0;
    std::uint32_t length = 0;
    const char* name = nullptr;  ///< what it was recognised as, though nobody decodes it
    FirstBytes first;
};
UnclaimedPayload unclaimed;

template <typename Names>
bool is_among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/** TLS hands the parts of a certificate to dissectors of their own. */
bool is_certificate_part(std::string_view name) {
    return name.starts_with("x509") || name.starts_with("pk") || name == "ns_cert_exts";
}

/** What a frame's layers above the innermost transport say. */
struct Layers {
    bool present = false;  ///< there is a payload that was handed to some dissector
    std::array<const char*, 3> names{};
    std::array<int, 3> protocols{};
    std::uint8_t count = 0;
};

Layers layers_of(const packet_info* pinfo, Transport transport) {
    wmem_list_frame_t* layer = wmem_list_tail(pinfo->layers);
    wmem_list_frame_t* above = nullptr;
    for (; layer != nullptr; above = layer, layer = wmem_list_frame_prev(layer)) {
        if (is_layer_of(GPOINTER_TO_INT(wmem_list_frame_data(layer)), transport)) break;
    }
    Layers layers;
    if (layer == nullptr) return layers;
    for (; above != nullptr && layers.count < layers.names.size(); above = wmem_list_frame_next(above)) {
        const int id = GPOINTER_TO_INT(wmem_list_frame_data(above));
        const char* const name = proto_get_protocol_filter_name(id);
        layers.present |= std::string_view(name) != "portlore";
        if (is_among(kNotServices, name)) break;
        if (is_certificate_part(name)) continue;
        if (layers.count > 0 && layers.protocols[layers.count - 1U] == id) continue;
        layers.protocols[layers.count] = id;
        layers.names[layers.count++] = name;
        if (!is_among(kCarriers, name)) break;
    }
    // What HTTP carries is its content, unless it was upgraded.
    if (layers.count > 1 && std::string_view(layers.names[layers.count - 2U]) == "http" &&
        std::string_view(layers.names[layers.count - 1U]) != "websocket") {
        --layers.count;
    }
    return layers;
}

/** A payload that no dissector had may have been named all the same. */
void take_in_name(Layers& layers, const packet_info* pinfo) {
    if (!was_offered_payload(pinfo) || unclaimed.name == nullptr) return;
    layers.names[0] = unclaimed.name;
    layers.protocols[0] = proto_get_id_by_filter_name(unclaimed.name);
    layers.count = 1;
}

/** What the payloads of a conversation show; made in a scope that lives as long as the conversation. */
Payloads& payloads_of(Conversation& conversation, wmem_allocator_t* scope) {
    if (conversation.payloads == nullptr)
        conversation.payloads = new (wmem_alloc(scope, sizeof(Payloads))) Payloads;
    return *conversation.payloads;
}

/** Takes in the protocols that a frame was dissected as; the deepest look wins, the first frame is
 * remembered. */
void take_in_protocols(Conversation& conversation, wmem_allocator_t* scope, const Layers& layers,
                       std::uint32_t frame) {
    if (layers.count == 0) return;
    const std::span<const char* const> before = conversation.observed_names();
    const bool was_text = before.size() == 1 && before[0] == kText;
    if (layers.count <= before.size() && (!was_text || layers.names[0] == kText)) return;
    Payloads& payloads = payloads_of(conversation, scope);
    payloads.observed = {layers.names, layers.count, frame};
    if (layers.names[0] != kText) payloads.first_bytes = {};
    for (const Side side : {Side::One, Side::Two}) {
        Party& party = conversation.party(side);
        const std::uint16_t port = conversation.ends.ports[index(side)];
        party.understood =
            std::any_of(layers.protocols.begin(), layers.protocols.begin() + layers.count,
                        [&](int id) { return has_dissector(port, conversation.ends.transport, id); });
    }
}

/** Bytes that a TCP flow has sent so far, by its sequence numbers; 0 where Wireshark does not follow them. */
std::uint32_t bytes_sent(const tcp_flow_t& flow, std::uint8_t completeness) {
    if (flow.tcp_analyze_seq_info == nullptr || flow.tcp_analyze_seq_info->nextseq == 0) return 0;
    const std::uint32_t sent = flow.tcp_analyze_seq_info->nextseq - flow.base_seq - 1;
    // A FIN takes one number of the sequence, and may be this side's.
    const std::int32_t fin = (completeness & kSawFin) != 0 ? 1 : 0;
    return static_cast<std::int32_t>(sent) > fin ? sent : 0;
}

/** A RST answering a SYN that is not in the capture has sequence number 0 (RFC 9293, section 3.10.7.1). */
bool answers_unseen_syn(const tcp_flow_t& flow) { return flow.base_seq == 0xffffffff; }

/** What Wireshark knows of a stream from before it was followed, and from a first segment that is no SYN. */
void take_in_past(Conversation& conversation, Side from, const tcp_analysis& tcp, std::uint32_t frame) {
    if ((tcp.fwd->static_flags & kBeganWithSynAck) != 0) conversation.roles.syn_ack(from, frame);
    if ((tcp.rev->static_flags & kBeganWithSynAck) != 0) conversation.roles.syn_ack(other(from), 0);
    if (bytes_sent(*tcp.rev, tcp.conversation_completeness) > 0) conversation.party(other(from)).spoke = true;
    // The bits that are set already were not set by this segment, unless it is the SYN.
    if (tcp.conversation_completeness != kSawSyn) conversation.completeness = tcp.conversation_completeness;
}

/**
 * Derives from Wireshark's record of the stream what this segment was, since its flags are not at hand: each
 * bit of the completeness that is new was set by this segment.
 */
void take_in_segment(Conversation& conversation, Side from, const tcp_analysis& tcp, bool is_first,
                     std::uint32_t frame) {
    RoleTracker& roles = conversation.roles;
    const std::uint8_t completeness = tcp.conversation_completeness;
    const auto is_new = [&](unsigned bits) {
        return (completeness & bits & ~unsigned{conversation.completeness}) != 0;
    };
    const std::uint8_t flags = tcp.fwd->static_flags;

    if (is_first) take_in_past(conversation, from, tcp, frame);
    // 4.0 has no bit for a first segment other than a SYN; 4.4 has.
    if (is_first && (completeness & ~(kSawRst | kSawAck)) == 0 && answers_unseen_syn(*tcp.fwd))
        roles.lone_reset(from, frame);
    if (is_new(kSawSynAck)) roles.syn_ack(from, frame);
    if ((flags & kBeganWithSyn) != 0 && (completeness & ~unsigned{kSawSyn}) == 0) roles.syn(from, frame);
    if (is_new(kSawRst)) {
        roles.reset(from, frame);
    } else if (is_new(kSawAck | kSawData | kSawFin)) {
        roles.segment(from);
    }
    if (is_new(kSawFin | kSawRst)) conversation.finished = true;
    if (bytes_sent(*tcp.fwd, completeness) > 0 && (completeness & kSawData) != 0) {
        roles.segment(from);
        conversation.party(from).spoke = true;
    }
    conversation.completeness = completeness;
}

/** Keeps the first bytes of a side, if it is its beginning and nobody knows them. */
void take_in_unclaimed(Conversation& conversation, wmem_allocator_t* scope, Side from,
                       const packet_info* pinfo, bool is_beginning) {
    if (is_beginning && was_offered_payload(pinfo) && unclaimed.first.size > 0)
        payloads_of(conversation, scope).first_bytes[index(from)] = unclaimed.first;
}

/** @param scope where the conversation lives. */
void take_in(Conversation& conversation, wmem_allocator_t* scope, const Flow& flow, const packet_info* pinfo,
             const tcp_analysis* tcp, bool is_first) {
    const Side from = side_of_source(flow);
    Party& sender = conversation.party(from);
    const bool spoke_before = sender.spoke;
    Layers layers = layers_of(pinfo, flow.transport);
    if (tcp != nullptr) {
        take_in_segment(conversation, from, *tcp, is_first, pinfo->num);
    } else {
        const bool answers = flow.transport == Transport::Udp || layers.present;
        conversation.roles.datagram(from, answers, is_to_many(pinfo), pinfo->num);
    }
    if (layers.present) sender.spoke = true;
    const bool is_beginning =
        !spoke_before &&
        (tcp == nullptr || (conversation.roles.saw_handshake() &&
                            bytes_sent(*tcp->fwd, tcp->conversation_completeness) <= unclaimed.length));
    if (layers.count == 0) {
        take_in_name(layers, pinfo);
        if (layers.count == 0 || layers.names[0] == kText) {
            take_in_unclaimed(conversation, scope, from, pinfo, is_beginning);
        }
    }
    take_in_protocols(conversation, scope, layers, pinfo->num);
}

void take_in_error(Conversation& conversation, const Flow& flow, std::uint32_t frame) {
    conversation.roles.undelivered(
        side_of_source(flow), unreachable(flow.error->is_icmpv6, flow.error->type, flow.error->code), frame);
}

/** Which of a frame's ports is a listener's, as far as the frame shows. */
enum class Listening { Neither, Source, Destination };

Listening listening_port(const Flow& flow, packet_info* pinfo, const tcp_analysis* tcp) {
    if (tcp != nullptr) {
        const bool accepted = ((tcp->fwd->static_flags | tcp->rev->static_flags) & kBeganWithSynAck) != 0;
        if (!accepted) return Listening::Neither;
        return tcp->server_port == flow.source_port ? Listening::Source : Listening::Destination;
    }
    // Wireshark's conversation remembers who sent first; only an answer makes a listener.
    const conversation_t* const known = find_conversation_pinfo(pinfo, 0);
    if (known == nullptr || known->setup_frame == pinfo->num) return Listening::Neither;
    const bool from_opener = conversation_key_port1(known->key_ptr) == flow.source_port &&
                             addresses_equal(conversation_key_addr1(known->key_ptr), &flow.source);
    return from_opener ? Listening::Neither : Listening::Source;
}

/** Flows that were looked at and have nothing to follow unless they are accepted anew, the last one of each
 * hash: asking Wireshark for the stream's record on each of their segments would cost more than all else. */
class OrdinaryFlows {
 public:
    [[nodiscard]] bool has(const Ends& ends) const { return ends_[place_of(ends)] == ends; }
    void add(const Ends& ends) { ends_[place_of(ends)] = ends; }
    void remove(const Ends& ends) {
        if (has(ends)) ends_[place_of(ends)] = {};
    }
    void clear() { ends_.fill({}); }

 private:
    static constexpr std::size_t kMost = 1024;
    static std::size_t place_of(const Ends& ends) { return (EndsHash{}(ends) >> 32U) % kMost; }

    std::array<Ends, kMost> ends_{};
};
OrdinaryFlows ordinary_flows;

/** Whether a payload shows that a conversation of undocumented ports is worth following from this frame on,
 * though the listener's port is assigned. */
bool shows_another_service(const Flow& flow, std::uint16_t port, const Layers& layers) {
    if (!layers.present) return false;
    const JudgedPort judged = facts().port(port, flow.transport);
    return std::none_of(layers.names.begin(), layers.names.begin() + layers.count,
                        [&](const char* name) { return is_expected(judged, name); });
}

/** The listener's port, if it makes a conversation of undocumented ports worth following from this frame on.
 */
std::optional<std::uint16_t> port_that_matters(const Flow& flow, packet_info* pinfo,
                                               const tcp_analysis* tcp) {
    const Listening listening = listening_port(flow, pinfo, tcp);
    if (listening == Listening::Neither) {
        // An unanswered datagram may still be answered; a segment that is not accepted by now comes too late.
        if (tcp != nullptr) ordinary_flows.add(ends_of(flow));
        return std::nullopt;
    }
    const std::uint16_t port = listening == Listening::Source ? flow.source_port : flow.destination_port;
    const Layers layers = layers_of(pinfo, flow.transport);
    const bool is_unknown = layers.count == 0 && was_offered_payload(pinfo);
    if (is_unknown && distrust_dissector_of(port, flow.transport)) ordinary_flows.clear();
    switch (port_class(port, flow.transport)) {
        case PortClass::Unclaimed:
            return port;
        case PortClass::Undissected:
            return shows_another_service(flow, port, layers) ? std::optional(port) : std::nullopt;
        default:
            ordinary_flows.add(ends_of(flow));
            return std::nullopt;
    }
}

/**
 * A conversation that was forgotten, as it was: since nobody had answered, each of its frames tells all there
 * is to tell.
 */
Conversation* recall(const Ends& ends, const Flow& flow, packet_info* pinfo, const tcp_analysis* tcp) {
    auto* const conversation = new (wmem_alloc(pinfo->pool, sizeof(Conversation))) Conversation(ends);
    conversation->first_frame = pinfo->num;
    for (Party& party : conversation->parties) party.verdict_frame = pinfo->num;
    take_in(*conversation, pinfo->pool, flow, pinfo, tcp, true);
    return conversation;
}

bool is_documented(const Flow& flow) {
    return is_documented(flow.source_port, flow.transport) ||
           is_documented(flow.destination_port, flow.transport);
}

bool is_followed(const Flow& flow) {
    return is_followed(flow.source_port, flow.transport) ||
           is_followed(flow.destination_port, flow.transport);
}

}  // namespace

bool was_offered_payload(const packet_info* pinfo) {
    return unclaimed.frame == pinfo->num && unclaimed.srcport == pinfo->srcport &&
           unclaimed.destport == pinfo->destport;
}

bool has_payload(const packet_info* pinfo, Transport transport) {
    wmem_list_frame_t* layer = wmem_list_tail(pinfo->layers);
    // Port Lore's own layer is there while it is asked.
    if (layer != nullptr && GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_portlore) {
        layer = wmem_list_frame_prev(layer);
    }
    return layer != nullptr && !is_layer_of(GPOINTER_TO_INT(wmem_list_frame_data(layer)), transport);
}

void note_unclaimed_payload(tvbuff_t* tvb, const packet_info* pinfo, const char* name) {
    unclaimed.frame = pinfo->num;
    unclaimed.srcport = pinfo->srcport;
    unclaimed.destport = pinfo->destport;
    unclaimed.length = tvb_reported_length(tvb);
    unclaimed.name = name;
    unclaimed.first.size =
        static_cast<std::uint8_t>(std::min<std::size_t>(tvb_captured_length(tvb), FirstBytes::kMost));
    tvb_memcpy(tvb, unclaimed.first.bytes.data(), 0, unclaimed.first.size);
}

void note_accepted(const Flow& flow) { ordinary_flows.remove(ends_of(flow)); }

void forget_payloads() {
    unclaimed = {};
    ordinary_flows.clear();
}

Conversation* observe(const Flow& flow, packet_info* pinfo) {
    const bool first_visit = !PINFO_FD_VISITED(pinfo);
    if (flow.error) {
        const Ends ends = ends_of(flow);
        Conversation* conversation = find_conversation_of(ends, std::nullopt, pinfo->num);
        if (conversation == nullptr && first_visit && is_documented(flow)) {
            conversation = follow_conversation_of(ends, 0, pinfo->num);
        }
        if (conversation != nullptr && first_visit) take_in_error(*conversation, flow, pinfo->num);
        return conversation;
    }
    if (host_of(flow.source).size == 0) return nullptr;
    const bool documented = is_documented(flow);
    const bool may_be_followed = documented || is_followed(flow);
    if (!first_visit && !may_be_followed) return nullptr;
    const Ends ends = ends_of(flow);
    if (!may_be_followed && !was_offered_payload(pinfo) && ordinary_flows.has(ends)) return nullptr;

    const tcp_analysis* tcp = nullptr;
    std::optional<std::uint32_t> stream;
    if (flow.transport == Transport::Tcp) {
        tcp = stream_of(pinfo);
        if (tcp == nullptr) return nullptr;
        stream = tcp->stream;
    }
    Conversation* conversation = may_be_followed ? find_conversation_of(ends, stream, pinfo->num) : nullptr;
    if (!first_visit)
        return conversation == nullptr && documented ? recall(ends, flow, pinfo, tcp) : conversation;
    const bool is_first = conversation == nullptr;
    if (is_first) {
        if (!documented) {
            const std::optional<std::uint16_t> port = port_that_matters(flow, pinfo, tcp);
            if (!port) return nullptr;
            mark_followed(*port, flow.transport);
        }
        conversation = follow_conversation_of(ends, stream.value_or(0), pinfo->num);
    }
    take_in(*conversation, wmem_file_scope(), flow, pinfo, tcp, is_first);
    return conversation;
}

}  // namespace portlore
