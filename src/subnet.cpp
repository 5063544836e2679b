// SPDX-License-Identifier: GPL-2.0-or-later
#include "subnet.h"

#include <charconv>

namespace portlore {

namespace {

std::optional<unsigned> parse_bits(std::string_view text, unsigned most) {
    unsigned bits = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (problem != std::errc() || end != text.data() + text.size() || bits > most) return std::nullopt;
    return bits;
}

}  // namespace

bool Subnet::contains(const Host& host) const {
    if (host.size == 0 || host.size != network.size) return false;
    for (unsigned bit = 0; bit < bits; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8U);
        if (((host.bytes[bit / 8U] ^ network.bytes[bit / 8U]) & mask) != 0) return false;
    }
    return true;
}

std::string text(const Subnet& subnet) {
    const std::string network = text(subnet.network);
    return subnet.bits == subnet.network.size * 8U ? network : network + "/" + std::to_string(subnet.bits);
}

std::optional<Subnet> subnet_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::optional<Host> network = parse_host(text.substr(0, slash));
    if (!network) return std::nullopt;
    const unsigned all = network->size * 8U;
    if (slash == std::string::npos) return Subnet{*network, all};
    const std::optional<unsigned> bits = parse_bits(std::string_view(text).substr(slash + 1), all);
    return bits ? std::optional(Subnet{*network, *bits}) : std::nullopt;
}

}  // namespace portlore
