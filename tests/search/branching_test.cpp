// A branch of a run is the run that begins with its faults: to the last bit of evidence.
#include "sim/engine/branching.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "sim/engine/engine.hpp"
#include "sim/run/child.hpp"
#include "sim/scenario/fault_words.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/search/trunk.hpp"

namespace triaz::search {
namespace {

using namespace std::chrono_literals;
using base::start_of_run;

scenario::Scenario small() {
    auto loaded = scenario::load_scenario("tests/search/data/scenarios/small.json");
    EXPECT_TRUE(loaded.scenario);
    scenario::Scenario scenario = std::move(*loaded.scenario);
    scenario.world.faults.clear();
    scenario.world.duration = 20s;
    return scenario;
}

// Everything that happened, as text.
std::string digest(const measure::Evidence& evidence) {
    std::string text;
    for (const auto& entry : evidence.timeline.entries) {
        text += fmt::format("{} {} {} {}\n", entry.time.time_since_epoch().count(),
                            static_cast<int>(entry.mark), entry.subject, entry.detail);
    }
    for (const auto& cohort : evidence.cohorts) {
        text += fmt::format(
            "{} {} {} {} {}\n", cohort.name, cohort.totals.issued, cohort.totals.unfinished,
            base::to_seconds(cohort.latency.quantile(0.99)), cohort.latency.mean_seconds());
    }
    for (const auto& fault : evidence.faults) {
        text += fmt::format("{} {} {} {} {} {}\n", fault.name, fault.requests_served,
                            fault.replication_messages, fault.leaders, fault.processes_lost,
                            fault.messages_hit);
    }
    for (const auto& zone : evidence.zones) {
        text += fmt::format("{} {} {} {}\n", zone.name, zone.served_before_first_fault,
                            zone.busiest_before, zone.busiest_after);
    }
    for (const auto& shard : evidence.shards)
        text += fmt::format("{} {}\n", shard.store, shard.longest_without_leader.count());
    return text + fmt::format("{} {}\n", evidence.events, evidence.whole_at_end);
}

struct Case {
    const char* before;  // a fault of the trunk, in words; or nothing
    const char* fault;
};

class Branching : public testing::TestWithParam<Case> {};

TEST_P(Branching, a_branch_is_the_run_that_begins_with_its_faults) {
    scenario::Scenario scenario = small();
    std::vector<fault::Fault> faults;
    for (const char* const words : {GetParam().before, GetParam().fault}) {
        if (words == nullptr) continue;
        auto read = scenario::fault_of_words(words, scenario.world);
        ASSERT_TRUE(read.fault) << read.complaint;
        faults.push_back(*read.fault);
    }
    const run::ChildResult from_start = run::in_child([&] {
        world::World world = scenario.world;
        world.faults = faults;
        return digest(engine::simulate(world));
    });
    const run::ChildResult branched = run::in_child([&]() -> std::string {
        world::World world = scenario.world;
        world.faults = {faults.begin(), faults.end() - 1};
        engine::Branching branching;
        // Two instants before it at which nothing is asked for, and one that others branch from.
        branching.instants = {start_of_run + 4s, start_of_run + 5s, faults.back().at};
        std::string other;
        branching.at = [&](std::size_t instant) -> engine::Branching::Answer {
            if (instant == 1) {
                const auto child = run::fork_here();
                if (!child) {
                    fault::Fault of_branch = faults.back();
                    of_branch.at = branching.instants[1];
                    return {of_branch, false};
                }
                other = child->text;
            }
            if (instant < 2) return {};
            const auto child = run::fork_here();
            if (!child) return {faults.back(), false};
            other = child->text;
            return {std::nullopt, true};
        };
        const auto evidence = engine::simulate(world, branching);
        return evidence ? digest(*evidence) : other;
    });
    ASSERT_TRUE(from_start.finished()) << from_start.text;
    ASSERT_TRUE(branched.finished()) << branched.text;
    EXPECT_GT(from_start.text.size(), 500U);
    EXPECT_EQ(branched.text, from_start.text);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, Branching,
    testing::Values(Case{nullptr, "power-loss zone/a at 6.000000001s for 5s"},
                    Case{nullptr, "power-loss zone/b at 6.1s"},
                    Case{nullptr, "partition path/a/c at 5.7s for 3s"},
                    Case{nullptr, "process-crash component/app/host/b1-h1 at 6s for 2s"},
                    Case{nullptr, "error-answers component/app/host/a1-h1 at 6s for 2s"},
                    Case{nullptr, "checks-fail checks-of/edge at 6s for 2s"},
                    Case{"power-loss zone/a at 5.5s for 2s", "power-loss zone/b at 6.3s for 2s"},
                    Case{"partition zone/c at 5.5s for 2s", "power-loss zone/b at 7.5s for 2s"},
                    Case{"power-loss zone/a at 5.5s for 2s", "power-loss zone/a at 9.6s for 3s"}),
    [](const auto& each) { return fmt::format("case_{}", each.index); });

TEST(Trunk, gives_an_outcome_for_each_branch_in_their_order) {
    const scenario::Scenario scenario = small();
    Trunk trunk;
    trunk.duration = 20s;
    for (const char* const words :
         {"power-loss zone/a at 6s", "power-loss zone/b at 6s", "power-loss host/c1-h1 at 7s"}) {
        const auto read = scenario::fault_of_words(words, scenario.world);
        trunk.branches.push_back({read.fault->at, *read.fault});
    }
    const run::ChildResult child = run::in_child([&] { return run_trunk(scenario, trunk); });
    ASSERT_TRUE(child.finished()) << child.text;
    const std::vector<Outcome> outcomes = outcomes_of(child.text, 3);
    ASSERT_EQ(outcomes.size(), 3U);
    for (const Outcome& outcome : outcomes) {
        EXPECT_EQ(outcome.failure, "");
        EXPECT_TRUE(outcome.bit);
        ASSERT_EQ(outcome.claims.size(), scenario.claims.size());
        EXPECT_EQ(outcome.claims.at(0).verdict, check::Verdict::upheld)
            << outcome.claims.at(0).reason;
    }
}

TEST(Trunk, records_the_phases_of_a_run_without_branches) {
    scenario::Scenario scenario = small();
    Trunk trunk;
    trunk.duration = 10s;
    trunk.records = true;
    trunk.records_from = start_of_run + 5s;
    trunk.of = {"state"};
    const run::ChildResult child = run::in_child([&] { return run_trunk(scenario, trunk); });
    ASSERT_TRUE(child.finished()) << child.text;
    const auto instants = outcomes_of(child.text, 1).front().instants;
    std::vector<std::string> phases;
    for (const Instant& instant : instants) {
        EXPECT_GE(instant.at, start_of_run + 5s);
        if (told(instant.component, scenario.world) == "state/0") phases.push_back(instant.phase);
    }
    std::ranges::sort(phases);
    EXPECT_EQ(phases, (std::vector<std::string>{"at rest", "copying", "telling its copies",
                                                "writing at its leader"}));
}

TEST(Trunk, a_child_that_fails_gives_a_failure_for_each_run) {
    const std::vector<Outcome> outcomes = outcomes_of("killed by SIGSEGV", 2);
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes.at(0).failure, "killed by SIGSEGV");
    EXPECT_NE(outcomes.at(1).failure, "");
}

}  // namespace
}  // namespace triaz::search
