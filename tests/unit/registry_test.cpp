// SPDX-License-Identifier: GPL-2.0-or-later
#include "registry_file.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace portlore {
namespace {

constexpr const char* kHeader =
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,"
    "Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n";

/** A registry over rows under IANA's header; owns the text. */
struct Table {
    explicit Table(const std::string& rows) : text(kHeader + rows), file(text, "table.csv") {}
    std::string text;
    RegistryFile file;
    const Registry& registry = file.registry();

    /** Of so many tcp ports, from 1 on. */
    [[nodiscard]] std::vector<Status> statuses(std::uint16_t ports) const {
        std::vector<Status> found;
        for (std::uint16_t port = 1; port <= ports; ++port)
            found.push_back(registry.status(port, Transport::Tcp));
        return found;
    }
};

TEST(Registry, ReadsEveryColumnThatIsShown) {
    const Table table(
        "svc,3201,tcp,\"A, b\",[Jackie_Lau],[X],2002-05,2003-01,[RFC1],7,used by others,note\n");
    const auto row = table.registry.find(3201, Transport::Tcp);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->service, "svc");
    EXPECT_EQ(row->description, "A, b");
    EXPECT_EQ(row->assignee, "[Jackie_Lau]");
    EXPECT_EQ(row->registered, "2002-05");
    EXPECT_EQ(row->unauthorized, "used by others");
    EXPECT_EQ(table.registry.status(3201, Transport::Tcp), Status::Assigned);
    EXPECT_EQ(table.registry.status(3201, Transport::Udp), Status::Unassigned);
    EXPECT_FALSE(table.registry.find(3201, Transport::Udp));
}

TEST(Registry, FindsThePortsBesideThoseThatHaveARow) {
    // Sixty-four ports share a word.
    const std::vector<std::uint16_t> ports{0, 1, 63, 64, 127, 128, 129, 1023, 49151};
    std::string rows;
    for (const std::uint16_t port : ports)
        rows += "p" + std::to_string(port) + "," + std::to_string(port) + ",tcp,,,,,,,,,\n";
    const Table table(rows);
    for (std::uint32_t number = 0; number <= 65535; ++number) {
        const auto port = static_cast<std::uint16_t>(number);
        const auto row = table.registry.find(port, Transport::Tcp);
        ASSERT_EQ(row.has_value(), std::ranges::find(ports, port) != ports.end()) << port;
        if (row) {
            EXPECT_EQ(row->service, "p" + std::to_string(port));
        }
    }
}

TEST(Registry, FindsColumnsByNameInAnyOrder) {
    const std::string text =
        "Port Number,Service Name,Description,Transport Protocol,Assignee,Registration Date,Modification "
        "Date,"
        "Unauthorized Use Reported,Assignment Notes\n7,echo,Echo,tcp,,,,,\n";
    const RegistryFile file(text, "f");
    const Registry& registry = file.registry();
    EXPECT_TRUE(file.errors().empty());
    EXPECT_EQ(registry.find(7, Transport::Tcp)->service, "echo");
}

TEST(Registry, KnowsEveryTransportAndRowsWithoutOne) {
    const Table table(
        "a,10,tcp,,,,,,,,,\nb,10,udp,,,,,,,,,\nc,10,sctp,,,,,,,,,\nd,10,dccp,,,,,,,,,\n,11,,Reserved,,,,,,,,"
        "\n");
    EXPECT_EQ(table.registry.find(10, Transport::Tcp)->service, "a");
    EXPECT_EQ(table.registry.find(10, Transport::Udp)->service, "b");
    EXPECT_EQ(table.registry.find(10, Transport::Sctp)->service, "c");
    EXPECT_EQ(table.registry.find(10, Transport::Dccp)->service, "d");
    for (const Transport transport : kTransports)
        EXPECT_EQ(table.registry.status(11, transport), Status::Reserved);
}

TEST(Registry, KnowsRanges) {
    const Table table("x11,6000-6063,tcp,,,,,,,,,\n");
    EXPECT_EQ(table.registry.status(5999, Transport::Tcp), Status::Unassigned);
    EXPECT_EQ(table.registry.find(6000, Transport::Tcp)->service, "x11");
    EXPECT_EQ(table.registry.find(6063, Transport::Tcp)->service, "x11");
    EXPECT_EQ(table.registry.status(6064, Transport::Tcp), Status::Unassigned);
}

TEST(Registry, ReadsStatusFromRowsWithoutAService) {
    const Table table(
        ",1,tcp,Reserved,,,,,,,,\n,2,tcp,unassigned,,,,,,,,\n,3,tcp,De-registered,,,,,,,,\n"
        ",4,tcp,any private mail system,,,,,,,,\n,5,tcp,RESERVED - IANA,,,,,,,,\n");
    EXPECT_EQ(table.statuses(6), (std::vector{Status::Reserved, Status::Unassigned, Status::Unassigned,
                                              Status::Assigned, Status::Reserved, Status::Unassigned}));
}

