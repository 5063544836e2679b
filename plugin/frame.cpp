// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame.h"

#include <epan/proto_data.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <type_traits>

#include "fields.h"
#include "port_table.h"

namespace portlore {

namespace {

using Bytes = std::span<const std::uint8_t>;

static_assert(std::is_trivially_destructible_v<Frame>, "a frame's memory is freed without destructors");

/** Under which a packet keeps its Frame. */
constexpr std::uint32_t kFrameKey = 0;

constexpr std::size_t kIcmpHeader = 8;

/** What may stand between an IP header and the transport's. */
constexpr std::array kExtensionHeaders{"ipv6.hopopts", "ipv6.dstopts", "ipv6.routing", "ipv6.fraghdr", "ah"};

struct ProtocolIds {
    int ip, ipv6, icmp, icmpv6, udplite;
    std::array<int, kExtensionHeaders.size()> extension_headers;
    std::array<int, kTransports.size()> transports;
};
ProtocolIds protocols;

bool is_ip(int protocol) { return protocol == protocols.ip || protocol == protocols.ipv6; }

bool is_extension_header(int protocol) {
    const auto& known = protocols.extension_headers;
    return std::find(known.begin(), known.end(), protocol) != known.end();
}

bool is_icmp(int protocol) { return protocol == protocols.icmp || protocol == protocols.icmpv6; }

bool has_icmp(const packet_info* pinfo) {
    for (wmem_list_frame_t* layer = wmem_list_tail(pinfo->layers); layer != nullptr;
         layer = wmem_list_frame_prev(layer)) {
        if (is_icmp(GPOINTER_TO_INT(wmem_list_frame_data(layer)))) return true;
    }
    return false;
}

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
        } else if (!is_ip(protocol) && !is_extension_header(protocol)) {
            break;
        }
    }
    return Nesting::Plain;
}

Host known_host(const address& from) {
    if (from.type != AT_IPv4 && from.type != AT_IPv6) return {};
    return host_of(Bytes(static_cast<const std::uint8_t*>(from.data), static_cast<std::size_t>(from.len)));
}

std::uint16_t two_bytes(Bytes from, std::size_t at) {
    return static_cast<std::uint16_t>(from[at] << 8U | from[at + 1]);
}

std::uint32_t four_bytes(Bytes from, std::size_t at) {
    return std::uint32_t{two_bytes(from, at)} << 16U | two_bytes(from, at + 2);
}

/** Bytes as far as they were captured, and their number on the wire. */
struct Stretch {
    Bytes bytes;
    std::size_t size = 0;

    [[nodiscard]] Stretch from(std::size_t at) const {
        const std::size_t cut = std::min(at, bytes.size());
        return {bytes.subspan(cut), size - std::min(at, size)};
    }
    /** No more than a length field says; 0 says nothing, as offloaded segments have it. */
    [[nodiscard]] Stretch limited_to(std::size_t length) const {
        if (length == 0 || length >= size) return *this;
        return {bytes.first(std::min(length, bytes.size())), length};
    }
    [[nodiscard]] Payload payload() const { return {bytes, size}; }
};

/** How an IP version lays out its header. */
struct IpLayout {
    address_type type;
    std::size_t source;        ///< where the source address stands; the destination follows it
    std::size_t address_size;  ///< of one address
    std::size_t header;        ///< the shortest
};
constexpr IpLayout kIpv4{AT_IPv4, 12, 4, 20};
constexpr IpLayout kIpv6{AT_IPv6, 8, 16, 40};

/** What an IP packet carries. */
struct Carried {
    std::uint8_t protocol = 0;  ///< IANA's number of an Internet protocol
    Stretch stretch;
    bool is_fragment = false;
    bool is_first = true;  ///< no fragment, or the first one
};

std::optional<Carried> carried_by_ipv4(Stretch packet) {
    const Bytes& bytes = packet.bytes;
    const std::size_t header = std::size_t{bytes[0] & 0x0fU} * 4U;
    if (bytes[0] >> 4U != 4 || header < kIpv4.header || header > bytes.size()) return std::nullopt;
    const std::uint16_t fragment = two_bytes(bytes, 6);
    return Carried{bytes[9], packet.limited_to(two_bytes(bytes, 2)).from(header), (fragment & 0x3fff) != 0,
                   (fragment & 0x1fff) == 0};
}

