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
    EXPECT_EQ(dossier.first_port, 3256);
    EXPECT_EQ(dossier.last_port, 3256);
    EXPECT_FALSE(dossier.extends);
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
                    BadKey{"Extends=maybe\n", "[Dossier] Extends: 'maybe' is not true or false"},
                    BadKey{"Transport=ipx\n", "[Dossier] Transport: 'ipx' is not tcp"},
                    BadKey{"Listeners=192.0.2.0/33\n", "[Dossier] Listeners: '192.0.2.0/33' is not"},
                    BadKey{"[Warning A]\nKind=Malware\nText=x\nSeverity=Loud\n",
                           "[Warning A] Severity: 'Loud' is not Warn, Note or None"},
                    BadKey{"[Weather]\nrain=yes\n", "p.dossier: [Weather] rain: is not a key"},
                    BadKey{"Owner=bad \\q escape\n", "p.dossier: [Dossier] Owner: "},
                    BadKey{"[Likely]\n1=bad \\q escape\n", "p.dossier: [Likely] 1: "}));

TEST(Dossier, RefusesAFileWithoutAValidPort) {
    for (const char* port : {"", "Port=\n", "Port=70000\n", "Port=-1\n", "Port=80x\n", "Port=http\n",
                             "Port=90-80\n", "Port=80-\n", "Port=1-70000\n"}) {
        const DossierFile file = read(std::string("[Dossier]\n") + port);
        EXPECT_FALSE(file.dossier);
        ASSERT_EQ(file.errors.size(), 1U) << port;
        EXPECT_NE(file.errors[0].find("p.dossier: [Dossier] Port: "), std::string::npos) << file.errors[0];
    }
}

TEST(Dossier, NamesAMisspeltMainGroup) {
    EXPECT_EQ(read("[Dosier]\nPort=1\n[Warning A]\nKind=Malware\nText=x\n[History]\n1=a\n").errors,
              Texts{"p.dossier: the group [Dossier] is missing; rename [Dosier]"});
    EXPECT_EQ(read("[History]\n1=a\n").errors,
              Texts{"p.dossier: the group [Dossier] is missing; begin with it"});
    EXPECT_FALSE(read("[Dosier]\nPort=1\n").dossier);
}

