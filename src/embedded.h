/** @file
 * The files of data/ that are compiled in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <span>
#include <string_view>

namespace portlore {

/** A file, both views static and NUL-terminated. */
struct EmbeddedFile {
    std::string_view name;  ///< within data/, as `dossiers/3201.dossier`
    std::string_view text;
};

/** All of them, sorted by name. Made by data/embed.cmake. */
std::span<const EmbeddedFile> embedded_files();

}  // namespace portlore
