/** @file
 * Tables for people and for scripts: what stands in a column is said once, for each way to show it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "moment.h"

namespace portlore {

/** What one row holds in one column. */
using Cell = std::variant<std::uint64_t, bool, Seconds, std::string, std::vector<std::string>>;

/** A cell for a reader: `7`, `yes` or nothing, `1.500000`, the string, the strings joined by commas. */
std::string text(const Cell& cell);

/** The first few of several, and how many more there are: `tcp/22, tcp/80 and 3 more`. */
std::string in_brief(const std::vector<std::string>& first, std::size_t count);

/** What all cells of a column are. What stands aside are words that a line of a terminal has no room for. */
enum class Kind : std::uint8_t { Words, Number, Bytes, Aside };

/** One column of a table of Rows. */
template <typename Row>
struct Column {
    Kind kind;          ///< Number and Bytes: every cell is a number
    const char* title;  ///< for people; null: only for scripts
    const char* key;    ///< for scripts; null: only for people
    Cell (*cell)(const Row& row);

    [[nodiscard]] bool is_for_lines() const { return title != nullptr && kind != Kind::Aside; }
};

/** When something was seen first, as a column holds it: empty where nobody knows. */
inline std::string first_time(const Period& period) { return period.is_empty() ? "" : iso8601(period.first); }
inline std::string last_time(const Period& period) { return period.is_empty() ? "" : iso8601(period.last); }

/** A column's title, and on which side its cells stand. */
struct Heading {
    std::string title;
    bool is_number;
};

/**
 * Lines of text, one a row below one of titles: numbers to the right, words to the left, two blanks between.
 * Columns that are empty in all rows are left out.
 * @param rows each with a cell for each heading; without any, the text is empty.
 */
std::string aligned(const std::vector<Heading>& headings, const std::vector<std::vector<Cell>>& rows);

/** aligned() of some rows, in the columns that are for people and fit a line. */
template <typename Row>
std::string aligned(std::span<const Column<Row>> columns, const std::vector<const Row*>& rows) {
    std::vector<Heading> headings;
    for (const Column<Row>& column : columns) {
        if (column.is_for_lines()) headings.push_back({column.title, column.kind != Kind::Words});
    }
    std::vector<std::vector<Cell>> lines(rows.size());
    for (std::size_t at = 0; at < rows.size(); ++at) {
        for (const Column<Row>& column : columns) {
            if (column.is_for_lines()) lines[at].push_back(column.cell(*rows[at]));
        }
    }
    return aligned(headings, lines);
}

}  // namespace portlore
