// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/payload.h"

#include <glib.h>

#include <algorithm>

namespace portlore {

namespace {

std::uint8_t lower(std::uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<std::uint8_t>(byte + ('a' - 'A')) : byte;
}

}  // namespace

Payload::Payload(std::span<const std::uint8_t> captured, std::size_t sent)
    : bytes_(captured), length_(static_cast<std::int64_t>(std::max(captured.size(), sent))) {}

Payload Payload::beginning_with(std::span<const std::uint8_t> beginning, bool& missed) {
    Payload payload(beginning, beginning.size());
    payload.missed_ = &missed;
    payload.is_beginning_ = true;
    return payload;
}

template <typename Fits>
bool Payload::fit(std::size_t at, std::size_t count, const Fits& fits) const {
    const std::size_t known = at > bytes_.size() ? 0 : std::min(bytes_.size() - at, count);
    const bool is_there = at <= bytes_.size() && known == count;
    // Where one of the bytes that are there does not fit, it makes no difference which the others are.
    if (!is_there && !is_beginning_) return false;
    for (std::size_t place = 0; place < known; ++place) {
        if (!fits(bytes_[at + place], place)) return false;
    }
    if (!is_there) note_beyond();
    return is_there;
}

bool Payload::has(std::string_view text, std::size_t at) const {
    return fit(at, text.size(), [&](std::uint8_t byte, std::size_t place) {
        return byte == static_cast<std::uint8_t>(text[place]);
    });
}

bool Payload::has_word(std::string_view text, std::size_t at) const {
    return fit(at, text.size(), [&](std::uint8_t byte, std::size_t place) {
        return lower(byte) == lower(static_cast<std::uint8_t>(text[place]));
    });
}

bool Payload::zeros(std::size_t at, std::size_t count) const {
    return fit(at, count, [](std::uint8_t byte, std::size_t) { return byte == 0; });
}

bool Payload::printable(std::size_t at, std::size_t count) const {
    return fit(at, count, [](std::uint8_t byte, std::size_t) { return byte >= 0x20 && byte <= 0x7e; });
}

std::size_t Payload::find(std::uint8_t byte, std::size_t from) const {
    note_beyond();
    if (from >= bytes_.size()) return bytes_.size();
    const auto part = bytes_.subspan(from);
    return from + static_cast<std::size_t>(std::find(part.begin(), part.end(), byte) - part.begin());
}

Payload Payload::from(std::size_t at) const {
    if (at > 0) note_beyond();
    const std::size_t begin = std::min(at, bytes_.size());
    Payload rest(bytes_.subspan(begin), static_cast<std::size_t>(length_) - begin);
    rest.missed_ = missed_;
    rest.is_beginning_ = is_beginning_;
    return rest;
}

bool Payload::is_filled_to(std::int64_t end) const {
    constexpr std::int64_t kSegment = 1200;
    note_beyond();
    return end == length_ || (end > length_ && length_ >= kSegment);
}

std::string_view Payload::text() const {
    note_beyond();
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

std::string_view Payload::line() const {
    std::string_view line = text().substr(0, kLongestLine);
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

bool Payload::line_contains(std::string_view text) const {
    return line().find(text) != std::string_view::npos;
}

bool is_text_byte(int byte) {
    const bool is_control = byte < 0x20 || byte == 0x7f;
    return !is_control || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == 0x1b ||
           byte == '\a';
}

bool is_text(const Payload& payload) {
    // A text is one from its beginning on; a long one costs no more than a short one.
    constexpr std::size_t kEnough = 256;
    const std::string_view text = payload.text().substr(0, kEnough);
    if (text.empty()) return false;
    const bool plain = std::all_of(text.begin(), text.end(),
                                   [](char c) { return is_text_byte(static_cast<unsigned char>(c)); });
    if (!plain) return false;
    const char* end = nullptr;
    if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), &end) != FALSE) return true;
    // What is looked at may end within a character, which then reads as incomplete (-2), not as wrong.
    const auto left = static_cast<gssize>(text.data() + text.size() - end);
    return end != text.data() && g_utf8_get_char_validated(end, left) == static_cast<gunichar>(-2);
}

}  // namespace portlore
