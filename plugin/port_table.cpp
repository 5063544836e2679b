// SPDX-License-Identifier: GPL-2.0-or-later
#include "port_table.h"

#include <array>
#include <memory>
#include <unordered_map>

#include "compat.h"
#include "current_facts.h"

namespace portlore {

namespace {

/** Bits of what is remembered of a port. */
constexpr std::uint8_t kDocumented = 1;
constexpr std::uint8_t kFollowed = 2;
constexpr std::uint8_t kRegistered = 4;
constexpr std::uint8_t kAsked = 8;  // what is known of it
constexpr std::uint8_t kClaimed = 16;
constexpr std::uint8_t kClaimedByBytes = 32;

/** By transport and port; a transport's table is made when its first frame comes. */
using PortBytes = std::array<std::uint8_t, 65536>;
std::array<std::unique_ptr<PortBytes>, kTransports.size()> port_bytes;

/** What is asked of a port beyond that. */
std::array<std::unordered_map<std::uint16_t, KnownPort>, kTransports.size()> known_ports;

constexpr std::array<const char*, kTransports.size()> kPortTables{"tcp.port", "udp.port", "sctp.port",
                                                                  "dccp.port"};

dissector_table_t port_table(Transport transport) {
    static const std::array<dissector_table_t, kTransports.size()> tables{
        find_dissector_table(kPortTables[0]), find_dissector_table(kPortTables[1]),
        find_dissector_table(kPortTables[2]), find_dissector_table(kPortTables[3])};
    return tables[index(transport)];
}

/** Begins to remember a port. */
std::uint8_t ask(std::uint16_t port, Transport transport) {
    std::unique_ptr<PortBytes>& table = port_bytes[index(transport)];
    if (table == nullptr) table = std::make_unique<PortBytes>();
    std::uint8_t& entry = (*table)[port];
    entry = kAsked;
    if (facts().is_documented(port, transport)) entry |= kDocumented;
    if (facts().is_claimed(port, transport)) entry |= kClaimed;
    if (facts().is_claimed_by_bytes(port, transport)) entry |= kClaimedByBytes;
    if (facts().registry().status(port, transport) == Status::Assigned) entry |= kRegistered;
    return entry;
}

/** What is remembered of a port. */
inline std::uint8_t entry_of(std::uint16_t port, Transport transport) {
    const PortBytes* const table = port_bytes[index(transport)].get();
    const std::uint8_t entry = table == nullptr ? 0 : (*table)[port];
    return entry == 0 ? ask(port, transport) : entry;
}

/** What is remembered of one or the other, the first time. Apart from entries_of(), which every frame goes
 * through. */
[[gnu::noinline]] unsigned ask_both(std::uint16_t one, std::uint16_t other, Transport transport) {
    return entry_of(one, transport) | entry_of(other, transport);
}

/** What is remembered of one or the other. */
inline unsigned entries_of(std::uint16_t one, std::uint16_t other, Transport transport) {
    const PortBytes* const table = port_bytes[index(transport)].get();
    const bool are_known = table != nullptr && (*table)[one] != 0 && (*table)[other] != 0;
    return are_known ? (*table)[one] | (*table)[other] : ask_both(one, other, transport);
}

}  // namespace

std::string_view protocol_of(dissector_handle_t dissector) {
    const int id = dissector == nullptr ? -1 : dissector_handle_get_protocol_index(dissector);
    return id < 0 ? std::string_view() : proto_get_protocol_filter_name(id);
}

dissector_handle_t dissector_on(std::uint16_t port, Transport transport) {
    dissector_table_t const table = port_table(transport);
    return table == nullptr ? nullptr : dissector_get_uint_handle(table, port);
}

dissector_handle_t default_dissector_on(std::uint16_t port, Transport transport) {
    dissector_table_t const table = port_table(transport);
    return table == nullptr ? nullptr
                            : dissector_get_default_uint_handle(kPortTables[index(transport)], port);
}

bool is_dissected_as(std::uint16_t port, Transport transport, std::string_view protocol) {
    return protocol == protocol_of(dissector_on(port, transport));
}

const KnownPort& known_port(std::uint16_t port, Transport transport) {
    const auto [known, is_new] = known_ports[index(transport)].try_emplace(port);
    if (is_new) {
        dissector_handle_t const by_default = default_dissector_on(port, transport);
        known->second.dissector = protocol_of(by_default);
        known->second.dossier = facts().dossier(port, transport);
        known->second.is_as_by_default = by_default == dissector_on(port, transport);
    }
    return known->second;
}

JudgedPort port_to_judge(std::uint16_t port, Transport transport) {
    const KnownPort& known = known_port(port, transport);
    JudgedPort judged = facts().port(port, transport, known.dossier);
    judged.dissector = known.dissector;
    return judged;
}

bool is_offered_by_decode_as(std::string_view protocol, Transport transport) {
    dissector_table_t const table = port_table(transport);
    if (table == nullptr) return false;
    for (const GSList* at = dissector_table_get_dissector_handles(table); at != nullptr; at = at->next) {
        if (protocol == protocol_of(static_cast<dissector_handle_t>(at->data))) return true;
    }
    return false;
}

bool is_documented(std::uint16_t port, Transport transport) {
    return (entry_of(port, transport) & kDocumented) != 0;
}

bool is_known(std::uint16_t port, Transport transport) {
    return (entry_of(port, transport) & (kDocumented | kRegistered)) != 0;
}

bool is_claimed(std::uint16_t port, Transport transport) {
    return (entry_of(port, transport) & kClaimed) != 0;
}

bool is_claimed_by_bytes(std::uint16_t one, std::uint16_t other, Transport transport) {
    return (entries_of(one, other, transport) & kClaimedByBytes) != 0;
}

PortsWorth worth_of(std::uint16_t one, std::uint16_t other, Transport transport) {
    const unsigned both = entries_of(one, other, transport);
    return {(both & kDocumented) != 0, (both & kFollowed) != 0};
}

void mark_followed(std::uint16_t port, Transport transport) {
    const std::uint8_t entry = entry_of(port, transport);
    (*port_bytes[index(transport)])[port] = entry | kFollowed;
}

void forget_ports() {
    for (auto& table : port_bytes) table.reset();
    for (auto& ports : known_ports) ports.clear();
}

}  // namespace portlore
