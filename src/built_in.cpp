// SPDX-License-Identifier: GPL-2.0-or-later
#include "built_in.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "built_in_tables.h"

namespace portlore {

namespace {

/** Which dossier speaks of a port: its place among the files, or nothing. */
std::optional<std::size_t> file_of(std::uint16_t port, Transport transport) {
    const auto rows = kBuiltInDossiers.rows;
    const std::uint32_t key = shared_key(port, transport);
    const auto above = std::ranges::upper_bound(rows, key, {}, &DossierTables::Row::first);
    if (above == rows.begin() || (above - 1)->last < key) return std::nullopt;
    return (above - 1)->file;
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
    return file_of(port, transport).has_value();
}

const Dossier* built_in_dossier(std::uint16_t port, Transport transport) {
    const auto number = file_of(port, transport);
    return number ? dossier(*number) : nullptr;
}

Dossiers built_in_dossiers() {
    Dossiers dossiers;
    for (std::size_t number = 0; number < kBuiltInDossiers.files.size(); ++number)
        dossiers.lay(*dossier(number));
    return dossiers;
}

JudgedPort built_in_port(std::uint16_t port, Transport transport) {
    return {port, transport, &built_in_registry(), &built_in_services(), built_in_dossier(port, transport)};
}

}  // namespace portlore
