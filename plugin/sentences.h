/** @file
 * The sentences of a tag.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <optional>
#include <string>

#include "endpoint.h"
#include "policy.h"

namespace portlore {

/**
 * What one end of a frame is told in. Each sentence is built when it is first asked for, and is there for the
 * frames that follow, as long as nothing changes of what it says.
 */
class Sentences {
 public:
    /** Takes in an end; what is known of the one before is kept where it is told alike. */
    void tell(const Endpoint& endpoint);

    /** The tag's line: what was found, what is on record of the port. */
    const char* line();
    /** The headline without place and process, which have columns of their own. */
    const char* headline();
    const char* reason();
    const char* finding();
    /** The listener's first bytes as text; empty where they are not known. */
    const char* first_bytes();

 private:
    using Sentence = std::optional<std::string>;

    [[nodiscard]] bool is_told_alike(const Endpoint& endpoint) const;
    [[nodiscard]] std::string build_line() const;

    Endpoint told_;
    /** What was observed as of then: the conversation's own list may have changed since. */
    std::array<const char*, std::tuple_size_v<decltype(Observed::names)>> observed_{};
    FirstBytes first_bytes_;
    Sentence line_, headline_, reason_, finding_, first_bytes_as_text_;
};

/** What a listener breaks of its port's dossier. */
Breaches breaches_of(const Endpoint& endpoint);

/** The sentences for one end of a frame; they hold until those for another frame's are asked for. Several
 * ends are remembered, so that frames of conversations that take turns find theirs. */
Sentences& sentences_for(const Endpoint& endpoint);

/** Forgets all of them: what they tell of is about to be freed. */
void forget_sentences();

}  // namespace portlore
