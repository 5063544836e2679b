// SPDX-License-Identifier: GPL-2.0-or-later
#include "sockets/listing_file.h"

#include <glib.h>

#include <algorithm>
#include <array>

#include "blanks.h"
#include "file.h"
#include "glib_owned.h"
#include "process.h"
#include "sockets/lines.h"
#include "sockets/nmap.h"
#include "sockets/records.h"

namespace portlore {

namespace {

/** What is no character, as half of one where a title or a file was cut, becomes U+FFFD. */
std::string from_utf16(std::string_view text, bool is_little) {
    constexpr gunichar kReplacement = 0xfffd;
    const auto unit = [&](std::size_t at) -> gunichar {
        const auto byte = [&](std::size_t nth) {
            return static_cast<gunichar>(static_cast<unsigned char>(text[nth]));
        };
        return is_little ? byte(at) | byte(at + 1) << 8U : byte(at) << 8U | byte(at + 1);
    };
    const auto is_half = [](gunichar value, gunichar first) { return (value & 0xfc00U) == first; };
    std::string utf8;
    utf8.reserve(text.size() / 2);
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        gunichar character = unit(at);
        if (is_half(character, 0xd800) && at + 3 < text.size() && is_half(unit(at + 2), 0xdc00)) {
            character = 0x10000 + ((character & 0x3ffU) << 10U) + (unit(at + 2) & 0x3ffU);
            at += 2;
        } else if (is_half(character, 0xd800) || is_half(character, 0xdc00)) {
            character = kReplacement;
        }
        std::array<char, 6> bytes{};
        utf8.append(bytes.data(), static_cast<std::size_t>(g_unichar_to_utf8(character, bytes.data())));
    }
    return utf8;
}

/** UTF-16 as UTF-8, by its byte order mark, or the zeros of its first letters; any other text as it is,
 * without UTF-8's mark. */
std::string decoded(std::string text) {
    constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
    if (text.starts_with(kUtf8Mark)) return text.substr(kUtf8Mark.size());
    const bool is_unmarked = text.size() > 4 && text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0;
    const bool is_little = is_unmarked || text.starts_with("\xff\xfe");
    if (!is_little && !text.starts_with("\xfe\xff")) return text;
    return from_utf16(std::string_view(text).substr(is_unmarked ? 0 : 2), is_little);
}

/** The address that a file's name begins with. */
std::optional<Host> host_by_name(const std::string& file) {
    std::string name(file_name(file));
    name.resize(std::min(name.size(), name.find_first_not_of("0123456789abcdefABCDEF.:-")));
    // What follows the address may look like a part of it: `10.0.0.5.` or `10.0.0.5-`.
    for (; !name.empty(); name.pop_back()) {
        if (const auto host = parse_host(name)) return host;
        std::string colons = name;
        std::ranges::replace(colons, '-', ':');
        if (const auto host = parse_host(colons)) return host;
    }
    return std::nullopt;
}

/** One line after the other. */
class Lines {
 public:
    explicit Lines(std::string_view text) : text_(text) {}

    /** The next one, without its end; nothing behind the last. */
    std::optional<std::string_view> next() {
        if (at_ >= text_.size()) return std::nullopt;
        begin_ = at_;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        at_ = std::min(end + 1, text_.size());
        ++number_;
        std::string_view line = text_.substr(begin_, end - begin_);
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }
    /** The text from the last line on. */
    [[nodiscard]] std::string_view from_line() const { return text_.substr(begin_); }
    /** Goes on behind so many bytes of from_line(). */
    void pass(std::size_t size) {
        const std::size_t end = std::min(begin_ + size, text_.size());
        const auto passed = text_.substr(at_, std::max(end, at_) - at_);
        number_ += static_cast<std::size_t>(std::ranges::count(passed, '\n'));
        at_ = std::max(end, at_);
    }
    /** Of the last line, counted from 1. */
    [[nodiscard]] std::size_t number() const { return number_; }

