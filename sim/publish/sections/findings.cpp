#include <fmt/format.h>

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

void tell(Section& part, const Record& record, const Finding& finding) {
    part.add(
        Facts{{{"Verdict", verdict_cell(finding.verdict, finding.expected)},
               {"Contract", {finding.contract.empty() ? "none named" : joined(finding.contract)}},
               {"Strength", {std::string{check::name_of(finding.strength)}}},
               {"Scenario", {record.scenario}}}});
    part.add(Paragraph{"Promise: " + finding.stated + "."});
    part.add(Paragraph{"Why: " + finding.reason + "."});
    if (finding.witness) {
        part.add(Paragraph{fmt::format("Because of {}: {}.", finding.witness->mechanism,
                                       finding.witness->summary)});
        Table witness{"Witness: the smallest timeline that shows it",
                      {{"Time", Table::Align::right}, {"What happened"}},
                      {},
                      false};
        for (const check::Witness::Step& step : finding.witness->steps)
            witness.rows.push_back({{instant_text(base::to_seconds(step.time))}, {step.what}});
        part.add(std::move(witness));
    }
    part.add(Commands{{finding.reproduce}});
}

}  // namespace

Section findings(const Subject& subject) {
    Section section{"findings", "Findings", {}};
    std::size_t number = 0;
    std::size_t limits = 0;
    const auto tell_all = [&](bool as_expected) {
        for (const Record* record : distinct(subject)) {
            for (const Finding& finding : record->findings) {
                if (finding.verdict == check::Verdict::upheld && finding.as_expected()) continue;
                if (finding.as_expected() != as_expected) continue;
                Section part{
                    id_of("finding", number++),
                    (as_expected ? "Known limit: " : "") + name_of(*record) + ", " + finding.claim,
                    {}};
                limits += as_expected ? 1 : 0;
                tell(part, *record, finding);
                section.sections.push_back(std::move(part));
            }
        }
    };
    tell_all(false);
    const std::size_t unexpected = number;
    tell_all(true);
    section.add(Paragraph{unexpected == 0 ? "No promise came out other than expected."
                                          : fmt::format("{} came out other than expected.",
                                                        base::counted(unexpected, "promise"))});
    if (limits > 0)
        section.add(Paragraph{fmt::format(
            "{} told beside them: scenarios that ask for more than the deployment promises, so "
            "that the reader knows where it ends.",
            base::counted(limits, "known limit is", "known limits are"))});
    Items trades;
    for (const Record* record : distinct(subject))
        for (const Finding& finding : record->findings)
            for (const std::string& trade : finding.trades)
                if (const std::string told = name_of(*record) + ": " + trade;
                    std::ranges::find(trades.items, told) == trades.items.end())
                    trades.items.push_back(told);
    if (!trades.items.empty())
        section.sections.push_back(
            {"trades", "Which promise was given up for which", {std::move(trades)}});
    return section;
}

}  // namespace triaz::publish::sections
