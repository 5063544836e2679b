// SPDX-License-Identifier: GPL-2.0-or-later
#include "csv.h"

#include <algorithm>

namespace portlore {

namespace {
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
}

CsvReader::CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {
    if (text_.starts_with(kByteOrderMark)) position_ = kByteOrderMark.size();
}

bool CsvReader::read(std::vector<std::string_view>& fields) {
    fields.clear();
    problem_ = Problem::None;
    while (position_ < text_.size() && at_line_end()) skip_line_end();
    if (position_ == text_.size()) return false;

    record_line_ = line_;
    record_offset_ = position_;
    fields.push_back(read_field());
    while (position_ < text_.size() && text_[position_] == separator_) {
        ++position_;
        fields.push_back(read_field());
    }
    if (position_ < text_.size()) skip_line_end();
    return true;
}

std::string_view CsvReader::read_field() {
    if (position_ < text_.size() && text_[position_] == '"') return read_quoted_field();
    const std::size_t begin = position_;
    skip_to_field_end();
    return text_.substr(begin, position_ - begin);
}

/** Most of a table's bytes pass here, so it looks at each of them once. */
void CsvReader::skip_to_field_end() {
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    const char* at = begin + position_;
    while (at != end && *at != separator_ && *at != '\n' && !(*at == '\r' && at + 1 != end && at[1] == '\n'))
        ++at;
    position_ = static_cast<std::size_t>(at - begin);
}

std::string_view CsvReader::read_quoted_field() {
    const std::size_t begin = ++position_;
    while (true) {
        const std::size_t quote = text_.find('"', position_);
        const std::size_t end = std::min(quote, text_.size());
        line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(position_),
                                                     text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        position_ = end;
        if (quote == std::string_view::npos) {
            problem_ = Problem::UnterminatedQuote;
            return text_.substr(begin);
        }
        ++position_;
        if (position_ == text_.size() || text_[position_] != '"') break;
        ++position_;
    }
    const std::string_view field = text_.substr(begin, position_ - 1 - begin);
    if (position_ < text_.size() && text_[position_] != separator_ && !at_line_end()) {
        problem_ = Problem::TextAfterQuote;
        skip_to_field_end();
    }
    return field;
}

bool CsvReader::at_line_end() const {
    const char c = text_[position_];
    return c == '\n' || (c == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n');
}

void CsvReader::skip_line_end() {
    position_ += text_[position_] == '\r' ? 2 : 1;
    ++line_;
}

std::string unquoted(std::string_view field) {
    std::string text;
    text.reserve(field.size());
    for (std::size_t i = 0; i < field.size(); ++i) {
        text.push_back(field[i]);
        if (field[i] == '"' && i + 1 < field.size() && field[i + 1] == '"') ++i;
    }
    return text;
}

}  // namespace portlore
