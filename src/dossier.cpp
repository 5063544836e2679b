// SPDX-License-Identifier: GPL-2.0-or-later
#include "dossier.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "blanks.h"
#include "glib_owned.h"
#include "registry.h"

namespace portlore {

namespace {

constexpr const char* kMain = "Dossier";
constexpr std::string_view kWarningGroup = "Warning";
/** The largest that is built in has 40. */
constexpr std::size_t kMostKeys = 1000;

template <typename Element>
void append(std::vector<Element>& to, const std::vector<Element>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

/** A dossier with what another adds to it: lists grow, single words are replaced where they are given. */
Dossier extended(Dossier below, const Dossier& above) {
    if (!above.label.empty()) below.label = above.label;
    if (above.life != Life::Unknown) below.life = above.life;
    if (!above.advice.empty()) below.advice = above.advice;
    append(below.owners, above.owners);
    append(below.products, above.products);
    append(below.successors, above.successors);
    append(below.speaks, above.speaks);
    append(below.tenants, above.tenants);
    append(below.history, above.history);
    append(below.notes, above.notes);
    append(below.disputes, above.disputes);
    append(below.likely, above.likely);
    append(below.expects, above.expects);
    append(below.processes, above.processes);
    append(below.listeners, above.listeners);
    append(below.references, above.references);
    append(below.warnings, above.warnings);
    below.origin += ", " + above.origin;
    return below;
}

/** GLib takes the last of several equal keys without a word; this finds the others. */
std::vector<std::string> repeated_keys(std::string_view text, const std::string& file) {
    std::vector<std::string> errors;
    std::set<std::pair<std::string, std::string>> seen;
    std::string group;
    std::size_t line_number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line_number;
        if (line.starts_with('[')) {
            group = std::string(line.substr(1, line.find(']') - 1));
        } else if (!line.empty() && !line.starts_with('#')) {
            const std::string key(trimmed(line.substr(0, line.find('='))));
            if (seen.insert({group, key}).second) continue;
            errors.push_back(file + ":" + std::to_string(line_number) + ": [" + group + "] " + key +
                             ": is given twice, the last one counts; rename one, a label may end in /2");
        }
    }
    return errors;
}

/** Reads one key file, group by group; notes every error and goes on. */
class DossierReader {
 public:
    DossierReader(GKeyFile* key_file, const std::string& file) : key_file_(key_file), file_(file) {}

    DossierFile read(const std::string& origin) {
        read_entries();
        if (entries_.size() > kMostKeys) {
            result_.errors.push_back(file_ + ": has more than " + std::to_string(kMostKeys) +
                                     " keys; make several dossiers of it");
            entries_.clear();
            return std::move(result_);
        }
        read_references();
        if (!has_main_group() || !read_ports()) return std::move(result_);
        dossier_.origin = origin;
        dossier_.transports = transports(kMain);
        dossier_.extends = read_extends();
        dossier_.label = std::string(trimmed(value(kMain, "Label")));
        dossier_.life = read_life();
        dossier_.owners = list("Owner");
        dossier_.products = list("Product");
        dossier_.successors = list("Successor");
        dossier_.speaks = list("Speaks");
        dossier_.tenants = list("Tenant");
        dossier_.expects = plain_list(kMain, "Expects");
        dossier_.processes = plain_list(kMain, "Process");
        read_listeners();
        dossier_.advice = std::string(trimmed(value(kMain, "Advice")));
        dossier_.history = labelled("History");
        dossier_.disputes = labelled("Dispute");
        dossier_.notes = numbered("Note");
        dossier_.likely = numbered("Likely");
        read_warnings();
        report_unknown();
        result_.dossier = std::move(dossier_);
        return std::move(result_);
    }

    [[nodiscard]] bool has_repeated_keys() const {
        for (auto one = entries_.begin(); one != entries_.end(); ++one) {
            const auto is_same = [&](const Entry& other) {
                return other.key == one->key && other.group == one->group;
            };
            if (std::any_of(std::next(one), entries_.end(), is_same)) return true;
        }
        return false;
    }

 private:
    struct Entry {
        std::string group;
        std::string key;
        bool known;  ///< something asked for it
    };

    void error(const std::string& group, const std::string& key, const std::string& what) {
        result_.errors.push_back(file_ + ": [" + group + "]" + (key.empty() ? "" : " " + key) + ": " + what);
    }

