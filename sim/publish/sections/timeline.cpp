#include <fmt/format.h>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

Table derived(const Record& record) {
    Table table{"What follows from the milestones of " + name_of(record),
                {{"Fault"},
                 {"Struck"},
                 {"Outage (T5-T1)", Table::Align::right},
                 {"Recovery (T5-T3)", Table::Align::right},
                 {"Exposure (T6-T0)", Table::Align::right}},
                {},
                false};
    for (const Event& event : record.events)
        table.rows.push_back({{event.fault},
                              {event.bit ? event.target : event.target + " (did not bite)",
                               event.bit ? Tone::plain : Tone::unsure},
                              {seconds_text(event.outage, event.t[1] ? "not over" : "not felt")},
                              {seconds_text(event.recovery_from_decision, "none")},
                              {seconds_text(event.exposure, "not restored")}});
    return table;
}

}  // namespace

Section timeline(const Subject& subject) {
    Section section{"timeline", "Timeline: T0 to T7", {}};
    Items legend;
    for (std::size_t i = 0; i < 8; ++i)
        legend.items.push_back(
            fmt::format("T{} {}: {}", i, word_of_milestone(i), meaning_of_milestone(i)));
    std::size_t number = 0;
    for (const Record* record : distinct(subject)) {
        if (record->events.empty()) continue;
        Section part{id_of("timeline", number), name_of(*record), {}};
        for (const Event& event : record->events)
            part.add(Milestones{id_of("milestones", number++), event.fault + ": " + event.target,
                                event.t, event.outage && *event.outage == 0});
        part.add(derived(*record));
        section.sections.push_back(std::move(part));
    }
    if (section.sections.empty()) {
        section.add(Absent{"No fault was injected, so there is no timeline."});
        return section;
    }
    section.add(
        Paragraph{"Times are after T0 of each fault, simulated but for rehearsals that were "
                  "observed; an open "
                  "circle was not reached in the run."});
    section.sections.push_back({"milestone-words", "What the milestones mean", {legend}});
    return section;
}

}  // namespace triaz::publish::sections
