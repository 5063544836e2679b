// SPDX-License-Identifier: GPL-2.0-or-later
#include "role.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <random>
#include <string>
#include <variant>
#include <vector>

namespace portlore {
namespace {

constexpr Side kClient = Side::One;
constexpr Side kServer = Side::Two;

Surroundings surroundings(bool whole_capture, bool one_sided) {
    Surroundings around;
    around.whole_capture = whole_capture;
    around.one_sided = one_sided;
    return around;
}

const Surroundings kSoFar = surroundings(false, false);
const Surroundings kWhole = surroundings(true, false);
const Surroundings kOneSided = surroundings(true, true);

constexpr PortTraits kPlain{false, false, false};
constexpr PortTraits kSystem{true, true, false};
constexpr PortTraits kKnown{false, true, false};
constexpr PortTraits kEphemeral{false, false, true};

Surroundings on_ports(const PortTraits& client, const PortTraits& server, Surroundings around = kSoFar) {
    around.ports = {client, server};
    return around;
}

/** `Listener Handshake 2`; without a basis or a frame where there is none. */
std::string text(const Decision& decision) {
    std::string words = name(decision.role);
    if (decision.basis != Basis::None) words += std::string(" ") + name(decision.basis);
    if (decision.frame != 0) words += " " + std::to_string(decision.frame);
    return words;
}

std::string client(const RoleTracker& roles, const Surroundings& around) {
    return text(roles.decide(kClient, around));
}

std::string server(const RoleTracker& roles, const Surroundings& around) {
    return text(roles.decide(kServer, around));
}

// TCP ------------------------------------------------------------------------------------------------------

constexpr std::uint8_t kPsh = 0x08;
constexpr std::uint8_t kUrg = 0x20;

constexpr Segment kSyn{Segment::kSyn, 100, 0, 0};
constexpr Segment kSynAck{Segment::kSyn | Segment::kAck, 500, 101, 0};
constexpr Segment kAck{Segment::kAck, 101, 501, 0};
constexpr Segment kData{Segment::kAck | kPsh, 101, 501, 20};
constexpr Segment kFinAck{Segment::kFin | Segment::kAck, 121, 501, 0};
constexpr Segment kRst{Segment::kRst, 501, 0, 0};
constexpr Segment kRstAck{Segment::kRst | Segment::kAck, 0, 101, 0};
constexpr Segment kFinProbe{Segment::kFin, 1, 0, 0};
constexpr Segment kNullProbe{0, 1, 0, 0};
constexpr Segment kXmasProbe{Segment::kFin | kPsh | kUrg, 1, 0, 0};
constexpr Segment kSynFinProbe{Segment::kSyn | Segment::kFin, 1, 0, 0};
constexpr Segment kAllFlagsProbe{0x3f, 1, 0, 0};

struct Sent {
    Side from = Side::One;
    Segment segment;
};

/** What is known after these segments, in frames 1, 2, ... */
RoleTracker after(std::initializer_list<Sent> segments) {
    RoleTracker roles(Transport::Tcp);
    std::uint32_t frame = 0;
    for (const auto& [from, segment] : segments) roles.segment(from, segment, ++frame);
    return roles;
}

TEST(Segments, AreToldApartByTheirFlags) {
    struct Row {
        std::uint8_t flags;
        const char* kind;
    };
    constexpr std::uint8_t kFin = Segment::kFin, kS = Segment::kSyn, kR = Segment::kRst, kA = Segment::kAck;
    const auto kinds = [](const Segment& segment) {
        std::string found;
        if (segment.is_syn()) found += "syn";
        if (segment.is_syn_ack()) found += "syn_ack";
        if (segment.is_reset()) found += "reset";
        if (segment.is_probe()) found += "probe";
        return found.empty() ? "ordinary" : found;
    };
    for (const auto& [flags, kind] : {Row{kS, "syn"},
                                      {kS | kPsh, "syn"},
                                      {kS | 0xc0, "syn"},  // asks for ECN
                                      {kS | kA, "syn_ack"},
                                      {kS | kA | kPsh, "syn_ack"},
                                      {kR, "reset"},
                                      {kR | kA, "reset"},
                                      {kR | kFin, "reset"},
                                      {kR | kFin | kA, "reset"},
                                      {kS | kFin, "probe"},
                                      {kS | kFin | kA, "probe"},
                                      {kS | kR, "probe"},
                                      {kS | kR | kA, "probe"},
                                      {0, "probe"},
                                      {kPsh, "probe"},
                                      {kFin, "probe"},
                                      {kFin | kPsh | kUrg, "probe"},
                                      {0x3f, "probe"},
                                      {0xff, "probe"},
                                      {kA, "ordinary"},
                                      {kA | kPsh, "ordinary"},
                                      {kA | kFin, "ordinary"},
                                      {kA | kFin | kPsh | kUrg, "ordinary"}})
        EXPECT_EQ(kinds(Segment{flags}), kind) << int{flags};
}

TEST(Segments, NumberTheirPayloadAfterTheSyn) {
    EXPECT_EQ(kSyn.payload_sequence(), 101U);
    EXPECT_EQ(kSynAck.payload_sequence(), 501U);
    EXPECT_EQ(kData.payload_sequence(), 101U);
    EXPECT_EQ((Segment{Segment::kSyn, 0xffffffff}.payload_sequence()), 0U);
}

TEST(TcpRole, NothingIsUndetermined) {
    for (const auto& around : {kSoFar, kWhole}) {
        EXPECT_EQ(server(after({}), around), "Undetermined");
        EXPECT_EQ(client(after({}), around), "Undetermined");
    }
    EXPECT_FALSE(after({}).saw_beginning());
    EXPECT_FALSE(after({}).listener_by_packets());
    EXPECT_FALSE(after({}).finished());
}

TEST(TcpRole, SynAckMakesListenerAndInitiator) {
    const RoleTracker roles = after({{kClient, kSyn}, {kServer, kSynAck}});
    for (const auto& around : {kSoFar, kWhole, kOneSided, on_ports(kSystem, kEphemeral)}) {
        EXPECT_EQ(server(roles, around), "Listener Handshake 2");
        EXPECT_EQ(client(roles, around), "Initiator Handshake 2");
    }
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_EQ(roles.opener(), kClient);
    EXPECT_TRUE(roles.saw_beginning());
    EXPECT_TRUE(roles.answered_in_sight());
    EXPECT_FALSE(roles.answered_out_of_sight());
    EXPECT_FALSE(roles.is_unanswered());
}

TEST(TcpRole, ASynAckAloneMakesAListener) {
    const RoleTracker roles = after({{kServer, kSynAck}});
    EXPECT_EQ(server(roles, kWhole), "Listener Handshake 1");
    EXPECT_EQ(client(roles, kWhole), "Initiator Handshake 1");
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_EQ(roles.opener(), std::nullopt);
    EXPECT_TRUE(roles.saw_beginning());
    EXPECT_TRUE(roles.heard(kServer));
    EXPECT_FALSE(roles.heard(kClient));
}

TEST(TcpRole, SynAloneIsPendingThenProbed) {
    const RoleTracker roles = after({{kClient, kSyn}});
    EXPECT_EQ(server(roles, kSoFar), "Pending");
    EXPECT_EQ(server(roles, kWhole), "Probed Handshake 1");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 1");
    EXPECT_EQ(client(roles, kWhole), "Initiator Handshake 1");
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_EQ(roles.opener(), kClient);
    EXPECT_TRUE(roles.saw_beginning());
    EXPECT_TRUE(roles.heard(kClient));
    EXPECT_FALSE(roles.heard(kServer));
    EXPECT_FALSE(roles.answered_in_sight());
    EXPECT_FALSE(roles.answered_out_of_sight());
}

TEST(TcpRole, PortsDoNotSpeakAgainstASyn) {
    EXPECT_EQ(server(after({{kClient, kSyn}}), on_ports(kSystem, kEphemeral, kWhole)), "Probed Handshake 1");
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kAck}}), on_ports(kSystem, kEphemeral)),
              "Listener Inferred 1");
}

TEST(TcpRole, ContentDoesNotSpeakAgainstAHandshake) {
    RoleTracker roles = after({{kClient, kSyn}, {kClient, kAck}});
    roles.content(kClient, 3);
    EXPECT_EQ(server(roles, kSoFar), "Listener Inferred 1");
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    roles.segment(kServer, kSynAck, 4);
    EXPECT_EQ(server(roles, kSoFar), "Listener Handshake 4");
    EXPECT_EQ(roles.listener_by_packets(), kServer);
}

