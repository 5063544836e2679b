// Writes the facts of data/ into C++ source as constant tables, with the readers that the plugin itself has
// for a user's files: what Port Lore knows costs nothing before it is asked for. Runs when Port Lore is
// built.
//
// usage: make-facts FOLDER OUTPUT.cpp      FOLDER is data/
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "built_in_tables.h"
#include "claim_file.h"
#include "csv.h"
#include "dossier.h"
#include "file.h"
#include "ghost.h"
#include "registry_file.h"
#include "service_file.h"

namespace {

using namespace portlore;

using Errors = std::vector<std::string>;

std::string text_of(const std::string& path, Errors& errors) {
    constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
    FileText file = read_file(path, kMostBytes);
    if (!file.text) errors.push_back(file.error);
    return std::move(file.text).value_or("");
}

void append(Errors& errors, const Errors& more) { errors.insert(errors.end(), more.begin(), more.end()); }

/** The dossiers of a folder, one behind the other. */
class DossierFolder {
 public:
    DossierFolder(const std::string& folder, Errors& errors) {
        FolderFiles found = files_in(folder);
        std::erase_if(found.paths, [](const std::string& path) { return !path.ends_with(".dossier"); });
        if (!found.error.empty()) errors.push_back(found.error);
        if (found.paths.empty()) errors.push_back(folder + ": has no dossiers");
        for (const std::string& path : found.paths) add(path, errors);
        std::ranges::sort(rows, {}, &DossierTables::Row::first);
    }

    /** As DossierTables::documented. */
    [[nodiscard]] std::vector<std::uint8_t> documented(Transport transport) const {
        std::vector<std::uint8_t> bits(65536 / 8);
        for (std::size_t port = 0; port < 65536; ++port) {
            if (dossiers_.find(static_cast<std::uint16_t>(port), transport) != nullptr)
                bits[port / 8] = static_cast<std::uint8_t>(bits[port / 8] | 1U << port % 8);
        }
        return bits;
    }

    std::string text;
    std::vector<DossierTables::File> files;
    std::vector<DossierTables::Row> rows;

 private:
    void add(const std::string& path, Errors& errors) {
        const std::string name = path.substr(path.find_last_of("/\\") + 1);
        const std::string content = text_of(path, errors);
        const DossierFile read = read_dossier(content, name, "built-in");
        append(errors, read.errors);
        for (const std::string& fact : read.uncited)
            errors.push_back(name + ": " + fact + ": cites no reference");
        if (!read.dossier) return;
        if (dossiers_.lay(*read.dossier)) errors.push_back(name + ": one of its ports has a dossier already");
        for (const Transport transport : kTransports) {
            if (!holds(read.dossier->transports, transport)) continue;
            rows.push_back({shared_key(read.dossier->first_port, transport),
                            shared_key(read.dossier->last_port, transport),
                            static_cast<std::uint16_t>(files.size())});
        }
        files.push_back({end(), static_cast<std::uint32_t>(name.size()),
                         end() + static_cast<std::uint32_t>(name.size()),
                         static_cast<std::uint32_t>(content.size())});
        text += name + content;
    }

    [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(text.size()); }

    Dossiers dossiers_;
};

/** The claims and what they cite. */
class ClaimsOfFolder {
 public:
    ClaimsOfFolder(const std::string& folder, Errors& errors)
        : text(text_of(folder + "/claims.tsv", errors)) {
        const ClaimsFile read = read_claims(text, "data/claims.tsv");
        const ReferencesFile cited =
            read_references(text_of(folder + "/references.ini", errors), "data/references.ini");
        append(errors, read.errors);
        append(errors, cited.errors);
        for (std::size_t nth = 0; nth < read.claims.size(); ++nth) {
            const Claim& claim = read.claims[nth];
            add(claim, read.lines[nth]);
            for (const std::string& key : claim.references) {
                if (cited.references.contains(key)) continue;
                errors.push_back(claim.origin + ": cites " + key + ", which data/references.ini lacks");
            }
        }
        for (std::vector<std::uint32_t>* const list : {&ports, &by_bytes}) {
            std::sort(list->begin(), list->end());
            list->erase(std::unique(list->begin(), list->end()), list->end());
        }
        keys = cited.references;
        for (const auto& [key, reference] : keys) {
            const std::string line = reference.line();
            const auto begin = static_cast<std::uint32_t>(reference_texts.size());
            const auto size = static_cast<std::uint32_t>(key.size());
            references.push_back({begin, size, begin + size, static_cast<std::uint32_t>(line.size())});
            reference_texts += key + line;
        }
    }

