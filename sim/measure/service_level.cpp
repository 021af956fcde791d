#include "sim/measure/service_level.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::measure {

namespace {

// part / whole >= share, forgiving the rounding of the product: 7 of 100 is at least 7 %.
bool at_least(std::uint32_t part, std::uint32_t whole, base::Ratio share) {
    constexpr double rounding = 1e-9;
    return part >= (share.value - rounding) * whole;
}

}  // namespace

Standing standing_of(const Slice& slice, const ServiceLevel& level, bool due) {
    base::ensure(
        slice.finished <= slice.issued && slice.ok <= slice.finished && slice.slow <= slice.ok,
        "a slice counts slow <= ok <= finished <= issued");
    if (slice.issued == 0) return Standing::unseen;
    // What is still out may yet turn out well (fast) or ill (failed, or slow) unless it is due.
    const std::uint32_t out = due ? 0 : slice.issued - slice.finished;
    bool surely_met = at_least(slice.ok, slice.issued, level.success);
    bool perhaps_met = at_least(slice.ok + out, slice.issued, level.success);
    if (level.within_objective) {
        const base::Ratio share = *level.within_objective;
        surely_met = surely_met && at_least(slice.ok - slice.slow, slice.ok + out, share);
        perhaps_met = perhaps_met && at_least(slice.ok + out - slice.slow, slice.ok + out, share);
    }
    if (surely_met) return Standing::met;
    return perhaps_met ? Standing::unseen : Standing::below;
}

bool is_due(const Slices& slices, std::size_t slice, base::Duration deadline, base::Time end) {
    return slices.end_of(slice) + deadline <= end;
}

std::vector<Standing> standings(const Slices& slices, const ServiceLevel& level,
                                base::Duration deadline, base::Time end) {
    std::vector<Standing> result;
    result.reserve(slices.all().size());
    for (std::size_t i = 0; i < slices.all().size(); ++i) {
        result.push_back(standing_of(slices.all()[i], level, is_due(slices, i, deadline, end)));
    }
    return result;
}

}  // namespace triaz::measure
