#include "sim/check/apart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using measure::Outcome;
using ::testing::HasSubstr;
using tests::judged;
using tests::MadeRun;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""us;
using std::chrono_literals::operator""s;

Claim link_loss() {
    return {"others", {"C13"}, Verdict::upheld, CustomerLinkLoss{.cut = {"branch"}}};
}

Claim isolation(double slower_at_most = 2) {
    return {"tenants",
            {"C19"},
            Verdict::upheld,
            TenantIsolation{.flooding = {"branch"}, .slower_at_most = slower_at_most}};
}

// Cohort "web", and cohort number 1, "branch".
MadeRun two_cohorts(base::Duration gap) {
    MadeRun run = tests::healthy_run();
    run.cohorts.push_back(tests::steady_cohort("branch", run.warm_up_end, run.end, gap));
    return run;
}

MadeRun branch_cut_off() {
    MadeRun run = two_cohorts(50ms);
    run.fail(30s, 40s, Outcome::ambiguous, 1);
    return run;
}

TEST(CustomerLinkLoss, holds_when_nobody_else_notices_and_tells_the_cut_ones_apart) {
    const Finding finding = judged(link_loss(), branch_cut_off());
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "customer-link-loss");
    EXPECT_EQ(tests::figure(finding, "outage_of_others_s"), 0);
    EXPECT_EQ(tests::figure(finding, "outage_behind_the_line_s"), 11)
        << "slices of a second, at every alignment";
    EXPECT_EQ(tests::figure(finding, "failed_requests_behind_the_line"), 200);
}

TEST(CustomerLinkLoss, is_refuted_when_others_are_harmed) {
    MadeRun run = branch_cut_off();
    run.fail(31s, 33s);
    const Finding finding = judged(link_loss(), run);
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_THAT(finding.reason, HasSubstr("cohort web was below 99% of success for 3 s"));
    EXPECT_EQ(tests::figure(finding, "failed_requests_of_others"), 200);
}

TEST(CustomerLinkLoss, is_undecided_when_those_behind_the_line_felt_nothing) {
    MadeRun unfelt = two_cohorts(50ms);
    EXPECT_EQ(judged(link_loss(), unfelt).verdict, Verdict::inconclusive);
    unfelt.fail(31s, 33s);
    EXPECT_EQ(judged(link_loss(), unfelt).verdict, Verdict::inconclusive)
        << "whatever harmed the others, it was not the line";
}

TEST(CustomerLinkLoss, is_undecided_without_the_cohort_or_without_others) {
    EXPECT_EQ(judged(link_loss(), tests::healthy_run()).verdict, Verdict::inconclusive);
    MadeRun alone = branch_cut_off();
    alone.cohorts.erase(alone.cohorts.begin());
    EXPECT_EQ(judged(link_loss(), alone).verdict, Verdict::inconclusive);
}

// Twenty a second, and a hundred from 35 s to 45 s; nothing struck.
MadeRun flood() {
    MadeRun run = two_cohorts(50ms);
    run.faults.clear();
    tests::Cohort& branch = run.cohorts[1];
    for (base::Time at = tests::at(35s); at < tests::at(45s); at += 12500us)
        branch.requests.push_back({at});
    return run;
}

TEST(TenantIsolation, holds_when_a_flood_is_felt_by_nobody_else) {
    const Finding finding = judged(isolation(), flood());
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "tenant-isolation");
    EXPECT_EQ(tests::figure(finding, "flood_times"), 5);
    EXPECT_EQ(tests::figure(finding, "slower_times"), 1);
}

TEST(TenantIsolation, is_refuted_when_others_fail_during_the_flood) {
    MadeRun run = flood();
    run.fail(36s, 38s, Outcome::rejected);
    const Finding finding = judged(isolation(), run);
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_THAT(finding.reason, HasSubstr("for 3 s during the flood"));
}

TEST(TenantIsolation, is_refuted_when_others_wait_too_long) {
    MadeRun run = flood();
    run.between(35s, 45s, [](tests::Request& request) { request.latency = 15ms; });
    const Finding finding = judged(isolation(), run);
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.witness->mechanism, "overload");
    EXPECT_DOUBLE_EQ(tests::figure(finding, "slower_times"), 3);
    EXPECT_EQ(judged(isolation(3.1), run).verdict, Verdict::upheld);
}

TEST(TenantIsolation, is_undecided_without_a_flood) {
    MadeRun calm = two_cohorts(50ms);
    calm.faults.clear();
    const Finding finding = judged(isolation(), calm);
    EXPECT_EQ(finding.verdict, Verdict::inconclusive);
    EXPECT_THAT(finding.reason, HasSubstr("there was no flood"));
    calm.fail(36s, 38s);
    EXPECT_EQ(judged(isolation(), calm).verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace triaz::check
