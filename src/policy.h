/** @file
 * What an organisation has laid down for its own ports, and how a listener breaks it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>

#include "host.h"
#include "process.h"
#include "verdict.h"

namespace portlore {

/** What a listener breaks, each in one sentence; empty: nothing. */
struct Breaches {
    std::string listener;  ///< it listens on a host where the port's dossier allows none
    std::string service;   ///< it speaks something else than the dossier expects
    std::string process;   ///< it is another process than the dossier expects

    /** In a few words, to follow a verdict: `, unexpected, of an unexpected process, not allowed here`. */
    [[nodiscard]] std::string in_brief() const;
};

/** `http or https`. */
std::string alternatives(const std::vector<std::string>& words);

/** What a listener's host, service and process break of its port's dossier. Nothing is said of other roles,
 * nor as long as the verdict is pending. */
Breaches breaches(const JudgedPort& port, const Host& host, Role role, Verdict verdict,
                  const Evidence& evidence, const Owners& owners);

}  // namespace portlore
