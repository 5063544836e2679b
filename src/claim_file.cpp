// SPDX-License-Identifier: GPL-2.0-or-later
#include "claim_file.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "blanks.h"
#include "glib_owned.h"
#include "registry.h"
#include "service.h"

namespace portlore {

namespace {

/** Of one claim. */
constexpr std::size_t kMostPorts = 256;
constexpr std::size_t kLongestText = 160;
constexpr std::size_t kLongestId = 64;
constexpr std::size_t kLongestLine = 16384;
constexpr std::size_t kMostProofs = 16;
constexpr std::size_t kMostConditions = 16;
/** Of one pattern: fewer are found in any capture. */
constexpr std::size_t kFewestFixedBytes = 2;

/** Takes a text's part before a separator out of it. */
std::string_view take_until(std::string_view& text, std::string_view separator) {
    const std::size_t at = text.find(separator);
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + separator.size());
    return part;
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) parts.push_back(trimmed(take_until(text, separator)));
    return parts;
}

std::optional<std::uint8_t> hex_byte(std::string_view digits) {
    std::uint8_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
    return value;
}

void add(BytePattern& pattern, std::optional<std::uint8_t> byte) {
    pattern.bytes.push_back(byte.value_or(0));
    pattern.fixed.push_back(byte ? 0xff : 0);
}

/** `ff534d42`, `??` for any byte. */
bool read_hex(std::string_view digits, BytePattern& pattern) {
    for (; !digits.empty(); digits.remove_prefix(std::min<std::size_t>(2, digits.size()))) {
        const std::string_view two = digits.substr(0, 2);
        const auto byte = hex_byte(two);
        if (!byte && two != "??") return false;
        add(pattern, byte);
    }
    return true;
}

/** What a letter stands for behind a backslash. */
std::optional<std::uint8_t> escaped(char letter) {
    switch (letter) {
        case 'r':
            return '\r';
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case '\\':
            return '\\';
        default:
            return std::nullopt;
    }
}

/** Text with `\r`, `\n`, `\t`, `\\` and `\x2f`. */
bool read_text(std::string_view text, BytePattern& pattern) {
    while (!text.empty()) {
        std::optional<std::uint8_t> byte = static_cast<std::uint8_t>(text.front());
        std::size_t size = 1;
        if (text.front() == '\\') {
            const bool is_hex = text.substr(1, 1) == "x";
            size = is_hex ? 4 : 2;
            byte = is_hex ? hex_byte(text.substr(2, 2)) : escaped(text.size() > 1 ? text[1] : '\0');
        }
        if (!byte || size > text.size()) return false;
        add(pattern, byte);
        text.remove_prefix(size);
    }
    return true;
}

/** Where no payload reaches. */
constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

