// SPDX-License-Identifier: GPL-2.0-or-later
#include "role.h"

#include <gtest/gtest.h>

namespace portlore {
namespace {

constexpr Side kClient = Side::One;
constexpr Side kServer = Side::Two;
constexpr std::array<PortTraits, 2> kNothingKnown{};
constexpr bool kSoFar = false;
constexpr bool kWhole = true;

/** Client's and server's traits where only inference could tell. */
constexpr std::array<PortTraits, 2> kKnownServer{PortTraits{false, false, false, true},
                                                 PortTraits{false, false, true, false}};

void expect(const RoleTracker& roles, Side side, bool whole, Role role, Basis basis, std::uint32_t frame,
            const std::array<PortTraits, 2>& ports = kNothingKnown) {
    const Decision decision = roles.decide(side, ports, whole);
    EXPECT_STREQ(name(decision.role), name(role));
    EXPECT_STREQ(name(decision.basis), name(basis));
    EXPECT_EQ(decision.frame, frame);
}

TEST(TcpRole, SynAckMakesListenerAndInitiator) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.syn_ack(kServer, 2);
    for (const bool whole : {kSoFar, kWhole}) {
        expect(roles, kServer, whole, Role::Listener, Basis::Handshake, 2);
        expect(roles, kClient, whole, Role::Initiator, Basis::Handshake, 2);
    }
}

TEST(TcpRole, SynAloneIsPendingThenProbed) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    expect(roles, kServer, kSoFar, Role::Pending, Basis::None, 0);
    expect(roles, kServer, kWhole, Role::Probed, Basis::Handshake, 1);
    expect(roles, kClient, kSoFar, Role::Initiator, Basis::Handshake, 1);
}

TEST(TcpRole, RetransmittedSynIsProbedAtOnce) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.syn(kClient, 5);
    roles.syn(kClient, 9);
    expect(roles, kServer, kSoFar, Role::Probed, Basis::Handshake, 5);
}

TEST(TcpRole, LateSynAckAfterARetransmissionIsAListener) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.syn(kClient, 2);
    roles.syn_ack(kServer, 3);
    expect(roles, kServer, kSoFar, Role::Listener, Basis::Handshake, 3);
}

TEST(TcpRole, DuplicatedAndOutOfOrderHandshakesChangeNothing) {
    RoleTracker roles(Transport::Tcp);
    roles.syn_ack(kServer, 1);
    roles.syn(kClient, 2);
    roles.syn_ack(kServer, 3);
    expect(roles, kServer, kSoFar, Role::Listener, Basis::Handshake, 1);
    expect(roles, kClient, kSoFar, Role::Initiator, Basis::Handshake, 1);
}

TEST(TcpRole, ResetToASynIsRefused) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.reset(kServer, 2);
    expect(roles, kServer, kSoFar, Role::Refused, Basis::Handshake, 2);
    expect(roles, kClient, kSoFar, Role::Initiator, Basis::Handshake, 2);
    EXPECT_FALSE(roles.is_filtered());
}

TEST(TcpRole, ResetAfterTheHandshakeRefusesNothing) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.syn_ack(kServer, 2);
    roles.reset(kServer, 3);
    expect(roles, kServer, kSoFar, Role::Listener, Basis::Handshake, 2);
}

TEST(TcpRole, TheClientsOwnResetRefusesNothing) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.reset(kClient, 2);
    expect(roles, kServer, kWhole, Role::Probed, Basis::Handshake, 1);
}

TEST(TcpRole, ALoneResetIsRefusedInferred) {
    RoleTracker roles(Transport::Tcp);
    roles.lone_reset(kServer, 1);
    expect(roles, kServer, kSoFar, Role::Refused, Basis::Inferred, 1);
}

TEST(TcpRole, IcmpErrorsQuotingTheSynRefuse) {
    for (const Unreachable how : {Unreachable::Refused, Unreachable::Filtered}) {
        RoleTracker roles(Transport::Tcp);
        roles.syn(kClient, 1);
        roles.undelivered(kClient, how, 2);
        expect(roles, kServer, kSoFar, Role::Refused, Basis::Handshake, 2);
        EXPECT_EQ(roles.is_filtered(), how == Unreachable::Filtered);
    }
}

TEST(TcpRole, ErrorsThatDecideNothing) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.undelivered(kClient, Unreachable::No, 2);
    roles.undelivered(kServer, Unreachable::Refused, 3);
    expect(roles, kServer, kSoFar, Role::Pending, Basis::None, 0);
}

