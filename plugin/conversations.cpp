// SPDX-License-Identifier: GPL-2.0-or-later
#include "conversations.h"

#include <deque>
#include <new>
#include <type_traits>

#include "preferences.h"
#include "user_files.h"

namespace portlore {

namespace {

static_assert(std::is_trivially_destructible_v<Conversation>,
              "file-scope memory is freed without destructors");

/** Ends to the latest Conversation between them, which holds the key. */
wmem_map_t* conversations = nullptr;
/** The first of Ends, without a second, to the number of conversations that it opened. */
wmem_map_t* opened = nullptr;
/** The latest conversations, the oldest first. What is answered is taken out only when it is the oldest. */
std::deque<Conversation*> latest;

guint hash_ends(gconstpointer pointer) {
    const std::size_t hash = EndsHash{}(*static_cast<const Ends*>(pointer));
    return static_cast<guint>(hash ^ hash >> 32U);
}

gboolean equal_ends(gconstpointer one, gconstpointer other) {
    return static_cast<gboolean>(*static_cast<const Ends*>(one) == *static_cast<const Ends*>(other));
}

/** One end of a conversation alone. */
Ends end_of(const Conversation& conversation, Side side) {
    const Ends& both = conversation.ends;
    return {{both.hosts[index(side)], Host{}}, {both.ports[index(side)], 0}, both.transport};
}

/** Counts one conversation less that an endpoint has opened. */
void count_as_never_opened(const Conversation& conversation, Side side) {
    const Ends end = end_of(conversation, side);
    const void* key = nullptr;
    void* count = nullptr;
    if (wmem_map_lookup_extended(opened, &end, &key, &count) == FALSE) return;
    if (GPOINTER_TO_UINT(count) > 1) {
        wmem_map_insert(opened, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(count) - 1));
    } else {
        wmem_map_remove(opened, &end);
        wmem_free(wmem_file_scope(), const_cast<void*>(key));
    }
}

/** Takes a conversation out of those on the same ports. */
void unlink(const Conversation* conversation) {
    auto* head = static_cast<Conversation*>(wmem_map_remove(conversations, &conversation->ends));
    for (Conversation** link = &head; *link != nullptr; link = &(*link)->earlier) {
        if (*link != conversation) continue;
        *link = conversation->earlier;
        break;
    }
    // The key is part of a conversation that stays.
    if (head != nullptr) wmem_map_insert(conversations, &head->ends, head);
}

void forget(Conversation* conversation) {
    unlink(conversation);
    for (const Side side : {Side::One, Side::Two}) {
        if (conversation->party(side).counted) count_as_never_opened(*conversation, side);
    }
    wmem_free(wmem_file_scope(), conversation->payloads);
    wmem_free(wmem_file_scope(), conversation);
}

void forget_all() noexcept { latest.clear(); }

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
    std::array<PortTraits, 2> traits{traits_of(ends.ports[0], ends.transport),
                                     traits_of(ends.ports[1], ends.transport)};
    traits[0].understood = parties[0].understood;
    traits[1].understood = parties[1].understood;
    return traits;
}

Evidence Conversation::evidence(Side side, bool whole_capture) const {
    Evidence evidence;
    evidence.observed = observed_names();
    evidence.listener_spoke = party(side).spoke;
    evidence.initiator_spoke = party(other(side)).spoke;
    evidence.first_bytes_unknown = first_bytes(side) != nullptr;
    evidence.saw_handshake = roles.saw_handshake();
    evidence.finished = finished || whole_capture;
    return evidence;
}

void register_conversations() {
    conversations = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), hash_ends, equal_ends);
    opened = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), hash_ends, equal_ends);
    register_init_routine(forget_all);
}

Conversation* find_conversation_of(const Ends& ends, std::optional<std::uint32_t> stream,
                                   std::uint32_t frame) {
    auto* conversation = static_cast<Conversation*>(wmem_map_lookup(conversations, &ends));
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

Conversation* follow_conversation_of(const Ends& ends, std::uint32_t stream, std::uint32_t frame) {
    auto* const conversation = new (wmem_alloc(wmem_file_scope(), sizeof(Conversation))) Conversation(ends);
    conversation->stream = stream;
    conversation->first_frame = frame;
    conversation->earlier =
        static_cast<Conversation*>(wmem_map_insert(conversations, &conversation->ends, conversation));
    latest.push_back(conversation);
    if (latest.size() > most_unanswered()) {
        if (latest.front()->roles.is_unanswered()) forget(latest.front());
        latest.pop_front();
    }
    return conversation;
}

bool count_as_opened(Conversation& conversation, Side side) {
    Party& party = conversation.party(side);
    if (party.counted) return false;
    party.counted = true;
    const std::size_t before = opened_from(conversation, side);
    const Ends end = end_of(conversation, side);
    // The table goes on with the key that it has.
    const Ends* const key = before == 0 ? new (wmem_alloc(wmem_file_scope(), sizeof(Ends))) Ends(end) : &end;
    wmem_map_insert(opened, key, GUINT_TO_POINTER(static_cast<guint>(before + 1)));
    return true;
}

std::size_t opened_from(const Conversation& conversation, Side side) {
    const Ends end = end_of(conversation, side);
    return GPOINTER_TO_UINT(wmem_map_lookup(opened, &end));
}

}  // namespace portlore
