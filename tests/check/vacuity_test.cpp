#include "sim/check/vacuity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using tests::at;
using tests::judged;
using tests::MadeRun;
using tests::recovery_time;

// All claims of the healthy run, on what was made of it: each inconclusive, for this reason.
void expect_vacuous(const MadeRun& run, const std::string& reason,
                    const std::vector<Sometimes>& sometimes = {}) {
    for (const Claim& claim :
         {recovery_time(Level::z0_hands_off), recovery_time(Level::z1_no_outage),
          recovery_time(Level::z1_no_outage, 10s), recovery_time(Level::z3_hitless),
          tests::recovery_point(), tests::active_zones(3, 0.2)}) {
        const Finding finding = judged(claim, run, sometimes);
        EXPECT_EQ(finding.verdict, Verdict::inconclusive) << finding.stated;
        EXPECT_THAT(finding.reason, HasSubstr(reason));
    }
}

TEST(Vacuity, a_fault_that_struck_nothing_running_did_not_bite) {
    MadeRun run = tests::healthy_run();
    run.faults[0].processes_lost = 0;
    expect_vacuous(run, "did not bite: it struck no running process");
}

TEST(Vacuity, a_fault_on_an_idle_target_did_not_bite) {
    MadeRun run = tests::healthy_run();
    run.faults[0].requests_served = 0;
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
    run.faults[0].replication_messages = 0;
    expect_vacuous(run, "its target carried neither requests nor replication");
}

TEST(Vacuity, a_fault_on_a_path_without_messages_did_not_bite) {
    MadeRun run = tests::healthy_run();
    run.faults[0].of_paths = true;
    expect_vacuous(run, "did not bite: no message was on its way there");
    run.faults[0].messages_hit = 1;
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
}

TEST(Vacuity, a_fault_of_what_runs_on_that_nobody_met_did_not_bite) {
    MadeRun run = tests::healthy_run();
    run.faults[0].of_behaviour = true;
    expect_vacuous(run, "did not bite: nothing met it");
    run.faults[0].acts = 1;
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
}

TEST(Vacuity, each_of_several_faults_must_bite) {
    MadeRun run = tests::healthy_run();
    run.faults.push_back(run.faults[0]);
    run.faults[1].injected = at(45s);
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
    run.faults[1].processes_lost = 0;
    expect_vacuous(run, "did not bite");
}

TEST(Vacuity, goals_must_be_met_as_often_as_they_say) {
    MadeRun run = tests::healthy_run();
    const std::vector<Sometimes> goals{{history::Mark::leader_elected, 2}};
    run.timeline.add(at(31s), history::Mark::leader_elected, "state/0");
    expect_vacuous(run, "leader-elected happened 1 time, 2 needed", goals);
    run.timeline.add(at(32s), history::Mark::leader_elected, "state/0");
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run, goals).verdict, Verdict::upheld);
}

TEST(Vacuity, a_thousand_requests_must_be_judged) {
    MadeRun run = tests::healthy_run();
    run.cohorts[0] = tests::steady_cohort("web", at(10s), at(10s) + 50ms * 999, 50ms);
    expect_vacuous(run, "999 requests were judged, 1,000 needed");
    run.cohorts[0] = tests::steady_cohort("web", at(10s), at(10s) + 50ms * 1000, 50ms);
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
}

TEST(Vacuity, requests_that_never_ended_within_the_run_are_not_judged) {
    MadeRun run = tests::healthy_run();
    run.cohorts[0].deadline = 55s;
    run.between(14s, 60s, [](tests::Request& request) { request.outcome.reset(); });
    expect_vacuous(run, "400 requests were judged");
}

TEST(Vacuity, every_cohort_must_be_heard) {
    MadeRun run = tests::healthy_run();
    run.cohorts.push_back({"batch", {}});
    expect_vacuous(run, "no request of cohort batch was judged");
}

