// Runs that share a beginning: one process simulates the trunk, and forks a branch at each instant
// for each choice that strikes there.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/search/outcome.hpp"

namespace triaz::search {

struct Branch {
    base::Time at;
    fault::Fault fault;  // strikes at `at`
};

struct Trunk {
    std::vector<fault::Fault> faults;  // of the trunk itself, rising in time
    std::vector<Branch> branches;      // rising in time; none: the trunk is one run by itself
    base::Duration duration{};         // of each run
    bool records = false;              // instants, after the last fault or from `records_from` on
    base::Time records_from{};
    std::vector<std::string> of;  // instants of these components; empty: all
};

// Runs it in this process, which must be a child's; gives a line for each branch, or for the trunk.
std::string run_trunk(const scenario::Scenario& scenario, const Trunk& trunk);

// What a child gave: as many outcomes as there are branches, or one. A child that failed as a whole
// gives as many failures.
std::vector<Outcome> outcomes_of(const std::string& text, std::size_t runs);

// What the judge says of one run, for those who run it by themselves.
Outcome judged(const scenario::Scenario& scenario, const measure::Evidence& evidence);

}  // namespace triaz::search
