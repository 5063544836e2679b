// SPDX-License-Identifier: GPL-2.0-or-later
#include "tag.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "check.h"
#include "claims.h"
#include "current_facts.h"
#include "endpoint.h"
#include "fields.h"
#include "policy.h"
#include "preferences.h"
#include "sentences.h"
#include "subdissector.h"

namespace portlore {

namespace {

/** The expert field of a verdict, or null. */
expert_field* expert_of(const Endpoint& endpoint) {
    return expert_named(raised_expert(endpoint.port, endpoint.verdict, endpoint.evidence));
}

/** The expert field of a warning at a loudness, or null. */
expert_field* expert_of(WarningKind kind, Alarm loudness) {
    if (loudness == Alarm::None) return nullptr;
    const bool full = loudness == Alarm::Full;
    switch (kind) {
        case WarningKind::Malware:
            return full ? &ei.malware : &ei.malware_attempt;
        case WarningKind::Vulnerability:
            return full ? &ei.vulnerability : &ei.vulnerability_attempt;
        case WarningKind::AbuseReport:
            break;
    }
    return full ? &ei.abuse : &ei.abuse_attempt;
}

/** Whether somebody names the tag itself. */
bool is_named() {
    return proto_registrar_get_nth(static_cast<guint>(proto_portlore))->ref_type >= HF_REF_TYPE_DIRECT;
}

/** Whether packet details are made: every field is looked at. */
bool is_open(const proto_tree* tree) { return tree != nullptr && PTREE_DATA(tree)->visible != FALSE; }

/** Whether somebody looks at the tag, whatever is in it. */
bool is_tag_wanted(const proto_tree* tree) {
    return tree != nullptr && (is_open(tree) || is_named() || PTREE_DATA(tree)->fake_protocols == FALSE);
}

/**
 * Draws into one frame's tag. None of its fields is of any bytes of the frame, but each has the frame's tvb:
 * without one, Wireshark 4.4 and later end at a filter on its bytes (`@portlore.summary == 00`).
 *
 * Every call into epan may longjmp past C++ destructors, so what is built on the way is copied into the
 * packet's own memory first, in a statement of its own; or is remembered (sentences.h).
 */
class TagPainter {
    /** So many of a list stand unfolded. */
    static constexpr std::size_t kMostUnfolded = 3;

 public:
    TagPainter(const Endpoints& endpoints, tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree)
        : endpoints_(endpoints), tvb_(tvb), pinfo_(pinfo), frame_tree_(tree), is_open_(is_open(tree)) {}

    /** Whether somebody looks at any field. */
    [[nodiscard]] bool is_any_wanted() const {
        return proto_field_is_referenced(frame_tree_, proto_portlore) != FALSE;
    }

    void draw() {
        if (is_tag_wanted(frame_tree_)) begin_tag();
        if (endpoints_.source) draw_endpoint(*endpoints_.source);
        if (endpoints_.destination) draw_endpoint(*endpoints_.destination);
    }

 private:
    /** Whether somebody looks at a field: packet details are open, or a filter, column or output names it. */
    [[nodiscard]] bool is_wanted(int field) const {
        return is_open_ || (frame_tree_ != nullptr && is_referenced(field));
    }

    template <std::size_t size>
    [[nodiscard]] bool is_one_wanted(const std::array<int, size>& fields) const {
        return std::any_of(fields.begin(), fields.end(), [&](int field) { return is_wanted(field); });
    }

    /** Whether somebody reads the tag's line, and not only fields below it. */
    [[nodiscard]] bool is_line_wanted() const {
        return is_wanted(hf.summary) || (frame_tree_ != nullptr && is_named());
    }

    [[nodiscard]] bool is_registry_wanted() const {
        return is_one_wanted(std::array{hf.range, hf.status, hf.service, hf.description, hf.assignee,
                                        hf.registered, hf.unauthorized, hf.registry});
    }

