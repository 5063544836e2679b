// SPDX-License-Identifier: GPL-2.0-or-later
#include "service_file.h"

#include <gtest/gtest.h>

#include "built_in.h"

namespace portlore {
namespace {

TEST(Services, KnowNamesAndAliases) {
    const Services& services = built_in_services();
    EXPECT_TRUE(services.speaks("ssh", "ssh"));
    EXPECT_TRUE(services.speaks("domain", "dns"));
    EXPECT_TRUE(services.speaks("pop3", "pop"));
    EXPECT_TRUE(services.speaks("https", "quic"));
    EXPECT_FALSE(services.speaks("domain", "http"));
    EXPECT_FALSE(services.speaks("nobody", "http"));
}

TEST(Services, SpeakWhatTheTableSaysOrTheirName) {
    const ServicesFile file("[Speaks]\na=b;c\n[Two protocols]\nd=d\n", "file");
    const Services services(file.tables());
    using Protocols = std::vector<std::string_view>;
    EXPECT_EQ(services.spoken_by("a"), (Protocols{"b", "c"}));
    EXPECT_EQ(services.spoken_by("e"), Protocols{"e"});
    EXPECT_EQ(services.spoken_by("d"), Protocols{});
    EXPECT_EQ(services.spoken_by(""), Protocols{});
}

TEST(Services, AreNotTheirNamesakes) {
    const Services& services = built_in_services();
    EXPECT_TRUE(services.speaks("shell", "rsh"));
    EXPECT_FALSE(services.speaks("shell", "shell"));
    EXPECT_TRUE(services.speaks("pmcd", "pcp"));
    EXPECT_FALSE(services.speaks("pcp", "pcp"));
    EXPECT_FALSE(services.speaks("ams", "ams"));
    EXPECT_TRUE(services.speaks("sua", "sua"));
    EXPECT_FALSE(services.speaks("sua", "uma"));
}

TEST(Services, NameTheLineThatIsWrong) {
    const ServicesFile file(
        "stray=one\n"
        "# A comment\n"
        "[Speaks]\n"
        "domain=dns;mdns\n"
        "domain=dns\n"
        "no pair\n"
        "empty=\n"
        "\n"
        "[Two protocols]\r\n"
        "domain=http;mdns\r\n"
        "domain=http\n"
        "=http\n"
        "[Talks]\n"
        "ssh=telnet\n",
        "s.ini");
    const Services services(file.tables());
    EXPECT_EQ(file.errors(),
              (std::vector<std::string>{
                  "s.ini:1: stands in no group of this file", "s.ini:5: is given twice",
                  "s.ini:6: is no pair, service=protocol", "s.ini:7: is no pair, service=protocol",
                  "s.ini:10: is denied by [Speaks]", "s.ini:12: is no pair, service=protocol",
                  "s.ini:13: is no group of this file", "s.ini:14: stands in no group of this file"}));
    EXPECT_TRUE(services.speaks("domain", "mdns"));
    EXPECT_FALSE(services.speaks("domain", "http"));
    EXPECT_TRUE(services.speaks("ssh", "ssh"));
}

}  // namespace
}  // namespace portlore
