// SPDX-License-Identifier: GPL-2.0-or-later
#include "sockets/socket_lists.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "file.h"
#include "keyed_hash.h"
#include "sockets/listing_file.h"

namespace portlore {

namespace {

/** A list of 200,000 sockets has 60 MB, as ss lines its columns up. */
constexpr std::size_t kMostFileBytes = std::size_t{256} << 20U;
constexpr std::size_t kMostLists = 10'000;
constexpr std::size_t kMostHosts = 100'000;
constexpr std::size_t kTextBlock = 4096;

bool is_loopback(const Host& host) {
    if (host.size == 4) return host.bytes[0] == 127;
    return host == Host{16, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
}

/** Whether an address is one that a single host has. Source: RFC 5771, 4291, 919. */
bool is_a_hosts(const Host& host) {
    if (is_any(host) || is_loopback(host)) return false;
    return host.size == 16 ? host.bytes[0] != 0xff : host.bytes[0] < 224;
}

std::string_view first_told(std::string_view one, std::string_view other) {
    return one.empty() ? other : one;
}

/** Whether two lists may mean one process: ids are used again. */
bool may_be_one(const ListedProcess& process, const ListedProcess& described) {
    return process.name.empty() || described.name.empty() ||
           process.name.substr(0, 4) == described.name.substr(0, 4);
}

/** What a socket's list says of a process, and what another list adds to it. */
ListedProcess joined(const ListedProcess& process, const ListedProcess* described) {
    if (described == nullptr) return process;
    ListedProcess whole = process;
    whole.name = first_told(process.name, described->name);
    whole.is_cut = process.name.empty() ? described->is_cut : process.is_cut;
    whole.user = first_told(process.user, described->user);
    whole.path = first_told(process.path, described->path);
    whole.command = first_told(described->command, process.command);
    whole.service = first_told(process.service, described->service);
    return whole;
}

std::string source_of(const Listing& listing) {
    const std::string of = listing.hosts.empty() ? "in " + std::string(file_name(listing.file()))
                                                 : "on " + text(listing.hosts[0]);
    return listing.tools + " " + of + (listing.saved.empty() ? "" : ", saved " + listing.saved);
}

}  // namespace

/** What lists of processes say, by the host or the folder that they are of, and the process id. */
class SocketLists::Descriptions {
 public:
    explicit Descriptions(const std::deque<Listing>& listings) {
        for (const Listing& listing : listings) {
            if (listing.hosts.empty() && !listing.sockets.empty()) ++lists_in_[household(listing)];
            for (const ListedProcess& process : listing.described) {
                of_file_[listing.file()].try_emplace(process.pid, &process);
                of_household_[household(listing)].try_emplace(process.pid, &process);
            }
        }
    }

    /** What is said of a process in a list of sockets, or null. */
    [[nodiscard]] const ListedProcess* of(const Listing& listing, std::uint32_t pid) const {
        if (of_file_.contains(listing.file())) return find(of_file_, listing.file(), pid);
        const std::string& key = household(listing);
        const auto lists = lists_in_.find(key);
        // Of which of several lists in one folder they are is not to be guessed.
        if (listing.hosts.empty() && lists != lists_in_.end() && lists->second > 1) return nullptr;
        return find(of_household_, key, pid);
    }

 private:
    using ByPid = std::map<std::uint32_t, const ListedProcess*>;
    using ByKey = std::map<std::string, ByPid>;

    static std::string household(const Listing& listing) {
        return listing.hosts.empty()
                   ? listing.file().substr(0, listing.file().size() - file_name(listing.file()).size())
                   : text(listing.hosts[0]);
    }
    static const ListedProcess* find(const ByKey& all, const std::string& key, std::uint32_t pid) {
        const auto processes = all.find(key);
        if (processes == all.end()) return nullptr;
        const auto found = processes->second.find(pid);
        return found == processes->second.end() ? nullptr : found->second;
    }

