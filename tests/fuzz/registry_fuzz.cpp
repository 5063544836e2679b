// Any bytes at all as a registry: every row is kept, merged, left out or refused, and every port has a
// status.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>

#include "registry_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portlore;
    const RegistryFile file({reinterpret_cast<const char*>(data), size}, "fuzz");
    const Registry& registry = file.registry();
    const RowCount& count = registry.count();
    if (count.rows !=
        count.assignments + count.shared + count.aliases + count.repeats + count.portless + count.refused)
        std::abort();
    if (count.refused > 0 && file.errors().empty()) std::abort();
    for (const std::uint16_t port : {0, 1, 80, 3256, 49151, 65535}) {
        for (const Transport transport : kTransports) {
            const Status status = registry.status(port, transport);
            if (status == Status::Assigned && !registry.find(port, transport)) std::abort();
            for (std::size_t nth = 0; const auto row = registry.find(port, transport, nth); ++nth) {
                if (readable(row->description).size() > row->description.size()) std::abort();
                (void)assignee_name(row->assignee);
            }
        }
    }
    return 0;
}
