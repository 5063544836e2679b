// SPDX-License-Identifier: GPL-2.0-or-later
#include "heuristics.h"

#include <array>

#include "fields.h"
#include "observe.h"

namespace portlore {

namespace {

struct Handler {
    const char* parent;        ///< the transport's heuristic list
    const char* display_name;  ///< as shown under Enabled Protocols
    const char* short_name;    ///< as given to --enable-heuristic and --disable-heuristic
};

constexpr std::array<Handler, kTransports.size()> kHandlers{{
    {"tcp", "Port Lore over TCP", "portlore_tcp"},
    {"udp", "Port Lore over UDP", "portlore_udp"},
    {"sctp", "Port Lore over SCTP", "portlore_sctp"},
    {"dccp", "Port Lore over DCCP", "portlore_dccp"},
}};

std::array<const heur_dtbl_entry_t*, kTransports.size()> entries{};

/** Notes what no port's dissector wanted, and claims nothing: Wireshark's other heuristics go on. */
HeuristicResult look_at_payload(tvbuff_t* tvb, packet_info* pinfo, proto_tree* /*tree*/, void* /*data*/) {
    if (!PINFO_FD_VISITED(pinfo)) note_unclaimed_payload(tvb, pinfo);
    return FALSE;
}

}  // namespace

void register_heuristics() {
    for (const Transport transport : kTransports) {
        const Handler& handler = kHandlers[index(transport)];
        heur_dissector_add(handler.parent, look_at_payload, handler.display_name, handler.short_name,
                           proto_portlore, HEURISTIC_ENABLE);
        entries[index(transport)] = find_heur_dissector_by_unique_short_name(handler.short_name);
    }
}

bool is_enabled(Transport transport) {
    const heur_dtbl_entry_t* const entry = entries[index(transport)];
    return entry == nullptr || entry->enabled;
}

}  // namespace portlore
