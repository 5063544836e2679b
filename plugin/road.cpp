// SPDX-License-Identifier: GPL-2.0-or-later
#include "road.h"

#include "compat.h"
#include "endpoint.h"
#include "fields.h"
#include "follow.h"
#include "frame.h"
#include "heuristics.h"
#include "looks.h"
#include "port_class.h"
#include "preferences.h"
#include "tag.h"
#include "tap.h"

namespace portlore {

namespace {

/** Whether a segment without payload accepts a connection on a port where nobody should listen. What opens or
 * accepts one makes a new conversation of an ordinary flow, too. */
bool may_accept(packet_info* pinfo, const Ports& ports) {
    const std::optional<std::uint8_t> flags = tcp_flags_of(pinfo, ports);
    if (flags && (*flags & Segment::kSyn) == 0) return false;
    note_opened(frame_of(pinfo, ports));
    return !is_ephemeral(ports.source) && port_class(ports.source, ports.transport) == PortClass::Unclaimed;
}

/**
 * Whether a frame can have a tag other than the registry's. Most frames of undocumented ports end here:
 * without a payload only an answer from an unclaimed port can begin anything, and not from one that clients
 * get handed out.
 */
bool may_matter(packet_info* pinfo, const Ports& ports) {
    const auto [transport, source, destination] = ports;
    if (is_documented(source, transport) || is_documented(destination, transport)) return true;
    if (scope() == Scope::Documented) return false;
    if (is_followed(source, transport) || is_followed(destination, transport)) return true;
    const bool may_be_notable = port_class(source, transport) != PortClass::Ordinary ||
                                port_class(destination, transport) != PortClass::Ordinary;
    if (!has_payload(pinfo, transport)) {
        if (transport == Transport::Tcp) return may_be_notable && may_accept(pinfo, ports);
        return !is_ephemeral(source) && port_class(source, transport) == PortClass::Unclaimed;
    }
    if (may_be_notable) return true;
    const Frame* const made = frame_made(pinfo, ports);
    return made != nullptr && made->offered;
}

/** Finds the frame's conversation, and on a first visit brings it up to date. */
void bring_up_to_date(Frame& frame, packet_info* pinfo) {
    frame.is_dissected = true;
    Conversation* const conversation = follow(frame, pinfo);
    if (conversation == nullptr || frame.visited || frame.error) return;
    // Where packets do not tell who listens, what is said may.
    const bool may_tell = frame.transport() == Transport::Udp ? conversation->first_frame == frame.number
                                                              : !conversation->roles.listener_by_packets();
    if (may_tell && !frame.offered && !frame.payload.empty())
        look(*conversation, frame, frame.payload, pinfo);
    take_evidence(*conversation, frame, pinfo, wmem_file_scope());
}

int go(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* /*data*/) {
    const std::optional<Ports> ports = ports_of(pinfo);
    if (!ports || !is_enabled(ports->transport)) return 0;
    const bool matters = may_matter(pinfo, *ports);
    if (!matters && scope() != Scope::Every && !is_tapped()) return 0;
    Frame& frame = frame_of(pinfo, *ports);
    if (matters) bring_up_to_date(frame, pinfo);
    const Endpoints endpoints = endpoints_to_tag(frame);
    tap_frame(pinfo, frame, endpoints);
    draw_tag(endpoints, tvb, pinfo, tree);
    return 0;
}

}  // namespace

void register_road() { register_postdissector(create_dissector_handle(go, proto_portlore)); }

}  // namespace portlore
