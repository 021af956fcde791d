#include "sim/check/recovery_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::at;
using tests::judged;
using tests::MadeRun;
using tests::recovery_time;

constexpr Level all_levels[] = {Level::z0_hands_off, Level::z1_no_outage,
                                Level::z2_no_client_visible_error, Level::z3_hitless};

std::vector<Verdict> at_each_level(const MadeRun& run) {
    std::vector<Verdict> verdicts;
    for (const Level level : all_levels)
        verdicts.push_back(judged(recovery_time(level), run).verdict);
    return verdicts;
}

constexpr Verdict up = Verdict::upheld;
constexpr Verdict down = Verdict::refuted;

TEST(RecoveryTime, every_level_holds_when_nobody_felt_the_fault) {
    EXPECT_THAT(at_each_level(tests::healthy_run()), ElementsAre(up, up, up, up));
}

TEST(RecoveryTime, an_outage_that_ends_leaves_z0) {
    EXPECT_THAT(at_each_level(tests::healthy_run().fail(30s, 31s)),
                ElementsAre(up, down, down, down));
}

TEST(RecoveryTime, one_error_within_the_level_leaves_z1) {
    MadeRun run = tests::healthy_run();
    run.cohorts[0] = tests::steady_cohort("web", run.warm_up_end, run.end, 500us);  // 200 a slice
    run.fail(30s, 30s + 500us);
    EXPECT_THAT(at_each_level(run), ElementsAre(up, up, down, down));
}

TEST(RecoveryTime, every_outcome_but_ok_breaks_z2) {
    for (const auto outcome : {measure::Outcome::late, measure::Outcome::error,
                               measure::Outcome::rejected, measure::Outcome::ambiguous}) {
        MadeRun run = tests::healthy_run();
        run.cohorts[0] = tests::steady_cohort("web", run.warm_up_end, run.end, 500us);
        run.fail(30s, 30s + 500us, outcome);
        const Finding finding = judged(recovery_time(Level::z2_no_client_visible_error), run);
        EXPECT_EQ(finding.verdict, down) << name_of(outcome);
        EXPECT_THAT(finding.reason, HasSubstr(std::string("1 ") + std::string(name_of(outcome))));
    }
}

