#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
Section control_mapping(const Subject& subject) {
    Section section{"controls", "Control mapping", {}};
    if (!subject.plan) {
        section.add(
            Absent{"Not known: which controls an exercise serves stands in a plan, and none "
                   "was at hand."});
        return section;
    }
    Table table{"Controls and the exercises that serve them",
                {{"Control"}, {"Exercises"}, {"Results here"}},
                {},
                false};
    for (const std::string& control : subject.plan->controls) {
        std::vector<std::string> exercises;
        std::size_t results = 0;
        for (const plan::Exercise& exercise : subject.plan->exercises) {
            if (std::ranges::find(exercise.controls, control) == exercise.controls.end()) continue;
            exercises.push_back(exercise.id);
            results += static_cast<std::size_t>(std::ranges::count(
                subject.records, exercise.id, [](const Record& each) { return each.exercise; }));
        }
        table.rows.push_back(
            {{control},
             exercises.empty() ? badge("none", Tone::unsure) : Cell{joined(exercises)},
             {results == 0 ? "none: to be held" : std::to_string(results)}});
    }
    section.add(std::move(table));
    return section;
}

}  // namespace triaz::publish::sections
