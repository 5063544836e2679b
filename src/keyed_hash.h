/** @file
 * A hash that nobody can aim at: whoever sends the packets chooses what is in them, but not the key.
 *
 * Two different keys of a table meet with a chance of 2^-64, whichever they are, so that none can be chosen
 * to meet (strongly universal hashing). It is no cipher: nobody may be shown the hashes themselves.
 *
 * Source: Carter and Wegman, Universal classes of hash functions (1979); in the form "Multilinear" of Lemire
 * and Kaser, Strongly universal string hashing is fast (2014).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace portlore {

__extension__ using Bits128 = unsigned __int128;

/** The most words that are hashed together. */
inline constexpr std::size_t kMostHashedWords = 5;

/** What a hash depends on: 128 bits for each word, for their number, and to begin with. */
using HashKey = std::array<Bits128, kMostHashedWords + 2>;

/** The key of this process, once it is drawn; the last part of a key is never 0. */
extern HashKey process_key;
/** Draws it at random. */
void draw_process_key();

/** The key of this process, drawn at the first call. */
inline const HashKey& process_hash_key() {
    if (process_key.back() == 0) draw_process_key();
    return process_key;
}

/** The hash of some words under a key: the upper half of a sum of products, modulo 2^128. */
template <std::size_t size>
constexpr std::uint64_t multilinear_hash(const HashKey& key, const std::array<std::uint64_t, size>& words) {
    static_assert(size <= kMostHashedWords);
    Bits128 sum = key[kMostHashedWords] + key[kMostHashedWords + 1] * size;
    for (std::size_t nth = 0; nth < size; ++nth) sum += key[nth] * words[nth];
    return static_cast<std::uint64_t>(sum >> 64U);
}

/** The hash of some words under the process's key: the same for equal words as long as the process runs. */
template <std::size_t size>
std::uint64_t keyed_hash(const std::array<std::uint64_t, size>& words) {
    return multilinear_hash(process_hash_key(), words);
}

}  // namespace portlore
