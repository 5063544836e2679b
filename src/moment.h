/** @file
 * When something was seen, from the first time to the last.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

namespace portlore {

/** Nanoseconds since 1970, UTC: from the year 1677 to 2262. */
using Moment = std::int64_t;

/** `2026-11-20T10:00:00.123456Z`; nine digits of the second where the moment has them (ISO 8601). */
std::string iso8601(Moment moment);

/** A time that is measured, with what stands behind the second in six digits, or nine. */
struct Seconds {
    std::uint64_t nanoseconds = 0;

    bool operator==(const Seconds&) const = default;
};

/** `12.345678`. */
std::string text(Seconds seconds);

/** From a first moment to a last one, in whatever order they come; empty as long as there is none. */
struct Period {
    Moment first = std::numeric_limits<Moment>::max();
    Moment last = std::numeric_limits<Moment>::min();

    [[nodiscard]] bool is_empty() const { return first > last; }
    void add(const Period& more) {
        first = std::min(first, more.first);
        last = std::max(last, more.last);
    }
    /** 0 where it is empty. */
    [[nodiscard]] Seconds length() const {
        return {is_empty() ? 0 : static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first)};
    }
};

}  // namespace portlore
