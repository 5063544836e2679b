// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "recognise/recogniser.h"
#include "samples.h"

namespace portlore {
namespace {

constexpr Transport T = Transport::Tcp;
constexpr Transport U = Transport::Udp;

/** What a row asks of a sample: each of these bytes, one more or one less, makes it another thing; and so
 * does, where the length is exact, a byte that is added or missing. */
struct Bounds {
    const char* protocol;
    const char* bytes;
    int nth;  ///< which of the protocol's samples over this transport, from 0
    Transport transport;
    bool exact;
};

constexpr Bounds kBounds[]{
    {"xmpp", "0", 0, T, false},
    {"xmpp", "0", 1, T, false},
    {"xmpp", "0-11 23-28", 2, T, false},
    {"xmpp", "0-14", 3, T, false},
    {"xmpp", "0 10-18", 4, T, false},
    {"oicq", "0 3 31", 0, U, true},
    {"oicq", "0 3-4 12", 1, U, true},
    {"finger", "0-6", 0, T, false},
    {"finger", "0-5 10-13", 1, T, false},
    {"whois", "0-11", 0, T, false},
    {"whois", "0-15", 1, T, false},
    {"ident", "4-5 8-9", 0, T, true},
    {"ident", "4-5 9-18", 1, T, false},
    {"gopher", "8 13 20 22-23", 0, T, false},
    {"gopher", "6 17 32 35-36", 1, T, false},
    {"tds", "0 2-3 7-9 11-12", 0, T, true},
    {"tds", "0 2-3 7-9 11-12", 1, T, true},
    {"tds", "0 2-3 7-17", 2, T, true},
    {"tds", "0 2-3 7-17", 3, T, true},
    {"tds", "0-3 6-7", 4, T, true},
    {"tds", "0 2-3 6-7", 5, T, true},
    {"tds", "0 2-3 6-8", 6, T, true},
    {"tds", "0 2-3 6-7 10", 7, T, true},
    {"tds", "0 2-3 6-8", 8, T, true},
    {"aerospike", "0-7", 0, T, true},
    {"aerospike", "0-8", 1, T, true},
    {"clickhouse", "0 2-11", 0, T, false},
    {"clickhouse", "0-11", 1, T, false},
    {"bolt", "0-3", 0, T, true},
    {"bolt", "0-3", 1, T, true},
    {"zookeeper", "0-7 16 28-31", 0, T, true},
    {"zookeeper", "0-7 16 28-31", 1, T, true},
    {"zookeeper", "0-8 20-23", 2, T, true},
    {"rethinkdb", "0-3", 0, T, false},
    {"ms-sql-m", "0-13", 0, U, true},
    {"ms-sql-m", "0-13", 1, U, true},
    {"amqp", "0-7", 0, T, false},
    {"amqp", "0 3-5 7-9", 1, T, false},
    {"amqp", "0 3-9 15", 2, T, false},
    {"amqp", "0 3-9 12", 3, T, false},
    {"amqp", "0 3-9 20", 4, T, false},
    {"amqp", "0 3-10 21", 5, T, false},
    {"amqp", "0-7", 6, T, true},
    {"amqp", "0 4-5 8-9 11", 7, T, false},
    {"amqp", "0 4-5 8-9 11", 8, T, false},
    {"zmtp", "0-7 9", 0, T, true},
    {"zmtp", "0-7 9", 1, T, false},
    {"openwire", "0-12", 0, T, true},
    {"rmi", "0-4", 0, T, false},
    {"dsi", "4-15", 0, T, true},
    {"dsi", "4-15", 1, T, true},
    {"rmi", "0-5", 1, T, false},
    {"rmi", "0-5", 2, T, false},
    {"rmi", "0-2 12-13", 3, T, true},
    {"dsi", "4-15", 2, T, true},
    {"dsi", "0-1 4-6 8-15", 3, T, true},
    {"lpd", "0", 0, T, true},
    {"lpd", "3", 1, T, true},
    {"nbd", "0-7", 0, T, false},
    {"nbd", "0-7", 1, T, false},
    {"nbd", "0-3 6", 2, T, false},
    {"nbd", "0-3", 3, T, false},
    {"ndmp", "0-3 12-14 16-17 20-27", 0, T, true},
    {"ndmp", "0-3 12-14 16-17 20-27", 1, T, true},
    {"isns", "0-2 4-7 10-11", 0, T, true},
    {"isns", "0-2 4-7 10-11", 1, T, true},
    {"isns", "0-2 4-7 10-11", 0, U, true},
    {"9p", "0-6 13-18", 0, T, true},
    {"9p", "0-6 13-18", 1, T, true},
    {"nvme-tcp", "0-9 16-127", 0, T, true},
    {"nvme-tcp", "0-9 16-127", 1, T, true},
    {"lnet", "0-7", 0, T, true},
    {"lnet", "0-3 5-7", 1, T, false},
    {"lnet", "0-3 30-31 38-39 49-51", 2, T, false},
    {"uftp", "0-1 15-16", 0, U, false},
    {"uftp", "0-1 15-16", 1, U, false},
    {"ptpip", "0-7 30-33", 0, T, true},
    {"ptpip", "0-7 34-37", 1, T, true},
    {"beep", "0-11", 0, T, false},
    {"iperf3", "36", 0, T, true},
    {"svn", "0-11", 0, T, false},
    {"svn", "0-5 33-36", 1, T, false},
    {"hislip", "0-1 8-15", 0, T, true},
    {"hislip", "0-1 8-15", 1, T, true},
    {"hislip", "0-1 8-15", 2, T, true},
    {"cipio", "1-5 14-17", 0, U, true},
    {"egd", "0-1 28-31", 0, U, false},
    {"cnip", "0-4", 0, U, true},
    {"cnip", "0-2 4", 1, U, true},
    {"sbus", "0-12", 0, U, true},
    {"esio", "0-4", 0, U, false},
    {"c1222", "0-1 3 10 14-16", 0, U, false},
    {"c1222", "0-1 3 6-8", 0, T, false},
    {"fox", "0-5 10-14", 0, T, false},
    {"fox", "0-5 10-14", 1, T, false},
    {"codesys", "0-7", 0, T, true},
    {"roughtime", "0-11", 0, U, true},
    {"ripng", "1-3", 0, U, true},
    {"ripng", "1-3 23", 1, U, true},
    {"pcep", "0-8", 0, T, false},
    {"pcep", "0 2-3 6-7", 1, T, true},
    {"openflow", "1-3 8-11", 0, T, false},
    {"openflow", "1-3", 1, T, true},
    {"openflow", "1-3 21-23", 2, T, true},
    {"openflow", "0-3 17", 3, T, true},
    {"dlep", "0-4 6-7", 0, U, true},
    {"dlep", "0-4 6-7", 1, U, true},
    {"dlep", "0 2-7 12 14-15", 0, T, true},
    {"dlep", "0 2-4 6-7 9-12", 1, T, true},
    {"llrp", "0 2-6", 0, T, true},
    {"llrp", "0 2-6", 1, T, true},
    {"zebra", "0-1 4", 0, T, true},
    {"zebra", "0-1 8", 1, T, true},
    {"rpkirtr", "1 4-7", 0, T, true},
    {"rpkirtr", "1 4-7", 1, T, true},
    {"agentx", "0 3 16-19", 0, T, true},
    {"agentx", "0 3 16-19", 1, T, true},
    {"icp", "0-3 28-30 40", 0, U, true},
    {"icp", "1-3 24-26 36", 1, U, true},
    {"wccp", "0-2 4 6-8 10", 0, U, true},
    {"wccp", "0-2 4 6-8 10", 1, U, true},
    {"glbp", "0 4-5 13", 0, U, true},
    {"glbp", "0 4-5 13 41", 1, U, true},
    {"mndp", "4-7 14 16-17", 0, U, true},
    {"mndp", "4-7 14 16-17 24 26-27", 1, U, true},
    {"gvcp", "0 2-5", 0, U, true},
    {"gvcp", "1-5", 1, U, true},
    {"lisp", "1-2 12-13 18-19 24 26", 0, U, false},
    {"lisp", "1-2 18-19 22", 1, U, false},
    {"lisp", "12-15 42-43 46", 2, U, false},
    {"lisp", "1-3 6", 3, U, false},
    {"lisp-data", "0 8 10-11", 0, U, true},
    {"lisp-data", "0 12-13", 1, U, true},
    {"gtpprime", "0 2-3", 0, U, true},
    {"gtpprime", "2-3", 1, U, true},
    {"gtpprime", "0 2-3", 0, T, true},
    {"tzsp", "0 2-3 5 7 20-21 24", 0, U, false},
    {"tzsp", "0 2-4 17-18 21", 1, U, false},
    {"skinny", "1-3 5-14", 0, T, false},
    {"skinny", "0-3 5-7 9-11", 1, T, true},
    {"skinny", "0-7 9-11", 2, T, true},
    {"skinny", "0-3 5-11", 3, T, true},
    {"h225", "4-9", 0, U, false},
    {"h225", "3-8", 1, U, false},
    {"h245", "0-1 4-5 8-13", 0, T, false},
    {"stun", "2-7", 0, T, true},
    {"stun", "2-7", 1, T, true},
    {"stun", "2-7", 2, T, true},
    {"stun", "2-7", 3, T, true},
    {"db-lsp-disc", "0-12", 0, U, false},
    {"db-lsp-disc", "0-12 35-46", 1, U, false},
    {"lsd", "0-21", 0, U, false},
    {"nano", "0", 0, T, false},
    {"nano", "0", 0, U, false},
    {"wow", "0 2-7 13-16", 0, T, true},
    {"a2s", "0-24", 0, U, false},
    {"a2s", "0-4", 1, U, true},
    {"a2s", "0-3", 2, U, true},
    {"ts3", "0-7", 0, U, false},
    {"sapni", "0-11", 0, T, false},
    {"sapni", "0-11", 1, T, false},
    {"sapni", "0-12", 2, T, true},
    {"sapni", "0-12", 3, T, true},
    {"sapni", "0-7", 4, T, true},
    {"sapni", "0-7", 5, T, true},
    {"sapni", "0-15", 6, T, true},
    {"sapni", "0-3 196-205", 7, T, true},
    {"sapni", "0-8 34-37", 8, T, true},
    {"sapni", "0-3 6-12 15", 9, T, true},
    {"sapni", "0-3 6-12 15-17", 10, T, true},
    {"sapni", "0-3 11 15 17-18", 11, T, true},
    {"saprfc", "0-3 5 50-57", 0, T, true},
    {"saprfc", "0-3 5 7-67", 1, T, true},
    {"saprfc", "0-4 6", 2, T, true},
    {"saphdb", "0-5 11-12", 0, T, true},
    {"saphdb", "12-15 21 33-39 42-43", 1, T, true},
    {"saphdb", "12-15 21 33-39 42-43", 2, T, true},
    {"rpc", "4-11 16-17 20-21 24-26 28-34 36-39", 0, U, false},
    {"rpc", "4-14 16-22", 1, U, true},
    {"rpc", "4-14 16-22", 2, U, true},
    {"rpc", "4-18", 3, U, true},
    {"rpc", "4-23", 4, U, true},
    {"rpc", "0 3 8-15 20-21 24-25 28-30 32-38 40-43", 0, T, false},
    {"rpc", "0 3 8-15 20-21 24-25 28-30 32-35 60-62 64-67", 1, T, false},
    {"rpc", "0-3 8-18 20-26", 2, T, true},
    {"thrift", "0-2 4-6", 0, T, false},
    {"thrift", "0-6 8-10", 1, T, true},
    {"thrift", "0-2 4-6", 2, T, false},
    {"thrift", "0-1", 3, T, false},
    {"thrift", "0-5", 4, T, true},
    {"serialization", "0-3", 0, T, false},
    {"serialization", "0-3", 1, T, false},
    {"t3", "0-2 9-12", 0, T, false},
    {"t3", "0-4", 1, T, false},
    {"adb", "0-3 20-23", 0, T, false},
    {"adb", "0-3 20-23", 1, T, false},
    {"pjl", "0-8", 0, T, false},
    {"pjl", "0-4", 1, T, false},
    {"tplink-smarthome", "0-1", 0, U, false},
    {"tplink-smarthome", "0-1", 1, U, false},
    {"tplink-smarthome", "0-5", 0, T, true},
    {"tivoconnect", "0-11", 0, U, false},
    {"tivoconnect", "0-11", 0, T, false},
    {"kismet", "0-8", 0, T, false},
    {"portcontrol", "0 2-3 8-19", 0, U, true},
    {"portcontrol", "0 2 12-23", 1, U, true},
    {"portcontrol", "0-2", 2, U, true},
    {"portcontrol", "0 2", 3, U, true},
    {"capwap", "0 3-10 13-16", 0, U, true},
    {"capwap", "0 3-10 13-15", 1, U, true},
    {"capwap.data", "0 3-7 10-13", 0, U, false},
    {"smart-install", "0-10 12-15", 0, T, true},
    {"smart-install", "0-10 12-15", 1, T, true},
    {"routeros", "0-6", 0, T, false},
    {"routeros", "1-8", 1, T, false},
    {"routeros", "0-5", 2, T, false},
    {"dcerpc", "0 2 4 6-7", 0, T, false},
    {"dcerpc", "0 4 6-7", 1, T, false},
    {"dcerpc", "0 2 4 6-7", 2, T, false},
    {"dcerpc", "0 4 6-7", 3, T, false},
    {"dhip", "0-7 16-19", 0, T, true},
    {"dhip", "0-7 16-19", 0, U, true},
    {"dvrip", "0 2-3 12-13 16-20", 0, T, true},
    {"dvrip", "0 2-3 12-13 16-20", 1, T, true},
    {"sadp", "0-5 21-33 42-48", 0, U, false},
    {"sadp", "0-5 21-38 47-53", 1, U, false},
    {"ica", "0-5", 0, T, false},
    {"ica", "0-5", 1, T, false},
    {"cgp", "1-5", 0, T, false},
    {"zabbix", "0-4", 0, T, false},
    {"zabbix", "0-4", 1, T, false},
    {"checkmk", "0-14", 0, T, false},
    {"msdo", "0-14", 0, T, false},
    {"hsrp", "0 2 7 13-15", 0, U, true},
    {"hsrp", "0 2 7 20-21", 1, U, true},
    {"hsrp", "0-2 5", 2, U, false},
    {"hsrp", "0-2 5", 3, U, false},
    {"cpha", "0-1 6", 0, U, false},
    {"nrpe", "0-3", 0, T, true},
    {"nrpe", "0-3", 1, T, true},
    {"munin", "0-15", 0, T, false},
    {"ws-discovery", "0 40-79", 0, U, false},
    {"ws-discovery", "0 19-64", 1, U, false},
};

const Sample& sample_of(const Bounds& bounds) {
    int nth = bounds.nth;
    const auto found = std::find_if(samples().begin(), samples().end(), [&](const Sample& sample) {
        return sample.protocol == std::string(bounds.protocol) && sample.transport == bounds.transport &&
               nth-- == 0;
    });
    return *found;
}

/** `0-3 7`: the bytes 0, 1, 2, 3 and 7. */
std::vector<std::size_t> numbers(const char* ranges) {
    std::vector<std::size_t> all;
    std::istringstream words(ranges);
    for (std::string word; words >> word;) {
        const std::size_t dash = word.find('-');
        const std::size_t last = std::stoul(dash == std::string::npos ? word : word.substr(dash + 1));
        for (std::size_t i = std::stoul(word); i <= last; ++i) all.push_back(i);
    }
    return all;
}

bool is_still_one(const Sample& sample) {
    const Recognised shown = recognise(exchange_of(sample));
    return shown && shown.row->protocol == std::string(sample.protocol);
}

TEST(NearMiss, IsAnotherThing) {
    for (const Bounds& bounds : kBounds) {
        const Sample& sample = sample_of(bounds);
        EXPECT_TRUE(is_still_one(sample)) << bounds.protocol;
        for (const std::size_t at : numbers(bounds.bytes)) {
            for (const int step : {-1, 1}) {
                Sample missed = sample;
                missed.bytes.at(at) = static_cast<char>(missed.bytes[at] + step);
                EXPECT_FALSE(is_still_one(missed)) << bounds.protocol << " " << bounds.nth << ", byte " << at;
            }
        }
    }
}

TEST(NearMiss, OfLengthIsAnotherThing) {
    for (const Bounds& bounds : kBounds) {
        if (!bounds.exact) continue;
        Sample longer = sample_of(bounds);
        Sample shorter = longer;
        longer.bytes += '\0';
        shorter.bytes.pop_back();
        EXPECT_FALSE(is_still_one(longer)) << bounds.protocol << " " << bounds.nth;
        EXPECT_FALSE(is_still_one(shorter)) << bounds.protocol << " " << bounds.nth;
    }
}

/** The beginnings of files and of what streams, by their formats' own magic numbers. */
TEST(NearMiss, MediaAndObjectsAreNoProtocol) {
    const std::string rest(400, '\x5a');
    const std::string blank(400, '\0');
    for (const std::string& head : {
             std::string("\xff\xd8\xff\xe0\0\x10JFIF\0", 11),
             std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16),
             std::string("RIFF\x24\x08\0\0WAVEfmt ", 16),
             std::string("\0\0\0\x20"
                         "ftypisom\0\0\2\0",
                         16),
             std::string("\x47\x40\x11\x10\0\x42\xf0\x25", 8),
             std::string("PK\3\4\x14\0\0\0\x08\0", 10),
             std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10),
             std::string("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
             std::string("OggS\0\2\0\0\0\0\0\0\0\0", 14),
             std::string("fLaC\0\0\0\x22", 8),
             std::string("ID3\3\0\0\0\0\0\x0a", 10),
             std::string("\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1", 9),
             std::string("\x30\x82\3\x5d\x30\x82\2\x45\xa0\3\2\1\2", 13),
             std::string("\0\0\0\1\x67\x42\xc0\x1e", 8),
             std::string("\x08\x96\1\x12\7testing"),
             std::string("\x82\xa7"
                         "compact\xc3\xa6"
                         "schema\0",
                         17),
             std::string(R"({"jsonrpc":"2.0","method":"a","id":1})"),
             std::string(R"({"version": [2, 0], "port": 17500})"),
             std::string(R"([{"type":"chat","to":"a"}])"),
             std::string(R"(<?xml version="1.0"?><Probe/>)"),
             std::string("\0\0\0\0", 4),
             std::string("\xff\xff\xff\xff"),
         }) {
        for (const std::string& tail : {std::string(), rest, blank}) {
            for (const Transport transport : {T, U}) {
                const std::string bytes = head + tail;
                const Recognised shown = recognise({.transport = transport, .payload = payload_of(bytes)});
                EXPECT_FALSE(shown) << shown.row->protocol << ": " << head;
            }
        }
    }
}

}  // namespace
}  // namespace portlore
