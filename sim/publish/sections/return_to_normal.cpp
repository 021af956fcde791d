#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
Section return_to_normal(const Subject& subject) {
    Section section{"return", "Return to normal", {}};
    Table table{"Until redundancy and steady state were back",
                {{"Scenario"},
                 {"Fault"},
                 {"Ended", Table::Align::right},
                 {"Redundancy (T6)", Table::Align::right},
                 {"Steady (T7)", Table::Align::right},
                 {"Whole at the end"}},
                {},
                false};
    for (const Record* record : distinct(subject))
        for (const Event& event : record->events)
            table.rows.push_back({{name_of(*record)},
                                  {event.fault},
                                  {event.ended ? instant_text(*event.ended) : "not in the run"},
                                  {event.t[6] ? instant_text(*event.t[6]) : "not in the run"},
                                  {event.t[7] ? instant_text(*event.t[7]) : "not in the run"},
                                  record->whole_at_end ? badge("whole", Tone::good)
                                                       : badge("not whole", Tone::unsure)});
    if (table.rows.empty())
        section.add(Absent{"No fault was injected, so there was nothing to return from."});
    else
        section.add(std::move(table));
    section.add(Paragraph{
        "A run that ends before the fault does cannot show the return; \"not whole\" then says "
        "only that a second fault would have met fewer copies or processes than declared."});
    return section;
}

}  // namespace triaz::publish::sections