TEST(Vacuity, the_run_must_go_on_for_the_settle_window_after_the_last_fault) {
    MadeRun run = tests::healthy_run();
    run.faults[0].injected = at(55s);
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
    run.faults[0].injected = at(55'100ms);
    expect_vacuous(run, "less than the settle window of 5 s");
}

TEST(Vacuity, a_fault_at_the_last_moment_shows_nothing_even_without_a_settle_window) {
    MadeRun run = tests::healthy_run();
    run.faults[0].injected = at(59'990ms);
    Claim claim = recovery_time(Level::z1_no_outage);
    std::get<RecoveryTime>(claim.promise).minimum_service.settle = 0s;
    EXPECT_EQ(judged(claim, run).verdict, Verdict::inconclusive);
}

TEST(Vacuity, counts_that_contradict_each_other_uphold_nothing) {
    const auto healthy = tests::evidence_of(tests::healthy_run());
    const auto verdict_after = [&](auto change) {
        measure::Evidence evidence = healthy;
        change(evidence.cohorts[0]);
        return judge({recovery_time(Level::z0_hands_off)}, {}, evidence)[0].verdict;
    };
    EXPECT_EQ(verdict_after([](auto&) {}), Verdict::upheld);
    EXPECT_EQ(verdict_after([](auto& cohort) { ++cohort.totals.issued; }), Verdict::inconclusive);
    EXPECT_EQ(verdict_after([](auto& cohort) { ++cohort.totals.unfinished; }),
              Verdict::inconclusive);
    EXPECT_EQ(verdict_after([](auto& cohort) { cohort.slices.issued(at(20s)); }),
              Verdict::inconclusive);
    EXPECT_EQ(verdict_after([](auto& cohort) {  // a failure that the totals call a success
                  cohort.totals.ended[0] += 1;
                  cohort.totals.issued += 1;
                  cohort.slices.issued(at(20s));
                  cohort.slices.finished(at(20s), measure::Outcome::error, 0, false);
              }),
              Verdict::inconclusive);
    EXPECT_EQ(verdict_after([](auto& cohort) {  // one request, counted in two slices
                  cohort.slices.issued(at(20s));
                  cohort.slices.finished(at(20s), measure::Outcome::late, 0, false);
              }),
              Verdict::inconclusive);
}

TEST(Vacuity, sparse_traffic_upholds_no_recovery_time) {
    MadeRun run = tests::healthy_run();
    // 400 ms of each 5 s without a request: 8 %. Then 600 ms: 12 %.
    const auto thin_out = [&](base::Duration gap) {
        MadeRun thin = run;
        std::erase_if(thin.cohorts[0].requests, [&](const tests::Request& request) {
            return (request.issued - at(10s)) % 5s < gap;
        });
        return judged(recovery_time(Level::z1_no_outage), thin);
    };
    EXPECT_EQ(thin_out(400ms).verdict, Verdict::upheld);
    EXPECT_EQ(thin_out(600ms).verdict, Verdict::inconclusive);
    EXPECT_THAT(thin_out(600ms).reason, HasSubstr("too little traffic"));
}

TEST(Vacuity, a_long_silence_could_hide_an_outage) {
    const auto with_gap = [](base::Duration gap, base::Duration at_most) {
        MadeRun run = tests::healthy_run();
        std::erase_if(run.cohorts[0].requests, [&](const tests::Request& request) {
            return request.issued >= at(30s) && request.issued < at(30s) + gap;
        });
        return judged(recovery_time(Level::z1_no_outage, at_most), run).verdict;
    };
    EXPECT_EQ(with_gap(1s, 0s), Verdict::upheld);
    EXPECT_EQ(with_gap(1100ms, 0s), Verdict::inconclusive);
    EXPECT_EQ(with_gap(3s, 4s), Verdict::upheld);  // an outage as long as the silence is allowed
    EXPECT_EQ(with_gap(3s, 2s), Verdict::inconclusive);
}

TEST(SteadyState, must_be_met_before_the_first_fault) {
    MadeRun run = tests::healthy_run().fail(10s, 15s);
    const Finding finding = judged(recovery_time(Level::z0_hands_off), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("steady state never met"));
    EXPECT_EQ(judged(tests::recovery_point(), run).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(tests::active_zones(3, 0.2), run).verdict, Verdict::inconclusive);
}

TEST(SteadyState, voids_a_refutation_of_recovery_time_too) {
    const MadeRun run = tests::healthy_run().fail(10s, 40s);
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::inconclusive);
}

TEST(SteadyState, does_not_void_a_loss) {
    MadeRun run = tests::healthy_run().fail(10s, 40s);
    run.shards[0].applied.erase(5);
    EXPECT_EQ(judged(tests::recovery_point(), run).verdict, Verdict::refuted);
}

TEST(SteadyState, forgives_a_stray_slice) {
    // From 10 s to 29 s there are 190 slices: nine below are 4.7 %, ten are 5.3 %.
    EXPECT_EQ(judged(recovery_time(Level::z0_hands_off), tests::healthy_run().fail(20s, 20'900ms))
                  .verdict,
              Verdict::upheld);
    EXPECT_EQ(
        judged(recovery_time(Level::z0_hands_off), tests::healthy_run().fail(20s, 21s)).verdict,
        Verdict::inconclusive);
}

TEST(SteadyState, leaves_out_what_the_fault_may_have_struck_in_flight) {
    EXPECT_EQ(
        judged(recovery_time(Level::z1_no_outage), tests::healthy_run().fail(29s, 30s)).verdict,
        Verdict::refuted);
}

TEST(SteadyState, needs_a_time_before_the_fault) {
    MadeRun run = tests::healthy_run();
    run.faults[0].injected = at(10s);
    const Finding finding = judged(recovery_time(Level::z1_no_outage), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("before the first fault"));
}

TEST(SteadyState, of_every_cohort_counts) {
    MadeRun run = tests::healthy_run();
    run.cohorts.push_back(tests::steady_cohort("batch", run.warm_up_end, run.end, 20ms));
    run.fail(12s, 15s, measure::Outcome::error, 1);
    EXPECT_THAT(judged(recovery_time(Level::z1_no_outage), run).reason, HasSubstr("cohort batch"));
}

TEST(SteadyState, without_a_fault_the_level_not_met_is_the_refutation) {
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), tests::run_without_fault()).verdict,
              Verdict::upheld);
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), tests::run_without_fault().fail(10s, 60s))
                  .verdict,
              Verdict::refuted);
}

TEST(Vacuity, a_refutation_needs_neither_bite_nor_goals_nor_dense_traffic) {
    MadeRun run = tests::healthy_run().fail(30s, 31s);
    run.faults[0].processes_lost = 0;
    std::erase_if(run.cohorts[0].requests,
                  [](const tests::Request& request) { return request.issued > at(31'500ms); });
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run, {{history::Mark::leader_elected, 9}})
                  .verdict,
              Verdict::refuted);
}

}  // namespace
}  // namespace triaz::check
