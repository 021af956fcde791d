#include "sim/check/dependency_outage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::tests {
namespace {

using check::DependencyOutage;
using check::Verdict;
using measure::Outcome;
using ::testing::HasSubstr;

// The key service is out of order from 30 s to 40 s, and two services need it.
MadeRun key_service_lost() {
    MadeRun run = run_without_fault();
    measure::FaultEvidence fault;
    fault.name = "loss of keys";
    fault.target = "keys";
    fault.injected = at(30s);
    fault.ended = at(40s);
    fault.of_behaviour = true;
    fault.dependency = "keys";
    fault.acts = 100;
    run.faults.push_back(fault);
    run.timeline.add(at(30s), history::Mark::fault_injected, "keys");
    measure::NeedEvidence& of_keys = run.needs.emplace_back();
    of_keys.dependency = "keys";
    of_keys.service = "recording";
    of_keys.asked = of_keys.failed = 100;
    measure::NeedEvidence& of_others = run.needs.emplace_back();
    of_others.dependency = "others";
    of_others.service = "web";
    of_others.asked = of_others.went_without = 7;
    return run;
}

check::Claim claim(DependencyOutage promise) {
    return {"keys", {"C17"}, Verdict::upheld, std::move(promise)};
}

TEST(DependencyOutage, is_upheld_when_clients_are_served_meanwhile) {
    const auto finding = judged(claim({"keys", {}}), key_service_lost());
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "dependency-outage");
    EXPECT_EQ(figure(finding, "requests_meanwhile"), 1000);
    EXPECT_EQ(figure(finding, "success_meanwhile"), 1);
    EXPECT_EQ(figure(finding, "needed"), 100) << "of this dependency alone";
    EXPECT_EQ(figure(finding, "failed_without"), 100);
}

TEST(DependencyOutage, is_refuted_when_too_few_succeed_meanwhile) {
    MadeRun run = key_service_lost();
    run.fail(33s, 33500ms);  // 50 of 1,000
    const auto strict = judged(claim({"keys", {}, base::Ratio{0.96}}), run);
    ASSERT_EQ(strict.verdict, Verdict::refuted) << strict.reason;
    EXPECT_EQ(strict.witness->mechanism, "dependency lost");
    EXPECT_EQ(figure(strict, "success_meanwhile"), 0.95);
    EXPECT_EQ(judged(claim({"keys", {}, base::Ratio{0.95}}), run).verdict, Verdict::upheld);
}

TEST(DependencyOutage, says_nothing_of_what_fails_before_and_after) {
    MadeRun run = key_service_lost();
    run.fail(40s, 45s).fail(29500ms, 30s);
    const auto finding = judged(claim({"keys", {}}), run);
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(figure(finding, "success_meanwhile"), 1);
}

TEST(DependencyOutage, holds_each_cohort_to_it_and_only_those_named) {
    MadeRun run = key_service_lost();
    run.cohorts.push_back(steady_cohort("recorders", run.warm_up_end, run.end, 100ms));
    run.fail(30s, 40s, Outcome::error, 1);
    EXPECT_EQ(judged(claim({"keys", {}}), run).verdict, Verdict::refuted);
    EXPECT_EQ(judged(claim({"keys", {"recorders", "web"}}), run).verdict, Verdict::refuted);
    EXPECT_EQ(judged(claim({"keys", {"web"}}), run).verdict, Verdict::upheld);
    EXPECT_EQ(judged(claim({"keys", {"nobody"}}), run).verdict, Verdict::inconclusive);
}

TEST(DependencyOutage, is_refuted_by_one_request_that_went_on_without_an_answer) {
    MadeRun run = key_service_lost();
    run.needs[0].went_without = 1;
    EXPECT_EQ(judged(claim({"keys", {}}), run).verdict, Verdict::upheld);
    const auto closed = judged(claim({"keys", {}, base::Ratio{0.99}, true}), run);
    ASSERT_EQ(closed.verdict, Verdict::refuted);
    EXPECT_EQ(closed.witness->mechanism, "failed open");
    EXPECT_THAT(closed.reason, HasSubstr("1 request of recording"));
}

TEST(DependencyOutage, is_undecided_when_the_dependency_was_never_out_of_order) {
    MadeRun run = key_service_lost();
    run.faults[0].dependency = "others";
    const auto finding = judged(claim({"keys", {}}), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("never out of order"));
}

TEST(DependencyOutage, is_undecided_when_the_fault_did_not_bite) {
    MadeRun run = key_service_lost();
    run.faults[0].acts = 0;
    EXPECT_EQ(judged(claim({"keys", {}}), run).verdict, Verdict::inconclusive);
}

TEST(DependencyOutage, leaves_open_what_was_not_over_when_the_run_ended) {
    MadeRun run = key_service_lost();
    run.faults[0].ended.reset();
    run.cohorts[0].deadline = 20s;
    run.between(50s, 60s, [](Request& request) { request.outcome.reset(); });
    const auto finding = judged(claim({"keys", {}}), run);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive) << finding.reason;
}

}  // namespace
}  // namespace triaz::tests
