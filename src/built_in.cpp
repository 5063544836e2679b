// SPDX-License-Identifier: GPL-2.0-or-later
#include "built_in.h"

#include <gio/gio.h>

#include <string>

#include "glib_owned.h"

// Made from data/portlore.gresource.xml by glib-compile-resources.
extern "C" GResource* portlore_get_resource();

namespace portlore {

namespace {

constexpr const char* kDossierFolder = "/portlore/dossiers/";

/** A file of the resource. Uncompressed resources are mapped, so the view holds as long as the program is
 * loaded. */
std::string_view resource_text(const std::string& path) {
    g_autoptr(GBytes) bytes =
        g_resource_lookup_data(portlore_get_resource(), path.c_str(), G_RESOURCE_LOOKUP_FLAGS_NONE, nullptr);
    if (bytes == nullptr) return {};
    gsize size = 0;
    const void* data = g_bytes_get_data(bytes, &size);
    return {static_cast<const char*>(data), size};
}

struct BuiltInDossiers {
    Dossiers dossiers;
    std::vector<std::string> errors;

    BuiltInDossiers() {
        const OwnedTexts files(g_resource_enumerate_children(portlore_get_resource(), kDossierFolder,
                                                             G_RESOURCE_LOOKUP_FLAGS_NONE, nullptr));
        for (gchar** file = files.get(); file != nullptr && *file != nullptr; ++file) add(*file);
    }

    void add(const std::string& file) {
        DossierFile read = read_dossier(resource_text(kDossierFolder + file), file, "built-in");
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
    static const Registry registry(resource_text("/portlore/registry.csv"), "data/registry.csv");
    return registry;
}

const Services& built_in_services() {
    static const Services services(resource_text("/portlore/services.ini"), "data/services.ini");
    return services;
}

const Dossiers& built_in_dossiers() { return built_in_files().dossiers; }

JudgedPort built_in_port(std::uint16_t port, Transport transport) {
    return {port, transport, &built_in_registry(), &built_in_services(),
            built_in_dossiers().find(port, transport)};
}

const std::vector<std::string>& built_in_errors() { return built_in_files().errors; }

}  // namespace portlore