TEST(TcpRole, HalfCapturedDirectionsAreInferred) {
    RoleTracker from_client(Transport::Tcp);
    from_client.syn(kClient, 1);
    from_client.segment(kClient);
    expect(from_client, kServer, kSoFar, Role::Listener, Basis::Inferred, 1);
    RoleTracker from_server(Transport::Tcp);
    from_server.syn_ack(kServer, 1);
    from_server.segment(kServer);
    expect(from_server, kServer, kSoFar, Role::Listener, Basis::Handshake, 1);
}

TEST(TcpRole, SimultaneousOpenIsLeftToInference) {
    RoleTracker roles(Transport::Tcp);
    roles.syn(kClient, 1);
    roles.syn(kServer, 2);
    roles.syn_ack(kClient, 3);
    roles.syn_ack(kServer, 4);
    expect(roles, kServer, kWhole, Role::Undetermined, Basis::None, 0);
    expect(roles, kServer, kWhole, Role::Listener, Basis::Inferred, 0, kKnownServer);
}

TEST(TcpRole, AStartInTheMiddleIsInferredOrUndetermined) {
    RoleTracker roles(Transport::Tcp);
    roles.segment(kClient);
    expect(roles, kServer, kWhole, Role::Undetermined, Basis::None, 0);
    expect(roles, kServer, kWhole, Role::Listener, Basis::Inferred, 0, kKnownServer);
    expect(roles, kClient, kWhole, Role::Initiator, Basis::Inferred, 0, kKnownServer);
}

TEST(UdpRole, AnAnswerMakesListenerAndInitiator) {
    RoleTracker roles(Transport::Udp);
    roles.datagram(kClient, true, false, 1);
    expect(roles, kServer, kSoFar, Role::Pending, Basis::None, 0);
    roles.datagram(kServer, true, false, 2);
    expect(roles, kServer, kSoFar, Role::Listener, Basis::Reply, 2);
    expect(roles, kClient, kSoFar, Role::Initiator, Basis::Reply, 2);
}

TEST(UdpRole, NoAnswerIsProbedInTheWholeCapture) {
    RoleTracker roles(Transport::Udp);
    roles.datagram(kClient, true, false, 1);
    roles.datagram(kClient, true, false, 2);
    expect(roles, kServer, kSoFar, Role::Pending, Basis::None, 0);
    expect(roles, kServer, kWhole, Role::Probed, Basis::Reply, 1);
    expect(roles, kServer, kWhole, Role::Probed, Basis::Reply, 1, kKnownServer);
    expect(roles, kClient, kWhole, Role::Undetermined, Basis::None, 0);
}

TEST(UdpRole, AnIcmpErrorRefuses) {
    RoleTracker roles(Transport::Udp);
    roles.datagram(kClient, true, false, 1);
    roles.undelivered(kClient, Unreachable::Refused, 2);
    expect(roles, kServer, kSoFar, Role::Refused, Basis::Reply, 2);
}

TEST(UdpRole, AnErrorAfterTheAnswerRefusesNothing) {
    RoleTracker roles(Transport::Udp);
    roles.datagram(kClient, true, false, 1);
    roles.datagram(kServer, true, false, 2);
    roles.undelivered(kServer, Unreachable::Refused, 3);
    expect(roles, kServer, kSoFar, Role::Listener, Basis::Reply, 2);
    expect(roles, kClient, kSoFar, Role::Initiator, Basis::Reply, 2);
}

TEST(UdpRole, MulticastAndBroadcastAreUndetermined) {
    RoleTracker roles(Transport::Udp);
    roles.datagram(kClient, true, true, 1);
    expect(roles, kServer, kWhole, Role::Undetermined, Basis::None, 0);
    expect(roles, kClient, kWhole, Role::Undetermined, Basis::None, 0);
}

TEST(Unanswered, IsWhoeverHeardNothing) {
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        RoleTracker roles(transport);
        EXPECT_FALSE(roles.is_unanswered());
        const auto open = [&](Side side, std::uint32_t frame) {
            transport == Transport::Tcp ? roles.syn(side, frame) : roles.datagram(side, true, false, frame);
        };
        open(kClient, 1);
        open(kClient, 2);
        EXPECT_TRUE(roles.is_unanswered());
        open(kServer, 3);
        EXPECT_FALSE(roles.is_unanswered());
    }
}

