/** @file
 * Wireshark's headers, and everything that differs between its versions: 4.0 to 4.6 are built from one
 * source.
 *
 * What changed from GLib's types to C's between two versions is asked of Wireshark's own declarations, so
 * that no version number has to be known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

/** The domain of ws_debug(): `--log-level=debug --log-domains=portlore`. */
#define WS_LOG_DOMAIN "portlore"

#include <ws_version.h>
#include <wireshark.h>

#include <epan/address.h>
#include <epan/epan.h>
#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/proto.h>
#include <epan/stat_tap_ui.h>
#include <epan/uat.h>
#include <wsutil/wslog.h>

#if __has_include(<wsutil/plugins.h>)
#include <wsutil/plugins.h>
#endif

#include <cstdint>
#include <type_traits>

namespace portlore {

/** What a heuristic dissector returns: `gboolean`, since 4.4 `bool`. */
using HeuristicResult = std::invoke_result_t<heur_dissector_t, tvbuff_t*, packet_info*, proto_tree*, void*>;

/** What the check of a table's row returns: `gboolean`, since 4.4 `bool`. */
using RowCheckResult = std::invoke_result_t<uat_update_cb_t, void*, char**>;

template <typename Value>
Value value_of(void (*)(module_t*, const char*, const char*, const char*, Value*));
/** The variable behind a boolean preference: `gboolean`, since 4.4 `bool`. */
using PreferenceSwitch = decltype(value_of(prefs_register_bool_preference));

/** What the beginning of a statistic returns: nothing, since 4.6 whether it began. */
using StatisticBegun = std::invoke_result_t<stat_tap_init_cb, const char*, void*>;

/** Whether a datagram has a conversation of its own even where another has announced its port: since 4.6. */
inline constexpr bool kDatagramsHaveTheirOwn = WIRESHARK_VERSION_MAJOR > 4 ||
                                               (WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR >= 5);

/** What `plugin_describe()` answers, for "tshark -G plugins": asked since 4.2; 4.0 knows the kind from the
 * folder. */
#ifdef WS_PLUGIN_DESC_DISSECTOR
inline constexpr std::uint32_t kPluginDescription = WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER;
#else
inline constexpr std::uint32_t kPluginDescription = 0;
#endif

}  // namespace portlore
