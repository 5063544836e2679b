// SPDX-License-Identifier: GPL-2.0-or-later
#include "built_in.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "file.h"
#include "registry_file.h"

namespace portlore {
namespace {

bool any_contains(const std::vector<std::string>& texts, const std::string& what) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return text.find(what) != std::string::npos; });
}

TEST(BuiltIn, DossiersAreFoundByPortAsAmongAll) {
    const Dossiers all = built_in_dossiers();
    for (const Transport transport : kTransports) {
        for (std::uint32_t number = 0; number <= 65535; ++number) {
            const auto port = static_cast<std::uint16_t>(number);
            const Dossier* const expected = all.find(port, transport);
            ASSERT_EQ(is_documented_by_us(port, transport), expected != nullptr) << port;
            const Dossier* const found = built_in_dossier(port, transport);
            ASSERT_EQ(found != nullptr, expected != nullptr) << port;
            if (found == nullptr) continue;
            EXPECT_EQ(found->history, expected->history) << port;
        }
    }
}

TEST(BuiltIn, ADossierIsReadOnceAndKept) {
    EXPECT_EQ(built_in_dossier(3256, Transport::Tcp), built_in_dossier(3256, Transport::Tcp));
    EXPECT_EQ(built_in_dossier(3256, Transport::Tcp), built_in_dossier(3256, Transport::Udp));
    EXPECT_EQ(built_in_dossier(3256, Transport::Tcp)->origin, "built-in");
}

TEST(BuiltIn, SnapshotIsWholeAndDated) {
    const RowCount& count = built_in_registry().count();
    EXPECT_GT(count.assignments, 12000U);
    EXPECT_EQ(count.refused, 0U);
    EXPECT_EQ(count.rows, count.assignments + count.shared + count.aliases + count.repeats + count.portless);
    EXPECT_EQ(built_in_registry().snapshot().rfind("IANA registry, snapshot of 20", 0), 0U);
}

/** Everything that the registry says of a port, one row a line. */
std::string told_by(const Registry& registry, std::uint16_t port, Transport transport) {
    std::string told = name(registry.status(port, transport));
    for (std::size_t nth = 0; const auto row = registry.find(port, transport, nth); ++nth) {
        for (const std::string_view column :
             {row->service, row->description, row->assignee, row->registered, row->unauthorized})
            told.append("|").append(column);
        told += '\n';
    }
    return told;
}

TEST(BuiltIn, SnapshotSaysOfEachPortWhatTheFileSays) {
    const FileText file = read_file(PORTLORE_DATA "/registry.csv", std::size_t{64} << 20U);
    ASSERT_TRUE(file.text) << file.error;
    const RegistryFile read(*file.text, "registry.csv");
    for (const Transport transport : kTransports) {
        for (std::uint32_t number = 0; number <= 65535; ++number) {
            const auto port = static_cast<std::uint16_t>(number);
            ASSERT_EQ(told_by(built_in_registry(), port, transport),
                      told_by(read.registry(), port, transport))
                << port << '/' << name(transport);
        }
    }
}

TEST(BuiltIn, SnapshotKnowsEveryTransportRangesAndStatuses) {
    const Registry& registry = built_in_registry();
    EXPECT_EQ(registry.find(80, Transport::Tcp)->service, "http");
    EXPECT_EQ(registry.find(53, Transport::Udp)->service, "domain");
    EXPECT_EQ(registry.find(2905, Transport::Sctp)->service, "m3ua");
    EXPECT_EQ(registry.find(9, Transport::Dccp)->service, "discard");
    EXPECT_EQ(registry.find(6010, Transport::Tcp)->service, "x11");
    EXPECT_EQ(registry.status(1023, Transport::Tcp), Status::Reserved);
    EXPECT_EQ(registry.status(49151, Transport::Tcp), Status::Reserved);
    EXPECT_EQ(registry.status(8010, Transport::Sctp), Status::Reserved);
    EXPECT_EQ(registry.find(631, Transport::Tcp, 1)->service, "ipp");
    EXPECT_EQ(registry.status(4, Transport::Tcp), Status::Unassigned);
}

