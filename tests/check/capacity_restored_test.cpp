#include "sim/check/capacity_restored.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using ::testing::HasSubstr;
using tests::judged;
using tests::MadeRun;
using std::chrono_literals::operator""s;

Claim capacity(base::Duration within, double share = 1) {
    return {"capacity", {"C12"}, Verdict::upheld, CapacityRestored{within, base::Ratio{share}}};
}

// Nine instances; the fault at 30 s takes three, of which `back` are there again from `since` on.
MadeRun three_of_nine_lost(std::size_t since, std::uint32_t back = 3) {
    MadeRun run = tests::healthy_run();
    measure::ComponentEvidence app;
    app.name = "app";
    app.ready.assign(60, 9);
    for (std::size_t second = 30; second < app.ready.size(); ++second)
        app.ready[second] = second < since ? 6 : 6 + back;
    run.components.push_back(app);
    return run;
}

TEST(CapacityRestored, holds_when_as_many_are_ready_again_in_time) {
    const Finding finding = judged(capacity(10s), three_of_nine_lost(40));
    EXPECT_EQ(finding.verdict, Verdict::upheld) << finding.reason;
    EXPECT_EQ(finding.kind, "capacity-restored");
    EXPECT_EQ(tests::figure(finding, "instances_before"), 9);
    EXPECT_EQ(tests::figure(finding, "instances_lost"), 3);
    EXPECT_EQ(tests::figure(finding, "time_to_restore_s"), 10);
}

TEST(CapacityRestored, is_refuted_when_they_come_late_or_never) {
    EXPECT_EQ(judged(capacity(9s), three_of_nine_lost(40)).verdict, Verdict::refuted);
    const Finding never = judged(capacity(10s), three_of_nine_lost(40, 2));
    EXPECT_EQ(never.verdict, Verdict::refuted);
    EXPECT_EQ(never.witness->mechanism, "capacity not restored");
    EXPECT_THAT(never.reason, HasSubstr("app never had 9 of 9 instances again"));
    EXPECT_FALSE(tests::is_known(never, "time_to_restore_s"));
}

TEST(CapacityRestored, asks_for_a_share_of_what_was_there) {
    EXPECT_EQ(judged(capacity(10s, 8.0 / 9), three_of_nine_lost(40, 2)).verdict, Verdict::upheld);
    EXPECT_EQ(judged(capacity(10s, 0.9), three_of_nine_lost(40, 2)).verdict, Verdict::refuted);
}

TEST(CapacityRestored, counts_from_when_it_lasts) {
    MadeRun run = three_of_nine_lost(35);
    run.components.front().ready[50] = 8;
    EXPECT_EQ(judged(capacity(10s), run).verdict, Verdict::refuted)
        << "there at 35 s, gone at 50 s";
}

TEST(CapacityRestored, looks_at_each_service) {
    MadeRun run = three_of_nine_lost(40);
    run.components.push_back(run.components.front());
    run.components.back().name = "other";
    for (std::size_t second = 30; second < 60; ++second) run.components.back().ready[second] = 8;
    EXPECT_EQ(judged(capacity(10s), run).verdict, Verdict::refuted);
}

TEST(CapacityRestored, is_undecided_when_nothing_was_lost_or_the_run_ends_first) {
    EXPECT_EQ(judged(capacity(10s), three_of_nine_lost(30)).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(capacity(40s), three_of_nine_lost(60)).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(capacity(10s), tests::run_without_fault()).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(capacity(10s), tests::healthy_run()).verdict, Verdict::inconclusive)
        << "not known how many were ready";
}

}  // namespace
}  // namespace triaz::check
