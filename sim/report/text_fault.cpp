#include <fmt/format.h>

#include <array>

#include "sim/base/text.hpp"
#include "sim/report/text_parts.hpp"

namespace triaz::report {
namespace {

constexpr std::array<std::string_view, 8> milestone_words{"struck", "felt", "noticed", "decided",
                                                          "acted",  "back", "whole",   "steady"};
constexpr std::size_t column = 9;
constexpr std::size_t strip_indent = 4;

// At most 8 columns, four figures where they fit.
std::string short_seconds(double seconds) {
    const int decimals = seconds < 10 ? 3 : seconds < 100 ? 2 : seconds < 1000 ? 1 : 0;
    return fmt::format("{:.{}f}s", seconds, decimals);
}

// Time runs along a line; what did not happen is an open place on it.
void append_strip(Page& page, const measure::Milestones& milestones) {
    const bool unicode = page.style().unicode;
    const std::string blank(strip_indent, ' ');
    std::string names = blank;
    std::string line = blank;
    std::string words = blank;
    std::string times = blank;
    for (std::size_t i = 0; i < milestones.t.size(); ++i) {
        const auto& time = milestones.t[i];
        const bool last = i + 1 == milestones.t.size();
        names += left("T" + std::to_string(i), column);
        line += time ? (unicode ? "●" : "o") : (unicode ? "○" : ".");
        for (std::size_t dash = 1; dash < column && !last; ++dash) line += unicode ? "─" : "-";
        words += left(milestone_words[i], column);
        const bool offset = i > 0 && milestones.t[0].has_value();
        const std::string shown =
            !time    ? "-"
            : offset ? "+" + short_seconds(base::to_seconds(*time - *milestones.t[0]))
                     : short_seconds(base::to_seconds(*time));
        times += left(shown, column);
    }
    const auto trimmed = [](std::string text) {
        return text.erase(text.find_last_not_of(' ') + 1);
    };
    page.line(page.painted(trimmed(names), Tone::quiet));
    page.line(line);
    page.line(page.painted(trimmed(words), Tone::quiet));
    page.line(trimmed(times));
}

// The three spans people ask for, as far as both ends happened.
std::string spans_of(const measure::Milestones& milestones) {
    const auto& t = milestones.t;
    std::string text;
    const auto add = [&](std::string_view name, std::size_t from, std::size_t to) {
        if (!t[from] || !t[to]) return;
        text += text.empty() ? "" : ", ";
        text += fmt::format("{} {} (T{}-T{})", name,
                            base::seconds_text(base::to_seconds(*t[to] - *t[from])), to, from);
    };
    add("outage", 1, 5);
    add("recovery from the decision", 3, 5);
    add("exposed to a second fault for", 0, 6);
    return text;
}

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
    return base::thousands(count) + " " + std::string{count == 1 ? one : many};
}

std::string what_it_struck(const measure::FaultEvidence& fault) {
    std::string text = "Struck " + fault.target + ": " +
                       count_of(fault.processes_lost, "process", "processes") + " lost";
    if (fault.leaders > 0)
        text += ", " + count_of(fault.leaders, "leader", "leaders") + " among them";
    text += "; in the second before, " + count_of(fault.requests_served, "request", "requests") +
            " served and " +
            count_of(fault.replication_messages, "replication message", "replication messages") +
            ".";
    if (!fault.bit()) text += " The fault did not bite: nothing was lost that carried traffic.";
    return text;
}

}  // namespace

void append_fault(Page& page, const measure::FaultEvidence& fault,
                  const measure::Milestones& milestones) {
    page.paragraph("Fault: " + fault.name, 0, Tone::strong);
    page.paragraph(what_it_struck(fault), 2);
    page.line();
    append_strip(page, milestones);
    const std::string spans = spans_of(milestones);
    if (!spans.empty()) page.line();
    if (!spans.empty()) page.paragraph(spans, 4);
}

}  // namespace triaz::report
