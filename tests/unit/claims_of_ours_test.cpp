// Whether the claims and ghosts that are built in keep the laws: sourced, graded, and shown by what nothing
// else says.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "built_in.h"
#include "claim_file.h"
#include "samples.h"
#include "service.h"

namespace portlore {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

const ClaimsFile& ours() {
    static const ClaimsFile file = read_claims(text_of(PORTLORE_DATA "/claims.tsv"), "claims.tsv");
    return file;
}

const ReferencesFile& cited() {
    static const ReferencesFile file =
        read_references(text_of(PORTLORE_DATA "/references.ini"), "references.ini");
    return file;
}

std::string place(const Claim& claim) {
    return std::to_string(claim.ports.at(0).first) + "/" + std::string(name(claim.transport)) + " " +
           claim.id;
}

/** Whether something is wrong wherever it is seen. */
bool is_a_threat(const Claim& claim) {
    return claim.kind != ClaimKind::Exposed && claim.kind != ClaimKind::Amplification &&
           claim.kind != ClaimKind::Tenant;
}

/** One payload of claim_samples.tsv. */
struct Said {
    std::string id;
    std::uint16_t port;
    Transport transport;
    bool by_listener;
    std::string bytes;
};

std::string bytes_of(const std::string& words) {
    // The words of evidence: whatever they mean there, they mean here.
    std::string problem;
    std::string bytes;
    const bool is_hex = words.starts_with("hex:");
    for (std::size_t at = is_hex ? 4 : 5; at < words.size();) {
        const bool is_escaped = words[at] == '\\';
        if (is_hex || (is_escaped && words[at + 1] == 'x')) {
            at += is_hex ? 0 : 2;
            bytes += static_cast<char>(std::stoi(words.substr(at, 2), nullptr, 16));
            at += 2;
        } else if (is_escaped) {
            constexpr std::string_view kLetters = "rnt\\";
            const std::size_t letter = kLetters.find(words[at + 1]);
            EXPECT_NE(letter, std::string_view::npos) << words;
            bytes += "\r\n\t\\"[letter];
            at += 2;
        } else {
            bytes += words[at++];
        }
    }
    return bytes;
}

const std::vector<Said>& all_said() {
    static const std::vector<Said> said = [] {
        std::vector<Said> all;
        const std::string text = text_of(PORTLORE_CLAIM_SAMPLES);
        std::string_view rest = text;
        take_part(rest, '\n');
        while (!rest.empty()) {
            std::string_view line = take_part(rest, '\n');
            const std::string id(take_part(line, '\t'));
            const std::string_view port = take_part(line, '\t');
            const auto transport = transport_named(take_part(line, '\t'));
            const std::string_view side = take_part(line, '\t');
            const std::string payload(take_part(line, '\t'));
            EXPECT_FALSE(line.empty()) << id << " does not say where its sample is from";
            all.push_back({id, *parse_port(port.substr(0, port.find_first_of(",-"))), *transport,
                           side == "server", bytes_of(payload)});
        }
        return all;
    }();
    return said;
}

bool is_sample_of(const Said& said, const Claim& claim) {
    return said.id == claim.id && claim.is_about(said.port, said.transport);
}

/** The protocols that a claim asks for; its samples are taken to be recognised as such, as the recognisers'
 * own tests see to. */
std::vector<const char*> protocols_of(const Claim& claim) {
    std::vector<const char*> protocols;
    for (const Proof& proof : claim.proofs) {
        for (const Condition& condition : proof.conditions) {
            if (!condition.protocol.empty() && !condition.denied)
                protocols.push_back(condition.protocol.c_str());
        }
    }
    return protocols;
}

TEST(OurClaims, AreReadWithoutAWord) {
    EXPECT_EQ(ours().errors, std::vector<std::string>{});
    EXPECT_EQ(cited().errors, std::vector<std::string>{});
}

TEST(OurClaims, AreAtLeastHundredAndFiftyOnHundredAndTwentyPorts) {
    std::set<std::uint16_t> ports;
    for (const Claim& claim : ours().claims) ports.insert(claim.ports.at(0).first);
    EXPECT_GE(ours().claims.size(), 150U);
    EXPECT_GE(ports.size(), 120U);
}

TEST(OurClaims, CiteWhatTheirGradeAsksFor) {
    for (const Claim& claim : ours().claims) {
        std::set<std::string> publishers;
        bool is_at_the_source = false;
        for (const std::string& key : claim.references) {
            ASSERT_TRUE(cited().references.contains(key)) << place(claim) << " cites " << key;
            const Reference& reference = cited().references.at(key);
            publishers.insert(reference.publisher);
            const std::set<std::string> at_the_source{"source", "vendor", "cve", "rule"};
            is_at_the_source |= at_the_source.contains(reference.kind);
            EXPECT_TRUE(reference.url.starts_with("http")) << key;
        }
        EXPECT_TRUE(is_at_the_source) << place(claim);
        if (claim.grade == Grade::A) {
            EXPECT_GE(publishers.size(), 2U) << place(claim);
        }
    }
}

TEST(OurClaims, WarnOnlyOfWhatIsWellSourcedAndSeen) {
    for (const Claim& claim : ours().claims) {
        const bool may_warn = !claim.proofs.empty() && alarm(claim, true, true) == Alarm::Full;
        EXPECT_TRUE(!may_warn || claim.grade == Grade::A) << place(claim);
        EXPECT_FALSE(claim.text.ends_with('.')) << place(claim);
    }
}

TEST(OurClaims, OnBusyPortsAskForBytesOrAPeerOutside) {
    const std::set<std::uint16_t> busy{22,  25,  53,  80,  88,   110,  123,  137,  139, 143,
                                       161, 389, 443, 445, 1900, 3389, 5353, 8080, 8443};
    for (const Claim& claim : ours().claims) {
        if (!busy.contains(claim.ports.at(0).first)) continue;
        for (const Proof& proof : claim.proofs) {
            EXPECT_TRUE(std::ranges::any_of(proof.conditions, [](const Condition& condition) {
                return condition.pattern || condition.protocol.empty();
            })) << place(claim);
        }
    }
}

TEST(OurClaims, AskForProtocolsThatCanBeSeen) {
    // Wireshark's own heuristics find these.
    const std::set<std::string_view> by_wireshark{"dcerpc", "rtcp", "netbios"};
    for (const Claim& claim : ours().claims) {
        for (const char* const protocol : protocols_of(claim)) {
            EXPECT_TRUE(has_recogniser(protocol, claim.transport) || by_wireshark.contains(protocol))
                << place(claim) << ": " << protocol;
        }
    }
}

TEST(OurClaims, HitTheirOwnSamples) {
    for (const Claim& claim : ours().claims) {
        if (!claim.asks_for_bytes()) continue;
        const PortClaims one({claim});
        const auto protocols = protocols_of(claim);
        std::uint64_t met = 0;
        for (const Said& said : all_said()) {
            if (is_sample_of(said, claim))
                met |= one.met_by(payload_of(said.bytes).bytes(), said.by_listener);
        }
        for (std::size_t nth = 0; nth < one.patterns().size(); ++nth) {
            const bool is_denied = std::ranges::any_of(claim.proofs, [&](const Proof& proof) {
                return std::ranges::any_of(proof.conditions, [&](const Condition& condition) {
                    return condition.denied && condition.pattern == one.patterns()[nth];
                });
            });
            EXPECT_NE((met >> nth & 1U) != 0, is_denied) << place(claim) << ", pattern " << nth;
        }
    }
}

TEST(OurClaims, HitNoOthersSamples) {
    for (const Claim& claim : ours().claims) {
        if (!is_a_threat(claim)) continue;
        const PortClaims one({claim});
        const auto protocols = protocols_of(claim);
        std::map<std::string, std::uint64_t> met;
        for (const Said& said : all_said()) {
            if (said.id == claim.id || !claim.is_about(said.port, said.transport)) continue;
            met[said.id + " on " + std::to_string(said.port)] |=
                one.met_by(payload_of(said.bytes).bytes(), said.by_listener);
        }
        for (const auto& [id, patterns] : met) {
            if (patterns == 0) continue;
            EXPECT_EQ(one.confirmed({patterns, protocols, true}).claims, 0U)
                << place(claim) << " hits " << id;
        }
    }
}

/** Whether a recogniser's sample is what a claim speaks of. */
bool is_the_flaw_itself(const Claim& claim, const Sample& sample) {
    const std::string_view protocol = sample.protocol;
    return protocol == "shell" || protocol == "executable" ||
           (claim.id == "SSH-1" && sample.bytes.starts_with("SSH-1."));
}

TEST(OurClaims, HitNothingThatProtocolsOrdinarilySay) {
    for (const Claim& claim : ours().claims) {
        if (!is_a_threat(claim)) continue;
        const PortClaims one({claim});
        for (const Sample& sample : samples()) {
            if (sample.transport != claim.transport) continue;
            const std::array<const char*, 1> observed{sample.protocol};
            if (is_the_flaw_itself(claim, sample)) continue;
            const std::uint64_t met = one.met_by(payload_of(sample.bytes).bytes(), true) |
                                      one.met_by(payload_of(sample.bytes).bytes(), false);
            EXPECT_EQ(one.confirmed({met, observed, true}).claims, 0U)
                << place(claim) << " hits " << sample.protocol;
        }
    }
}

TEST(OurGhosts, AreServicesOfTheRegistryAndSourced) {
    std::set<std::string> services;
    for (const Transport transport : kTransports) {
        for (std::uint32_t number = 0; number <= 65535; ++number) {
            for (std::size_t nth = 0;; ++nth) {
                const auto row = built_in_registry().find(static_cast<std::uint16_t>(number), transport, nth);
                if (!row) break;
                services.emplace(row->service);
            }
        }
    }
    const std::string text = text_of(PORTLORE_DATA "/ghosts.tsv");
    std::string_view rest = text;
    take_part(rest, '\n');
    std::set<std::string> seen;
    while (!rest.empty()) {
        const std::string_view line = take_part(rest, '\n');
        std::string problem;
        const auto ghost = read_ghost(line, problem);
        ASSERT_TRUE(ghost) << line << ": " << problem;
        EXPECT_TRUE(services.contains(std::string(ghost->service))) << ghost->service;
        EXPECT_TRUE(seen.insert(std::string(ghost->service)).second)
            << ghost->service << " stands there twice";
        EXPECT_NE(built_in_reference(ghost->reference), "") << ghost->service;
        const auto found = built_in_ghosts().find(ghost->service);
        ASSERT_TRUE(found) << ghost->service;
        EXPECT_EQ(found->product, ghost->product);
    }
    EXPECT_GE(seen.size(), 50U);
}

TEST(OurGhosts, AreNeverWhatLivesOn) {
    for (const char* const living :
         {"veritas-ucl", "veritas_pbx", "veritas-pbx", "vrts-ipcserver", "vrts-registry", "vrtstrapserver",
          "bpcd", "bprd", "bpdbm", "asigra", "sunrpc", "nfs", "apc-2160", "apc-3052", "filenet-tms",
          "filenet-rpc", "tivoconnect", "oracle-oms", "cacaosvcs"}) {
        EXPECT_FALSE(built_in_ghosts().find(living)) << living;
    }
    EXPECT_FALSE(built_in_ghosts().find(""));
}

}  // namespace
}  // namespace portlore
