/** @file
 * What a saved list of sockets or processes holds, whatever printed it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host.h"
#include "transport.h"

namespace portlore {

/** A process in a list. Views into the list's text. */
struct ListedProcess {
    std::uint32_t pid = 0;  ///< 0: not told
    std::string_view name;
    std::string_view user;
    std::string_view path;
    std::string_view command;
    std::string_view service;
    bool is_cut = false;  ///< the name may be the beginning of a longer one

    bool operator==(const ListedProcess&) const = default;
};

/** Stands for all addresses of a host, of IPv4 as of IPv6. */
inline constexpr Host kEveryAddress{};

/** Linux keeps no more characters of a process's name (proc(5), TASK_COMM_LEN). */
inline constexpr std::size_t kLongestComm = 15;

/** One end of a socket, as it is listed. */
struct ListedEnd {
    Host host;               ///< every address: `0.0.0.0` of IPv4, `::` of IPv6, kEveryAddress of both
    std::uint16_t port = 0;  ///< 0: every port
};

/** A socket in a list. */
struct ListedSocket {
    static constexpr std::uint32_t kNobody = 0xffffffff;

    Transport transport = Transport::Tcp;
    ListedEnd local;
    ListedEnd peer;                   ///< port 0: none
    bool listens = false;             ///< waits for whoever comes
    std::uint32_t process = kNobody;  ///< its place in Listing::processes
};

/** One file's content. Views belong to it; it may be moved, and is never copied. */
class Listing {
 public:
    explicit Listing(std::string file) : file_(std::move(file)) {}
    Listing(const Listing&) = delete;
    Listing& operator=(const Listing&) = delete;
    Listing(Listing&&) = default;
    Listing& operator=(Listing&&) = default;
    ~Listing() = default;

    std::vector<Host> hosts;  ///< whom it says to be of
    std::string saved;        ///< when, in its own words
    std::string tools;        ///< what printed it: `ss`, `netstat and tasklist`
    std::vector<ListedSocket> sockets;
    std::vector<ListedProcess> processes;  ///< of the sockets
    std::vector<ListedProcess> described;  ///< what lists of processes say, to be joined by their ids
    /** The process of which the next line may tell the name, in processes; kNobody: none. */
    std::uint32_t named_below = ListedSocket::kNobody;
    std::vector<std::string> errors;  ///< one line each, `FILE:LINE: what is wrong; what to do`

    [[nodiscard]] const std::string& file() const { return file_; }
    /** Keeps a text, to which views are then valid as long as the listing. */
    std::string_view keep(std::string text);
    /** Takes a socket in, of a process or of nobody. One without a port is no use and left out. */
    void add(ListedSocket socket, const ListedProcess* process);
    /** Takes in what a list of processes says of one. */
    void describe(const ListedProcess& process);
    /** Notes what printed a part of the file. */
    void note_tool(std::string_view tool);
    /** Notes an error in a line; of more than a few only their number is told, by settle_errors(). */
    void error(std::size_t line, const std::string& what);
    /** Notes an error that is no line's. */
    void error(const std::string& what);
    void settle_errors();

    /** More are left out. */
    static constexpr std::size_t kMostSockets = 1'000'000;
    static constexpr std::size_t kMostDescribed = 200'000;

 private:
    static constexpr std::size_t kMostErrors = 3;

    std::string file_;
    std::deque<std::string> texts_;
    std::size_t wrong_lines_ = 0;
};

/** A line's words, what stands between blanks, as far as there is room for them. */
class Words {
 public:
    explicit Words(std::string_view line);

    [[nodiscard]] std::size_t size() const { return count_; }
    /** Empty behind the last one. */
    [[nodiscard]] std::string_view operator[](std::size_t at) const { return at < count_ ? words_[at] : ""; }
    /** The line from a word on, without the blanks at its end. */
    [[nodiscard]] std::string_view from(std::size_t at) const;

 private:
    static constexpr std::size_t kMost = 24;

    std::string_view line_;
    std::array<std::string_view, kMost> words_;
    std::size_t count_ = 0;
};

/** Whether a text is a number of at least one digit. */
bool is_number(std::string_view text);

/** The process id that a text is; nothing if it is none. 0 is nobody's. */
std::optional<std::uint32_t> parse_pid(std::string_view text);

/** An address in any of the forms that such lists have it in: with brackets, with a zone, which is left out,
 * `*` for all; `::` alone, too, since who writes no brackets does not say whether it is IPv4's as well; an
 * IPv4 address in IPv6's clothes is IPv4's. */
std::optional<Host> parse_listed_host(std::string_view text);

/** `10.0.0.5:22`, `[fe80::1%eth0]:546`, `[::]:22`, `:::22`, `*:22`, `*:*`; nothing where it is none of these,
 * or the port is a name. */
std::optional<ListedEnd> parse_listed_end(std::string_view text);

/** What is wrong with a line whose ends are not read. */
std::string no_end(std::string_view word);

/** A socket by the words for its ends; where one is none, an error of the line is noted. */
std::optional<ListedSocket> parse_listed_socket(Transport transport, std::string_view local,
                                                std::string_view peer, std::size_t line, Listing& into);

/** Whether an address stands for all of a host's. */
bool is_any(const Host& host);

}  // namespace portlore
