// SPDX-License-Identifier: GPL-2.0-or-later
#include "software.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace portlore {
namespace {

using namespace std::string_literals;

std::string said(std::string_view protocol, const std::string& payload) {
    const std::vector<std::uint8_t> bytes(payload.begin(), payload.end());
    return software(protocol, Payload(bytes));
}

struct Greeting {
    const char* protocol;
    std::string payload;
    const char* software;
};

class Software : public testing::TestWithParam<Greeting> {};

TEST_P(Software, IsWhatTheGreetingSays) {
    const Greeting& greeting = GetParam();
    EXPECT_EQ(said(greeting.protocol, greeting.payload), greeting.software);
}

/** Not a byte behind what was captured is read (under AddressSanitizer), and nothing is made up. */
TEST_P(Software, OfACutGreetingReadsNoFurther) {
    const Greeting& greeting = GetParam();
    for (std::size_t size = 0; size < greeting.payload.size(); ++size) {
        const std::vector<std::uint8_t> bytes(greeting.payload.begin(),
                                              greeting.payload.begin() + static_cast<std::ptrdiff_t>(size));
        const std::string words = software(greeting.protocol, Payload(bytes));
        EXPECT_LE(words.size(), kLongestSoftware);
    }
}

TEST_P(Software, IsNotReadIntoAnotherProtocol) {
    EXPECT_EQ(said("tls", GetParam().payload), "");
    EXPECT_EQ(said("text", GetParam().payload), "");
}

INSTANTIATE_TEST_SUITE_P(
    Greetings, Software,
    testing::Values(
        Greeting{"ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", "OpenSSH_9.2p1"},
        Greeting{"ssh", "Authorised users only\r\nSSH-1.99-dropbear_2022.83\r\n", "dropbear_2022.83"},
        Greeting{"ssh", "OpenSSH_9.2p1\r\n", ""},
        Greeting{"smtp", "220 mail.example.org ESMTP Postfix (Debian/GNU)\r\n", "Postfix (Debian/GNU)"},
        Greeting{"smtp", "220-mail.example.org SMTP Exim 4.96\r\n220 ready\r\n", "Exim 4.96"},
        Greeting{"smtp", "554 mail.example.org no service\r\n", ""},
        Greeting{"smtp", "220 mail.example.org\r\n", ""},
        Greeting{"ftp", "220 (vsFTPd 3.0.3)\r\n", "vsFTPd 3.0.3"},
        Greeting{"ftp", "220 ProFTPD Server ready.\r\n", "ProFTPD Server ready."},
        Greeting{"ftp", "421 busy\r\n", ""},
        Greeting{"pop", "+OK Dovecot (Debian) ready. <16.2@host>\r\n", "Dovecot (Debian) ready."},
        Greeting{"pop", "-ERR no\r\n", ""},
        Greeting{"imap", "* OK [CAPABILITY IMAP4rev1 IDLE] Dovecot ready.\r\n", "Dovecot ready."},
        Greeting{"imap", "* OK Courier-IMAP ready\r\n", "Courier-IMAP ready"},
        Greeting{"imap", "* BYE\r\n", ""},
        Greeting{"nntp", "200 news.example.org InterNetNews NNRP server INN 2.7.0 ready\r\n",
                 "news.example.org InterNetNews NNRP server INN 2.7.0 ready"},
        Greeting{"http", "HTTP/1.1 200 OK\r\nDate: x\r\nsErVeR: nginx/1.22.1\r\n\r\nServer: no",
                 "nginx/1.22.1"},
        Greeting{"http", "HTTP/1.1 200 OK\r\nDate: x\r\n\r\nServer: in the body", ""},
        Greeting{"rtsp", "RTSP/1.0 200 OK\r\nServer: GStreamer RTSP server\r\n\r\n", "GStreamer RTSP server"},
        Greeting{"sip", "SIP/2.0 200 OK\r\nServer: Asterisk PBX 18.1\r\n\r\n", "Asterisk PBX 18.1"},
        Greeting{"irc", ":irc.example 003 me :x\r\n:irc.example 004 me irc.example InspIRCd-3 biow\r\n",
                 "InspIRCd-3"},
        Greeting{"mysql", "\x59\0\0\0\n8.0.36-debian\0\x08\0\0\0"s, "8.0.36-debian"},
        Greeting{"mysql",
                 "\x59\0\0\0\x09"
                 "3.23\0"s,
                 ""},
        Greeting{"pgsql",
                 "R\0\0\0\x08\0\0\0\0S\0\0\0\x18server_version\0"
                 "15.6\0"s,
                 "15.6"},
        Greeting{"vnc", "RFB 003.008\n", "RFB 003.008"}, Greeting{"memcache", "VERSION 1.6.18\r\n", "1.6.18"},
        Greeting{"nats", "INFO {\"server_id\":\"A\",\"version\":\"2.10.1\"}\r\n", "2.10.1"},
        Greeting{"tds", "\x04\x01\0\x1a\0\0\0\0\0\0\x06\0\x06\xff\x0f\0\x10\x27\0\0"s, "15.0.4135"},
        Greeting{"tds", "\x12\x01\0\x1a\0\0\0\0\0\0\x06\0\x06\xff\x0f\0\x10\x27\0\0"s, ""},
        Greeting{"amqp",
                 "\x01\0\0\0\0\0\x30\0\x0a\0\x0a\0\x09\0\0\0\x20\x07productS\0\0\0\x08RabbitMQ"
                 "\x07versionS\0\0\0\x05"
                 "3.10."s,
                 "RabbitMQ 3.10."}));

TEST(SoftwareWords, AreCutAndShownInPrintableCharacters) {
    EXPECT_EQ(said("ssh", "SSH-2.0-" + std::string(500, 'x') + "\r\n"), std::string(kLongestSoftware, 'x'));
    EXPECT_EQ(said("http", "HTTP/1.1 200 OK\r\nServer: a\x1b[31m\xc3\xa4\x7f"s + "b\r\n\r\n"), "a.[31m...b");
}

}  // namespace
}  // namespace portlore
