// SPDX-License-Identifier: GPL-2.0-or-later
#include "follow.h"

#include <epan/proto_data.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include "current_facts.h"
#include "fields.h"
#include "port_table.h"
#include "preferences.h"
#include "recognise/recogniser.h"
#include "software.h"
#include "stream.h"

namespace portlore {

namespace {

/** Under which a frame with an ICMP error remembers the stream that the quoted packet belongs to, plus one.
 */
constexpr std::uint32_t kQuotedStreamKey = 0xffffffff;

/** Layers that say nothing of the service: what Wireshark adds where it knows nothing, or at a frame's end.
 */
constexpr std::array<std::string_view, 7> kNotServices{
    "data", "data-text-lines", "_ws.short", "vssmonitoring", "_ws.unreassembled", "eth.trailer", "mptcp"};

template <typename Names>
bool is_among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/** TLS hands the parts of a certificate to dissectors of their own. */
bool is_certificate_part(std::string_view name) {
    return name.starts_with("x509") || name.starts_with("pk") || name == "ns_cert_exts";
}

/** What a layer says of the service. */
enum class LayerKind : std::uint8_t {
    NotAService,
    Malformed,
    PortLore,
    CertificatePart,
    Carrier,  ///< another one above it may be the service
    Service,
};

LayerKind kind_of(std::string_view name) {
    if (name == "portlore") return LayerKind::PortLore;
    if (name == "_ws.malformed") return LayerKind::Malformed;
    if (is_among(kNotServices, name)) return LayerKind::NotAService;
    if (is_certificate_part(name)) return LayerKind::CertificatePart;
    return carries_a_service(name) || name == "socks" ? LayerKind::Carrier : LayerKind::Service;
}

/** The same of a protocol by its registered id; the last one of each place is remembered. */
LayerKind kind_of(int protocol) {
    struct Known {
        int protocol;
        LayerKind kind;
    };
    static std::array<Known, 256> all{};
    Known& known = all[static_cast<std::size_t>(protocol) % all.size()];
    if (known.protocol != protocol) known = {protocol, kind_of(proto_get_protocol_filter_name(protocol))};
    return known.kind;
}

/** What a frame's layers above the innermost transport say. */
struct Layers {
    bool present = false;  ///< there is a payload that was handed to some dissector
    std::array<const char*, 3> names{};
    std::uint8_t count = 0;
    bool malformed = false;

    /** Takes in the next layer. @return whether another one may say more. */
    bool take(int protocol) {
        const LayerKind kind = kind_of(protocol);
        present |= kind != LayerKind::PortLore;
        malformed |= kind == LayerKind::Malformed;
        if (kind == LayerKind::CertificatePart) return true;
        if (kind != LayerKind::Carrier && kind != LayerKind::Service) return false;
        const char* const name = proto_get_protocol_filter_name(protocol);
        if (count == 0 || names[count - 1U] != name) names[count++] = name;
        return kind == LayerKind::Carrier && count < names.size();
    }
};

Layers layers_of(const packet_info* pinfo, Transport transport) {
    wmem_list_frame_t* layer = wmem_list_tail(pinfo->layers);
    wmem_list_frame_t* above = nullptr;
    for (; layer != nullptr; above = layer, layer = wmem_list_frame_prev(layer)) {
        if (is_layer_of(GPOINTER_TO_INT(wmem_list_frame_data(layer)), transport)) break;
    }
    Layers layers;
    if (layer == nullptr) return layers;
    while (above != nullptr && layers.take(GPOINTER_TO_INT(wmem_list_frame_data(above))))
        above = wmem_list_frame_next(above);
    // What HTTP carries is its content, unless it was upgraded.
    if (layers.count > 1 && std::string_view(layers.names[layers.count - 2U]) == "http" &&
        std::string_view(layers.names[layers.count - 1U]) != "websocket") {
        --layers.count;
    }
    return layers;
}

/** Flows that were looked at and are worth no tag unless they are opened anew, the last one of each place. */
class SettledFlows {
 public:
    /** @param flow its hash, as in the others. */
    [[nodiscard]] bool has(std::uint64_t flow) const { return fingerprints_[flow % kMost] == flow; }
    void add(std::uint64_t flow) { fingerprints_[flow % kMost] = flow; }
    void remove(std::uint64_t flow) {
        if (has(flow)) fingerprints_[flow % kMost] = 0;
    }
    void clear() { fingerprints_.fill(0); }

