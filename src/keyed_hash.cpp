// SPDX-License-Identifier: GPL-2.0-or-later
#include "keyed_hash.h"

#include <random>

namespace portlore {

HashKey process_key{};

void draw_process_key() {
    std::random_device random;
    while (process_key.back() == 0) {
        for (Bits128& part : process_key) {
            for (int draws = 0; draws < 4; ++draws) part = part << 32U | random();
        }
    }
}

}  // namespace portlore
