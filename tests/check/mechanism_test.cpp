#include "sim/check/mechanism.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/check/hand_made.hpp"

namespace triaz::check {
namespace {

using namespace std::chrono_literals;
using tests::at;
using tests::MadeRun;

Mechanism named(const MadeRun& run, base::Duration from, base::Duration to) {
    return mechanism_of_outage(tests::evidence_of(run), at(from), at(to));
}

// Requests fail from the fault at 30 s up to `to`.
MadeRun failing(base::Duration to) { return tests::healthy_run().fail(30s, to); }

TEST(Mechanism, leader_election_when_a_shard_had_no_leader_for_half_of_it) {
    MadeRun run = failing(32s);
    run.shards[0].without_leader = {{at(30s), at(31s)}};
    EXPECT_EQ(named(run, 30s, 32s), Mechanism::leader_election);
    run.shards[0].without_leader = {{at(30s), at(30'990ms)}};
    EXPECT_NE(named(run, 30s, 32s), Mechanism::leader_election);
}

TEST(Mechanism, shards_without_leader_at_once_do_not_count_twice) {
    MadeRun run = failing(33s);
    run.shards[0].without_leader = {{at(30s), at(31s)}};
    run.shards.push_back(run.shards[0]);
    EXPECT_NE(named(run, 30s, 33s), Mechanism::leader_election);
    run.shards[1].without_leader = {{at(31s), at(32s)}};
    EXPECT_EQ(named(run, 30s, 33s), Mechanism::leader_election);
}

TEST(Mechanism, quorum_lost_goes_before_the_leader_that_cannot_be_elected) {
    MadeRun run = failing(40s);
    run.shards[0].without_leader = {{at(30s), at(40s)}};
    run.shards[0].without_quorum = {{at(30s), at(39s)}};
    EXPECT_EQ(named(run, 30s, 40s), Mechanism::quorum_lost);
    run.shards[0].without_quorum = {{at(30s), at(31s)}};
    EXPECT_EQ(named(run, 30s, 40s), Mechanism::leader_election);
}

TEST(Mechanism, no_spare_path_when_a_component_is_gone_altogether) {
    MadeRun run = failing(40s);
    run.components.push_back({.name = "app", .none_up = {{at(30s), at(36s)}}, .ready = {}});
    EXPECT_EQ(named(run, 30s, 40s), Mechanism::no_spare_path);
    run.components[0].none_up = {{at(30s), at(34s)}};
    EXPECT_NE(named(run, 30s, 40s), Mechanism::no_spare_path);
}

TEST(Mechanism, overload_when_most_failures_were_shed) {
    MadeRun run = tests::healthy_run().fail(30s, 40s, measure::Outcome::rejected);
    EXPECT_EQ(named(run, 30s, 40s), Mechanism::overload);
    run.fail(30s, 36s, measure::Outcome::late);
    EXPECT_NE(named(run, 30s, 40s), Mechanism::overload);
}

TEST(Mechanism, detection_while_a_dead_target_is_in_rotation) {
    MadeRun run = failing(37s);
    run.timeline.add(at(36s), history::Mark::target_down, "edge");
    EXPECT_EQ(named(run, 30s, 37s), Mechanism::detection);
    MadeRun by_name = failing(37s);
    by_name.timeline.add(at(36s), history::Mark::address_withdrawn, "edge");
    EXPECT_EQ(named(by_name, 30s, 37s), Mechanism::detection);
}

TEST(Mechanism, overload_when_it_goes_on_long_after_detection_with_busy_workers) {
    MadeRun run = failing(50s);
    run.timeline.add(at(36s), history::Mark::target_down, "edge");
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::unknown);
    run.zones[1].busiest_after = 0.99;
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::overload);
    EXPECT_EQ(named(run, 30s, 37s), Mechanism::detection);
}

// The fault is over at 32 s and all is back; every request fails on, each after two attempts.
TEST(Mechanism, retry_storm_when_retries_keep_it_going_after_its_cause) {
    MadeRun run = failing(50s);
    run.between(30s, 50s, [](tests::Request& request) { request.failed_attempts = 2; });
    run.zones[1].busiest_after = 0.99;
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::overload) << "the fault lasts";
    run.faults[0].ended = at(32s);
    run.faults[0].processes_restored = at(32s);
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::retry_storm);
    EXPECT_EQ(named(run, 30s, 33s), Mechanism::overload) << "most of it is the fault's own";
    run.faults[0].processes_restored.reset();
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::overload) << "what it took is not back";
    run.faults[0].processes_restored = at(32s);
    run.between(30s, 50s, [](tests::Request& request) { request.failed_attempts = 1; });
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::overload) << "nobody tries again";
}

TEST(Mechanism, gray_failure_when_what_was_struck_went_on_running) {
    MadeRun run = failing(50s);
    run.faults[0].of_behaviour = true;
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::gray_failure);
    run.timeline.add(at(36s), history::Mark::target_ejected, "edge");
    EXPECT_EQ(named(run, 30s, 37s), Mechanism::detection);
}

TEST(Mechanism, detection_when_nothing_was_ever_found_out_and_nobody_was_busy) {
    MadeRun run = failing(50s);
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::detection);
    run.zones[1].busiest_after = 0.99;
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::overload);
}

TEST(Mechanism, gray_failure_when_paths_were_struck_and_nothing_was_ever_found_out) {
    MadeRun run = failing(50s);
    run.faults[0].of_paths = true;
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::gray_failure);
    run.zones[1].busiest_after = 0.99;
    EXPECT_EQ(named(run, 30s, 50s), Mechanism::overload);
}

TEST(Mechanism, in_flight_when_it_is_over_with_the_slice_of_the_fault) {
    EXPECT_EQ(named(tests::healthy_run().fail(29'800ms, 30'100ms), 29'800ms, 30'100ms),
              Mechanism::in_flight);
    EXPECT_EQ(named(tests::healthy_run().fail(29'800ms, 30'200ms), 29'800ms, 30'200ms),
              Mechanism::detection);
}

TEST(Mechanism, without_a_fault_it_is_overload_or_unknown) {
    MadeRun run = tests::run_without_fault().fail(20s, 30s);
    EXPECT_EQ(named(run, 20s, 30s), Mechanism::unknown);
    run.zones[0].busiest_before = 0.98;
    EXPECT_EQ(named(run, 20s, 30s), Mechanism::overload);
}

TEST(Mechanism, each_has_its_name_and_its_sentence) {
    std::set<std::string_view> names;
    std::set<std::string_view> sentences;
    for (std::size_t i = 0; i < mechanism_count; ++i) {
        names.insert(name_of(static_cast<Mechanism>(i)));
        sentences.insert(told(static_cast<Mechanism>(i)));
    }
    EXPECT_EQ(names.size(), mechanism_count);
    EXPECT_EQ(sentences.size(), mechanism_count);
    EXPECT_EQ(name_of(Mechanism::leader_election), "leader election");
    EXPECT_EQ(name_of(Mechanism::acknowledged_too_early), "acknowledged too early");
    EXPECT_EQ(name_of(Mechanism::copies_together), "copies together");
    EXPECT_EQ(name_of(Mechanism::unknown), "unknown");
}

}  // namespace
}  // namespace triaz::check
