// SPDX-License-Identifier: GPL-2.0-or-later
#include "conversations.h"

#include <new>
#include <type_traits>

#include "glib_owned.h"
#include "port_table.h"
#include "preferences.h"

namespace portlore {

namespace {

static_assert(std::is_trivially_destructible_v<Conversation> && std::is_trivially_destructible_v<Payloads>,
              "file-scope memory is freed without destructors");
static_assert(sizeof(void*) != 8 || sizeof(Conversation) <= 144, "a scan makes a million of them");

/** FlowKey to the latest Conversation of it, which holds the key. */
OwnedHashTable latest_of_flow;
/** What was found there last, or null: one frame of a flow is followed by another. */
Conversation* last_found = nullptr;
/** StreamKey to a Conversation that is not the latest of its flow. */
OwnedHashTable earlier;
/** Numbers by a keyed fingerprint, which no two things share but by a chance of 2^-64. */
class Numbers {
 public:
    void make() { table_ = OwnedHashTable(g_hash_table_new(nullptr, nullptr)); }
    [[nodiscard]] std::size_t of(std::uint64_t fingerprint) const {
        return GPOINTER_TO_SIZE(g_hash_table_lookup(table_.get(), GSIZE_TO_POINTER(fingerprint)));
    }
    /** 0 is that of all that have none. */
    void set(std::uint64_t fingerprint, std::size_t number) {
        if (number == 0) {
            g_hash_table_remove(table_.get(), GSIZE_TO_POINTER(fingerprint));
        } else {
            g_hash_table_insert(table_.get(), GSIZE_TO_POINTER(fingerprint), GSIZE_TO_POINTER(number));
        }
    }
    void clear() { g_hash_table_remove_all(table_.get()); }

 private:
    OwnedHashTable table_;
};

/** How many conversations an end opened, by the hash of a flow key with that end alone. */
Numbers opened;
/** The Answers of a host. */
Numbers answers;
/** The conversations, linked from the oldest to the newest. What is answered is taken out only when it is the
 * oldest. */
struct ByAge {
    Conversation* oldest = nullptr;
    Conversation* newest = nullptr;
    std::size_t count = 0;

