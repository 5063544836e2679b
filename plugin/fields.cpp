// SPDX-License-Identifier: GPL-2.0-or-later
#include "fields.h"

#include <algorithm>
#include <iterator>

#include "verdict.h"

namespace portlore {

int proto_portlore = -1;
Fields hf;
Subtrees ett;
Experts ei;

// Wireshark keeps pointers into this table and those below, so they are static.
hf_register_info field_rows[] = {
#define PORTLORE_FIELD(member, filter_name, type, base, title, meaning) \
    {&hf.member, {title, filter_name, type, base, nullptr, 0, meaning, HFILL}},
#include "fields.inc"
#undef PORTLORE_FIELD
};
const int field_count = static_cast<int>(std::size(field_rows));
int first_field = -1;

namespace {

struct NamedExpert {
    std::string_view name;
    expert_field* field;
};

constexpr NamedExpert kExperts[] = {
#define PORTLORE_EXPERT(member, filter_name, group, severity, text) {#member, &ei.member},
#include "experts.inc"
#undef PORTLORE_EXPERT
};

constexpr expert_field* find_expert(std::string_view name) {
    const auto* const found = std::find_if(std::begin(kExperts), std::end(kExperts),
                                           [&](const NamedExpert& expert) { return expert.name == name; });
    return found == std::end(kExperts) ? nullptr : found->field;
}

static_assert(std::all_of(kVerdicts.begin(), kVerdicts.end(),
                          [](const VerdictRow& row) {
                              return row.expert.empty() || find_expert(row.expert) != nullptr;
                          }),
              "what a verdict raises is in data/experts.tsv");

void register_header_fields() {
    proto_register_field_array(proto_portlore, field_rows, field_count);
    first_field = *field_rows[0].p_id;
    for (int row = 0; row < field_count; ++row) ws_assert(*field_rows[row].p_id == first_field + row);
}

void register_subtrees() {
    static int* table[] = {&ett.tag, &ett.port, &ett.warning, &ett.process, &ett.list};
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

expert_field* expert_named(std::string_view name) { return find_expert(name); }

void open_ports_subtree() {
    [[maybe_unused]] static const bool is_done = [] {
        tree_expanded_set(ett.port, TRUE);
        return true;
    }();
}

void register_fields() {
    proto_portlore = proto_register_protocol("Port Lore", "Port Lore", "portlore");
    register_header_fields();
    register_subtrees();
    register_experts();
}

}  // namespace portlore
