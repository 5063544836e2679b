/** @file
 * Dossiers: the curated record of a port, read from GLib key files. data/README.md describes the format.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transport.h"

namespace portlore {

/** Whether anything living still stands behind a port's registered or remembered product. */
enum class Life : std::uint8_t { Unknown, Alive, PresumedDead, Dead };

/** `Unknown`, `Alive`, `Presumed dead` or `Dead`; static and NUL-terminated. */
const char* name(Life life);

/** Dead, or presumed so. */
constexpr bool is_ghost(Life life) { return life == Life::Dead || life == Life::PresumedDead; }

enum class WarningKind : std::uint8_t { Vulnerability, Malware, AbuseReport };

/** `Vulnerability`, `Malware` or `Abuse report`; static and NUL-terminated. */
const char* name(WarningKind kind);

/** Abuse on record for a port. Empty strings mean that nothing is known. */
struct Warning {
    WarningKind kind = WarningKind::AbuseReport;
    std::string id;       ///< `CVE-2006-5784`, `W32.HLLW.Dax`
    std::string affects;  ///< products and versions
    std::string year;     ///< of publication
    std::string line;     ///< kind, id, year and what it is about, ready to read
    std::vector<std::string>
        evidence;  ///< protocols that show the product; a vulnerability needs one to be loud
    std::array<bool, kTransports.size()> transports{true, true, true, true};  ///< by index(Transport)

    [[nodiscard]] bool concerns(Transport transport) const { return transports[index(transport)]; }
};

/** All that is known of one port. Texts are UTF-8, in the file's order, without their citations. */
struct Dossier {
    std::uint16_t port = 0;
    Life life = Life::Unknown;
    std::vector<std::string> owners;      ///< historical owners
    std::vector<std::string> products;    ///< what used the port
    std::vector<std::string> successors;  ///< who the product passed to
    std::vector<std::string> speaks;    ///< protocols of the registered service, as Wireshark's filter names
    std::vector<std::string> tenants;   ///< protocols of other known users of the port, likewise
    std::vector<std::string> history;   ///< one dated event each, `2002: HP acquires Compaq`
    std::vector<std::string> notes;     ///< what has no date: sibling ports, missing documentation
    std::vector<std::string> disputes;  ///< one voice each, `IANA: assigned as ironmail`
    std::vector<std::string> likely;    ///< what traffic here most likely is today
    std::string advice;                 ///< what to do, one sentence
    std::vector<std::string> references;  ///< where the claims come from
    std::vector<Warning> warnings;
    std::string origin;  ///< `built-in`, or the file it was read from
};

/** What reading a dossier file gave. */
struct DossierFile {
    /** Nothing when the file can't be used at all: no key file, or no valid port. */
    std::optional<Dossier> dossier;
    /** One line each: `FILE: [group] key: what is wrong; what to do`. What is not named here was taken. */
    std::vector<std::string> errors;
    /** `[group] key` of each fact that cites no reference; the built-in dossiers have none. */
    std::vector<std::string> uncited;
};

/**
 * Reads one dossier.
 * @param text the key file, UTF-8; copied, need not live on.
 * @param file its name, for error messages.
 * @param origin becomes Dossier::origin.
 */
DossierFile read_dossier(std::string_view text, const std::string& file, const std::string& origin);

/** The documented ports: at most one dossier a port, found in O(1). */
class Dossiers {
 public:
    /** Adds a dossier. @return false, and nothing is added, when the port has one. */
    bool add(Dossier dossier);
    /** The dossier of a port, or null; valid until the next add(). */
    [[nodiscard]] const Dossier* find(std::uint16_t port) const noexcept {
        const std::uint16_t number = numbers_[port];
        return number == 0 ? nullptr : &dossiers_[number - 1U];
    }
    [[nodiscard]] const std::vector<Dossier>& all() const { return dossiers_; }

 private:
    std::vector<std::uint16_t> numbers_ = std::vector<std::uint16_t>(65536);
    std::vector<Dossier> dossiers_;
};

}  // namespace portlore
