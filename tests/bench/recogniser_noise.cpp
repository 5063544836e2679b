// What the recognisers make of noise: random payloads, or those that standard input brings.
//
// usage: recogniser_noise MILLIONS         so many million random payloads over TCP, and as many over UDP
//        recogniser_noise - <PAYLOADS      a line each: tcp or udp, and hexadecimal digits; each alone, and
//        after the one
//                                          before it
// Prints how many were looked at, and a line for each protocol that was named: how often, over what.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <charconv>
#include <cstdint>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "recognise/recogniser.h"

namespace portlore {
namespace {

using Bytes = std::vector<std::uint8_t>;

class Tally {
 public:
    void look(const Exchange& exchange) {
        ++looked_;
        const Recognised found = recognise(exchange);
        if (found) ++named_[{found.row->protocol, exchange.transport}];
    }
    void print() const {
        std::cout << looked_ << " payloads\n";
        for (const auto& [what, count] : named_)
            std::cout << what.first << '\t' << name(what.second) << '\t' << count << '\n';
    }

 private:
    std::uint64_t looked_ = 0;
    std::map<std::pair<std::string, Transport>, std::uint64_t> named_;
};

/** Stretches of one random pool, each of 1 to 1,460 bytes; what either side said before is one, too. */
void look_at_random(std::uint64_t payloads, Tally& tally) {
    constexpr std::size_t kPool = std::size_t{64} << 20U;
    constexpr std::size_t kLongest = 1460;
    std::mt19937_64 random(20261126);
    Bytes pool(kPool + kLongest);
    for (std::uint8_t& byte : pool) byte = static_cast<std::uint8_t>(random());
    const auto stretch = [&](std::size_t longest) {
        const std::uint64_t drawn = random();
        return Payload(std::span(pool).subspan(drawn % kPool, 1 + (drawn >> 40U) % longest));
    };
    for (std::uint64_t i = 0; i < payloads; ++i) {
        for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
            tally.look({.transport = transport,
                        .payload = stretch(kLongest),
                        .before = stretch(kRemembered),
                        .other = stretch(kRemembered)});
        }
    }
}

Bytes bytes_of(std::string_view digits) {
    Bytes bytes;
    for (; digits.size() >= 2; digits.remove_prefix(2)) {
        std::uint8_t byte = 0;
        std::from_chars(digits.data(), digits.data() + 2, byte, 16);
        bytes.push_back(byte);
    }
    return bytes;
}

void look_at_lines(std::istream& lines, Tally& tally) {
    Bytes before;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t space = line.find_first_of(" \t");
        const auto transport = transport_named(line.substr(0, space));
        if (!transport || space == std::string::npos) continue;
        Bytes bytes = bytes_of(std::string_view(line).substr(space + 1));
        const Payload payload{std::span<const std::uint8_t>(bytes)};
        tally.look({.transport = *transport, .payload = payload});
        const auto remembered =
            std::span<const std::uint8_t>(before).first(std::min(before.size(), kRemembered));
        tally.look(
            {.transport = *transport, .payload = payload, .before = Payload(remembered, before.size())});
        before = std::move(bytes);
    }
}

}  // namespace
}  // namespace portlore

int main(int count, char** words) {
    portlore::Tally tally;
    const std::string_view asked = count == 2 ? words[1] : "";
    std::uint64_t millions = 0;
    const auto read = std::from_chars(asked.data(), asked.data() + asked.size(), millions);
    if (asked == "-") {
        portlore::look_at_lines(std::cin, tally);
    } else if (read.ec == std::errc() && millions > 0) {
        portlore::look_at_random(millions * 1'000'000, tally);
    } else {
        std::cerr << "usage: recogniser_noise MILLIONS|-\n";
        return 2;
    }
    tally.print();
}
