/** @file
 * Files of the user's, none of which is trusted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portlore {

/** What reading a file gave: its text, or one line `FILE: what is wrong; what to do`. */
struct FileText {
    std::optional<std::string> text;
    std::string error;
};

/** Reads a regular file of at most so many bytes; never waits for a pipe or a device. */
FileText read_file(const std::string& path, std::size_t most);

/** The files of a folder. */
struct FolderFiles {
    std::vector<std::string> paths;  ///< sorted by name; whatever they are
    std::string error;               ///< empty also where there is no such folder
};

/** The files of a folder. */
FolderFiles files_in(const std::string& folder);

/** A path's last part, on Windows, too; a view into it. */
std::string_view file_name(std::string_view path);

/** Whether something of that name is there, be it a symbolic link that leads nowhere. */
bool is_there(const std::string& path);

/** Whether two paths lead to one file. */
bool is_same_file(const std::string& path, const std::string& other);

/** What changes when a file does: its size and times, or why it can't be looked at. */
std::string state_of(const std::string& path);

}  // namespace portlore
