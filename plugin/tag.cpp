// SPDX-License-Identifier: GPL-2.0-or-later
#include "tag.h"

#include <cstring>
#include <optional>
#include <string>

#include "built_in.h"
#include "check.h"
#include "conversations.h"
#include "fields.h"
#include "flow.h"
#include "heuristics.h"
#include "preferences.h"
#include "summary.h"

namespace portlore {

namespace {

/** One endpoint of a frame, which is to be tagged. */
struct Endpoint {
    std::uint16_t port;
    Transport transport;
    bool is_source;
    const Dossier* dossier;  ///< null: undocumented
};

/** The endpoints to tag: at most the frame's two. */
struct Endpoints {
    std::optional<Endpoint> source;
    std::optional<Endpoint> destination;
};

/** Every-port scope: the lower of two undocumented ports that has an assignment, else the destination. */
bool source_is_worth_more(std::uint16_t source, std::uint16_t destination, Transport transport) {
    const Registry& registry = built_in_registry();
    const bool source_assigned = registry.status(source, transport) == Status::Assigned;
    const bool destination_assigned = registry.status(destination, transport) == Status::Assigned;
    return source_assigned && (!destination_assigned || source < destination);
}

Endpoints endpoints_to_tag(const packet_info* pinfo, Transport transport) {
    const auto source = static_cast<std::uint16_t>(pinfo->srcport);
    const auto destination = static_cast<std::uint16_t>(pinfo->destport);
    const Dossiers& dossiers = built_in_dossiers();
    Endpoints endpoints;
    if (const Dossier* dossier = dossiers.find(source)) endpoints.source = {source, transport, true, dossier};
    if (const Dossier* dossier = dossiers.find(destination)) {
        endpoints.destination = {destination, transport, false, dossier};
    }
    if (scope() == Scope::Documented || endpoints.source || endpoints.destination) return endpoints;
    if (source_is_worth_more(source, destination, transport)) {
        endpoints.source = {source, transport, true, nullptr};
    } else {
        endpoints.destination = {destination, transport, false, nullptr};
    }
    return endpoints;
}

/**
 * Draws into one frame's tag.
 *
 * Every call into epan may longjmp past C++ destructors, so what is built on the way is copied into the
 * packet's own memory first, in a statement of its own.
 */
class TagPainter {
 public:
    TagPainter(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const Flow& flow)
        : tvb_(tvb), pinfo_(pinfo), frame_tree_(tree), flow_(flow) {}

    void draw(const Endpoints& endpoints, bool raise_experts) {
        raise_experts_ = raise_experts;
        const char* const source = summarise(endpoints.source);
        const char* const destination = summarise(endpoints.destination);
        const char* const both = endpoints.source && endpoints.destination ? "; " : "";
        proto_item* const tag = proto_tree_add_protocol_format(
            frame_tree_, proto_portlore, tvb_, 0, 0, "Port Lore: %s%s%s", source, both, destination);
        proto_item_set_generated(tag);
        proto_tree* const tag_tree = proto_item_add_subtree(tag, ett.tag);
        if (endpoints.source) draw_endpoint(tag_tree, *endpoints.source, source);
        if (endpoints.destination) draw_endpoint(tag_tree, *endpoints.destination, destination);
    }

 private:
    /** Whether somebody looks at a field: packet details are open, or a filter, column or output names it. */
    [[nodiscard]] bool is_wanted(int field) const {
        return proto_field_is_referenced(frame_tree_, field) != FALSE;
    }

    [[nodiscard]] const char* pooled(std::string_view text) const {
        return wmem_strndup(pinfo_->pool, text.data(), text.size());
    }

    [[nodiscard]] const char* summarise(const std::optional<Endpoint>& endpoint) const {
        if (!endpoint || !(is_wanted(hf.summary) || is_wanted(proto_portlore))) return "";
        return pooled(summary(endpoint->port, endpoint->transport, built_in_registry(), endpoint->dossier));
    }

    proto_item* add(int field, const char* text) {
        proto_item* const item = proto_tree_add_string(tree_, field, tvb_, 0, 0, text);
        proto_item_set_generated(item);
        return item;
    }

    proto_item* add(int field, const std::string& text) {
        return text.empty() ? nullptr : add(field, text.c_str());
    }

    void add(int field, const std::vector<std::string>& texts) {
        for (const std::string& text : texts) add(field, text);
    }

    void add_port(int field, std::uint16_t port, bool hidden) {
        proto_item* const item = proto_tree_add_uint(tree_, field, tvb_, 0, 0, port);
        proto_item_set_generated(item);
        if (hidden) proto_item_set_hidden(item);
    }

    void draw_endpoint(proto_tree* tag_tree, const Endpoint& endpoint, const char* line) {
        proto_item* const head = proto_tree_add_string_format(
            tag_tree, hf.summary, tvb_, 0, 0, line, "%s Port %s/%u",
            endpoint.is_source ? "Source" : "Destination", name(endpoint.transport).data(), endpoint.port);
        proto_item_set_generated(head);
        tree_ = proto_item_add_subtree(head, ett.port);
        add_port(hf.port, endpoint.port, true);
        add_port(endpoint.is_source ? hf.srcport : hf.dstport, endpoint.port, false);
        add(hf.transport, name(endpoint.transport).data());
        draw_address(endpoint.is_source ? flow_.source : flow_.destination);
        if (endpoint.dossier != nullptr) draw_warnings(*endpoint.dossier, endpoint.transport);
        draw_assignment(endpoint);
        if (endpoint.dossier != nullptr) draw_dossier(*endpoint.dossier, endpoint, head);
    }

