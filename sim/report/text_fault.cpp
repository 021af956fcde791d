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
constexpr std::size_t back = 5;  // T5

// At most 8 columns, four figures where they fit.
std::string short_seconds(double seconds) {
    const int decimals = seconds < 10 ? 3 : seconds < 100 ? 2 : seconds < 1000 ? 1 : 0;
    return fmt::format("{:.{}f}s", seconds, decimals);
}

// What stands under milestone number `i`: when it happened, after the fault.
std::string time_of(const measure::Milestones& milestones, std::size_t i) {
    const auto& t = milestones.t;
    if (!t[i]) return "-";
    if (i == back && !milestones.fell_below) return "held";
    if (i == 0 || !t[0]) return short_seconds(base::to_seconds(t[i]->time_since_epoch()));
    return fmt::format("+{}", short_seconds(base::to_seconds(*t[i] - *t[0])));
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
        const bool happened = milestones.t[i] && (i != back || milestones.fell_below);
        const bool last = i + 1 == milestones.t.size();
        names += left(fmt::format("T{}", i), column);
        line += happened ? (unicode ? "●" : "o") : (unicode ? "○" : ".");
        for (std::size_t dash = 1; dash < column && !last; ++dash) line += unicode ? "─" : "-";
        words += left(milestone_words[i], column);
        times += left(time_of(milestones, i), column);
    }
    const auto trimmed = [](std::string text) {
        return text.erase(text.find_last_not_of(' ') + 1);
    };
    page.line(page.painted(trimmed(names), Tone::quiet));
    page.line(line);
    page.line(page.painted(trimmed(words), Tone::quiet));
    page.line(trimmed(times));
}

std::string length_of(base::Duration span) {
    return span == base::Duration::zero() ? "0 s" : base::seconds_text(base::to_seconds(span));
}

std::string outage_of(const measure::Milestones& milestones) {
    if (!milestones.t[1]) return "no client noticed";
    if (!milestones.fell_below)
        return "no outage: attempts failed, no slice fell below the minimum service level";
    const auto outage = milestones.outage();
    if (!outage) return "outage not over in time (T5)";
    if (*outage == base::Duration::zero())
        return "no outage but for requests in flight when the fault struck";
    return fmt::format("outage {} (T5-T1)", length_of(*outage));
}

std::string recovery_of(const measure::Milestones& milestones) {
    const auto recovery = milestones.recovery_from_decision();
    if (!recovery || *milestones.outage() == base::Duration::zero()) return "";
    if (*recovery == base::Duration::zero()) return ", over before anything was decided (T3)";
    return fmt::format(", recovery from the decision {} (T5-T3)", length_of(*recovery));
}

std::string exposure_of(const measure::Milestones& milestones) {
    const auto exposure = milestones.between(0, 6);
    return exposure ? fmt::format("exposed to a second fault for {} (T6-T0)", length_of(*exposure))
                    : "redundancy not restored (T6): still exposed to a second fault";
}

std::string what_it_struck(const measure::FaultEvidence& fault) {
    if (fault.of_paths) {
        return fmt::format("Struck {}: {} lost or delayed.", fault.target,
                           base::counted(fault.messages_hit, "message")) +
               (fault.bit() ? "" : " The fault did not bite: no message was on its way there.");
    }
    if (fault.of_behaviour) {
        return fmt::format("Struck {}, felt {}.", fault.target, base::counted(fault.acts, "time")) +
               (fault.bit() ? "" : " The fault did not bite: nothing met it.");
    }
    std::string text = "Struck " + fault.target + ": " +
                       base::counted(fault.processes_lost, "process", "processes") + " lost";
    if (fault.leaders > 0) text += ", " + base::counted(fault.leaders, "leader") + " among them";
    text += "; in the second before, " + base::counted(fault.requests_served, "request") +
            " served and " + base::counted(fault.replication_messages, "replication message") + ".";
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
    page.line();
    page.paragraph(outage_of(milestones) + recovery_of(milestones), strip_indent);
    page.paragraph(exposure_of(milestones), strip_indent);
}

}  // namespace triaz::report
