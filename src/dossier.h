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

#include "subnet.h"
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

/** How loudly something is raised: not at all, as a Note, as a Warn. */
enum class Alarm : std::uint8_t { None, Attempt, Full };

/** Abuse on record for a port. Empty strings mean that nothing is known. */
struct Warning {
    WarningKind kind = WarningKind::AbuseReport;
    std::string id;       ///< `CVE-2006-5784`, `W32.HLLW.Dax`
    std::string affects;  ///< products and versions
    std::string year;     ///< of publication
    std::string line;     ///< kind, id, year and what it is about, ready to read
    std::vector<std::string>
        evidence;  ///< protocols that show the product; a vulnerability needs one to be loud
    Transports transports = kAllTransports;
    Alarm loudest = Alarm::Full;  ///< `Severity`: it is never raised more loudly

    [[nodiscard]] bool concerns(Transport transport) const { return holds(transports, transport); }
    /** What to call it by: its id, or its kind where it has none. */
    [[nodiscard]] std::string label() const { return id.empty() ? std::string(name(kind)) : id; }
};

/** All that is known of one port, or of a range of them. Texts are UTF-8, in the file's order, without their
 * citations. */
struct Dossier {
    std::uint16_t first_port = 0;
    std::uint16_t last_port = 0;
    Transports transports = kAllTransports;  ///< those that it speaks of
    bool extends = false;  ///< adds to the dossier that lies below it, and does not replace it
    std::string label;     ///< the user's own name for what uses the port
    Life life = Life::Unknown;
    std::vector<std::string> owners;      ///< historical owners
    std::vector<std::string> products;    ///< what used the port
    std::vector<std::string> successors;  ///< who the product passed to
    std::vector<std::string> speaks;     ///< protocols of the registered service, as Wireshark's filter names
    std::vector<std::string> tenants;    ///< protocols of other known users of the port, likewise
    std::vector<std::string> history;    ///< one dated event each, `2002: HP acquires Compaq`
    std::vector<std::string> notes;      ///< what has no date: sibling ports, missing documentation
    std::vector<std::string> disputes;   ///< one voice each, `IANA: assigned as ironmail`
    std::vector<std::string> likely;     ///< what traffic here most likely is today
    std::string advice;                  ///< what to do, one sentence
    std::vector<std::string> expects;    ///< protocols, one of which a listener must speak
    std::vector<std::string> processes;  ///< names, one of which a listener's process must have
    std::vector<Subnet> listeners;       ///< where listeners are allowed; empty: anywhere
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

/**
 * The documented ports: at most one dossier for a port of a transport, found in O(1).
 *
 * Dossiers lie in layers, one over the other: a dossier of a higher layer replaces what lies below it, or
 * adds to it. Within a layer no two speak of the same port.
 */
class Dossiers {
 public:
    /** What lay() found in the way. */
    struct Conflict {
        std::uint16_t port;
        std::string origin;  ///< of the dossier that is there; empty: there are too many dossiers
    };

    /** What is laid from now on lies over what was laid before. */
    void begin_layer() { layer_begin_ = dossiers_.size(); }
    /**
     * Lays a dossier over those of lower layers.
     * @return nothing, or a dossier of this layer on one of its ports; it is then not laid at all.
     */
    std::optional<Conflict> lay(const Dossier& dossier);
    /** The dossier of a port, or null; valid until the next lay(). */
    [[nodiscard]] const Dossier* find(std::uint16_t port, Transport transport) const noexcept {
        const std::uint16_t number = table_of(transport)[port];
        return number == 0 ? nullptr : &dossiers_[number - 1U];
    }
    /** All, also those that are replaced in part or whole. */
    [[nodiscard]] const std::vector<Dossier>& all() const { return dossiers_; }

 private:
    /** By port: place of its dossier in dossiers_, counted from 1; 0 is none. */
    using Table = std::vector<std::uint16_t>;

    [[nodiscard]] const Table& table_of(Transport transport) const noexcept {
        const Table& own = own_[index(transport)];
        return own.empty() ? shared_ : own;
    }
    /** The tables to change for a dossier. */
    std::vector<Table*> tables_of(const Dossier& dossier);
    /** Takes a dossier into dossiers_. @return its number there. */
    std::uint16_t keep(Dossier dossier);

    Table shared_ = Table(65536);                ///< of the transports that have none of their own
    std::array<Table, kTransports.size()> own_;  ///< empty where the transport has shared_
    std::vector<Dossier> dossiers_;
    std::size_t layer_begin_ = 0;  ///< dossiers from here on are of the present layer
};

}  // namespace portlore
