#include "sim/traffic/zones/zone_aware.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/base/stream.hpp"
#include "sim/traffic/zones/weighted_zones.hpp"

namespace triaz::traffic {
namespace {

using Zones = std::vector<ZoneCounts>;

struct Planned {
    ZonePlan plan;
    std::vector<std::uint32_t> residual;
};

Planned planned(const Zones& zones, std::uint32_t home, ZoneAwareOptions options = {}) {
    Planned result{{}, std::vector<std::uint32_t>(zones.size())};
    result.plan = plan_zones(options, zones, home, result.residual);
    return result;
}

TEST(ZoneAware, stays_at_home_when_home_has_its_share_of_targets) {
    EXPECT_EQ(planned({{2, 3}, {2, 3}, {2, 3}}, 0).plan.routing, ZoneRouting::local);
    EXPECT_EQ(planned({{1, 3}, {2, 2}, {2, 2}}, 0).plan.routing, ZoneRouting::local);
}

TEST(ZoneAware, sends_the_rest_where_there_is_room) {
    const Planned result = planned({{2, 1}, {2, 3}, {2, 5}}, 0);
    EXPECT_EQ(result.plan.routing, ZoneRouting::residual);
    EXPECT_NEAR(result.plan.local, 3333, 1);
    EXPECT_EQ(result.residual[0], 0u);
    EXPECT_EQ(result.residual[1], 0u);  // its own callers need it
    EXPECT_GT(result.residual[2], 2000u);
}

TEST(ZoneAware, takes_no_notice_of_zones_below_six_targets) {
    EXPECT_EQ(planned({{1, 2}, {1, 3}}, 0).plan.routing, ZoneRouting::regardless);
    EXPECT_EQ(planned({{1, 3}, {1, 3}}, 0).plan.routing, ZoneRouting::local);
}

TEST(ZoneAware, takes_no_notice_of_zones_when_only_one_has_callers_or_targets) {
    EXPECT_EQ(planned({{3, 3}, {0, 3}}, 0).plan.routing, ZoneRouting::regardless);
    EXPECT_EQ(planned({{3, 6}, {3, 0}}, 0).plan.routing, ZoneRouting::regardless);
    EXPECT_EQ(planned({{0, 3}, {3, 3}}, 0).plan.routing, ZoneRouting::regardless);
}

TEST(ZoneAware, sends_everything_away_from_a_home_without_targets) {
    const Planned result = planned({{2, 0}, {2, 4}, {2, 4}}, 0);
    EXPECT_EQ(result.plan.local, 0u);
    EXPECT_EQ(result.residual[1], result.residual[2]);
}

TEST(ZoneAware, stays_at_home_regardless_of_load_when_told_so) {
    EXPECT_EQ(planned({{4, 1}, {1, 5}}, 0, {.always_local = true}).plan.routing,
              ZoneRouting::local);
}

// What the rule is for: when every zone routes by it, all targets carry the same.
TEST(ZoneAware, gives_every_target_the_same_load) {
    base::Stream stream{5};
    for (int round = 0; round < 200; ++round) {
        Zones zones(3);
        double callers = 0;
        double targets = 0;
        for (ZoneCounts& zone : zones) {
            zone = {static_cast<std::uint32_t>(1 + stream.below(20)),
                    static_cast<std::uint32_t>(2 + stream.below(20))};
            callers += zone.callers;
            targets += zone.targets;
        }
        std::vector<double> load(3);
        for (std::uint32_t home = 0; home < 3; ++home) {
            const Planned result = planned(zones, home);
            const double local = result.plan.local / 1e4;
            load[home] += zones[home].callers * local;
            if (result.plan.residual_sum == 0) continue;
            for (std::uint32_t zone = 0; zone < 3; ++zone) {
                load[zone] += zones[home].callers * (1 - local) * result.residual[zone] /
                              static_cast<double>(result.plan.residual_sum);
            }
        }
        for (std::uint32_t zone = 0; zone < 3; ++zone) {
            ASSERT_NEAR(load[zone] / zones[zone].targets, callers / targets, 0.02);
        }
    }
}

TEST(ZoneAware, picks_zones_by_plan) {
    const Planned result = planned({{40, 25}, {40, 50}, {20, 25}}, 0);
    base::Stream stream{6};
    std::vector<int> picked(3);
    for (int i = 0; i < 160'000; ++i) {
        const ZoneDraws draws{static_cast<std::uint32_t>(stream.below(10'000)), stream.bits()};
        ++picked[pick_zone(result.plan, 0, result.residual, draws)];
    }
    EXPECT_NEAR(picked[0], 100'000, 1000);
    EXPECT_NEAR(picked[1], 40'000, 800);
    EXPECT_NEAR(picked[2], 20'000, 600);
}

TEST(ZoneAware, never_picks_a_zone_without_room_for_the_rest) {
    const ZonePlan plan{ZoneRouting::residual, 0, 3};
    const std::vector<std::uint32_t> residual{0, 1, 0, 2};
    EXPECT_EQ(pick_zone(plan, 0, residual, {0, 0}), 1u);
    EXPECT_EQ(pick_zone(plan, 0, residual, {0, 1}), 3u);
    EXPECT_EQ(pick_zone(plan, 0, residual, {0, 2}), 3u);
    EXPECT_EQ(pick_zone(plan, 0, residual, {0, 3}), 1u);
}

TEST(ZoneAware, picks_any_zone_when_rounding_left_no_room) {
    const ZonePlan plan{ZoneRouting::residual, 5000, 0};
    const std::vector<std::uint32_t> residual{0, 0, 0};
    EXPECT_EQ(pick_zone(plan, 0, residual, {9999, 2}), 2u);
    EXPECT_EQ(pick_zone(plan, 0, residual, {4999, 2}), 0u);
}

TEST(NamedZones, without_cross_zone_a_withdrawn_zone_leaves_its_share_to_the_others) {
    const NamedZone zones[] = {{2, false}, {2, true}, {4, true}};
    double shares[3];
    share_by_name(zones, false, shares);
    EXPECT_EQ(shares[0], 0);
    EXPECT_EQ(shares[1], 0.25);
    EXPECT_EQ(shares[2], 0.125);
}

TEST(NamedZones, without_cross_zone_a_node_without_targets_serves_nobody) {
    const NamedZone zones[] = {{0, true}, {2, true}};
    double shares[2];
    share_by_name(zones, false, shares);
    EXPECT_EQ(shares[0], 0);
    EXPECT_EQ(shares[1], 0.25);  // the other half of the traffic is lost
    share_by_name(zones, true, shares);
    EXPECT_EQ(shares[1], 0.5);
}

}  // namespace
}  // namespace triaz::traffic