TEST(TcpRole, ARetriedSynIsProbedAtOnce) {
    const RoleTracker roles = after({{kClient, kSyn}, {kClient, kSyn}, {kClient, kSyn}});
    EXPECT_EQ(server(roles, kSoFar), "Probed Handshake 2");
    EXPECT_EQ(server(roles, kWhole), "Probed Handshake 2");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 1");
    EXPECT_TRUE(roles.is_unanswered());
}

TEST(TcpRole, ASynThatIsRememberedIsRetriedToo) {
    RoleTracker roles(Transport::Tcp);
    roles.opened_before(kClient, 3);
    EXPECT_EQ(server(roles, kSoFar), "Pending");
    roles.segment(kClient, kSyn, 7);
    EXPECT_EQ(server(roles, kSoFar), "Probed Handshake 7");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 3");
}

TEST(TcpRole, ALateSynAckAfterARetryIsAListener) {
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSyn}, {kServer, kSynAck}}), kSoFar),
              "Listener Handshake 3");
}

TEST(TcpRole, NothingAnsweredInAOneSidedCaptureIsNoProbe) {
    const RoleTracker roles = after({{kClient, kSyn}});
    EXPECT_EQ(server(roles, kOneSided), "Undetermined");
    EXPECT_EQ(client(roles, kOneSided), "Initiator Handshake 1");
    EXPECT_EQ(server(roles, surroundings(false, true)), "Pending");
    EXPECT_EQ(server(after({{kClient, kFinProbe}}), kOneSided), "Undetermined");
}

TEST(TcpRole, WhoAsksAgainIsUnansweredAlsoInAOneSidedCapture) {
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSyn}}), kOneSided), "Probed Handshake 2");
    EXPECT_EQ(server(after({{kClient, kFinProbe}, {kClient, kFinProbe}}), kOneSided), "Probed Handshake 2");
}

TEST(TcpRole, DuplicatedAndOutOfOrderHandshakesChangeNothing) {
    const RoleTracker roles =
        after({{kServer, kSynAck}, {kClient, kSyn}, {kServer, kSynAck}, {kClient, kSyn}, {kClient, kAck}});
    EXPECT_EQ(server(roles, kSoFar), "Listener Handshake 1");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 1");
    EXPECT_EQ(roles.opener(), kClient);
    EXPECT_TRUE(roles.answered_in_sight());
}

TEST(TcpRole, AnAckThatOvertakesItsSynGoesOn) {
    EXPECT_EQ(server(after({{kClient, kAck}, {kClient, kSyn}}), kSoFar), "Listener Inferred 2");
    EXPECT_EQ(server(after({{kServer, kRstAck}, {kClient, kSyn}}), kSoFar), "Refused Handshake 1");
}

TEST(TcpRole, AResetToASynIsRefused) {
    for (const Segment& reset : {kRst, kRstAck}) {
        const RoleTracker roles = after({{kClient, kSyn}, {kServer, reset}});
        for (const auto& around : {kSoFar, kWhole, kOneSided}) {
            EXPECT_EQ(server(roles, around), "Refused Handshake 2");
            EXPECT_EQ(client(roles, around), "Initiator Handshake 2");
        }
        EXPECT_FALSE(roles.is_filtered());
        EXPECT_FALSE(roles.is_unanswered());
        EXPECT_FALSE(roles.answered_in_sight());
        EXPECT_FALSE(roles.answered_out_of_sight());
        EXPECT_TRUE(roles.finished());
    }
}

TEST(TcpRole, TheFirstRefusalCounts) {
    EXPECT_EQ(
        server(after({{kClient, kSyn}, {kServer, kRstAck}, {kClient, kSyn}, {kServer, kRstAck}}), kSoFar),
        "Refused Handshake 2");
}

TEST(TcpRole, AResetAfterTheHandshakeRefusesNothing) {
    for (const Side side : kSides) {
        const RoleTracker roles = after({{kClient, kSyn}, {kServer, kSynAck}, {side, kRst}});
        EXPECT_EQ(server(roles, kSoFar), "Listener Handshake 2");
        EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 2");
        EXPECT_TRUE(roles.answered_in_sight());
        EXPECT_TRUE(roles.finished());
    }
}

TEST(TcpRole, TheClientsOwnResetRefusesNothing) {
    const RoleTracker roles = after({{kClient, kSyn}, {kClient, kRst}});
    EXPECT_EQ(server(roles, kWhole), "Probed Handshake 1");
    EXPECT_EQ(client(roles, kWhole), "Initiator Handshake 1");
    EXPECT_TRUE(roles.is_unanswered());
}

TEST(TcpRole, AResetToAClientThatWentOnRefusesNothing) {
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kAck}, {kServer, kRst}}), kWhole),
              "Listener Inferred 1");
    EXPECT_EQ(server(after({{kClient, kSyn}, {kServer, kData}, {kServer, kRst}}), kWhole),
              "Listener Inferred 1");
}

TEST(TcpRole, APortThatRefusedFirstAndAcceptedLaterListens) {
    const RoleTracker roles =
        after({{kClient, kSyn}, {kServer, kRstAck}, {kClient, kSyn}, {kServer, kSynAck}});
    EXPECT_EQ(server(roles, kSoFar), "Listener Handshake 4");
    EXPECT_TRUE(roles.answered_in_sight());
    EXPECT_EQ(server(after({{kClient, kSyn}, {kServer, kRstAck}, {kClient, kSynAck}}), kSoFar),
              "Refused Handshake 2");
}

TEST(TcpRole, ALoneResetIsRefusedInferred) {
    const RoleTracker roles = after({{kServer, kRstAck}});
    EXPECT_EQ(server(roles, kSoFar), "Refused Inferred 1");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Inferred 1");
    EXPECT_FALSE(roles.saw_beginning());
}

TEST(TcpRole, ALoneResetOfAConnectionRefusesNothing) {
    constexpr Segment kOffByOne{Segment::kRst | Segment::kAck, 1, 101, 0};
    constexpr Segment kWithoutAck{Segment::kRst, 0, 0, 0};
    EXPECT_EQ(server(after({{kServer, kOffByOne}}), kWhole), "Undetermined");
    EXPECT_EQ(server(after({{kServer, kWithoutAck}}), kWhole), "Undetermined");
    EXPECT_EQ(server(after({{kServer, kRst}}), kWhole), "Undetermined");
    EXPECT_EQ(server(after({{kClient, kData}, {kServer, kRstAck}}), kWhole), "Undetermined");
    EXPECT_EQ(server(after({{kServer, kRst}, {kServer, kRstAck}}), kWhole), "Undetermined");
}

TEST(TcpRole, ProbesWithoutASynAreProbes) {
    for (const Segment& probe : {kFinProbe, kNullProbe, kXmasProbe, kSynFinProbe, kAllFlagsProbe}) {
        const RoleTracker roles = after({{kClient, probe}});
        EXPECT_EQ(server(roles, kSoFar), "Pending");
        EXPECT_EQ(server(roles, kWhole), "Probed Handshake 1");
        EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 1");
        EXPECT_EQ(roles.opener(), kClient);
        EXPECT_TRUE(roles.is_unanswered());
        EXPECT_FALSE(roles.finished());
        EXPECT_FALSE(roles.answered_out_of_sight());
    }
}

TEST(TcpRole, ARetriedProbeIsProbedAtOnce) {
    const RoleTracker roles = after({{kClient, kFinProbe}, {kClient, kNullProbe}, {kClient, kFinProbe}});
    EXPECT_EQ(server(roles, kSoFar), "Probed Handshake 2");
}

TEST(TcpRole, AResetToAProbeIsRefused) {
    const RoleTracker roles = after({{kClient, kXmasProbe}, {kServer, kRstAck}});
    EXPECT_EQ(server(roles, kSoFar), "Refused Handshake 2");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 2");
}

TEST(TcpRole, ASynAckToAProbeAccepts) {
    const RoleTracker roles = after({{kClient, kSynFinProbe}, {kServer, kSynAck}});
    EXPECT_EQ(server(roles, kSoFar), "Listener Handshake 2");
    EXPECT_TRUE(roles.answered_in_sight());
}

TEST(TcpRole, ASynAckOfTheOneWhoProbedAcceptsToo) {
    EXPECT_EQ(client(after({{kClient, kNullProbe}, {kClient, kSynAck}}), kWhole), "Listener Handshake 2");
}

