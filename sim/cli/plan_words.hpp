// Private to sim/cli: the words of `triaz claims` and `triaz plan` on their way to options.
#pragma once

#include <string>

#include "sim/cli/command.hpp"

namespace CLI {
class App;
}

namespace triaz::cli {

// CLI11 writes into these while it parses.
struct PlanWords {
    ClaimsOptions claims;
    PlanCheckOptions check;
    PlanCalendarOptions calendar;
    PlanRespondOptions respond;
    PlanRunOptions run;
};

// Make the subcommands, all but --format.
void add_claims(CLI::App& app, PlanWords& words);
void add_plan(CLI::App& app, PlanWords& words);

ClaimsOptions claims_options_of(const PlanWords& words, Format format);
// `name`: "check", "calendar", "respond" or "run"; empty when none was given, which throws Failure.
Command plan_command_of(const std::string& name, const PlanWords& words, Format format);

}  // namespace triaz::cli