 private:
    std::string_view text_;
    std::size_t begin_ = 0;
    std::size_t at_ = 0;
    std::size_t number_ = 0;
};

/** A host of containers has some hundred addresses. */
constexpr std::size_t kMostHosts = 10'000;

/** What the lines at the beginning say of a list: `# host ...`, `# saved ...`. */
struct Heading {
    std::vector<Host> hosts;
    std::string saved;
    std::size_t size = 0;  ///< in bytes
    std::size_t lines = 0;
};

Heading read_heading(std::string_view text, Listing& into) {
    Heading heading;
    Lines lines(text);
    while (const auto line = lines.next()) {
        const std::string_view content = trimmed(*line);
        if (!content.empty() && (!content.starts_with('#') || content.starts_with("#TYPE"))) break;
        const Words words(content);
        if (words[1] == "saved") heading.saved = escaped(words.from(2), 40);
        std::string_view rest = words[1] == "host" ? words.from(2) : "";
        while (!rest.empty()) {
            const std::string_view word = Words(rest)[0];
            rest = trimmed(rest.substr(word.size()));
            const auto host = parse_listed_host(word);
            if (host && heading.hosts.size() < kMostHosts) {
                heading.hosts.push_back(*host);
            } else {
                into.error(lines.number(),
                           "'" + escaped(word, 60) + "' is no address; write those of the host");
            }
        }
        heading.size += line->size() + 1;
        ++heading.lines;
    }
    heading.size = std::min(heading.size, text.size());
    return heading;
}

/** So many CSVs of one file are read: each may look at the whole rest of it. */
constexpr std::size_t kMostTables = 16;

/** Whether a line that no list has begins as if it were one of them. Others are headings, and what stands
 * below a socket with some options. */
bool begins_as_a_socket(const ListedLine& line) {
    constexpr std::array<std::string_view, 6> kTransports{"tcp", "udp", "tcp6", "udp6", "TCP", "UDP"};
    const std::string_view word = line.words[0];
    return is_state(word) || std::ranges::find(kTransports, word) != kTransports.end();
}

/** Lists of lines, one behind the other; what stands between them are headings in any language. */
void read_lines(std::string_view text, std::size_t lines_before, Listing& into) {
    Lines lines(text);
    ProcessTable processes;
    std::size_t tables = 0;
    while (const auto content = lines.next()) {
        const std::size_t number = lines_before + lines.number();
        const ListedLine line(*content, number);
        if (take_windows_netstat_line(line, into)) continue;
        into.named_below = ListedSocket::kNobody;
        if (line.words.size() == 0 || content->starts_with('#')) {
            processes.end();
        } else if (take_ss_line(line, into) || take_linux_netstat_line(line, into) ||
                   take_lsof_line(line, into) || processes.begin(line) || processes.take(line, into)) {
            continue;
        } else if (tables < kMostTables && begins_csv(*content)) {
            ++tables;
            lines.pass(read_csv(lines.from_line(), number, into));
        } else if (begins_as_a_socket(line)) {
            into.error(number, "is cut, or no line of such a list; save the list again");
        }
    }
}

void read(std::string_view text, Listing& into) {
    const Heading heading = read_heading(text, into);
    into.hosts = heading.hosts;
    into.saved = heading.saved;
    text.remove_prefix(heading.size);
    if (text.starts_with('[') || text.starts_with('{')) {
        read_json(text, into);
    } else if (LsofFields::begin(text)) {
        LsofFields().read(text, into);
    } else {
        read_lines(text, heading.lines, into);
    }
}

}  // namespace

std::vector<Listing> read_listings(std::string text, const std::string& file) {
    text = decoded(std::move(text));
    if (is_nmap(text)) return read_nmap(text, file);
    std::vector<Listing> one;
    Listing& listing = one.emplace_back(file);
    read(listing.keep(std::move(text)), listing);
    if (listing.hosts.empty()) {
        if (const auto host = host_by_name(file)) listing.hosts.push_back(*host);
    }
    const bool is_empty = listing.sockets.empty() && listing.described.empty();
    if (is_empty && listing.errors.empty()) {
        listing.error(
            "holds no list of sockets that is known; save the output of ss -tunap, lsof -nP -i, "
            "netstat -ano or what else docs/processes.md names");
    }
    listing.settle_errors();
    return one;
}

}  // namespace portlore
