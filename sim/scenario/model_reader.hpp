// From the tree of a model to the world, with every complaint on the way. Read model_reader.cpp for
// the order; each part of the model has a file of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/protocol/presets.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/names.hpp"
#include "sim/scenario/placement.hpp"
#include "sim/world/world.hpp"

namespace triaz::scenario {

// Names of a model that a scenario refers to.
struct ModelNames {
    Names zones{"zone"};
    Names data_centers{"data centre"};
    Names hosts{"host"};
    Names services{"service"};
    Names balancers{"balancer"};
    Names stores{"store"};
    Names callable{"balancer or store"};
    Names components{"service, balancer or store"};  // all three: their names differ
    Names cohorts{"client cohort"};
    Names dependencies{"dependency"};
    Names sessions{"session cohort"};
};

// The number of a component in ModelNames::components and ::callable tells what it is.
struct Component {
    enum class Kind : std::uint8_t { service, balancer, store } kind;
    std::uint32_t index;

    static constexpr std::uint32_t kinds = 3;
    std::uint32_t number() const { return index * kinds + static_cast<std::uint32_t>(kind); }
    static Component of(std::uint32_t number) {
        return {static_cast<Kind>(number % kinds), number / kinds};
    }
};

// An object of a store (or the store) whose absent keys a preset may decide.
struct Preferred : Fields {
    const protocol::Preset* preset;  // or nothing

    // Whether the key says something, be it by its fallback; otherwise the preset does.
    bool decides(std::string_view key) const { return preset == nullptr || given(key); }
    // Of a store: the word for its protocol.
    std::string protocol() const;
};

class ModelReader {
public:
    // `model` has been held against model_shape().
    ModelReader(const Fields& model, Complaints& complaints)
        : model_(model), complaints_(complaints) {}

    void read();

    world::World take() { return std::move(world_); }
    const world::World& world() const { return world_; }
    const ModelNames& names() const { return names_; }

private:
    struct Declared {
        Fields fields;
        Position at;  // of the name
    };
    // A call as the file has it, for complaints.
    struct CallSite {
        Position at;
        std::string path;
    };

    // model_topology.cpp
    void read_topology();
    void read_zone(const Fields& zone, topology::ZoneId id);
    void read_hosts(const Fields& data_center, topology::DataCenterId id, const std::string& name);
    void read_network();
    void read_pairs(const Fields& network, const topology::Path& usual);
    void check_latencies(const Fields& network);
    void read_shared_fates();
    void read_shared_path(const Fields& path, topology::SharedFate& fate);

    // model_services.cpp
    void declare_components();
    void declare(std::string_view key, Component::Kind kind, Names& names,
                 std::vector<Declared>& declared);
    void read_service(const Declared& declared, world::Service& service);
    void read_calls(const Fields& fields, world::Service& service);
    std::vector<std::uint64_t> instances_by_zone(const Fields& service);
    std::vector<std::vector<topology::DataCenterId>> allowed_data_centers(const Fields& service);
    void place_instances(const Fields& fields, world::Service& service);

    // model_serving.cpp
    void read_serving(const Fields& fields, world::Service& service);
    void read_scaling(const Fields& service_fields, world::Service& service);
    void place_spares(const Fields& fields, world::Service& service);

    // model_balancers.cpp
    void read_balancer(const Declared& declared, world::Balancer& balancer);
    void read_weights(const Fields& fields, world::Balancer& balancer);
    void read_nodes(const Fields& fields, world::Balancer& balancer);

    // model_presets.cpp
    const protocol::Preset* preset_of(const Fields& fields);
    void begin_with(const Preferred& fields, std::string_view protocol, world::Store& store);

    // model_stores.cpp
    void read_store(const Declared& declared, world::Store& store);
    std::vector<topology::ZoneId> replica_zones(const Preferred& fields);
    void place_replicas(const Fields& fields, world::Store& store,
                        const std::vector<topology::ZoneId>& zones);
    void prefer_leaders(const Fields& fields, world::Store& store,
                        const std::vector<topology::ZoneId>& zones);
    void choose_copies(const Fields& fields, world::Store& store, std::size_t members);
    void read_elections(const Preferred& fields, world::Store& store);
    void read_lease(const Preferred& fields, const world::Store& store,
                    protocol::raft::Options& raft);
    void warn_of_other_protocols(const Fields& fields, std::string_view protocol);

    // model_standby.cpp
    std::vector<topology::ZoneId> witness_zones(const Preferred& fields, std::size_t others);
    void read_standby(const Preferred& fields, world::Store& store, std::size_t data,
                      std::size_t witnesses);
    void read_synchronous(const Preferred& fields, protocol::standby::Options& options);
    void read_failover(const Preferred& fields, world::Store& store);
    void read_in_sync(const Preferred& fields, const world::Store& store,
                      protocol::standby::Options& options);

    // model_quorum.cpp
    std::uint8_t read_share(const Preferred& fields, std::string_view key, std::size_t members);
    void read_quorum(const Preferred& fields, world::Store& store, std::size_t members);

    // model_clients.cpp
    void read_clients();
    void read_cohort(const Fields& fields, world::Cohort& cohort);
    std::uint32_t tenant_of(const Fields& fields);

    // model_dependencies.cpp
    void read_dependencies();
    void read_needs(const Fields& fields, world::Service& service);
    void read_sessions();
    void read_session_cohort(const Fields& fields, world::SessionCohort& cohort);

    // model_surroundings.cpp
    void read_surroundings();
    std::vector<world::Tolerance> read_tolerances(const Fields& component, bool of_store);
    std::vector<topology::DataCenterId> read_data_centers(const Fields& fields);
    std::vector<std::string> read_components(const Fields& fields, std::string_view key);
    world::Backup read_backup(const Fields& fields);
    world::Unsimulated read_unsimulated(const Fields& fields);
    void read_reliability();

    // model_checks.cpp
    void check_cycles();
    void check_reach();

    // The budget of processes; false, with a complaint, when it is spent.
    bool afford(const Fields& fields, std::string_view key, std::uint64_t processes);

    Fields model_;
    Complaints& complaints_;
    world::World world_;
    ModelNames names_;
    std::optional<Placement> placement_;
    std::uint64_t processes_ = 0;
    std::vector<std::string> tenants_;  // empty: a cohort of its own
    std::vector<Declared> services_;
    std::vector<Declared> balancers_;
    std::vector<Declared> stores_;
    std::vector<std::vector<CallSite>> call_sites_;  // of each service, as its calls
};

world::Tries read_tries(const Fields& fields);
// What stands under "arrivals", when it is no closed loop; model_clients.cpp.
std::variant<std::monostate, traffic::RateCurve, traffic::BurstyArrivals::Options>
read_open_arrivals(const Fields& fields, double rate);
std::string name_at_end(const Fields& fields);  // of a named part

}  // namespace triaz::scenario
