/** @file
 * The recognisers' rows, each family in the file that bears its name. For recogniser.cpp, which puts them in
 * order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#pragma once

#include "recognise/recogniser.h"

namespace portlore {

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

}  // namespace portlore
