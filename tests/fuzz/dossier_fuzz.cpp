// Any bytes at all as a dossier: it is taken or refused with a line that names the file, and laying what was
// taken over the built-in dossiers finds it there.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>

#include "built_in.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portlore;
    const DossierFile read = read_dossier({reinterpret_cast<const char*>(data), size}, "fuzz", "fuzz");
    for (const std::string& error : read.errors) {
        if (!error.starts_with("fuzz:")) std::abort();
    }
    if (!read.dossier) {
        if (read.errors.empty()) std::abort();
        return 0;
    }
    const Dossier& dossier = *read.dossier;
    if (dossier.first_port > dossier.last_port) std::abort();
    Dossiers dossiers = built_in_dossiers();
    dossiers.begin_layer();
    if (dossiers.lay(dossier)) std::abort();
    for (const Transport transport : kTransports) {
        if (holds(dossier.transports, transport) && dossiers.find(dossier.last_port, transport) == nullptr)
            std::abort();
    }
    return 0;
}
