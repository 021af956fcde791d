// Outages of hand-made runs, and against a twin that reads the raw list of requests.
#include "sim/check/outage.hpp"

#include <gtest/gtest.h>

#include <map>

#include "sim/base/stream.hpp"
#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::MadeRun;

Outages found(const MadeRun& run, base::Duration slice = 100ms, measure::ServiceLevel level = {}) {
    const auto evidence = tests::evidence_of(run);
    return outages_of(evidence.cohorts[0], level, slice, evidence.end).value();
}

MadeRun quiet(MadeRun run, base::Duration from, base::Duration to) {
    std::erase_if(run.cohorts[0].requests, [&](const tests::Request& request) {
        return request.issued >= at(from) && request.issued < at(to);
    });
    return run;
}

TEST(Outages, there_are_none_in_a_healthy_run) {
    const Outages outages = found(tests::healthy_run());
    EXPECT_EQ(outages.upper.total, 0s);
    EXPECT_FALSE(outages.worst);
    EXPECT_FALSE(outages.open_since);
    EXPECT_FALSE(outages.down_at_end);
    EXPECT_EQ(outages.unseen, 0s);
}

TEST(Outages, add_up_runs_and_report_the_longest) {
    const Outages outages = found(tests::healthy_run().fail(30s, 31s).fail(40s, 42'500ms));
    EXPECT_EQ(outages.lower.total, 3500ms);
    EXPECT_EQ(outages.lower.longest, 2500ms);
    EXPECT_EQ(outages.lower.settled, 2500ms);
    EXPECT_EQ(outages.upper.total, 3500ms);
    EXPECT_EQ(outages.blackout, 3500ms);
    EXPECT_EQ(outages.brownout, 0s);
    ASSERT_TRUE(outages.worst);
    EXPECT_EQ(outages.worst->from, at(40s));
    EXPECT_EQ(outages.worst->to, at(42'500ms));
    EXPECT_EQ(outages.onset.issued, 10U);
    EXPECT_EQ(outages.onset.ok, 0U);
}

TEST(Outages, one_failure_in_a_slice_of_ten_is_a_brownout) {
    const Outages outages = found(tests::healthy_run().fail(30s, 30'010ms));
    EXPECT_EQ(outages.lower.total, 100ms);
    EXPECT_EQ(outages.brownout, 100ms);
    EXPECT_EQ(outages.blackout, 0s);
}

TEST(Outages, that_flap_are_one_until_the_level_settles) {
    MadeRun run = tests::healthy_run();
    for (int i = 0; i < 5; ++i) run.fail(30s + 4s * i, 31s + 4s * i);
    const Outages outages = found(run);
    EXPECT_EQ(outages.lower.total, 5s);
    EXPECT_EQ(outages.lower.longest, 1s);
    EXPECT_EQ(outages.lower.settled, 17s);
    EXPECT_EQ(outages.worst->from, at(30s));
    EXPECT_EQ(outages.worst->to, at(47s));
    // Five seconds between two of them are enough.
    EXPECT_EQ(found(tests::healthy_run().fail(30s, 31s).fail(36s, 37s)).lower.settled, 1s);
    EXPECT_EQ(found(tests::healthy_run().fail(30s, 31s).fail(35'900ms, 37s)).lower.settled, 7s);
}

TEST(Outages, an_unseen_slice_is_fine_for_the_lower_bound_and_down_for_the_upper) {
    const Outages outages =
        found(quiet(tests::healthy_run().fail(30s, 31s).fail(31'500ms, 32s), 31s, 31'500ms));
    EXPECT_EQ(outages.lower.total, 1500ms);
    EXPECT_EQ(outages.lower.longest, 1s);
    EXPECT_EQ(outages.upper.total, 2s);
    EXPECT_EQ(outages.upper.longest, 2s);
    EXPECT_EQ(outages.unseen, 500ms);
    EXPECT_EQ(outages.longest_unseen, 500ms);
}

TEST(Outages, unseen_slices_on_either_side_widen_the_upper_bound) {
    const Outages outages =
        found(quiet(quiet(tests::healthy_run().fail(30s, 31s), 31s, 33s), 29s, 30s));
    EXPECT_EQ(outages.lower.longest, 1s);
    EXPECT_EQ(outages.upper.longest, 4s);
}

TEST(Outages, unseen_slices_among_good_ones_widen_nothing) {
    const Outages outages = found(quiet(tests::healthy_run().fail(30s, 31s), 40s, 45s));
    EXPECT_EQ(outages.upper.total, 1s);
    EXPECT_EQ(outages.longest_unseen, 5s);
}

TEST(Outages, are_open_until_the_level_was_met_for_the_settle_window) {
    EXPECT_FALSE(found(tests::healthy_run().fail(54s, 55s)).open_since);
    const Outages unsettled = found(tests::healthy_run().fail(54s, 55'100ms));
    EXPECT_EQ(unsettled.open_since, at(54s));
    EXPECT_FALSE(unsettled.down_at_end);
    const Outages down = found(tests::healthy_run().fail(30s, 60s));
    EXPECT_EQ(down.open_since, at(30s));
    EXPECT_TRUE(down.down_at_end);
}

TEST(Outages, silence_after_an_outage_does_not_end_it) {
    const Outages outages = found(quiet(tests::healthy_run().fail(30s, 31s), 31s, 60s));
    EXPECT_TRUE(outages.down_at_end);
    EXPECT_EQ(outages.open_since, at(30s));
    EXPECT_EQ(outages.lower.total, 1s);
    EXPECT_EQ(outages.upper.total, 30s);
}

TEST(Outages, a_request_without_an_answer_fails_when_its_deadline_is_over) {
    MadeRun run = tests::healthy_run();
    run.between(40s, 60s, [](tests::Request& request) { request.outcome.reset(); });
    const Outages outages = found(run);
    EXPECT_EQ(outages.lower.total, 19s);  // the deadline is one second
    EXPECT_EQ(outages.upper.total, 20s);
}

TEST(Outages, of_wide_slices_are_judged_at_every_alignment) {
    // One second without any success, across the boundary of two slices of a second.
    MadeRun run = tests::healthy_run().fail(30'500ms, 31'500ms);
    const measure::ServiceLevel half{base::Ratio{0.4}, {}};
    EXPECT_EQ(found(run, 1s, half).lower.longest, 1s);
    // A tenth of a second is a tenth of a wide slice, wherever it begins.
    EXPECT_EQ(found(tests::healthy_run().fail(30'500ms, 30'600ms), 1s, half).lower.longest, 0s);
}

TEST(Outages, cannot_be_told_in_slices_that_the_collected_ones_do_not_make) {
    const auto evidence = tests::evidence_of(tests::healthy_run());
    for (const base::Duration slice : {250ms, 50ms, 0ms, -100ms}) {
        EXPECT_FALSE(outages_of(evidence.cohorts[0], {}, slice, evidence.end)) << slice.count();
    }
    EXPECT_EQ(widening(evidence.cohorts[0].slices, 1s), 10U);
}

// The same from the raw requests, slice by slice, by definition.
struct Twin {
    base::Duration total{};
    base::Duration longest{};
    base::Duration upper_total{};
    base::Duration upper_longest{};
    base::Duration blackout{};
};

Twin twin_of(const MadeRun& run) {
    constexpr int count = 500;
    std::map<int, std::pair<int, int>> seen;  // issued and judged, ok
    for (const tests::Request& request : run.cohorts[0].requests) {
        const auto slice = static_cast<int>((request.issued - run.warm_up_end) / run.slice);
        const bool due =
            run.warm_up_end + run.slice * (slice + 1) + run.cohorts[0].deadline <= run.end;
        if (!request.outcome && !due) continue;
        ++seen[slice].first;
        if (request.outcome == measure::Outcome::ok) ++seen[slice].second;
    }
    const auto down = [&](int slice) {
        return seen.contains(slice) && seen[slice].second * 100 < seen[slice].first * 99;
    };
    const auto doubtful = [&](int slice) {
        int left = slice;
        while (left > 0 && !seen.contains(left)) --left;
        int right = slice;
        while (right < count - 1 && !seen.contains(right)) ++right;
        return down(left) || down(right);
    };
    Twin twin;
    base::Duration run_lower{};
    base::Duration run_upper{};
    for (int slice = 0; slice < count; ++slice) {
        if (down(slice)) twin.total += 100ms;
        if (down(slice) && seen[slice].second == 0) twin.blackout += 100ms;
        run_lower = down(slice) ? run_lower + 100ms : 0ms;
        twin.longest = std::max(twin.longest, run_lower);
        if (doubtful(slice)) twin.upper_total += 100ms;
        run_upper = doubtful(slice) ? run_upper + 100ms : 0ms;
        twin.upper_longest = std::max(twin.upper_longest, run_upper);
    }
    return twin;
}

TEST(Outages, agree_with_a_twin_that_reads_the_raw_requests) {
    base::Stream stream(5);
    for (int round = 0; round < 200; ++round) {
        MadeRun run = tests::healthy_run();
        const std::uint64_t outages = stream.below(5);
        for (std::uint64_t i = 0; i < outages; ++i) {
            const auto from = 10s + std::chrono::milliseconds(stream.below(49'000));
            const auto to = from + std::chrono::milliseconds(stream.below(3'000));
            if (stream.below(3) == 0) {
                run = quiet(run, from, to);
            } else {
                run.fail(from, to, static_cast<measure::Outcome>(1 + stream.below(4)));
            }
        }
        // Thin traffic: many slices hold one request or none. Near the end only what is over
        // counts, as the twin does not look at what may still turn out.
        const std::uint64_t thin = 1 + stream.below(12);
        std::erase_if(run.cohorts[0].requests, [&](const tests::Request& request) {
            return stream.below(thin) != 0 || request.issued >= at(59s) - 100ms;
        });
        const Outages outages_found = found(run);
        const Twin twin = twin_of(run);
        EXPECT_EQ(outages_found.lower.total, twin.total) << round;
        EXPECT_EQ(outages_found.lower.longest, twin.longest) << round;
        EXPECT_EQ(outages_found.upper.total, twin.upper_total) << round;
        EXPECT_EQ(outages_found.upper.longest, twin.upper_longest) << round;
        EXPECT_EQ(outages_found.blackout, twin.blackout) << round;
        EXPECT_EQ(outages_found.blackout + outages_found.brownout, twin.total) << round;
    }
}

}  // namespace
}  // namespace triaz::check
