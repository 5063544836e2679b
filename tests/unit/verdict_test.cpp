// SPDX-License-Identifier: GPL-2.0-or-later
#include "verdict.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "built_in.h"

namespace portlore {
namespace {

JudgedPort port(std::uint16_t number, Transport transport = Transport::Tcp) {
    return built_in_port(number, transport);
}

using Names = std::vector<const char*>;

/** A listener that spoke these protocols. */
Evidence speaking(const Names& names) {
    Evidence evidence;
    evidence.observed = names;
    evidence.listener_spoke = true;
    evidence.saw_handshake = true;
    return evidence;
}

Evidence unknown_bytes() {
    Evidence evidence = speaking({});
    evidence.first_bytes_unknown = true;
    return evidence;
}

Evidence silent(bool finished) {
    Evidence evidence;
    evidence.saw_handshake = true;
    evidence.both_directions = true;
    evidence.finished = finished;
    return evidence;
}

Verdict of_listener(std::uint16_t number, const Evidence& evidence) {
    return judge(port(number), Role::Listener, evidence);
}

const Names kPop{"pop"};
const Names kHttp{"http"};
const Names kTlsHttp{"tls", "http"};
const Names kText{"text"};
const Names kSap{"sapni"};
const Names kSsh{"ssh"};

TEST(Verdict, ConsistentIsTheDossiersOrTheRegistrysService) {
    EXPECT_EQ(of_listener(3206, speaking(kPop)), Verdict::Consistent);
    EXPECT_EQ(of_listener(22, speaking(kSsh)), Verdict::Consistent);
    EXPECT_EQ(of_listener(110, speaking(kPop)), Verdict::Consistent);
    EXPECT_EQ(of_listener(443, speaking(kTlsHttp)), Verdict::Consistent);
}

TEST(Verdict, KnownTenantIsInTheDossier) {
    EXPECT_EQ(of_listener(3201, speaking(kSap)), Verdict::KnownTenant);
    EXPECT_EQ(of_listener(443, speaking(kSap)), Verdict::OtherService);
}

TEST(Verdict, OtherServiceIsAnyOtherRecognisedOne) {
    EXPECT_EQ(of_listener(3302, speaking(kHttp)), Verdict::OtherService);
    EXPECT_EQ(of_listener(3201, speaking(kTlsHttp)), Verdict::OtherService);
    EXPECT_EQ(of_listener(4, speaking(kHttp)), Verdict::OtherService);
}

TEST(Verdict, UnidentifiedIsUnknownBytesOrMereText) {
    EXPECT_EQ(of_listener(3256, unknown_bytes()), Verdict::UnidentifiedListener);
    Evidence text = speaking(kText);
    text.first_bytes_unknown = true;
    EXPECT_EQ(of_listener(3256, text), Verdict::UnidentifiedListener);
}

TEST(Verdict, PayloadNotSeenNeedsTheEnd) {
    Evidence evidence = speaking({});
    EXPECT_EQ(of_listener(3256, evidence), Verdict::Pending);
    evidence.finished = true;
    EXPECT_EQ(of_listener(3256, evidence), Verdict::PayloadNotSeen);
}

TEST(Verdict, SilentListenerNeedsTheEndAndAHandshake) {
    EXPECT_EQ(of_listener(3256, silent(false)), Verdict::Pending);
    EXPECT_EQ(of_listener(3256, silent(true)), Verdict::SilentListener);
    Evidence asked = silent(true);
    asked.initiator_spoke = true;
    asked.observed = kHttp;
    EXPECT_EQ(of_listener(3256, asked), Verdict::SilentListener);
    Evidence middle = silent(true);
    middle.saw_handshake = false;
    EXPECT_EQ(of_listener(3256, middle), Verdict::PayloadNotSeen);
}

TEST(Verdict, SilentListenerNeedsBothDirections) {
    Evidence evidence = silent(true);
    evidence.both_directions = false;
    EXPECT_EQ(of_listener(3256, evidence), Verdict::PayloadNotSeen);
    evidence.initiator_spoke = true;
    EXPECT_EQ(of_listener(3256, evidence), Verdict::PayloadNotSeen);
    evidence.finished = false;
    EXPECT_EQ(of_listener(3256, evidence), Verdict::Pending);
    // What it said counts whatever else the capture lacks.
    evidence = unknown_bytes();
    ASSERT_FALSE(evidence.both_directions);
    EXPECT_EQ(of_listener(3256, evidence), Verdict::UnidentifiedListener);
    EXPECT_EQ(of_listener(3206, speaking(kPop)), Verdict::Consistent);
}

TEST(Verdict, WhatTheInitiatorSaysTellsWhereTheListenerIsOutOfSight) {
    Evidence asked = speaking(kPop);
    asked.listener_spoke = false;
    asked.shown_by_listener = asked.saw_handshake = false;
    EXPECT_EQ(of_listener(3206, asked), Verdict::Consistent);
    EXPECT_EQ(of_listener(3256, asked), Verdict::OtherService);
    asked.both_directions = true;
    EXPECT_EQ(of_listener(3256, asked), Verdict::OtherService);
    asked.finished = true;
    asked.saw_handshake = true;
    EXPECT_EQ(of_listener(3256, asked), Verdict::SilentListener);
    // A victim's shell says nothing of who was called.
    static const Names kVictims{"shell"};
    asked.observed = kVictims;
    asked.both_directions = false;
    EXPECT_EQ(of_listener(3256, asked), Verdict::PayloadNotSeen);
    // Nor does text that belongs to nobody.
    asked.observed = kText;
    EXPECT_EQ(of_listener(3256, asked), Verdict::PayloadNotSeen);
}

TEST(IsOutOfPlace, WhatIsRecognisedAndNotThePorts) {
    EXPECT_FALSE(is_out_of_place(port(3206), speaking(kPop)));
    EXPECT_FALSE(is_out_of_place(port(443), speaking(kTlsHttp)));
    EXPECT_TRUE(is_out_of_place(port(443), speaking(kSsh)));
    EXPECT_TRUE(is_out_of_place(port(50050), speaking(kSsh)));
    EXPECT_FALSE(is_out_of_place(port(443), speaking(kText)));
    EXPECT_FALSE(is_out_of_place(port(443), {}));
}

TEST(IsOutOfPlace, WhatAProtocolWentOverToIsNotThePortsNorIsWhatAProxyCarries) {
    const Names mail{"imap", "tls"};
    EXPECT_TRUE(is_out_of_place(port(443), speaking(mail)));
    EXPECT_FALSE(is_out_of_place(port(143), speaking(mail)));
    const Names proxy{"socks", "tls", "http"};
    EXPECT_TRUE(is_out_of_place(port(443), speaking(proxy)));
    EXPECT_FALSE(is_out_of_place(port(1080), speaking(proxy)));
    const Names files{"rpc", "nfs"};
    EXPECT_FALSE(is_out_of_place(port(2049), speaking(files)));
}

TEST(Verdict, AnnouncedExplainsWhateverIsNotAtHome) {
    const auto announced = [](Evidence evidence) {
        evidence.announced_in = 14;
        return evidence;
    };
    EXPECT_EQ(of_listener(3206, announced(speaking(kSsh))), Verdict::Announced);
    EXPECT_EQ(of_listener(3206, announced(unknown_bytes())), Verdict::Announced);
    EXPECT_EQ(of_listener(3206, announced(silent(true))), Verdict::Announced);
    EXPECT_EQ(of_listener(3206, announced({})), Verdict::Announced);
    EXPECT_EQ(of_listener(3206, announced(speaking(kPop))), Verdict::Consistent);
    EXPECT_EQ(of_listener(3201, announced(speaking(kSap))), Verdict::KnownTenant);
    EXPECT_EQ(judge(port(3206), Role::Probed, announced({})), Verdict::Announced);
    EXPECT_EQ(judge(port(3206), Role::Pending, announced({})), Verdict::Announced);
    EXPECT_EQ(judge(port(3206), Role::Refused, announced({})), Verdict::Refused);
    EXPECT_EQ(judge(port(3206), Role::Initiator, announced({})), Verdict::PortOverlap);
    EXPECT_EQ(judge(port(3206), Role::Undetermined, announced({})), Verdict::Undetermined);
}

TEST(Verdict, OtherRolesHaveTheirOwn) {
    Evidence evidence;
    EXPECT_EQ(judge(port(3271), Role::Initiator, evidence), Verdict::PortOverlap);
    evidence.conversations = kFixedSourceConversations - 1;
    EXPECT_EQ(judge(port(3271), Role::Initiator, evidence), Verdict::PortOverlap);
    evidence.conversations = kFixedSourceConversations;
    EXPECT_EQ(judge(port(3271), Role::Initiator, evidence), Verdict::FixedSourcePort);
    EXPECT_EQ(judge(port(3271), Role::Probed, evidence), Verdict::Probe);
    EXPECT_EQ(judge(port(3271), Role::Refused, evidence), Verdict::Refused);
    EXPECT_EQ(judge(port(3271), Role::Pending, evidence), Verdict::Pending);
    EXPECT_EQ(judge(port(3271), Role::Undetermined, evidence), Verdict::Undetermined);
}

TEST(Verdicts, AreRankedAsAnAnalystLooksAtThem) {
    const std::vector<Verdict> ranked{Verdict::UnidentifiedListener,
                                      Verdict::OtherService,
                                      Verdict::KnownTenant,
                                      Verdict::SilentListener,
                                      Verdict::Consistent,
                                      Verdict::PayloadNotSeen,
                                      Verdict::Announced,
                                      Verdict::FixedSourcePort,
                                      Verdict::Probe,
                                      Verdict::Refused,
                                      Verdict::PortOverlap,
                                      Verdict::Pending,
                                      Verdict::Undetermined};
    ASSERT_EQ(ranked.size(), kVerdicts.size());
    for (unsigned rank = 0; rank < ranked.size(); ++rank)
        EXPECT_EQ(row_of(ranked[rank]).rank, rank) << name(ranked[rank]);
}

TEST(Verdicts, HaveEachAWordOfTheirOwn) {
    std::set<std::string> names;
    for (const VerdictRow& row : kVerdicts) names.insert(row.name);
    EXPECT_EQ(names.size(), kVerdicts.size());
    EXPECT_EQ(names.count(""), 0U);
}

TEST(Verdicts, HaveAnExpertFieldExactlyIfTheyRaiseOne) {
    for (const VerdictRow& row : kVerdicts)
        EXPECT_EQ(row.expert.empty(), row.raises == Raises::Never) << row.name;
}

TEST(RaisedExpert, IsTheVerdictsOwnOnEveryPort) {
    for (const std::uint16_t number : {22, 3256, 4, 50050}) {
        EXPECT_EQ(raised_expert(port(number), Verdict::SilentListener, {}), "silent_listener");
        EXPECT_EQ(raised_expert(port(number), Verdict::FixedSourcePort, {}), "fixed_source");
        EXPECT_EQ(raised_expert(port(number), Verdict::Refused, {}), "refused");
        for (const Verdict quiet :
             {Verdict::PayloadNotSeen, Verdict::PortOverlap, Verdict::Pending, Verdict::Undetermined})
            EXPECT_EQ(raised_expert(port(number), quiet, {}), "");
    }
}

TEST(RaisedExpert, OfAProbeIsNotForAnOrdinaryUserPort) {
    for (const std::uint16_t number : {22, 3256, 4})
        EXPECT_EQ(raised_expert(port(number), Verdict::Probe, {}), "probe");
    for (const std::uint16_t number : {5060, 50050})
        EXPECT_EQ(raised_expert(port(number), Verdict::Probe, {}), "");
}

TEST(RaisedExpert, OfTheUnknownIsLoudWhereWhatBelongsWouldBeKnown) {
    constexpr auto kUnidentified = Verdict::UnidentifiedListener;
    EXPECT_EQ(raised_expert(port(22), kUnidentified, {}), "unidentified_listener");    // ssh would be
    EXPECT_EQ(raised_expert(port(3256), kUnidentified, {}), "unidentified_listener");  // a ghost
    EXPECT_EQ(raised_expert(port(4), kUnidentified, {}), "unidentified_listener");     // unassigned
    EXPECT_EQ(raised_expert(port(2377), kUnidentified, {}), "unreadable_listener");  // swarm: nobody knows it
    EXPECT_EQ(raised_expert(port(50050), kUnidentified, {}), "unreadable_listener");   // dynamic
    EXPECT_EQ(raised_expert(port(5432), kUnidentified, {}), "unidentified_listener");  // postgresql is pgsql
    JudgedPort dissected = port(2377);
    dissected.dissector = "mysql";
    EXPECT_EQ(raised_expert(dissected, kUnidentified, {}), "unidentified_listener");
}

TEST(Verdict, AShellIsNotTheServiceOfThatName) {
    static const Names kShellOnly{"shell"};
    static const Names kRsh{"rsh"};
    JudgedPort rsh = port(514);
    rsh.dissector = "rsh";
    EXPECT_EQ(judge(rsh, Role::Listener, speaking(kRsh)), Verdict::Consistent);
    EXPECT_EQ(judge(rsh, Role::Listener, speaking(kShellOnly)), Verdict::OtherService);
    EXPECT_EQ(raised_expert(rsh, Verdict::OtherService, speaking(kShellOnly)), "way_in");
}

TEST(RaisedExpert, OfAWayInIsLoudWhereFirewallsLetItThrough) {
    static const Names kSsh{"ssh"};
    for (const auto& [number, expert] :
         {std::pair(443, "way_in"), std::pair(8080, "way_in"), std::pair(8443, "way_in"), std::pair(8081, ""),
          std::pair(50050, "")}) {
        EXPECT_EQ(
            raised_expert(port(static_cast<std::uint16_t>(number)), Verdict::OtherService, speaking(kSsh)),
            expert)
            << number;
    }
    EXPECT_EQ(raised_expert(port(443), Verdict::OtherService, speaking(kHttp)), "other_service");
}

TEST(RaisedExpert, OfConsistentNeedsAGhost) {
    Dossier dossier;
    JudgedPort judged = port(110);
    ASSERT_EQ(judged.dossier, nullptr);
    EXPECT_EQ(raised_expert(judged, Verdict::Consistent, {}), "");
    judged.dossier = &dossier;
    for (const auto& [life, expert] :
         {std::pair(Life::Dead, "living_ghost"), std::pair(Life::PresumedDead, "living_ghost"),
          std::pair(Life::Alive, ""), std::pair(Life::Unknown, "")}) {
        dossier.life = life;
        EXPECT_EQ(raised_expert(judged, Verdict::Consistent, {}), expert) << name(life);
    }
}

TEST(RaisedExpert, OfAnotherServiceIsNotForAnOrdinaryUserPort) {
    EXPECT_EQ(raised_expert(port(2377), Verdict::OtherService, {}), "");
    EXPECT_EQ(raised_expert(port(110), Verdict::OtherService, {}), "other_service");   // System
    EXPECT_EQ(raised_expert(port(3201), Verdict::OtherService, {}), "other_service");  // documented
    EXPECT_EQ(raised_expert(port(4), Verdict::OtherService, {}), "other_service");     // unassigned
    EXPECT_EQ(raised_expert(port(0), Verdict::OtherService, {}), "other_service");     // reserved
    EXPECT_EQ(raised_expert(port(50050), Verdict::OtherService, {}), "");              // dynamic
    const Dossier dossier;
    JudgedPort documented = port(2377);
    documented.dossier = &dossier;
    EXPECT_EQ(raised_expert(documented, Verdict::OtherService, {}), "other_service");
}

TEST(Finding, NamesWhatWasAnnouncedWhereItIsKnown) {
    EXPECT_EQ(finding(port(3302), Role::Listener, Verdict::Announced, speaking(kPop)),
              "tcp/3302 listener, announced: pop");
    EXPECT_EQ(finding(port(3302), Role::Pending, Verdict::Announced, {}), "tcp/3302 pending, announced");
}

TEST(Finding, NamesWhatAnUnansweredTryIsMadeIn) {
    EXPECT_EQ(finding(port(443), Role::Probed, Verdict::Probe, speaking(kSsh)), "tcp/443 probed, probe: ssh");
    EXPECT_EQ(finding(port(443), Role::Probed, Verdict::Probe, speaking(kText)), "tcp/443 probed, probe");
    EXPECT_EQ(finding(port(443), Role::Undetermined, Verdict::Undetermined, speaking(kSsh)),
              "tcp/443 undetermined, undetermined: ssh");
}

TEST(Finding, HoldsPortRoleAndVerdict) {
    EXPECT_EQ(finding(port(3201), Role::Listener, Verdict::OtherService, speaking(kHttp)),
              "tcp/3201 listener, other service: http");
    EXPECT_EQ(finding(port(3201), Role::Listener, Verdict::OtherService, speaking(kTlsHttp)),
              "tcp/3201 listener, other service: tls and http");
    EXPECT_EQ(finding(port(3256), Role::Listener, Verdict::UnidentifiedListener, unknown_bytes()),
              "tcp/3256 listener, unidentified listener");
    EXPECT_EQ(finding(port(3256, Transport::Udp), Role::Refused, Verdict::Refused, {}), "udp/3256 refused");
    EXPECT_EQ(finding(port(3256), Role::Pending, Verdict::Pending, {}), "tcp/3256 pending");
}

TEST(Headline, SaysTheVerdictWithItsService) {
    EXPECT_EQ(headline(port(3201), Verdict::OtherService, speaking(kTlsHttp)),
              "tcp/3201 other service: tls and http");
    EXPECT_EQ(headline(port(3256), Verdict::UnidentifiedListener, unknown_bytes()),
              "tcp/3256 unidentified listener");
    EXPECT_EQ(headline(port(3256, Transport::Udp), Verdict::PortOverlap, speaking(kHttp)),
              "udp/3256 port overlap");
}

TEST(Reason, IsOneSentence) {
    EXPECT_EQ(reason(port(3201), Verdict::OtherService, {}, speaking(kHttp)),
              "The listener speaks http, and the port is registered as cpq-tasksmart.");
    EXPECT_EQ(reason(port(4), Verdict::OtherService, {}, speaking(kHttp)),
              "The listener speaks http, and the port is unassigned.");
    for (const VerdictRow& row : kVerdicts) {
        const std::string text = reason(port(3256), row.verdict, {}, {});
        EXPECT_GT(text.size(), 20U);
        EXPECT_EQ(text.back(), '.');
        EXPECT_EQ(text.find('.'), text.size() - 1) << text;
    }
}

TEST(Reason, SaysWhoWasHeard) {
    Evidence asked = speaking(kSsh);
    asked.listener_spoke = false;
    EXPECT_EQ(reason(port(3201), Verdict::OtherService, {}, asked),
              "The listener is spoken to in ssh, and the port is registered as cpq-tasksmart.");
}

TEST(Reason, OfAnnouncedNamesTheFrame) {
    Evidence evidence;
    evidence.announced_in = 14;
    EXPECT_EQ(reason(port(3256), Verdict::Announced, {}, evidence),
              "Another connection announced this one, in frame 14.");
}

TEST(Reason, OfPayloadNotSeenSaysWhetherADirectionIsMissing) {
    Evidence evidence;
    EXPECT_EQ(reason(port(3256), Verdict::PayloadNotSeen, {}, evidence),
              "The capture holds one direction only, and not the beginning of the listener's payload.");
    evidence.both_directions = true;
    EXPECT_EQ(reason(port(3256), Verdict::PayloadNotSeen, {}, evidence),
              "The beginning of the listener's payload is not in the capture.");
}

TEST(Reason, OfRefusedSaysWhoRefused) {
    const Decision seen{Role::Refused, Basis::Handshake, 2};
    const Decision inferred{Role::Refused, Basis::Inferred, 2};
    Evidence evidence;
    evidence.is_away = true;  // of no concern here
    EXPECT_EQ(reason(port(3256), Verdict::Refused, seen, evidence),
              "The port was tried, and the host or a firewall refused.");
    EXPECT_EQ(reason(port(3256), Verdict::Refused, inferred, evidence),
              "The port refused a connection that is not in the capture.");
    evidence.is_filtered = true;
    for (const Decision& decision : {seen, inferred}) {
        EXPECT_EQ(reason(port(3256), Verdict::Refused, decision, evidence),
                  "The port was tried, and it is filtered: something on the way refused.");
    }
}

TEST(Reason, OfUndeterminedRepeatsTheRoutersWord) {
    Evidence evidence;
    EXPECT_EQ(reason(port(3256), Verdict::Undetermined, {}, evidence),
              "The capture does not show which side offers the service.");
    evidence.is_away = true;
    EXPECT_EQ(reason(port(3256), Verdict::Undetermined, {}, evidence),
              "The port was tried, and a router says that the host is away.");
    EXPECT_EQ(reason(port(3256), Verdict::Probe, {}, evidence), "The port was tried, and nothing came back.");
}

TEST(Reason, OfSilenceAndOfPendingSaysWhoWasHeard) {
    Evidence evidence;
    EXPECT_EQ(reason(port(3256), Verdict::SilentListener, {}, evidence),
              "The listener accepted, and neither side sent anything.");
    evidence.initiator_spoke = true;
    EXPECT_EQ(reason(port(3256), Verdict::SilentListener, {}, evidence),
              "The listener accepted and never answered what it was sent.");
    EXPECT_EQ(reason(port(3256), Verdict::Pending, {Role::Listener, Basis::Handshake, 2}, evidence),
              "The listener accepted and has not spoken so far.");
    EXPECT_EQ(reason(port(3256), Verdict::Pending, {Role::Pending, Basis::None, 0}, evidence),
              "The port was tried and has not answered so far.");
}

TEST(Alarm, OfMalwareDependsOnTheVerdict) {
    const Warning& worm = built_in_dossier(3256, Transport::Tcp)->warnings.at(0);
    EXPECT_EQ(alarm(worm, Verdict::UnidentifiedListener, unknown_bytes()), Alarm::Full);
    for (const Verdict tried : {Verdict::Probe, Verdict::Refused})
        EXPECT_EQ(alarm(worm, tried, {}), Alarm::Attempt);
    for (const Verdict quiet : {Verdict::OtherService, Verdict::Consistent, Verdict::PortOverlap,
                                Verdict::Pending, Verdict::Undetermined, Verdict::FixedSourcePort}) {
        EXPECT_EQ(alarm(worm, quiet, speaking(kHttp)), Alarm::None);
    }
}

TEST(Alarm, OfAVulnerabilityNeedsTheProduct) {
    const Warning& sap = built_in_dossier(3201, Transport::Tcp)->warnings.at(0);
    EXPECT_EQ(alarm(sap, Verdict::KnownTenant, speaking(kSap)), Alarm::Full);
    EXPECT_EQ(alarm(sap, Verdict::UnidentifiedListener, unknown_bytes()), Alarm::Attempt);
    EXPECT_EQ(alarm(sap, Verdict::OtherService, speaking(kHttp)), Alarm::None);
    EXPECT_EQ(alarm(sap, Verdict::Probe, {}), Alarm::None);
}

TEST(Applies, NotOnAnOverlapNorAnotherTransportNorWhatIsExplained) {
    const Warning& worm = built_in_dossier(3256, Transport::Tcp)->warnings.at(0);
    EXPECT_TRUE(applies(worm, Transport::Tcp, Verdict::Pending, {}));
    EXPECT_TRUE(applies(worm, Transport::Tcp, Verdict::OtherService, speaking(kHttp)));
    EXPECT_FALSE(applies(worm, Transport::Udp, Verdict::UnidentifiedListener, unknown_bytes()));
    EXPECT_FALSE(applies(worm, Transport::Tcp, Verdict::PortOverlap, {}));
    EXPECT_FALSE(applies(worm, Transport::Tcp, Verdict::FixedSourcePort, {}));
    EXPECT_FALSE(applies(worm, Transport::Tcp, Verdict::Announced, {}));
    const Warning& sap = built_in_dossier(3201, Transport::Tcp)->warnings.at(0);
    EXPECT_FALSE(applies(sap, Transport::Tcp, Verdict::OtherService, speaking(kHttp)));
    EXPECT_TRUE(applies(sap, Transport::Tcp, Verdict::KnownTenant, speaking(kSap)));
    EXPECT_TRUE(applies(sap, Transport::Tcp, Verdict::UnidentifiedListener, unknown_bytes()));
}

}  // namespace
}  // namespace portlore
