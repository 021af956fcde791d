// Small worlds built in code, for tests of the engine: everything that a test does not name is
// plain and without spread, so that what comes out can be worked out by hand.
//
//     WorldBuilder build({.zones = 3, .hosts_per_zone = 2});
//     const auto app = build.service("app", build.hosts(0), {1, 10, constant(1ms)});
//     const auto front = build.balancer("front", app);
//     build.cohort("users", front, 100);
//     build.world.duration = 10s;
//
// Names of zones: "a", "b", ...; of their data centres: "a1"; of their hosts: "a1-h1", "a1-h2", ...
// Invariant: `world` obeys what sim/world demands as long as tests change it with the same care.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/fault/fault.hpp"
#include "sim/topology/topology.hpp"
#include "sim/world/world.hpp"

namespace triaz::support {

inline base::Distribution constant(base::Duration value) {
    return base::Distribution::constant(value);
}
// One check every interval, given up after the time-out; so many successes or failures turn.
world::HealthCheck checks(base::Duration interval, base::Duration timeout, std::uint32_t rise,
                          std::uint32_t fall);
inline base::Distribution exponential(base::Duration mean) {
    return base::Distribution::exponential(mean);
}

// Latencies are one way and without jitter.
struct RegionOptions {
    std::size_t zones = 3;
    std::size_t hosts_per_zone = 1;
    base::Duration same_data_center{};
    base::Duration same_zone{};
    base::Duration between_zones{};
    base::Duration client_access{};
    base::Distribution jitter{};  // of every path
    base::Bandwidth bandwidth{100e9};
};

// A region with one data centre in each zone.
topology::Topology region(const RegionOptions& options = {});

class WorldBuilder {
public:
    // Without clients the run takes a second, and is judged from its start.
    explicit WorldBuilder(const RegionOptions& options = {});

    world::World world;

    topology::ZoneId zone(std::size_t number) const { return topology::ZoneId::of(number); }
    // Host `number` of a zone, counted from 0.
    topology::HostId host(std::size_t zone, std::size_t number = 0) const;
    std::vector<topology::HostId> hosts(std::size_t zone) const;
    // The first `per_zone` hosts of every zone, zone by zone.
    std::vector<topology::HostId> hosts_in_every_zone(std::size_t per_zone = 1) const;

    world::ServiceId service(std::string name, std::vector<topology::HostId> instances,
                             world::Workers workers);
    world::Service& at(world::ServiceId id) { return world.services[id.index()]; }

    // Callers balance by themselves, over all zones, in turn, and trust every target for ever.
    world::BalancerId balancer(std::string name, world::ServiceId target);
    world::Balancer& at(world::BalancerId id) { return world.balancers[id.index()]; }

    // Three copies of each shard, one on the first host of each of the first three zones, a
    // majority of which acknowledges; leaders are spread over the zones. Requires: three zones.
    world::StoreId raft(std::string name, std::size_t shards = 1);
    world::StoreId mirror(std::string name, std::size_t shards = 1);
    world::StoreId quorum(std::string name, std::size_t shards = 1);
    world::Store& at(world::StoreId id) { return world.stores[id.index()]; }

    // One call by `from` for each of its requests that `when` says.
    world::Call& call(world::ServiceId from, world::BalancerId to);
    world::Call& call(world::ServiceId from, world::StoreId to,
                      world::When when = world::When::always);

    // Clients of zone a that only read, try once, and wait for five seconds.
    world::CohortId cohort(std::string name, world::BalancerId entry, double rate);
    world::Cohort& at(world::CohortId id) { return world.cohorts[id.index()]; }

    // Faults must be given in the order they strike.
    fault::Fault& power_loss(fault::Target target, base::Duration at,
                             std::optional<base::Duration> duration = {});
    fault::Fault& crash(std::string component, topology::HostId host, base::Duration at,
                        std::optional<base::Duration> duration = {});

private:
    world::StoreId store(std::string name, std::size_t shards);

    std::size_t hosts_per_zone_;
};

}  // namespace triaz::support
