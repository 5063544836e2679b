// Any bytes at all: the recognisers read none beyond them, and name what runs over the transport, or nothing.
// Who sends them is believed, if it is known.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>

#include "exchange_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace portlore;
    if (size < kExchangeHeader) return 0;
    const FuzzedExchange fuzzed({data, size});
    const Recognised found = recognise(fuzzed.exchange);
    if (found && (found.row->transports & only(fuzzed.exchange.transport)) == 0) std::abort();
    const Speaker sender = fuzzed.exchange.sender;
    if (found && sender != Speaker::Unknown && found.speaker != sender) std::abort();
    if (!found && found.speaker != Speaker::Unknown) std::abort();
    if (is_text(fuzzed.exchange.payload) && fuzzed.exchange.payload.empty()) std::abort();
    return 0;
}
