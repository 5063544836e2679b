/** @file
 * Ghosts: registered services whose product has ended, or of which nothing living is known. Product by
 * product, never by a vendor's name alone. data/README.md describes the format.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dossier.h"

namespace portlore {

/** One line of ghosts.tsv, as views into it; what is not known is empty. */
struct Ghost {
    std::string_view service;    ///< the service's name in IANA's registry
    std::string_view product;    ///< what used it
    std::string_view owner;      ///< who made that
    std::string_view successor;  ///< who it passed to
    std::string_view year;       ///< of its end
    Life life = Life::Unknown;   ///< Dead or PresumedDead
    std::string_view reference;  ///< key of references.ini
};

/** The columns of ghosts.tsv, with tabs between them. */
inline constexpr std::string_view kGhostColumns =
    "service\tproduct\towner\tsuccessor\tyear\tstate\treference";

/** Reads one line of ghosts.tsv, without its line end; nothing where it is malformed, and `problem` says how.
 */
std::optional<Ghost> read_ghost(std::string_view line, std::string& problem);

/** The table of data/ghosts.tsv. Views, as RegistryTables'. */
struct GhostTables {
    /** A line, by its place in `text`. */
    struct Row {
        std::uint32_t line;
        std::uint32_t size;
    };
    std::string_view text;
    std::span<const Row> rows;  ///< sorted by service

    /** The service that a line is about. */
    [[nodiscard]] std::string_view service(const Row& row) const;
};

/** The ghosts, found by the name of their service. */
class Ghosts {
 public:
    /** @param tables must outlive this object, and what it hands out. */
    explicit Ghosts(const GhostTables& tables) : tables_(tables) {}

    /** What is known of a service's end; nothing where it is no ghost. Reads a few lines. */
    [[nodiscard]] std::optional<Ghost> find(std::string_view service) const;

 private:
    const GhostTables& tables_;
};

}  // namespace portlore
