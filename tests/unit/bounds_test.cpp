// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "recognise/recogniser.h"
#include "samples.h"
#include "written_down.h"

namespace portlore {
namespace {

/** Whether it is recognised as what the sample is. */
bool is_still_one(const Sample& sample, const Exchange& exchange) {
    const Recognised shown = recognise(exchange);
    return shown && shown.row->protocol == std::string(sample.protocol);
}

bool is_still_one(const Sample& sample) { return is_still_one(sample, exchange_of(sample)); }

/** `0-3 7`: those numbers below a bound for which something holds. */
std::string ranges(std::size_t bound, const std::function<bool(std::size_t)>& holds) {
    std::ostringstream words;
    for (std::size_t number = 0; number < bound; ++number) {
        if (!holds(number)) continue;
        const std::size_t first = number;
        while (number + 1 < bound && holds(number + 1)) ++number;
        words << (words.tellp() > 0 ? " " : "") << first;
        if (number > first) words << '-' << number;
    }
    return words.str();
}

std::string yes_or_no(bool holds) { return holds ? "yes" : "no"; }

/** So many bytes of a part are tried: what a rule reads of them lies in front. */
constexpr std::size_t kMostBytes = 128;

using Part = std::string Sample::*;

bool is_still_one_with(Sample& sample, Part part, std::size_t at, int value) {
    char& byte = (sample.*part)[at];
    const char before = byte;
    byte = static_cast<char>(value);
    const bool is = is_still_one(sample);
    byte = before;
    return is;
}

/** What a byte may be: nothing else (`!`), these values, or (an empty string) whatever one bit of it, or one
 * more or less, makes of it. */
std::string values(Sample& sample, Part part, std::size_t at) {
    const auto is = [&](std::size_t value) {
        return is_still_one_with(sample, part, at, static_cast<int>(value & 0xffU));
    };
    const auto own = static_cast<std::size_t>(static_cast<unsigned char>((sample.*part)[at]));
    std::size_t kept = 0;
    std::size_t tried = 2;
    for (const std::size_t other : {own + 1, own - 1}) kept += static_cast<std::size_t>(is(other));
    for (std::size_t bit = 1; bit < 0x100; bit <<= 1U, ++tried)
        kept += static_cast<std::size_t>(is(own ^ bit));
    if (kept == 0) return "!";
    return kept == tried ? "" : "{" + ranges(0x100, is) + "}";
}

/** What the bytes of a part may be: those that may be anything are left out. */
std::string bounds_of_bytes(Sample& sample, Part part) {
    const std::size_t size = std::min((sample.*part).size(), kMostBytes);
    std::ostringstream words;
    for (std::size_t at = 0; at < size; ++at) {
        const std::string own = values(sample, part, at);
        const std::size_t first = at;
        while (at + 1 < size && values(sample, part, at + 1) == own) ++at;
        if (own.empty()) continue;
        words << ' ' << first;
        if (at > first) words << '-' << at;
        words << own;
    }
    return words.str();
}

/** A number in a payload that says how long it is. */
struct LengthField {
    std::size_t at;
    std::size_t size;
    bool is_little;

    /** The sample cut, or with zeros behind it, so long, and the field told so. */
    [[nodiscard]] Sample resized(const Sample& sample, std::size_t size_now) const {
        Sample other = sample;
        std::uint64_t value = read(sample.bytes) + size_now - sample.bytes.size();
        other.bytes.resize(std::max(size_now, at + size));
        for (std::size_t nth = 0; nth < size; ++nth, value >>= 8U)
            other.bytes[place(nth)] = static_cast<char>(value & 0xffU);
        other.bytes.resize(size_now);
        return other;
    }
    /** Whether the sample may be longer by some bytes, if its field says so, and only then. */
    [[nodiscard]] bool is_one_of(const Sample& sample, std::size_t more) const {
        if (read(sample.bytes) > sample.bytes.size() || more > room(sample)) return false;
        Sample untold = sample;
        untold.bytes.resize(sample.bytes.size() + more);
        return !is_still_one(untold) && is_still_one(resized(sample, untold.bytes.size()));
    }

    /** How many more it can tell. */
    [[nodiscard]] std::size_t room(const Sample& sample) const {
        return (std::uint64_t{1} << 8U * size) - 1 - read(sample.bytes);
    }

