// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/families.h"

#include <array>
#include <vector>

#include "recognise/index.h"

namespace portlore {

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
                                     machine_recognisers(),
                                     wireless_recognisers(),
                                     cluster_recognisers(),
                                     intruder_recognisers()};
    return families;
}

std::span<const Recogniser* const> numbered_recognisers() {
    static const auto rows = [] {
        std::vector<const Recogniser*> all;
        for (const auto& family : recognisers()) {
            for (const Recogniser& row : family) all.push_back(&row);
        }
        return all;
    }();
    return rows;
}

}  // namespace portlore