TEST(TcpRole, AProbeInTheMiddleIsNone) {
    for (const Segment& before : {kData, kAck}) {
        EXPECT_EQ(server(after({{kClient, before}, {kClient, kFinProbe}}), kWhole), "Undetermined");
        EXPECT_EQ(server(after({{kServer, before}, {kClient, kFinProbe}}), kWhole), "Undetermined");
    }
    const RoleTracker opened = after({{kClient, kSyn}, {kClient, kFinProbe}});
    EXPECT_EQ(server(opened, kSoFar), "Pending");
    EXPECT_EQ(server(opened, kWhole), "Probed Handshake 1");
    EXPECT_EQ(server(after({{kServer, kSynAck}, {kClient, kFinProbe}}), kWhole), "Listener Handshake 1");
}

TEST(TcpRole, ASynAfterAProbeOpens) {
    const RoleTracker roles = after({{kClient, kFinProbe}, {kClient, kFinProbe}, {kClient, kSyn}});
    EXPECT_EQ(server(roles, kSoFar), "Pending");
    EXPECT_EQ(server(roles, kWhole), "Probed Handshake 3");
    const RoleTracker turned = after({{kClient, kFinProbe}, {kClient, kFinProbe}, {kServer, kSyn}});
    EXPECT_EQ(client(turned, kSoFar), "Pending");
    EXPECT_EQ(turned.opener(), kServer);
}

TEST(TcpRole, WhatIsAnsweredWithoutAResetWasNoProbe) {
    for (const Segment& answer : {kNullProbe, kData, kAck}) {
        RoleTracker roles = after({{kClient, kNullProbe}, {kClient, kNullProbe}, {kServer, answer}});
        EXPECT_EQ(server(roles, kWhole), "Undetermined");
        EXPECT_EQ(client(roles, kWhole), "Undetermined");
        EXPECT_EQ(server(roles, on_ports(kEphemeral, kKnown)), "Listener Inferred");
        roles.content(kServer, 3);
        EXPECT_EQ(server(roles, kWhole), "Listener Inferred 3");
        EXPECT_EQ(roles.listener_by_packets(), kServer);
    }
    EXPECT_EQ(server(after({{kClient, kNullProbe}, {kServer, kRstAck}, {kServer, kData}}), kWhole),
              "Refused Handshake 2");
    EXPECT_EQ(server(after({{kClient, kNullProbe}, {kClient, kAck}}), kWhole), "Probed Handshake 1");
    EXPECT_EQ(server(after({{kClient, kNullProbe}, {kClient, kAck}, {kServer, kRst}}), kWhole),
              "Probed Handshake 1");
}

/** What answers kAck where no connection is. */
constexpr Segment kNoConnection{Segment::kRst, kAck.acknowledgement, 0, 0};

TEST(LoneAck, ThatIsMetWithAResetIsProbed) {
    const RoleTracker roles = after({{kClient, kAck}, {kServer, kNoConnection}});
    for (const auto& around : {kSoFar, kWhole, kOneSided, on_ports(kSystem, kEphemeral)}) {
        EXPECT_EQ(server(roles, around), "Probed Handshake 2");
        EXPECT_EQ(client(roles, around), "Initiator Handshake 2");
    }
    EXPECT_EQ(roles.opener(), kClient);
    EXPECT_FALSE(roles.listener_by_packets());
    EXPECT_FALSE(roles.answered_in_sight());
    EXPECT_TRUE(roles.finished());
}

TEST(LoneAck, MayBeRepeated) {
    EXPECT_EQ(server(after({{kClient, kAck}, {kClient, kAck}, {kServer, kNoConnection}}), kSoFar),
              "Probed Handshake 3");
    constexpr Segment kAnother{Segment::kAck, 101, 777, 0};
    EXPECT_EQ(
        server(
            after({{kClient, kAck}, {kServer, kNoConnection}, {kServer, kNoConnection}, {kClient, kAnother}}),
            kSoFar),
        "Probed Handshake 2");
}

TEST(LoneAck, AloneTellsNothing) {
    const RoleTracker roles = after({{kClient, kAck}});
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    EXPECT_EQ(client(roles, kWhole), "Undetermined");
    EXPECT_FALSE(roles.saw_beginning());
    EXPECT_FALSE(roles.opener());
}

TEST(LoneAck, IsNoProbeIfTheResetIsNotItsAnswer) {
    constexpr std::uint32_t kNumber = kAck.acknowledgement;
    for (const Segment& other :
         {Segment{Segment::kRst, kNumber + 1, 0, 0}, Segment{Segment::kRst, kNumber - 1, 0, 0},
          Segment{Segment::kRst, 0, 0, 0}, Segment{Segment::kRst | Segment::kAck, kNumber, 0, 0},
          Segment{Segment::kRst | Segment::kAck, 0, kAck.sequence, 0}}) {
        EXPECT_EQ(server(after({{kClient, kAck}, {kServer, other}}), kWhole), "Undetermined")
            << other.sequence;
    }
    // Its own sender's.
    EXPECT_EQ(server(after({{kClient, kAck}, {kClient, kNoConnection}}), kWhole), "Undetermined");
    EXPECT_EQ(client(after({{kClient, kAck}, {kClient, kNoConnection}}), kWhole), "Undetermined");
}

TEST(LoneAck, IsNoProbeIfItIsMoreThanAnAck) {
    Segment with_data = kAck;
    with_data.size = 1;
    for (const std::uint8_t flag : {Segment::kFin, kPsh, kUrg}) {
        Segment flagged = kAck;
        flagged.flags |= flag;
        EXPECT_EQ(server(after({{kClient, flagged}, {kServer, kNoConnection}}), kWhole), "Undetermined")
            << int{flag};
    }
    EXPECT_EQ(server(after({{kClient, with_data}, {kServer, kNoConnection}}), kWhole), "Undetermined");
    // ECN's flags are no other ones.
    Segment congested = kAck;
    congested.flags |= 0xc0;
    EXPECT_EQ(server(after({{kClient, congested}, {kServer, kNoConnection}}), kWhole), "Probed Handshake 2");
}

TEST(LoneAck, IsNoProbeIfItIsNotTheFirst) {
    constexpr Segment kNext{Segment::kAck, 101, 502, 0};
    for (const Segment& first : {kData, kNext, kRst}) {
        EXPECT_EQ(server(after({{kClient, first}, {kClient, kAck}, {kServer, kNoConnection}}), kWhole),
                  "Undetermined");
    }
    for (const Segment& between : {kData, kNext, kFinAck}) {
        EXPECT_EQ(server(after({{kClient, kAck}, {kClient, between}, {kServer, kNoConnection}}), kWhole),
                  "Undetermined");
    }
    for (const Segment& answer : {kData, kAck}) {
        EXPECT_EQ(server(after({{kClient, kAck}, {kServer, answer}, {kServer, kNoConnection}}), kWhole),
                  "Undetermined");
    }
    // The other side has sent something, so what it resets afterwards was a connection.
    EXPECT_EQ(server(after({{kClient, kAck}, {kServer, kRstAck}, {kServer, kNoConnection}}), kWhole),
              "Undetermined");
    RoleTracker remembered(Transport::Tcp);
    remembered.heard_before(kServer);
    remembered.segment(kClient, kAck, 2);
    remembered.segment(kServer, kNoConnection, 3);
    EXPECT_EQ(server(remembered, kWhole), "Undetermined");
}

TEST(TcpRole, AClientThatGoesOnWasAnsweredOutOfSight) {
    for (const Segment& next : {kAck, kData, kFinAck}) {
        const RoleTracker roles = after({{kClient, kSyn}, {kClient, next}});
        for (const auto& around : {kSoFar, kWhole, kOneSided}) {
            EXPECT_EQ(server(roles, around), "Listener Inferred 1");
            EXPECT_EQ(client(roles, around), "Initiator Inferred 1");
        }
        EXPECT_TRUE(roles.answered_out_of_sight());
        EXPECT_FALSE(roles.answered_in_sight());
        EXPECT_TRUE(roles.is_unanswered());
        EXPECT_EQ(roles.listener_by_packets(), kServer);
    }
}

TEST(TcpRole, AClientThatTriedTwiceAndGoesOnWasAnswered) {
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSyn}, {kClient, kAck}}), kOneSided),
              "Listener Inferred 1");
}

