// What a look at a conversation's first payload costs.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>

#include "samples.h"

namespace portlore {
namespace {

/** One payload after another of those that are recognised; the time is that of one. */
void known_payload(benchmark::State& state) {
    std::vector<Exchange> exchanges;
    for (const Sample& sample : samples()) exchanges.push_back(exchange_of(sample));
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(recognise(exchanges[next]));
        next = (next + 1) % exchanges.size();
    }
}
BENCHMARK(known_payload);

void look_at(benchmark::State& state, const std::string& bytes, Transport transport) {
    const Exchange exchange{.transport = transport, .payload = payload_of(bytes)};
    for (auto _ : state) benchmark::DoNotOptimize(recognise(exchange));
}

std::string random_bytes() {
    std::mt19937 random(20261121);
    std::string bytes(1460, '\0');
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
    return bytes;
}

void unknown_bytes_over_tcp(benchmark::State& state) { look_at(state, random_bytes(), Transport::Tcp); }
BENCHMARK(unknown_bytes_over_tcp);

void unknown_bytes_over_udp(benchmark::State& state) { look_at(state, random_bytes(), Transport::Udp); }
BENCHMARK(unknown_bytes_over_udp);

void unknown_text_over_tcp(benchmark::State& state) {
    look_at(state, "hello, this is nothing that anybody knows\r\n" + std::string(1400, 'a'), Transport::Tcp);
}
BENCHMARK(unknown_text_over_tcp);

}  // namespace
}  // namespace portlore

BENCHMARK_MAIN();