    /** A key's place in entries_, or null; remembers that the key is known. */
    const Entry* entry(const std::string& group, std::string_view key) {
        const Entry* found = nullptr;
        for (Entry& entry : entries_) {
            if (entry.key != key || entry.group != group) continue;
            entry.known = true;
            found = &entry;
        }
        return found;
    }

    /** A key's text, empty if it is not there. */
    std::string value(const std::string& group, const std::string& key) {
        if (entry(group, key) == nullptr) return {};
        g_autoptr(GError) problem = nullptr;
        const OwnedText text(g_key_file_get_string(key_file_, group.c_str(), key.c_str(), &problem));
        // GLib may give both a text and what is wrong with it.
        return is_refused(problem, group, key) || !text ? std::string() : text.get();
    }

    /** Whether something is wrong with a key's text; says so. */
    bool is_refused(const GError* problem, const std::string& group, const std::string& key) {
        if (problem != nullptr)
            error(group, key, std::string(problem->message) + "; write a backslash as two");
        return problem != nullptr;
    }

    /** The keys of a group, in the file's order. */
    [[nodiscard]] std::vector<std::string> keys(std::string_view group) const {
        std::vector<std::string> found;
        for (const Entry& entry : entries_) {
            if (entry.group == group) found.push_back(entry.key);
        }
        return found;
    }

    void read_entries() {
        const OwnedTexts groups(g_key_file_get_groups(key_file_, nullptr));
        for (gchar** group = groups.get(); *group != nullptr; ++group) {
            groups_.emplace_back(*group);
            const OwnedTexts names(g_key_file_get_keys(key_file_, *group, nullptr, nullptr));
            for (gchar** key = names.get(); key != nullptr && *key != nullptr; ++key)
                entries_.push_back({groups_.back(), *key, false});
        }
    }

    /** Takes the `[id]` citations off the end of a fact, each of which must stand under [Reference]. */
    std::string cited(const std::string& group, const std::string& key, std::string_view fact) {
        bool cites = false;
        fact = trimmed(fact);
        while (fact.ends_with(']')) {
            const std::size_t open = fact.rfind('[');
            if (open == std::string_view::npos) break;
            const std::string id(fact.substr(open + 1, fact.size() - open - 2));
            if (!reference_ids_.contains(id))
                error(group, key, "cites [" + id + "], which [Reference] lacks; add it");
            cites = true;
            fact = trimmed(fact.substr(0, open));
        }
        if (!cites && !fact.empty()) result_.uncited.push_back("[" + group + "] " + key);
        return std::string(fact);
    }

    /** The elements of a list, `one;two`. */
    std::vector<std::string> plain_list(const std::string& group, const std::string& key) {
        if (entry(group, key) == nullptr) return {};
        g_autoptr(GError) problem = nullptr;
        const OwnedTexts texts(
            g_key_file_get_string_list(key_file_, group.c_str(), key.c_str(), nullptr, &problem));
        std::vector<std::string> elements;
        if (is_refused(problem, group, key)) return elements;
        for (gchar** text = texts.get(); text != nullptr && *text != nullptr; ++text) {
            if (const std::string_view element = trimmed(*text); !element.empty())
                elements.emplace_back(element);
        }
        return elements;
    }

    /** A list of facts in the main group. */
    std::vector<std::string> list(const std::string& key) {
        std::vector<std::string> facts = plain_list(kMain, key);
        for (std::string& fact : facts) fact = cited(kMain, key, fact);
        return facts;
    }

    /** A group of `label=fact`: each becomes `label: fact`. What follows a slash only tells equal labels
     * apart. */
    std::vector<std::string> labelled(const std::string& group) {
        std::vector<std::string> facts;
        for (const std::string& key : keys(group)) {
            const std::string fact = cited(group, key, value(group, key));
            if (!fact.empty()) facts.push_back(key.substr(0, key.find('/')) + ": " + fact);
        }
        return facts;
    }

    /** A group of `1=fact`, `2=fact`; the numbers only tell the keys apart. */
    std::vector<std::string> numbered(const std::string& group) {
        std::vector<std::string> facts;
        for (const std::string& key : keys(group)) {
            std::string fact = cited(group, key, value(group, key));
            if (!fact.empty()) facts.push_back(std::move(fact));
        }
        return facts;
    }

    void read_references() {
        for (const std::string& id : keys("Reference")) {
            reference_ids_.insert(id);
            std::string source = value("Reference", id);
            if (!source.empty()) dossier_.references.push_back(std::move(source));
        }
    }

