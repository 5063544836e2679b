/** @file
 * First payloads, written out after each protocol's specification: at least one for every row of the
 * recognisers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>
#include <vector>

#include "recognise/recogniser.h"

namespace portlore {

/** A payload and what it must be recognised as. */
struct Sample {
    const char* protocol;
    Transport transport;
    Speaker sender;  ///< Unknown: either side may say this, or it does not tell
    std::string bytes;
    std::string other = {};   ///< what the other side said before; empty: nothing
    std::string before = {};  ///< what the sender said before; empty: nothing
    Group group = Group::None;
};

/** All samples. */
const std::vector<Sample>& samples();

/** A text's characters as a payload; the text must live as long. */
Payload payload_of(const std::string& bytes);

/** The exchange in which a sample's payload is said. Who sends a datagram is never known beforehand. */
Exchange exchange_of(const Sample& sample);

}  // namespace portlore
