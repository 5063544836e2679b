/** @file
 * Wireshark's headers, and everything that differs between its versions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <ws_version.h>
#include <wireshark.h>

#include <epan/address.h>
#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/proto.h>

#if WIRESHARK_VERSION_MAJOR < 4
#error \
    "Port Lore needs Wireshark 4.0 or later: install its development files (Debian: wireshark-dev) and build again."
#endif

namespace portlore {

/** What a heuristic dissector returns: `gboolean` up to 4.2, `bool` after. */
#if WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR < 4
using HeuristicResult = gboolean;
#else
using HeuristicResult = bool;
#endif

}  // namespace portlore
