// SPDX-License-Identifier: GPL-2.0-or-later
#include "tap.h"

#include <epan/dissectors/packet-tcp.h>
#include <epan/tap.h>

#include <new>
#include <type_traits>

namespace portlore {

namespace {

static_assert(std::is_trivially_destructible_v<TappedFrame>, "a frame's memory is freed without destructors");

int tap = 0;

/** The header of the frame's innermost TCP segment, which Wireshark's own tap has queued; or null. */
const tcp_info_t* tcp_header_of(const packet_info* pinfo) {
    static const int tcp_tap = find_tap_id("tcp");
    const tcp_info_t* innermost = nullptr;
    for (int nth = 0; const void* const header = fetch_tapped_data(tcp_tap, nth); ++nth) {
        innermost = static_cast<const tcp_info_t*>(header);
    }
    const bool is_it = innermost != nullptr && innermost->th_sport == pinfo->srcport &&
                       innermost->th_dport == pinfo->destport;
    return is_it ? innermost : nullptr;
}

Segment segment_of(const tcp_info_t& header) {
    const bool syn = (header.th_flags & TH_SYN) != 0;
    const bool ack = (header.th_flags & TH_ACK) != 0;
    if ((header.th_flags & TH_RST) != 0) {
        return ack && header.th_rawseq == 0 ? Segment::LoneReset : Segment::Reset;
    }
    if (!syn) return Segment::Other;
    return ack ? Segment::SynAck : Segment::Syn;
}

}  // namespace

void register_tap() { tap = ::register_tap(kTapName); }

void tap_frame(tvbuff_t* frame, packet_info* pinfo, const Ports& ports, const Endpoints& endpoints) {
    if (have_tap_listener(tap) == FALSE) return;
    auto* const tapped = new (wmem_alloc(pinfo->pool, sizeof(TappedFrame))) TappedFrame;
    tapped->flow = flow_of(frame, pinfo, ports);
    tapped->to_many = is_to_many(pinfo);
    tapped->endpoints = endpoints;
    if (tapped->flow.error) {
        const Conversation* const conversation =
            find_conversation_of(ends_of(tapped->flow), std::nullopt, pinfo->num);
        if (conversation != nullptr) tapped->stream = conversation->stream;
    } else if (const tcp_info_t* const header = tcp_header_of(pinfo); header != nullptr) {
        tapped->stream = header->th_stream;
        tapped->segment = segment_of(*header);
    }
    tap_queue_packet(tap, pinfo, tapped);
}

}  // namespace portlore