    void add(Conversation* conversation) {
        conversation->older = newest;
        (newest == nullptr ? oldest : newest->newer) = conversation;
        newest = conversation;
        ++count;
    }
    void remove(Conversation* conversation) {
        if (conversation != oldest && conversation->older == nullptr) return;  // taken out before
        (conversation == oldest ? oldest : conversation->older->newer) = conversation->newer;
        (conversation == newest ? newest : conversation->newer->older) = conversation->older;
        conversation->older = conversation->newer = nullptr;
        --count;
    }
};
ByAge by_age;

/** How a host has answered, or been answered, elsewhere in the capture. */
enum Answers : unsigned {
    kAnsweredInSight = 1,
    kAnsweredOutOfSight = 2,
    kGotAnswerInSight = 4,
    kGotAnswerOutOfSight = 8,
};

guint folded(std::uint64_t hash) { return static_cast<guint>(hash ^ hash >> 32U); }

template <typename Key>
guint hash_of(gconstpointer key);

template <>
guint hash_of<FlowKey>(gconstpointer key) {
    return folded(static_cast<const FlowKey*>(key)->hash());
}

template <>
guint hash_of<StreamKey>(gconstpointer key) {
    return folded(StreamKeyHash{}(*static_cast<const StreamKey*>(key)));
}

template <typename Key>
gboolean are_equal(gconstpointer one, gconstpointer other) {
    return static_cast<gboolean>(*static_cast<const Key*>(one) == *static_cast<const Key*>(other));
}

template <typename Key>
OwnedHashTable new_map() {
    return OwnedHashTable(g_hash_table_new(hash_of<Key>, are_equal<Key>));
}

template <typename Thing>
Thing* kept(const Thing& thing) {
    return new (wmem_alloc(wmem_file_scope(), sizeof(Thing))) Thing(thing);
}

/** The entry of a map, taken out, its key freed. */
void discard(const OwnedHashTable& map, const void* key) {
    void* own_key = nullptr;
    if (g_hash_table_lookup_extended(map.get(), key, &own_key, nullptr) == FALSE) return;
    g_hash_table_remove(map.get(), key);
    wmem_free(wmem_file_scope(), own_key);
}

/** By which one end of a conversation is found among all that open from it. */
std::uint64_t fingerprint_of_end(const Conversation& conversation, Side side) {
    return FlowKey(conversation.flow.transport(), conversation.flow.end(side), {}).hash();
}

void free_kept(Payloads& payloads) {
    if (payloads.claims != nullptr) wmem_free(wmem_file_scope(), payloads.claims->borne_out);
    wmem_free(wmem_file_scope(), payloads.claims);
    wmem_free(wmem_file_scope(), &payloads);
}

void forget(Conversation* conversation) {
    by_age.remove(conversation);
    if (last_found == conversation) last_found = nullptr;
    for (const Side side : kSides) {
        if (!conversation->party(side).counted) continue;
        const std::uint64_t end = fingerprint_of_end(*conversation, side);
        if (const std::size_t before = opened.of(end); before > 0) opened.set(end, before - 1);
    }
    if (g_hash_table_lookup(latest_of_flow.get(), &conversation->flow) == conversation) {
        g_hash_table_remove(latest_of_flow.get(), &conversation->flow);
    } else {
        const StreamKey key{conversation->flow, conversation->stream};
        discard(earlier, &key);
    }
    if (conversation->payloads != nullptr) free_kept(*conversation->payloads);
    wmem_free(wmem_file_scope(), conversation);
}

bool may_be_forgotten(const Conversation& conversation) {
    return conversation.roles.is_unanswered() && !conversation.is_handed_over;
}

PortTraits traits_of(std::uint16_t port, Transport transport) {
    PortTraits traits;
    traits.system = port_range(port) == PortRange::System;
    traits.known = is_known(port, transport);
    traits.ephemeral = is_ephemeral(port);
    return traits;
}

unsigned answers_of(const Host& host) { return static_cast<unsigned>(answers.of(fingerprint(host))); }

void note_answers(const Host& host, unsigned how) {
    const std::uint64_t whose = fingerprint(host);
    const std::size_t before = answers.of(whose);
    if ((before & how) != how) answers.set(whose, before | how);
}

/** Whether the capture seems to lack what would have come back to a conversation's opener. */
bool lacks_answers(const Conversation& conversation) {
    const auto opener = conversation.roles.opener();
    if (!opener || !conversation.roles.is_unanswered()) return false;
    const unsigned server = answers_of(conversation.flow.host(other(*opener)));
    const unsigned client = answers_of(conversation.flow.host(*opener));
    return (server & (kAnsweredInSight | kAnsweredOutOfSight)) == kAnsweredOutOfSight ||
           (client & (kGotAnswerInSight | kGotAnswerOutOfSight)) == kGotAnswerOutOfSight;
}

}  // namespace

std::array<PortTraits, 2> traits_of(const FlowKey& flow) {
    return {traits_of(flow.port(Side::One), flow.transport()),
            traits_of(flow.port(Side::Two), flow.transport())};
}

Surroundings Conversation::surroundings(bool whole_capture) const {
    return {traits_of(flow), whole_capture, whole_capture && lacks_answers(*this)};
}

Evidence Conversation::evidence(Side side, bool whole_capture) const {
    Evidence evidence;
    evidence.observed = observed_names();
    evidence.shown_by_listener = observed() == nullptr || observed()->by == side;
    evidence.listener_spoke = party(side).spoke;
    evidence.initiator_spoke = party(other(side)).spoke;
    // An answer to what is not in the capture is not where a listener's payload begins.
    evidence.first_bytes_unknown = first_bytes(side) != nullptr && roles.opener() != side;
    evidence.saw_handshake = roles.saw_beginning();
    evidence.both_directions = roles.heard(Side::One) && roles.heard(Side::Two);
    evidence.is_filtered = roles.is_filtered();
    evidence.is_away = roles.is_away();
    evidence.announced_in = announced_in();
    if (payloads != nullptr && payloads->software != nullptr) evidence.software = payloads->software;
    evidence.finished = roles.finished() || whole_capture;
    return evidence;
}

void register_conversations() {
    latest_of_flow = new_map<FlowKey>();
    earlier = new_map<StreamKey>();
    opened.make();
    answers.make();
}

void forget_conversations() {
    g_hash_table_remove_all(latest_of_flow.get());
    g_hash_table_remove_all(earlier.get());
    opened.clear();
    answers.clear();
    last_found = nullptr;
    by_age = {};
}

void drop_conversation(Conversation* conversation) { forget(conversation); }

Conversation* find_latest_conversation_of(const FlowKey& flow) {
    if (last_found == nullptr || !(last_found->flow == flow))
        last_found = static_cast<Conversation*>(g_hash_table_lookup(latest_of_flow.get(), &flow));
    return last_found;
}

bool has_conversations(const FlowKey& flow) {
    return find_latest_conversation_of(flow) != nullptr || g_hash_table_size(earlier.get()) > 0;
}

Conversation* find_conversation_of(const FlowKey& flow, std::uint32_t stream) {
    return find_conversation_of(find_latest_conversation_of(flow), flow, stream);
}

Conversation* find_conversation_of(Conversation* latest, const FlowKey& flow, std::uint32_t stream) {
    if (latest != nullptr && latest->stream == stream) return latest;
    if (g_hash_table_size(earlier.get()) == 0) return nullptr;
    const StreamKey key{flow, stream};
    return static_cast<Conversation*>(g_hash_table_lookup(earlier.get(), &key));
}

Conversation* keep_conversation(const Conversation& conversation) {
    auto* const fresh = kept(conversation);
    ws_debug("followed: a conversation from frame %u on", fresh->first_frame);
    // The map goes on with the key that it has, which is part of the one before.
    if (Conversation* const before = find_latest_conversation_of(fresh->flow)) {
        g_hash_table_remove(latest_of_flow.get(), &fresh->flow);
        g_hash_table_insert(earlier.get(), kept(StreamKey{before->flow, before->stream}), before);
    }
    g_hash_table_insert(latest_of_flow.get(), &fresh->flow, fresh);
    last_found = fresh;
    by_age.add(fresh);
    if (by_age.count > most_unanswered()) {
        Conversation* const oldest = by_age.oldest;
        if (may_be_forgotten(*oldest)) {
            ws_debug("forgotten: the conversation that began in frame %u", oldest->first_frame);
            forget(oldest);
        } else {
            by_age.remove(oldest);
        }
    }
    return fresh;
}

Payloads& payloads_of(Conversation& conversation, wmem_allocator_t* scope) {
    if (conversation.payloads == nullptr)
        conversation.payloads = new (wmem_alloc(scope, sizeof(Payloads))) Payloads;
    return *conversation.payloads;
}

void note_answer(Conversation& conversation) {
    const auto opener = conversation.roles.opener();
    if (!opener || conversation.answer == Answer::InSight) return;
    const bool in_sight = conversation.roles.answered_in_sight();
    const Answer answer = in_sight                                     ? Answer::InSight
                          : conversation.roles.answered_out_of_sight() ? Answer::OutOfSight
                                                                       : Answer::None;
    if (answer == conversation.answer) return;
    conversation.answer = answer;
    note_answers(conversation.flow.host(other(*opener)), in_sight ? kAnsweredInSight : kAnsweredOutOfSight);
    note_answers(conversation.flow.host(*opener), in_sight ? kGotAnswerInSight : kGotAnswerOutOfSight);
}

bool count_as_opened(Conversation& conversation, Side side) {
    Party& party = conversation.party(side);
    if (party.counted) return false;
    party.counted = true;
    const std::uint64_t end = fingerprint_of_end(conversation, side);
    opened.set(end, opened.of(end) + 1);
    return true;
}

std::size_t opened_from(const Conversation& conversation, Side side) {
    return opened.of(fingerprint_of_end(conversation, side));
}

}  // namespace portlore