TEST(TcpRole, AMissedSynAckIsInferredFromWhatTheServerSends) {
    const RoleTracker roles = after({{kClient, kSyn}, {kServer, kData}});
    EXPECT_EQ(server(roles, kSoFar), "Listener Inferred 1");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Inferred 1");
    EXPECT_TRUE(roles.answered_in_sight());
    EXPECT_FALSE(roles.answered_out_of_sight());
    const RoleTracker both = after({{kClient, kSyn}, {kClient, kAck}, {kServer, kData}});
    EXPECT_TRUE(both.answered_in_sight());
    EXPECT_FALSE(both.answered_out_of_sight());
}

TEST(TcpRole, WhatDoesNotGoOnWasNotAnswered) {
    for (const Segment& more : {kSyn, kRst, kFinProbe, kNullProbe})
        EXPECT_FALSE(after({{kClient, kSyn}, {kClient, more}}).answered_out_of_sight());
    EXPECT_FALSE(after({{kClient, kAck}, {kClient, kData}}).answered_out_of_sight());
    EXPECT_FALSE(after({{kClient, kNullProbe}, {kClient, kAck}}).answered_out_of_sight());
    EXPECT_FALSE(after({{kClient, kSyn}, {kServer, kRstAck}, {kClient, kAck}}).answered_out_of_sight());
    EXPECT_FALSE(after({{kClient, kSyn}, {kServer, kSyn}, {kClient, kAck}}).answered_out_of_sight());
    RoleTracker filtered = after({{kClient, kSyn}});
    filtered.undelivered(kClient, Unreachable::Filtered, 2);
    filtered.segment(kClient, kAck, 3);
    EXPECT_FALSE(filtered.answered_out_of_sight());
    RoleTracker datagrams(Transport::Udp);
    datagrams.opened_before(kClient, 1);
    datagrams.heard_before(kClient);
    EXPECT_FALSE(datagrams.answered_out_of_sight());
}

TEST(TcpRole, ASplitHandshakeIsTheServers) {
    const RoleTracker roles = after({{kClient, kSyn}, {kServer, kSyn}, {kClient, kSynAck}});
    EXPECT_EQ(server(roles, kSoFar), "Listener Handshake 3");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 3");
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_TRUE(roles.answered_in_sight());
    // Its SYN is missing.
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSynAck}, {kServer, kAck}}), kSoFar),
              "Listener Handshake 2");
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSynAck}, {kServer, kSynAck}}), kSoFar),
              "Listener Handshake 2");
}

TEST(TcpRole, AClientThatSendsSynAndSynAckWasNotAnswered) {
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSynAck}}), kWhole), "Probed Handshake 1");
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSynAck}, {kServer, kRst}}), kWhole),
              "Refused Handshake 3");
    EXPECT_EQ(server(after({{kClient, kSyn}, {kClient, kSynAck}, {kClient, kAck}}), kWhole),
              "Listener Inferred 1");
}

TEST(TcpRole, ASynAckToASynThatCameBackIsTheServers) {
    EXPECT_EQ(server(after({{kClient, kSyn}, {kServer, kSyn}, {kServer, kSynAck}}), kSoFar),
              "Listener Handshake 3");
    // Sent twice, it is still one side's.
    EXPECT_EQ(
        server(after({{kClient, kSyn}, {kServer, kSyn}, {kServer, kSynAck}, {kServer, kSynAck}}), kSoFar),
        "Listener Handshake 3");
}

TEST(TcpRole, ASimultaneousOpenIsLeftToTheRest) {
    for (const Side first : kSides) {
        RoleTracker roles = after(
            {{kClient, kSyn}, {kServer, kSyn}, {first, kSynAck}, {other(first), kSynAck}, {kClient, kAck}});
        EXPECT_EQ(server(roles, kWhole), "Undetermined");
        EXPECT_EQ(client(roles, kWhole), "Undetermined");
        EXPECT_FALSE(roles.listener_by_packets());
        EXPECT_EQ(server(roles, on_ports(kEphemeral, kKnown)), "Listener Inferred");
        roles.content(kClient, 9);
        EXPECT_EQ(client(roles, kWhole), "Listener Inferred 9");
        EXPECT_EQ(roles.listener_by_packets(), kClient);
    }
}

TEST(TcpRole, AResetAfterASimultaneousOpenRefusesNothing) {
    for (const Side side : kSides) {
        const RoleTracker roles =
            after({{kClient, kSyn}, {kServer, kSyn}, {kClient, kSynAck}, {kServer, kSynAck}, {side, kRst}});
        EXPECT_EQ(server(roles, kWhole), "Undetermined");
        EXPECT_EQ(client(roles, kWhole), "Undetermined");
    }
}

TEST(TcpRole, CrossingSynsAreLeftToTheRest) {
    RoleTracker roles = after({{kClient, kSyn}, {kServer, kSyn}});
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    EXPECT_EQ(client(roles, kWhole), "Undetermined");
    EXPECT_FALSE(roles.listener_by_packets());
    EXPECT_EQ(client(roles, on_ports(kKnown, kEphemeral)), "Listener Inferred");
    roles.segment(kClient, kAck, 3);
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    roles.content(kServer, 4);
    EXPECT_EQ(server(roles, kWhole), "Listener Inferred 4");
}

TEST(TcpRole, IcmpErrorsQuotingTheSynRefuse) {
    for (const Unreachable how : {Unreachable::Refused, Unreachable::Filtered}) {
        RoleTracker roles = after({{kClient, kSyn}});
        roles.undelivered(kClient, how, 2);
        for (const auto& around : {kSoFar, kWhole, kOneSided}) {
            EXPECT_EQ(server(roles, around), "Refused Handshake 2");
            EXPECT_EQ(client(roles, around), "Initiator Handshake 2");
        }
        EXPECT_EQ(roles.is_filtered(), how == Unreachable::Filtered);
        EXPECT_FALSE(roles.is_away());
        EXPECT_FALSE(roles.is_unanswered());
    }
}

TEST(TcpRole, TheFirstErrorCounts) {
    RoleTracker roles = after({{kClient, kSyn}});
    roles.undelivered(kClient, Unreachable::Refused, 2);
    roles.undelivered(kClient, Unreachable::Filtered, 3);
    roles.undelivered(kClient, Unreachable::Away, 4);
    EXPECT_EQ(server(roles, kSoFar), "Refused Handshake 2");
    EXPECT_FALSE(roles.is_filtered());
    EXPECT_FALSE(roles.is_away());
}

TEST(TcpRole, ErrorsThatDecideNothing) {
    RoleTracker roles = after({{kClient, kSyn}});
    roles.undelivered(kClient, Unreachable::No, 2);
    roles.undelivered(kServer, Unreachable::Refused, 3);
    roles.undelivered(kServer, Unreachable::Away, 4);
    EXPECT_EQ(server(roles, kSoFar), "Pending");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Handshake 1");
    EXPECT_FALSE(roles.is_away());
}

TEST(TcpRole, AnErrorAfterAnAnswerRefusesNothing) {
    for (const Unreachable how : {Unreachable::Refused, Unreachable::Filtered, Unreachable::Away}) {
        RoleTracker accepted = after({{kClient, kSyn}, {kServer, kSynAck}});
        accepted.undelivered(kClient, how, 3);
        EXPECT_EQ(server(accepted, kWhole), "Listener Handshake 2");
        EXPECT_FALSE(accepted.is_filtered());
        EXPECT_FALSE(accepted.is_away());
        RoleTracker middle = after({{kServer, kData}});
        middle.undelivered(kClient, how, 2);
        EXPECT_EQ(server(middle, kWhole), "Undetermined");
        EXPECT_FALSE(middle.is_away());
        RoleTracker out_of_sight = after({{kClient, kSyn}, {kClient, kAck}});
        out_of_sight.undelivered(kClient, how, 3);
        EXPECT_EQ(server(out_of_sight, kWhole), "Listener Inferred 1");
        EXPECT_FALSE(out_of_sight.is_away());
    }
}

TEST(TcpRole, AnErrorAboutTheMiddleRefusesInferred) {
    RoleTracker roles = after({{kClient, kData}});
    roles.undelivered(kClient, Unreachable::Refused, 2);
    EXPECT_EQ(server(roles, kSoFar), "Refused Inferred 2");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Inferred 2");
}

TEST(TcpRole, ARoutersWordSaysNothingOfThePort) {
    RoleTracker roles = after({{kClient, kSyn}});
    roles.undelivered(kClient, Unreachable::Away, 2);
    for (const auto& around : {kSoFar, kWhole, kOneSided}) EXPECT_EQ(server(roles, around), "Undetermined");
    EXPECT_EQ(client(roles, kWhole), "Initiator Handshake 1");
    EXPECT_TRUE(roles.is_away());
    EXPECT_TRUE(roles.is_unanswered());
    roles.segment(kClient, kSyn, 3);
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    EXPECT_TRUE(roles.is_away());
}

