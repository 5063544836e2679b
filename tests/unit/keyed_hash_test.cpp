// SPDX-License-Identifier: GPL-2.0-or-later
#include "keyed_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace portlore {
namespace {

using Words = std::vector<std::uint64_t>;

/** The bytes 00 to 0f, the key of the paper's vectors. */
constexpr HashKey kKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

TEST(SipHash, AgreesWithThePaper) {
    EXPECT_EQ((sip_hash<2, 4>(kKey, {})), 0x726fdb47dd0e0e31U);
    EXPECT_EQ((sip_hash<2, 4>(kKey, Words{0x0706050403020100})), 0x93f5f5799a932462U);
    EXPECT_EQ((sip_hash<2, 4>(kKey, Words{0x0706050403020100, 0x0f0e0d0c0b0a0908})), 0x3f2acc7f57c29bdbU);
}

TEST(SipHash, OfFewerRoundsAgreesWithRusts) { EXPECT_EQ((sip_hash<1, 3>(kKey, {})), 0xabac0158050fc4dcU); }

TEST(SipHash, DependsOnEachBitOfItsKeyAndWords) {
    const Words words{1, 2, 3};
    std::set<std::uint64_t> hashes{sip_hash<1, 3>(kKey, words)};
    for (unsigned bit = 0; bit < 64; ++bit) {
        for (std::size_t half = 0; half < kKey.size(); ++half) {
            HashKey key = kKey;
            key[half] ^= std::uint64_t{1} << bit;
            hashes.insert(sip_hash<1, 3>(key, words));
        }
        for (std::size_t nth = 0; nth < words.size(); ++nth) {
            Words changed = words;
            changed[nth] ^= std::uint64_t{1} << bit;
            hashes.insert(sip_hash<1, 3>(kKey, changed));
        }
    }
    EXPECT_EQ(hashes.size(), 1U + 64 * 5);
}

TEST(SipHash, TellsLengthAndOrderApart) {
    const std::set<std::uint64_t> hashes{sip_hash<1, 3>(kKey, {}), sip_hash<1, 3>(kKey, Words{0}),
                                         sip_hash<1, 3>(kKey, Words{0, 0}), sip_hash<1, 3>(kKey, Words{0, 1}),
                                         sip_hash<1, 3>(kKey, Words{1, 0})};
    EXPECT_EQ(hashes.size(), 5U);
}

TEST(KeyedHash, IsTheSameUnderTheProcesssKey) {
    const Words words{1, 2, 3};
    EXPECT_EQ(process_hash_key(), process_hash_key());
    EXPECT_EQ(keyed_hash(words), keyed_hash(Words{1, 2, 3}));
    EXPECT_EQ(keyed_hash(words), (sip_hash<1, 3>(process_hash_key(), words)));
}

TEST(KeyedHash, HasAKeyThatNobodyKnows) {
    EXPECT_NE(process_hash_key(), HashKey{});
    EXPECT_NE(process_hash_key()[0], process_hash_key()[1]);
    EXPECT_NE(keyed_hash(Words{1}), (sip_hash<1, 3>(kKey, Words{1})));
}

}  // namespace
}  // namespace portlore
