// Writes which recognisers may hold for a payload by its first byte into C++ source: most rows ask for a byte
// that a payload has not. Runs when Port Lore is built.
//
// usage: make-index OUTPUT.cpp
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>
#include <fstream>
#include <vector>

#include "recognise/index.h"
#include "recognise/recogniser.h"

namespace {

using namespace portlore;

/** Whether a rule may hold for some payload that begins with a byte: it holds, or asks for more. */
bool may_hold(Rule rule, std::uint8_t first) {
    bool missed = false;
    return rule != nullptr && (rule(Payload::beginning_with({&first, 1}, missed)) || missed);
}

bool may_hold(SequenceRule rule, std::uint8_t first) {
    bool missed = false;
    return rule != nullptr &&
           (rule(Payload::beginning_with({}, missed), Payload::beginning_with({&first, 1}, missed)) ||
            missed);
}

bool may_be_shown(const Recogniser& row, std::uint8_t first) {
    return may_hold(row.client, first) || may_hold(row.server, first) || may_hold(row.asks, first) ||
           may_hold(row.answers, first) || may_hold(row.continues, first);
}

/** All rows, in the order in which they are tried. */
std::vector<const Recogniser*> all_rows() {
    std::vector<const Recogniser*> rows;
    for (const auto& family : recognisers()) {
        for (const Recogniser& row : family) rows.push_back(&row);
    }
    return rows;
}

RowSet rows_for(const std::vector<const Recogniser*>& rows, Transport transport, std::uint8_t first) {
    RowSet set{};
    for (std::size_t nth = 0; nth < rows.size(); ++nth) {
        if (holds(rows[nth]->transports, transport) && may_be_shown(*rows[nth], first))
            set[nth / kRowsInAWord] |= std::uint64_t{1} << nth % kRowsInAWord;
    }
    return set;
}

void write(std::ostream& out, const std::vector<const Recogniser*>& rows) {
    out << "#include \"recognise/index.h\"\n\nnamespace portlore {\n\n"
           "const std::array<std::array<RowSet, 256>, kTransports.size()> kRowsByFirstByte{{\n";
    for (const Transport transport : kTransports) {
        out << "{{\n";
        for (unsigned first = 0; first < 256; ++first) {
            out << "{";
            for (const std::uint64_t word : rows_for(rows, transport, static_cast<std::uint8_t>(first)))
                out << word << "U,";
            out << "},\n";
        }
        out << "}},\n";
    }
    out << "}};\n\n}  // namespace portlore\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: make-index OUTPUT.cpp\n", stderr);
        return 2;
    }
    const auto rows = all_rows();
    if (rows.size() > kMostRows) {
        std::fprintf(stderr, "make-index: %zu rows are more than kMostRows in src/recognise/index.h\n",
                     rows.size());
        return 1;
    }
    std::ofstream out(argv[1], std::ios::binary);
    write(out, rows);
    out.close();
    if (!out) std::fprintf(stderr, "make-index: %s: can't be written\n", argv[1]);
    return out ? 0 : 1;
}
