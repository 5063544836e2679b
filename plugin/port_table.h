/** @file
 * What is known of each port's worth: the table look-up that every frame goes through, and Wireshark's own
 * dissectors of the port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <string_view>

#include "compat.h"
#include "transport.h"
#include "verdict.h"

namespace portlore {

/** Whether the port has a dossier; costs one array access. */
bool is_documented(std::uint16_t port, Transport transport);

/** Whether the port has a dossier or a service; costs one array access. */
bool is_known(std::uint16_t port, Transport transport);

/** Whether there is a claim on the port; costs one array access. */
bool is_claimed(std::uint16_t port, Transport transport);

/** Whether a claim on one of two ports asks for bytes; costs two array accesses. */
bool is_claimed_by_bytes(std::uint16_t one, std::uint16_t other, Transport transport);

/** What makes a frame worth a closer look by its ports alone. */
struct PortsWorth {
    bool documented = false;  ///< one of them has a dossier
    bool followed = false;    ///< some conversation of one of them is tagged, though it is undocumented
};

/** That of a frame's two ports; costs two array accesses. */
PortsWorth worth_of(std::uint16_t one, std::uint16_t other, Transport transport);

/** From now on a port counts as followed. */
void mark_followed(std::uint16_t port, Transport transport);

/** The filter name (static) of a dissector's protocol, empty where there is no dissector or it has none. */
std::string_view protocol_of(dissector_handle_t dissector);

/** The dissector that a port's payload goes to, whether by Wireshark's tables or the user's Decode As; or
 * null. */
dissector_handle_t dissector_on(std::uint16_t port, Transport transport);

/** The dissector that Wireshark's tables have for a port, whatever the user's Decode As says; or null. */
dissector_handle_t default_dissector_on(std::uint16_t port, Transport transport);

/** Whether Wireshark dissects a port's payload as a protocol (filter name), by its tables or the user's
 * Decode As.
 */
bool is_dissected_as(std::uint16_t port, Transport transport, std::string_view protocol);

/** What is known of a port, whatever happens there. */
struct KnownPort {
    std::string_view dissector;        ///< the protocol (static) of default_dissector_on(); empty: none
    const Dossier* dossier = nullptr;  ///< null: none
    /** The user has left the port's dissector as Wireshark has it: Decode As wins, even where it takes
     * nothing.
     */
    bool is_as_by_default = true;
};

/** That of one port; worked out once, and valid until forget_ports(). */
const KnownPort& known_port(std::uint16_t port, Transport transport);

/** The same, ready to be judged. */
JudgedPort port_to_judge(std::uint16_t port, Transport transport);

/** The protocol (filter name, static) of default_dissector_on(), empty where there is none. */
inline std::string_view own_protocol(std::uint16_t port, Transport transport) {
    return known_port(port, transport).dissector;
}

/** Whether Decode As offers a protocol (filter name) for ports of a transport. Walks the list that it offers.
 */
bool is_offered_by_decode_as(std::string_view protocol, Transport transport);

/** Forgets all of this, since a new capture may come with other settings. */
void forget_ports();

}  // namespace portlore
