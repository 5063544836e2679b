// The symbols by which Wireshark knows a plugin, and the one call in which it registers itself.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "compat.h"

#include <wsutil/report_message.h>

#include "conversations.h"
#include "current_facts.h"
#include "fields.h"
#include "follow.h"
#include "frame.h"
#include "heuristics.h"
#include "menu.h"
#include "owners.h"
#include "port_table.h"
#include "preferences.h"
#include "printer.h"
#include "road.h"
#include "sentences.h"
#include "subdissector.h"
#include "tap.h"
#include "window_table.h"

namespace {

// Cold: what runs once a capture or less stands together in the file, and most of the rest is not touched at
// start.

/** A capture is opened, or dissected anew: what is known of ports may have changed, and with it what a port
 * is worth. What Wireshark calls must not throw: it is C. */
[[gnu::cold]] void begin_capture() noexcept {
    portlore::open_ports_subtree();
    portlore::forget_ports();
    portlore::refresh_facts();
    portlore::look_for_lists();
}

/** A capture is closed, or about to be dissected anew: the file scope is freed. */
[[gnu::cold]] void end_capture() noexcept {
    portlore::forget_conversations();
    portlore::forget_settled_flows();
    portlore::forget_given();
    portlore::forget_named_processes();
    portlore::forget_sentences();
}

[[gnu::cold]] void register_protocol() {
    portlore::register_fields();
    portlore::register_preferences();
    portlore::register_conversations();
    portlore::register_road();
    register_init_routine(begin_capture);
    register_cleanup_routine(end_capture);
    portlore::register_tap();
    portlore::register_menu();
    portlore::register_window_tables();
    // On the command line, the first of one name wins: tshark would print the window's tables as they are.
    if (!portlore::has_window()) portlore::register_printers();
}

[[gnu::cold]] void hand_off() {
    portlore::prepare_frames();
    portlore::register_heuristics();
}

/** Wireshark refuses a plugin that was built for another version, but does not say what to do about it. So
 * this runs when the plugin is loaded, before Wireshark looks. */
[[maybe_unused]] const bool kIsAtHome = [] {
    int major = 0;
    int minor = 0;
    epan_get_version_number(&major, &minor, nullptr);
    if (major == WIRESHARK_VERSION_MAJOR && minor == WIRESHARK_VERSION_MINOR) return true;
    report_failure(
        "Port Lore was built for Wireshark %d.%d, and this is %d.%d: remove it from this folder, and install "
        "Port Lore's package for %d.%d, or build it with that version's development files.",
        WIRESHARK_VERSION_MAJOR, WIRESHARK_VERSION_MINOR, major, minor, major, minor);
    return false;
}();

}  // namespace

// A const at namespace scope is internal in C++: without these declarations nothing would be exported.
extern "C" {
WS_DLL_PUBLIC const char plugin_version[];
WS_DLL_PUBLIC const int plugin_want_major;
WS_DLL_PUBLIC const int plugin_want_minor;
WS_DLL_PUBLIC void plugin_register();
WS_DLL_PUBLIC std::uint32_t plugin_describe();

const char plugin_version[] = PORTLORE_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

void plugin_register() {
    static proto_plugin plugin;
    plugin.register_protoinfo = register_protocol;
    plugin.register_handoff = hand_off;
    proto_register_plugin(&plugin);
}

std::uint32_t plugin_describe() { return portlore::kPluginDescription; }
}