TEST(Dossier, TakesNothingOfWhatItRefuses) {
    const DossierFile file = read(
        "[Dossier]\nPort=1\nTransport=tcp;ipx\nExtends=maybe\nLife=Undead\nLabel=bad \\q\nAdvice=bad \\q\n"
        "Owner=bad \\q\nExpects=;\nProcess=;;\nListeners=nowhere\n[History]\n2002=bad \\q\n2003=\n"
        "[Note]\n1=bad \\q\n[Likely]\n1=bad \\q\n[Dispute]\nA=bad \\q\n[Reference]\nr=bad \\q\n"
        "[Warning A]\nKind=Malware\n[Warning B]\nKind=Wurm\nText=x\n"
        "[Warning C]\nKind=Malware\nText=x\nSeverity=Loud\nTransport=ipx\nEvidence=;\n");
    EXPECT_EQ(file.errors.size(), 16U);
    const Dossier& dossier = *file.dossier;
    EXPECT_EQ(dossier.transports, only(Transport::Tcp));
    EXPECT_FALSE(dossier.extends);
    EXPECT_EQ(dossier.life, Life::Unknown);
    EXPECT_EQ(dossier.label + dossier.advice, "");
    for (const Texts* const list :
         {&dossier.owners, &dossier.expects, &dossier.processes, &dossier.history, &dossier.notes,
          &dossier.likely, &dossier.disputes, &dossier.references}) {
        EXPECT_EQ(*list, Texts{});
    }
    EXPECT_TRUE(dossier.listeners.empty());
    ASSERT_EQ(dossier.warnings.size(), 1U);
    EXPECT_EQ(dossier.warnings[0].id, "C");
    EXPECT_EQ(dossier.warnings[0].loudest, Alarm::Full);
    EXPECT_FALSE(dossier.warnings[0].concerns(Transport::Tcp));
    EXPECT_EQ(dossier.warnings[0].evidence, Texts{});
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

TEST(Dossier, ReadsWhatAnOrganisationLaysDown) {
    const DossierFile file = read(
        "[Dossier]\nPort=8000-8099\nTransport=tcp;udp\nExtends=true\nLabel=Gateways\nExpects=https;ssh\n"
        "Listeners=192.0.2.0/24;2001:db8::1\n[Warning]\nKind=Malware\nText=x\nSeverity=Note\n");
    EXPECT_EQ(file.errors, Texts{});
    const Dossier& dossier = *file.dossier;
    EXPECT_EQ(dossier.first_port, 8000);
    EXPECT_EQ(dossier.last_port, 8099);
    EXPECT_EQ(dossier.transports, only(Transport::Tcp) | only(Transport::Udp));
    EXPECT_TRUE(dossier.extends);
    EXPECT_EQ(dossier.label, "Gateways");
    EXPECT_EQ(dossier.expects, (Texts{"https", "ssh"}));
    ASSERT_EQ(dossier.listeners.size(), 2U);
    EXPECT_EQ(text(dossier.listeners[0]), "192.0.2.0/24");
    EXPECT_EQ(text(dossier.listeners[1]), "2001:db8::1");
    EXPECT_EQ(dossier.warnings.at(0).loudest, Alarm::Attempt);
}

Dossier dossier_on(std::uint16_t first, std::uint16_t last, const std::string& label) {
    Dossier dossier;
    dossier.first_port = first;
    dossier.last_port = last;
    dossier.label = label;
    dossier.origin = label + ".dossier";
    return dossier;
}

std::string label_at(const Dossiers& dossiers, std::uint16_t port, Transport transport = Transport::Tcp) {
    const Dossier* const found = dossiers.find(port, transport);
    return found == nullptr ? "" : found->label;
}

TEST(Dossiers, FindsByPortAndTransport) {
    Dossiers dossiers;
    Dossier udp = dossier_on(10, 12, "u");
    udp.transports = only(Transport::Udp);
    EXPECT_FALSE(dossiers.lay(udp));
    EXPECT_FALSE(dossiers.lay(dossier_on(20, 20, "all")));
    EXPECT_EQ(label_at(dossiers, 10, Transport::Udp), "u");
    EXPECT_EQ(label_at(dossiers, 12, Transport::Udp), "u");
    EXPECT_EQ(label_at(dossiers, 13, Transport::Udp), "");
    EXPECT_EQ(label_at(dossiers, 10, Transport::Tcp), "");
    for (const Transport transport : kTransports) EXPECT_EQ(label_at(dossiers, 20, transport), "all");
    Dossier tcp = dossier_on(10, 10, "t");
    tcp.transports = only(Transport::Tcp);
    EXPECT_FALSE(dossiers.lay(tcp));
    EXPECT_EQ(label_at(dossiers, 10, Transport::Tcp), "t");
    EXPECT_EQ(label_at(dossiers, 10, Transport::Udp), "u");
}

TEST(Dossiers, RefusesASecondOfTheSameLayerWhole) {
    Dossiers dossiers;
    EXPECT_FALSE(dossiers.lay(dossier_on(10, 20, "a")));
    const auto conflict = dossiers.lay(dossier_on(15, 30, "b"));
    ASSERT_TRUE(conflict);
    EXPECT_EQ(conflict->port, 15);
    EXPECT_EQ(conflict->origin, "a.dossier");
    EXPECT_EQ(label_at(dossiers, 30), "");
}

TEST(Dossiers, AHigherLayerReplacesWhatLiesBelow) {
    Dossiers dossiers;
    EXPECT_FALSE(dossiers.lay(dossier_on(10, 20, "a")));
    dossiers.begin_layer();
    EXPECT_FALSE(dossiers.lay(dossier_on(20, 30, "b")));
    EXPECT_EQ(label_at(dossiers, 19), "a");
    EXPECT_EQ(label_at(dossiers, 20), "b");
    EXPECT_EQ(label_at(dossiers, 30), "b");
}

TEST(Dossiers, AHigherLayerAddsToWhatLiesBelow) {
    Dossiers dossiers;
    Dossier base = dossier_on(10, 10, "a");
    base.owners = {"Compaq"};
    base.life = Life::Dead;
    base.advice = "Look.";
    EXPECT_FALSE(dossiers.lay(base));
    dossiers.begin_layer();
    Dossier more = dossier_on(10, 11, "b");
    more.extends = true;
    more.owners = {"Us"};
    EXPECT_FALSE(dossiers.lay(more));
    const Dossier& both = *dossiers.find(10, Transport::Tcp);
    EXPECT_EQ(both.label, "b");
    EXPECT_EQ(both.owners, (Texts{"Compaq", "Us"}));
    EXPECT_EQ(both.life, Life::Dead);
    EXPECT_EQ(both.advice, "Look.");
    EXPECT_EQ(both.origin, "a.dossier, b.dossier");
    EXPECT_EQ(dossiers.find(11, Transport::Tcp)->owners, Texts{"Us"});
    EXPECT_TRUE(dossiers.lay(dossier_on(10, 10, "c")));
}

}  // namespace
}  // namespace portlore
