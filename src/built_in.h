/** @file
 * The facts that are compiled into Port Lore: the registry snapshot and the dossiers of data/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "dossier.h"
#include "registry.h"
#include "service.h"
#include "verdict.h"

namespace portlore {

/** The built-in registry snapshot. Read on the first call (some milliseconds), kept until the program ends.
 */
const Registry& built_in_registry();

/** The built-in dossiers. Read on the first call, kept until the program ends. */
const Dossiers& built_in_dossiers();

/** Which protocols the registry's service names stand for. Read on the first call, kept until the program
 * ends. */
const Services& built_in_services();

/** A port with all that is built in about it, to be judged. */
JudgedPort built_in_port(std::uint16_t port, Transport transport);

/** What is wrong with the built-in dossiers, one line each; a test sees to it that nothing is. */
const std::vector<std::string>& built_in_errors();

}  // namespace portlore
