// SPDX-License-Identifier: GPL-2.0-or-later
#include "service.h"

#include <algorithm>

#include "blanks.h"

namespace portlore {

namespace {

constexpr std::string_view kSpeaks = "[Speaks]";
constexpr std::string_view kTwoProtocols = "[Two protocols]";

/** Takes a text's part before a separator out of it; all of it where there is none. */
std::string_view take_part(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

bool lists(std::string_view protocols, std::string_view protocol) {
    while (!protocols.empty()) {
        if (take_part(protocols, ';') == protocol) return true;
    }
    return false;
}

bool share_one(std::string_view some, std::string_view others) {
    while (!some.empty()) {
        if (lists(others, take_part(some, ';'))) return true;
    }
    return false;
}

}  // namespace

Services::Services(std::string_view text, const std::string& file) {
    std::string_view group;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = trimmed(take_part(text, '\n'));
        const char* problem = nullptr;
        if (line.starts_with('[')) {
            group = line;
            if (group != kSpeaks && group != kTwoProtocols) problem = "is no group of this file";
        } else if (!line.empty() && !line.starts_with('#')) {
            const std::string_view service = take_part(line, '=');
            problem = take(group, service, line);
        }
        if (problem != nullptr) errors_.push_back(file + ":" + std::to_string(number) + ": " + problem);
    }
}

const char* Services::take(std::string_view group, std::string_view service, std::string_view protocols) {
    if (service.empty() || protocols.empty()) return "is no pair, service=protocol";
    if (group == kSpeaks) return protocols_.emplace(service, protocols).second ? nullptr : "is given twice";
    if (group != kTwoProtocols) return "stands in no group of this file";
    const auto joined = protocols_.find(service);
    if (joined != protocols_.end() && share_one(protocols, joined->second)) return "is denied by [Speaks]";
    if (lists(protocols, service)) protocols_.emplace(service, std::string_view());
    return nullptr;
}

bool Services::speaks(std::string_view service, std::string_view protocol) const {
    const auto found = protocols_.find(service);
    return found == protocols_.end() ? service == protocol : lists(found->second, protocol);
}

std::vector<std::string_view> Services::spoken_by(std::string_view service) const {
    const auto found = protocols_.find(service);
    std::string_view listed = found == protocols_.end() ? service : found->second;
    std::vector<std::string_view> protocols;
    while (!listed.empty()) protocols.push_back(take_part(listed, ';'));
    return protocols;
}

}  // namespace portlore
