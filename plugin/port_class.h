/** @file
 * Which ports are worth a look at all: the table look-up that every frame goes through.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <string_view>

#include "compat.h"
#include "transport.h"

namespace portlore {

/** Why a port may be tagged. */
enum class PortClass : std::uint8_t {
    Ordinary,     ///< not unless the user asks for every port: its own dissector understands it, or it is
                  ///< dynamic
    Undissected,  ///< assigned, and Wireshark has no dissector there: worth a tag if the payload says so
    Unclaimed,    ///< unassigned or reserved: a listener here is worth a tag
    Documented,   ///< has a dossier
};

/** The class of a port; worked out at the first question, then one array access. */
PortClass port_class(std::uint16_t port, Transport transport);

/** Whether the port has a dossier; costs one array access, where port_class() may have to work out the class.
 */
bool is_documented(std::uint16_t port, Transport transport);

/** Whether some conversation of an undocumented port is followed; costs one array access. */
bool is_followed(std::uint16_t port, Transport transport);

/** From now on is_followed() is true of this port. */
void mark_followed(std::uint16_t port, Transport transport);

/** The dissector that a port's payload goes to, whether by Wireshark's tables or the user's Decode As; or
 * null. */
dissector_handle_t dissector_on(std::uint16_t port, Transport transport);

/** The dissector that Wireshark's tables have for a port, whatever the user's Decode As says; or null. */
dissector_handle_t default_dissector_on(std::uint16_t port, Transport transport);

/** Whether Wireshark dissects a port's payload as a protocol (filter name), by its tables or the user's
 * Decode As.
 */
bool is_dissected_as(std::uint16_t port, Transport transport, std::string_view protocol);

/** The protocol (filter name, static) of default_dissector_on(), empty where there is none; kept once asked.
 */
std::string_view own_protocol(std::uint16_t port, Transport transport);

/** Forgets all of this, since a new capture may come with other settings. */
void forget_port_classes();

}  // namespace portlore
