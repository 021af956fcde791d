#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

const Finding* find(const Record& record, const std::string& claim) {
    for (const Finding& finding : record.findings)
        if (finding.claim == claim) return &finding;
    return nullptr;
}

std::vector<std::string> claims_of(const std::vector<const Record*>& records) {
    std::vector<std::string> claims;
    for (const Record* record : records)
        for (const Finding& finding : record->findings)
            if (std::ranges::find(claims, finding.claim) == claims.end())
                claims.push_back(finding.claim);
    return claims;
}

std::vector<std::string> measures_of(const std::vector<const Record*>& records,
                                     const std::string& claim) {
    std::vector<std::string> names;
    for (const Record* record : records)
        if (const Finding* const finding = find(*record, claim))
            for (const check::Figure& figure : finding->measured)
                if (std::ranges::find(names, figure.name) == names.end())
                    names.push_back(figure.name);
    return names;
}

Cell value_cell(const Record& record, const std::string& claim, const std::string& name) {
    if (const Finding* const finding = find(record, claim))
        for (const check::Figure& figure : finding->measured)
            if (figure.name == name)
                return {text_of(figure), figure.known ? Tone::plain : Tone::quiet};
    return {"not asked", Tone::quiet};
}

}  // namespace

Section comparison(const Subject& subject) {
    Section section{"comparison", "Result beside result", {}};
    const auto records = distinct(subject);
    if (records.size() < 2) {
        section.add(Absent{"There is one result, and nothing to compare it with."});
        return section;
    }
    Table verdicts{"Verdicts", {{"Promise"}}, {}, false};
    Table measures{"Measures", {{"Promise"}, {"Measure"}}, {}, false};
    for (const Record* record : records) {
        verdicts.columns.push_back({name_of(*record)});
        measures.columns.push_back({name_of(*record), Table::Align::right});
    }
    for (const std::string& claim : claims_of(records)) {
        std::vector<Cell> row{{claim}};
        for (const Record* record : records) {
            const Finding* const finding = find(*record, claim);
            row.push_back(finding == nullptr ? Cell{"not asked", Tone::quiet}
                                             : verdict_cell(finding->verdict, finding->expected));
        }
        verdicts.rows.push_back(std::move(row));
        for (const std::string& name : measures_of(records, claim)) {
            std::vector<Cell> values{{claim}, {label_of(check::Figure{name, 0, {}, true})}};
            for (const Record* record : records) values.push_back(value_cell(*record, claim, name));
            measures.rows.push_back(std::move(values));
        }
    }
    section.add(std::move(verdicts));
    section.add(std::move(measures));
    section.add(Paragraph{
        "Whether a difference is more than chance takes several seeds of each: `triaz diff`."});
    return section;
}

}  // namespace triaz::publish::sections
