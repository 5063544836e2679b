// SPDX-License-Identifier: GPL-2.0-or-later
#include "file.h"

#include <glib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "glib_owned.h"
#include "system.h"

namespace portlore {

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

struct CloseFolder {
    void operator()(GDir* folder) const { g_dir_close(folder); }
};

/** What to do about a system error. */
std::string remedy(int number) {
    switch (number) {
        case EACCES:
            return "make it readable for you";
        case ELOOP:
            return "its symbolic links lead in a circle, remove them";
        default:
            return "check the file";
    }
}

std::string system_error(const std::string& path, int number) {
    return path + ": " + g_strerror(number) + "; " + remedy(number);
}

}  // namespace

FileText read_file(const std::string& path, std::size_t most) {
    FileStatus status{};
    if (look_at(path, status) != 0) return {{}, system_error(path, errno)};
    if (S_ISDIR(status.st_mode)) return {{}, path + ": is a folder; put a file in its place, or rename it"};
    if (!S_ISREG(status.st_mode)) return {{}, path + ": is no regular file; put one in its place"};
    if (static_cast<std::size_t>(status.st_size) > most) {
        return {{},
                path + ": has " + std::to_string(status.st_size) + " bytes, and at most " +
                    std::to_string(most) + " are read; make it shorter"};
    }
    const std::unique_ptr<std::FILE, CloseFile> opened(open_to_read(path));
    if (opened == nullptr) return {{}, system_error(path, errno)};
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    text.resize(std::fread(text.data(), 1, text.size(), opened.get()));
    if (std::ferror(opened.get()) != 0) return {{}, system_error(path, errno)};
    return {std::move(text), {}};
}

FolderFiles files_in(const std::string& folder) {
    g_autoptr(GError) problem = nullptr;
    const std::unique_ptr<GDir, CloseFolder> opened(g_dir_open(folder.c_str(), 0, &problem));
    if (opened == nullptr) {
        if (problem->code == G_FILE_ERROR_NOENT) return {};
        return {{}, folder + ": " + problem->message + "; make it a folder that you may read"};
    }
    FolderFiles files;
    while (const gchar* const name = g_dir_read_name(opened.get()))
        files.paths.push_back(folder + G_DIR_SEPARATOR_S + name);
    std::sort(files.paths.begin(), files.paths.end());
    return files;
}

std::string_view file_name(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

bool is_there(const std::string& path) { return has_entry(path); }

bool is_same_file(const std::string& path, const std::string& other) {
    const OwnedText one(g_canonicalize_filename(path.c_str(), nullptr));
    const OwnedText two(g_canonicalize_filename(other.c_str(), nullptr));
    return std::strcmp(one.get(), two.get()) == 0;
}

std::string state_of(const std::string& path) {
    FileStatus status{};
    if (look_at(path, status) != 0) return path + " " + std::to_string(errno);
    return path + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_mtime) + " " +
           std::to_string(status.st_ino) + " " + std::to_string(status.st_mode);
}

}  // namespace portlore
