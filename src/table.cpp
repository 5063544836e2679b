// SPDX-License-Identifier: GPL-2.0-or-later
#include "table.h"

#include <glib.h>

#include <algorithm>

namespace portlore {

namespace {

struct Words {
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
    std::string operator()(bool is) const { return is ? "yes" : ""; }
    std::string operator()(Seconds seconds) const { return text(seconds); }
    std::string operator()(const std::string& words) const { return words; }
    std::string operator()(const std::vector<std::string>& several) const {
        std::string joined;
        for (const std::string& words : several) joined += (joined.empty() ? "" : ", ") + words;
        return joined;
    }
};

std::size_t width(const std::string& words) {
    return static_cast<std::size_t>(g_utf8_strlen(words.data(), static_cast<gssize>(words.size())));
}

/** Pads a line's column to its width; blanks at a line's end help nobody. */
void add(std::string& line, const std::string& words, std::size_t wide, bool to_the_right) {
    const std::string blanks(wide - width(words), ' ');
    line += (line.empty() ? "" : "  ") + (to_the_right ? blanks + words : words + blanks);
}

void end(std::string& text, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

}  // namespace

std::string text(const Cell& cell) { return std::visit(Words{}, cell); }

std::string in_brief(const std::vector<std::string>& first, std::size_t count) {
    const std::size_t more = count - std::min(count, first.size());
    return text(first) + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

std::string aligned(const std::vector<Heading>& headings, const std::vector<std::vector<Cell>>& rows) {
    if (rows.empty()) return {};
    std::vector<std::size_t> widths(headings.size());
    for (const std::vector<Cell>& row : rows) {
        for (std::size_t at = 0; at < headings.size(); ++at)
            widths[at] = std::max(widths[at], width(text(row[at])));
    }
    std::string lines;
    const auto add_line = [&](const auto& words_of) {
        std::string line;
        for (std::size_t at = 0; at < headings.size(); ++at) {
            if (widths[at] > 0) add(line, words_of(at), widths[at], headings[at].is_number);
        }
        end(lines, line);
    };
    for (std::size_t at = 0; at < headings.size(); ++at) {
        if (widths[at] > 0) widths[at] = std::max(widths[at], width(headings[at].title));
    }
    add_line([&](std::size_t at) { return headings[at].title; });
    for (const std::vector<Cell>& row : rows) {
        add_line([&](std::size_t at) { return text(row[at]); });
    }
    return lines;
}

}  // namespace portlore