std::optional<Carried> carried_by_ipv6(Stretch packet) {
    constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragment = 44, kAuthentication = 51, kOptions = 60;
    constexpr int kMostExtensions = 8;
    if (packet.bytes[0] >> 4U != 6) return std::nullopt;
    const std::size_t length = two_bytes(packet.bytes, 4);
    Carried carried{packet.bytes[6], packet.from(kIpv6.header).limited_to(length)};
    for (int extension = 0; extension < kMostExtensions; ++extension) {
        const Bytes header = carried.stretch.bytes;
        const std::uint8_t kind = carried.protocol;
        std::size_t size = 8;
        if (kind == kHopByHop || kind == kRouting || kind == kOptions) {
            if (header.size() < 8) return std::nullopt;
            size += std::size_t{header[1]} * 8U;
        } else if (kind == kAuthentication) {
            if (header.size() < 8) return std::nullopt;
            size += std::size_t{header[1]} * 4U;
        } else if (kind == kFragment) {
            if (header.size() < 8) return std::nullopt;
            carried.is_first = two_bytes(header, 2) < 8;
            carried.is_fragment = !carried.is_first || (header[3] & 1U) != 0;
        } else {
            return carried;
        }
        if (size > header.size()) return std::nullopt;
        carried.protocol = header[0];
        carried.stretch = carried.stretch.from(size);
    }
    return std::nullopt;
}

/** What a packet carries that begins with an IP header. */
std::optional<Carried> carried_by(Stretch packet, const IpLayout& layout) {
    if (packet.bytes.size() < layout.header) return std::nullopt;
    return layout.type == AT_IPv4 ? carried_by_ipv4(packet) : carried_by_ipv6(packet);
}

/** Whether IANA's number of an Internet protocol is the transport's. */
bool carries(std::uint8_t number, Transport transport) {
    constexpr std::uint8_t kUdpLite = 136;
    constexpr std::array<std::uint8_t, kTransports.size()> kNumbers{6, 17, 132, 33};
    return number == kNumbers[index(transport)] || (transport == Transport::Udp && number == kUdpLite);
}

/** Calls `use` with each piece of data that a frame was read from, itself first: what was put together from
 * fragments, or decrypted, is another one. Stops where `use` returns true. */
template <typename Use>
void each_source(const packet_info* pinfo, const Use& use) {
    constexpr int kMostSources = 8;
    int count = 0;
    for (const GSList* source = pinfo->data_src; source != nullptr && count < kMostSources;
         source = source->next, ++count) {
        tvbuff_t* const tvb = get_data_source_tvb(static_cast<const data_source*>(source->data));
        const guint size = tvb == nullptr ? 0 : tvb_captured_length(tvb);
        if (size == 0) continue;
        const Bytes bytes(tvb_get_ptr(tvb, 0, static_cast<gint>(size)), size);
        if (use(Stretch{bytes, tvb_reported_length(tvb)})) return;
    }
}

/** Whether a transport header stands here, to judge by its ports. */
bool begins_with(const Ports& ports, Bytes bytes) {
    return bytes.size() >= 4 && two_bytes(bytes, 0) == ports.source &&
           two_bytes(bytes, 2) == ports.destination;
}

/** Calls `use` with the place of each IP header in some data that may have the frame's source address, until
 * it returns true. Wireshark's IPv4 address is a pointer into the header; an IPv6 address is a copy. */
template <typename Use>
void each_header(const packet_info* pinfo, const IpLayout& layout, Bytes data, const Use& use) {
    const Bytes source(static_cast<const std::uint8_t*>(pinfo->src.data), layout.address_size);
    if (layout.type == AT_IPv4) {
        const bool is_inside =
            source.data() >= data.data() + layout.source && source.data() < data.data() + data.size();
        if (is_inside) use(static_cast<std::size_t>(source.data() - data.data()) - layout.source);
        return;
    }
    for (auto at = data.begin();
         (at = std::search(at, data.end(), source.begin(), source.end())) != data.end(); ++at) {
        const auto position = static_cast<std::size_t>(at - data.begin());
        if (position >= layout.source && use(position - layout.source)) return;
    }
}

/**
 * The transport's header and what follows it, where it stands right behind the IPv4 header whose address the
 * frame has, as in most frames; empty anywhere else. Such a header is no quoted one: what quotes it has
 * another address, and no ports.
 */
