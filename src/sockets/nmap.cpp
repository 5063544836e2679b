// SPDX-License-Identifier: GPL-2.0-or-later
#include "sockets/nmap.h"

#include <glib.h>

#include <memory>

#include "glib_owned.h"
#include "process.h"

namespace portlore {

namespace {

/** nmaprun, host, ports, port, service, cpe; scripts nest tables. */
constexpr std::size_t kMostDepth = 32;
constexpr std::size_t kMostHosts = 65536;

struct FreeContext {
    void operator()(GMarkupParseContext* context) const { g_markup_parse_context_free(context); }
};

struct FreeTime {
    void operator()(GDateTime* time) const { g_date_time_unref(time); }
};

/** The attributes of an element. */
class Attributes {
 public:
    Attributes(const gchar** names, const gchar** values) : names_(names), values_(values) {}

    [[nodiscard]] std::string operator[](std::string_view name) const {
        for (std::size_t at = 0; names_[at] != nullptr; ++at) {
            if (name == names_[at]) return values_[at];
        }
        return {};
    }

 private:
    const gchar** names_;
    const gchar** values_;
};

/** Seconds since 1970 as a date and time; empty where they are none. */
std::string time_of(const std::string& seconds) {
    const auto number = parse_pid(seconds);
    if (!number) return {};
    const std::unique_ptr<GDateTime, FreeTime> time(g_date_time_new_from_unix_utc(*number));
    const OwnedText words(time == nullptr ? nullptr : g_date_time_format(time.get(), "%Y-%m-%dT%H:%M:%SZ"));
    return words == nullptr ? "" : words.get();
}

/** Takes nmap's elements as GLib reads them. */
class NmapReader {
 public:
    explicit NmapReader(const std::string& file) : file_(file) {}

    /** @return false where it is nested too deeply. */
    bool begin(std::string_view element, const Attributes& attributes) {
        if (++depth_ > kMostDepth) return false;
        if (element == "nmaprun") {
            saved_ = time_of(attributes["start"]);
        } else if (element == "host" && listings_.size() < kMostHosts) {
            is_host_ = true;
            Listing& listing = listings_.emplace_back(file_);
            listing.saved = saved_;
            listing.note_tool("nmap");
        } else if (is_host_) {
            take(element, attributes);
        }
        return true;
    }

    void end(std::string_view element) {
        --depth_;
        if (element == "host") is_host_ = false;
        if (element != "port" || !is_host_ || !is_open_) return;
        Listing& listing = listings_.back();
        ListedProcess process;
        process.service = listing.keep(service_.empty() ? "open" : service_);
        listing.add(socket_, &process);
    }

    std::vector<Listing> listings_;

 private:
    void take(std::string_view element, const Attributes& attributes) {
        if (element == "address") {
            const auto host = parse_listed_host(attributes["addr"]);
            if (host && attributes["addrtype"] != "mac") listings_.back().hosts.push_back(*host);
        } else if (element == "port") {
            socket_ = {};
            const auto transport = transport_named(attributes["protocol"]);
            const auto port = parse_pid(attributes["portid"]);
            is_open_ = false;
            service_.clear();
            is_port_ = transport && port && *port <= 0xffff;
            if (!is_port_) return;
            socket_.transport = *transport;
            socket_.local = {kEveryAddress, static_cast<std::uint16_t>(*port)};
            socket_.listens = true;
        } else if (element == "state") {
            is_open_ = is_port_ && attributes["state"] == "open";
        } else if (element == "service") {
            take_service(attributes);
        }
    }

    void take_service(const Attributes& attributes) {
        if (attributes["tunnel"] == "ssl") service_ = "ssl/";
        service_ += attributes["name"];
        for (const char* const detail : {"product", "version"}) {
            const std::string value = attributes[detail];
            if (!value.empty()) service_ += " " + value;
        }
        const std::string extra = attributes["extrainfo"];
        if (!extra.empty()) service_ += " (" + extra + ")";
        // Nothing was seen but an open port.
        if (attributes["method"] == "table") service_ = "open (" + service_ + " by nmap's table)";
    }

    const std::string& file_;
    std::string saved_;
    std::string service_;
    ListedSocket socket_;
    bool is_host_ = false;  ///< inside one: a hint of a host has addresses, too
    bool is_port_ = false;
    bool is_open_ = false;
    std::size_t depth_ = 0;
};

void on_begin(GMarkupParseContext* /*context*/, const gchar* element, const gchar** names,
              const gchar** values, gpointer reader, GError** problem) {
    if (static_cast<NmapReader*>(reader)->begin(element, {names, values})) return;
    g_set_error_literal(problem, G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, "it is nested too deeply");
}

void on_end(GMarkupParseContext* /*context*/, const gchar* element, gpointer reader, GError** /*problem*/) {
    static_cast<NmapReader*>(reader)->end(element);
}

}  // namespace

bool is_nmap(std::string_view text) {
    constexpr std::size_t kEnough = 4096;
    return text.starts_with('<') && text.substr(0, kEnough).find("<nmaprun") != std::string_view::npos;
}

std::vector<Listing> read_nmap(std::string_view text, const std::string& file) {
    NmapReader reader(file);
    constexpr GMarkupParser kParser{on_begin, on_end, nullptr, nullptr, nullptr};
    const std::unique_ptr<GMarkupParseContext, FreeContext> context(
        g_markup_parse_context_new(&kParser, static_cast<GMarkupParseFlags>(0), &reader, nullptr));
    g_autoptr(GError) problem = nullptr;
    const bool is_whole = g_markup_parse_context_parse(context.get(), text.data(),
                                                       static_cast<gssize>(text.size()), &problem) != FALSE &&
                          g_markup_parse_context_end_parse(context.get(), &problem) != FALSE;
    if (is_whole) return std::move(reader.listings_);
    gint line = 0;
    g_markup_parse_context_get_position(context.get(), &line, nullptr);
    if (reader.listings_.empty()) reader.listings_.emplace_back(file);
    reader.listings_.back().error(static_cast<std::size_t>(line),
                                  "is no XML from here on (" + escaped(problem->message, 120) +
                                      "); run nmap again with -oX, it may have been cut");
    return std::move(reader.listings_);
}

}  // namespace portlore
