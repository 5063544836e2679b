// SPDX-License-Identifier: GPL-2.0-or-later
#include "port_note.h"

#include <glib.h>

#include <algorithm>

#include "glib_owned.h"

namespace portlore {

namespace {

constexpr const char* kMain = "Dossier";

/** A line of text: a key file has no room for line breaks in it. */
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return text;
}

/** Writes a key file, so that a dossier is read and checked in one way only. */
class KeyFile {
 public:
    void set(const std::string& group, const char* key, const std::string& value) {
        if (!value.empty()) g_key_file_set_string(file_.get(), group.c_str(), key, one_line(value).c_str());
    }
    void set_list(const char* key, const std::vector<std::string>& elements) {
        std::vector<const char*> texts;
        texts.reserve(elements.size());
        for (const std::string& element : elements) texts.push_back(element.c_str());
        if (!texts.empty()) g_key_file_set_string_list(file_.get(), kMain, key, texts.data(), texts.size());
    }
    [[nodiscard]] std::string text() const {
        gsize size = 0;
        const OwnedText data(g_key_file_to_data(file_.get(), &size, nullptr));
        return {data.get(), size};
    }

 private:
    OwnedKeyFile file_{g_key_file_new()};
};

/** The elements of a list, whether commas or semicolons separate them. */
std::vector<std::string> elements_of(const std::string& list) {
    const OwnedTexts parts(g_strsplit_set(one_line(list).c_str(), ",;", -1));
    std::vector<std::string> elements;
    for (gchar** part = parts.get(); *part != nullptr; ++part) {
        const std::string element = g_strstrip(*part);
        if (!element.empty()) elements.push_back(element);
    }
    return elements;
}

/** The group of a note's warning; an id must not end the group's name. */
std::string warning_group(std::string id) {
    id = one_line(std::move(id));
    std::replace(id.begin(), id.end(), '[', '(');
    std::replace(id.begin(), id.end(), ']', ')');
    return id.empty() ? "Warning" : "Warning " + id;
}

}  // namespace

DossierFile dossier_of(const PortNote& note, const std::string& origin) {
    KeyFile file;
    file.set(kMain, "Port", note.ports);
    file.set(kMain, "Extends", "true");
    if (note.transport != "any") file.set(kMain, "Transport", note.transport);
    file.set(kMain, "Label", note.label);
    if (!note.owner.empty()) file.set_list("Owner", {one_line(note.owner)});
    file.set_list("Expects", elements_of(note.expects));
    file.set_list("Listeners", elements_of(note.listeners));
    if (!note.warning.empty()) {
        const std::string group = warning_group(note.id);
        file.set(group, "Kind", note.kind.empty() ? "Abuse report" : note.kind);
        file.set(group, "Severity", note.severity);
        file.set(group, "Text", note.warning);
    }
    return read_dossier(file.text(), origin, origin);
}

}  // namespace portlore
