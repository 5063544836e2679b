// SPDX-License-Identifier: GPL-2.0-or-later
#include "owners.h"

#include <wiretap/wtap.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "current_facts.h"
#include "packet_comment.h"

namespace portlore {

namespace {

/** So many comments of a packet are looked at. */
constexpr unsigned kMostComments = 16;

/** Whose packet it is, as the packet says. */
enum class Direction : std::uint8_t { Unknown, Inbound, Outbound };

/** A process that the capture names, with its texts. */
struct NamedProcess {
    std::array<std::string, 6> texts;
    Process process;
};

/** What the packets of a flow say. */
struct NamedFlow {
    struct Named {
        const Process* process = nullptr;
        Direction direction = Direction::Unknown;
        Side sender = Side::One;  ///< of the packet that said so
    };
    static constexpr std::size_t kMost = 4;

    std::array<Named, kMost> named{};
    std::size_t count = 0;
};

/** What the capture that is open says. Hosts and flows are found by keyed hashes. */
struct NamedProcesses {
    /** By all that is told of them; ordered, since a packet chooses the texts. */
    std::map<std::string, std::unique_ptr<NamedProcess>, std::less<>> processes;
    std::unordered_map<std::uint64_t, NamedFlow> flows;          ///< by the flow key's hash
    std::unordered_map<Host, std::uint32_t, HostHash> flows_of;  ///< how many of them a host has
};

NamedProcesses& named() {
    static NamedProcesses all;
    return all;
}

wtap_block_t options_of(const packet_info* pinfo) {
    if (pinfo->fd->has_modified_block) return epan_get_modified_block(pinfo->epan, pinfo->fd);
    return pinfo->rec->block;
}

/** epb_flags: the two lowest bits (pcapng, "Enhanced Packet Block Options"). */
Direction direction_of(wtap_block_t options) {
    std::uint32_t flags = 0;
    if (wtap_block_get_uint32_option_value(options, OPT_PKT_FLAGS, &flags) != WTAP_OPTTYPE_SUCCESS)
        return Direction::Unknown;
    switch (flags & 3U) {
        case 1:
            return Direction::Inbound;
        case 2:
            return Direction::Outbound;
        default:
            return Direction::Unknown;
    }
}

/** What a packet says, copied: its options are the next packet's soon. */
struct Said {
    std::uint32_t pid = 0;
    std::array<std::string, 6> texts;  ///< name, user, path, command, parent, container
    const char* source = "packet comment";
};

Said read_comments(wtap_block_t options, Direction direction) {
    CommentedProcess told;
    for (unsigned nth = 0; nth < kMostComments; ++nth) {
        char* comment = nullptr;
        if (wtap_block_get_nth_string_option_value(options, OPT_COMMENT, nth, &comment) !=
            WTAP_OPTTYPE_SUCCESS)
            break;
        if (comment != nullptr) take_comment(comment, told);
    }
    Said said;
    if (told.by_whoever_ran) {
        // What ran while a packet came in is mostly the kernel, on behalf of nobody in particular.
        constexpr std::uint32_t kWindowsKernel = 4;
        if (direction == Direction::Inbound || told.pid == kWindowsKernel) return said;
        said.source = "packet comment (who ran when it was sent)";
    }
    said.pid = told.pid;
    said.texts = {escaped(told.name, kMostNameBytes),
                  escaped(told.user, kMostNameBytes),
                  escaped(told.path, kMostTextBytes),
                  escaped(told.command, kMostTextBytes),
                  escaped(told.parent_in_brief(), kMostTextBytes),
                  escaped(told.container_in_brief(), kMostTextBytes)};
    return said;
}

#ifdef OPT_PKT_DARWIN_PIB_ID
/** macOS's process information: the packet names a block of the file, which names the process. */
Said read_darwin(wtap_block_t options, const packet_info* pinfo) {
    Said said;
    std::uint32_t id = 0;
    if (wtap_block_get_uint32_option_value(options, OPT_PKT_DARWIN_PIB_ID, &id) != WTAP_OPTTYPE_SUCCESS)
        return said;
    const bool has_section = (pinfo->rec->presence_flags & WTAP_HAS_SECTION_NUMBER) != 0;
    const unsigned section = has_section ? pinfo->rec->section_number : 0;
    const std::int32_t pid = epan_get_process_id(pinfo->epan, id, section);
    if (pid <= 0) return said;
    said.pid = static_cast<std::uint32_t>(pid);
    if (const char* const name = epan_get_process_name(pinfo->epan, id, section))
        said.texts[0] = escaped(name, kMostNameBytes);
    said.source = "macOS's process information";
    return said;
}
#else
Said read_darwin(wtap_block_t /*options*/, const packet_info* /*pinfo*/) { return {}; }
#endif

/** The process as it is kept. */
const Process* kept(Said said) {
    std::string key = std::to_string(said.pid) + '\0' + said.source;
    for (const std::string& text : said.texts) key += '\0' + text;
    std::unique_ptr<NamedProcess>& there = named().processes[std::move(key)];
    if (there == nullptr) {
        there = std::make_unique<NamedProcess>();
        there->texts = std::move(said.texts);
        Process& process = there->process;
        process.pid = said.pid;
        const std::array fields{&process.name,    &process.user,   &process.path,
                                &process.command, &process.parent, &process.container};
        for (std::size_t at = 0; at < fields.size(); ++at) *fields[at] = there->texts[at].c_str();
        process.source = said.source;
    }
    return &there->process;
}

/** Which side captured a packet, or nothing. */
std::optional<Side> captor(const NamedFlow::Named& of, const FlowKey& flow) {
    if (of.direction == Direction::Outbound) return of.sender;
    if (of.direction == Direction::Inbound) return other(of.sender);
    const auto flows_of = [&](Side side) {
        const auto found = named().flows_of.find(flow.host(side));
        return found == named().flows_of.end() ? 0 : found->second;
    };
    const std::uint32_t one = flows_of(Side::One);
    const std::uint32_t two = flows_of(Side::Two);
    if (one == two) return std::nullopt;
    return one > two ? Side::One : Side::Two;
}

void add_named(Owners& owners, const FlowKey& flow, Side side) {
    const auto found = named().flows.find(flow.hash());
    if (found == named().flows.end()) return;
    for (std::size_t nth = 0; nth < found->second.count; ++nth) {
        const NamedFlow::Named& of = found->second.named[nth];
        const auto known = captor(of, flow);
        if (known && *known != side) continue;
        owners.is_side_known &= known.has_value();
        owners.by_port = false;
        owners.add(of.process);
    }
}

}  // namespace

WhoTells who_tells;

void look_for_lists() { who_tells.lists = !facts().sockets().empty(); }

bool may_name_process(const packet_info* pinfo) {
    const wtap_block_t options = options_of(pinfo);
    if (options == nullptr) return false;
#ifdef OPT_PKT_DARWIN_PIB_ID
    if (wtap_block_count_option(options, OPT_PKT_DARWIN_PIB_ID) > 0) return true;
#endif
    return wtap_block_count_option(options, OPT_COMMENT) > 0;
}

void take_named_process(const Frame& frame, packet_info* pinfo) {
    // Of a packet inside another one, it is the outer one's process that the capture names.
    if (!frame.has_hosts() || has_inner_packet(pinfo)) return;
    const wtap_block_t options = options_of(pinfo);
    const Direction direction = direction_of(options);
    Said said = read_darwin(options, pinfo);
    if (said.pid == 0) said = read_comments(options, direction);
    if (said.pid == 0) return;
    who_tells.capture = true;
    const auto [found, is_new] = named().flows.try_emplace(frame.flow.hash());
    if (is_new) {
        for (const Side side : kSides) ++named().flows_of[frame.flow.host(side)];
    }
    NamedFlow& flow = found->second;
    if (flow.count == NamedFlow::kMost) return;
    const Process* const process = kept(std::move(said));
    const auto is_it = [&](const NamedFlow::Named& of) { return of.process == process; };
    const auto end = flow.named.begin() + static_cast<std::ptrdiff_t>(flow.count);
    if (std::any_of(flow.named.begin(), end, is_it)) return;
    flow.named[flow.count++] = {process, direction, frame.sender};
}

Owners owners_of(const FlowKey& flow, Side side, Role role) {
    if (!has_owners()) return {};
    Owners owners = facts().sockets().owners(flow.transport(), flow.end(side), flow.end(other(side)));
    if (owners.by_port && role == Role::Initiator && flow.transport() == Transport::Tcp) owners = {};
    if (who_tells.capture) add_named(owners, flow, side);
    return owners;
}

const char* list_without(const FlowKey& flow, Side listener) {
    return facts().sockets().list_without(flow.transport(), flow.end(listener));
}

void forget_named_processes() {
    named() = {};
    who_tells.capture = false;
}

}  // namespace portlore
