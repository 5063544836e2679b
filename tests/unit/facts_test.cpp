// SPDX-License-Identifier: GPL-2.0-or-later
#include "facts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "claim_file.h"
#include "file.h"

namespace portlore {
namespace {

using Texts = std::vector<std::string>;
constexpr const char* kHeader =
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification "
    "Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n";

class UserFacts : public testing::Test {
 protected:
    UserFacts() : folder_(std::filesystem::path(testing::TempDir()) / "portlore-facts-test") {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~UserFacts() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) {
        std::string path = this->path(name);
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder_ / name).make_preferred().string();
    }
    /** What is wrong, after the folder was read. */
    const Texts& errors() {
        facts_.read_folder(folder_.string());
        return facts_.errors();
    }
    /** The only line of what is wrong. */
    std::string error() {
        return errors().size() == 1 ? facts_.errors().front() : std::to_string(errors().size());
    }
    /** Whether something is wrong with a file of that name, in those words. */
    [[nodiscard]] bool says(const std::string& name, const std::string& what) const {
        return std::ranges::any_of(facts_.errors(), [&](const std::string& line) {
            return line.starts_with(path(name) + ": ") && line.find(what) != std::string::npos;
        });
    }
    [[nodiscard]] std::string label(std::uint16_t port) const {
        const Dossier* const found = facts_.dossier(port, Transport::Tcp);
        return found == nullptr ? "" : found->label;
    }

    std::filesystem::path folder_;
    Facts facts_;
};

TEST_F(UserFacts, AreWhatIsBuiltInAtFirst) {
    EXPECT_FALSE(facts_.dossiers_of_user());
    EXPECT_EQ(facts_.dossier(3256, Transport::Tcp), built_in_dossier(3256, Transport::Tcp));
    EXPECT_TRUE(facts_.is_documented(3256, Transport::Tcp));
    EXPECT_FALSE(facts_.is_documented(3258, Transport::Tcp));
    EXPECT_EQ(&facts_.registry(), &built_in_registry());
    facts_.read_folder(path("there is none"));
    EXPECT_EQ(facts_.errors(), Texts{});
}

TEST_F(UserFacts, LieOverEachOther) {
    write("low/a.dossier", "[Dossier]\nPort=3256\nLabel=low\n");
    write("high/a.dossier", "[Dossier]\nPort=3256\nExtends=true\nLabel=high\nOwner=Us\n");
    write("high/notes.txt", "not a dossier");
    facts_.read_folder(path("low"));
    EXPECT_EQ(label(3256), "low");
    EXPECT_TRUE(facts_.dossier(3256, Transport::Tcp)->owners.empty());
    facts_.read_folder(path("high"));
    EXPECT_EQ(label(3256), "high");
    EXPECT_EQ(facts_.dossier(3256, Transport::Tcp)->origin,
              path("low/a.dossier") + ", " + path("high/a.dossier"));
    PortNote note;
    note.ports = "3256";
    note.label = "noted";
    facts_.lay({note});
    EXPECT_EQ(label(3256), "noted");
    EXPECT_EQ(facts_.errors(), Texts{});
}

TEST_F(UserFacts, SayWhichOfTwoIsLeftOut) {
    const std::string first = write("a.dossier", "[Dossier]\nPort=9000-9010\nLabel=a\n");
    const std::string second = write("b.dossier", "[Dossier]\nPort=9010\nLabel=b\n");
    EXPECT_EQ(error(), second + ": [Dossier] Port: 9010 has a dossier in " + first +
                           " already, this one is left out; put both into one file");
    EXPECT_EQ(label(9010), "a");
}

TEST_F(UserFacts, SurviveWhateverLiesInTheFolder) {
    write("good.dossier", "[Dossier]\nPort=9000\nLabel=good\n");
    std::filesystem::create_directory(path("folder.dossier"));
    write("latin.dossier", "[Dossier]\nPort=9001\nLabel=caf\xe9\n");
    write("empty.dossier", "");
    std::ofstream(path("huge.dossier")).close();
    std::filesystem::resize_file(path("huge.dossier"), std::uintmax_t{2} << 30U);
    ASSERT_EQ(errors().size(), 4U);
    EXPECT_EQ(label(9000), "good");
    EXPECT_TRUE(says("folder.dossier", "is a folder"));
    EXPECT_TRUE(says("latin.dossier", "line 3 is not UTF-8"));
    EXPECT_TRUE(says("huge.dossier", "has 2147483648 bytes, and at most 1048576 are read"));
    EXPECT_TRUE(says("empty.dossier", "the group [Dossier] is missing"));
}

#ifndef _WIN32  // there a folder has no pipes, and whoever may make symbolic links is an administrator
TEST_F(UserFacts, SurviveLinksAndPipesInTheFolder) {
    std::filesystem::create_symlink(path("loop.dossier"), path("loop.dossier"));
    std::filesystem::create_symlink(path("gone"), path("dangling.dossier"));
    ASSERT_EQ(mkfifo(path("pipe.dossier").c_str(), 0600), 0);
    ASSERT_EQ(errors().size(), 3U);
    EXPECT_EQ(errors()[0], path("dangling.dossier") + ": No such file or directory; check the file");
    EXPECT_TRUE(says("loop.dossier", "symbolic links"));
    EXPECT_TRUE(says("pipe.dossier", "no regular file"));
}
#endif

TEST_F(UserFacts, MayLieInAFolderOfAnyName) {
    const std::filesystem::path folder = folder_ / u8"Jos\u00e9 \u6771\u4eac Smith";
    const std::u8string name = folder.u8string();
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "a.dossier", std::ios::binary) << "[Dossier]\r\nPort=9000\r\nLabel=named\r\n";
    facts_.read_folder({name.begin(), name.end()});
    EXPECT_EQ(facts_.errors(), Texts{});
    EXPECT_EQ(label(9000), "named");
}

