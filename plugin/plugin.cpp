// The symbols by which Wireshark knows a plugin, and the one call in which it registers itself.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "compat.h"
#include "fields.h"
#include "flow.h"
#include "heuristics.h"
#include "menu.h"
#include "preferences.h"
#include "printer.h"
#include "tag.h"
#include "tap.h"
#include "window_table.h"

namespace {

void register_protocol() {
    portlore::register_fields();
    portlore::register_preferences();
    portlore::register_tag();
    portlore::register_tap();
    portlore::register_menu();
    portlore::register_window_tables();
    // On the command line, the first of one name wins: tshark would print the window's tables as they are.
    if (!portlore::has_window()) portlore::register_printers();
}

void hand_off() {
    portlore::prepare_flows();
    portlore::register_heuristics();
}

}  // namespace

// A const at namespace scope is internal in C++: without these declarations nothing would be exported.
extern "C" {
WS_DLL_PUBLIC const gchar plugin_version[];
WS_DLL_PUBLIC const int plugin_want_major;
WS_DLL_PUBLIC const int plugin_want_minor;
WS_DLL_PUBLIC void plugin_register();

const gchar plugin_version[] = PORTLORE_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

void plugin_register() {
    static proto_plugin plugin;
    plugin.register_protoinfo = register_protocol;
    plugin.register_handoff = hand_off;
    proto_register_plugin(&plugin);
}
}
