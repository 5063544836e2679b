// SPDX-License-Identifier: GPL-2.0-or-later
#include "window_table.h"

#include "compat.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "attempts.h"
#include "flow_statistics.h"
#include "tap.h"

namespace portlore {

namespace {

using Item = stat_tap_table_item_type;

/** So many ranks are given anew: a capture may make a kind of rows come and go with each frame. */
constexpr std::size_t kMostRenumbered = 20'000'000;

/** Wireshark's numbers have 32 bits; bytes are shown as words, which sort alike by their blanks. */
constexpr int kByteDigits = 15;

void set_words(Item& item, const char* words) {
    if (item.type == TABLE_ITEM_STRING) g_free(const_cast<char*>(item.value.string_value));
    item.type = TABLE_ITEM_STRING;
    item.value.string_value = g_strdup(words);
}

void set_number(Item& item, std::uint64_t number) {
    item.type = TABLE_ITEM_UINT;
    item.value.uint_value = static_cast<guint>(std::min<std::uint64_t>(number, G_MAXUINT));
}

void set(Item& item, Kind kind, const Cell& cell) {
    switch (kind) {
        case Kind::Words:
        case Kind::Aside:
            set_words(item, text(cell).c_str());
            break;
        case Kind::Number:
            set_number(item, std::get<std::uint64_t>(cell));
            break;
        case Kind::Bytes: {
            const std::string digits = text(cell);
            const std::string blanks(kByteDigits - std::min<std::size_t>(digits.size(), kByteDigits), ' ');
            set_words(item, (blanks + digits).c_str());
            break;
        }
    }
}

/**
 * A table under Statistics. Wireshark has one of each kind, however many windows show it, and asks for no row
 * by itself: each frame that it goes through must leave the table complete.
 *
 * It begins with the rank of a row, by which Wireshark sorts at first: rows of one priority() have the same,
 * those of the worst that there are have 1, and no number in between is left out.
 */
template <typename Row>
class WindowTable {
 public:
    explicit WindowTable(const std::vector<Column<Row>>& columns) {
        for (const Column<Row>& column : columns) {
            if (column.title != nullptr) columns_.push_back(column);
        }
    }

    /** Registers the table with Wireshark, which keeps pointers into it. */
    void add_to_menu(const char* title, const char* command, void (*begin)(stat_tap_table_ui*),
                     tap_packet_cb show_frame, void (*reset)(stat_tap_table*)) {
        fields_.push_back({TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "#", "%u"});
        for (const Column<Row>& column : columns_) {
            const bool is_number = column.kind == Kind::Number || column.kind == Kind::Bytes;
            fields_.push_back({column.kind == Kind::Number ? TABLE_ITEM_UINT : TABLE_ITEM_STRING,
                               is_number ? TAP_ALIGN_RIGHT : TAP_ALIGN_LEFT, column.title,
                               column.kind == Kind::Number ? "%u" : "%s"});
        }
        ui_.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
        ui_.title = title;
        ui_.tap_name = kTapName;
        ui_.cli_string = command;
        ui_.stat_tap_init_cb = begin;
        ui_.packet_func = show_frame;
        ui_.stat_tap_reset_table_cb = reset;
        ui_.stat_tap_free_table_item_cb = free_item;
        ui_.nfields = fields_.size();
        ui_.fields = fields_.data();
        register_stat_tap_table_ui(&ui_);
    }

    /** The table, which is made if there is none yet. */
    stat_tap_table* table() {
        stat_tap_table* table = stat_tap_find_table(&ui_, ui_.title);
        if (table == nullptr) {
            table = stat_tap_init_table(ui_.title, static_cast<int>(fields_.size()), 0, nullptr);
            stat_tap_add_table(&ui_, table);
        }
        return table;
    }

    /** Takes all rows out. */
    void clear(stat_tap_table* table) {
        // A window that was opened earlier may still point to the rows, so none is freed.
        spare_.insert(spare_.end(), table->elements, table->elements + table->num_elements);
        table->num_elements = 0;
        places_.clear();
        shown_.clear();
        rows_of_.clear();
        renumbered_ = 0;
        table_ = table;
    }

    /** Shows a row as it now is. @param number its own, as long as the table is not cleared. */
    void show(std::size_t number, const Row& row) {
        const auto [found, is_new] = places_.try_emplace(number, table_->num_elements);
        if (is_new) append(number);
        Item* item = table_->elements[found->second];
        for (const Column<Row>& column : columns_) set(*++item, column.kind, column.cell(row));
        rank(found->second, priority(row));
    }

    /** Takes a row out, if it is shown. */
    void hide(std::size_t number) {
        const auto found = places_.find(number);
        if (found == places_.end()) return;
        const guint last = table_->num_elements - 1;
        const guint place = found->second;
        const bool leaves_gap = leave(shown_[place].priority);
        std::swap(table_->elements[place], table_->elements[last]);
        shown_[place] = shown_[last];
        places_[shown_[place].number] = place;
        places_.erase(number);
        shown_.pop_back();
        spare_.push_back(table_->elements[last]);
        table_->num_elements = last;
        if (leaves_gap) renumber();
    }

 private:
    /** What is known of a row that is shown. */
    struct Shown {
        std::size_t number;
        unsigned priority;  ///< 0: it has no rank yet
    };

    static void free_item(stat_tap_table* /*table*/, guint /*row*/, guint /*column*/, Item* item) {
        if (item->type == TABLE_ITEM_STRING) g_free(const_cast<char*>(item->value.string_value));
    }

