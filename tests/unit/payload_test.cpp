// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/payload.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace portlore {
namespace {

constexpr std::array<std::uint8_t, 6> kBytes{0x01, 0x02, 0x03, 0x04, 'a', 'B'};

TEST(Payload, ReadsNumbersInBothOrders) {
    const Payload payload(kBytes);
    EXPECT_EQ(payload.u8(0), 1);
    EXPECT_EQ(payload.be16(0), 0x0102);
    EXPECT_EQ(payload.be24(1), 0x020304);
    EXPECT_EQ(payload.be32(0), 0x01020304);
    EXPECT_EQ(payload.le16(0), 0x0201);
    EXPECT_EQ(payload.le24(0), 0x030201);
    EXPECT_EQ(payload.le32(0), 0x04030201);
}

TEST(Payload, NotesNumbersThatAreNotThere) {
    constexpr std::size_t kFar = std::numeric_limits<std::size_t>::max();
    for (const std::size_t at : {std::size_t{3}, std::size_t{6}, std::size_t{7}, kFar, kFar - 1}) {
        bool missed = false;
        EXPECT_EQ(Payload(kBytes).noting(missed).be32(at), -1) << at;
        EXPECT_TRUE(missed) << at;
    }
    bool missed = false;
    const Payload payload = Payload(kBytes).noting(missed);
    EXPECT_EQ(payload.be32(2), 0x03046142);
    EXPECT_FALSE(payload.has("aBc", 4) || payload.zeros(5, 2) || payload.printable(4, 3) ||
                 payload.reaches(6));
    EXPECT_FALSE(missed);
    EXPECT_EQ(payload.from(4).le16(1), -1);
    EXPECT_TRUE(missed);
}

TEST(Payload, ComparesTextWithinItsBytes) {
    const Payload payload(kBytes);
    EXPECT_TRUE(payload.has("aB", 4));
    EXPECT_FALSE(payload.has("ab", 4));
    EXPECT_TRUE(payload.has_word("Ab", 4));
    EXPECT_FALSE(payload.has("B", 6));
    EXPECT_TRUE(payload.has("", 6));
    EXPECT_FALSE(payload.has("", 7));
    EXPECT_TRUE(payload.printable(4, 2));
    EXPECT_FALSE(payload.printable(3, 2));
    EXPECT_EQ(payload.find('B'), 5U);
    EXPECT_EQ(payload.find('z'), kBytes.size());
    EXPECT_EQ(payload.find('a', 99), kBytes.size());
}

TEST(Payload, KnowsWhatWasSentBeyondTheCapture) {
    const Payload payload(kBytes, 100);
    EXPECT_EQ(payload.length(), 100);
    EXPECT_EQ(payload.from(4).length(), 96);
    EXPECT_EQ(payload.from(4).bytes().size(), 2U);
    EXPECT_EQ(payload.from(50).bytes().size(), 0U);
    EXPECT_EQ(Payload(kBytes, 2).length(), 6);
}

TEST(Payload, EndsALineAtItsLineFeed) {
    const auto line = [](std::string_view text) {
        return std::string(Payload({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}).line());
    };
    EXPECT_EQ(line("one\r\ntwo"), "one");
    EXPECT_EQ(line("one\ntwo"), "one");
    EXPECT_EQ(line("one"), "one");
    EXPECT_EQ(line("\n"), "");
    EXPECT_EQ(line(std::string(5000, 'a')).size(), 1024U);
}

/** Whether a text may stand at an offset of a payload of which a beginning is known. */
bool may_have(const std::string& beginning, std::string_view text, std::size_t at = 0) {
    bool missed = false;
    const std::vector<std::uint8_t> bytes(beginning.begin(), beginning.end());
    return Payload::beginning_with(bytes, missed).has(text, at) || missed;
}

TEST(Payload, ThatIsKnownInPartMayBeWhatDoesNotContradictIt) {
    EXPECT_TRUE(may_have("U", "USER"));
    EXPECT_TRUE(may_have("US", "USER"));
    EXPECT_FALSE(may_have("UT", "USER"));
    EXPECT_FALSE(may_have("ZS", "USER"));
    EXPECT_TRUE(may_have("US", "S", 1));
    EXPECT_FALSE(may_have("US", "E", 1));
    EXPECT_TRUE(may_have("US", "E", 2));
    EXPECT_TRUE(may_have("", "USER"));
}

}  // namespace
}  // namespace portlore
