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
    void add(base::Verdict verdict) {
        ++(verdict == base::Verdict::upheld    ? upheld
           : verdict == base::Verdict::refuted ? refuted
                                               : inconclusive);
    }
};

Judged judged(const Subject& subject, const std::string& clause) {
    Judged judged;
    for (const Record* record : distinct(subject)) {
        for (const Finding& finding : record->findings) {
            if (std::ranges::find(finding.contract, clause) == finding.contract.end()) continue;
            if (finding.verdict == check::Verdict::refuted && finding.as_expected())
                ++judged.limits;
            else
                judged.add(finding.verdict);
        }
    }
    return judged;
}

Cell standing_of(const Judged& judged, bool in_part) {
    if (judged.refuted > 0) return badge("refuted", Tone::bad);
    if (judged.inconclusive > 0) return badge("inconclusive", Tone::unsure);
    if (in_part) return badge("in part", Tone::unsure);
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

    std::optional<std::string> operator()(const plan::BySimulation& by) const {
        if (of_claims.any() && ruling.standing == plan::Standing::decided) return {};
        return fmt::format("simulation ({}): {}", by.claim, ruling.why);
    }
    std::optional<std::string> operator()(const plan::ByStructure& by) const {
        return fmt::format("structure ({}): {}", by.property, told());
    }
    std::optional<std::string> operator()(const plan::ByOperations& by) const {
        return fmt::format("operations ({}): {}", by.promise, told());
    }
    std::optional<std::string> operator()(const plan::ByPlan& by) const {
        return obligation(subject, by);
    }
    std::optional<std::string> operator()(const plan::NotDecided& by) const {
        return "by no machine: " + by.why;
    }

private:
    std::string told() const {
        return ruling.verdict ? fmt::format("{}: {}", name_of(*ruling.verdict), ruling.why)
                              : ruling.why;
    }
};

bool is_obligation(const plan::Clause& clause) {
    return std::ranges::any_of(clause.decided_by, [](const plan::Decision& decision) {
        return std::holds_alternative<plan::ByPlan>(decision);
    });
}

// What nothing judged.
Cell standing_without_verdict(const plan::Contract& contract, const plan::Clause& clause,
                              bool open) {
    if (!contract.is_promised(clause)) return badge("not promised", Tone::quiet);
    if (is_obligation(clause)) return badge("obligation", Tone::quiet);
    return open ? badge("open", Tone::unsure) : badge("not decidable", Tone::quiet);
}

// A duty has its dates, and what no machine decides is not waited for.
bool could_be_decided_further(const plan::Ruling& ruling, const plan::Decision& decision) {
    const bool is_for_machines = !std::holds_alternative<plan::ByPlan>(decision) &&
                                 !std::holds_alternative<plan::NotDecided>(decision);
    return is_for_machines && ruling.standing != plan::Standing::decided;
}

std::vector<Cell> row_of(const Subject& subject, std::size_t index) {
    const plan::Clause& clause = subject.contract->clauses[index];
    const Judged of_claims = judged(subject, clause.id);
    Judged of_all = of_claims;
    bool in_part = false;
    std::vector<std::string> how;
    if (of_claims.any()) how.push_back(counts_of(of_claims));
    for (const plan::Ruling& ruling : subject.rulings) {
        if (ruling.clause != index) continue;
        const plan::Decision& decision = clause.decided_by[ruling.decision];
        if (ruling.verdict) of_all.add(*ruling.verdict);
        in_part = in_part || could_be_decided_further(ruling, decision);
        if (auto told = std::visit(How{subject, of_claims, ruling}, decision))
            how.push_back(std::move(*told));
    }
    return {{clause.id},
            {clause.title},
            {std::string{name_of(clause.responsibility)}},
            of_all.any() ? standing_of(of_all, in_part)
                         : standing_without_verdict(*subject.contract, clause, in_part),
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
                              standing_of(of_claims, false),
                              {counts_of(of_claims)}});
    }
    if (!clauses.empty()) section.add(std::move(table));
    return section;
}

}  // namespace triaz::publish::sections
