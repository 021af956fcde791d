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

const Observed* observed_of(const Subject& subject, const std::string& exercise) {
    for (const Record& record : subject.records)
        if (record.observed && record.observed->exercise == exercise) return &*record.observed;
    return nullptr;
}

std::string or_unknown(const std::string& text) { return text.empty() ? "not noted" : text; }

Cell timing_of(const Observed::Step& step) {
    if (!step.in_time) return badge("no limit", Tone::quiet);
    if (*step.in_time) return badge("in time", Tone::good);
    return step.done.empty() ? badge("not done", Tone::bad) : badge("too late", Tone::bad);
}

Table observed_steps(const Observed& observed) {
    Table table{"Steps of " + observed.exercise + " as they went",
                {{"Step"},
                 {"Expected"},
                 {"Within", Table::Align::right},
                 {"Began"},
                 {"Done"},
                 {"Outcome"},
                 {"Timing"}},
                {},
                false};
    for (const Observed::Step& step : observed.steps)
        table.rows.push_back({{step.what},
                              {step.expected},
                              {seconds_text(step.within, "no limit")},
                              {or_unknown(step.began)},
                              {or_unknown(step.done)},
                              {step.outcome},
                              timing_of(step)});
    return table;
}

Table planned_steps(const Subject& subject, const plan::Plan& plan) {
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
                 observed_of(subject, exercise.id) != nullptr
                     ? Cell{"see above"}
                     : badge("not recorded", Tone::quiet)});
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
    Section people{"people-steps", "Steps of people", {}};
    for (const Record* record : distinct(subject))
        if (record->observed && !record->observed->steps.empty())
            people.add(observed_steps(*record->observed));
    if (people.blocks.empty() && subject.plan)
        people.add(Absent{"Not recorded: no live rehearsal was imported. What the plan expects:"});
    if (subject.plan) people.add(planned_steps(subject, *subject.plan));
    if (!people.blocks.empty()) section.sections.push_back(std::move(people));
    return section;
}

}  // namespace triaz::publish::sections
