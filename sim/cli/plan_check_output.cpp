#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"
#include "sim/cli/plan_output.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/write_context.hpp"

namespace triaz::cli {
namespace {

using plan::CoverageRow;
using report::Page;
using report::Tone;
using Layout = report::JsonWriter::Layout;

constexpr std::size_t fault_width = 16;
constexpr std::size_t component_width = 22;
constexpr std::size_t covered_width = 6;
constexpr std::size_t most_columns =
    (report::page_width - 4 - fault_width - component_width) / covered_width;

struct CellText {
    std::string text;
    Tone tone = Tone::plain;
};

CellText text_of(const CoverageRow::Entry& entry) {
    if (!entry.exercises.empty()) return {std::to_string(entry.exercises.size()), Tone::good};
    if (!entry.wanted) return {".", Tone::quiet};
    if (entry.is_gap()) return {"GAP", Tone::bad};
    return {"out", Tone::unsure};
}

void add_matrix(Page& page, const plan::Coverage& coverage) {
    page.line(page.painted("Coverage", Tone::strong));
    if (coverage.rows.empty()) {
        page.paragraph("nothing is asked, and the contract wants nothing", 2, Tone::quiet, "  ");
        return;
    }
    const std::size_t columns = std::min(coverage.claims.size(), most_columns);
    std::string head = "  " + report::left("fault", fault_width) + " " +
                       report::left("component", component_width);
    for (std::size_t i = 0; i < columns; ++i)
        head += report::right(std::string(1, static_cast<char>('A' + i)), covered_width);
    page.line(page.painted(head, Tone::quiet));
    for (const CoverageRow& row : coverage.rows) {
        const auto cell = [&](const std::string& text, std::size_t width) {
            const auto& style = page.style();
            return report::left(report::cut(report::printable(text, style), width, style), width);
        };
        std::string line =
            "  " + cell(row.fault, fault_width) + " " + cell(row.component, component_width);
        for (std::size_t i = 0; i < columns; ++i) {
            const CellText shown = text_of(row.entries[i]);
            line += page.painted(report::right(shown.text, covered_width), shown.tone);
        }
        page.line(line);
    }
    std::string legend;
    for (std::size_t i = 0; i < columns; ++i)
        legend += std::string(1, static_cast<char>('A' + i)) + " = " + coverage.claims[i] + ", ";
    page.paragraph(legend +
                       "a number = exercises that ask it, out = left out with a reason, GAP = "
                       "wanted by the contract, and untested, . = not wanted",
                   2, Tone::quiet, "  ");
}

// What stays untested, by reason.
void add_untested(Page& page, const plan::Coverage& coverage) {
    std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
    for (const CoverageRow& row : coverage.rows) {
        for (const CoverageRow::Entry& entry : row.entries) {
            if (entry.excluded.empty()) continue;
            auto known = std::ranges::find(reasons, entry.excluded,
                                           [](const auto& reason) { return reason.first; });
            if (known == reasons.end()) known = reasons.insert(known, {entry.excluded, {}});
            const std::string what = row.fault + " of " + row.component;
            if (known->second.empty() || known->second.back() != what)
                known->second.push_back(what);
        }
    }
    if (reasons.empty()) return;
    page.line();
    page.line(page.painted("Left untested, and why", Tone::strong));
    for (const auto& [why, what] : reasons) {
        page.paragraph(check::list_text(what, 12), 2, Tone::plain, "  ");
        page.paragraph(why, 4, Tone::quiet, "    ");
    }
}

void add_gaps(Page& page, const std::vector<plan::Gap>& gaps) {
    page.line();
    if (gaps.empty()) {
        page.line(page.painted("No gap was found.", Tone::good));
        return;
    }
    page.line(page.painted(base::counted(gaps.size(), "gap"), Tone::bad));
    for (const plan::Gap& gap : gaps) {
        page.paragraph(gap.code + "  " + gap.where + ": " + gap.what, 4, Tone::plain, "  - ");
        page.paragraph("cure: " + gap.cure, 4, Tone::quiet, "    ");
    }
}

void add_closing(Page& page, const plan::Closing& closing) {
    if (closing.additions.empty() && closing.left.empty()) return;
    page.line();
    if (!closing.additions.empty())
        page.line(page.painted(closing.exact ? "The smallest set of additions that closes them"
                                             : "A set of additions that closes them; a smaller "
                                               "one may exist",
                               Tone::strong));
    for (const auto& addition : closing.additions) {
        page.paragraph(addition.what, 4, Tone::plain, "  + ");
        page.paragraph("closes " + check::list_text(addition.closes, 6), 4, Tone::quiet, "    ");
    }
    if (closing.left.empty()) return;
    page.paragraph("Nothing at hand closes: " + check::list_text(closing.left, 12) +
                       ". It takes a new scenario, or an exclusion with its reason.",
                   2, Tone::unsure, "  ");
}

void write_coverage(report::JsonWriter& json, const plan::Coverage& coverage) {
    json.key("coverage").begin_array();
    for (const CoverageRow& row : coverage.rows) {
        for (std::size_t i = 0; i < row.entries.size(); ++i) {
            const CoverageRow::Entry& entry = row.entries[i];
            if (!entry.wanted && entry.exercises.empty()) continue;
            json.begin_object(Layout::row);
            json.member("fault", row.fault);
            json.member("component", row.component);
            json.member("claim", coverage.claims[i]);
            json.member("state", !entry.exercises.empty() ? "asked"
                                 : entry.is_gap()         ? "untested"
                                                          : "left out");
            json.member("exercises", entry.exercises);
            if (entry.wanted) json.member("clause", entry.clause);
            if (!entry.excluded.empty()) json.member("why", entry.excluded);
            json.end_object();
        }
    }
    json.end_array();
}

}  // namespace

std::string assessment_to_text(const plan::Plan& plan, const plan::Assessment& assessment,
                               plan::Day today, const report::Style& style) {
    Page page{style};
    page.paragraph(plan.title, 0, Tone::strong);
    page.paragraph("version " + plan.control.version + ", " + plan::to_text(plan.from) + " to " +
                       plan::to_text(plan.until) + ", as of " + plan::to_text(today),
                   2, Tone::quiet, "  ");
    page.line();
    add_matrix(page, assessment.coverage);
    add_untested(page, assessment.coverage);
    add_gaps(page, assessment.gaps);
    add_closing(page, assessment.closing);
    return std::move(page).text();
}

std::string assessment_to_json(const plan::Plan& plan, const plan::Assessment& assessment,
                               plan::Day today, const report::Context& context) {
    report::JsonWriter json;
    json.begin_object();
    json.member("schema", "triaz.plan-check/1.0");
    report::write_context(json, context);
    json.member("plan", plan.path);
    json.member("title", plan.title);
    json.member("today", plan::to_text(today));
    json.key("gaps").begin_array();
    for (const plan::Gap& gap : assessment.gaps) {
        json.begin_object(Layout::row);
        json.member("code", gap.code);
        json.member("where", gap.where);
        json.member("what", gap.what);
        json.member("cure", gap.cure);
        json.end_object();
    }
    json.end_array();
    write_coverage(json, assessment.coverage);
    json.key("closing").begin_object();
    json.member("exact", assessment.closing.exact);
    json.key("additions").begin_array();
    for (const auto& addition : assessment.closing.additions) {
        json.begin_object(Layout::row);
        json.member("what", addition.what);
        json.member("closes", addition.closes);
        json.end_object();
    }
    json.end_array();
    json.member("left", assessment.closing.left);
    json.end_object();
    json.end_object();
    return std::move(json).text();
}

}  // namespace triaz::cli
