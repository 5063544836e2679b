/** @file
 * Blanks around words in files that people write.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string_view>

namespace portlore {

/** A text without the ASCII blanks at its ends, those that end a line included; a view into it. */
constexpr std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n\v\f";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace portlore
