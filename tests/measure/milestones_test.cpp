// Milestones of hand-made runs, and against a twin that works from the raw list of requests.
#include "sim/measure/milestones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::measure {
namespace {

using namespace std::chrono_literals;
using history::Mark;

constexpr base::Time at(base::Duration since_start) { return base::start_of_run + since_start; }

struct Request {
    base::Time issued;
    bool ok = true;
    bool attempt_failed = false;
};

// One cohort from 10 s to 60 s with ten requests a slice of 100 ms, a fault at 30 s, three equal
// zones.
struct Scene {
    std::vector<Request> requests;
    Evidence evidence;
    ServiceLevel level;  // 99 %, 5 s

    Scene() {
        for (auto t = 10'000ms; t < 60'000ms; t += 10ms) requests.push_back({at(t)});
        evidence.warm_up_end = at(10s);
        evidence.end = at(60s);
        strike(30s);
        for (const char* name : {"a", "b", "c"}) {
            ZoneEvidence zone;
            zone.name = name;
            zone.served_before_first_fault = 6000;
            zone.served.assign(60, 300);
            evidence.zones.push_back(zone);
        }
    }
    FaultEvidence& strike(base::Duration when) {
        FaultEvidence fault;
        fault.injected = at(when);
        evidence.faults.push_back(fault);
        return evidence.faults.back();
    }
    Scene& fail(base::Duration from, base::Duration to) {
        for (Request& request : requests) {
            if (request.issued >= at(from) && request.issued < at(to)) request.ok = false;
        }
        return *this;
    }
    Scene& fail_attempt(base::Duration when) {
        for (Request& request : requests) {
            if (request.issued == at(when)) request.attempt_failed = true;
        }
        return *this;
    }
    Scene& mark(base::Duration when, Mark mark, const char* subject = "state/0") {
        evidence.timeline.add(at(when), mark, subject);
        return *this;
    }
    // The share of zone a falls to nothing in [from, to).
    Scene& without_zone_a(std::size_t from, std::size_t to) {
        for (std::size_t s = from; s < to; ++s) evidence.zones[0].served[s] = 0;
        return *this;
    }
    Milestones milestones(std::size_t fault = 0) {
        CohortEvidence cohort{"web", 1s, {}, {}, Slices(at(10s), at(60s), 100ms), {}};
        for (const Request& request : requests) {
            cohort.slices.issued(request.issued);
            cohort.slices.finished(request.issued, request.ok ? Outcome::ok : Outcome::error,
                                   request.attempt_failed ? 1 : 0, false);
        }
        evidence.cohorts = {cohort};
        return measure::milestones(evidence, fault, level);
    }
};

TEST(Milestones, of_a_fault_nobody_felt) {
    const auto t = Scene().milestones().t;
    EXPECT_EQ(t[0], at(30s));
    for (const std::size_t absent : {1U, 2U, 3U, 4U, 5U})
        EXPECT_EQ(t[absent], std::nullopt) << absent;
    EXPECT_EQ(t[6], at(30s));  // nothing was lost
    EXPECT_EQ(t[7], at(30s));
}

TEST(Milestones, tell_an_outage_from_its_first_to_its_last_slice) {
    const auto t = Scene().fail(30'450ms, 32'020ms).milestones().t;
    EXPECT_EQ(t[1], at(30'400ms));
    EXPECT_EQ(t[5], at(32'100ms));
}

TEST(Milestones, an_impact_before_the_fault_within_its_slice_is_clamped_to_the_fault) {
    Scene scene;
    scene.evidence.faults[0].injected = at(30'050ms);
    EXPECT_EQ(scene.fail(30'000ms, 30'100ms).milestones().t[1], at(30'050ms));
}

TEST(Milestones, requests_in_flight_at_the_fault_are_felt_at_the_fault) {
    const auto t = Scene().fail_attempt(29'990ms).milestones().t;
    EXPECT_EQ(t[1], at(30s));
    EXPECT_EQ(t[5], at(30s));  // at the level all the time
}

TEST(Milestones, what_happened_long_before_the_fault_is_not_its_impact) {
    EXPECT_EQ(Scene().fail(20s, 21s).milestones().t[1], std::nullopt);
    EXPECT_EQ(Scene().fail_attempt(28'990ms).milestones().t[1], std::nullopt);
}

TEST(Milestones, a_failed_attempt_is_an_impact_before_the_level_falls) {
    const auto t = Scene().fail_attempt(31s).fail(33s, 34s).milestones().t;
    EXPECT_EQ(t[1], at(31s));
    EXPECT_EQ(t[5], at(34s));
}

TEST(Milestones, service_is_back_when_it_stays_for_the_settle_window) {
    const auto t =
        Scene().fail(30s, 31s).fail(33s, 34s).fail(38'900ms, 39s).fail(50s, 51s).milestones().t;
    EXPECT_EQ(t[1], at(30s));
    EXPECT_EQ(t[5], at(39s));  // 31 s and 34 s did not last five seconds; from 39 s it did
}

TEST(Milestones, the_settle_window_ends_where_it_ends) {
    EXPECT_EQ(Scene().fail(30s, 31s).fail(36s, 37s).milestones().t[5], at(31s));
    EXPECT_EQ(Scene().fail(30s, 31s).fail(35'900ms, 37s).milestones().t[5], at(37s));
}

TEST(Milestones, service_is_never_back_when_the_settle_window_does_not_fit) {
    EXPECT_EQ(Scene().fail(30s, 55s).milestones().t[5], at(55s));
    EXPECT_EQ(Scene().fail(30s, 55'100ms).milestones().t[5], std::nullopt);
    EXPECT_EQ(Scene().fail(30s, 60s).milestones().t[5], std::nullopt);
}

TEST(Milestones, silence_is_no_recovery) {
    Scene scene;
    scene.fail(30s, 31s);
    std::erase_if(scene.requests, [](const Request& r) { return r.issued >= at(31s); });
    EXPECT_EQ(scene.milestones().t[5], std::nullopt);
}

TEST(Milestones, an_unseen_slice_neither_ends_nor_breaks_a_recovery) {
    Scene scene;
    scene.fail(30s, 31s);
    std::erase_if(scene.requests, [](const Request& r) {
        return (r.issued >= at(31s) && r.issued < at(32s)) ||
               (r.issued >= at(33s) && r.issued < at(34s));
    });
    EXPECT_EQ(scene.milestones().t[5], at(32s));
}

TEST(Milestones, all_cohorts_count_together) {
    Scene scene;
    scene.milestones();
    CohortEvidence other = scene.evidence.cohorts[0];
    Slices slices(at(10s), at(60s), 100ms);
    for (auto t = 10'000ms; t < 60'000ms; t += 50ms) {
        slices.issued(at(t));
        slices.finished(at(t), t >= 31'000ms && t < 32'000ms ? Outcome::late : Outcome::ok, 0,
                        false);
    }
    other.slices = slices;
    scene.evidence.cohorts.push_back(other);
    const auto t = milestones(scene.evidence, 0, scene.level).t;
    EXPECT_EQ(t[1], at(31s));
    EXPECT_EQ(t[5], at(32s));
}

TEST(Milestones, detection_is_what_the_deployment_notices_not_what_the_simulator_knows) {
    Scene scene;
    scene.mark(20s, Mark::target_down, "edge").mark(30s, Mark::leader_lost);
    scene.mark(31'200ms, Mark::election_started).mark(31'400ms, Mark::leader_elected);
    scene.mark(36s, Mark::target_down, "edge");
    const auto t = scene.milestones().t;
    EXPECT_EQ(t[2], at(31'200ms));
    EXPECT_EQ(t[3], at(31'200ms));
    EXPECT_EQ(t[4], at(31'400ms));
}

TEST(Milestones, taking_a_target_out_detects_decides_and_acts_at_once) {
    for (const Mark mark : {Mark::target_down, Mark::address_withdrawn}) {
        const auto t = Scene().mark(33s, mark).mark(34s, Mark::election_started).milestones().t;
        EXPECT_EQ(t[2], at(33s));
        EXPECT_EQ(t[4], at(33s));
    }
}

TEST(Milestones, an_election_without_a_leader_is_no_mitigation) {
    const auto t = Scene().mark(31s, Mark::election_started).milestones().t;
    EXPECT_EQ(t[2], at(31s));
    EXPECT_EQ(t[4], std::nullopt);
}

TEST(Milestones, redundancy_needs_every_process_and_every_copy) {
    Scene scene;
    scene.evidence.faults[0].processes_lost = 3;
    EXPECT_EQ(scene.milestones().t[6], std::nullopt);  // never restarted
    scene.evidence.faults[0].processes_restored = at(45s);
    EXPECT_EQ(scene.milestones().t[6], at(45s));
    scene.mark(30s, Mark::redundancy_reduced, "state/0")
        .mark(30s, Mark::redundancy_reduced, "state/1");
    EXPECT_EQ(scene.milestones().t[6], std::nullopt);
    scene.mark(46s, Mark::redundancy_restored, "state/0");
    EXPECT_EQ(scene.milestones().t[6], std::nullopt);
    scene.mark(48s, Mark::redundancy_restored, "state/1");
    EXPECT_EQ(scene.milestones().t[6], at(48s));
}

TEST(Milestones, copies_back_before_the_last_process_wait_for_it) {
    Scene scene;
    scene.evidence.faults[0].processes_lost = 3;
    scene.evidence.faults[0].processes_restored = at(45s);
    scene.mark(30s, Mark::redundancy_reduced).mark(41s, Mark::redundancy_restored);
    EXPECT_EQ(scene.milestones().t[6], at(45s));
}

TEST(Milestones, steady_state_is_back_with_the_share_of_each_zone) {
    Scene scene;
    scene.evidence.faults[0].processes_lost = 3;
    scene.evidence.faults[0].processes_restored = at(40'300ms);
    scene.without_zone_a(30, 43);
    const auto t = scene.milestones().t;
    EXPECT_EQ(t[6], at(40'300ms));
    // From 42 s on one second of five is without zone a: its share is 4/14 = 28.6 %, within 5
    // points.
    EXPECT_EQ(t[7], at(42s));
    scene.evidence.faults[0].processes_restored = at(47'500ms);
    EXPECT_EQ(scene.milestones().t[7], at(48s));
}

TEST(Milestones, steady_state_waits_for_the_service_level) {
    Scene scene;
    scene.fail(30s, 44'100ms);
    EXPECT_EQ(scene.milestones().t[7], at(45s));
    scene.fail(30s, 60s);
    EXPECT_EQ(scene.milestones().t[7], std::nullopt);
}

TEST(Milestones, steady_state_never_comes_while_a_zone_is_empty) {
    EXPECT_EQ(Scene().without_zone_a(30, 60).milestones().t[7], std::nullopt);
}

TEST(Milestones, the_window_of_a_fault_ends_where_the_next_one_strikes) {
    Scene scene;
    scene.strike(40s).processes_lost = 0;
    scene.fail(42s, 43s).mark(41s, Mark::target_down);
    const auto first = scene.milestones(0).t;
    EXPECT_EQ(first[1], std::nullopt);
    EXPECT_EQ(first[2], std::nullopt);
    const auto second = scene.milestones(1).t;
    EXPECT_EQ(second[0], at(40s));
    EXPECT_EQ(second[1], at(42s));
    EXPECT_EQ(second[2], at(41s));
    EXPECT_EQ(second[5], at(43s));
}

TEST(Milestones, an_outage_that_runs_into_the_next_fault_is_not_over) {
    Scene scene;
    scene.strike(34s);
    scene.fail(30s, 31s);
    EXPECT_EQ(scene.milestones(0).t[5], std::nullopt);
}

TEST(Milestones, faults_of_one_instant_share_their_window) {
    Scene scene;
    scene.strike(30s);
    scene.fail(29'900ms, 31s).mark(30'500ms, Mark::target_down);
    for (const std::size_t fault : {0U, 1U}) {
        const auto t = scene.milestones(fault).t;
        EXPECT_EQ(t[1], at(30s)) << fault;
        EXPECT_EQ(t[2], at(30'500ms)) << fault;
        EXPECT_EQ(t[5], at(31s)) << fault;
    }
}

TEST(Milestones, an_outage_is_what_fell_below_the_level) {
    const auto none = Scene().milestones();
    EXPECT_FALSE(none.fell_below);
    EXPECT_EQ(none.outage(), 0s);
    EXPECT_EQ(none.recovery_from_decision(), std::nullopt);

    const auto attempts = Scene().fail_attempt(31s).mark(32s, Mark::target_down).milestones();
    EXPECT_FALSE(attempts.fell_below);
    EXPECT_EQ(attempts.t[5], attempts.t[1]);
    EXPECT_EQ(attempts.outage(), 0s);
    EXPECT_EQ(attempts.recovery_from_decision(), std::nullopt) << "there was nothing to recover";

    const auto outage = Scene().fail(30s, 33s).mark(32s, Mark::target_down).milestones();
    EXPECT_TRUE(outage.fell_below);
    EXPECT_EQ(outage.outage(), 3s);
    EXPECT_EQ(outage.recovery_from_decision(), 1s);

    const auto open = Scene().fail(30s, 60s).mark(32s, Mark::target_down).milestones();
    EXPECT_TRUE(open.fell_below);
    EXPECT_EQ(open.outage(), std::nullopt);
    EXPECT_EQ(open.recovery_from_decision(), std::nullopt);
}

TEST(Milestones, recovery_from_the_decision_is_never_negative) {
    const auto early = Scene().fail(30s, 31s).mark(33s, Mark::target_down).milestones();
    EXPECT_EQ(early.outage(), 1s);
    EXPECT_EQ(early.recovery_from_decision(), 0s) << "back before anything was decided";
}

TEST(Milestones, requests_in_flight_alone_are_an_outage_of_no_length) {
    const auto flight = Scene().fail(29'900ms, 30s).milestones();
    EXPECT_TRUE(flight.fell_below);
    EXPECT_EQ(flight.outage(), 0s);
}

TEST(Milestones, refuse_a_fault_there_is_not) { EXPECT_THROW(Scene().milestones(1), base::Bug); }

// T1 and T5 from the raw requests: sets of slice numbers, no running state.
struct Twin {
    std::optional<base::Time> t1;
    std::optional<base::Time> t5;
};

Twin twin_of(const Scene& scene) {
    std::set<int> touched;
    std::set<int> below;
    std::set<int> met;
    for (int slice = 0; slice < 500; ++slice) {
        const auto from = at(10s + 100ms * slice);
        int issued = 0;
        int ok = 0;
        for (const Request& request : scene.requests) {
            if (request.issued < from || request.issued >= from + 100ms) continue;
            ++issued;
            if (request.ok) ++ok;
            if (request.attempt_failed && slice >= 190) touched.insert(slice);
        }
        if (issued > 0 && ok * 100 >= issued * 99) met.insert(slice);
        if (issued > 0 && ok * 100 < issued * 99 && slice >= 190) below.insert(slice);
    }
    touched.insert(below.begin(), below.end());
    Twin twin;
    const auto start = [](int slice) { return std::max(at(30s), at(10s + 100ms * slice)); };
    if (touched.empty()) return twin;
    twin.t1 = start(*touched.begin());
    if (below.empty()) {
        if (*twin.t1 + 5s <= at(60s)) twin.t5 = twin.t1;
        return twin;
    }
    for (const int slice : met) {
        if (slice < *below.begin() || at(10s + 100ms * (slice + 50)) > at(60s)) continue;
        const auto next = below.lower_bound(slice);
        if (next != below.end() && *next < slice + 50) continue;
        twin.t5 = std::max(*twin.t1, start(slice));
        break;
    }
    return twin;
}

TEST(Milestones, agree_with_a_twin_that_reads_the_raw_requests_and_never_go_back) {
    base::Stream stream(11);
    const auto moment = [&] { return std::chrono::milliseconds(10 * stream.below(6000)); };
    int recovered = 0;
    int not_recovered = 0;
    for (int round = 0; round < 80; ++round) {
        Scene scene;
        std::erase_if(scene.requests, [&](const Request&) { return stream.below(20) == 0; });
        const std::uint64_t outages = stream.below(4);
        for (std::uint64_t i = 0; i < outages; ++i) {
            const auto from = moment();
            scene.fail(from, from + std::chrono::milliseconds(10 * stream.below(800)));
        }
        const std::uint64_t failed_attempts = stream.below(3);
        for (std::uint64_t i = 0; i < failed_attempts; ++i) scene.fail_attempt(moment());
        if (stream.below(3) == 0) {
            const auto from = moment();
            std::erase_if(scene.requests, [&](const Request& r) {
                return r.issued >= at(from) && r.issued < at(from) + 3s;
            });
        }
        std::vector<base::Duration> moments{moment(), moment(), moment(), moment()};
        std::ranges::sort(moments);
        for (const auto when : moments) {
            scene.mark(when, static_cast<Mark>(stream.below(history::mark_count)));
        }
        const auto t = scene.milestones().t;
        const Twin twin = twin_of(scene);
        EXPECT_EQ(t[1], twin.t1) << round;
        EXPECT_EQ(t[5], twin.t5) << round;
        ++(t[5] ? recovered : not_recovered);
        const auto in_order = [&](std::size_t a, std::size_t b) {
            if (t[b]) {
                ASSERT_TRUE(t[a]) << a << " " << b;
                EXPECT_LE(*t[a], *t[b]) << a << " " << b;
            }
        };
        in_order(0, 1);
        in_order(1, 5);
        in_order(0, 2);
        in_order(2, 3);
        in_order(3, 4);
        in_order(0, 6);
        in_order(6, 7);
    }
    EXPECT_GT(recovered, 25);
    EXPECT_GT(not_recovered, 10);
}

}  // namespace
}  // namespace triaz::measure