TEST(RecoveryTime, a_retry_that_helped_leaves_z2) {
    MadeRun run = tests::healthy_run();
    run.between(30s, 30'500ms, [](tests::Request& request) { request.failed_attempts = 1; });
    EXPECT_THAT(at_each_level(run), ElementsAre(up, up, up, down));
}

TEST(RecoveryTime, a_write_that_took_effect_twice_breaks_z2) {
    MadeRun run = tests::healthy_run();
    run.shards[0].applied_twice = 2;
    EXPECT_THAT(at_each_level(run), ElementsAre(up, up, down, down));
    const Finding finding = judged(recovery_time(Level::z2_no_client_visible_error), run);
    EXPECT_EQ(finding.witness->mechanism, "duplicate effect");
    EXPECT_THAT(finding.reason, HasSubstr("2 writes took effect more than once"));
}

TEST(RecoveryTime, a_person_breaks_every_level) {
    MadeRun run = tests::healthy_run();
    run.human_action = true;
    EXPECT_THAT(at_each_level(run), ElementsAre(down, down, down, down));
    EXPECT_EQ(judged(recovery_time(Level::z0_hands_off), run).witness->mechanism, "human action");
}

TEST(RecoveryTime, a_slow_request_breaks_z3_and_the_declared_share_z1) {
    MadeRun run = tests::healthy_run();
    run.between(30s, 30'010ms, [](tests::Request& request) { request.slow = true; });
    EXPECT_THAT(at_each_level(run), ElementsAre(up, up, up, down));
    Claim claim = recovery_time(Level::z1_no_outage);
    std::get<RecoveryTime>(claim.promise).minimum_service.within_objective = base::Ratio{0.95};
    EXPECT_EQ(judged(claim, run).verdict, down);
    std::get<RecoveryTime>(claim.promise).minimum_service.within_objective = base::Ratio{0.9};
    EXPECT_EQ(judged(claim, run).verdict, up);
    std::get<RecoveryTime>(claim.promise).level = Level::z3_hitless;
    EXPECT_EQ(judged(claim, run).verdict, up);
}

TEST(RecoveryTime, z3_without_a_latency_objective_is_undecided) {
    MadeRun run = tests::healthy_run();
    run.cohorts[0].latency_objective.reset();
    EXPECT_EQ(judged(recovery_time(Level::z3_hitless), run).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(recovery_time(Level::z2_no_client_visible_error), run).verdict, up);
}

TEST(RecoveryTime, a_service_that_does_not_come_back_breaks_z0) {
    const Finding finding =
        judged(recovery_time(Level::z0_hands_off), tests::healthy_run().fail(30s, 60s));
    EXPECT_EQ(finding.verdict, down);
    EXPECT_THAT(finding.reason, HasSubstr("had not recovered when the run ended"));
    EXPECT_THAT(finding.witness->summary, HasSubstr("not back for good when the run ended"));
}

TEST(RecoveryTime, a_service_that_has_just_come_back_is_undecided_at_z0) {
    const MadeRun run = tests::healthy_run().fail(30s, 58s);
    EXPECT_EQ(judged(recovery_time(Level::z0_hands_off), run).verdict, Verdict::inconclusive);
    const MadeRun last_moment = tests::healthy_run().fail(59'900ms, 60s);
    EXPECT_EQ(judged(recovery_time(Level::z0_hands_off), last_moment).verdict,
              Verdict::inconclusive);
}

TEST(RecoveryTime, a_bound_allows_outages_up_to_it) {
    const MadeRun run = tests::healthy_run().fail(30s, 32s);
    for (const Level level : {Level::z0_hands_off, Level::z1_no_outage}) {
        EXPECT_EQ(judged(recovery_time(level, 2s), run).verdict, up);
        EXPECT_EQ(judged(recovery_time(level, 1900ms), run).verdict, down);
    }
}

TEST(RecoveryTime, a_bound_is_held_against_flapping_as_one_outage) {
    MadeRun run = tests::healthy_run();
    for (int i = 0; i < 20; ++i) run.fail(30s + 1s * i, 30'500ms + 1s * i);
    const Finding finding = judged(recovery_time(Level::z1_no_outage, 10s), run);
    EXPECT_EQ(finding.verdict, down);
    EXPECT_EQ(tests::figure(finding, "longest_outage_s"), 0.5);
    EXPECT_EQ(tests::figure(finding, "settled_outage_s"), 19.5);
}

TEST(RecoveryTime, a_bound_is_undecided_while_the_outage_is_not_over) {
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage, 10s), tests::healthy_run().fail(57s, 60s))
                  .verdict,
              Verdict::inconclusive);
    EXPECT_EQ(
        judged(recovery_time(Level::z1_no_outage, 2s), tests::healthy_run().fail(57s, 60s)).verdict,
        down);
}

TEST(RecoveryTime, a_bound_is_undecided_between_the_lower_and_the_upper_bound) {
    MadeRun run = tests::healthy_run().fail(30s, 31s);
    std::erase_if(run.cohorts[0].requests, [](const tests::Request& request) {
        return request.issued >= at(31s) && request.issued < at(31'800ms);
    });
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage, 900ms), run).verdict, down);
    const Finding between = judged(recovery_time(Level::z1_no_outage, 1500ms), run);
    EXPECT_EQ(between.verdict, Verdict::inconclusive);
    EXPECT_THAT(between.reason, HasSubstr("from 1 s to 1.8 s"));
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage, 1800ms), run).verdict, up);
}

TEST(RecoveryTime, cohorts_are_judged_apart_and_the_worst_is_reported) {
    MadeRun run = tests::healthy_run();
    run.cohorts.push_back(tests::steady_cohort("batch", run.warm_up_end, run.end, 20ms));
    run.fail(30s, 31s).fail(40s, 42s, measure::Outcome::error, 1);
    const Finding finding = judged(recovery_time(Level::z1_no_outage), run);
    EXPECT_EQ(finding.verdict, down);
    EXPECT_THAT(finding.reason, HasSubstr("cohort batch"));
    EXPECT_EQ(tests::figure(finding, "longest_outage_s"), 2);
    Claim claim = recovery_time(Level::z1_no_outage, 1s);
    std::get<RecoveryTime>(claim.promise).cohorts = {"web"};
    EXPECT_EQ(judged(claim, run).verdict, up);
    std::get<RecoveryTime>(claim.promise).cohorts = {"nobody"};
    EXPECT_EQ(judged(claim, run).verdict, Verdict::inconclusive);
}