 private:
    static constexpr std::size_t kMost = 4096;

    std::array<std::uint64_t, kMost> fingerprints_{};
};
SettledFlows settled_flows;

/** Whether some conversation of one of its ports is tagged. */
bool is_followed(const Frame& frame) {
    return worth_of(frame.source_port(), frame.destination_port(), frame.transport()).followed;
}

/** An IPv4 address. */
std::uint32_t number_of(const address& from) {
    std::uint32_t number = 0;
    std::memcpy(&number, from.data, sizeof number);
    return g_ntohl(number);
}

/** Takes in what a frame's headers show. */
void take_packet(Conversation& conversation, const Frame& frame) {
    if (frame.transport() == Transport::Tcp) {
        if (frame.segment) conversation.roles.segment(frame.sender, *frame.segment, frame.number);
    } else {
        conversation.roles.datagram(frame.sender, frame.datagram, frame.number);
    }
}

/** A conversation as a frame of it shows it that was not followed before. @param scope where it will live. */
Conversation first_seen(const Frame& frame, packet_info* pinfo, std::uint32_t announced,
                        wmem_allocator_t* scope) {
    Conversation conversation(frame.flow, frame.stream.value_or(0), frame.number);
    const Past past = past_of(frame, pinfo);
    conversation.roles = past.roles;
    for (const Side side : kSides) conversation.party(side).spoke = past.spoke[index(side)];
    take_packet(conversation, frame);
    if (announced != 0) payloads_of(conversation, scope).announced_in = announced;
    return conversation;
}

/** Whether a flow was looked at and settled; one that is opened or accepted anew is another matter. */
bool is_settled(const Frame& frame) {
    if (frame.segment && frame.segment->has(Segment::kSyn)) note_opened(frame);
    return settled_flows.has(frame.flow.hash());
}

/** What announced a packet's conversation, as in announced_in(); a TCP segment's stream is known. */
std::uint32_t announcement_of(Frame& frame, packet_info* pinfo) {
    if (frame.transport() != Transport::Tcp) look_up(frame, pinfo);
    return announced_in(frame, pinfo);
}

Conversation* begin(Frame& frame, packet_info* pinfo) {
    if (!frame.documented && scope() == Scope::Documented) return nullptr;
    const bool has_spoken = frame.transport() != Transport::Tcp || frame.offered || !frame.payload.empty() ||
                            has_payload(pinfo, frame.transport());
    const std::uint32_t announced = announcement_of(frame, pinfo);
    if (!frame.documented && !has_spoken && announced == 0) return nullptr;
    Conversation* const kept = keep_conversation(first_seen(frame, pinfo, announced, wmem_file_scope()));
    note_answer(*kept);
    frame.tells = true;
    return kept;
}

/**
 * A conversation that was forgotten, as it was: since nobody had answered, each of its frames tells all there
 * is to tell.
 */
Conversation* recall(Frame& frame, packet_info* pinfo) {
    const std::uint32_t announced = announcement_of(frame, pinfo);
    auto* const conversation = new (wmem_alloc(pinfo->pool, sizeof(Conversation)))
        Conversation(first_seen(frame, pinfo, announced, pinfo->pool));
    for (Party& party : conversation->parties) party.verdict_frame = frame.number;
    take_evidence(*conversation, frame, pinfo, pinfo->pool);
    return conversation;
}

/** Takes in a frame of a conversation that is followed. */
Conversation* take_in(Conversation* conversation, Frame& frame) {
    const RoleTracker before = conversation->roles;
    take_packet(*conversation, frame);
    if (conversation->roles == before) return conversation;
    frame.tells = true;
    conversation->is_untagged = false;
    note_answer(*conversation);
    return conversation;
}

/** Whether a frame is known to go on with the stream of a conversation, without looking the stream up. */
bool goes_on(const Frame& frame, const Conversation* conversation, const packet_info* pinfo) {
    return conversation != nullptr && conversation->payloads != nullptr &&
           conversation->payloads->stream != nullptr && frame.segment && !frame.visited &&
           is_latest_of(*conversation->payloads->stream, *frame.segment, pinfo);
}

/** The conversation of a frame's flow and stream, or null. Fills in the stream, but of a TCP segment that
 * Wireshark has none for. */
Conversation* conversation_of(Frame& frame, packet_info* pinfo) {
    if (frame.transport() != Transport::Tcp) {
        frame.stream = 0;
        return find_conversation_of(frame.flow, 0);
    }
    Conversation* const latest = find_latest_conversation_of(frame.flow);
    if (goes_on(frame, latest, pinfo)) {
        frame.wiresharks = latest->payloads->stream;
        frame.tcp = record_of(frame.wiresharks);
        frame.stream = latest->stream;
        return latest;
    }
    look_up(frame, pinfo);
    if (frame.tcp == nullptr) return nullptr;
    frame.stream = frame.tcp->stream;
    Conversation* const known = find_conversation_of(latest, frame.flow, *frame.stream);
    if (known != nullptr && known->payloads != nullptr) known->payloads->stream = frame.wiresharks;
    return known;
}

Conversation* follow_sent(Frame& frame, packet_info* pinfo) {
    if (!frame.has_hosts()) return nullptr;
    const bool settled = !frame.documented && is_settled(frame);
    // Before it was opened anew and settled, a flow may have been worth a tag: later visits see that, too.
    if (settled && !(frame.visited && is_followed(frame))) return nullptr;
    // On later visits most flows are not there at all.
    if (frame.visited && !frame.documented && !has_conversations(frame.flow)) return nullptr;
    Conversation* const known = conversation_of(frame, pinfo);
    if (!frame.stream) return nullptr;
    if (frame.visited) return known == nullptr && frame.documented ? recall(frame, pinfo) : known;
    return known == nullptr ? begin(frame, pinfo) : take_in(known, frame);
}

/** The conversation of a packet that an ICMP error quotes: on a first visit the latest of its flow. */
Conversation* follow_quoted(Frame& frame, packet_info* pinfo) {
    if (!frame.documented && !has_conversations(frame.flow)) return nullptr;
    if (frame.visited) {
        const guint stream =
            GPOINTER_TO_UINT(p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, kQuotedStreamKey));
        if (stream == 0) return nullptr;
        frame.stream = stream - 1;
        return find_conversation_of(frame.flow, *frame.stream);
    }
    Conversation* conversation = find_latest_conversation_of(frame.flow);
    if (conversation == nullptr) {
        if (!frame.documented) return nullptr;
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

/** Whether what a dissector made of a payload is borne out by it, and not merely by a port's number. */
bool is_borne_out(const Conversation& conversation, const Frame& frame, const Layers& layers) {
    const std::string_view name = layers.names[0];
    if (conversation.announced_in() != 0) return true;
    if (frame.shown != nullptr && name == frame.shown) return true;
    const Observed* const before = conversation.observed();
    if (before != nullptr && name == before->names[0]) return true;
    const Transport transport = frame.transport();
    const bool by_a_port = is_dissected_as(frame.source_port(), transport, name) ||
                           is_dissected_as(frame.destination_port(), transport, name);
    // A heuristic dissector has looked at the payload, or another conversation has told of this one.
    if (!by_a_port) return true;
    // Nobody listens on FTP's data port (RFC 959, section 3.2), and its dissector takes whatever it is given.
    if (name == "ftp-data") return false;
    const auto listener = listener_or_asked(conversation);
    return listener && is_dissected_as(frame.flow.port(*listener), transport, name) && !layers.malformed &&
           !has_recogniser(name, transport);
}

/** What the payload shows, if anything, takes the place of what was merely assumed. */
void replace_assumed(Conversation& conversation, wmem_allocator_t* scope, Layers& layers,
                     const Frame& frame) {
    if (layers.count > 0) payloads_of(conversation, scope).assumed = layers.names[0];
    layers.count = frame.shown == nullptr ? 0 : 1;
    layers.names[0] = frame.shown;
}

/** Whether what a frame shows is what a protocol went over to. */
bool goes_on_as_tls(const Observed& before, const Layers& layers) {
    return before.count == 1 && before.is_certain && std::string_view(layers.names[0]) == kTls &&
           may_become_tls(before.names[0]);
}

/** Takes in the protocols that a frame shows. The first look that tells stays, unless a later one of the same
 * protocol is deeper, or it was told by what others say, too. @return whether they are new. */
bool take_protocols(Conversation& conversation, wmem_allocator_t* scope, const Layers& layers,
                    const Frame& frame) {
    if (layers.count == 0) return false;
    Observed* const before = conversation.observed() == nullptr ? nullptr : &conversation.payloads->observed;
    if (before != nullptr && goes_on_as_tls(*before, layers)) {
        before->names[before->count++] = layers.names[0];
        return true;
    }
    const bool is_text = layers.names[0] == kText;
    const bool is_certain = frame.is_certain || (frame.shown == nullptr && !is_text);
    if (before != nullptr) {
        const bool is_same = std::string_view(before->names[0]) == layers.names[0];
        const bool was_vague = !before->is_certain && is_certain;
        if (is_same ? layers.count <= before->count : !was_vague || is_text) return false;
    }
    Payloads& payloads = payloads_of(conversation, scope);
    payloads.observed = {layers.names, layers.count, frame.sender, is_certain, frame.number};
    if (!is_text) payloads.first_bytes = {};
    return true;
}

/** Whether a protocol's servers answer in it whatever they are asked in. */
bool answers_anything(std::string_view protocol) {
    return protocol == "http" || protocol == kTls || protocol == "ssh";
}

/** What who listens shows in the first answer to what was said in another protocol, or null: a web server
 * that was sent TLS says in plain words that it speaks HTTP. */
const char* first_answer(const Conversation& conversation, const Frame& frame) {
    const Observed* const asked = conversation.observed();
    if (asked == nullptr || asked->by == frame.sender || frame.payload.empty()) return nullptr;
    if (asked->names[0] == kShell || asked->names[0] == kExecutable || conversation.announced_in() != 0)
        return nullptr;
    if (conversation.roles.listener_by_packets() != frame.sender) return nullptr;
    const Exchange exchange{
        .transport = frame.transport(), .sender = Speaker::Server, .payload = frame.payload};
    if (agreement(asked->names[0], exchange).how != Agreement::None) return nullptr;
    const Recognised shown = recognise(exchange);
    return shown && answers_anything(shown.row->protocol) ? shown.row->protocol : nullptr;
}

/** Takes in the first answer, if it is in another protocol than the question. @return whether it is. */
bool take_first_answer(Conversation& conversation, const Frame& frame) {
    const char* const shown = first_answer(conversation, frame);
    if (shown == nullptr) return false;
    conversation.payloads->observed = {{shown}, 1, frame.sender, true, frame.number};
    return true;
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
bool is_first(const Frame& frame, bool spoke_before) {
    if (frame.transport() != Transport::Tcp) return !spoke_before;
    return frame.segment && frame.tcp != nullptr && is_first_payload(*frame.segment, *frame.tcp);
}

/** Whether the dissectors of a frame's payload have but asked for more of it. */
bool is_put_off(const Frame& frame) {
    return frame.segment && frame.tcp != nullptr && is_put_off(*frame.segment, *frame.tcp, frame.number);
}

}  // namespace

std::optional<Side> listener_or_asked(const Conversation& conversation) {
    const Surroundings surroundings = conversation.surroundings(false);
    for (const Side side : kSides) {
        if (conversation.roles.decide(side, surroundings).role == Role::Listener) return side;
    }
    const auto opener = conversation.roles.opener();
    return opener && conversation.roles.is_unanswered() ? std::optional(other(*opener)) : std::nullopt;
}

bool has_payload(const packet_info* pinfo, Transport transport) {
    wmem_list_frame_t* const layer = wmem_list_tail(pinfo->layers);
    return layer != nullptr && !is_layer_of(GPOINTER_TO_INT(wmem_list_frame_data(layer)), transport);
}

Conversation* follow(Frame& frame, packet_info* pinfo) {
    if (frame.conversation == nullptr) {
        frame.conversation = frame.error ? follow_quoted(frame, pinfo) : follow_sent(frame, pinfo);
    }
    return frame.conversation;
}

bool take_evidence(Conversation& conversation, const Frame& frame, packet_info* pinfo,
                   wmem_allocator_t* scope) {
    Party& sender = conversation.party(frame.sender);
    const bool spoke_before = sender.spoke;
    Layers layers = layers_of(pinfo, frame.transport());
    if (layers.count > 0 && is_put_off(frame)) layers.count = 0;
    // One byte alone may be what keeps a connection alive.
    if (layers.present || (frame.segment && frame.segment->size > 1)) sender.spoke = true;
    if (layers.count == 0 || !is_borne_out(conversation, frame, layers))
        replace_assumed(conversation, scope, layers, frame);
    const Observed* const observed = conversation.observed();
    const bool is_unknown = (layers.count == 0 || layers.names[0] == kText) &&
                            (observed == nullptr || observed->names[0] == kText);
    const bool brings_first_bytes = is_unknown && is_first(frame, spoke_before);
    if (brings_first_bytes) take_first_bytes(conversation, scope, frame);
    const bool brings_protocols = take_protocols(conversation, scope, layers, frame) ||
                                  (frame.transport() == Transport::Tcp && is_first(frame, spoke_before) &&
                                   take_first_answer(conversation, frame));
    return brings_protocols || brings_first_bytes || sender.spoke != spoke_before;
}

void take_carriers_evidence(Conversation& conversation, const Frame& carrier) {
    conversation.party(carrier.sender).spoke = true;
    if (conversation.payloads == nullptr || conversation.payloads->recognition.recogniser == nullptr) return;
    const Layers layers{true, {conversation.payloads->recognition.recogniser->protocol}, 1, false};
    take_protocols(conversation, wmem_file_scope(), layers, carrier);
}

bool may_tell_software(const Conversation& conversation, const Frame& frame) {
    constexpr std::uint8_t kMostGreetings = 8;
    return conversation.observed() != nullptr && !frame.payload.empty() &&
           conversation.payloads->software == nullptr && conversation.payloads->greetings < kMostGreetings;
}

void take_software(Conversation& conversation, const Frame& frame) {
    if (!may_tell_software(conversation, frame)) return;
    Payloads& payloads = *conversation.payloads;
    ++payloads.greetings;
    const std::string words = software(payloads.observed.names[0], frame.payload);
    if (!words.empty()) payloads.software = wmem_strdup(wmem_file_scope(), words.c_str());
}

void settle(Conversation* conversation) {
    settled_flows.add(conversation->flow.hash());
    drop_conversation(conversation);
}

void note_opened(const Frame& frame) { settled_flows.remove(frame.flow.hash()); }

bool is_settled(const packet_info* pinfo, const Ports& ports) {
    if (pinfo->src.type != AT_IPv4 || pinfo->dst.type != AT_IPv4) return false;
    return settled_flows.has(FlowKey::hash_of(ports.transport, {number_of(pinfo->src), ports.source},
                                              {number_of(pinfo->dst), ports.destination}));
}

void forget_settled_flows() { settled_flows.clear(); }

}  // namespace portlore
