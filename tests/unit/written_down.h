/** @file
 * What a test makes of the rules is written down in a file, so that a change of the rules shows as a change
 * of the file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace portlore {

inline std::vector<std::string> lines_of(std::istream& text) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

/** Expects a text to be that of a file, line by line; where an environment variable is set, writes the file
 * anew. */
inline void expect_written_down(const std::string& text, const char* path, const char* variable) {
    if (std::getenv(variable) != nullptr) {
        std::ofstream(path) << text;
        GTEST_SKIP() << "written to " << path;
    }
    std::istringstream now(text);
    std::ifstream file(path);
    const std::vector<std::string> lines = lines_of(now);
    const std::vector<std::string> written = lines_of(file);
    EXPECT_EQ(lines.size(), written.size()) << path << " is made anew with " << variable << "=1";
    for (std::size_t i = 0; i < std::min(lines.size(), written.size()); ++i)
        EXPECT_EQ(lines[i], written[i]) << path << ':' << i + 1;
}

}  // namespace portlore
