// SPDX-License-Identifier: GPL-2.0-or-later
#include <glib.h>

#include <algorithm>

#include "blanks.h"
#include "sockets/lines.h"

namespace portlore {

namespace {

/** In so many lines a list of services may go on. */
constexpr std::size_t kMostContinued = 16;

/** The bytes of some characters of a line, be they UTF-8 or not. */
std::string_view cut(std::string_view line, std::size_t begin, std::size_t size) {
    const auto is_continued = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80; };
    const auto skip = [&](std::size_t at, std::size_t characters) {
        for (; characters > 0 && at < line.size(); --characters) {
            ++at;
            while (at < line.size() && is_continued(line[at])) ++at;
        }
        return at;
    };
    const std::size_t from = skip(0, begin);
    return trimmed(line.substr(from, skip(from, size) - from));
}

/** `N/A`, in any language and encoding, are none. */
bool are_services(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0 && c < 0x7f && c != '/'; }) &&
           (text.find(' ') == std::string_view::npos || text.find(',') != std::string_view::npos);
}

}  // namespace

bool ProcessTable::begin(const ListedLine& line) { return begin_ps(line) || begin_tasklist(line); }

bool ProcessTable::take(const ListedLine& line, Listing& into) {
    return columns_.empty() ? take_tasklist(line, into) : take_ps(line, into);
}

/** ps(1): the names of the columns are the same in every language, and the last one takes the rest. */
bool ProcessTable::begin_ps(const ListedLine& line) {
    const Words& words = line.words;
    const std::string_view last = words[words.size() - 1];
    if (last != "COMMAND" && last != "CMD" && last != "ARGS") return false;
    std::vector<std::string_view> columns;
    for (std::size_t at = 0; at < words.size(); ++at) columns.push_back(words[at]);
    if (std::ranges::find(columns, "PID") == columns.end()) return false;
    *this = ProcessTable();
    columns_ = std::move(columns);
    return true;
}

bool ProcessTable::take_ps(const ListedLine& line, Listing& into) const {
    ListedProcess process;
    for (std::size_t at = 0; at + 1 < columns_.size(); ++at) {
        if (columns_[at] == "PID") process.pid = parse_pid(line.words[at]).value_or(0);
        if (columns_[at] == "USER" || columns_[at] == "UID") process.user = line.words[at];
    }
    process.command = line.words.from(columns_.size() - 1);
    if (process.pid == 0 || process.command.empty()) return false;
    into.note_tool("ps");
    into.describe(process);
    return true;
}

/** `===== ==== ====`: where tasklist's columns lie, whatever they are called. */
bool ProcessTable::begin_tasklist(const ListedLine& line) {
    const Words& words = line.words;
    if (words.size() < 3) return false;
    std::vector<Place> places;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (words[at].find_first_not_of('=') != std::string_view::npos) return false;
        places.push_back({static_cast<std::size_t>(words[at].data() - line.text.data()), words[at].size()});
    }
    *this = ProcessTable();
    places_ = std::move(places);
    return true;
}

/** A name that is not of one byte a character moves the columns: what is a number behind it is the PID. */
bool ProcessTable::take_moved(const ListedLine& line, Listing& into) const {
    const Words& words = line.words;
    const bool begins_so = !line.text.starts_with(' ') && words.size() + 1 >= places_.size();
    if (!begins_so || std::ranges::all_of(line.text, [](char c) { return c > 0; })) return false;
    for (std::size_t at = 1; at < words.size(); ++at) {
        const auto pid = parse_pid(words[at]);
        if (!pid) continue;
        ListedProcess process;
        process.name =
            trimmed(line.text.substr(0, static_cast<std::size_t>(words[at].data() - line.text.data())));
        process.pid = *pid;
        into.describe(process);
        return true;
    }
    return false;
}

bool ProcessTable::take_tasklist(const ListedLine& line, Listing& into) {
    if (places_.empty()) return false;
    const auto column = [&](std::size_t at) { return cut(line.text, places_[at].begin, places_[at].size); };
    const bool has_services = places_.size() == 3;
    const auto pid = parse_pid(column(1));
    if (!pid && take_moved(line, into)) return true;
    if (!pid) {
        // A long list of services goes on in the next line.
        if (!has_services || !column(0).empty() || into.described.empty() || column(2).empty()) return false;
        ListedProcess& above = into.described.back();
        if (++continued_ > kMostContinued) return true;
        above.service = into.keep(std::string(above.service) + " " + std::string(column(2)));
        return true;
    }
    continued_ = 0;
    ListedProcess process;
    process.name = column(0);
    process.is_cut = process.name.size() >= places_[0].size;
    process.pid = *pid;
    if (has_services) process.service = line.text.size() > places_[2].begin ? column(2) : "";
    if (!are_services(process.service)) process.service = {};
    into.note_tool("tasklist");
    into.describe(process);
    return true;
}

}  // namespace portlore
