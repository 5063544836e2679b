// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "blanks.h"
#include "sockets/lines.h"

namespace portlore {

namespace {

/** A socket of a line, by its words; or an error noted. */
std::optional<ListedSocket> read_socket(Transport transport, std::string_view local, std::string_view peer,
                                        std::size_t line, Listing& into) {
    auto socket = parse_listed_socket(transport, local, peer, line, into);
    if (!socket) return std::nullopt;
    into.note_tool("netstat");
    socket->listens = socket->peer.port == 0;
    return socket;
}

/** Without -W, an address and its port are cut to the column's width, and may be another address then. */
bool may_be_cut(std::string_view end) {
    constexpr std::size_t kWidth = 23;
    return end.size() == kWidth && end.find(':') != end.rfind(':');
}

/** What stands before PID/Program name: a state, and with -e a user and an inode. */
std::string_view program_of(const Words& words, std::size_t at) {
    for (; at < words.size(); ++at) {
        const std::size_t slash = words[at].find('/');
        if (slash != std::string_view::npos && is_number(words[at].substr(0, slash))) return words.from(at);
    }
    return {};
}

/** PID and name together are cut to the column's width, less the blank behind it. */
constexpr std::size_t kProgramWidth = 19;

/** `812/sshd: /usr/sbin`: behind the name, the program may have written more. */
ListedProcess parse_program(std::string_view program) {
    const std::size_t slash = program.find('/');
    ListedProcess process;
    process.pid = parse_pid(program.substr(0, slash)).value_or(0);
    const std::string_view title = program.substr(slash + 1);
    process.name = title.substr(0, title.find(": "));
    if (process.name.ends_with(':')) process.name.remove_suffix(1);
    if (process.name != title) process.command = title;
    process.is_cut = program.size() >= kProgramWidth && process.name == title;
    return process;
}

/** With -b, the service and the program stand below their socket: `  RpcSs`, ` [svchost.exe]`. */
bool take_name_below(const ListedLine& line, Listing& into) {
    if (into.named_below == ListedSocket::kNobody) return false;
    ListedProcess& process = into.processes[into.named_below];
    const std::string_view text = trimmed(line.text);
    if (line.text.starts_with(" [") && text.ends_with(']')) {
        process.name = text.substr(1, text.size() - 2);
        return true;
    }
    if (!line.text.starts_with("  ") || line.words.size() != 1) return false;
    process.service = text;
    return true;
}

}  // namespace

bool take_linux_netstat_line(const ListedLine& line, Listing& into) {
    const Words& words = line.words;
    std::string_view protocol = words[0];
    if (protocol.ends_with('6')) protocol.remove_suffix(1);
    const auto transport = transport_named(protocol);
    if (!transport || !is_number(words[1]) || !is_number(words[2]) || words.size() < 5) return false;
    // macOS writes `*.22`, and the process elsewhere or nowhere.
    if (words[3].find(':') == std::string_view::npos) return false;
    if (may_be_cut(words[3]) || may_be_cut(words[4])) {
        into.error(line.number, "may have a cut address; save the list with -W");
        return true;
    }
    const auto socket = read_socket(*transport, words[3], words[4], line.number, into);
    if (!socket) return true;
    const std::string_view program = program_of(words, 5);
    const ListedProcess process = program.empty() ? ListedProcess{} : parse_program(program);
    into.add(*socket, program.empty() ? nullptr : &process);
    return true;
}

bool take_windows_netstat_line(const ListedLine& line, Listing& into) {
    const Words& words = line.words;
    if (words[0] == "TCP" || words[0] == "UDP") {
        // Behind the ends stand a state in words of the user's language, or nothing, and with -o the PID.
        const std::string_view pid = words[words.size() - 1];
        if (words.size() < 3 || words[1].find(':') == std::string_view::npos) return false;
        const Transport transport = words[0] == "TCP" ? Transport::Tcp : Transport::Udp;
        into.named_below = ListedSocket::kNobody;
        const auto socket = read_socket(transport, words[1], words[2], line.number, into);
        if (!socket) return true;
        if (words[3] == "BOUND") return true;
        ListedProcess process;
        process.pid = words.size() > 3 ? parse_pid(pid).value_or(0) : 0;
        into.add(*socket, process.pid == 0 ? nullptr : &process);
        return true;
    }
    return take_name_below(line, into);
}

}  // namespace portlore
