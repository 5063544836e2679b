// SPDX-License-Identifier: GPL-2.0-or-later
#include "dossier.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

using Texts = std::vector<std::string>;

DossierFile read(const std::string& text) { return read_dossier(text, "p.dossier", "built-in"); }

constexpr const char* kWhole =
    "[Dossier]\nPort=3256\nLife=Presumed dead [r]\nOwner=Compaq [r];HP [r]\nProduct=Agent [r]\nSuccessor=HP "
    "[r] [s]\n"
    "Advice=Find the process.\n"
    "[History]\n2002=HP acquires Compaq [r]\n2002/2=Worm [s]\n"
    "[Note]\n1=No RFC [r]\n[Dispute]\nIANA=assigned [r]\n[Likely]\n1=Anomaly [r]\n2=Server [r]\n"
    "[Warning W32.X]\nKind=Malware\nAffects=Windows\nYear=2002\nTransport=tcp;sctp\nText=Worm [s]\n"
    "[Warning]\nKind=Abuse report\nText=Tools [s]\n"
    "[Reference]\nr=First source\ns=Second source\n";

TEST(Dossier, ReadsEveryFact) {
    const DossierFile file = read(kWhole);
    EXPECT_EQ(file.errors, Texts{});
    EXPECT_EQ(file.uncited, Texts{});
    ASSERT_TRUE(file.dossier);
    const Dossier& dossier = *file.dossier;
    EXPECT_EQ(dossier.port, 3256);
    EXPECT_EQ(dossier.life, Life::PresumedDead);
    EXPECT_EQ(dossier.owners, (Texts{"Compaq", "HP"}));
    EXPECT_EQ(dossier.products, Texts{"Agent"});
    EXPECT_EQ(dossier.successors, Texts{"HP"});
    EXPECT_EQ(dossier.advice, "Find the process.");
    EXPECT_EQ(dossier.history, (Texts{"2002: HP acquires Compaq", "2002: Worm"}));
    EXPECT_EQ(dossier.notes, Texts{"No RFC"});
    EXPECT_EQ(dossier.disputes, Texts{"IANA: assigned"});
    EXPECT_EQ(dossier.likely, (Texts{"Anomaly", "Server"}));
    EXPECT_EQ(dossier.references, (Texts{"First source", "Second source"}));
    EXPECT_EQ(dossier.origin, "built-in");
}

TEST(Dossier, ReadsWarnings) {
    const DossierFile file = read(kWhole);
    ASSERT_EQ(file.dossier->warnings.size(), 2U);
    const Warning& worm = file.dossier->warnings[0];
    EXPECT_EQ(worm.kind, WarningKind::Malware);
    EXPECT_EQ(worm.id, "W32.X");
    EXPECT_EQ(worm.affects, "Windows");
    EXPECT_EQ(worm.year, "2002");
    EXPECT_EQ(worm.line, "Malware W32.X (2002): Worm");
    EXPECT_TRUE(worm.concerns(Transport::Tcp));
    EXPECT_FALSE(worm.concerns(Transport::Udp));
    EXPECT_TRUE(worm.concerns(Transport::Sctp));
    const Warning& tools = file.dossier->warnings[1];
    EXPECT_EQ(tools.id, "");
    EXPECT_EQ(tools.line, "Abuse report: Tools");
    EXPECT_TRUE(tools.concerns(Transport::Udp));
}

TEST(Dossier, CountsAsGhostWhenDeadOrPresumedSo) {
    EXPECT_TRUE(is_ghost(Life::Dead));
    EXPECT_TRUE(is_ghost(Life::PresumedDead));
    EXPECT_FALSE(is_ghost(Life::Alive));
    EXPECT_FALSE(is_ghost(Life::Unknown));
}

TEST(Dossier, NamesFactsWithoutASource) {
    EXPECT_EQ(read("[Dossier]\nPort=1\nLife=Dead\n[Likely]\n1=Who knows\n").uncited,
              (Texts{"[Dossier] Life", "[Likely] 1"}));
}