/** Takes `@8` off the end of a pattern. */
std::optional<std::size_t> take_position(std::string_view& text) {
    const std::size_t at = text.rfind('@');
    const std::string_view digits = at == std::string_view::npos ? "" : text.substr(at + 1);
    if (digits.empty() || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    std::size_t position = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
    text = text.substr(0, at);
    return error == std::errc() ? position : kNowhere;
}

/** How common a byte is in ordinary payloads, roughly: small letters and zeros most of all. */
int commonness(std::uint8_t byte) {
    if (byte == 0 || byte == ' ' || byte == 'e') return 5;
    if (byte >= 'a' && byte <= 'z') return 4;
    if ((byte >= '0' && byte <= '9') || byte == '\r' || byte == '\n' || byte == 0xff) return 3;
    if (byte >= 'A' && byte <= 'Z') return 2;
    return byte < 8 ? 3 : 1;
}

std::size_t rarest_of(const BytePattern& pattern) {
    std::size_t rarest = 0;
    int least = 100;
    for (std::size_t nth = 0; nth < pattern.bytes.size(); ++nth) {
        const int common = pattern.fixed[nth] == 0 ? 99 : commonness(pattern.bytes[nth]);
        if (common >= least) continue;
        least = common;
        rarest = nth;
    }
    return rarest;
}

/** `text:SSH-@0`, `hex:00000004`, behind whose side it is of. */
std::optional<BytePattern> read_pattern(std::string_view words, bool of_listener) {
    BytePattern pattern;
    pattern.of_listener = of_listener;
    pattern.position = take_position(words);
    if (pattern.position.value_or(0) > BytePattern::kSearched) return std::nullopt;
    const std::string_view form = take_until(words, ":");
    if (form != "text" && form != "hex") return std::nullopt;
    pattern.bytes.reserve(words.size());
    pattern.fixed.reserve(words.size());
    if (!(form == "hex" ? read_hex(words, pattern) : read_text(words, pattern))) return std::nullopt;
    const auto fixed = static_cast<std::size_t>(std::ranges::count(pattern.fixed, 0xff));
    if (fixed < kFewestFixedBytes || pattern.bytes.size() > BytePattern::kLongest) return std::nullopt;
    pattern.rarest = rarest_of(pattern);
    return pattern;
}

bool is_filter_name(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

std::optional<Condition> read_condition(std::string_view words) {
    Condition condition;
    if (words.starts_with("not ")) {
        condition.denied = true;
        words = trimmed(words.substr(4));
    }
    if (words == "from outside") return condition;
    for (const auto& [side, of_listener] : {std::pair{"server:", true}, {"client:", false}}) {
        if (!words.starts_with(side)) continue;
        words.remove_prefix(7);
        if (words.find(':') == std::string_view::npos) {
            condition.of_client = !of_listener;
            break;
        }
        condition.pattern = read_pattern(words, of_listener);
        return condition.pattern ? std::optional(condition) : std::nullopt;
    }
    if (!is_filter_name(words)) return std::nullopt;
    condition.protocol = words;
    return condition;
}

/** Whether a proof asks for something that is there, and not only for what is not. */
bool asks_for_something(const Proof& proof) {
    return std::ranges::any_of(proof.conditions, [](const Condition& condition) {
        return !condition.denied && (condition.pattern || !condition.protocol.empty());
    });
}

/** The column of evidence. @return what is wrong; empty: nothing. */
std::string read_evidence(std::string_view column, std::vector<Proof>& proofs) {
    for (const std::string_view words : parts_of(column, " or ")) {
        Proof proof{std::string(words), {}};
        for (const std::string_view part : parts_of(words, " and ")) {
            auto condition = read_condition(part);
            if (!condition) {
                return "'" + std::string(part) +
                       "' is neither a protocol nor bytes of a side; see data/README.md for the words";
            }
            proof.conditions.push_back(std::move(*condition));
        }
        if (!asks_for_something(proof))
            return "'" + std::string(words) + "' asks for nothing that is seen; name a protocol or bytes";
        proofs.push_back(std::move(proof));
    }
    const bool is_long = std::ranges::any_of(
        proofs, [](const Proof& proof) { return proof.conditions.size() > kMostConditions; });
    return proofs.size() > kMostProofs || is_long ? "is too long; make several claims of it" : "";
}

/** The column of ports. */
bool read_ports(std::string_view column, std::vector<Claim::Range>& ports) {
    std::size_t count = 0;
    for (const std::string_view part : parts_of(column, ",")) {
        const std::size_t dash = part.find('-');
        const auto first = parse_port(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : parse_port(part.substr(dash + 1));
        if (!first || !last || *first > *last) return false;
        ports.push_back({*first, *last});
        count += *last - *first + 1U;
    }
    return count > 0 && count <= kMostPorts;
}

std::optional<ClaimKind> kind_named(std::string_view word) {
    for (std::size_t nth = 0; nth < kClaimKinds; ++nth) {
        const auto kind = static_cast<ClaimKind>(nth);
        if (word == key(kind)) return kind;
    }
    return std::nullopt;
}

/** The columns of a line, and what is wrong with the first that is. */
class ClaimReader {
 public:
    std::optional<Claim> read(std::string_view line, std::string& problem) {
        if (!is_readable(line)) {
            problem = "is no line of at most " + std::to_string(kLongestLine) +
                      " bytes of UTF-8 without control characters; save the file as UTF-8";
            return std::nullopt;
        }
        std::array<std::string_view, 8> columns;
        std::size_t count = 0;
        bool goes_on = true;
        while (goes_on && count < columns.size()) {
            goes_on = line.find('\t') != std::string_view::npos;
            columns[count++] = trimmed(take_part(line, '\t'));
        }
        if (count != columns.size() || goes_on) {
            problem = "has not the eight columns, with a tab between each two: " + spaced_columns();
            return std::nullopt;
        }
        const auto& [ports, transport, kind, id, text, evidence, grade, references] = columns;
        read_place(ports, transport);
        read_words(kind, id, text);
        wrong("evidence: ", read_evidence(evidence, claim_.proofs));
        read_sources(grade, references);
        problem = problem_;
        return problem.empty() ? std::optional(std::move(claim_)) : std::nullopt;
    }

 private:
    static bool is_readable(std::string_view line) {
        return line.size() <= kLongestLine &&
               g_utf8_validate(line.data(), static_cast<gssize>(line.size()), nullptr) != FALSE &&
               std::ranges::none_of(line, [](char c) {
                   return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
               });
    }

    static std::string spaced_columns() {
        std::string columns(kClaimColumns);
        std::ranges::replace(columns, '\t', ' ');
        return columns;
    }

    void wrong(const char* column, const std::string& what) {
        if (problem_.empty() && !what.empty()) problem_ = column + what;
    }

    void read_place(std::string_view ports, std::string_view transport) {
        if (!read_ports(ports, claim_.ports)) {
            wrong("port: ", "'" + std::string(ports) +
                                "' is not a port; write a number from 0 to 65535, a range as 8000-8099, or "
                                "several with commas, at most " +
                                std::to_string(kMostPorts) + " in all");
        }
        if (const auto named = transport_named(transport)) {
            claim_.transport = *named;
        } else {
            wrong("transport: ", "'" + std::string(transport) + "' is not tcp, udp, sctp or dccp");
        }
    }

    void read_words(std::string_view kind, std::string_view id, std::string_view text) {
        if (const auto named = kind_named(kind)) {
            claim_.kind = *named;
        } else {
            wrong("kind: ",
                  "'" + std::string(kind) +
                      "' is not exposed, vulnerable, amplification, c2, malware, backdoor or tenant");
        }
        claim_.id = id;
        claim_.text = text;
        if (id.empty() || id.size() > kLongestId) {
            wrong("id: ",
                  "is not a CVE's number or a name of at most " + std::to_string(kLongestId) + " bytes");
        }
        if (text.empty() ||
            g_utf8_strlen(text.data(), static_cast<gssize>(text.size())) > static_cast<glong>(kLongestText)) {
            wrong("text: ", "is not one sentence of at most " + std::to_string(kLongestText) + " characters");
        }
    }

    void read_sources(std::string_view grade, std::string_view references) {
        if (grade != "A" && grade != "B")
            wrong("grade: ", "'" + std::string(grade) + "' is not A or B; leave out what is worth less");
        claim_.grade = grade == "A" ? Grade::A : Grade::B;
        for (const std::string_view part : parts_of(references, ";")) claim_.references.emplace_back(part);
        if (claim_.references.empty()) wrong("references: ", "are missing; say where it is from");
    }

    Claim claim_;
    std::string problem_;
};

/** Reads references.ini. */
class ReferenceReader {
 public:
    ReferenceReader(GKeyFile* key_file, const std::string& file) : key_file_(key_file), file_(file) {}

    ReferencesFile read() {
        const OwnedTexts groups(g_key_file_get_groups(key_file_, nullptr));
        for (gchar** group = groups.get(); *group != nullptr; ++group) read_group(*group);
        return std::move(result_);
    }

 private:
    void read_group(const std::string& group) {
        Reference reference;
        for (const auto& [name, member] : {std::pair{"title", &Reference::title},
                                           {"publisher", &Reference::publisher},
                                           {"kind", &Reference::kind},
                                           {"url", &Reference::url},
                                           {"checked", &Reference::checked}}) {
            const OwnedText text(g_key_file_get_string(key_file_, group.c_str(), name, nullptr));
            reference.*member = text ? trimmed(text.get()) : std::string_view();
            if ((reference.*member).empty()) error(group, std::string(name) + ": is missing");
        }
        constexpr std::array<std::string_view, 6> kKinds{"cve",  "vendor", "source",
                                                         "rule", "agency", "research"};
        if (std::ranges::find(kKinds, reference.kind) == kKinds.end())
            error(group, "kind: is not cve, vendor, source, rule, agency or research");
        result_.references[group] = std::move(reference);
    }

    void error(const std::string& group, const std::string& what) {
        result_.errors.push_back(file_ + ": [" + group + "] " + what);
    }

    GKeyFile* key_file_;
    const std::string& file_;
    ReferencesFile result_;
};

}  // namespace

std::optional<Claim> read_claim(std::string_view line, std::string& problem) {
    return ClaimReader().read(line, problem);
}

ClaimsFile read_claims(std::string_view text, const std::string& file) {
    ClaimsFile result;
    std::set<std::tuple<std::uint16_t, Transport, std::string>> taken;
    bool has_header = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        std::string_view line = take_part(text, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (trimmed(line).empty() || line.starts_with('#')) continue;
        std::string problem;
        if (!has_header) {
            has_header = true;
            if (line == kClaimColumns) continue;
            problem = "does not name the columns; begin with " + std::string(kClaimColumns);
        }
        auto claim = problem.empty() ? read_claim(line, problem) : std::nullopt;
        if (claim && !taken.insert({claim->ports[0].first, claim->transport, claim->id}).second)
            problem = "id: '" + claim->id + "' stands on that port already; this one is left out";
        if (!problem.empty()) {
            result.errors.push_back(file + ":" + std::to_string(number) + ": " + problem);
            continue;
        }
        claim->origin = file + ":" + std::to_string(number);
        result.claims.push_back(std::move(*claim));
        result.lines.push_back(number);
    }
    return result;
}

ReferencesFile read_references(std::string_view text, const std::string& file) {
    const OwnedKeyFile key_file(g_key_file_new());
    g_autoptr(GError) problem = nullptr;
    if (g_key_file_load_from_data(key_file.get(), text.data(), text.size(), G_KEY_FILE_NONE, &problem) ==
        FALSE)
        return {{}, {file + ": " + problem->message + "; write a group a reference"}};
    return ReferenceReader(key_file.get(), file).read();
}

}  // namespace portlore
