// Judges a recorded history: what was asked, what comes of it, and the witness.
#pragma once

#include "sim/consistency/budget.hpp"
#include "sim/consistency/report.hpp"

namespace triaz::consistency {

// Requires: the history suits the model (`misfit_of`), and the consistency is one of the model's.
Report judge(const History& history, const Question& question, Budget& budget);

}  // namespace triaz::consistency
