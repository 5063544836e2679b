// SPDX-License-Identifier: GPL-2.0-or-later
#include "follow.h"

#include <epan/proto_data.h>

#include <algorithm>
#include <new>
#include <string_view>

#include "current_facts.h"
#include "fields.h"
#include "port_class.h"
#include "preferences.h"
#include "recognise/recogniser.h"
#include "stream.h"

namespace portlore {

namespace {

/** Under which a frame with an ICMP error remembers the stream that the quoted packet belongs to, plus one.
 */
constexpr std::uint32_t kQuotedStreamKey = 0xffffffff;

/** Layers that say nothing of the service: what Wireshark adds where it knows nothing, or at a frame's end.
 */
constexpr std::array<std::string_view, 8> kNotServices{
    "data",     "data-text-lines", "_ws.malformed",     "_ws.short",
    "portlore", "vssmonitoring",   "_ws.unreassembled", "eth.trailer"};
/** Protocols that carry the service proper, which is named beside them. */
constexpr std::array<std::string_view, 11> kCarriers{"rpc",  "dcerpc", "socks", "tls",   "dtls", "quic",
                                                     "nbss", "tpkt",   "cotp",  "sapni", "http"};

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
    std::uint8_t count = 0;

    [[nodiscard]] std::span<const char* const> services() const { return {names.data(), count}; }
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
        const char* const name = proto_get_protocol_filter_name(GPOINTER_TO_INT(wmem_list_frame_data(above)));
        layers.present |= std::string_view(name) != "portlore";
        if (is_among(kNotServices, name)) break;
        if (is_certificate_part(name)) continue;
        if (layers.count > 0 && layers.names[layers.count - 1U] == name) continue;
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

/** Flows that were looked at and have nothing to follow unless they are accepted anew, the last one of each
 * place: asking Wireshark for the stream's record on each of their segments would cost more than all else. */
class OrdinaryFlows {
 public:
    [[nodiscard]] bool has(const FlowKey& flow) const { return fingerprints_[place_of(flow)] == flow.hash(); }
    void add(const FlowKey& flow) { fingerprints_[place_of(flow)] = flow.hash(); }
    void remove(const FlowKey& flow) {
        if (has(flow)) fingerprints_[place_of(flow)] = 0;
    }
    void clear() { fingerprints_.fill(0); }

 private:
    static constexpr std::size_t kMost = 4096;
    static std::size_t place_of(const FlowKey& flow) { return flow.hash() % kMost; }

