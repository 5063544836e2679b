/** @file
 * All that is known of ports: what is built in, and over it what the user has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "built_in.h"
#include "claim.h"
#include "port_note.h"
#include "registry_file.h"
#include "sockets/socket_lists.h"

namespace portlore {

/** Whether Wireshark knows a protocol by that filter name. */
using KnowsProtocol = bool (*)(const std::string& name);

/** The name of IANA's own file, as it is looked for in the user's folders. */
inline constexpr const char* kRegistryFile = "service-names-port-numbers.csv";

/**
 * The facts. Each thing that is read lies over what was read before it; what is wrong in a file is said in
 * one line of errors(), and the rest of it is used.
 */
class Facts {
 public:
    /** What is built in; nothing is read for it. @param knows null: every name is taken for a protocol's. */
    explicit Facts(KnowsProtocol knows = nullptr);

    /** Reads the dossiers (`*.dossier`) and claims (`*.claims.tsv`, which cite `references.ini`) of a folder,
     * which lie over those before, and its registry if there is one. A folder that does not exist says
     * nothing. */
    void read_folder(const std::string& folder);
    /** Reads a registry in IANA's columns, which takes the place of the one before unless it is none. */
    void read_registry(const std::string& path);
    /** Reads saved lists of sockets, in the place of those before. */
    void read_sockets(const std::vector<std::string>& files);
    /** Lays the user's notes over the dossiers before. */
    void lay(const std::vector<PortNote>& notes);

    [[nodiscard]] const Registry& registry() const { return *registry_; }
    /** Whether a port has a dossier; none is read for it. */
    [[nodiscard]] bool is_documented(std::uint16_t port, Transport transport) const;
    /** The dossier of a port, or null; a built-in one is read when it is first asked for. */
    [[nodiscard]] const Dossier* dossier(std::uint16_t port, Transport transport) const;
    /** The built-in dossiers with the user's over them; nothing if the user has none. */
    [[nodiscard]] const std::optional<Dossiers>& dossiers_of_user() const { return dossiers_; }
    /** Whether there is a claim on a port; none is read for it. */
    [[nodiscard]] bool is_claimed(std::uint16_t port, Transport transport) const;
    /** Whether a claim on a port asks for bytes; likewise. */
    [[nodiscard]] bool is_claimed_by_bytes(std::uint16_t port, Transport transport) const;
    /** The claims on a port, or null; read when they are first asked for. A user's takes the place of a
     * built-in one of the same id. Valid until the next reading. */
    [[nodiscard]] const PortClaims* claims(std::uint16_t port, Transport transport) const;
    /** What a claim cites, ready to read: a key of the built-in references, or a user's own words. */
    [[nodiscard]] static std::string_view reference(const std::string& cited);
    /** A port with all that is known of it, to be judged. Valid as long as this object. */
    [[nodiscard]] JudgedPort port(std::uint16_t port, Transport transport) const {
        return this->port(port, transport, dossier(port, transport));
    }
    /** The same where its dossier is known. */
    [[nodiscard]] JudgedPort port(std::uint16_t port, Transport transport, const Dossier* dossier) const;
    /** Whose sockets are whose, as the user's lists say. */
    [[nodiscard]] const SocketLists& sockets() const { return sockets_; }
    /** One line each, in the order of reading: which file, where in it, what is wrong, what to do. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

 private:
    /** A registry and the text that it reads from. */
    struct ReadRegistry {
        std::string text;
        RegistryFile file;
        ReadRegistry(std::string from, const std::string& path) : text(std::move(from)), file(text, path) {}
    };

    /** Without the names in it that are no protocol's. */
    void lay(Dossier dossier);
    /** A name that is no protocol's would never be heard: every listener be a breach, no claim be borne out.
     */
    bool is_refused(const std::string& name, const std::string& where);
    void drop_refused(std::vector<std::string>& names, const std::string& where);
    bool asks_for_no_protocol(const Claim& claim);
    void begin_layer();
    void read_claims_in(const std::vector<std::string>& paths, const std::string& folder);
    void note(const std::vector<std::string>& errors);

    KnowsProtocol knows_;
    const Registry* registry_;
    std::unique_ptr<ReadRegistry> read_registry_;  ///< null: the built-in one
    std::optional<Dossiers> dossiers_;
    std::vector<Claim> claims_;  ///< the user's
    /** By shared_key(): the claims that were asked for so far. */
    mutable std::unordered_map<std::uint32_t, PortClaims> port_claims_;
    SocketLists sockets_;
    std::vector<std::string> errors_;
};

/** The saved lists of sockets (`*.sockets`) in some folders. */
std::vector<std::string> socket_files(const std::vector<std::string>& folders);

/** What changes when something in the folders or one of the other files does. */
std::string state_of_facts(const std::vector<std::string>& folders, const std::vector<std::string>& files);

}  // namespace portlore
