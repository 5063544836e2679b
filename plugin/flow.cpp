// SPDX-License-Identifier: GPL-2.0-or-later
#include "flow.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace portlore {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kIcmpHeader = 8;

struct Protocols {
    int ip, ipv6, icmp, icmpv6, udplite;
    std::array<int, kTransports.size()> transports;
};
Protocols protocols;

bool is_ip(int protocol) { return protocol == protocols.ip || protocol == protocols.ipv6; }

bool is_icmp(int protocol) { return protocol == protocols.icmp || protocol == protocols.icmpv6; }

/** How the innermost transport header of a frame stands to the IP headers around it. */
enum class Nesting {
    Plain,     ///< its addresses are those before it
    Quoted,    ///< it is inside an ICMP error
    Overlaid,  ///< another IP header, without ports, stands behind it
};

Nesting nesting_of(const packet_info* pinfo, Transport transport) {
    bool found_transport = false;
    for (wmem_list_frame_t* layer = wmem_list_tail(pinfo->layers); layer != nullptr;
         layer = wmem_list_frame_prev(layer)) {
        const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));
        if (!found_transport) {
            if (is_ip(protocol)) return Nesting::Overlaid;
            found_transport = is_layer_of(protocol, transport);
        } else if (is_icmp(protocol)) {
            return Nesting::Quoted;
        } else if (!is_ip(protocol)) {
            break;
        }
    }
    return Nesting::Plain;
}

address make_address(address_type type, Bytes bytes) {
    address made{};
    set_address(&made, type, static_cast<int>(bytes.size()), bytes.data());
    return made;
}

/** How an IP version lays out its header. */
struct IpLayout {
    address_type type;
    std::size_t source;        ///< where the source address stands; the destination follows it
    std::size_t address_size;  ///< of one address
    std::size_t protocol;      ///< where the number of what follows the header stands
    std::size_t shortest_header;
};
constexpr IpLayout kIpv4{AT_IPv4, 12, 4, 9, 20};
constexpr IpLayout kIpv6{AT_IPv6, 8, 16, 6, 40};

/** Whether IANA's number of an Internet protocol is the transport's. */
bool carries(std::uint8_t number, Transport transport) {
    constexpr std::uint8_t kUdpLite = 136;
    constexpr std::array<std::uint8_t, kTransports.size()> kNumbers{6, 17, 132, 33};
    return number == kNumbers[index(transport)] || (transport == Transport::Udp && number == kUdpLite);
}

/** Size of an IP header without extension headers, 0 if there is none whole. */
std::size_t header_size(Bytes packet, const IpLayout& layout) {
    if (packet.empty()) return 0;
    const std::size_t size =
        layout.type == AT_IPv4 ? std::size_t{packet[0] & 0x0fU} * 4U : layout.shortest_header;
    return size >= layout.shortest_header && size <= packet.size() ? size : 0;
}

std::uint16_t two_bytes(Bytes from, std::size_t at) {
    return static_cast<std::uint16_t>(from[at] << 8U | from[at + 1]);
}

/** Fills in the quoted addresses and ports, if an IP header and one of the flow's transport follow the ICMP
 * header. */
bool read_quote(Bytes icmp, Flow& flow) {
    if (icmp.size() <= kIcmpHeader) return false;
    const Bytes quoted = icmp.subspan(kIcmpHeader);
    const IpLayout& layout = quoted[0] >> 4U == 6 ? kIpv6 : kIpv4;
    const std::size_t size = header_size(quoted, layout);
    if (size == 0 || quoted.size() < size + 4 || !carries(quoted[layout.protocol], flow.transport))
        return false;
    flow.source_port = two_bytes(quoted, size);
    flow.destination_port = two_bytes(quoted, size + 2);
    flow.source = make_address(layout.type, quoted.subspan(layout.source, layout.address_size));
    flow.destination =
        make_address(layout.type, quoted.subspan(layout.source + layout.address_size, layout.address_size));
    return true;
}

/**
 * Finds the ICMP error that quotes the flow, and fills in what it says. Wireshark does not tell where it
 * stands, but the addresses of its IP header are known: they are looked for in the frame, and what follows
 * them must fit.
 */
void read_error(Bytes frame, const packet_info* pinfo, Flow& flow) {
    const IpLayout& layout = pinfo->src.type == AT_IPv6 ? kIpv6 : kIpv4;
    if (pinfo->src.type != layout.type || pinfo->dst.type != layout.type) return;
    std::array<std::uint8_t, 32> both{};
    std::memcpy(both.data(), pinfo->src.data, layout.address_size);
    std::memcpy(both.data() + layout.address_size, pinfo->dst.data, layout.address_size);
    const std::span pattern(both.data(), 2 * layout.address_size);
    for (auto at = frame.begin();
         (at = std::search(at, frame.end(), pattern.begin(), pattern.end())) != frame.end(); ++at) {
        const auto position = static_cast<std::size_t>(at - frame.begin());
        if (position < layout.source) continue;
        const Bytes packet = frame.subspan(position - layout.source);
        const std::size_t size = header_size(packet, layout);
        if (size == 0 || !read_quote(packet.subspan(size), flow)) continue;
        flow.error = IcmpError{layout.type == AT_IPv6, packet[size], packet[size + 1]};
        return;
    }
}

