// SPDX-License-Identifier: GPL-2.0-or-later
#include "menu.h"

#include <epan/funnel.h>
#include <epan/plugin_if.h>

#include <array>

#include "fields.h"
#include "preferences.h"

namespace portlore {

namespace {

struct Entry {
    const char* label;
    const char* filter;
};

constexpr std::array<Entry, 5> kEntries{{
    {"Show warnings", "portlore.warning || portlore.breach"},
    {"Show unidentified listeners", R"(portlore.verdict == "Unidentified listener")"},
    {"Show ghosts that listen", R"(portlore.ghost && portlore.role == "Listener")"},
    {"Show probes and refusals", R"(portlore.role == "Probed" || portlore.role == "Refused")"},
    {"Show everything tagged", "portlore"},
}};

/** Does for all ports at once what Analyze > Decode As does for one, until Wireshark ends. */
template <bool as_recognised>
void decode(ext_menubar_gui_type /*gui*/, gpointer /*window*/, gpointer /*data*/) {
    set_takes_over(as_recognised);
    const funnel_ops_t* const window = funnel_get_funnel_ops();
    if (window != nullptr && window->redissect_packets != nullptr) window->redissect_packets(window->ops_id);
}

void apply(ext_menubar_gui_type /*gui*/, gpointer /*window*/, gpointer filter) {
    plugin_if_apply_filter(static_cast<const char*>(filter), TRUE);
}

}  // namespace

bool has_window() {
    ws_info_t* info = nullptr;
    plugin_if_get_ws_info(&info);
    return info->ws_info_supported != FALSE;
}

void register_menu() {
    ext_menu_t* const menu = ext_menubar_register_menu(proto_portlore, "Port Lore", TRUE);
    ext_menubar_set_parentmenu(menu, "Tools");
    for (const Entry& entry : kEntries) {
        ext_menubar_add_entry(menu, entry.label, entry.filter, apply, const_cast<char*>(entry.filter));
    }
    ext_menubar_add_separator(menu);
    constexpr const char* kWhat = "As with the preference portlore.take_over, as long as Wireshark runs";
    ext_menubar_add_entry(menu, "Decode as recognised", kWhat, decode<true>, nullptr);
    ext_menubar_add_entry(menu, "Decode by port again", kWhat, decode<false>, nullptr);
}

}  // namespace portlore
