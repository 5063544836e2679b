// SPDX-License-Identifier: GPL-2.0-or-later
#include "moment.h"

#include <array>
#include <chrono>
#include <cinttypes>
#include <cstdio>

namespace portlore {

namespace {

constexpr std::uint64_t kNanoseconds = 1'000'000'000;  // of a second

/** What stands behind the second: captures have microseconds, or nanoseconds. */
std::string fraction(std::uint64_t nanoseconds) {
    const bool is_coarse = nanoseconds % 1000 == 0;
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), ".%0*" PRIu64, is_coarse ? 6 : 9,
                  is_coarse ? nanoseconds / 1000 : nanoseconds);
    return digits.data();
}

}  // namespace

std::string iso8601(Moment moment) {
    using namespace std::chrono;
    constexpr Moment kSecond = kNanoseconds;
    const Moment behind = (moment % kSecond + kSecond) % kSecond;
    const sys_seconds time{seconds(moment / kSecond - (moment % kSecond < 0 ? 1 : 0))};
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::array<char, 32> words{};
    std::snprintf(words.data(), words.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return words.data() + fraction(static_cast<std::uint64_t>(behind)) + "Z";
}

std::string text(Seconds seconds) {
    return std::to_string(seconds.nanoseconds / kNanoseconds) + fraction(seconds.nanoseconds % kNanoseconds);
}

}  // namespace portlore
