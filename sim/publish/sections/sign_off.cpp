#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
Section sign_off(const Subject& subject) {
    Section section{"sign-off", "Sign-off", {}};
    Table table{"Signatures", {{"Role"}, {"Name"}, {"Date"}, {"Signature"}}, {}, false};
    const auto blank = [] { return Cell{"\u2007", Tone::plain}; };
    if (subject.plan) {
        for (const plan::SignOff& each : subject.plan->sign_off) {
            std::string name = each.person;
            for (const plan::Colleague& colleague : subject.plan->people)
                if (colleague.id == each.person) name = colleague.name;
            table.rows.push_back({{each.role}, {name}, blank(), blank()});
        }
    }
    if (table.rows.empty()) {
        section.add(Absent{"Nobody is named: a plan says who signs."});
        for (const char* const role : {"owner of the service", "evaluator", "internal audit"})
            table.rows.push_back({{role}, blank(), blank(), blank()});
    }
    section.add(std::move(table));
    section.add(Paragraph{
        "Those who sign have read this report. Approval of the plan itself stands in the plan."});
    return section;
}

}  // namespace triaz::publish::sections
