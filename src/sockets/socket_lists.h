/** @file
 * Whose sockets are whose, as saved lists say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <glib.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flow_key.h"
#include "process.h"
#include "sockets/listing.h"

namespace portlore {

/**
 * All lists together. Asking costs some keyed hashes and look-ups, whatever the lists hold.
 *
 * A list is of the hosts that it says to be of, or else of those whose addresses its own sockets have. What
 * lists of processes say is joined by host and process id; where neither names a host, within a folder.
 */
class SocketLists {
 public:
    SocketLists() = default;
    /** Reads these files. What is wrong in one is said in errors(), and the rest is used. */
    explicit SocketLists(const std::vector<std::string>& files);

    [[nodiscard]] bool empty() const { return sockets_.empty(); }
    /**
     * Who has a connection's local end, by the lists of its host; else who waits at its port.
     * Valid as long as this object.
     */
    [[nodiscard]] Owners owners(Transport transport, const FlowEnd& local, const FlowEnd& peer) const;
    /**
     * The list of a host, `ss on 10.0.0.5, saved 2026-11-20`, that has listeners of the transport and none at
     * this end; null where there is no list, or none but such as a scan made, or the listener is in one.
     */
    [[nodiscard]] const char* list_without(Transport transport, const FlowEnd& listener) const;
    /** One line each, in the order of reading: which file, where in it, what is wrong, what to do. */
    [[nodiscard]] const std::vector<std::string>& errors() const { return errors_; }

    /** More sockets are not kept. */
    static constexpr std::size_t kMostSockets = Listing::kMostSockets;

 private:
    /** One list of a host. */
    struct List {
        const char* source = "";
        bool is_scan = false;  ///< made from outside: what it lacks may be there all the same
        std::array<bool, kTransports.size()> has_listeners{};
    };
    struct Socket {
        ListedEnd local;
        ListedEnd peer;  ///< port 0: waits for whoever comes
        Transport transport = Transport::Tcp;
        std::uint16_t list = 0;
        std::uint32_t process = kNone;
        std::uint32_t next = kNone;  ///< the same ends of the same list, held by another process
    };
    struct FreeTexts {
        void operator()(GStringChunk* texts) const { g_string_chunk_free(texts); }
    };
    class Descriptions;
    using Numbers = std::vector<std::uint16_t>;  ///< of lists

    static constexpr std::uint32_t kNone = ListedSocket::kNobody;
    /** So many lists of one host are asked. */
    static constexpr std::size_t kMostListsOfHost = 8;

    void take(const Listing& listing, const Descriptions& descriptions);
    void take_sockets(const Listing& listing, List& list, const std::vector<std::uint32_t>& processes);
    /** @return for each of the listing's processes its place in processes_. */
    std::vector<std::uint32_t> take_processes(const Listing& listing, const char* source,
                                              const Descriptions& descriptions);
    void take_process(const ListedProcess& process, const char* source);
    /** Notes whose sockets a list has. */
    void take_hosts(const Listing& listing);
    void take_host(const Host& host, const std::string& file);
    void settle_loopback();
    void add(const Socket& socket);
    /** The slot of a socket with the same ends in the same list, or the free one where it would be. */
    [[nodiscard]] std::size_t slot_of(const Socket& socket) const;
    [[nodiscard]] const Socket* find(const Socket& like) const;
    [[nodiscard]] const Socket* find_listener(std::uint16_t list, Transport transport,
                                              const FlowEnd& end) const;
    [[nodiscard]] const Numbers& lists_of(const Host& host) const;
    const char* kept(std::string_view text, std::size_t most);

    std::vector<List> lists_;
    std::vector<Socket> sockets_;
    std::vector<std::uint32_t> slots_;  ///< by hash, open addressing: a socket's place, or kNone; a power of
                                        ///< two, at least a fifth of them free
    std::deque<Process> processes_;
    std::unordered_map<Host, Numbers, HostHash> lists_of_host_;
    Numbers loopback_;  ///< those of the host that captured
    std::unique_ptr<GStringChunk, FreeTexts> texts_;
    std::set<std::string_view> known_texts_;  ///< while reading; ordered, since the files choose them
    bool is_full_told_ = false;               ///< of the list that is read: that a host has too many
    std::vector<std::string> errors_;
};

}  // namespace portlore
