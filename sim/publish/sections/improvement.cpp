#include <fmt/format.h>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

std::string owner_of(const Subject& subject) {
    return subject.plan ? subject.plan->control.owner : "to be named";
}

}  // namespace

Section improvement_plan(const Subject& subject) {
    Section section{"improvement", "Improvement plan", {}};
    Table table{"What follows from the findings and the gaps",
                {{"Finding"}, {"What to do"}, {"Owner"}, {"Retest"}},
                {},
                false};
    for (const Record* record : distinct(subject))
        for (const Finding& finding : record->findings)
            if (!finding.as_expected())
                table.rows.push_back({{name_of(*record) + ", " + finding.claim},
                                      {finding.witness ? "mend: " + finding.witness->mechanism
                                                       : "find out: " + finding.reason},
                                      {owner_of(subject)},
                                      {finding.reproduce}});
    if (subject.assessment)
        for (const plan::Gap& gap : subject.assessment->gaps)
            table.rows.push_back({{gap.code + ", " + gap.where},
                                  {gap.cure},
                                  {owner_of(subject)},
                                  {"triaz plan check " + subject.plan->path}});
    if (table.rows.empty())
        section.add(
            Absent{"Nothing to improve follows from these results: no promise came out "
                   "other than expected, and no gap of a plan is known."});
    else
        section.add(std::move(table));
    section.add(Absent{"Due dates are not recorded: no ledger of actions was given."});
    return section;
}

Section last_years_actions(const Subject& subject) {
    Section section{"last-year", "Last year's actions", {}};
    if (subject.plan && !subject.plan->history.empty()) {
        Table table{"Exercises held before", {{"On"}, {"Type"}}, {}, false};
        for (const plan::Past& past : subject.plan->history)
            table.rows.push_back({{plan::to_text(past.on)}, {std::string{name_of(past.type)}}});
        section.add(std::move(table));
    }
    section.add(Absent{"What became of last year's actions is not recorded: no ledger was given."});
    return section;
}

}  // namespace triaz::publish::sections
