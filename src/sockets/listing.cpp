// SPDX-License-Identifier: GPL-2.0-or-later
#include "sockets/listing.h"

#include <algorithm>
#include <charconv>

#include "blanks.h"
#include "process.h"

namespace portlore {

namespace {

/** An object, which is inlined where a function's address would be called for each character. */
constexpr auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };

constexpr std::uint32_t kMostPid = 0xfffffffe;

/** An IPv4 address that is written as IPv6's (RFC 4291, section 2.5.5.2), as IPv4's. */
Host unmapped(const Host& host) {
    constexpr std::array<std::uint8_t, 12> kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (host.size != 16 || !std::equal(kPrefix.begin(), kPrefix.end(), host.bytes.begin())) return host;
    return host_of(std::span(host.bytes).subspan(kPrefix.size()));
}

/** A link-local address without the scope that the BSDs and macOS keep inside of it (KAME, IMPLEMENTATION).
 */
Host without_scope(Host host) {
    const bool is_link_local = host.size == 16 && host.bytes[0] == 0xfe && (host.bytes[1] & 0xc0U) == 0x80;
    if (is_link_local) host.bytes[2] = host.bytes[3] = 0;
    return host;
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::string_view Listing::keep(std::string text) { return texts_.emplace_back(std::move(text)); }

void Listing::add(ListedSocket socket, const ListedProcess* process) {
    named_below = ListedSocket::kNobody;
    if (socket.local.port == 0 || sockets.size() == kMostSockets) return;
    if (process != nullptr) {
        if (processes.empty() || !(processes.back() == *process)) processes.push_back(*process);
        named_below = socket.process = static_cast<std::uint32_t>(processes.size() - 1);
    }
    sockets.push_back(socket);
}

void Listing::describe(const ListedProcess& process) {
    if (described.size() < kMostDescribed) described.push_back(process);
}

void Listing::note_tool(std::string_view tool) {
    if (tools.find(tool) != std::string::npos) return;
    tools += (tools.empty() ? "" : " and ") + std::string(tool);
}

void Listing::error(std::size_t line, const std::string& what) {
    if (++wrong_lines_ <= kMostErrors) errors.push_back(file_ + ":" + std::to_string(line) + ": " + what);
}

void Listing::error(const std::string& what) { errors.push_back(file_ + ": " + what); }

void Listing::settle_errors() {
    if (wrong_lines_ <= kMostErrors) return;
    error(std::to_string(wrong_lines_ - kMostErrors) + " more lines are left out; save the list again");
}

Words::Words(std::string_view line) : line_(line) {
    const auto* at = line.begin();
    while (count_ < kMost) {
        at = std::find_if_not(at, line.end(), is_blank);
        if (at == line.end()) break;
        const auto* const end = std::find_if(at, line.end(), is_blank);
        words_[count_++] = {at, end};
        at = end;
    }
}

std::string_view Words::from(std::size_t at) const {
    if (at >= count_) return {};
    return trimmed(line_.substr(static_cast<std::size_t>(words_[at].data() - line_.data())));
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint32_t> parse_pid(std::string_view text) {
    const auto pid = parse_number<std::uint32_t>(text);
    return pid && *pid <= kMostPid ? pid : std::nullopt;
}

std::optional<Host> parse_listed_host(std::string_view text) {
    if (text == "*" || text.starts_with("*%") || text == "::") return kEveryAddress;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        text = text.substr(1, close - 1);  // `[fe80::1]%eth0`, too
    }
    text = text.substr(0, text.find('%'));
    const auto host = parse_host(std::string(text));
    return host ? std::optional(without_scope(unmapped(*host))) : std::nullopt;
}

std::optional<ListedEnd> parse_listed_end(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view port = text.substr(colon + 1);
    const auto number = port == "*" ? std::optional<std::uint16_t>(0) : parse_number<std::uint16_t>(port);
    const auto host = parse_listed_host(text.substr(0, colon));
    if (!host || !number) return std::nullopt;
    return ListedEnd{*host, *number};
}

std::string no_end(std::string_view word) {
    return "'" + escaped(word, 60) +
           "' is no address with a port, both in numbers; save the list with -n, uncut";
}

std::optional<ListedSocket> parse_listed_socket(Transport transport, std::string_view local,
                                                std::string_view peer, std::size_t line, Listing& into) {
    const auto local_end = parse_listed_end(local);
    const auto peer_end = parse_listed_end(peer);
    if (local_end && peer_end) return ListedSocket{transport, *local_end, *peer_end};
    into.error(line, no_end(local_end ? peer : local));
    return std::nullopt;
}

bool is_any(const Host& host) {
    return std::ranges::all_of(host.bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace portlore