    /** Gives a row the rank of its priority, and others theirs, where that changes them. */
    void rank(guint place, unsigned priority) {
        const unsigned before = std::exchange(shown_[place].priority, priority);
        if (before == priority) return;
        const bool leaves_gap = before != 0 && leave(before);
        const bool is_new = ++rows_of_[priority] == 1;
        if (leaves_gap || is_new) renumber();
        set_rank(place);
    }

    /** A row is not of a priority any more. @return whether none is. */
    bool leave(unsigned priority) {
        const auto found = rows_of_.find(priority);
        if (--found->second > 0) return false;
        rows_of_.erase(found);
        return true;
    }

    void set_rank(guint place) {
        const auto found = rows_of_.find(shown_[place].priority);
        set_number(*table_->elements[place],
                   1 + static_cast<std::uint64_t>(std::distance(rows_of_.begin(), found)));
    }

    void renumber() {
        renumbered_ += table_->num_elements;
        if (renumbered_ > kMostRenumbered) return;
        for (guint place = 0; place < table_->num_elements; ++place) set_rank(place);
    }

    void append(std::size_t number) {
        shown_.push_back({number, 0});
        table_->elements = g_renew(Item*, table_->elements, table_->num_elements + 1);
        Item*& row = table_->elements[table_->num_elements++];
        if (spare_.empty()) {
            row = g_new0(Item, table_->num_fields);
        } else {
            row = spare_.back();
            spare_.pop_back();
        }
    }

    std::vector<Column<Row>> columns_;
    std::vector<stat_tap_table_item> fields_;
    stat_tap_table_ui ui_{};
    stat_tap_table* table_ = nullptr;
    std::unordered_map<std::size_t, guint> places_;  ///< a row's number to its place in the table
    std::vector<Shown> shown_;                       ///< by place
    std::map<unsigned, std::size_t> rows_of_;        ///< how many rows of a priority there are
    std::size_t renumbered_ = 0;
    std::vector<Item*> spare_;  ///< rows that the table does not show at present
};

// What Wireshark calls must not throw: it is C. Running out of memory ends the program, as it does there.

/** A model, and the table that shows it. */
template <typename Model, typename Row>
struct Window {
    Model model;
    WindowTable<Row> table;
};

/** The columns with those first that one reads first: a window shows some eight of them. */
std::vector<Column<EndpointRow>> with_what_matters_first() {
    constexpr std::array kFirst{"verdict",  "address",  "Port",      "warnings",
                                "observed", "software", "processes", "filter"};
    const auto rank = [&](const Column<EndpointRow>& column) {
        return std::find_if(kFirst.begin(), kFirst.end(), [&](std::string_view name) {
            return name == std::string_view(column.key == nullptr ? column.title : column.key);
        });
    };
    const auto all = endpoint_columns();
    std::vector<Column<EndpointRow>> columns(all.begin(), all.end());
    std::ranges::stable_sort(columns, {}, rank);
    return columns;
}

/** The endpoints, as the frames of a second look are tagged. */
Window<EndpointTable, EndpointRow>& endpoint_window() {
    static Window<EndpointTable, EndpointRow> window{{}, WindowTable(with_what_matters_first())};
    return window;
}

/** Who tried ports in vain. */
Window<Attempts, SourceRow>& source_window() {
    static Window<Attempts, SourceRow> window{
        {}, WindowTable(std::vector(source_columns().begin(), source_columns().end()))};
    return window;
}

template <auto window>
void reset(stat_tap_table* table) noexcept {
    window().model.clear();
    window().table.clear(table);
}

template <auto window>
void begin(stat_tap_table_ui* /*ui*/) noexcept {
    reset<window>(window().table.table());
}

tap_packet_status show_endpoints(void* /*tapdata*/, packet_info* pinfo, epan_dissect_t* /*edt*/,
                                 const void* data, tap_flags_t /*flags*/) noexcept {
    const auto* const frame = static_cast<const TappedFrame*>(data);
    auto& [model, table] = endpoint_window();
    for (const auto& endpoint : {frame->endpoints.source, frame->endpoints.destination}) {
        if (!endpoint || endpoint->is_told_only) continue;
        const std::size_t place = model.add(sighting_of(*endpoint, frame->frame.flow, traffic_of(pinfo)));
        table.show(place, model.rows()[place]);
    }
    return frame->endpoints.empty() ? TAP_PACKET_DONT_REDRAW : TAP_PACKET_REDRAW;
}

tap_packet_status show_sources(void* /*tapdata*/, packet_info* pinfo, epan_dissect_t* /*edt*/,
                               const void* data, tap_flags_t /*flags*/) noexcept {
    auto& [model, table] = source_window();
    const std::optional<std::size_t> place =
        model.take(*static_cast<const TappedFrame*>(data), period_of(pinfo));
    if (!place) return TAP_PACKET_DONT_REDRAW;
    const SourceRow& row = model.sources().rows()[*place];
    // Every try is in vain until it is answered.
    row.in_vain() > 0 ? table.show(*place, row) : table.hide(*place);
    return TAP_PACKET_REDRAW;
}

}  // namespace

void register_window_tables() {
    endpoint_window().table.add_to_menu("Port Lore Endpoints", "portlore,endpoints", begin<endpoint_window>,
                                        show_endpoints, reset<endpoint_window>);
    source_window().table.add_to_menu("Port Lore Probing Sources", "portlore,sources", begin<source_window>,
                                      show_sources, reset<source_window>);
}

}  // namespace portlore
