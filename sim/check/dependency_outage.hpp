// While a dependency is out of order, these clients are served all the same; and, where it is asked
// for, nothing goes on without its answer (a recording that is not encrypted).
//
// Judged: requests issued while a fault of the dependency lasts, in slices that begin inside it,
// each cohort apart. Those not due when the run ends are held for either outcome.
#pragma once

#include <vector>

#include "sim/check/claim.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

Finding judge_dependency_outage(const DependencyOutage& claim,
                                const std::vector<Sometimes>& sometimes,
                                const measure::Evidence& evidence);

}  // namespace triaz::check
