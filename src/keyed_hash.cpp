// SPDX-License-Identifier: GPL-2.0-or-later
#include "keyed_hash.h"

#include <random>

namespace portlore {

const HashKey& process_hash_key() {
    static const HashKey key = [] {
        std::random_device random;
        HashKey drawn{};
        for (Bits128& part : drawn) {
            for (int draws = 0; draws < 4; ++draws) part = part << 32U | random();
        }
        return drawn;
    }();
    return key;
}

}  // namespace portlore