TEST(Registry, GivesTheDynamicRangeNoRows) {
    const Table table(",49000-65535,,Unassigned,,,,,,,,\n");
    EXPECT_EQ(table.registry.status(49151, Transport::Tcp), Status::Unassigned);
    EXPECT_EQ(table.registry.status(49152, Transport::Tcp), Status::Dynamic);
    EXPECT_EQ(table.registry.status(65535, Transport::Dccp), Status::Dynamic);
}

TEST(Registry, PutsAServiceBeforeItsAliasWhicheverComesFirst) {
    const std::string alias = "www,80,tcp,,,,,,,,,\"This is a duplicate of the \"\"http\"\" service.\"\n";
    const std::string service = "http,80,tcp,,,,,,,,,\n";
    for (const std::string& rows : {alias + service, service + alias}) {
        const Table table(rows);
        EXPECT_EQ(table.registry.find(80, Transport::Tcp)->service, "http");
        EXPECT_FALSE(table.registry.find(80, Transport::Tcp, 1));
        EXPECT_EQ(table.registry.count().aliases, 1U);
    }
    EXPECT_EQ(Table(alias).registry.find(80, Transport::Tcp)->service, "www");
}

TEST(Registry, KeepsFurtherServicesOfAPort) {
    const Table table("urd,465,tcp,,,,,,,,,\nsubmissions,465,tcp,,,,,,,,,\nurd,465,tcp,,,,,,,,,\n");
    EXPECT_EQ(table.registry.find(465, Transport::Tcp)->service, "urd");
    EXPECT_EQ(table.registry.find(465, Transport::Tcp, 1)->service, "submissions");
    EXPECT_FALSE(table.registry.find(465, Transport::Tcp, 2));
    EXPECT_EQ(table.registry.count().shared, 1U);
    EXPECT_EQ(table.registry.count().repeats, 1U);
}

TEST(Registry, PutsAServiceBeforeARowWithoutOne) {
    const Table table(",100-200,,Unassigned,,,,,,,,\nsvc,150,tcp,,,,,,,,,\n");
    EXPECT_EQ(table.registry.status(150, Transport::Tcp), Status::Assigned);
    EXPECT_EQ(table.registry.status(150, Transport::Udp), Status::Unassigned);
    EXPECT_EQ(table.registry.status(151, Transport::Tcp), Status::Unassigned);
}

TEST(Registry, AReservedPortSaysSoInItsDescriptionHoweverItIsWorded) {
    const Table table(
        ",1,tcp,IANA Reserved,,,,,,,,\n,2,tcp,Reserved - IANA,,,,,,,,\n,3,tcp,Unassigned (was "
        "reserved),,,,,,,x,\n"
        ",4,tcp,reserve,,,,,,,x,\n,5,tcp,RESERVED for a use,,,,,,,,\n");
    EXPECT_EQ(table.statuses(5), (std::vector{Status::Reserved, Status::Reserved, Status::Unassigned,
                                              Status::Unassigned, Status::Reserved}));
}

TEST(Registry, PutsAReservedPortBeforeTheUnassignedRangeAroundIt) {
    const Table table(",914-919,,Unassigned,,,,,,,,\n,915,tcp,Reserved,,,,,,,,\n");
    EXPECT_EQ(table.registry.status(915, Transport::Tcp), Status::Reserved);
    EXPECT_EQ(table.registry.status(915, Transport::Udp), Status::Unassigned);
}

TEST(Registry, CountsEveryRowOnce) {
    const Table table(
        "a,1,tcp,,,,,,,,,\nb,1,tcp,,,,,,,,,\nc,1,tcp,,,,,,,,,is an alias to a\na,1,tcp,,,,,,,,,\n"
        "dns-sd-only,,tcp,,,,,,,,,\nbad,70000,tcp,,,,,,,,,\n");
    const RowCount& count = table.registry.count();
    EXPECT_EQ(count.rows, 6U);
    EXPECT_EQ(count.assignments, 1U);
    EXPECT_EQ(count.shared, 1U);
    EXPECT_EQ(count.aliases, 1U);
    EXPECT_EQ(count.repeats, 1U);
    EXPECT_EQ(count.portless, 1U);
    EXPECT_EQ(count.refused, 1U);
}

struct BadRow {
    const char* row;
    const char* error;  ///< what its message must hold
};

class RegistryBadRow : public testing::TestWithParam<BadRow> {};

TEST_P(RegistryBadRow, IsRefusedByLineAndTheRestLoads) {
    const Table table(std::string("good,1,tcp,,,,,,,,,\n") + GetParam().row + "also-good,2,tcp,,,,,,,,,\n");
    ASSERT_EQ(table.file.errors().size(), 1U);
    EXPECT_EQ(table.file.errors()[0].rfind("table.csv:3: ", 0), 0U) << table.file.errors()[0];
    EXPECT_NE(table.file.errors()[0].find(GetParam().error), std::string::npos) << table.file.errors()[0];
    EXPECT_EQ(table.registry.count().refused, 1U);
    EXPECT_TRUE(table.registry.find(1, Transport::Tcp));
    EXPECT_TRUE(table.registry.find(2, Transport::Tcp));
}

