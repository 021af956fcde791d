#include "sim/check/re_routing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using ::testing::HasSubstr;
using tests::at;
using tests::judged;
using tests::MadeRun;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

Claim re_routing(base::Duration within) {
    ReRouting promise;
    promise.within = within;
    return {"re-routed", {"C05"}, Verdict::upheld, promise};
}

// Found out two seconds after the fault; until then every attempt at first fails, and is made good.
MadeRun found_out_after_two_seconds() {
    MadeRun run = tests::healthy_run();
    run.between(30s, 32s, [](tests::Request& request) { request.failed_attempts = 1; });
    run.timeline.add(at(32s), history::Mark::target_down, "edge");
    return run;
}

TEST(ReRouting, holds_when_attempts_succeed_again_in_time) {
    const Finding finding = judged(re_routing(2s), found_out_after_two_seconds());
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "re-routing");
    EXPECT_EQ(tests::figure(finding, "time_to_detect_s"), 2);
    EXPECT_EQ(tests::figure(finding, "time_to_drain_s"), 2);
    EXPECT_EQ(tests::figure(finding, "failed_attempts_after_fault"), 200);
}

TEST(ReRouting, is_refuted_when_retries_hide_a_dead_target_for_too_long) {
    const Finding finding = judged(re_routing(1s), found_out_after_two_seconds());
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "detection");
    EXPECT_THAT(finding.reason, HasSubstr("attempts of cohort web still fail, 1 s allowed"));
}

TEST(ReRouting, is_refuted_when_nothing_is_taken_out_of_use) {
    const Finding finding = judged(re_routing(2s), tests::healthy_run());
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_THAT(finding.reason, HasSubstr("nothing was taken out of use within 2 s"));
    MadeRun gray = tests::healthy_run();
    gray.faults.front().of_paths = true;
    gray.faults.front().messages_hit = 10;
    EXPECT_EQ(judged(re_routing(2s), gray).witness->mechanism, "gray failure");
}

TEST(ReRouting, looks_at_each_fault_until_the_next_one) {
    MadeRun run = found_out_after_two_seconds();
    run.faults.push_back(run.faults.front());
    run.faults.back().injected = at(40s);
    EXPECT_EQ(judged(re_routing(2s), run).verdict, Verdict::refuted) << "the second is not found";
    run.timeline.add(at(41s), history::Mark::target_ejected, "edge");
    EXPECT_EQ(judged(re_routing(2s), run).verdict, Verdict::upheld);
}

TEST(ReRouting, is_undecided_when_the_run_ends_too_soon_or_nothing_struck) {
    EXPECT_EQ(judged(re_routing(28s), found_out_after_two_seconds()).verdict,
              Verdict::inconclusive);
    EXPECT_EQ(judged(re_routing(2s), tests::run_without_fault()).verdict, Verdict::inconclusive);
    MadeRun unsteady = found_out_after_two_seconds();
    unsteady.fail(12s, 25s);
    EXPECT_EQ(judged(re_routing(1s), unsteady).verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace triaz::check
