/** @file
 * What is remembered of conversations while a capture is open.
 *
 * A conversation is what two ends send each other; for TCP also Wireshark's stream, so that a new SYN on old
 * ports begins a new one. Only conversations that may be worth a tag are kept. All of it lives in the file
 * scope and changes on a frame's first visit only. Every look-up takes constant time, whatever the capture:
 * hashes are keyed, and no list grows with the packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "compat.h"
#include "flow_key.h"
#include "recognise/recogniser.h"
#include "role.h"
#include "verdict.h"

struct conversation;

namespace portlore {

/** So many conversations that nobody has answered are remembered, unless the user says otherwise. */
inline constexpr unsigned kMostUnanswered = 1'000'000;

/** A side's first payload bytes, where no dissector knows them. */
struct FirstBytes {
    static constexpr std::size_t kMost = 16;
    std::array<std::uint8_t, kMost> bytes{};
    std::uint8_t size = 0;  ///< 0: not seen, or some dissector knows them

    bool operator==(const FirstBytes&) const = default;
};

/** What is concluded of one end of a conversation, and from what. */
struct Party {
    std::uint32_t verdict_frame = 0;  ///< brought the last verdict; expert information is raised there
    Verdict verdict = Verdict::Undetermined;  ///< as of the last frame visited for the first time
    bool spoke = false;                       ///< sent payload
    bool missed = false;                      ///< it was told that a list of its host lacks this listener
    bool counted = false;  ///< counted among the conversations that were opened from this port
};

/** What a conversation was dissected as. */
struct Observed {
    /** Protocol filter names, outermost first; Wireshark's own strings. */
    std::array<const char*, 3> names{};
    std::uint8_t count = 0;
    Side by = Side::One;      ///< who showed it
    bool is_certain = false;  ///< no other protocol says such a thing
    std::uint32_t frame = 0;  ///< the one that showed it
};

/** The beginning of the last payload that one side sent, behind the short ones that it goes on from. */
struct Remembered {
    /** What is sent in a segment of its own before the rest of a message is a byte or a header. */
    static constexpr std::size_t kShort = 16;

    std::array<std::uint8_t, kRemembered> bytes{};
    std::uint8_t captured = 0;
    std::uint8_t last_begins = 0;  ///< where the last payload begins
    std::uint32_t sent = 0;        ///< with those before it
    std::uint32_t next = 0;        ///< TCP: the sequence number that follows it

    [[nodiscard]] Payload last() const { return joined().from(last_begins); }
    [[nodiscard]] Payload joined() const { return {std::span(bytes).first(captured), sent}; }
    /** Whether what follows may be the rest of what was begun. */
    [[nodiscard]] bool is_short() const { return captured > 0 && captured == sent && sent <= kShort; }
};

/** A protocol that the payloads of a conversation have shown. */
struct Recognition {
    const Recogniser* recogniser = nullptr;  ///< null: not recognised
    dissector_handle_t dissector = nullptr;  ///< null: to be named only
    std::uint32_t frame = 0;                 ///< where it was recognised
    std::uint16_t server_port = 0;
    bool is_joined = false;  ///< a message shows it that began in a frame before
};

/** What the payloads of a conversation bear out of the claims on one of its ports. */
struct BorneOut {
    /** Claims, and the frame that brought them; expert information is raised there. */
    struct Brought {
        std::uint64_t claims = 0;
        std::uint32_t frame = 0;
    };

    std::uint64_t confirmed = 0;       ///< claims, as of the last frame visited for the first time
    std::array<Brought, 2> brought{};  ///< the first ones, and all that came later
};

/** What was seen of what the claims on both ports ask for, and how far was looked. */
struct ClaimWatch {
    std::array<std::uint64_t, 2> patterns{};       ///< as Seen::patterns, by index() of whose port it is
    std::array<BorneOut, 2>* borne_out = nullptr;  ///< likewise; null: nothing is, as in most conversations
    std::array<std::uint8_t, 2> payloads{};        ///< how many were looked at, by index() of who sent them
    std::array<std::uint8_t, 2> long_ones{};       ///< those of them that are no mere byte or line end
    std::array<bool, 2> spoke_it{};                ///< who has shown the protocol that was observed, likewise
};

/** What the payloads of a conversation show. */
struct Payloads {
    Observed observed;
    std::array<FirstBytes, 2> first_bytes;  ///< by index(Side)
    std::array<Remembered, 2> said;         ///< by each side; by index(Side)
    std::array<std::uint8_t, 2> looks{};    ///< how many payloads the recognisers were shown; by index(Side)
    const char* assumed = nullptr;   ///< what a dissector made of a payload for its port's sake alone; static
    const char* software = nullptr;  ///< what the listener calls itself; in the file scope
    std::uint8_t greetings = 0;      ///< how many of its payloads were asked for it
    std::uint32_t announced_in = 0;  ///< the frame in which another conversation told of this one; 0: none
    Recognition recognition;
    ClaimWatch* claims = nullptr;      ///< null: nothing was looked for
    ::conversation* stream = nullptr;  ///< TCP: Wireshark's of the stream, once it was looked up
};

