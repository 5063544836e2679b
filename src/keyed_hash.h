/** @file
 * A hash that nobody can aim at: whoever sends the packets chooses what is in them, but not the key.
 *
 * Source: Aumasson and Bernstein, SipHash: a fast short-input PRF (2012). Tables take SipHash-1-3, as those
 * of Rust's and Python's standard libraries do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace portlore {

/** 128 bits that a hash depends on. */
using HashKey = std::array<std::uint64_t, 2>;

/** The key of this process, drawn at random at the first call. */
const HashKey& process_hash_key();

/** SipHash of whole words, which stand for their bytes in little-endian order; the same on every machine. */
template <int compressing, int finishing>
constexpr std::uint64_t sip_hash(const HashKey& key, std::span<const std::uint64_t> words) {
    std::uint64_t v0 = key[0] ^ 0x736f6d6570736575U;
    std::uint64_t v1 = key[1] ^ 0x646f72616e646f6dU;
    std::uint64_t v2 = key[0] ^ 0x6c7967656e657261U;
    std::uint64_t v3 = key[1] ^ 0x7465646279746573U;
    const auto mix = [&](int rounds) {
        for (int round = 0; round < rounds; ++round) {
            v0 += v1;
            v1 = std::rotl(v1, 13) ^ v0;
            v0 = std::rotl(v0, 32);
            v2 += v3;
            v3 = std::rotl(v3, 16) ^ v2;
            v0 += v3;
            v3 = std::rotl(v3, 21) ^ v0;
            v2 += v1;
            v1 = std::rotl(v1, 17) ^ v2;
            v2 = std::rotl(v2, 32);
        }
    };
    const auto compress = [&](std::uint64_t word) {
        v3 ^= word;
        mix(compressing);
        v0 ^= word;
    };
    for (const std::uint64_t word : words) compress(word);
    compress(std::uint64_t{words.size() * 8} << 56U);
    v2 ^= 0xff;
    mix(finishing);
    return v0 ^ v1 ^ v2 ^ v3;
}

/** The hash of some words under the process's key: the same for equal words as long as the process runs. */
inline std::uint64_t keyed_hash(std::span<const std::uint64_t> words) {
    return sip_hash<1, 3>(process_hash_key(), words);
}

}  // namespace portlore
