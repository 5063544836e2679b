// SPDX-License-Identifier: GPL-2.0-or-later
#include "facts.h"

#include <glib.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>

#include "claim_file.h"
#include "file.h"

namespace portlore {

namespace {

constexpr const char* kDossierEnding = ".dossier";
constexpr const char* kClaimsEnding = ".claims.tsv";
constexpr const char* kSocketsEnding = ".sockets";
constexpr const char* kReferences = "references.ini";
constexpr std::size_t kMostDossierBytes = std::size_t{1} << 20U;
constexpr std::size_t kMostClaimsBytes = std::size_t{4} << 20U;
/** Every new port goes through the user's claims once. */
constexpr std::size_t kMostClaims = 10'000;
/** IANA's own table has 1.1 MB. */
constexpr std::size_t kMostRegistryBytes = std::size_t{64} << 20U;
/** A folder of wrong files is said to be so without a line for each. */
constexpr std::size_t kMostErrors = 1000;
/** Reading so many takes longer than starting a thread. */
constexpr std::size_t kFilesWorthAThread = 200;

std::string in_folder(const std::string& folder, const std::string& name) {
    return folder + G_DIR_SEPARATOR_S + name;
}

/** Those of some files whose names end so. */
std::vector<std::string> ending_in(std::string_view ending, const std::vector<std::string>& paths) {
    std::vector<std::string> found;
    std::ranges::copy_if(paths, std::back_inserter(found),
                         [&](const std::string& path) { return path.ends_with(ending); });
    return found;
}

DossierFile read_dossier_at(const std::string& path) {
    const FileText file = read_file(path, kMostDossierBytes);
    return file.text ? read_dossier(*file.text, path, path) : DossierFile{{}, {file.error}, {}};
}

/** Reads the files on as many processors as are worth it; the result is in the files' order. */
std::vector<DossierFile> read_side_by_side(const std::vector<std::string>& paths) {
    std::vector<DossierFile> read(paths.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t at = next++; at < paths.size(); at = next++) read[at] = read_dossier_at(paths[at]);
    };
    std::vector<std::jthread> helpers(
        std::min<std::size_t>(std::thread::hardware_concurrency(), paths.size() / kFilesWorthAThread));
    for (std::jthread& helper : helpers) helper = std::jthread(work);
    work();
    for (std::jthread& helper : helpers) helper.join();
    return read;
}

}  // namespace

Facts::Facts(KnowsProtocol knows) : knows_(knows), registry_(&built_in_registry()) {}

void Facts::note(const std::vector<std::string>& errors) {
    for (const std::string& error : errors) {
        if (errors_.size() < kMostErrors) errors_.push_back(error);
    }
}

void Facts::read_folder(const std::string& folder) {
    begin_layer();
    const FolderFiles files = files_in(folder);
    if (!files.error.empty()) note({files.error});
    for (const DossierFile& read : read_side_by_side(ending_in(kDossierEnding, files.paths))) {
        note(read.errors);
        if (read.dossier) lay(*read.dossier);
    }
    read_claims_in(ending_in(kClaimsEnding, files.paths), folder);
    const std::string registry = in_folder(folder, kRegistryFile);
    if (is_there(registry)) read_registry(registry);
}

void Facts::read_sockets(const std::vector<std::string>& files) {
    sockets_ = SocketLists(files);
    note(sockets_.errors());
}

void Facts::read_claims_in(const std::vector<std::string>& paths, const std::string& folder) {
    if (paths.empty()) return;
    ReferencesFile cited;
    if (const std::string path = in_folder(folder, kReferences); is_there(path)) {
        const FileText file = read_file(path, kMostClaimsBytes);
        cited = file.text ? read_references(*file.text, path) : ReferencesFile{{}, {file.error}};
        note(cited.errors);
    }
    for (const std::string& path : paths) {
        const FileText file = read_file(path, kMostClaimsBytes);
        ClaimsFile read = file.text ? read_claims(*file.text, path) : ClaimsFile{{}, {}, {file.error}};
        note(read.errors);
        for (Claim& claim : read.claims) {
            if (claims_.size() == kMostClaims)
                return note({path + ": there are too many claims to keep; remove some"});
            for (std::string& reference : claim.references) {
                const auto found = cited.references.find(reference);
                if (found != cited.references.end()) reference = found->second.line();
            }
            if (asks_for_no_protocol(claim)) continue;
            claims_.push_back(std::move(claim));
        }
    }
    port_claims_.clear();
}

void Facts::begin_layer() {
    if (dossiers_) dossiers_->begin_layer();
}

bool Facts::is_refused(const std::string& name, const std::string& where) {
    if (knows_ == nullptr || name.empty() || knows_(name)) return false;
    note({where + ": '" + name + "' is not a protocol of Wireshark's; use its filter name, as tls or http"});
    return true;
}

bool Facts::asks_for_no_protocol(const Claim& claim) {
    return std::ranges::any_of(claim.proofs, [&](const Proof& proof) {
        return std::ranges::any_of(proof.conditions, [&](const Condition& condition) {
            return is_refused(condition.protocol, claim.origin + ": evidence");
        });
    });
}