[[gnu::always_inline]] inline Stretch header_behind_ipv4(const packet_info* pinfo, const Ports& ports) {
    if (pinfo->src.type != AT_IPv4 || pinfo->data_src == nullptr) return {};
    tvbuff_t* const tvb = get_data_source_tvb(static_cast<const data_source*>(pinfo->data_src->data));
    const std::size_t size = tvb == nullptr ? 0 : tvb_captured_length(tvb);
    if (size < kIpv4.header) return {};
    const std::uint8_t* const begin = tvb_get_ptr(tvb, 0, static_cast<gint>(size));
    const auto* const source = static_cast<const std::uint8_t*>(pinfo->src.data);
    if (source < begin + kIpv4.source || source > begin + (size - kIpv4.header + kIpv4.source)) return {};
    const auto at = static_cast<std::size_t>(source - begin) - kIpv4.source;
    const Stretch packet = Stretch{Bytes(begin, size), tvb_reported_length(tvb)}.from(at);
    const Bytes& ip = packet.bytes;
    const std::size_t header = std::size_t{ip[0] & 0x0fU} * 4U;
    const bool is_fragment = (two_bytes(ip, 6) & 0x3fff) != 0;
    if (ip[0] >> 4U != 4 || header < kIpv4.header || header > ip.size() || is_fragment ||
        !carries(ip[9], ports.transport))
        return {};
    const Stretch carried = packet.limited_to(two_bytes(ip, 2)).from(header);
    return begins_with(ports, carried.bytes) ? carried : Stretch();
}

/**
 * The transport's header and what follows it; empty where it is not found.
 *
 * Wireshark does not tell where it stands, but the IP header before it is found by its address. What was put
 * together from fragments begins with it.
 */
Stretch find_transport_header(const packet_info* pinfo, const Ports& ports) {
    Stretch found;
    if (pinfo->src.type != AT_IPv4 && pinfo->src.type != AT_IPv6) return found;
    const IpLayout& layout = pinfo->src.type == AT_IPv6 ? kIpv6 : kIpv4;
    bool is_fragment = false;
    each_source(pinfo, [&](Stretch data) {
        each_header(pinfo, layout, data.bytes, [&](std::size_t at) {
            const auto carried = carried_by(data.from(at), layout);
            if (!carried || !carries(carried->protocol, ports.transport)) return false;
            is_fragment |= carried->is_fragment;
            if (!carried->is_first || !begins_with(ports, carried->stretch.bytes)) return false;
            found = carried->stretch;
            return true;
        });
        return !found.bytes.empty();
    });
    if (!is_fragment) return found;
    each_source(pinfo, [&](Stretch data) {
        if (!begins_with(ports, data.bytes)) return false;
        found = data;
        return true;
    });
    return found;
}

Stretch transport_header_of(const packet_info* pinfo, const Ports& ports) {
    const Stretch found = header_behind_ipv4(pinfo, ports);
    return found.bytes.empty() ? find_transport_header(pinfo, ports) : found;
}

constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kTcpFlags = 13;

/** Reads TCP's header, and cuts it off the payload. */
std::optional<Segment> read_tcp(Stretch& tcp) {
    if (tcp.bytes.size() < kTcpHeader) return std::nullopt;
    const std::size_t header = std::size_t{tcp.bytes[12]} / 16U * 4U;
    if (header < kTcpHeader) return std::nullopt;
    const Bytes bytes = tcp.bytes;
    tcp = tcp.from(header);
    return Segment{bytes[kTcpFlags], four_bytes(bytes, 4), four_bytes(bytes, 8),
                   static_cast<std::uint32_t>(tcp.size)};
}

/** Reads SCTP's chunks up to the first user data (RFC 9260, section 3.2). */
void read_sctp(Stretch sctp, Frame& frame) {
    constexpr std::uint8_t kData = 0, kInit = 1, kInitAck = 2, kInterleavedData = 64;
    constexpr std::size_t kHeader = 12, kDataHeader = 16, kInterleavedHeader = 20;
    frame.datagram.answers = false;
    for (Stretch chunk = sctp.from(kHeader); chunk.bytes.size() >= 4;) {
        const std::uint8_t kind = chunk.bytes[0];
        const std::size_t length = two_bytes(chunk.bytes, 2);
        if (length < 4) return;
        frame.datagram.opens |= kind == kInit;
        frame.datagram.accepts |= kind == kInitAck;
        if (kind == kData || kind == kInterleavedData) {
            const std::size_t header = kind == kData ? kDataHeader : kInterleavedHeader;
            frame.datagram.answers = true;
            frame.payload = chunk.limited_to(length).from(header).payload();
            return;
        }
        chunk = chunk.from((length + 3) / 4 * 4);
    }
}

/** Reads DCCP's generic header (RFC 4340, section 5.1). */
void read_dccp(Stretch dccp, Frame& frame) {
    constexpr std::uint8_t kRequest = 0, kResponse = 1, kData = 2, kDataAck = 4;
    if (dccp.bytes.size() < 12) return;
    const std::uint8_t kind = dccp.bytes[8] >> 1U & 0x0fU;
    const Stretch payload = dccp.from(std::size_t{dccp.bytes[4]} * 4U);
    frame.datagram.opens = kind == kRequest;
    frame.datagram.accepts = kind == kResponse;
    frame.datagram.answers = kind == kData || kind == kDataAck;
    if (kind <= kData || kind == kDataAck) frame.payload = payload.payload();
}

