// SPDX-License-Identifier: GPL-2.0-or-later
#include "keyed_hash.h"

#include <gtest/gtest.h>

#include <set>

namespace portlore {
namespace {

template <std::size_t size>
using Words = std::array<std::uint64_t, size>;

constexpr Bits128 bits(std::uint64_t high, std::uint64_t low) { return Bits128{high} << 64U | low; }

constexpr HashKey kKey{bits(3, 5),   bits(7, 11),  bits(13, 17), bits(19, 23),
                       bits(29, 31), bits(37, 41), bits(43, 47)};

TEST(MultilinearHash, IsTheUpperHalfOfASumOfProducts) {
    EXPECT_EQ(multilinear_hash(kKey, Words<0>{}), 37U);
    EXPECT_EQ(multilinear_hash(kKey, Words<1>{1}), 37U + 43 + 3);
    EXPECT_EQ(multilinear_hash(kKey, Words<2>{1, 10}), 37U + 2 * 43 + 3 + 70);
    // The lower half carries: 5 times 2^63 is 2 times 2^64 and a half.
    EXPECT_EQ(multilinear_hash(kKey, Words<1>{std::uint64_t{1} << 63U}),
              37U + 43 + (std::uint64_t{3} << 63U) + 2);
}

TEST(KeyedHash, DependsOnEachBitOfItsWords) {
    std::set<std::uint64_t> hashes;
    for (std::size_t bit = 0; bit < std::size_t{3} * 64; ++bit) {
        Words<3> words{1, 2, 3};
        words[bit / 64] ^= std::uint64_t{1} << bit % 64;
        hashes.insert(keyed_hash(words));
    }
    EXPECT_EQ(hashes.size(), std::size_t{3} * 64);
}

TEST(KeyedHash, DependsOnEachHighBitOfItsKey) {
    constexpr Words<kMostHashedWords> kWords{1, 3, 5, 7, 9};
    for (std::size_t bit = 0; bit < kMostHashedWords * 64; ++bit) {
        HashKey key = process_hash_key();
        key[bit / 64] ^= Bits128{1} << (64 + bit % 64);
        EXPECT_NE(multilinear_hash(key, kWords), keyed_hash(kWords)) << bit;
    }
}

TEST(KeyedHash, TellsLengthAndOrderApart) {
    const std::set<std::uint64_t> hashes{keyed_hash(Words<0>{}), keyed_hash(Words<1>{0}),
                                         keyed_hash(Words<2>{0, 0}), keyed_hash(Words<2>{0, 1}),
                                         keyed_hash(Words<2>{1, 0})};
    EXPECT_EQ(hashes.size(), 5U);
}

TEST(KeyedHash, IsTheSameUnderTheProcesssKey) {
    EXPECT_EQ(&process_hash_key(), &process_hash_key());
    EXPECT_EQ(keyed_hash(Words<3>{1, 2, 3}), multilinear_hash(process_hash_key(), Words<3>{1, 2, 3}));
}

TEST(KeyedHash, HasAKeyThatNobodyKnows) {
    std::set<std::uint64_t> halves;
    for (const Bits128 part : process_hash_key()) {
        halves.insert(static_cast<std::uint64_t>(part));
        halves.insert(static_cast<std::uint64_t>(part >> 64U));
    }
    EXPECT_EQ(halves.size(), 2 * process_hash_key().size());
    EXPECT_FALSE(halves.contains(0));
}

}  // namespace
}  // namespace portlore