    ByKey of_file_;
    ByKey of_household_;
    std::map<std::string, std::size_t> lists_in_;  ///< that name no host
};

SocketLists::SocketLists(const std::vector<std::string>& files) {
    std::deque<Listing> listings;
    std::size_t count = 0;
    for (const std::string& path : files) {
        FileText file = read_file(path, kMostFileBytes);
        if (!file.text) {
            errors_.push_back(file.error);
            continue;
        }
        for (Listing& listing : read_listings(std::move(*file.text), path)) {
            errors_.insert(errors_.end(), listing.errors.begin(), listing.errors.end());
            count += listing.sockets.size();
            listings.push_back(std::move(listing));
        }
    }
    if (count == 0) return;
    count = std::min(count, kMostSockets);
    sockets_.reserve(count);
    slots_.assign(std::bit_ceil(count + count / 4 + 1), kNone);
    const Descriptions descriptions(listings);
    for (const Listing& listing : listings) {
        if (!listing.sockets.empty()) take(listing, descriptions);
    }
    settle_loopback();
    known_texts_.clear();
}

const char* SocketLists::kept(std::string_view text, std::size_t most) {
    if (text.empty()) return "";
    if (texts_ == nullptr) texts_.reset(g_string_chunk_new(kTextBlock));
    const std::string shown = escaped(text, most);
    const auto known = known_texts_.find(shown);
    if (known != known_texts_.end()) return known->data();
    return known_texts_
        .emplace(g_string_chunk_insert_len(texts_.get(), shown.data(), static_cast<gssize>(shown.size())))
        .first->data();
}

void SocketLists::take(const Listing& listing, const Descriptions& descriptions) {
    if (lists_.size() == kMostLists || sockets_.size() == kMostSockets) {
        errors_.push_back(listing.file() +
                          ": there are too many lists of sockets to keep this one; remove some");
        return;
    }
    is_full_told_ = false;
    List list;
    list.source = kept(source_of(listing), kMostNameBytes);
    list.is_scan = listing.tools == "nmap";
    take_hosts(listing);
    take_sockets(listing, list, take_processes(listing, list.source, descriptions));
    lists_.push_back(list);
}

std::vector<std::uint32_t> SocketLists::take_processes(const Listing& listing, const char* source,
                                                       const Descriptions& descriptions) {
    std::vector<std::uint32_t> places;
    places.reserve(listing.processes.size());
    struct Known {
        const ListedProcess* process;
        std::uint32_t place;
    };
    std::map<std::uint32_t, Known> known;  // by process id; ordered, since the file chooses them
    for (const ListedProcess& process : listing.processes) {
        const auto place = static_cast<std::uint32_t>(processes_.size());
        const auto [found, is_new] = known.try_emplace(process.pid, Known{&process, place});
        if (!is_new && *found->second.process == process) {
            places.push_back(found->second.place);
            continue;
        }
        found->second = {&process, place};
        const ListedProcess* described = process.pid == 0 ? nullptr : descriptions.of(listing, process.pid);
        if (described != nullptr && !may_be_one(process, *described)) described = nullptr;
        take_process(joined(process, described), source);
        places.push_back(place);
    }
    return places;
}

void SocketLists::take_process(const ListedProcess& process, const char* source) {
    Process& there = processes_.emplace_back();
    there.pid = process.pid;
    there.name = kept(process.name, kMostNameBytes);
    there.user = kept(process.user, kMostNameBytes);
    there.path = kept(process.path, kMostTextBytes);
    there.command = kept(process.command, kMostTextBytes);
    there.service = kept(process.service, kMostTextBytes);
    there.source = source;
    there.is_cut = process.is_cut;
}

void SocketLists::take_sockets(const Listing& listing, List& list,
                               const std::vector<std::uint32_t>& processes) {
    const auto number = static_cast<std::uint16_t>(lists_.size());
    bool names_any = false;
    for (const ListedSocket& listed : listing.sockets) {
        // What neither waits nor is connected tells nothing.
        if (!listed.listens && listed.peer.port == 0) continue;
        if (sockets_.size() == kMostSockets) {
            errors_.push_back(listing.file() +
                              ": there are too many sockets to keep all of them; remove some lists");
            break;
        }
        if (listed.listens) list.has_listeners[index(listed.transport)] = true;
        names_any |= listed.process != kNone;
        const std::uint32_t process = listed.process == kNone ? kNone : processes[listed.process];
        add({listed.local, listed.listens ? ListedEnd{} : listed.peer, listed.transport, number, process,
             kNone});
    }
    constexpr const char* kUnnamed = ": names no process; save the list again as root or administrator";
    if (!names_any) errors_.push_back(listing.file() + kUnnamed);
}

void SocketLists::take_hosts(const Listing& listing) {
    const auto number = static_cast<std::uint16_t>(lists_.size());
    bool has_any = false;
    const auto take = [&](const Host& host, bool is_told) {
        if (is_loopback(host) && is_told) {
            if (loopback_.empty() || loopback_.back() != number) loopback_.push_back(number);
            has_any = true;
        } else if (is_a_hosts(host)) {
            take_host(host, listing.file());
            has_any = true;
        }
    };
    // Every host has loopback addresses: they call one only where it is called nothing else.
    const bool is_loopbacks = std::ranges::all_of(listing.hosts, is_loopback);
    for (const Host& host : listing.hosts) take(host, is_loopbacks);
    // A host has more addresses than the one that it is called by.
    Host before;
    for (const ListedSocket& socket : listing.sockets) {
        if (socket.local.host == before) continue;
        before = socket.local.host;
        take(before, false);
    }
    constexpr const char* kUntold =
        ": does not say whose sockets they are; name it after the host's address, as 10.0.0.5.sockets, or "
        "let it "
        "begin with a line `# host 10.0.0.5`";
    if (!has_any) errors_.push_back(listing.file() + kUntold);
}

void SocketLists::take_host(const Host& host, const std::string& file) {
    const auto number = static_cast<std::uint16_t>(lists_.size());
    if (lists_of_host_.size() == kMostHosts && !lists_of_host_.contains(host)) return;
    Numbers& lists = lists_of_host_[host];
    if (!lists.empty() && lists.back() == number) return;
    if (lists.size() < kMostListsOfHost) return lists.push_back(number);
    if (std::exchange(is_full_told_, true)) return;
    errors_.push_back(file + ": there are " + std::to_string(kMostListsOfHost) + " lists of " + text(host) +
                      " already, which this one is not asked for; remove some");
}

/** In a capture of the loopback interface, every list may be meant, unless they are of several hosts. */
void SocketLists::settle_loopback() {
    Numbers untold;
    for (std::size_t at = 0; at < lists_.size(); ++at) {
        const auto number = static_cast<std::uint16_t>(at);
        if (!lists_[number].is_scan && std::ranges::find(loopback_, number) == loopback_.end())
            untold.push_back(number);
    }
    const auto has_all = [&](const auto& host) { return std::ranges::includes(host.second, untold); };
    const bool is_one_host = untold.size() == 1 || std::ranges::any_of(lists_of_host_, has_all);
    if (is_one_host) loopback_.insert(loopback_.end(), untold.begin(), untold.end());
    loopback_.resize(std::min(loopback_.size(), kMostListsOfHost));
}

std::size_t SocketLists::slot_of(const Socket& socket) const {
    const auto [local_high, local_low] = words(socket.local.host);
    const auto [peer_high, peer_low] = words(socket.peer.host);
    const std::uint64_t rest = std::uint64_t{socket.local.port} | std::uint64_t{socket.peer.port} << 16U |
                               std::uint64_t{socket.list} << 32U |
                               std::uint64_t{index(socket.transport)} << 48U |
                               std::uint64_t{socket.local.host.size} << 52U;
    std::size_t slot =
        keyed_hash(std::array{local_high, local_low, peer_high, peer_low, rest}) & (slots_.size() - 1);
    const auto is_other = [&](const Socket& there) {
        return there.list != socket.list || there.transport != socket.transport ||
               there.local.port != socket.local.port || there.peer.port != socket.peer.port ||
               !(there.local.host == socket.local.host) || !(there.peer.host == socket.peer.host);
    };
    while (slots_[slot] != kNone && is_other(sockets_[slots_[slot]])) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
}

void SocketLists::add(const Socket& socket) {
    std::uint32_t* end = &slots_[slot_of(socket)];
    for (std::size_t others = 0; *end != kNone; ++others) {
        Socket& there = sockets_[*end];
        if (there.process == socket.process || others == Owners::kMost) return;
        end = &there.next;
    }
    *end = static_cast<std::uint32_t>(sockets_.size());
    sockets_.push_back(socket);
}

const SocketLists::Socket* SocketLists::find(const Socket& like) const {
    const std::uint32_t place = slots_[slot_of(like)];
    return place == kNone ? nullptr : &sockets_[place];
}

const SocketLists::Socket* SocketLists::find_listener(std::uint16_t list, Transport transport,
                                                      const FlowEnd& end) const {
    const Host every_of_family{end.host.size, {}};
    for (const Host& host : {end.host, every_of_family, kEveryAddress}) {
        if (const Socket* const found = find({{host, end.port}, {}, transport, list})) return found;
    }
    return nullptr;
}

const SocketLists::Numbers& SocketLists::lists_of(const Host& host) const {
    static const Numbers kNoList;
    if (is_loopback(host)) return loopback_;
    const auto found = lists_of_host_.find(host);
    return found == lists_of_host_.end() ? kNoList : found->second;
}

Owners SocketLists::owners(Transport transport, const FlowEnd& local, const FlowEnd& peer) const {
    Owners owners;
    if (empty()) return owners;
    bool has_connection = false;
    for (const std::uint16_t list : lists_of(local.host)) {
        const Socket* socket = find({{local.host, local.port}, {peer.host, peer.port}, transport, list});
        // A connection that is over is nobody's, but was its listener's.
        const bool has_owner = socket != nullptr && socket->process != kNone;
        has_connection |= has_owner;
        if (!has_owner) socket = find_listener(list, transport, local);
        while (socket != nullptr) {
            if (socket->process != kNone) owners.add(&processes_[socket->process]);
            socket = socket->next == kNone ? nullptr : &sockets_[socket->next];
        }
    }
    owners.by_port = !has_connection;
    return owners;
}

const char* SocketLists::list_without(Transport transport, const FlowEnd& listener) const {
    if (empty()) return nullptr;
    const char* without = nullptr;
    for (const std::uint16_t list : lists_of(listener.host)) {
        const List& asked = lists_[list];
        if (asked.is_scan) continue;
        if (find_listener(list, transport, listener) != nullptr) return nullptr;
        if (asked.has_listeners[index(transport)]) without = asked.source;
    }
    return without;
}

}  // namespace portlore
