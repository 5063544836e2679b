// SPDX-License-Identifier: GPL-2.0-or-later
#include "preferences.h"

#include <algorithm>
#include <optional>

#include "conversations.h"
#include "fields.h"
#include "port_notes.h"

namespace portlore {

namespace {

int scope_value = static_cast<int>(Scope::Notable);
int detail_value = static_cast<int>(Detail::Full);
PreferenceSwitch decode_value = true;
PreferenceSwitch take_over_value = false;
guint unanswered_value = kMostUnanswered;
const char* registry_file_value = "";
const char* sockets_file_value = "";
/** What a menu entry chose for take_over_value, which a save of the preferences would keep. */
std::optional<bool> chosen_take_over;

}  // namespace

Scope scope() { return static_cast<Scope>(scope_value); }
Detail detail() { return static_cast<Detail>(detail_value); }
std::string registry_file() { return registry_file_value == nullptr ? "" : registry_file_value; }
std::string sockets_file() { return sockets_file_value == nullptr ? "" : sockets_file_value; }
std::size_t most_unanswered() { return std::max(unanswered_value, 1U); }
bool decodes_recognised() { return chosen_take_over.value_or(false) || static_cast<bool>(decode_value); }
bool takes_over() { return chosen_take_over.value_or(static_cast<bool>(take_over_value)); }
void set_takes_over(bool takes) { chosen_take_over = takes; }

void register_preferences() {
    static const enum_val_t scopes[] = {
        {"documented", "Documented ports", static_cast<int>(Scope::Documented)},
        {"notable", "Notable ports", static_cast<int>(Scope::Notable)},
        {"every", "Every port", static_cast<int>(Scope::Every)},
        {nullptr, nullptr, 0},
    };
    static const enum_val_t details[] = {
        {"full", "Full", static_cast<int>(Detail::Full)},
        {"brief", "Brief", static_cast<int>(Detail::Brief)},
        {nullptr, nullptr, 0},
    };
    module_t* const module = prefs_register_protocol(proto_portlore, nullptr);
    prefs_register_static_text_preference(
        module, "version", "Port Lore " PORTLORE_VERSION,
        "The plugin's version, as Help > About Wireshark > Plugins lists it, too");
    prefs_register_enum_preference(
        module, "scope", "Tag",
        "Which ports are tagged: those with a dossier; also listeners on any port whose "
        "payload is unknown or not what belongs there, and sinks; or every port",
        &scope_value, scopes, FALSE);
    prefs_register_enum_preference(
        module, "detail", "Detail",
        "How much a tag holds: everything, or no history, check commands, references "
        "and advice (for pipelines)",
        &detail_value, details, FALSE);
    prefs_register_bool_preference(
        module, "decode", "Decode recognised protocols",
        "Hand a conversation that nobody dissects to Wireshark's own dissector for the "
        "protocol that its first bytes show; otherwise the protocol is named, and the "
        "payload left as it is",
        &decode_value);
    prefs_register_bool_preference(
        module, "take_over", "Take over from other dissectors",
        "Do so, too, where another dissector takes the payload because of its port's number alone: from the "
        "payload on that shows the protocol, and in a second look from the beginning",
        &take_over_value);
    prefs_register_filename_preference(
        module, "registry_file", "Registry",
        "IANA's service-names-port-numbers.csv, to use in place of the snapshot that is built in",
        &registry_file_value, FALSE);
    prefs_register_filename_preference(
        module, "sockets", "Sockets",
        "A saved list of a host's sockets, as ss, lsof, netstat or tools/sockets print it: whose they are is "
        "shown, beside what lists in the folder portlore say",
        &sockets_file_value, FALSE);
    prefs_register_uint_preference(module, "unanswered", "Unanswered conversations",
                                   "So many conversations that nobody has answered are remembered; of a "
                                   "longer scan or flood, the oldest are "
                                   "forgotten first, and the statistics say how many",
                                   10, &unanswered_value);
    register_port_notes(module);
}

}  // namespace portlore
