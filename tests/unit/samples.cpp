// SPDX-License-Identifier: GPL-2.0-or-later
#include "samples.h"

#include <cstdlib>
#include <string_view>

namespace portlore {

namespace {

constexpr Transport T = Transport::Tcp;
constexpr Transport U = Transport::Udp;
constexpr Speaker C = Speaker::Client;
constexpr Speaker S = Speaker::Server;
constexpr Speaker Any = Speaker::Unknown;

/** Bytes from hexadecimal digits; blanks are for the reader. */
std::string hex(std::string_view digits) {
    std::string bytes;
    std::string pair;
    for (const char digit : digits) {
        if (digit == ' ') continue;
        pair += digit;
        if (pair.size() < 2) continue;
        bytes += static_cast<char>(std::strtol(pair.c_str(), nullptr, 16));
        pair.clear();
    }
    return bytes;
}

std::string zeros(std::size_t count) {
    std::string bytes;
    bytes.resize(count);
    return bytes;
}

std::string number(std::size_t value, std::size_t bytes) {
    std::string big(bytes, '\0');
    for (std::size_t i = bytes; i > 0; --i, value >>= 8U) big[i - 1] = static_cast<char>(value & 0xffU);
    return big;
}

std::string little(std::size_t value, std::size_t bytes) {
    const std::string big = number(value, bytes);
    return {big.rbegin(), big.rend()};
}

/** A body behind its length in two or four bytes. */
std::string counted(std::size_t bytes, const std::string& body) { return number(body.size(), bytes) + body; }

std::string dns_name(std::string_view label) { return counted(1, std::string(label)) + hex("00"); }

std::string dns_query(std::string_view label, std::string_view flags = "0100") {
    return hex("1a2b") + hex(flags) + hex("0001 0000 0000 0000") + dns_name(label) + hex("0001 0001");
}

std::string netbios_name() { return hex("20") + "EMEPFDEBEMCACACACACACACACACACACA" + hex("00"); }

/** An IPv4 packet of 28 bytes, UDP without a payload. */
std::string ipv4() { return hex("4500 001c 0000 0000 4011 0000 0a000001 0a000002 0400 0035 0008 0000"); }

std::string ethernet() { return hex("020000000001 020000000002 0800") + ipv4(); }

/** What an Ethernet frame of ARP carries. */
std::string arp() { return hex("0001 0800 0604 0001") + zeros(20); }

std::string tls_hello(int message) {
    const std::string hello = hex("0303") + std::string(32, 'r') + hex("00 0002 1301 01 00");
    const std::string handshake = number(static_cast<std::size_t>(message), 1) + counted(3, hello);
    return hex("16 0301") + counted(2, handshake);
}

std::string ber(std::string_view tag, const std::string& content) { return hex(tag) + counted(1, content); }

std::string kerberos_request() {
    return ber("6a", ber("30", hex("a1 03 02 01 05 a2 03 02 01 0a") + ber("a4", hex("30 00"))));
}

std::vector<Sample> web() {
    return {
        {"http2", T, C, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + zeros(9)},
        {"http", T, C, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"http", T, C, "PROPFIND /dav HTTP/1.1\r\n\r\n"},
        {"http", T, C, "GET /" + std::string(400, 'a')},
        {"http", T, S, "HTTP/1.1 200 OK\r\n\r\n"},
        {"tls", T, C, tls_hello(1)},
        {"tls", T, S, tls_hello(2)},
        {"tls", T, C, hex("16 0301 00f0")},
        {"tls", T, C, hex("80 2e 01 0301 0015 0000 0010") + std::string(21 + 16, 'c')},
        {"tls", T, Any, hex("15 0303 0002 02 28")},
        {"tls", T, Any, hex("17 0303 0020") + std::string(32, 'x')},
        {"quic", U, Any, hex("c3 00000001 08 0102030405060708 00 00 4496") + std::string(1174, 'q')},
        {"quic", U, Any,
         hex("d3 6b3343cf 08 0102030405060708 04 01020304 02 abcd 18") + std::string(24, 'q')},
        {"quic", U, Any, hex("e3 ff00001d 04 01020304 04 05060708 80000040") + std::string(64 + 30, 'q')},
        {"quic", U, Any,
         hex("d0 00000001 08 0102030405060708 14") + std::string(20, 'i') + hex("11") + std::string(17, 'q')},
        {"quic", U, S, hex("f0 00000001 00 08 0102030405060708") + "token" + std::string(16, 't')},
        {"quic", U, S, hex("c0 6b3343cf 00 08 0102030405060708") + "token" + std::string(16, 't')},
        {"quic", U, S, hex("80 00000000 04 01020304 08 0102030405060708 1a2a3a4a 00000001")},
        {"quic", U, Any, hex("c0 ff000016 00 00 00 11") + std::string(17, 'q')},
        {"dtls", U, C,
         hex("16 feff 0000 000000000000 0036 01 00002a 0000 000000 00002a") + std::string(42, 'h')},
        {"dtls", U, S,
         hex("16 feff 0000 000000000000 0023 03 000017 0000 000000 000017") + std::string(23, 'h')},
        {"dtls", U, S,
         hex("16 fefd 0000 000000000001 0010 02 000004 0001 000000 000004") + "serv" + hex("2f 0000 0004") +
             "next"},
        {"dtls", U, Any,
         hex("14 fefd 0000 000000000002 0001 01 16 fefd 0001 000000000000 0030") + std::string(48, 'e')},
        {"dtls", U, Any, hex("17 0100 0001 000000000009 0014") + std::string(20, 'e')},
        {"dtls", U, Any, hex("18 fefd 0001 000000000009 0014") + std::string(20, 'e')},
        {"dtls", U, C, hex("16 fefd 0000 000000000003 000e 10 000002 0003 000000 000002 0000")},
        {"dtls", U, S, hex("16 fefd 0000 000000000003 000c 0e 000000 0003 000000 000000")},
        {"dtls", U, S, hex("16 fefd 0000 000000000003 000e 0c 000002 0003 000000 000002 0000")},
        {"ssdp", U, C, "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n"},
        {"ssdp", U, Any, "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\n\r\n"},
        {"ssdp", U, S, "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n"},
        {"rtsp", T, C, "OPTIONS rtsp://10.0.0.1/a RTSP/1.0\r\nCSeq: 1\r\n\r\n"},
        {"rtsp", T, S, "RTSP/1.0 200 OK\r\n\r\n"},
        {"icap", T, C, "OPTIONS icap://10.0.0.1/avscan ICAP/1.0\r\n\r\n"},
        {"icap", T, S, "ICAP/1.0 200 OK\r\n\r\n"},
    };
}

std::vector<Sample> mail_and_chat() {
    return {
        {"smtp", T, S, "220 mail.example ESMTP Postfix\r\n"},
        {"smtp", T, C, "EHLO client.example\r\n", "220 mail.example ready\r\n"},
        {"smtp", T, C, "MAIL FROM:<a@example>\r\n"},
        {"smtp", T, S, "250-mail.example\r\n250-PIPELINING\r\n250 SIZE\r\n"},
        {"imap", T, S, "* OK [CAPABILITY IMAP4rev1] ready\r\n"},
        {"imap", T, C, "a1 LOGIN user secret\r\n"},
        {"imap", T, C, "a1 NOOP\r\n", "* OK ready\r\n"},
        {"pop", T, S, "+OK POP3 server ready\r\n"},
        {"pop", T, S, "+OK ready <1896.697170952@mail.example>\r\n"},
        {"pop", T, C, "USER a\r\n", "+OK ready\r\n"},
        {"pop", T, C, "CAPA\r\n"},
        {"pop", T, S, "+OK\r\n", "PASS secret\r\n"},
        {"nntp", T, S, "200 news.example InterNetNews server ready\r\n"},
        {"nntp", T, C, "MODE READER\r\n"},
        {"nntp", T, C, "GROUP misc.test\r\n", "200 ready\r\n"},
        {"ftp", T, S, "220 (vsFTPd 3.0.3)\r\n"},
        {"ftp", T, S, "331 Please specify the password.\r\n"},
        {"ftp", T, C, "USER a\r\n", "220 ready\r\n"},
        {"ftp", T, C, "PORT 10,0,0,1,4,1\r\n"},
        {"ftp", T, C, "PASV\r\n"},
        {"irc", T, C, "NICK a\r\nUSER a 0 * :A\r\n"},
        {"irc", T, C, "CAP LS 302\r\n"},
        {"irc", T, S, ":irc.example 001 a :Welcome\r\n"},
        {"irc", T, S, ":irc.example NOTICE * :*** Looking up\r\n"},
        {"irc", T, C, "NICK a\r\n", "NOTICE AUTH"},
        {"xmpp", T, C, "<?xml version='1.0'?><stream:stream to='example' xmlns='jabber:client'>"},
        {"msnms", T, C, "VER 1 MSNP9 MSNP8 CVR0\r\n"},
        {"aim", T, S, hex("2a 01 0001 0004 00000001")},
        {"xmpp", T, Any, "<iq type='get' id='a1'><ping xmlns='urn:xmpp:ping'/></iq>"},
        {"xmpp", T, Any, "<message to='a@example' type='chat'><body>hi</body></message>"},
        {"xmpp", T, Any, "<presence from='a@example/b'/>"},
        {"xmpp", T, Any, "<r xmlns='urn:xmpp:sm:3'/>"},
        {"oicq", U, Any, hex("02 1419 0002 5d4b 0a1b2c3d") + std::string(20, 'e') + hex("03")},
        {"oicq", U, Any, hex("02 0100 0001 0001 00002710 00 03")},
        {"oicq", U, Any, hex("02 0d55 0062 0001 0001e240 00") + hex("03")},
        {"finger", T, S, "Login: root  \t\t\tName: root\r\nDirectory: /root\r\n", "root\r\n"},
        {"finger", T, S, "Login     Name       Tty      Idle  Login Time\r\n", "\r\n"},
        {"whois", T, S, "% IANA WHOIS server\n% for more information\n", "example.org\r\n"},
        {"whois", T, S, "   Domain Name: EXAMPLE.ORG\r\n   Registry Domain ID: 1\r\n", "example.org\r\n"},
        {"ident", T, C, "6193, 23\r\n"},
        {"ident", T, S, "6193, 23 : USERID : UNIX : stjohns\r\n"},
        {"gopher", T, S, "iWelcome\tfake\t(NULL)\t0\r\n1Files\t/files\tgopher.example\t70\r\n", "\r\n"},
        {"gopher", T, S, "0About\t/about.txt\tgopher.example\t70\r\n.\r\n", "/about\r\n"},
    };
}

std::vector<Sample> databases() {
    const std::string greeting =
        hex("0a") + "8.0.36" + hex("00") + hex("01000000") + "saltsalt" + hex("00") + std::string(30, 'x');
    const std::string login = hex("0002 0000 00000001 21") + zeros(23) + "root" + hex("00 00");
    const std::string startup = hex("00030000") + "user" + hex("00") + "a" + hex("00 00");
    const std::string prelogin = hex("00 000b 0006 01 0011 0001 ff 0c000000 0000 00");
    const std::string connect =
        hex("0138 012c 0000 2000 7fff 7f08 0000 0100 0010 003a 00000000 0000") + std::string(24, ' ');
    const std::string query =
        little(1, 4) + zeros(4) + little(2013, 4) + zeros(4) + hex("00") + std::string(20, 'b');
    return {
        {"mysql", T, S, little(greeting.size(), 3) + hex("00") + greeting},
        {"mysql", T, S, little(38, 3) + hex("00 ff 6a04") + "Host 'x' is not allowed to connect!"},
        {"mysql", T, C, little(login.size(), 3) + hex("01") + login},
        {"mysql", T, C, little(9, 3) + hex("00 03") + "SELECT 1"},
        {"pgsql", T, C, number(startup.size() + 4, 4) + startup},
        {"pgsql", T, C, hex("00000008 04d2162f")},
        {"pgsql", T, C, hex("00000010 04d2162e 00000001 00000002")},
        {"pgsql", T, C, "Q" + number(14, 4) + "SELECT 1;" + hex("00")},
        {"pgsql", T, S, hex("52 00000008 00000003")},
        {"pgsql", T, S, "E" + number(24, 4) + "SFATAL" + hex("00") + "C28P01" + zeros(7)},
        {"tds", T, C, hex("12 01") + number(prelogin.size() + 8, 2) + hex("0000 01 00") + prelogin},
        {"tds", T, S, hex("04 01") + number(prelogin.size() + 8, 2) + hex("0000 01 00") + prelogin},
        {"tns", T, C, number(connect.size() + 8, 2) + hex("0000 01 00 0000") + connect},
        {"tns", T, S, hex("0008 0000 0b 00 0000")},
        {"tns", T, S, hex("0020 0000 02 00 0000 0138") + zeros(22)},
        {"mongo", T, C, little(query.size() + 4, 4) + query},
        {"mongo", T, S, little(36, 4) + zeros(8) + little(1, 4) + hex("08000000") + zeros(16)},
        {"mongo", T, Any, little(31, 4) + zeros(8) + little(2013, 4) + zeros(5) + little(10, 4) + zeros(6)},
        {"resp", T, C, "*1\r\n$4\r\nPING\r\n"},
        {"resp", T, S, "+PONG\r\n"},
        {"resp", T, S, "+OK\r\n", "SET a 1\r\n"},
        {"memcache", T, C, "set key 0 60 5\r\nhello\r\n"},
        {"memcache", T, S, "VALUE key 0 5\r\nhello\r\nEND\r\n"},
        {"memcache", T, S, "END\r\n", "get key\r\n"},
        {"memcache", T, C, hex("80 00 0003 00 00 0000 00000003 00000000 0000000000000000") + "key"},
        {"memcache", U, C, hex("0001 0000 0001 0000") + "stats\r\n"},
        {"memcache", U, S, hex("0001 0000 0001 0000") + "STAT pid 1\r\n"},
        {"cql", T, C, hex("04 00 0000 01 00000016 0001 000b") + "CQL_VERSION" + hex("0005") + "3.0.0"},
        {"cql", T, S, hex("84 00 0000 06 00000016 0001 000b") + "CQL_VERSION" + hex("0001 0005") + "3.0.0",
         hex("04 00 0000 05 00000000")},
        {"gdsdb", T, C, hex("00000001 00000013 00000002 00000001") + zeros(8)},
        {"elasticsearch", T, C, "ES" + number(20, 4) + number(1, 8) + hex("00 0000000a") + zeros(7)},
        {"tds", T, C,
         hex("01 01 0026 0000 01 00 16000000 12000000 0200 0000000000000000 01000000") +
             hex("5300 4500 4c00 4500")},
        {"tds", T, C, hex("03 01 001e 0000 01 00 16000000 12000000 0200 0000000000000000 01000000")},
        {"tds", T, C, hex("06 01 0008 0000 01 00")},
        {"tds", T, S, hex("04 01 0015 0036 01 00 fd 1000 c100 0100000000000000")},
        {"tds", T, S, hex("04 01 001a 0036 01 00 79 00000000 fe 0000 e000 0000000000 000000")},
        {"tds", T, S, hex("04 01 0015 0036 01 00 ab 0300 000000 fd 00000000 0000")},
        {"tds", T, S, hex("04 01 0020 0036 01 00 81 0100") + zeros(21)},
        {"aerospike", T, Any, hex("02 01 000000000006") + "build\n"},
        {"aerospike", T, Any, hex("02 03 000000000016 16 01 00 00 00 00") + zeros(16)},
        {"clickhouse", T, Any,
         hex("00 11") + "ClickHouse client" + hex("17 08 ad a9 03 00 07") + "default" + zeros(1)},
        {"clickhouse", T, Any, hex("00 0a") + "ClickHouse" + hex("17 08 ad a9 03")},
        {"bolt", T, C, hex("6060b017 00000404 00000304 00000000 00000000")},
        {"bolt", T, C, hex("6060b017 00000001 00000000 00000000 00000000")},
        {"zookeeper", T, C, counted(4, zeros(12) + hex("00007530") + zeros(8) + hex("00000010") + zeros(16))},
        {"zookeeper", T, C, counted(4, zeros(12) + hex("00002710") + zeros(8) + hex("00000010") + zeros(17))},
        {"zookeeper", T, S,
         counted(4, zeros(4) + hex("00007530 0100000000000001 00000010") + std::string(16, 'p'))},
        {"rethinkdb", T, C, hex("c3bdc234")},
        {"ms-sql-m", U, S, hex("05 1c00") + "ServerName;A;InstanceName;B;"},
        {"ms-sql-m", U, S, hex("05 0d00") + "ServerName;A;", hex("04") + "SQLEXPRESS" + zeros(1)},
    };
}

std::vector<Sample> message_queues() {
    return {
        {"mqtt", T, C, hex("10 0d 0004") + "MQTT" + hex("04 02 003c 0001") + "a"},
        {"mqtt", T, C, hex("10 0f 0006") + "MQIsdp" + hex("03 02 003c 0001") + "a"},
        {"mqtt", T, Any, hex("30 0a 0006") + "home/a" + "42"},
        {"mqtt", T, C, hex("82 0b 0001 0006") + "home/a" + hex("00")},
        {"amqp", T, C, "AMQP" + hex("00 00 09 01")},
        {"amqp", T, S, hex("01 0000 0000000e 000a 000a 00 09") + zeros(8) + hex("ce")},
        {"stomp", T, C, "CONNECT\naccept-version:1.2\nhost:a\n\n" + zeros(1)},
        {"stomp", T, S, "CONNECTED\nversion:1.2\n\n" + zeros(1)},
        {"nats", T, S, "INFO {\"server_id\":\"x\"}\r\n"},
        {"nats", T, C, "CONNECT {\"verbose\":false}\r\n"},
        {"kafka", T, C,
         counted(4, hex("0012 0003 00000001 0005") + "kafka" + hex("00 06") + "client" + hex("00"))},
        {"gearman", T, C, zeros(1) + "REQ" + hex("00000010 00000001") + "a"},
        {"gearman", T, S, zeros(1) + "RES" + hex("00000011 00000001") + "a"},
        {"coap", U, C, hex("40 01 1234 b4") + "test"},
        {"coap", U, S, hex("60 45 1234 c0 ff") + "hi", hex("40 01 1234 c1 01")},
        {"amqp", T, C, hex("01 0000 00000008 000a 001f 07ff 0002 ce")},
        {"amqp", T, S, hex("01 0000 00000005 000a 0029 00 ce")},
        {"amqp", T, Any, hex("01 0001 0000000d 003c 0028 0000 00 05") + "queue" + hex("ce")},
        {"amqp", T, Any, hex("02 0001 0000000e 003c 0000 0000000000000002 0000 ce")},
        {"amqp", T, Any, hex("08 0000 00000000 ce")},
        {"amqp", T, Any, hex("00000021 02 00 0000 00 53 10 c0 14 04") + zeros(20)},
        {"amqp", T, Any, hex("00000014 02 01 0000 00 53 40 c0 07 01") + zeros(6)},
        {"zmtp", T, Any, hex("ff 0000000000000000 7f")},
        {"zmtp", T, Any, hex("ff 0000000000000001 7f 03 00") + "NULL" + zeros(48)},
        {"openwire", T, Any, counted(4, hex("01") + "ActiveMQ" + hex("0000000c 01 00000000"))},
    };
}

std::vector<Sample> windows() {
    const std::string bind = ber("30", hex("02 01 01") + ber("60", hex("02 01 03 04 00 80 00")));
    const std::string kerberos_reply = ber("6b", ber("30", hex("a0 03 02 01 05 a1 03 02 01 0b")));
    const std::string smb1 = hex("ff") + "SMB";
    return {
        {"nbss", T, S, counted(4, hex("fe") + "SMB" + zeros(12) + hex("01000000") + zeros(44))},
        // A bind to the endpoint mapper, its acknowledgement in the other order of bytes, a call, an answer.
        {"dcerpc", T, C,
         hex("05000b03 10000000 4800 0000 01000000 b810b810 00000000 01000000 0000 0100") +
             hex("0883afe11f5dc91191a408002b14a0fa03000000 045d888aeb1cc9119fe808002b10486002000000")},
        {"dcerpc", T, S, hex("05000c03 00000000 001e 0000 00000001 10b810b8 00001234 0000 0000 0000")},
        {"dcerpc", T, C, hex("05000003 10000000 1c00 0000 02000000 04000000 0000 0300 deadbeef")},
        {"dcerpc", T, S, hex("05010203 10000000 1c00 0000 02000000 04000000 0000 0000 deadbeef")},
        {"nbss", T, Any, counted(4, hex("fd") + "SMB" + zeros(60))},
        {"nbss", T, C, counted(4, smb1 + hex("72 00000000 18") + zeros(30))},
        {"nbss", T, S, counted(4, smb1 + hex("72 00000000 98") + zeros(30))},
        {"nbss", T, Any, counted(4, smb1 + hex("24 00000000 18") + zeros(30))},
        {"nbss", T, C, counted(4, hex("fe") + "SMB" + zeros(60))},
        {"nbss", T, C, hex("81 00 0044") + netbios_name() + netbios_name()},
        {"nbss", T, S, hex("82 00 0000")},
        {"kerberos", T, C, counted(4, kerberos_request())},
        {"kerberos", T, S, counted(4, kerberos_reply)},
        {"kerberos", U, C, kerberos_request()},
        {"kerberos", U, S, kerberos_reply},
        {"kerberos", U, S, ber("7e", ber("30", hex("a0 03 02 01 05 a1 03 02 01 1e")))},
        {"kpasswd", U, S,
         number(6 + 25, 2) + hex("0001 0019") +
             ber("6f", ber("30", hex("a0 03 02 01 05 a1 03 02 01 0f") + zeros(11)))},
        {"kpasswd", U, C,
         number(6 + 25, 2) + hex("ff80 0019") +
             ber("6e", ber("30", hex("a0 03 02 01 05 a1 03 02 01 0e") + zeros(11)))},
        {"ldap", T, C, bind},
        {"ldap", T, S, ber("30", hex("02 01 01") + ber("61", hex("0a 01 00 04 00 04 00")))},
        {"ldap", T, C, counted(4, hex("0504 06 ff") + zeros(28))},
        {"ldap", T, C, ber("30", hex("02 01 02") + ber("42", ""))},
        {"cldap", U, S, ber("30", hex("02 01 01") + ber("65", hex("0a 01 00 04 00 04 00")))},
        {"cldap", U, C,
         ber("30", hex("02 01 01") +
                       ber("63", hex("04 00 0a 01 00 0a 01 00 02 01 00 02 01 00 01 01 00 87 00 30 00")))},
        {"tpkt", T, C, hex("0300 0013 0e e0 0000 0000 00 01 00 0800 03000000")},
        {"tpkt", T, S, hex("0300 0013 0e d0 0000 1234 00 02 00 0800 02000000")},
        {"tpkt", T, Any, hex("0300 000b 02 f0 80 32010000")},
        {"rdpudp", U, C, hex("ffffffff 0040 0001 00000001 04d0 04d0") + zeros(1232 - 16)},
        {"rdpudp", U, S, hex("00000001 0040 0005 00000002 04d0 04d0") + zeros(1232 - 16)},
    };
}

std::vector<Sample> remote_access() {
    return {
        {"ssh", T, S, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"},
        {"ssh", T, Any, hex("000001f4 08 14") + std::string(16, 'c') + hex("00000064") + "curve25519-sha256"},
        {"telnet", T, S, hex("fffd18 fffd20")},
        {"telnet", T, S, hex("fffb01") + "login: "},
        {"telnet", T, C, hex("fffa 18 00") + "xterm" + hex("fff0")},
        {"vnc", T, S, "RFB 003.008\n"},
        {"x11", T, C, "l" + zeros(1) + hex("0b00 0000 0000 0000 0000")},
        {"x11", T, C,
         "B" + zeros(1) + hex("000b 0000 0012 0010 0000") + "MIT-MAGIC-COOKIE-1" + zeros(2) +
             std::string(16, 'k')},
        {"socks", T, C, hex("05 02 00 02")},
        {"socks", T, C, hex("04 01 0050 08080808") + "user" + zeros(1)},
        {"socks", T, C, hex("04 01 0050 00000001 00") + "example.org" + zeros(1)},
        {"rlogin", T, C, zeros(1) + "me" + zeros(1) + "you" + zeros(1) + "xterm/38400" + zeros(1)},
        {"tacplus", T, C, hex("c0 01 01 00 00000001 00000008") + std::string(8, 'e')},
        {"tacplus", T, S, hex("c0 01 02 00 00000001 00000008") + std::string(8, 'e')},
        {"synergy", T, S, counted(4, "Synergy" + hex("0001 0006"))},
    };
}

std::vector<Sample> files_and_code() {
    return {
        {"rsync", T, S, "@RSYNCD: 31.0\n"},
        {"git", T, C, "0033git-upload-pack /project.git" + zeros(1) + "host=a" + zeros(1)},
        {"git", T, S, "00321234567890123456789012345678901234567890 HEAD" + zeros(1)},
        {"tftp", U, C, hex("0001") + "pxelinux.0" + zeros(1) + "octet" + zeros(1)},
        {"ajp13", T, C, hex("1234 0020 02 02 0008") + "HTTP/1.1" + std::string(20, 'x')},
        {"ajp13", T, C, hex("1234 0001 0a")},
        {"ajp13", T, S, "AB" + hex("0001 09")},
        {"rmi", T, C, "JRMI" + hex("0002 4b")},
        {"jdwp", T, C, "JDWP-Handshake"},
        {"distcc", T, C, "DIST00000001ARGC00000005"},
        {"dsi", T, C, hex("00 03 0001 00000000 00000000 00000000")},
        {"dsi", T, S, hex("01 04 0001 00000000 00000000 00000000")},
        {"cvspserver", T, C, "BEGIN AUTH REQUEST\n/cvs\nanonymous\nA\nEND AUTH REQUEST\n"},
        {"epmd", T, C, hex("0001 6e")},
        {"epmd", T, C, hex("0007 7a") + "rabbit"},
        {"bjnp", U, C, "BJNP" + hex("01 01 0000 0001 0000 00000000")},
        {"bjnp", U, S, "BJNP" + hex("81 01 0000 0001 0000 00000000")},
        {"z3950", T, S, hex("b5 0e 83 02 05e0 84 02 03f8 85 02 0400 86 00")},
        {"z3950", T, C, hex("b4 0e 83 02 05e0 84 02 03f8 85 02 0400 86 00")},
        {"rsh", T, C, "1022" + zeros(1) + "me" + zeros(1) + "you" + zeros(1) + "id" + zeros(1)},
        {"rmi", T, C, hex("50 aced0005 77 22") + zeros(34)},
        {"rmi", T, S, hex("51 aced0005 77 0f 01") + zeros(14)},
        {"rmi", T, S, hex("4e 0009") + "127.0.0.1" + hex("0000d431")},
        {"dsi", T, C, hex("00 02 0005 00000000 00000004 00000000 11 00 0001")},
        {"dsi", T, S, hex("01 02 0005 ffffec6a 00000000 00000000")},
        {"lpd", T, S, zeros(1), hex("02") + "lp\n"},
        {"lpd", T, C, hex("03") + "lp\n", zeros(1)},
        {"nbd", T, S, "NBDMAGICIHAVEOPT" + hex("0003")},
        {"nbd", T, C, "IHAVEOPT" + hex("00000007 00000008 00000000 0000 0000")},
        {"nbd", T, C, hex("25609513 0000 0000 0000000000000001 0000000000000000 00000200")},
        {"nbd", T, S, hex("67446698 00000000 0000000000000001")},
        {"ndmp", T, Any,
         hex("80000024 00000001 65000000 00000000 00000502 00000000 00000000 00000000 00000004 00000000")},
        {"ndmp", T, C, hex("8000001c 00000001 65000000 00000000 00000900 00000000 00000000 00000004")},
        {"isns", T, C, hex("0001 0001 0008 8c00 0001 0000 00000020 00000000")},
        {"isns", T, S, hex("0001 8001 0004 4c00 0001 0000 00000000")},
        {"isns", U, C, hex("0001 0011 0004 8c00 0001 0000 00000000")},
        {"9p", T, C, little(21, 4) + hex("64 ffff 00200000 0800") + "9P2000.L"},
        {"9p", T, S, little(19, 4) + hex("65 ffff 00200000 0600") + "9P2000"},
        {"nvme-tcp", T, C, hex("00 00 80 00 80000000 0000 00 00 00000000") + zeros(112)},
        {"nvme-tcp", T, S, hex("01 00 80 00 80000000 0000 00 03 00100000") + zeros(112)},
        {"lnet", T, Any, hex("0071ceac 01000000 0100000a 00000200")},
        {"lnet", T, Any, hex("63697245 03000000") + zeros(32)},
        {"lnet", T, Any,
         hex("c1000000 00000000") + zeros(16) +
             hex("0100000a 00000200 0200000a 00000200 39300000 39300000 01000000 00000000") + zeros(32)},
        {"uftp", U, Any, hex("40 01 0000 0a000001 0a000002 01 60 0a 00 01 06") + zeros(22)},
        {"uftp", U, Any, hex("50 0b 0001 0a000001 0a000002 01 60 0a 00 0b 02") + zeros(6)},
        {"ptpip", T, C,
         little(34, 4) + little(1, 4) + std::string(16, 'g') + hex("70004300 0000") + little(0x10000, 4)},
        {"ptpip", T, S,
         little(38, 4) + little(2, 4) + little(1, 4) + std::string(16, 'g') + hex("63004300 0000") +
             little(0x10000, 4)},
        {"beep", T, Any, "RPY 0 0 . 0 110\r\nContent-Type: application/beep+xml\r\n\r\n<greeting>"},
        {"iperf3", T, C, "ddkwyj3mgl2vbo2tr5zkxcaef7q2u6ynhabc" + zeros(1)},
        {"svn", T, S, "( success ( 2 2 ( ) ( edit-pipeline svndiff1 ) ) ) "},
        {"svn", T, C, "( 2 ( edit-pipeline svndiff1 ) 20:svn://a.example/repo ( ) ) "},
        {"ncp", T, C, "DmdT" + hex("00000017 00000001 00000000 1111 00 ff 00 ff 00")},
        {"ncp", T, S, "tNcP" + hex("00000010 3333 00 01 00 00 00 00")},
    };
}

std::vector<Sample> industry() {
    return {
        {"mbtcp", T, C, hex("0001 0000 0006 01 03 0000 000a")},
        {"mbtcp", T, S, hex("0001 0000 0005 01 03 02 000a")},
        {"mbtcp", T, S, hex("0001 0000 0003 01 83 02")},
        {"mbudp", U, C, hex("0001 0000 0006 01 03 0000 000a")},
        {"mbudp", U, S, hex("0001 0000 0005 01 03 02 000a")},
        {"dnp3", T, C, hex("0564 05 c0 0100 0004 e921")},
        {"dnp3", U, Any, hex("0564 05 c0 0100 0004 e921")},
        {"enip", T, C, hex("6500 0400 00000000 00000000 0000000000000000 00000000 0100 0000")},
        {"enip", T, S, hex("6500 0400 2a000000 00000000 0000000000000000 00000000 0100 0000")},
        {"enip", T, S, hex("6500 0400 00000000 69000000 0000000000000000 00000000 0100 0000")},
        {"enip", T, Any, hex("6f00 0400 2a000000 00000000 0000000000000000 00000000 00000000")},
        {"enip", U, S, hex("6300 0200 00000000 00000000 0000000000000000 00000000 0000")},
        {"enip", U, C, hex("6300 0000 00000000 00000000 0000000000000000 00000000")},
        {"iec60870_104", T, C, hex("68 04 07 00 00 00")},
        {"iec60870_104", T, S, hex("68 04 0b 00 00 00")},
        {"iec60870_104", T, Any, hex("68 04 43 00 00 00")},
        {"iec60870_104", T, C, hex("68 0e 0000 0000 64 01 0600 0100 000000 14")},
        {"opcua", T, C, "HELF" + little(32, 4) + zeros(24)},
        {"opcua", T, S, "ACKF" + little(28, 4) + zeros(20)},
        {"hart_ip", T, C, hex("01 00 00 00 0001 000d 01 00007530")},
        {"hart_ip", U, C, hex("01 00 00 00 0001 000d 01 00007530")},
        {"hart_ip", U, S, hex("01 01 00 00 0001 000d 01 00007530"), hex("01 00 00 00 0001 000d 01 00007530")},
        {"bvlc", U, Any, hex("81 0b 000c 01 20 ffff 00 ff 1008")},
        {"kip", U, C, hex("06 10 0201 000e 08 01 0a000001 0e57")},
        {"kip", U, S, hex("06 10 0202 000e 08 01 0a000001 0e57")},
        {"kip", U, Any, hex("06 10 0530 000e 29 00 bc e0 0000 0001")},
        {"doip", U, C, hex("02 fd 0001 00000000")},
        {"doip", U, Any, hex("02 fd 0004 00000020") + std::string(32, 'v')},
        {"doip", T, S, hex("02 fd 0006 00000009 0e80 1000 10 00000000")},
        {"doip", T, C, hex("02 fd 0005 00000007 0e80 00 00000000")},
        {"omron", T, C, "FINS" + hex("0000000c 00000000 00000000 00000000")},
        {"omron", T, S, "FINS" + hex("00000010 00000001 00000000 00000001 00000002")},
        {"omron", T, Any, "FINS" + hex("0000000c 00000002 00000000 00000000")},
        {"omron", T, Any, "FINS" + hex("00000008 00000003 00000001")},
        {"hl7", T, C, hex("0b") + "MSH|^~\\&|A|B|"},
        {"fix", T, C, "8=FIX.4.2" + hex("01") + "9=65" + hex("01") + "35=A" + hex("01")},
        {"synphasor", T, C, hex("aa 41 0012 0001 65000000 00000000 0002 1234")},
        {"synphasor", U, Any, hex("aa 01 0012 0001 65000000 00000000 0002 1234")},
        {"synphasor", U, C, hex("aa 41 0012 0001 65000000 00000000 0002 1234")},
        {"ams", T, C,
         hex("0000 24000000 0a0000010101 5103 0a0000020101 0080 0400 0400 04000000 00000000 01000000 "
             "00000000")},
        {"hislip", T, C, "HS" + hex("00 00 01005856 0000000000000007") + "hislip0"},
        {"hislip", T, S, "HS" + hex("01 00 01000001 0000000000000000")},
        {"hislip", T, Any, "HS" + hex("07 00 ffffff00 0000000000000005") + "*IDN?"},
        {"cipio", U, Any, hex("0200 0280 0800 01000200 05000000 b100 0600 0100 01000000")},
        {"egd", U, Any, hex("0d 01 0100 0a000001 01000000 00000065 00e1f505 00000000 00000000 00000000 ff")},
        {"cnip", U, Any, hex("0016 01 01 00 02 0000 00000001 00000002 00000003 1234")},
        {"cnip", U, Any, hex("0014 01 63 00 00 0000 00000001 00000002 00000003")},
        {"sbus", U, C, hex("0000000d 01 00 0001 00 01 20 8fe2")},
        {"esio", U, Any, "ESIO" + hex("0001 0000000c 00000001 0000 0000 00000000")},
        {"c1222", U, Any, hex("60 15 a2 05 80 03 7b c1 06 a8 03 02 01 02 be 07 28 05 81 03 80 01 20")},
        {"c1222", T, Any, hex("60 0c a4 02 80 00 be 06 28 04 81 02 80 00")},
        {"fox", T, Any, "fox a 1 -1 fox hello\n{\nfox.version=s:1.0\nid=i:1\n};;\n"},
        {"fox", T, Any, "fox a 0 -1 fox hello\n{\nfox.version=s:1.0.1\n};;\n"},
        {"codesys", T, Any, hex("000117e8 1c000000") + std::string(20, 'c')},
    };
}

std::vector<Sample> names_and_time() {
    const std::string answer = hex("1a2b 8000 0001 0001 0000 0000") + dns_name("wpad") + hex("0001 0001") +
                               dns_name("wpad") + hex("0001 0001 0000001e 0004 0a000001");
    const std::string local =
        hex("0000 0000 0001 0000 0000 0000 04") + "host" + hex("05") + "local" + hex("00 0001 0001");
    return {
        {"nbns", U, C, hex("1a2b 0110 0001 0000 0000 0000") + netbios_name() + hex("0020 0001")},
        {"nbns", U, S,
         hex("1a2b 8500 0000 0001 0000 0000") + netbios_name() +
             hex("0020 0001 00000000 0006 0000 0a000001")},
        {"nbdgm", U, Any,
         hex("11 02 1a2b 0a000001 008a 0060 0000") + netbios_name() + netbios_name() + std::string(40, 'd')},
        {"mdns", U, C, dns_query("any", "0000"), "", "", Group::Mdns},
        {"mdns", U, C, local},
        {"mdns", U, S, dns_query("any", "8400"), "", "", Group::Mdns},
        {"mdns", U, S, hex("0000 8400 0001") + local.substr(6)},
        {"llmnr", U, C, dns_query("wpad", "0000"), "", "", Group::Llmnr},
        {"llmnr", U, S, answer},
        {"dns", U, C, dns_query("example")},
        {"dns", U, S, dns_query("example", "8183")},
        {"dns", U, C, dns_query("example", "2400")},
        {"dns", T, C, counted(2, dns_query("example"))},
        {"dns", T, S, counted(2, dns_query("example", "8180"))},
        {"ntp", U, C, hex("23 00 06 20") + zeros(36) + hex("e9000000 00000000")},
        {"ntp", U, S,
         hex("24 02 06 ec 00000100 00000200 0a000001 e9000000 00000000 e9000001 00000000 e9000001 00000001 "
             "e9000001 00000002")},
        {"ntp", U, C, hex("16 01 0001 0000 0000 0000 0000")},
        {"ntp", U, S, hex("16 81 0001 0000 0000 0000 0000")},
        {"ntp", U, C, hex("17 00 03 2a 00000000")},
        {"ntp", U, S, hex("97 00 03 2a 00000000")},
        {"ntp", U, Any, hex("21 02 06 ec") + zeros(36) + hex("e9000001 00000000")},
        {"ntp", U, Any, hex("25 02 06 ec") + zeros(36) + hex("e9000001 00000000")},
        {"ptp", U, Any,
         hex("00 02 002c 00 00 0200 0000000000000000 00000000 0001020304050607 0001 0001 00 00") + zeros(10)},
        {"roughtime", U, Any, "ROUGHTIM" + hex("10000000 01000000") + "NONC" + std::string(8, 'n')},
    };
}

std::vector<Sample> network_services() {
    const auto snmp = [](std::string_view pdu) {
        return ber("30",
                   hex("02 01 01 04 06") + "public" + ber(pdu, hex("02 01 01 02 01 00 02 01 00 30 00")));
    };
    const auto snmp3 = [](const std::string& scoped) {
        const std::string global = hex("02 01 01 02 02 05dc 04 01 07 02 01 03");
        return ber("30", hex("02 01 03") + ber("30", global) + ber("04", hex("30 00")) + scoped);
    };
    const auto scoped = [](std::string_view pdu) {
        return ber("30", hex("04 01 65 04 00") + ber(pdu, hex("02 01 01 02 01 00 02 01 00 30 00")));
    };
    return {
        {"snmp", U, C, snmp("a0")},
        {"snmp", U, S, snmp("a2")},
        {"snmp", U, C, snmp("a5")},
        {"snmp", U, C, snmp("a6")},
        {"snmp", U, C, snmp("a7")},
        {"snmp", U, S, snmp("a8")},
        {"snmp", U, C, snmp3(scoped("a0"))},
        {"snmp", U, S, snmp3(scoped("a2"))},
        {"snmp", U, Any, snmp3(ber("04", "encrypted"))},
        {"syslog", U, C, "<34>Oct 11 22:14:15 host su: failed"},
        {"syslog", T, C, "<34>1 2026-01-01T00:00:00Z host su - - - failed"},
        {"dhcp", U, C, hex("01 01 06 00") + zeros(232) + hex("63825363 35 01 01 ff")},
        {"dhcp", U, S, hex("02 01 06 00") + zeros(232) + hex("63825363 35 01 02 ff")},
        {"radius", U, S, hex("02 01 0017") + std::string(16, 'a') + hex("12 03 61")},
        {"radius", U, C, hex("2b 01 0017") + std::string(16, 'a') + hex("01 03 61")},
        {"radius", U, S, hex("2c 01 0014") + std::string(16, 'a')},
        {"radius", U, Any, hex("0d 01 0014") + std::string(16, 'a')},
        {"radius", U, C, hex("01 01 0017") + std::string(16, 'a') + hex("01 03 61")},
        {"diameter", T, C, hex("01 000020 80 000101 00000000 00000001 00000001 00000108 4000000c") + "peer"},
        {"diameter", Transport::Sctp, C,
         hex("01 000020 80 000101 00000000 00000001 00000001 00000108 4000000c") + "peer"},
        {"srvloc", U, C, hex("02 01 000014 0000 000000 0001 0002") + "en" + zeros(4)},
        {"srvloc", U, C, hex("01 06 000e 0000 656e 0003 0001 0000")},
        {"srvloc", U, S, hex("02 02 000014 0000 000000 0001 0002") + "en" + zeros(4)},
        {"srvloc", U, Any, hex("02 08 000014 0000 000000 0001 0002") + "en" + zeros(4)},
        {"rip", U, C, hex("01 02 0000 0000 0000") + zeros(14) + hex("0010")},
        {"rip", U, Any, hex("02 02 0000 0002 0000 0a000000 ff000000 00000000 00000001")},
        {"bgp", T, C, std::string(16, '\xff') + hex("001d 01 04 fde8 00b4 0a000001 00")},
        {"cflow", U, C, hex("0005 0001 00000001 65000000 00000000 00000000 00 00 0000") + zeros(48)},
        {"cflow", U, C, hex("000a 001c 65000000 00000001 00000000 0002 000c 0100 0001 0008 0004")},
        {"sflow", U, C,
         hex("00000005 00000001 0a000001 00000000 00000001 00000001 00000001 00000001 00000004")},
        {"rmcp", U, C, hex("06 00 ff 07 00 00000000 00000000 09 20 18")},
        {"rmcp", U, S, hex("06 00 ff 07 00 00000000 00000000 09 81 1c")},
        {"rmcp", U, C, hex("06 00 ff 07 02 00000001 00000001") + zeros(16) + hex("09 20 18")},
        {"rmcp", U, C, hex("06 00 ff 07 06 10 00000000 00000000 0020") + zeros(32)},
        {"rmcp", U, S, hex("06 00 ff 07 06 11 00000000 00000000 0024") + zeros(36)},
        {"rmcp", U, S, hex("06 00 ff 07 06 40 00000001 00000001 0008 81 1c") + zeros(6)},
        {"rmcp", U, Any, hex("06 00 ff 07 06 c0 00000001 00000001 0008") + std::string(8, 'e')},
        {"rmcp", U, Any, hex("06 00 ff 07 06 41 00000001 00000001 0008") + zeros(8)},
        {"rmcp", U, C, hex("06 00 ff 06 000011be 80 00 00 00")},
        {"rmcp", U, S, hex("06 00 ff 06 000011be 40 00 00 10") + zeros(16)},
        {"xdmcp", U, C, hex("0001 0002 0001 00")},
        {"xdmcp", U, S, hex("0001 0005 0006 0000 0000 0000")},
        {"dhcpv6", U, C, hex("01 123456 0008 0002 0000 0006 0002 0017")},
        {"dhcpv6", U, S, hex("02 123456 0002 0004 0003 0001 0006 0002 0017")},
        {"dhcpv6", U, C, hex("0c 00") + zeros(32) + hex("0009 0004 01123456")},
        {"dhcpv6", U, S, hex("0d 00") + zeros(32) + hex("0009 0004 02123456")},
        {"bfd", U, Any, hex("20 40 03 18 00000001 00000000 000f4240 000f4240 00000000")},
        {"ldp", U, Any,
         hex("0001 001e 0a000001 0000 0100 0014 00000001 0400 0004 000f 0000 0401 0004 0a000001")},
        {"ldp", T, C,
         hex("0001 0020 0a000001 0000 0200 0016 00000001 0500 000e 0001 00b4 00 00 0000 0a000002 0000")},
        {"cops", T, C, hex("10 06 8008 00000014 000c 0b 01") + "pep" + zeros(5)},
        {"babel", U, Any, hex("2a 02 0008 04 06 0000 0001 0190")},
        {"collectd", U, C, hex("0000 0009") + "host" + hex("00 0008 000c 0000000000000001")},
    };
}

std::vector<Sample> routes_and_neighbours() {
    return {
        {"ripng", U, Any, hex("02 01 0000 20010db8000000000000000000000000 0000 20 01")},
        {"ripng", U, Any,
         hex("02 01 0000 fe80000000000000000000000000 0001 0000 00 ff 20010db8000000000000000000000000 0000 "
             "30 10")},
        {"pcep", T, Any, hex("20 01 000c 01 10 0008 20 1e 78 01")},
        {"pcep", T, Any, hex("20 07 0010 0f 10 000c 00 00 00 00 00000000")},
        {"openflow", T, Any, hex("04 00 0010 00000001 0001 0008 00000010")},
        {"openflow", T, S, hex("01 00 0008 00000001"), hex("01 00 0008 00000002")},
        {"openflow", T, C, hex("04 06 0020 00000003 0000000000000001 00000100 fe 00 0000 0000004f 00000000")},
        {"openflow", T, C, hex("01 0a 003c 00000000 00000101 002a 0001 00 00") + zeros(42)},
        {"dlep", U, Any, "DLEP" + hex("0001 0000")},
        {"dlep", U, Any, "DLEP" + hex("0002 0009 0002 0005 0a000001 00")},
        {"dlep", T, Any, hex("0001 0012 0005 0004 0000ea60 0004 0006 00") + "modem"},
        {"dlep", T, Any, hex("0002 000d 0001 0001 00 0005 0004 00001388")},
        {"llrp", T, Any, hex("043f 00000020 00000000 00f6 0016 0080 000c") + zeros(14)},
        {"llrp", T, Any, hex("0401 0000000b 00000001 00")},
        {"zebra", T, Any, hex("0007 ff 02 0017 02")},
        {"zebra", T, Any, hex("0012 fe 06 00000000 0014") + zeros(8)},
        {"rpkirtr", T, S, hex("01 03 0001 00000008"), hex("01 02 0000 00000008")},
        {"rpkirtr", T, C, hex("00 01 0001 0000000c 00000005"), hex("00 03 0001 00000008")},
        {"agentx", T, C, hex("01 01 10 00 00000000 00000000 00000001 00000008 05000000 00000000")},
        {"agentx", T, Any, hex("01 12 00 00 01000000 00000000 01000000 08000000 00000000 00000000")},
        {"icp", U, C,
         hex("01 02 0029 00000001 00000000 00000000 00000000 00000000") + "http://a.example" + zeros(1)},
        {"icp", U, S, hex("03 02 0025 00000001 00000000 00000000 00000000") + "http://a.example" + zeros(1)},
        {"wccp", U, C, hex("0000000a 0200 0008 0000 0004 00000000")},
        {"wccp", U, S, hex("0000000b 0200 0008 0000 0004 00000000")},
        {"glbp", U, Any, hex("01 00 000a 0000 020000000001 02 14") + zeros(18)},
        {"glbp", U, Any, hex("01 00 000a 0000 020000000001 01 1c") + zeros(26) + hex("02 14") + zeros(18)},
        {"bat", U, Any, hex("05 00 32 00 0002 0000 0a000001 0a000001 ff 00"), "",
         hex("05 00 32 00 0001 0000 0a000001 0a000001 ff 00")},
        {"bat", U, Any, hex("05 80 31 00 0007 0000 0a000002 0a000001 d0 01 0a010000 18"), "",
         hex("05 00 32 00 0001 0000 0a000001 0a000001 ff 00")},
        {"mndp", U, Any, hex("0000 0001 0001 0006 020000000001 0005 0004") + "gate"},
        {"mndp", U, Any, hex("0000 0002 0001 0006 020000000001 0007 0006") + "7.1 us" + hex("000e 0001 00")},
        {"gvcp", U, C, hex("42 11 0002 0000 ffff")},
        {"gvcp", U, S, hex("0000 0081 0004 0001 00000001"), hex("42 01 0080 0004 0001 00000a00")},
    };
}

std::vector<Sample> tunnels() {
    const std::string isakmp =
        hex("0102030405060708 0000000000000000 21 20 22 08 00000000 00000020 00000004");
    const std::string ipv6 =
        hex("60000000 0000 3a ff 20010000 0000000000000000 00000001 fe80 000000000000 0000000000000002");
    return {
        {"isakmp", U, C, isakmp},
        {"isakmp", U, S, hex("0102030405060708 1112131415161718 21 20 22 20 00000000 00000020 00000004")},
        {"isakmp", U, Any, hex("0102030405060708 1112131415161718 2e 20 25 08 00000000 00000020 00000004")},
        {"isakmp", U, C, hex("0102030405060708 0000000000000000 01 10 02 00 00000000 00000020 00000004")},
        {"isakmp", U, Any, hex("0102030405060708 0000000000000000 0b 10 05 00 00000000 00000020 00000004")},
        {"isakmp", U, Any, hex("0102030405060708 1112131415161718 01 10 02 00 00000000 00000020 00000004")},
        {"udpencap", U, C, zeros(4) + isakmp},
        {"l2tp", U, C, hex("c802 0014 0000 0000 0000 0000 8008 0000 0000 0001")},
        {"l2tp", U, S, hex("c802 0014 0001 0000 0000 0001 8008 0000 0000 0002")},
        {"l2tp", U, Any, hex("c802 0014 0001 0000 0000 0001 8008 0000 0000 0006")},
        {"l2tp", U, Any, hex("c802 000c 0001 0000 0001 0001")},
        {"pptp", T, S, hex("009c 0001 1a2b3c4d 0002 0000 0100 0100") + zeros(140)},
        {"pptp", T, Any, hex("0010 0001 1a2b3c4d 0005 0000 00000001")},
        {"pptp", T, C, hex("009c 0001 1a2b3c4d 0001 0000 0100 0000") + zeros(140)},
        {"vxlan", U, Any, hex("08000000 00002a 00") + ethernet()},
        {"geneve", U, Any, hex("00 00 6558 00002a 00") + ethernet()},
        {"geneve", U, Any, hex("00 00 0800 00002a 00") + ipv4()},
        {"geneve", U, Any, hex("00 00 86dd 00002a 00 60000000 0000 3b ff") + zeros(32)},
        {"mpls", U, Any, hex("00010140 4500 001c 0000 0000 4011 66cf 0a000001 0a000002 0400 0035 0008 0000")},
        {"gtp", U, Any, hex("30 ff") + number(ipv4().size(), 2) + hex("00000001") + ipv4()},
        {"gtp", U, Any, hex("32 01 0004 00000000 0000 0000")},
        {"gtp", U, Any, hex("40 01 0009 000001 00 03 0001 00 04")},
        {"gtp", U, Any, hex("1e 01 0000 0000 0000 00 ffffff 0000000000000000")},
        {"openvpn", U, C, hex("38 0102030405060708 00 00000000")},
        {"openvpn", U, C,
         hex("38 0102030405060708") + std::string(20, 'h') + hex("00000001 65000000 00 00000000")},
        {"openvpn", T, C, counted(2, hex("38 0102030405060708 00 00000000"))},
        {"ayiya", U, Any,
         hex("41 52 11 29 65000000 20014978000f004c 0000000000000001") + std::string(20, 's') + ipv6},
        {"teredo", U, Any, ipv6},
        {"teredo", U, Any, hex("0001 00 00 0102030405060708 00") + ipv6},
        {"pfcp", U, Any, hex("20 05 0015 000001 00 003c 0005 00 0a000001 0060 0004 e9000000")},
        {"pfcp", U, Any, hex("21 32 0015 0000000000000000 000001 00 003c 0005 00 0a000001")},
        {"lisp", U, Any, hex("10 00 00 01 0102030405060708 0001 0a000001 0001 0a000002 00 20 0001 0a010000")},
        {"lisp", U, Any,
         hex("20 00 00 01 0102030405060708 000005a0 01 18 1000 0000 0001 0a010000") + zeros(12)},
        {"lisp", U, Any,
         hex("38 00 01 01 0102030405060708 0001 0014") + std::string(20, 'h') +
             hex("000005a0 01 18 1000 0000 0001 0a010000") + zeros(12)},
        {"lisp", U, Any, hex("80 000000") + ipv4()},
        {"lisp-data", U, Any, hex("c0 010203 00000001") + ipv4()},
        {"lisp-data", U, Any, hex("80 010203 00000000") + hex("60000000 0000 3b ff") + zeros(32)},
        {"gtpprime", U, Any, hex("0f 01 0000 0001")},
        {"gtpprime", U, C, hex("4f f0 0004 0002 7e 01 fc 00")},
        {"gtpprime", T, S, hex("0f f1 0005 0002 01 80 fd 00 00")},
        {"tzsp", U, Any, hex("01 00 0001 0a 01 c4 01") + ethernet()},
        {"tzsp", U, Any, hex("01 01 0001 01") + ethernet()},
    };
}

std::vector<Sample> telephony() {
    return {
        {"sip", U, Any, "OPTIONS sip:a@example SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n\r\n"},
        {"sip", T, S, "SIP/2.0 200 OK\r\n\r\n"},
        {"sip", U, Any, "SIP/2.0 200 OK\r\n\r\n"},
        {"sip", T, Any, "NOTIFY sip:a@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP a\r\n\r\n"},
        {"mgcp", U, Any, "CRCX 1204 aaln/1@gw.example MGCP 1.0\r\n"},
        {"megaco", U, Any, "MEGACO/1 [10.0.0.1]:2944\r\nTransaction = 1 {"},
        {"skinny", T, C, hex("30000000 00000000 01000000") + "SEP001122334455" + zeros(37)},
        {"sap", U, C, hex("20 00 1234 0a000001") + "application/sdp" + zeros(1) + "v=0\r\n"},
        {"asterix", U, Any, hex("30 0009 fd 0102 030405"), "", hex("30 0008 fd 0102 0304")},
        {"asterix", U, Any, hex("22 0009 fd 0102 030405"), hex("15 0008 fd 0102 0304")},
        {"rtp", U, Any, hex("80 60 0011 000dbba0 00000001") + std::string(20, 'v'), "",
         hex("80 60 0001 00000000 00000001") + std::string(20, 'v')},
        {"iax2", U, Any, hex("8001 0000 00000000 0000 06 01 01 01 61")},
        {"rtp", U, Any, hex("80 00 0002 00000140 12345678") + std::string(160, '\x55'), "",
         hex("80 00 0001 000000a0 12345678") + std::string(20, '\x55')},
        {"rtmpt", T, C, hex("03 00000001 00000000") + std::string(1528, 'r')},
        {"iax2", U, C, hex("8001 0000 00000003 00 00 06 0d 06 03") + "100" + hex("13 02 003c")},
        {"iax2", U, Any, hex("8001 0000 00000003 00 00 06 01 0b 02 0002 01 03") + "100"},
        {"skinny", T, C, hex("0c000000 11000000 06000000 01000000 00000000")},
        {"skinny", T, S, hex("14000000 00000000 81000000 1e000000") + zeros(12)},
        {"skinny", T, S, hex("04000000 00000000 00010000"), hex("04000000 00000000 00000000")},
        {"h225", U, Any, hex("0e 40 0001 06 0008 914a 0004 80 00 00 01") + zeros(16)},
        {"h225", U, Any, hex("02 00 01 06 0008 914a 0002 00") + zeros(16)},
        {"h245", T, Any, hex("0300 0020 02 70 00 01 06 0008 8175 0007") + zeros(17)},
        {"stun", T, C, hex("0001 0000 2112a442") + std::string(12, 't')},
        {"stun", T, C, hex("0003 0008 2112a442") + std::string(12, 't') + hex("0019 0004 11000000")},
        {"stun", T, S, hex("0113 0000 2112a442") + std::string(12, 't')},
        {"stun", T, Any, hex("0016 0000 2112a442") + std::string(12, 't')},
    };
}

std::vector<Sample> peers() {
    return {
        {"bittorrent", T, C, hex("13") + "BitTorrent protocol" + zeros(48)},
        {"gnutella", T, C, "GNUTELLA CONNECT/0.6\r\nUser-Agent: a\r\n\r\n"},
        {"gnutella", T, S, "GNUTELLA/0.6 200 OK\r\n\r\n"},
        {"edonkey", T, C, hex("e3 1b000000 01 10") + std::string(16, 'h') + zeros(9)},
        {"minecraft", T, C, hex("10 00 f205 09") + "localhost" + hex("63dd 01")},
        {"db-lsp-disc", U, Any, R"({"host_int": 28173049, "version": [1, 8]})"},
        {"bundle", U, Any, hex("9f 88 07 00 00 8201 00 ff")},
        {"tcpcl", T, Any, "dtn!" + hex("04 00")},
        {"quake3", U, C, hex("ffffffff") + "getstatus\n"},
        {"quake3", U, S, hex("ffffffff") + "statusResponse\n"},
        {"steam_ihs_discovery", U, Any, hex("ffffffff 214c5fa0 04000000 08 01 10 00 00000000")},
        {"db-lsp-disc", U, Any,
         R"({"version": [2, 0], "port": 17500, "host_int": 281730491, "namespaces": [1]})"},
        {"lsd", U, Any, "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n"},
        {"nano", T, Any, hex("52 43 12 12 11 0a 0000") + zeros(32)},
        {"nano", U, Any, hex("52 43 0d 0d 07 02 0000") + zeros(144)},
        {"wow", T, C,
         hex("00 08") + little(32, 2) + "WoW" + zeros(1) + hex("03 03 05 3430") + "68x" + zeros(1) + "niW" +
             zeros(1) + "SUne" + hex("3c000000 0a000001 02") + "ME"},
        {"a2s", U, C, hex("ffffffff") + "TSource Engine Query" + zeros(1)},
        {"a2s", U, S, hex("ffffffff 41 0a0b0c0d"), hex("ffffffff") + "TSource Engine Query" + zeros(1)},
        {"a2s", U, C, hex("ffffffff 55 0a0b0c0d"), hex("ffffffff 41 0a0b0c0d")},
        {"ts3", U, Any, "TS3INIT1" + hex("0065 0000 88 0c6d8c7b 00") + zeros(16)},
    };
}

/** A dispatcher's header of Diag before so many bytes. */
std::string dispatcher_header(std::size_t bytes) {
    return hex("ffffffff 0a 00 00 00000000 ffffffff ffff ff ffffffff ffffffff ffffffff") + little(bytes, 4) +
           hex("00 ffffffff ffff") + std::string(40, ' ') + zeros(25) + std::string(20, ' ') + zeros(8) +
           hex("ffffffff 00000000 01") + zeros(57);
}

std::vector<Sample> sap_servers() {
    const std::string connect = hex("10 04 02 000c 00000000 00000050 00000020");
    const std::string compressed = hex("00 00 00 00 00 00 00 01 9a010000 12 1f9d 02") + std::string(40, 'z');
    const std::string hello = hex("00 10 00 00 00 00 00 00") + connect;
    const std::string normal_client = hex("02 03 0a000001 00000000") + "sapgw00   1100" + zeros(6) +
                                      "host    sapgw00 " + zeros(8) + hex("06 cb ffff") + zeros(6);
    const std::string segment =
        little(60, 4) + zeros(4) + little(1, 2) + little(1, 2) + hex("02") + zeros(47);
    const auto hana = [&](const std::string& kind) {
        return hex("ffffffffffffffff") + zeros(4) + little(60, 4) + little(130000, 4) + little(1, 2) +
               zeros(10) + segment.substr(0, 12) + kind + segment.substr(13);
    };
    return {
        {"sapni", T, Any, counted(4, "NI_PING" + zeros(1))},
        {"sapni", T, Any, counted(4, "NI_PONG" + zeros(1))},
        {"sapni", T, C, counted(4, "NI_ROUTE" + hex("00 02 28 00 00 00 00") + zeros(30))},
        {"sapni", T, S, counted(4, "NI_RTERR" + hex("00 28 00 00 ffffffa2") + "*ERR*" + zeros(30))},
        {"sapni", T, Any, counted(4, hex("abcde123 00000001") + zeros(20))},
        {"sapni", T, Any, counted(4, hex("abcde123 00000000 00000014 00000014 06 06 00 01"))},
        {"sapni", T, Any, counted(4, "**MESSAGE**" + hex("00 04 00") + std::string(40, ' ') + zeros(64))},
        {"sapni", T, C, counted(4, "ADM:STATUS" + zeros(182) + "TransMagic" + zeros(2) + "4103" + zeros(32))},
        {"sapni", T, C, counted(4, dispatcher_header(hello.size()) + hello)},
        {"sapni", T, Any, counted(4, hello)},
        {"sapni", T, Any, counted(4, hex("00 00 00 00 00 00 00 00 12 09 0b 00000002 abcd"))},
        {"sapni", T, Any, counted(4, compressed)},
        {"saprfc", T, Any, counted(4, normal_client)},
        {"saprfc", T, Any, counted(4, hex("02 09 01") + zeros(61))},
        {"saprfc", T, Any, counted(4, hex("06 cb 03 00 ffff 0000") + zeros(72) + "data")},
        {"saphdb", T, C, hex("ffffffff 0420 0004 0100 00 01 01 01")},
        {"saphdb", T, C, hana(hex("01"))},
        {"saphdb", T, S, hana(hex("02"))},
    };
}

std::vector<Sample> remote_calls() {
    const std::string unix = hex("00000001 00000018 65000000 00000004") + "host" + zeros(12);
    const std::string null_call = hex("11223344 00000000 00000002 000186a0 00000002 00000000") + zeros(16);
    const std::string getattr =
        hex("11223344 00000000 00000002 000186a3 00000003 00000001") + unix + zeros(8);
    const std::string accepted = hex("11223344 00000001 00000000 00000000 00000000 00000000");
    const std::string getattr_thrift = hex("80010001 00000004") + "ping" + hex("00000000 00");
    return {
        {"rpc", U, C, null_call},
        {"rpc", U, S, accepted + hex("0000006f"), null_call},
        {"rpc", U, Any, accepted + hex("0000006f"), "", hex("11223343") + accepted.substr(4)},
        {"rpc", U, S, hex("11223344 00000001 00000001 00000001 00000005"), null_call},
        {"rpc", U, S, hex("11223344 00000001 00000001 00000000 00000002 00000002"), null_call},
        {"rpc", T, C, hex("80000028") + null_call},
        {"rpc", T, C, number(0x80000000 + getattr.size(), 4) + getattr},
        {"rpc", T, S, hex("8000001c") + accepted + hex("00000001")},
        {"thrift", T, C, getattr_thrift},
        {"thrift", T, C, counted(4, getattr_thrift)},
        {"thrift", T, S, hex("80010002 00000004") + "ping" + hex("00000000 00")},
        {"thrift", T, C, hex("82 21 05 04") + "ping" + hex("00")},
        {"thrift", T, S, counted(4, hex("82 41 8101 04") + "ping" + hex("00"))},
        {"serialization", T, Any, hex("aced0005 73 72 0011") + "java.util.HashSet"},
        {"serialization", T, Any, hex("aced0005 77 04 00000001")},
        {"t3", T, C, "t3 12.2.1\nAS:255\nHL:19\nMS:10000000\n\n"},
        {"t3", T, S, "HELO:12.2.1.3.false\nAS:2048\nHL:19\n\n"},
    };
}

std::string masked(std::string_view json) {
    std::string bytes;
    int mask = 171;
    for (const char c : json) {
        mask ^= static_cast<unsigned char>(c);
        bytes += static_cast<char>(mask);
    }
    return bytes;
}

std::vector<Sample> devices() {
    const std::string sysinfo = masked(R"({"system":{"get_sysinfo":{}}})");
    const std::string hsrp = hex("00 00 10 03 0a 78 01 00");
    const std::string hsrp_2 = hex("01 28 02 00 06") +
                               hex("04 0001 020000000001 00000064 00000bb8 00002710") + hex("0a000001") +
                               zeros(12);
    const std::string discovery = hex("00 10 02 00 00000000 00000001 00 000d 00 0014 0001 02");
    const auto dvrip = [](std::size_t message, const std::string& json) {
        return hex("ff 00 0000 00000000 00000000 0000") + little(message, 2) + little(json.size(), 4) + json;
    };
    return {
        {"adb", T, Any, "CNXN" + hex("00000001 00000400 00000000 00000000 bcb1a7b1")},
        {"adb", T, Any, "OPEN" + hex("58010000 00000000 06000000 00000000 b0afbab1") + "shell:"},
        {"pjl", T, Any, hex("1b") + "%-12345X@PJL SET RET=ON\r\n"},
        {"pjl", T, Any, "@PJL INFO STATUS\r\nCODE=10001\r\n"},
        {"tplink-smarthome", U, Any, sysinfo},
        {"tplink-smarthome", U, Any, masked(R"({"emeter":{"get_realtime":{}}})")},
        {"tplink-smarthome", T, Any, counted(4, sysinfo)},
        {"tivoconnect", U, Any, "tivoconnect=1\nmethod=broadcast\nplatform=pc\n"},
        {"tivoconnect", T, Any, "TiVoConnect=1\nMethod=Connected\n"},
        {"kismet", T, S, "*KISMET: 0.0.0 1136141264 \x01Kismet\x01 20051001211045 0.0\n"},
        {"portcontrol", U, C,
         hex("02 01 0000 00000e10 00000000 0000 0000 0000 ffff 0a000001") + std::string(12, 'n') +
             hex("06 000000 0016 0016 00000000 00000000 0000ffff 00000000")},
        {"portcontrol", U, S, hex("02 81 00 00 00000e10 00000064") + zeros(12) + std::string(36, 'm')},
        {"portcontrol", U, S, hex("00 80 0000 00000064 0a000001"), hex("00 00")},
        {"portcontrol", U, C, hex("00 01 0000 0001 0000 00000e10"),
         hex("00 81 0000 00000064 0001 0001 00000e10")},
        {"portcontrol", U, S, hex("00 82 0000 00000064 0016 0016 00000e10"),
         hex("00 02 0000 0016 0016 00000e10")},
        {"capwap", U, C, discovery + hex("0026 0001 01")},
        {"capwap", U, S, hex("00 10 02 00 00000000 00000002 01 000d 00 0014 0001 02 0026 0001 01")},
        {"capwap.data", U, Any, hex("00 10 02 08 00000000 0016 0023 0010") + std::string(16, 's')},
        {"smart-install", T, C, hex("00000001 00000001 00000004 00000008 00000001 00000000")},
        {"smart-install", T, S, hex("00000002 00000001 00000005 00000004 00000001")},
        {"routeros", T, C, counted(1, "/login") + counted(1, "=name=admin") + zeros(1)},
        {"routeros", T, C, counted(1, "/system/identity/print") + zeros(1)},
        {"routeros", T, S, counted(1, "!done") + zeros(1)},
        {"dhip", T, Any, little(32, 4) + "DHIP" + zeros(8) + little(2, 4) + zeros(12) + "{}"},
        {"dhip", U, Any, little(32, 4) + "DHIP" + zeros(8) + little(2, 4) + zeros(12) + "{}"},
        {"dvrip", T, C, dvrip(1000, R"({"EncryptType":"MD5"})")},
        {"dvrip", T, S, dvrip(1001, R"({"Ret":100})")},
        {"sadp", U, C, "<?xml version=\"1.0\"?><Probe><Uuid>A</Uuid><Types>inquiry</Types></Probe>"},
        {"sadp", U, S, "<?xml version=\"1.0\"?><ProbeMatch><Uuid>A</Uuid><Types>inquiry</Types>"},
        {"ica", T, Any, hex("7f7f 494341 00")},
        {"ica", T, Any, hex("7f7f 494341 00 7f7f 494341 00")},
        {"cgp", T, Any, hex("1a") + "CGP/01" + zeros(20)},
        {"zabbix", T, Any, "ZBXD" + hex("01 0c00000000000000") + "agent.ping\r\n"},
        {"zabbix", T, Any, "ZBXD" + hex("03 2f000000 5f000000") + std::string(47, 'z')},
        {"checkmk", T, S, "<<<check_mk>>>\nVersion: 2.1.0\nAgentOS: linux\n"},
        {"msdo", T, Any, hex("0e") + "Swarm protocol" + zeros(60)},
        {"hsrp", U, Any, hsrp + "cisco" + zeros(3) + hex("0a000001")},
        {"hsrp", U, Any, hsrp + zeros(12) + hex("04 1c 01 00 0000") + zeros(24)},
        {"hsrp", U, Any, hsrp_2},
        {"hsrp", U, Any, hsrp_2 + hex("03 08") + "cisco" + zeros(3)},
        {"cpha", U, Any, hex("1a90 0001 0001 0001 0000 0000 0000 0000") + zeros(32)},
        {"nrpe", T, C, hex("0002 0001 12345678 0000") + "_NRPE_CHECK" + zeros(1015)},
        {"nrpe", T, S, hex("0002 0002 12345678 0000") + "NRPE v2.15" + zeros(1016)},
        {"munin", T, S, "# munin node at web1.example\n"},
        {"ws-discovery", U, Any,
         R"(<?xml version="1.0"?><e xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">)"},
        {"ws-discovery", U, Any, R"(<e xmlns:d="http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01">)"},
    };
}

/** A PE file up to its second header, which stands behind the stub of MS-DOS. */
std::string pe() { return "MZ" + zeros(58) + little(0x80, 4) + zeros(64) + "PE" + zeros(2) + hex("6486"); }

std::vector<Sample> intruders() {
    const std::string elf = hex("7f 454c46 02 01 01 00") + zeros(8) + hex("0300 3e00");
    return {
        {"shell", T, Any,
         "Microsoft Windows [Version 10.0.19045.3803]\r\n(c) Microsoft Corporation.\r\n\r\nC:\\>"},
        {"shell", T, Any,
         "Microsoft Windows XP [Version 5.1.2600]\r\n(C) Copyright 1985-2001 Microsoft Corp.\r\n"},
        {"shell", T, Any, "Microsoft Windows [versi\xc3\xb3n 6.1.7601]\r\n"},
        {"shell", T, Any, "\r\nC:\\Windows\\system32>"},
        {"shell", T, Any, "PS C:\\Users\\a> "},
        {"shell", T, Any, "Windows PowerShell\r\nCopyright (C) Microsoft Corporation.\r\n"},
        {"shell", T, Any, "/bin/sh: 0: can't access tty; job control turned off\n$ "},
        {"shell", T, Any, "bash: cannot set terminal process group (812): Inappropriate ioctl for device\n"},
        {"shell", T, Any, "bash: no job control in this shell\n"},
        {"shell", T, Any, "root@web1:/var/www# "},
        {"shell", T, Any, "[apache@web1 ~]$ "},
        {"shell", T, Any, "sh-5.1# "},
        {"shell", U, Any, "uid=33(www-data) gid=33(www-data) groups=33(www-data)\n"},
        {"executable", T, Any, pe()},
        {"executable", T, Any, elf},
        {"executable", T, Any, little(elf.size() + 4096, 4) + elf},
        {"executable", T, Any, hex("cffaedfe 07000001 03000000 02000000")},
    };
}

/** What else one side of a protocol says, alone or after what the other side has said. */
struct Phrases {
    const char* protocol;
    Transport transport;
    Speaker sender;
    std::vector<std::string> said;
    std::string other = {};
};

std::vector<Phrases> forms_of_administration() {
    return {
        {"winsrepl",
         T,
         Any,
         {hex("00000029 00007800 00000000 00000000 00000001") + zeros(25),
          hex("0000000c 00007800 00000001 00000003")}},
        {"dhcpfo", T, Any, {hex("000c 0b 0c 60000000 00000001"), hex("000c 0d 08 60000000 00000001")}},
        {"omapi", T, Any, {hex("00000064 00000018")}},
        {"pcp",
         T,
         Any,
         {hex("00000014 00007009 00000000") + zeros(8), hex("0000000c 00007000 00000000"),
          hex("0000000c 00007018 00000000")}},
        {"smux", T, C, {hex("60 0f 02 01 00 06 04 2b060104 04 01 61 04 01 62")}},
        {"hiqnet", T, Any, {hex("02 19 00000019 0001 00000001 0002 00000002 0000 0020 01 0001")}},
        {"hiqnet", U, Any, {hex("01 19 0000001a 0001 00000001 0002 00000002 0000 0020 01 0001 00")}},
        {"mactelnet",
         U,
         Any,
         {hex("01 00 020000000001 020000000002 1234 0015 00000000"),
          hex("01 01 020000000002 020000000001 0015 1234 00000000 563412ff 00 00000000"),
          hex("01 ff 020000000001 020000000002 1234 0015 00000009")}},
        {"bzr", T, C, {"bzr message 3 (bzr 1.6)\n", "bzr request 2\nhello\n"}},
        {"rx", U, C, {hex("60000000 12345678 00000001 00000001 00000001 01 05 00 00 0000 0001") + zeros(8)}},
        {"rx", U, S, {hex("ffffffff 12345678 00ffffff 0000ffff 00000001 0d 00 00 02 0000 07d0")}},
        {"gsm_ipa", T, Any, {hex("0001 fe 00"), hex("0001 fe ff 0003 00 112233"), hex("0001 fe 08")}},
        {"ipx",
         U,
         Any,
         {hex("ffff 0022 00 04 00000000 ffffffffffff 0453 00000000 020000000001 4000 0001 0000"),
          hex("ffff 001e 10 14 00000000 ffffffffffff 0453 00000000 020000000001 4000")}},
        {"mrcpv2", T, Any, {"MRCP/2.0 112 SPEAK 1\r\n"}},
        {"cmpp",
         T,
         Any,
         {hex("0000001b 00000001 00000001") + "source" + std::string(9, 'a'),
          hex("0000000c 80000008 00000001")}},
        {"roon_disco",
         U,
         Any,
         {"SOOD" + hex("02") + "Q" + hex("0f") + "query_service_id", "SOOD" + hex("02") + "X",
          "SOOD" + hex("02") + "R"}},
        {"ulp",
         T,
         Any,
         {hex("0010 02 00 00") + std::string(11, 's'), hex("000c 03 02 14") + std::string(7, 's')}},
    };
}

std::vector<Phrases> forms_of_database() {
    return {
        {"memcache",
         T,
         C,
         {hex("80 0a 0000 00 00 0000 00000000 00000000 0000000000000000"),
          hex("80 00 0001 00 00 0000 00000001 00000000 0000000000000000") + "k" +
              hex("80 07 0000 00 00 0000 00000000 00000000 0000000000000000")}},
        {"memcache", T, S, {hex("81 00 0000 04 00 0000 00000005 00000000 0000000000000001 deadbeef") + "v"}},
        {"ms-sql-m",
         U,
         C,
         {hex("02"), hex("03"), hex("04") + "SQLEXPRESS" + zeros(1),
          hex("04") + std::string(32, 'i') + zeros(1)},
         hex("05 1c00") + "ServerName;A;InstanceName;B;"},
        {"pgsql",
         T,
         C,
         {hex("00000008 04d21630"), number(17, 4) + hex("00030001") + "user" + zeros(5),
          number(17, 4) + hex("0003270f") + "user" + zeros(5)}},
        {"pgsql",
         T,
         S,
         {hex("52 00000008 00000000"), hex("52 0000000c 00000005 12345678"),
          hex("52 00000017 0000000a") + "SCRAM-SHA-256" + zeros(2)}},
        {"tds",
         T,
         S,
         {hex("04 01 001a 0036 01 00 79 00000000 ff 0000 e000 0000000000 000000"),
          hex("04 01 001a 0036 01 00 79 00000000 ac 0000 e000 0000000000 000000")}},
        {"tns",
         T,
         S,
         {hex("0025 0000 04 00 0000 0401") + zeros(2) + "(DESCRIPTION=(ERR=12514))",
          hex("0020 0000 05 00 0000 0016") + "(ADDRESS=(PORT=1521))x",
          hex("0000 0020 02 00 0000 012c") + zeros(22)}},
        {"mongo",
         T,
         C,
         {little(21, 4) + zeros(8) + little(2004, 4) + hex("ffff0100") + zeros(1),
          little(2000, 4) + zeros(8) + little(2010, 4) + zeros(1300)}},
        {"mongo",
         T,
         Any,
         {
             little(25, 4) + zeros(8) + little(2012, 4) + zeros(8) + hex("03"),
         }},
        {"gdsdb", T, C, {hex("00000001 00000014 00000003 00000001") + zeros(8)}},
        {"zookeeper",
         T,
         C,
         {counted(4, zeros(12) + hex("00007530") + zeros(8) + hex("00000010") + zeros(16) + hex("01"))}},
        {"rethinkdb", T, C, {hex("202d0c40"), hex("3ee8755f")}},
        {"memcache", U, C, {hex("0001 0000 0001 0000") + "get a\r\n"}},
    };
}

std::vector<Phrases> words_of_database() {
    return {
        {"resp",
         T,
         S,
         {"-NOAUTH a\r\n", "-WRONGTYPE a\r\n", "-DENIED Redis a\r\n", "*1\r\n:1\r\n", "%1\r\n+a\r\n",
          "~1\r\n,1\r\n", ">2\r\n*1\r\n", "|1\r\n%1\r\n", "*1\r\n-ERR\r\n", "*1\r\n~1\r\n", "*1\r\n$-1\r\n",
          "*1234567\r\n:9\r\n"}},
        {"resp",
         T,
         S,
         {"-ERR a\r\n", "$1\r\n", ":1\r\n", "*0\r\n", "%0\r\n", "~0\r\n", ",1\r\n", "_\r\n", "#t\r\n",
          "#f\r\n"},
         "INFO\r\n"},
        {"resp", T, S, {"+OK\r\n"}, "CONFIG GET a\r\n"},
        {"resp", T, S, {"+OK\r\n"}, "KEYS *\r\n"},
        {"resp",
         T,
         C,
         {"AUTH a\r\n", "HELLO 3\r\n", "SELECT 1\r\n", "GET a\r\n", "PUBLISH a b\r\n", "SUBSCRIBE a\r\n",
          "CLIENT a\r\n"},
         "-ERR a\r\n"},
        {"memcache",
         T,
         C,
         {"add a 0 1 2\r\n", "replace a 0 1 2\r\n", "append a 0 1 2\r\n", "prepend a 0 1 2\r\n",
          "cas a 9 1 2 3 noreply\r\n", "stats slabs\r\n", "stats items\r\n", "stats settings\r\n",
          "stats cachedump 1\r\n", "flush_all\r\n", "verbosity 1\r\n"}},
        {"memcache",
         T,
         S,
         {"STORED\r\n", "NOT_STORED\r\n", "STAT pid 1\r\n", "SERVER_ERROR a\r\n", "CLIENT_ERROR a\r\n",
          "VERSION 1.6\r\n", "VALUE a 0 1 2\r\na\r\n"}},
        {"memcache", T, S, {"DELETED\r\n", "NOT_FOUND\r\n", "TOUCHED\r\n", "STAT a 1\r\n"}, "delete a\r\n"},
        {"memcache",
         T,
         C,
         {"gets a\r\n", "stats\r\n", "incr a 1\r\n", "decr a 1\r\n", "touch a 1\r\n", "version\r\n"},
         "END\r\n"},
        {"mysql",
         T,
         C,
         {little(6, 3) + hex("00 03") + "SET a", little(6, 3) + hex("00 03") + "SHOW ",
          little(8, 3) + hex("00 03") + "INSERT ", little(8, 3) + hex("00 03") + "UPDATE ",
          little(8, 3) + hex("00 03") + "DELETE ", little(8, 3) + hex("00 03") + "CREATE ",
          little(7, 3) + hex("00 03") + "COMMIT"}},
        {"pgsql",
         T,
         S,
         {"E" + number(24, 4) + "SERREUR" + hex("00") + "VERROR" + zeros(6),
          "E" + number(11, 4) + "SLOG" + hex("00") + "M" + zeros(1)}},
    };
}

std::vector<Phrases> forms_of_device() {
    return {
        {"portcontrol",
         U,
         C,
         {hex("02 01 0000 00000e10") + zeros(10) + hex("ffff 0a000001") + zeros(36),
          hex("02 00 0000 00000000 fd000000") + zeros(12), hex("02 00 0000 00000000 fe80 0000") + zeros(12),
          hex("02 00 0000 00000000 3f00 0000") + zeros(12)}},
        {"capwap", U, S, {hex("00 10 02 00 00000000 00000002 01 0003 00") + zeros(3)}},
        {"capwap",
         U,
         C,
         {hex("00 10 02 00 00000000 00000001 01 0006 00") + zeros(3),
          hex("00 10 02 00 00000000 00000003 01 0003 00") + zeros(3),
          hex("00 10 02 00 00000000 00000005 01 0003 00") + zeros(3),
          hex("00 10 02 00 00000000 0000000d 01 0003 00") + zeros(3)}},
        {"capwap",
         U,
         Any,
         {hex("00 10 02 00 00000000 00000008 01 0003 00") + zeros(3),
          hex("00 10 02 00 00000000 0000001a 01 0003 00") + zeros(3)}},
    };
}

std::vector<Phrases> words_of_device() {
    return {
        {"adb",
         T,
         Any,
         {"OKAY" + zeros(16) + hex("b0b4bea6"), "CLSE" + zeros(16) + hex("bcb3acba"),
          "WRTE" + zeros(16) + hex("a8adabba"), "STLS" + zeros(16) + hex("acabb3ac"),
          "SYNC" + zeros(16) + hex("aca6b1bc"), "OPEN" + zeros(16) + hex("b0afbab1"),
          "AUTH" + zeros(16) + hex("beaaabb7")}},
        {"pjl", T, Any, {"@PJL\r\n", "@PJL INFO ID\r\n"}},
        {"routeros",
         T,
         C,
         {counted(1, "/system/a") + zeros(1), counted(1, "/ip/a") + zeros(1),
          counted(1, "/interface") + zeros(1), counted(1, "/tool/a") + zeros(1),
          counted(1, "/user/a") + zeros(1), counted(1, "/ppp/a") + zeros(1), counted(1, "/queue") + zeros(1),
          counted(1, "/log/a") + zeros(1)}},
        {"routeros",
         T,
         S,
         {counted(1, "!re"), counted(1, "!trap"), counted(1, "!fatal"), counted(1, "!done")}},
        {"checkmk", T, S, {"<<<cmk_agent_ctl_status:sep(0)>>>\n", "<<<check_mk:sep(58)>>>\n"}},
    };
}

std::vector<Phrases> forms_of_file_and_code() {
    return {
        {"ajp13", T, C, {hex("1234 0001 08"), hex("1234 0001 07")}},
        {"ajp13",
         T,
         S,
         {"AB" + hex("0001 03"), "AB" + hex("0006 04 0064 0000"), "AB" + hex("0006 04 0257 0000"),
          "AB" + hex("1ffc 05 0000"), "AB" + hex("0003 06 1fff")}},
        {"rmi", T, C, {"JRMI" + hex("0001 4d"), "JRMI" + hex("0002 4c")}},
        {"rmi", T, S, {hex("4e 0002") + "ab" + hex("0000 0400")}},
        {"dsi", T, C, {hex("00 02 0001 00000000 00000002 00000000 0100")}},
        {"dsi",
         T,
         S,
         {hex("01 06 0001 00000000 00000004 00000000 00000000"), hex("01 02 0001 ffffec78 00000000 00000000"),
          hex("01 02 0001 ffffec39 00000000 00000000")}},
        {"epmd",
         T,
         C,
         {hex("000e 78 1234 4d 00 0006 0005 0001") + "a" + hex("0000"),
          hex("000e 78 1234 48 00 0006 0005 0001") + "a" + hex("0000"), hex("0003 7a") + "ab"}},
        {"z3950", T, C, {ber("b4", hex("82 04 01020304 83 02 00e0")), ber("b4", hex("83 03 00e000"))}},
        {"nbd", T, S, {hex("668e33ef 0001 0000") + zeros(12), hex("0003e889045565a9") + zeros(12)}},
        {"nbd", T, C, {hex("25609513 0000 0007") + zeros(20)}},
        {"ndmp", T, C, {hex("80000018 00000001 2faf0801 00000000 00000100 00000000 00000000")}},
        {"ndmp",
         T,
         Any,
         {hex("80000018 00000001 60000000 00000000 00000600 00000000 00000000"),
          hex("80000018 00000001 60000000 00000000 000008ff 00000000 00000000")}},
        {"isns", T, S, {hex("0001 8001 0004 4c00 0001 0000 00000000")}},
        {"isns", T, C, {hex("0001 0013 0000 8c00 0001 0000")}},
        {"lnet",
         T,
         Any,
         {hex("00 71 ce ac 01000000") + zeros(8), hex("ac ce 71 00 00000001") + zeros(8),
          hex("63697245 04000000") + zeros(4)}},
        {"uftp", U, Any, {hex("40 15") + zeros(13) + hex("00 15 01 0000")}},
        {"ptpip", T, C, {little(30, 4) + little(1, 4) + std::string(16, 'g') + zeros(2) + hex("00000100")}},
    };
}

std::vector<Phrases> words_of_file_and_code() {
    return {
        {"git", T, C, {"0020git-receive-pack /a" + zeros(1), "0020git-upload-archive /a" + zeros(1)}},
        {"git",
         T,
         S,
         {"000eversion 1", "000eversion 2", "0040" + std::string(40, 'a') + " refs/heads/a",
          "0040" + std::string(40, 'a') + " capabilities^{}"}},
        {"tftp",
         U,
         C,
         {hex("0002") + "a" + zeros(1) + "netascii" + zeros(1),
          hex("0001") + "ab" + zeros(1) + "mail" + zeros(1)}},
        {"cvspserver", T, C, {"BEGIN VERIFICATION REQUEST\n", "BEGIN GSSAPI REQUEST\n"}},
        {"rsync", T, S, {"@ERROR: access denied\n"}},
        {"rsh",
         T,
         C,
         {zeros(1) + "root" + zeros(1) + "root" + zeros(1) + "cat /etc/passwd" + zeros(1),
          zeros(1) + "me" + zeros(1) + "you" + zeros(1) + "id" + zeros(1)}},
    };
}

std::vector<Phrases> forms_of_industrial() {
    return {
        {"iec60870_104",
         T,
         Any,
         {hex("68 fd 0000 0000 7e 01 0d00 0100") + zeros(243) + hex("68 fd 0200 0000 7e 01 0d00 0100") +
              zeros(240),
          hex("68 04 01 00 02 00 68 04 43 00 00 00")}},
        {"mbtcp",
         T,
         C,
         {hex("0001 0000 0006 01 0f 0000 0001"), hex("0001 0000 0006 01 18 0000 0001"),
          hex("0001 0000 0006 01 2b 0e01 0000"), hex("0001 0000 00fe 01 17") + zeros(252)}},
        {"enip",
         U,
         C,
         {hex("0400 0000 00000000 00000000 0000000000000000 00000000"),
          hex("6400 0000 00000000 00000000 0000000000000000 00000000")}},
        {"iec60870_104",
         T,
         Any,
         {hex("68 04 01 00 02 00"), hex("68 0e 0000 0000 2d 01 0600 0100 000000 14"),
          hex("68 0e 0000 0000 46 01 0400 0100 000000 00"), hex("68 0e 0000 0000 64 01 0600 0100 000000 14"),
          hex("68 0e 0000 0000 7f 7f 2f00 0100 000000 14"), hex("68 0e 0000 0000 71 01 0100 0100 000000 14"),
          hex("68 fd 0000 0000 7e 01 0d00 0100") + zeros(243)}},
        {"opcua", T, C, {"HELF" + little(12, 4) + zeros(4)}},
        {"dnp3", T, Any, {hex("0564 05c0 0100 0004 e921")}},
        {"doip",
         U,
         C,
         {hex("ff00 0001 00000000"), hex("ff00 0003 00000011") + std::string(17, 'v'),
          hex("03fc 0003 00000011") + std::string(17, 'v')}},
    };
}

std::vector<Phrases> forms_of_intruder() {
    return {
        {"shell", T, Any, {"a@b:/" + std::string(195, 'p') + "$ ", "a@b:~# "}},
    };
}

std::vector<Phrases> words_of_intruder() {
    return {
        {"shell",
         T,
         Any,
         {"bash-5.1$ ",
          "ksh-93# ",
          "zsh-5.9$ ",
          "dash-0$ ",
          "sh-5.2# ",
          "root@a:~# ",
          "a@b:/tmp$ ",
          "[a@b ~]$ ",
          "C:\\> ",
          "D:\\Temp> ",
          "PS C:\\> ",
          "PS /home> ",
          "sh: no access to tty (Bad file descriptor)\n",
          "bash: cannot set terminal process group (1): a\n",
          "bash: no job control in this shell\n",
          "uid=0(root) gid=0(root) groups=0(root)\n",
          "a uid=1000(b) gid=1(c)\n",
          "Windows PowerShell\r\n",
          "Microsoft Windows [Version 6.1.7601]\r\n",
          "\r\nMicrosoft Windows [v. 10.0.1.2]\r\n"}},
    };
}

std::vector<Phrases> words_of_mail_and_chat_1() {
    return {
        {"smtp",
         T,
         S,
         {"220 mail.example Exim 4\r\n", "220 mail.example Sendmail 8\r\n", "220-mail.example postfix\r\n",
          "250-SIZE\r\n", "250 8BITMIME\r\n250-8BITMIME\r\n", "250-mail.example\r\n250-AUTH PLAIN\r\n",
          "354 End data with .\r\n", "354 Start mail input\r\n", "354 go, <CRLF>.<CRLF>\r\n"}},
        {"smtp", T, C, {"HELO a\r\n", "RCPT TO:<a@example>\r\n"}},
        {"imap",
         T,
         C,
         {"a CAPABILITY\r\n", "A.1_z STARTTLS\r\n", "9 AUTHENTICATE PLAIN\r\n", "Z SELECT a\r\n",
          "a EXAMINE a\r\n", "a LSUB a b\r\n", "a namespace\n"}},
        {"imap", T, S, {"* PREAUTH imap4rev1\r\n", "* BYE from IMAP\r\n"}},
        {"imap",
         T,
         C,
         {"a ID nil\r\n", "a LOGOUT\r\n", "a LIST a b\r\n", "a STATUS a b\r\n", "a IDLE\r\n",
          "a FETCH 1 b\r\n", "a UID a\r\n"},
         "* OK\r\n"},
        {"pop", T, S, {"+OK POP server\r\n", "+OK QPopper\r\n", "+OK Dovecot\r\n", "+OK <1@a>\r\n"}},
        {"pop", T, C, {"APOP a b\r\n", "STLS\r\n", "UIDL\r\n"}},
        {"pop",
         T,
         C,
         {"PASS a\r\n", "QUIT\r\n", "AUTH PLAIN\r\n", "AUTH LOGIN\r\n", "AUTH NTLM\r\n", "AUTH CRAM-MD5\r\n",
          "STAT\r\n", "LIST 1\r\n", "RETR 1\r\n", "TOP 1 2\r\n", "DELE 1\r\n", "UIDL 1\r\n"},
         "-ERR\r\n"},
        {"nntp",
         T,
         C,
         {"AUTHINFO USER a\r\n", "XOVER 1\r\n", "XHDR a\r\n", "TAKETHIS <a>\r\n", "IHAVE <a>\r\n",
          "CAPABILITIES\r\n", "MODE STREAM\r\n", "NEWGROUPS a\r\n"}},
        {"nntp", T, S, {"201 NNTP\r\n", "200 InterNetNews\r\n", "200-news server\r\n", "200 INN 2\r\n"}},
        {"nntp",
         T,
         C,
         {"LIST\r\n", "ARTICLE 1\r\n", "HEAD 1\r\n", "BODY 1\r\n", "DATE\r\n", "POST\r\n", "QUIT\r\n",
          "HELP\r\n"},
         "201\r\n"},
        {"nntp", T, C, {"GROUP a\r\n"}, "211 a\r\n"},
        {"ftp",
         T,
         S,
         {"220 FileZilla\r\n", "120 ftp soon\r\n", "331 e-mail, please\r\n", "331-your email\r\n",
          "230 you logged in\r\n", "230 Login successful\r\n", "230 user logged on\r\n",
          "227 Entering Passive Mode (1)\r\n", "229 Entering Extended Passive Mode (1)\r\n", "257 \"/\"\r\n",
          "226 Transfer complete\r\n"}},
        {"ftp",
         T,
         C,
         {"FEAT\r\n", "EPSV\r\n", "SYST\r\n", "CWD a\r\n", "PBSZ 0\r\n", "PROT P\r\n", "MKD a\r\n",
          "ADAT a\r\n", "TYPE I\r\n", "TYPE A\r\n", "AUTH TLS\r\n", "AUTH SSL\r\n", "AUTH GSSAPI\r\n",
          "EPRT |1|10.0.0.1|1025|\r\n"}},
        {"ftp",
         T,
         C,
         {"AUTH a\r\n", "OPTS a\r\n", "HOST a\r\n", "CLNT a\r\n", "QUIT\r\n", "HELP\r\n", "NOOP\r\n"},
         "331\r\n"},
        {"irc",
         T,
         C,
         {"USER a b c :d\r\n", "CAP REQ :a\r\n", "JOIN #a\r\n", "PRIVMSG a :b\r\n", "PASS a\r\nNICK b\r\n",
          "NICK a\nUSER b\n"}},
        {"irc",
         T,
         S,
         {"NOTICE AUTH :a\r\n", "NOTICE * :a\r\n", "ERROR :Closing Link\r\n", ":a PRIVMSG b :c\r\n",
          ":a JOIN #b\r\n", ":a MODE b\r\n", ":a PING b\r\n", ":a PONG b\r\n", ":a PART #b\r\n",
          ":a QUIT :b\r\n", ":a NICK b\r\n", ":a TOPIC #b :c\r\n", ":a KICK #b c\r\n", ":a CAP * LS\r\n"}},
        {"irc", T, C, {"PASS a\r\n", "PING a\r\n", "PONG a\r\n", "USER a\r\n"}, ":a\r\n"},
        {"irc", T, C, {"NICK a\r\n"}, "PING :a\r\n"},
    };
}

std::vector<Phrases> words_of_mail_and_chat_2() {
    return {
        {"xmpp",
         T,
         Any,
         {"<a xmlns=\"urn:ietf:params:xml:ns:xmpp-tls\"/>", "<a xmlns=\"jabber:iq\"/>",
          "<a xmlns='jabber:iq'/>", "<presence/>", "</stream:stream>", "<presence><show/></presence>",
          "<presence to='a'/>", "<presence id='a'/>", "<message from='a' id='b'/>", "<iq id='a' type='b'/>"}},
        {"finger",
         T,
         S,
         {"Login name: a\r\n", "No one logged on\r\n", "finger: a: no such user\r\n", "Login: a\r\n",
          "Login \t Name\r\n"},
         "a\r\n"},
        {"whois",
         T,
         S,
         {"% This is the RIPE Database\n", "% Copyright\n", "Domain Name: A\n", "Domain: a\n", "domain: a\n",
          "No match for a\n", "\n#\n# ARIN WHOIS data\n", "NetRange: a\n", "inetnum: a\n",
          "%% whois.example\n"},
         "a\r\n"},
        {"ident", T, S, {"1, 2 : ERROR : NO-USER\r\n", "1,2:USERID:UNIX:a\r\n", "1 , 2:ERROR:NO-USER\r\n"}},
        {"gopher",
         T,
         S,
         {"2a\tb\tc\t70\r\n", "3a\tb\tc\t70\r\n", "4a\tb\tc\t70\r\n", "5a\tb\tc\t70\r\n", "6a\tb\tc\t70\r\n",
          "7a\tb\tc\t70\r\n", "8a\tb\tc\t70\r\n", "9a\tb\tc\t70\r\n", "ga\tb\tc\t70\r\n", "ha\tb\tc\t70\r\n",
          "Ia\tb\tc\t70\r\n", "sa\tb\tc\t70\r\n", "Ta\tb\tc\t70\r\n", "+a\tb\tc\t70000\r\n",
          "0\tbc\tc\t0\r\n"},
         "a\r\n"},
    };
}

std::vector<Phrases> forms_of_message_queue() {
    return {
        {"coap", U, C, {hex("40 05 1234 b1 61 11 3c ff") + "q", hex("50 07 1234 b1 61 10 ff") + "p"}},
        {"mqtt", T, C, {hex("10 8d808000 0004") + "MQTT" + hex("04 02 003c 0001") + "a"}},
        {"kafka", T, C, {counted(4, hex("0012 0003 00ffffff 00ff") + std::string(255, 'k'))}},
        {"coap",
         U,
         C,
         {hex("40 01 1234 b1 61 e0 000c"), hex("40 01 1234 b1 61 d0 e4"), hex("40 01 1234 b1 61 10")}},
        {"mqtt",
         T,
         C,
         {hex("10 0c 0004") + "MQTT" + hex("05 02 003c 00 00"),
          hex("82 0b 0001 0006") + "home/a" + hex("02")}},
        {"amqp",
         T,
         C,
         {"AMQP" + hex("00 01 00 00"), "AMQP" + hex("02 01 00 00"), "AMQP" + hex("03 01 00 00")}},
        {"amqp",
         T,
         Any,
         {hex("0000000c 02 00 0000 00 53 18 45"), hex("00000014 02 00 0000 00 53 11 d0") + zeros(8),
          hex("01 0001 00000005 0055 000a 00 ce")}},
        {"stomp", T, S, {"CONNECTED\nsession:a\n", "CONNECTED\nserver:a\n", "CONNECTED\nheart-beat:0,0\n"}},
        {"coap", U, C, {hex("40 01 1234 bd 00") + std::string(13, 'p')}},
        {"gearman", T, C, {zeros(1) + "REQ" + hex("0000002a 00000000")}},
    };
}

std::vector<Phrases> words_of_message_queue() {
    return {
        {"stomp", T, C, {"STOMP\naccept-version:1.2\nhost:a\n\n", "CONNECT\nlogin:a\n\n"}},
        {"nats", T, C, {"CONNECT {\"a\":1}\r\n"}},
    };
}

std::vector<Phrases> forms_of_monitoring() {
    return {
        {"gsmtap", U, C, {hex("02 04 01 00 0000 00 00 00000000 00 00 00 00") + std::string(23, 'l')}},
        {"zep",
         U,
         Any,
         {hex("45 58 02 01 0b 0001 00 ff") + zeros(8) + hex("00000001") + zeros(10) + hex("05") + "frame",
          hex("45 58 02 02 00000001"), hex("45 58 01 1a 0001 00 ff") + zeros(7) + hex("05") + "frame"}},
        {"sebek", U, C, {hex("d0d0d0d0 0003 0000") + zeros(48)}},
        {"twamp.control",
         T,
         S,
         {zeros(12) + hex("00000007") + std::string(32, 'c') + hex("00000400") + zeros(12)}},
        {"dis",
         U,
         Any,
         {hex("06 01 01 01 00000001 0090 0000") + zeros(132), hex("07 01 48 0d 00000001 000c 1f00")}},
        {"vicp", T, Any, {hex("81 01 01 00 00000006") + "*IDN?\n"}},
        {"chargen", T, S, {"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh\r\n"}},
        {"chargen", U, S, {"fghijklmnopqrstuvwxyz{|}~ !\"#$%&'()*+,-./0123456789:;<=>?@A\r\n"}},
        {"daytime", T, S, {"Thu Nov 26 01:48:56 2026\r\n", "Monday, November 2, 2026 10:11:12-UTC\n"}},
        {"daytime",
         U,
         S,
         {"Tue Nov 24 01:48:56 2026\n", "Wed Nov 25 1:2:3 2026", "Fri Nov 27 1:2:3 2026",
          "Sat Nov 28 1:2:3 2026", "Sun Nov 29 1:2:3 2026"}},
        {"who",
         U,
         Any,
         {hex("01 01 0000 60000000 00000000") + "host" + zeros(28) + zeros(16),
          hex("01 01 0000 2faf0801 00000000") + "host" + zeros(28) + zeros(40)}},
        {"cups", U, Any, {"9006 3 ipp://10.0.0.1:631/printers/a \"\" \"\" \"A\"\n", "c 5 ipps://a/b\n"}},
    };
}

std::vector<Phrases> forms_of_name_and_time() {
    return {
        {"nbns", U, C, {hex("1234 0110 0001 0000 0000 0000") + netbios_name() + hex("0021 0001")}},
        {"ntp", U, S, {hex("1c 02 06 ec") + zeros(36) + hex("d0000000 00000000") + zeros(24)}},
        {"ntp", U, C, {hex("e3 00 03 fa") + zeros(36) + hex("d0000000 00000000")}},
    };
}

std::vector<Phrases> forms_of_network_service_1() {
    return {
        {"snmp",
         U,
         C,
         {hex("30 82 0026 02 01 01 04 06") + "public" +
              hex("a0 19 02 04 00000001 02 01 00 02 01 00 30 0b 30 09 06 05 2b06010201 05 00"),
          hex("30 83 000026 02 01 01 04 06") + "public" +
              hex("a0 19 02 04 00000001 02 01 00 02 01 00 30 0b 30 09 06 05 2b06010201 05 00"),
          hex("30 84 00000026 02 01 01 04 06") + "public" +
              hex("a0 19 02 04 00000001 02 01 00 02 01 00 30 0b 30 09 06 05 2b06010201 05 00")}},
        {"diameter",
         T,
         Any,
         {hex("01 00001c 80 050910 00000000 00000001 00000001 0001116f 40000008"),
          hex("01 00001c 80 0508e0 00000000 00000001 00000001 0001116f 40000008")}},
        {"icp", U, S, {hex("02 02 0020 00000001") + zeros(12) + "gopher://a/" + zeros(1)}},
        {"syslog",
         U,
         C,
         {"<0>Jan  1 00:00:00 a b: c", "<191>* a", "<13>%a", "<13>: a", "<13> a", "<13>[a", "<13>1 2026"}},
        {"diameter",
         T,
         Any,
         {hex("01 00001c 80 000110 00000000 00000001 00000001 00000107 40000008"),
          hex("01 00001c 00 800000 00000000 00000001 00000001 00000107 00000008")}},
        {"rip", U, C, {hex("01 01 0000 0000 0000") + zeros(12) + hex("00000010")}},
        {"rip",
         U,
         Any,
         {hex("02 02 0000 ffff 0002") + std::string(16, 'p'),
          hex("02 02 0000 0002 0000 0a000000 ff000000 00000000 00000010")}},
        {"cflow",
         U,
         C,
         {hex("0009 0001 ffffffff 60000000 00000001 00000001 0000 0008 0100 0000"),
          hex("0009 00c8 ffffffff 2faf0801 00000001 00000001 0001 0004"),
          hex("000a 0014 60000000 00000001 00000001 0003 0004"),
          hex("000a 0014 b2d05dff 00000001 00000001 0100 0004")}},
        {"sflow",
         U,
         C,
         {hex("00000005 00000002") + zeros(16) + hex("00000001 00000001 00000001 00000100 00000005"),
          hex("00000005 00000001 0a000001 00000000 00000001 00000001 00000100 00000001")}},
        {"rmcp",
         U,
         C,
         {hex("06 00 00 06 000011be 13 00 00 00"), hex("06 00 00 06 000011be 80 00 00 00"),
          hex("06 00 00 06 000011be 84 00 00 00")}},
        {"rmcp", U, S, {hex("06 00 00 06 000011be 40 00 00 00"), hex("06 00 00 06 000011be 44 00 00 00")}},
        {"ldp",
         T,
         Any,
         {hex("0001 0016 0a000001 0000 0201 000c 00000001 0000000000000000"),
          hex("0001 000e 0a000001 0000 0001 0004 00000001"),
          hex("0001 000e 0a000001 0000 0301 0004 00000001"),
          hex("0001 000e 0a000001 0000 0404 0004 00000001"),
          hex("0001 000e 0a000001 0000 0400 0004 00000001")}},
        {"cops", T, Any, {hex("11 0a 0000 0000000c 0004 1001"), hex("10 01 0000 0000000c 0004 0101")}},
        {"babel", U, Any, {hex("2a 02 0002 00 00"), hex("2a 02 0002 0c 00")}},
        {"ripng",
         U,
         Any,
         {hex("02 01 0000") + hex("fe800000000000000000000000000001 0000 00 ff"),
          hex("02 01 0000") + hex("20010db8000000000000000000000000 0000 80 10")}},
        {"openflow", T, Any, {hex("01 03 0008 00000001")}, hex("01 02 0008 00000001")},
        {"dlep", T, C, {hex("0002 0008 0005 0004 0000ea60")}},
        {"llrp",
         T,
         Any,
         {hex("0448 0000000a 00000001"), hex("07ff 0000000a 00000001"), hex("0840 0000000a 00000001"),
          hex("0464 0000000a 00000001")}},
    };
}

std::vector<Phrases> forms_of_network_service_2() {
    return {
        {"zebra",
         T,
         Any,
         {hex("0008 ff 03 0000 0017"), hex("0008 fe 04 0000 00a0"), hex("000a fe 06 00000000 0017"),
          hex("0006 ff 01 0017")}},
        {"rpkirtr", T, S, {hex("01 08 0000 00000008")}, hex("01 02 0000 00000008")},
        {"icp",
         U,
         S,
         {hex("17 02 0030 00000001") + zeros(12) + "http://a/" + zeros(1) + hex("0002") +
          std::string(16, 'o')}},
        {"gvcp",
         U,
         C,
         {hex("42 01 0002 0000 0001"), hex("42 01 0040 0000 0001"), hex("42 01 0086 0004 0001") + zeros(4)},
         hex("0000 0003 0000 0001")},
    };
}

std::vector<Phrases> forms_of_peer() {
    return {
        {"vuze-dht",
         U,
         C,
         {hex("8000000000000001 00000400 00000001 33"), hex("ffffffffffffffff 0000040e 00000001 01")}},
        {"vuze-dht",
         U,
         S,
         {hex("00000401 00000001 8000000000000001 33"), hex("00000408 00000001 8000000000000001 40")}},
        {"quake",
         U,
         C,
         {hex("8000 000c 01") + "QUAKE" + hex("00 03"), hex("8000 000c 02") + "QUAKE" + hex("00 03"),
          hex("8000 0006 03 00")}},
        {"quake", U, S, {hex("8000 0009 81 00000001"), hex("8000 0007 82") + "no"}},
        {"ts2",
         U,
         Any,
         {hex("f4be 0300") + zeros(176), hex("f4be 0100") + zeros(12), hex("f4be 0600") + zeros(12)}},
        {"ath", U, Any, {"TRIBES-B" + hex("01 00") + zeros(20)}},
        {"gnutella", T, C, {"GNUTELLA CONNECT/0.6\r\n"}},
        {"quake3",
         U,
         C,
         {hex("ffffffff") + "getinfo a", hex("ffffffff") + "getchallenge",
          hex("ffffffff") + "getservers 68"}},
        {"quake3", U, S, {hex("ffffffff") + "infoResponse\n"}},
        {"a2s",
         U,
         C,
         {hex("ffffffff 56") + zeros(4), hex("ffffffff 55 ffffffff")},
         hex("ffffffff 41 01020304")},
        {"bt-dht", U, C, {"d1:ad2:id20:" + std::string(20, 'i') + "e1:q4:ping1:t2:aa1:y1:qe"}},
        {"bt-dht",
         U,
         S,
         {"d1:rd2:id20:" + std::string(20, 'i') + "e1:t2:aa1:y1:re",
          "d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"}},
        {"raknet",
         U,
         C,
         {hex("01 0000000000000001 00ffff00fefefefefdfdfdfd12345678 0000000000000002"),
          hex("02 0000000000000001 00ffff00fefefefefdfdfdfd12345678"),
          hex("05 00ffff00fefefefefdfdfdfd12345678 06") + zeros(1400),
          hex("07 00ffff00fefefefefdfdfdfd12345678 00")}},
        {"raknet",
         U,
         S,
         {hex("06 00ffff00fefefefefdfdfdfd12345678 00"), hex("08 00ffff00fefefefefdfdfdfd12345678 00"),
          hex("1c 0000000000000001 0000000000000002 00ffff00fefefefefdfdfdfd12345678 0000")}},
    };
}

std::vector<Phrases> forms_of_remote_access() {
    return {
        {"telnet", T, Any, {hex("fffb01 fffd"), hex("fffc8a 0d0a"), hex("fffe31 fff1"), hex("fffd8c 20")}},
        {"synergy", T, S, {counted(4, "Barrier" + hex("0001 0006"))}},
    };
}

std::vector<Phrases> words_of_remote_access() {
    return {
        {"socks", T, C, {hex("05 03 00 03 02"), hex("05 01 00"), hex("05 02 09 08")}},
        {"ssh", T, S, {"SSH-1.99-a\r\n", "SSH-2.0-a\r\n", "SSH-1.5-a\n"}},
    };
}

std::vector<Phrases> forms_of_remote_call() {
    return {
        {"thrift", T, C, {hex("82 21 01 80") + std::string(128, 'm') + hex("00")}},
        {"t3", T, S, {"HELO:12.1.2.false\n"}},
    };
}

std::vector<Phrases> words_of_remote_call() {
    return {
        {"t3", T, C, {"t3s 12.1.2\nAS:255\n"}},
    };
}

std::vector<Phrases> forms_of_routing() {
    return {
        {"olsr",
         U,
         Any,
         {hex("0014 0001 01 86 0010 0a000001 01 00 0001 0000 0203"),
          hex("0010 0002 c9 86 000c 0a000001 ff 02 0001")}},
        {"aodv",
         U,
         Any,
         {hex("01 00 00 00 00000001 0a000002 00000000 0a000001 00000001"),
          hex("02 00 00 01 0a000002 00000001 0a000001 00001770"), hex("03 00 00 01 0a000002 00000001")}},
        {"msdp",
         T,
         Any,
         {hex("04 0003"), hex("01 0014 01 0a000001 000000 20 e1010101 0a000002"),
          hex("02 0008 e1010101 00 04 0003")}},
        {"mip",
         U,
         C,
         {hex("01 42 0708 0a000001 0a000002 0a000003 d0000000 00000001 20 14 00000100") +
              std::string(16, 'a'),
          hex("01 42 0708 0a000001 0a000002 0a000003 d0000000 00000001 31 02 0001 80 02 0001 22 04 "
              "00000100")}},
        {"mip",
         U,
         S,
         {hex("03 00 0708 0a000001 0a000002 d0000000 00000001 20 14 00000100") + std::string(16, 'a')}},
        {"ancp", T, Any, {hex("880c 0008 320a 0100 00000001")}},
        {"amt",
         U,
         C,
         {hex("01 000000 00000001"), hex("03 010000 00000001")},
         hex("02 000000 00000001 0a000001")},
        {"amt", U, S, {hex("02 000000 00000001 0a000001")}, hex("01 000000 00000001")},
        {"dlsw",
         T,
         Any,
         {hex("31 48 0000 00000000 00000000 0000 03 00") + zeros(56),
          hex("31 10 0004 00000000 00000000 0000 0a 00") + "data"}},
        {"xot", T, Any, {hex("0000 0005 10 01 0b 0000"), hex("0000 0003 20 01 0f")}},
    };
}

std::vector<Phrases> forms_of_sap() {
    return {
        {"sapni",
         T,
         Any,
         {counted(4, hex("00 00 00 00 00 00 00 01 ffffff00 11 1f9d 02") + std::string(20, 'c'))}},
    };
}

std::vector<Phrases> forms_of_telephony() {
    return {
        {"stun",
         U,
         C,
         {hex("0001 0000 2112a442") + std::string(12, 't'),
          hex("0003 0008 2112a442") + std::string(12, 't') + hex("0019 0004 11000000")}},
        {"stun",
         U,
         S,
         {hex("0101 0000 2112a442") + std::string(12, 't'),
          hex("0111 0000 2112a442") + std::string(12, 't')}},
        {"stun", U, Any, {hex("0011 0000 2112a442") + std::string(12, 't')}},
        {"megaco", U, Any, {"!/1 [10.0.0.1]", "!/2 [10.0.0.1]", "!/3 [10.0.0.1]", "MEGACO/1 [10.0.0.1]"}},
    };
}

std::vector<Phrases> forms_of_tunnel() {
    return {
        {"gtp", U, Any, {hex("32 ff 0020 00000140 0001 01 40") + ipv4()}},
        {"mpls",
         U,
         Any,
         {hex("00010 1 40 6 0000000 0008 11 40") + std::string(32, '6') + hex("0400 0035 0008 0000")}},
        {"gre",
         U,
         Any,
         {hex("0000 0800") + ipv4(), hex("b000 0800 00000000 00000001 00000002") + ipv4(),
          hex("2000 6558 00000001") + ethernet()}},
        {"mpls", U, Any, {hex("00010 1 40") + ipv4(), hex("00020 0 01 00011 1 ff") + ipv4()}},
        {"vxlan_gpe",
         U,
         Any,
         {hex("0c 0000 01 000001 00") + ipv4(), hex("0d 0000 03 000001 00") + ethernet()}},
        {"wg",
         U,
         Any,
         {hex("01000000") + std::string(144, 'w'), hex("02000000") + std::string(88, 'w'),
          hex("03000000") + std::string(60, 'w')}},
        {"isakmp",
         U,
         C,
         {std::string(8, 'i') + std::string(8, 'r') + hex("2e 20 22 08 00000000 0000001c"),
          std::string(8, 'i') + zeros(8) + hex("21 20 22 08 00000000 0000001c")}},
        {"isakmp",
         U,
         Any,
         {std::string(8, 'i') + std::string(8, 'r') + hex("08 10 20 00 00000000 0000001c"),
          std::string(8, 'i') + std::string(8, 'r') + hex("08 10 21 01 00000000 0000001c"),
          std::string(8, 'i') + std::string(8, 'r') + hex("01 10 06 00 00000000 0000001c")}},
        {"gtp",
         U,
         Any,
         {hex("30 07 0000 00000000"), hex("48 20 0008 00000000 00000000"),
          hex("34 ff 0024 00000001 0000 00 85 01 0000 00") + ipv4(),
          hex("32 ff 0020 00000001 0000 00 00") + ipv4()}},
        {"vxlan",
         U,
         Any,
         {hex("08000000 00000100 020000000001 020000000002 0806") + arp(),
          hex("08000000 00000100 020000000001 020000000002 8100 0001 0800") + ipv4()}},
        {"geneve", U, Any, {hex("0000 6558 00000100 020000000001 020000000002 0806") + arp()}},
    };
}

std::vector<Phrases> forms_of_web() {
    return {
        {"http", T, C, {"POST /a\n", "GET \n", "HEAD /\r\n"}, "<p>bad method</p>\n"},
        {"tls",
         T,
         C,
         {hex("80 2b 01 0002 0012 0000 0010") + std::string(18 + 16, 'c'),
          hex("80 4e 01 0300 0015 0010 0020") + std::string(21 + 16 + 32, 'c')}},
        {"tls",
         T,
         Any,
         {hex("15 0303 0002 01 00"), hex("15 0303 0010") + std::string(16, 'e'),
          hex("14 0303 0001 01 16 0303 0028") + std::string(40, 'e')}},
    };
}

std::vector<Phrases> words_of_web() {
    return {
        {"http", T, C, {"GET /index.html\r\n"}, "\n<p>It works.\n"},
        {"http", T, S, {"<html>", " \r\n\t<!DOCTYPE html>"}, "GET /\n"},
    };
}

std::vector<Phrases> forms_of_windows() {
    return {
        {"tpkt", T, Any, {hex("0300 000b 02 f0 00 32010000")}},
    };
}

std::vector<Phrases> forms_of_machine_1() {
    const auto trdp = [](std::string_view kind, std::size_t data, std::size_t rest) {
        return number(1, 4) + hex("0100") + std::string(kind) + number(1000, 4) + zeros(8) + number(data, 4) +
               zeros(rest);
    };
    return {
        // The Green Book's association and its answer (IEC 62056-5-3, C), a request for the clock, a push.
        {"dlms",
         T,
         C,
         {hex("0001 0010 0001 001f") + ber("60", hex("a1 09 06 07 60 85 74 05 08 01 01 be 10 04 0e 01 00 00 "
                                                     "00 06 5f 1f 04 00 00 7e 1f 04 b0")),
          hex("0001 0010 0001 000d c0 01 c1 0008 0000010000ff 02 00")}},
        {"dlms",
         U,
         S,
         {hex("0001 0020 0010 0012 c4 01 c1 00 09 0c 07d0 01 01 06 00 00 00 00 003c 00"),
          hex("0001 0020 0066 000b 0f 00000001 00 02 01 12 0007")}},
        {"dlms", U, C, {hex("0001 0020 0010 000d c1 01 c1 0008 0000010000ff 02 00")}},
        {"dlms", U, Any, {hex("0001 0020 0010 000a db 00 07 30 00000001 aabb")}},
        {"trdp", U, Any, {trdp("Pd", 6, 16 + 8), trdp("Pr", 0, 16)}},
        {"trdp", T, Any, {trdp("Mr", 4, 92 + 4), trdp("Mn", 0, 92)}},
        // What it is, asked for and told in ASCII with the sum of the characters; then a request in bytes.
        {"pcomtcp", T, C, {hex("1234 65 00 0800") + "/00IDED\r"}},
        {"pcomtcp", T, S, {hex("1234 65 00 1100") + "/A00ID49B 11007E\r"}},
        {"pcomtcp", T, Any, {hex("1235 66 00 1a00") + "/_OPLC" + zeros(20)}},
        {"ff",
         U,
         Any,
         {hex("01 00 0d 01 00000000 00000014") + zeros(8), hex("01 80 04 0e 00010000 00000010 00000001")}},
        {"ff", T, Any, {hex("01 c0 0c 82 00010005 00000018") + zeros(12)}},
        {"ecatf", U, Any, {hex("0e10 01 00 0000 1001 0200 0000 0000 0000")}},
        {"ecatf",
         T,
         Any,
         {hex("1c10 07 00 0000 3001 0280 0000 0000 0000 08 01 0000 3001 0200 0000 0000 0000")}},
        {"hicp", U, C, {"Module scan" + zeros(1), "Configure: 00-30-11-02-02-90;IP = 10.0.0.9;" + zeros(1)}},
        {"hicp",
         U,
         S,
         {"Protocol version = 1.00;FB type = NP-EIP;Module version = 2.1;MAC = 00-30-11-02-02-90;" +
          zeros(1)}},
        {"busmirroring",
         U,
         C,
         {hex("01 07 0000 65000000 3b9ac9ff 000a 0000 81 02") + zeros(6),
          hex("01 08 0000 65000001 00000000 0001 00")}},
        {"tfp", T, C, {hex("00000000 08 fe 18 00"), hex("00000000 08 fe 10 00")}},
        {"tfp",
         T,
         S,
         {hex("01000000 22 fd 08 00") + "6qYBfR" + zeros(2) + "0" + zeros(7) +
              hex("30 020000 020001 0d00 00"),
          hex("0a1b0000 22 fd 0c 00") + "abc" + zeros(5) + "6qYBfR" + zeros(2) +
              hex("61 010000 020000 1500 02")}},
        {"gryphon",
         T,
         Any,
         {hex("03 00 02 00 0008 01 00 40 01 0000 00000000"),
          hex("02 00 03 05 0005 02 00 40 01 0000 00 000000")}},
    };
}

std::vector<Phrases> forms_of_machine_2() {
    const std::string unit = hex("10 00 00 07 020000000001") + zeros(9) + "Laser" + zeros(15);
    return {
        {"5co_legacy", U, C, {hex("0021 0001 0001 02 fddc"), hex("0022 0002 0003 26 0001 d8d8")}},
        {"5co_legacy", U, S, {hex("0024 0002 0000 ffd9")}},
        {"5co_legacy", T, S, {hex("0023 0001 0005 0200010203 f9d4")}},
        // The serial number, the state, and a locomotive's speed with its checksum, as Roco's page has them.
        {"z21",
         U,
         Any,
         {hex("0400 1000"), hex("0700 4000 21 21 00"), hex("0a00 4000 e4 13 0003 85 71"),
          hex("1400 8400") + zeros(16)}},
        {"djiuav", T, Any, {hex("55bb 0f 00 0100 20 20240101120000 95"), hex("55bb 08 01 0200 21 00")}},
        {"enttec", U, Any, {"ESDD" + hex("00 00 01 0003 ff8000"), "ESPP" + hex("01")}},
        {"enttec", T, Any, {"ESDD" + hex("01 00 04 0002 fe01")}},
        {"s101", T, Any, {hex("fe 00 0e 01 01 94e4 ff"), hex("fe 00 0e 00 01 c0 01 02 1f 02 6000 45b6 ff")}},
        {"s101", T, S, {hex("fe 00 0e 02 01 fdce ff")}},
        {"idn", U, S, {hex("11 00 0001 28") + unit}},
        {"idn", U, C, {hex("10 00 0001")}, hex("11 00 0000 28") + unit},
        {"lsdp",
         U,
         Any,
         {hex("06") + "LSDP" + hex("01 05 51 01 ffff"),
          hex("06") + "LSDP" + hex("01 0f 41 06 90560000000a 04 0a000001 00")}},
        {"sane",
         T,
         C,
         {hex("00000000 01000003 00000005") + "root" + zeros(1), hex("00000000 01000002 00000000")}},
        {"sane", T, S, {hex("00000000 01000003")}},
        {"slimp3",
         U,
         C,
         {hex("64 00 01 11") + zeros(14), hex("64 00 02 20") + zeros(8) + hex("000420020304")}},
        {"slimp3", U, S, {hex("44 00 0a000001 0d9b") + zeros(10)}},
    };
}

std::vector<Phrases> forms_of_wireless() {
    const std::string control = hex("04 00 0010 1e 14 01 00 0008 00000000 0004 0005 000a 0001");
    const std::string discovered = hex("04 00 0010 00 00 02 00 0008 00000000 0004 0005 000a 0001");
    const std::string write = hex("0006 40 02 0001 0007 40 02 0040 0003 40 05 04 62f21001");
    return {
        {"lwapp", U, Any, {hex("020000000001") + control, discovered}},
        {"lwapp-l3",
         U,
         Any,
         {hex("020000000001 020000000002 88bb") + control,
          hex("020000000002 020000000001 bbbb") + discovered}},
        {"adp", U, Any, {hex("0001 0001 0007 020000000001"), hex("0001 0002 0007 0a000001")}},
        {"papi",
         U,
         Any,
         {hex("4972 0002 0a000001 0a000002 0000 0000 2014 2015 0002 0000 0001 0000") + zeros(16),
          hex("4972 0003 0a000001 0a000002 0000 0000 2014 2015 0002 0000 0001 0000") + zeros(16) + "data"}},
        {"tapa",
         U,
         C,
         {hex("01 00 0012 01 00 000a") + "0421600001",
          hex("04 00 0015 01 00 0005") + "04216" + hex("02 00 0004") + "MP-3"}},
        {"iapp",
         U,
         Any,
         {hex("01 00 00 0003") + "abc" + hex("01 0006 020000000001 10 0001 60"),
          hex("01 02 01 0006 020000000001 02 0006 020000000002")}},
        {"dpp",
         T,
         Any,
         {hex("0000000e 09 506f9a1a 01 00 1002 0003") + "key",
          hex("0000000c 09 506f9a1a 01 01 1000 0001 00")}},
        {"wimaxasncp",
         U,
         Any,
         {hex("01 02 02 21 0018 020000000001 00000000 1234 0000 00010000"),
          hex("01 00 01 41 0014 020000000001 00000000 1235 0000")}},
        {"mih",
         U,
         Any,
         {hex("10 00 1401 0001 0010 01 04") + "mih1" + hex("02 04") + "mih2" + hex("03 02 0000"),
          hex("18 00 2002 0fff 000c 01 04") + "mih1" + hex("02 04") + "mih2"}},
        {"mih", T, Any, {hex("1c 00 4801 0001 0008 01 02") + "m1" + hex("02 02") + "m2"}},
        {"wisun.eapol_relay",
         U,
         Any,
         {hex("0212230000000001 06 03 03 0005 0200000000"), hex("0212230000000001 01 02 00 0004 01010004")}},
        {"gprs-ns",
         U,
         Any,
         {hex("02 00 81 01 01 82 0001 04 82 0065"), hex("03 01 82 0001 04 82 0065"),
          hex("04 00 81 00 01 82 0001"), hex("08 00 81 03 01 82 0001")}},
        {"cbsp", T, Any, {hex("10 000004 04 0001 06"), hex("18 000002 18 05"), hex("14 000004 04 0001 06")}},
        {"sabp",
         T,
         Any,
         {hex("00 05 40 0a 00 0001 000c 40 03 000102"),
          hex("00 00 00") + counted(1, hex("00 0003") + write)}},
        {"uma",
         T,
         Any,
         {hex("000c 01 14 01 03 010203 03 03 040506"),
          hex("0013 01 10 07 03 010203 03 07 00020000000001 10 01 00")}},
    };
}

std::vector<Phrases> forms_of_cluster_1() {
    const std::string element =
        hex("00000001 00000000 00007530 0005 0010 1234 0000 0001 0008 0a000001") + hex("0008 0008 00000001");
    const std::string heartbeat = zeros(1) + hex("38a7f1 0024f0dc 01000000");
    return {
        {"dlm3",
         T,
         Any,
         {hex("01000300 12345678 01000000 1800 01 00 0100000000000000"),
          hex("02000300 12345678 02000000 1000 04 00")}},
        {"dlm3", Transport::Sctp, Any, {hex("01000300 12345678 01000000 1400 02 00 01000000")}},
        {"corosync_totemnet",
         U,
         Any,
         {hex("00 00 ff22 00000001") + zeros(60), hex("01 02 22ff 01000000") + zeros(60)}},
        {"ipvs",
         U,
         C,
         {hex("00 01 002c 01 01 0000 00 06 0024 00000100 0001 8d3c 0050 0050 00000000 0a000001 0a000002 "
              "0a000003 0000003c")}},
        {"ipvs",
         U,
         C,
         {hex("00 07 0050 02 01 0000") + hex("00 06 0024 00000100 0001 8d3c 0050 0050") + zeros(20) +
          hex("00 06 0024 00000100 0001 8d3d 0050 0050") + zeros(20)}},
        {"pulse", U, Any, {hex("bdaddbda"), hex("adbddabd")}},
        {"vmware_hb",
         U,
         C,
         {heartbeat + counted(1, "52e1a4c7-5d0b-2b60-ffee-a0b1c2d3e4f5") + zeros(16) +
              counted(1, "10.0.0.21") + zeros(20),
          heartbeat + counted(1, "hostkey1") + zeros(16) + counted(1, "192.168.100.201") +
              std::string(16, 's')}},
        {"asap",
         T,
         Any,
         {hex("05 00 000c 0009 0008") + "pool",
          hex("01 00 0034 0009 0008") + "pool" + hex("000a 0028") + element}},
        {"asap", Transport::Sctp, Any, {hex("03 01 0014 0009 0008") + "pool" + hex("000e 0008 00000001")}},
        {"enrp",
         U,
         Any,
         {hex("01 00 0024 00000001 00000000 000f 0006 1234 0000 000b 0010 00000001 0001 0008 0a000001"),
          hex("03 00 001c 00000001 00000002 0009 0008") + "pool" + hex("000e 0008 00000003")}},
        {"enrp",
         Transport::Sctp,
         Any,
         {hex("04 00 001c 00000001 00000002 0009 0008") + "pool" + hex("000e 0008 00000003")}},
    };
}

std::vector<Phrases> forms_of_cluster_2() {
    const std::string opnums = hex("00000001 00000002 00000003 00000004");
    const std::string signature(16, 's');
    const std::string checksum(16, 'c');
    return {
        {"sasp",
         T,
         C,
         {hex("2010 000d 01 00000014 00000001 1010 0007 00 0000"),
          hex("2010 000d 01 00000013 00000002 1030 0006 0000")}},
        {"sasp",
         T,
         S,
         {hex("2010 000d 01 00000012 00000001 1015 0005 00"),
          hex("2010 000d 01 00000013 00000003 1040 0006 0000")}},
        {"kt",
         T,
         C,
         {hex("ba 00000000 00000001 0000 00000003") + "abc",
          hex("b8 00000001 00000001 0000 00000003 00000001 7fffffffffffffff") + "abc1",
          hex("b9 00000000 00000002 0000 00000001") + "a" + hex("0000 00000001") + "b"}},
        {"artemis", T, C, {"ARTEMIS"}},
        {"artemis",
         T,
         Any,
         {hex("0000000d 0a 0000000000000000 00007530"), hex("00000009 15 0000000000000001")}},
        {"hzlcst", T, C, {"HZC"}, "HZC"},
        {"dcc",
         U,
         C,
         {hex("0028 08 01 00000001") + opnums + signature,
          hex("003e 08 02 00000001") + opnums + hex("00000001 01 12") + checksum + signature,
          hex("0050 04 03 00000001") + opnums + hex("00000001 07 12") + checksum + hex("08 12") + checksum +
              signature}},
        {"dcc",
         U,
         S,
         {hex("006c 08 06 00000001") + opnums + hex("0b 00 0064") + "Rhyolite" + zeros(56) + signature,
          hex("0030 08 04 00000001") + opnums + hex("00000001 00000001") + signature}},
        {"ipdr",
         T,
         Any,
         {hex("02 05 00 00 0000001a 0a000001 1234 00000000 0000003c 00000000"), hex("02 40 00 00 00000008")}},
        {"tpm",
         T,
         C,
         {hex("8001 0000000c 00000144 0000"), hex("00000008 00 0000000c 8001 0000000c 00000144 0000")}},
        {"tpm", T, S, {hex("8001 0000000a 00000000"), hex("8001 0000000a 00000101")}},
    };
}

std::vector<Phrases> forms_of_tickets_and_names() {
    const std::string realm = "EXAMPLE" + zeros(1);
    const std::string digest = std::string(16, 'm') + zeros(16);
    const std::string offer = hex("0000000000001000 0000000000000000 00000000 00000000");
    return {
        {"kdsp",
         T,
         S,
         {hex("deadbeef 00000001 00000024 00000001") + "2010-07-R1" + zeros(22),
          hex("deadbeef 00000003 00000400") + zeros(1024)}},
        {"kdsp", T, Any, {hex("deadbeef 00000000 00000000")}},
        {"lwres",
         U,
         C,
         {hex("00000028 0000 0000 00000001 00010001 00000000 00004000 0000 0000 00000000 00000001 0001") +
          "a" + zeros(1)}},
        {"lwres", U, S, {hex("0000001c 0000 0001 00000001 00000000 00000003 00004000 0000 0000")}},
        {"laplink", U, S, {hex("f0000200") + "PC2" + zeros(1)}},
        {"laplink", T, Any, {hex("ff08c000 0004 01020304"), hex("ff10c200 0000")}},
        {"krb4",
         U,
         C,
         {hex("04 03") + "me" + zeros(2) + realm + hex("12345665 60") + "krbtgt" + zeros(1) + realm,
          hex("04 02") + "me" + zeros(1) + "admin" + zeros(1) + realm + hex("65000000 ff") + "rcmd" +
              zeros(1) + "web1" + zeros(1)}},
        {"kink",
         U,
         Any,
         {hex("04 10 0018 00000001 00001234 11 00 00 00 00000008 00 000000"),
          hex("01 10 0018 00000001 00001235 0e 80 00 08") + zeros(8)}},
        {"tsp",
         U,
         Any,
         {hex("08 01 0001 00000000 00000000") + "host" + zeros(60),
          hex("05 01 0002 65000000 0007a120") + "master" + zeros(58)}},
        {"tacacs", U, C, {hex("00 01 1234 04 03") + "userpwd", hex("00 01 1235 01 00") + "a"}},
        {"tacacs",
         U,
         S,
         {hex("00 02 1234 01 00"), hex("00 02 1234 02 02")},
         hex("00 01 1234 04 03") + "userpwd"},
        {"do-irp",
         U,
         Any,
         {hex("02 01 0000 00000000 00000001 00000000 00000020 00000001 00000000 00000000 0000 00 00 00000000 "
              "00000008") +
          "20.1/abc"}},
        {"do-irp",
         T,
         Any,
         {hex("03 00 0000 00000000 00000001 00000000 00000018 00000002 00000001 00000000 0000 00 00 00000000 "
              "00000000")}},
        {"ldss",
         U,
         Any,
         {hex("0000 01 00 00000001") + digest + offer + zeros(8),
          hex("0001 02 01 00000002") + digest + offer + hex("17c7 0064 0001 0000")}},
        {"cmp",
         T,
         Any,
         {hex("0000000e 0a 00 00 3009 3007 0201 02 a400 a400"), hex("00000007 0a 00 02 00000001")}},
        {"ddtp",
         U,
         C,
         {hex("00000001 00000001 0a000001 00000003 00000001"),
          hex("00000002 00000001 0a000001 00000001 00000000") + std::string(32, 'p') + hex("0a000002")}},
        {"acap",
         T,
         S,
         {"* ACAP (IMPLEMENTATION \"Infotrope 0.2\") (SASL \"PLAIN\")\r\n",
          "* ACAP (SASL \"CRAM-MD5\")\r\n"}},
        {"idmp", T, Any, {hex("01 01 0000000b a0 09 3007 0603 550307 a000"), hex("01 01 00000002 a7 00")}},
        {"opsi", T, Any, {hex("01 00 01 00 0008 0001"), hex("01 00 03 00 0010 0001 0001 0008") + "user"}},
    };
}

std::vector<Phrases> forms_of_routing_2() {
    return {
        {"auto_rp",
         U,
         C,
         {hex("12 01 00b5 00000000 0a000001 02 01 00 04 e0000000"),
          hex("11 02 00b5 00000000 0a000001 03 02 00 08 e1000000 01 08 ef000000 0a000002 02 01 00 04 "
              "e0000000")}},
        {"lmp",
         U,
         Any,
         {hex("10 00 00 04 0014 0000 8107 000c 00000001 00000000"),
          hex("10 00 01 01 0020 0000 0101 0008 00000001 0105 0008 00000002 0102 0008 0a000001")}},
        {"mpls-echo",
         U,
         C,
         {hex("0001 0000 01 02 00 00 00000001 00000001 e9000000 00000000 00000000 00000000 0001 0009 0001 "
              "0005 0a000001 20 000000")}},
        {"mpls-echo",
         U,
         S,
         {hex("0001 0000 02 02 03 01 00000001 00000001 e9000000 00000000 e9000001 00000000 0003 0000")}},
        {"rsvp",
         U,
         Any,
         {hex("10 01 0000 40 00 0014 000c 01 01 0a000001 11 00 1388"),
          hex("11 14 0000 01 00 0014 000c 16 01 00000001 00000002")}},
        {"packetbb",
         U,
         Any,
         {hex("08 0001 00 83 000e 0a000001 0004 07 10 01 05"),
          hex("00 01 f3 0010 0a000001 ff 00 0001 0002 08 00")}},
        {"lisp-tcp",
         T,
         Any,
         {hex("0011 0010 00000001 01020304 9facade9"),
          hex("0012 000c 00000001 9facade9 0014 0010 00000002 00000000 9facade9")}},
        {"mipv6",
         U,
         Any,
         {hex("3b 03 05 00 0000 0001 8200 0001 16 12 00 40 20010db8000000000000000000000000"),
          hex("3b 01 0d 00 0000 0001 00000001 01 02 0000")}},
        {"hip",
         U,
         Any,
         {hex("00000000 3b 04 01 11 0000 0000 20010010000000000000000000000001 "
              "20010010000000000000000000000002"),
          hex("00000000 3b 05 10 21 0000 0000 20010020000000000000000000000001 "
              "20010020000000000000000000000002 f001 0004 00000000")}},
        {"rsip", T, Any, {hex("01 02 0007 0b 0000"), hex("01 03 0012 04 0004 00000001 03 0004 00000e10")}},
        {"rsip", U, Any, {hex("01 0e 000b 04 0004 00000001")}},
        {"s5066sis", T, Any, {hex("90eb 00 0004 01 01 00 00"), hex("90eb 00 0004 03 10 0800")}},
        {"vines_frp",
         U,
         Any,
         {hex("03 01 ffff 0014 00 02 00000001 0001 00000002 0002 0000"),
          hex("03 02 ffff 0012 1f 04 ffffffff ffff 00000002 0002")}},
    };
}

std::vector<Phrases> forms_of_telephony_2() {
    const std::string transaction(16, 't');
    const std::string route = hex("0210 0014 00000001 00000002 03 00 00 01") + "sccp";
    return {
        // RFC 3489, 9.3: a request may say that it wants the answer from elsewhere; answers say what they
        // saw.
        {"classicstun",
         U,
         C,
         {hex("0001 0008") + transaction + hex("0003 0004 00000000"),
          hex("0001 0010") + transaction + hex("0002 0008 0001 0d96 0a000001 8022 0000")}},
        {"classicstun",
         U,
         C,
         {hex("0001 0000") + transaction},
         hex("0101 000c") + transaction + hex("0001 0008 0001 d431 0a000001")},
        {"classicstun",
         U,
         S,
         {hex("0101 0024") + transaction +
              hex("0001 0008 0001 d431 0a000001 0004 0008 0001 0d96 0a000002 0005 0008 0001 0d97 0a000003"),
          hex("0111 0008") + transaction + hex("0009 0004 00000401")}},
        {"m3ua",
         T,
         Any,
         {hex("01 00 01 01 0000001c") + route,
          hex("01 00 01 01 0000002c 0200 0008 00000001 0006 0008 00000064") + route}},
        {"m3ua", Transport::Sctp, Any, {hex("01 00 01 01 00000024 0006 0008 00000064") + route}},
        {"mikey",
         U,
         Any,
         {hex("01 00 05 00 12345678 01 00 00 11111111 00000000 0b 00 e900000000000000 00 10") +
              std::string(16, 'r'),
          hex("01 04 05 00 12345678 00 00 0b 02 00000001 00 10") + std::string(16, 'r')}},
        {"mikey", T, Any, {hex("01 02 05 80 12345678 00 00 06 01 e900000000000000")}},
    };
}

std::vector<Phrases> forms_of_telephony_3() {
    return {
        {"pktc",
         U,
         Any,
         {hex("02 01 10") + ber("6e", hex("300a a003020105 a10302010e")),
          hex("03 02 10") + ber("6f", hex("300a a003020105 a10302010f"))}},
        {"pktc.mtafqdn",
         U,
         Any,
         {hex("01 0000118b 01") + ber("6e", hex("3016 a003020105 a10302010e a207030500 20000000")) + zeros(1),
          hex("03 0000118b 01") +
              ber("7e", hex("3016 a003020105 a10302010f a20c300a a003020111 a203 0401 65"))}},
        {"mpeg_dsmcc",
         U,
         Any,
         {hex("11 03 1003 00000001 ff 00 0006 0000 00 ff 0000"),
          hex("11 03 1002 80000000 ff 00 0004 00000001")}},
        {"mpeg_dsmcc", T, Any, {hex("11 02 4010 00000001 ff 00 0004 00000000")}},
        {"uaudp", U, Any, {hex("00 00 01 02 01 01 10 02 02 0578 05 02 0a00"), hex("00 00 01 01 09 01 01")}},
        {"ipdc",
         T,
         Any,
         {hex("00 01 0009 4b 04 00000001 0041 00"), hex("01 02 000f 4b 04 00000002 0042 01 04 0a000001 00")}},
        {"ieee1722",
         U,
         Any,
         {hex("00000001 02 80 01 00 0200000000010001 00000000 02300018 0006 0000") + std::string(6, 'a'),
          hex("00000002 03 81 02 00 0200000000010002 00000001 02000000 0008 1000") + std::string(8, 'v')}},
        {"lls",
         U,
         C,
         {hex("01 00 00 05 1f8b0800 00000000 00ff") + std::string(40, 'z'),
          hex("fe 01 00 01 1f8b0808 00000000 02ff") + "slt" + zeros(1)}},
        {"rsp",
         U,
         Any,
         {hex("00000001 00000002 06 00 01 06 000011be 10 01 00 00"),
          hex("00000001 00000003 06 00 ff 86 000011be")}},
        {"ssyncp",
         U,
         C,
         {hex("00000000 00000001") + std::string(40, 'e')},
         hex("80000000 00000000") + std::string(40, 'e')},
        {"ssyncp",
         U,
         S,
         {hex("80000000 00000000") + std::string(60, 'e')},
         hex("00000000 00000000") + std::string(60, 'e')},
    };
}

std::vector<Phrases> forms_of_peer_2() {
    const std::string login = hex("01 0200 f802") + std::string(12, 'd') + std::string(128, 'r');
    const std::string seed = hex("01000000 04000000 01020304");
    return {
        {"woww",
         T,
         C,
         {hex("002a ed010000 f3160000 00000000") + "ADMIN" + zeros(1) + hex("01020304") +
              std::string(20, 'p'),
          hex("002c ed010000 36300000 00000000") + "PLAYER1" + zeros(1) + hex("01020304") +
              std::string(20, 'p')}},
        {"woww", T, S, {hex("0006 ec01 01020304"), hex("002a ec01 01000000") + std::string(36, 's')}},
        {"tibia",
         T,
         Any,
         {little(login.size() + 4, 2) + hex("ae3ee360") + login,
          hex("1c00 410bb88c") + std::string(24, 'x')}},
        {"quake2", U, C, {hex("ffffffff") + "connect 34 1234 56789 \"\\name\\a\"\n"}},
        {"quakeworld", U, C, {hex("ffffffff") + "connect 28 1234 56789 \"\\name\\a\"\n"}},
        {"gift", T, C, {"ATTACH client(giFTcurs) version(0.6.2);\n"}},
        {"gift", T, S, {"ATTACH server(giFT) version(0.11.8);\n"}},
        {"slsk",
         T,
         C,
         {hex("18000000 01000000 04000000") + "user" + hex("04000000") + "pass" + hex("b5000000"),
          hex("40000000 01000000 04000000") + "user" + hex("04000000") + "pass" + hex("9d000000 20000000") +
              std::string(32, 'm') + hex("11000000")}},
        {"netsync",
         T,
         S,
         {hex("06 02 1c 03") + "key" + hex("03") + "rsa" + std::string(20, 'n') + std::string(20, 'h'),
          hex("05 02 9c01 03") + "key" + hex("8201") + std::string(130, 'k') + std::string(20, 'n') +
              zeros(4)}},
        {"icq",
         U,
         C,
         {hex("05 00 00000000 a0860100 12345678") + std::string(12, 'e'),
          hex("05 00 00000000 01000000") + std::string(40, 'e')}},
        {"icq",
         U,
         S,
         {hex("05 00 00 12345678 0a00 0100 0200 a0860100 00000000"),
          hex("05 00 00 12345678 5a00 0000 0100 a0860100 00000000") + zeros(16)}},
        {"gadu-gadu",
         T,
         C,
         {hex("19000000 08000000 01020304 05060708"), hex("31000000 04000000 01020304")},
         seed},
        {"gadu-gadu", T, S, {seed}, hex("15000000 04000000 01020304")},
        {"aol", T, Any, {hex("5a 1234 0003 10 10 a4 0d"), hex("5a 0000 0008 7f 7f 23 03 5b 00 00 01 0d")}},
        {"sametime", T, C, {hex("00000014 0000 0000 00000000 001e 001d 00000000 0a000001")}},
        {"sametime", T, S, {hex("00000014 8000 0000 00000000 001e 001d 00000000 0a000001")}},
    };
}

std::vector<Phrases> forms_of_the_rest() {
    const std::string guid = hex("20") + "0123456789abcdef0123456789abcdef";
    const std::string logon = hex("18010000 1027 0000000000000000 0000 01000000 ffffffff") + zeros(256);
    return {
        {"componentstatusprotocol",
         U,
         C,
         {hex("01 01 0120 00000200 0001000000000007 0000000065000000 000f4240") + "node1" + zeros(123) +
              "ready" + zeros(123) + hex("ffff 0000"),
          hex("01 00 0140 00000200 0003000000000008 0000000065000001 000f4240") + "node2" + zeros(123) +
              "ready" + zeros(123) + hex("1000 0001") + zeros(32)}},
        {"msrcp",
         U,
         C,
         {hex("54535245 01 00 0000 0100 1800 07000000 0000 0800 00000000"),
          hex("54535245 01 00 0000 0200 2800 08000000 0300 1800 00000000") + zeros(16)}},
        {"msrcp", U, S, {hex("54535245 01 00 0100 0100 1800 07000000 0000 0800 00000000")}},
        {"a21", U, Any, {hex("02 04 04 00000001"), hex("01 04 04 00000002 05 05 35 12345678 0a 02 0003")}},
        {"wlccp",
         U,
         Any,
         {hex("c1 00 0002 0024 03 00 0001 0000 0002 020000000001 0008 020000000002 0000 0000 00000000"),
          hex("c1 02 0008 0020 41 01 0002 0000 0008 020000000002 0001 020000000001 0000 0000")}},
        {"scop", T, Any, {hex("02 01 0008 00 00 0001"), hex("02 01 0006 00 06")}},
        {"scop", U, Any, {hex("01 01 0006 00 07")}},
        {"kdp",
         U,
         C,
         {hex("02 05 02 00 00000000 12345678 00000001 000005b4")},
         hex("02 06 06 00 12345678 00000001 00000001 00000002 000005b4")},
        {"kdp",
         U,
         S,
         {hex("02 06 06 00 12345678 00000001 00000001 00000002 000005b4")},
         hex("02 05 02 00 00000000 12345678 00000001 000005b4")},
        {"ajns",
         U,
         Any,
         {hex("00 00 01 78 71 01 26e3 0a000001") + guid + hex("03") + "a.b",
          hex("11 00 01 78 68 01 0004 0a000001 26e3") + guid + hex("03") + "a.b"}},
        {"eti",
         T,
         Any,
         {logon, hex("18000000 1127 0000 0102030405060708 0102030405060708"),
          hex("20000000 1b27 0000000000000000 0000 02000000 ffffffff") + zeros(8)}},
        {"tpcp",
         U,
         C,
         {hex("01 01 0001 0001 0050 0a000001 0a000002")},
         hex("01 02 0001 0001 0050 0a000001 0a000002")},
        {"tpcp",
         U,
         S,
         {hex("01 02 0001 0001 0050 0a000001 0a000002")},
         hex("01 01 0001 0001 0050 0a000001 0a000002")},
        {"kf",
         U,
         Any,
         {hex("01 02 0d 01 00 05 0a 0001 0010 02 40ad"), hex("01 01 0c 02 00 15 0b 0000 0007 c9ec")}},
        {"kf", T, Any, {hex("01 02 0e 01 00 05 a2 00 00 00 01 02 03 d5ea")}},
        {"r3", T, C, {"~~~ds", "~~~ds\r\n"}},
    };
}

std::vector<Phrases> forms_of_windows_2() {
    const std::string command =
        hex("01000000 cefa0bb0 20000000") + "MMS " + hex("04000000 00000000 0000000000000000 02000000");
    return {
        {"nmf",
         T,
         C,
         {hex("00 01 00 01 02 02 1c") + "net.tcp://server:808/Service" + hex("03 08 0c"),
          hex("00 01 00 01 01 02 8001") + "net.tcp://" + std::string(118, 'a')}},
        {"nmf", T, S, {hex("0b"), hex("0a")}, hex("00 01 00 01 02 02 1c") + "net.tcp://server:808/Service"},
        {"pnrp",
         U,
         Any,
         {hex("0010 000c 51 04 00 07 00000001 0018 0008 00000002"), hex("0010 000c 51 04 00 0b 00000002")}},
        {"dpnet", U, S, {hex("00 03 0102 00000000 00000000 50000000 01000000") + zeros(68)}},
        {"dpnet",
         U,
         C,
         {hex("00 02 0102 02"), hex("00 02 0103 01") + std::string(16, 'g')},
         hex("00 03 0101 00000000 00000000 50000000 01000000") + zeros(68)},
        {"msmms", T, C, {command + hex("0100 0300") + zeros(8)}},
        {"msmms", T, S, {command + hex("0100 0400") + zeros(8)}},
        {"msproxy",
         U,
         Any,
         {hex("01000000 00010200 00000000 00000000 00000000") + "RWSP" + zeros(20),
          hex("01000000 00010200 01000000 01000000 00000000") + "RWSP" + zeros(40)}},
    };
}

/** Each of the phrases as a sample. */
std::vector<Sample> spoken() {
    std::vector<Sample> all;
    for (auto* family : {forms_of_administration,
                         forms_of_database,
                         words_of_database,
                         forms_of_device,
                         words_of_device,
                         forms_of_file_and_code,
                         words_of_file_and_code,
                         forms_of_industrial,
                         forms_of_intruder,
                         words_of_intruder,
                         words_of_mail_and_chat_1,
                         words_of_mail_and_chat_2,
                         forms_of_message_queue,
                         words_of_message_queue,
                         forms_of_monitoring,
                         forms_of_name_and_time,
                         forms_of_network_service_1,
                         forms_of_network_service_2,
                         forms_of_peer,
                         forms_of_remote_access,
                         words_of_remote_access,
                         forms_of_remote_call,
                         words_of_remote_call,
                         forms_of_routing,
                         forms_of_sap,
                         forms_of_telephony,
                         forms_of_tunnel,
                         forms_of_web,
                         words_of_web,
                         forms_of_windows,
                         forms_of_machine_1,
                         forms_of_machine_2,
                         forms_of_wireless,
                         forms_of_cluster_1,
                         forms_of_cluster_2,
                         forms_of_tickets_and_names,
                         forms_of_routing_2,
                         forms_of_telephony_2,
                         forms_of_telephony_3,
                         forms_of_peer_2,
                         forms_of_the_rest,
                         forms_of_windows_2}) {
        for (const Phrases& those : family()) {
            for (const std::string& said : those.said)
                all.push_back({those.protocol, those.transport, those.sender, said, those.other});
        }
    }
    return all;
}

}  // namespace

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all = [] {
        std::vector<Sample> gathered;
        for (auto* family :
             {web, mail_and_chat, databases, message_queues, windows, remote_access, files_and_code, industry,
              names_and_time, network_services, routes_and_neighbours, tunnels, telephony, peers, sap_servers,
              remote_calls, devices, intruders, spoken}) {
            for (Sample& sample : family()) gathered.push_back(std::move(sample));
        }
        return gathered;
    }();
    return all;
}

Payload payload_of(const std::string& bytes) {
    return Payload({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Exchange exchange_of(const Sample& sample) {
    return {.transport = sample.transport,
            .sender = sample.transport == Transport::Tcp ? sample.sender : Speaker::Unknown,
            .group = sample.group,
            .payload = payload_of(sample.bytes),
            .before = payload_of(sample.before),
            .other = payload_of(sample.other)};
}

}  // namespace portlore
