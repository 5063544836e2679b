/** @file
 * A process, as a host or a capture itself names it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace portlore {

/**
 * One process as one source tells of it. Texts are UTF-8, what is no printable character in them escaped;
 * empty where the source does not tell. They belong to whoever made the process.
 */
struct Process {
    std::uint32_t pid = 0;  ///< 0: not told
    const char* name = "";
    const char* user = "";
    const char* path = "";       ///< of its program
    const char* command = "";    ///< with its arguments
    const char* service = "";    ///< what it serves: Windows' services in it, or what a scan says of the port
    const char* parent = "";     ///< its parent's name or command
    const char* container = "";  ///< the container and the pod that it is in
    const char* source = "";     ///< whose word it is: `ss on 10.0.0.5, saved 2026-11-20`
    bool is_cut = false;         ///< the name may be the beginning of a longer one
};

/** Whether a process is told of, and not only what a scan says of the port: a scan sees no process, but what
 * answers. */
bool is_process(const Process& process);

/** So many bytes of a process's or user's name, and of its other texts, are kept. */
inline constexpr std::size_t kMostNameBytes = 255;
inline constexpr std::size_t kMostTextBytes = 1000;

/** The processes that one end of a conversation belongs to, as far as somebody says so. Plain data. */
struct Owners {
    static constexpr std::size_t kMost = 8;

    std::array<const Process*, kMost> processes{};
    std::uint8_t count = 0;
    bool by_port = false;       ///< they have the port, and nobody says that they have the connection
    bool is_side_known = true;  ///< that it is this end, and not the other one

    bool operator==(const Owners&) const = default;

    [[nodiscard]] bool empty() const { return count == 0; }
    /** Whether one of them is_process(). */
    [[nodiscard]] bool name_a_process() const;
    [[nodiscard]] std::span<const Process* const> all() const { return {processes.data(), count}; }
    /** Takes one more, unless it is among them or there are too many. */
    void add(const Process* process);
};

/** `sshd (pid 812)`, `pid 812`; empty where it is no process. */
std::string label(const Process& process);

/** `by sshd (pid 812), nc (pid 900)`, three at the most; empty where there are none. */
std::string in_brief(const Owners& owners);

/**
 * Whether a process is called so: its name or that of its program, whatever the case and without `.exe`; or
 * the beginning of the name, where what told it may have cut it.
 */
bool is_called(const Process& process, std::string_view name);

/** At most so many bytes of a text, what is no printable character in it escaped: control characters, what
 * turns the direction of writing, and bytes that are no UTF-8 as `\x1b`. A text that is longer ends in `...`.
 */
std::string escaped(std::string_view text, std::size_t most);

}  // namespace portlore
