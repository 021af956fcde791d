#include "sim/history/timeline.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/base/ensure.hpp"

namespace triaz::history {

namespace {

constexpr std::array<std::string_view, mark_count> mark_names{
    "fault-injected",      "fault-ended",       "target-down",        "target-up",
    "address-withdrawn",   "address-restored",  "election-started",   "leader-elected",
    "leader-lost",         "instance-started",  "replica-started",    "redundancy-reduced",
    "redundancy-restored", "guarantee-reduced", "guarantee-restored", "target-ejected",
    "target-returned",     "panic-began",       "panic-ended",        "scaled-out",
    "scaled-in",           "launch-failed",     "scaling-stalled",    "dependency-unanswered",
    "dependency-answered", "sessions-dropped"};
static_assert(static_cast<std::size_t>(Mark::sessions_dropped) + 1 == mark_count);

}  // namespace

std::string_view name_of(Mark mark) { return mark_names[static_cast<std::size_t>(mark)]; }

std::optional<Mark> mark_named(std::string_view name) {
    const auto found = std::ranges::find(mark_names, name);
    if (found == mark_names.end()) return std::nullopt;
    return static_cast<Mark>(found - mark_names.begin());
}

void Timeline::add(base::Time time, Mark mark, std::string subject, std::string detail) {
    base::ensure(entries.empty() || entries.back().time <= time, "a timeline never goes back");
    entries.push_back({time, mark, std::move(subject), std::move(detail)});
}

std::uint64_t Timeline::count(Mark mark) const {
    return static_cast<std::uint64_t>(std::ranges::count(entries, mark, &Entry::mark));
}

}  // namespace triaz::history
