/** @file
 * The facts as the user has them: built in, from the files in Wireshark's folders, from the preferences.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "facts.h"

namespace portlore {

/** The facts as of the last refresh_facts(). */
const Facts& facts();

/**
 * Reads the user's files and preferences anew, if anything in them has changed, and says once what is wrong
 * with them. Called whenever a capture is opened or dissected anew; all that was taken from facts() is then
 * invalid.
 *
 * The folders are `portlore` in the global data folder, in the personal configuration folder, and in the
 * active profile's, each over the one before; the notes of the preferences lie over all.
 */
void refresh_facts();

}  // namespace portlore
