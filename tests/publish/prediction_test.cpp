#include "sim/publish/prediction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace triaz::publish {
namespace {

using Standing = Prediction::Standing;

// A run whose fault at 30 s was detected after so long.
Record run(double detected, double outage = 0) {
    Record record;
    record.end = 100;
    record.requests = {.issued = 10'000, .ok = 10'000};
    Event event;
    event.t[0] = 30;
    event.t[2] = 30 + detected;
    event.outage = outage;
    record.events.push_back(event);
    record.assumptions = {{"balancer edge, health check: interval 2s", "HAProxy defaults"},
                          {"balancer edge: names", "assumption: as is usual"},
                          {"clients web: rate 100", "assumption: load"}};
    return record;
}

Record observed(double detected, double outage = 0, double slice = 60) {
    Record record = run(detected, outage);
    record.assumptions.clear();
    record.observed = Observed{};
    record.observed->slice = slice;
    return record;
}

Prediction detected(const Record& seen, const std::vector<Record>& runs,
                    const std::string& measure = "detected (T2 - T0)") {
    std::vector<const Record*> simulated;
    for (const Record& each : runs) simulated.push_back(&each);
    const auto all = predictions_of(seen, simulated);
    const auto found = std::ranges::find(all, measure, &Prediction::measure);
    EXPECT_NE(found, all.end());
    return found == all.end() ? Prediction{} : *found;
}

TEST(Prediction, is_the_interval_of_one_more_run) {
    const Prediction made = detected(observed(13), {run(10), run(12), run(14)});
    // Mean 12, standard deviation 2, t of two degrees of freedom 4.303.
    EXPECT_DOUBLE_EQ(*made.mean, 12);
    EXPECT_NEAR(*made.high, 12 + 4.303 * 2 * std::sqrt(4.0 / 3), 1e-9);
    EXPECT_NEAR(*made.low, 12 - 4.303 * 2 * std::sqrt(4.0 / 3), 1e-9);
    EXPECT_EQ(made.standing, Standing::within);
    EXPECT_THAT(made.governed_by, testing::IsEmpty());
}

TEST(Prediction, names_the_numbers_that_govern_what_lies_outside_assumed_ones_first) {
    const Prediction made = detected(observed(40), {run(10), run(11), run(12)});
    EXPECT_EQ(made.standing, Standing::above);
    ASSERT_EQ(made.governed_by.size(), 2U) << "what clients send governs no detection";
    EXPECT_EQ(made.governed_by[0].what, "balancer edge: names");
    EXPECT_EQ(made.governed_by[1].source, "HAProxy defaults");
    EXPECT_EQ(detected(observed(2), {run(10), run(11), run(12)}).standing, Standing::below);
}

TEST(Prediction, knows_an_observation_no_better_than_its_grain) {
    const std::vector<Record> runs{run(1, 3), run(1, 3), run(1, 3)};
    const char* const outage = "outage (T5 - T1)";
    EXPECT_EQ(detected(observed(1, 60), runs, outage).standing, Standing::within);
    EXPECT_EQ(detected(observed(1, 64), runs, outage).standing, Standing::above);
    EXPECT_EQ(detected(observed(1, 60, 1), runs, outage).standing, Standing::above);
}

TEST(Prediction, of_one_run_is_no_interval_and_of_nothing_written_down_no_standing) {
    const Prediction one = detected(observed(40), {run(10)});
    EXPECT_EQ(one.standing, Standing::no_interval);
    EXPECT_EQ(one.mean, 10);
    Record silent = observed(1);
    silent.events.front().t[2].reset();
    EXPECT_EQ(detected(silent, {run(10), run(11)}).standing, Standing::not_observed);
}

TEST(Prediction, counts_the_runs_that_never_got_there) {
    std::vector<Record> runs{run(10), run(11), run(12)};
    runs[1].events.front().t[2].reset();
    const Prediction made = detected(observed(11), runs);
    EXPECT_EQ(made.runs, 3U);
    EXPECT_EQ(made.reached, 2U);
}

TEST(Prediction, compares_failures_as_seconds_of_the_load_there_was) {
    Record seen = observed(1);
    seen.end = 1000;
    seen.requests = {.issued = 20'000, .ok = 19'900};  // 20 a second, 5 seconds of it
    const Prediction made =
        detected(seen, {run(1), run(1)}, "requests that failed, as seconds of load");
    EXPECT_DOUBLE_EQ(*made.observed, 5);
    EXPECT_EQ(made.standing, Standing::above);
}

}  // namespace
}  // namespace triaz::publish
