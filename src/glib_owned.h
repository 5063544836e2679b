/** @file
 * Owning pointers for what GLib hands out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <glib.h>

#include <memory>

namespace portlore {

struct GFree {
    void operator()(gpointer memory) const { g_free(memory); }
};
struct StrvFree {
    void operator()(gchar** texts) const { g_strfreev(texts); }
};

struct KeyFileFree {
    void operator()(GKeyFile* file) const { g_key_file_free(file); }
};

struct HashTableFree {
    void operator()(GHashTable* table) const { g_hash_table_unref(table); }
};

/** A hash table; what it holds is not its own. */
using OwnedHashTable = std::unique_ptr<GHashTable, HashTableFree>;
/** A key file. */
using OwnedKeyFile = std::unique_ptr<GKeyFile, KeyFileFree>;
/** A string that GLib allocated. */
using OwnedText = std::unique_ptr<gchar, GFree>;
/** A null-terminated array of strings that GLib allocated. */
using OwnedTexts = std::unique_ptr<gchar*, StrvFree>;

}  // namespace portlore
