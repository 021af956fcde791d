#include <fmt/format.h>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

// Before the first fault clusters only form.
Table log_of(const Record& record) {
    Table table{"Step log of " + name_of(record),
                {{"Time", Table::Align::right}, {"What"}, {"Where"}, {"Detail"}},
                {},
                true};
    for (const Moment& moment : record.timeline) {
        if (moment.t < record.warm_up_end) continue;
        table.rows.push_back(
            {{instant_text(moment.t)}, {moment.mark}, {moment.subject}, {moment.detail}});
    }
    return table;
}

Table planned_steps(const plan::Plan& plan) {
    Table table{"Steps that the plan has for people",
                {{"Exercise"}, {"Step"}, {"Expected"}, {"Within"}, {"Observed"}},
                {},
                false};
    for (const plan::Exercise& exercise : plan.exercises)
        for (const plan::ExerciseStep& step : exercise.steps)
            table.rows.push_back(
                {{exercise.id},
                 {step.what},
                 {step.expected},
                 {step.within ? seconds_text(base::to_seconds(*step.within)) : "no limit"},
                 badge("not recorded", Tone::quiet)});
    return table;
}

}  // namespace

Section step_log(const Subject& subject) {
    Section section{"step-log", "Step log", {}};
    section.add(Paragraph{
        "The notable moments of each run after its warm-up, in the order they happened."});
    for (const Record* record : distinct(subject)) {
        Table log = log_of(*record);
        if (log.rows.empty())
            section.add(Absent{name_of(*record) + ": nothing notable happened after the warm-up."});
        else
            section.add(std::move(log));
    }
    if (subject.plan) {
        Section people{"people-steps", "Steps of people", {}};
        people.add(Absent{"Not recorded: no live rehearsal was imported. What the plan expects:"});
        people.add(planned_steps(*subject.plan));
        section.sections.push_back(std::move(people));
    }
    return section;
}

}  // namespace triaz::publish::sections
