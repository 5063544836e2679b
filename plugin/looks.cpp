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

/** Whether a payload is all that a frame's segment carries, so that its sequence number is the payload's. */
bool is_whole_segment(const Frame& frame, const Payload& payload) {
    return frame.segment && static_cast<std::int64_t>(frame.segment->size) == payload.length();
}

/** Whether a payload is the rest of what its sender has begun in short segments before. */
bool goes_on(const Remembered& said, const Frame& frame, const Payload& payload) {
    return said.is_short() && is_whole_segment(frame, payload) &&
           frame.segment->payload_sequence() == said.next;
}

void remember(Remembered& said, const Frame& frame, const Payload& payload) {
    if (!goes_on(said, frame, payload)) said = {};
    said.last_begins = said.captured;
    const auto beginning =
        payload.bytes().first(std::min(payload.bytes().size(), kRemembered - said.captured));
    std::copy(beginning.begin(), beginning.end(), said.bytes.begin() + said.captured);
    said.captured = static_cast<std::uint8_t>(said.captured + beginning.size());
    said.sent += static_cast<std::uint32_t>(payload.length());
    if (frame.segment) said.next = frame.segment->payload_sequence() + frame.segment->size;
}

/** Whether a short payload is what stands before what its sender's segment before has brought, out of order.
 */
bool comes_before(const Remembered& said, const Frame& frame, const Payload& payload) {
    const std::size_t captured = payload.bytes().size();
    return said.captured > 0 && captured <= Remembered::kShort &&
           static_cast<std::int64_t>(captured) == payload.length() && is_whole_segment(frame, payload) &&
           frame.segment->payload_sequence() + frame.segment->size == said.next - said.sent;
}

/** A short payload and the one that follows it, as far as there is any need to look at them. */
class Joined {
 public:
    Joined(const Payload& begun, const Payload& next) {
        const auto rest = next.bytes().first(std::min(next.bytes().size(), kEnough));
        std::copy(rest.begin(), rest.end(),
                  std::copy(begun.bytes().begin(), begun.bytes().end(), bytes_.begin()));
        captured_ = begun.bytes().size() + rest.size();
        sent_ = static_cast<std::size_t>(begun.length() + next.length());
    }
    [[nodiscard]] Payload payload() const { return {std::span(bytes_).first(captured_), sent_}; }

 private:
    static constexpr std::size_t kEnough = 2048;

    std::array<std::uint8_t, Remembered::kShort + kEnough> bytes_{};
    std::size_t captured_;
    std::size_t sent_;
};

}  // namespace

Speaker sender_of(const Conversation& conversation, const Frame& frame) {
    const auto listener = conversation.roles.listener_by_packets();
    if (!listener) return Speaker::Unknown;
    return frame.sender == *listener ? Speaker::Server : Speaker::Client;
}

Exchange exchange_of(const Conversation& conversation, const Frame& frame, const Payload& payload) {
    // Datagrams tell by themselves who sends them, and the first one of a capture may be an answer.
    const bool is_tcp = frame.transport() == Transport::Tcp;
    return {.transport = frame.transport(),
            .sender = is_tcp ? sender_of(conversation, frame) : Speaker::Unknown,
            .payload = payload,
            .before = conversation.payloads->said[index(frame.sender)].last(),
            .other = conversation.payloads->said[index(frame.receiver())].last()};
}

