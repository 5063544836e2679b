/** @file
 * The facts that are compiled into Port Lore: the registry snapshot, the services, the dossiers, the
 * claims and the ghosts of data/. Nothing is read before it is asked for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "claim.h"
#include "dossier.h"
#include "ghost.h"
#include "registry.h"
#include "service.h"
#include "verdict.h"

namespace portlore {

/** The built-in registry snapshot. */
const Registry& built_in_registry();

/** Which protocols the registry's service names stand for. */
const Services& built_in_services();

/** Whether a port has a built-in dossier; none is read for it. */
bool is_documented_by_us(std::uint16_t port, Transport transport);

/** The built-in dossier of a port, or null. Read when it is first asked for, kept until the program ends. */
const Dossier* built_in_dossier(std::uint16_t port, Transport transport);

/** All built-in dossiers, for others to lie over them. Reads them all. */
Dossiers built_in_dossiers();

/** Whether there is a built-in claim on a port; none is read for it. */
bool is_claimed_by_us(std::uint16_t port, Transport transport);

/** Whether a built-in claim on a port asks for bytes; likewise. */
bool is_claimed_by_bytes(std::uint16_t port, Transport transport);

/** The built-in claims on a port. Reads them each time. */
std::vector<Claim> built_in_claims(std::uint16_t port, Transport transport);

/** What a key of data/references.ini stands for, ready to read; empty where there is no such key. Static. */
std::string_view built_in_reference(std::string_view key);

/** The registered services whose product is dead, or presumed so. */
const Ghosts& built_in_ghosts();

/** A port with all that is built in about it, to be judged. */
JudgedPort built_in_port(std::uint16_t port, Transport transport);

}  // namespace portlore