TEST(RecoveryTime, a_cohort_is_not_hidden_by_a_larger_one) {
    MadeRun run = tests::healthy_run();
    run.cohorts.push_back(tests::steady_cohort("batch", run.warm_up_end, run.end, 50ms));
    run.fail(30s, 30'100ms, measure::Outcome::error, 1);  // 2 of 1,200 requests
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, down);
}

TEST(RecoveryTime, figures_are_reported_on_success_too) {
    MadeRun run = tests::healthy_run();
    run.between(30s, 30'050ms, [](tests::Request& request) {
        request.failed_attempts = 2;
        request.latency = 400ms;
    });
    run.timeline.add(at(31s), history::Mark::election_started, "state/0");
    run.timeline.add(at(31'200ms), history::Mark::leader_elected, "state/0");
    const Finding finding = judged(recovery_time(Level::z2_no_client_visible_error), run);
    EXPECT_EQ(finding.verdict, up);
    EXPECT_EQ(tests::figure(finding, "level_held"), 2);
    EXPECT_EQ(tests::figure(finding, "outage_total_s"), 0);
    EXPECT_EQ(tests::figure(finding, "failed_attempts"), 10);
    EXPECT_EQ(tests::figure(finding, "requests_judged"), 5000);
    EXPECT_EQ(tests::figure(finding, "retry_amplification"), 5010.0 / 5000);
    EXPECT_EQ(tests::figure(finding, "worst_latency_s"), 0.4);
    EXPECT_NEAR(tests::figure(finding, "p999_latency_s"), 0.005, 0.005 / 128);
    EXPECT_EQ(tests::figure(finding, "time_to_detect_s"), 1);
    EXPECT_EQ(tests::figure(finding, "time_to_mitigate_s"), 1.2);
    EXPECT_EQ(tests::figure(finding, "exposure_window_s"), 10);
    EXPECT_EQ(tests::figure(finding, "utilisation_of_survivors"), 0.7);
}

// What must be reported whatever the verdict; a figure that there is not is there without a value.
TEST(RecoveryTime, figures_leave_out_nothing_that_is_always_reported) {
    for (const MadeRun& run : {tests::healthy_run(), tests::run_without_fault()}) {
        const Finding finding = judged(recovery_time(Level::z1_no_outage), run);
        for (const char* const name :
             {"blackout_s", "brownout_s", "failed_attempts", "errors_after_retry", "ambiguous",
              "sessions_dropped", "retry_amplification", "worst_latency_s", "p999_latency_s",
              "time_to_detect_s", "time_to_drain_s", "utilisation_of_survivors",
              "exposure_window_s"}) {
            EXPECT_NE(std::ranges::find(finding.measured, name, &Figure::name),
                      finding.measured.end())
                << name;
        }
    }
}

TEST(RecoveryTime, draining_ends_when_the_last_target_or_address_is_out) {
    MadeRun run = tests::healthy_run();
    run.timeline = {};
    run.timeline.add(at(20s), history::Mark::target_down, "edge");  // before the fault
    EXPECT_FALSE(
        tests::is_known(judged(recovery_time(Level::z1_no_outage), run), "time_to_drain_s"));
    run.timeline.add(at(31s), history::Mark::target_down, "edge");
    run.timeline.add(at(34s), history::Mark::address_withdrawn, "edge");
    run.timeline.add(at(39s), history::Mark::leader_elected, "state/0");
    EXPECT_EQ(tests::figure(judged(recovery_time(Level::z1_no_outage), run), "time_to_drain_s"), 4);
}

TEST(RecoveryTime, figures_are_those_of_every_outcome) {
    MadeRun run = tests::healthy_run();
    run.fail(30s, 30'010ms, measure::Outcome::late)
        .fail(30'010ms, 30'030ms, measure::Outcome::error);
    run.fail(30'030ms, 30'060ms, measure::Outcome::rejected)
        .fail(30'060ms, 30'100ms, measure::Outcome::ambiguous);
    run.between(31s, 31'050ms, [](tests::Request& request) { request.outcome.reset(); });
    const Finding finding = judged(recovery_time(Level::z2_no_client_visible_error), run);
    EXPECT_EQ(tests::figure(finding, "late"), 1);
    EXPECT_EQ(tests::figure(finding, "errors_after_retry"), 2);
    EXPECT_EQ(tests::figure(finding, "rejected"), 3);
    EXPECT_EQ(tests::figure(finding, "ambiguous"), 4 + 5);  // five were never answered
    EXPECT_EQ(tests::figure(finding, "blackout_s"), 0.1);
    EXPECT_EQ(tests::figure(finding, "brownout_s"), 0.1);
}

TEST(RecoveryTime, what_did_not_happen_has_no_figure) {
    const Finding undetected = judged(recovery_time(Level::z1_no_outage), tests::healthy_run());
    EXPECT_FALSE(tests::is_known(undetected, "time_to_detect_s"));
    EXPECT_TRUE(tests::is_known(undetected, "exposure_window_s"));
    const Finding without = judged(recovery_time(Level::z1_no_outage), tests::run_without_fault());
    EXPECT_FALSE(tests::is_known(without, "exposure_window_s"));
    EXPECT_FALSE(tests::is_known(without, "utilisation_of_survivors"));
}

TEST(RecoveryTime, the_level_that_was_held_is_said_whatever_was_claimed) {
    EXPECT_EQ(tests::figure(judged(recovery_time(Level::z0_hands_off), tests::healthy_run()),
                            "level_held"),
              3);
    EXPECT_EQ(
        tests::figure(judged(recovery_time(Level::z3_hitless), tests::healthy_run().fail(30s, 31s)),
                      "level_held"),
        0);
    // A bound on outages makes Z1 easier, not the level that was held.
    EXPECT_EQ(tests::figure(judged(recovery_time(Level::z1_no_outage, 10s),
                                   tests::healthy_run().fail(30s, 31s)),
                            "level_held"),
              0);
}

TEST(RecoveryTime, a_refutation_tells_what_happened_in_order) {
    MadeRun run = tests::healthy_run().fail(30s, 31'400ms);
    run.timeline.add(at(30s), history::Mark::leader_lost, "state/0");
    run.timeline.add(at(31'200ms), history::Mark::election_started, "state/0");
    run.timeline.add(at(31'390ms), history::Mark::leader_elected, "state/0", "term 2, host b1-h1");
    run.shards[0].without_leader = {{at(30s), at(31'390ms)}};
    const Finding finding = judged(recovery_time(Level::z1_no_outage), run);
    ASSERT_TRUE(finding.witness);
    EXPECT_EQ(finding.witness->mechanism, "leader election");
    EXPECT_EQ(finding.witness->summary,
              "cohort web was below the minimum service level for 1.4 s from 30.000 s: writes "
              "waited while a "
              "shard had no leader");
    std::vector<std::string> told;
    for (const auto& step : finding.witness->steps) told.push_back(step.what);
    EXPECT_THAT(
        told,
        ElementsAre("power loss struck zone a: 4 processes lost", "state/0 lost its leader",
                    "of 10 requests that cohort web issued in the 100 ms from here, 0 succeeded "
                    "(0%)",
                    "state/0 noticed and began an election",
                    "state/0 had a leader again (term 2, host b1-h1)",
                    "back at the minimum service level"));
    EXPECT_TRUE(std::ranges::is_sorted(finding.witness->steps, {}, &Witness::Step::time));
    EXPECT_THAT(finding.trades,
                ElementsAre("writes to state/0 waited for a new leader 1.39 s from 30.000 s: "
                            "availability was given up to keep recovery point zero"));
}

TEST(RecoveryTime, the_claim_is_stated_in_words) {
    const Finding strict = judged(recovery_time(Level::z1_no_outage), tests::healthy_run());
    EXPECT_EQ(strict.stated,
              "Z1 no outage; minimum service level: success at least 99% in every slice of 100 ms "
              "that holds "
              "a request, however few, each cohort apart");
    const Finding relaxed = judged(recovery_time(Level::z1_no_outage, 10s), tests::healthy_run());
    EXPECT_THAT(relaxed.stated,
                HasSubstr("no outage longer than 10 s (over when the level is met for 5 s)"));
    EXPECT_EQ(strict.kind, "rto");
    EXPECT_EQ(strict.strength, Strength::observed);
    EXPECT_THAT(strict.contract, ElementsAre("C09"));
}

TEST(RecoveryTime, slices_that_cannot_be_made_leave_it_undecided) {
    Claim claim = recovery_time(Level::z1_no_outage);
    std::get<RecoveryTime>(claim.promise).slice = 150ms;
    const Finding finding = judged(claim, tests::healthy_run());
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("slices of 100 ms"));
}

}  // namespace
}  // namespace triaz::check