    std::array<std::uint64_t, kMost> fingerprints_{};
};
OrdinaryFlows ordinary_flows;

template <typename Holds>
bool either_port(const FlowKey& flow, const Holds& holds) {
    return holds(flow.port(Side::One), flow.transport()) || holds(flow.port(Side::Two), flow.transport());
}

bool is_notable(std::uint16_t port, Transport transport) {
    return port_class(port, transport) != PortClass::Ordinary;
}

/** Takes in what a frame's headers show. */
void take_packet(Conversation& conversation, const Frame& frame) {
    if (frame.transport() == Transport::Tcp) {
        if (frame.segment) conversation.roles.segment(frame.sender, *frame.segment, frame.number);
    } else {
        conversation.roles.datagram(frame.sender, frame.datagram, frame.number);
    }
}

/** A conversation as a frame of it shows it that was not followed before. */
Conversation first_seen(const Frame& frame, packet_info* pinfo, const tcp_analysis* tcp) {
    Conversation conversation(frame.flow, frame.stream.value_or(0), frame.number);
    const Past past = past_of(frame, pinfo, tcp);
    conversation.roles = past.roles;
    for (const Side side : kSides) conversation.party(side).spoke = past.spoke[index(side)];
    take_packet(conversation, frame);
    return conversation;
}

/** Whether a payload shows something else than what a port was registered for. */
bool shows_another_service(std::uint16_t port, Transport transport, std::span<const char* const> services) {
    const JudgedPort judged = facts().port(port, transport);
    return std::none_of(services.begin(), services.end(),
                        [&](const char* name) { return is_expected(judged, name); });
}

/** Whether no dissector took a frame's payload, though the port has one of its own. */
bool was_refused(const Frame& frame, const packet_info* pinfo) {
    return frame.is_dissected && frame.offered && layers_of(pinfo, frame.transport()).count == 0;
}

/** Whether a conversation of undocumented ports may be worth a tag from this frame on. */
bool is_worth_following(const Conversation& conversation, const Frame& frame, const packet_info* pinfo) {
    const Transport transport = frame.transport();
    const bool spoken = frame.offered || has_payload(pinfo, transport);
    const std::optional<Side> listener = listener_or_asked(conversation);
    if (!listener) return spoken && either_port(frame.flow, is_notable);
    const bool is_asked_only = conversation.roles.is_unanswered();
    const std::uint16_t port = frame.flow.port(*listener);
    switch (port_class(port, transport)) {
        case PortClass::Unclaimed:
            return spoken || !is_asked_only;
        case PortClass::Undissected:
            return frame.offered ||
                   (spoken && frame.is_dissected &&
                    shows_another_service(port, transport, layers_of(pinfo, transport).services()));
        default:
            if (facts().registry().status(port, transport) != Status::Dynamic && was_refused(frame, pinfo))
                return true;
            if (frame.is_dissected && !is_asked_only) ordinary_flows.add(frame.flow);
            return false;
    }
}

/** Whether a flow was looked at and found ordinary; one that is opened or accepted anew is another matter. */
bool is_ordinary(const Frame& frame) {
    if (frame.offered) return false;
    if (frame.segment && frame.segment->has(Segment::kSyn)) note_opened(frame);
    return ordinary_flows.has(frame.flow);
}

Conversation* begin(const Frame& frame, packet_info* pinfo, const tcp_analysis* tcp) {
    const Conversation conversation = first_seen(frame, pinfo, tcp);
    if (!either_port(frame.flow, is_documented)) {
        if (!is_worth_following(conversation, frame, pinfo)) return nullptr;
        const std::optional<Side> listener = listener_or_asked(conversation);
        for (const Side side : kSides) {
            if (!listener || side == *listener) mark_followed(frame.flow.port(side), frame.transport());
        }
    }
    Conversation* const kept = keep_conversation(conversation);
    note_answer(*kept);
    return kept;
}

/**
 * A conversation that was forgotten, as it was: since nobody had answered, each of its frames tells all there
 * is to tell.
 */
Conversation* recall(const Frame& frame, packet_info* pinfo, const tcp_analysis* tcp) {
    auto* const conversation =
        new (wmem_alloc(pinfo->pool, sizeof(Conversation))) Conversation(first_seen(frame, pinfo, tcp));
    for (Party& party : conversation->parties) party.verdict_frame = frame.number;
    take_evidence(*conversation, frame, pinfo, pinfo->pool);
    return conversation;
}

Conversation* follow_sent(Frame& frame, packet_info* pinfo) {
    if (!frame.has_hosts()) return nullptr;
    const bool documented = either_port(frame.flow, is_documented);
    const bool may_be_followed = documented || either_port(frame.flow, is_followed);
    if (!may_be_followed && (frame.visited || is_ordinary(frame))) return nullptr;
    const tcp_analysis* tcp = nullptr;
    if (frame.transport() == Transport::Tcp) {
        tcp = stream_of(pinfo);
        if (tcp == nullptr) return nullptr;
    }
    frame.stream = tcp == nullptr ? 0 : tcp->stream;
    Conversation* const known = may_be_followed ? find_conversation_of(frame.flow, *frame.stream) : nullptr;
    if (frame.visited) return known == nullptr && documented ? recall(frame, pinfo, tcp) : known;
    if (known == nullptr) return begin(frame, pinfo, tcp);
    take_packet(*known, frame);
    note_answer(*known);
    return known;
}

/** The conversation of a packet that an ICMP error quotes: on a first visit the latest of its flow. */
Conversation* follow_quoted(Frame& frame, packet_info* pinfo) {
    const bool documented = either_port(frame.flow, is_documented);
    if (!documented && !either_port(frame.flow, is_followed)) return nullptr;
    if (frame.visited) {
        const guint stream =
            GPOINTER_TO_UINT(p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, kQuotedStreamKey));
        if (stream == 0) return nullptr;
        frame.stream = stream - 1;
        return find_conversation_of(frame.flow, *frame.stream);
    }
    Conversation* conversation = find_latest_conversation_of(frame.flow);
    if (conversation == nullptr) {
        if (!documented) return nullptr;
        conversation = keep_conversation(Conversation(frame.flow, 0, frame.number));
    }
    frame.stream = conversation->stream;
    p_add_proto_data(wmem_file_scope(), pinfo, proto_portlore, kQuotedStreamKey,
                     GUINT_TO_POINTER(conversation->stream + 1));
    const IcmpError& error = *frame.error;
    conversation->roles.undelivered(
        frame.sender, unreachable(error.is_icmpv6, error.type, error.code, error.by_host), frame.number);
    return conversation;
}

/** A payload that no dissector had may have been named all the same. */
void take_name(Layers& layers, const Frame& frame) {
    if (frame.named == nullptr) return;
    layers.names[0] = frame.named;
    layers.count = 1;
}

/** Takes in the protocols that a frame was dissected as; the deepest look wins, the first frame is
 * remembered. */
void take_protocols(Conversation& conversation, wmem_allocator_t* scope, const Layers& layers,
                    std::uint32_t frame) {
    if (layers.count == 0) return;
    const std::span<const char* const> before = conversation.observed_names();
    const bool was_text = before.size() == 1 && before[0] == kText;
    if (layers.count <= before.size() && (!was_text || layers.names[0] == kText)) return;
    Payloads& payloads = payloads_of(conversation, scope);
    payloads.observed = {layers.names, layers.count, frame};
    if (layers.names[0] != kText) payloads.first_bytes = {};
}

/** Keeps the first bytes of a side, which nobody knows. */
void take_first_bytes(Conversation& conversation, wmem_allocator_t* scope, const Frame& frame) {
    FirstBytes first;
    const auto bytes = frame.payload.bytes();
    first.size = static_cast<std::uint8_t>(std::min(bytes.size(), FirstBytes::kMost));
    if (first.size == 0) return;
    std::copy_n(bytes.begin(), first.size, first.bytes.begin());
    payloads_of(conversation, scope).first_bytes[index(frame.sender)] = first;
}

/** Whether a frame's payload is the first one of its sender. */
bool is_first(const Frame& frame, packet_info* pinfo, bool spoke_before) {
    if (frame.transport() != Transport::Tcp) return !spoke_before;
    const tcp_analysis* const tcp = frame.segment ? stream_of(pinfo) : nullptr;
    return tcp != nullptr && is_first_payload(*frame.segment, *tcp);
}

}  // namespace

