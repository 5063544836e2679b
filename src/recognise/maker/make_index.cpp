// Writes which recognisers may hold for a payload by its first two bytes into C++ source: most rows ask for
// others. Runs when Port Lore is built.
//
// usage: make-index OUTPUT.cpp
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>
#include <fstream>
#include <span>
#include <vector>

#include "recognise/index.h"
#include "recognise/recogniser.h"

namespace {

using namespace portlore;

using Bytes = std::span<const std::uint8_t>;

/** Whether a rule may hold for a payload: it does, or asks for what is not known of it, and notes that in
 * `missed`. */
bool may_hold(Rule rule, const Payload& payload, bool& missed) {
    missed = false;
    return rule != nullptr && (rule(payload) || missed);
}

bool may_hold(SequenceRule rule, const Payload& payload, bool& missed) {
    missed = false;
    return rule != nullptr && (rule(Payload::beginning_with({}, missed), payload) || missed);
}

bool may_be_shown(const Recogniser& row, const Payload& payload, bool& missed) {
    const bool tells_by_both = row.asks != nullptr && row.answers != nullptr;
    return may_hold(row.client, payload, missed) || may_hold(row.server, payload, missed) ||
           (tells_by_both &&
            (may_hold(row.asks, payload, missed) || may_hold(row.answers, payload, missed))) ||
           may_hold(row.continues, payload, missed);
}

/** Whether some payload that begins with some bytes may show a row. */
bool may_begin_with(const Recogniser& row, Bytes beginning) {
    bool missed = false;
    return may_be_shown(row, Payload::beginning_with(beginning, missed), missed);
}

/** Whether a payload that is one byte may. */
bool may_be(const Recogniser& row, Bytes byte) {
    bool missed = false;
    return may_be_shown(row, Payload(byte), missed);
}

using Rows = std::span<const Recogniser* const>;

constexpr unsigned kBytes = 256;

bool has(const RowSet& set, std::size_t row) {
    return (set[row / kRowsInAWord] >> row % kRowsInAWord & 1U) != 0;
}

void add(RowSet& set, std::size_t row) { set[row / kRowsInAWord] |= std::uint64_t{1} << row % kRowsInAWord; }

/** The rows of a transport by a payload's first and second byte. */
struct Index {
    RowsByByte first{};
    RowsByByte second{};
};

/** Adds what a row may begin with. */
void add(Index& index, const Recogniser& row, std::size_t number) {
    for (unsigned first = 0; first < kBytes; ++first) {
        std::array<std::uint8_t, 2> beginning{static_cast<std::uint8_t>(first), 0};
        if (may_be(row, Bytes(beginning).first(1))) add(index.first[first], number);
        for (unsigned second = 0; second < kBytes; ++second) {
            beginning[1] = static_cast<std::uint8_t>(second);
            const bool is_known = has(index.first[first], number) && has(index.second[second], number);
            if (is_known || !may_begin_with(row, beginning)) continue;
            add(index.first[first], number);
            add(index.second[second], number);
        }
    }
}

Index index_of(Rows rows, Transport transport) {
    Index index;
    for (std::size_t number = 0; number < rows.size(); ++number) {
        if (holds(rows[number]->transports, transport)) add(index, *rows[number], number);
    }
    return index;
}

void write(std::ostream& out, const RowsByByte& rows) {
    out << "{{\n";
    for (const RowSet& set : rows) {
        out << "{";
        for (const std::uint64_t word : set) out << word << "U,";
        out << "},\n";
    }
    out << "}},\n";
}

void write(std::ostream& out, const char* name, const std::vector<Index>& indexes, RowsByByte Index::*by) {
    out << "const std::array<RowsByByte, kTransports.size()> " << name << "{{\n";
    for (const Index& index : indexes) write(out, index.*by);
    out << "}};\n\n";
}

void write(std::ostream& out, Rows rows) {
    std::vector<Index> indexes;
    indexes.reserve(kTransports.size());
    for (const Transport transport : kTransports) indexes.push_back(index_of(rows, transport));
    out << "#include \"recognise/index.h\"\n\nnamespace portlore {\n\n";
    write(out, "kRowsByFirstByte", indexes, &Index::first);
    write(out, "kRowsBySecondByte", indexes, &Index::second);
    out << "}  // namespace portlore\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: make-index OUTPUT.cpp\n", stderr);
        return 2;
    }
    const Rows rows = numbered_recognisers();
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
