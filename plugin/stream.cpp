// SPDX-License-Identifier: GPL-2.0-or-later
#include "stream.h"

#include <epan/conversation.h>
#include <epan/dissectors/packet-udp.h>

#include <algorithm>
#include <string_view>

#include "port_table.h"

namespace portlore {

namespace {

/** Bits of a flow's `static_flags`: what its first segment was. */
constexpr std::uint8_t kBeganWithSyn = 0x02;
constexpr std::uint8_t kBeganWithSynAck = 0x04;
/** A bit of `tcp.completeness`. */
constexpr std::uint8_t kSawRst = 0x20;
/** Protocols whose connections are announced. Of any other one, a conversation that Wireshark has set up for
 * one port alone is no announcement: DNS and RPC do so for clients that keep their port. */
constexpr std::array<std::string_view, 17> kAnnounced{"ftp-data", "tftp",  "rtp",    "rtcp", "srtp", "srtcp",
                                                      "t38",      "msrp",  "bfcp",   "h245", "h225", "rdt",
                                                      "tns",      "msmms", "dcerpc", "rtps", "uftp"};

/** Wireshark's conversation of a frame's ports as of an earlier frame, or null. */
conversation_t* conversation_as_of(std::uint32_t frame, const packet_info* pinfo) {
    return find_conversation(frame, &pinfo->src, &pinfo->dst, CONVERSATION_TCP, pinfo->srcport,
                             pinfo->destport, 0);
}

/** Whether a TCP flow has sent bytes, by its sequence numbers; false where Wireshark does not follow them. */
bool has_sent_bytes(const tcp_flow_t& flow) {
    if (flow.tcp_analyze_seq_info == nullptr || flow.tcp_analyze_seq_info->nextseq == 0) return false;
    // A FIN takes one number of the sequence, and Wireshark does not remember every one.
    const std::uint32_t sent = flow.tcp_analyze_seq_info->nextseq - flow.base_seq - 1;
    return static_cast<std::int32_t>(sent) > 1;
}

/** Whether a TCP flow has sent anything but a SYN or SYN/ACK, as far as Wireshark follows its sequence. */
bool has_gone_on(const tcp_flow_t& flow) {
    if (flow.tcp_analyze_seq_info == nullptr || flow.tcp_analyze_seq_info->nextseq == 0) return false;
    return (flow.static_flags & (kBeganWithSyn | kBeganWithSynAck)) == 0 || has_sent_bytes(flow);
}

void recall_flow(Past& past, Side side, const tcp_flow_t& flow) {
    if ((flow.static_flags & kBeganWithSyn) != 0) {
        past.roles.opened_before(side, 0);
    } else if ((flow.static_flags & kBeganWithSynAck) != 0) {
        past.roles.accepted_before(side, 0);
    }
    if (has_gone_on(flow)) past.roles.heard_before(side);
    past.spoke[index(side)] = has_sent_bytes(flow);
}

/** Whether a flow began with this very segment, which Wireshark's TCP has taken in already. */
bool is_flows_first(const Segment& segment, const tcp_flow_t& flow) {
    const bool began_with_syn = (flow.static_flags & (kBeganWithSyn | kBeganWithSynAck)) != 0;
    return segment.has(Segment::kSyn) == began_with_syn &&
           flow.base_seq == segment.sequence - (began_with_syn ? 0 : 1);
}

bool is_end(const address* host, std::uint32_t port, const address& other_host, std::uint32_t other_port) {
    return port == other_port && addresses_equal(host, &other_host) != FALSE;
}

/** A record's flow that a frame's sender sends, whichever was dissected last. */
const tcp_flow_t& flow_from_sender(const tcp_analysis& tcp, const packet_info* pinfo) {
    const int order = cmp_address(&pinfo->src, &pinfo->dst);
    const bool is_first = order > 0 || (order == 0 && pinfo->srcport > pinfo->destport);
    return is_first ? tcp.flow1 : tcp.flow2;
}

/**
 * The side that had sent a SYN before the stream began, which began with a SYN of the other one: with the
 * answer of a split handshake Wireshark begins another stream.
 */
std::optional<Side> opener_of_stream_before(const Frame& frame, const packet_info* pinfo) {
    const tcp_analysis& tcp = *frame.tcp;
    const bool sender_began = (tcp.fwd->static_flags & kBeganWithSyn) != 0;
    const bool receiver_began = (tcp.rev->static_flags & kBeganWithSyn) != 0;
    if (sender_began == receiver_began) return std::nullopt;
    const std::uint32_t begun_in = frame.wiresharks->setup_frame;
    if (begun_in <= 1) return std::nullopt;
    const tcp_analysis* const before = record_of(conversation_as_of(begun_in - 1, pinfo));
    if (before == nullptr || before == &tcp) return std::nullopt;
    const tcp_flow_t& from_sender = flow_from_sender(*before, pinfo);
    const tcp_flow_t& from_receiver = &from_sender == &before->flow1 ? before->flow2 : before->flow1;
    const tcp_flow_t& asked = sender_began ? from_receiver : from_sender;
    const tcp_flow_t& answered = sender_began ? from_sender : from_receiver;
    const bool is_open = (asked.static_flags & kBeganWithSyn) != 0 &&
                         (answered.static_flags & (kBeganWithSyn | kBeganWithSynAck)) == 0 &&
                         (before->conversation_completeness & kSawRst) == 0 && !has_sent_bytes(asked);
    if (!is_open) return std::nullopt;
    return sender_began ? frame.receiver() : frame.sender;
}

bool is_time_of(const packet_info* pinfo, const nstime_t& time) {
    return nstime_cmp(&pinfo->abs_ts, &time) == 0;
}

/** Whether a datagram is the first of its conversation, or one of several that one announcement is for. */
bool is_first_datagram(const conversation_t* conversation, const packet_info* pinfo) {
    static const int proto_udp = proto_get_id_by_filter_name("udp");
    if ((conversation->options & (NO_ADDR2 | NO_PORT2)) != 0) return true;
    const auto* const record =
        static_cast<const udp_analysis*>(conversation_get_proto_data(conversation, proto_udp));
    return record != nullptr && is_time_of(pinfo, record->ts_first);
}

/** The conversation that may have been set up beforehand for a datagram whose ends have the known one: since
 * 4.6 that of one announced port, behind the datagram's own. */
conversation_t* set_up_for(packet_info* pinfo, conversation_t* known) {
    if (!kDatagramsHaveTheirOwn || known == nullptr || known->setup_frame < pinfo->num ||
        pinfo->ptype != PT_UDP)
        return known;
    const auto of_port = [&](const address& host, const address& peer, std::uint32_t port, unsigned unknown) {
        return find_conversation(pinfo->num, &host, &peer, CONVERSATION_UDP, port, 0, unknown);
    };
    for (const unsigned unknown : {NO_PORT_B, NO_ADDR_B | NO_PORT_B}) {
        if (auto* const to = of_port(pinfo->dst, pinfo->src, pinfo->destport, unknown)) return to;
        if (auto* const from = of_port(pinfo->src, pinfo->dst, pinfo->srcport, unknown)) return from;
    }
    return known;
}

bool is_announced_kind(dissector_handle_t handle) {
    return std::find(kAnnounced.begin(), kAnnounced.end(), protocol_of(handle)) != kAnnounced.end();
}

}  // namespace

const tcp_analysis* record_of(const conversation_t* conversation) {
    static const int proto_tcp = proto_get_id_by_filter_name("tcp");
    return conversation == nullptr
               ? nullptr
               : static_cast<const tcp_analysis*>(conversation_get_proto_data(conversation, proto_tcp));
}

conversation_t* stream_conversation_of(packet_info* pinfo) {
    conversation_t* const conversation = find_conversation_pinfo(pinfo, 0);
    if (record_of(conversation) != nullptr) return conversation;
    // This frame's own dissector has begun another conversation on the same ports.
    return conversation_as_of(pinfo->num - 1, pinfo);
}

const tcp_analysis* stream_of(packet_info* pinfo) { return record_of(stream_conversation_of(pinfo)); }

void look_up(Frame& frame, packet_info* pinfo) {
    if (frame.transport() == Transport::Tcp) {
        frame.wiresharks = stream_conversation_of(pinfo);
        frame.tcp = record_of(frame.wiresharks);
    } else {
        frame.wiresharks = find_conversation_pinfo(pinfo, 0);
    }
}

bool is_latest_of(const conversation_t& stream, const Segment& segment, const packet_info* pinfo) {
    return !segment.has(Segment::kSyn) && stream.last_frame == pinfo->num;
}

Past past_of(const Frame& frame, packet_info* pinfo) {
    Past past{RoleTracker(frame.transport())};
    if (frame.tcp != nullptr) {
        // On a later visit Wireshark would walk all its streams of the ports to find the one before; and a
        // conversation that was forgotten had no answer, of whatever kind.
        const auto opener = frame.visited ? std::nullopt : opener_of_stream_before(frame, pinfo);
        if (opener) past.roles.opened_before(*opener, 0);
        recall_flow(past, frame.receiver(), *frame.tcp->rev);
        if (!frame.segment || !is_flows_first(*frame.segment, *frame.tcp->fwd))
            recall_flow(past, frame.sender, *frame.tcp->fwd);
        return past;
    }
    if (frame.transport() != Transport::Udp) return past;
    const conversation_t* const known = frame.wiresharks;
    if (known == nullptr || known->setup_frame >= frame.number) return past;
    // Its first address is that of the first sender. One that a dissector set up beforehand lacks the other.
    const conversation_element_t* const key = known->key_ptr;
    const address* const first = conversation_key_addr1(key);
    const address* const second = conversation_key_addr2(key);
    const std::uint32_t first_port = conversation_key_port1(key);
    const std::uint32_t second_port = conversation_key_port2(key);
    if (is_end(first, first_port, pinfo->src, pinfo->srcport) &&
        is_end(second, second_port, pinfo->dst, pinfo->destport)) {
        past.roles.opened_before(frame.sender, known->setup_frame);
        past.spoke = {true, true};
    } else if (is_end(first, first_port, pinfo->dst, pinfo->destport) &&
               is_end(second, second_port, pinfo->src, pinfo->srcport)) {
        past.roles.opened_before(frame.receiver(), known->setup_frame);
        past.spoke[index(frame.receiver())] = true;
    }
    return past;
}

std::uint32_t announced_in(const Frame& frame, packet_info* pinfo) {
    const bool is_tcp = frame.transport() == Transport::Tcp;
    if (is_tcp && (frame.tcp == nullptr || !is_time_of(pinfo, frame.tcp->ts_first))) return 0;
    conversation_t* const known = is_tcp ? frame.wiresharks : set_up_for(pinfo, frame.wiresharks);
    if (known == nullptr || known->setup_frame >= frame.number) return 0;
    if (!is_tcp && !is_first_datagram(known, pinfo)) return 0;
    return is_announced_kind(conversation_get_dissector(known, frame.number)) ? known->setup_frame : 0;
}

bool is_put_off(const Segment& segment, const tcp_analysis& tcp, std::uint32_t frame) {
    const std::uint32_t sequence = segment.payload_sequence();
    // Wireshark's keys count from the flow's first number, if its user wants it so.
    for (const std::uint32_t key : {sequence, sequence - tcp.fwd->base_seq}) {
        const auto* const begun =
            static_cast<const tcp_multisegment_pdu*>(wmem_tree_lookup32(tcp.fwd->multisegment_pdus, key));
        if (begun != nullptr && begun->first_frame == frame) return true;
    }
    return false;
}

bool is_first_payload(const Segment& segment, const tcp_analysis& tcp) {
    return (tcp.fwd->static_flags & (kBeganWithSyn | kBeganWithSynAck)) != 0 &&
           segment.payload_sequence() == tcp.fwd->base_seq + 1;
}

}  // namespace portlore
