#include <fmt/format.h>

#include <algorithm>

#include "sim/publish/sections/common.hpp"
#include "sim/publish/sections/sections.hpp"

namespace triaz::publish::sections {
namespace {

// What the claims of all results say of one clause.
struct Judged {
    std::size_t upheld = 0;
    std::size_t refuted = 0;
    std::size_t inconclusive = 0;
    std::size_t limits = 0;

    bool any() const { return upheld + refuted + inconclusive + limits > 0; }
};

Judged judged(const Subject& subject, const std::string& clause) {
    Judged judged;
    for (const Record* record : distinct(subject)) {
        for (const Finding& finding : record->findings) {
            if (std::ranges::find(finding.contract, clause) == finding.contract.end()) continue;
            if (finding.verdict == check::Verdict::inconclusive)
                ++judged.inconclusive;
            else if (finding.verdict == check::Verdict::upheld)
                ++judged.upheld;
            else if (finding.as_expected())
                ++judged.limits;
            else
                ++judged.refuted;
        }
    }
    return judged;
}

Cell standing_of(const Judged& judged) {
    if (judged.refuted > 0) return badge("refuted", Tone::bad);
    if (judged.inconclusive > 0) return badge("inconclusive", Tone::unsure);
    if (judged.upheld > 0) return badge("upheld", Tone::good);
    return badge("limit shown", Tone::quiet);
}

std::string counts_of(const Judged& judged) {
    std::vector<std::string> parts;
    const auto tell = [&](std::size_t count, const char* what) {
        if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
    };
    tell(judged.upheld, "upheld");
    tell(judged.refuted, "refuted");
    tell(judged.inconclusive, "inconclusive");
    tell(judged.limits, "refuted, as expected");
    return "simulation: " + joined(parts);
}

// The duty of the plan that a decision by the plan names, with its next date.
std::string obligation(const Subject& subject, const plan::ByPlan& by) {
    std::string text = "obligation: " + by.duty;
    if (by.every_days) text += fmt::format(", every {} days", *by.every_days);
    if (by.within_days) text += fmt::format(", within {} days", *by.within_days);
    if (by.within_business_days)
        text += fmt::format(", within {} business days", *by.within_business_days);
    if (!subject.plan) return text;
    for (const plan::Duty& duty : subject.plan->duties)
        if (duty.id == by.duty && duty.next) text += ", next due " + plan::to_text(*duty.next);
    return text;
}

struct How {
    const Subject& subject;
    const Judged& of_claims;
    const plan::Ruling& ruling;
    bool& simulation_told;

    std::optional<std::string> operator()(const plan::BySimulation&) const {
        if (of_claims.any() || simulation_told) return {};
        simulation_told = true;
        return "simulation: " + ruling.why;
    }
    std::optional<std::string> operator()(const plan::ByStructure& by) const {
        return fmt::format("structure ({}): {}", by.property, ruling.why);
    }
    std::optional<std::string> operator()(const plan::ByOperations& by) const {
        return fmt::format("operations ({}): {}", by.promise, ruling.why);
    }
    std::optional<std::string> operator()(const plan::ByPlan& by) const {
        return obligation(subject, by);
    }
    std::optional<std::string> operator()(const plan::NotDecided& by) const {
        return "by no machine: " + by.why;
    }
};

bool is_obligation(const plan::Clause& clause) {
    return std::ranges::any_of(clause.decided_by, [](const plan::Decision& decision) {
        return std::holds_alternative<plan::ByPlan>(decision);
    });
}

Cell standing_without_claims(const Subject& subject, std::size_t clause) {
    const plan::Clause& declared = subject.contract->clauses[clause];
    if (!subject.contract->is_promised(declared)) return badge("not promised", Tone::quiet);
    if (is_obligation(declared)) return badge("obligation", Tone::quiet);
    bool decided = false;
    bool open = false;
    for (const plan::Ruling& ruling : subject.rulings) {
        if (ruling.clause != clause) continue;
        decided = decided || ruling.standing == plan::Standing::decided;
        open = open || ruling.standing == plan::Standing::open ||
               ruling.standing == plan::Standing::in_part;
    }
    if (open) return badge("open", Tone::unsure);
    return decided ? badge("decided elsewhere", Tone::quiet) : badge("not decidable", Tone::quiet);
}

std::vector<Cell> row_of(const Subject& subject, std::size_t index) {
    const plan::Clause& clause = subject.contract->clauses[index];
    const Judged of_claims = judged(subject, clause.id);
    std::vector<std::string> how;
    if (of_claims.any()) how.push_back(counts_of(of_claims));
    bool simulation_told = false;
    for (const plan::Ruling& ruling : subject.rulings) {
        if (ruling.clause != index) continue;
        const plan::Decision& decision = clause.decided_by[ruling.decision];
        if (auto told = std::visit(How{subject, of_claims, ruling, simulation_told}, decision))
            how.push_back(std::move(*told));
    }
    return {{clause.id},
            {clause.title},
            {std::string{name_of(clause.responsibility)}},
            of_claims.any() ? standing_of(of_claims) : standing_without_claims(subject, index),
            {joined(how, "; ")}};
}

}  // namespace

Section contract_rows(const Subject& subject) {
    Section section{"contract", "The contract, clause by clause", {}};
    Table table{"Every clause, with its verdict or obligation",
                {{"Clause"}, {"Promise"}, {"Responsible"}, {"Standing"}, {"Decided by"}},
                {},
                false};
    if (subject.contract) {
        section.add(Paragraph{subject.contract->name + ". A clause that a simulation cannot decide "
                                                       "is a dated obligation or says why it is "
                                                       "open."});
        for (std::size_t i = 0; i < subject.contract->clauses.size(); ++i)
            table.rows.push_back(row_of(subject, i));
        section.add(std::move(table));
        return section;
    }
    std::vector<std::string> clauses;
    for (const Record& record : subject.records)
        for (const Finding& finding : record.findings)
            clauses.insert(clauses.end(), finding.contract.begin(), finding.contract.end());
    std::ranges::sort(clauses);
    clauses.erase(std::unique(clauses.begin(), clauses.end()), clauses.end());
    section.add(Absent{
        "No contract was at hand: only the clauses that the results name are listed. Name one with "
        "--contract FILE."});
    for (const std::string& clause : clauses) {
        const Judged of_claims = judged(subject, clause);
        table.rows.push_back({{clause},
                              {"not at hand"},
                              {"not known"},
                              standing_of(of_claims),
                              {counts_of(of_claims)}});
    }
    if (!clauses.empty()) section.add(std::move(table));
    return section;
}

}  // namespace triaz::publish::sections
