#include <unistd.h>

#include "sim/base/text.hpp"
#include "sim/check/terms.hpp"
#include "sim/cli/commands.hpp"
#include "sim/plan/plan_check.hpp"
#include "sim/structure/rules.hpp"

namespace triaz::cli {
namespace {

std::string all_terms() {
    constexpr std::size_t column = 28;
    report::Page page{style_of_descriptor(STDOUT_FILENO)};
    page.line("Terms that `triaz explain TERM` explains:");
    page.line();
    for (const std::string& term : check::terms())
        page.paragraph(check::explain(term)->meaning, column, report::Tone::plain,
                       "  " + report::left(term, column - 2));
    page.line();
    page.line("Codes of `triaz lint`:");
    page.line();
    for (const structure::Rule& rule : structure::rules())
        page.paragraph(std::string{rule.name} + ": " + std::string{rule.title}, column,
                       report::Tone::plain, "  " + report::left(rule.code, column - 2));
    return std::move(page).text();
}

// What a code of `triaz plan check` means; empty when it is none.
std::string meaning_of_gap(const std::string& code) {
    for (const plan::GapCode& gap : plan::gap_codes())
        if (gap.code == code) return code + ", a gap of a plan: " + std::string{gap.means} + "\n";
    return {};
}

check::Explanation explanation_of(const structure::Rule& rule) {
    check::Explanation explanation;
    explanation.term = std::string{rule.code} + " " + std::string{rule.name};
    explanation.meaning =
        std::string{rule.title} + " (" + std::string{structure::name_of(rule.severity)} + ")";
    explanation.text = {std::string{rule.meaning}, "Cure: " + std::string{rule.cure}};
    if (!rule.contract.empty())
        explanation.text.push_back("Bears on the rows " + std::string{rule.contract} +
                                   " of the contract.");
    return explanation;
}

[[noreturn]] void fail_unknown(const std::string& term) {
    const std::vector<std::string> names = check::terms();
    std::vector<std::string_view> known{names.begin(), names.end()};
    for (const plan::GapCode& gap : plan::gap_codes()) known.push_back(gap.code);
    const auto near = base::nearest(term, known);
    throw Failure(ExitCode::nothing_selected,
                  "no term is named `" + term + "`" +
                      (near ? "; did you mean `" + std::string{*near} + "`?"
                            : "; `triaz explain` lists them all"));
}

}  // namespace

int execute(const ExplainOptions& options, const Invocation&) {
    std::string term;
    for (const std::string& word : options.words) term += (term.empty() ? "" : " ") + word;
    if (term.empty()) {
        write_out(all_terms());
        return 0;
    }
    if (const structure::Rule* rule = structure::find_rule(term)) {
        write_out(check::to_text(explanation_of(*rule)));
        return 0;
    }
    const auto explanation = check::explain(term);
    if (const std::string gap = meaning_of_gap(term); !explanation && !gap.empty()) {
        write_out(gap);
        return 0;
    }
    if (!explanation) fail_unknown(term);
    write_out(check::to_text(*explanation));
    return 0;
}

}  // namespace triaz::cli