struct BadKey {
    const char* text;
    const char* error;
};

class DossierBadKey : public testing::TestWithParam<BadKey> {};

TEST_P(DossierBadKey, IsNamedAndTheRestLoads) {
    const DossierFile file = read(std::string("[Dossier]\nPort=1\nAdvice=Look.\n") + GetParam().text);
    ASSERT_EQ(file.errors.size(), 1U);
    EXPECT_NE(file.errors[0].find(GetParam().error), std::string::npos) << file.errors[0];
    ASSERT_TRUE(file.dossier);
    EXPECT_EQ(file.dossier->advice, "Look.");
}

INSTANTIATE_TEST_SUITE_P(
    Keys, DossierBadKey,
    testing::Values(BadKey{"Colour=red\n", "p.dossier: [Dossier] Colour: is not a key of a dossier"},
                    BadKey{"Life=Undead\n", "p.dossier: [Dossier] Life: 'Undead' is not"},
                    BadKey{"Owner=X [nowhere]\n", "p.dossier: [Dossier] Owner: cites [nowhere]"},
                    BadKey{"[Warning A]\nKind=Wurm\nText=x\n", "p.dossier: [Warning A] Kind: 'Wurm' is not"},
                    BadKey{"[Warning A]\nKind=Malware\n", "p.dossier: [Warning A] Text: is missing"},
                    BadKey{"[Warning A]\nKind=Malware\nText=x\nTransport=ipx\n",
                           "[Warning A] Transport: 'ipx' is not tcp"},
                    BadKey{"[History]\n2002=a\n2002=b\n", "p.dossier:6: [History] 2002: is given twice"},
                    BadKey{"[Weather]\nrain=yes\n", "p.dossier: [Weather] rain: is not a key"},
                    BadKey{"[Likely]\n1=bad \\q escape\n", "p.dossier: [Likely] 1: "}));

TEST(Dossier, RefusesAFileWithoutAValidPort) {
    for (const char* port : {"", "Port=\n", "Port=70000\n", "Port=-1\n", "Port=80x\n", "Port=http\n"}) {
        const DossierFile file = read(std::string("[Dossier]\n") + port);
        EXPECT_FALSE(file.dossier);
        ASSERT_EQ(file.errors.size(), 1U) << port;
        EXPECT_NE(file.errors[0].find("p.dossier: [Dossier] Port: "), std::string::npos) << file.errors[0];
    }
}

TEST(Dossier, RefusesWhatIsNoKeyFile) {
    const DossierFile file = read("Port is 3256, I believe\n");
    EXPECT_FALSE(file.dossier);
    ASSERT_EQ(file.errors.size(), 1U);
    EXPECT_EQ(file.errors[0].rfind("p.dossier: ", 0), 0U);
}

TEST(Dossier, RefusesInvalidUtf8AndNamesTheLine) {
    const DossierFile file = read("[Dossier]\nPort=1\nAdvice=caf\xe9\n");
    EXPECT_FALSE(file.dossier);
    ASSERT_EQ(file.errors.size(), 1U);
    EXPECT_NE(file.errors[0].find("line 3 is not UTF-8"), std::string::npos) << file.errors[0];
}

TEST(Dossiers, FindsByPortAndRefusesASecond) {
    Dossiers dossiers;
    Dossier dossier;
    dossier.port = 3256;
    EXPECT_EQ(dossiers.find(3256), nullptr);
    EXPECT_TRUE(dossiers.add(dossier));
    EXPECT_FALSE(dossiers.add(dossier));
    ASSERT_NE(dossiers.find(3256), nullptr);
    EXPECT_EQ(dossiers.find(3256)->port, 3256);
    EXPECT_EQ(dossiers.find(3257), nullptr);
    EXPECT_EQ(dossiers.all().size(), 1U);
}

}  // namespace
}  // namespace portlore
