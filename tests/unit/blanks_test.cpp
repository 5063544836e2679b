// SPDX-License-Identifier: GPL-2.0-or-later
#include "blanks.h"

#include <gtest/gtest.h>

namespace portlore {

namespace {

TEST(Trimmed, TakesBlanksOffBothEnds) {
    EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
    EXPECT_EQ(trimmed("a"), "a");
    EXPECT_EQ(trimmed(" \v\f"), "");
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("\xa0 a"), "\xa0 a") << "a byte of a character is no blank";
}

}  // namespace

}  // namespace portlore