    std::string text;
    std::string reference_texts;
    std::vector<ClaimTables::Reference> references;
    std::vector<ClaimTables::Row> rows;
    std::vector<std::uint32_t> ports;
    std::vector<std::uint32_t> by_bytes;
    std::map<std::string, Reference, std::less<>> keys;

 private:
    void add(const Claim& claim, std::size_t line_number) {
        std::size_t begin = 0;
        for (std::size_t line = 1; line < line_number; ++line) begin = text.find('\n', begin) + 1;
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        for (const Claim::Range& range : claim.ports) {
            rows.push_back({shared_key(range.first, claim.transport), shared_key(range.last, claim.transport),
                            static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)});
            for (std::uint32_t port = rows.back().first; port <= rows.back().last; ++port) {
                ports.push_back(port);
                if (claim.asks_for_bytes()) by_bytes.push_back(port);
            }
        }
    }
};

/** The ghosts, of services that the registry has. */
class GhostsOfFolder {
 public:
    GhostsOfFolder(const std::string& folder, const ClaimsOfFolder& cited, Errors& errors)
        : text(text_of(folder + "/ghosts.tsv", errors)) {
        std::string_view rest = text;
        for (std::size_t number = 1; !rest.empty(); ++number) {
            const auto begin = static_cast<std::uint32_t>(rest.data() - text.data());
            const std::string_view line = take_part(rest, '\n');
            if (number == 1 ? line == kGhostColumns : line.empty()) continue;
            std::string problem;
            const auto ghost = read_ghost(line, problem);
            if (ghost && !cited.keys.contains(std::string(ghost->reference)))
                problem = "cites what data/references.ini lacks";
            if (ghost) rows.push_back({begin, static_cast<std::uint32_t>(line.size())});
            if (!problem.empty())
                errors.push_back("data/ghosts.tsv:" + std::to_string(number) + ": " + problem);
        }
        const GhostTables tables{text, rows};
        std::ranges::sort(rows, {}, [&](const GhostTables::Row& row) { return tables.service(row); });
    }

    std::string text;
    std::vector<GhostTables::Row> rows;
};

/** A registry of what Assignment shows alone, in its order: rows that say the same of several transports, or
 * of several ports, are one. */
class CompactRegistry {
 public:
    explicit CompactRegistry(const RegistryTables& tables) {
        std::map<std::pair<std::string, Status>, std::uint16_t> numbers;
        for (const RegistryTables::Row& row : tables.rows) {
            std::string line = shown_line(tables, row);
            const auto [known, is_new] = numbers.try_emplace({line, row.status});
            if (is_new) {
                rows_.push_back({static_cast<std::uint32_t>(text_.size()), row.status});
                known->second = static_cast<std::uint16_t>(rows_.size());
                text_ += line;
            }
            numbers_.push_back(known->second);
        }
    }

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] const std::vector<RegistryTables::Row>& rows() const { return rows_; }
    /** What a row's number in the whole registry has become. */
    [[nodiscard]] std::uint16_t number_of(std::uint16_t row) const { return numbers_[row - 1U]; }

 private:
    /** A field as CsvReader reads it, its quotes still doubled, so that it reads it again. */
    static std::string as_written(std::string_view field) {
        const bool is_quoted =
            field.starts_with('"') || field.find_first_of(",\r\n") != std::string_view::npos;
        return is_quoted ? '"' + std::string(field) + '"' : std::string(field);
    }

    static std::string shown_line(const RegistryTables& tables, const RegistryTables::Row& row) {
        std::vector<std::string_view> fields;
        CsvReader(tables.text.substr(row.offset)).read(fields);
        std::string line;
        for (const std::uint16_t column : tables.columns) line += as_written(fields[column]) + ',';
        line.back() = '\n';
        return line;
    }

    std::string text_;
    std::vector<RegistryTables::Row> rows_;
    std::vector<std::uint16_t> numbers_;  ///< by the whole registry's
};