/** Whether a listener has answered, and whether the capture shows it. */
enum class Answer : std::uint8_t { None, OutOfSight, InSight };

/**
 * One conversation. Plain data: it is freed with the capture, without a destructor.
 *
 * A scan makes a million of them: what most of them lack is allocated where it is needed.
 */
struct Conversation {
    Conversation(const FlowKey& flow_, std::uint32_t stream_, std::uint32_t first_frame_)
        : flow(flow_), stream(stream_), first_frame(first_frame_), roles(flow_.transport()) {}

    FlowKey flow;
    std::uint32_t stream;       ///< Wireshark's TCP stream; 0 for the other transports
    std::uint32_t first_frame;  ///< the first one that was followed
    RoleTracker roles;
    Answer answer = Answer::None;   ///< as note_answer() has noted it
    bool is_handed_over = false;    ///< Wireshark keeps pointers to it
    bool is_untagged = false;       ///< nothing has changed since neither end was found worth a tag
    Payloads* payloads = nullptr;   ///< null: none was seen that says anything
    Conversation* older = nullptr;  ///< by age, of those that may be forgotten
    Conversation* newer = nullptr;
    std::array<Party, 2> parties;  ///< by index(Side)

    [[nodiscard]] Party& party(Side side) { return parties[index(side)]; }
    [[nodiscard]] const Party& party(Side side) const { return parties[index(side)]; }
    /** What it was dissected as, or null. */
    [[nodiscard]] const Observed* observed() const {
        return payloads == nullptr || payloads->observed.count == 0 ? nullptr : &payloads->observed;
    }
    [[nodiscard]] std::span<const char* const> observed_names() const {
        if (observed() == nullptr) return {};
        return {payloads->observed.names.data(), payloads->observed.count};
    }
    /** The first bytes of a side, or null where they are known. */
    [[nodiscard]] const FirstBytes* first_bytes(Side side) const {
        if (payloads == nullptr || payloads->first_bytes[index(side)].size == 0) return nullptr;
        return &payloads->first_bytes[index(side)];
    }
    /** The frame in which another conversation told of this one; 0: none did. */
    [[nodiscard]] std::uint32_t announced_in() const {
        return payloads == nullptr ? 0 : payloads->announced_in;
    }
    /** What the roles depend on beside its packets. @param whole_capture whether nothing is to come. */
    [[nodiscard]] Surroundings surroundings(bool whole_capture) const;
    /** The evidence from the point of view of one side, but for how often it opened from its port. */
    [[nodiscard]] Evidence evidence(Side side, bool whole_capture) const;
};

/** What inference may know of both ports before any packet is looked at. */
std::array<PortTraits, 2> traits_of(const FlowKey& flow);

/** Prepares the tables. Call once, at registration. */
void register_conversations();

/** Forgets the conversations of the capture before, whose memory is about to be freed, or is. */
void forget_conversations();

/** The conversation of a flow and TCP stream (0 for other transports), or null if it is not followed. */
Conversation* find_conversation_of(const FlowKey& flow, std::uint32_t stream);

/** The same, where find_latest_conversation_of() the flow is known. */
Conversation* find_conversation_of(Conversation* latest, const FlowKey& flow, std::uint32_t stream);

/** Whether any conversation of a flow is followed. */
bool has_conversations(const FlowKey& flow);

/** The latest conversation of a flow that is followed, or null. */
Conversation* find_latest_conversation_of(const FlowKey& flow);

/**
 * Begins to keep a conversation. Call only on a frame's first visit, where there is none yet of its flow and
 * stream. @return the one that is kept, in the file scope.
 *
 * Of the conversations that nobody has answered, the oldest is forgotten where there are more than
 * most_unanswered() newer ones.
 */
Conversation* keep_conversation(const Conversation& conversation);

/** Forgets a conversation that is settled and worth no tag. */
void drop_conversation(Conversation* conversation);

/** What the payloads of a conversation show, made where there is nothing yet, in a scope that lives as long.
 */
Payloads& payloads_of(Conversation& conversation, wmem_allocator_t* scope);

/**
 * Notes whether a listener answered in sight of the capture, or out of it, so that silence can be told from a
 * direction that the capture lacks. First visits only.
 */
void note_answer(Conversation& conversation);

/**
 * Counts a conversation among those that its endpoint on this side opened. First visits only.
 * @return false where it was counted before.
 */
bool count_as_opened(Conversation& conversation, Side side);

/** How many conversations the endpoint on this side was counted to have opened. */
std::size_t opened_from(const Conversation& conversation, Side side);

}  // namespace portlore
