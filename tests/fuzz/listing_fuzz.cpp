// Any bytes at all as a saved list of sockets, or as a packet's comment: what is made of them are views into
// them, and what is shown is printable.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <glib.h>

#include <cstdlib>

#include "packet_comment.h"
#include "process.h"
#include "sockets/listing_file.h"

namespace {

using namespace portlore;

void expect_printable(std::string_view text) {
    const std::string shown = escaped(text, 100);
    if (shown.size() > 103 ||
        g_utf8_validate(shown.data(), static_cast<gssize>(shown.size()), nullptr) == FALSE)
        std::abort();
    for (const char c : shown) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) std::abort();
    }
}

void expect_printable(const ListedProcess& process) {
    for (const std::string_view text :
         {process.name, process.user, process.path, process.command, process.service})
        expect_printable(text);
}

void check(const Listing& listing) {
    for (const ListedSocket& socket : listing.sockets) {
        if (socket.local.port == 0) std::abort();
        if (socket.process != ListedSocket::kNobody && socket.process >= listing.processes.size())
            std::abort();
    }
    for (const ListedProcess& process : listing.processes) expect_printable(process);
    for (const ListedProcess& process : listing.described) expect_printable(process);
    for (const std::string& error : listing.errors) {
        if (!error.starts_with("fuzz") || error.find('\n') != std::string::npos) std::abort();
    }
    if (listing.errors.size() > 16) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    for (const Listing& listing : read_listings(text, "fuzz")) check(listing);
    CommentedProcess commented;
    take_comment(text, commented);
    expect_printable(commented.parent_in_brief());
    expect_printable(commented.container_in_brief());
    return 0;
}