TEST(Unanswered, IsNobodyWhoWasAcceptedRefusedOrGoesOn) {
    const auto opened_and = [](const auto& event) {
        RoleTracker roles(Transport::Tcp);
        roles.syn(kClient, 1);
        event(roles);
        return roles.is_unanswered();
    };
    EXPECT_FALSE(opened_and([](RoleTracker& roles) { roles.syn_ack(kServer, 2); }));
    EXPECT_FALSE(opened_and([](RoleTracker& roles) { roles.reset(kServer, 2); }));
    EXPECT_FALSE(opened_and([](RoleTracker& roles) { roles.undelivered(kClient, Unreachable::Refused, 2); }));
    EXPECT_FALSE(opened_and([](RoleTracker& roles) { roles.segment(kClient); }));
}

TEST(UdpRole, RepliesOnlyAreInferred) {
    // 8.8.8.8:53 to a client behind a NAT on 3256: the documented port is not a listener's.
    const std::array<PortTraits, 2> ports{PortTraits{false, false, true, false},
                                          PortTraits{false, true, true, false}};
    RoleTracker roles(Transport::Udp);
    roles.datagram(kServer, true, false, 1);
    expect(roles, kServer, kSoFar, Role::Listener, Basis::Inferred, 0, ports);
    expect(roles, kClient, kSoFar, Role::Initiator, Basis::Inferred, 0, ports);
}

TEST(SctpRole, OnlyUserDataAnswers) {
    for (const Transport transport : {Transport::Sctp, Transport::Dccp}) {
        RoleTracker roles(transport);
        roles.datagram(kClient, false, false, 1);
        roles.datagram(kServer, false, false, 2);
        expect(roles, kServer, kSoFar, Role::Pending, Basis::None, 0);
        expect(roles, kServer, kWhole, Role::Probed, Basis::Reply, 1);
        roles.datagram(kServer, true, false, 3);
        expect(roles, kServer, kSoFar, Role::Listener, Basis::Reply, 3);
        expect(roles, kClient, kSoFar, Role::Initiator, Basis::Reply, 3);
    }
}

TEST(SctpRole, RefusalsAreNotTold) {
    for (const Transport transport : {Transport::Sctp, Transport::Dccp}) {
        RoleTracker roles(transport);
        roles.datagram(kClient, false, false, 1);
        roles.undelivered(kClient, Unreachable::Refused, 2);
        expect(roles, kServer, kWhole, Role::Probed, Basis::Reply, 1);
    }
}

TEST(Inference, FollowsItsOrder) {
    const PortTraits ephemeral{false, false, false, true};
    const PortTraits known{false, false, true, false};
    const PortTraits system{false, true, true, false};
    const PortTraits understood{true, false, true, false};
    EXPECT_EQ(inferred_listener({ephemeral, known}), Side::Two);
    EXPECT_EQ(inferred_listener({known, ephemeral}), Side::One);
    EXPECT_EQ(inferred_listener({known, system}), Side::Two);
    EXPECT_EQ(inferred_listener({understood, system}), Side::One);
    EXPECT_EQ(inferred_listener({known, known}), std::nullopt);
    EXPECT_EQ(inferred_listener({ephemeral, ephemeral}), std::nullopt);
    EXPECT_EQ(inferred_listener({PortTraits{}, known}), std::nullopt);
    EXPECT_EQ(clearly_inferred_listener({ephemeral, known}), std::nullopt);
    // An assigned port of Linux's ephemeral range is no evidence.
    EXPECT_EQ(inferred_listener({PortTraits{false, false, true, true}, ephemeral}), std::nullopt);
}

TEST(Errors, AreReadFromTypeAndCode) {
    EXPECT_EQ(unreachable(false, 3, 3), Unreachable::Refused);
    EXPECT_EQ(unreachable(false, 3, 1), Unreachable::Refused);
    for (const std::uint8_t code : {9, 10, 13}) EXPECT_EQ(unreachable(false, 3, code), Unreachable::Filtered);
    EXPECT_EQ(unreachable(false, 3, 4), Unreachable::No);
    EXPECT_EQ(unreachable(false, 11, 0), Unreachable::No);
    EXPECT_EQ(unreachable(true, 1, 4), Unreachable::Refused);
    EXPECT_EQ(unreachable(true, 1, 1), Unreachable::Filtered);
    EXPECT_EQ(unreachable(true, 2, 0), Unreachable::No);
    EXPECT_EQ(unreachable(true, 3, 0), Unreachable::No);
}

}  // namespace
}  // namespace portlore
