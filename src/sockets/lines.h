/** @file
 * Lists that have a socket or a process in a line, each told by a line's own shape: headings are in the
 * language of who saved them.
 *
 * Each of these takes a line in if it is its own, notes what is wrong with it, and returns whether it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "sockets/listing.h"

namespace portlore {

/** A line of a list. */
struct ListedLine {
    std::string_view text;
    std::size_t number;  ///< counted from 1
    Words words;

    ListedLine(std::string_view text_, std::size_t number_) : text(text_), number(number_), words(text_) {}
};

/** Whether a word is a socket's state as ss writes it. */
bool is_state(std::string_view word);

/** `ss` with `-t`, `-u` and what else; with or without its heading. Source: ss(8), iproute2's misc/ss.c. */
bool take_ss_line(const ListedLine& line, Listing& into);

/** `lsof -i` as a table, of Linux and macOS. Source: lsof(8), "OUTPUT". */
bool take_lsof_line(const ListedLine& line, Listing& into);

/** `netstat -tunap` of Linux. Source: netstat(8) of net-tools. */
bool take_linux_netstat_line(const ListedLine& line, Listing& into);

/** `netstat -ano` of Windows in any language, `-anob` with the programs' names in lines of their own. Source:
 * Microsoft's reference of netstat. */
bool take_windows_netstat_line(const ListedLine& line, Listing& into);

/** `lsof -F`: fields, one a line, each behind a letter. Source: lsof(8), "OUTPUT FOR OTHER PROGRAMS". */
class LsofFields {
 public:
    /** Whether a text begins with such fields. */
    static bool begin(std::string_view text);
    /** Reads all lines of a text. */
    void read(std::string_view text, Listing& into);

 private:
    void take(std::string_view field, std::size_t line, Listing& into);
    void finish_file(std::size_t line, Listing& into);

    ListedProcess process_;
    std::string_view transport_;
    std::string_view type_;
    std::string_view name_;
    std::string_view state_;
};

/** Tables of processes: `tasklist`, `tasklist /svc` and `ps`, whose columns their headings tell. */
class ProcessTable {
 public:
    /** Takes in a heading of such a table, or the ruler below one; returns whether it is one. */
    bool begin(const ListedLine& line);
    /** Takes in a row of the table that was begun. */
    bool take(const ListedLine& line, Listing& into);
    /** The table is at its end. */
    void end() { *this = ProcessTable(); }

 private:
    bool begin_ps(const ListedLine& line);
    bool begin_tasklist(const ListedLine& line);
    bool take_ps(const ListedLine& line, Listing& into) const;
    bool take_tasklist(const ListedLine& line, Listing& into);
    bool take_moved(const ListedLine& line, Listing& into) const;

    struct Place {
        std::size_t begin = 0;
        std::size_t size = 0;
    };

    std::vector<std::string_view> columns_;  ///< of ps
    std::vector<Place> places_;              ///< of tasklist's columns, in characters
    std::size_t continued_ = 0;              ///< lines of the last row
};

}  // namespace portlore