    /** Without it nothing is known to be a dossier's, and a misspelt one is most likely the reason. */
    bool has_main_group() {
        std::string others;
        for (const std::string& group : groups_) {
            if (group == kMain) return true;
            if (!is_other_group(group)) others += (others.empty() ? "" : ", ") + ("[" + group + "]");
        }
        result_.errors.push_back(file_ + ": the group [" + kMain + "] is missing; " +
                                 (others.empty() ? "begin with it" : "rename " + others));
        return false;
    }

    static bool is_warning(const std::string& group) {
        return group == kWarningGroup || group.starts_with(std::string(kWarningGroup) + " ");
    }

    static bool is_other_group(const std::string& group) {
        constexpr std::array kOthers{"History", "Note", "Dispute", "Likely", "Reference"};
        return is_warning(group) || std::ranges::find(kOthers, group) != kOthers.end();
    }

    /** `8443` or `8000-8099`. */
    bool read_ports() {
        const std::string text = value(kMain, "Port");
        const std::size_t dash = text.find('-');
        const auto first = parse_port(std::string_view(text).substr(0, dash));
        const auto last =
            dash == std::string::npos ? first : parse_port(std::string_view(text).substr(dash + 1));
        if (!first || !last || *first > *last) {
            error(kMain, "Port",
                  "'" + text + "' is not a port; write a number from 0 to 65535, or a range as 8000-8099");
            return false;
        }
        dossier_.first_port = *first;
        dossier_.last_port = *last;
        return true;
    }

    bool read_extends() {
        const std::string text = value(kMain, "Extends");
        if (!text.empty() && text != "true" && text != "false") {
            error(kMain, "Extends",
                  "'" + text + "' is not true or false; the dossier replaces what is known");
        }
        return text == "true";
    }

    void read_listeners() {
        for (const std::string& text : plain_list(kMain, "Listeners")) {
            if (const auto subnet = subnet_of(text)) {
                dossier_.listeners.push_back(*subnet);
            } else {
                error(kMain, "Listeners", "'" + text + "' is not an address or a subnet as 192.0.2.0/24");
            }
        }
    }

    Life read_life() {
        const std::string text = cited(kMain, "Life", value(kMain, "Life"));
        for (const Life life : {Life::Unknown, Life::Alive, Life::PresumedDead, Life::Dead}) {
            if (text == name(life)) return life;
        }
        if (!text.empty())
            error(kMain, "Life", "'" + text + "' is not Dead, Presumed dead, Alive or Unknown");
        return Life::Unknown;
    }

    void read_warnings() {
        for (const std::string& group : groups_) {
            if (is_warning(group)) read_warning(group);
        }
    }

    /** `[Warning ID]`, or `[Warning]` where there is no id. */
    void read_warning(const std::string& group) {
        Warning warning;
        warning.id = std::string(trimmed(std::string_view(group).substr(kWarningGroup.size())));
        warning.affects = value(group, "Affects");
        warning.year = value(group, "Year");
        const std::string text = cited(group, "Text", value(group, "Text"));
        warning.transports = transports(group);
        warning.loudest = read_severity(group);
        warning.evidence = plain_list(group, "Evidence");
        const std::string kind = value(group, "Kind");
        const auto kinds = {WarningKind::Vulnerability, WarningKind::Malware, WarningKind::AbuseReport};
        const auto* const found =
            std::find_if(kinds.begin(), kinds.end(), [&](WarningKind k) { return kind == name(k); });
        if (found == kinds.end()) {
            error(group, "Kind",
                  "'" + kind + "' is not Vulnerability, Malware or Abuse report; the warning is left out");
            return;
        }
        warning.kind = *found;
        if (text.empty()) {
            error(group, "Text",
                  "is missing; say in one line what the warning is about, until then it is left out");
            return;
        }
        warning.line = name(warning.kind) + (warning.id.empty() ? "" : " " + warning.id) +
                       (warning.year.empty() ? "" : " (" + warning.year + ")") + ": " + text;
        dossier_.warnings.push_back(std::move(warning));
    }

    /** `Severity`: how loudly a warning may be raised. */
    Alarm read_severity(const std::string& group) {
        const std::string text = value(group, "Severity");
        if (text.empty() || text == "Warn") return Alarm::Full;
        if (text == "Note") return Alarm::Attempt;
        if (text != "None") error(group, "Severity", "'" + text + "' is not Warn, Note or None");
        return text == "None" ? Alarm::None : Alarm::Full;
    }

