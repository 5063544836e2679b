// SPDX-License-Identifier: GPL-2.0-or-later
#include "heuristics.h"

#include <array>

#include "fields.h"
#include "subdissector.h"

namespace portlore {

namespace {

/** Claims what a recogniser knows and its dissector accepts; the rest is left to Wireshark's other
 * heuristics. */
template <Transport transport>
HeuristicResult look_at_payload(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* data) {
    return call_subdissector(tvb, pinfo, tree, transport, data) != 0;
}

struct Handler {
    const char* parent;        ///< the transport's heuristic list
    const char* display_name;  ///< as shown under Enabled Protocols
    const char* short_name;    ///< as given to --enable-heuristic and --disable-heuristic
    heur_dissector_t look;
};

constexpr std::array<Handler, kTransports.size()> kHandlers{{
    {"tcp", "Port Lore over TCP", "portlore_tcp", look_at_payload<Transport::Tcp>},
    {"udp", "Port Lore over UDP", "portlore_udp", look_at_payload<Transport::Udp>},
    {"sctp", "Port Lore over SCTP", "portlore_sctp", look_at_payload<Transport::Sctp>},
    {"dccp", "Port Lore over DCCP", "portlore_dccp", look_at_payload<Transport::Dccp>},
}};

std::array<const heur_dtbl_entry_t*, kTransports.size()> entries{};

}  // namespace

void register_heuristics() {
    for (const Transport transport : kTransports) {
        const Handler& handler = kHandlers[index(transport)];
        heur_dissector_add(handler.parent, handler.look, handler.display_name, handler.short_name,
                           proto_portlore, HEURISTIC_ENABLE);
        entries[index(transport)] = find_heur_dissector_by_unique_short_name(handler.short_name);
    }
}

bool is_enabled(Transport transport) {
    const heur_dtbl_entry_t* const entry = entries[index(transport)];
    return entry == nullptr || entry->enabled;
}

}  // namespace portlore
