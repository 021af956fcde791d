// The plan as a document: control, scope, basis, objectives, controls, sign-off.
#include <algorithm>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"
#include "sim/plan/gaps.hpp"

namespace triaz::plan {

namespace {

void find_in_control(const Plan& plan, Day today, Gaps& gaps) {
    const Control& control = plan.control;
    const bool approved =
        control.approved_by && !base::is_blank(*control.approved_by) && control.approved_on;
    if (!approved) {
        gaps.add("not-approved", "document", "nobody has approved the plan",
                 "approved_by and approved_on under \"document\"");
    } else if (*control.approved_on > plan.from) {
        gaps.add("not-approved", "document",
                 fmt::format("it was approved on {}, after its year began on {}",
                             to_text(*control.approved_on), to_text(plan.from)),
                 "a plan is approved before it is carried out");
    }
    if (!control.review_by) {
        gaps.add("review-overdue", "document", "no day is set for the next review",
                 "review_by under \"document\"");
    } else if (*control.review_by < today) {
        gaps.add("review-overdue", "document",
                 fmt::format("its review was due on {}", to_text(*control.review_by)),
                 "review it, and set the next day");
    }
}

void find_in_scope(const Plan& plan, Gaps& gaps) {
    if (plan.basis.empty())
        gaps.add("no-basis", "document", "it does not say what it is based on",
                 "\"basis\": the impact analysis, the risks, the contract");
    if (plan.in_scope.empty())
        gaps.add("no-scope", "document", "it does not say what is in scope", "\"in\" under scope");
    for (const Exclusion& exclusion : plan.exclusions) {
        if (!base::is_blank(exclusion.why)) continue;
        gaps.add("exclusion-without-reason", "scope",
                 fmt::format("{} {} is left out without a reason",
                             exclusion.fault.empty() ? "every fault of" : exclusion.fault,
                             exclusion.component.empty() ? "everything" : exclusion.component),
                 "\"why\": who took the risk, and on what grounds");
    }
}

void find_in_objective(const Objective& objective, Gaps& gaps) {
    const std::string where = "objective " + objective.service;
    std::vector<std::string> missing;
    if (!objective.mtpd) missing.emplace_back("mtpd");
    if (!objective.rto) missing.emplace_back("rto");
    if (objective.rto && objective.rto->clock_starts.empty())
        missing.emplace_back("the start of the rto's clock");
    if (objective.rto && objective.rto->level.empty()) missing.emplace_back("the rto's level");
    if (!objective.rpo) missing.emplace_back("rpo");
    if (!objective.mbco) missing.emplace_back("mbco");
    if (!missing.empty())
        gaps.add("objective-incomplete", where,
                 "it lacks " + check::list_text(missing, missing.size()),
                 "all of mtpd, rto, rpo and mbco");
    if (objective.mtpd && objective.rto && objective.rto->at_most > *objective.mtpd)
        gaps.add("rto-beyond-mtpd", where,
                 fmt::format("it may take {} to recover, and {} are the most to be borne",
                             check::span_text(objective.rto->at_most),
                             check::span_text(*objective.mtpd)),
                 "a recovery time within the tolerable period");
}

void find_in_objectives(const Plan& plan, Gaps& gaps) {
    if (plan.objectives.empty())
        gaps.add("objective-incomplete", "objectives", "there is no objective",
                 "one for each service");
    std::vector<std::string> in_scope;
    for (const Objective& objective : plan.objectives) {
        find_in_objective(objective, gaps);
        if (!objective.rpo) continue;
        in_scope.insert(in_scope.end(), objective.rpo->stores.begin(), objective.rpo->stores.end());
    }
    for (const std::string& store : plan.deployment.stores) {
        if (std::ranges::find(in_scope, store) != in_scope.end()) continue;
        const bool left_out = std::ranges::any_of(plan.exclusions, [&](const Exclusion& each) {
            return each.component == component_named(Sort::store, store);
        });
        if (!left_out)
            gaps.add("store-without-objective", "store " + store,
                     "no recovery point has this store in its scope",
                     "the store under \"stores\" of an rpo, or an exclusion with its reason");
    }
}

void find_in_controls(const Plan& plan, Gaps& gaps) {
    for (const std::string& control : plan.controls) {
        const bool mapped = std::ranges::any_of(plan.exercises, [&](const Exercise& exercise) {
            return std::ranges::find(exercise.controls, control) != exercise.controls.end();
        });
        if (!mapped)
            gaps.add("control-unmapped", "control " + control, "no exercise is evidence for it",
                     "the control under \"controls\" of an exercise that shows it");
    }
    const auto lacks_name = [](const SignOff& each) { return base::is_blank(each.person); };
    if (plan.sign_off.empty() || std::ranges::any_of(plan.sign_off, lacks_name))
        gaps.add("no-sign-off", "document", "it does not say who signs it off",
                 "\"sign_off\": role and person");
}

}  // namespace

void find_gaps_of_document(const Plan& plan, Day today, Gaps& gaps) {
    find_in_control(plan, today, gaps);
    find_in_scope(plan, gaps);
    find_in_objectives(plan, gaps);
    find_in_controls(plan, gaps);
}

}  // namespace triaz::plan
