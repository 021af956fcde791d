#include <gtest/gtest.h>

#include "sim/structure/lint.hpp"
#include "tests/structure/random_deployment.hpp"
#include "tests/support/world_builder.hpp"

namespace triaz::structure {
namespace {

using Keeps = world::Tolerance::Keeps;
using support::WorldBuilder;

world::Tolerance of(std::uint32_t zones, std::uint32_t data_centers, std::uint32_t hosts,
                    Keeps keeps = Keeps::service) {
    return {keeps, zones, data_centers, hosts};
}

TEST(DeclaredTolerance, is_told_with_its_kinds) {
    EXPECT_EQ(told(of(1, 0, 0)), "1 zone");
    EXPECT_EQ(told(of(1, 2, 0)), "1 zone and 2 data centres");
    EXPECT_EQ(told(of(0, 1, 2)), "1 data centre and 2 hosts");
}

TEST(DeclaredTolerance, of_a_majority_of_three_is_any_one_loss) {
    WorldBuilder build;
    const auto state = build.raft("state");
    build.at(state).tolerates = {of(1, 0, 0), of(0, 0, 1, Keeps::data), of(0, 0, 2)};
    const LintReport report = lint(build.world, {.order = 1});
    ASSERT_EQ(report.declared.size(), 3U);
    EXPECT_TRUE(report.declared[0].ways_past.empty());
    EXPECT_TRUE(report.declared[1].ways_past.empty());
    EXPECT_FALSE(report.declared[2].ways_past.empty());
    EXPECT_EQ(report.declared[2].pointer, "/stores/state/tolerates/2");
    EXPECT_EQ(report.order, 2U);  // raised to what is declared
}

// Every choice of so many losses, by the twin that asks who still serves.
class EveryLoss {
public:
    EveryLoss(const world::World& world, const DeploymentTree& deployment)
        : world_(world), deployment_(deployment), lost_(deployment.losses.size()) {}

    bool survived(const std::vector<const Target*>& targets, world::Tolerance left,
                  std::size_t from = 0) {
        const Survivors survivors{world_, deployment_.losses, lost_};
        for (const Target* target : targets)
            if (!survivors.serves(*target)) return false;
        for (std::size_t event = from; event < lost_.size(); ++event) {
            world::Tolerance less = left;
            const Loss::Kind kind = deployment_.losses[event].kind;
            std::uint32_t* const budget = kind == Loss::Kind::zone          ? &less.zones
                                          : kind == Loss::Kind::data_center ? &less.data_centers
                                          : kind == Loss::Kind::host        ? &less.hosts
                                                                            : nullptr;
            if (budget == nullptr || *budget == 0) continue;
            --*budget;
            lost_[event] = true;
            const bool kept = survived(targets, less, event + 1);
            lost_[event] = false;
            if (!kept) return false;
        }
        return true;
    }

private:
    const world::World& world_;
    const DeploymentTree& deployment_;
    std::vector<bool> lost_;
};

std::vector<const Target*> targets_of(const DeploymentTree& deployment,
                                      const DeclaredReport& declared) {
    std::vector<const Target*> targets;
    for (const Target& target : deployment.targets) {
        const bool data = declared.declared.keeps == Keeps::data;
        const bool store = declared.store && target.index == declared.store->value &&
                           (data ? target.kind == Target::Kind::store_data
                                 : target.kind == Target::Kind::store_writes ||
                                       target.kind == Target::Kind::store_reads);
        const bool service = declared.service && target.index == declared.service->value &&
                             target.kind == Target::Kind::service;
        if (store || service) targets.push_back(&target);
    }
    return targets;
}

TEST(DeclaredTolerance, has_a_way_past_exactly_when_some_such_loss_is_not_survived) {
    base::Stream stream{206};
    std::size_t kept = 0, broken = 0;
    for (int round = 0; round < 60; ++round) {
        world::World world = random_deployment(stream);
        const auto some = [&](Keeps keeps) {
            return of(static_cast<std::uint32_t>(stream.below(2)),
                      static_cast<std::uint32_t>(stream.below(2)), 1, keeps);
        };
        for (world::Service& service : world.services) service.tolerates = {some(Keeps::service)};
        for (world::Store& store : world.stores)
            store.tolerates = {some(Keeps::service), some(Keeps::data)};
        const LintReport report = lint(world, {});
        for (const DeclaredReport& declared : report.declared) {
            EveryLoss every{world, report.deployment};
            const bool survived =
                every.survived(targets_of(report.deployment, declared), declared.declared);
            ASSERT_EQ(declared.ways_past.empty(), survived)
                << declared.of << " " << told(declared.declared) << " in round " << round;
            ++(survived ? kept : broken);
        }
    }
    EXPECT_GT(kept, 20U);
    EXPECT_GT(broken, 20U);
}

}  // namespace
}  // namespace triaz::structure
