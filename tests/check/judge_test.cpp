// Properties of the judge over random evidence.
#include "sim/check/judge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "sim/base/stream.hpp"
#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::MadeRun;

constexpr std::array levels{Level::z0_hands_off, Level::z1_no_outage,
                            Level::z2_no_client_visible_error, Level::z3_hitless};

base::Duration moment(base::Stream& stream, base::Duration from, base::Duration to) {
    const auto width = static_cast<std::uint64_t>((to - from) / 10ms);
    return from + 10ms * static_cast<std::int64_t>(stream.below(width));
}

// Something goes wrong at or after the fault at 30 s; how bad is a matter of luck.
void worsen(MadeRun& run, base::Stream& stream) {
    const auto from = moment(stream, 30s, 60s);
    const auto to = from + moment(stream, 10ms, stream.below(2) == 0 ? 200ms : 4s);
    switch (stream.below(8)) {
        case 0:
        case 1:
            run.fail(from, to, static_cast<measure::Outcome>(1 + stream.below(4)));
            break;
        case 2:
            run.between(from, to, [](tests::Request& request) { ++request.failed_attempts; });
            break;
        case 3:
            run.between(from, to, [](tests::Request& request) {
                request.slow = request.outcome == measure::Outcome::ok;
            });
            break;
        case 4:
            run.between(from, to, [](tests::Request& request) {
                if (request.outcome == measure::Outcome::ok) request.outcome.reset();
            });
            break;
        case 5:
            run.shards[0].applied_twice += stream.below(2);
            break;
        case 6: {
            const std::uint64_t write = stream.below(run.shards[0].issued);
            run.shards[0].applied.erase(write);
            if (stream.below(2) == 0) run.shards[0].durable_somewhere.erase(write);
            break;
        }
        default:
            run.human_action = run.human_action || stream.below(10) == 0;
    }
}

MadeRun random_run(base::Stream& stream) {
    MadeRun run = stream.below(5) == 0 ? tests::run_without_fault() : tests::healthy_run();
    if (stream.below(4) == 0) {  // thin and uneven traffic
        const std::uint64_t thin = 1 + stream.below(8);
        std::erase_if(run.cohorts[0].requests,
                      [&](const tests::Request&) { return stream.below(thin) != 0; });
    }
    if (stream.below(3) == 0) {
        const auto gap = moment(stream, 10s, 55s);
        const auto length = moment(stream, 10ms, 3s);
        std::erase_if(run.cohorts[0].requests, [&](const tests::Request& request) {
            return request.issued >= at(gap) && request.issued < at(gap + length);
        });
    }
    if (stream.below(8) == 0) run.fail(10s, moment(stream, 10s, 30s));
    if (!run.faults.empty() && stream.below(8) == 0) run.faults[0].processes_lost = 0;
    if (!run.faults.empty() && stream.below(8) == 0)
        run.faults[0].injected = at(moment(stream, 20s, 60s));
    if (stream.below(8) == 0) run.shards[0].reachable = false;
    if (stream.below(8) == 0) run.zones[0].served_before_first_fault = stream.below(2000);
    if (stream.below(8) == 0) run.cohorts[0].latency_objective.reset();
    const std::uint64_t mishaps = stream.below(4);
    for (std::uint64_t i = 0; i < mishaps; ++i) worsen(run, stream);
    return run;
}

std::vector<Claim> each_level() {
    std::vector<Claim> claims;
    for (const Level level : levels) claims.push_back(tests::recovery_time(level));
    return claims;
}

std::vector<Claim> all_claims(const std::vector<std::uint64_t>& lost_at_most) {
    std::vector<Claim> claims = each_level();
    claims.push_back(tests::recovery_time(Level::z0_hands_off, 2s));
    claims.push_back(tests::recovery_time(Level::z1_no_outage, 2s));
    Claim wide = tests::recovery_time(Level::z1_no_outage);
    std::get<RecoveryTime>(wide.promise).slice = 1s;
    std::get<RecoveryTime>(wide.promise).minimum_service.success = base::Ratio{0.5};
    claims.push_back(wide);
    claims.push_back(tests::recovery_point());
    for (const std::uint64_t lost : lost_at_most) claims.push_back(tests::recovery_point(lost));
    claims.push_back(tests::active_zones(3, 0.2));
    return claims;
}