INSTANTIATE_TEST_SUITE_P(Rows, RegistryBadRow,
                         testing::Values(BadRow{"x,70000,tcp,,,,,,,,,\n", "'70000' is not a port"},
                                         BadRow{"x,-5,tcp,,,,,,,,,\n", "'-5' is not a port"},
                                         BadRow{"x,5-,tcp,,,,,,,,,\n", "'5-' is not a port"},
                                         BadRow{"x,9-7,tcp,,,,,,,,,\n", "'9-7' is not a port"},
                                         BadRow{"x,ssh,tcp,,,,,,,,,\n", "'ssh' is not a port"},
                                         BadRow{"x,5,TCPX,,,,,,,,,\n", "'TCPX' is not a transport"},
                                         BadRow{"x,5,tcp\n", "3 columns where the header has 12"},
                                         BadRow{"x,5,tcp,a,b,c,,,,,,,,,\n", "15 columns"},
                                         BadRow{",,tcp,,,,,,,,,\n", "neither a service name nor a port"},
                                         BadRow{"\"x\"y,5,tcp,,,,,,,,,\n", "text after a closing quote"}));

TEST(Registry, NamesTheLineWhereATruncatedFileBreaksOff) {
    const Table table("good,1,tcp,,,,,,,,,\nx,5,tcp,\"cut off");
    ASSERT_EQ(table.file.errors().size(), 1U);
    EXPECT_NE(table.file.errors()[0].find("table.csv:3: a quoted field never ends"), std::string::npos);
    EXPECT_TRUE(table.registry.find(1, Transport::Tcp));
}

TEST(Registry, RefusesAFileWithOtherColumns) {
    const RegistryFile file("name,port\nssh,22\n", "other.csv");
    const Registry& registry = file.registry();
    ASSERT_EQ(file.errors().size(), 1U);
    EXPECT_NE(file.errors()[0].find("other.csv:1: no column 'Service Name'"), std::string::npos);
    EXPECT_EQ(registry.status(22, Transport::Tcp), Status::Unassigned);
    EXPECT_FALSE(registry.find(22, Transport::Tcp));
}

TEST(Registry, BoundsItsErrors) {
    std::string rows;
    for (int i = 0; i < 5000; ++i) rows += "x,nothing,tcp,,,,,,,,,\n";
    const Table table(rows);
    EXPECT_EQ(table.file.errors().size(), 101U);
    EXPECT_EQ(table.registry.count().refused, 5000U);
}

TEST(Registry, SaysWhichSnapshotItIs) {
    EXPECT_EQ(Table("a,1,tcp,,,,2001-01,2019-05-06,,,,\nb,2,tcp,,,,2020-02,,,,,\n").registry.snapshot(),
              "table.csv, newest entry of 2020-02");
    const std::string text = std::string("# Snapshot of 2026\n# from there\n") + kHeader +
                             "a,1,tcp,,,,,,,,,\nbad,x,tcp,,,,,,,,,\n";
    const RegistryFile file(text, "s.csv");
    const Registry& registry = file.registry();
    EXPECT_EQ(registry.snapshot(), "Snapshot of 2026");
    EXPECT_EQ(file.errors().at(0).rfind("s.csv:5: ", 0), 0U) << file.errors()[0];
}

TEST(Registry, NamesTheRangesOfRfc6335) {
    EXPECT_STREQ(name(port_range(0)), "System");
    EXPECT_STREQ(name(port_range(1023)), "System");
    EXPECT_STREQ(name(port_range(1024)), "User");
    EXPECT_STREQ(name(port_range(49151)), "User");
    EXPECT_STREQ(name(port_range(49152)), "Dynamic");
}

TEST(Readable, FoldsBlanksAndUndoublesQuotes) { EXPECT_EQ(readable(" a\n     b  \"\"c\"\" "), "a b \"c\""); }

TEST(Readable, DropsIanasRemarkOnWellFormedNames) {
    EXPECT_EQ(
        readable(
            "whois++\nIANA assigned this well-formed service name as a replacement for \"\"whois++\"\"."),
        "whois++");
    EXPECT_EQ(readable("IANA assigned this well-formed service name."),
              "IANA assigned this well-formed service name.");
}

TEST(AssigneeName, DropsBracketsUnderscoresAndSerials) {
    EXPECT_EQ(assignee_name("[Jackie_Lau]"), "Jackie Lau");
    EXPECT_EQ(assignee_name("[Nedelcho_Stanev_3]"), "Nedelcho Stanev");
    EXPECT_EQ(assignee_name("[Eric_Soderberg_2][Edward_Yim]"), "Eric Soderberg, Edward Yim");
    EXPECT_EQ(assignee_name("[ITU-T_Study_Group_17]"), "ITU-T Study Group 17");
    EXPECT_EQ(assignee_name(""), "");
    EXPECT_EQ(assignee_name("[unclosed"), "unclosed");
}

}  // namespace
}  // namespace portlore
