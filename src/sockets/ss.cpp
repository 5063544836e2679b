// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "sockets/lines.h"

namespace portlore {

namespace {

constexpr std::array<std::string_view, 14> kStates{
    "ESTAB",     "LISTEN", "UNCONN",     "SYN-SENT", "SYN-RECV", "FIN-WAIT-1",   "FIN-WAIT-2",
    "TIME-WAIT", "CLOSE",  "CLOSE-WAIT", "LAST-ACK", "CLOSING",  "NEW-SYN-RECV", "UNKNOWN"};

/** What ss lists beside the transports that have ports. */
constexpr std::array<std::string_view, 14> kOthers{"nl",    "raw",   "icmp6", "p_raw", "p_dgr",
                                                   "u_str", "u_dgr", "u_seq", "v_str", "v_dgr",
                                                   "tipc",  "xdp",   "mptcp", "???"};

template <typename All>
bool is_among(std::string_view word, const All& all) {
    return std::find(all.begin(), all.end(), word) != all.end();
}

/** Without Netid, as with -t alone, the state tells: only TCP listens. */
Transport transport_by(std::string_view state) { return state == "UNCONN" ? Transport::Udp : Transport::Tcp; }

/** Adds the socket for each process in `users:(("sshd",pid=12,fd=3),...)`. @return whether there is any. */
bool add_users(const ListedSocket& socket, std::string_view line, Listing& into) {
    constexpr std::string_view kUsers = "users:((";
    constexpr std::string_view kPid = "\",pid=";
    constexpr std::string_view kPidOfOld = "\",";  // before iproute2 4.0
    std::size_t at = line.find(kUsers);
    if (at == std::string_view::npos) return false;
    at += kUsers.size() - 1;
    while (line.substr(at).starts_with("(\"")) {
        const std::size_t name = at + 2;
        // Names are written as they are, and may hold the mark themselves, but no more bytes than these.
        const std::string_view room = line.substr(name, kLongestComm + kPid.size());
        std::string_view mark = kPid;
        std::size_t length = room.rfind(mark);
        if (length == std::string_view::npos) length = room.rfind(mark = kPidOfOld);
        if (length == std::string_view::npos) return false;
        const std::size_t pid = name + length;
        const std::size_t digits = pid + mark.size();
        const std::size_t end = line.find_first_not_of("0123456789", digits);
        if (end == std::string_view::npos) return false;
        ListedProcess process;
        process.name = line.substr(name, pid - name);
        process.is_cut = process.name.size() >= kLongestComm;
        process.pid = parse_pid(line.substr(digits, end - digits)).value_or(0);
        into.add(socket, &process);
        const std::size_t close = line.find(')', end);
        if (close == std::string_view::npos || !line.substr(close).starts_with("),")) return true;
        at = close + 2;
    }
    return true;
}

}  // namespace

bool is_state(std::string_view word) { return is_among(word, kStates); }

bool take_ss_line(const ListedLine& line, Listing& into) {
    const Words& words = line.words;
    const bool has_netid = is_state(words[1]);
    const std::size_t state = has_netid ? 1 : 0;
    if (!is_state(words[state]) || !is_number(words[state + 1])) return false;
    const auto transport = has_netid ? transport_named(words[0]) : transport_by(words[0]);
    if (!transport) return is_among(words[0], kOthers);
    auto socket = parse_listed_socket(*transport, words[state + 3], words[state + 4], line.number, into);
    if (!socket) return true;
    into.note_tool("ss");
    socket->listens = words[state] == "LISTEN" || words[state] == "UNCONN";
    if (!add_users(*socket, line.text, into)) into.add(*socket, nullptr);
    return true;
}

}  // namespace portlore
