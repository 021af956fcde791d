// Canaries: evidence of runs that are known to be bad, or to show nothing. None may ever be green.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::tests {
namespace {

using namespace std::chrono_literals;
using check::Level;
using check::Verdict;
using ::testing::HasSubstr;

void expect_never_green(const check::Claim& claim, const MadeRun& run, Verdict verdict,
                        const std::string& reason) {
    const check::Finding finding = judged(claim, run);
    EXPECT_EQ(finding.verdict, verdict) << finding.stated;
    EXPECT_THAT(finding.reason, HasSubstr(reason));
    EXPECT_NE(check::overall({finding}), Verdict::upheld);
}

const std::vector<check::Claim>& all_claims() {
    static const std::vector<check::Claim> claims{recovery_time(Level::z0_hands_off),
                                                  recovery_time(Level::z1_no_outage),
                                                  recovery_time(Level::z1_no_outage, 1h),
                                                  recovery_time(Level::z2_no_client_visible_error),
                                                  recovery_time(Level::z3_hitless),
                                                  recovery_point(),
                                                  recovery_point(1'000'000),
                                                  active_zones(3, 0.2),
                                                  synchronous_copies(2)};
    return claims;
}

TEST(Canary, the_healthy_run_that_all_others_are_made_of_is_green) {
    for (const check::Claim& claim : all_claims()) {
        EXPECT_EQ(judged(claim, healthy_run()).verdict, Verdict::upheld);
    }
}

TEST(Canary, silent_loss) {
    // Clients saw nothing: every request succeeded. One acknowledged write is not there.
    MadeRun run = healthy_run();
    run.shards[0].applied.erase(999);
    run.shards[0].durable_somewhere.erase(999);
    EXPECT_EQ(judged(recovery_time(Level::z2_no_client_visible_error), run).verdict,
              Verdict::upheld);
    expect_never_green(recovery_point(), run, Verdict::refuted, "1 of 1,000 acknowledged writes");
}

TEST(Canary, silent_loss_in_the_last_of_many_shards) {
    MadeRun run = healthy_run();
    for (std::uint32_t shard = 1; shard < 32; ++shard) {
        run.shards.push_back(run.shards[0]);
        run.shards.back().shard = shard;
    }
    run.shards.back().applied.erase(0);
    expect_never_green(recovery_point(), run, Verdict::refuted, "1 of 32,000 acknowledged writes");
}

TEST(Canary, one_write_of_a_thousand_in_one_zone_alone_though_none_is_lost) {
    MadeRun run = healthy_run();
    run.stores[0].by_zones[2].writes = 999;
    run.stores[0].by_zones[1] = {1, at(20s)};
    EXPECT_EQ(judged(recovery_point(), run).verdict, Verdict::upheld);
    expect_never_green(synchronous_copies(2), run, Verdict::refuted, "1 of 1,000");
}

TEST(Canary, everything_lost) {
    MadeRun run = healthy_run();
    run.shards[0].applied.clear();
    run.shards[0].durable_somewhere.clear();
    expect_never_green(recovery_point(), run, Verdict::refuted, "1,000 of 1,000");
    run.shards[0].reachable = false;
    expect_never_green(recovery_point(), run, Verdict::refuted, "1,000 of 1,000");
}

TEST(Canary, a_store_that_lost_its_quorum_for_good) {
    MadeRun run = healthy_run();
    run.shards[0].reachable = false;
    run.shards[0].applied.clear();
    expect_never_green(recovery_point(), run, Verdict::inconclusive, "unreachable, not lost");
}

TEST(Canary, a_fault_that_did_not_bite) {
    MadeRun run = healthy_run();
    run.faults[0].processes_lost = 0;
    for (const check::Claim& claim : all_claims()) {
        expect_never_green(claim, run, Verdict::inconclusive, "did not bite");
    }
}

TEST(Canary, a_fault_on_a_spare_that_carried_nothing) {
    MadeRun run = healthy_run();
    run.faults[0].requests_served = 0;
    run.faults[0].replication_messages = 0;
    for (const check::Claim& claim : all_claims()) {
        expect_never_green(claim, run, Verdict::inconclusive, "did not bite");
    }
}

TEST(Canary, hardly_any_traffic) {
    MadeRun run = healthy_run();
    run.cohorts[0] = steady_cohort("web", at(10s), at(60s), 1s);
    for (const check::Claim& claim : all_claims()) {
        expect_never_green(claim, run, Verdict::inconclusive, "too little traffic");
    }
}

TEST(Canary, traffic_that_stops_with_the_fault) {
    MadeRun run = healthy_run();
    std::erase_if(run.cohorts[0].requests,
                  [](const Request& request) { return request.issued >= at(30s); });
    for (const check::Claim& claim : all_claims()) {
        expect_never_green(claim, run, Verdict::inconclusive, "was seen for 0 s after it");
    }
}

TEST(Canary, traffic_that_pauses_for_the_outage) {
    MadeRun run = healthy_run();
    std::erase_if(run.cohorts[0].requests, [](const Request& request) {
        return request.issued >= at(30s) && request.issued < at(33s);
    });
    expect_never_green(recovery_time(Level::z1_no_outage), run, Verdict::inconclusive,
                       "too little traffic");
    expect_never_green(recovery_time(Level::z3_hitless), run, Verdict::inconclusive,
                       "too little traffic");
}

TEST(Canary, one_request_a_second_cannot_see_an_outage_of_a_second) {
    MadeRun run = healthy_run();
    run.end = at(2000s);
    run.cohorts[0] = steady_cohort("web", at(10s), at(2000s), 1s);
    expect_never_green(recovery_time(Level::z1_no_outage), run, Verdict::inconclusive,
                       "too little traffic");
}

TEST(Canary, a_quiet_cohort_beside_a_busy_one) {
    MadeRun run = healthy_run();
    run.cohorts.push_back(steady_cohort("batch", at(10s), at(60s), 2s));
    expect_never_green(recovery_time(Level::z1_no_outage), run, Verdict::inconclusive,
                       "cohort batch");
}

TEST(Canary, a_small_cohort_down_beside_a_large_one_that_is_fine) {
    MadeRun run = healthy_run();
    run.cohorts[0] = steady_cohort("web", at(10s), at(60s), 200us);
    run.cohorts.push_back(steady_cohort("batch", at(10s), at(60s), 50ms));
    run.fail(30s, 35s, measure::Outcome::error, 1);  // 100 of 251,000 requests
    expect_never_green(recovery_time(Level::z1_no_outage), run, Verdict::refuted, "cohort batch");
}

TEST(Canary, a_blackout_split_by_a_slice_boundary) {
    expect_never_green(recovery_time(Level::z1_no_outage), healthy_run().fail(30'050ms, 30'150ms),
                       Verdict::refuted, "below the minimum service level for 200 ms");
}

TEST(Canary, a_blackout_split_by_the_boundary_of_wide_slices_and_a_low_level) {
    check::Claim claim = recovery_time(Level::z1_no_outage);
    std::get<check::RecoveryTime>(claim.promise).slice = 1s;
    std::get<check::RecoveryTime>(claim.promise).minimum_service.success = base::Ratio{0.3};
    expect_never_green(claim, healthy_run().fail(30'500ms, 31'500ms), Verdict::refuted, "for 1 s");
}

TEST(Canary, one_failed_request_in_a_million_at_z2) {
    MadeRun run = healthy_run();
    run.cohorts[0] = steady_cohort("web", at(10s), at(60s), 50us);
    run.fail(30s, 30s + 50us);
    EXPECT_EQ(judged(recovery_time(Level::z1_no_outage), run).verdict, Verdict::upheld);
    expect_never_green(recovery_time(Level::z2_no_client_visible_error), run, Verdict::refuted,
                       "1 of 1,000,000 requests");
}

TEST(Canary, all_requests_unfinished) {
    MadeRun run = run_without_fault();
    run.between(0s, 60s, [](Request& request) { request.outcome.reset(); });
    for (const Level level :
         {Level::z1_no_outage, Level::z2_no_client_visible_error, Level::z3_hitless}) {
        expect_never_green(recovery_time(level), run, Verdict::refuted,
                           "below the minimum service level");
    }
    expect_never_green(recovery_time(Level::z0_hands_off), run, Verdict::refuted,
                       "had not recovered");
    MadeRun with_fault = healthy_run();
    with_fault.between(0s, 60s, [](Request& request) { request.outcome.reset(); });
    for (const check::Claim& claim : all_claims()) {
        EXPECT_EQ(judged(claim, with_fault).verdict, Verdict::inconclusive);
    }
}

TEST(Canary, all_requests_unfinished_since_the_fault) {
    MadeRun run = healthy_run();
    run.between(30s, 60s, [](Request& request) { request.outcome.reset(); });
    for (const Level level :
         {Level::z0_hands_off, Level::z1_no_outage, Level::z2_no_client_visible_error}) {
        EXPECT_EQ(judged(recovery_time(level), run).verdict, Verdict::refuted);
    }
}

TEST(Canary, requests_that_hang_longer_than_the_run) {
    // With so long a deadline nothing issued after the fault is due before the run ends.
    MadeRun run = healthy_run();
    run.cohorts[0].deadline = 40s;
    run.between(30s, 60s, [](Request& request) { request.outcome.reset(); });
    for (const check::Claim& claim : all_claims()) {
        EXPECT_EQ(judged(claim, run).verdict, Verdict::inconclusive) << judged(claim, run).stated;
    }
}

TEST(Canary, no_requests_at_all) {
    MadeRun run = healthy_run();
    run.cohorts[0].requests.clear();
    for (const check::Claim& claim : all_claims()) {
        EXPECT_EQ(judged(claim, run).verdict, Verdict::inconclusive);
    }
    run.cohorts.clear();
    for (const check::Claim& claim : all_claims()) {
        EXPECT_EQ(judged(claim, run).verdict, Verdict::inconclusive);
    }
}

TEST(Canary, down_before_the_fault_and_after) {
    const MadeRun run = healthy_run().fail(10s, 60s);
    for (const check::Claim& claim : all_claims()) {
        EXPECT_EQ(judged(claim, run).verdict, Verdict::inconclusive);
    }
}

TEST(Canary, a_run_that_ends_with_its_fault) {
    MadeRun run = healthy_run();
    run.faults[0].injected = at(59'900ms);
    for (const check::Claim& claim : all_claims()) {
        expect_never_green(claim, run, Verdict::inconclusive, "less than the settle window");
    }
}

TEST(Canary, an_outage_that_flaps) {
    MadeRun run = healthy_run();
    for (int i = 0; i < 100; ++i) run.fail(30s + 200ms * i, 30'100ms + 200ms * i);
    expect_never_green(recovery_time(Level::z1_no_outage, 10s), run, Verdict::refuted, "19.9 s");
}

TEST(Canary, an_outage_still_going_on_when_the_run_ends) {
    const MadeRun run = healthy_run().fail(58s, 60s);
    expect_never_green(recovery_time(Level::z1_no_outage, 10s), run, Verdict::inconclusive,
                       "before cohort web was back");
}

TEST(Canary, a_store_that_nobody_wrote_to) {
    MadeRun run = healthy_run();
    run.shards[0].acknowledged.clear();
    expect_never_green(recovery_point(), run, Verdict::inconclusive, "acknowledged no write");
}

TEST(Canary, retries_that_took_effect_twice) {
    MadeRun run = healthy_run();
    run.shards[0].applied_twice = 1;
    expect_never_green(recovery_time(Level::z2_no_client_visible_error), run, Verdict::refuted,
                       "more than once");
}

TEST(Canary, late_successes_are_no_successes) {
    const MadeRun run = healthy_run().fail(30s, 40s, measure::Outcome::late);
    expect_never_green(recovery_time(Level::z1_no_outage), run, Verdict::refuted, "for 10 s");
}

TEST(Canary, no_claims_at_all) {
    EXPECT_NE(check::overall(check::judge({}, {}, evidence_of(healthy_run()))), Verdict::upheld);
}

}  // namespace
}  // namespace triaz::tests
