// SPDX-License-Identifier: GPL-2.0-or-later
#include "conversations.h"

#include <new>
#include <type_traits>

#include "user_files.h"

namespace portlore {

namespace {

static_assert(std::is_trivially_destructible_v<Conversation>,
              "file-scope memory is freed without destructors");

/** An endpoint, or both endpoints of a conversation with the smaller one first. */
struct Key {
    address low;
    address high;
    std::uint16_t low_port;
    std::uint16_t high_port;
    Transport transport;
};

/** Both endpoints to the latest Conversation between them. */
wmem_map_t* conversations = nullptr;
/** An endpoint (in Key's lower half) to the number of conversations that it opened. */
wmem_map_t* opened = nullptr;

guint hash_key(gconstpointer pointer) {
    const auto* key = static_cast<const Key*>(pointer);
    const guint ports = static_cast<guint>(key->low_port) << 16U | key->high_port;
    return add_address_to_hash(add_address_to_hash(ports ^ static_cast<guint>(key->transport), &key->low),
                               &key->high);
}

gboolean equal_keys(gconstpointer one, gconstpointer other) {
    const auto* a = static_cast<const Key*>(one);
    const auto* b = static_cast<const Key*>(other);
    return a->low_port == b->low_port && a->high_port == b->high_port && a->transport == b->transport &&
           addresses_equal(&a->low, &b->low) && addresses_equal(&a->high, &b->high);
}

/** The key of a flow; its addresses are the flow's own. */
Key key_of(const Flow& flow) {
    if (side_of_source(flow) == Side::One) {
        return {flow.source, flow.destination, flow.source_port, flow.destination_port, flow.transport};
    }
    return {flow.destination, flow.source, flow.destination_port, flow.source_port, flow.transport};
}

Key key_of(const Party& party, Transport transport) {
    return {party.host, address{}, party.port, 0, transport};
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

PortTraits traits_of(std::uint16_t port, Transport transport) {
    PortTraits traits;
    traits.system = port_range(port) == PortRange::System;
    traits.known = facts().dossiers().find(port, transport) != nullptr ||
                   facts().registry().status(port, transport) == Status::Assigned;
    traits.ephemeral = is_ephemeral(port);
    return traits;
}

std::array<PortTraits, 2> Conversation::traits() const {
    std::array<PortTraits, 2> traits{traits_of(parties[0].port, transport),
                                     traits_of(parties[1].port, transport)};
    traits[0].understood = parties[0].understood;
    traits[1].understood = parties[1].understood;
    return traits;
}

Evidence Conversation::evidence(Side side, bool whole_capture) const {
    Evidence evidence;
    evidence.observed = observed_names();
    evidence.listener_spoke = party(side).spoke;
    evidence.initiator_spoke = party(other(side)).spoke;
    evidence.first_bytes_unknown = party(side).first_bytes.size > 0;
    evidence.saw_handshake = roles.saw_handshake();
    evidence.finished = finished || whole_capture;
    return evidence;
}

void register_conversations() {
    conversations = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), hash_key, equal_keys);
    opened = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), hash_key, equal_keys);
}

Side side_of_source(const Flow& flow) {
    const int order = cmp_address(&flow.source, &flow.destination);
    return order < 0 || (order == 0 && flow.source_port <= flow.destination_port) ? Side::One : Side::Two;
}

Conversation* find_conversation_of(const Flow& flow, std::optional<std::uint32_t> stream,
                                   std::uint32_t frame) {
    const Key key = key_of(flow);
    auto* conversation = static_cast<Conversation*>(wmem_map_lookup(conversations, &key));
    if (stream) {
        while (conversation != nullptr && conversation->stream != *stream)
            conversation = conversation->earlier;
    } else {
        while (conversation != nullptr && conversation->earlier != nullptr &&
               conversation->first_frame > frame) {
            conversation = conversation->earlier;
        }
    }
    return conversation;
}

Conversation* follow_conversation_of(const Flow& flow, std::uint32_t stream, std::uint32_t frame) {
    const Key key = key_of(flow);
    auto* const conversation =
        new (wmem_alloc(wmem_file_scope(), sizeof(Conversation))) Conversation(flow.transport);
    const Key* const kept = keep(key);
    conversation->stream = stream;
    conversation->first_frame = frame;
    conversation->earlier = static_cast<Conversation*>(wmem_map_lookup(conversations, &key));
    conversation->party(Side::One).host = kept->low;
    conversation->party(Side::One).port = kept->low_port;
    conversation->party(Side::Two).host = kept->high;
    conversation->party(Side::Two).port = kept->high_port;
    wmem_map_insert(conversations, kept, conversation);
    return conversation;
}

bool count_as_opened(Conversation& conversation, Side side) {
    Party& party = conversation.party(side);
    if (party.counted) return false;
    party.counted = true;
    const Key key = key_of(party, conversation.transport);
    const std::size_t before = opened_from(conversation, side);
    wmem_map_insert(opened, before == 0 ? keep(key) : &key, GUINT_TO_POINTER(static_cast<guint>(before + 1)));
    return true;
}

std::size_t opened_from(const Conversation& conversation, Side side) {
    const Key key = key_of(conversation.party(side), conversation.transport);
    return GPOINTER_TO_UINT(wmem_map_lookup(opened, &key));
}

}  // namespace portlore
