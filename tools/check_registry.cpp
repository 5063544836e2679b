// Reads a registry table with the plugin's own parser and says what became of its rows. See
// tools/check-registry.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <glib.h>

#include <cstdio>
#include <string>

#include "registry_file.h"

namespace {

void print_counts(const portlore::Registry& registry) {
    const portlore::RowCount& count = registry.count();
    std::printf("%s\n", registry.snapshot().data());
    std::printf("%6zu rows\n", count.rows);
    std::printf("%6zu kept: assignments, and what is unassigned or reserved\n", count.assignments);
    std::printf("%6zu kept: a further service on a port that has one\n", count.shared);
    std::printf("%6zu merged: another name of the same service\n", count.aliases);
    std::printf("%6zu merged: the same port said again\n", count.repeats);
    std::printf("%6zu left out: service names without a port\n", count.portless);
    std::printf("%6zu refused\n", count.refused);
}

/** One line a port and service: what the plugin would show. */
void print_ports(const portlore::Registry& registry) {
    for (const portlore::Transport transport : portlore::kTransports) {
        for (std::uint32_t number = 0; number <= 65535; ++number) {
            const auto port = static_cast<std::uint16_t>(number);
            std::size_t nth = 0;
            do {
                const auto row = registry.find(port, transport, nth);
                const portlore::Assignment columns = row.value_or(portlore::Assignment{});
                std::printf("%u\t%s\t%s\t%s\t%s\t%s\n", number, portlore::name(transport).data(),
                            portlore::name(registry.status(port, transport)),
                            std::string(columns.service).c_str(),
                            portlore::readable(columns.description).c_str(),
                            portlore::assignee_name(columns.assignee).c_str());
            } while (registry.find(port, transport, ++nth));
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const bool list = argc == 3 && std::string_view(argv[1]) == "--ports";
    if (argc != 2 && !list) {
        std::fputs("usage: check-registry [--ports] FILE\n", stderr);
        return 2;
    }
    const char* const file = argv[argc - 1];
    g_autoptr(GError) error = nullptr;
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(file, FALSE, &error);
    if (mapped == nullptr) {
        std::fprintf(stderr, "check-registry: %s\n", error->message);
        return 2;
    }
    const portlore::RegistryFile read({g_mapped_file_get_contents(mapped), g_mapped_file_get_length(mapped)},
                                      file);
    for (const std::string& line : read.errors()) std::fprintf(stderr, "%s\n", line.c_str());
    if (list) {
        print_ports(read.registry());
    } else {
        print_counts(read.registry());
    }
    return read.errors().empty() ? 0 : 1;
}
