/** @file
 * A quick note of the user's on a port: a row of the table in Wireshark's preferences.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>

#include "dossier.h"

namespace portlore {

/** The row, as it was typed; whatever is empty says nothing. */
struct PortNote {
    std::string ports;      ///< `8443` or `8000-8099`
    std::string transport;  ///< `tcp`, `udp`, `sctp`, `dccp`, or `any`
    std::string label;      ///< what the user calls it
    std::string owner;      ///< who answers for it
    std::string warning;    ///< one line
    std::string kind;       ///< of the warning: `Abuse report`, `Malware` or `Vulnerability`
    std::string id;         ///< of the warning: `CVE-2006-5784`
    std::string severity;   ///< of the warning: `Warn`, `Note` or `None`
    std::string expects;    ///< protocols, separated by commas or semicolons
    std::string listeners;  ///< addresses or subnets, likewise
};

/** What the note says, as a dossier that adds to what is known; its errors name the column. */
DossierFile dossier_of(const PortNote& note, const std::string& origin);

}  // namespace portlore
