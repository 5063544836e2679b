// SPDX-License-Identifier: GPL-2.0-or-later
#include "service.h"

#include <algorithm>

namespace portlore {

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

std::string_view Services::listed(std::string_view service) const {
    const auto name = [&](const ServiceTables::Row& row) { return tables_.service(row); };
    const auto found = std::ranges::lower_bound(tables_.rows, service, {}, name);
    return found == tables_.rows.end() || name(*found) != service ? service : tables_.protocols(*found);
}

bool Services::speaks(std::string_view service, std::string_view protocol) const {
    return lists(listed(service), protocol);
}

std::vector<std::string_view> Services::spoken_by(std::string_view service) const {
    std::string_view all = listed(service);
    std::vector<std::string_view> protocols;
    while (!all.empty()) protocols.push_back(take_part(all, ';'));
    return protocols;
}

}  // namespace portlore
