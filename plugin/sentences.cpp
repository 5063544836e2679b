// SPDX-License-Identifier: GPL-2.0-or-later
#include "sentences.h"

#include <algorithm>
#include <memory>

#include "summary.h"

namespace portlore {

namespace {

/** So many ends are remembered, the last one of each place. */
constexpr std::size_t kMost = 32;
/** Made when a tag is first drawn. */
std::unique_ptr<std::array<Sentences, kMost>> all;

/** Room for each of the first bytes, escaped. */
constexpr std::size_t kMostShownBytes = 4 * FirstBytes::kMost + 4;

/** @param owners in brief; empty: not to be named. */
std::string headline_with(const Endpoint& endpoint, const std::string& owners) {
    return headline(endpoint.port, endpoint.verdict, endpoint.evidence) +
           (owners.empty() ? "" : ", " + owners) + breaches_of(endpoint).in_brief();
}

std::string full_headline(const Endpoint& endpoint) {
    const std::string owners = in_brief(endpoint.owners);
    if (endpoint.conversation != nullptr) return headline_with(endpoint, owners);
    return owners.empty() ? "" : place(endpoint.port) + " " + owners;
}

std::string headline_alone(const Endpoint& endpoint) {
    const std::string line = headline_with(endpoint, "");
    return line.substr(line.find(' ') + 1);
}

template <typename Build>
const char* built(std::optional<std::string>& sentence, const Build& build) {
    if (!sentence) sentence = build();
    return sentence->c_str();
}

FirstBytes first_bytes_of(const Endpoint& endpoint) {
    const FirstBytes* const first =
        endpoint.conversation == nullptr ? nullptr : endpoint.conversation->first_bytes(endpoint.side);
    return first == nullptr ? FirstBytes() : *first;
}

}  // namespace

Breaches breaches_of(const Endpoint& endpoint) {
    return breaches(endpoint.port, endpoint.host, endpoint.decision.role, endpoint.verdict, endpoint.evidence,
                    endpoint.owners);
}

bool Sentences::is_told_alike(const Endpoint& endpoint) const {
    return told_.port == endpoint.port && told_.host == endpoint.host &&
           told_.conversation == endpoint.conversation && told_.decision == endpoint.decision &&
           told_.verdict == endpoint.verdict && told_.evidence == endpoint.evidence &&
           told_.owners == endpoint.owners && first_bytes_ == first_bytes_of(endpoint);
}

void Sentences::tell(const Endpoint& endpoint) {
    if (is_told_alike(endpoint)) return;
    told_ = endpoint;
    const Protocols& observed = endpoint.evidence.observed;
    std::copy(observed.begin(), observed.end(), observed_.begin());
    told_.evidence.observed = std::span(observed_).first(observed.size());
    first_bytes_ = first_bytes_of(endpoint);
    for (Sentence* const sentence : {&line_, &headline_, &reason_, &finding_, &first_bytes_as_text_})
        sentence->reset();
}

std::string Sentences::build_line() const {
    std::string line = summary(told_.port, full_headline(told_), [&](const Warning& warning) {
        return applies(warning, told_.port.transport, told_.verdict, told_.evidence);
    });
    const PortClaims* const claims = told_.evidence.claims;
    for (std::size_t nth = 0; claims != nullptr && nth < claims->claims().size(); ++nth) {
        if (raised(told_.evidence, nth).value_or(Alarm::None) != Alarm::None)
            line += ", " + claims->claims()[nth].id;
    }
    return line;
}

const char* Sentences::line() {
    return built(line_, [this] { return build_line(); });
}

const char* Sentences::headline() {
    return built(headline_, [this] { return headline_alone(told_); });
}

const char* Sentences::reason() {
    return built(reason_, [this] {
        return portlore::reason(told_.port, told_.verdict, told_.decision, told_.evidence);
    });
}

const char* Sentences::finding() {
    return built(finding_, [this] {
        return portlore::finding(told_.port, told_.decision.role, told_.verdict, told_.evidence);
    });
}

const char* Sentences::first_bytes() {
    return built(first_bytes_as_text_, [this] {
        const auto* const bytes = reinterpret_cast<const char*>(first_bytes_.bytes.data());
        return escaped({bytes, first_bytes_.size}, kMostShownBytes);
    });
}

Sentences& sentences_for(const Endpoint& endpoint) {
    if (all == nullptr) all = std::make_unique<std::array<Sentences, kMost>>();
    // Conversations lie apart by their size at least; and the two ends of one never have the same place.
    const auto place =
        reinterpret_cast<std::uintptr_t>(endpoint.conversation) / 64 * 2 + index(endpoint.side);
    Sentences& sentences = (*all)[place % kMost];
    sentences.tell(endpoint);
    return sentences;
}

void forget_sentences() { all.reset(); }

}  // namespace portlore
