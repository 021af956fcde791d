#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/report/text_parts.hpp"

namespace triaz::report {
namespace {

// "3 with their instance, 540 with the carrier"; empty when nothing was dropped.
std::string causes_of(const measure::SessionEvidence& sessions) {
    std::string text;
    const auto add = [&](std::uint64_t count, std::string_view with) {
        if (count == 0) return;
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", base::thousands(count), with);
    };
    add(sessions.dropped_with_instance, "with their instance");
    add(sessions.dropped_with_carrier, "with the carrier");
    add(sessions.dropped_with_path, "with the path");
    return text;
}

std::string seconds_of(base::Duration span) { return base::seconds_text(base::to_seconds(span)); }

std::string told(const measure::SessionEvidence& sessions, const Style& style) {
    std::string text = fmt::format(
        "{}: {} carried in, {} begun; {} completed, {} blocked, {} lost, {} unfinished.",
        printable(sessions.name, style), base::thousands(sessions.carried_in),
        base::thousands(sessions.begun), base::thousands(sessions.completed),
        base::thousands(sessions.blocked), base::thousands(sessions.lost),
        base::thousands(sessions.unfinished));
    if (sessions.dropped() == 0) return text + " None was dropped.";
    text += fmt::format(" Dropped {} ({}), re-established {}", base::thousands(sessions.dropped()),
                        causes_of(sessions), base::thousands(sessions.reestablished()));
    if (sessions.reestablished() == 0) return text + ".";
    return text + fmt::format(" (median {}, p99 {}, worst {}).",
                              seconds_of(sessions.to_reestablish.quantile(0.5)),
                              seconds_of(sessions.to_reestablish.quantile(0.99)),
                              seconds_of(sessions.to_reestablish.worst()));
}

std::string told(const measure::NeedEvidence& need, const Style& style) {
    const double hits =
        need.asked == 0 ? 0 : static_cast<double>(need.hits) / static_cast<double>(need.asked);
    return fmt::format(
        "{}, needed by {}: {} requests, {} from caches; {} calls, {} errors, {} unanswered; {} "
        "served stale, {} failed, {} went on without.",
        printable(need.dependency, style), printable(need.service, style),
        base::thousands(need.asked), base::percent(hits), base::thousands(need.calls),
        base::thousands(need.errors), base::thousands(need.timeouts), base::thousands(need.stale),
        base::thousands(need.failed), base::thousands(need.went_without));
}

}  // namespace

void append_sessions(Page& page, const std::vector<measure::SessionEvidence>& sessions) {
    if (sessions.empty()) return;
    page.line();
    page.paragraph("Sessions", 0, Tone::strong);
    for (const measure::SessionEvidence& each : sessions)
        page.paragraph(told(each, page.style()), 2);
}

void append_needs(Page& page, const std::vector<measure::NeedEvidence>& needs) {
    if (needs.empty()) return;
    page.line();
    page.paragraph("External dependencies", 0, Tone::strong);
    for (const measure::NeedEvidence& each : needs) page.paragraph(told(each, page.style()), 2);
}

}  // namespace triaz::report
