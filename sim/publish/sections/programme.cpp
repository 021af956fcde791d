#include <fmt/format.h>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

Table exercises(const plan::Plan& plan) {
    Table table{
        "Exercises of the year", {{"Exercise"}, {"Type"}, {"On"}, {"Aim"}, {"Held"}}, {}, false};
    for (const plan::Exercise& exercise : plan.exercises)
        table.rows.push_back({{exercise.id},
                              {std::string{name_of(exercise.type)}},
                              {plan::to_text(exercise.on)},
                              {exercise.aim},
                              exercise.held
                                  ? badge("held " + plan::to_text(exercise.held->on), Tone::good)
                                  : badge("not held yet", Tone::quiet)});
    return table;
}

Table exclusions(const plan::Plan& plan) {
    const auto or_all = [](const std::string& text) { return text.empty() ? "all" : text; };
    Table table{"Left out on purpose", {{"Component"}, {"Fault"}, {"Promise"}, {"Why"}}, {}, false};
    for (const plan::Exclusion& each : plan.exclusions)
        table.rows.push_back(
            {{or_all(each.component)}, {or_all(each.fault)}, {or_all(each.claim)}, {each.why}});
    return table;
}

Table gaps(const plan::Assessment& assessment) {
    Table table{"Gaps of the plan", {{"Gap"}, {"Where"}, {"What"}, {"Cure"}}, {}, false};
    for (const plan::Gap& gap : assessment.gaps)
        table.rows.push_back({{gap.code}, {gap.where}, {gap.what}, {gap.cure}});
    return table;
}

}  // namespace

Section programme(const Subject& subject) {
    Section section{"programme", "Scope and programme", {}};
    if (!subject.plan) {
        section.add(
            Absent{"No plan was at hand: this report is of single results. Name one with --plan "
                   "FILE, or report on the folder that `triaz plan run` writes."});
        Items questions;
        for (const Record* record : distinct(subject))
            questions.items.push_back(name_of(*record) + ": " + record->question);
        section.add(std::move(questions));
        return section;
    }
    const plan::Plan& plan = *subject.plan;
    section.sections.push_back({"in-scope", "In scope", {Items{plan.in_scope}}});
    section.sections.push_back({"basis", "Basis", {Items{plan.basis}}});
    section.sections.push_back({"exercises", "Exercises", {exercises(plan)}});
    if (!plan.exclusions.empty())
        section.sections.push_back({"exclusions", "Out of scope", {exclusions(plan)}});
    Section found{"gaps", "Gaps of the plan", {}};
    if (!subject.assessment)
        found.add(Absent{"The plan was not checked: say as of which day with --today DAY."});
    else if (subject.assessment->gaps.empty())
        found.add(Paragraph{"`triaz plan check` finds no gap as of " +
                            plan::to_text(*subject.today) + "."});
    else
        found.add(gaps(*subject.assessment));
    section.sections.push_back(std::move(found));
    return section;
}

}  // namespace triaz::publish::sections
