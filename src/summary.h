/** @file
 * A port in one line, for a packet list's column.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <functional>
#include <string>

#include "verdict.h"

namespace portlore {

/**
 * What to know of a port in a few words, the most important first: `tcp/3256 unidentified listener;
 * cpqrpm-agent, dead (Compaq), W32.HLLW.Dax`.
 * @param found what headline() says; empty where the conversation is not followed.
 * @param applies whether one of the dossier's warnings is to be named.
 */
std::string summary(const JudgedPort& port, const std::string& found,
                    const std::function<bool(const Warning&)>& applies);

}  // namespace portlore
