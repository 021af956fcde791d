// Private to sim/cli: what `triaz claims` and `triaz plan` say, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "sim/plan/operations.hpp"
#include "sim/plan/plan_check.hpp"
#include "sim/report/context.hpp"
#include "sim/report/page.hpp"

namespace triaz::cli {

std::string claims_to_text(const plan::Contract& contract, const std::vector<plan::Ruling>& rulings,
                           const report::Style& style);
// {"schema": "triaz.claims/1.0", ...}
std::string claims_to_json(const plan::Contract& contract, const std::vector<plan::Ruling>& rulings,
                           const report::Context& context);

std::string assessment_to_text(const plan::Plan& plan, const plan::Assessment& assessment,
                               plan::Day today, const report::Style& style);
// {"schema": "triaz.plan-check/1.0", ...}
std::string assessment_to_json(const plan::Plan& plan, const plan::Assessment& assessment,
                               plan::Day today, const report::Context& context);

// What was rehearsed, and the tickets of the desks.
struct Rehearsal {
    const plan::Operations& operations;
    std::vector<plan::Responded> responded;
    std::optional<plan::Supported> supported;
};
std::string rehearsal_to_text(const Rehearsal& rehearsal, const report::Style& style);
// {"schema": "triaz.response/1.0", ...}
std::string rehearsal_to_json(const Rehearsal& rehearsal, const report::Context& context);

}  // namespace triaz::cli