    void begin_tag() {
        const char* const source = summarise(endpoints_.source);
        const char* const destination = summarise(endpoints_.destination);
        const char* const between = endpoints_.source && endpoints_.destination ? "; " : "";
        proto_item* const tag = proto_tree_add_item(frame_tree_, proto_portlore, tvb_, 0, 0, ENC_NA);
        proto_item_set_text(tag, "Port Lore: %s%s%s", source, between, destination);
        proto_item_set_generated(tag);
        tag_tree_ = proto_item_add_subtree(tag, ett.tag);
    }

    void begin_endpoint() {
        if (tag_tree_ == nullptr) begin_tag();
        const int field = endpoint_->is_source ? hf.srcport : hf.dstport;
        proto_item* const head = proto_tree_add_uint(tag_tree_, field, tvb_, 0, 0, endpoint_->port.port);
        proto_item_set_generated(head);
        tree_ = proto_item_add_subtree(head, ett.port);
    }

    /** The subtree that is being filled; where nobody looks at the tag, it begins with the first field that
     * somebody looks at. */
    proto_tree* subtree() {
        if (tree_ == nullptr) begin_endpoint();
        return tree_;
    }

    [[nodiscard]] const char* pooled(std::string_view text) const {
        auto* const copy = static_cast<char*>(wmem_alloc(pinfo_->pool, text.size() + 1));
        if (!text.empty()) std::memcpy(copy, text.data(), text.size());
        copy[text.size()] = '\0';
        return copy;
    }

    [[nodiscard]] std::array<const char*, 3> pooled(const Breaches& found) const {
        return {pooled(found.listener), pooled(found.service), pooled(found.process)};
    }

    const char* summarise(const std::optional<Endpoint>& endpoint) {
        return endpoint && is_line_wanted() ? sentences_about(*endpoint).line() : "";
    }

    Sentences& sentences_about(const Endpoint& endpoint) {
        Sentences*& known = sentences_[index(endpoint.side)];
        if (known == nullptr) known = &sentences_for(endpoint);
        return *known;
    }

    /** The sentences for the end that is being drawn. */
    Sentences& sentences() { return sentences_about(*endpoint_); }

    /** An item that others stand below, or expert information. */
    proto_item* add_head(int field, const char* text) {
        proto_item* const item = proto_tree_add_string(subtree(), field, tvb_, 0, 0, text);
        proto_item_set_generated(item);
        return item;
    }

    /** An item that nothing stands below, or null where nobody looks at it: Wireshark would return the one
     * above. */
    proto_item* add(int field, const char* text) {
        return is_wanted(field) ? add_head(field, text) : nullptr;
    }

    proto_item* add(int field, const std::string& text) {
        return text.empty() ? nullptr : add(field, text.c_str());
    }

    void add(int field, const std::vector<std::string>& texts) {
        for (const std::string& text : texts) add(field, text);
    }

    proto_item* add_head(int field, std::uint32_t number) {
        proto_item* const item = proto_tree_add_uint(subtree(), field, tvb_, 0, 0, number);
        proto_item_set_generated(item);
        return item;
    }

    proto_item* add(int field, std::uint32_t number) {
        return is_wanted(field) ? add_head(field, number) : nullptr;
    }

    /** Several texts of a field; more than a few fold, below a label that says how many there are. */
    void add_list(int field, const char* label, const std::vector<std::string>& texts) {
        if (!is_wanted(field)) return;
        proto_tree* const port_tree = subtree();
        if (texts.size() > kMostUnfolded) fold(label, texts.size());
        add(field, texts);
        tree_ = port_tree;
    }

    void fold(const char* label, std::size_t count) {
        proto_item* head = nullptr;
        tree_ =
            proto_tree_add_subtree_format(subtree(), tvb_, 0, 0, ett.list, &head, "%s (%zu)", label, count);
        proto_item_set_generated(head);
    }

