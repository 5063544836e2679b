// SPDX-License-Identifier: GPL-2.0-or-later
#include "printer.h"

#include "compat.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>
#include <wsutil/json_dumper.h>
#include <wsutil/report_message.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "glib_owned.h"
#include "preferences.h"
#include "attempts.h"
#include "flow_statistics.h"
#include "tap.h"

namespace portlore {

namespace {

struct Printer;

/** One of the statistics. */
struct Statistic {
    const char* title;
    const char* command;  ///< behind -z
    bool wants_flows;
    bool wants_sources;
    void (*print)(const Printer& printer);
};

/** What one -z asked for, with all that was counted for it. */
struct Printer {
    const Statistic* statistic = nullptr;
    std::string filter;
    FlowStatistics flows;
    Attempts attempts;
};

void print_text(const Printer& printer, const std::string& table, const char* if_empty) {
    std::printf("\n%s", printer.statistic->title);
    if (!printer.filter.empty()) std::printf(", filter: %s", printer.filter.c_str());
    std::printf("\n%s", table.empty() ? if_empty : table.c_str());
}

void print_endpoints(const Printer& printer) {
    print_text(printer, to_text(printer.flows.endpoints()), "No port was tagged.\n");
    if (printer.flows.forgotten() > 0) {
        std::printf("%" G_GUINT64_FORMAT
                    " tries more, which nobody answered, were forgotten: only the latest %zu flows are "
                    "remembered (preference portlore.unanswered)\n",
                    static_cast<guint64>(printer.flows.forgotten()), most_unanswered());
    }
}

void print_sources(const Printer& printer) {
    print_text(printer, to_text(printer.attempts.sources()), "Nobody tried a port in vain.\n");
}

/** Writes cells as JSON values. */
struct JsonValue {
    json_dumper& dumper;

    void operator()(std::uint64_t number) const {
        json_dumper_value_anyf(&dumper, "%" G_GUINT64_FORMAT, static_cast<guint64>(number));
    }
    void operator()(Seconds seconds) const { json_dumper_value_anyf(&dumper, "%s", text(seconds).c_str()); }
    void operator()(bool is) const { json_dumper_value_anyf(&dumper, "%s", is ? "true" : "false"); }
    void operator()(const std::string& words) const { json_dumper_value_string(&dumper, words.c_str()); }
    void operator()(const std::vector<std::string>& several) const {
        json_dumper_begin_array(&dumper);
        for (const std::string& words : several) (*this)(words);
        json_dumper_end_array(&dumper);
    }
};

/** Prints one object. @param print_members calls what it is given with each key and value. */
template <typename Members>
void print_object(const char* kind, const Members& print_members) {
    json_dumper dumper{};
    dumper.output_file = stdout;
    json_dumper_begin_object(&dumper);
    json_dumper_set_member_name(&dumper, "row");
    json_dumper_value_string(&dumper, kind);
    print_members([&](const char* key, const Cell& value) {
        json_dumper_set_member_name(&dumper, key);
        std::visit(JsonValue{dumper}, value);
    });
    json_dumper_end_object(&dumper);
    json_dumper_finish(&dumper);
}

template <typename Row>
void print_objects(const char* kind, std::span<const Column<Row>> columns,
                   const std::vector<const Row*>& rows) {
    for (const Row* const row : rows) {
        print_object(kind, [&](const auto& print_member) {
            for (const Column<Row>& column : columns) {
                if (column.key != nullptr) print_member(column.key, column.cell(*row));
            }
        });
    }
}

/** What is missing in the other rows, where something is. */
void print_forgotten(const Printer& printer) {
    if (printer.flows.forgotten() == 0 && printer.attempts.sources().forgotten() == 0) return;
    print_object("forgotten", [&](const auto& print_member) {
        print_member("flows", printer.flows.forgotten());
        print_member("tries", printer.attempts.sources().forgotten());
    });
}

void print_json(const Printer& printer) {
    const EndpointTable endpoints = printer.flows.endpoints();
    print_objects("endpoint", endpoint_columns(), worst_first(endpoints));
    print_objects("source", source_columns(), widest_first(printer.attempts.sources()));
    print_forgotten(printer);
}

constexpr std::array<Statistic, 3> kStatistics{{
    {"Port Lore: endpoints", "portlore,endpoints", true, false, print_endpoints},
    {"Port Lore: probing sources", "portlore,sources", false, true, print_sources},
    {"Port Lore: JSON", "portlore,json", true, true, print_json},
}};

// What Wireshark calls must not throw: it is C. Running out of memory ends the program, as it does there.

tap_packet_status count_frame(void* tapdata, packet_info* pinfo, epan_dissect_t* /*edt*/, const void* data,
                              tap_flags_t /*flags*/) noexcept {
    auto* const printer = static_cast<Printer*>(tapdata);
    const auto* const frame = static_cast<const TappedFrame*>(data);
    if (printer->statistic->wants_flows) printer->flows.count(*frame, pinfo);
    if (printer->statistic->wants_sources) printer->attempts.take(*frame, period_of(pinfo));
    return TAP_PACKET_REDRAW;
}

void print(void* tapdata) noexcept {
    const auto* const printer = static_cast<const Printer*>(tapdata);
    printer->statistic->print(*printer);
}

void reset(void* tapdata) noexcept {
    auto* const printer = static_cast<Printer*>(tapdata);
    printer->flows.clear();
    printer->attempts.clear();
}

void finish(void* tapdata) noexcept {
    const std::unique_ptr<Printer> printer(static_cast<Printer*>(tapdata));
}

[[noreturn]] void refuse(const char* argument, const char* why) {
    report_failure("-z %s: %s", argument, why);
    std::exit(EXIT_FAILURE);  // as tshark's own statistics do
}

/** Begins a statistic, as -z asks for it: `COMMAND` or `COMMAND,FILTER`. */
StatisticBegun begin(const char* argument, void* userdata) noexcept {
    const auto* const statistic = static_cast<const Statistic*>(userdata);
    const char* filter = argument + std::strlen(statistic->command);
    if (*filter != '\0' && *filter != ',')
        refuse(argument, "no such statistic of Port Lore; see tshark -z help");
    if (*filter == ',') ++filter;
    auto printer = std::make_unique<Printer>();
    printer->statistic = statistic;
    printer->filter = filter;
    GString* const error = register_tap_listener(kTapName, printer.get(), *filter == '\0' ? nullptr : filter,
                                                 TL_REQUIRES_NOTHING, reset, count_frame, print, finish);
    if (error != nullptr) refuse(argument, error->str);
    printer.release();  // NOLINT(bugprone-unused-return-value): the tap owns it now, see finish()
    return static_cast<StatisticBegun>(true);
}

}  // namespace

void register_printers() {
    for (const Statistic& statistic : kStatistics) {
        stat_tap_ui command{};
        command.group = REGISTER_STAT_GROUP_GENERIC;
        command.title = statistic.title;
        command.cli_string = statistic.command;
        command.tap_init_cb = begin;
        register_stat_tap_ui(&command, const_cast<Statistic*>(&statistic));
    }
}

}  // namespace portlore
