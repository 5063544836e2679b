/** @file
 * The recognisers' rows, each family in the file that bears its name. For families.cpp, which puts them in
 * order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "recognise/recogniser.h"

namespace portlore {

using Words = std::initializer_list<std::string_view>;

/** Whether a payload begins with one of these texts. */
inline bool begins(const Payload& payload, Words words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return payload.has(word); });
}

/** Seconds since 1970 of a clock that is set: between 1995 and 2065. */
constexpr bool is_date(std::int64_t seconds) { return seconds > 800000000 && seconds < 3000000000; }

/** A Tell of what either side may say. */
inline Speaker either_side(const Payload& /*payload*/) { return Speaker::Unknown; }

/** Static. */
std::span<const Recogniser> web_recognisers();
std::span<const Recogniser> mail_and_chat_recognisers();
std::span<const Recogniser> database_recognisers();
std::span<const Recogniser> message_queue_recognisers();
std::span<const Recogniser> windows_recognisers();
std::span<const Recogniser> remote_access_recognisers();
std::span<const Recogniser> file_and_code_recognisers();
std::span<const Recogniser> industrial_recognisers();
std::span<const Recogniser> name_and_time_recognisers();
std::span<const Recogniser> network_service_recognisers();
std::span<const Recogniser> tunnel_recognisers();
std::span<const Recogniser> telephony_recognisers();
std::span<const Recogniser> peer_recognisers();
std::span<const Recogniser> sap_recognisers();
std::span<const Recogniser> remote_call_recognisers();
std::span<const Recogniser> device_recognisers();
std::span<const Recogniser> intruder_recognisers();
std::span<const Recogniser> routing_recognisers();
std::span<const Recogniser> monitoring_recognisers();
std::span<const Recogniser> administration_recognisers();
std::span<const Recogniser> machine_recognisers();
std::span<const Recogniser> wireless_recognisers();
std::span<const Recogniser> cluster_recognisers();

}  // namespace portlore
