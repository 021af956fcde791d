#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/charts.hpp"
#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

using enum Table::Align;

Table ledger_of(const Record& record) {
    Table table{"Ledger of writes of " + name_of(record),
                {{"Shard"},
                 {"Issued", right},
                 {"Acknowledged", right},
                 {"Lost", right},
                 {"Unreachable", right},
                 {"Ambiguous", right},
                 {"Applied twice", right},
                 {"Who answers at the end"}},
                {},
                false};
    const auto row = [](const std::string& name, const Writes& writes, Cell authority) {
        return std::vector<Cell>{{name},
                                 count_cell(writes.issued),
                                 count_cell(writes.acknowledged),
                                 count_cell(writes.lost, Tone::bad),
                                 count_cell(writes.unreachable, Tone::bad),
                                 count_cell(writes.ambiguous, Tone::unsure),
                                 count_cell(writes.duplicated, Tone::bad),
                                 std::move(authority)};
    };
    for (const Shard& shard : record.shards)
        table.rows.push_back(
            row(fmt::format("{}/{}", shard.store, shard.shard), shard.writes,
                shard.reachable ? Cell{shard.authority} : Cell{"nobody: no quorum", Tone::bad}));
    if (record.shards.size() > 1) table.rows.push_back(row("all", record.writes, {}));
    return table;
}

Table intervals_of(const Record& record) {
    Table table{"When a promise of the stores of " + name_of(record) + " was weakened",
                {{"From", right}, {"To", right}, {"Length", right}, {"Shard"}, {"What"}},
                {},
                record.intervals.size() > 12};
    for (const Interval& each : record.intervals)
        table.rows.push_back(
            {{instant_text(each.from)},
             {instant_text(each.to)},
             {seconds_text(each.to - each.from)},
             {fmt::format("{}/{}", each.store, each.shard)},
             {each.what, each.what == "not-guaranteed" ? Tone::bad : Tone::plain}});
    return table;
}

Section replication_lag(const std::vector<const Record*>& records) {
    Section lag{"replication-lag", "Replication lag", {}};
    lag.add(Paragraph{
        "By how many entries the copy that is furthest behind lacks what is committed. A copy "
        "without power falls behind with every write and catches up when it is back; one that "
        "is in step lacks the few that are on their way."});
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i]->store_series.empty()) continue;
        Chart chart = lag_chart(*records[i], id_of("lag", i), points_for(records.size()));
        chart.title += " of " + name_of(*records[i]);
        lag.add(std::move(chart));
    }
    if (lag.blocks.size() == 1)
        lag.blocks = {
            Absent{"Not recorded: no store of these results keeps an order of entries that a "
                   "copy could be behind in."}};
    return lag;
}

}  // namespace

Section data_integrity(const Subject& subject) {
    Section section{"data-integrity", "Data integrity", {}};
    section.add(Paragraph{
        "The ledger holds every write that clients issued. A write is acknowledged only when its "
        "client received success; only such a write can be lost. An ambiguous one counts against "
        "availability, never against the recovery point."});
    const auto records = distinct(subject);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const Record& record = *records[i];
        Section part{id_of("data", i), name_of(record), {}};
        if (record.shards.empty()) {
            part.add(Absent{"The deployment has no simulated store, so there is no ledger."});
        } else {
            part.add(ledger_of(record));
            if (record.intervals.empty())
                part.add(Paragraph{
                    "No shard was without a leader or a quorum after the warm-up, and none "
                    "acknowledged on fewer copies than declared."});
            else {
                part.add(guarantee_chart(record, id_of("guarantee", i)));
                part.add(intervals_of(record));
            }
            if (record.intervals_left_out > 0)
                part.add(Paragraph{
                    fmt::format("{} later intervals are left out.", record.intervals_left_out)});
        }
        section.sections.push_back(std::move(part));
    }
    section.sections.push_back(replication_lag(records));
    return section;
}

}  // namespace triaz::publish::sections