TEST(TcpRole, ARoutersWordIsForgottenWhenSomethingComesBack) {
    for (const Segment& answer : {kSynAck, kRstAck, kSyn, kData}) {
        RoleTracker roles = after({{kClient, kSyn}});
        roles.undelivered(kClient, Unreachable::Away, 2);
        roles.segment(kServer, answer, 3);
        EXPECT_FALSE(roles.is_away());
    }
    RoleTracker refused = after({{kClient, kSyn}});
    refused.undelivered(kClient, Unreachable::Away, 2);
    refused.undelivered(kClient, Unreachable::Filtered, 3);
    EXPECT_EQ(server(refused, kSoFar), "Refused Handshake 3");
    EXPECT_FALSE(refused.is_away());
    // The packet that the router speaks of need not be in the capture.
    RoleTracker alone(Transport::Tcp);
    alone.undelivered(kClient, Unreachable::Away, 1);
    EXPECT_TRUE(alone.is_away());
    EXPECT_EQ(server(alone, kWhole), "Undetermined");
}

TEST(TcpRole, WhatIsRememberedCountsAsSeen) {
    RoleTracker opened(Transport::Tcp);
    opened.opened_before(kClient, 0);
    EXPECT_TRUE(opened.saw_beginning());
    EXPECT_TRUE(opened.heard(kClient));
    EXPECT_FALSE(opened.heard(kServer));
    opened.segment(kServer, kRstAck, 9);
    EXPECT_EQ(server(opened, kSoFar), "Refused Handshake 9");

    RoleTracker opened_twice(Transport::Tcp);
    opened_twice.opened_before(kClient, 0);
    opened_twice.opened_before(kClient, 0);
    EXPECT_EQ(server(opened_twice, kSoFar), "Pending");
    EXPECT_EQ(opened_twice.listener_by_packets(), kServer);

    RoleTracker accepted(Transport::Tcp);
    accepted.accepted_before(kServer, 4);
    EXPECT_TRUE(accepted.saw_beginning());
    EXPECT_TRUE(accepted.heard(kServer));
    EXPECT_EQ(server(accepted, kSoFar), "Listener Handshake 4");

    RoleTracker gone_on(Transport::Tcp);
    gone_on.opened_before(kClient, 0);
    gone_on.heard_before(kClient);
    EXPECT_EQ(server(gone_on, kSoFar), "Listener Inferred");
    EXPECT_TRUE(gone_on.answered_out_of_sight());

    RoleTracker crossed(Transport::Tcp);
    crossed.opened_before(kClient, 0);
    crossed.opened_before(kServer, 0);
    EXPECT_EQ(server(crossed, kWhole), "Undetermined");
    EXPECT_TRUE(crossed.heard(kServer));
}

TEST(TcpRole, AProbeAfterWhatIsRememberedIsNone) {
    RoleTracker roles(Transport::Tcp);
    roles.heard_before(kClient);
    roles.segment(kClient, kNullProbe, 5);
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    EXPECT_TRUE(roles.heard(kClient));
}

TEST(TcpRole, AStartInTheMiddleIsTheContentsOrInferred) {
    RoleTracker roles = after({{kClient, kData}, {kServer, kData}});
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    EXPECT_EQ(server(roles, on_ports(kEphemeral, kKnown)), "Listener Inferred");
    EXPECT_EQ(client(roles, on_ports(kEphemeral, kKnown)), "Initiator Inferred");
    EXPECT_FALSE(roles.listener_by_packets());
    EXPECT_FALSE(roles.saw_beginning());
    EXPECT_FALSE(roles.is_unanswered());
    EXPECT_FALSE(roles.answered_in_sight());
    roles.content(kClient, 2);
    roles.content(kServer, 3);
    EXPECT_EQ(client(roles, on_ports(kEphemeral, kKnown)), "Listener Inferred 2");
    EXPECT_EQ(server(roles, on_ports(kEphemeral, kKnown)), "Initiator Inferred 2");
    EXPECT_EQ(roles.listener_by_packets(), kClient);
}

TEST(TcpRole, IsFinishedByAFinOrAReset) {
    EXPECT_FALSE(after({{kClient, kSyn}, {kServer, kSynAck}, {kClient, kData}}).finished());
    EXPECT_TRUE(after({{kClient, kSyn}, {kServer, kSynAck}, {kClient, kFinAck}}).finished());
    EXPECT_TRUE(after({{kClient, kData}, {kServer, kRst}}).finished());
    EXPECT_TRUE(after({{kClient, kRst}}).finished());
    EXPECT_FALSE(after({{kClient, kFinProbe}}).finished());
}

TEST(TcpRole, IsUnansweredWhileOnlyOneSideIsHeardAndNoneRefused) {
    EXPECT_FALSE(after({}).is_unanswered());
    EXPECT_TRUE(after({{kClient, kSyn}, {kClient, kSyn}}).is_unanswered());
    EXPECT_TRUE(after({{kServer, kSynAck}}).is_unanswered());
    EXPECT_FALSE(after({{kClient, kSyn}, {kServer, kSyn}}).is_unanswered());
    EXPECT_FALSE(after({{kClient, kSyn}, {kServer, kSynAck}}).is_unanswered());
    EXPECT_FALSE(after({{kServer, kRstAck}}).is_unanswered());
    RoleTracker refused = after({{kClient, kSyn}});
    refused.undelivered(kClient, Unreachable::Refused, 2);
    EXPECT_FALSE(refused.is_unanswered());
}

// Datagrams ------------------------------------------------------------------------------------------------

constexpr Datagram kUdp{};
constexpr Datagram kToMany{false, false, true, true};
constexpr Datagram kInit{true, false, false, false};
constexpr Datagram kInitAck{false, true, false, false};
constexpr Datagram kControl{false, false, false, false};
constexpr Datagram kUserData{false, false, true, false};

struct SentDatagram {
    Side from = Side::One;
    Datagram datagram;
};

RoleTracker after(Transport transport, std::initializer_list<SentDatagram> datagrams) {
    RoleTracker roles(transport);
    std::uint32_t frame = 0;
    for (const auto& [from, datagram] : datagrams) roles.datagram(from, datagram, ++frame);
    return roles;
}

TEST(UdpRole, AnAnswerMakesListenerAndInitiator) {
    const RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}, {kServer, kUdp}, {kServer, kUdp}});
    for (const auto& around : {kSoFar, kWhole, kOneSided, on_ports(kSystem, kEphemeral)}) {
        EXPECT_EQ(server(roles, around), "Listener Reply 2");
        EXPECT_EQ(client(roles, around), "Initiator Reply 2");
    }
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_EQ(roles.opener(), kClient);
    EXPECT_TRUE(roles.saw_beginning());
    EXPECT_TRUE(roles.answered_in_sight());
    EXPECT_FALSE(roles.is_unanswered());
}

TEST(UdpRole, NoAnswerIsProbedInTheWholeCapture) {
    const RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}, {kClient, kUdp}});
    EXPECT_EQ(server(roles, kSoFar), "Pending");
    EXPECT_EQ(client(roles, kSoFar), "Pending");
    EXPECT_EQ(server(roles, kWhole), "Probed Reply 1");
    EXPECT_EQ(server(roles, on_ports(kEphemeral, kKnown, kWhole)), "Probed Reply 1");
    EXPECT_EQ(client(roles, kWhole), "Undetermined");
    EXPECT_EQ(server(roles, kOneSided), "Undetermined");
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_TRUE(roles.is_unanswered());
    EXPECT_FALSE(roles.answered_in_sight());
}

TEST(UdpRole, TheFirstDatagramDecidesAlsoWhereItIsFollowedLate) {
    RoleTracker roles(Transport::Udp);
    roles.opened_before(kClient, 3);
    roles.datagram(kServer, kUdp, 5);
    EXPECT_EQ(server(roles, kSoFar), "Listener Reply 5");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Reply 5");
    RoleTracker unanswered(Transport::Udp);
    unanswered.opened_before(kClient, 3);
    unanswered.datagram(kClient, kUdp, 5);
    EXPECT_EQ(server(unanswered, kWhole), "Probed Reply 3");
    EXPECT_EQ(unanswered.listener_by_packets(), kServer);
    EXPECT_FALSE(unanswered.heard(kServer));
}