    /** From what was found here and now to what is long past. */
    void draw_endpoint(const Endpoint& endpoint) {
        const JudgedPort& port = endpoint.port;
        endpoint_ = &endpoint;
        tree_ = nullptr;
        if (tag_tree_ != nullptr || is_wanted(endpoint.is_source ? hf.srcport : hf.dstport)) begin_endpoint();
        proto_item_set_hidden(add(hf.port, port.port));
        proto_item_set_hidden(add(hf.transport, name(port.transport).data()));
        if (is_wanted(hf.summary)) proto_item_set_hidden(add(hf.summary, sentences().line()));
        if (endpoint.conversation != nullptr) {
            draw_verdict(endpoint);
            draw_headline();
        }
        draw_owners(endpoint);
        if (port.dossier != nullptr) {
            draw_breaches(endpoint);
            draw_warnings(endpoint);
        }
        if (endpoint.evidence.claims != nullptr) draw_claims(endpoint);
        if (port.dossier != nullptr) draw_advice(port);
        if (port.dossier != nullptr && !endpoint.owners.name_a_process()) draw_checks(port);
        if (endpoint.conversation != nullptr) draw_evidence(endpoint);
        draw_address(endpoint.host);
        if (port.dossier != nullptr) draw_policy(*port.dossier);
        draw_assignment(port);
        draw_life(port, port.dossier != nullptr && is_service_here(endpoint));
        if (port.dossier != nullptr) draw_dossier(endpoint);
        // Where the host has answered, nobody needs to ask it first of all.
        if (port.dossier != nullptr && endpoint.owners.name_a_process()) draw_checks(port);
    }

    /** Whose the port is, each as one source says; and that a list lacks its listener. */
    void draw_owners(const Endpoint& endpoint) {
        const std::array of_owners{hf.process,        hf.process_pid,       hf.process_user,
                                   hf.process_path,   hf.process_command,   hf.process_service,
                                   hf.process_parent, hf.process_container, hf.process_source};
        if (!endpoint.owners.empty() && is_one_wanted(of_owners)) {
            for (const Process* const process : endpoint.owners.all()) draw_owner(*process);
        }
        if (endpoint.unlisted_in == nullptr || (!endpoint.misses && !is_wanted(hf.process_missing))) return;
        const char* const words =
            pooled(std::string(endpoint.unlisted_in) + " has no listener on " + place(endpoint.port) +
                   "; a list is a moment, and a port that is forwarded has no socket");
        proto_item* const item = add_head(hf.process_missing, words);
        if (endpoint.misses) raise(item, &ei.unlisted_listener, endpoint, "; its host's saved list lacks it");
    }

    void draw_owner(const Process& process) {
        proto_item* const head = draw_owner_head(process);
        proto_tree* const port_tree = tree_;
        tree_ = proto_item_add_subtree(head, ett.process);
        if (process.pid != 0) add(hf.process_pid, process.pid);
        const std::array texts{
            std::pair{hf.process_user, process.user},           std::pair{hf.process_path, process.path},
            std::pair{hf.process_command, process.command},     std::pair{hf.process_parent, process.parent},
            std::pair{hf.process_container, process.container}, std::pair{hf.process_source, process.source}};
        for (const auto& [field, text] : texts) {
            if (*text != '\0') add(field, text);
        }
        if (is_process(process) && *process.service != '\0') add(hf.process_service, process.service);
        tree_ = port_tree;
    }

    proto_item* draw_owner_head(const Process& process) {
        if (!is_process(process)) return add_head(hf.process_service, process.service);
        const char* const title = pooled(label(process));
        proto_item* const item = add_head(hf.process, *process.name != '\0' ? process.name : title);
        if (process.pid != 0 && *process.name != '\0') proto_item_append_text(item, " (pid %u)", process.pid);
        return item;
    }

    void draw_verdict(const Endpoint& endpoint) {
        expert_field* const expert = endpoint.decides ? expert_of(endpoint) : nullptr;
        const char* const verdict = name(endpoint.verdict);
        raise(expert != nullptr ? add_head(hf.verdict, verdict) : add(hf.verdict, verdict), expert, endpoint,
              "");
        if (is_wanted(hf.reason)) add(hf.reason, sentences().reason());
        if (is_wanted(hf.finding)) proto_item_set_hidden(add(hf.finding, sentences().finding()));
    }

    void draw_headline() {
        if (is_wanted(hf.headline)) proto_item_set_hidden(add(hf.headline, sentences().headline()));
    }

