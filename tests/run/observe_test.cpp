#include "sim/run/observe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace triaz::run {
namespace {

using check::Verdict;
using ::testing::HasSubstr;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

const std::string folder = std::string{TRIAZ_SOURCE_DIR} + "/scenarios/plans/observed/";

scenario::LoadedObservation loaded(const std::string& name = "lose-zone-a.json") {
    scenario::LoadedObservation observation = scenario::load_observation(folder + name);
    EXPECT_EQ(scenario::to_text(observation.complaints), "");
    return observation;
}

check::Finding finding(const Result& result, const std::string& claim) {
    const auto found = std::ranges::find(result.findings, claim, &check::Finding::claim);
    EXPECT_NE(found, result.findings.end()) << claim;
    return found == result.findings.end() ? check::Finding{} : *found;
}

double figure(const check::Finding& finding, const std::string& name) {
    const auto found = std::ranges::find(finding.measured, name, &check::Figure::name);
    EXPECT_NE(found, finding.measured.end()) << name;
    return found == finding.measured.end() ? -1 : found->value;
}

TEST(Observe, judges_what_was_counted_by_the_claims_of_the_scenario) {
    const Result result = observe(loaded(), "x.json");
    const check::Finding rto = finding(result, "rto");
    EXPECT_EQ(rto.verdict, Verdict::refuted) << rto.reason;
    EXPECT_THAT(rto.stated, HasSubstr("every slice of 30 s"));
    EXPECT_EQ(figure(rto, "level_held"), 1) << "no slice of half a minute is below 99 %";
    EXPECT_EQ(figure(rto, "ambiguous"), 58 + 11 + 11);
    EXPECT_EQ(figure(rto, "time_to_mitigate_s"), 235) << "as noted, not as a simulation has it";
    const check::Finding rpo = finding(result, "rpo");
    EXPECT_EQ(rpo.verdict, Verdict::upheld) << rpo.reason;
    EXPECT_EQ(figure(rpo, "acknowledged_writes"), 1437200 + 11980);
    EXPECT_EQ(finding(result, "copies").verdict, Verdict::inconclusive);
    EXPECT_THAT(finding(result, "active").reason, HasSubstr("not observed"));
}

TEST(Observe, takes_milestones_as_noted_and_the_return_of_service_as_counted) {
    const Result result = observe(loaded(), "x.json");
    ASSERT_EQ(result.faults.size(), 1U);
    const measure::Milestones& milestones = result.faults.front().milestones;
    EXPECT_EQ(milestones.between(0, 2), 42s);
    EXPECT_EQ(milestones.between(0, 3), 210s);
    EXPECT_EQ(milestones.between(0, 6), 930s);
    EXPECT_EQ(milestones.outage(), 0s);
}

TEST(Observe, gives_the_same_for_a_table_as_for_json) {
    const Result json = observe(loaded(), "x");
    const Result table = observe(loaded("lose-zone-a.csv"), "x");
    ASSERT_EQ(json.findings.size(), table.findings.size());
    for (std::size_t i = 0; i < json.findings.size(); ++i) {
        EXPECT_EQ(json.findings[i].verdict, table.findings[i].verdict);
        EXPECT_EQ(json.findings[i].reason, table.findings[i].reason);
    }
}

TEST(Observe, says_observed_and_how_to_take_it_in_again) {
    const Result result = observe(loaded(), "my file.json");
    EXPECT_EQ(reproduce_line(result), "triaz observe import 'my file.json'");
}

TEST(Observe, counts_what_was_lost_and_how_old_it_was) {
    scenario::LoadedObservation observation = loaded();
    auto& writes = observation.observation->writes.front();
    writes.lost = 3;
    writes.oldest_lost = *observation.observation->milestones[0] - 2s;
    const check::Finding rpo = finding(observe(observation, "x"), "rpo");
    EXPECT_EQ(rpo.verdict, Verdict::refuted);
    EXPECT_EQ(figure(rpo, "lost_writes"), 3);
    EXPECT_EQ(figure(rpo, "lost_seconds"), 2);
}

TEST(Observe, upholds_nothing_when_the_target_carried_nothing) {
    scenario::LoadedObservation observation = loaded();
    observation.observation->fault->requests_served = 0;
    const check::Finding rpo = finding(observe(observation, "x"), "rpo");
    EXPECT_EQ(rpo.verdict, Verdict::inconclusive);
    EXPECT_THAT(rpo.reason, HasSubstr("did not bite"));
}

TEST(Observe, does_not_uphold_a_latency_that_nobody_wrote_down) {
    scenario::LoadedObservation observation = loaded();
    auto& claim = std::get<check::RecoveryTime>(observation.scenario->claims.front().promise);
    claim.level = check::Level::z1_no_outage;
    EXPECT_EQ(finding(observe(observation, "x"), "rto").verdict, Verdict::upheld);
    claim.minimum_service.within_objective = base::Ratio{0.95};
    EXPECT_EQ(finding(observe(observation, "x"), "rto").verdict, Verdict::inconclusive);
}

TEST(Observe, waits_for_a_person_as_noted) {
    scenario::LoadedObservation observation = loaded();
    observation.observation->human_action = true;
    const check::Finding rto = finding(observe(observation, "x"), "rto");
    EXPECT_EQ(rto.witness->mechanism, "human action");
}

// Adds of a set, 10 ms each, one every 100 ms; the last read does not find number 7.
RecordedHistory history_of_a_set(bool lossy) {
    RecordedHistory recorded{"clients.edn", std::string(64, 'a'), {}};
    std::vector<history::Value> found;
    std::uint32_t order = 0;
    for (int i = 0; i < 2000; ++i) {
        history::Operation add;
        add.function = "add";
        add.argument = history::Value::of(std::int64_t{i});
        add.outcome = history::Outcome::ok;
        add.called = order++;
        add.returned = order++;
        add.called_at = base::start_of_run + 100ms * i;
        add.returned_at = *add.called_at + 10ms;
        if (!lossy || i != 7) found.push_back(add.argument);
        recorded.operations.push_back(add);
    }
    history::Operation read;
    read.function = "read";
    read.result = history::Value::set(found);
    read.outcome = history::Outcome::ok;
    read.called = order++;
    read.returned = order++;
    read.called_at = base::start_of_run + 300s;
    read.returned_at = *read.called_at + 10ms;
    recorded.operations.push_back(read);
    return recorded;
}

// The same rehearsal, of which nothing was counted but what the history has.
scenario::LoadedObservation with_history() {
    scenario::LoadedObservation observation = loaded();
    observation.observation->counts.clear();
    observation.observation->writes.clear();
    observation.observation->history = {observation.observation->from, "users-a", "state"};
    for (check::Claim& claim : observation.scenario->claims) {
        if (auto* rto = std::get_if<check::RecoveryTime>(&claim.promise))
            rto->cohorts = {"users-a"};
        if (auto* rpo = std::get_if<check::RecoveryPoint>(&claim.promise)) rpo->stores = {"state"};
    }
    return observation;
}

TEST(Observe, finds_the_acknowledged_write_that_a_history_lost) {
    const auto observation = with_history();
    ASSERT_EQ(why_unfit(*observation.observation, history_of_a_set(true)), std::nullopt);
    const Result result = observe(observation, "x", history_of_a_set(true));
    const check::Finding rpo = finding(result, "rpo");
    EXPECT_EQ(figure(rpo, "acknowledged_writes"), 2000);
    EXPECT_EQ(figure(rpo, "lost_writes"), 1);
    const check::Finding consistent = finding(result, "history");
    EXPECT_EQ(consistent.verdict, Verdict::refuted);
    EXPECT_EQ(finding(observe(observation, "x", history_of_a_set(false)), "history").verdict,
              Verdict::upheld);
}

TEST(Observe, counts_the_operations_of_a_history_as_requests) {
    const auto observation = with_history();
    RecordedHistory recorded = history_of_a_set(false);
    recorded.operations[400].outcome = history::Outcome::open;
    recorded.operations[401].outcome = history::Outcome::fail;
    recorded.operations[402].returned_at = *recorded.operations[402].called_at + 6s;
    const check::Finding rto = finding(observe(observation, "x", recorded), "rto");
    EXPECT_EQ(figure(rto, "requests_judged"), 2001);
    EXPECT_EQ(figure(rto, "ambiguous"), 1);
    EXPECT_EQ(figure(rto, "errors_after_retry"), 1);
    EXPECT_EQ(figure(rto, "late"), 1);
}

TEST(Observe, refuses_a_history_that_nobody_declared_or_that_has_no_times) {
    auto observation = with_history();
    RecordedHistory timeless = history_of_a_set(false);
    timeless.operations[3].called_at.reset();
    EXPECT_THAT(*why_unfit(*observation.observation, timeless), HasSubstr("has no time"));
    observation.observation->history.reset();
    EXPECT_THAT(*why_unfit(*observation.observation, history_of_a_set(false)),
                HasSubstr("does not say whose history it is"));
}

}  // namespace
}  // namespace triaz::run