/** Whether a frame's destination is a multicast or broadcast address. */
bool is_to_many(const packet_info* pinfo) {
    const address& to = pinfo->dst;
    const auto* const bytes = static_cast<const std::uint8_t*>(to.data);
    if (to.type == AT_IPv4 && (bytes[0] >> 4U == 0xe || (bytes[0] == 0xff && bytes[3] == 0xff))) return true;
    if (to.type == AT_IPv6 && bytes[0] == 0xff) return true;
    // The broadcast address of a subnet shows on the link only.
    const auto* const link = static_cast<const std::uint8_t*>(pinfo->dl_dst.data);
    return pinfo->dl_dst.type == AT_ETHER && (link[0] & 1U) != 0;
}

void read_transport(const packet_info* pinfo, const Ports& ports, Stretch header, Frame& frame) {
    constexpr std::size_t kUdpHeader = 8;
    switch (ports.transport) {
        case Transport::Tcp:
            frame.segment = read_tcp(header);
            if (frame.segment) frame.payload = header.payload();
            return;
        case Transport::Udp:
            frame.payload = header.from(kUdpHeader).payload();
            break;
        case Transport::Sctp:
            read_sctp(header, frame);
            break;
        case Transport::Dccp:
            read_dccp(header, frame);
            break;
    }
    frame.datagram.to_many = is_to_many(pinfo);
}

/** The packet between two ends. */
void set_ends(Frame& frame, Transport transport, const FlowEnd& source, const FlowEnd& destination) {
    frame.flow = FlowKey(transport, source, destination);
    frame.sender = frame.flow.side_of(source);
}

/** Fills in the quoted packet, if what stands behind the ICMP header is one of the transport. */
bool read_quote(Stretch icmp, Transport transport, Frame& frame) {
    const Stretch quoted = icmp.from(kIcmpHeader);
    if (quoted.bytes.empty()) return false;
    const IpLayout& layout = quoted.bytes[0] >> 4U == 6 ? kIpv6 : kIpv4;
    const auto carried = carried_by(quoted, layout);
    if (!carried || !carries(carried->protocol, transport) || !carried->is_first) return false;
    const Bytes ports = carried->stretch.bytes;
    if (ports.size() < 4) return false;
    const auto host = [&](std::size_t nth) {
        return host_of(quoted.bytes.subspan(layout.source + nth * layout.address_size, layout.address_size));
    };
    set_ends(frame, transport, {host(0), two_bytes(ports, 0)}, {host(1), two_bytes(ports, 2)});
    return true;
}

/**
 * Finds the ICMP error that quotes a packet of the transport, and fills in both. Wireshark does not tell
 * where it stands, but the addresses of its IP header are known: they are looked for in the frame, and what
 * follows them must fit.
 */
void read_error(const packet_info* pinfo, Transport transport, Frame& frame) {
    const IpLayout& layout = pinfo->src.type == AT_IPv6 ? kIpv6 : kIpv4;
    if (pinfo->src.type != layout.type || pinfo->dst.type != layout.type) return;
    std::array<std::uint8_t, 32> both{};
    std::memcpy(both.data(), pinfo->src.data, layout.address_size);
    std::memcpy(both.data() + layout.address_size, pinfo->dst.data, layout.address_size);
    const std::span pattern(both.data(), 2 * layout.address_size);
    each_source(pinfo, [&](Stretch data) {
        const Bytes& bytes = data.bytes;
        for (auto at = bytes.begin();
             (at = std::search(at, bytes.end(), pattern.begin(), pattern.end())) != bytes.end(); ++at) {
            const auto position = static_cast<std::size_t>(at - bytes.begin());
            if (position < layout.source) continue;
            const auto icmp = carried_by(data.from(position - layout.source), layout);
            if (!icmp || !read_quote(icmp->stretch, transport, frame)) continue;
            frame.error = IcmpError{layout.type == AT_IPv6, icmp->stretch.bytes[0], icmp->stretch.bytes[1],
                                    known_host(pinfo->src) == frame.flow.host(frame.receiver())};
            break;
        }
        return true;  // an error is not looked for in what was put together from fragments
    });
}

