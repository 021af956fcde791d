#include "sim/check/judge.hpp"

#include "sim/base/ensure.hpp"
#include "sim/check/active_zones.hpp"
#include "sim/check/apart.hpp"
#include "sim/check/capacity_restored.hpp"
#include "sim/check/dependency_outage.hpp"
#include "sim/check/linearizable.hpp"
#include "sim/check/re_routing.hpp"
#include "sim/check/recovery_point.hpp"
#include "sim/check/recovery_time.hpp"
#include "sim/check/session_keeping.hpp"
#include "sim/check/synchronous_copies.hpp"

namespace triaz::check {

namespace {

struct Judge {
    const std::vector<Sometimes>& sometimes;
    const measure::Evidence& evidence;

    Finding operator()(const RecoveryTime& claim) const {
        return of_kind("rto", judge_recovery_time(claim, sometimes, evidence));
    }
    Finding operator()(const RecoveryPoint& claim) const {
        return of_kind("rpo", judge_recovery_point(claim, sometimes, evidence));
    }
    Finding operator()(const ActiveZones& claim) const {
        return of_kind("active-zones", judge_active_zones(claim, sometimes, evidence));
    }

    Finding operator()(const SynchronousCopies& claim) const {
        return of_kind("synchronous-copies", judge_synchronous_copies(claim, sometimes, evidence));
    }
    Finding operator()(const Linearizable& claim) const {
        return of_kind("linearizable", judge_linearizable(claim, sometimes, evidence));
    }
    Finding operator()(const ReRouting& claim) const {
        return of_kind("re-routing", judge_re_routing(claim, sometimes, evidence));
    }
    Finding operator()(const CapacityRestored& claim) const {
        return of_kind("capacity-restored", judge_capacity_restored(claim, sometimes, evidence));
    }
    Finding operator()(const CustomerLinkLoss& claim) const {
        return of_kind("customer-link-loss", judge_customer_link_loss(claim, sometimes, evidence));
    }
    Finding operator()(const TenantIsolation& claim) const {
        return of_kind("tenant-isolation", judge_tenant_isolation(claim, sometimes, evidence));
    }
    Finding operator()(const DependencyOutage& claim) const {
        return of_kind("dependency-outage", judge_dependency_outage(claim, sometimes, evidence));
    }
    Finding operator()(const Sessions& claim) const {
        return of_kind("sessions", judge_sessions(claim, sometimes, evidence));
    }

    static Finding of_kind(const char* kind, Finding finding) {
        finding.kind = kind;
        return finding;
    }
};

}  // namespace

std::vector<Finding> judge(const std::vector<Claim>& claims,
                           const std::vector<Sometimes>& sometimes,
                           const measure::Evidence& evidence) {
    std::vector<Finding> findings;
    for (const Claim& claim : claims) {
        Finding finding = std::visit(Judge{sometimes, evidence}, claim.promise);
        finding.claim = claim.id;
        finding.contract = claim.contract;
        finding.expected = claim.expected;
        finding.strength = Strength::observed;
        base::ensure(finding.witness.has_value() == (finding.verdict == Verdict::refuted),
                     "a finding has a witness exactly when it is refuted");
        base::ensure(!finding.reason.empty() && !finding.stated.empty(),
                     "a finding says what and why");
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace triaz::check