 private:
    [[nodiscard]] std::size_t place(std::size_t nth) const { return at + (is_little ? nth : size - 1 - nth); }
    [[nodiscard]] std::uint64_t read(const std::string& bytes) const {
        std::uint64_t value = 0;
        for (std::size_t nth = size; nth > 0; --nth)
            value = value << 8U | static_cast<unsigned char>(bytes[place(nth - 1)]);
        return value;
    }
};

/** The field of an exact sample that tells its length, and by how many bytes it may grow at once. */
std::optional<std::pair<LengthField, std::size_t>> length_field(const Sample& sample) {
    constexpr std::size_t kLastPlace = 20;
    for (const std::size_t step : {1U, 4U}) {
        for (std::size_t at = 0; at < std::min(sample.bytes.size(), kLastPlace); ++at) {
            for (const std::size_t size : {1U, 2U, 3U, 4U}) {
                for (const bool is_little : {true, false}) {
                    const LengthField field{at, size, is_little};
                    const bool fits = at + size <= sample.bytes.size();
                    if (fits && field.is_one_of(sample, step)) return std::pair(field, step);
                }
            }
        }
    }
    return std::nullopt;
}

/** How long it may be where its own field tells: all shorter lengths, and the longest that it may grow to. */
std::string bounds_of_told_length(const Sample& sample) {
    constexpr std::size_t kMost = 66000;  // more
    const auto found = length_field(sample);
    if (!found) return {};
    const auto [field, step] = *found;
    const std::size_t own = sample.bytes.size();
    const auto told = [&, told_by = field](std::size_t size) {
        return is_still_one(told_by.resized(sample, size));
    };
    std::size_t good = 0;  // steps
    std::size_t bad = std::min(kMost, field.room(sample)) / step + 1;
    while (bad - good > 1) {
        const std::size_t middle = good + (bad - good) / 2;
        (told(own + middle * step) ? good : bad) = middle;
    }
    return ", as byte " + std::to_string(field.at) + " tells " + ranges(own + 1, told) + " to " +
           std::to_string(own + good * step);
}

/** How long the payload may be: cut, with more zeros behind it, or cut by the capture alone. */
std::string bounds_of_length(const Sample& sample) {
    constexpr std::size_t kMore = 32;
    const auto sent = [&](std::size_t size) {
        Sample other = sample;
        other.bytes.resize(size);
        return is_still_one(other);
    };
    const auto captured = [&](std::size_t size) {
        Exchange exchange = exchange_of(sample);
        exchange.payload = Payload(exchange.payload.bytes().first(size), sample.bytes.size());
        return is_still_one(sample, exchange);
    };
    return "sent " + ranges(sample.bytes.size() + kMore, sent) + bounds_of_told_length(sample) +
           ", captured " + ranges(sample.bytes.size() + 1, captured);
}

/** Whom it tells to speak, and whether it is one if the other side, or nobody, has said something. */
std::string bounds_of_speaker(const Sample& sample) {
    Exchange exchange = exchange_of(sample);
    const auto is_one = [&] { return yes_or_no(is_still_one(sample, exchange)); };
    exchange.sender = Speaker::Client;
    const std::string as_client = is_one();
    exchange.sender = Speaker::Server;
    const std::string as_server = is_one();
    exchange.sender = Speaker::Unknown;
    const Speaker told = recognise(exchange).speaker;
    constexpr std::array kNames{"nobody", "client", "server"};
    std::string words = "client " + as_client + ", server " + as_server + ", told " +
                        kNames.at(static_cast<std::size_t>(told));
    exchange = exchange_of(sample);
    exchange.other = {};
    if (!sample.other.empty()) words += ", without the other " + is_one();
    exchange = exchange_of(sample);
    exchange.before = {};
    if (!sample.before.empty()) words += ", without the one before " + is_one();
    return words;
}

std::string bounds_of(Sample& sample) {
    std::ostringstream words;
    words << sample.protocol << ' ' << name(sample.transport) << ' ' << sample.bytes.size() << ": "
          << bounds_of_speaker(sample) << "; " << bounds_of_length(sample) << ';'
          << bounds_of_bytes(sample, &Sample::bytes);
    if (!sample.other.empty()) words << "; other" << bounds_of_bytes(sample, &Sample::other);
    if (!sample.before.empty()) words << "; before" << bounds_of_bytes(sample, &Sample::before);
    return words.str();
}

constexpr const char* kHead =
    "# What each sample of the recognisers may be and still be one: who may say it, how long it may be, and "
    "what each of "
    "its\n# bytes may be (!: nothing else; in braces: these values; not listed: anything that is near). Made "
    "by the test "
    "Bounds, with\n# PORTLORE_WRITE_BOUNDS=1: what has changed in it is what has changed in the rules. See "
    "docs/developing.md.\n";

/** Where a rule asks for more or less than it did, this shows it. */
TEST(Bounds, OfEverySampleAreThoseWrittenDown) {
    std::vector<Sample> all = samples();
    std::ostringstream now;
    now << kHead;
    for (Sample& sample : all) now << bounds_of(sample) << '\n';
    expect_written_down(now.str(), PORTLORE_BOUNDS, "PORTLORE_WRITE_BOUNDS");
}

}  // namespace
}  // namespace portlore
