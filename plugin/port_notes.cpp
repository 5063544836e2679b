// SPDX-License-Identifier: GPL-2.0-or-later
#include "port_notes.h"

#include "compat.h"

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace portlore {

namespace {

/** A row as Wireshark keeps it: strings of GLib's, or null. */
struct Row {
    std::array<char*, 10> columns;
};

/** The columns, in PortNote's order. */
struct Column {
    const char* name;
    const char* title;
    const char* description;
    std::string PortNote::*member;
    const value_string* words;  ///< what may be chosen; null: any text
};

constexpr value_string kTransportWords[] = {{0, "any"},  {1, "tcp"},  {2, "udp"},
                                            {3, "sctp"}, {4, "dccp"}, {0, nullptr}};
constexpr value_string kKindWords[] = {
    {0, "Abuse report"}, {1, "Malware"}, {2, "Vulnerability"}, {0, nullptr}};
constexpr value_string kSeverityWords[] = {{0, "Warn"}, {1, "Note"}, {2, "None"}, {0, nullptr}};

constexpr std::array<Column, 10> kColumns{{
    {"ports", "Port", "A port, or a range as 8000-8099", &PortNote::ports, nullptr},
    {"transport", "Transport", "Which transport it is about", &PortNote::transport, kTransportWords},
    {"label", "Label", "What you call it", &PortNote::label, nullptr},
    {"owner", "Owner", "Who answers for it", &PortNote::owner, nullptr},
    {"warning", "Warning", "What to be warned of, in one line; empty: nothing", &PortNote::warning, nullptr},
    {"kind", "Kind", "The kind of warning", &PortNote::kind, kKindWords},
    {"id", "ID", "The warning's name, as CVE-2006-5784", &PortNote::id, nullptr},
    {"severity", "Severity", "How loudly the warning may be raised", &PortNote::severity, kSeverityWords},
    {"expects", "Expected service",
     "Protocols, by filter name (tls, http), one of which a listener must speak", &PortNote::expects,
     nullptr},
    {"listeners", "Listeners allowed",
     "Addresses or subnets (192.0.2.0/24) where listeners are allowed; empty: anywhere", &PortNote::listeners,
     nullptr},
}};

Row* rows = nullptr;
guint row_count = 0;

/** A column that is chosen from a few words has the first of them until another is. */
char* column_text(const Column& column, std::string_view text) {
    const value_string* word = column.words;
    if (word == nullptr) return g_strndup(text.data(), text.size());
    while (word->strptr != nullptr && text != word->strptr) ++word;
    return g_strdup(word->strptr != nullptr ? word->strptr : column.words->strptr);
}

// Wireshark passes these the words to choose from, or nothing: the column must be part of the function.

template <std::size_t at>
void set_column(void* record, const char* text, guint length, const void* /*data*/, const void* /*field*/) {
    char*& column = static_cast<Row*>(record)->columns[at];
    g_free(column);
    column = column_text(kColumns[at], {text, length});
}

template <std::size_t at>
void show_column(void* record, char** text, guint* length, const void* /*data*/, const void* /*field*/) {
    const char* const column = static_cast<Row*>(record)->columns[at];
    *text = g_strdup(column == nullptr ? "" : column);
    *length = static_cast<guint>(std::strlen(*text));
}

using Fields = std::array<uat_field_t, kColumns.size() + 1>;

/** The description of the columns, with an empty one at its end. */
template <std::size_t... at>
Fields describe(std::index_sequence<at...> /*columns*/) {
    Fields fields{};
    for (std::size_t n = 0; n < kColumns.size(); ++n) {
        const Column& column = kColumns[n];
        const bool is_chosen = column.words != nullptr;
        fields[n].name = column.name;
        fields[n].title = column.title;
        fields[n].desc = column.description;
        fields[n].mode = is_chosen ? PT_TXTMOD_ENUM : PT_TXTMOD_STRING;
        fields[n].cb.chk = is_chosen ? uat_fld_chk_enum : uat_fld_chk_str;
        fields[n].cbdata = {column.words, column.words, column.words};
        fields[n].fld_data = column.words;
    }
    ((fields[at].cb.set = set_column<at>, fields[at].cb.tostr = show_column<at>), ...);
    return fields;
}

void* copy_row(void* to, const void* from, std::size_t /*size*/) {
    auto& copy = *static_cast<Row*>(to);
    for (std::size_t at = 0; at < kColumns.size(); ++at) {
        copy.columns[at] = g_strdup(static_cast<const Row*>(from)->columns[at]);
    }
    return to;
}

void free_row(void* record) {
    for (char*& column : static_cast<Row*>(record)->columns) {
        g_free(column);
        column = nullptr;
    }
}

PortNote note_of(const Row& row) {
    PortNote note;
    for (std::size_t at = 0; at < kColumns.size(); ++at) {
        if (row.columns[at] != nullptr) note.*kColumns[at].member = row.columns[at];
    }
    return note;
}

/** Says what is wrong with a row while it is typed, in the words of whoever reads it in the end. */
RowCheckResult check_row(void* record, char** error) noexcept {
    const DossierFile read = dossier_of(note_of(*static_cast<const Row*>(record)), "Ports");
    if (read.errors.empty()) return true;
    *error = g_strdup(read.errors.front().c_str());
    return false;
}

}  // namespace

std::vector<PortNote> port_notes() {
    std::vector<PortNote> notes;
    for (guint at = 0; at < row_count; ++at) notes.push_back(note_of(rows[at]));
    return notes;
}

void register_port_notes(struct pref_module* module) {
    static Fields fields = describe(std::make_index_sequence<kColumns.size()>());
    uat_t* const table = uat_new("Port Lore Ports", sizeof(Row), "portlore_ports", TRUE, &rows, &row_count,
                                 UAT_AFFECTS_DISSECTION, nullptr, copy_row, check_row, free_row, nullptr,
                                 nullptr, fields.data());
    prefs_register_uat_preference(module, "ports", "Ports",
                                  "Your own notes on ports: labels, warnings, what is expected and where",
                                  table);
}

}  // namespace portlore