void Facts::drop_refused(std::vector<std::string>& names, const std::string& where) {
    std::erase_if(names, [&](const std::string& name) { return is_refused(name, where); });
}

void Facts::lay(Dossier dossier) {
    drop_refused(dossier.speaks, dossier.origin + ": [Dossier] Speaks");
    drop_refused(dossier.tenants, dossier.origin + ": [Dossier] Tenant");
    drop_refused(dossier.expects, dossier.origin + ": [Dossier] Expects");
    for (Warning& warning : dossier.warnings) {
        const std::string group = "[Warning" + (warning.id.empty() ? "" : " " + warning.id) + "]";
        drop_refused(warning.evidence, dossier.origin + ": " + group + " Evidence");
    }
    if (!dossiers_) {
        dossiers_ = built_in_dossiers();
        begin_layer();
    }
    const auto conflict = dossiers_->lay(dossier);
    if (!conflict) return;
    const std::string where = dossier.origin + ": [Dossier] Port: ";
    if (conflict->origin.empty()) {
        note({where + "there are too many dossiers to keep this one; remove some"});
    } else {
        note({where + std::to_string(conflict->port) + " has a dossier in " + conflict->origin +
              " already, this one is left out; put both into one file"});
    }
}

void Facts::lay(const std::vector<PortNote>& notes) {
    begin_layer();
    for (std::size_t row = 0; row < notes.size(); ++row) {
        const DossierFile read = dossier_of(notes[row], "preferences, Ports, row " + std::to_string(row + 1));
        note(read.errors);
        if (read.dossier) lay(*read.dossier);
    }
}

void Facts::read_registry(const std::string& path) {
    FileText file = read_file(path, kMostRegistryBytes);
    if (!file.text) return note({file.error});
    auto read = std::make_unique<ReadRegistry>(std::move(*file.text), path);
    note(read->file.errors());
    // Without IANA's columns, or without a row, the file is no registry.
    if (read->file.registry().count().rows == 0) return;
    read_registry_ = std::move(read);
    registry_ = &read_registry_->file.registry();
}

bool Facts::is_documented(std::uint16_t port, Transport transport) const {
    return dossiers_ ? dossiers_->find(port, transport) != nullptr : is_documented_by_us(port, transport);
}

const Dossier* Facts::dossier(std::uint16_t port, Transport transport) const {
    return dossiers_ ? dossiers_->find(port, transport) : built_in_dossier(port, transport);
}

bool Facts::is_claimed(std::uint16_t port, Transport transport) const {
    return is_claimed_by_us(port, transport) ||
           std::ranges::any_of(claims_, [&](const Claim& claim) { return claim.is_about(port, transport); });
}

bool Facts::is_claimed_by_bytes(std::uint16_t port, Transport transport) const {
    return portlore::is_claimed_by_bytes(port, transport) ||
           std::ranges::any_of(claims_, [&](const Claim& claim) {
               return claim.is_about(port, transport) && claim.asks_for_bytes();
           });
}

const PortClaims* Facts::claims(std::uint16_t port, Transport transport) const {
    const std::uint32_t key = shared_key(port, transport);
    if (const auto known = port_claims_.find(key); known != port_claims_.end()) return &known->second;
    if (!is_claimed(port, transport)) return nullptr;
    std::vector<Claim> all = built_in_claims(port, transport);
    for (const Claim& claim : claims_) {
        if (!claim.is_about(port, transport)) continue;
        std::erase_if(all, [&](const Claim& below) { return below.id == claim.id; });
        all.push_back(claim);
    }
    return &port_claims_.try_emplace(key, std::move(all)).first->second;
}

std::string_view Facts::reference(const std::string& cited) {
    const std::string_view built_in = built_in_reference(cited);
    return built_in.empty() ? std::string_view(cited) : built_in;
}

JudgedPort Facts::port(std::uint16_t port, Transport transport, const Dossier* dossier) const {
    return {port, transport, registry_, &built_in_services(), &built_in_ghosts(), dossier};
}

std::vector<std::string> socket_files(const std::vector<std::string>& folders) {
    std::vector<std::string> found;
    for (const std::string& folder : folders) {
        for (std::string& path : ending_in(kSocketsEnding, files_in(folder).paths))
            found.push_back(std::move(path));
    }
    return found;
}

std::string state_of_facts(const std::vector<std::string>& folders, const std::vector<std::string>& files) {
    std::string state;
    for (const std::string& file : files) state += file.empty() ? "\n" : "\n" + state_of(file);
    for (const std::string& folder : folders) {
        const FolderFiles found = files_in(folder);
        state += "\n" + folder + " " + found.error;
        for (const char* const ending : {kDossierEnding, kClaimsEnding, kSocketsEnding}) {
            for (const std::string& path : ending_in(ending, found.paths)) state += "\n" + state_of(path);
        }
        for (const char* const name : {kReferences, kRegistryFile})
            state += "\n" + state_of(in_folder(folder, name));
    }
    return state;
}

}  // namespace portlore
