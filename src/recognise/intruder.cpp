// What intruders bring: command interpreters that talk over a connection, and programs on their way. Prompts
// and first lines of Microsoft's cmd.exe and PowerShell, of dash, bash and BusyBox; id(1) of GNU coreutils;
// PE (Microsoft's "PE Format"), ELF (System V ABI, chapter 4), Mach-O (Apple's mach-o/loader.h).
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "recognise/families.h"

namespace portlore {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/** As much of a payload's text as a prompt may stand behind. */
std::string_view beginning(const Payload& p) { return p.text().substr(0, Payload::kLongestLine); }

std::string_view last_line(std::string_view text) {
    const std::size_t end = text.find_last_of('\n');
    return end == std::string_view::npos ? text : text.substr(end + 1);
}

/** Windows' version line: `Microsoft Windows [Version 10.0.19045.3803]`, whatever its language calls a
 * version. */
bool is_windows_version(std::string_view text) {
    constexpr std::string_view kName = "Microsoft Windows ";
    constexpr std::size_t kFurthest = 2;
    const std::size_t at = text.substr(0, kFurthest + kName.size()).find(kName);
    if (at == std::string_view::npos) return false;
    const std::string_view line = text.substr(at + kName.size(), 60);
    const std::size_t open = line.find('[');
    const std::size_t close = line.find(']');
    if (open > 8 || close == std::string_view::npos || close < open + 4) return false;
    const std::string_view inside = line.substr(open + 1, close - open - 1);
    const std::size_t digits = inside.find_last_not_of("0123456789.");
    const std::string_view number = digits == std::string_view::npos ? inside : inside.substr(digits + 1);
    return std::count(number.begin(), number.end(), '.') >= 2 && is_digit(number.front());
}

/** `C:\Windows\system32>`, with or without `PS ` before it. */
bool is_windows_prompt(std::string_view line) {
    const bool is_powershell = line.starts_with("PS ");
    if (is_powershell) line.remove_prefix(3);
    if (line.ends_with(' ')) line.remove_suffix(1);
    if (!line.ends_with('>') || line.size() < 4) return false;
    if (is_powershell && line.front() == '/') return true;
    return is_letter(line[0]) && line[1] == ':' && line[2] == '\\' &&
           line.find_first_of("<>|\"?*") == line.size() - 1;
}

/** `root@host:~# `, `[user@host ~]$ `, `bash-5.1$ `, `sh-5.2# `. */
bool is_unix_prompt(std::string_view line) {
    if (!line.ends_with("$ ") && !line.ends_with("# ")) return false;
    line.remove_suffix(2);
    if (line.size() < 3 || line.size() > 200) return false;
    for (const std::string_view shell : {"bash-", "sh-", "ksh-", "zsh-", "dash-"}) {
        if (line.starts_with(shell) && line.size() > shell.size() && is_digit(line[shell.size()]))
            return true;
    }
    const std::size_t at = line.find('@');
    if (at == std::string_view::npos || at == 0) return false;
    if (line.front() == '[') return line.back() == ']' && contains(line, " ");
    const std::size_t colon = line.find(':', at);
    return colon != std::string_view::npos && colon + 1 < line.size() &&
           (line[colon + 1] == '~' || line[colon + 1] == '/');
}

/** What a shell begins with that was started without a terminal. */
bool is_shells_complaint(std::string_view text) {
    constexpr std::size_t kFurthest = 160;
    constexpr std::array<std::string_view, 4> kComplaints{
        "can't access tty; job control turned off", "cannot set terminal process group (",
        "no job control in this shell", "no access to tty ("};
    return std::any_of(kComplaints.begin(), kComplaints.end(),
                       [begin = text.substr(0, kFurthest)](std::string_view complaint) {
                           return contains(begin, complaint);
                       });
}

/** A number and a name in brackets: `0(root)`. What follows it, or nothing. */
std::string_view behind_identity(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 10 || digits == text.size() || text[digits] != '(') return {};
    const std::size_t close = text.find(')', digits);
    return close == std::string_view::npos || close == digits + 1 ? std::string_view()
                                                                  : text.substr(close + 1);
}

/** What id(1) answers: `uid=0(root) gid=0(root)`. */
bool is_identity(std::string_view text) {
    const std::size_t at = text.find("uid=");
    if (at == std::string_view::npos || (at > 0 && text[at - 1] != '\n' && text[at - 1] != ' ')) return false;
    const std::string_view rest = behind_identity(text.substr(at + 4));
    return rest.starts_with(" gid=") && !behind_identity(rest.substr(5)).empty();
}

bool shell(const Payload& p) {
    if (!is_text_byte(p.u8(0))) return false;
    const std::string_view text = beginning(p);
    if (text.size() < 5) return false;
    const bool speaks = is_windows_version(text) || is_shells_complaint(text) || is_identity(text) ||
                        text.starts_with("Windows PowerShell\r\n");
    if (speaks) return true;
    const std::string_view line = last_line(text);
    return text.size() == p.text().size() && (is_windows_prompt(line) || is_unix_prompt(line));
}

/** MZ, and PE where it says. */
bool is_pe(const Payload& p) {
    if (!p.has("MZ") || !p.reaches(0x3f)) return false;
    const std::int64_t at = p.le32(0x3c);
    return at >= 0x40 && at < 0x1000 && p.has({"PE\0\0", 4}, static_cast<std::size_t>(at));
}

/** The magic number, a class, a byte order and the version; nine bytes that nobody uses but for the system.
 */
bool is_elf(const Payload& p) {
    return p.has(
               "\x7f"
               "ELF") &&
           (p.u8(4) == 1 || p.u8(4) == 2) && (p.u8(5) == 1 || p.u8(5) == 2) && p.u8(6) == 1 && p.zeros(9, 7);
}

/** The magic number of 32 or 64 bits, a processor (x86, ARM, PowerPC), and one of the kinds of file. */
bool is_mach_o(const Payload& p) {
    const std::int64_t magic = p.le32(0);
    const std::int64_t processor = p.le32(4) & 0x00ffffff;
    return (magic == 0xfeedface || magic == 0xfeedfacf) &&
           (processor == 7 || processor == 12 || processor == 18) && p.le32(12) >= 1 && p.le32(12) <= 12;
}

bool is_program(const Payload& p) { return is_pe(p) || is_elf(p) || is_mach_o(p); }

/** A program, alone or behind its length in four bytes, as stagers send it. */
bool executable(const Payload& p) {
    constexpr std::int64_t kSmallest = 64;
    constexpr std::int64_t kLargest = 64 << 20;
    const auto is_length = [](std::int64_t length) { return length >= kSmallest && length <= kLargest; };
    return is_program(p) || ((is_length(p.le32(0)) || is_length(p.be32(0))) && is_program(p.from(4)));
}

constexpr Recogniser kRows[]{
    {.protocol = "shell", .transports = kTcp | kUdp, .port = 0, .client = shell, .server = shell},
    {.protocol = "executable",
     .transports = kTcp | kUdp,
     .port = 0,
     .client = executable,
     .server = executable},
};

}  // namespace

std::span<const Recogniser> intruder_recognisers() { return kRows; }

}  // namespace portlore
