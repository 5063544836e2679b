// Whose sockets are whose: which list is asked of which host, and what it answers.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sockets/socket_lists.h"

namespace portlore {
namespace {

class OwnersInLists : public testing::Test {
 protected:
    OwnersInLists() { std::filesystem::create_directories(folder_); }
    ~OwnersInLists() override { std::filesystem::remove_all(folder_); }

    void save(const std::string& name, const std::string& text) {
        const auto path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        files_.push_back(path.string());
    }

    /** `by sshd (pid 1)` of a connection's local end, `-` where its port's holders are told only as such. */
    std::string owners(const std::string& local, std::uint16_t port, const std::string& peer = "10.9.9.9",
                       std::uint16_t peer_port = 40000, Transport transport = Transport::Tcp) {
        const SocketLists lists(files_);
        errors_ = lists.errors();
        const Owners found =
            lists.owners(transport, {*parse_host(local), port}, {*parse_host(peer), peer_port});
        return found.empty() ? "" : in_brief(found) + (found.by_port ? " -" : "");
    }

    std::string lacking(const std::string& host, std::uint16_t port, Transport transport = Transport::Tcp) {
        const SocketLists lists(files_);
        const char* const source = lists.list_without(transport, {*parse_host(host), port});
        return source == nullptr ? "" : source;
    }