struct Ghost {
    std::uint16_t port;
    const char* service;
    const char* description;
    const char* assignee;
    Life life;
    const char* owner;
};

class BuiltInDossier : public testing::TestWithParam<Ghost> {};

TEST_P(BuiltInDossier, AgreesWithTheRegistry) {
    const Ghost& ghost = GetParam();
    const Dossier* dossier = built_in_dossier(ghost.port, Transport::Tcp);
    ASSERT_NE(dossier, nullptr);
    EXPECT_EQ(dossier->life, ghost.life);
    EXPECT_TRUE(any_contains(dossier->owners, ghost.owner));
    EXPECT_FALSE(dossier->advice.empty());
    EXPECT_TRUE(any_contains(dossier->likely, "SAP"));
    EXPECT_EQ(dossier->origin, "built-in");
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        EXPECT_EQ(built_in_registry().status(ghost.port, transport), Status::Assigned);
        const auto row = built_in_registry().find(ghost.port, transport);
        EXPECT_EQ(row->service, ghost.service);
        EXPECT_EQ(row->description, ghost.description);
        EXPECT_EQ(assignee_name(row->assignee), ghost.assignee);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Five, BuiltInDossier,
    testing::Values(
        Ghost{3201, "cpq-tasksmart", "CPQ-TaskSmart", "Jackie Lau", Life::Dead, "Compaq"},
        Ghost{3206, "ironmail", "IronMail POP Proxy", "Mike Hudack", Life::Dead, "CipherTrust"},
        Ghost{3256, "cpqrpm-agent", "Compaq RPM Agent Port", "", Life::Dead, "Compaq"},
        Ghost{3271, "csoft-prev", "CSoft Prev Port", "Nedelcho Stanev", Life::PresumedDead, "CSoft"},
        Ghost{3302, "mcs-fastmail", "MCS Fastmail", "Patti Jo Newsom", Life::PresumedDead, "MCS"}));

TEST(BuiltIn, AreTheFiveDossiersAndAtLeastTwentyMore) { EXPECT_GE(built_in_dossiers().all().size(), 25U); }

TEST(BuiltIn, WarningsAreThoseOnRecord) {
    const auto& sap = built_in_dossier(3201, Transport::Tcp)->warnings;
    ASSERT_EQ(sap.size(), 1U);
    EXPECT_EQ(sap[0].kind, WarningKind::Vulnerability);
    EXPECT_EQ(sap[0].id, "CVE-2006-5784");
    const auto& worm = built_in_dossier(3256, Transport::Tcp)->warnings;
    ASSERT_EQ(worm.size(), 1U);
    EXPECT_EQ(worm[0].kind, WarningKind::Malware);
    EXPECT_EQ(worm[0].id, "W32.HLLW.Dax");
    EXPECT_FALSE(worm[0].concerns(Transport::Udp));
    const auto& tools = built_in_dossier(3302, Transport::Tcp)->warnings;
    ASSERT_EQ(tools.size(), 1U);
    EXPECT_EQ(tools[0].kind, WarningKind::AbuseReport);
    EXPECT_TRUE(built_in_dossier(3206, Transport::Tcp)->warnings.empty());
    EXPECT_TRUE(built_in_dossier(3271, Transport::Tcp)->warnings.empty());
}

TEST(BuiltIn, DisputeOf3206HasThreeVoices) {
    const auto& disputes = built_in_dossier(3206, Transport::Tcp)->disputes;
    EXPECT_EQ(disputes.size(), 3U);
    EXPECT_TRUE(any_contains(disputes, "assigned on tcp and udp"));
    EXPECT_TRUE(any_contains(disputes, "SpeedGuide"));
    EXPECT_TRUE(any_contains(disputes, "unassigned"));
}

TEST(BuiltIn, SiblingsAreMentioned) {
    EXPECT_TRUE(any_contains(built_in_dossier(3271, Transport::Tcp)->notes, "3004 csoftragent"));
    EXPECT_TRUE(any_contains(built_in_dossier(3256, Transport::Tcp)->notes, "3257"));
    EXPECT_TRUE(any_contains(built_in_dossier(3302, Transport::Tcp)->notes, "3332"));
}

}  // namespace
}  // namespace portlore
