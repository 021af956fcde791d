// The yearly plan of the reference deployment is sound; each edit of it below plants one gap, and
// exactly that one is found.
#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/plan/plan_check.hpp"
#include "sim/scenario/people.hpp"

namespace triaz::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Day today = *parse_day("2026-11-23");

const Plan& sound_plan() {
    static const Plan plan = [] {
        auto loaded = scenario::load_plan(TRIAZ_SOURCE_DIR "/scenarios/plans/reference.json");
        EXPECT_EQ(to_text(loaded.complaints), "");
        return loaded.plan.value();
    }();
    return plan;
}

Day day(const char* text) { return *parse_day(text); }

Exercise& exercise(Plan& plan, std::string_view id) {
    return *std::ranges::find(plan.exercises, id, &Exercise::id);
}
Duty& duty(Plan& plan, std::string_view id) {
    return *std::ranges::find(plan.duties, id, &Duty::id);
}
Exercise& restore(Plan& plan) { return exercise(plan, "restore-a-backup"); }
// One of two in the year: its own date is not missed.
Exercise& simulation(Plan& plan) { return exercise(plan, "simulate-zones"); }
Exercise& tabletop(Plan& plan) { return exercise(plan, "talk-through-christmas"); }

void forget_scenario(Plan& plan, std::string_view name) {
    for (Exercise& each : plan.exercises)
        std::erase_if(each.scenarios, [&](std::uint32_t index) {
            return plan.scenarios[index].scenario.find(name) != std::string::npos;
        });
}

std::vector<std::string> codes_of(const Assessment& assessment) {
    std::vector<std::string> codes;
    for (const Gap& gap : assessment.gaps) codes.push_back(gap.code);
    return codes;
}

struct Planted {
    const char* code;
    std::function<void(Plan&)> edit;
};

std::vector<Planted> planted_in_documents() {
    return {
        {"not-approved", [](Plan& p) { p.control.approved_by.reset(); }},
        {"not-approved", [](Plan& p) { p.control.approved_on = day("2026-12-02"); }},
        {"review-overdue", [](Plan& p) { p.control.review_by = day("2026-11-22"); }},
        {"no-basis", [](Plan& p) { p.basis.clear(); }},
        {"no-scope", [](Plan& p) { p.in_scope.clear(); }},
        {"exclusion-without-reason", [](Plan& p) { p.exclusions.front().why = " "; }},
        {"objective-incomplete", [](Plan& p) { p.objectives.front().mbco.reset(); }},
        {"objective-incomplete", [](Plan& p) { p.objectives.front().rto->clock_starts.clear(); }},
        {"rto-beyond-mtpd",
         [](Plan& p) { p.objectives.front().rto->at_most = std::chrono::hours{5}; }},
        {"store-without-objective", [](Plan& p) { p.objectives.back().rpo->stores.clear(); }},
        {"control-unmapped", [](Plan& p) { std::erase(tabletop(p).controls, "PCI DSS 12.10.2"); }},
        {"no-sign-off", [](Plan& p) { p.sign_off.clear(); }},
        {"no-aim", [](Plan& p) { restore(p).aim.clear(); }},
        {"no-scenario",
         [](Plan& p) { exercise(p, "simulate-paths-and-returns").scenarios.clear(); }},
        {"no-preconditions", [](Plan& p) { restore(p).preconditions.clear(); }},
        {"step-without-expectation", [](Plan& p) { restore(p).steps.front().expected.clear(); }},
        {"step-without-expectation", [](Plan& p) { restore(p).steps.front().within.reset(); }},
        {"no-success-criteria", [](Plan& p) { restore(p).success_criteria.clear(); }},
        {"no-stop-conditions", [](Plan& p) { restore(p).stop_conditions.clear(); }},
        {"no-evaluator", [](Plan& p) { restore(p).roles.erase(restore(p).roles.begin() + 1); }},
        {"evaluator-not-independent", [](Plan& p) { restore(p).roles[1].person = "o.brandt"; }},
        {"evaluator-not-independent", [](Plan& p) { restore(p).roles[1].substitute = "p.novak"; }},
        {"role-without-substitute", [](Plan& p) { restore(p).roles[0].substitute.clear(); }},
        {"role-without-substitute",
         [](Plan& p) { restore(p).roles[0].substitute = restore(p).roles[0].person; }},
        {"no-communication", [](Plan& p) { restore(p).communication.clear(); }},
        {"nothing-to-capture", [](Plan& p) { restore(p).evidence_to_capture.clear(); }},
        {"key-person-always-there",
         [](Plan& p) {
             for (Exercise& each : p.exercises)
                 std::erase_if(each.injects, [](const auto& inject) {
                     return inject.kind == Inject::key_person_unavailable;
                 });
         }},
    };
}