    static std::string ss(const std::string& local, const std::string& name, int pid,
                          const std::string& peer = "") {
        return "tcp " + std::string(peer.empty() ? "LISTEN" : "ESTAB") + " 0 0 " + local + " " +
               (peer.empty() ? "0.0.0.0:*" : peer) + " users:((\"" + name + "\",pid=" + std::to_string(pid) +
               ",fd=3))\n";
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("portlore_lists_" + std::to_string(::getpid()));
    std::vector<std::string> files_;
    std::vector<std::string> errors_;
};

TEST_F(OwnersInLists, HaveAConnectionBeforeAPortBeforeAnyAddress) {
    save("10.0.0.5.sockets", ss("0.0.0.0:22", "any", 1) + ss("10.0.0.5:22", "port", 2) +
                                 ss("10.0.0.5:22", "connection", 3, "10.9.9.9:40000"));
    EXPECT_EQ(owners("10.0.0.5", 22), "by connection (pid 3)");
    EXPECT_EQ(owners("10.0.0.5", 22, "10.9.9.9", 40001), "by port (pid 2) -");
    EXPECT_EQ(owners("10.0.0.5", 22, "10.9.9.8"), "by port (pid 2) -");
    EXPECT_EQ(owners("10.0.0.5", 23), "");
    EXPECT_EQ(owners("10.0.0.6", 22), "");
    EXPECT_EQ(owners("10.0.0.5", 22, "10.9.9.9", 40000, Transport::Udp), "");
    EXPECT_TRUE(errors_.empty());
}

TEST_F(OwnersInLists, OfEveryAddressAreOfBothFamiliesUnlessTheySayOtherwise) {
    save("x.sockets", "# host 10.0.0.5 2001:db8::5\n" + ss("0.0.0.0:1", "four", 1) + ss("*:2", "both", 2) +
                          ss("[::]:3", "six", 3) + ss(":::4", "old", 5));
    EXPECT_EQ(owners("10.0.0.5", 1), "by four (pid 1) -");
    EXPECT_EQ(owners("2001:db8::5", 1), "");
    EXPECT_EQ(owners("10.0.0.5", 2), "by both (pid 2) -");
    EXPECT_EQ(owners("2001:db8::5", 2), "by both (pid 2) -");
    EXPECT_EQ(owners("10.0.0.5", 3), "");
    EXPECT_EQ(owners("2001:db8::5", 3), "by six (pid 3) -");
    EXPECT_EQ(owners("10.0.0.5", 4), "by old (pid 5) -");
    EXPECT_EQ(owners("2001:db8::5", 4), "by old (pid 5) -");
}

TEST_F(OwnersInLists, AreOfTheHostsThatTheListsOwnSocketsHave) {
    save("web.sockets", ss("0.0.0.0:80", "nginx", 1) + ss("10.0.0.7:22", "sshd", 2, "10.9.9.9:1") +
                            ss("224.0.0.251:5353", "m", 3) + ss("[ff02::fb]:5353", "m", 3));
    EXPECT_EQ(owners("10.0.0.7", 80), "by nginx (pid 1) -");
    EXPECT_EQ(owners("224.0.0.251", 80), "");
    EXPECT_EQ(owners("ff02::fb", 80), "");
    EXPECT_TRUE(errors_.empty());
}

TEST_F(OwnersInLists, OfAnUnknownHostAreNobodys) {
    save("web.sockets", ss("0.0.0.0:80", "nginx", 1));
    EXPECT_EQ(owners("10.0.0.7", 80), "");
    ASSERT_EQ(errors_.size(), 1U);
    EXPECT_NE(errors_[0].find("web.sockets: does not say whose sockets they are"), std::string::npos);
    // The only list there is must be meant on the loopback interface.
    EXPECT_EQ(owners("127.0.0.1", 80), "by nginx (pid 1) -");
    EXPECT_EQ(owners("127.9.9.9", 80), "by nginx (pid 1) -");
}

TEST_F(OwnersInLists, OnTheLoopbackInterfaceAreThoseOfOneHost) {
    save("a.sockets", "# host 10.0.0.5\n" + ss("*:80", "nginx", 1));
    save("b.sockets", "# host 10.0.0.5\n" + ss("*:22", "sshd", 2));
    EXPECT_EQ(owners("127.0.0.1", 80), "by nginx (pid 1) -");
    EXPECT_EQ(owners("::1", 22), "by sshd (pid 2) -");
    save("c.sockets", "# host 10.0.0.6\n" + ss("*:23", "telnetd", 3));
    EXPECT_EQ(owners("127.0.0.1", 80), "");
    save("d.sockets", "# host 127.0.0.1\n" + ss("*:24", "mail", 4));
    EXPECT_EQ(owners("127.0.0.1", 24), "by mail (pid 4) -");
    EXPECT_EQ(owners("127.0.0.1", 80), "");
}

TEST_F(OwnersInLists, ThatDisagreeAreAllTold) {
    save("10.0.0.5.sockets", ss("*:80", "nginx", 1) + ss("*:80", "nginx", 2));
    save("10.0.0.5-later.sockets", ss("*:80", "nc", 9));
    EXPECT_EQ(owners("10.0.0.5", 80), "by nginx (pid 1, 2), nc (pid 9) -");
}

TEST_F(OwnersInLists, AreSoManyAtTheMost) {
    std::string workers;
    for (int pid = 1; pid <= 100; ++pid) workers += ss("*:80", "nginx", pid);
    save("10.0.0.5.sockets", workers);
    const SocketLists lists(files_);
    EXPECT_EQ(lists.owners(Transport::Tcp, {*parse_host("10.0.0.5"), 80}, {}).count, Owners::kMost);
    for (int list = 1; list <= 9; ++list)
        save("10.0.0.5-" + std::to_string(list) + ".sockets", ss("*:81", "nginx", list));
    const SocketLists more(files_);
    ASSERT_EQ(more.errors().size(), 2U);
    EXPECT_NE(more.errors()[0].find("there are 8 lists of 10.0.0.5 already"), std::string::npos);
}

TEST_F(OwnersInLists, AreJoinedByHostAndId) {
    const std::string tasklist =
        "\"Image Name\",\"PID\",\"Services\"\r\n\"a.exe\",\"1\",\"Sa\"\r\n\"b.exe\",\"2\",\"N/A\"\r\n";
    const std::string netstat =
        "  TCP 0.0.0.0:80 0.0.0.0:0 LISTENING 1\r\n  TCP 0.0.0.0:81 0.0.0.0:0 LISTENING 2\r\n";
    save("10.0.0.5.sockets", netstat);
    save("10.0.0.5-tasklist.sockets", tasklist);
    save("10.0.0.6.sockets", netstat);
    EXPECT_EQ(owners("10.0.0.5", 80), "by a.exe (pid 1) -");
    EXPECT_EQ(owners("10.0.0.5", 81), "by b.exe (pid 2) -");
    EXPECT_EQ(owners("10.0.0.6", 80), "by pid 1 -");
    const SocketLists lists(files_);
    const Owners found = lists.owners(Transport::Tcp, {*parse_host("10.0.0.5"), 80}, {});
    EXPECT_STREQ(found.processes[0]->service, "Sa");
    EXPECT_STREQ(found.processes[0]->source, "netstat on 10.0.0.5");
}

TEST_F(OwnersInLists, AreJoinedInAFolderWhereNothingNamesAHost) {
    const std::string tasklist = "\"Image Name\",\"PID\",\"Services\"\r\n\"a.exe\",\"1\",\"Sa\"\r\n";
    const std::string netstat = "  TCP 10.0.0.5:80 0.0.0.0:0 LISTENING 1\r\n";
    save("a/netstat.sockets", netstat);
    save("a/tasklist.sockets", tasklist);
    EXPECT_EQ(owners("10.0.0.5", 80), "by a.exe (pid 1) -");
    // Of which of two it is would be a guess.
    save("a/other.sockets", "  TCP 10.0.0.6:80 0.0.0.0:0 LISTENING 1\r\n");
    EXPECT_EQ(owners("10.0.0.6", 80), "by pid 1 -");
    EXPECT_EQ(owners("10.0.0.5", 80), "by pid 1 -");
    save("b/both.sockets", "  TCP 10.0.0.7:80 0.0.0.0:0 LISTENING 1\r\n" + tasklist);
    EXPECT_EQ(owners("10.0.0.7", 80), "by a.exe (pid 1) -");
}

TEST_F(OwnersInLists, LackAListenerOnlyWhereTheListHasSome) {
    save("10.0.0.5.sockets", "# saved 2026-11-20\n" + ss("*:80", "nginx", 1) +
                                 "udp ESTAB 0 0 10.0.0.5:53 10.0.0.9:9 users:((\"dns\",pid=2,fd=3))\n");
    EXPECT_EQ(lacking("10.0.0.5", 80), "");
    EXPECT_EQ(lacking("10.0.0.5", 81), "ss on 10.0.0.5, saved 2026-11-20");
    EXPECT_EQ(lacking("10.0.0.6", 81), "");
    EXPECT_EQ(lacking("10.0.0.5", 81, Transport::Udp), "");
    // Another list of the host has it, though nobody says whose it is.
    save("10.0.0.5-b.sockets", "tcp LISTEN 0 0 *:81 *:*\n");
    EXPECT_EQ(lacking("10.0.0.5", 81), "");
    EXPECT_EQ(lacking("10.0.0.5", 82), "ss on 10.0.0.5");
}

TEST_F(OwnersInLists, AreNotJoinedWithAnotherProcessOfTheSameId) {
    const std::string csv = "\"PID\",\"User\",\"Path\"\n\"1\",\"x\",\"/tmp/miner\"\n";
    save("10.0.0.5.sockets",
         ss("*:80", "nginx", 1) + "\n\"PID\",\"User\",\"Path\"\n\"2\",\"y\",\"/usr/bin/b\"\n");
    save("10.0.0.5-other.sockets", csv);
    save("10.0.0.5-tasklist.sockets",
         "\"Image Name\",\"PID\",\"Services\"\r\n\"other.exe\",\"1\",\"Sa\"\r\n");
    const SocketLists lists(files_);
    const Owners found = lists.owners(Transport::Tcp, {*parse_host("10.0.0.5"), 80}, {});
    ASSERT_EQ(found.count, 1);
    EXPECT_STREQ(found.processes[0]->path, "");
    EXPECT_STREQ(found.processes[0]->service, "");
}

TEST_F(OwnersInLists, OfManyIdsTakeNoLongerForCraftedOnes) {
    std::string ids = "\"PID\",\"User\"\n";
    for (std::uint64_t nth = 1; nth < 42'000; ++nth) ids += std::to_string(nth * 42'043) + ",x\n";
    save("10.0.0.5.sockets", ss("*:80", "nginx", 1) + "\n" + ids);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(owners("10.0.0.5", 80), "by nginx (pid 1) -");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(OwnersInLists, AreMissedThoughAScanSeesTheListener) {
    save("10.0.0.5.sockets", ss("*:22", "sshd", 1));
    save(
        "scan.sockets",
        R"(<?xml version="1.0"?><nmaprun><host><address addr="10.0.0.5" addrtype="ipv4"/><ports><port protocol="tcp" portid="80"><state state="open"/></port></ports></host></nmaprun>)");
    EXPECT_EQ(lacking("10.0.0.5", 80), "ss on 10.0.0.5");
    EXPECT_EQ(lacking("10.0.0.5", 22), "");
}

TEST_F(OwnersInLists, OfAHostThatNamesItsLoopbackAddressesAreNotAnyHosts) {
    save("a.sockets", "# host 127.0.0.1 10.0.0.5 ::1\n" + ss("*:80", "nginx", 1));
    save("b.sockets", "# host 127.0.0.1 10.0.0.6 ::1\n" + ss("*:80", "nc", 2));
    EXPECT_EQ(owners("127.0.0.1", 80), "");
    EXPECT_EQ(owners("10.0.0.6", 80), "by nc (pid 2) -");
}

TEST_F(OwnersInLists, OfAScanAreNoProcessesAndLackNothing) {
    save("scan.sockets",
         "<?xml version=\"1.0\"?><nmaprun><host><address addr=\"10.0.0.5\" addrtype=\"ipv4\"/><ports><port "
         "protocol=\"tcp\" portid=\"80\"><state state=\"open\"/><service name=\"http\" product=\"nginx\" "
         "method=\"probed\"/></port></ports></host></nmaprun>");
    const SocketLists lists(files_);
    const Owners found = lists.owners(Transport::Tcp, {*parse_host("10.0.0.5"), 80}, {});
    ASSERT_EQ(found.count, 1);
    EXPECT_STREQ(found.processes[0]->service, "http nginx");
    EXPECT_STREQ(found.processes[0]->source, "nmap on 10.0.0.5");
    EXPECT_EQ(in_brief(found), "");
    EXPECT_EQ(lacking("10.0.0.5", 81), "");
    EXPECT_TRUE(lists.errors().empty());
}

TEST_F(OwnersInLists, SayWhatKeepsAListFromUse) {
    save("10.0.0.5.sockets", "tcp LISTEN 0 0 *:81 *:*\n");
    owners("10.0.0.5", 81);
    ASSERT_EQ(errors_.size(), 1U);
    EXPECT_NE(errors_[0].find("10.0.0.5.sockets: names no process; save the list again as root"),
              std::string::npos);
    files_ = {(folder_ / "none.sockets").string(), folder_.string()};
    owners("10.0.0.5", 81);
    ASSERT_EQ(errors_.size(), 2U);
    EXPECT_NE(errors_[0].find("none.sockets: No such file"), std::string::npos);
    EXPECT_NE(errors_[1].find("is a folder"), std::string::npos);
}

TEST(Processes, AreCalledByTheirNamesAsFarAsTheyAreTold) {
    const auto is_called_so = [](const char* told, const char* path, const char* name, bool is_cut = false) {
        Process process;
        process.name = told;
        process.path = path;
        process.is_cut = is_cut;
        return is_called(process, name);
    };
    EXPECT_TRUE(is_called_so("nginx", "", "nginx"));
    EXPECT_TRUE(is_called_so("NGINX.exe", "", "nginx"));
    EXPECT_TRUE(is_called_so("nginx", "", "nginx.EXE"));
    EXPECT_TRUE(is_called_so("", "/usr/sbin/nginx", "nginx"));
    EXPECT_TRUE(is_called_so("", "C:\\Tools\\nginx.exe", "nginx"));
    EXPECT_TRUE(is_called_so("systemd-resolve", "", "systemd-resolved", true));
    EXPECT_FALSE(is_called_so("systemd-resolve", "", "systemd-resolved"));
    EXPECT_FALSE(is_called_so("systemd-resolver", "", "systemd-resolved", true));
    EXPECT_FALSE(is_called_so("", "", "systemd-resolved", true));
    EXPECT_FALSE(is_called_so("nginx", "", "nginx-debug"));
    EXPECT_FALSE(is_called_so("nginx-debug", "", "nginx"));
    EXPECT_FALSE(is_called_so("sshd", "/opt/nginx/sshd", "nginx"));
    EXPECT_FALSE(is_called_so("", "", "nginx"));
}

TEST_F(OwnersInLists, MayHaveCutNames) {
    const auto is_cut = [&](const std::string& line, const std::string& name) {
        files_.clear();
        save("10.0.0.5.sockets", line);
        const SocketLists lists(files_);
        const Owners found = lists.owners(Transport::Tcp, {*parse_host("10.0.0.5"), 80}, {});
        return found.count == 1 && found.processes[0]->name == name && found.processes[0]->is_cut;
    };
    EXPECT_TRUE(is_cut(ss("*:80", "systemd-resolve", 1), "systemd-resolve"));
    EXPECT_FALSE(is_cut(ss("*:80", "systemd-resolv", 1), "systemd-resolv"));
    const auto netstat = [](const std::string& program) {
        return "tcp 0 0 0.0.0.0:80 0.0.0.0:* LISTEN " + program + "\n";
    };
    EXPECT_TRUE(is_cut(netstat("1234567/chromium-br"), "chromium-br"));
    EXPECT_FALSE(is_cut(netstat("1234567/chromium-b"), "chromium-b"));
    EXPECT_FALSE(is_cut(netstat("812/sshd: /usr/sbin/sshd"), "sshd"));
    const auto lsof = [](const std::string& name) {
        return name + " 1 root 3u IPv4 0t0 0t0 TCP *:80 (LISTEN)\n";
    };
    EXPECT_TRUE(is_cut(lsof("docker-pr"), "docker-pr"));
    EXPECT_TRUE(is_cut(lsof("Go\\x20c"), "Go c"));
    EXPECT_FALSE(is_cut(lsof("docker-p"), "docker-p"));
}

TEST_F(OwnersInLists, OfAConnectionThatIsOverAreItsListeners) {
    save("10.0.0.5.sockets", ss("*:80", "nginx", 1) + "tcp TIME-WAIT 0 0 10.0.0.5:80 10.9.9.9:40000\n" +
                                 "tcp TIME-WAIT 0 0 10.0.0.5:50000 10.9.9.9:80\n");
    EXPECT_EQ(owners("10.0.0.5", 80), "by nginx (pid 1) -");
    EXPECT_EQ(owners("10.0.0.5", 50000, "10.9.9.9", 80), "");
}

TEST(Escaped, ShowsWhatIsNoPrintableCharacter) {
    EXPECT_EQ(escaped("größe サーバ", 99), "größe サーバ");
    EXPECT_EQ(escaped("a\x1b[31m\n\x7f", 99), "a\\x1b[31m\\x0a\\x7f");
    EXPECT_EQ(escaped("a\xe2\x80\xae"
                      "b",
                      99),
              "a\\xe2\\x80\\xaeb");  // right-to-left override
    EXPECT_EQ(escaped("a\xc2\x85"
                      "b",
                      99),
              "a\\xc2\\x85"
              "b");  // a control character of C1
    EXPECT_EQ(escaped("\xff\xc3", 99), "\\xff\\xc3");
    EXPECT_EQ(escaped(std::string("a\0b", 3), 99),
              "a\\x00"
              "b");
    EXPECT_EQ(escaped("abcdefgh", 7), "abcd...");
    EXPECT_EQ(escaped("", 7), "");
}

}  // namespace
}  // namespace portlore
