// SPDX-License-Identifier: GPL-2.0-or-later
#include "looks.h"

#include <algorithm>
#include <array>

#include "follow.h"
#include "port_table.h"
#include "recognise/recogniser.h"

namespace portlore {

namespace {

/** Of each side. */
constexpr std::uint8_t kMostLooks = 8;

Group group_of(const address& to) {
    constexpr std::array<std::uint8_t, 4> kMdns{224, 0, 0, 251};
    constexpr std::array<std::uint8_t, 4> kLlmnr{224, 0, 0, 252};
    constexpr std::array<std::uint8_t, 16> kMdns6{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb};
    constexpr std::array<std::uint8_t, 16> kLlmnr6{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3};
    const auto is = [&](const auto& group) {
        return static_cast<std::size_t>(to.len) == group.size() &&
               std::equal(group.begin(), group.end(), static_cast<const std::uint8_t*>(to.data));
    };
    if (to.type != AT_IPv4 && to.type != AT_IPv6) return Group::None;
    if (is(kMdns) || is(kMdns6)) return Group::Mdns;
    return is(kLlmnr) || is(kLlmnr6) ? Group::Llmnr : Group::None;
}

void remember(Remembered& last, const Payload& payload) {
    const auto beginning = payload.bytes().first(std::min(payload.bytes().size(), kRemembered));
    std::copy(beginning.begin(), beginning.end(), last.bytes.begin());
    last.captured = static_cast<std::uint8_t>(beginning.size());
    last.sent = static_cast<std::uint32_t>(payload.length());
}

}  // namespace

Speaker sender_of(const Conversation& conversation, const Frame& frame) {
    const auto listener = conversation.roles.listener_by_packets();
    if (!listener) return Speaker::Unknown;
    return frame.sender == *listener ? Speaker::Server : Speaker::Client;
}

namespace {

/** Whether a payload agrees with what Wireshark dissects on the listener's port: most payloads are just that.
 */
bool is_what_the_port_says(const Conversation& conversation, Frame& frame, const Exchange& exchange) {
    const auto listener = listener_or_asked(conversation);
    if (!listener) return false;
    const std::string_view own = own_protocol(frame.flow.port(*listener), frame.transport());
    const Agreement agrees = own.empty() ? Agreement::None : agreement(own, exchange);
    if (agrees == Agreement::None) return false;
    if (frame.shown == nullptr) {
        frame.shown = own.data();
        frame.is_certain = agrees == Agreement::Certain;
    }
    return true;
}

Look take_look(Conversation& conversation, Frame& frame, const Exchange& exchange) {
    if (is_what_the_port_says(conversation, frame, exchange)) return Look::Unknown;
    const Recognised found = recognise(exchange);
    if (!found) {
        if (frame.shown == nullptr && sender_of(conversation, frame) != Speaker::Client &&
            is_text(exchange.payload))
            frame.shown = kText.data();
        return Look::Unknown;
    }
    ws_debug("frame %u is recognised as %s", frame.number, found.row->protocol);
    Recognition& recognition = conversation.payloads->recognition;
    recognition.recogniser = found.row;
    recognition.frame = frame.number;
    frame.shown = found.row->protocol;
    frame.is_certain = true;
    if (found.row->protocol == kShell) conversation.roles.prompt(frame.sender, frame.number);
    if (found.speaker != Speaker::Unknown) {
        const bool by_server = found.speaker == Speaker::Server;
        conversation.roles.content(by_server ? frame.sender : frame.receiver(), frame.number);
    }
    return Look::Recognised;
}

/** Of a conversation that is recognised and may go over to TLS, where it does. */
Look look_for_tls(Frame& frame, const Exchange& exchange) {
    if (agreement(kTls, exchange) == Agreement::Certain) {
        frame.shown = kTls.data();
        frame.is_certain = true;
    }
    return Look::NotTaken;
}

}  // namespace

Look look(Conversation& conversation, Frame& frame, const Payload& payload, const packet_info* pinfo) {
    Payloads& payloads = payloads_of(conversation, wmem_file_scope());
    std::uint8_t& looks = payloads.looks[index(frame.sender)];
    const Recogniser* const known = payloads.recognition.recogniser;
    if (looks == kMostLooks || (known != nullptr && !may_become_tls(known->protocol))) return Look::NotTaken;
    ++looks;
    Remembered& own = payloads.last[index(frame.sender)];
    // Datagrams tell by themselves who sends them, and the first one of a capture may be an answer.
    const bool is_tcp = frame.transport() == Transport::Tcp;
    const Exchange exchange{.transport = frame.transport(),
                            .sender = is_tcp ? sender_of(conversation, frame) : Speaker::Unknown,
                            .group = group_of(pinfo->dst),
                            .payload = payload,
                            .before = own.payload(),
                            .other = payloads.last[index(frame.receiver())].payload()};
    if (known != nullptr) return look_for_tls(frame, exchange);
    const Look taken = take_look(conversation, frame, exchange);
    remember(own, payload);
    return taken;
}

}  // namespace portlore
