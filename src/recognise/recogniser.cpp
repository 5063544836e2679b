// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/recogniser.h"

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <vector>

#include "recognise/index.h"

namespace portlore {

namespace {

/** What an exchange says, held against one rule after another. A rule that asked for bytes which are not
 * there does not hold, whatever it made of them. */
class Look {
 public:
    explicit Look(const Exchange& exchange)
        : exchange_(exchange),
          said_(exchange.payload.noting(missed_)),
          before_(exchange.before.noting(missed_)),
          other_(exchange.other.noting(missed_)) {}
    Look(const Look&) = delete;
    Look& operator=(const Look&) = delete;

    [[nodiscard]] Recognised shown_by(const Recogniser& row) {
        if (row.group != Group::None && row.group != exchange_.group) return {};
        const bool may_be_client = exchange_.sender != Speaker::Server;
        const bool may_be_server = exchange_.sender != Speaker::Client;
        const bool asked_already = may_be_client && may_be_server && row.client == row.server;

        bool is_clients = may_be_client && holds(row.client, said_);
        bool is_servers = may_be_server && (asked_already ? is_clients : holds(row.server, said_));
        if (!other_.empty()) {
            is_clients |= may_be_client && holds(row.asks, said_) && holds(row.answers, other_);
            is_servers |= may_be_server && holds(row.answers, said_) && holds(row.asks, other_);
        }
        if (!is_clients && !is_servers && !goes_on(row.continues)) return {};
        if (exchange_.sender != Speaker::Unknown) return {&row, exchange_.sender};
        if (row.tells != nullptr) return {&row, told(row.tells)};
        if (is_clients == is_servers) return {&row, Speaker::Unknown};
        return {&row, is_clients ? Speaker::Client : Speaker::Server};
    }

    /** Whether the sender may be a side of which an undecided rule holds. */
    [[nodiscard]] bool agrees_with(const Recogniser& row) {
        return (exchange_.sender != Speaker::Server && holds(row.asks, said_)) ||
               (exchange_.sender != Speaker::Client && holds(row.answers, said_));
    }

 private:
    [[nodiscard]] bool holds(Rule rule, const Payload& payload) {
        if (rule == nullptr) return false;
        missed_ = false;
        return rule(payload) && !missed_;
    }
    [[nodiscard]] bool goes_on(SequenceRule rule) {
        if (rule == nullptr) return false;
        missed_ = false;
        return rule(before_, said_) && !missed_;
    }
    /** Bits that are not there tell nothing. */
    [[nodiscard]] Speaker told(Tell tell) {
        missed_ = false;
        const Speaker speaker = tell(said_);
        return missed_ ? Speaker::Unknown : speaker;
    }

    const Exchange& exchange_;
    bool missed_ = false;
    Payload said_;
    Payload before_;
    Payload other_;
};

using Rows = std::span<const Recogniser* const>;

/** The rows of a protocol, in their order. */
Rows rows_of(std::string_view protocol) {
    static const auto by_protocol = [] {
        std::unordered_map<std::string_view, std::vector<const Recogniser*>> rows;
        for (const Recogniser* const row : numbered_recognisers()) rows[row->protocol].push_back(row);
        return rows;
    }();
    const auto found = by_protocol.find(protocol);
    return found == by_protocol.end() ? Rows() : Rows(found->second);
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
    const Rows rows = rows_of(protocol);
    return std::any_of(rows.begin(), rows.end(),
                       [&](const Recogniser* row) { return holds(row->transports, transport); });
}

bool tells_servers(std::string_view protocol, Transport transport) {
    const Rows rows = rows_of(protocol);
    return std::any_of(rows.begin(), rows.end(), [&](const Recogniser* row) {
        const bool has_rule = row->server != nullptr || row->answers != nullptr || row->continues != nullptr;
        return has_rule && holds(row->transports, transport);
    });
}

Agreed agreement(std::string_view protocol, const Exchange& exchange) {
    Agreement found = Agreement::None;
    Look look(exchange);
    for (const Recogniser* const row : rows_of(protocol)) {
        if (!holds(row->transports, exchange.transport)) continue;
        if (const Recognised shown = look.shown_by(*row)) return {Agreement::Certain, shown.speaker};
        if (look.agrees_with(*row)) found = Agreement::Possible;
    }
    return {found};
}

Recognised recognise(const Exchange& exchange) {
    if (exchange.payload.empty()) return {};
    const auto rows = numbered_recognisers();
    const RowSet candidates = candidates_for(exchange.transport, exchange.payload.bytes());
    Look look(exchange);
    for (std::size_t word = 0; word < candidates.size(); ++word) {
        for (std::uint64_t left = candidates[word]; left != 0; left &= left - 1) {
            const auto nth = word * kRowsInAWord + static_cast<std::size_t>(std::countr_zero(left));
            if (const Recognised shown = look.shown_by(*rows[nth])) return shown;
        }
    }
    return {};
}

}  // namespace portlore
