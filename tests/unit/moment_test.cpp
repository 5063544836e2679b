// SPDX-License-Identifier: GPL-2.0-or-later
#include "moment.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

TEST(Moment, IsWrittenAsIso8601SaysInUtc) {
    EXPECT_EQ(iso8601(Moment{0}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(iso8601(Moment{1'795'168'800'123'456'000}), "2026-11-20T10:00:00.123456Z");
    EXPECT_EQ(iso8601(Moment{951'827'696'000'000'001}), "2000-02-29T12:34:56.000000001Z");
}

TEST(Moment, MayLieBefore1970AndAtEitherEnd) {
    EXPECT_EQ(iso8601(Moment{-1000}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(iso8601(std::numeric_limits<Moment>::min()), "1677-09-21T00:12:43.145224192Z");
    EXPECT_EQ(iso8601(std::numeric_limits<Moment>::max()), "2262-04-11T23:47:16.854775807Z");
}

TEST(Seconds, HaveSixDigitsOrNine) {
    EXPECT_EQ(text(Seconds{0}), "0.000000");
    EXPECT_EQ(text(Seconds{12'345'678'000}), "12.345678");
    EXPECT_EQ(text(Seconds{1'000'000'007}), "1.000000007");
}

TEST(Period, TakesMomentsInAnyOrder) {
    Period period;
    EXPECT_TRUE(period.is_empty());
    EXPECT_EQ(period.length(), Seconds{0});
    period.add({50, 50});
    EXPECT_FALSE(period.is_empty());
    period.add({20, 30});
    period.add({});
    EXPECT_EQ(period.first, 20);
    EXPECT_EQ(period.last, 50);
    EXPECT_EQ(period.length(), Seconds{30});
}

TEST(Period, MayBeAsLongAsTimeItself) {
    const Period period{std::numeric_limits<Moment>::min(), std::numeric_limits<Moment>::max()};
    EXPECT_EQ(text(period.length()), "18446744073.709551615");
}

}  // namespace
}  // namespace portlore
