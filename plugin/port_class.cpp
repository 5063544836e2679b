// SPDX-License-Identifier: GPL-2.0-or-later
#include "port_class.h"

#include <array>
#include <vector>

#include "built_in.h"
#include "compat.h"

namespace portlore {

namespace {

constexpr std::uint8_t kUnknown = 0xff;

/** By transport and port; a transport's table is made when its first frame comes. */
std::array<std::vector<std::uint8_t>, kTransports.size()> classes;

constexpr std::array<const char*, kTransports.size()> kPortTables{"tcp.port", "udp.port", "sctp.port",
                                                                  "dccp.port"};

dissector_handle_t dissector_on(std::uint16_t port, Transport transport) {
    dissector_table_t const table = find_dissector_table(kPortTables[index(transport)]);
    return table == nullptr ? nullptr : dissector_get_uint_handle(table, port);
}

PortClass classify(std::uint16_t port, Transport transport) {
    if (built_in_dossiers().find(port) != nullptr) return PortClass::Documented;
    switch (built_in_registry().status(port, transport)) {
        case Status::Dynamic:
            return PortClass::Ordinary;
        case Status::Assigned:
            return dissector_on(port, transport) == nullptr ? PortClass::Undissected : PortClass::Ordinary;
        case Status::Unassigned:
        case Status::Reserved:
            break;
    }
    return dissector_on(port, transport) == nullptr ? PortClass::Unclaimed : PortClass::Ordinary;
}

}  // namespace

PortClass port_class(std::uint16_t port, Transport transport) {
    std::vector<std::uint8_t>& table = classes[index(transport)];
    if (table.empty()) table.assign(65536, kUnknown);
    std::uint8_t& known = table[port];
    if (known == kUnknown) known = static_cast<std::uint8_t>(classify(port, transport));
    return static_cast<PortClass>(known);
}

void distrust_dissector_of(std::uint16_t port, Transport transport) {
    if (port_class(port, transport) != PortClass::Ordinary) return;
    const Status status = built_in_registry().status(port, transport);
    if (status == Status::Dynamic) return;
    classes[index(transport)][port] =
        static_cast<std::uint8_t>(status == Status::Assigned ? PortClass::Undissected : PortClass::Unclaimed);
}

bool has_dissector(std::uint16_t port, Transport transport, int protocol) {
    dissector_handle_t const handle = dissector_on(port, transport);
    return handle != nullptr && dissector_handle_get_protocol_index(handle) == protocol;
}

void forget_port_classes() {
    for (auto& table : classes) table.clear();
}

}  // namespace portlore
