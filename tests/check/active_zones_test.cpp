#include "sim/check/active_zones.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using ::testing::HasSubstr;
using tests::active_zones;
using tests::judged;
using tests::MadeRun;

MadeRun with_shares(std::vector<std::uint64_t> served) {
    MadeRun run = tests::healthy_run();
    run.zones.resize(served.size());
    for (std::size_t i = 0; i < served.size(); ++i) {
        run.zones[i].name = std::string(1, static_cast<char>('a' + i));
        run.zones[i].served_before_first_fault = served[i];
    }
    return run;
}

TEST(ActiveZones, each_do_their_share) {
    const Finding finding = judged(active_zones(3, 0.2), with_shares({300, 400, 300}));
    EXPECT_EQ(finding.verdict, Verdict::upheld);
    EXPECT_EQ(finding.kind, "active-zones");
    EXPECT_EQ(tests::figure(finding, "zones_active"), 3);
    EXPECT_EQ(tests::figure(finding, "share_of_zone_b"), 0.4);
}

TEST(ActiveZones, a_standby_zone_is_not_active) {
    const Finding finding = judged(active_zones(3, 0.2), with_shares({500, 500, 0}));
    EXPECT_EQ(finding.verdict, Verdict::refuted);
    EXPECT_EQ(finding.reason,
              "2 of 3 zones did at least 20% of the work before the first fault, 3 needed");
    EXPECT_EQ(finding.witness->mechanism, "idle zone");
    EXPECT_THAT(finding.witness->steps.back().what, HasSubstr("zone c did 0% of the work"));
    EXPECT_EQ(judged(active_zones(2, 0.2), with_shares({500, 500, 0})).verdict, Verdict::upheld);
}

TEST(ActiveZones, an_idle_zone_is_not_active_whatever_the_share) {
    EXPECT_EQ(judged(active_zones(3, 0), with_shares({500, 500, 0})).verdict, Verdict::refuted);
    EXPECT_EQ(judged(active_zones(3, 0), with_shares({500, 499, 1})).verdict, Verdict::upheld);
}

TEST(ActiveZones, the_share_holds_at_equality) {
    EXPECT_EQ(judged(active_zones(3, 0.2), with_shares({40, 40, 20})).verdict, Verdict::upheld);
    EXPECT_EQ(judged(active_zones(3, 0.2), with_shares({4001, 4000, 1999})).verdict,
              Verdict::refuted);
    EXPECT_EQ(judged(active_zones(3, 1.0 / 3), with_shares({1, 1, 1})).verdict, Verdict::upheld);
}

TEST(ActiveZones, fewer_zones_than_claimed_are_too_few) {
    EXPECT_EQ(judged(active_zones(3, 0.2), with_shares({500, 500})).verdict, Verdict::refuted);
    EXPECT_EQ(judged(active_zones(3, 0.2), with_shares({250, 250, 250, 250})).verdict,
              Verdict::upheld);
}

TEST(ActiveZones, without_any_work_it_is_undecided) {
    EXPECT_EQ(judged(active_zones(3, 0.2), with_shares({0, 0, 0})).verdict, Verdict::inconclusive);
    EXPECT_EQ(judged(active_zones(1, 0), with_shares({})).verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace triaz::check
