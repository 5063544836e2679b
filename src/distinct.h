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

/** Counts different keyed hashes of 64 bits; some sixteen bytes for each, in constant time. Which they were
 * is not known. */
class Distinct {
 public:
    /** Counts a hash, unless it was counted before. */
    void add(std::uint64_t hash) {
        if (slots_.size() < 2 * (count_ + 1)) grow();
        std::uint64_t& slot = slot_of(hash);
        if (slot == kFree) ++count_;
        slot = taken(hash);
    }
    /** How many different ones there are. */
    [[nodiscard]] std::size_t count() const { return count_; }

 private:
    static constexpr std::size_t kFewest = 8;
    static constexpr std::uint64_t kFree = 0;

    /** A hash that is no free slot. */
    static std::uint64_t taken(std::uint64_t hash) { return hash == kFree ? 1 : hash; }

    /** Where a hash stands, or will. */
    std::uint64_t& slot_of(std::uint64_t hash) {
        const std::size_t mask = slots_.size() - 1;  // their number is a power of two
        std::size_t at = static_cast<std::size_t>(hash) & mask;
        while (slots_[at] != kFree && slots_[at] != taken(hash)) at = (at + 1) & mask;
        return slots_[at];
    }

    void grow() {
        std::vector<std::uint64_t> before(std::max(kFewest, 2 * slots_.size()), kFree);
        before.swap(slots_);
        for (const std::uint64_t hash : before) {
            if (hash != kFree) slot_of(hash) = hash;
        }
    }

    std::vector<std::uint64_t> slots_;
    std::size_t count_ = 0;
};

}  // namespace portlore