bool any_request_failed(const MadeRun& run) {
    return std::ranges::any_of(run.cohorts[0].requests, [&](const tests::Request& request) {
        // The slice that holds it must be due as a whole before silence is failure.
        const auto slice = (request.issued - run.warm_up_end) / run.slice;
        const auto due = run.warm_up_end + run.slice * (slice + 1) + run.cohorts[0].deadline;
        return request.outcome ? *request.outcome != measure::Outcome::ok : due <= run.end;
    });
}

bool any_slice_below(const MadeRun& run) {
    std::map<std::int64_t, std::pair<int, int>> slices;  // judged, ok
    for (const tests::Request& request : run.cohorts[0].requests) {
        const auto slice = (request.issued - run.warm_up_end) / run.slice;
        const auto due = run.warm_up_end + run.slice * (slice + 1) + run.cohorts[0].deadline;
        const bool unknown = !request.outcome && due > run.end;
        ++slices[slice].first;
        if (unknown || request.outcome == measure::Outcome::ok) ++slices[slice].second;
    }
    return std::ranges::any_of(slices, [](const auto& entry) {
        return entry.second.second * 100 < entry.second.first * 99;
    });
}

bool any_write_missing(const MadeRun& run) {
    const tests::Shard& shard = run.shards[0];
    return !shard.reachable || !std::ranges::includes(shard.applied, shard.acknowledged);
}

TEST(Judge, a_level_that_is_upheld_is_upheld_at_every_level_below) {
    base::Stream stream(21);
    std::array<int, 4> upheld{};
    for (int round = 0; round < 200; ++round) {
        const MadeRun run = random_run(stream);
        const auto findings = judge(each_level(), {}, tests::evidence_of(run));
        for (std::size_t level = 0; level < levels.size(); ++level) {
            if (findings[level].verdict != Verdict::upheld) continue;
            ++upheld[level];
            for (std::size_t below = 0; below < level; ++below) {
                EXPECT_EQ(findings[below].verdict, Verdict::upheld)
                    << round << " Z" << level << " Z" << below;
            }
        }
    }
    for (const int count : upheld) EXPECT_GT(count, 5);
}

TEST(Judge, worse_evidence_never_gives_a_better_verdict) {
    base::Stream stream(22);
    int turned = 0;
    for (int round = 0; round < 200; ++round) {
        MadeRun run = random_run(stream);
        if (!run.faults.empty())
            run.faults[0].injected = at(30s);  // what gets worse comes after it
        const auto claims = all_claims({2});
        const auto before = judge(claims, {}, tests::evidence_of(run));
        worsen(run, stream);
        const auto after = judge(claims, {}, tests::evidence_of(run));
        for (std::size_t i = 0; i < claims.size(); ++i) {
            const auto what = [&] {
                return before[i].stated + ": " + before[i].reason + " / " + after[i].reason;
            };
            if (before[i].verdict != Verdict::upheld) {
                EXPECT_NE(after[i].verdict, Verdict::upheld) << round << what();
            }
            if (before[i].verdict == Verdict::refuted) {
                EXPECT_EQ(after[i].verdict, Verdict::refuted) << round << what();
            }
            if (before[i].verdict != after[i].verdict) ++turned;
        }
    }
    EXPECT_GT(turned, 100);
}

TEST(Judge, a_finding_is_refuted_exactly_when_it_has_a_witness_that_tells_something) {
    base::Stream stream(23);
    std::map<Verdict, int> seen;
    for (int round = 0; round < 200; ++round) {
        const MadeRun run = random_run(stream);
        for (const Finding& finding : judge(all_claims({}), {}, tests::evidence_of(run))) {
            ++seen[finding.verdict];
            EXPECT_EQ(finding.witness.has_value(), finding.verdict == Verdict::refuted);
            EXPECT_FALSE(finding.reason.empty());
            EXPECT_FALSE(finding.stated.empty());
            if (!finding.witness) continue;
            EXPECT_FALSE(finding.witness->mechanism.empty());
            EXPECT_FALSE(finding.witness->summary.empty());
            EXPECT_TRUE(!finding.witness->steps.empty() ||
                        (run.faults.empty() && run.human_action));
            EXPECT_TRUE(std::ranges::is_sorted(finding.witness->steps, {}, &Witness::Step::time));
            for (const Witness::Step& step : finding.witness->steps) {
                EXPECT_GE(step.time, base::start_of_run);
                EXPECT_LE(step.time, run.end);
            }
        }
    }
    EXPECT_GT(seen[Verdict::upheld], 100);
    EXPECT_GT(seen[Verdict::refuted], 100);
    EXPECT_GT(seen[Verdict::inconclusive], 100);
}

