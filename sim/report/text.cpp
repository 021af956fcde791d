#include "sim/report/text.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/text_parts.hpp"

namespace triaz::report {
namespace {

// What the findings together were expected to come to.
check::Verdict expected_verdict(const run::Result& result) {
    std::vector<check::Finding> as_expected = result.findings;
    for (check::Finding& finding : as_expected) finding.verdict = finding.expected;
    return check::overall(as_expected);
}

std::string headline_verdict(const run::Result& result) {
    if (result.aborted) return "ABORTED";
    const check::Verdict expected = expected_verdict(result);
    if (result.as_expected() || expected != result.verdict)
        return verdict_in_words(result.verdict, expected);
    return upper_case(check::name_of(result.verdict)) + ", but not as expected";
}

// After `lead`, or on a line of its own where there is no room: a path is to be copied, not cut.
void append_path(Page& page, const std::string& lead, std::size_t lead_width,
                 const std::string& path) {
    const std::string shown = printable(path, page.style());
    if (lead_width + width_of(shown) <= page_width) {
        page.line(lead + page.painted(shown, Tone::strong));
        return;
    }
    page.line(lead.substr(0, lead.find_last_not_of(' ') + 1));
    page.line("  " + page.painted(shown, Tone::strong));
}

void append_head(Page& page, const run::Result& result) {
    const Style& style = page.style();
    const std::string sign{result.aborted ? "?" : sign_of(result.verdict, style)};
    const std::string verdict = headline_verdict(result);
    const std::string lead = page.painted(sign + " " + verdict, tone_of(result.verdict)) + "  ";
    append_path(page, lead, width_of(sign) + 1 + width_of(verdict) + 2, result.scenario_path);
    if (result.mutant)
        page.paragraph("On a deployment made worse on purpose: " + *result.mutant, 2, Tone::unsure);
    if (!result.question.empty()) page.paragraph(result.question, 2);
    if (result.aborted) {
        page.paragraph("Ended by " + *result.aborted + " before it could be judged.", 2,
                       Tone::unsure);
        return;
    }
    const auto& evidence = result.evidence;
    const auto requests = requests_of(evidence);
    if (result.observation) {
        page.paragraph("Observed in " + result.observation->exercise + ", " +
                           plan::to_text(result.observation->from) + " to " +
                           plan::to_text(result.observation->until) + ": " +
                           base::thousands(requests.issued) + " requests, " +
                           base::thousands(writes_of(evidence).acknowledged) +
                           " acknowledged writes.",
                       2, Tone::quiet);
        return;
    }
    page.paragraph("Simulated " + base::seconds_text(base::to_seconds(evidence.end)) + ", seed " +
                       std::to_string(result.seed) + ": " + base::thousands(requests.issued) +
                       " requests, " + base::thousands(writes_of(evidence).acknowledged) +
                       " acknowledged writes.",
                   2, Tone::quiet);
}

bool any_upheld_by_observation(const run::Result& result) {
    return std::any_of(result.findings.begin(), result.findings.end(), [](const auto& finding) {
        return finding.verdict == check::Verdict::upheld &&
               finding.strength == check::Strength::observed;
    });
}

// As many names as three lines hold, and how many more there are.
std::string not_simulated(const run::Result& result) {
    constexpr std::size_t most_lines = 3;
    const auto& components = result.not_simulated;
    std::string names;
    std::string text;
    for (std::size_t i = 0; i < components.size(); ++i) {
        names += (i > 0 ? ", " : "") + components[i].name;
        const std::size_t more = components.size() - i - 1;
        const std::string longer =
            "Not simulated: " + names +
            (more > 0 ? " and " + std::to_string(more) + " more" : std::string{}) +
            " (--format json says why).";
        if (i > 0 && wrapped(longer, page_width - 2).size() > most_lines) break;
        text = longer;
    }
    return text;
}

// What the verdict rests on, and what it does not cover.
void append_limits(Page& page, const run::Result& result) {
    if (result.observation)
        page.paragraph("One rehearsal: what it did not show may still happen.", 2, Tone::quiet);
    else if (any_upheld_by_observation(result))
        page.paragraph(
            "Observed in one run. No failure in n runs bounds the failure rate at 3/n (95 %): "
            "one run bounds nothing; try other seeds.",
            2, Tone::quiet);
    const auto assumed = std::count_if(
        result.assumptions.begin(), result.assumptions.end(),
        [](const scenario::Assumption& each) { return each.source.starts_with("assumption"); });
    const std::size_t cited = result.assumptions.size() - static_cast<std::size_t>(assumed);
    if (!result.assumptions.empty())
        page.paragraph("Numbers: " + std::to_string(assumed) + " assumed, " +
                           std::to_string(cited) + " with a source (--format json lists them).",
                       2, Tone::quiet);
    if (!result.not_simulated.empty()) page.paragraph(not_simulated(result), 2, Tone::quiet);
}

}  // namespace

std::string to_text(const run::Result& result, const Style& style) {
    Page page{style};
    append_head(page, result);
    for (const check::Finding& finding : result.findings) {
        page.line();
        append_finding(page, finding);
    }
    append_trades(page, result.findings);
    for (const run::FaultResult& fault : result.faults) {
        page.line();
        append_fault(page, result.evidence.faults[fault.fault], fault.milestones);
    }
    append_sessions(page, result.evidence.sessions);
    append_needs(page, result.evidence.needs);
    page.line();
    append_limits(page, result);
    page.line("  " + page.painted("Again:", Tone::quiet) + " " +
              printable(run::reproduce_line(result), style));
    return std::move(page).text();
}

std::string to_line(const run::Result& result, const Style& style) {
    Page page{style};
    std::string line = page.painted(headline_verdict(result), tone_of(result.verdict)) + " " +
                       printable(result.scenario_path, style);
    std::string separator = ": ";
    for (const check::Finding& finding : result.findings) {
        line += separator + printable(finding.claim, style) + " " +
                std::string{check::name_of(finding.verdict)};
        if (!finding.as_expected())
            line += " (expected " + std::string{check::name_of(finding.expected)} + ")";
        separator = ", ";
    }
    return line + "\n";
}

}  // namespace triaz::report
