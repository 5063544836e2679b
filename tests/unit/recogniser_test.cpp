// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/recogniser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <vector>

#include "samples.h"

namespace portlore {
namespace {

std::string name_of(const Exchange& exchange) {
    const Recognised found = recognise(exchange);
    return found ? found.row->protocol : "";
}

std::string name_of(const std::string& bytes, Speaker sender = Speaker::Unknown,
                    const std::string& other = "", Transport transport = Transport::Tcp) {
    return name_of(
        {.transport = transport, .sender = sender, .payload = payload_of(bytes), .other = payload_of(other)});
}

std::string shown(const std::string& bytes) { return testing::PrintToString(bytes.substr(0, 60)); }

TEST(Recogniser, KnowsEverySample) {
    for (const Sample& sample : samples()) {
        EXPECT_EQ(name_of(exchange_of(sample)), sample.protocol) << shown(sample.bytes);
    }
}

TEST(Recogniser, HasASampleOfEveryRow) {
    std::set<std::pair<std::string, Transports>> sampled;
    for (const Sample& sample : samples()) {
        const Recogniser* const row = recognise(exchange_of(sample)).row;
        if (row != nullptr) sampled.emplace(row->protocol, row->transports);
    }
    std::size_t rows = 0;
    for (const auto& family : recognisers()) {
        for (const Recogniser& row : family) {
            ++rows;
            EXPECT_TRUE(sampled.contains({row.protocol, row.transports})) << row.protocol;
        }
    }
    EXPECT_GT(rows, 100U);
}

/** The order of the rows decides nothing, but for DNS and its likes, which stand in that order on purpose. */
TEST(Recogniser, NoTwoRowsClaimASample) {
    const std::set<std::string> kDnsLike{"dns", "mdns", "llmnr", "nbns"};
    for (const Sample& sample : samples()) {
        if (kDnsLike.contains(sample.protocol)) continue;
        const Payload payload = payload_of(sample.bytes);
        for (const auto& family : recognisers()) {
            for (const Recogniser& row : family) {
                if ((row.transports & only(sample.transport)) == 0 || row.group != Group::None) continue;
                bool missed = false;
                const Payload noting = payload.noting(missed);
                const bool claims = (row.client != nullptr && row.client(noting) && !missed) ||
                                    (row.server != nullptr && row.server(noting) && !missed);
                EXPECT_TRUE(!claims || row.protocol == std::string(sample.protocol))
                    << row.protocol << ": " << shown(sample.bytes);
            }
        }
    }
}

/** A capture may cut a payload anywhere, and a sender may cut a message anywhere: then nothing, or the same.
 */
TEST(Recogniser, CutPayloadsAreNeverSomethingElse) {
    for (const Sample& sample : samples()) {
        for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
            const std::string part = sample.bytes.substr(0, size);
            Exchange exchange = exchange_of(sample);
            exchange.payload = payload_of(part);
            const std::string sent_so = name_of(exchange);
            EXPECT_TRUE(sent_so.empty() || sent_so == sample.protocol) << sent_so << ": " << shown(part);
            // Copied, so that the sanitizers see where it ends.
            const std::vector<std::uint8_t> cut(part.begin(), part.end());
            exchange.payload = Payload(cut, sample.bytes.size());
            const std::string captured_so = name_of(exchange);
            EXPECT_TRUE(captured_so.empty() || captured_so == sample.protocol)
                << captured_so << ": " << shown(part);
        }
    }
}

TEST(Recogniser, ListensToTheTransport) {
    for (const Sample& sample : samples()) {
        Exchange exchange = exchange_of(sample);
        exchange.transport = Transport::Dccp;
        EXPECT_EQ(name_of(exchange), "") << sample.protocol;
    }
}

/** Whether a payload that is a protocol's by one of its rows alone is looked at by some row among all. */
bool is_missed(const char* protocol, const Exchange& exchange) {
    return agreement(protocol, exchange).how == Agreement::Certain && !recognise(exchange);
}

TEST(Recogniser, IndexLeavesOutNoRowThatHolds) {
    for (Sample sample : samples()) {
        for (const std::size_t at : {0U, 1U}) {
            if (at >= sample.bytes.size()) continue;
            const char byte = sample.bytes[at];
            for (int value = 0; value < 256; ++value) {
                sample.bytes[at] = static_cast<char>(value);
                ASSERT_FALSE(is_missed(sample.protocol, exchange_of(sample))) << shown(sample.bytes);
            }
            sample.bytes[at] = byte;
        }
        sample.bytes.resize(1);
        ASSERT_FALSE(is_missed(sample.protocol, exchange_of(sample))) << shown(sample.bytes);
    }
}

TEST(Recogniser, LeavesRandomBytesUnnamed) {
    std::mt19937 random(20261121);
    constexpr int kPayloads = 50000;
    int named = 0;
    std::string bytes;
    for (int i = 0; i < kPayloads; ++i) {
        bytes.resize(1 + random() % 200);
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
        for (const Transport transport : {Transport::Tcp, Transport::Udp}) {
            named += static_cast<int>(!name_of(bytes, Speaker::Unknown, "", transport).empty());
        }
    }
    EXPECT_LE(named, kPayloads / 20000);
}

TEST(Recogniser, LeavesOtherTextUnnamed) {
    constexpr std::array kTexts{"hello\r\n",
                                "GET\r\n",
                                "$ id\r\nuid=0(root)\r\n",
                                "Microsoft Windows [Version 6.1]\r\n",
                                "220 ready\r\n",
                                "+OK\r\n",
                                "200 ready\r\n",
                                "* nothing\r\n",
                                "USER a\r\n",
                                "QUIT\r\n",
                                "{\"id\":1}\n",
                                "<html><body>",
                                "LIST\r\n",
                                "a b c",
                                "whoami\n",
                                "get key\r\n",
                                "PING\r\n",
                                ":\r\n",
                                "1\r\n"};
    for (const char* const text : kTexts) {
        EXPECT_EQ(name_of(text), "") << text;
        EXPECT_EQ(name_of(text, Speaker::Unknown, "", Transport::Udp), "") << text;
        EXPECT_TRUE(is_text(payload_of(text)));
    }
}

TEST(Recogniser, NeedsBothSidesWhereOneCouldBeSeveral) {
    const std::string ftp_or_smtp = "220 ready\r\n";
    EXPECT_EQ(name_of("USER a\r\n", Speaker::Client, ftp_or_smtp), "ftp");
    EXPECT_EQ(name_of("HELO a\r\n", Speaker::Client, ftp_or_smtp), "smtp");
    EXPECT_EQ(name_of("USER a\r\n", Speaker::Client, "+OK\r\n"), "pop");
    EXPECT_EQ(name_of("PING\r\n", Speaker::Client, "+OK\r\n"), "resp");
    EXPECT_EQ(name_of("+OK\r\n", Speaker::Server, "SET a b\r\n"), "resp");
    EXPECT_EQ(name_of("+OK\r\n", Speaker::Server, "STAT\r\n"), "pop");
    EXPECT_EQ(name_of("USER a\r\n", Speaker::Server, ftp_or_smtp), "");
}

TEST(Recogniser, NeverTakesAServersWordsFromAClient) {
    EXPECT_EQ(name_of("220 (vsFTPd 3.0.3)\r\n", Speaker::Server), "ftp");
    EXPECT_EQ(name_of("220 (vsFTPd 3.0.3)\r\n", Speaker::Client), "");
    EXPECT_EQ(name_of("EHLO a\r\n", Speaker::Client), "smtp");
    EXPECT_EQ(name_of("EHLO a\r\n", Speaker::Server), "");
}

Speaker speaker_of(const std::string& bytes, Speaker sender = Speaker::Unknown,
                   const std::string& other = "") {
    return recognise({.transport = Transport::Tcp,
                      .sender = sender,
                      .payload = payload_of(bytes),
                      .other = payload_of(other)})
        .speaker;
}

Agreement agreement_of(const char* protocol, const std::string& bytes, Speaker sender = Speaker::Unknown,
                       const std::string& other = "", Transport transport = Transport::Tcp) {
    return agreement(protocol, {.transport = transport,
                                .sender = sender,
                                .payload = payload_of(bytes),
                                .other = payload_of(other)})
        .how;
}

TEST(Agreement, IsAsFarAsThePayloadTells) {
    EXPECT_EQ(agreement_of("pop", "CAPA\r\n"), Agreement::Certain);
    EXPECT_EQ(agreement_of("pop", "STAT\r\n", Speaker::Client, "+OK\r\n"), Agreement::Certain);
    EXPECT_EQ(agreement_of("pop", "STAT\r\n"), Agreement::Possible);
    EXPECT_EQ(agreement_of("pop", "STAT\r\n", Speaker::Client), Agreement::Possible);
    EXPECT_EQ(agreement_of("pop", "STAT\r\n", Speaker::Server), Agreement::None);
    EXPECT_EQ(agreement_of("pop", "+OK\r\n"), Agreement::Possible);
    EXPECT_EQ(agreement_of("pop", "+OK\r\n", Speaker::Server), Agreement::Possible);
    EXPECT_EQ(agreement_of("pop", "+OK\r\n", Speaker::Client), Agreement::None);
    EXPECT_EQ(agreement_of("pop", "+OJ\r\n"), Agreement::None);
    EXPECT_EQ(agreement_of("pop", "CAPA\r\n", Speaker::Unknown, "", Transport::Udp), Agreement::None);
    EXPECT_EQ(agreement_of("nothing", "CAPA\r\n"), Agreement::None);
}

TEST(Agreement, IsWithAProtocolThatHasARow) {
    EXPECT_TRUE(has_recogniser("pop", Transport::Tcp));
    EXPECT_FALSE(has_recogniser("pop", Transport::Udp));
    EXPECT_FALSE(has_recogniser("nothing", Transport::Tcp));
}

TEST(Speaker, IsTheOnlySideThatSaysThis) {
    EXPECT_EQ(speaker_of("EHLO a\r\n"), Speaker::Client);
    EXPECT_EQ(speaker_of("220 (vsFTPd 3.0.3)\r\n"), Speaker::Server);
    EXPECT_EQ(speaker_of("USER a\r\n", Speaker::Unknown, "+OK\r\n"), Speaker::Client);
    EXPECT_EQ(speaker_of("+OK\r\n", Speaker::Unknown, "STAT\r\n"), Speaker::Server);
}

TEST(Speaker, IsUnknownWhereBothSidesSayThis) {
    EXPECT_EQ(name_of("SSH-2.0-OpenSSH_9.2p1\r\n"), "ssh");
    EXPECT_EQ(speaker_of("SSH-2.0-OpenSSH_9.2p1\r\n"), Speaker::Unknown);
    EXPECT_EQ(speaker_of("VER 1 MSNP9 CVR0\r\n"), Speaker::Unknown);
    EXPECT_EQ(speaker_of("PING :a\r\n", Speaker::Unknown, "PING :b\r\n"), Speaker::Unknown);
}

TEST(Speaker, IsUnknownOfWhatServersOfRtspAskToo) {
    for (const char* const asked : {"ANNOUNCE", "REDIRECT", "GET_PARAMETER", "SET_PARAMETER"}) {
        const std::string request = asked + std::string(" rtsp://192.0.2.1/a RTSP/1.0\r\nCSeq: 1\r\n\r\n");
        EXPECT_EQ(name_of(request), "rtsp");
        EXPECT_EQ(speaker_of(request), Speaker::Unknown);
    }
    EXPECT_EQ(speaker_of("DESCRIBE rtsp://192.0.2.1/a RTSP/1.0\r\nCSeq: 1\r\n\r\n"), Speaker::Client);
    EXPECT_EQ(speaker_of("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"), Speaker::Server);
}

TEST(Speaker, IsNeverTheWrongSide) {
    for (const Sample& sample : samples()) {
        Exchange exchange = exchange_of(sample);
        exchange.sender = Speaker::Unknown;
        for (std::size_t size = 1; size <= sample.bytes.size(); ++size) {
            exchange.payload = Payload(payload_of(sample.bytes).bytes().first(size), sample.bytes.size());
            const Speaker speaker = recognise(exchange).speaker;
            EXPECT_TRUE(speaker == Speaker::Unknown || speaker == sample.sender)
                << sample.protocol << ": " << shown(sample.bytes) << ", cut at " << size;
        }
    }
}

TEST(Speaker, IsToldByTheseDatagrams) {
    const std::set<std::string> kTold{
        "5co_legacy",  "a2s",          "amt",        "auto_rp",     "bjnp",
        "bt-dht",      "busmirroring", "capwap",     "cflow",       "chargen",
        "classicstun", "cldap",        "coap",       "collectd",    "componentstatusprotocol",
        "daytime",     "dcc",          "ddtp",       "dhcp",        "dhcpv6",
        "dlms",        "dns",          "doip",       "dpnet",       "dtls",
        "enip",        "gsmtap",       "gtpprime",   "gvcp",        "hart_ip",
        "hicp",        "iax2",         "icp",        "icq",         "idn",
        "ipvs",        "isakmp",       "isns",       "kdp",         "kerberos",
        "kip",         "kpasswd",      "krb4",       "l2tp",        "laplink",
        "llmnr",       "lls",          "lwres",      "mbudp",       "mdns",
        "memcache",    "mip",          "mpls-echo",  "ms-sql-m",    "msrcp",
        "nbns",        "ntp",          "openvpn",    "portcontrol", "quake",
        "quake2",      "quake3",       "quakeworld", "quic",        "radius",
        "raknet",      "rdpudp",       "rip",        "rmcp",        "rpc",
        "rx",          "sadp",         "sap",        "sbus",        "sebek",
        "sflow",       "slimp3",       "snmp",       "srvloc",      "ssdp",
        "ssyncp",      "stun",         "synphasor",  "syslog",      "tacacs",
        "tapa",        "tftp",         "tpcp",       "udpencap",    "vmware_hb",
        "vuze-dht",    "wccp",         "xdmcp"};
    std::set<std::string> sampled;
    for (const Sample& sample : samples()) {
        if (sample.transport != Transport::Udp || sample.sender == Speaker::Unknown) continue;
        sampled.emplace(sample.protocol);
        // Either side of CoAP may ask.
        const bool may_be_either =
            sample.protocol == std::string_view("coap") && sample.sender == Speaker::Client;
        EXPECT_EQ(recognise(exchange_of(sample)).speaker, may_be_either ? Speaker::Unknown : sample.sender)
            << sample.protocol << ": " << shown(sample.bytes);
    }
    EXPECT_EQ(sampled, kTold);
}

/** A byte of a protocol's messages, and what it is where one side alone speaks, and where either may. */
struct Types {
    const char* protocol;
    Transport transport;
    std::size_t at;
    std::vector<int> of_clients;
    std::vector<int> of_servers;
    std::vector<int> of_both;
};

/** What is told of the first of a protocol's samples that is still one when its byte is this. */
Speaker told_by(const Types& types, int value) {
    for (Sample sample : samples()) {
        const bool is_its = sample.protocol == std::string(types.protocol) &&
                            sample.transport == types.transport && sample.bytes.size() > types.at;
        if (!is_its) continue;
        sample.bytes[types.at] = static_cast<char>(value);
        Exchange exchange = exchange_of(sample);
        exchange.sender = Speaker::Unknown;
        const Recognised found = recognise(exchange);
        if (found && found.row->protocol == std::string(types.protocol)) return found.speaker;
    }
    ADD_FAILURE() << types.protocol << " " << value << " is not recognised";
    return Speaker::Unknown;
}

TEST(Speaker, IsToldByEveryTypeOfMessage) {
    const std::vector<Types> kProtocols{
        {"cldap",
         Transport::Udp,
         5,
         {0x60, 0x42, 0x63, 0x66, 0x68, 0x4a, 0x6c, 0x6e, 0x50, 0x77},
         {0x61, 0x64, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x73, 0x78, 0x79},
         {}},
        {"dhcpv6", Transport::Udp, 0, {1, 3, 4, 5, 6, 8, 9, 11, 12}, {2, 7, 10, 13}, {}},
        {"radius", Transport::Udp, 0, {1, 4, 12, 40, 43}, {2, 3, 5, 11, 41, 42, 44, 45}, {13}},
        {"srvloc", Transport::Udp, 1, {1, 3, 4, 6, 9}, {2, 5, 7, 10}, {8, 11}},
        {"xdmcp", Transport::Udp, 3, {1, 2, 3, 4, 7, 10, 13}, {5, 6, 8, 9, 11, 12, 14}, {}},
        {"kip", Transport::Udp, 3, {1, 3, 5, 7, 11}, {2, 4, 6, 8, 12}, {9, 10, 0x30}},
        {"doip", Transport::Udp, 3, {1, 2, 3, 5, 8}, {6, 7}, {0, 4}},
        {"mongo", Transport::Tcp, 12, {0xd1, 0xd2, 0xd4, 0xd5, 0xd6, 0xd7, 0xda}, {0xdb}, {0xd3, 0xdd}},
        {"iec60870_104", Transport::Tcp, 2, {0x07, 0x13}, {0x0b, 0x23}, {0x43, 0x83}},
        {"l2tp", Transport::Udp, 19, {1, 3}, {2}, {4, 6, 10}},
    };
    for (const Types& types : kProtocols) {
        const auto expect = [&](const std::vector<int>& values, Speaker speaker) {
            for (const int value : values)
                EXPECT_EQ(told_by(types, value), speaker) << types.protocol << " " << value;
        };
        expect(types.of_clients, Speaker::Client);
        expect(types.of_servers, Speaker::Server);
        expect(types.of_both, Speaker::Unknown);
    }
}

TEST(Speaker, IsToldByThePayloadWhicheverRuleItIs) {
    const std::string lengths = std::string("\0\0\0\x14", 4) + std::string(8, '\0');
    const std::string rest("\0\0\0\x0a", 4);
    EXPECT_EQ(speaker_of("ES" + lengths + std::string(1, '\0') + rest + "body..."), Speaker::Client);
    EXPECT_EQ(speaker_of("ES" + lengths + '\1' + rest + "body..."), Speaker::Server);
    EXPECT_EQ(speaker_of("NOTIFY sip:a@10.0.0.1 SIP/2.0\r\n"), Speaker::Unknown);
    EXPECT_EQ(speaker_of("SIP/2.0 200 OK\r\n"), Speaker::Unknown);
}

TEST(Speaker, IsTheSenderIfThatIsKnown) {
    for (const Sample& sample : samples()) {
        for (const Speaker sender : {Speaker::Client, Speaker::Server}) {
            Exchange exchange = exchange_of(sample);
            exchange.sender = sender;
            const Recognised found = recognise(exchange);
            EXPECT_EQ(found.speaker, found ? sender : Speaker::Unknown) << shown(sample.bytes);
        }
    }
}

TEST(Recogniser, TellsDnsFromItsLikesByTheGroup) {
    const auto query = std::find_if(samples().begin(), samples().end(), [](const Sample& sample) {
        return sample.protocol == std::string("dns");
    });
    Exchange exchange = exchange_of(*query);
    EXPECT_EQ(name_of(exchange), "dns");
    exchange.group = Group::Mdns;
    EXPECT_EQ(name_of(exchange), "mdns");
    exchange.group = Group::Llmnr;
    EXPECT_EQ(name_of(exchange), "llmnr");
}

TEST(Recogniser, NeedsTwoPacketsOfRtpInOrder) {
    const auto rtp = std::find_if(samples().begin(), samples().end(),
                                  [](const Sample& sample) { return sample.protocol == std::string("rtp"); });
    Sample jump = *rtp;
    jump.before[8] = 'x';  // another source
    EXPECT_EQ(name_of(exchange_of(*rtp)), "rtp");
    EXPECT_EQ(recognise(exchange_of(*rtp)).speaker, Speaker::Unknown);
    EXPECT_EQ(name_of(exchange_of(jump)), "");
    EXPECT_EQ(name_of(rtp->bytes, Speaker::Unknown, "", Transport::Udp), "");
}

TEST(Text, IsUtf8WithoutControlCharacters) {
    EXPECT_TRUE(is_text(payload_of("login: ")));
    EXPECT_TRUE(
        is_text(payload_of("gr\xc3\xbc\xc3\x9f"
                           "e\r\n")));
    EXPECT_TRUE(is_text(payload_of("cut \xc3")));
    EXPECT_FALSE(is_text(payload_of("\xff\xd8")));
    EXPECT_FALSE(
        is_text(payload_of("a\xff"
                           "b")));
    EXPECT_FALSE(is_text(payload_of(std::string("a\0", 2))));
    EXPECT_FALSE(is_text(payload_of("")));
}

}  // namespace
TEST(Intruder, NearMissesAreNoShellAndNoProgram) {
    for (const std::string& said : {
             std::string("Microsoft Windows is what it runs on [sic]\r\n"),
             std::string("Microsoft Windows [Version ten]\r\n"),
             std::string("see Microsoft Windows [Version 10.0.19045]\r\n"),
             std::string("C:Windows>"),
             std::string("C:\\Windows\\sys|tem32>"),
             std::string("C:\\Windows\\system32> dir\r\n"),
             std::string("root@web1:/var/www#"),
             std::string("root@web1# "),
             std::string("sh-x# "),
             std::string("uid=0(root)\n"),
             std::string("uid=0 gid=0\n"),
             std::string("xuid=0(root) gid=0(root)\n"),
             std::string("cost: 5$ "),
             "MZ" + std::string(200, '\0'),
             "\x7f"
             "ELF" +
                 std::string(20, '\0'),
             std::string("\x7f"
                         "ELF\x02\x01\x02",
                         7) +
                 std::string(20, '\0'),
         }) {
        const Recogniser* const row =
            recognise({.transport = Transport::Tcp, .payload = payload_of(said)}).row;
        EXPECT_TRUE(row == nullptr || (row->protocol != kShell && row->protocol != kExecutable)) << said;
    }
}