TEST(UdpRole, AnAnswerThatStandsFirstIsKnownByItsContent) {
    RoleTracker roles = after(Transport::Udp, {{kServer, kUdp}});
    roles.content(kServer, 1);
    for (const auto& around : {kSoFar, kWhole, on_ports(kKnown, kEphemeral)}) {
        EXPECT_EQ(server(roles, around), "Listener Inferred 1");
        EXPECT_EQ(client(roles, around), "Initiator Inferred 1");
    }
    EXPECT_EQ(roles.listener_by_packets(), kServer);
    EXPECT_FALSE(roles.answered_in_sight());
    roles.datagram(kClient, kUdp, 2);
    EXPECT_EQ(server(roles, kWhole), "Listener Inferred 1");
}

TEST(UdpRole, ContentOfALaterFrameDoesNotSpeakAgainstTheFirstSender) {
    RoleTracker later = after(Transport::Udp, {{kClient, kUdp}, {kServer, kUdp}});
    later.content(kClient, 2);
    EXPECT_EQ(server(later, kSoFar), "Listener Reply 2");
    EXPECT_EQ(later.listener_by_packets(), kServer);
    RoleTracker request = after(Transport::Udp, {{kClient, kUdp}});
    request.content(kServer, 1);
    EXPECT_EQ(server(request, kWhole), "Probed Reply 1");
    EXPECT_EQ(request.listener_by_packets(), kServer);
    RoleTracker followed_late(Transport::Udp);
    followed_late.opened_before(kClient, 1);
    followed_late.datagram(kClient, kUdp, 3);
    followed_late.content(kClient, 3);
    EXPECT_EQ(server(followed_late, kWhole), "Probed Reply 1");
    EXPECT_EQ(followed_late.listener_by_packets(), kServer);
}

TEST(UdpRole, RepliesOnlyAreInferred) {
    // 8.8.8.8:53 to a client behind a NAT on 3256: the documented port is not a listener's.
    const RoleTracker roles = after(Transport::Udp, {{kServer, kUdp}});
    for (const auto& around : {on_ports(kKnown, kSystem, kWhole), on_ports(kEphemeral, kSystem),
                               on_ports(kEphemeral, kKnown), on_ports(kPlain, kSystem)}) {
        EXPECT_EQ(server(roles, around), "Listener Inferred");
        EXPECT_EQ(client(roles, around), "Initiator Inferred");
    }
    EXPECT_EQ(client(roles, kWhole), "Probed Reply 1");
}

TEST(UdpRole, AClientOfAKnownPortMayHaveASystemPort) {
    // NFS: 700 asks 2049.
    RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}});
    EXPECT_EQ(client(roles, on_ports(kSystem, kKnown)), "Pending");
    EXPECT_EQ(server(roles, on_ports(kSystem, kKnown)), "Pending");
    roles.datagram(kServer, kUdp, 2);
    for (const auto& around : {on_ports(kSystem, kKnown), on_ports(kSystem, kKnown, kWhole)}) {
        EXPECT_EQ(client(roles, around), "Initiator Reply 2");
        EXPECT_EQ(server(roles, around), "Listener Reply 2");
    }
}

TEST(Inference, AShellsPromptCountsAsTheListenersWhereNothingElseTells) {
    RoleTracker roles(Transport::Tcp);
    roles.heard_before(kServer);
    roles.prompt(kServer, 2);
    roles.prompt(kClient, 3);
    const Decision decision = roles.decide(kServer, on_ports(kKnown, kKnown));
    EXPECT_EQ(text(decision), "Listener Inferred 2");
    EXPECT_TRUE(decision.by_shell);
    EXPECT_EQ(client(roles, on_ports(kPlain, kPlain)), "Initiator Inferred 2");
    // A shell that has called.
    EXPECT_EQ(client(roles, on_ports(kKnown, kEphemeral)), "Listener Inferred");
    EXPECT_FALSE(roles.decide(kServer, on_ports(kKnown, kEphemeral)).by_shell);
    EXPECT_EQ(server(roles, on_ports(kEphemeral, kEphemeral)), "Undetermined");
    roles.content(kClient, 4);
    EXPECT_EQ(client(roles, on_ports(kKnown, kKnown)), "Listener Inferred 4");
}

TEST(UdpRole, AQuestionFromASystemPortIsNoAnswer) {
    // A resolver asks from 53: what it says goes before what its port suggests.
    RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}});
    EXPECT_EQ(client(roles, on_ports(kSystem, kEphemeral, kWhole)), "Listener Inferred");
    roles.content(kServer, 1);
    EXPECT_EQ(server(roles, on_ports(kSystem, kEphemeral, kWhole)), "Probed Reply 1");
    EXPECT_EQ(client(roles, on_ports(kSystem, kEphemeral, kWhole)), "Undetermined");
}

TEST(UdpRole, AnErrorAloneTellsNoListener) {
    RoleTracker roles(Transport::Udp);
    roles.undelivered(kClient, Unreachable::Refused, 1);
    EXPECT_EQ(roles.listener_by_packets(), std::nullopt);
}

TEST(UdpRole, WhoAnswersAGroupIsNoListenerInSight) {
    RoleTracker roles(Transport::Udp);
    roles.datagram(kClient, {.to_many = true}, 1);
    roles.datagram(kServer, {}, 2);
    EXPECT_EQ(roles.listener_by_packets(), std::nullopt);
    EXPECT_FALSE(roles.answered_in_sight());
}

TEST(UdpRole, AnIcmpErrorRefuses) {
    for (const Unreachable how : {Unreachable::Refused, Unreachable::Filtered}) {
        RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}});
        roles.undelivered(kClient, how, 2);
        EXPECT_EQ(server(roles, kSoFar), "Refused Reply 2");
        EXPECT_EQ(client(roles, kSoFar), "Initiator Reply 2");
        EXPECT_EQ(roles.is_filtered(), how == Unreachable::Filtered);
        EXPECT_FALSE(roles.is_unanswered());
        EXPECT_FALSE(roles.answered_in_sight());
    }
}

TEST(UdpRole, AnErrorAloneRefusesInferred) {
    RoleTracker roles(Transport::Udp);
    roles.undelivered(kClient, Unreachable::Refused, 1);
    EXPECT_EQ(server(roles, kSoFar), "Refused Inferred 1");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Inferred 1");
}

TEST(UdpRole, ErrorsThatDecideNothing) {
    RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}});
    roles.undelivered(kClient, Unreachable::No, 2);
    roles.undelivered(kServer, Unreachable::Refused, 3);
    EXPECT_EQ(server(roles, kSoFar), "Pending");
    EXPECT_EQ(server(roles, kWhole), "Probed Reply 1");
    EXPECT_EQ(client(roles, kWhole), "Undetermined");
}

TEST(UdpRole, AnErrorAfterTheAnswerRefusesNothing) {
    for (const Side side : kSides) {
        RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}, {kServer, kUdp}});
        roles.undelivered(side, Unreachable::Filtered, 3);
        EXPECT_EQ(server(roles, kSoFar), "Listener Reply 2");
        EXPECT_EQ(client(roles, kSoFar), "Initiator Reply 2");
        EXPECT_FALSE(roles.is_filtered());
    }
}

TEST(UdpRole, APortThatRefusedFirstAndAnsweredLaterListens) {
    RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}});
    roles.undelivered(kClient, Unreachable::Filtered, 2);
    roles.datagram(kClient, kUdp, 3);
    EXPECT_EQ(server(roles, kSoFar), "Refused Reply 2");
    roles.datagram(kServer, kUdp, 4);
    EXPECT_EQ(server(roles, kSoFar), "Listener Reply 4");
    EXPECT_EQ(client(roles, kSoFar), "Initiator Reply 4");
    EXPECT_TRUE(roles.answered_in_sight());
    EXPECT_FALSE(roles.is_filtered());
}

TEST(UdpRole, ARoutersWordSaysNothingOfThePort) {
    RoleTracker roles = after(Transport::Udp, {{kClient, kUdp}});
    roles.undelivered(kClient, Unreachable::Away, 2);
    EXPECT_EQ(server(roles, kSoFar), "Undetermined");
    EXPECT_EQ(server(roles, kWhole), "Undetermined");
    EXPECT_TRUE(roles.is_away());
    roles.datagram(kServer, kUdp, 3);
    EXPECT_EQ(server(roles, kSoFar), "Listener Reply 3");
    EXPECT_FALSE(roles.is_away());
}