    void draw_address(const address& owner) {
        proto_item* item = nullptr;
        if (owner.type == AT_IPv4 && owner.len == 4) {
            ws_in4_addr bytes = 0;
            std::memcpy(&bytes, owner.data, sizeof bytes);
            item = proto_tree_add_ipv4(tree_, hf.ip, tvb_, 0, 0, bytes);
        } else if (owner.type == AT_IPv6 && owner.len == 16) {
            ws_in6_addr bytes{};
            std::memcpy(&bytes, owner.data, sizeof bytes);
            item = proto_tree_add_ipv6(tree_, hf.ipv6, tvb_, 0, 0, &bytes);
        }
        proto_item_set_generated(item);
    }

    void draw_assignment(const Endpoint& endpoint) {
        const Registry& registry = built_in_registry();
        add(hf.range, name(port_range(endpoint.port)));
        add(hf.status, name(registry.status(endpoint.port, endpoint.transport)));
        for (std::size_t nth = 0;
             const auto assignment = registry.find(endpoint.port, endpoint.transport, nth); ++nth) {
            add_column(hf.service, assignment->service, readable);
            add_column(hf.description, assignment->description, readable);
            add_column(hf.assignee, assignment->assignee, assignee_name);
            add_column(hf.registered, assignment->registered, readable);
            add_column(hf.unauthorized, assignment->unauthorized, readable);
        }
        add(hf.registry, registry.snapshot());
    }

    void add_column(int field, std::string_view column, std::string (*in_words)(std::string_view)) {
        if (column.empty() || !is_wanted(field)) return;
        const char* const text = pooled(in_words(column));
        add(field, text);
    }

    void draw_warnings(const Dossier& dossier, Transport transport) {
        proto_tree* const port_tree = tree_;
        for (const Warning& warning : dossier.warnings) {
            if (!warning.concerns(transport)) {
                add(hf.lore, warning.line);
                continue;
            }
            proto_item* const item = add(hf.warning, warning.line);
            raise(item, expert_of(warning.kind), warning.line.c_str());
            tree_ = proto_item_add_subtree(item, ett.warning);
            add(hf.warning_kind, name(warning.kind));
            add(hf.warning_id, warning.id);
            add(hf.warning_affects, warning.affects);
            add(hf.warning_year, warning.year);
            tree_ = port_tree;
        }
    }

    static expert_field* expert_of(WarningKind kind) {
        switch (kind) {
            case WarningKind::Malware:
                return &ei.malware;
            case WarningKind::Vulnerability:
                return &ei.vulnerability;
            case WarningKind::AbuseReport:
                break;
        }
        return &ei.abuse;
    }

    void raise(proto_item* item, expert_field* expert, const char* text) {
        if (raise_experts_) expert_add_info_format(pinfo_, item, expert, "%s", text);
    }

    void draw_dossier(const Dossier& dossier, const Endpoint& endpoint, proto_item* head) {
        draw_life(dossier, head);
        add(hf.owner, dossier.owners);
        add(hf.product, dossier.products);
        add(hf.successor, dossier.successors);
        add(hf.dispute, dossier.disputes);
        if (!dossier.disputes.empty()) raise(head, &ei.dispute, "Sources disagree about what this port is");
        add(hf.likely, dossier.likely);
        add(hf.note, dossier.notes);
        if (detail() == Detail::Full) {
            add(hf.advice, dossier.advice);
            draw_checks(endpoint);
            add(hf.history, dossier.history);
            add(hf.reference, dossier.references);
        }
        add(hf.dossier, dossier.origin);
    }

    void draw_life(const Dossier& dossier, proto_item* head) {
        proto_item* const life = add(hf.life, name(dossier.life));
        if (!is_ghost(dossier.life)) return;
        proto_item_append_text(life, " (registrations never expire)");
        proto_item* const ghost = proto_tree_add_boolean(tree_, hf.ghost, tvb_, 0, 0, 1);
        proto_item_set_generated(ghost);
        raise(head, &ei.ghost, "What this port was registered for is dead, or presumed so");
    }

    void draw_checks(const Endpoint& endpoint) {
        if (!is_wanted(hf.check)) return;
        for (const CheckCommand& command : check_commands(endpoint.transport)) {
            const char* const text = pooled(fill_in(command, endpoint.port));
            proto_item* const item = proto_tree_add_string_format(tree_, hf.check, tvb_, 0, 0, text,
                                                                  "Check (%s): %s", command.systems, text);
            proto_item_set_generated(item);
        }
    }

    tvbuff_t* tvb_;
    packet_info* pinfo_;
    proto_tree* frame_tree_;
    const Flow& flow_;
    proto_tree* tree_ = nullptr;  ///< the subtree that is being filled
    bool raise_experts_ = false;
};

int tag_frame(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, void* /*data*/) {
    const std::optional<Transport> transport = transport_of(pinfo);
    if (!transport || !is_enabled(*transport)) return 0;
    const Endpoints endpoints = endpoints_to_tag(pinfo, *transport);
    if (!endpoints.source && !endpoints.destination) return 0;
    const Flow flow = flow_of(tvb, pinfo, *transport);
    // Expert information counts without a tree too (tshark -z expert), so its frames are drawn even into
    // none.
    const bool first = is_first_frame(flow, pinfo);
    if (tree != nullptr || first) TagPainter(tvb, pinfo, tree, flow).draw(endpoints, first);
    return 0;
}

}  // namespace

void register_tag() {
    register_conversations();
    register_postdissector(create_dissector_handle(tag_frame, proto_portlore));
}

}  // namespace portlore
