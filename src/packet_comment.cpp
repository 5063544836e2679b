// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet_comment.h"

#include <algorithm>
#include <array>

#include "blanks.h"
#include "file.h"
#include "sockets/listing.h"

namespace portlore {

namespace {

struct Key {
    std::string_view name;
    std::string_view CommentedProcess::*value;
};

/** ptcpdump's, in what order they come; older versions write COMMAND. */
constexpr std::array kKeys{
    Key{"Cmd", &CommentedProcess::path},
    Key{"COMMAND", &CommentedProcess::name},
    Key{"Args", &CommentedProcess::command},
    Key{"UserId", &CommentedProcess::user},
    Key{"ParentPID", &CommentedProcess::parent_pid},
    Key{"ParentCmd", &CommentedProcess::parent},
    Key{"ContainerName", &CommentedProcess::container},
    Key{"ContainerImage", &CommentedProcess::image},
    Key{"PodName", &CommentedProcess::pod},
    Key{"PodNamespace", &CommentedProcess::pod_namespace},
};

/** Calls `take` with the word and the value of each line of ptcpdump's. */
template <typename Take>
void each_line(std::string_view comment, const Take& take) {
    constexpr std::string_view kMark = ": ";
    while (!comment.empty()) {
        const std::size_t end = std::min(comment.find('\n'), comment.size());
        const std::string_view line = comment.substr(0, end);
        const std::size_t mark = line.find(kMark);
        if (mark != std::string_view::npos)
            take(line.substr(0, mark), trimmed(line.substr(mark + kMark.size())));
        comment.remove_prefix(std::min(end + 1, comment.size()));
    }
}

/** `PID=6420 TID=7112 ... Username=EXAMPLE\user1`. */
void take_pairs(std::string_view comment, CommentedProcess& into) {
    constexpr std::string_view kUser = "Username=";
    const Words words(comment.substr(0, comment.find('\n')));
    const std::string_view pid = words[0].substr(words[0].find('=') + 1);
    const std::uint32_t told = parse_pid(pid).value_or(0);
    if (told == 0 || into.pid != 0) return;
    into.pid = told;
    into.by_whoever_ran = true;
    for (std::size_t at = 1; at < words.size(); ++at) {
        if (words[at].starts_with(kUser)) into.user = words[at].substr(kUser.size());
    }
}

}  // namespace

std::string CommentedProcess::parent_in_brief() const {
    std::string brief(file_name(parent));
    if (!parent_pid.empty())
        brief += (brief.empty() ? "pid " : " (pid ") + std::string(parent_pid) + (brief.empty() ? "" : ")");
    return brief;
}

std::string CommentedProcess::container_in_brief() const {
    std::string brief(container);
    if (!image.empty()) brief += (brief.empty() ? "(" : " (") + std::string(image) + ")";
    if (pod.empty()) return brief;
    brief += brief.empty() ? "pod " : ", pod ";
    if (!pod_namespace.empty()) brief += std::string(pod_namespace) + "/";
    return brief + std::string(pod);
}

void take_comment(std::string_view comment, CommentedProcess& into) {
    comment = comment.substr(0, kMostCommentBytes);
    if (comment.starts_with("PID=")) return take_pairs(comment, into);
    each_line(comment, [&](std::string_view key, std::string_view value) {
        if (key == "PID" && into.pid == 0) into.pid = parse_pid(value).value_or(0);
        const auto* const known =
            std::ranges::find_if(kKeys, [&](const Key& one) { return one.name == key; });
        if (known != kKeys.end() && (into.*known->value).empty()) into.*known->value = value;
    });
    if (into.name.empty()) into.name = file_name(into.path);
}

}  // namespace portlore
