#include "sim/run/run.hpp"

#include "sim/check/judge.hpp"
#include "sim/engine/engine.hpp"

namespace triaz::run {
namespace {

// All that is known before the run: what was asked, of what, and with which inputs.
Result question_of(const scenario::Scenario& scenario, const std::optional<std::string>& mutant) {
    Result result;
    result.scenario_path = scenario.path;
    result.question = scenario.question;
    result.explanation = scenario.explanation;
    result.mutant = mutant;
    result.varied = scenario.varied;
    result.seed = scenario.world.seed;
    result.architecture = architecture_of(scenario.world);
    result.sources = scenario.sources;
    result.assumptions = scenario.assumptions;
    result.not_simulated = scenario.not_simulated;
    return result;
}

std::string_view kind_of(const check::RecoveryTime&) { return "rto"; }
std::string_view kind_of(const check::RecoveryPoint&) { return "rpo"; }
std::string_view kind_of(const check::ActiveZones&) { return "active-zones"; }
std::string_view kind_of(const check::SynchronousCopies&) { return "synchronous-copies"; }
std::string_view kind_of(const check::Linearizable&) { return "linearizable"; }
std::string_view kind_of(const check::ReRouting&) { return "re-routing"; }
std::string_view kind_of(const check::CapacityRestored&) { return "capacity-restored"; }
std::string_view kind_of(const check::CustomerLinkLoss&) { return "customer-link-loss"; }
std::string_view kind_of(const check::TenantIsolation&) { return "tenant-isolation"; }
std::string_view kind_of(const check::DependencyOutage&) { return "dependency-outage"; }
std::string_view kind_of(const check::Sessions&) { return "sessions"; }

std::vector<FaultResult> milestones_of_faults(const measure::Evidence& evidence,
                                              const measure::ServiceLevel& level) {
    std::vector<FaultResult> faults;
    for (std::size_t i = 0; i < evidence.faults.size(); ++i)
        faults.push_back({i, measure::milestones(evidence, i, level)});
    return faults;
}

}  // namespace

Result run(const scenario::Scenario& scenario, const std::optional<std::string>& mutant) {
    Result result = question_of(scenario, mutant);
    result.evidence = engine::simulate(scenario.world);
    result.faults = milestones_of_faults(result.evidence, level_of_milestones(scenario.claims));
    result.findings = check::judge(scenario.claims, scenario.sometimes, result.evidence);
    result.verdict = check::overall(result.findings);
    return result;
}

Result aborted(const scenario::Scenario& scenario, const std::optional<std::string>& mutant,
               const std::string& signal_name) {
    Result result = question_of(scenario, mutant);
    result.aborted = signal_name;
    for (const check::Claim& claim : scenario.claims) {
        check::Finding finding;
        finding.claim = claim.id;
        finding.kind =
            std::visit([](const auto& promise) { return kind_of(promise); }, claim.promise);
        finding.contract = claim.contract;
        finding.expected = claim.expected;
        finding.reason = "the run was ended by " + signal_name + " before it could be judged";
        result.findings.push_back(std::move(finding));
    }
    return result;
}

measure::ServiceLevel level_of_milestones(const std::vector<check::Claim>& claims) {
    for (const check::Claim& claim : claims)
        if (const auto* promise = std::get_if<check::RecoveryTime>(&claim.promise))
            return promise->minimum_service;
    return {};
}

}  // namespace triaz::run