TEST_F(UserFacts, BoundTheKeysOfADossier) {
    std::string text = "[Dossier]\nPort=9000\n[History]\n";
    for (int year = 0; year < 2000; ++year) text += std::to_string(year) + "=something\n";
    const std::string path = write("long.dossier", text);
    EXPECT_EQ(error(), path + ": has more than 1000 keys; make several dossiers of it");
}

TEST_F(UserFacts, TakeANewerRegistry) {
    const std::string path =
        write(kRegistryFile, kHeader + std::string("newservice,3256,tcp,A new one,,,2026-11-01,,,,,\n"));
    EXPECT_EQ(errors(), Texts{});
    EXPECT_EQ(facts_.registry().find(3256, Transport::Tcp)->service, "newservice");
    EXPECT_EQ(facts_.registry().status(3257, Transport::Tcp), Status::Unassigned);
    EXPECT_EQ(facts_.registry().snapshot(), path + ", newest entry of 2026-11-01");
}

TEST_F(UserFacts, KeepTheRegistryWhereAFileIsNone) {
    const std::string path = write(kRegistryFile, "Name,Port\nhttp,80\n");
    EXPECT_EQ(error(), path +
                           ":1: no column 'Service Name'; this is not IANA's service-names-port-numbers.csv, "
                           "nothing of it is used");
    EXPECT_EQ(&facts_.registry(), &built_in_registry());
}

TEST_F(UserFacts, UseTheRowsOfARegistryThatIsCutShort) {
    const std::string path = write(
        kRegistryFile, kHeader + std::string("new,3256,tcp,,,,2026-11-01,,,,,\nother,3257,tcp,\"cut sho"));
    EXPECT_EQ(error(), path + ":3: a quoted field never ends; the file is cut short, or a quote is missing");
    EXPECT_EQ(facts_.registry().find(3256, Transport::Tcp)->service, "new");
}

TEST_F(UserFacts, ChangeTheirStateWithEveryFile) {
    const auto state = [&] { return state_of_facts({folder_.string()}, {path("chosen.csv")}); };
    const std::string before = state();
    EXPECT_EQ(state(), before);
    write("a.dossier", "[Dossier]\nPort=1\n");
    const std::string with_one = state();
    EXPECT_NE(with_one, before);
    write("a.dossier", "[Dossier]\nPort=11\n");
    EXPECT_NE(state(), with_one);
    write("chosen.csv", kHeader);
    const std::string with_registry = state();
    std::filesystem::remove(path("chosen.csv"));
    EXPECT_NE(state(), with_registry);
}

TEST_F(UserFacts, NameTheRowOfABadNote) {
    PortNote good;
    good.ports = "9000";
    good.label = "good";
    PortNote bad;
    bad.ports = "9001";
    bad.listeners = "nowhere";
    facts_.lay({good, bad});
    EXPECT_EQ(facts_.errors(),
              Texts{"preferences, Ports, row 2: [Dossier] Listeners: 'nowhere' is not an address or a "
                    "subnet as 192.0.2.0/24"});
    EXPECT_EQ(label(9000), "good");
}

