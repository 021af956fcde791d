#include "sim/cli/question_file.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "sim/base/text.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/shared_words.hpp"
#include "sim/cli/terminal.hpp"

namespace triaz::cli {
namespace {

// A mutant that the scenario does not have is no fault of the scenario.
void check_mutant_is_known(const std::string& path, const std::string& mutant) {
    const scenario::Loaded plain = scenario::load_scenario(path);
    if (!plain.scenario) return;
    std::vector<std::string_view> known;
    for (const scenario::Mutant& each : plain.scenario->mutants) known.push_back(each.name);
    if (std::find(known.begin(), known.end(), mutant) != known.end()) return;
    throw Failure(ExitCode::nothing_selected, "no mutant of " + path + " is named `" + mutant +
                                                  "`" + did_you_mean(mutant, known));
}

}  // namespace

scenario::Scenario load_question(const std::string& path, const scenario::Options& options,
                                 const scenario::Variation& variation, bool quiet) {
    if (options.mutant) check_mutant_is_known(path, *options.mutant);
    auto [scenario, complaints] = scenario::load_scenario(path, options);
    if (!complaints.empty() && !(scenario && quiet)) write_error(scenario::to_text(complaints));
    if (!scenario) throw Failure(exit_code_of(complaints), "cannot run " + path);
    if (const std::string wrong = scenario::vary(*scenario, variation); !wrong.empty())
        throw Failure(ExitCode::usage, wrong);
    return std::move(*scenario);
}

void select_claims(scenario::Scenario& scenario, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return;
    std::vector<std::string_view> known;
    for (const check::Claim& claim : scenario.claims) known.push_back(claim.id);
    for (const std::string& id : wanted)
        if (std::find(known.begin(), known.end(), id) == known.end())
            throw Failure(ExitCode::nothing_selected, "no claim of " + scenario.path +
                                                          " is named `" + id + "`" +
                                                          did_you_mean(id, known));
    std::erase_if(scenario.claims, [&](const check::Claim& claim) {
        return std::find(wanted.begin(), wanted.end(), claim.id) == wanted.end();
    });
}

}  // namespace triaz::cli
