// SPDX-License-Identifier: GPL-2.0-or-later
#include "source_table.h"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>

namespace portlore {
namespace {

Host host(std::uint8_t last) { return host_of(std::array<std::uint8_t, 4>{192, 0, 2, last}); }

Target target(std::uint16_t port, std::uint8_t at = 2, std::uint8_t from = 1) {
    return {host(from), host(at), Transport::Tcp, port};
}

TEST(SourceTable, CountsEachTargetOnceByWhatCameOfIt) {
    SourceTable table;
    table.add(target(1), Outcome::Silent, 1);
    table.add(target(1), Outcome::Silent, 2);
    table.add(target(2), Outcome::Silent, 3);
    table.add(target(2), Outcome::Refused, 4);
    table.add(target(3), Outcome::Silent, 5);
    table.add(target(3), Outcome::Accepted, 6);
    const SourceRow& row = table.rows().front();
    EXPECT_EQ(row.silent, 1U);
    EXPECT_EQ(row.refused, 1U);
    EXPECT_EQ(row.open, 1U);
    EXPECT_EQ(row.hosts.size(), 1U);
    EXPECT_EQ(row.ports.size(), 3U);
    EXPECT_EQ(row.first, 1U);
    EXPECT_EQ(row.last, 6U);
}

TEST(SourceTable, LastsFromTheEarliestFrameToTheLatest) {
    SourceTable table;
    table.add(target(1), Outcome::Silent, 1, {300, 300});
    table.add(target(2), Outcome::Silent, 2, {100, 100});
    table.add(target(2), Outcome::Refused, 3);
    EXPECT_EQ(table.rows().front().when.first, 100);
    EXPECT_EQ(table.rows().front().when.last, 300);
}

TEST(SourceTable, NeverTakesBackWhatAnsweredOnce) {
    SourceTable table;
    table.add(target(1), Outcome::Accepted, 1);
    table.add(target(1), Outcome::Refused, 2);
    table.add(target(1), Outcome::Silent, 3);
    EXPECT_EQ(table.rows().front().open, 1U);
    EXPECT_EQ(table.rows().front().in_vain(), 0U);
}

TEST(SourceTable, CountsAnAnswerOutOfSightAsOpen) {
    SourceTable table;
    table.add(target(1), Outcome::Silent, 1);
    table.add(target(1), Outcome::AcceptedOutOfSight, 2);
    const SourceRow& row = table.rows().front();
    EXPECT_EQ(row.open, 1U);
    EXPECT_EQ(row.out_of_sight, 1U);
    EXPECT_EQ(row.silent, 0U);
    table.add(target(1), Outcome::Refused, 3);
    table.add(target(1), Outcome::AcceptedOutOfSight, 4);
    EXPECT_EQ(row.open, 1U);
    EXPECT_EQ(row.out_of_sight, 1U);
    EXPECT_EQ(row.refused, 0U);
    table.add(target(1), Outcome::Accepted, 5);
    EXPECT_EQ(row.open, 1U);
    EXPECT_EQ(row.out_of_sight, 0U);
    table.add(target(1), Outcome::AcceptedOutOfSight, 6);
    EXPECT_EQ(row.open, 1U);
    EXPECT_EQ(row.out_of_sight, 0U);
}

TEST(SourceTable, ARefusalMayTurnOutToBeAnAnswerOutOfSight) {
    SourceTable table;
    table.add(target(1), Outcome::Refused, 1);
    table.add(target(1), Outcome::AcceptedOutOfSight, 2);
    EXPECT_EQ(table.rows().front().refused, 0U);
    EXPECT_EQ(table.rows().front().out_of_sight, 1U);
}

TEST(SourceTable, LacksAnswersWhereAllThatCameWereOutOfSight) {
    const auto lacks = [](std::initializer_list<Outcome> outcomes) {
        SourceTable table;
        std::uint16_t port = 0;
        for (const Outcome outcome : outcomes) {
            ++port;
            table.add(target(port), outcome, port);
        }
        return table.rows().front().lacks_answers();
    };
    using enum Outcome;
    EXPECT_TRUE(lacks({AcceptedOutOfSight}));
    EXPECT_TRUE(lacks({AcceptedOutOfSight, Silent, Silent, AcceptedOutOfSight}));
    EXPECT_FALSE(lacks({AcceptedOutOfSight, Silent, Refused}));
    EXPECT_FALSE(lacks({AcceptedOutOfSight, Silent, Accepted}));
    EXPECT_FALSE(lacks({Silent, Silent}));
    EXPECT_FALSE(lacks({Accepted}));
    EXPECT_FALSE(lacks({Refused}));
}

TEST(SourceTable, HasNobodyTryInVainWhereTheCaptureLacksTheAnswers) {
    SourceTable table;
    for (std::uint16_t port = 1; port <= kManyPorts; ++port) table.add(target(port), Outcome::Silent, port);
    const SourceRow& row = table.rows().front();
    EXPECT_EQ(row.in_vain(), kManyPorts);
    EXPECT_EQ(techniques(row), std::vector<std::string>{"T1046"});
    table.add(target(443), Outcome::AcceptedOutOfSight, 50);
    EXPECT_EQ(row.in_vain(), 0U);
    EXPECT_TRUE(techniques(row).empty());
    EXPECT_EQ(priority(row), 2U);
    EXPECT_TRUE(widest_first(table).empty());
    EXPECT_EQ(to_text(table), "");
    // One that was seen to be refused shows that the answers are there.
    table.add(target(444), Outcome::Refused, 51);
    EXPECT_EQ(row.in_vain(), kManyPorts + 1);
    EXPECT_EQ(techniques(row), std::vector<std::string>{"T1046"});
    EXPECT_EQ(to_text(table),
              "Source     Hosts  Ports  Open  Open Ports  Refused  Silent  First  Last  ATT&CK\n"
              "192.0.2.1      1     17     1  tcp/443           1      15      1    51  T1046\n");
}

TEST(SourceTable, NamesTheFirstOpenPortsAndCountsEachOnce) {
    SourceTable table;
    table.add(target(99), Outcome::Refused, 1);
    for (const std::uint8_t at : {1, 2}) {
        for (std::uint16_t port = 10; port > 0; --port) table.add(target(port, at), Outcome::Accepted, 2);
    }
    Target udp = target(10);
    udp.transport = Transport::Udp;
    table.add(udp, Outcome::Silent, 3);
    table.add(udp, Outcome::Accepted, 4);
    const SourceRow& row = table.rows().front();
    EXPECT_EQ(row.open, 21U);
    EXPECT_EQ(row.open_ports.count(), 11U);
    EXPECT_NE(to_text(table).find("  tcp/10, tcp/9, tcp/8, tcp/7, tcp/6, tcp/5, tcp/4, tcp/3 and 3 more  "),
              std::string::npos);
}

TEST(SourceTable, TellsTransportsApart) {
    SourceTable table;
    Target udp = target(1);
    udp.transport = Transport::Udp;
    table.add(target(1), Outcome::Silent, 1);
    EXPECT_FALSE(table.knows(udp));
    table.add(udp, Outcome::Silent, 2);
    EXPECT_EQ(table.rows().front().ports.size(), 2U);
}

TEST(SourceTable, ShowsOnlyWhoTriedInVain) {
    SourceTable table;
    table.add(target(1, 2, 7), Outcome::Accepted, 1);
    table.add(target(1, 2, 8), Outcome::Refused, 2);
    const auto rows = widest_first(table);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows.front()->source, host(8));
    table.clear();
    EXPECT_EQ(to_text(table), "");
}

TEST(SourceTable, NamesASearchByItsPortsOrHosts) {
    SourceTable ports;
    for (std::uint16_t port = 1; port < kManyPorts; ++port) ports.add(target(port), Outcome::Refused, port);
    EXPECT_TRUE(techniques(ports.rows().front()).empty());
    ports.add(target(kManyPorts), Outcome::Silent, 99);
    EXPECT_EQ(techniques(ports.rows().front()), std::vector<std::string>{"T1046"});

    SourceTable hosts;
    for (std::uint8_t at = 1; at < kManyHosts; ++at) hosts.add(target(22, at, 200), Outcome::Silent, at);
    EXPECT_TRUE(techniques(hosts.rows().front()).empty());
    hosts.add(target(22, kManyHosts, 200), Outcome::Silent, 99);
    EXPECT_EQ(techniques(hosts.rows().front()), std::vector<std::string>{"T1046"});
}

TEST(SourceTable, DoesNotTakeABusyClientForASearch) {
    SourceTable table;
    for (std::uint8_t at = 1; at <= 60; ++at) {
        table.add(target(443, at, 200), at % 2 == 0 ? Outcome::Accepted : Outcome::Refused, at);
    }
    EXPECT_TRUE(techniques(table.rows().front()).empty());
    EXPECT_EQ(priority(table.rows().front()), 2U);
}

TEST(SourceTable, PutsASearchFirst) {
    SourceTable table;
    for (std::uint8_t at = 1; at <= 40; ++at) {
        table.add(target(443, at, 200), at <= 20 ? Outcome::Accepted : Outcome::Refused, at);
    }
    for (std::uint16_t port = 1; port <= kManyPorts; ++port)
        table.add(target(port, 2, 201), Outcome::Silent, 50);
    table.add(target(1, 2, 202), Outcome::Silent, 99);
    EXPECT_EQ(to_text(table),
              "Source       Hosts  Ports  Open  Open Ports  Refused  Silent  First  Last  ATT&CK\n"
              "192.0.2.201      1     15     0                    0      15     50    50  T1046\n"
              "192.0.2.200     40      1    20  tcp/443          20       0      1    40\n"
              "192.0.2.202      1      1     0                    0       1     99    99\n");
}

TEST(SourceTable, FoldsManySources) {
    SourceTable table;
    for (std::uint8_t from = 1; from <= 60; ++from) table.add(target(1, 200, from), Outcome::Silent, from);
    EXPECT_NE(to_text(table).find("\n10 more sources, "), std::string::npos);
}

TEST(SourceTable, ForgetsNothingButSaysWhatItDoesNotTakeIn) {
    SourceTable table;
    for (std::uint32_t n = 0; n < SourceTable::kMostTargets; ++n) {
        table.add(target(static_cast<std::uint16_t>(n), static_cast<std::uint8_t>(n >> 16U)), Outcome::Silent,
                  1);
    }
    EXPECT_EQ(table.forgotten(), 0U);
    EXPECT_FALSE(table.add(target(1, 250), Outcome::Silent, 2).has_value());
    EXPECT_EQ(table.add(target(1, 0), Outcome::Refused, 3), 0U);
    EXPECT_EQ(table.forgotten(), 1U);
    EXPECT_EQ(table.rows().front().refused, 1U);
    EXPECT_NE(to_text(table).find("\n1 tries or answers more were not counted"), std::string::npos);
}

}  // namespace
}  // namespace portlore
