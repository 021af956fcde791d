#include <fmt/format.h>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
Section deviations(const Subject& subject) {
    Section section{"deviations", "Deviations", {}};
    Items items;
    bool observed = false;
    for (const Record* record : distinct(subject)) {
        observed = observed || record->observed;
        if (record->observed)
            for (const Observed::Step& step : record->observed->steps)
                if (step.in_time == false)
                    items.items.push_back(
                        fmt::format("{}: \"{}\" {}.", record->observed->exercise, step.what,
                                    step.done.empty() ? "was not done" : "took too long"));
        if (record->aborted)
            items.items.push_back(
                fmt::format("{} was ended early by {}.", name_of(*record), *record->aborted));
        for (const Event& event : record->events)
            if (!event.bit)
                items.items.push_back(
                    fmt::format("{}: {} did not bite, so the run says nothing of it.",
                                name_of(*record), event.fault));
    }
    if (subject.plan_run) {
        if (subject.plan_run->aborted)
            items.items.push_back("The run of the plan was ended early.");
        for (const PlanRun::Entry& entry : subject.plan_run->results)
            if (!entry.why.empty())
                items.items.push_back(fmt::format("{}: {} has no result: {}", entry.exercise,
                                                  entry.scenario, entry.why));
    }
    if (subject.plan)
        for (const plan::Exercise& exercise : subject.plan->exercises)
            if (exercise.scenarios.empty())
                items.items.push_back(fmt::format("{} ({}) has no scenario: it can only be held.",
                                                  exercise.id, name_of(exercise.type)));
    if (items.items.empty())
        section.add(Paragraph{"None: every scenario ran to its end, and every fault bit."});
    else
        section.add(std::move(items));
    if (!observed)
        section.add(
            Absent{"Deviations of people from a runbook are not recorded: no live rehearsal was "
                   "imported."});
    return section;
}

}  // namespace triaz::publish::sections