TEST(Agreement, IsPossibleWhereOthersSayTheSame) {
    const std::string greeting = "220 ready\r\n";
    const Exchange exchange{
        .transport = Transport::Tcp, .sender = Speaker::Server, .payload = payload_of(greeting)};
    EXPECT_EQ(agreement("smtp", exchange).how, Agreement::Possible);
    EXPECT_EQ(agreement("ftp", exchange).how, Agreement::Possible);
    EXPECT_EQ(agreement("ssh", exchange).how, Agreement::None);
    EXPECT_EQ(agreement("nobody", exchange).how, Agreement::None);
    const std::string banner = "SSH-2.0-OpenSSH_9.2p1\r\n";
    const Exchange ssh{.transport = Transport::Tcp, .sender = Speaker::Server, .payload = payload_of(banner)};
    EXPECT_EQ(agreement("ssh", ssh).how, Agreement::Certain);
    EXPECT_EQ(agreement("smtp", ssh).how, Agreement::None);
}

TEST(Agreement, KnowsWhoSpeaksWhereItIsCertain) {
    const auto agreed = [](const char* protocol, const std::string& bytes) {
        return agreement(protocol, {.transport = Transport::Tcp, .payload = payload_of(bytes)});
    };
    EXPECT_EQ(agreed("ssh", "SSH-2.0-OpenSSH_9.2p1\r\n").speaker, Speaker::Unknown);
    EXPECT_EQ(agreed("smtp", "EHLO a\r\n").speaker, Speaker::Client);
    EXPECT_EQ(agreed("pop", "+OK\r\n").how, Agreement::Possible);
    EXPECT_EQ(agreed("pop", "+OK\r\n").speaker, Speaker::Unknown);
}

TEST(Agreement, KnowsTheTransport) {
    EXPECT_TRUE(has_recogniser("ssh", Transport::Tcp));
    EXPECT_FALSE(has_recogniser("ssh", Transport::Udp));
    EXPECT_FALSE(has_recogniser("nobody", Transport::Tcp));
}

}  // namespace portlore
