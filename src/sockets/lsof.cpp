// SPDX-License-Identifier: GPL-2.0-or-later
#include <glib.h>

#include <algorithm>

#include "blanks.h"
#include "sockets/lines.h"

namespace portlore {

namespace {

constexpr std::string_view kIpv4 = "IPv4";
constexpr std::string_view kIpv6 = "IPv6";
/** A table's names are cut there, escapes included; unless with +c. */
constexpr std::size_t kCutName = 9;

/** lsof writes a blank in a command's name as `\x20`, and other bytes likewise. */
std::string_view unescaped(std::string_view name, Listing& into) {
    if (name.find("\\x") == std::string_view::npos) return name;
    std::string plain;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const int high = at + 3 < name.size() && name.substr(at).starts_with("\\x")
                             ? g_ascii_xdigit_value(name[at + 2])
                             : -1;
        const int low = high < 0 ? -1 : g_ascii_xdigit_value(name[at + 3]);
        if (low < 0) {
            plain += name[at];
            continue;
        }
        plain += static_cast<char>(high * 16 + low);
        at += 3;
    }
    return trimmed(into.keep(std::move(plain)));
}

/** A socket's ends, `*:22` or `10.0.0.5:22->10.0.0.9:41000`. */
struct Ends {
    ListedEnd local;
    ListedEnd peer;
};

std::optional<Ends> parse_ends(std::string_view name, std::string_view type) {
    const std::size_t arrow = name.find("->");
    const auto local = parse_listed_end(name.substr(0, arrow));
    if (!local) return std::nullopt;
    Ends ends{*local, {}};
    if (arrow != std::string_view::npos) {
        const auto peer = parse_listed_end(name.substr(arrow + 2));
        if (!peer) return std::nullopt;
        ends.peer = *peer;
    }
    // `*` of IPv4 is no address of IPv6.
    if (type == kIpv4 && ends.local.host == kEveryAddress) ends.local.host = {4, {}};
    return ends;
}

/** Whether a socket without another end waits: its state says so, or is not told. */
bool listens(Transport transport, std::string_view state) {
    if (transport == Transport::Udp || state == "LISTEN") return true;
    return !std::ranges::all_of(state, [](char c) { return g_ascii_isupper(c) || c == '_'; }) ||
           state.empty();
}

void add_socket(std::string_view transport, std::string_view type, std::string_view name,
                std::string_view state, const ListedProcess& process, std::size_t line, Listing& into) {
    const auto ends = parse_ends(name, type);
    if (!ends) return into.error(line, no_end(name));
    ListedSocket socket{transport == "UDP" ? Transport::Udp : Transport::Tcp, ends->local, ends->peer};
    socket.listens = ends->peer.port == 0 && listens(socket.transport, state);
    into.note_tool("lsof");
    into.add(socket, &process);
}

}  // namespace

bool take_lsof_line(const ListedLine& line, Listing& into) {
    const Words& words = line.words;
    // COMMAND PID ... USER FD TYPE DEVICE SIZE/OFF NODE NAME: what stands before USER depends on the options.
    std::size_t type = 4;
    while (type < words.size() && words[type] != kIpv4 && words[type] != kIpv6) ++type;
    std::size_t node = type + 1;
    while (node < words.size() && words[node] != "TCP" && words[node] != "UDP") ++node;
    if (node + 1 >= words.size() || !is_number(words[1])) return false;
    ListedProcess process;
    process.name = unescaped(words[0], into);
    process.is_cut = words[0].size() >= kCutName || process.name != words[0];
    process.pid = parse_pid(words[1]).value_or(0);
    process.user = words[type - 2];
    std::string_view state = words[node + 2];
    if (state.starts_with('(') && state.ends_with(')')) state = state.substr(1, state.size() - 2);
    add_socket(words[node], words[type], words[node + 1], state, process, line.number, into);
    return true;
}

bool LsofFields::begin(std::string_view text) {
    // The process comes first, in a line of its own or before a NUL.
    const std::size_t end = std::min(text.find_first_of(std::string_view("\r\n\0", 3)), text.size());
    return text.starts_with('p') && is_number(text.substr(1, end - 1));
}

void LsofFields::read(std::string_view text, Listing& into) {
    std::size_t line = 1;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(std::string_view("\n\0", 2)), text.size());
        take(trimmed(text.substr(0, end)), line, into);
        if (end < text.size() && text[end] == '\n') ++line;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    finish_file(line, into);
}

void LsofFields::take(std::string_view field, std::size_t line, Listing& into) {
    if (field.empty()) return;
    const std::string_view value = field.substr(1);
    switch (field[0]) {
        case 'p':
            finish_file(line, into);
            process_ = {};
            process_.pid = parse_pid(value).value_or(0);
            break;
        case 'f':
            finish_file(line, into);
            break;
        case 'c':
            process_.name = unescaped(value, into);
            process_.is_cut = value.size() >= kLongestComm;
            break;
        case 'L':
            process_.user = value;
            break;
        case 'u':
            if (process_.user.empty()) process_.user = value;
            break;
        case 'P':
            transport_ = value;
            break;
        case 't':
            finish_file(line, into);  // without f, a file begins with its type
            type_ = value;
            break;
        case 'n':
            name_ = value;
            break;
        case 'T':
            if (value.starts_with("ST=")) state_ = value.substr(3);
            break;
        default:
            break;
    }
}

void LsofFields::finish_file(std::size_t line, Listing& into) {
    if (transport_ == "TCP" || transport_ == "UDP") {
        add_socket(transport_, type_, name_, state_, process_, line, into);
    } else if (type_.empty() && transport_.empty() && parse_ends(name_, type_)) {
        into.error(line, "does not say which transport it is of; save the list with -F pcLPtTn");
    }
    transport_ = type_ = name_ = state_ = {};
}

}  // namespace portlore
