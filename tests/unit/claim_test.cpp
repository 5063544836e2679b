// SPDX-License-Identifier: GPL-2.0-or-later
#include "claim.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "claim_file.h"
#include "facts.h"
#include "verdict.h"

namespace portlore {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Claim claim_with(const std::string& evidence, const std::string& kind = "vulnerable") {
    std::string problem;
    const auto claim = read_claim("80\ttcp\t" + kind + "\tX\tText\t" + evidence + "\tA\tkey", problem);
    EXPECT_EQ(problem, "") << evidence;
    return claim.value_or(Claim{});
}

/** What a claim's line is refused for. */
std::string refusal(const std::string& line) {
    std::string problem;
    EXPECT_FALSE(read_claim(line, problem)) << line;
    return problem;
}

bool is_in(const std::string& evidence, std::string_view payload) {
    const Claim claim = claim_with(evidence);
    return claim.proofs.at(0).conditions.at(0).pattern->is_in(bytes_of(payload));
}

TEST(BytePattern, StandsAnywhereInTheBytesThatAreSearched) {
    EXPECT_TRUE(is_in("server:text:Docker/", "Docker/"));
    EXPECT_TRUE(is_in("server:text:Docker/", "Server: DDocker/24"));
    EXPECT_FALSE(is_in("server:text:Docker/", "Docker"));
    EXPECT_FALSE(is_in("server:text:Docker/", "docker/"));
    const std::string before(BytePattern::kSearched - 7, 'D');
    EXPECT_TRUE(is_in("server:text:Docker/", before + "Docker/"));
    EXPECT_FALSE(is_in("server:text:Docker/", before + "DDocker/"));
}

TEST(BytePattern, IsFoundBehindAnyNumberOfItsRarestByte) {
    for (const std::size_t count : {0, 1, 30, 31, 32, 33, 64, 500, 1000}) {
        const std::string slashes(count, '/');
        EXPECT_TRUE(is_in("server:text:UPnP/1.", slashes + "UPnP/1.0")) << count;
        EXPECT_TRUE(is_in("server:hex:2f??2f4142",
                          slashes.substr(0, 900) + "xAB" + slashes.substr(0, count / 10) + "/x/AB"))
            << count;
        EXPECT_FALSE(is_in("server:text:UPnP/1.", slashes + "UPnP/2.0")) << count;
        EXPECT_FALSE(is_in("server:hex:2f??2f4142", slashes + "AC")) << count;
    }
    EXPECT_TRUE(is_in("server:text:aab", std::string(600, 'a') + "b"));
    EXPECT_TRUE(is_in("server:text:///a", std::string(40, '/') + "b" + std::string(40, '/') + "a"));
}

TEST(BytePattern, StandsAtItsPlace) {
    EXPECT_TRUE(is_in("client:hex:4d5a@2", "..MZ"));
    EXPECT_FALSE(is_in("client:hex:4d5a@2", ".MZ."));
    EXPECT_FALSE(is_in("client:hex:4d5a@2", "...MZ"));
    EXPECT_FALSE(is_in("client:hex:4d5a@2", "..M"));
    EXPECT_FALSE(is_in("client:hex:4d5a@2", ""));
    EXPECT_TRUE(is_in("client:text:AB@1024", std::string(1024, 'A') + "AB"));
}

TEST(BytePattern, LeavesSomeBytesOpen) {
    EXPECT_TRUE(is_in("client:hex:41??4344@0", "AxCD"));
    EXPECT_TRUE(is_in("client:hex:??414243", "..ABC"));
    EXPECT_FALSE(is_in("client:hex:??414243", "ABC"));
    EXPECT_FALSE(is_in("client:hex:41??4344@0", "AxCx"));
    EXPECT_TRUE(is_in("client:hex:4142????", "ABxy"));
    EXPECT_FALSE(is_in("client:hex:4142????", "ABx"));
}

TEST(BytePattern, ReadsEscapes) {
    EXPECT_TRUE(is_in(R"(server:text:a\r\n\t\\\x40\x3b)", "a\r\n\t\\@;"));
    EXPECT_TRUE(is_in("server:text:me@home", "me@home"));
    EXPECT_TRUE(is_in(R"(server:text:me\x401)", "me@1"));
}

/** Whether a claim on its own is borne out by what both sides said. */
bool is_confirmed(const std::string& evidence, std::string_view client, std::string_view server,
                  std::vector<const char*> observed = {}, bool from_outside = false) {
    const PortClaims claims({claim_with(evidence)});
    Seen seen{claims.met_by(bytes_of(client), false) | claims.met_by(bytes_of(server), true), observed,
              from_outside};
    return claims.confirmed(seen).claims != 0;
}

TEST(PortClaims, AProtocolBearsAClaimOut) {
    EXPECT_TRUE(is_confirmed("resp", "", "", {"resp"}));
    EXPECT_TRUE(is_confirmed("http", "", "", {"tls", "http"}));
    EXPECT_FALSE(is_confirmed("resp", "", "", {"http"}));
    EXPECT_FALSE(is_confirmed("resp", "", ""));
}

TEST(PortClaims, BytesCountFromTheirSideOnly) {
    EXPECT_TRUE(is_confirmed("server:text:ScMM@0", "", "ScMM"));
    EXPECT_FALSE(is_confirmed("server:text:ScMM@0", "ScMM", ""));
    EXPECT_TRUE(is_confirmed("client:text:ScMM@0", "ScMM", ""));
    EXPECT_FALSE(is_confirmed("client:text:ScMM@0", "", "ScMM"));
}

TEST(PortClaims, WhatIsJoinedMustAllBeSeen) {
    const std::string both = "http and server:text:Docker/ and client:text:/version";
    EXPECT_TRUE(is_confirmed(both, "GET /version", "Server: Docker/24", {"http"}));
    EXPECT_FALSE(is_confirmed(both, "GET /", "Server: Docker/24", {"http"}));
    EXPECT_FALSE(is_confirmed(both, "GET /version", "Server: nginx", {"http"}));
    EXPECT_FALSE(is_confirmed(both, "GET /version", "Server: Docker/24", {"tls"}));
}

TEST(PortClaims, EitherOfTwoWillDo) {
    const std::string either = "client:text:ScMM@0 or server:text:MMcS@0";
    EXPECT_TRUE(is_confirmed(either, "ScMM", ""));
    EXPECT_TRUE(is_confirmed(either, "", "MMcS"));
    EXPECT_FALSE(is_confirmed(either, "MMcS", "ScMM"));
}

TEST(PortClaims, WhatMustNotBeSeenDeniesIt) {
    const std::string open = "resp and not client:text:AUTH";
    EXPECT_TRUE(is_confirmed(open, "PING", "", {"resp"}));
    EXPECT_FALSE(is_confirmed(open, "AUTH secret", "", {"resp"}));
}

TEST(PortClaims, AskForTheOtherEndWhereItMatters) {
    EXPECT_TRUE(is_confirmed("ssdp and from outside", "", "", {"ssdp"}, true));
    EXPECT_FALSE(is_confirmed("ssdp and from outside", "", "", {"ssdp"}, false));
    EXPECT_TRUE(is_confirmed("ssdp and not from outside", "", "", {"ssdp"}, false));
}

TEST(PortClaims, TellWhatBoreAClaimOut) {
    const PortClaims claims({claim_with("server:text:MMcS@0 or resp and client:text:PING")});
    const std::array<const char*, 1> resp{"resp"};
    const Proof* const proof = claims.proof(0, {claims.met_by(bytes_of("PING"), false), resp, false});
    ASSERT_NE(proof, nullptr);
    EXPECT_EQ(proof->words, "resp and client:text:PING");
    EXPECT_EQ(claims.proof(0, {}), nullptr);
}

TEST(PortClaims, OfAServiceTakeOneThatSpeaksTheProtocolItself) {
    const std::array<const char*, 1> modbus{"mbtcp"};
    const Seen by_client{.observed = modbus, .from_outside = true, .shown_by_listener = false};
    EXPECT_EQ(PortClaims({claim_with("mbtcp", "exposed")}).confirmed(by_client).claims, 0U);
    EXPECT_NE(PortClaims({claim_with("mbtcp", "vulnerable")}).confirmed(by_client).claims, 0U);
    EXPECT_NE(PortClaims({claim_with("client:mbtcp", "exposed")}).confirmed(by_client).claims, 0U);
    Seen untold = by_client;
    untold.can_be_shown = false;
    const Confirmed by_its_client = PortClaims({claim_with("mbtcp", "exposed")}).confirmed(untold);
    EXPECT_EQ(by_its_client.claims, 1U);
    EXPECT_EQ(by_its_client.by_listener, 0U);
    Seen silent = by_client;
    silent.answered = false;
    EXPECT_NE(PortClaims({claim_with("mbtcp", "tenant")}).confirmed(silent).claims, 0U);
    EXPECT_EQ(PortClaims({claim_with("mbtcp", "tenant")}).confirmed(by_client).claims, 0U);
}

TEST(PortClaims, AShellIsThatOfWhoListensUnlessSaidOtherwise) {
    const std::array<const char*, 1> shell{"shell"};
    const Seen calls{.observed = shell, .shown_by_listener = false};
    const Seen listens{.observed = shell, .shown_by_client = false};
    EXPECT_EQ(PortClaims({claim_with("shell", "backdoor")}).confirmed(calls).claims, 0U);
    EXPECT_NE(PortClaims({claim_with("shell", "backdoor")}).confirmed(listens).claims, 0U);
    EXPECT_NE(PortClaims({claim_with("client:shell", "c2")}).confirmed(calls).claims, 0U);
    EXPECT_EQ(PortClaims({claim_with("client:shell", "c2")}).confirmed(listens).claims, 0U);
}

TEST(PortClaims, OfAServiceAreRefutedByAListenerThatSpeaksSomethingElse) {
    const PortClaims claims({claim_with("client:text:privilege_key", "exposed")});
    const std::array<const char*, 1> ssh{"ssh"};
    EXPECT_EQ(claims.confirmed({.patterns = 1, .observed = ssh}).claims, 0U);
    EXPECT_NE(claims.confirmed({.patterns = 1, .observed = ssh, .shown_by_listener = false}).claims, 0U);
    EXPECT_NE(claims.confirmed({.patterns = 1}).claims, 0U);
    EXPECT_EQ(claims.confirmed({.patterns = 1}).by_listener, 0U);
}

TEST(PortClaims, OfATenantTakeAWordOfItsOwn) {
    const PortClaims claims({claim_with("client:text:agent", "tenant")});
    EXPECT_EQ(claims.confirmed({.patterns = 1}).claims, 0U);
    const PortClaims own({claim_with("server:text:Grafana", "tenant")});
    EXPECT_NE(own.confirmed({.patterns = 1}).claims, 0U);
}

TEST(PortClaims, OfAServiceTakeOneThatAnswers) {
    const std::array<const char*, 1> rlogin{"rlogin"};
    for (const auto& [kind, takes_an_answer] : {std::pair{"exposed", true},
                                                {"amplification", true},
                                                {"tenant", false},
                                                {"vulnerable", false},
                                                {"backdoor", false}}) {
        const PortClaims claims({claim_with("rlogin", kind)});
        EXPECT_NE(claims.confirmed({0, rlogin, true, true}).claims, 0U) << kind;
        EXPECT_EQ(claims.confirmed({0, rlogin, true, false}).claims == 0, takes_an_answer) << kind;
    }
}

TEST(PortClaims, WithoutEvidenceAreNeverBorneOut) {
    const PortClaims claims({claim_with("")});
    const std::array<const char*, 1> tls{"tls"};
    EXPECT_EQ(claims.confirmed({~std::uint64_t{0}, tls, true}).claims, 0U);
}

TEST(PortClaims, KeepOnePatternOnceAndNoMoreThanHaveABit) {
    EXPECT_EQ(PortClaims({claim_with("server:text:AB or server:text:AB")}).patterns().size(), 1U);
    std::vector<Claim> many;
    many.reserve(80);
    for (int nth = 0; nth < 80; ++nth) {
        many.push_back(claim_with("server:text:no" + std::to_string(100 + nth) + " or server:text:or" +
                                  std::to_string(100 + nth)));
    }
    const PortClaims claims(many);
    EXPECT_EQ(claims.claims().size(), PortClaims::kMost);
    EXPECT_EQ(claims.patterns().size(), PortClaims::kMost);
    const std::uint64_t all = ~std::uint64_t{0};
    EXPECT_EQ(claims.confirmed({all, {}, false}).claims, (std::uint64_t{1} << 32U) - 1);
}

TEST(Alarm, OfAClaimNeedsTwoSourcesAndOfAServiceAnOutsidePeer) {
    const auto loudness = [](const char* kind, const char* grade, bool from_outside,
                             bool by_listener = true) {
        std::string problem;
        return alarm(
            *read_claim(std::string("1\tudp\t") + kind + "\tX\tText\tresp\t" + grade + "\tkey", problem),
            from_outside, by_listener);
    };
    for (const char* const kind : {"vulnerable", "c2", "malware", "backdoor"}) {
        EXPECT_EQ(loudness(kind, "A", false), Alarm::Full) << kind;
        EXPECT_EQ(loudness(kind, "B", true), Alarm::Attempt) << kind;
    }
    for (const char* const kind : {"exposed", "amplification"}) {
        EXPECT_EQ(loudness(kind, "A", true), Alarm::Full) << kind;
        EXPECT_EQ(loudness(kind, "A", false), Alarm::Attempt) << kind;
        EXPECT_EQ(loudness(kind, "A", true, false), Alarm::Attempt) << kind;
        EXPECT_EQ(loudness(kind, "B", true), Alarm::Attempt) << kind;
    }
    EXPECT_EQ(loudness("vulnerable", "A", true, false), Alarm::Full);
    EXPECT_EQ(loudness("tenant", "A", true), Alarm::None);
}

TEST(ClaimFile, ReadsPortsInAllTheirForms) {
    std::string problem;
    const auto claim = read_claim("5900-5903, 80,1\ttcp\texposed\tX\tText\t\tB\ta;b", problem);
    ASSERT_TRUE(claim) << problem;
    for (const std::uint16_t port : {5900, 5903, 80, 1})
        EXPECT_TRUE(claim->is_about(port, Transport::Tcp)) << port;
    for (const std::uint16_t port : {5899, 5904, 81, 0})
        EXPECT_FALSE(claim->is_about(port, Transport::Tcp)) << port;
    EXPECT_FALSE(claim->is_about(80, Transport::Udp));
    EXPECT_EQ(claim->references, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(claim->line(), "Exposed service X: Text");
}

TEST(ClaimFile, SaysWhatIsWrongWithALine) {
    const auto with = [](const char* column, const std::string& text) {
        std::string line;
        for (const auto& [name, usual] : {std::pair<const char*, std::string>{"port", "80"},
                                          {"transport", "tcp"},
                                          {"kind", "exposed"},
                                          {"id", "X"},
                                          {"text", "Text"},
                                          {"evidence", "resp"},
                                          {"grade", "A"},
                                          {"references", "key"}}) {
            line += "\t" + (std::string_view(name) == column ? text : usual);
        }
        return line.substr(1);
    };
    for (const auto& [column, text] : std::initializer_list<std::pair<const char*, std::string>>{
             {"port", ""},
             {"port", "65536"},
             {"port", "9-8"},
             {"port", "1-257"},
             {"transport", "icmp"},
             {"kind", "trojan"},
             {"id", ""},
             {"text", ""},
             {"text", std::string(161, 'x')},
             {"id", std::string(65, 'x')},
             {"evidence", "server:text:AB@1025"},
             {"evidence", "server:text:AB@99999999999999999999"},
             {"evidence", "Resp"},
             {"evidence", "server:text:"},
             {"evidence", "server:text:A"},
             {"evidence", "server:hex:4"},
             {"evidence", "server:hex:4?42"},
             {"evidence", "server:hex:42??????"},
             {"evidence", "server:words:AB"},
             {"evidence", "peer:text:AB"},
             {"evidence", R"(server:text:AB\q)"},
             {"evidence", R"(server:text:AB\x4)"},
             {"evidence", "server:text:AB and  and resp"},
             {"evidence", "from outside"},
             {"evidence", "not resp"},
             {"evidence", "server:text:" + std::string(257, 'x')},
             {"grade", "C"},
             {"grade", ""},
             {"references", ""}}) {
        EXPECT_EQ(refusal(with(column, text)).rfind(std::string(column) + ": ", 0), 0U)
            << column << " " << text;
    }
    std::string problem;
    EXPECT_TRUE(read_claim(with("text", std::string(160, 'x')), problem)) << problem;
    EXPECT_TRUE(read_claim(with("port", "1-256"), problem)) << problem;
    EXPECT_TRUE(read_claim(with("evidence", "server:text:" + std::string(256, 'x')), problem)) << problem;
    EXPECT_NE(refusal("80\ttcp").find("columns"), std::string::npos);
    EXPECT_NE(refusal(with("id", "X\tY")).find("columns"), std::string::npos);
    for (const char* const column : {"id", "text", "evidence", "references"}) {
        for (const char* const wrong : {"\xff", "\x1b[2J", "\x7f"})
            EXPECT_NE(refusal(with(column, wrong)).find("UTF-8"), std::string::npos) << column;
    }
}

TEST(ClaimFile, NamesTheLineAndTakesTheRest) {
    const std::string text = std::string(kClaimColumns) +
                             "\n\n# a remark\n80\ttcp\texposed\tX\tText\tresp\tA\tkey\n"
                             "80\ttcp\texposed\tX\tText\tresp\tA\tkey\n"
                             "80\tudp\texposed\tX\tText\tresp\tZ\tkey\r\n"
                             "81\ttcp\texposed\tX\tText\tresp\tA\tkey";
    const ClaimsFile file = read_claims(text, "F");
    EXPECT_EQ(file.claims.size(), 2U);
    EXPECT_EQ(file.lines, (std::vector<std::size_t>{4, 7}));
    ASSERT_EQ(file.errors.size(), 2U);
    EXPECT_EQ(file.errors[0], "F:5: id: 'X' stands on that port already; this one is left out");
    EXPECT_EQ(file.errors[1].rfind("F:6: grade: 'Z'", 0), 0U);
    const ClaimsFile bare = read_claims("81\ttcp\texposed\tX\tText\tresp\tA\tkey\n", "F");
    ASSERT_EQ(bare.errors.size(), 1U);
    EXPECT_NE(bare.errors[0].find("F:1: does not name the columns"), std::string::npos);
}

TEST(ReferencesFile, SaysWhatAReferenceLacks) {
    const ReferencesFile file = read_references(
        "[good]\ntitle=T\npublisher=P\nkind=cve\nurl=https://"
        "x\nchecked=2026-11-26\n[bad]\ntitle=T\nkind=rumour\n",
        "F");
    EXPECT_EQ(file.references.at("good").line(), "T, P, https://x");
    EXPECT_EQ(file.errors, (std::vector<std::string>{
                               "F: [bad] publisher: is missing", "F: [bad] url: is missing",
                               "F: [bad] checked: is missing",
                               "F: [bad] kind: is not cve, vendor, source, rule, agency or research"}));
    EXPECT_EQ(read_references("nonsense", "F").errors.size(), 1U);
}

/** What a verdict is given to know of a listener on a port that speaks a protocol. */
Evidence evidence_of(const PortClaims& claims, std::span<const char* const> observed) {
    Evidence evidence;
    evidence.observed = observed;
    evidence.listener_spoke = evidence.initiator_spoke = evidence.saw_handshake = evidence.both_directions =
        true;
    evidence.claims = &claims;
    evidence.confirmed = claims.confirmed({0, observed, false});
    return evidence;
}

TEST(Verdict, OfATenantIsKnownTenantAndWarnsOfNothing) {
    const std::array<const char*, 1> http{"http"};
    const PortClaims tenants({claim_with("http", "tenant")});
    const Evidence evidence = evidence_of(tenants, http);
    const JudgedPort port = Facts().port(7679, Transport::Tcp);
    EXPECT_EQ(judge(port, Role::Listener, evidence), Verdict::KnownTenant);
    EXPECT_EQ(headline(port, Verdict::KnownTenant, evidence), "tcp/7679 known tenant: X");
    EXPECT_EQ(reason(port, Verdict::KnownTenant, {}, evidence),
              "The listener is X, another known user of this port.");
    EXPECT_FALSE(is_warned_of(evidence));
    const PortClaims others({claim_with("http", "exposed")});
    const Evidence exposed = evidence_of(others, http);
    EXPECT_EQ(judge(port, Role::Listener, exposed), Verdict::OtherService);
    EXPECT_TRUE(is_warned_of(exposed));
}

}  // namespace
}  // namespace portlore
