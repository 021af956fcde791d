#include "sim/publish/charts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>

#include "sim/base/text.hpp"

namespace triaz::publish {
namespace {

using Align = Table::Align;

// What happened in one stretch of time to the requests of one cohort, or in one zone.
struct Bin {
    std::uint64_t issued = 0;
    std::uint64_t ok = 0;
    std::uint64_t finished = 0;
    double latency = 0;  // of those that ended ok, together
    std::optional<double> worst;
    std::uint64_t served = 0;
    std::uint64_t behind = 0;

    std::optional<double> success() const {
        if (finished == 0) return {};
        return static_cast<double>(ok) / static_cast<double>(finished);
    }
};

// Rows of a result put together into few enough stretches of equal width.
struct Binned {
    double from = 0;
    double width = 1;
    std::size_t count = 0;
    std::vector<std::string> names;  // of the curves, in the order they are met
    std::map<std::string, std::vector<Bin>> curves;

    Bin& at(const std::string& name, double t) {
        auto [found, is_new] = curves.try_emplace(name);
        if (is_new) {
            found->second.resize(count);
            names.push_back(name);
        }
        const auto bin = static_cast<std::size_t>(std::max(0.0, (t - from) / width + 1e-9));
        return found->second[std::min(bin, count - 1)];
    }
};

template <class Row>
Binned binned(const std::vector<Row>& rows, std::size_t most) {
    Binned made;
    double to = 0;
    double narrowest = 1e300;
    made.from = 1e300;
    for (const Row& row : rows) {
        made.from = std::min(made.from, row.t);
        to = std::max(to, row.t + row.width);
        if (row.width > 0) narrowest = std::min(narrowest, row.width);
    }
    if (narrowest > 1e299 || to <= made.from) return {0, 1, 1, {}, {}};
    const double rows_at_most = (to - made.from) / narrowest;
    double together = 1;
    while (rows_at_most / together > static_cast<double>(most)) ++together;
    made.width = narrowest * together;
    made.count = static_cast<std::size_t>((to - made.from) / made.width - 1e-9) + 1;
    return made;
}

Binned requests_over_time(const Record& record, std::size_t most) {
    Binned made = binned(record.series, most);
    for (const SeriesRow& row : record.series) {
        Bin& bin = made.at(row.cohort, row.t);
        bin.issued += row.issued;
        bin.ok += row.ok;
        bin.finished += row.finished;
        bin.latency += row.mean_latency.value_or(0) * static_cast<double>(row.ok);
        if (row.worst_latency) bin.worst = std::max(bin.worst.value_or(0), *row.worst_latency);
    }
    return made;
}

std::string with_home(const Record& record, const std::string& cohort) {
    for (const auto& clients : record.architecture.clients)
        if (clients.name == cohort) return cohort + " (zone " + clients.home + ")";
    return cohort;
}

// The names of the curves that are drawn: all, or those with the least success.
std::vector<std::string> drawn(const Binned& bins) {
    std::vector<std::string> names = bins.names;
    if (names.size() <= most_curves) return names;
    const auto lost = [&](const std::string& name) {
        std::uint64_t missing = 0;
        for (const Bin& bin : bins.curves.at(name))
            missing += bin.finished - std::min(bin.ok, bin.finished);
        return missing;
    };
    std::ranges::stable_sort(names,
                             [&](const auto& a, const auto& b) { return lost(a) > lost(b); });
    names.resize(most_curves);
    return names;
}

std::string left_out(const Binned& bins) {
    if (bins.names.size() <= most_curves) return {};
    return fmt::format(" The {} worst off of {} are drawn.", most_curves, bins.names.size());
}

// A column of the table: its head, and what it says of a bin.
struct Column {
    std::string name;
    std::string curve;
    std::string (*text)(const Bin&);
};

Table table_of(const Binned& bins, std::string caption, const std::vector<Column>& columns) {
    Table table{std::move(caption), {{"From", Align::right}}, {}, false};
    for (const Column& column : columns) table.columns.push_back({column.name, Align::right});
    for (std::size_t i = 0; i < bins.count; ++i) {
        std::vector<Cell> row{
            {fmt::format("{:.6g} s", bins.from + bins.width * static_cast<double>(i))}};
        for (const Column& column : columns)
            row.push_back({column.text(bins.curves.at(column.curve)[i])});
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string success_text(const Bin& bin) {
    return bin.success() ? base::percent(*bin.success()) : "none";
}
std::string mean_text(const Bin& bin) {
    return bin.ok == 0 ? "none" : base::seconds_text(bin.latency / static_cast<double>(bin.ok));
}
std::string worst_text(const Bin& bin) {
    return bin.worst ? base::seconds_text(*bin.worst) : "none";
}
std::string served_text(const Bin& bin) { return base::thousands(bin.served); }
std::string behind_text(const Bin& bin) { return base::thousands(bin.behind); }

Chart empty_chart(const Record& record, const Binned& bins, std::string id, std::string title,
                  Chart::Unit unit) {
    const double binned_to = bins.from + bins.width * static_cast<double>(bins.count);
    return {.id = std::move(id),
            .title = std::move(title),
            .description = {},
            .unit = unit,
            .from = bins.from,
            .to = std::max({bins.from + bins.width, binned_to, record.end}),
            .curves = {},
            .bands = bands_of(record),
            .table = {}};
}

// A point in the middle of each bin; value_of: what it shows of a bin, if anything.
template <class Value>
Chart::Curve curve_of(const Binned& bins, const std::string& name, std::string shown,
                      Value value_of) {
    Chart::Curve curve{std::move(shown), {}};
    for (std::size_t i = 0; i < bins.count; ++i)
        curve.points.push_back({bins.from + bins.width * (static_cast<double>(i) + 0.5),
                                std::invoke(value_of, bins.curves.at(name)[i])});
    return curve;
}

// The least or the greatest value of a curve; `otherwise` where it has none.
template <class Pick>
double extreme(const Chart::Curve& curve, Pick pick, double otherwise) {
    double found = otherwise;
    for (const Chart::Point& point : curve.points) found = pick(found, point.value.value_or(found));
    return found;
}

}  // namespace

std::size_t points_for(std::size_t records) {
    constexpr std::size_t alone = 240;
    constexpr std::size_t among_others = 90;
    return records <= 1 ? alone : among_others;
}

std::vector<Chart::Band> bands_of(const Record& record) {
    using Window = Chart::Window;
    std::vector<Chart::Band> bands;
    const auto add = [&](Window window, std::optional<double> from, std::optional<double> to,
                         const std::string& what) {
        if (!from) return;
        const double end = to.value_or(record.end);
        if (end > *from)
            bands.push_back({window, *from, end,
                             fmt::format("{}: {:.3f} s to {:.3f} s{}", what, *from, end,
                                         to ? "" : " (the end of the run)")});
    };
    for (const Event& event : record.events)
        add(Window::degraded, event.t[0], event.t[6], "degraded: " + event.fault);
    for (const Event& event : record.events)
        add(Window::fault, event.t[0], event.ended, "fault: " + event.fault);
    for (const Event& event : record.events)
        if (event.outage.value_or(1) > 0)
            add(Window::recovery, event.t[1], event.t[5], "recovery: " + event.fault);
    return bands;
}

Chart success_chart(const Record& record, std::string id, std::size_t most_points) {
    const Binned bins = requests_over_time(record, most_points);
    Chart chart = empty_chart(record, bins, std::move(id), "Success by cohort", Chart::Unit::share);
    std::vector<Column> columns;
    std::vector<std::string> least;
    for (const std::string& name : drawn(bins)) {
        chart.curves.push_back(curve_of(bins, name, with_home(record, name), &Bin::success));
        least.push_back(name + " never below " +
                        base::percent(extreme(chart.curves.back(), std::ranges::min, 1)));
        columns.push_back({chart.curves.back().name, name, success_text});
    }
    chart.description = fmt::format(
        "Share of requests that succeeded within their deadline, in "
        "stretches of {}: {}.{}",
        base::seconds_text(bins.width), fmt::join(least, ", "), left_out(bins));
    chart.table = table_of(bins, "success of requests by the instant they were issued", columns);
    return chart;
}

Chart latency_chart(const Record& record, std::string id, std::size_t most_points) {
    const Binned bins = requests_over_time(record, most_points);
    Chart chart =
        empty_chart(record, bins, std::move(id), "Worst latency by cohort", Chart::Unit::seconds);
    std::vector<Column> columns;
    std::vector<std::string> most;
    for (const std::string& name : drawn(bins)) {
        chart.curves.push_back(curve_of(bins, name, with_home(record, name), &Bin::worst));
        most.push_back(name + " at most " +
                       base::seconds_text(extreme(chart.curves.back(), std::ranges::max, 0)));
        columns.push_back({"mean, " + name, name, mean_text});
        columns.push_back({"worst, " + name, name, worst_text});
    }
    chart.description = fmt::format(
        "The slowest request that succeeded within its deadline, in "
        "stretches of {}: {}.{}",
        base::seconds_text(bins.width), fmt::join(most, ", "), left_out(bins));
    chart.table =
        table_of(bins, "latency of successful requests by the instant they were issued", columns);
    return chart;
}

Chart served_chart(const Record& record, std::string id, std::size_t most_points) {
    Binned bins = binned(record.zone_series, most_points);
    for (const ZoneRow& row : record.zone_series) bins.at(row.zone, row.t).served += row.served;
    Chart chart = empty_chart(record, bins, std::move(id), "Work done by zone", Chart::Unit::count);
    chart.description = "Service calls answered a second in each zone.";
    std::vector<Column> columns;
    for (const std::string& name : drawn(bins)) {
        chart.curves.push_back(curve_of(bins, name, "zone " + name, [&](const Bin& bin) {
            return static_cast<double>(bin.served) / bins.width;
        }));
        columns.push_back({chart.curves.back().name, name, served_text});
    }
    chart.table = table_of(
        bins, "service calls answered in each stretch of " + base::seconds_text(bins.width),
        columns);
    return chart;
}

Chart lag_chart(const Record& record, std::string id, std::size_t most_points) {
    Binned bins = binned(record.store_series, most_points);
    for (const StoreRow& row : record.store_series) {
        Bin& bin = bins.at(row.store, row.t);
        bin.behind = std::max(bin.behind, row.behind);
    }
    Chart chart = empty_chart(record, bins, std::move(id), "Replication lag", Chart::Unit::count);
    std::vector<Column> columns;
    std::vector<std::string> most;
    for (const std::string& name : drawn(bins)) {
        chart.curves.push_back(curve_of(bins, name, "store " + name, [](const Bin& bin) {
            return static_cast<double>(bin.behind);
        }));
        const double worst = extreme(chart.curves.back(), std::ranges::max, 0);
        most.push_back(name + " at most " + base::thousands(static_cast<std::uint64_t>(worst)));
        columns.push_back({chart.curves.back().name, name, behind_text});
    }
    chart.description = fmt::format(
        "Entries that the copy furthest behind lacks of what is committed, of the worst shard of "
        "each store, in stretches of {}: {}.",
        base::seconds_text(bins.width), fmt::join(most, ", "));
    chart.table = table_of(bins, "most entries behind in each stretch", columns);
    return chart;
}

Bars utilisation_bars(const Record& record, std::string id) {
    Bars bars{std::move(id),
              "Utilisation of the busiest service of each zone",
              {},
              {},
              {"utilisation of workers",
               {{"Zone"},
                {"Busiest service"},
                {"Before the first fault", Align::right},
                {"From it on", Align::right}},
               {},
               false}};
    const auto text = [](std::optional<double> share) {
        return share ? base::percent(*share) : "not known";
    };
    for (const Zone& zone : record.zones) {
        bars.bars.push_back({"zone " + zone.name, zone.busiest_before, zone.busiest_after});
        bars.description +=
            fmt::format("{}zone {} from {} to {}", bars.description.empty() ? "" : ", ", zone.name,
                        text(zone.busiest_before), text(zone.busiest_after));
        bars.table.rows.push_back({{"zone " + zone.name},
                                   {zone.busiest_service},
                                   {text(zone.busiest_before)},
                                   {text(zone.busiest_after)}});
    }
    bars.description += ".";
    return bars;
}

}  // namespace triaz::publish
