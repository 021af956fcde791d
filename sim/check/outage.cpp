#include "sim/check/outage.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "sim/base/ensure.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using measure::Slices;
using measure::Standing;

// Runs of down slices [first, last).
struct Run {
    std::size_t first;
    std::size_t last;
};

std::vector<Run> runs_of(const std::vector<bool>& down) {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < down.size(); ++i) {
        if (!down[i]) continue;
        if (runs.empty() || runs.back().last != i) runs.push_back({i, i});
        runs.back().last = i + 1;
    }
    return runs;
}

measure::Interval span_of(const Slices& slices, const Run& run) {
    return {slices.start_of(run.first), slices.end_of(run.last - 1)};
}

// Runs with less than the settle window between them are one.
std::vector<measure::Interval> settled_outages(const Slices& slices, const std::vector<Run>& runs,
                                               Duration settle) {
    std::vector<measure::Interval> outages;
    for (const Run& run : runs) {
        const measure::Interval span = span_of(slices, run);
        if (!outages.empty() && span.from - outages.back().to < settle) {
            outages.back().to = span.to;
        } else {
            outages.push_back(span);
        }
    }
    return outages;
}

const measure::Interval* longest_of(const std::vector<measure::Interval>& outages) {
    const auto longest = std::ranges::max_element(outages, {}, &measure::Interval::length);
    return longest == outages.end() ? nullptr : &*longest;
}

Outages::Bounds bounds_of(const Slices& slices, const std::vector<Run>& runs,
                          const std::vector<measure::Interval>& outages) {
    Outages::Bounds bounds;
    for (const Run& run : runs) {
        const Duration length = span_of(slices, run).length();
        bounds.total += length;
        bounds.longest = std::max(bounds.longest, length);
    }
    if (const auto* longest = longest_of(outages)) bounds.settled = longest->length();
    return bounds;
}

// Unseen slices next to down ones are down too.
std::vector<bool> pessimistic(std::vector<bool> down, const std::vector<Standing>& standing) {
    const std::size_t count = down.size();
    for (std::size_t i = 1; i < count; ++i) {
        if (standing[i] == Standing::unseen && down[i - 1]) down[i] = true;
    }
    for (std::size_t i = count; i-- > 1;) {
        if (standing[i - 1] == Standing::unseen && down[i]) down[i - 1] = true;
    }
    return down;
}

void note_unseen(Outages& outages, const Slices& slices, const std::vector<Standing>& standing,
                 Duration deadline, base::Time end) {
    Duration run{};
    for (std::size_t i = 0; i < standing.size() && measure::is_due(slices, i, deadline, end); ++i) {
        const Duration length = slices.end_of(i) - slices.start_of(i);
        outages.seen_or_unseen += length;
        run = standing[i] == Standing::unseen ? run + length : Duration::zero();
        if (standing[i] == Standing::unseen) outages.unseen += length;
        outages.longest_unseen = std::max(outages.longest_unseen, run);
    }
}

Outages outages_in(const Slices& slices, const measure::ServiceLevel& level, Duration deadline,
                   base::Time end) {
    const auto standing = measure::standings(slices, level, deadline, end);
    std::vector<bool> down(standing.size());
    Outages outages;
    std::optional<std::size_t> last_down;
    bool met_since = true;
    for (std::size_t i = 0; i < standing.size(); ++i) {
        if (standing[i] == Standing::met) met_since = true;
        if (standing[i] != Standing::below) continue;
        down[i] = true;
        last_down = i;
        met_since = false;
        const Duration length = slices.end_of(i) - slices.start_of(i);
        (slices.all()[i].ok == 0 ? outages.blackout : outages.brownout) += length;
    }
    outages.down_at_end = !met_since;
    const bool over = !last_down || (met_since && slices.end_of(*last_down) + level.settle <= end);

    const auto runs = runs_of(down);
    const auto settled = settled_outages(slices, runs, level.settle);
    outages.lower = bounds_of(slices, runs, settled);
    if (!over) outages.open_since = settled.back().from;
    const auto upper_runs = runs_of(pessimistic(down, standing));
    outages.upper =
        bounds_of(slices, upper_runs, settled_outages(slices, upper_runs, level.settle));
    if (const auto* worst = longest_of(settled)) {
        outages.worst = *worst;
        const auto first = std::ranges::find(
            runs, worst->from, [&](const Run& run) { return slices.start_of(run.first); });
        outages.onset = slices.all()[first->first];
        const auto longest = std::ranges::max_element(
            runs, {}, [&](const Run& run) { return span_of(slices, run).length(); });
        outages.longest_run = span_of(slices, *longest);
    }
    note_unseen(outages, slices, standing, deadline, end);
    return outages;
}

Outages::Bounds worse(const Outages::Bounds& a, const Outages::Bounds& b) {
    return {std::max(a.total, b.total), std::max(a.longest, b.longest),
            std::max(a.settled, b.settled)};
}

// The worse of each figure, which need not come from the same alignment.
void take_worse(Outages& worst, const Outages& other) {
    if (other.lower.settled > worst.lower.settled) {
        worst.worst = other.worst;
        worst.onset = other.onset;
    }
    if (other.lower.longest > worst.lower.longest) worst.longest_run = other.longest_run;
    worst.lower = worse(worst.lower, other.lower);
    worst.upper = worse(worst.upper, other.upper);
    worst.blackout = std::max(worst.blackout, other.blackout);
    worst.brownout = std::max(worst.brownout, other.brownout);
    worst.down_at_end = worst.down_at_end || other.down_at_end;
    if (other.open_since) {
        worst.open_since =
            std::min(worst.open_since.value_or(*other.open_since), *other.open_since);
    }
    worst.unseen = std::max(worst.unseen, other.unseen);
    worst.longest_unseen = std::max(worst.longest_unseen, other.longest_unseen);
    worst.seen_or_unseen = std::max(worst.seen_or_unseen, other.seen_or_unseen);
}

}  // namespace

std::optional<std::uint32_t> widening(const Slices& slices, Duration slice) {
    const auto factor = slice / slices.width();
    if (slice <= Duration::zero() || slice % slices.width() != Duration::zero())
        return std::nullopt;
    if (factor > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return static_cast<std::uint32_t>(factor);
}

std::optional<Outages> outages_of(const measure::CohortEvidence& cohort,
                                  const measure::ServiceLevel& level, Duration slice,
                                  base::Time end) {
    const Slices& slices = cohort.slices;
    const auto factor = widening(slices, slice);
    if (!factor) return std::nullopt;
    if (*factor == 1) return outages_in(slices, level, cohort.deadline, end);
    Outages worst = outages_in(slices.widened(*factor), level, cohort.deadline, end);
    for (std::uint32_t offset = 1; offset < *factor && offset < slices.all().size(); ++offset) {
        take_worse(worst, outages_in(slices.widened(*factor, offset), level, cohort.deadline, end));
    }
    return worst;
}

}  // namespace triaz::check
