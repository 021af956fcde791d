#include "sim/exchange/picture.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace triaz::exchange {
namespace {

using history::Operation;
using history::Outcome;

constexpr int lane_height = 58, bar_height = 30, left_margin = 110, step_width = 84;

// Shown at most: a page of more would not be read, and browsers would not draw it.
constexpr std::size_t most_operations = 400;

constexpr const char* head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --soft: #57606a;
  --line: #d0d7de; --bar: #dbe9f9; --edge: #2f6db5; --bad: #f8d7d5; --bad-edge: #b42318;
  --open: #f3f0e4; --open-edge: #8a7430; --way: #2f6db5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #14181d; --soft: #9aa5b1;
  --line: #323a44; --bar: #1d3450; --edge: #6aa6e8; --bad: #4a1f1d; --bad-edge: #f08a80;
  --open: #353020; --open-edge: #d2bb6f; --way: #6aa6e8; } }
body { margin: 24px; font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 4px 0; max-width: 75ch; } .soft { color: var(--soft); }
.page { display: flex; flex-wrap: wrap; gap: 32px; align-items: flex-start; }
.drawing { overflow-x: auto; max-width: 100%; border: 1px solid var(--line); border-radius: 6px; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .lane { stroke: var(--line); } svg .process { fill: var(--soft); }
svg .bar { fill: var(--bar); stroke: var(--edge); }
svg .open { fill: var(--open); stroke: var(--open-edge); stroke-dasharray: 5 3; }
svg .bad { fill: var(--bad); stroke: var(--bad-edge); stroke-width: 2; }
svg .way { stroke: var(--way); fill: none; stroke-width: 1.5; opacity: .55; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: 3px 8px;
  text-align: left; font-variant-numeric: tabular-nums; } tr.bad td { background: var(--bad); }
li { max-width: 75ch; }
</style>
)";

std::string escaped(const std::string& text) {
    std::string result;
    for (const char letter : text) {
        switch (letter) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                if (static_cast<unsigned char>(letter) >= 0x20 || letter == '\n') result += letter;
        }
    }
    return result;
}

std::string element(const char* name, const std::string& text) {
    return std::string{"<"} + name + ">" + escaped(text) + "</" + name + ">";
}

std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end) + "\u2026";
}

std::string label(const Operation& operation) {
    const std::string whole = history::to_text(operation);
    const std::size_t colon = whole.find(": ");
    return colon == std::string::npos ? whole : whole.substr(colon + 2);
}

class Drawing {
public:
    Drawing(const consistency::History& history, const consistency::Witness& witness)
        : history_(history), witness_(witness) {
        shown_ = witness.operations;
        if (shown_.size() > most_operations) shown_.resize(most_operations);
        std::set<std::int64_t> processes;
        std::set<std::uint32_t> places;
        for (const std::uint32_t at : shown_) {
            processes.insert(history[at].process);
            places.insert(history[at].called);
            if (!is_open(at)) places.insert(history[at].returned);
        }
        for (const std::int64_t process : processes)
            lanes_.emplace(process, static_cast<int>(lanes_.size()));
        for (const std::uint32_t place : places)
            columns_.emplace(place, static_cast<int>(columns_.size()));
        for (std::size_t at = 0; at < witness.order.size(); ++at)
            numbers_.emplace(witness.order[at], at + 1);
    }

    std::string svg() const {
        const int width = left_margin + (static_cast<int>(columns_.size()) + 1) * step_width;
        const int height = static_cast<int>(lanes_.size()) * lane_height + 16;
        std::string text = "<svg width=\"" + std::to_string(width) + "\" height=\"" +
                           std::to_string(height) +
                           "\" role=\"img\" aria-label=\"operations by "
                           "process and time\">\n";
        for (const auto& [process, lane] : lanes_) {
            const std::string y = std::to_string(lane * lane_height + lane_height / 2 + 8);
            text += "<line class=\"lane\" x1=\"0\" x2=\"" + std::to_string(width) + "\" y1=\"" + y +
                    "\" y2=\"" + y + "\"/><text class=\"process\" x=\"8\" y=\"" +
                    std::to_string(lane * lane_height + 22) + "\">process " +
                    std::to_string(process) + "</text>\n";
        }
        text += way();
        for (const std::uint32_t at : shown_) text += bar(at);
        return text + "</svg>\n";
    }