    void draw_evidence(const Endpoint& endpoint) {
        draw_role(endpoint.decision);
        draw_observed(*endpoint.conversation);
        draw_first_bytes(endpoint);
        draw_decode_as(endpoint);
        if (endpoint.evidence.announced_in != 0) add(hf.announced_frame, endpoint.evidence.announced_in);
    }

    void draw_role(const Decision& decision) {
        add(hf.role, name(decision.role));
        if (decision.basis != Basis::None) add(hf.role_basis, name(decision.basis));
        if (decision.frame != 0) add(hf.role_frame, decision.frame);
    }

    void draw_observed(const Conversation& conversation) {
        for (const char* const protocol : conversation.observed_names()) add(hf.observed, protocol);
        if (conversation.observed() != nullptr) add(hf.observed_frame, conversation.observed()->frame);
        if (conversation.payloads == nullptr) return;
        if (conversation.payloads->assumed != nullptr) add(hf.assumed, conversation.payloads->assumed);
        if (conversation.payloads->software != nullptr) add(hf.software, conversation.payloads->software);
    }

    void draw_decode_as(const Endpoint& endpoint) {
        if (endpoint.verdict != Verdict::OtherService || !is_wanted(hf.decode_as)) return;
        const char* const argument = pooled(decode_as(*endpoint.conversation, endpoint.side));
        if (*argument != '\0') add(hf.decode_as, argument);
    }

    void draw_first_bytes(const Endpoint& endpoint) {
        const FirstBytes* const first = endpoint.conversation->first_bytes(endpoint.side);
        if (first == nullptr || endpoint.decision.role != Role::Listener || !is_wanted(hf.first_bytes))
            return;
        proto_item* const item = proto_tree_add_bytes_with_length(subtree(), hf.first_bytes, tvb_, 0, 0,
                                                                  first->bytes.data(), first->size);
        proto_item_set_generated(item);
        proto_item_append_text(item, " \"%s\"", sentences().first_bytes());
    }

    void draw_address(const Host& owner) {
        proto_item* item = nullptr;
        if (owner.size == 4 && is_wanted(hf.ip)) {
            ws_in4_addr bytes = 0;
            std::memcpy(&bytes, owner.bytes.data(), sizeof bytes);
            item = proto_tree_add_ipv4(subtree(), hf.ip, tvb_, 0, 0, bytes);
        } else if (owner.size == 16 && is_wanted(hf.ipv6)) {
            ws_in6_addr bytes{};
            std::memcpy(&bytes, owner.bytes.data(), sizeof bytes);
            item = proto_tree_add_ipv6(subtree(), hf.ipv6, tvb_, 0, 0, &bytes);
        }
        proto_item_set_generated(item);
    }

    /** What the user has laid down for the port. */
    void draw_policy(const Dossier& dossier) {
        add(hf.label, dossier.label);
        add(hf.expects, dossier.expects);
        add(hf.process_expected, dossier.processes);
        if (dossier.listeners.empty() || !is_wanted(hf.listeners)) return;
        for (const Subnet& subnet : dossier.listeners) {
            const char* const allowed = pooled(text(subnet));
            add(hf.listeners, allowed);
        }
    }

    void draw_assignment(const JudgedPort& port) {
        if (!is_registry_wanted()) return;
        const Registry& registry = *port.registry;
        add(hf.range, name(port_range(port.port)));
        add(hf.status, name(registry.status(port.port, port.transport)));
        for (std::size_t nth = 0; const auto assignment = registry.find(port.port, port.transport, nth);
             ++nth) {
            add_column(hf.service, assignment->service, readable);
            add_column(hf.description, assignment->description, readable);
            add_column(hf.assignee, assignment->assignee, assignee_name);
            add_column(hf.registered, assignment->registered, readable);
            add_column(hf.unauthorized, assignment->unauthorized, readable);
        }
        add(hf.registry, registry.snapshot().data());
    }

    void add_column(int field, std::string_view column, std::string (*in_words)(std::string_view)) {
        if (column.empty() || !is_wanted(field)) return;
        const char* const text = pooled(in_words(column));
        add(field, text);
    }

