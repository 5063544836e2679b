// SPDX-License-Identifier: GPL-2.0-or-later
#include "fields.h"

namespace portlore {

int proto_portlore = -1;
Fields hf;
Subtrees ett;
Experts ei;

namespace {

void register_header_fields() {
    // Wireshark keeps pointers into these tables, so they are static.
    static hf_register_info table[] = {
#define PORTLORE_FIELD(member, filter_name, type, base, title, meaning) \
    {&hf.member, {title, filter_name, type, base, nullptr, 0, meaning, HFILL}},
#include "fields.inc"
#undef PORTLORE_FIELD
    };
    proto_register_field_array(proto_portlore, table, array_length(table));
}

void register_subtrees() {
    static int* table[] = {&ett.tag, &ett.port, &ett.warning, &ett.list};
    for (int* const subtree : table) *subtree = -1;
    proto_register_subtree_array(table, array_length(table));
}

void register_experts() {
    static ei_register_info table[] = {
#define PORTLORE_EXPERT(member, filter_name, group, severity, text) \
    {&ei.member, {filter_name, group, severity, text, EXPFILL}},
#include "experts.inc"
#undef PORTLORE_EXPERT
    };
    expert_register_field_array(expert_register_protocol(proto_portlore), table, array_length(table));
}

}  // namespace

void register_fields() {
    proto_portlore = proto_register_protocol("Port Lore", "Port Lore", "portlore");
    register_header_fields();
    register_subtrees();
    register_experts();
}

}  // namespace portlore
