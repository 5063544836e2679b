// Saved lists of sockets: each kind as the programs write it (tests/lists), and what is wrong in them.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "process.h"
#include "sockets/listing_file.h"
#include "written_down.h"

namespace portlore {
namespace {

std::string words_of(const ListedProcess& process) {
    std::string words = process.pid == 0 ? "" : " pid " + std::to_string(process.pid);
    const std::pair<const char*, std::string_view> texts[] = {
        {" name ", process.name},       {" user ", process.user},       {" path ", process.path},
        {" command ", process.command}, {" service ", process.service},
    };
    for (const auto& [title, text] : texts) {
        if (!text.empty()) words += title + escaped(text, 60);
    }
    return words;
}

std::string words_of(const ListedEnd& end) {
    return (end.host == kEveryAddress ? "*" : text(end.host)) + " " + std::to_string(end.port);
}

std::string words_of(const Listing& listing) {
    std::string words;
    for (const Host& host : listing.hosts) words += "  host " + text(host) + "\n";
    if (!listing.saved.empty()) words += "  saved " + listing.saved + "\n";
    for (const ListedSocket& socket : listing.sockets) {
        words += "  " + std::string(name(socket.transport)) + " " + words_of(socket.local);
        if (socket.peer.port != 0) words += " to " + words_of(socket.peer);
        if (socket.listens) words += " listens";
        if (socket.process != ListedSocket::kNobody) words += words_of(listing.processes[socket.process]);
        words += "\n";
    }
    for (const ListedProcess& process : listing.described) words += "  process" + words_of(process) + "\n";
    for (const std::string& error : listing.errors) words += "  ! " + escaped(error, 200) + "\n";
    return words;
}

std::vector<Listing> listings(const std::string& text, const std::string& file = "x.sockets") {
    return read_listings(text, file);
}

std::string read(const std::string& text, const std::string& file = "x.sockets") {
    std::string words;
    for (const Listing& listing : listings(text, file)) words += words_of(listing);
    return words;
}

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Listings, AreReadAsTheirProgramsWriteThem) {
    const std::filesystem::path folder = PORTLORE_LISTS;
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().lexically_relative(folder).generic_string();
        if (entry.is_regular_file() && name.find('/') != std::string::npos) files.push_back(name);
    }
    std::sort(files.begin(), files.end());
    std::string all;
    for (const std::string& name : files) {
        for (const Listing& listing : listings(content(folder / name), name)) {
            all +=
                name + ": " + (listing.tools.empty() ? "nothing" : listing.tools) + "\n" + words_of(listing);
        }
    }
    expect_written_down(all, PORTLORE_LISTS "/read.txt", "PORTLORE_WRITE_LISTS");
}

TEST(Listings, NameTheirHostInTheFirstLinesOrInTheFilesName) {
    constexpr const char* kLine = "tcp LISTEN 0 128 *:22 *:* users:((\"sshd\",pid=1,fd=3))\n";
    constexpr const char* kRead = "  tcp * 22 listens pid 1 name sshd\n";
    const auto host = [&](const std::string& before, const std::string& file) {
        const std::string words = read(before + kLine, file);
        EXPECT_TRUE(words.ends_with(kRead)) << words;
        return words.substr(0, words.size() - std::string(kRead).size());
    };
    EXPECT_EQ(host("", "x.sockets"), "");
    EXPECT_EQ(host("", "/a/10.0.0.5.sockets"), "  host 10.0.0.5\n");
    EXPECT_EQ(host("", "C:\\a\\10.0.0.5-tasklist.sockets"), "  host 10.0.0.5\n");
    EXPECT_EQ(host("", "/a.1/10.0.0.55.6.sockets"), "  host 10.0.0.55\n");
    EXPECT_EQ(host("", "/a/fe80::1.sockets"), "  host fe80::1\n");
    EXPECT_EQ(host("", "/a/2001-db8--5.sockets"), "  host 2001:db8::5\n");
    EXPECT_EQ(host("", "/a/10.0.0.sockets"), "");
    EXPECT_EQ(host("", "/a/web-10.0.0.5.sockets"), "");
    EXPECT_EQ(host("# host 10.0.0.6 fe80::1%eth0\n\n# saved 2026-11-20 10:00\n", "/a/10.0.0.5.sockets"),
              "  host 10.0.0.6\n  host fe80::1\n  saved 2026-11-20 10:00\n");
    const std::string wrong = read(std::string("# host web1 10.0.0.5\n") + kLine);
    EXPECT_EQ(wrong.substr(0, 16), "  host 10.0.0.5\n");
    EXPECT_TRUE(wrong.ends_with("  ! x.sockets:1: 'web1' is no address; write those of the host\n")) << wrong;
}

