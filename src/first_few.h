/** @file
 * The first few of many different things, of which a scan makes millions, and how many there are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "distinct.h"

namespace portlore {

/** Keeps the first things that it is given, and counts the others by their hashes. */
template <typename Thing, std::size_t most>
class FirstFew {
 public:
    /** Takes a thing in, unless it is known. @param hash its own, of 64 bits: different ones for different
     * things. */
    void add(const Thing& thing, std::uint64_t hash) {
        const auto known = first();
        if (std::find(known.begin(), known.end(), thing) != known.end()) return;
        if (kept_ < most) {
            first_[kept_++] = thing;
        } else {
            others_.add(hash);
        }
    }
    /** The first ones, in the order of their coming. */
    [[nodiscard]] std::span<const Thing> first() const { return {first_.data(), kept_}; }
    /** How many different ones there are. */
    [[nodiscard]] std::size_t count() const { return kept_ + others_.count(); }

 private:
    std::array<Thing, most> first_{};
    std::uint8_t kept_ = 0;
    Distinct others_;
};

}  // namespace portlore