    void draw_breaches(const Endpoint& endpoint) {
        const Dossier& dossier = *endpoint.port.dossier;
        const bool has_policy =
            !dossier.listeners.empty() || !dossier.expects.empty() || !dossier.processes.empty();
        const bool is_any = endpoint.conversation != nullptr && has_policy;
        if (!is_any || (!endpoint.decides && !is_wanted(hf.breach))) return;
        const auto [listener, service, process] = pooled(breaches_of(endpoint));
        if (*listener != '\0') {
            const char* const what = pooled("; no listener is allowed on " + text(endpoint.host));
            draw_breach(endpoint, listener, &ei.listener_not_allowed, what);
        }
        if (*service != '\0') {
            const char* const what = pooled("; " + alternatives(dossier.expects) + " is expected");
            draw_breach(endpoint, service, &ei.unexpected_service, what);
        }
        if (*process != '\0') {
            const char* const what =
                pooled("; " + alternatives(dossier.processes) + " is expected to hold it");
            draw_breach(endpoint, process, &ei.unexpected_process, what);
        }
    }

    void draw_breach(const Endpoint& endpoint, const char* breach, expert_field* expert, const char* what) {
        proto_item* const item = add_head(hf.breach, breach);
        if (endpoint.decides) raise(item, expert, endpoint, what);
    }

    void draw_warnings(const Endpoint& endpoint) {
        for (const Warning& warning : endpoint.port.dossier->warnings) {
            if (applies(warning, endpoint.port.transport, endpoint.verdict, endpoint.evidence)) {
                draw_warning(endpoint, warning);
            } else {
                add(hf.lore, warning.line);
            }
        }
    }

    void draw_warning(const Endpoint& endpoint, const Warning& warning) {
        if (!endpoint.decides && !is_one_wanted(std::array{hf.warning, hf.warning_kind, hf.warning_id,
                                                           hf.warning_affects, hf.warning_year}))
            return;
        proto_item* const item = add_head(hf.warning, warning.line.c_str());
        if (endpoint.decides) {
            const Alarm loudness = alarm(warning, endpoint.verdict, endpoint.evidence);
            const char* const what = pooled("; " + warning.label() + " is on record");
            raise(item, expert_of(warning.kind, loudness), endpoint, what);
        }
        proto_tree* const port_tree = tree_;
        tree_ = proto_item_add_subtree(item, ett.warning);
        add(hf.warning_kind, name(warning.kind));
        add(hf.warning_id, warning.id);
        add(hf.warning_affects, warning.affects);
        add(hf.warning_year, warning.year);
        tree_ = port_tree;
    }

    /** The claims on the port: those that are borne out, and the others as what is known of it. */
    void draw_claims(const Endpoint& endpoint) {
        const auto& claims = endpoint.evidence.claims->claims();
        for (std::size_t nth = 0; nth < claims.size(); ++nth) {
            if (const Alarm loudness = raised(endpoint.evidence, nth).value_or(Alarm::None);
                loudness != Alarm::None) {
                draw_confirmed(endpoint, nth, loudness);
                continue;
            }
            const int field = claims[nth].kind == ClaimKind::Tenant ? hf.likely : hf.lore;
            add(field, endpoint.evidence.claims->line(nth));
        }
    }

    void draw_confirmed(const Endpoint& endpoint, std::size_t nth, Alarm loudness) {
        const bool is_brought = (endpoint.brings >> nth & 1U) != 0;
        if (!is_brought &&
            !is_one_wanted(std::array{hf.warning, hf.warning_kind, hf.warning_id, hf.warning_grade,
                                      hf.warning_evidence, hf.warning_reference}))
            return;
        const Claim& claim = endpoint.evidence.claims->claims()[nth];
        const std::string& line = endpoint.evidence.claims->line(nth);
        proto_item* const item = add_head(hf.warning, line.c_str());
        if (is_brought) {
            const char* const what = pooled("; " + line);
            raise(item, loudness == Alarm::Full ? &ei.claim : &ei.claim_note, endpoint, what);
        }
        proto_tree* const port_tree = tree_;
        tree_ = proto_item_add_subtree(item, ett.warning);
        add(hf.warning_kind, name(claim.kind));
        add(hf.warning_id, claim.id);
        add(hf.warning_grade, name(claim.grade));
        const Seen shown = seen(*endpoint.conversation, endpoint.side, endpoint.evidence);
        if (const Proof* const proof = endpoint.evidence.claims->proof(nth, shown))
            add(hf.warning_evidence, proof->words);
        draw_sources(claim);
        tree_ = port_tree;
    }

