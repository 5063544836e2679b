/** @file
 * How many different things were seen, of which a scan makes millions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace portlore {

/** Counts different keyed hashes of 64 bits; eight to sixteen bytes for each. Which they were is not known.
 */
class Distinct {
 public:
    /** Counts a hash, unless it was counted before. Sorts what there is whenever that has doubled. */
    void add(std::uint64_t hash) {
        hashes_.push_back(hash);
        if (hashes_.size() < next_tidying_) return;
        tidy(hashes_);
        next_tidying_ = std::max(kFirstTidying, 2 * hashes_.size());
    }
    /** How many different ones there are. */
    [[nodiscard]] std::size_t count() const {
        std::vector<std::uint64_t> tidied = hashes_;
        tidy(tidied);
        return tidied.size();
    }

 private:
    static constexpr std::size_t kFirstTidying = 16;

    static void tidy(std::vector<std::uint64_t>& hashes) {
        std::sort(hashes.begin(), hashes.end());
        hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    }

    std::vector<std::uint64_t> hashes_;
    std::size_t next_tidying_ = kFirstTidying;
};

}  // namespace portlore
