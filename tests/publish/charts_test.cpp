#include "sim/publish/charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/publish/html/scale.hpp"
#include "sim/publish/struck.hpp"
#include "tests/publish/made_record.hpp"

namespace triaz::publish {
namespace {

using testing::ElementsAre;

Record three_rows() {
    Record record;
    record.end = 13;
    record.series = {{10, 1, "u", 10, 10, 10, 0, 0, 0.1, 0.2},
                     {11, 1, "u", 10, 5, 10, 0, 0, 0.3, 0.9},
                     {12, 1, "u", 10, 0, 0, 0, 0, {}, {}}};
    return record;
}

TEST(SuccessChart, is_of_finished_requests_and_has_a_gap_where_none_is) {
    const Chart chart = success_chart(three_rows(), "c", 100);
    ASSERT_EQ(chart.curves.size(), 1U);
    const auto& points = chart.curves[0].points;
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points[0].value, 1.0);
    EXPECT_EQ(points[1].value, 0.5);
    EXPECT_EQ(points[2].value, std::nullopt);
    EXPECT_EQ(points[0].t, 10.5);
    EXPECT_EQ(chart.table.rows[1][1].text, "50%");
}

TEST(SuccessChart, puts_rows_together_when_there_are_too_many_and_loses_none) {
    const Chart chart = success_chart(three_rows(), "c", 2);
    ASSERT_EQ(chart.curves[0].points.size(), 2U);
    EXPECT_EQ(chart.curves[0].points[0].value, 0.75);
}

TEST(LagChart, keeps_the_worst_of_what_it_puts_together) {
    Record record;
    record.end = 4;
    record.store_series = {{0, 1, "state", 2}, {1, 1, "state", 900}, {2, 1, "state", 4}};
    const Chart fine = lag_chart(record, "c", 100);
    ASSERT_EQ(fine.curves.size(), 1U);
    EXPECT_EQ(fine.curves[0].name, "store state");
    EXPECT_EQ(fine.curves[0].points[2].value, 4.0);
    EXPECT_EQ(fine.table.rows[1][1].text, "900");
    EXPECT_EQ(lag_chart(record, "c", 2).curves[0].points[0].value, 900.0);
}

TEST(LatencyChart, keeps_the_worst_of_what_it_puts_together_and_weighs_the_mean) {
    const Chart chart = latency_chart(three_rows(), "c", 2);
    EXPECT_EQ(chart.curves[0].points[0].value, 0.9);
    EXPECT_EQ(chart.table.rows[0][1].text, "167 ms") << "(10 x 0.1 + 5 x 0.3) / 15";
}

TEST(Charts, draw_at_most_eight_curves_and_those_are_the_worst) {
    Record record;
    record.end = 12;
    for (int i = 0; i < 12; ++i)
        record.series.push_back({10,
                                 1,
                                 "u" + std::to_string(i),
                                 100,
                                 static_cast<std::uint64_t>(100 - i),
                                 100,
                                 0,
                                 0,
                                 {},
                                 {}});
    const Chart chart = success_chart(record, "c", 10);
    ASSERT_EQ(chart.curves.size(), most_curves);
    EXPECT_EQ(chart.curves.front().name, "u11");
    EXPECT_EQ(chart.curves.back().name, "u4");
}

TEST(Bands, are_the_windows_between_milestones) {
    Record record;
    record.end = 100;
    Event event;
    event.fault = "f";
    event.t = {30, 31, 32, 32, 33, 35, 60, {}};
    event.outage = 4;
    event.ended = 50;
    record.events = {event};
    std::vector<std::string> found;
    for (const Chart::Band& band : bands_of(record))
        found.push_back(std::string{name_of(band.window)} + " " + std::to_string(int(band.from)) +
                        "-" + std::to_string(int(band.to)));
    EXPECT_THAT(found, ElementsAre("degraded 30-60", "fault 30-50", "recovery 31-35"));
    record.events[0].t[6].reset();
    record.events[0].outage = 0;
    EXPECT_EQ(bands_of(record)[0].to, 100) << "not restored: to the end of the run";
    EXPECT_EQ(bands_of(record).size(), 2U) << "no outage, no recovery";
}

TEST(Axis, has_round_ticks_and_begins_a_share_below_its_least) {
    EXPECT_THAT(html::round_ticks(0, 100, 5), ElementsAre(0, 20, 40, 60, 80, 100));
    EXPECT_THAT(html::round_ticks(7, 23, 4), ElementsAre(10, 15, 20));
    Chart chart;
    chart.unit = Chart::Unit::share;
    chart.curves = {{"u", {{0, 0.97}, {1, 1.0}}}};
    EXPECT_EQ(html::value_axis(chart).from, 0.95);
    chart.curves[0].points[0].value = 0.0;
    EXPECT_EQ(html::value_axis(chart).from, 0);
    chart.unit = Chart::Unit::count;
    chart.curves[0].points = {{0, 2.0}};
    EXPECT_THAT(html::value_axis(chart).ticks, ElementsAre(0, 1, 2)) << "there is no half of one";
}

TEST(Struck, finds_zones_and_data_centres_by_whole_names) {
    run::Architecture architecture;
    architecture.zones = {{"a", {"a1", "a2"}, 8}, {"ab", {"ab1"}, 4}};
    const auto struck = [&](std::size_t zone, const std::string& target) {
        return how_struck(architecture, zone, {target});
    };
    EXPECT_TRUE(struck(0, "zone a (most leaders of state)").whole);
    EXPECT_FALSE(struck(0, "zone ab").whole);
    EXPECT_TRUE(struck(1, "zone a and zone ab").whole);
    EXPECT_THAT(struck(0, "data centre a1").data_centers, ElementsAre("a1"));
    EXPECT_THAT(struck(0, "host a2-h1 (leader of state/0)").data_centers, ElementsAre("a2"));
    EXPECT_THAT(struck(0, "host ab1-h1").data_centers, ElementsAre());
}

}  // namespace
}  // namespace triaz::publish