void write_text(std::ostream& out, const char* name, std::string_view text) {
    out << "constexpr std::string_view " << name << " = R\"portlore(" << text << ")portlore\"sv;\n";
}

template <typename Rows, typename Write>
void write_rows(std::ostream& out, const std::string& head, const Rows& rows, const Write& write) {
    out << "constexpr " << head << "[] = {\n";
    for (std::size_t at = 0; at < rows.size(); ++at) {
        write(rows[at]);
        out << (at % 16 == 15 ? ",\n" : ",");
    }
    out << "};\n";
}

void write_port_rows(std::ostream& out, Transport transport, const PortRows& ports,
                     const CompactRegistry& compact) {
    const std::string of_transport = "_" + std::string(name(transport));
    write_rows(out, "std::uint64_t kHasRow" + of_transport, ports.has,
               [&](std::uint64_t word) { out << word << 'U'; });
    write_rows(out, "std::uint16_t kRowsBefore" + of_transport, ports.before,
               [&](std::uint16_t count) { out << count; });
    write_rows(out, "std::uint16_t kPortRows" + of_transport, ports.rows,
               [&](std::uint16_t row) { out << compact.number_of(row); });
}

void write_registry(std::ostream& out, const RegistryTables& tables) {
    const CompactRegistry compact(tables);
    write_text(out, "kRegistryText", compact.text());
    write_text(out, "kSnapshot", tables.snapshot);
    write_rows(out, "RegistryTables::Row kRegistryRows", compact.rows(), [&](const RegistryTables::Row& row) {
        out << '{' << row.offset << ",Status::" << name(row.status) << '}';
    });
    for (const Transport transport : kTransports)
        write_port_rows(out, transport, tables.primary[index(transport)], compact);
    write_rows(out, "RegistryTables::Shared kShared", tables.shared, [&](const RegistryTables::Shared& row) {
        out << '{' << row.key << ',' << compact.number_of(row.row) << '}';
    });
    out << "}  // namespace\nconst RegistryTables kBuiltInRegistry{kRegistryText, {0, 1, 2, 3, 4}, "
           "kRegistryRows, {{";
    for (const Transport transport : kTransports) {
        for (const char* const table : {"{kHasRow_", "kRowsBefore_", "kPortRows_"})
            out << table << name(transport) << ", ";
        out << "},\n    ";
    }
    const RowCount& count = tables.count;
    out << "}}, kShared, kSnapshot,\n    {" << count.rows << ',' << count.assignments << ',' << count.shared
        << ',' << count.aliases << ',' << count.repeats << ',' << count.portless << ',' << count.refused
        << "}};\nnamespace {\n";
}

void write_services(std::ostream& out, const ServiceTables& tables) {
    write_text(out, "kServicesText", tables.text);
    write_rows(out, "ServiceTables::Row kServices", tables.rows, [&](const ServiceTables::Row& row) {
        out << '{' << row.service << ',' << row.service_size << ',' << row.protocols << ','
            << row.protocols_size << '}';
    });
    out << "}  // namespace\nconst ServiceTables kBuiltInServices{kServicesText, kServices};\nnamespace {\n";
}

