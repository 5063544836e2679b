// SPDX-License-Identifier: GPL-2.0-or-later
#include "first_few.h"

#include <gtest/gtest.h>

#include <vector>

namespace portlore {
namespace {

TEST(FirstFew, KeepsTheFirstAndCountsEachOnce) {
    FirstFew<int, 3> several;
    EXPECT_EQ(several.count(), 0U);
    EXPECT_TRUE(several.first().empty());
    for (int round = 0; round < 3; ++round) {
        for (const int thing : {7, 5, 7, 9, 1, 3}) several.add(thing, static_cast<std::uint64_t>(thing));
        EXPECT_EQ(std::vector(several.first().begin(), several.first().end()), (std::vector{7, 5, 9}));
        EXPECT_EQ(several.count(), 5U);
    }
}

}  // namespace
}  // namespace portlore