std::optional<Side> listener_or_asked(const Conversation& conversation) {
    for (const Side side : kSides) {
        if (conversation.decide(side, false).role == Role::Listener) return side;
    }
    const auto opener = conversation.roles.opener();
    return opener && conversation.roles.is_unanswered() ? std::optional(other(*opener)) : std::nullopt;
}

bool has_payload(const packet_info* pinfo, Transport transport) {
    wmem_list_frame_t* layer = wmem_list_tail(pinfo->layers);
    // Port Lore's own layer is there while it is asked.
    if (layer != nullptr && GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_portlore) {
        layer = wmem_list_frame_prev(layer);
    }
    return layer != nullptr && !is_layer_of(GPOINTER_TO_INT(wmem_list_frame_data(layer)), transport);
}

Conversation* follow(Frame& frame, packet_info* pinfo) {
    if (frame.conversation == nullptr) {
        frame.conversation = frame.error ? follow_quoted(frame, pinfo) : follow_sent(frame, pinfo);
    }
    return frame.conversation;
}

void take_evidence(Conversation& conversation, const Frame& frame, packet_info* pinfo,
                   wmem_allocator_t* scope) {
    Party& sender = conversation.party(frame.sender);
    const bool spoke_before = sender.spoke;
    Layers layers = layers_of(pinfo, frame.transport());
    // One byte alone may be what keeps a connection alive.
    if (layers.present || (frame.segment && frame.segment->size > 1)) sender.spoke = true;
    if (layers.count == 0) {
        if (frame.offered) conversation.is_distrusted = true;
        take_name(layers, frame);
        const bool is_unknown = layers.count == 0 || layers.names[0] == kText;
        if (is_unknown && frame.offered && is_first(frame, pinfo, spoke_before))
            take_first_bytes(conversation, scope, frame);
    }
    take_protocols(conversation, scope, layers, frame.number);
}

void note_opened(const Frame& frame) { ordinary_flows.remove(frame.flow); }

void forget_ordinary_flows() { ordinary_flows.clear(); }

}  // namespace portlore