void write_dossiers(std::ostream& out, const DossierFolder& folder) {
    write_text(out, "kDossierTexts", folder.text);
    write_rows(out, "DossierTables::File kDossiers", folder.files, [&](const DossierTables::File& file) {
        out << '{' << file.name << ',' << file.name_size << ',' << file.text << ',' << file.text_size << '}';
    });
    write_rows(out, "DossierTables::Row kDossierPorts", folder.rows, [&](const DossierTables::Row& row) {
        out << '{' << row.first << ',' << row.last << ',' << row.file << '}';
    });
    for (const Transport transport : kTransports) {
        write_rows(out, "std::uint8_t kDocumented_" + std::string(name(transport)),
                   folder.documented(transport), [&](std::uint8_t byte) { out << unsigned{byte}; });
    }
    out << "}  // namespace\nconst DossierTables kBuiltInDossiers{kDossierTexts, kDossiers, kDossierPorts,\n"
           "    {kDocumented_tcp, kDocumented_udp, kDocumented_sctp, kDocumented_dccp}};\nnamespace {\n";
}

void write_claims(std::ostream& out, const ClaimsOfFolder& claims, const GhostsOfFolder& ghosts) {
    write_text(out, "kClaimsText", claims.text);
    write_text(out, "kReferenceTexts", claims.reference_texts);
    write_rows(
        out, "ClaimTables::Reference kReferences", claims.references, [&](const ClaimTables::Reference& row) {
            out << '{' << row.key << ',' << row.key_size << ',' << row.line << ',' << row.line_size << '}';
        });
    write_text(out, "kGhostsText", ghosts.text);
    write_rows(out, "ClaimTables::Row kClaims", claims.rows, [&](const ClaimTables::Row& row) {
        out << '{' << row.first << ',' << row.last << ',' << row.line << ',' << row.size << '}';
    });
    write_rows(out, "std::uint32_t kClaimed", claims.ports, [&](std::uint32_t port) { out << port; });
    write_rows(out, "std::uint32_t kClaimedByBytes", claims.by_bytes,
               [&](std::uint32_t port) { out << port; });
    write_rows(out, "GhostTables::Row kGhosts", ghosts.rows,
               [&](const GhostTables::Row& row) { out << '{' << row.line << ',' << row.size << '}'; });
    out << "}  // namespace\nconst ClaimTables kBuiltInClaims{kClaimsText, kClaims, kClaimed, "
           "kClaimedByBytes, kReferenceTexts, kReferences};\n"
           "const GhostTables kBuiltInGhosts{kGhostsText, kGhosts};\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: make-facts FOLDER OUTPUT.cpp\n", stderr);
        return 2;
    }
    const std::string data = argv[1];
    Errors errors;
    const std::string registry_text = text_of(data + "/registry.csv", errors);
    const std::string services_text = text_of(data + "/services.ini", errors);
    const RegistryFile registry(registry_text, "data/registry.csv");
    const ServicesFile services(services_text, "data/services.ini");
    const DossierFolder dossiers(data + "/dossiers", errors);
    const ClaimsOfFolder claims(data, errors);
    const GhostsOfFolder ghosts(data, claims, errors);
    append(errors, registry.errors());
    append(errors, services.errors());
    for (const std::string& error : errors) std::fprintf(stderr, "make-facts: %s\n", error.c_str());
    if (!errors.empty()) return 1;

    std::ofstream out(argv[2], std::ios::binary);
    out << "#include \"built_in_tables.h\"\n\nnamespace portlore {\nnamespace {\nusing namespace "
           "std::string_view_literals;\n";
    write_registry(out, registry.tables());
    write_services(out, services.tables());
    write_dossiers(out, dossiers);
    write_claims(out, claims, ghosts);
    out << "}  // namespace portlore\n";
    out.close();
    if (!out) std::fprintf(stderr, "make-facts: %s: can't be written\n", argv[2]);
    return out ? 0 : 1;
}
