#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/charts.hpp"

namespace triaz::publish {
namespace {

struct Step {
    double t;
    int by;
};

// How many intervals of a kind hold at each instant: up at their start, down at their end.
Chart::Curve counted(const Record& record, const std::string& what, const std::string& name) {
    std::vector<Step> steps;
    for (const Interval& each : record.intervals) {
        if (each.what != what) continue;
        steps.push_back({each.from, 1});
        steps.push_back({each.to, -1});
    }
    std::ranges::stable_sort(steps, {}, &Step::t);
    Chart::Curve curve{name, {{record.warm_up_end, 0.0}}};
    int holding = 0;
    for (const Step& step : steps) {
        curve.points.push_back({step.t, static_cast<double>(holding)});
        holding += step.by;
        curve.points.push_back({step.t, static_cast<double>(holding)});
    }
    curve.points.push_back({record.end, static_cast<double>(holding)});
    return curve;
}

double most_of(const Chart::Curve& curve) {
    double most = 0;
    for (const Chart::Point& point : curve.points) most = std::max(most, *point.value);
    return most;
}

}  // namespace

Chart guarantee_chart(const Record& record, std::string id) {
    Chart chart{.id = std::move(id),
                .title = "Shards whose promise was weakened",
                .description = {},
                .unit = Chart::Unit::count,
                .from = record.warm_up_end,
                .to = std::max(record.end, record.warm_up_end + 1),
                .curves = {counted(record, "without-leader", "without a leader"),
                           counted(record, "without-quorum", "without a quorum"),
                           counted(record, "not-guaranteed", "acknowledging on too few copies")},
                .bands = bands_of(record),
                .table = {"at most, of each",
                          {{"What"}, {"Most shards at one instant", Table::Align::right}},
                          {},
                          false}};
    for (const Chart::Curve& curve : chart.curves) {
        chart.description +=
            fmt::format("{}at most {:.0f} {}", chart.description.empty() ? "" : ", ",
                        most_of(curve), curve.name);
        chart.table.rows.push_back({{curve.name}, {fmt::format("{:.0f}", most_of(curve))}});
    }
    chart.description = "Shards over time: " + chart.description + ".";
    return chart;
}

}  // namespace triaz::publish
