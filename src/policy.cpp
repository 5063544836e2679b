// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy.h"

#include <algorithm>

namespace portlore {

namespace {

bool is_allowed(const Dossier& dossier, const Host& host) {
    const auto holds = [&](const Subnet& subnet) { return subnet.contains(host); };
    return dossier.listeners.empty() || host.size == 0 ||
           std::any_of(dossier.listeners.begin(), dossier.listeners.end(), holds);
}

/** Whether enough was seen of the service to compare it. */
bool was_heard(Verdict verdict) { return row_of(verdict).heard >= Heard::Unknown; }

bool speaks_what_is_expected(const Dossier& dossier, const Evidence& evidence) {
    return std::find_first_of(evidence.observed.begin(), evidence.observed.end(), dossier.expects.begin(),
                              dossier.expects.end()) != evidence.observed.end();
}

bool is_expected(const Dossier& dossier, const Process& process) {
    return std::ranges::any_of(dossier.processes,
                               [&](const std::string& name) { return is_called(process, name); });
}

/** Whether somebody names the process, and nobody the one that is expected. */
bool is_another(const Dossier& dossier, const Owners& owners) {
    if (dossier.processes.empty() || !owners.is_side_known) return false;
    bool is_named = false;
    for (const Process* const process : owners.all()) {
        if (is_expected(dossier, *process)) return false;
        is_named |= *process->name != '\0' || *process->path != '\0';
    }
    return is_named;
}

}  // namespace

std::string alternatives(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : " or ") + word;
    return all;
}

std::string Breaches::in_brief() const {
    return std::string(service.empty() ? "" : ", unexpected") +
           (process.empty() ? "" : ", of an unexpected process") +
           (listener.empty() ? "" : ", not allowed here");
}

Breaches breaches(const JudgedPort& port, const Host& host, Role role, Verdict verdict,
                  const Evidence& evidence, const Owners& owners) {
    Breaches found;
    if (port.dossier == nullptr || role != Role::Listener || verdict == Verdict::Pending) return found;
    if (!is_allowed(*port.dossier, host))
        found.listener = "A listener on " + text(host) + ", where none is allowed on " + place(port);
    const Dossier& dossier = *port.dossier;
    if (!dossier.expects.empty() && was_heard(verdict) && !speaks_what_is_expected(dossier, evidence))
        found.service = alternatives(dossier.expects) + " is expected; " + headline(port, verdict, evidence);
    if (is_another(dossier, owners)) {
        found.process = alternatives(dossier.processes) + " is expected on " + place(port) + "; it is held " +
                        in_brief(owners) + ", as " + owners.processes[0]->source + " says";
    }
    return found;
}

}  // namespace portlore