TEST(UdpRole, MulticastAndBroadcastAreUndetermined) {
    RoleTracker roles = after(Transport::Udp, {{kClient, kToMany}, {kClient, kUdp}});
    roles.content(kClient, 1);
    for (const auto& around : {kSoFar, kWhole, on_ports(kEphemeral, kSystem)}) {
        EXPECT_EQ(server(roles, around), "Undetermined");
        EXPECT_EQ(client(roles, around), "Undetermined");
    }
    EXPECT_FALSE(roles.listener_by_packets());
    // An answer that is sent to all does not change who asked whom.
    EXPECT_EQ(server(after(Transport::Udp, {{kClient, kUdp}, {kServer, kToMany}}), kSoFar),
              "Listener Reply 2");
}

constexpr std::array kWithHandshake{Transport::Sctp, Transport::Dccp};

TEST(SctpRole, OnlyUserDataAnswers) {
    for (const Transport transport : kWithHandshake) {
        RoleTracker roles = after(transport, {{kClient, kInit}, {kServer, kInitAck}, {kServer, kControl}});
        EXPECT_EQ(server(roles, kSoFar), "Pending");
        EXPECT_EQ(client(roles, kSoFar), "Pending");
        EXPECT_EQ(server(roles, kWhole), "Probed Reply 1");
        EXPECT_EQ(roles.listener_by_packets(), kServer);
        EXPECT_TRUE(roles.heard(kServer));
        roles.datagram(kClient, kUserData, 4);
        EXPECT_EQ(server(roles, kSoFar), "Pending");
        roles.datagram(kServer, kUserData, 5);
        roles.datagram(kServer, kUserData, 6);
        for (const auto& around : {kSoFar, kWhole, on_ports(kSystem, kEphemeral)}) {
            EXPECT_EQ(server(roles, around), "Listener Reply 5");
            EXPECT_EQ(client(roles, around), "Initiator Reply 5");
        }
    }
}

TEST(SctpRole, TheHandshakeTellsWhoOpensAndNotWhoSpeaksFirst) {
    for (const Transport transport : kWithHandshake) {
        RoleTracker greeted = after(transport, {{kClient, kInit}, {kServer, kUserData}});
        greeted.content(kClient, 2);
        EXPECT_EQ(server(greeted, kSoFar), "Listener Reply 2");
        EXPECT_EQ(greeted.listener_by_packets(), kServer);
        // The INIT is missing.
        const RoleTracker accepted = after(transport, {{kServer, kInitAck}, {kServer, kUserData}});
        EXPECT_EQ(server(accepted, kSoFar), "Listener Reply 2");
        EXPECT_EQ(accepted.opener(), kClient);
        EXPECT_EQ(accepted.listener_by_packets(), kServer);
        EXPECT_EQ(client(accepted, on_ports(kSystem, kEphemeral)), "Initiator Reply 2");
    }
}

TEST(SctpRole, AnAcceptanceTellsThatTheOpenerHasSent) {
    for (const Transport transport : kWithHandshake) {
        const RoleTracker roles = after(transport, {{kServer, kInitAck}});
        EXPECT_TRUE(roles.heard(kServer));
        EXPECT_TRUE(roles.heard(kClient));
        EXPECT_FALSE(roles.is_unanswered());
        EXPECT_TRUE(roles.answered_in_sight());
    }
}

TEST(SctpRole, AnOpeningAfterOlderPacketsStartsAnew) {
    for (const Transport transport : kWithHandshake) {
        RoleTracker roles = after(transport, {{kServer, kUserData}, {kClient, kUserData}, {kClient, kInit}});
        EXPECT_EQ(server(roles, kSoFar), "Pending");
        EXPECT_EQ(server(roles, kWhole), "Probed Reply 3");
        EXPECT_EQ(roles.opener(), kClient);
        roles.datagram(kServer, kUserData, 4);
        EXPECT_EQ(server(roles, kSoFar), "Listener Reply 4");
        // What had answered before goes on to count.
        const RoleTracker kept =
            after(transport, {{kClient, kUserData}, {kServer, kUserData}, {kClient, kInit}});
        EXPECT_EQ(server(kept, kSoFar), "Listener Reply 2");
        const RoleTracker accepted =
            after(transport, {{kServer, kUserData}, {kClient, kUserData}, {kServer, kInitAck}});
        EXPECT_EQ(accepted.opener(), kClient);
        EXPECT_EQ(server(accepted, kWhole), "Probed Reply");
    }
}

TEST(SctpRole, TheFirstOpeningCounts) {
    for (const Transport transport : kWithHandshake) {
        const RoleTracker roles =
            after(transport, {{kClient, kInit}, {kServer, kInit}, {kClient, kInitAck}, {kServer, kUserData}});
        EXPECT_EQ(roles.opener(), kClient);
        EXPECT_EQ(server(roles, kSoFar), "Listener Reply 4");
    }
}

TEST(SctpRole, WithoutAHandshakeContentAndPortsGoFirst) {
    for (const Transport transport : kWithHandshake) {
        RoleTracker roles = after(transport, {{kServer, kUserData}, {kClient, kUserData}});
        EXPECT_EQ(client(roles, kSoFar), "Listener Reply 2");
        EXPECT_EQ(server(roles, on_ports(kEphemeral, kKnown)), "Listener Inferred");
        EXPECT_EQ(client(roles, on_ports(kEphemeral, kKnown)), "Initiator Inferred");
        EXPECT_EQ(roles.listener_by_packets(), kClient);
        roles.content(kServer, 2);
        EXPECT_EQ(server(roles, on_ports(kKnown, kEphemeral)), "Listener Inferred 2");
        EXPECT_EQ(client(roles, on_ports(kKnown, kEphemeral)), "Initiator Inferred 2");
        EXPECT_EQ(roles.listener_by_packets(), kServer);
    }
}

TEST(SctpRole, RefusalsAreNotTold) {
    for (const Transport transport : kWithHandshake) {
        for (const Unreachable how : {Unreachable::Refused, Unreachable::Filtered, Unreachable::Away}) {
            RoleTracker roles = after(transport, {{kClient, kInit}});
            roles.undelivered(kClient, how, 2);
            EXPECT_EQ(server(roles, kSoFar), "Pending");
            EXPECT_EQ(server(roles, kWhole), "Probed Reply 1");
            EXPECT_FALSE(roles.is_away());
            EXPECT_FALSE(roles.is_filtered());
        }
    }
}

TEST(SctpRole, ToManyIsUndetermined) {
    for (const Transport transport : kWithHandshake) {
        const RoleTracker roles = after(transport, {{kClient, kToMany}, {kServer, kUserData}});
        EXPECT_EQ(server(roles, kWhole), "Undetermined");
        EXPECT_FALSE(roles.listener_by_packets());
    }
}

// What stands beside the packets ---------------------------------------------------------------------------

TEST(Inference, FollowsItsOrder) {
    const auto listener = [](const PortTraits& one, const PortTraits& two) -> std::optional<Side> {
        const RoleTracker roles = after({{kClient, kData}});
        for (const Side side : kSides) {
            if (roles.decide(side, on_ports(one, two)).role == Role::Listener) return side;
        }
        return std::nullopt;
    };
    EXPECT_EQ(listener(kEphemeral, kKnown), Side::Two);
    EXPECT_EQ(listener(kKnown, kEphemeral), Side::One);
    EXPECT_EQ(listener(kKnown, kSystem), Side::Two);
    EXPECT_EQ(listener(kSystem, kKnown), Side::One);
    EXPECT_EQ(listener(kSystem, kEphemeral), Side::One);
    // A System port need not be assigned.
    EXPECT_EQ(listener(PortTraits{true, false, false}, kKnown), Side::One);
    EXPECT_EQ(listener(kSystem, kSystem), std::nullopt);
    EXPECT_EQ(listener(kKnown, kKnown), std::nullopt);
    EXPECT_EQ(listener(kEphemeral, kEphemeral), std::nullopt);
    EXPECT_EQ(listener(kPlain, kKnown), std::nullopt);
    EXPECT_EQ(listener(kKnown, kPlain), std::nullopt);
    EXPECT_EQ(listener(kPlain, kEphemeral), std::nullopt);
    EXPECT_EQ(listener(kEphemeral, kPlain), std::nullopt);
    // An assigned port of Linux's ephemeral range is no evidence.
    constexpr PortTraits kKnownEphemeral{false, true, true};
    EXPECT_EQ(listener(kKnownEphemeral, kEphemeral), std::nullopt);
    EXPECT_EQ(listener(kEphemeral, kKnownEphemeral), std::nullopt);
    EXPECT_EQ(listener(kKnown, kKnownEphemeral), Side::One);
    EXPECT_EQ(listener(kKnownEphemeral, kKnown), Side::Two);
}

