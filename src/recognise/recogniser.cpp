// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/recogniser.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

#include "recognise/families.h"

namespace portlore {

namespace {

/** A rule that asked for bytes which are not there does not hold, whatever it made of them. */
bool holds(Rule rule, const Payload& payload) {
    bool missed = false;
    return rule != nullptr && rule(payload.noting(missed)) && !missed;
}

bool holds(SequenceRule rule, const Payload& before, const Payload& now) {
    bool missed = false;
    return rule != nullptr && rule(before.noting(missed), now.noting(missed)) && !missed;
}

/** Bits that are not there tell nothing. */
Speaker told(Tell tell, const Payload& payload) {
    bool missed = false;
    const Speaker speaker = tell(payload.noting(missed));
    return missed ? Speaker::Unknown : speaker;
}

/** What a payload shows by one row: that which one side of the protocol says, alone or with what was said
 * before it. */
Recognised shown_by(const Recogniser& row, const Exchange& exchange) {
    if (row.group != Group::None && row.group != exchange.group) return {};
    const Payload& said = exchange.payload;
    const bool may_be_client = exchange.sender != Speaker::Server;
    const bool may_be_server = exchange.sender != Speaker::Client;
    const bool asked_already = may_be_client && may_be_server && row.client == row.server;

    bool is_clients = may_be_client && holds(row.client, said);
    bool is_servers = may_be_server && (asked_already ? is_clients : holds(row.server, said));
    if (!exchange.other.empty()) {
        is_clients |= may_be_client && holds(row.asks, said) && holds(row.answers, exchange.other);
        is_servers |= may_be_server && holds(row.answers, said) && holds(row.asks, exchange.other);
    }
    if (!is_clients && !is_servers && !holds(row.continues, exchange.before, said)) return {};
    if (exchange.sender != Speaker::Unknown) return {&row, exchange.sender};
    if (row.tells != nullptr) return {&row, told(row.tells, said)};
    if (is_clients == is_servers) return {&row, Speaker::Unknown};
    return {&row, is_clients ? Speaker::Client : Speaker::Server};
}

using Rows = std::vector<const Recogniser*>;

/** The rows of a protocol. */
const Rows& rows_of(std::string_view protocol) {
    static const auto by_protocol = [] {
        std::unordered_map<std::string_view, Rows> rows;
        for (const auto& family : recognisers()) {
            for (const Recogniser& row : family) rows[row.protocol].push_back(&row);
        }
        return rows;
    }();
    static const Rows none;
    const auto found = by_protocol.find(protocol);
    return found == by_protocol.end() ? none : found->second;
}

/** Whether a rule may hold for some payload that begins with a byte. */
bool may_hold(Rule rule, std::uint8_t first) {
    bool missed = false;
    return rule != nullptr && (rule(Payload::beginning_with({&first, 1}, missed)) || missed);
}

bool may_hold(SequenceRule rule, std::uint8_t first) {
    bool missed = false;
    return rule != nullptr &&
           (rule(Payload::beginning_with({}, missed), Payload::beginning_with({&first, 1}, missed)) ||
            missed);
}

bool may_be_shown(const Recogniser& row, std::uint8_t first) {
    return may_hold(row.client, first) || may_hold(row.server, first) || may_hold(row.asks, first) ||
           may_hold(row.answers, first) || may_hold(row.continues, first);
}

Rows rows_for(Transport transport, std::uint8_t first) {
    Rows rows;
    for (const auto& family : recognisers()) {
        for (const Recogniser& row : family) {
            if (holds(row.transports, transport) && may_be_shown(row, first)) rows.push_back(&row);
        }
    }
    return rows;
}

/** The rows of a transport that a payload may show by its first byte, in the order in which they are tried.
 * Found at the first question: most rows ask for a byte that a payload has not. */
const Rows& candidates(Transport transport, std::uint8_t first) {
    static std::array<std::array<std::optional<Rows>, 256>, kTransports.size()> known;
    std::optional<Rows>& rows = known[index(transport)][first];
    if (!rows) rows = rows_for(transport, first);
    return *rows;
}

}  // namespace

bool has_recogniser(std::string_view protocol, Transport transport) {
    const Rows& rows = rows_of(protocol);
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Recogniser* row) { return holds(row->transports, transport); });
}

Agreed agreement(std::string_view protocol, const Exchange& exchange) {
    Agreement found = Agreement::None;
    for (const Recogniser* const row : rows_of(protocol)) {
        if (!holds(row->transports, exchange.transport)) continue;
        if (const Recognised shown = shown_by(*row, exchange)) return {Agreement::Certain, shown.speaker};
        if ((exchange.sender != Speaker::Server && holds(row->asks, exchange.payload)) ||
            (exchange.sender != Speaker::Client && holds(row->answers, exchange.payload)))
            found = Agreement::Possible;
    }
    return {found};
}

std::span<const std::span<const Recogniser>> recognisers() {
    static const std::array families{web_recognisers(),
                                     mail_and_chat_recognisers(),
                                     database_recognisers(),
                                     message_queue_recognisers(),
                                     windows_recognisers(),
                                     remote_access_recognisers(),
                                     file_and_code_recognisers(),
                                     industrial_recognisers(),
                                     name_and_time_recognisers(),
                                     network_service_recognisers(),
                                     tunnel_recognisers(),
                                     telephony_recognisers(),
                                     peer_recognisers(),
                                     sap_recognisers(),
                                     remote_call_recognisers(),
                                     device_recognisers(),
                                     routing_recognisers(),
                                     monitoring_recognisers(),
                                     administration_recognisers(),
                                     intruder_recognisers()};
    return families;
}

Recognised recognise(const Exchange& exchange) {
    if (exchange.payload.empty()) return {};
    for (const Recogniser* const row : candidates(exchange.transport, exchange.payload.bytes()[0])) {
        if (const Recognised shown = shown_by(*row, exchange)) return shown;
    }
    return {};
}

bool is_text(const Payload& payload) {
    const std::string_view text = payload.text();
    if (text.empty()) return false;
    const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b' &&
                c != '\a') ||
               byte == 0x7f;
    });
    if (!plain) return false;
    const char* end = nullptr;
    if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), &end) != FALSE) return true;
    // A segment may end within a character, which then reads as incomplete (-2), not as wrong.
    const auto left = static_cast<gssize>(text.data() + text.size() - end);
    return end != text.data() && g_utf8_get_char_validated(end, left) == static_cast<gunichar>(-2);
}

}  // namespace portlore
