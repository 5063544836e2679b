/** @file
 * What a user can set under Preferences > Protocols > Port Lore, or with `-o portlore.NAME:VALUE`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <string>

namespace portlore {

/** `portlore.scope`: which ports are tagged. */
enum class Scope : int { Documented, Notable, Every };

/** `portlore.detail`: how much a tag holds. */
enum class Detail : int { Full, Brief };

/** Ports with a dossier; also notable listeners on others; or every port. */
Scope scope();

/** Everything, or without history, check commands, references and advice. */
Detail detail();

/** `portlore.unanswered`: so many conversations that nobody has answered are remembered, at least one. */
std::size_t most_unanswered();

/** Registers the preferences. Call once, after register_fields(). */
void register_preferences();

/** `portlore.registry_file`: the registry that the user has chosen; empty: none. */
std::string registry_file();

/** `portlore.sockets`: the saved list of sockets that the user has chosen; empty: none. */
std::string sockets_file();

/** Whether recognised conversations are handed to Wireshark's own dissectors, or only named. */
bool decodes_recognised();

/** `portlore.take_over`: whether they are so even where another dissector took them for their port's sake. */
bool takes_over();

/** Chooses both for as long as the program runs; the preferences stay as they are. */
void set_takes_over(bool takes);

}  // namespace portlore
