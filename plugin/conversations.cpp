// SPDX-License-Identifier: GPL-2.0-or-later
#include "conversations.h"

#include <epan/to_str.h>

namespace portlore {

namespace {

/** Both endpoints of a conversation, the smaller one first. */
struct Key {
    address low;
    address high;
    std::uint16_t low_port;
    std::uint16_t high_port;
    Transport transport;
};

wmem_map_t* first_frames = nullptr;

guint hash_key(gconstpointer pointer) {
    const auto* key = static_cast<const Key*>(pointer);
    const guint seed =
        (static_cast<guint>(key->low_port) << 16U | key->high_port) ^ static_cast<guint>(key->transport);
    return add_address_to_hash(add_address_to_hash(seed, &key->low), &key->high);
}

gboolean equal_keys(gconstpointer one, gconstpointer other) {
    const auto* a = static_cast<const Key*>(one);
    const auto* b = static_cast<const Key*>(other);
    return a->low_port == b->low_port && a->high_port == b->high_port && a->transport == b->transport &&
           addresses_equal(&a->low, &b->low) && addresses_equal(&a->high, &b->high);
}

/** The key of a flow; its addresses are the flow's own. */
Key key_of(const Flow& flow) {
    const int order = cmp_address(&flow.source, &flow.destination);
    const bool source_first = order < 0 || (order == 0 && flow.source_port <= flow.destination_port);
    if (source_first) {
        return {flow.source, flow.destination, flow.source_port, flow.destination_port, flow.transport};
    }
    return {flow.destination, flow.source, flow.destination_port, flow.source_port, flow.transport};
}

/** A copy that lives as long as the capture is open. */
const Key* keep(const Key& key) {
    Key* const kept = wmem_new(wmem_file_scope(), Key);
    *kept = key;
    copy_address_wmem(wmem_file_scope(), &kept->low, &key.low);
    copy_address_wmem(wmem_file_scope(), &kept->high, &key.high);
    return kept;
}

}  // namespace

void register_conversations() {
    first_frames = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), hash_key, equal_keys);
}

bool is_first_frame(const Flow& flow, const packet_info* pinfo) {
    const Key key = key_of(flow);
    const guint first = GPOINTER_TO_UINT(wmem_map_lookup(first_frames, &key));
    if (first == 0 && !PINFO_FD_VISITED(pinfo)) {
        wmem_map_insert(first_frames, keep(key), GUINT_TO_POINTER(pinfo->num));
        return true;
    }
    return first == pinfo->num;
}

}  // namespace portlore
