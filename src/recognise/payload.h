/** @file
 * One payload as the recognisers read it: every read is bounded by what was captured.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace portlore {

/**
 * The captured beginning of a payload, and its length on the wire. A view: it owns nothing.
 *
 * A number beyond the captured bytes reads as -1 and is noted: whatever a rule makes of it, noting() tells
 * that it did not have the bytes it asked for. Comparisons with missing bytes are false, and are not noted.
 */
class Payload {
 public:
    /** Where line() ends at the latest, in bytes. */
    static constexpr std::size_t kLongestLine = 1024;

    Payload() = default;
    /** @param sent the length on the wire; a shorter one than the captured bytes counts as theirs. */
    Payload(std::span<const std::uint8_t> captured, std::size_t sent);
    explicit Payload(std::span<const std::uint8_t> captured) : Payload(captured, captured.size()) {}
    /** The same payload, noting in `missed` whether a number was read that is not there. */
    [[nodiscard]] Payload noting(bool& missed) const {
        Payload same = *this;
        same.missed_ = &missed;
        return same;
    }

    /**
     * A payload of which nothing is known but some bytes it begins with, not even its length. Whatever is
     * asked beyond that is noted in `missed`: a rule that says no, and has noted nothing, says no to every
     * payload that begins so.
     * @param beginning must outlive it.
     */
    static Payload beginning_with(std::span<const std::uint8_t> beginning, bool& missed);

    /** The captured bytes. */
    [[nodiscard]] std::span<const std::uint8_t> bytes() const {
        note_beyond();
        return bytes_;
    }
    /** How many bytes were sent, in bytes; at least as many as were captured. */
    [[nodiscard]] std::int64_t length() const {
        note_beyond();
        return length_;
    }
    [[nodiscard]] bool empty() const {
        if (bytes_.empty()) note_beyond();
        return bytes_.empty();
    }

    /** Whether the byte at an offset was captured. */
    [[nodiscard]] bool reaches(std::size_t at) const {
        if (at >= bytes_.size()) note_beyond();
        return at < bytes_.size();
    }

    /** The byte at an offset. */
    [[nodiscard]] int u8(std::size_t at) const { return static_cast<int>(big_endian<1>(at)); }
    /** Unsigned numbers in network byte order. */
    [[nodiscard]] std::int64_t be16(std::size_t at) const { return big_endian<2>(at); }
    [[nodiscard]] std::int64_t be24(std::size_t at) const { return big_endian<3>(at); }
    [[nodiscard]] std::int64_t be32(std::size_t at) const { return big_endian<4>(at); }
    /** Unsigned numbers in little-endian byte order. */
    [[nodiscard]] std::int64_t le16(std::size_t at) const { return little_endian<2>(at); }
    [[nodiscard]] std::int64_t le24(std::size_t at) const { return little_endian<3>(at); }
    [[nodiscard]] std::int64_t le32(std::size_t at) const { return little_endian<4>(at); }

    /** Whether these bytes stand at an offset. */
    [[nodiscard]] bool has(std::string_view text, std::size_t at = 0) const;
    /** The same, ASCII letters compared without regard to case. */
    [[nodiscard]] bool has_word(std::string_view text, std::size_t at = 0) const;
    /** Whether so many bytes from an offset are all captured and zero. */
    [[nodiscard]] bool zeros(std::size_t at, std::size_t count) const;
    /** Whether so many bytes from an offset are all captured and printable ASCII (0x20 to 0x7e). */
    [[nodiscard]] bool printable(std::size_t at, std::size_t count) const;
    /** Where a byte stands from an offset on, or bytes().size(). */
    [[nodiscard]] std::size_t find(std::uint8_t byte, std::size_t from = 0) const;
    /** What follows an offset, in the captured bytes and on the wire; empty where there is nothing. */
    [[nodiscard]] Payload from(std::size_t at) const;

    /** Whether a message that ends at an offset ends the payload, or goes on beyond a full segment. */
    [[nodiscard]] bool is_filled_to(std::int64_t end) const;

    /** The captured bytes as characters. */
    [[nodiscard]] std::string_view text() const;
    /** The first line, without its CR LF or LF; the whole of text() where no line ends. kLongestLine at most.
     */
    [[nodiscard]] std::string_view line() const;
    /** Whether the first line contains a text. */
    [[nodiscard]] bool line_contains(std::string_view text) const;

 private:
    [[nodiscard]] bool holds(std::size_t at, std::size_t count) const {
        if (at <= bytes_.size() && bytes_.size() - at >= count) return true;
        if (missed_ != nullptr) *missed_ = true;
        return false;
    }
    /** Whether so many bytes from an offset are captured and each as `fits(byte, place)` has it. */
    template <typename Fits>
    [[nodiscard]] bool fit(std::size_t at, std::size_t count, const Fits& fits) const;
    /** Of a beginning alone, that something beyond it was asked for. */
    void note_beyond() const {
        if (is_beginning_) *missed_ = true;
    }
    // Here, since most of what the recognisers do is to read numbers.
    template <std::size_t kCount>
    [[nodiscard]] std::int64_t big_endian(std::size_t at) const {
        if (!holds(at, kCount)) return -1;
        std::int64_t number = 0;
        for (std::size_t i = 0; i < kCount; ++i) number = number << 8 | bytes_[at + i];
        return number;
    }
    template <std::size_t kCount>
    [[nodiscard]] std::int64_t little_endian(std::size_t at) const {
        if (!holds(at, kCount)) return -1;
        std::int64_t number = 0;
        for (std::size_t i = kCount; i > 0; --i) number = number << 8 | bytes_[at + i - 1];
        return number;
    }

    std::span<const std::uint8_t> bytes_;
    std::int64_t length_ = 0;
    bool* missed_ = nullptr;
    bool is_beginning_ = false;
};

/** Whether a byte may stand in human-readable text: no control character but white space, ESC and BEL. False
 * for one that is not there (-1). */
bool is_text_byte(int byte);
/** Whether a payload begins as human-readable text: UTF-8 of such bytes. */
bool is_text(const Payload& payload);

}  // namespace portlore