namespace {

/** What Wireshark dissects on the listener's port: most payloads are just that. Empty where nobody listens so
 * far. */
std::string_view expected_protocol(const Conversation& conversation, const Frame& frame) {
    const auto listener = listener_or_asked(conversation);
    return listener ? own_protocol(frame.flow.port(*listener), frame.transport()) : std::string_view();
}

/** Takes in who listens, as a payload shows that only one side says. */
void take_speaker(Conversation& conversation, const Frame& frame, Speaker speaker) {
    if (speaker == Speaker::Unknown) return;
    const bool by_server = speaker == Speaker::Server;
    conversation.roles.content(by_server ? frame.sender : frame.receiver(), frame.number);
}

void take_as_expected(Conversation& conversation, Frame& frame, std::string_view expected,
                      const Agreed& agreed) {
    take_speaker(conversation, frame, agreed.speaker);
    if (frame.shown != nullptr) return;
    frame.shown = expected.data();
    frame.is_certain = agreed.how == Agreement::Certain;
}

/** Takes in what a payload was recognised as. */
void take_in(Conversation& conversation, Frame& frame, const Recognised& found) {
    ws_debug("frame %u is recognised as %s", frame.number, found.row->protocol);
    Recognition& recognition = conversation.payloads->recognition;
    recognition.recogniser = found.row;
    recognition.frame = frame.number;
    frame.shown = found.row->protocol;
    frame.is_certain = true;
    if (found.row->protocol == kShell) conversation.roles.prompt(frame.sender, frame.number);
    take_speaker(conversation, frame, found.speaker);
}

/** Whether a payload shows what the port says, or a protocol. */
enum class Shown : std::uint8_t { Nothing, AsExpected, Recognised };

Shown shown_by(Conversation& conversation, Frame& frame, const Exchange& exchange) {
    const std::string_view expected = expected_protocol(conversation, frame);
    const Agreed agreed = expected.empty() ? Agreed{} : agreement(expected, exchange);
    const Recognised found = agreed.how == Agreement::Certain ? Recognised{} : recognise(exchange);
    if (found) {
        take_in(conversation, frame, found);
        return Shown::Recognised;
    }
    if (agreed.how == Agreement::None) return Shown::Nothing;
    take_as_expected(conversation, frame, expected, agreed);
    return Shown::AsExpected;
}

/** The same of two payloads of one side. */
Shown shown_by_both(Conversation& conversation, Frame& frame, Exchange exchange, const Payload& begun,
                    const Payload& next) {
    const Joined joined(begun, next);
    exchange.payload = joined.payload();
    exchange.before = {};
    const Shown shown = shown_by(conversation, frame, exchange);
    conversation.payloads->recognition.is_joined = shown == Shown::Recognised;
    return shown;
}

/** The same of what was sent in short segments and now goes on, by either side. */
Shown shown_by_joined(Conversation& conversation, Frame& frame, Exchange exchange) {
    const Remembered& own = conversation.payloads->said[index(frame.sender)];
    const Remembered& others = conversation.payloads->said[index(frame.receiver())];
    if (others.last_begins > 0) exchange.other = others.joined();
    if (goes_on(own, frame, exchange.payload))
        return shown_by_both(conversation, frame, exchange, own.joined(), exchange.payload);
    if (comes_before(own, frame, exchange.payload))
        return shown_by_both(conversation, frame, exchange, exchange.payload, own.joined());
    return others.last_begins > 0 ? shown_by(conversation, frame, exchange) : Shown::Nothing;
}

Look take_look(Conversation& conversation, Frame& frame, const Exchange& exchange) {
    Shown shown = shown_by(conversation, frame, exchange);
    if (shown == Shown::Nothing) shown = shown_by_joined(conversation, frame, exchange);
    if (shown == Shown::Nothing && frame.shown == nullptr &&
        sender_of(conversation, frame) != Speaker::Client && is_text(exchange.payload))
        frame.shown = kText.data();
    return shown == Shown::Recognised ? Look::Recognised : Look::Unknown;
}

/** Of a conversation that is recognised and may go over to TLS, where it does. */
Look look_for_tls(Frame& frame, const Exchange& exchange) {
    if (agreement(kTls, exchange).how == Agreement::Certain) {
        frame.shown = kTls.data();
        frame.is_certain = true;
    }
    return Look::NotTaken;
}

/** Whether all is known that payloads tell: what is spoken, for certain, and who listens. */
bool is_told(const Conversation& conversation) {
    const Recogniser* const known = conversation.payloads->recognition.recogniser;
    if (known != nullptr) return !may_become_tls(known->protocol);
    const Observed* const observed = conversation.observed();
    if (observed == nullptr || !observed->is_certain) return false;
    // Where there is no handshake, only what is said tells who listens.
    const bool is_tcp = conversation.flow.transport() == Transport::Tcp;
    const bool is_listener_known =
        (is_tcp && conversation.roles.listener_by_packets()) || conversation.roles.listener_by_content();
    return is_listener_known && !may_become_tls(observed->names[0]);
}

}  // namespace

Look look(Conversation& conversation, Frame& frame, const Payload& payload, const packet_info* pinfo) {
    Payloads& payloads = payloads_of(conversation, wmem_file_scope());
    std::uint8_t& looks = payloads.looks[index(frame.sender)];
    if (looks == kMostLooks || is_told(conversation)) return Look::NotTaken;
    const Recogniser* const known = payloads.recognition.recogniser;
    ++looks;
    frame.tells = true;
    conversation.is_untagged = false;
    Exchange exchange = exchange_of(conversation, frame, payload);
    exchange.group = group_of(pinfo->dst);
    if (known != nullptr) return look_for_tls(frame, exchange);
    const Look taken = take_look(conversation, frame, exchange);
    remember(payloads.said[index(frame.sender)], frame, payload);
    return taken;
}

}  // namespace portlore
