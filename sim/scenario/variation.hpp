// A scenario asked with other faults, a shorter run or less load than its file says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::scenario {

struct Variation {
    std::vector<std::string> faults;         // in words; any: instead of those of the file
    std::optional<base::Duration> duration;  // of the whole run, warm-up included
    base::Ratio load{1};                     // of what each cohort asks; more than 0

    bool changes_nothing() const { return faults.empty() && !duration && load.value == 1; }
};

// With other faults, what must sometimes have happened goes too: it was meant for those of the
// file. Gives what is wrong, a clause; empty: nothing is, and `scenario.varied` says what was
// changed.
std::string vary(Scenario& scenario, const Variation& variation);

// Fewer requests, all else the same. Gives what is wrong, as above.
std::string lessen_load(world::World& world, base::Ratio load);

}  // namespace triaz::scenario