    void draw_sources(const Claim& claim) {
        if (!is_wanted(hf.warning_reference)) return;
        for (const std::string& reference : claim.references) {
            const char* const text = pooled(facts().reference(reference));
            add(hf.warning_reference, text);
        }
    }

    /** Nothing in the text is of this conversation alone: equal texts are one line in a list, and what is of
     * one port stands together. @param expert null: nothing is raised. */
    void raise(proto_item* item, expert_field* expert, const Endpoint& endpoint, const char* what) {
        if (expert == nullptr) return;
        const char* const found = pooled(headline(endpoint.port, endpoint.verdict, endpoint.evidence));
        raise(item, expert, found, what);
    }

    /** Likewise, of the port whatever goes on there. */
    void raise(proto_item* item, expert_field* expert, const JudgedPort& port, const char* what) {
        const char* const where = pooled(place(port));
        raise(item, expert, where, what);
    }

    /** A list of expert information names the protocol that is current, which would be the frame's. */
    void raise(proto_item* item, expert_field* expert, const char* where, const char* what) {
        const char* const current = std::exchange(pinfo_->current_proto, "Port Lore");
        expert_add_info_format(pinfo_, item, expert, "%s%s", where, what);
        pinfo_->current_proto = current;
    }

    void draw_disputes(const Endpoint& endpoint) {
        const std::vector<std::string>& disputes = endpoint.port.dossier->disputes;
        if (disputes.empty() || !is_service_here(endpoint)) return add(hf.dispute, disputes);
        proto_item* first = nullptr;
        for (const std::string& dispute : disputes) {
            proto_item* const item = add_head(hf.dispute, dispute.c_str());
            if (first == nullptr) first = item;
        }
        raise(first, &ei.dispute, endpoint.port, ": sources disagree about it");
    }

    void draw_dossier(const Endpoint& endpoint) {
        const Dossier& dossier = *endpoint.port.dossier;
        add(hf.owner, dossier.owners);
        add(hf.product, dossier.products);
        add(hf.successor, dossier.successors);
        draw_disputes(endpoint);
        add(hf.note, dossier.notes);
        if (detail() == Detail::Full) {
            add_list(hf.history, "History", dossier.history);
            add_list(hf.reference, "References", dossier.references);
        }
        add(hf.dossier, dossier.origin);
    }

    /** Whether a conversation begins here, and not at a client's source port, which says nothing of the
     * service that once was there. */
    static bool is_service_here(const Endpoint& endpoint) {
        return endpoint.begins && endpoint.verdict != Verdict::PortOverlap;
    }

    /** Whether anything living stands behind the port, as the dossier says or else the list of ghosts. */
    void draw_life(const JudgedPort& port, bool begins) {
        // The list is read for it.
        if (!begins && !is_one_wanted(std::array{hf.life, hf.ghost, hf.owner, hf.product, hf.successor,
                                                 hf.history, hf.reference}))
            return;
        const auto ghost = ghost_of(port);
        if (port.dossier == nullptr && !ghost) return;
        const Life life = ghost ? ghost->life : port.dossier->life;
        // Expert information takes an item that is drawn whoever looks, and closes it: not the port's.
        proto_item* const item =
            begins && is_ghost(life) ? add_head(hf.life, name(life)) : add(hf.life, name(life));
        if (ghost) draw_ghost(*ghost);
        if (!is_ghost(life)) return;
        proto_item_append_text(item, " (registrations never expire)");
        if (is_wanted(hf.ghost)) {
            proto_item* const flag = proto_tree_add_boolean(subtree(), hf.ghost, tvb_, 0, 0, 1);
            proto_item_set_generated(flag);
            proto_item_set_hidden(flag);
        }
        if (!begins) return;
        const char* const what =
            pooled(" is a ghost: what it was registered for is " + lower_case(name(life)));
        raise(item, &ei.ghost, port, what);
    }

