// SPDX-License-Identifier: GPL-2.0-or-later
#include "table.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

using Several = std::vector<std::string>;

TEST(Cell, HasWordsForAReader) {
    EXPECT_EQ(text(std::uint64_t{18446744073709551615U}), "18446744073709551615");
    EXPECT_EQ(text(true), "yes");
    EXPECT_EQ(text(false), "");
    EXPECT_EQ(text(Seconds{1'500'000'000}), "1.500000");
    EXPECT_EQ(text(std::string("http")), "http");
    EXPECT_EQ(text(Several{"tls", "http"}), "tls, http");
    EXPECT_EQ(text(Several{}), "");
}

TEST(Table, IsAligned) {
    EXPECT_EQ(aligned({{"Name", false}, {"Number", true}, {"Last", false}},
                      {{std::string("Ä"), std::uint64_t{7}, std::string()},
                       {std::string("longer"), std::uint64_t{1234567}, std::string("x")}}),
              "Name     Number  Last\n"
              "Ä             7\n"
              "longer  1234567  x\n");
}

TEST(Table, LeavesEmptyColumnsOut) {
    EXPECT_EQ(aligned({{"Name", false}, {"Empty", false}, {"Number", true}},
                      {{std::string("a"), std::string(), std::uint64_t{0}}}),
              "Name  Number\n"
              "a          0\n");
}

TEST(Table, WithoutRowsIsEmpty) { EXPECT_EQ(aligned({{"Name", false}}, {}), ""); }

TEST(Table, ShowsPeopleTheirColumns) {
    static constexpr std::array<Column<int>, 4> columns{{
        {Kind::Number, "Double", "double", [](const int& row) -> Cell { return std::uint64_t(row) * 2; }},
        {Kind::Number, nullptr, "once", [](const int& row) -> Cell { return std::uint64_t(row); }},
        {Kind::Aside, "When", "when", [](const int& /*row*/) -> Cell { return std::string("wide"); }},
        {Kind::Words, "Word", nullptr, [](const int& /*row*/) -> Cell { return std::string("w"); }},
    }};
    const int one = 1;
    const int six = 6;
    EXPECT_EQ(aligned(std::span<const Column<int>>(columns), {&one, &six}),
              "Double  Word\n"
              "     2  w\n"
              "    12  w\n");
}

TEST(Table, NamesTheFirstFew) {
    EXPECT_EQ(in_brief({}, 0), "");
    EXPECT_EQ(in_brief({"a", "b"}, 2), "a, b");
    EXPECT_EQ(in_brief({"a", "b"}, 5), "a, b and 3 more");
}

}  // namespace
}  // namespace portlore
