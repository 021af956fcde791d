#include <fmt/format.h>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

Table people_of(const Observed& observed) {
    Table table{"Who took part in " + observed.exercise,
                {{"Name"}, {"Role"}, {"Paged"}, {"Answered"}},
                {},
                false};
    const auto or_not = [](const std::string& text) {
        return text.empty() ? std::string{"not noted"} : text;
    };
    for (const Observed::Person& person : observed.people)
        table.rows.push_back(
            {{person.name}, {person.role}, {or_not(person.paged)}, {or_not(person.answered)}});
    return table;
}

}  // namespace

Section response(const Subject& subject) {
    Section section{"response", "Detection and response", {}};
    Table table{"From fault to action",
                {{"Scenario"},
                 {"Fault"},
                 {"Detected (T2-T0)", Table::Align::right},
                 {"Decided (T3-T0)", Table::Align::right},
                 {"Acted (T4-T0)", Table::Align::right},
                 {"By whom"}},
                {},
                false};
    for (const Record* record : distinct(subject)) {
        for (const Event& event : record->events) {
            const auto after = [&](std::size_t i) -> std::optional<double> {
                if (!event.t[i] || !event.t[0]) return {};
                return *event.t[i] - *event.t[0];
            };
            table.rows.push_back({{name_of(*record)},
                                  {event.fault},
                                  {seconds_text(after(2), "not detected")},
                                  {seconds_text(after(3), "not decided")},
                                  {seconds_text(after(4), "no action")},
                                  {record->human_action ? "a person" : "machines alone"}});
        }
    }
    if (table.rows.empty())
        section.add(Absent{"No fault was injected, so there was nothing to detect."});
    else
        section.add(std::move(table));
    Section people{"people", "People", {}};
    for (const Record* record : distinct(subject))
        if (record->observed && !record->observed->people.empty())
            people.add(people_of(*record->observed));
    if (people.blocks.empty())
        people.add(Absent{
            "Not recorded: no live rehearsal was imported. What people and tools would do after "
            "an alarm is rehearsed by `triaz plan respond`."});
    section.sections.push_back(std::move(people));
    return section;
}

}  // namespace triaz::publish::sections
