/** @file
 * Which recognisers are to be asked about a payload, by its first two bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "recognise/recogniser.h"
#include "transport.h"

namespace portlore {

/** All recognisers, by number: in the order in which they are tried. Static. */
std::span<const Recogniser* const> numbered_recognisers();

inline constexpr std::size_t kRowsInAWord = 64;
/** There may be so many rows. */
inline constexpr std::size_t kMostRows = 7 * kRowsInAWord;

/** A set of rows: a bit for each, by its number in numbered_recognisers(), the lowest bit of the first word
 * first. */
using RowSet = std::array<std::uint64_t, kMostRows / kRowsInAWord>;

/** By a byte's value, the rows for which some payload may hold that has it. */
using RowsByByte = std::array<RowSet, 256>;

/** By transport, for a payload's first byte and for its second one: rows that are in both sets are to be
 * asked about a payload with those two. Made of the rules by maker/ when Port Lore is built. */
extern const std::array<RowsByByte, kTransports.size()> kRowsByFirstByte;
extern const std::array<RowsByByte, kTransports.size()> kRowsBySecondByte;

}  // namespace portlore