TEST(Judge, nothing_is_upheld_when_a_fault_did_not_bite) {
    base::Stream stream(24);
    for (int round = 0; round < 150; ++round) {
        MadeRun run = random_run(stream);
        if (run.faults.empty()) continue;
        (stream.below(2) == 0 ? run.faults[0].processes_lost : run.faults[0].requests_served) = 0;
        run.faults[0].replication_messages = 0;
        for (const Finding& finding : judge(all_claims({5}), {}, tests::evidence_of(run))) {
            EXPECT_NE(finding.verdict, Verdict::upheld) << finding.stated;
        }
    }
}

const std::vector<Claim> three_claims{tests::recovery_time(Level::z1_no_outage),
                                      tests::recovery_time(Level::z2_no_client_visible_error),
                                      tests::recovery_point()};

// What upheld means, read off the raw requests and writes.
TEST(Judge, what_is_upheld_is_so) {
    base::Stream stream(25);
    std::array<int, 3> upheld{};
    for (int round = 0; round < 250; ++round) {
        const MadeRun run = random_run(stream);
        const auto findings = judge(three_claims, {}, tests::evidence_of(run));
        if (findings[0].verdict == Verdict::upheld) {
            ++upheld[0];
            EXPECT_FALSE(any_slice_below(run)) << round;
            EXPECT_FALSE(run.human_action);
        }
        if (findings[1].verdict == Verdict::upheld) {
            ++upheld[1];
            EXPECT_FALSE(any_request_failed(run)) << round;
            EXPECT_EQ(run.shards[0].applied_twice, 0U);
        }
        if (findings[2].verdict == Verdict::upheld) {
            ++upheld[2];
            EXPECT_FALSE(any_write_missing(run)) << round;
        }
    }
    for (const int count : upheld) EXPECT_GT(count, 20);
}

// And what is refuted was not so.
TEST(Judge, what_is_refuted_is_not_so) {
    base::Stream stream(26);
    std::array<int, 3> refuted{};
    for (int round = 0; round < 250; ++round) {
        const MadeRun run = random_run(stream);
        const auto findings = judge(three_claims, {}, tests::evidence_of(run));
        if (findings[0].verdict == Verdict::refuted) {
            ++refuted[0];
            EXPECT_TRUE(any_slice_below(run) || run.human_action) << round;
        }
        if (findings[1].verdict == Verdict::refuted) {
            ++refuted[1];
            EXPECT_TRUE(any_request_failed(run) || run.human_action ||
                        run.shards[0].applied_twice > 0)
                << round;
        }
        if (findings[2].verdict == Verdict::refuted) {
            ++refuted[2];
            EXPECT_TRUE(any_write_missing(run)) << round;
        }
    }
    for (const int count : refuted) EXPECT_GT(count, 20);
}

TEST(Judge, findings_come_in_the_order_of_the_claims_and_carry_what_was_asked) {
    auto claims = all_claims({});
    for (std::size_t i = 0; i < claims.size(); ++i) claims[i].id = "claim " + std::to_string(i);
    claims[0].expected = Verdict::refuted;
    const auto findings = judge(claims, {}, tests::evidence_of(tests::healthy_run()));
    ASSERT_EQ(findings.size(), claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        EXPECT_EQ(findings[i].claim, claims[i].id);
        EXPECT_EQ(findings[i].contract, claims[i].contract);
        EXPECT_EQ(findings[i].expected, claims[i].expected);
        EXPECT_EQ(findings[i].strength, Strength::observed);
    }
    EXPECT_TRUE(judge({}, {}, tests::evidence_of(tests::healthy_run())).empty());
}

TEST(Judge, evidence_without_anything_upholds_nothing) {
    measure::Evidence nothing;
    nothing.end = at(60s);
    for (const Finding& finding : judge(all_claims({7}), {}, nothing)) {
        EXPECT_EQ(finding.verdict, Verdict::inconclusive) << finding.stated;
    }
}

}  // namespace
}  // namespace triaz::check
