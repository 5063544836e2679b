// SPDX-License-Identifier: GPL-2.0-or-later
#include "summary.h"

namespace portlore {

namespace {

std::string lower_case_first(std::string text) {
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

/** The owner's name without what the dossier adds to it: `CSoft, banking software, Varna` is `CSoft`. */
std::string short_owner(const std::string& owner) { return owner.substr(0, owner.find(',')); }

std::string registered_as(std::uint16_t port, Transport transport, const Registry& registry) {
    const auto assignment = registry.find(port, transport);
    if (assignment && !assignment->service.empty()) return std::string(assignment->service);
    return lower_case_first(name(registry.status(port, transport)));
}

}  // namespace

std::string summary(std::uint16_t port, Transport transport, const Registry& registry,
                    const Dossier* dossier) {
    std::string line(name(transport));
    line += "/" + std::to_string(port) + " " + registered_as(port, transport, registry);
    if (dossier == nullptr) return line;
    if (dossier->life != Life::Unknown) {
        line += ", " + lower_case_first(name(dossier->life));
        if (!dossier->owners.empty()) line += " (" + short_owner(dossier->owners.front()) + ")";
    }
    for (const Warning& warning : dossier->warnings) {
        if (warning.concerns(transport))
            line += ", " + (warning.id.empty() ? lower_case_first(name(warning.kind)) : warning.id);
    }
    if (!dossier->disputes.empty()) line += ", sources disagree";
    return line;
}

}  // namespace portlore
