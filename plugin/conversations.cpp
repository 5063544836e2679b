// SPDX-License-Identifier: GPL-2.0-or-later
#include "conversations.h"

#include <epan/to_str.h>

namespace portlore {

namespace {

/** Both endpoints of a conversation, the smaller one first. */
struct Key {
    address low;
    address high;
    std::uint32_t low_port;
    std::uint32_t high_port;
    Transport transport;
};

wmem_map_t* first_frames = nullptr;

guint hash_key(gconstpointer pointer) {
    const auto* key = static_cast<const Key*>(pointer);
    const guint seed = (key->low_port << 16U | key->high_port) ^ static_cast<guint>(key->transport);
    return add_address_to_hash(add_address_to_hash(seed, &key->low), &key->high);
}

gboolean equal_keys(gconstpointer one, gconstpointer other) {
    const auto* a = static_cast<const Key*>(one);
    const auto* b = static_cast<const Key*>(other);
    return a->low_port == b->low_port && a->high_port == b->high_port && a->transport == b->transport &&
           addresses_equal(&a->low, &b->low) && addresses_equal(&a->high, &b->high);
}

/** The key of a frame's conversation; its addresses belong to the frame. */
Key key_of(const packet_info* pinfo, Transport transport) {
    const int order = cmp_address(&pinfo->src, &pinfo->dst);
    const bool source_first = order < 0 || (order == 0 && pinfo->srcport <= pinfo->destport);
    if (source_first) return {pinfo->src, pinfo->dst, pinfo->srcport, pinfo->destport, transport};
    return {pinfo->dst, pinfo->src, pinfo->destport, pinfo->srcport, transport};
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

bool is_first_frame(const packet_info* pinfo, Transport transport) {
    const Key key = key_of(pinfo, transport);
    const guint first = GPOINTER_TO_UINT(wmem_map_lookup(first_frames, &key));
    if (first == 0 && !PINFO_FD_VISITED(pinfo)) {
        wmem_map_insert(first_frames, keep(key), GUINT_TO_POINTER(pinfo->num));
        return true;
    }
    return first == pinfo->num;
}

}  // namespace portlore
