// From the tree of a scenario, and the model it asks, to the typed question.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/model_reader.hpp"
#include "sim/scenario/names.hpp"
#include "sim/scenario/scenario.hpp"

namespace triaz::scenario {

class ScenarioReader {
public:
    // `scenario` has been held against scenario_shape(); `model` has been read.
    ScenarioReader(const Fields& scenario, ModelReader& model, Complaints& complaints)
        : fields_(scenario), names_(model.names()), complaints_(complaints) {
        result_.world = model.take();
    }

    // Whatever it complains of, it reads all there is.
    Scenario read();

private:
    void read_times();

    // scenario_faults.cpp
    void read_faults();
    void read_fault(const Fields& fields, Names& taken);
    std::optional<fault::Target> read_target(const Fields& target, fault::Kind kind);
    std::optional<fault::Target> read_misbehaving(const Fields& target, fault::Kind kind);
    std::optional<fault::Target> read_dependency(const Fields& target, fault::Kind kind);
    std::optional<fault::Target> read_component(const Fields& target, fault::Kind kind);
    std::optional<fault::Target> read_path(const Fields& target);
    std::optional<fault::Target> read_role(const Fields& target, fault::Kind kind);
    void read_effect(const Fields& fields, fault::Fault& fault);
    bool stands_on(Component component, topology::HostId host) const;
    void check_instants(const Fields& fields, const fault::Fault& fault);

    // scenario_claims.cpp
    void read_claims();
    void read_recovery_time(const Fields& fields, check::RecoveryTime& promise);
    void check_slice(const Fields& fields, check::RecoveryTime& promise);
    void check_grain(const Fields& fields, base::Duration slice);
    void read_re_routing(const Fields& fields, check::ReRouting& promise);
    void read_tenant_isolation(const Fields& fields, check::TenantIsolation& promise);
    void read_cohorts(const Fields& fields, std::string_view key,
                      std::vector<std::string>& cohorts);
    void read_level(const Fields& fields, measure::ServiceLevel& level, base::Duration& slice);
    void check_objectives(const Fields& fields, const check::RecoveryTime& promise);
    void read_recovery_point(const Fields& fields, check::RecoveryPoint& promise);
    void read_synchronous_copies(const Fields& fields, check::SynchronousCopies& promise);
    void read_stores_in_scope(const Fields& fields, std::vector<std::string>& stores);
    void read_active_zones(const Fields& fields, check::ActiveZones& promise);
    void read_dependency_outage(const Fields& fields, check::DependencyOutage& promise);
    void read_sessions(const Fields& fields, check::Sessions& promise);
    void read_sometimes();
    void read_mutants();
    void read_mutant(const Fields& fields, Mutant& mutant);

    Fields fields_;
    const ModelNames& names_;
    Complaints& complaints_;
    Scenario result_;
    Names claim_ids_{"claim"};
};

}  // namespace triaz::scenario
