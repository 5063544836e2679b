/** @file
 * One frame as Port Lore reads it: whose ports it has, which side sent it, and where its payload lies.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "compat.h"
#include "flow_key.h"
#include "recognise/payload.h"
#include "role.h"
#include "segment.h"
#include "transport.h"

struct conversation;
struct tcp_analysis;

namespace portlore {

struct Conversation;

/** The innermost ports of a frame, those that an ICMP error quotes among them. */
struct Ports {
    Transport transport = Transport::Tcp;
    std::uint16_t source = 0;
    std::uint16_t destination = 0;
};

/** The ICMP or ICMPv6 error that quotes a packet. */
struct IcmpError {
    bool is_icmpv6 = false;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    bool by_host = false;  ///< sent by the host that the quoted packet was sent to, not by one on the way
};

/**
 * The packet that has a frame's innermost ports, or, if there is an error, the one that the error quotes as
 * having been sent so. Plain data, in the frame's own memory; lives as long as the frame is dissected.
 */
struct Frame {
    FlowKey flow;
    Side sender = Side::One;
    std::uint32_t number = 0;
    bool visited = false;     ///< this is not the first look at the frame
    bool documented = false;  ///< one of its ports has a dossier
    std::optional<IcmpError> error;
    std::optional<Segment> segment;  ///< TCP, where the header could be read
    Datagram datagram;               ///< the other transports
    /** What the transport carries: its first bytes of user data, read from the frame, or what a handler was
     * offered first. Its bytes are the frame's. */
    Payload payload;
    bool offered = false;         ///< a handler was offered the payload: no port's dissector wanted it
    const char* shown = nullptr;  ///< the protocol that the payload shows, or `text`; static
    bool is_certain = false;      ///< it is what that protocol alone says
    Conversation* conversation = nullptr;  ///< that follow() found or began, or null so far
    /** On a first visit: whether the frame has changed what is known of its conversation. */
    bool tells = false;
    /** Wireshark's TCP stream, 0 for other transports, as far as follow() had to know it; of a quoted packet,
     * that of the conversation it belongs to. */
    std::optional<std::uint32_t> stream;
    /** The packet around this one that was looked at before it, where a tunnel's dissector was given that: it
     * has another tag of its own. Null: there is none. */
    Frame* carrier = nullptr;
    /** Wireshark's conversation of the packet, as far as follow() had to look it up: of a TCP segment, and of
     * what begins a conversation; not of a quoted packet. */
    ::conversation* wiresharks = nullptr;
    /** TCP: its record of the stream, likewise. */
    const tcp_analysis* tcp = nullptr;

    [[nodiscard]] Transport transport() const { return flow.transport(); }
    [[nodiscard]] Side receiver() const { return other(sender); }
    [[nodiscard]] std::uint16_t source_port() const { return flow.port(sender); }
    [[nodiscard]] std::uint16_t destination_port() const { return flow.port(receiver()); }
    /** Whether both addresses are known: those of IPv4 and IPv6 are. */
    [[nodiscard]] bool has_hosts() const {
        return flow.host(Side::One).size != 0 && flow.host(Side::Two).size != 0;
    }
};

/** The ports that an ICMP error quotes; nothing where a frame is none. */
std::optional<Ports> quoted_ports_of(const packet_info* pinfo);

/** A frame's innermost ports, or nothing. Costs one comparison where there are some; where there are none, it
 * has to be seen that this is no ICMP error, since Wireshark 4.4 and later do not leave the ports behind that
 * one quotes. */
inline std::optional<Ports> ports_of(const packet_info* pinfo) {
    const auto of = [&](Transport transport) {
        return Ports{transport, static_cast<std::uint16_t>(pinfo->srcport),
                     static_cast<std::uint16_t>(pinfo->destport)};
    };
    switch (pinfo->ptype) {
        case PT_TCP:
            return of(Transport::Tcp);
        case PT_UDP:
            return of(Transport::Udp);
        case PT_SCTP:
            return of(Transport::Sctp);
        case PT_DCCP:
            return of(Transport::Dccp);
        default:
            return quoted_ports_of(pinfo);
    }
}

/**
 * The frame with its innermost ports: the one that was kept of them, or else a new one. Reads headers only,
 * in constant time but for an ICMP error and SCTP's chunks, whose time is in proportion to the frame.
 */
Frame& frame_of(packet_info* pinfo, const Ports& ports);

/** The same, and whoever asks again about those ports while the frame is dissected gets it, too. */
Frame& kept_frame_of(packet_info* pinfo, const Ports& ports);

/** The header of the TCP segment that a frame's innermost ports belong to; nothing where it cannot be read.
 * Costs less than frame_of(). */
std::optional<Segment> segment_of(const packet_info* pinfo, const Ports& ports);

/** The frame that was kept of a packet with those ports, or null. */
Frame* frame_made(packet_info* pinfo, const Ports& ports);

/** The packet, of those around the one with these ports, that was looked at last, or null. */
Frame* carrier_of(packet_info* pinfo, const Ports& ports);

/** Whether a frame has an IP packet inside another one: in a tunnel, or quoted by an ICMP error. */
bool has_inner_packet(const packet_info* pinfo);

/** Whether a protocol, by its registered id, is the transport's own layer; UDP-Lite has UDP's ports. */
bool is_layer_of(int protocol, Transport transport);

/** Looks up the protocols that have to be told apart. Call once, after all dissectors are registered. */
void prepare_frames();

}  // namespace portlore
