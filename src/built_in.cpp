// SPDX-License-Identifier: GPL-2.0-or-later
#include "built_in.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "built_in_tables.h"
#include "claim_file.h"

namespace portlore {

namespace {

/** Which dossier speaks of a documented port: its place among the files. */
std::size_t file_of(std::uint16_t port, Transport transport) {
    const auto rows = kBuiltInDossiers.rows;
    const std::uint32_t key = shared_key(port, transport);
    return (std::ranges::upper_bound(rows, key, {}, &DossierTables::Row::first) - 1)->file;
}

std::optional<Dossier> read(std::size_t number) {
    const DossierTables::File& file = kBuiltInDossiers.files[number];
    return read_dossier(kBuiltInDossiers.text.substr(file.text, file.text_size),
                        std::string(kBuiltInDossiers.text.substr(file.name, file.name_size)), "built-in")
        .dossier;
}

/** The dossiers that were asked for so far. */
std::vector<std::optional<Dossier>>& kept() {
    static std::vector<std::optional<Dossier>> dossiers(kBuiltInDossiers.files.size());
    return dossiers;
}

const Dossier* dossier(std::size_t number) {
    std::optional<Dossier>& one = kept()[number];
    if (!one) one = read(number);
    return &*one;
}

}  // namespace

const Registry& built_in_registry() {
    static const Registry registry(kBuiltInRegistry);
    return registry;
}

const Services& built_in_services() {
    static const Services services(kBuiltInServices);
    return services;
}

bool is_documented_by_us(std::uint16_t port, Transport transport) {
    return (kBuiltInDossiers.documented[index(transport)][port / 8] >> port % 8 & 1) != 0;
}

const Dossier* built_in_dossier(std::uint16_t port, Transport transport) {
    return is_documented_by_us(port, transport) ? dossier(file_of(port, transport)) : nullptr;
}

Dossiers built_in_dossiers() {
    Dossiers dossiers;
    for (std::size_t number = 0; number < kBuiltInDossiers.files.size(); ++number)
        dossiers.lay(*dossier(number));
    return dossiers;
}

bool is_claimed_by_us(std::uint16_t port, Transport transport) {
    return std::ranges::binary_search(kBuiltInClaims.ports, shared_key(port, transport));
}

bool is_claimed_by_bytes(std::uint16_t port, Transport transport) {
    return std::ranges::binary_search(kBuiltInClaims.by_bytes, shared_key(port, transport));
}

std::vector<Claim> built_in_claims(std::uint16_t port, Transport transport) {
    std::vector<Claim> claims;
    if (!is_claimed_by_us(port, transport)) return claims;
    const std::uint32_t key = shared_key(port, transport);
    for (const ClaimTables::Row& row : kBuiltInClaims.rows) {
        if (key < row.first || key > row.last) continue;
        std::string problem;
        if (auto claim = read_claim(kBuiltInClaims.text.substr(row.line, row.size), problem))
            claims.push_back(std::move(*claim));
    }
    return claims;
}

std::string_view built_in_reference(std::string_view key) {
    const std::string_view texts = kBuiltInClaims.reference_texts;
    const auto key_of = [&](const ClaimTables::Reference& row) {
        return texts.substr(row.key, row.key_size);
    };
    const auto found = std::ranges::lower_bound(kBuiltInClaims.references, key, {}, key_of);
    if (found == kBuiltInClaims.references.end() || key_of(*found) != key) return {};
    return texts.substr(found->line, found->line_size);
}

const Ghosts& built_in_ghosts() {
    static const Ghosts ghosts(kBuiltInGhosts);
    return ghosts;
}

JudgedPort built_in_port(std::uint16_t port, Transport transport) {
    return {port,
            transport,
            &built_in_registry(),
            &built_in_services(),
            &built_in_ghosts(),
            built_in_dossier(port, transport)};
}

}  // namespace portlore
