// SPDX-License-Identifier: GPL-2.0-or-later
#include "service.h"

#include <glib.h>

#include <algorithm>

#include "glib_owned.h"

namespace portlore {

Services::Services(std::string_view text, const std::string& file) {
    constexpr const char* kGroup = "Speaks";
    g_autoptr(GKeyFile) key_file = g_key_file_new();
    g_autoptr(GError) problem = nullptr;
    if (g_key_file_load_from_data(key_file, text.data(), text.size(), G_KEY_FILE_NONE, &problem) == FALSE) {
        errors_.push_back(file + ": " + problem->message);
        return;
    }
    const OwnedTexts services(g_key_file_get_keys(key_file, kGroup, nullptr, nullptr));
    for (gchar** service = services.get(); service != nullptr && *service != nullptr; ++service) {
        const OwnedTexts names(g_key_file_get_string_list(key_file, kGroup, *service, nullptr, nullptr));
        std::vector<std::string>& protocols = protocols_[*service];
        for (gchar** name = names.get(); name != nullptr && *name != nullptr; ++name)
            protocols.emplace_back(*name);
    }
}

bool Services::speaks(std::string_view service, std::string_view protocol) const {
    if (service == protocol) return true;
    const auto found = protocols_.find(service);
    return found != protocols_.end() &&
           std::find(found->second.begin(), found->second.end(), protocol) != found->second.end();
}

}  // namespace portlore