    std::string table() const {
        std::string text =
            "<table><tr><th>order</th><th>process</th><th>operation</th><th>line</th></tr>\n";
        for (const std::uint32_t at : shown_) {
            const Operation& operation = history_[at];
            text += is_bad(at) ? "<tr class=\"bad\">" : "<tr>";
            text += element("td", number(at)) + element("td", std::to_string(operation.process)) +
                    element("td", cut(label(operation), 200)) +
                    element("td", operation.line == 0 ? "" : std::to_string(operation.line)) +
                    "</tr>\n";
        }
        text += "</table>\n";
        if (shown_.size() < witness_.operations.size())
            text += element("p", "The first " + std::to_string(shown_.size()) + " of " +
                                     std::to_string(witness_.operations.size()) +
                                     " operations are shown.");
        return text;
    }

private:
    bool is_open(std::uint32_t at) const {
        return history_[at].returned == history::never_returned;
    }
    bool is_bad(std::uint32_t at) const { return witness_.impossible == at; }
    std::string number(std::uint32_t at) const {
        const auto found = numbers_.find(at);
        if (found != numbers_.end()) return std::to_string(found->second);
        return is_bad(at) ? "impossible" : "";
    }
    int from(std::uint32_t at) const {
        return left_margin + columns_.at(history_[at].called) * step_width;
    }
    int to(std::uint32_t at) const {
        const int last = static_cast<int>(columns_.size());
        const int column = is_open(at) ? last : columns_.at(history_[at].returned);
        return left_margin + column * step_width + step_width / 2;
    }
    int top(std::uint32_t at) const {
        return lanes_.at(history_[at].process) * lane_height + lane_height - bar_height;
    }

    std::string bar(std::uint32_t at) const {
        const int x = from(at), y = top(at), width = to(at) - x;
        const char* const kind = is_bad(at) ? "bad" : is_open(at) ? "open" : "bar";
        const std::string order = number(at);
        const std::string whole = label(history_[at]);
        const std::string told = (order.empty() || is_bad(at) ? "" : order + ". ") + whole;
        const auto room = static_cast<std::size_t>(std::max(4, width / 7));
        return "<g><title>" + escaped(cut(whole, 400)) + "</title><rect class=\"" + kind +
               "\" x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
               std::to_string(width) + "\" height=\"" + std::to_string(bar_height) +
               "\" rx=\"4\"/><text x=\"" + std::to_string(x + 6) + "\" y=\"" +
               std::to_string(y + 20) + "\">" + escaped(cut(told, room)) + "</text></g>\n";
    }

    // The order found, as a line through the bars.
    std::string way() const {
        std::string points;
        int last = 0;
        for (const std::uint32_t at : witness_.order) {
            if (std::find(shown_.begin(), shown_.end(), at) == shown_.end()) continue;
            const int x = std::min(std::max(from(at) + 3, last + 4), to(at));
            last = x;
            points += std::to_string(x) + "," + std::to_string(top(at) + bar_height / 2) + " ";
        }
        return points.empty() ? "" : "<polyline class=\"way\" points=\"" + points + "\"/>\n";
    }

    const consistency::History& history_;
    const consistency::Witness& witness_;
    std::vector<std::uint32_t> shown_;
    std::map<std::int64_t, int> lanes_;
    std::map<std::uint32_t, int> columns_;
    std::map<std::uint32_t, std::size_t> numbers_;
};

}  // namespace

std::string picture(const consistency::History& history, const consistency::Report& report,
                    const std::string& title) {
    const std::string verdict{name_of(report.verdict)};
    std::string text = head;
    text += element("title", title + ": " + verdict) + "</head><body>\n";
    text += element("h1", verdict + ": " + std::string{name_of(report.question.model)} + " is " +
                              std::string{name_of(report.question.consistency)});
    text += "<p class=\"soft\">" + escaped(title) + ", " + std::to_string(report.operations) +
            " operations</p>\n" + element("p", report.reason) + "\n";
    if (!report.witness) {
        text += element("p", "There is no witness to show.") + "\n</body></html>\n";
        return text;
    }
    const Drawing drawing{history, *report.witness};
    text +=
        "<h2>The smallest part found that shows it</h2>\n<div class=\"page\"><div "
        "class=\"drawing\">\n" +
        drawing.svg() + "</div><div>\n" + drawing.table() + "</div></div>\n";
    text +=
        "<p class=\"soft\">Time runs from left to right; only the order of calls and returns "
        "is drawn, not their distance. Numbers and the line are the longest order found that "
        "the object allows. Dashed: open, may take effect at any time or never.</p>\n";
    text += "<h2>Its story</h2>\n<ol>\n";
    for (const std::string& step : report.witness->steps) text += element("li", step) + "\n";
    return text + "</ol>\n</body></html>\n";
}

}  // namespace triaz::exchange
