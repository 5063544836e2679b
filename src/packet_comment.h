/** @file
 * Comments of packets in which a capturing program has written whose packet it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portlore {

/** What a packet's comments say of a process. Texts as they stand there. */
struct CommentedProcess {
    std::uint32_t pid = 0;  ///< 0: they name none
    std::string_view name;
    std::string_view user;
    std::string_view path;
    std::string_view command;
    std::string_view parent_pid;
    std::string_view parent;
    std::string_view container;
    std::string_view image;
    std::string_view pod;
    std::string_view pod_namespace;
    bool by_whoever_ran = false;  ///< the process that ran when the packet passed: Windows notes no other

    /** `zsh (pid 812)`, or what of it is told. */
    [[nodiscard]] std::string parent_in_brief() const;
    /** `web-1 (nginx:1.27), pod shop/web-6d4c`, or what of it is told. */
    [[nodiscard]] std::string container_in_brief() const;
};

/**
 * Takes in one comment of a packet: `PID: 812` and what follows in lines of a word and a value each
 * (ptcpdump), or `PID=812 TID=7112` (etl2pcapng, FakeNet-NG). Any other comment is a person's, and ignored.
 *
 * Only the first kMostCommentBytes are looked at. The views are the comment's.
 * Source: ptcpdump's pcapng writer; etl2pcapng's main.c; FakeNet-NG's diverters.
 */
void take_comment(std::string_view comment, CommentedProcess& into);

inline constexpr std::size_t kMostCommentBytes = 4096;

}  // namespace portlore