TEST(Listings, SayInOneLineEachWhatIsWrong) {
    const auto is_unknown = [](const std::string& text) {
        return read(text).starts_with(
            "  ! x.sockets: holds no list of sockets that is known; save the output of");
    };
    EXPECT_TRUE(is_unknown(""));
    EXPECT_TRUE(is_unknown("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type /Catalog>>\nendobj\n"));
    EXPECT_TRUE(is_unknown(std::string(100'000, '\0')));
    EXPECT_TRUE(is_unknown("[]"));
    EXPECT_TRUE(is_unknown("<html><nmap></html>"));
    const auto ss = [](const std::string& cut) {
        return read("tcp LISTEN 0 128 10.0.0.5:22 *:* users:((\"sshd\",pid=1,fd=3))\n" + cut);
    };
    const std::string good = "  tcp 10.0.0.5 22 listens pid 1 name sshd\n";
    EXPECT_EQ(ss("tcp LISTEN 0 128 10.0.0.5:4"),
              good +
                  "  ! x.sockets:2: '' is no address with a port, both in numbers; "
                  "save the list with -n, uncut\n");
    EXPECT_EQ(ss("tcp LISTEN"),
              good + "  ! x.sockets:2: is cut, or no line of such a list; save the list again\n");
    EXPECT_EQ(ss("tcp LISTEN 0 128 10.0.0.5:65536 *:*\n").find("'10.0.0.5:65536' is no address") !=
                  std::string::npos,
              true);
    EXPECT_EQ(
        ss("tcp LISTEN 0 128 10.0.0.5:ssh *:*\n").find("'10.0.0.5:ssh' is no address") != std::string::npos,
        true);
    std::string many;
    for (int line = 0; line < 1000; ++line) many += "tcp LISTEN\n";
    const std::vector<Listing> read_of_many = listings(many);
    const Listing& listing = read_of_many.front();
    ASSERT_EQ(listing.errors.size(), 4U);
    EXPECT_EQ(listing.errors.back(), "x.sockets: 997 more lines are left out; save the list again");
    EXPECT_EQ(
        read(
            "{\"pid\":\"1\",\"port\":\"22\",\"protocol\":\"6\",\"address\":\"10.0.0.5\",\"name\":\"sshd\"}{"),
        "  tcp 10.0.0.5 22 listens pid 1 name sshd\n"
        "  ! x.sockets: is no JSON from byte 74 on; save the list again, it may have been cut\n");
    std::string deep(17, '[');
    EXPECT_EQ(read(deep), "  ! x.sockets: is nested too deeply for a list of sockets; save it again\n");
    deep = std::string(1'000'000, '{');
    EXPECT_TRUE(read("[" + deep).starts_with("  ! x.sockets: is no JSON from byte 3 on"));
}

TEST(Listings, OfNmapHaveNeitherEntitiesNorDepth) {
    const auto nmap = [](const std::string& inside) {
        return read(R"(<?xml version="1.0"?><nmaprun start="0">)" + inside);
    };
    const std::string host = R"(<host><address addr="10.0.0.5" addrtype="ipv4"/><ports>)";
    const std::string port =
        R"(<port protocol="tcp" portid="22"><state state="open"/><service name="ssh" method="probed"/></port>)";
    const std::string good =
        "  host 10.0.0.5\n  saved 1970-01-01T00:00:00Z\n  tcp * 22 listens service ssh\n";
    EXPECT_EQ(nmap(host + port + "</ports></host></nmaprun>"), good);
    EXPECT_TRUE(nmap(host + port).starts_with(good + "  ! x.sockets:1: is no XML from here on"));
    EXPECT_TRUE(nmap(host + port + "&lol;").starts_with(good + "  ! x.sockets:1: is no XML from here on"));
    std::string deep = host + port;
    for (int depth = 0; depth < 100'000; ++depth) deep += "<table>";
    EXPECT_TRUE(
        nmap(deep).starts_with(good + "  ! x.sockets:1: is no XML from here on (it is nested too deeply)"));
    const std::string closed =
        "<port protocol=\"tcp\" portid=\"23\"><state state=\"closed\"/></port>"
        "<port protocol=\"udp\" portid=\"53\"><state state=\"open|filtered\"/></port>"
        "<port protocol=\"tcp\" portid=\"65536\"><state state=\"open\"/></port>";
    EXPECT_EQ(nmap(host + port + closed + "</ports></host></nmaprun>"), good);
    // A hint is no host, and its address nobody's.
    EXPECT_EQ(
        nmap(host + port +
             "</ports></host><hosthint><address addr=\"10.0.0.6\" addrtype=\"ipv4\"/></hosthint></nmaprun>"),
        good);
}

TEST(Listings, MayBeManyLinesLong) {
    std::string text;
    for (int line = 0; line < 200'000; ++line) {
        text += "tcp ESTAB 0 0 10.0.0.5:22 10." + std::to_string(line / 40'000) +
                ".0.9:" + std::to_string(20'000 + line % 40'000) +
                " users:((\"sshd\",pid=" + std::to_string(line) + ",fd=3))\n";
    }
    EXPECT_EQ(listings(text).front().sockets.size(), 200'000U);
}

TEST(Listings, TakeNoLongerForCraftedText) {
    std::string csv;
    std::string ss = "tcp LISTEN 0 0 *:1 *:* users:(";
    std::string services = "a b c\n=== === ===\nx   1   s\n";
    for (int nth = 0; nth < 20'000; ++nth) {
        csv += "Id,Name\nx\",\"\n";
        ss += "(\"a\",1,2),";
        services += "        s\n";
    }
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string& text : {csv + "x\"\n", ss + ")\n", services}) (void)listings(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Listings, OfNetstatTellNamesOfTheSocketRightAbove) {
    const std::string above = "  TCP 0.0.0.0:80 0.0.0.0:0 LISTENING 1\r\n";
    const std::string read_above = "  tcp 0.0.0.0 80 listens pid 1";
    EXPECT_EQ(read(above + "  W3SVC\r\n [nginx.exe]\r\n"), read_above + " name nginx.exe service W3SVC\n");
    EXPECT_EQ(read(above + "  TCP 0.0.0.0:81 0.0.0.0:0 BOUND 2\r\n [chrome.exe]\r\n"), read_above + "\n");
    EXPECT_EQ(read(above + "\r\n [chrome.exe]\r\n"), read_above + "\n");
    EXPECT_EQ(read(above + "  TCP 0.0.0.0:x 0.0.0.0:0 LISTENING 2\r\n [chrome.exe]\r\n").substr(0, 30),
              read_above.substr(0, 30));
    const std::string tasklist =
        "Image Name  PID Services\r\n=========== === ========\r\nsvchost.exe   7 A,\r\n                "
        "RpcSs\r\n";
    EXPECT_EQ(read(above + tasklist), read_above + "\n  process pid 7 name svchost.exe service A, RpcSs\n");
}

TEST(Listings, InUtf16MayHoldHalfACharacter) {
    const auto utf16 = [](const std::u16string& text) {
        std::string bytes = "\xff\xfe";
        for (const char16_t unit : text)
            bytes += {static_cast<char>(unit & 0xffU), static_cast<char>(unit >> 8U)};
        return bytes;
    };
    const std::u16string line = u"tcp LISTEN 0 0 *:1 *:* users:((\"a\U0001f600\xd83d\",pid=1,fd=3))\n\xd83d";
    EXPECT_EQ(read(utf16(line)), "  tcp * 1 listens pid 1 name a\xf0\x9f\x98\x80\xef\xbf\xbd\n");
}

TEST(Listings, MayBeOfAHostWithManyAddresses) {
    std::string hosts = "# host";
    for (int nth = 1; nth <= 100; ++nth) hosts += " 10.0.0." + std::to_string(nth);
    EXPECT_EQ(listings(hosts + "\ntcp LISTEN 0 0 *:1 *:*\n").front().hosts.size(), 100U);
}

TEST(Listings, OfSsKnowTheIdOfAProcessWhoseNameHoldsOne) {
    EXPECT_EQ(read("tcp LISTEN 0 0 *:1 *:* users:((\"a\",pid=1\",pid=4242,fd=3),(\"b\",pid=2,fd=3))\n"),
              "  tcp * 1 listens pid 4242 name a\",pid=1\n  tcp * 1 listens pid 2 name b\n");
}

TEST(ListedEnds, AreReadInEverySpelling) {
    const auto end = [](const char* word) {
        const auto read = parse_listed_end(word);
        return read ? words_of(*read) : "none";
    };
    EXPECT_EQ(end("10.0.0.5:22"), "10.0.0.5 22");
    EXPECT_EQ(end("0.0.0.0%eth0:68"), "0.0.0.0 68");
    EXPECT_EQ(end("[fe80::1%eth0]:546"), "fe80::1 546");
    EXPECT_EQ(end("[fe80::1]%eth0:546"), "fe80::1 546");
    EXPECT_EQ(end("[fe80:17::a490]:1024"), "fe80::a490 1024");
    EXPECT_EQ(end("[2001:17::a490]:1024"), "2001:17::a490 1024");
    EXPECT_EQ(end("[::]:22"), ":: 22");
    EXPECT_EQ(end(":::22"), "* 22");
    EXPECT_EQ(end("::1:22"), "::1 22");
    EXPECT_EQ(end("*:22"), "* 22");
    EXPECT_EQ(end("*:*"), "* 0");
    EXPECT_EQ(end("[::ffff:10.0.0.5]:22"), "10.0.0.5 22");
    EXPECT_EQ(end("[::fffe:10.0.0.5]:22"), "::fffe:a00:5 22");
    EXPECT_EQ(end("10.0.0.5:65535"), "10.0.0.5 65535");
    for (const char* const wrong : {"", ":", "10.0.0.5", "10.0.0.5:", "10.0.0.5:ssh", "10.0.0.5:65536",
                                    "10.0.0.5:-1", "10.0.0:22", "[::1:22", "web:22", "10.0.0.5:22 ", "*.22"})
        EXPECT_EQ(end(wrong), "none") << wrong;
}

}  // namespace
}  // namespace portlore
