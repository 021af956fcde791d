// From a run that refutes a claim to the smallest scenario that still does, for the same mechanism.
//
// Greedy, in this order, until nothing gets smaller: fewer faults; a shorter warm-up and run; less
// load; smaller targets (a data centre or a host instead of a zone, one path instead of all);
// faults without an end, or with a round length; round instants. Each step is simulated and judged;
// of several that would do, the first in a fixed order is taken, so that the answer is the same
// with any number of processes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::search {

// What a scenario asks, as far as it is made smaller.
struct Smaller {
    std::vector<fault::Fault> faults;  // rising in time
    base::Duration warm_up{};
    base::Duration duration{};
    base::Ratio load{1};
};

struct Shrunk {
    std::string claim;  // its id
    std::string mechanism;
    std::string summary;  // of the witness
    Smaller from;
    Smaller to;
    std::uint64_t runs = 0;    // that it took
    std::string cut_short;     // by what; empty: nothing gets smaller any more
    scenario::Scenario asked;  // the scenario at its smallest, with this claim alone
};

struct Shrinking {
    unsigned jobs = 1;
    std::function<void(std::uint64_t runs)> progress;
    std::string crash;  // out: how a run crashed, a bug of ours; empty: none did
    int signal = 0;     // out: that told us to stop
};

// Nothing when the scenario refutes none of its claims. The first that it refutes is kept.
std::optional<Shrunk> shrink(const scenario::Scenario& scenario, Shrinking& conduct);

// A scenario file that asks it: the original file (as that mutant), with its other faults, times,
// load and claims replaced. `folder`: where it will stand, for the path of the model. Throws
// std::runtime_error when the original cannot be read.
std::string scenario_file(const Shrunk& shrunk, const std::optional<std::string>& mutant,
                          const std::string& folder);

}  // namespace triaz::search
