/** @file
 * What differs between Windows and the other systems: addresses as text, and files by their names. Nothing
 * else in src/ or plugin/ asks which system it is.
 *
 * On Windows GLib's own g_stat() and g_fopen() are not for us: in the GLib that Wireshark comes with, which
 * another compiler built, the structure that g_stat() fills has its members at other places.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <sys/stat.h>

#ifdef _WIN32
#include <io.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

#include <cstdio>
#include <memory>
#include <string>

#include "glib_owned.h"

namespace portlore {

#ifdef _WIN32
using FileStatus = struct _stat64;

/** A path as Windows takes it; one that is no UTF-8 names nothing. */
inline std::wstring wide(const std::string& path) {
    glong length = 0;
    const std::unique_ptr<gunichar2, GFree> text(
        g_utf8_to_utf16(path.c_str(), -1, nullptr, &length, nullptr));
    return text == nullptr ? std::wstring() : std::wstring(text.get(), text.get() + length);
}

inline int look_at(const std::string& path, FileStatus& status) {
    return _wstat64(wide(path).c_str(), &status);
}
inline bool has_entry(const std::string& path) { return _waccess(wide(path).c_str(), 0) == 0; }
inline std::FILE* open_to_read(const std::string& path) { return _wfopen(wide(path).c_str(), L"rb"); }
#else
using FileStatus = struct stat;

/** Fills in what is behind a path, through links. @return 0, or -1 with errno set. */
inline int look_at(const std::string& path, FileStatus& status) { return stat(path.c_str(), &status); }

/** Whether a folder has an entry of that name. Not g_file_test(): it asks on behalf of the real user, without
 * the rights that a program may have beside. */
inline bool has_entry(const std::string& path) {
    FileStatus status{};
    return lstat(path.c_str(), &status) == 0;
}

/** Opens a file's bytes, or returns null with errno set; the caller closes it. */
inline std::FILE* open_to_read(const std::string& path) { return std::fopen(path.c_str(), "rb"); }
#endif

}  // namespace portlore
