// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/recogniser.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <vector>

#include "recognise/index.h"

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
        for (const Recogniser* const row : numbered_recognisers()) rows[row->protocol].push_back(row);
        return rows;
    }();
    static const Rows none;
    const auto found = by_protocol.find(protocol);
    return found == by_protocol.end() ? none : found->second;
}

/** The rows that may hold for a payload that is not empty. */
RowSet candidates_for(Transport transport, std::span<const std::uint8_t> bytes) {
    RowSet rows = kRowsByFirstByte[index(transport)][bytes[0]];
    if (bytes.size() == 1) return rows;
    const RowSet& by_second = kRowsBySecondByte[index(transport)][bytes[1]];
    for (std::size_t word = 0; word < rows.size(); ++word) rows[word] &= by_second[word];
    return rows;
}

}  // namespace

bool has_recogniser(std::string_view protocol, Transport transport) {
    const Rows& rows = rows_of(protocol);
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Recogniser* row) { return holds(row->transports, transport); });
}

bool tells_servers(std::string_view protocol, Transport transport) {
    const Rows& rows = rows_of(protocol);
    return std::any_of(rows.begin(), rows.end(), [&](const Recogniser* row) {
        const bool has_rule = row->server != nullptr || row->answers != nullptr || row->continues != nullptr;
        return has_rule && holds(row->transports, transport);
    });
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

Recognised recognise(const Exchange& exchange) {
    if (exchange.payload.empty()) return {};
    const auto rows = numbered_recognisers();
    const RowSet candidates = candidates_for(exchange.transport, exchange.payload.bytes());
    for (std::size_t word = 0; word < candidates.size(); ++word) {
        for (std::uint64_t left = candidates[word]; left != 0; left &= left - 1) {
            const auto nth = word * kRowsInAWord + static_cast<std::size_t>(std::countr_zero(left));
            if (const Recognised shown = shown_by(*rows[nth], exchange)) return shown;
        }
    }
    return {};
}

}  // namespace portlore
