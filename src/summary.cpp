// SPDX-License-Identifier: GPL-2.0-or-later
#include "summary.h"

namespace portlore {

namespace {

/** The owner's name without what the dossier adds to it: `CSoft, banking software, Varna` is `CSoft`. */
std::string short_owner(const std::string& owner) { return owner.substr(0, owner.find(',')); }

std::string known_as(const JudgedPort& port) {
    if (port.dossier != nullptr && !port.dossier->label.empty()) return port.dossier->label;
    const std::string_view service = registered_service(port);
    return service.empty() ? lower_case(name(port.registry->status(port.port, port.transport)))
                           : std::string(service);
}

}  // namespace

std::string summary(const JudgedPort& port, const std::string& found,
                    const std::function<bool(const Warning&)>& applies) {
    std::string line = (found.empty() ? place(port) + " " : found + "; ") + known_as(port);
    const Dossier* const dossier = port.dossier;
    if (dossier == nullptr) return line;
    if (dossier->life != Life::Unknown) {
        line += ", " + lower_case(name(dossier->life));
        if (!dossier->owners.empty()) line += " (" + short_owner(dossier->owners.front()) + ")";
    }
    for (const Warning& warning : dossier->warnings) {
        if (applies(warning))
            line += ", " + (warning.id.empty() ? lower_case(name(warning.kind)) : warning.id);
    }
    if (!dossier->disputes.empty()) line += ", sources disagree";
    return line;
}

}  // namespace portlore
