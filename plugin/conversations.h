/** @file
 * What is remembered of conversations while a capture is open.
 *
 * A conversation is both (address, port) pairs and the transport, in either direction; for TCP also
 * Wireshark's stream, so that a new SYN on old ports begins a new one. Only conversations of a port worth a
 * tag are kept. All of it lives in the file scope and changes on a frame's first visit only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "compat.h"
#include "flow.h"
#include "role.h"
#include "verdict.h"

namespace portlore {

/** So many conversations that nobody has answered are remembered, unless the user says otherwise. */
inline constexpr unsigned kMostUnanswered = 1'000'000;

/** A side's first payload bytes, where no dissector knows them. */
struct FirstBytes {
    static constexpr std::size_t kMost = 16;
    std::array<std::uint8_t, kMost> bytes{};
    std::uint8_t size = 0;  ///< 0: not seen, or some dissector knows them
};

/** What is concluded of one end of a conversation, and from what. */
struct Party {
    std::uint32_t verdict_frame = 0;  ///< brought the last verdict; expert information is raised there
    Verdict verdict = Verdict::Undetermined;  ///< as of the last frame visited for the first time
    bool spoke = false;                       ///< sent payload
    bool understood = false;                  ///< what is spoken here has its dissector on this port
    bool counted = false;  ///< counted among the conversations that were opened from this port
};

/** What a conversation was dissected as. */
struct Observed {
    /** Protocol filter names, outermost first; Wireshark's own strings. */
    std::array<const char*, 3> names{};
    std::uint8_t count = 0;
    std::uint32_t frame = 0;  ///< the one that showed it
};

/** What the payloads of a conversation show. */
struct Payloads {
    Observed observed;
    std::array<FirstBytes, 2> first_bytes;  ///< by index(Side)
};

/**
 * One conversation. Plain data: it is freed with the capture, without a destructor.
 *
 * A scan makes a million of them: what most of them lack is allocated where it is needed.
 */
struct Conversation {
    explicit Conversation(const Ends& ends_) : ends(ends_), roles(ends_.transport) {}

    const Ends ends;
    std::uint8_t completeness = 0;  ///< TCP: Wireshark's completeness as of the last frame
    bool finished = false;          ///< TCP: a FIN or RST was seen
    std::uint32_t stream = 0;       ///< Wireshark's TCP stream; 0 for the other transports
    std::uint32_t first_frame = 0;  ///< the first one that was followed
    RoleTracker roles;
    Conversation* earlier = nullptr;  ///< the one before on the same ports
    Payloads* payloads = nullptr;     ///< null: none was seen that says anything
    std::array<Party, 2> parties;     ///< by index(Side)

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
    /** What inference may know of the two ports. */
    [[nodiscard]] std::array<PortTraits, 2> traits() const;
    /** The evidence from the point of view of one side, but for how often it opened from its port. */
    [[nodiscard]] Evidence evidence(Side side, bool whole_capture) const;
};

/** What inference may know of a port before any packet is looked at. */
PortTraits traits_of(std::uint16_t port, Transport transport);

/** Prepares the tables, which are emptied whenever a capture is closed. Call once, at registration. */
void register_conversations();

/**
 * The conversation that a flow belongs to, or null if it is not followed.
 * @param stream Wireshark's TCP stream; for other transports, and where an ICMP error quotes the flow,
 * nothing.
 */
Conversation* find_conversation_of(const Ends& ends, std::optional<std::uint32_t> stream,
                                   std::uint32_t frame);

/**
 * Begins to follow a flow's conversation. Call only on a frame's first visit, where there is none yet.
 *
 * Of the conversations that nobody has answered, the oldest is forgotten where there are more than
 * most_unanswered() newer ones.
 */
Conversation* follow_conversation_of(const Ends& ends, std::uint32_t stream, std::uint32_t frame);

/**
 * Counts a conversation among those that its endpoint on this side opened. First visits only.
 * @return false where it was counted before.
 */
bool count_as_opened(Conversation& conversation, Side side);

/** How many conversations the endpoint on this side was counted to have opened. */
std::size_t opened_from(const Conversation& conversation, Side side);

}  // namespace portlore