    /** `Transport`: all four where it is not given. */
    Transports transports(const std::string& group) {
        const std::vector<std::string> names = plain_list(group, "Transport");
        Transports concerned = names.empty() ? kAllTransports : 0;
        for (const std::string& text : names) {
            if (const auto transport = transport_named(text)) {
                concerned |= only(*transport);
            } else {
                error(group, "Transport", "'" + text + "' is not tcp, udp, sctp or dccp");
            }
        }
        return concerned;
    }

    /** Names every group and key that nothing above asked for: most likely a slip of the pen. */
    void report_unknown() {
        for (const Entry& entry : entries_) {
            if (entry.known) continue;
            error(entry.group, entry.key, "is not a key of a dossier; see data/README.md for those that are");
        }
    }

    GKeyFile* key_file_;
    const std::string& file_;
    std::set<std::string> reference_ids_;
    std::vector<std::string> groups_;  ///< in the file's order
    std::vector<Entry> entries_;       ///< likewise
    Dossier dossier_;
    DossierFile result_;
};

}  // namespace

const char* name(Life life) {
    switch (life) {
        case Life::Alive:
            return "Alive";
        case Life::PresumedDead:
            return "Presumed dead";
        case Life::Dead:
            return "Dead";
        case Life::Unknown:
            break;
    }
    return "Unknown";
}

const char* name(WarningKind kind) {
    switch (kind) {
        case WarningKind::Vulnerability:
            return "Vulnerability";
        case WarningKind::Malware:
            return "Malware";
        case WarningKind::AbuseReport:
            break;
    }
    return "Abuse report";
}

DossierFile read_dossier(std::string_view text, const std::string& file, const std::string& origin) {
    const auto refused = [&](const std::string& why) { return DossierFile{{}, {file + ": " + why}, {}}; };
    const gchar* invalid = nullptr;
    if (g_utf8_validate_len(text.data(), text.size(), &invalid) == FALSE) {
        const auto line = 1 + std::count(text.data(), invalid, '\n');
        return refused("line " + std::to_string(line) + " is not UTF-8; save the file as UTF-8");
    }
    g_autoptr(GKeyFile) key_file = g_key_file_new();
    g_autoptr(GError) problem = nullptr;
    if (g_key_file_load_from_data(key_file, text.data(), text.size(), G_KEY_FILE_NONE, &problem) == FALSE) {
        return refused(std::string(problem->message) + "; see data/README.md for the format");
    }
    DossierReader reader(key_file, file);
    DossierFile result = reader.read(origin);
    if (reader.has_repeated_keys()) append(result.errors, repeated_keys(text, file));
    return result;
}

std::vector<Dossiers::Table*> Dossiers::tables_of(const Dossier& dossier) {
    std::vector<Table*> tables;
    const bool all = dossier.transports == kAllTransports;
    for (const Transport transport : kTransports) {
        if (!holds(dossier.transports, transport)) continue;
        Table& own = own_[index(transport)];
        if (!all && own.empty()) own = shared_;
        if (!own.empty()) tables.push_back(&own);
    }
    if (all) tables.push_back(&shared_);
    return tables;
}

std::optional<Dossiers::Conflict> Dossiers::lay(const Dossier& dossier) {
    const std::vector<Table*> tables = tables_of(dossier);
    std::set<std::uint16_t> below;
    for (const Table* const table : tables) {
        for (std::uint32_t port = dossier.first_port; port <= dossier.last_port; ++port) {
            const std::uint16_t number = (*table)[port];
            if (number > layer_begin_)
                return Conflict{static_cast<std::uint16_t>(port), dossiers_[number - 1U].origin};
            below.insert(number);
        }
    }
    if (dossiers_.size() + below.size() > std::numeric_limits<std::uint16_t>::max())
        return Conflict{dossier.first_port, {}};
    std::map<std::uint16_t, std::uint16_t> over;
    std::uint16_t alone = 0;
    for (const std::uint16_t number : below) {
        const bool extends = dossier.extends && number != 0;
        if (extends) {
            over[number] = keep(extended(dossiers_[number - 1U], dossier));
        } else {
            if (alone == 0) alone = keep(dossier);
            over[number] = alone;
        }
    }
    for (Table* const table : tables) {
        for (std::uint32_t port = dossier.first_port; port <= dossier.last_port; ++port)
            (*table)[port] = over[(*table)[port]];
    }
    return std::nullopt;
}

std::uint16_t Dossiers::keep(Dossier dossier) {
    dossiers_.push_back(std::move(dossier));
    return static_cast<std::uint16_t>(dossiers_.size());
}

}  // namespace portlore
