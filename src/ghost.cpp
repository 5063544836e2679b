// SPDX-License-Identifier: GPL-2.0-or-later
#include "ghost.h"

#include <algorithm>
#include <array>

#include "blanks.h"
#include "service.h"

namespace portlore {

std::optional<Ghost> read_ghost(std::string_view line, std::string& problem) {
    Ghost ghost;
    std::string_view state;
    const std::array columns{&ghost.service, &ghost.product, &ghost.owner,    &ghost.successor,
                             &ghost.year,    &state,         &ghost.reference};
    for (std::string_view* const column : columns) *column = trimmed(take_part(line, '\t'));
    if (ghost.service.empty() || ghost.product.empty() || ghost.reference.empty() || !line.empty()) {
        problem = "has not the columns service, product, owner, successor, year, state, reference";
        return std::nullopt;
    }
    for (const Life life : {Life::Dead, Life::PresumedDead}) {
        if (state == name(life)) ghost.life = life;
    }
    if (ghost.life == Life::Unknown) {
        problem = "state: '" + std::string(state) + "' is not Dead or Presumed dead";
        return std::nullopt;
    }
    return ghost;
}

std::string_view GhostTables::service(const Row& row) const {
    std::string_view line = text.substr(row.line, row.size);
    return take_part(line, '\t');
}

std::optional<Ghost> Ghosts::find(std::string_view service) const {
    if (service.empty()) return std::nullopt;
    const auto name = [&](const GhostTables::Row& row) { return tables_.service(row); };
    const auto found = std::ranges::lower_bound(tables_.rows, service, {}, name);
    if (found == tables_.rows.end() || name(*found) != service) return std::nullopt;
    std::string problem;
    return read_ghost(tables_.text.substr(found->line, found->size), problem);
}

}  // namespace portlore
