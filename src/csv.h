/** @file
 * Comma-separated values as RFC 4180 writes them, read in place.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portlore {

/**
 * Reads the records of a CSV text one after the other, without copying.
 *
 * A field is handed out as a view into the text, its enclosing quotes removed. Quotes inside it are still
 * doubled, since undoubling needs a copy: unquoted() makes one. Line breaks inside quotes belong to the
 * field. Empty lines are passed over, so is a byte order mark; lines may end in LF or CR LF.
 *
 * Invariant: offset() <= text size; reading always advances, so a loop over read() ends on any input.
 */
class CsvReader {
 public:
    enum class Problem {
        None,
        UnterminatedQuote,  ///< the text ended inside a quoted field
        TextAfterQuote,     ///< something other than a separator or a line end followed a closing quote
    };

    /** @param text must outlive the reader and every field that was read. @param separator between fields. */
    explicit CsvReader(std::string_view text, char separator = ',');

    /**
     * Reads one record.
     * @param fields is emptied and filled; its capacity is reused.
     * @return false when there is no further record.
     */
    bool read(std::vector<std::string_view>& fields);

    /** What was wrong with the record just read; its fields are then not to be trusted. */
    [[nodiscard]] Problem problem() const { return problem_; }
    /** Line on which the record just read began, counted from 1. */
    [[nodiscard]] std::size_t line() const { return record_line_; }
    /** Byte at which the record just read began. */
    [[nodiscard]] std::size_t offset() const { return record_offset_; }

 private:
    std::string_view read_field();
    std::string_view read_quoted_field();
    void skip_to_field_end();
    [[nodiscard]] bool at_line_end() const;
    void skip_line_end();

    std::string_view text_;
    char separator_;
    std::size_t position_ = 0;
    std::size_t line_ = 1;
    std::size_t record_line_ = 1;
    std::size_t record_offset_ = 0;
    Problem problem_ = Problem::None;
};

/** The text that a field stands for: doubled quotes made single. */
std::string unquoted(std::string_view field);

}  // namespace portlore
