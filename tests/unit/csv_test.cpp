// SPDX-License-Identifier: GPL-2.0-or-later
#include "csv.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

using Record = std::vector<std::string_view>;

std::vector<Record> read_all(std::string_view text) {
    CsvReader reader(text);
    std::vector<Record> records;
    for (Record record; reader.read(record);) records.push_back(record);
    return records;
}

TEST(Csv, SplitsFieldsAndRecords) {
    EXPECT_EQ(read_all("a,b,\n,,c\n"), (std::vector<Record>{{"a", "b", ""}, {"", "", "c"}}));
}

TEST(Csv, TakesEveryLineEnd) { EXPECT_EQ(read_all("a\r\nb\nc"), (std::vector<Record>{{"a"}, {"b"}, {"c"}})); }

TEST(Csv, PassesOverEmptyLinesAndTheByteOrderMark) {
    EXPECT_EQ(read_all("\xef\xbb\xbf\n\na\n\r\n\nb\n"), (std::vector<Record>{{"a"}, {"b"}}));
}

TEST(Csv, KeepsCommasAndLineBreaksInsideQuotes) {
    EXPECT_EQ(read_all("\"a,\nb\",c\nd,e\n"), (std::vector<Record>{{"a,\nb", "c"}, {"d", "e"}}));
}

TEST(Csv, LeavesDoubledQuotesToUnquoted) {
    const auto records = read_all("\"say \"\"hi\"\"\",\"\"\"\"\n");
    ASSERT_EQ(records, (std::vector<Record>{{"say \"\"hi\"\"", "\"\""}}));
    EXPECT_EQ(unquoted(records[0][0]), "say \"hi\"");
    EXPECT_EQ(unquoted(records[0][1]), "\"");
    EXPECT_EQ(unquoted("plain"), "plain");
}

TEST(Csv, CountsLinesAndOffsets) {
    CsvReader reader("a\n\"b\nb\"\nc\n");
    Record record;
    ASSERT_TRUE(reader.read(record));
    EXPECT_EQ(reader.line(), 1U);
    ASSERT_TRUE(reader.read(record));
    EXPECT_EQ(reader.line(), 2U);
    EXPECT_EQ(reader.offset(), 2U);
    ASSERT_TRUE(reader.read(record));
    EXPECT_EQ(reader.line(), 4U);
    EXPECT_FALSE(reader.read(record));
}

TEST(Csv, NamesAQuoteThatNeverEnds) {
    CsvReader reader("a,\"b\nc");
    Record record;
    ASSERT_TRUE(reader.read(record));
    EXPECT_EQ(reader.problem(), CsvReader::Problem::UnterminatedQuote);
    EXPECT_FALSE(reader.read(record));
}

TEST(Csv, NamesTextAfterAQuoteAndGoesOn) {
    CsvReader reader("\"a\"b,c\nd,e\n");
    Record record;
    ASSERT_TRUE(reader.read(record));
    EXPECT_EQ(reader.problem(), CsvReader::Problem::TextAfterQuote);
    ASSERT_TRUE(reader.read(record));
    EXPECT_EQ(reader.problem(), CsvReader::Problem::None);
    EXPECT_EQ(record, (Record{"d", "e"}));
}

TEST(Csv, EndsOnAnyText) {
    EXPECT_TRUE(read_all("").empty());
    EXPECT_EQ(read_all("\"").size(), 1U);
    EXPECT_EQ(read_all("\r").size(), 1U);
    EXPECT_EQ(read_all(",").size(), 1U);
}

}  // namespace
}  // namespace portlore
