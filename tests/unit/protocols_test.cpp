// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "recognise/recogniser.h"
#include "written_down.h"

namespace portlore {
namespace {

constexpr const char* kHead = R"(# Protocols that Port Lore recognises

Beside what Wireshark's own heuristics know (DCE/RPC over UDP, RTCP, Bitcoin, ...). Made
from the rows of `src/recognise/`, where each family's file names the specifications.

| protocol | over | dissector on | shown by |
| --- | --- | --- | --- |
)";

std::string transports_of(const Recogniser& row) {
    std::string words;
    for (const Transport transport : kTransports) {
        if (!holds(row.transports, transport)) continue;
        words += (words.empty() ? "" : ", ") + std::string(name(transport));
    }
    return words;
}

/** Where Wireshark's dissector is that gets the payload. */
std::string home_of(const Recogniser& row) {
    if (row.named_only) return "(named only)";
    return row.port == 0 ? "(by name)" : std::to_string(row.port);
}

/** Which payloads tell. */
std::string shown_by(const Recogniser& row) {
    std::vector<std::string> ways;
    if (row.client != nullptr && row.client == row.server) {
        ways.emplace_back("either side");
    } else {
        if (row.client != nullptr) ways.emplace_back("the client");
        if (row.server != nullptr) ways.emplace_back("the server");
    }
    if (row.asks != nullptr && row.answers != nullptr) ways.emplace_back("a request with its answer");
    if (row.continues != nullptr) ways.emplace_back("two payloads of one side");
    std::string words;
    for (const std::string& way : ways) words += (words.empty() ? "" : "; ") + way;
    if (row.group != Group::None) words += ", to its group";
    if (row.is_found_by_wireshark) words += ", as by Wireshark itself where no dissector is at home";
    if (row.shares_port) words += ", among others on its ports";
    return words;
}

std::string protocols() {
    std::vector<std::string> lines;
    for (const auto& family : recognisers()) {
        for (const Recogniser& row : family) {
            lines.push_back("| `" + std::string(row.protocol) + "` | " + transports_of(row) + " | " +
                            home_of(row) + " | " + shown_by(row) + " |\n");
        }
    }
    std::sort(lines.begin(), lines.end());
    std::string text = kHead;
    for (const std::string& line : lines) text += line;
    return text;
}

TEST(Protocols, AreThoseOfTheDocs) {
    expect_written_down(protocols(), PORTLORE_PROTOCOLS, "PORTLORE_WRITE_PROTOCOLS");
}

}  // namespace
}  // namespace portlore
