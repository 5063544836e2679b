// Prints what is known of ports, a line each: a field's name as in data/fields.tsv, a tab, its value. See
// tools/port.
//
// usage: port-facts FOLDER PORT/TRANSPORT...      FOLDER has the user's own files, and may be missing
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>
#include <string>
#include <vector>

#include "check.h"
#include "facts.h"
#include "verdict.h"

namespace {

using namespace portlore;

void print(const char* field, std::string_view value) {
    if (!value.empty()) std::printf("%s\t%.*s\n", field, static_cast<int>(value.size()), value.data());
}

void print(const char* field, const std::vector<std::string>& values) {
    for (const std::string& value : values) print(field, value);
}

void print_assignment(const JudgedPort& port) {
    const Registry& registry = *port.registry;
    print("range", name(port_range(port.port)));
    print("status", name(registry.status(port.port, port.transport)));
    for (std::size_t nth = 0; const auto row = registry.find(port.port, port.transport, nth); ++nth) {
        print("service", readable(row->service));
        print("description", readable(row->description));
        print("assignee", assignee_name(row->assignee));
        print("registered", readable(row->registered));
        print("unauthorized", readable(row->unauthorized));
    }
    print("registry", registry.snapshot());
}

void print_ghost(const Ghost& ghost) {
    print("life", name(ghost.life));
    print("owner", ghost.owner);
    print("product", ghost.product);
    print("successor", ghost.successor);
    if (!ghost.year.empty())
        print("history", std::string(ghost.year) + ": the end of " + std::string(ghost.product));
    print("reference", built_in_reference(ghost.reference));
}

void print_dossier(const Dossier& dossier) {
    if (dossier.life != Life::Unknown) print("life", name(dossier.life));
    print("label", dossier.label);
    print("owner", dossier.owners);
    print("product", dossier.products);
    print("successor", dossier.successors);
    for (const Warning& warning : dossier.warnings) print("warning", warning.line);
    print("likely", dossier.likely);
    print("advice", dossier.advice);
    print("dispute", dossier.disputes);
    print("note", dossier.notes);
    print("history", dossier.history);
    print("expects", dossier.expects);
    print("reference", dossier.references);
    print("dossier", dossier.origin);
}

void print_claims(const PortClaims& claims) {
    for (const Claim& claim : claims.claims()) {
        print("claim", claim.line());
        print("claim.kind", name(claim.kind));
        print("claim.id", claim.id);
        print("claim.grade", name(claim.grade));
        for (const Proof& proof : claim.proofs) print("claim.evidence", proof.words);
        for (const std::string& cited : claim.references) print("claim.reference", Facts::reference(cited));
    }
}

void print_port(const Facts& facts, std::uint16_t number, Transport transport) {
    const JudgedPort port = facts.port(number, transport);
    print("port", std::to_string(number));
    print("transport", name(transport));
    print_assignment(port);
    if (const auto ghost = ghost_of(port)) print_ghost(*ghost);
    if (port.dossier != nullptr) print_dossier(*port.dossier);
    if (const PortClaims* const claims = facts.claims(number, transport)) print_claims(*claims);
    for (const CheckCommand& command : check_commands(transport)) print("check", fill_in(command, number));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: port-facts FOLDER PORT/TRANSPORT...\n", stderr);
        return 2;
    }
    Facts facts;
    facts.read_folder(argv[1]);
    for (const std::string& error : facts.errors()) std::fprintf(stderr, "%s\n", error.c_str());
    for (int at = 2; at < argc; ++at) {
        const std::string_view word = argv[at];
        const std::size_t slash = word.find('/');
        const auto port = parse_port(word.substr(0, slash));
        const auto transport =
            slash == std::string_view::npos ? std::nullopt : transport_named(word.substr(slash + 1));
        if (!port || !transport) {
            std::fprintf(stderr, "port-facts: %s: is no port and transport, as 3302/tcp\n", argv[at]);
            return 2;
        }
        print_port(facts, *port, *transport);
    }
    return 0;
}
