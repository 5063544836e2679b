/** @file
 * Port Lore's protocol, header fields and expert fields: the contract that filters and scripts rely on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <string_view>

#include "compat.h"

namespace portlore {

/** The protocol `portlore`; -1 until register_fields(). */
extern int proto_portlore;

/** The registered ids of the header fields in data/fields.tsv, `warning.kind` as `warning_kind`. */
struct Fields {
#define PORTLORE_FIELD(member, filter_name, type, base, title, meaning) int member;
#include "fields.inc"
#undef PORTLORE_FIELD
};
extern Fields hf;

/** What Wireshark keeps of the header fields, in the order of their ids, which follow one another; how many
 * there are, and the first id. */
extern hf_register_info field_rows[];
extern const int field_count;
extern int first_field;

/** Whether a filter, a column or an output names a header field. Costs a look-up, where
 * proto_field_is_referenced() is a call. */
inline bool is_referenced(int field) {
    return field_rows[field - first_field].hfinfo.ref_type != HF_REF_TYPE_NONE;
}

/** The subtrees: the tag, a port in it, a warning, a process, a list that folds. */
struct Subtrees {
    int tag, port, warning, process, list;
};
extern Subtrees ett;

/** The expert fields in data/experts.tsv. */
struct Experts {
#define PORTLORE_EXPERT(member, filter_name, group, severity, text) expert_field member;
#include "experts.inc"
#undef PORTLORE_EXPERT
};
extern Experts ei;

/** The expert field of a name in data/experts.tsv, or null. */
expert_field* expert_named(std::string_view name);

/** Lets the tag open down to verdict and advice in one step, until the user closes it. Counts once; not
 * before Wireshark has begun, which keeps no such thing until then. */
void open_ports_subtree();

/** Registers the protocol with all of the above. Call once, from the plugin's registration. */
void register_fields();

}  // namespace portlore
