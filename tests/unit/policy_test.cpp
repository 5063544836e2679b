// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy.h"

#include <gtest/gtest.h>

#include "facts.h"

namespace portlore {
namespace {

constexpr std::array<const char*, 2> kTlsHttp{"tls", "http"};
constexpr std::array<const char*, 1> kSsh{"ssh"};

class Policy : public testing::Test {
 protected:
    Policy() {
        PortNote note;
        note.ports = "8443";
        note.expects = "tls, smtp";
        note.listeners = "192.0.2.0/24";
        facts_.lay({note});
    }

    [[nodiscard]] Breaches judged(const char* host, Role role, Verdict verdict,
                                  std::span<const char* const> observed = {}) const {
        Evidence evidence;
        evidence.observed = observed;
        return breaches(facts_.port(8443, Transport::Tcp), subnet_of(host)->network, role, verdict, evidence,
                        {});
    }

    Facts facts_;
};

TEST_F(Policy, AllowsWhatIsLaidDown) {
    const Breaches none = judged("192.0.2.9", Role::Listener, Verdict::Consistent, kTlsHttp);
    EXPECT_EQ(none.listener, "");
    EXPECT_EQ(none.service, "");
    EXPECT_EQ(none.in_brief(), "");
    EXPECT_TRUE(is_expected(facts_.port(8443, Transport::Tcp), "smtp"));
    EXPECT_FALSE(is_expected(facts_.port(8443, Transport::Tcp), "http"));
    EXPECT_TRUE(is_expected(facts_.port(8080, Transport::Tcp), "http"));
    EXPECT_FALSE(is_expected(facts_.port(8444, Transport::Tcp), "smtp"));
}

TEST_F(Policy, NamesAListenerElsewhereAndAnotherService) {
    const Breaches both = judged("203.0.113.9", Role::Listener, Verdict::OtherService, kSsh);
    EXPECT_EQ(both.listener, "A listener on 203.0.113.9, where none is allowed on tcp/8443");
    EXPECT_EQ(both.service, "tls or smtp is expected; tcp/8443 other service: ssh");
    EXPECT_EQ(both.in_brief(), ", unexpected, not allowed here");
}

TEST_F(Policy, DoesNotTakeOneProtocolForAnother) {
    constexpr std::array<const char*, 1> kHttp{"http"};
    EXPECT_NE(judged("192.0.2.9", Role::Listener, Verdict::OtherService, kHttp).service, "");
}

TEST_F(Policy, TakesAnUnidentifiedListenerForSomethingElse) {
    EXPECT_NE(judged("192.0.2.9", Role::Listener, Verdict::UnidentifiedListener).service, "");
    EXPECT_EQ(judged("192.0.2.9", Role::Listener, Verdict::SilentListener).service, "");
}

TEST_F(Policy, SpeaksOfListenersOnlyAndNotTooEarly) {
    EXPECT_EQ(judged("203.0.113.9", Role::Initiator, Verdict::PortOverlap, kSsh).in_brief(), "");
    EXPECT_EQ(judged("203.0.113.9", Role::Refused, Verdict::Refused).in_brief(), "");
    EXPECT_EQ(judged("203.0.113.9", Role::Listener, Verdict::Pending).in_brief(), "");
    EXPECT_EQ(breaches(facts_.port(80, Transport::Tcp), Host{}, Role::Listener, Verdict::OtherService, {}, {})
                  .in_brief(),
              "");
}

}  // namespace
}  // namespace portlore
