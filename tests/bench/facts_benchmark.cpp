// What it costs to read a user's dossiers at start-up, and to look up what is known of a port, one port after
// another.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <benchmark/benchmark.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "facts.h"

namespace portlore {
namespace {

constexpr int kDossiers = 10'000;
constexpr int kFirstPort = 10'000;

/** A folder of dossiers, each of a port, with some of everything; it is removed in the end. */
class Folder {
 public:
    Folder() : path_(std::filesystem::temp_directory_path() / "portlore-facts-benchmark") {
        std::filesystem::create_directories(path_);
        for (int number = 0; number < kDossiers; ++number) write(number);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }

 private:
    void write(int number) {
        std::ofstream file(path_ / ("service-" + std::to_string(number) + ".dossier"));
        file << "[Dossier]\nPort=" << kFirstPort + number << "\nLabel=Service " << number
             << "\nOwner=Team [wiki]\nExpects=https\nListeners=10.0.0.0/8\nAdvice=Ask the team.\n"
                "[History]\n2020=Put into service [wiki]\n"
                "[Warning CVE-2020-0001]\nKind=Vulnerability\nAffects=Example 1.0\nYear=2020\nEvidence=http\n"
                "Text=Somebody may read files [wiki]\n"
                "[Likely]\n1=Our own service [wiki]\n"
                "[Reference]\nwiki=https://wiki.example.org/ports\n";
    }

    std::filesystem::path path_;
};

void read_10000_dossiers(benchmark::State& state) {
    const Folder folder;
    for (auto _ : state) {
        Facts facts;
        facts.read_folder(folder.path());
        if (!facts.errors().empty()) state.SkipWithError(facts.errors().front().c_str());
        if (facts.dossiers_of_user()->all().size() < kDossiers) state.SkipWithError("dossiers are missing");
    }
}
BENCHMARK(read_10000_dossiers)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

void look_up_a_dossier(benchmark::State& state) {
    const Facts facts;
    std::uint16_t port = 0;
    for (auto _ : state) benchmark::DoNotOptimize(facts.dossier(++port, Transport::Tcp));
}
BENCHMARK(look_up_a_dossier);

void look_up_a_status(benchmark::State& state) {
    const Facts facts;
    std::uint16_t port = 0;
    for (auto _ : state) benchmark::DoNotOptimize(facts.registry().status(++port, Transport::Tcp));
}
BENCHMARK(look_up_a_status);

void look_up_an_assignment(benchmark::State& state) {
    const Facts facts;
    std::uint16_t port = 0;
    for (auto _ : state) benchmark::DoNotOptimize(facts.registry().find(++port, Transport::Tcp));
}
BENCHMARK(look_up_an_assignment);

/** All that claims cost a conversation on a port that has some: its first payloads, four of each side, and
 * what they bear out. */
void claims_of_a_conversation(benchmark::State& state, const std::string& asked, const std::string& answered,
                              const char* protocol) {
    const Facts facts;
    std::vector<const PortClaims*> all;
    for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
        for (std::uint32_t port = 0; port < 65536; ++port) {
            const PortClaims* const claims = facts.claims(static_cast<std::uint16_t>(port), transport);
            if (claims != nullptr) all.push_back(claims);
        }
    }
    const auto bytes = [](const std::string& text) {
        return std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    };
    const std::array<const char*, 1> observed{protocol};
    std::size_t next = 0;
    for (auto _ : state) {
        const PortClaims& claims = *all[next];
        next = (next + 1) % all.size();
        std::uint64_t met = 0;
        for (int nth = 0; nth < 4; ++nth)
            met |= claims.met_by(bytes(asked), false) | claims.met_by(bytes(answered), true);
        benchmark::DoNotOptimize(claims.confirmed({met, observed, true}));
    }
}

void claims_of_a_web_conversation(benchmark::State& state) {
    claims_of_a_conversation(
        state,
        "GET /index.html HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: Mozilla/5.0 (X11; Linux "
        "x86_64; rv:128.0)\r\nAccept: text/html\r\nConnection: keep-alive\r\n\r\n",
        "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Thu, 26 Nov 2026 08:00:00 GMT\r\n"
        "Content-Type: text/html\r\nContent-Length: 1200\r\n\r\n<!DOCTYPE html><html><head>" +
            std::string(1200, 'a'),
        "http");
}
BENCHMARK(claims_of_a_web_conversation);

void claims_of_a_conversation_of_zeros(benchmark::State& state) {
    claims_of_a_conversation(state, std::string(1460, '\0'), std::string(1460, '\0'), "data");
}
BENCHMARK(claims_of_a_conversation_of_zeros);

}  // namespace
}  // namespace portlore

BENCHMARK_MAIN();
