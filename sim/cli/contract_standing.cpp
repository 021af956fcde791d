#include "sim/cli/contract_standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "sim/cli/exit_code.hpp"
#include "sim/cli/input_files.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/scenario/deployment.hpp"
#include "sim/scenario/people.hpp"
#include "sim/structure/lint.hpp"

namespace triaz::cli {
namespace {

namespace fs = std::filesystem;

template <class Loaded>
void fail_on_errors(const Loaded& loaded, bool sound, const std::string& file) {
    if (!loaded.complaints.empty()) write_error(scenario::to_text(loaded.complaints));
    if (!sound) throw Failure(exit_code_of(loaded.complaints), "cannot read " + file);
}

// What triaz lint finds of a property in a model: an error refutes it, a warning leaves it open.
plan::Judged judged(const structure::Property& property, const structure::LintReport& report,
                    const std::string& model) {
    std::map<std::string, std::size_t> found;
    auto worst = structure::Severity::note;
    for (const structure::Finding& finding : report.findings) {
        if (finding.severity == structure::Severity::note ||
            property.codes.find(finding.code) == std::string_view::npos)
            continue;
        ++found[finding.code];
        worst = std::max(worst, finding.severity);
    }
    if (found.empty())
        return {base::Verdict::upheld,
                fmt::format("triaz lint finds no {} in {}", property.codes, model)};
    std::string why = "triaz lint finds in " + model + ": ";
    for (const auto& [code, times] : found)
        why += fmt::format("{}{} ({}{})", code == found.begin()->first ? "" : ", ", code,
                           structure::find_rule(code)->title,
                           times == 1 ? "" : fmt::format("; {} places", times));
    return {
        worst == structure::Severity::error ? base::Verdict::refuted : base::Verdict::inconclusive,
        std::move(why)};
}

// What all the files together offer to a contract.
class Gatherer {
public:
    explicit Gatherer(plan::Offered& offered) : offered_(offered) {}

    void take(const std::string& file) {
        switch (kind_of_file(file)) {
            case FileKind::model:
                return take(scenario::load_evidence_of_model(file), file);
            case FileKind::plan:
                return take_plan(file);
            case FileKind::contract:
                throw Failure(ExitCode::usage, file + " is a contract; name it with --contract");
            case FileKind::operations:
                throw Failure(ExitCode::usage,
                              file + " holds operations; name a plan that uses them");
            case FileKind::observation:
                throw Failure(ExitCode::usage,
                              file + " is an observation; name the scenario that it is of");
            case FileKind::scenario:
            case FileKind::other:
                break;
        }
        take(scenario::load_evidence_of_scenario(file), file);
    }

    std::optional<plan::Contract> contract_of_plan() && { return std::move(contract_); }

    // Every property in every model; the worst of them speaks.
    void look_at_models() {
        for (const plan::Deployment& deployment : offered_.deployments) {
            const auto loaded = scenario::load_deployment(deployment.model).deployment;
            if (!loaded || structure::too_large(loaded->world)) continue;
            const auto report = structure::lint(loaded->world, {});
            for (std::size_t i = 0; i < offered_.properties_known.size(); ++i) {
                auto& known = offered_.properties_known[i].judged;
                auto here = judged(structure::properties()[i], report, deployment.model);
                if (!known || worse(exit_code_of(here.verdict), exit_code_of(known->verdict)) !=
                                  exit_code_of(known->verdict))
                    known = std::move(here);
            }
        }
    }

private:
    void take(const scenario::LoadedEvidence& loaded, const std::string& file) {
        fail_on_errors(loaded, loaded.deployment.has_value(), file);
        if (loaded.tried) offered_.scenarios.push_back(*loaded.tried);
        add_deployment(*loaded.deployment);
    }

    // The same zones and data centres asked by many scenarios are one deployment.
    void add_deployment(const plan::Deployment& deployment) {
        const bool known = std::ranges::any_of(offered_.deployments, [&](const auto& other) {
            return other.zones == deployment.zones && other.hosts == deployment.hosts &&
                   other.data_centers == deployment.data_centers &&
                   other.stores == deployment.stores;
        });
        if (!known) offered_.deployments.push_back(deployment);
    }

    void take_plan(const std::string& file) {
        auto loaded = scenario::load_plan(file);
        fail_on_errors(loaded, loaded.plan.has_value(), file);
        plan::Plan& plan = *loaded.plan;
        offered_.scenarios.insert(offered_.scenarios.end(), plan.scenarios.begin(),
                                  plan.scenarios.end());
        for (const plan::Duty& duty : plan.duties) offered_.duties.push_back(duty.id);
        for (const plan::Exercise& exercise : plan.exercises)
            offered_.exercises.push_back(exercise.type);
        if (plan.operations) {
            const auto walked = plan::walk_through(*plan.operations);
            offered_.operations.insert(offered_.operations.end(), walked.begin(), walked.end());
        }
        plan.deployment.model =
            (fs::path{file}.parent_path() / plan.deployment.model).lexically_normal().string();
        add_deployment(plan.deployment);
        contract_ = std::move(plan.contract);
    }

    plan::Offered& offered_;
    std::optional<plan::Contract> contract_;
};

}  // namespace

std::optional<std::string> contract_near(const std::string& path) {
    std::error_code error;
    fs::path folder = fs::weakly_canonical(path, error);
    while (!error && folder != folder.root_path()) {
        folder = folder.parent_path();
        const fs::path found = folder / "models" / "contracts" / "newest.json";
        std::error_code not_there;
        if (fs::is_regular_file(found, not_there)) return fs::proximate(found, error).string();
    }
    return {};
}

plan::Contract load_contract(const std::string& file) {
    auto loaded = scenario::load_contract(file);
    fail_on_errors(loaded, loaded.contract.has_value(), file);
    return std::move(*loaded.contract);
}

namespace {

plan::Contract contract_for(const std::optional<std::string>& named,
                            std::optional<plan::Contract> of_plan, const std::string& near) {
    if (named) return load_contract(*named);
    if (of_plan) return std::move(*of_plan);
    if (const auto found = contract_near(near)) return load_contract(*found);
    throw Failure(ExitCode::usage,
                  "no contract is near " + near + "; name one with --contract FILE");
}

}  // namespace

Standings standings_of(const std::vector<std::string>& files,
                       const std::optional<std::string>& contract, const std::string& near) {
    plan::Offered offered;
    offered.claims_known = scenario::claim_kinds();
    for (const structure::Property& property : structure::properties())
        offered.properties_known.push_back(
            {std::string{property.name}, "triaz lint: " + std::string{property.codes}});
    Gatherer gatherer{offered};
    for (const std::string& file : files) gatherer.take(file);
    gatherer.look_at_models();
    Standings standings{contract_for(contract, std::move(gatherer).contract_of_plan(), near), {}};
    standings.rulings = plan::rule(standings.contract, offered);
    return standings;
}

}  // namespace triaz::cli
