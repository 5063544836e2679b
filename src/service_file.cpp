// SPDX-License-Identifier: GPL-2.0-or-later
#include "service_file.h"

#include <algorithm>

#include "blanks.h"

namespace portlore {

namespace {

constexpr std::string_view kSpeaks = "[Speaks]";
constexpr std::string_view kTwoProtocols = "[Two protocols]";

bool share_one(std::string_view some, std::string_view others) {
    while (!some.empty()) {
        if (lists(others, take_part(some, ';'))) return true;
    }
    return false;
}

}  // namespace

ServicesFile::ServicesFile(std::string_view text, const std::string& file) {
    tables_.text = text;
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
    const auto name = [&](const Row& row) { return tables_.service(row); };
    std::ranges::sort(rows_, {}, name);
    tables_.rows = rows_;
}

const ServicesFile::Row* ServicesFile::find(std::string_view service) const {
    const auto found =
        std::ranges::find_if(rows_, [&](const Row& row) { return tables_.service(row) == service; });
    return found == rows_.end() ? nullptr : &*found;
}

void ServicesFile::add(std::string_view service, std::string_view protocols) {
    const auto place = [&](std::string_view part) {
        return static_cast<std::uint32_t>(part.empty() ? 0 : part.data() - tables_.text.data());
    };
    rows_.push_back({place(service), static_cast<std::uint32_t>(service.size()), place(protocols),
                     static_cast<std::uint32_t>(protocols.size())});
}

const char* ServicesFile::take(std::string_view group, std::string_view service, std::string_view protocols) {
    if (service.empty() || protocols.empty()) return "is no pair, service=protocol";
    const Row* const known = find(service);
    if (group == kSpeaks) {
        if (known != nullptr) return "is given twice";
        add(service, protocols);
        return nullptr;
    }
    if (group != kTwoProtocols) return "stands in no group of this file";
    if (known != nullptr && share_one(protocols, tables_.protocols(*known))) return "is denied by [Speaks]";
    if (known == nullptr && lists(protocols, service)) add(service, {});
    return nullptr;
}

}  // namespace portlore
