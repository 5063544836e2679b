// SPDX-License-Identifier: GPL-2.0-or-later
#include "dossier.h"

#include <glib.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <utility>

#include "glib_owned.h"

namespace portlore {

namespace {

constexpr const char* kMain = "Dossier";
constexpr std::string_view kWarningGroup = "Warning";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
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
        read_references();
        if (!read_port()) return std::move(result_);
        dossier_.origin = origin;
        dossier_.life = read_life();
        dossier_.owners = list("Owner");
        dossier_.products = list("Product");
        dossier_.successors = list("Successor");
        dossier_.speaks = list("Speaks");
        dossier_.tenants = list("Tenant");
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

 private:
    void error(const std::string& group, const std::string& key, const std::string& what) {
        result_.errors.push_back(file_ + ": [" + group + "]" + (key.empty() ? "" : " " + key) + ": " + what);
    }

    /** A key's text, empty if it is not there; remembers that the key is known. */
    std::string value(const std::string& group, const std::string& key) {
        known_.insert({group, key});
        if (g_key_file_has_key(key_file_, group.c_str(), key.c_str(), nullptr) == FALSE) return {};
        g_autoptr(GError) problem = nullptr;
        const OwnedText text(g_key_file_get_string(key_file_, group.c_str(), key.c_str(), &problem));
        if (problem != nullptr)
            error(group, key, std::string(problem->message) + "; write a backslash as two");
        return text ? text.get() : std::string();
    }

    /** The keys of a group, in the file's order. */
    std::vector<std::string> keys(const std::string& group) {
        const OwnedTexts names(g_key_file_get_keys(key_file_, group.c_str(), nullptr, nullptr));
        std::vector<std::string> found;
        for (gchar** key = names.get(); key != nullptr && *key != nullptr; ++key) found.emplace_back(*key);
        return found;
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
        known_.insert({group, key});
        const OwnedTexts texts(
            g_key_file_get_string_list(key_file_, group.c_str(), key.c_str(), nullptr, nullptr));
        std::vector<std::string> elements;
        for (gchar** text = texts.get(); text != nullptr && *text != nullptr; ++text) {
            elements.emplace_back(trimmed(*text));
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
            facts.push_back(key.substr(0, key.find('/')) + ": " + cited(group, key, value(group, key)));
        }
        return facts;
    }

    /** A group of `1=fact`, `2=fact`; the numbers only tell the keys apart. */
    std::vector<std::string> numbered(const std::string& group) {
        std::vector<std::string> facts;
        for (const std::string& key : keys(group)) facts.push_back(cited(group, key, value(group, key)));
        return facts;
    }

    void read_references() {
        for (const std::string& id : keys("Reference")) {
            reference_ids_.insert(id);
            dossier_.references.push_back(value("Reference", id));
        }
    }

    bool read_port() {
        const std::string text = value(kMain, "Port");
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), dossier_.port);
        if (problem == std::errc() && end == text.data() + text.size()) return true;
        error(kMain, "Port", "'" + text + "' is not a port; write a number from 0 to 65535");
        return false;
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
        const OwnedTexts groups(g_key_file_get_groups(key_file_, nullptr));
        for (gchar** group = groups.get(); *group != nullptr; ++group) {
            const std::string_view title(*group);
            if (title == kWarningGroup || title.starts_with(std::string(kWarningGroup) + " "))
                read_warning(*group);
        }
    }

    /** `[Warning ID]`, or `[Warning]` where there is no id. */
    void read_warning(const std::string& group) {
        Warning warning;
        warning.id = std::string(trimmed(std::string_view(group).substr(kWarningGroup.size())));
        warning.affects = value(group, "Affects");
        warning.year = value(group, "Year");
        const std::string text = cited(group, "Text", value(group, "Text"));
        read_transports(group, warning);
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
        if (text.empty()) error(group, "Text", "is missing; say in one line what the warning is about");
        warning.line = name(warning.kind) + (warning.id.empty() ? "" : " " + warning.id) +
                       (warning.year.empty() ? "" : " (" + warning.year + ")") + ": " + text;
        dossier_.warnings.push_back(std::move(warning));
    }

    void read_transports(const std::string& group, Warning& warning) {
        const std::vector<std::string> names = plain_list(group, "Transport");
        if (names.empty()) return;
        warning.transports.fill(false);
        for (const std::string& text : names) {
            if (const auto transport = transport_named(text)) {
                warning.transports[index(*transport)] = true;
            } else {
                error(group, "Transport", "'" + text + "' is not tcp, udp, sctp or dccp");
            }
        }
    }

    /** Names every group and key that nothing above asked for: most likely a slip of the pen. */
    void report_unknown() {
        const OwnedTexts groups(g_key_file_get_groups(key_file_, nullptr));
        for (gchar** group = groups.get(); *group != nullptr; ++group) {
            for (const std::string& key : keys(*group)) {
                if (!known_.contains({*group, key})) {
                    error(*group, key, "is not a key of a dossier; see data/README.md for those that are");
                }
            }
        }
    }

    GKeyFile* key_file_;
    const std::string& file_;
    std::set<std::string> reference_ids_;
    std::set<std::pair<std::string, std::string>> known_;
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
    DossierFile result = DossierReader(key_file, file).read(origin);
    const std::vector<std::string> repeated = repeated_keys(text, file);
    result.errors.insert(result.errors.end(), repeated.begin(), repeated.end());
    return result;
}

bool Dossiers::add(Dossier dossier) {
    std::uint16_t& number = numbers_[dossier.port];
    if (number != 0 || dossiers_.size() >= std::numeric_limits<std::uint16_t>::max()) return false;
    dossiers_.push_back(std::move(dossier));
    number = static_cast<std::uint16_t>(dossiers_.size());
    return true;
}

}  // namespace portlore