    void draw_ghost(const Ghost& ghost) {
        add_column(hf.owner, ghost.owner);
        add_column(hf.product, ghost.product);
        add_column(hf.successor, ghost.successor);
        if (detail() == Detail::Brief) return;
        if (!ghost.year.empty() && is_wanted(hf.history)) {
            const char* const event =
                pooled(std::string(ghost.year) + ": the end of " + std::string(ghost.product));
            add(hf.history, event);
        }
        if (!is_wanted(hf.reference)) return;
        const char* const reference = pooled(built_in_reference(ghost.reference));
        add(hf.reference, reference);
    }

    void add_column(int field, std::string_view column) {
        const char* const text = pooled(column);
        if (*text != '\0') add(field, text);
    }

    /** What it most likely is and what to do: the dossier's sentences. */
    void draw_advice(const JudgedPort& port) {
        add_list(hf.likely, "Likely today", port.dossier->likely);
        if (detail() == Detail::Brief) return;
        add(hf.advice, port.dossier->advice);
    }

    /** Commands for the host in question. */
    void draw_checks(const JudgedPort& port) {
        if (detail() == Detail::Brief || !is_wanted(hf.check)) return;
        proto_tree* const port_tree = subtree();
        const std::span<const CheckCommand> commands = check_commands(port.transport);
        fold("Check on the host", commands.size());
        for (const CheckCommand& command : commands) {
            const char* const text = pooled(fill_in(command, port.port));
            proto_item* const item = proto_tree_add_string_format(tree_, hf.check, tvb_, 0, 0, text, "%s: %s",
                                                                  command.systems, text);
            proto_item_set_generated(item);
        }
        tree_ = port_tree;
    }

    const Endpoints& endpoints_;
    tvbuff_t* tvb_;
    packet_info* pinfo_;
    proto_tree* frame_tree_;
    bool is_open_;                           ///< packet details are made: every field is looked at
    proto_tree* tag_tree_ = nullptr;         ///< null: not begun
    const Endpoint* endpoint_ = nullptr;     ///< that is being drawn
    std::array<Sentences*, 2> sentences_{};  ///< by index(Side), once they were asked for
    proto_tree* tree_ = nullptr;             ///< the subtree that is being filled; null: not begun
};

/** Whether some endpoint's expert information belongs to this frame. */
bool raises(const Endpoints& endpoints) {
    const auto here = [](const std::optional<Endpoint>& endpoint) {
        return endpoint &&
               (endpoint->decides || endpoint->brings != 0 || endpoint->begins || endpoint->misses);
    };
    return here(endpoints.source) || here(endpoints.destination);
}

}  // namespace

bool is_more_wanted_than_records(proto_tree* tree) {
    if (is_tag_wanted(tree)) return true;
    // Of a field that stands here and is drawn elsewhere, too, a filter would miss frames.
    const std::array of_records{hf.warning,
                                hf.warning_kind,
                                hf.warning_id,
                                hf.warning_affects,
                                hf.warning_year,
                                hf.warning_grade,
                                hf.warning_evidence,
                                hf.warning_reference,
                                hf.label,
                                hf.expects,
                                hf.listeners,
                                hf.process_expected,
                                hf.breach,
                                hf.advice,
                                hf.check,
                                hf.note,
                                hf.dispute,
                                hf.dossier};
    const auto is_other = [&](const hf_register_info& row) {
        return row.hfinfo.ref_type != HF_REF_TYPE_NONE &&
               std::ranges::find(of_records, *row.p_id) == of_records.end();
    };
    return std::any_of(field_rows, field_rows + field_count, is_other);
}

// Never inlined: by its name a profile tells what it costs (tests/bench/speed.py).
[[gnu::noinline]] void draw_tag(const Endpoints& endpoints, tvbuff_t* tvb, packet_info* pinfo,
                                proto_tree* tree) {
    if (endpoints.empty()) return;
    TagPainter painter(endpoints, tvb, pinfo, tree);
    // Expert information counts where nobody looks at a field, too (tshark -z expert).
    if (painter.is_any_wanted() || raises(endpoints)) painter.draw();
}

}  // namespace portlore
