// SPDX-License-Identifier: GPL-2.0-or-later
#include "keyed_hash.h"

#include <random>

namespace portlore {

const HashKey& process_hash_key() {
    static const HashKey key = [] {
        std::random_device random;
        const auto word = [&random] { return std::uint64_t{random()} << 32U | random(); };
        return HashKey{word(), word()};
    }();
    return key;
}

}  // namespace portlore