void read_frame(const packet_info* pinfo, const Ports& ports, Frame& frame) {
    frame.number = pinfo->num;
    frame.visited = PINFO_FD_VISITED(pinfo);
    frame.documented = worth_of(ports.source, ports.destination, ports.transport).documented;
    const Stretch header = header_behind_ipv4(pinfo, ports);
    switch (header.bytes.empty() ? nesting_of(pinfo, ports.transport) : Nesting::Plain) {
        case Nesting::Plain:
            set_ends(frame, ports.transport, {known_host(pinfo->src), ports.source},
                     {known_host(pinfo->dst), ports.destination});
            read_transport(pinfo, ports, header.bytes.empty() ? find_transport_header(pinfo, ports) : header,
                           frame);
            break;
        case Nesting::Quoted:
            read_error(pinfo, ports.transport, frame);
            if (frame.error) break;
            [[fallthrough]];
        case Nesting::Overlaid:
            // Those addresses are another packet's.
            set_ends(frame, ports.transport, {{}, ports.source}, {{}, ports.destination});
            break;
    }
}

/** The frame of which a Frame was made last. */
std::uint32_t number_of_latest = 0;

/** The packet of a frame that was looked at last, or null. */
Frame* latest_frame(packet_info* pinfo) {
    // Most frames are asked about once.
    if (pinfo->num != number_of_latest) return nullptr;
    return static_cast<Frame*>(p_get_proto_data(pinfo->pool, pinfo, proto_portlore, kFrameKey));
}

}  // namespace

std::optional<Ports> quoted_ports_of(const packet_info* pinfo) {
    if (!has_icmp(pinfo)) return std::nullopt;
    for (const Transport transport : kTransports) {
        if (nesting_of(pinfo, transport) != Nesting::Quoted) continue;
        Frame quoted;
        read_error(pinfo, transport, quoted);
        if (quoted.error) return Ports{transport, quoted.source_port(), quoted.destination_port()};
    }
    return std::nullopt;
}

Frame* frame_made(packet_info* pinfo, const Ports& ports) {
    Frame* const frame = latest_frame(pinfo);
    // A tunnel's packet may have been looked at before the one inside it.
    const bool is_it = frame != nullptr && frame->transport() == ports.transport &&
                       frame->source_port() == ports.source &&
                       frame->destination_port() == ports.destination &&
                       frame->flow.host(frame->sender) == known_host(pinfo->src);
    return is_it ? frame : nullptr;
}

Frame* carrier_of(packet_info* pinfo, const Ports& ports) {
    const Frame* const made = frame_made(pinfo, ports);
    return made == nullptr ? latest_frame(pinfo) : made->carrier;
}

Frame& frame_of(packet_info* pinfo, const Ports& ports) {
    if (Frame* const made = frame_made(pinfo, ports)) return *made;
    auto* const frame = new (wmem_alloc(pinfo->pool, sizeof(Frame))) Frame;
    frame->carrier = latest_frame(pinfo);
    read_frame(pinfo, ports, *frame);
    return *frame;
}

Frame& kept_frame_of(packet_info* pinfo, const Ports& ports) {
    Frame& frame = frame_of(pinfo, ports);
    if (latest_frame(pinfo) != &frame) {
        p_add_proto_data(pinfo->pool, pinfo, proto_portlore, kFrameKey, &frame);
        number_of_latest = frame.number;
    }
    return frame;
}

std::optional<Segment> segment_of(const packet_info* pinfo, const Ports& ports) {
    Stretch tcp = transport_header_of(pinfo, ports);
    return read_tcp(tcp);
}

bool has_inner_packet(const packet_info* pinfo) {
    std::size_t packets = 0;
    for (wmem_list_frame_t* layer = wmem_list_head(pinfo->layers); layer != nullptr;
         layer = wmem_list_frame_next(layer)) {
        if (is_ip(GPOINTER_TO_INT(wmem_list_frame_data(layer))) && ++packets > 1) return true;
    }
    return false;
}

bool is_layer_of(int protocol, Transport transport) {
    return protocol == protocols.transports[index(transport)] ||
           (transport == Transport::Udp && protocol == protocols.udplite);
}

void prepare_frames() {
    protocols.ip = proto_get_id_by_filter_name("ip");
    protocols.ipv6 = proto_get_id_by_filter_name("ipv6");
    protocols.icmp = proto_get_id_by_filter_name("icmp");
    protocols.icmpv6 = proto_get_id_by_filter_name("icmpv6");
    protocols.udplite = proto_get_id_by_filter_name("udplite");
    std::transform(kExtensionHeaders.begin(), kExtensionHeaders.end(), protocols.extension_headers.begin(),
                   proto_get_id_by_filter_name);
    for (const Transport transport : kTransports) {
        protocols.transports[index(transport)] = proto_get_id_by_filter_name(name(transport).data());
    }
}

}  // namespace portlore
