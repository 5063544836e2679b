/** @file
 * Reads claims, and the references that they cite. data/README.md describes both formats.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "claim.h"

namespace portlore {

/** What reading a file of claims gave. */
struct ClaimsFile {
    std::vector<Claim> claims;
    std::vector<std::size_t> lines;  ///< of each claim, the line that it stands on, counted from 1
    /** One line each, `FILE:LINE: COLUMN: what is wrong; what to do`. What is not named here was taken. */
    std::vector<std::string> errors;
};

/**
 * Reads claims.tsv: a line of column names, then a claim a line.
 * @param text UTF-8; copied, need not live on.
 * @param file its name, for error messages.
 *
 * A malformed line is left out and named; so is a second claim of the same id on the same port.
 */
ClaimsFile read_claims(std::string_view text, const std::string& file);

/** Reads one line of claims.tsv, without its line end. @param problem is set where there is no claim. */
std::optional<Claim> read_claim(std::string_view line, std::string& problem);

/** The columns of claims.tsv, with tabs between them. */
inline constexpr std::string_view kClaimColumns =
    "port\ttransport\tkind\tid\ttext\tevidence\tgrade\treferences";

/** Who says a thing, and where. */
struct Reference {
    std::string title;
    std::string publisher;  ///< two of different publishers are independent of each other
    std::string kind;       ///< `cve`, `vendor`, `source`, `rule`, `agency` or `research`
    std::string url;
    std::string checked;  ///< the day on which it was looked up, `2026-11-26`

    /** Title, publisher and address, ready to read. */
    [[nodiscard]] std::string line() const { return title + ", " + publisher + ", " + url; }
};

/** What reading references.ini gave. */
struct ReferencesFile {
    std::map<std::string, Reference, std::less<>> references;  ///< by key
    std::vector<std::string> errors;                           ///< one line each
};

/** Reads references.ini: a group a reference. @param file its name, for error messages. */
ReferencesFile read_references(std::string_view text, const std::string& file);

}  // namespace portlore
