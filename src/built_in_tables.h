/** @file
 * The facts that are built in, as data/maker/make_facts.cpp writes them when Port Lore is built.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "ghost.h"
#include "registry.h"
#include "service.h"

namespace portlore {

/** The dossiers' texts, and which port has which. Views, as RegistryTables'. */
struct DossierTables {
    /** A file's name and text, by their places in `text`. */
    struct File {
        std::uint32_t name;
        std::uint32_t name_size;
        std::uint32_t text;
        std::uint32_t text_size;
    };
    /** The ports of a transport that a file speaks of, as shared_key() has them. No two rows overlap. */
    struct Row {
        std::uint32_t first;
        std::uint32_t last;
        std::uint16_t file;  ///< its place in `files`
    };
    std::string_view text;
    std::span<const File> files;
    std::span<const Row> rows;  ///< sorted
    /** By transport, a bit for each port that a row speaks of, the lowest of a byte first. */
    std::array<std::span<const std::uint8_t>, kTransports.size()> documented;
};

/** The claims' lines, which port has which, and the references that they cite. Views, as RegistryTables'. */
struct ClaimTables {
    /** Ports of a line, as shared_key() has them. Rows may overlap. */
    struct Row {
        std::uint32_t first;
        std::uint32_t last;
        std::uint32_t line;  ///< its place in `text`
        std::uint32_t size;
    };
    /** A reference's key, and what it is to a reader, by their places in `reference_texts`. */
    struct Reference {
        std::uint32_t key;
        std::uint32_t key_size;
        std::uint32_t line;
        std::uint32_t line_size;
    };
    std::string_view text;
    std::span<const Row> rows;                ///< in the file's order
    std::span<const std::uint32_t> ports;     ///< all that a row speaks of, sorted, each once
    std::span<const std::uint32_t> by_bytes;  ///< those of them on which a claim asks for bytes, likewise
    std::string_view reference_texts;
    std::span<const Reference> references;  ///< sorted by key
};

extern const RegistryTables kBuiltInRegistry;
extern const ServiceTables kBuiltInServices;
extern const DossierTables kBuiltInDossiers;
extern const ClaimTables kBuiltInClaims;
extern const GhostTables kBuiltInGhosts;

}  // namespace portlore
