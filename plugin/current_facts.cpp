// SPDX-License-Identifier: GPL-2.0-or-later
#include "current_facts.h"

#include "compat.h"

#include <wsutil/filesystem.h>
#include <wsutil/report_message.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "file.h"
#include "glib_owned.h"
#include "menu.h"
#include "port_notes.h"
#include "preferences.h"
#include "process.h"
#include "recognise/recogniser.h"

namespace portlore {

namespace {

constexpr const char* kFolder = "portlore";
/** A window has no room for more lines. */
constexpr std::size_t kMostLines = 15;
/** Of a message, which may hold what a file says. */
constexpr std::size_t kMostShownBytes = 2000;

struct Read {
    std::unique_ptr<Facts> facts = std::make_unique<Facts>();
    std::string state;  ///< of what was read
};

Read& read() {
    static Read kept;
    return kept;
}

/** Asked for by every frame: the facts of read(), or null before the first question. */
const Facts* in_use = nullptr;

/** Where the user's files are, those that count least first. */
std::vector<std::string> folders() {
    std::vector<std::string> found;
    for (const OwnedText& folder :
         {OwnedText(get_datafile_path(kFolder)), OwnedText(get_persconffile_path(kFolder, FALSE)),
          OwnedText(get_persconffile_path(kFolder, TRUE))}) {
        // The default profile's folder is the personal one.
        if (std::find(found.begin(), found.end(), folder.get()) == found.end())
            found.emplace_back(folder.get());
    }
    return found;
}

/** One line each on a terminal, one window for all of them. */
void report(const std::vector<std::string>& errors) {
    if (!has_window()) {
        for (const std::string& error : errors) report_warning("%s", escaped(error, kMostShownBytes).c_str());
        return;
    }
    std::string lines;
    for (std::size_t at = 0; at < std::min(errors.size(), kMostLines); ++at)
        lines += escaped(errors[at], kMostShownBytes) + "\n";
    if (errors.size() > kMostLines) lines += std::to_string(errors.size() - kMostLines) + " more\n";
    if (!errors.empty()) report_warning("Port Lore\n%s", lines.c_str());
}

bool is_protocol(const std::string& name) {
    // What dossiers name that serve 4.0 as well, which lacks SAP's dissectors.
    constexpr std::array<std::string_view, 3> kOfLaterVersions{"sapdiag", "sapenqueue", "saprfc"};
    if (std::ranges::find(kOfLaterVersions, name) != kOfLaterVersions.end()) return true;
    if (name == kText || proto_get_id_by_filter_name(name.c_str()) >= 0) return true;
    const auto is_named = [&](const Recogniser& row) { return name == row.protocol; };
    return std::any_of(recognisers().begin(), recognisers().end(), [&](std::span<const Recogniser> family) {
        return std::any_of(family.begin(), family.end(), is_named);
    });
}

std::string state_of(const std::vector<PortNote>& notes) {
    std::string state;
    for (const PortNote& note : notes) {
        for (const std::string* const column :
             {&note.ports, &note.transport, &note.label, &note.owner, &note.warning, &note.kind, &note.id,
              &note.severity, &note.expects, &note.listeners}) {
            state += *column + '\0';
        }
    }
    return state;
}

}  // namespace

const Facts& facts() {
    if (in_use == nullptr) in_use = read().facts.get();
    return *in_use;
}

void refresh_facts() {
    const std::vector<std::string> places = folders();
    const std::string registry = registry_file();
    std::vector<std::string> sockets = socket_files(places);
    const bool is_listed = std::ranges::any_of(
        sockets, [](const std::string& path) { return is_same_file(path, sockets_file()); });
    if (!sockets_file().empty() && !is_listed) sockets.push_back(sockets_file());
    const std::vector<PortNote> notes = port_notes();
    const std::string state = state_of_facts(places, {registry, sockets_file()}) + "\n" + state_of(notes);
    if (state == read().state) return;
    auto fresh = std::make_unique<Facts>(is_protocol);
    for (const std::string& folder : places) fresh->read_folder(folder);
    if (!registry.empty()) fresh->read_registry(registry);
    fresh->lay(notes);
    if (!sockets.empty()) fresh->read_sockets(sockets);
    read() = {std::move(fresh), state};
    in_use = read().facts.get();
    report(facts().errors());
}

}  // namespace portlore
