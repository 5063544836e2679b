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

std::string registered_as(const JudgedPort& port) {
    const auto assignment = port.registry->find(port.port, port.transport);
    if (assignment && !assignment->service.empty()) return std::string(assignment->service);
    return lower_case_first(name(port.registry->status(port.port, port.transport)));
}

}  // namespace

std::string summary(const JudgedPort& port, const std::string& found,
                    const std::function<bool(const Warning&)>& applies) {
    const std::string place = std::string(name(port.transport)) + "/" + std::to_string(port.port);
    std::string line = (found.empty() ? place + " " : found + "; ") + registered_as(port);
    const Dossier* const dossier = port.dossier;
    if (dossier == nullptr) return line;
    if (dossier->life != Life::Unknown) {
        line += ", " + lower_case_first(name(dossier->life));
        if (!dossier->owners.empty()) line += " (" + short_owner(dossier->owners.front()) + ")";
    }
    for (const Warning& warning : dossier->warnings) {
        if (applies(warning))
            line += ", " + (warning.id.empty() ? lower_case_first(name(warning.kind)) : warning.id);
    }
    if (!dossier->disputes.empty()) line += ", sources disagree";
    return line;
}

}  // namespace portlore
