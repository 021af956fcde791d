#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"
#include "sim/cli/plan_output.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using plan::Standing;
using report::Page;
using report::Tone;
using Layout = report::JsonWriter::Layout;

constexpr std::size_t standings = 5;

struct Wanted {
    std::string operator()(const plan::BySimulation& by) const {
        std::string text = by.claim;
        if (!by.level.empty()) text += " " + by.level;
        if (by.zones > 0) text += fmt::format(" in {} zones", by.zones);
        for (std::size_t i = 0; i < by.under.size(); ++i)
            text += fmt::format("{} {} of each {}", i == 0 ? " under" : " and", by.under[i].fault,
                                name_of(by.under[i].each));
        return text;
    }
    std::string operator()(const plan::ByStructure& by) const { return by.property; }
    std::string operator()(const plan::ByOperations& by) const {
        return by.within ? by.promise + " within " + check::span_text(*by.within) : by.promise;
    }
    std::string operator()(const plan::ByPlan& by) const {
        std::string text = by.duty;
        if (by.every_days) text += fmt::format(" every {} days", *by.every_days);
        if (by.within_days) text += fmt::format(" within {} days", *by.within_days);
        if (by.within_business_days)
            text += fmt::format(" within {} business days", *by.within_business_days);
        return text;
    }
    std::string operator()(const plan::NotDecided&) const { return "by no machine"; }
};

std::string wanted(const plan::Decision& decision) { return std::visit(Wanted{}, decision); }

Tone tone_of(base::Verdict verdict) {
    switch (verdict) {
        case base::Verdict::upheld:
            return Tone::good;
        case base::Verdict::refuted:
            return Tone::bad;
        case base::Verdict::inconclusive:
            break;
    }
    return Tone::unsure;
}

Tone tone_of(Standing standing) {
    switch (standing) {
        case Standing::decided:
            return Tone::good;
        case Standing::in_part:
        case Standing::open:
            return Tone::unsure;
        case Standing::undecidable:
        case Standing::not_promised:
            break;
    }
    return Tone::quiet;
}

// The worst of a clause's rulings speaks for it: open before in part, before undecidable.
Standing standing_of(const std::vector<plan::Ruling>& rulings, std::size_t clause) {
    Standing worst = Standing::not_promised;
    const auto rank = [](Standing standing) {
        constexpr std::array<int, standings> ranks{1, 3, 4, 2, 0};
        return ranks[static_cast<std::size_t>(standing)];
    };
    bool any_decided = false;
    for (const plan::Ruling& ruling : rulings) {
        if (ruling.clause != clause) continue;
        any_decided = any_decided || ruling.standing == Standing::decided;
        if (rank(ruling.standing) > rank(worst)) worst = ruling.standing;
    }
    // What is decided here and cannot be there is decided in part.
    if (any_decided && worst != Standing::decided && worst != Standing::not_promised)
        return Standing::in_part;
    return worst;
}

std::string sources_of(const plan::Clause& clause) {
    std::string text;
    for (const plan::Citation& from : clause.from)
        text += (text.empty() ? "" : ", ") + from.document + " " + from.section;
    return text;
}

void add_clause(Page& page, const plan::Clause& clause, std::size_t index,
                const std::vector<plan::Ruling>& rulings) {
    const Standing standing = standing_of(rulings, index);
    const report::Style& style = page.style();
    constexpr std::size_t title_width = 40;
    page.line(page.painted(clause.id, Tone::strong) + "  " +
              page.painted(report::left(name_of(standing), 12), tone_of(standing)) + "  " +
              report::left(report::cut(report::printable(clause.title, style), title_width, style),
                           title_width) +
              "  " + page.painted(name_of(clause.responsibility), Tone::quiet));
    for (const plan::Ruling& ruling : rulings) {
        if (ruling.clause != index || ruling.standing == Standing::not_promised) continue;
        const plan::Decision& decision = clause.decided_by[ruling.decision];
        const Tone tone = ruling.verdict ? tone_of(*ruling.verdict) : tone_of(ruling.standing);
        page.paragraph(
            fmt::format("{}: {}", way_of(decision), wanted(decision)), 7, Tone::plain,
            "     " + page.painted(ruling.standing == Standing::decided ? "+ " : "- ", tone));
        page.paragraph(ruling.verdict ? fmt::format("{}: {}", name_of(*ruling.verdict), ruling.why)
                                      : ruling.why,
                       9, Tone::quiet, "         ");
    }
}

}  // namespace

std::string claims_to_text(const plan::Contract& contract, const std::vector<plan::Ruling>& rulings,
                           const report::Style& style) {
    Page page{style};
    page.paragraph(contract.name, 0, Tone::strong);
    for (const plan::ContractDocument& document : contract.documents)
        page.paragraph(fmt::format("{}: {}, {}{}", document.id, document.title, document.version,
                                   document.in_force ? "" : " (not in force)"),
                       2, Tone::quiet, "  ");
    page.line();
    std::array<std::size_t, standings> counts{};
    for (std::size_t i = 0; i < contract.clauses.size(); ++i) {
        add_clause(page, contract.clauses[i], i, rulings);
        ++counts[static_cast<std::size_t>(standing_of(rulings, i))];
    }
    page.line();
    std::string total;
    for (std::size_t i = 0; i < standings; ++i)
        total += fmt::format("{}{} {}", i == 0 ? "" : ", ", counts[i],
                             name_of(static_cast<Standing>(i)));
    page.paragraph(base::counted(contract.clauses.size(), "clause") + ": " + total, 0,
                   Tone::strong);
    return std::move(page).text();
}

std::string claims_to_json(const plan::Contract& contract, const std::vector<plan::Ruling>& rulings,
                           const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.claims/1.0");
    report::write_context(json, context);
    json.member("contract", contract.name);
    json.key("clauses").begin_array();
    for (std::size_t i = 0; i < contract.clauses.size(); ++i) {
        const plan::Clause& clause = contract.clauses[i];
        json.begin_object();
        json.member("id", clause.id);
        json.member("title", clause.title);
        json.member("promise", clause.promise);
        json.member("responsibility", name_of(clause.responsibility));
        json.member("from", sources_of(clause));
        json.member("standing", name_of(standing_of(rulings, i)));
        json.key("decided_by").begin_array();
        for (const plan::Ruling& ruling : rulings) {
            if (ruling.clause != i) continue;
            const plan::Decision& decision = clause.decided_by[ruling.decision];
            json.begin_object(Layout::row);
            json.member("way", way_of(decision));
            json.member("wanted", wanted(decision));
            json.member("standing", name_of(ruling.standing));
            json.member("verdict",
                        ruling.verdict ? std::optional{name_of(*ruling.verdict)} : std::nullopt);
            json.member("why", ruling.why);
            json.member("by", ruling.by);
            json.key("missing").begin_array(Layout::row);
            for (const plan::Cell& cell : ruling.missing)
                json.value(fmt::format("{} of {}", cell.fault, cell.component));
            json.end_array();
            json.end_object();
        }
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