TEST(Inference, KnowsWhatSystemsHandOut) {
    EXPECT_FALSE(is_ephemeral(0));
    EXPECT_FALSE(is_ephemeral(32767));
    EXPECT_TRUE(is_ephemeral(32768));
    EXPECT_TRUE(is_ephemeral(65535));
}

/** What every code of a type says, 0 first: `.` nothing, `a`way, `r`efused, `f`iltered. */
std::string codes(bool is_icmpv6, std::uint8_t type, bool by_host) {
    std::string words;
    for (std::uint8_t code = 0; code < 17; ++code)
        words += ".arf"[static_cast<int>(unreachable(is_icmpv6, type, code, by_host))];
    return words;
}

TEST(Errors, AreReadFromTypeAndCode) {
    EXPECT_EQ(codes(false, 3, true), "aarr.aaaaffaafaaa");
    EXPECT_EQ(codes(true, 1, true), "afaarffaaaaaaaaaa");
}

TEST(Errors, OfAnotherHostAreAFiltersWord) {
    EXPECT_EQ(codes(false, 3, false), "aaff.aaaaffaafaaa");
    EXPECT_EQ(codes(true, 1, false), "afaafffaaaaaaaaaa");
}

TEST(Errors, OfOtherTypesSayNothingOfThePort) {
    const std::string nothing(17, '.');
    for (int type = 0; type < 256; ++type) {
        for (const bool by_host : {false, true}) {
            const auto of_type = static_cast<std::uint8_t>(type);
            if (type != 3) {
                EXPECT_EQ(codes(false, of_type, by_host), nothing) << type;
            }
            if (type != 1) {
                EXPECT_EQ(codes(true, of_type, by_host), nothing) << type;
            }
        }
    }
}

TEST(Names, AreThoseOfTheFields) {
    const std::array roles{Role::Undetermined, Role::Pending, Role::Listener,
                           Role::Initiator,    Role::Probed,  Role::Refused};
    const std::array words{"Undetermined", "Pending", "Listener", "Initiator", "Probed", "Refused"};
    for (std::size_t nth = 0; nth < roles.size(); ++nth) EXPECT_STREQ(name(roles[nth]), words[nth]);
    EXPECT_STREQ(name(Basis::None), "");
    EXPECT_STREQ(name(Basis::Handshake), "Handshake");
    EXPECT_STREQ(name(Basis::Reply), "Reply");
    EXPECT_STREQ(name(Basis::Inferred), "Inferred");
}

// Whatever happens -----------------------------------------------------------------------------------------

using Event = std::function<void(RoleTracker&, bool is_mirrored)>;

/** Makes events at random, always the same ones. */
class Chance {
 public:
    std::uint32_t below(std::uint32_t limit) { return random_() % limit; }
    bool once_in(std::uint32_t times) { return below(times) == 0; }

    /** An event of a transport; some happen at the beginning only. */
    Event event(Transport transport, std::uint32_t frame) {
        const Side side = kSides[below(2)];
        const auto at = [side](bool is_mirrored) { return is_mirrored ? other(side) : side; };
        if (frame == 1 && transport != Transport::Sctp && transport != Transport::Dccp && once_in(4)) {
            const std::uint32_t kind = transport == Transport::Tcp ? below(3) : 0;
            return [at, kind](RoleTracker& roles, bool is_mirrored) {
                if (kind == 0) roles.opened_before(at(is_mirrored), 0);
                if (kind == 1) roles.accepted_before(at(is_mirrored), 0);
                if (kind == 2) roles.heard_before(at(is_mirrored));
            };
        }
        if (once_in(8)) {
            return [at, frame](RoleTracker& roles, bool is_mirrored) {
                roles.content(at(is_mirrored), frame - 1);
            };
        }
        if (once_in(8)) {
            const auto how = static_cast<Unreachable>(below(4));
            return [at, how, frame](RoleTracker& roles, bool is_mirrored) {
                roles.undelivered(at(is_mirrored), how, frame);
            };
        }
        if (transport != Transport::Tcp) {
            const bool has_handshake = transport != Transport::Udp;
            Datagram datagram;
            datagram.opens = has_handshake && once_in(6);
            datagram.accepts = has_handshake && !datagram.opens && once_in(6);
            datagram.answers = !has_handshake || once_in(2);
            datagram.to_many = once_in(20);
            return [at, datagram, frame](RoleTracker& roles, bool is_mirrored) {
                roles.datagram(at(is_mirrored), datagram, frame);
            };
        }
        constexpr std::array kUsual{kSyn, kSynAck, kAck,          kData,    kFinAck,
                                    kRst, kRstAck, kNoConnection, kFinProbe};
        Segment segment = kUsual[below(kUsual.size())];
        if (once_in(4)) segment.flags = static_cast<std::uint8_t>(below(64));
        if (once_in(8)) segment.sequence = below(2);
        return [at, segment, frame](RoleTracker& roles, bool is_mirrored) {
            roles.segment(at(is_mirrored), segment, frame);
        };
    }

 private:
    std::mt19937 random_{20261125};
};

/** The side that listens where the ports tell nothing; fails where there are two. */
std::optional<Side> listener(const RoleTracker& roles, const Surroundings& around) {
    std::optional<Side> found;
    for (const Side side : kSides) {
        if (roles.decide(side, around).role != Role::Listener) continue;
        EXPECT_FALSE(found.has_value()) << "both sides listen";
        EXPECT_EQ(roles.decide(other(side), around).role, Role::Initiator);
        found = side;
    }
    return found;
}

/** Calls with what is known after each event of many conversations, and with the event. */
template <typename Check>
void each_moment(Check check) {
    Chance chance;
    for (const Transport transport : kTransports) {
        for (int conversation = 0; conversation < 5'000; ++conversation) {
            RoleTracker roles(transport), mirrored(transport);
            for (std::uint32_t frame = 1; frame <= 7; ++frame) {
                const Event event = chance.event(transport, frame);
                event(roles, false);
                event(mirrored, true);
                check(roles, mirrored, event);
                if (testing::Test::HasFailure()) {
                    FAIL() << name(transport) << ", conversation " << conversation << ", event " << frame;
                }
            }
        }
    }
}

TEST(AnyConversation, HasOneListenerAtTheMostWhomThePacketsDoNotContradict) {
    each_moment([](const RoleTracker& roles, const RoleTracker&, const Event&) {
        for (const auto& around : {kSoFar, kWhole, kOneSided}) {
            if (const auto decided = listener(roles, around)) {
                EXPECT_EQ(roles.listener_by_packets(), decided);
            }
        }
    });
}

TEST(AnyConversation, DoesNotChangeItsListenerByADuplicate) {
    each_moment([](const RoleTracker& roles, const RoleTracker&, const Event& event) {
        RoleTracker twice = roles;
        event(twice, false);
        for (const auto& around : {kSoFar, kWhole, kOneSided})
            EXPECT_EQ(listener(twice, around), listener(roles, around));
        EXPECT_EQ(twice.listener_by_packets(), roles.listener_by_packets());
    });
}

TEST(AnyConversation, IsTheSameSeenFromTheOtherSide) {
    each_moment([](const RoleTracker& roles, const RoleTracker& mirrored, const Event&) {
        for (const auto& around : {kSoFar, kWhole, kOneSided}) {
            for (const Side side : kSides)
                EXPECT_EQ(text(roles.decide(side, around)), text(mirrored.decide(other(side), around)));
        }
    });
}

TEST(AnyConversation, DoesNotContradictItself) {
    each_moment([](const RoleTracker& roles, const RoleTracker&, const Event&) {
        EXPECT_FALSE(roles.answered_in_sight() && roles.answered_out_of_sight());
        EXPECT_FALSE(roles.is_unanswered() && roles.answered_in_sight());
        for (const Side side : kSides) {
            const Role role = roles.decide(side, kWhole).role;
            // Nothing is to come, so nothing is waited for.
            EXPECT_NE(role, Role::Pending);
            if (roles.is_filtered()) {
                EXPECT_NE(role, Role::Undetermined);
            }
            if (role == Role::Probed) {
                EXPECT_TRUE(roles.opener() == other(side));
            }
        }
    });
}

}  // namespace
}  // namespace portlore