/** The transport whose ports a frame has, unless an ICMP error quotes them. */
std::optional<Transport> transport_of(const packet_info* pinfo) {
    switch (pinfo->ptype) {
        case PT_TCP:
            return Transport::Tcp;
        case PT_UDP:
            return Transport::Udp;
        case PT_SCTP:
            return Transport::Sctp;
        case PT_DCCP:
            return Transport::Dccp;
        default:
            return std::nullopt;
    }
}

}  // namespace

Host host_of(const address& from) {
    if (from.type != AT_IPv4 && from.type != AT_IPv6) return {};
    return host_of(Bytes(static_cast<const std::uint8_t*>(from.data), static_cast<std::size_t>(from.len)));
}

Side side_of_source(const Flow& flow) {
    const int order = cmp_address(&flow.source, &flow.destination);
    return order < 0 || (order == 0 && flow.source_port <= flow.destination_port) ? Side::One : Side::Two;
}

Ends ends_of(const Flow& flow) {
    const std::size_t source = index(side_of_source(flow));
    Ends ends;
    ends.transport = flow.transport;
    ends.hosts[source] = host_of(flow.source);
    ends.ports[source] = flow.source_port;
    ends.hosts[1 - source] = host_of(flow.destination);
    ends.ports[1 - source] = flow.destination_port;
    return ends;
}

std::size_t EndsHash::operator()(const Ends& ends) const noexcept {
    const std::size_t ports = std::size_t{ends.ports[0]} << 18U | std::size_t{ends.ports[1]} << 2U |
                              static_cast<std::size_t>(ends.transport);
    return mixed(mixed(HostHash{}(ends.hosts[0]), HostHash{}(ends.hosts[1])), ports);
}

std::optional<Ports> ports_of(tvbuff_t* frame, const packet_info* pinfo) {
    if (const std::optional<Transport> transport = transport_of(pinfo)) {
        return Ports{*transport, static_cast<std::uint16_t>(pinfo->srcport),
                     static_cast<std::uint16_t>(pinfo->destport)};
    }
    for (const Transport transport : kTransports) {
        if (nesting_of(pinfo, transport) != Nesting::Quoted) continue;
        const Flow quoted = flow_of(frame, pinfo, Ports{transport});
        if (quoted.error) return quoted;
    }
    return std::nullopt;
}

bool is_layer_of(int protocol, Transport transport) {
    return protocol == protocols.transports[index(transport)] ||
           (transport == Transport::Udp && protocol == protocols.udplite);
}

Flow flow_of(tvbuff_t* frame, const packet_info* pinfo, const Ports& ports) {
    Flow flow{ports, {}, {}, {}};
    const Nesting nesting = nesting_of(pinfo, ports.transport);
    if (nesting == Nesting::Plain) {
        flow.source = pinfo->src;
        flow.destination = pinfo->dst;
    } else if (nesting == Nesting::Quoted) {
        const guint size = tvb_captured_length(frame);
        read_error({tvb_get_ptr(frame, 0, static_cast<gint>(size)), size}, pinfo, flow);
    }
    return flow;
}

bool is_to_many(const packet_info* pinfo) {
    const address& to = pinfo->dst;
    const auto* const bytes = static_cast<const std::uint8_t*>(to.data);
    if (to.type == AT_IPv4 && (bytes[0] >> 4U == 0xe || (bytes[0] == 0xff && bytes[3] == 0xff))) return true;
    if (to.type == AT_IPv6 && bytes[0] == 0xff) return true;
    // The broadcast address of a subnet shows on the link only.
    const auto* const link = static_cast<const std::uint8_t*>(pinfo->dl_dst.data);
    return pinfo->dl_dst.type == AT_ETHER && (link[0] & 1U) != 0;
}

bool may_be_syn_ack(tvbuff_t* frame, const packet_info* pinfo) {
    constexpr std::size_t kTcpHeader = 20;
    constexpr std::size_t kFlags = 13;
    constexpr unsigned kSynAck = 0x12;
    if (pinfo->src.type != AT_IPv4) return true;
    const guint size = tvb_captured_length(frame);
    const Bytes bytes(tvb_get_ptr(frame, 0, static_cast<gint>(size)), size);
    // Wireshark's IPv4 address is a pointer into the frame, unless the packet was put together from
    // fragments.
    const auto* const source = static_cast<const std::uint8_t*>(pinfo->src.data);
    if (source < bytes.data() + kIpv4.source || source >= bytes.data() + bytes.size()) return true;
    const Bytes packet = bytes.subspan(static_cast<std::size_t>(source - bytes.data()) - kIpv4.source);
    const std::size_t header = header_size(packet, kIpv4);
    if (header == 0 || packet.size() < header + kTcpHeader) return true;
    const Bytes tcp = packet.subspan(header);
    const bool is_it = (tcp[0] << 8U | tcp[1]) == static_cast<int>(pinfo->srcport) &&
                       (tcp[2] << 8U | tcp[3]) == static_cast<int>(pinfo->destport);
    return !is_it || (tcp[kFlags] & kSynAck) == kSynAck;
}

void prepare_flows() {
    protocols.ip = proto_get_id_by_filter_name("ip");
    protocols.ipv6 = proto_get_id_by_filter_name("ipv6");
    protocols.icmp = proto_get_id_by_filter_name("icmp");
    protocols.icmpv6 = proto_get_id_by_filter_name("icmpv6");
    protocols.udplite = proto_get_id_by_filter_name("udplite");
    for (const Transport transport : kTransports) {
        protocols.transports[index(transport)] = proto_get_id_by_filter_name(name(transport).data());
    }
}

}  // namespace portlore