TEST_F(UserFacts, LeaveOutWhatNoProtocolIsCalled) {
    facts_ = Facts([](const std::string& name) { return name == "tls" || name == "http"; });
    const std::string path =
        write("one.dossier",
              "[Dossier]\nPort=40000\nSpeaks=https;tls [a]\nTenant=http;SSL [a]\n"
              "[Warning]\nKind=Vulnerability\nText=T\nEvidence=www;http\n"
              "[Warning CVE-2002-0001]\nKind=Malware\nText=T\nEvidence=web\n[Reference]\na=b\n");
    const auto says = [&](const char* key, const char* name) {
        return path + ": " + key + ": '" + name +
               "' is not a protocol of Wireshark's; use its filter name, as tls or http";
    };
    EXPECT_EQ(errors(),
              (Texts{says("[Dossier] Speaks", "https"), says("[Dossier] Tenant", "SSL"),
                     says("[Warning] Evidence", "www"), says("[Warning CVE-2002-0001] Evidence", "web")}));
    const Dossier& dossier = *facts_.dossier(40000, Transport::Tcp);
    EXPECT_EQ(dossier.speaks, Texts{"tls"});
    EXPECT_EQ(dossier.tenants, Texts{"http"});
    EXPECT_EQ(dossier.warnings[0].evidence, Texts{"http"});
    EXPECT_EQ(dossier.warnings[1].evidence, Texts{});
}

TEST_F(UserFacts, HoldNothingToAProtocolThatIsNone) {
    facts_ = Facts([](const std::string& name) { return name == "tls"; });
    const std::string one = write("one.dossier", "[Dossier]\nPort=40000\nExpects=https\n");
    const std::string two = write("two.dossier", "[Dossier]\nPort=40001\nExpects=https;tls\n");
    const std::string claims = write(
        "ours.claims.tsv",
        std::string(kClaimColumns) +
            "\n40000\ttcp\texposed\tA\tText\thttps or tls\tB\tx\n40000\ttcp\texposed\tB\tText\ttls\tB\tx\n");
    PortNote note;
    note.ports = "40002";
    note.expects = "https";
    const std::string what = "'https' is not a protocol of Wireshark's; use its filter name, as tls or http";
    EXPECT_EQ(errors(), (Texts{one + ": [Dossier] Expects: " + what, two + ": [Dossier] Expects: " + what,
                               claims + ":2: evidence: " + what}));
    facts_.lay({note});
    EXPECT_EQ(facts_.errors().back(), "preferences, Ports, row 1: [Dossier] Expects: " + what);
    EXPECT_EQ(facts_.dossier(40000, Transport::Tcp)->expects, Texts{});
    EXPECT_EQ(facts_.dossier(40001, Transport::Tcp)->expects, Texts{"tls"});
    EXPECT_EQ(facts_.dossier(40002, Transport::Tcp)->expects, Texts{});
    ASSERT_EQ(facts_.claims(40000, Transport::Tcp)->claims().size(), 1U);
    EXPECT_EQ(facts_.claims(40000, Transport::Tcp)->claims()[0].id, "B");
}

TEST(PortNote, SaysAllOfItsColumns) {
    const PortNote note{"8000-8099", "udp",  "Ours",      "Team; with a semicolon",   "Look\nout", "Malware",
                        "W32.[X]",   "Note", "http; ssh", "192.0.2.0/24, 2001:db8::1"};
    const DossierFile read = dossier_of(note, "row");
    EXPECT_EQ(read.errors, Texts{});
    const Dossier& dossier = *read.dossier;
    EXPECT_TRUE(dossier.extends);
    EXPECT_EQ(dossier.first_port, 8000);
    EXPECT_EQ(dossier.last_port, 8099);
    EXPECT_EQ(dossier.transports, only(Transport::Udp));
    EXPECT_EQ(dossier.label, "Ours");
    EXPECT_EQ(dossier.owners, Texts{"Team; with a semicolon"});
    ASSERT_EQ(dossier.warnings.size(), 1U);
    EXPECT_EQ(dossier.warnings[0].line, "Malware W32.(X): Look out");
    EXPECT_EQ(dossier.warnings[0].loudest, Alarm::Attempt);
    EXPECT_EQ(dossier.expects, (Texts{"http", "ssh"}));
    EXPECT_EQ(dossier.listeners.size(), 2U);
    EXPECT_EQ(dossier.origin, "row");
}

TEST(PortNote, NeedsAPortOnly) {
    PortNote note;
    note.ports = "80";
    note.transport = "any";
    EXPECT_EQ(dossier_of(note, "row").errors, Texts{});
    EXPECT_TRUE(dossier_of(note, "row").dossier->warnings.empty());
    note.ports = "http";
    EXPECT_FALSE(dossier_of(note, "row").dossier);
}

}  // namespace
}  // namespace portlore
