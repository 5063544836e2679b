// SPDX-License-Identifier: GPL-2.0-or-later
#include "distinct.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

TEST(Distinct, CountsEachOnce) {
    Distinct several;
    EXPECT_EQ(several.count(), 0U);
    for (int round = 0; round < 3; ++round) {
        for (std::uint64_t hash = 1; hash <= 1000; ++hash) several.add(hash << 32U);
        EXPECT_EQ(several.count(), 1000U);
    }
    several.add(5);
    EXPECT_EQ(several.count(), 1001U);
}

}  // namespace
}  // namespace portlore
