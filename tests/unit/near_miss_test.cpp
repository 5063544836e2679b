// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <string>

#include "recognise/recogniser.h"
#include "samples.h"

namespace portlore {
namespace {

constexpr Transport T = Transport::Tcp;
constexpr Transport U = Transport::Udp;

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
