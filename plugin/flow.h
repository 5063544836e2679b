/** @file
 * Whose ports a frame's ports are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "compat.h"
#include "host.h"
#include "role.h"
#include "transport.h"

namespace portlore {

/** The ICMP or ICMPv6 error that quotes a packet. */
struct IcmpError {
    bool is_icmpv6 = false;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
};

/** The innermost ports of a frame, those that an ICMP error quotes among them. */
struct Ports {
    Transport transport = Transport::Tcp;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
};

/**
 * The packet that has those ports: sent by source to destination, or, if there is an error, quoted by it as
 * having been sent so. The addresses' bytes belong to the frame; an address of type AT_NONE is unknown.
 */
struct Flow : Ports {
    address source{};
    address destination{};
    std::optional<IcmpError> error;
};

/** Both ends of a flow in either direction, by index(Side), or one end and nothing. */
struct Ends {
    std::array<Host, 2> hosts{};
    std::array<std::uint16_t, 2> ports{};
    Transport transport = Transport::Tcp;

    bool operator==(const Ends&) const = default;
};

struct EndsHash {
    std::size_t operator()(const Ends& ends) const noexcept;
};

/** The side that sent a flow: One is the smaller end. */
Side side_of_source(const Flow& flow);

/** The ends of a flow; an address that is neither IPv4 nor IPv6 is unknown. */
Ends ends_of(const Flow& flow);

/** An IPv4 or IPv6 address as the model keeps it; any other is unknown to it. */
Host host_of(const address& from);

/** A frame's innermost ports, or nothing. Costs one comparison where there are some; where there are none, it
 * has to be seen that this is no ICMP error, since Wireshark 4.4 and later do not leave the ports behind that
 * one quotes. */
std::optional<Ports> ports_of(tvbuff_t* frame, const packet_info* pinfo);

/** Whether a protocol, by its registered id, is the transport's own layer; UDP-Lite has UDP's ports. */
bool is_layer_of(int protocol, Transport transport);

/**
 * The flow of a frame whose ports are those.
 *
 * Wireshark leaves the addresses of an ICMP error behind, not those that it quotes, and those of an IP header
 * that stands behind the ports (ICMP inside VXLAN): this sorts it out.
 */
Flow flow_of(tvbuff_t* frame, const packet_info* pinfo, const Ports& ports);

/** Whether a frame's destination is a multicast or broadcast address. */
bool is_to_many(const packet_info* pinfo);

/**
 * Whether a TCP segment may be a SYN/ACK: false only where its flags can be read at once and say no.
 * Wireshark does not pass the flags on, and asking for the stream's record on every segment of a scan would
 * cost more than all else.
 */
bool may_be_syn_ack(tvbuff_t* frame, const packet_info* pinfo);

/** Looks up the protocols that flow_of() and is_layer_of() must tell apart. Call once, after all dissectors
 * are registered. */
void prepare_flows();

}  // namespace portlore