std::vector<Planted> planted_in_calendars() {
    return {
        {"no-restore-test",
         [](Plan& p) {
             exercise(p, "page-for-real").controls.push_back("ISO 27001 A.8.13");
             std::erase_if(p.exercises,
                           [](const Exercise& e) { return e.type == ExerciseType::restore; });
         }},
        {"type-missing",
         [](Plan& p) {
             std::erase_if(p.exercises,
                           [](const Exercise& e) { return e.type == ExerciseType::functional; });
         }},
        {"cadence-gap",  // 366 days after 2026-05-12
         [](Plan& p) { restore(p).on = day("2027-05-13"); }},
        {"cadence-gap",
         [](Plan& p) {  // without a year before, counted from the first day of service
             std::erase_if(p.history,
                           [](const Past& e) { return e.type == ExerciseType::restore; });
         }},
        {"outside-year",
         [](Plan& p) {
             p.exercises.push_back(tabletop(p));
             p.exercises.back().on = day("2027-12-01");
         }},
        {"overdue", [](Plan& p) { p.from = simulation(p).on = day("2026-11-22"); }},
        {"held-in-the-future",
         [](Plan& p) {
             simulation(p).held = Held{day("2026-11-24"), {{"minutes.txt", true}}};
         }},
        {"no-evidence",
         [](Plan& p) {
             simulation(p).held = Held{day("2026-11-23"), {}};
         }},
        {"evidence-missing",
         [](Plan& p) {
             simulation(p).held = Held{day("2026-11-23"), {{"minutes.txt", false}}};
         }},
        {"duty-missing",
         [](Plan& p) {
             std::erase_if(p.duties, [](const Duty& d) { return d.id == "lock-out-check"; });
         }},
        {"duty-too-slow", [](Plan& p) { duty(p, "access-review").every_days = 61; }},
        {"duty-too-slow", [](Plan& p) { duty(p, "critical-patches").within_business_days = 7; }},
        {"duty-without-owner", [](Plan& p) { duty(p, "access-review").owner.clear(); }},
        {"duty-overdue", [](Plan& p) { duty(p, "access-review").next = day("2026-11-22"); }},
        {"duty-overdue", [](Plan& p) { duty(p, "access-review").next.reset(); }},
        {"duty-gap", [](Plan& p) { duty(p, "access-review").next = day("2026-12-12"); }},
        {"zone-untested", [](Plan& p) { forget_scenario(p, "az-c-power-loss"); }},
        {"data-center-untested", [](Plan& p) { p.exclusions.erase(p.exclusions.begin()); }},
    };
}

const std::vector<Planted>& planted() {
    static const std::vector<Planted> all = [] {
        std::vector<Planted> both = planted_in_documents();
        for (Planted& each : planted_in_calendars()) both.push_back(std::move(each));
        return both;
    }();
    return all;
}

TEST(PlantedGaps, are_not_in_the_sound_plan) {
    EXPECT_THAT(codes_of(assess(sound_plan(), today)), IsEmpty());
}

TEST(PlantedGaps, are_found_each_by_its_own_code_and_nothing_else) {
    for (std::size_t i = 0; i < planted().size(); ++i) {
        Plan plan = sound_plan();
        planted()[i].edit(plan);
        EXPECT_THAT(codes_of(assess(plan, today)), ElementsAre(planted()[i].code)) << "edit " << i;
    }
}

