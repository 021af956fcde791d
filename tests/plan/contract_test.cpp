#include "sim/plan/contract.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::plan {
namespace {

using base::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

Contract contract_of(std::vector<Decision> decisions) {
    Contract contract;
    contract.documents = {{"P", "policy", "newest", true}, {"T", "terms", "older", false}};
    contract.clauses = {
        {"C09", "time", "at once", Responsibility::provider, {{"P", "1"}}, std::move(decisions)}};
    return contract;
}

const BySimulation zone_loss{"recovery-time", "Z1", 0, {{"power-loss", Sort::zone}}};

Tried zone_lost(const std::string& zone, const std::string& level = "Z2") {
    return {.scenario = "lose-" + zone + ".json",
            .faults = {{"power-loss", "zone " + zone}},
            .claims = {{"rto", "recovery-time", {"C09"}, level, 0, true}}};
}

Offered offer(std::vector<Tried> scenarios) {
    Offered offered;
    offered.claims_known = {"recovery-time", "recovery-point"};
    offered.properties_known = {{"isolation", "triaz lint: TZ401"}};
    offered.deployments = {{"m.json", {"a", "b"}, {"a1", "b1"}, {"h"}, {"state"}, {}}};
    offered.scenarios = std::move(scenarios);
    return offered;
}

Ruling ruling(const Decision& decision, const Offered& offered) {
    return rule(contract_of({decision}), offered).at(0);
}

TEST(Contract, clause_is_decided_when_every_case_is_asked) {
    const Ruling both = ruling(zone_loss, offer({zone_lost("a"), zone_lost("b")}));
    EXPECT_EQ(both.standing, Standing::decided);
    EXPECT_THAT(both.by, ElementsAre("lose-a.json", "lose-b.json"));
    const Ruling one = ruling(zone_loss, offer({zone_lost("a")}));
    EXPECT_EQ(one.standing, Standing::in_part);
    EXPECT_THAT(one.missing, ElementsAre(Cell{"power-loss", "zone b", "recovery-time"}));
    EXPECT_EQ(ruling(zone_loss, offer({})).standing, Standing::open);
}

TEST(Contract, clause_is_not_decided_by_a_scenario_that) {
    const auto standing = [](Tried tried) {
        return ruling(zone_loss, offer({zone_lost("b"), std::move(tried)})).standing;
    };
    EXPECT_EQ(standing(zone_lost("a")), Standing::decided);
    Tried tried = zone_lost("a", "Z0");  // asks for less
    EXPECT_EQ(standing(tried), Standing::in_part);
    tried = zone_lost("a");
    tried.claims.front().contract = {"C10"};  // is about another clause
    EXPECT_EQ(standing(tried), Standing::in_part);
    tried = zone_lost("a");
    tried.claims.front().upheld = false;  // shows that the promise does not hold
    EXPECT_EQ(standing(tried), Standing::in_part);
    tried = zone_lost("a");
    tried.as_modelled = false;  // is about another deployment
    EXPECT_EQ(standing(tried), Standing::in_part);
    tried = zone_lost("a");
    tried.faults.push_back({"power-loss", "zone b"});  // loses two zones at once
    EXPECT_EQ(standing(tried), Standing::in_part);
    tried = zone_lost("a");
    tried.faults.front().kind = "partition";
    EXPECT_EQ(standing(tried), Standing::in_part);
    tried = zone_lost("a");
    tried.claims.front().kind = "recovery-point";
    EXPECT_EQ(standing(tried), Standing::in_part);
}

TEST(Contract, clause_of_no_document_in_force_is_not_promised) {
    Contract contract = contract_of({zone_loss});
    contract.clauses.front().from = {{"T", "4"}};
    const auto rulings = rule(contract, offer({zone_lost("a"), zone_lost("b")}));
    EXPECT_EQ(rulings.front().standing, Standing::not_promised);
    EXPECT_THAT(wanted_cells(contract, offer({}).deployments.front()), IsEmpty());
    contract.clauses.front().from.push_back({"P", "1"});
    EXPECT_EQ(wanted_cells(contract, offer({}).deployments.front()).size(), 2U);
}

TEST(Contract, says_why_a_decision_is_beyond_this_version) {
    const Offered offered = offer({});
    BySimulation unknown = zone_loss;
    unknown.claim = "sessions";
    EXPECT_EQ(ruling(unknown, offered).standing, Standing::undecidable);
    EXPECT_THAT(ruling(unknown, offered).why, HasSubstr("sessions"));
    EXPECT_EQ(ruling(ByStructure{"isolation"}, offered).standing, Standing::decided);
    EXPECT_EQ(ruling(ByStructure{"beauty"}, offered).standing, Standing::undecidable);
    EXPECT_EQ(ruling(ByOperations{"courtesy", {}}, offered).standing, Standing::undecidable);
    EXPECT_EQ(ruling(NotDecided{"words"}, offered).why, "words");
}

TEST(Contract, is_decided_by_what_a_plan_holds) {
    Offered offered = offer({});
    const ByPlan duty{"review", {}, 365, {}, {}};
    EXPECT_EQ(ruling(duty, offered).standing, Standing::open);
    offered.duties = {"review"};
    EXPECT_EQ(ruling(duty, offered).standing, Standing::decided);
    const ByPlan tests{"test", {ExerciseType::tabletop, ExerciseType::restore}, 365, {}, {}};
    EXPECT_EQ(ruling(tests, offered).standing, Standing::open);
    offered.exercises = {ExerciseType::restore};
    EXPECT_EQ(ruling(tests, offered).standing, Standing::in_part);
    offered.exercises.push_back(ExerciseType::tabletop);
    EXPECT_EQ(ruling(tests, offered).standing, Standing::decided);
    const ByOperations notice{"notification", std::chrono::hours{24}};
    EXPECT_EQ(ruling(notice, offered).standing, Standing::open);
    offered.operations = {{"notification", {Verdict::upheld, "in time"}, 24h}};
    EXPECT_EQ(ruling(notice, offered).standing, Standing::decided);
    EXPECT_EQ(ruling(notice, offered).verdict, Verdict::upheld);
    offered.operations.front().within = 48h;  // were held to less than is promised
    EXPECT_EQ(ruling(notice, offered).standing, Standing::open);
    EXPECT_EQ(ruling(notice, offered).verdict, std::nullopt);
}

TEST(Contract, clause_that_is_asked_of_a_changed_model_alone_is_open_and_says_so) {
    Tried tried = zone_lost("a");
    tried.as_modelled = false;
    EXPECT_EQ(ruling(zone_loss, offer({tried})).standing, Standing::open);
    EXPECT_THAT(ruling(zone_loss, offer({tried})).why, HasSubstr("changed model"));
    EXPECT_THAT(ruling(zone_loss, offer({})).why, HasSubstr("no scenario given"));
}

TEST(Contract, has_the_verdict_of_a_model_that_was_looked_at) {
    Offered offered = offer({});
    EXPECT_EQ(ruling(ByStructure{"isolation"}, offered).verdict, std::nullopt);
    offered.properties_known.front().judged = Judged{Verdict::refuted, "TZ401 is found"};
    EXPECT_EQ(ruling(ByStructure{"isolation"}, offered).verdict, Verdict::refuted);
    EXPECT_EQ(ruling(ByStructure{"isolation"}, offered).why, "TZ401 is found");
}

TEST(Evidence, of_several_faults_at_once_is_a_cell_of_its_own) {
    Tried tried = zone_lost("a");
    tried.faults.push_back({"partition", "zone b"});
    EXPECT_THAT(cells_of(tried), ElementsAre(Cell{"power-loss and partition", "zone a and zone b",
                                                  "recovery-time"}));
    tried.faults.clear();
    EXPECT_THAT(cells_of(tried), IsEmpty());
}

TEST(Evidence, is_none_of_a_changed_model_or_of_a_claim_that_is_to_fail) {
    Tried tried = zone_lost("a");
    EXPECT_EQ(cells_of(tried).size(), 1U);
    tried.as_modelled = false;
    EXPECT_THAT(cells_of(tried), IsEmpty());
    tried = zone_lost("a");
    tried.claims.front().upheld = false;
    EXPECT_THAT(cells_of(tried), IsEmpty());
}

}  // namespace
}  // namespace triaz::plan
