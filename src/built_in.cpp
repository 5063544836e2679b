// SPDX-License-Identifier: GPL-2.0-or-later
#include "built_in.h"

#include <algorithm>
#include <string>

#include "embedded.h"

namespace portlore {

namespace {

constexpr std::string_view kDossierFolder = "dossiers/";

std::string_view embedded_text(std::string_view name) {
    const auto files = embedded_files();
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return file.name == name; });
    return found == files.end() ? std::string_view() : found->text;
}

struct BuiltInDossiers {
    Dossiers dossiers;
    std::vector<std::string> errors;

    BuiltInDossiers() {
        for (const EmbeddedFile& file : embedded_files()) {
            if (file.name.starts_with(kDossierFolder))
                add(std::string(file.name.substr(kDossierFolder.size())), file.text);
        }
    }

    void add(const std::string& file, std::string_view text) {
        DossierFile read = read_dossier(text, file, "built-in");
        errors.insert(errors.end(), read.errors.begin(), read.errors.end());
        for (const std::string& fact : read.uncited)
            errors.push_back(file + ": " + fact + ": cites no reference");
        if (read.dossier && dossiers.lay(*read.dossier)) {
            errors.push_back(file + ": a dossier of the same port was read before");
        }
    }
};

const BuiltInDossiers& built_in_files() {
    static const BuiltInDossiers files;
    return files;
}

}  // namespace

const Registry& built_in_registry() {
    static const Registry registry(embedded_text("registry.csv"), "data/registry.csv");
    return registry;
}

const Services& built_in_services() {
    static const Services services(embedded_text("services.ini"), "data/services.ini");
    return services;
}

const Dossiers& built_in_dossiers() { return built_in_files().dossiers; }

JudgedPort built_in_port(std::uint16_t port, Transport transport) {
    return {port, transport, &built_in_registry(), &built_in_services(),
            built_in_dossiers().find(port, transport)};
}

const std::vector<std::string>& built_in_errors() { return built_in_files().errors; }

}  // namespace portlore