TEST(PlantedGaps, cover_every_code_but_that_of_other_components) {
    std::set<std::string> seen;
    for (const Planted& each : planted()) seen.insert(each.code);
    EXPECT_GE(seen.size(), 20U);
    for (const GapCode& code : gap_codes()) {
        if (code.code == "fault-untested") continue;
        EXPECT_TRUE(seen.contains(std::string{code.code})) << code.code;
    }
}

TEST(PlantedGaps, of_components_that_are_no_place_have_a_code_too) {
    Plan plan = sound_plan();
    auto& decision = plan.contract.clauses.front().decided_by.emplace_back(BySimulation{});
    std::get<BySimulation>(decision) = {"recovery-point", "", 0, {{"power-loss", Sort::store}}};
    EXPECT_THAT(codes_of(assess(plan, today)), ElementsAre("fault-untested", "fault-untested"));
}

TEST(PlantedGaps, close_with_the_fewest_additions) {
    Plan plan = sound_plan();
    const auto lost = plan.scenarios;
    forget_scenario(plan, "az-c-power-loss");
    std::erase_if(plan.exercises, [](const Exercise& each) {
        return each.type == ExerciseType::restore || each.type == ExerciseType::tabletop ||
               each.type == ExerciseType::full_scale;  // which leaves no key person to be missed
    });
    for (const Tried& tried : lost) plan.library.push_back(tried);
    const Closing closing = assess(plan, today).closing;
    EXPECT_TRUE(closing.exact);
    EXPECT_THAT(closing.left, IsEmpty());
    ASSERT_EQ(closing.additions.size(), 4U);  // a scenario, and three exercises
    EXPECT_NE(closing.additions.front().what.find("az-c-power-loss"), std::string::npos);
}

TEST(PlantedGaps, that_nothing_closes_are_named) {
    Plan plan = sound_plan();
    plan.exclusions.clear();
    const Closing closing = assess(plan, today).closing;
    EXPECT_EQ(closing.left.size(), 10U);  // five data centres, time and point
    EXPECT_TRUE(closing.additions.empty());
}

TEST(PlantedGaps, reach_to_the_end_of_the_year) {
    Plan plan = sound_plan();
    Clause& clause = *std::ranges::find(plan.contract.clauses, "C06", &Clause::id);
    auto& wanted = std::get<ByPlan>(clause.decided_by.front());
    wanted.exercises = {ExerciseType::tabletop};  // 2026-02-10 and 2027-01-19
    wanted.every_days = 314;                      // and 315 days more to the end of the year
    EXPECT_THAT(codes_of(assess(plan, today)), ElementsAre("cadence-gap", "cadence-gap"));
    wanted.every_days = 343;
    EXPECT_THAT(codes_of(assess(plan, today)), IsEmpty());
}

TEST(PlantedGaps, include_the_366th_day_of_a_leap_year) {
    Plan plan = sound_plan();
    const auto shift = [](Day& date, int years) {
        const std::chrono::year_month_day parts{date};
        date = Day{(parts.year() + std::chrono::years{years}) / parts.month() / parts.day()};
    };
    // The same plan a year later: 2028 has a 29th of February, between tabletop and full-scale.
    for (Past& past : plan.history) shift(past.on, 1);
    for (Exercise& each : plan.exercises) shift(each.on, 1);
    for (Duty& each : plan.duties) {
        if (each.last) shift(*each.last, 1);
        if (each.next) shift(*each.next, 1);
    }
    shift(plan.from, 1), shift(plan.until, 1), shift(*plan.control.review_by, 1);
    for (Past& past : plan.history) {
        if (past.type == ExerciseType::restore) past.on = day("2027-04-20");  // to 2028-04-20
    }
    EXPECT_THAT(codes_of(assess(plan, day("2027-11-23"))), ElementsAre("cadence-gap"));
}

}  // namespace
}  // namespace triaz::plan
