// SPDX-License-Identifier: GPL-2.0-or-later
#include "endpoint_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "built_in.h"

namespace portlore {
namespace {

constexpr std::array<const char*, 1> kHttp{"http"};
constexpr std::array<const char*, 1> kSsh{"ssh"};
constexpr std::array<const char*, 1> kSapni{"sapni"};

Host host(std::uint8_t last) { return host_of(std::array<std::uint8_t, 4>{192, 0, 2, last}); }

Evidence speaking(std::span<const char* const> observed) {
    Evidence evidence;
    evidence.observed = observed;
    return evidence;
}

Sighting seen(std::uint16_t port, std::uint8_t at, const Traffic& traffic) {
    return {built_in_port(port, Transport::Tcp), host(at), host(99), traffic, std::nullopt};
}

Sighting seen(std::uint16_t port, Role role, Verdict verdict, const Evidence& evidence = {},
              std::uint8_t at = 1) {
    Sighting sighting = seen(port, at, {1, 60, 1, 1});
    sighting.conclusion = Conclusion{{role}, verdict, evidence};
    return sighting;
}

EndpointRow row_of(const std::vector<Sighting>& sightings) {
    EndpointTable table;
    for (const Sighting& sighting : sightings) table.add(sighting);
    EXPECT_EQ(table.rows().size(), 1U);
    return table.rows().front();
}

TEST(Traffic, AddsUp) {
    Traffic traffic;
    traffic.add({2, 100, 7, 9});
    traffic.add({1, 5'000'000'000, 3, 3});
    EXPECT_EQ(traffic.packets, 3U);
    EXPECT_EQ(traffic.bytes, 5'000'000'100U);
    EXPECT_EQ(traffic.first, 3U);
    EXPECT_EQ(traffic.last, 9U);
}

TEST(Traffic, LastsFromTheEarliestToTheLatest) {
    Traffic traffic;
    traffic.add({1, 60, 1, 1, {300, 300}});
    traffic.add({1, 60, 2, 2, {100, 100}});
    traffic.add({1, 60, 3, 3});
    EXPECT_EQ(traffic.when.first, 100);
    EXPECT_EQ(traffic.when.last, 300);
}

TEST(EndpointTable, HasOneRowAnEndpoint) {
    EndpointTable table;
    EXPECT_EQ(table.add(seen(3256, 1, {1, 60, 1, 1})), 0U);
    EXPECT_EQ(table.add(seen(3256, 2, {1, 60, 2, 2})), 1U);
    EXPECT_EQ(table.add(seen(3302, 1, {1, 60, 3, 3})), 2U);
    Sighting udp = seen(3256, 1, {1, 60, 4, 4});
    udp.port = built_in_port(3256, Transport::Udp);
    EXPECT_EQ(table.add(udp), 3U);
    EXPECT_EQ(table.add(seen(3256, 1, {2, 80, 5, 6})), 0U);
    EXPECT_EQ(table.rows()[0].traffic.packets, 3U);
    EXPECT_EQ(table.rows()[0].traffic.last, 6U);
    table.clear();
    EXPECT_TRUE(table.rows().empty());
    EXPECT_EQ(table.add(seen(3256, 2, {1, 60, 2, 2})), 0U);
}

TEST(EndpointTable, NamesTheFirstPeersAndCountsEachOnce) {
    EndpointTable table;
    for (const std::uint8_t peer : {99, 98, 99, 97, 96, 95, 96}) {
        Sighting sighting = seen(3256, Role::Listener, Verdict::UnidentifiedListener);
        sighting.peer = host(peer);
        table.add(sighting);
    }
    EXPECT_EQ(table.rows()[0].peers.count(), 5U);
    EXPECT_NE(to_text(table).find("  192.0.2.99, 192.0.2.98, 192.0.2.97 and 2 more  "), std::string::npos);
}

TEST(EndpointTable, KeepsTheWorstVerdictWithItsRole) {
    const EndpointRow row = row_of({seen(3302, Role::Initiator, Verdict::PortOverlap),
                                    seen(3302, Role::Listener, Verdict::OtherService, speaking(kHttp)),
                                    seen(3302, Role::Refused, Verdict::Refused)});
    EXPECT_EQ(row.verdict, Verdict::OtherService);
    EXPECT_EQ(row.role, Role::Listener);
}

TEST(EndpointTable, GathersWhatWasObserved) {
    const Sighting http = seen(3302, Role::Listener, Verdict::OtherService, speaking(kHttp));
    const EndpointRow row =
        row_of({http, seen(3302, Role::Listener, Verdict::OtherService, speaking(kSsh)), http});
    EXPECT_EQ(row.observed, (std::vector<std::string>{"http", "ssh"}));
}

TEST(EndpointTable, NamesWarningsWhereTheyApply) {
    EXPECT_EQ(row_of({seen(3256, Role::Listener, Verdict::UnidentifiedListener)}).warnings,
              std::vector<std::string>{"W32.HLLW.Dax"});
    EXPECT_EQ(row_of({seen(3302, Role::Refused, Verdict::Refused)}).warnings,
              std::vector<std::string>{"Abuse report"});
    EXPECT_TRUE(row_of({seen(3256, Role::Initiator, Verdict::PortOverlap)}).warnings.empty());
    EXPECT_TRUE(row_of({seen(3256, 1, {1, 60, 1, 1})}).warnings.empty());
}

TEST(EndpointTable, SaysOfEachWarningWhatItSays) {
    const EndpointRow row = row_of({seen(3256, Role::Listener, Verdict::UnidentifiedListener),
                                    seen(3256, Role::Listener, Verdict::UnidentifiedListener)});
    ASSERT_EQ(row.details.size(), 1U);
    EXPECT_EQ(row.details.front().find("Malware W32.HLLW.Dax (2002): "), 0U);
    EXPECT_EQ(row.references, row.port.dossier->references);
    EXPECT_TRUE(row_of({seen(3271, Role::Initiator, Verdict::PortOverlap)}).references.empty());
}

TEST(EndpointTable, SaysOnceThatTheListOfItsHostLacksIt) {
    Sighting unlisted = seen(3271, 1, {1, 60, 1, 1});
    unlisted.is_unlisted = true;
    const EndpointRow row = row_of({unlisted, unlisted});
    EXPECT_EQ(row.warnings, std::vector<std::string>{"Not in its host's list"});
    EXPECT_EQ(row.details,
              std::vector<std::string>{"The saved list of its host's sockets has no such listener"});
    EXPECT_EQ(row.alarm, Alarm::None);
}

TEST(EndpointTable, GivesTheReasonOfTheWorstVerdict) {
    EXPECT_EQ(row_of({seen(3302, Role::Refused, Verdict::Refused),
                      seen(3302, Role::Listener, Verdict::OtherService, speaking(kHttp)),
                      seen(3302, Role::Probed, Verdict::Probe)})
                  .reason,
              "The listener is spoken to in http, and the port is registered as mcs-fastmail.");
    EXPECT_EQ(row_of({seen(3302, 1, {1, 60, 1, 1})}).reason, "");
}

TEST(EndpointTable, PutsAnAlarmBeforeAnyVerdict) {
    const EndpointRow sap = row_of({seen(3201, Role::Listener, Verdict::KnownTenant, speaking(kSapni))});
    EXPECT_EQ(sap.alarm, Alarm::Full);
    EXPECT_EQ(priority(sap), 1U);
    EXPECT_EQ(priority(row_of({seen(3271, Role::Listener, Verdict::UnidentifiedListener)})), 2U);
}

TEST(EndpointTable, SortsByWhatAnAnalystLooksAtFirst) {
    EndpointTable table;
    table.add(seen(3271, 1, {1, 60, 1, 1}));
    table.add(seen(3302, 5, {2, 60, 1, 1}));
    table.add(seen(3271, Role::Initiator, Verdict::PortOverlap, {}, 2));
    table.add(seen(3302, Role::Refused, Verdict::Refused));
    table.add(seen(3302, Role::Probed, Verdict::Probe, {}, 10));
    table.add(seen(3302, Role::Probed, Verdict::Probe, {}, 9));
    table.add(seen(3206, Role::Probed, Verdict::Probe, {}, 11));
    table.add(seen(3206, Role::Listener, Verdict::OtherService));
    table.add(seen(3271, Role::Listener, Verdict::UnidentifiedListener, {}, 3));
    table.add(seen(3256, Role::Listener, Verdict::UnidentifiedListener));
    std::vector<std::pair<int, int>> order;
    for (const EndpointRow* const row : worst_first(table))
        order.emplace_back(row->port.port, row->host.bytes[3]);
    EXPECT_EQ(order, (std::vector<std::pair<int, int>>{{3256, 1},
                                                       {3271, 3},
                                                       {3206, 1},
                                                       {3206, 11},
                                                       {3302, 9},
                                                       {3302, 10},
                                                       {3302, 1},
                                                       {3271, 2},
                                                       {3302, 5},
                                                       {3271, 1}}));
}

TEST(EndpointTable, EveryVerdictHasAPriorityOfItsOwn) {
    std::vector<unsigned> priorities;
    for (int verdict = 0; verdict <= static_cast<int>(Verdict::Refused); ++verdict) {
        EndpointRow row;
        row.verdict = static_cast<Verdict>(verdict);
        priorities.push_back(priority(row));
    }
    priorities.push_back(priority(EndpointRow{}));
    std::sort(priorities.begin(), priorities.end());
    for (unsigned at = 0; at < priorities.size(); ++at) EXPECT_EQ(priorities[at], at + 2);
}

TEST(EndpointTable, NamesNonStandardPorts) {
    const std::vector<std::string> t1571{"T1571"};
    EXPECT_EQ(techniques(row_of({seen(3271, Role::Listener, Verdict::UnidentifiedListener)})), t1571);
    EXPECT_EQ(techniques(row_of({seen(3271, Role::Listener, Verdict::OtherService)})), t1571);
    EXPECT_TRUE(techniques(row_of({seen(3206, Role::Listener, Verdict::Consistent)})).empty());
    EXPECT_TRUE(techniques(row_of({seen(3206, Role::Probed, Verdict::Probe)})).empty());
    EXPECT_TRUE(techniques(row_of({seen(4010, Role::Listener, Verdict::OtherService)})).empty());
}

TEST(EndpointTable, PrintsARowWithItsColumns) {
    EndpointTable table;
    table.add(seen(3201, Role::Listener, Verdict::OtherService, speaking(kHttp)));
    EXPECT_EQ(
        to_text(table),
        "Verdict        Address    Port      Service        Status    Ghost  Role      Observed  Peers       "
        "Packets  Bytes  First  Last  ATT&CK\n"
        "Other service  192.0.2.1  tcp/3201  cpq-tasksmart  Assigned  Dead   Listener  http      192.0.2.99  "
        "      1     60      1     1  T1571\n");
    EXPECT_EQ(to_text(EndpointTable()), "");
}

TEST(EndpointTable, FoldsWhatAScanLeavesBehind) {
    EndpointTable table;
    for (std::uint8_t at = 1; at <= 50; ++at) {
        Sighting probe = seen(3302, Role::Probed, Verdict::Probe, {}, at);
        probe.traffic = {2, 100, at, at + 100U};
        table.add(probe);
        table.add(seen(3206, Role::Listener, Verdict::SilentListener, {}, at));
    }
    const std::string lines = to_text(table);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1 + 50 + 20 + 1);
    EXPECT_NE(lines.find("30 more of verdict Probe: 60 packets, 3000 bytes, frames 21 to 150\n"),
              std::string::npos);
}

TEST(EndpointTable, FoldsAllThatWasAnnounced) {
    EndpointTable table;
    table.add(seen(3206, Role::Listener, Verdict::Announced, {}, 1));
    table.add(seen(3302, Role::Listener, Verdict::Announced, {}, 2));
    EXPECT_EQ(to_text(table), "2 of verdict Announced: 2 packets, 120 bytes, frames 1 to 1\n");
}

}  // namespace
}  // namespace portlore
