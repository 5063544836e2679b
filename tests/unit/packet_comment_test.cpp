// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet_comment.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace portlore {
namespace {

CommentedProcess told(const std::vector<std::string_view>& comments) {
    CommentedProcess process;
    for (const std::string_view comment : comments) take_comment(comment, process);
    return process;
}

TEST(PacketComments, OfPtcpdumpTellProcessParentAndContainer) {
    const CommentedProcess process = told(
        {"PID: 9121\nCmd: /usr/sbin/nginx\nArgs: nginx: worker process", "ThreadId: 9121\nThreadName: nginx",
         "UserId: 33\nGroupId: 33", "ParentPID: 9098\nParentCmd: /usr/sbin/nginx\nParentArgs: nginx: master",
         "ContainerName: web-1\nContainerId: 3f\nContainerImage: nginx:1.27\nContainerLabels: {a: b}",
         "PodName: web-6d\nPodNamespace: shop\nPodUID: 3d\nPodLabels: {}\nPodAnnotations: {}"});
    EXPECT_EQ(process.pid, 9121U);
    EXPECT_EQ(process.name, "nginx");
    EXPECT_EQ(process.path, "/usr/sbin/nginx");
    EXPECT_EQ(process.command, "nginx: worker process");
    EXPECT_EQ(process.user, "33");
    EXPECT_EQ(process.parent_in_brief(), "nginx (pid 9098)");
    EXPECT_EQ(process.container_in_brief(), "web-1 (nginx:1.27), pod shop/web-6d");
    EXPECT_FALSE(process.by_whoever_ran);
}

TEST(PacketComments, MayTellLess) {
    EXPECT_EQ(told({"PID: 4711\nCOMMAND: sshd"}).name, "sshd");
    EXPECT_EQ(told({"PID: 4711\nCOMMAND: sshd"}).pid, 4711U);
    EXPECT_EQ(told({"PID: 77\nCmd: \nArgs: "}).parent_in_brief(), "");
    EXPECT_EQ(told({"PID: 77", "PodName: web"}).container_in_brief(), "pod web");
    EXPECT_EQ(told({"PID: 77", "ParentPID: 5"}).parent_in_brief(), "pid 5");
}

TEST(PacketComments, OfEtl2pcapngTellWhoRan) {
    const CommentedProcess process = told({"PID=2040 TID=5512 RoutingDomainId={0} Username=EXAMPLE\\user1"});
    EXPECT_EQ(process.pid, 2040U);
    EXPECT_EQ(process.user, "EXAMPLE\\user1");
    EXPECT_TRUE(process.by_whoever_ran);
    EXPECT_EQ(told({"PID=4"}).pid, 4U);
    EXPECT_EQ(told({"PID=0 TID=0"}).pid, 0U);
    EXPECT_EQ(told({"PID=-1 TID=-1"}).pid, 0U);
    EXPECT_EQ(told({"PID=None"}).pid, 0U);
}

TEST(PacketComments, OfPeopleTellNothing) {
    for (const char* const comment :
         {"", "look here: PID 812 did it", "PID=12abc", "PID: ", "PID: 12a", "RAPID=7", "RAPID: 7", " PID=7",
          "PID:7", "PID: 99999999999999999999\nCmd: x", "see PID: 9", "pid: 9", "\n\n", ": "})
        EXPECT_EQ(told({comment}).pid, 0U) << comment;
}

TEST(PacketComments, AreReadToABound) {
    std::string comment = "PID: 7\nArgs: ";
    comment += std::string(kMostCommentBytes, 'x') + "\nParentPID: 5";
    const CommentedProcess process = told({comment});
    EXPECT_EQ(process.pid, 7U);
    EXPECT_EQ(process.command.size(), kMostCommentBytes - 13);
    EXPECT_EQ(process.parent_in_brief(), "");
}

}  // namespace
}  // namespace portlore
