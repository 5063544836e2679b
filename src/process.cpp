// SPDX-License-Identifier: GPL-2.0-or-later
#include "process.h"

#include <glib.h>

#include <algorithm>
#include <cstring>

#include "file.h"

namespace portlore {

namespace {

bool is_same_letter(char one, char other) { return g_ascii_tolower(one) == g_ascii_tolower(other); }

bool is_same(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, is_same_letter);
}

bool begins_with(std::string_view text, std::string_view with) {
    return text.size() >= with.size() && is_same(text.substr(0, with.size()), with);
}

std::string_view without_ending(std::string_view name) {
    constexpr std::string_view kEnding = ".exe";
    const bool ends_so =
        name.size() > kEnding.size() && is_same(name.substr(name.size() - kEnding.size()), kEnding);
    return ends_so ? name.substr(0, name.size() - kEnding.size()) : name;
}

/** What it is called, or else its program. */
std::string_view name_of(const Process& process) {
    return *process.name != '\0' ? process.name : file_name(process.path);
}

/** Whether a character is shown as it is. */
bool is_shown(gunichar character) {
    switch (g_unichar_type(character)) {
        case G_UNICODE_CONTROL:
        case G_UNICODE_FORMAT:  // those that turn the direction of writing among them
        case G_UNICODE_LINE_SEPARATOR:
        case G_UNICODE_PARAGRAPH_SEPARATOR:
        case G_UNICODE_PRIVATE_USE:
        case G_UNICODE_SURROGATE:
        case G_UNICODE_UNASSIGNED:
            return false;
        default:
            return true;
    }
}

void add_escaped(std::string& to, std::string_view bytes) {
    constexpr const char* kDigits = "0123456789abcdef";
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        to += {'\\', 'x', kDigits[value >> 4U], kDigits[value & 15U]};
    }
}

/** How many bytes the character has that a text begins with; 0: it is no UTF-8, or not to be shown. */
std::size_t shown_character(std::string_view text) {
    const gunichar character = g_utf8_get_char_validated(text.data(), static_cast<gssize>(text.size()));
    constexpr auto kInvalid = static_cast<gunichar>(-2);  // or -1
    if (character == 0 || character >= kInvalid || !is_shown(character)) return 0;
    return static_cast<std::size_t>(g_utf8_skip[static_cast<unsigned char>(text[0])]);
}

}  // namespace

void Owners::add(const Process* process) {
    const auto known = all();
    if (count == kMost || std::find(known.begin(), known.end(), process) != known.end()) return;
    processes[count++] = process;
}

bool Owners::name_a_process() const {
    return std::ranges::any_of(all(), [](const Process* process) { return is_process(*process); });
}

bool is_process(const Process& process) { return process.pid != 0 || !name_of(process).empty(); }

std::string label(const Process& process) {
    const std::string_view name = name_of(process);
    std::string pid = process.pid == 0 ? "" : "pid " + std::to_string(process.pid);
    if (name.empty()) return pid;
    return std::string(name) + (pid.empty() ? "" : " (" + pid + ")");
}

std::string in_brief(const Owners& owners) {
    constexpr std::size_t kMostNamed = 3;
    std::string words;
    std::string_view before;
    std::size_t named = 0;
    for (const Process* const process : owners.all()) {
        const std::string one = label(*process);
        if (one.empty() || words.find(one) != std::string::npos) continue;
        if (++named > kMostNamed) return words + " and others";
        // A server's workers: `nginx (pid 812, 813)`.
        if (process->pid != 0 && !before.empty() && before == process->name && words.ends_with(')')) {
            words.insert(words.size() - 1, ", " + std::to_string(process->pid));
        } else {
            words += (words.empty() ? "by " : ", ") + one;
        }
        before = process->name;
    }
    return words;
}

bool is_called(const Process& process, std::string_view name) {
    name = without_ending(name);
    if (is_same(without_ending(file_name(process.path)), name)) return true;
    const std::string_view told = without_ending(process.name);
    if (is_same(told, name)) return true;
    if (!process.is_cut || told.empty()) return false;
    return begins_with(name, told) || begins_with(std::string(name) + ".exe", process.name);
}

std::string escaped(std::string_view text, std::size_t most) {
    std::string shown;
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text[0]);
        const std::size_t size = byte >= 0x20 && byte < 0x7f ? 1 : shown_character(text);
        if (shown.size() + std::max<std::size_t>(size, 4) > most) return shown + "...";
        if (size == 0) {
            add_escaped(shown, text.substr(0, 1));
        } else {
            shown += text.substr(0, size);
        }
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return shown;
}

}  // namespace portlore
