#include <algorithm>

#include "sim/report/json_writer.hpp"
#include "sim/report/text.hpp"
#include "sim/report/text_parts.hpp"

namespace triaz::report {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

// Three decimals of a second, rounded down: enough to read, and never later than it was.
std::string clock_text(base::Time time) {
    const std::string exact = exact_seconds(time.time_since_epoch());
    const std::size_t point = std::min(exact.find('.'), exact.size());
    std::string fraction = exact.substr(std::min(point + 1, exact.size()));
    fraction.resize(3, '0');
    return exact.substr(0, point) + "." + fraction + " s";
}

void append_witness(Page& page, const check::Witness& witness) {
    page.paragraph("Because of: " + witness.mechanism, 2, Tone::strong);
    page.paragraph(witness.summary, 2);
    std::size_t width = 0;
    for (const auto& step : witness.steps) width = std::max(width, clock_text(step.time).size());
    for (const auto& step : witness.steps) {
        const std::string lead =
            "    " + page.painted(right(clock_text(step.time), width), Tone::quiet) + "  ";
        page.paragraph(step.what, 4 + width + 2, Tone::plain, lead);
    }
}

}  // namespace

std::string upper_case(std::string_view text) {
    std::string upper{text};
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

Tone tone_of(check::Verdict verdict) {
    switch (verdict) {
        case check::Verdict::upheld:
            return Tone::good;
        case check::Verdict::refuted:
            return Tone::bad;
        case check::Verdict::inconclusive:
            return Tone::unsure;
    }
    return Tone::plain;
}

std::string_view sign_of(check::Verdict verdict, const Style& style) {
    switch (verdict) {
        case check::Verdict::upheld:
            return style.unicode ? "✓" : "+";
        case check::Verdict::refuted:
            return style.unicode ? "✗" : "x";
        case check::Verdict::inconclusive:
            return "?";
    }
    return "?";
}

std::string verdict_in_words(check::Verdict verdict, check::Verdict expected) {
    std::string words = upper_case(check::name_of(verdict));
    if (verdict != expected)
        words += ", expected " + std::string{check::name_of(expected)};
    else if (verdict != check::Verdict::upheld)
        words += ", as expected";
    return words;
}

void append_finding(Page& page, const check::Finding& finding) {
    const Style& style = page.style();
    const Tone tone = tone_of(finding.verdict);
    std::string verdict = verdict_in_words(finding.verdict, finding.expected);
    if (finding.verdict == check::Verdict::upheld)
        verdict += " (" + std::string{check::name_of(finding.strength)} + ")";
    const std::string contract = cut(printable(joined(finding.contract), style), 20, style);
    const std::size_t used = 2 + width_of(verdict) + 2 + 2 + width_of(contract);
    const std::string id =
        cut(printable(finding.claim, style), page_width - std::min(used, page_width - 1), style);
    const std::size_t gap = page_width - (2 + width_of(id) + 2 + width_of(verdict));
    page.line(page.painted(sign_of(finding.verdict, style), tone) + " " +
              page.painted(id, Tone::strong) + "  " + page.painted(verdict, tone) +
              (contract.empty() ? "" : page.painted(right(contract, gap), Tone::quiet)));
    if (!finding.stated.empty()) page.paragraph(finding.stated, 2, Tone::quiet);
    if (!finding.reason.empty()) page.paragraph(finding.reason, 2);
    append_figures(page, finding.measured);
    if (!finding.witness) return;
    page.line();
    append_witness(page, *finding.witness);
}

std::string to_text(const check::Witness& witness, const Style& style) {
    Page page{style};
    append_witness(page, witness);
    return std::move(page).text();
}

void append_trades(Page& page, const std::vector<check::Finding>& findings) {
    std::vector<std::string> told;
    for (const check::Finding& finding : findings) {
        for (const std::string& trade : finding.trades)
            if (std::find(told.begin(), told.end(), trade) == told.end()) told.push_back(trade);
    }
    if (told.empty()) return;
    page.line();
    page.paragraph("Trades: which promise was given up for which", 0, Tone::strong);
    for (const std::string& trade : told) page.paragraph(trade, 4, Tone::plain, "  - ");
}

}  // namespace triaz::report
