/** @file
 * Which recognisers are to be asked about a payload, by its first byte.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "transport.h"

namespace portlore {

inline constexpr std::size_t kRowsInAWord = 64;
/** There may be so many rows. */
inline constexpr std::size_t kMostRows = 6 * kRowsInAWord;

/** A set of rows: a bit for each, by its number in recognisers(), the lowest bit of the first word first. */
using RowSet = std::array<std::uint64_t, kMostRows / kRowsInAWord>;

/** By transport and first byte, the rows for which some payload that begins so may hold. Made of the rules by
 * maker/ when Port Lore is built. */
extern const std::array<std::array<RowSet, 256>, kTransports.size()> kRowsByFirstByte;

}  // namespace portlore
