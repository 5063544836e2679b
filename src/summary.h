/** @file
 * A port in one line, for a packet list's column.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <string>

#include "dossier.h"
#include "registry.h"

namespace portlore {

/**
 * What to know of a port in a few words: `tcp/3256 cpqrpm-agent, dead (Compaq), W32.HLLW.Dax`.
 * @param dossier null for an undocumented port.
 */
std::string summary(std::uint16_t port, Transport transport, const Registry& registry,
                    const Dossier* dossier);

}  // namespace portlore
