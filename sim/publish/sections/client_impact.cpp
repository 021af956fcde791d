#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/publish/charts.hpp"
#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

Table requests_of(const Record& record) {
    using enum Table::Align;
    Table table{"Requests of " + name_of(record) + " after the warm-up",
                {{"Cohort"},
                 {"Issued", right},
                 {"Ok", right},
                 {"Late", right},
                 {"Error", right},
                 {"Rejected", right},
                 {"Ambiguous", right},
                 {"Unfinished", right},
                 {"Attempts", right},
                 {"Failed attempts", right}},
                {},
                false};
    const auto row = [](const std::string& name, const Requests& requests) {
        return std::vector<Cell>{{name},
                                 count_cell(requests.issued),
                                 count_cell(requests.ok),
                                 count_cell(requests.late, Tone::unsure),
                                 count_cell(requests.error, Tone::bad),
                                 count_cell(requests.rejected, Tone::bad),
                                 count_cell(requests.ambiguous, Tone::unsure),
                                 count_cell(requests.unfinished),
                                 count_cell(requests.attempts),
                                 count_cell(requests.failed_attempts)};
    };
    for (const Cohort& cohort : record.cohorts)
        table.rows.push_back(row(cohort.name, cohort.requests));
    if (record.cohorts.size() > 1) table.rows.push_back(row("all", record.requests));
    return table;
}

Table latencies_of(const Record& record) {
    using enum Table::Align;
    Table table{"Latency of " + name_of(record) + ", from issue to success",
                {{"Cohort"},
                 {"Mean", right},
                 {"p50", right},
                 {"p99", right},
                 {"p99.9", right},
                 {"Worst", right},
                 {"Deadline", right}},
                {},
                false};
    for (const Cohort& cohort : record.cohorts)
        table.rows.push_back({{cohort.name},
                              {seconds_text(cohort.mean, "none")},
                              {seconds_text(cohort.p50)},
                              {seconds_text(cohort.p99)},
                              {seconds_text(cohort.p999)},
                              {seconds_text(cohort.worst)},
                              {seconds_text(cohort.deadline)}});
    return table;
}

}  // namespace

Section client_impact(const Subject& subject) {
    Section section{"client-impact", "Client impact", {}};
    section.add(Paragraph{
        "What clients saw. A request is what the user asked; an attempt is one try under the "
        "declared retry policy. Requests count at the instant they were issued. Curves are of one "
        "cohort each; the home zone of a cohort stands beside its name."});
    const auto records = distinct(subject);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const Record& record = *records[i];
        Section part{id_of("clients", i), name_of(record), {}};
        part.add(Paragraph{record.question});
        if (record.series.empty()) {
            part.add(
                Absent{"There is no series over time: no request was issued, or the run was "
                       "cut short."});
        } else {
            const std::size_t most = points_for(records.size());
            part.add(success_chart(record, id_of("success", i), most));
            part.add(latency_chart(record, id_of("latency", i), most));
        }
        part.add(requests_of(record));
        part.add(latencies_of(record));
        section.sections.push_back(std::move(part));
    }
    Section sessions{"sessions", "Sessions", {}};
    sessions.add(
        Absent{"Not simulated: long-lived calls and streams. How many would have been "
               "dropped is not known."});
    section.sections.push_back(std::move(sessions));
    return section;
}

}  // namespace triaz::publish::sections
