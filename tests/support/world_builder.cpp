#include "tests/support/world_builder.hpp"

#include <utility>

namespace triaz::support {

using namespace std::chrono_literals;

world::HealthCheck checks(base::Duration interval, base::Duration timeout, std::uint32_t rise,
                          std::uint32_t fall) {
    world::HealthCheck made;
    made.interval = interval;
    made.connect_timeout = timeout;
    made.response_timeout = timeout;
    made.rise = rise;
    made.fall = fall;
    return made;
}

topology::Topology region(const RegionOptions& options) {
    topology::Topology made;
    made.region = "region";
    made.jurisdiction = "EEA";
    for (std::size_t z = 0; z < options.zones; ++z) {
        const std::string name(1, static_cast<char>('a' + z));
        made.zones.push_back({name});
        made.data_centers.push_back({name + "1", topology::ZoneId::of(z)});
        for (std::size_t h = 0; h < options.hosts_per_zone; ++h) {
            made.hosts.push_back({name + "1-h" + std::to_string(h + 1),
                                  topology::DataCenterId::of(z), "rack " + std::to_string(h)});
        }
    }
    const auto path = [&](base::Duration latency) {
        return topology::Path{latency, options.jitter, options.bandwidth};
    };
    made.network.same_data_center = path(options.same_data_center);
    made.network.same_zone = path(options.same_zone);
    made.network.client_access = path(options.client_access);
    made.network.host_uplink = options.bandwidth;
    for (std::size_t a = 0; a < options.zones; ++a) {
        for (std::size_t b = a + 1; b < options.zones; ++b) {
            made.network.between_zones.push_back(
                {topology::ZoneId::of(a), topology::ZoneId::of(b), path(options.between_zones)});
        }
    }
    return made;
}

WorldBuilder::WorldBuilder(const RegionOptions& options) : hosts_per_zone_(options.hosts_per_zone) {
    world.topology = region(options);
    world.duration = 1s;
}

topology::HostId WorldBuilder::host(std::size_t zone, std::size_t number) const {
    return topology::HostId::of(zone * hosts_per_zone_ + number);
}

std::vector<topology::HostId> WorldBuilder::hosts(std::size_t zone) const {
    std::vector<topology::HostId> all;
    for (std::size_t n = 0; n < hosts_per_zone_; ++n) all.push_back(host(zone, n));
    return all;
}

std::vector<topology::HostId> WorldBuilder::hosts_in_every_zone(std::size_t per_zone) const {
    std::vector<topology::HostId> all;
    for (std::size_t z = 0; z < world.topology.zones.size(); ++z) {
        for (std::size_t n = 0; n < per_zone; ++n) all.push_back(host(z, n));
    }
    return all;
}

world::ServiceId WorldBuilder::service(std::string name, std::vector<topology::HostId> instances,
                                       world::Workers workers) {
    world::Service& made = world.services.emplace_back();
    made.name = std::move(name);
    made.workers = std::move(workers);
    made.instances = std::move(instances);
    return world::ServiceId::of(world.services.size() - 1);
}

world::BalancerId WorldBuilder::balancer(std::string name, world::ServiceId target) {
    world::Balancer& made = world.balancers.emplace_back();
    made.name = std::move(name);
    made.target = target;
    made.health.enabled = false;
    made.names.health.enabled = false;
    return world::BalancerId::of(world.balancers.size() - 1);
}

world::StoreId WorldBuilder::store(std::string name, std::size_t shards) {
    world::Store& made = world.stores.emplace_back();
    made.name = std::move(name);
    made.workers = {16, 1'000'000, constant(0ns)};
    made.disk.sync = constant(0ns);
    for (std::size_t shard = 0; shard < shards; ++shard) {
        made.replicas.push_back({host(0), host(1), host(2)});
        made.preferred_leaders.push_back(static_cast<protocol::Member>(shard % 3));
    }
    return world::StoreId::of(world.stores.size() - 1);
}

world::StoreId WorldBuilder::raft(std::string name, std::size_t shards) {
    const world::StoreId id = store(std::move(name), shards);
    at(id).protocol = protocol::raft::Options{};
    return id;
}

world::StoreId WorldBuilder::mirror(std::string name, std::size_t shards) {
    const world::StoreId id = store(std::move(name), shards);
    at(id).protocol = protocol::mirror::Options{};
    return id;
}

world::StoreId WorldBuilder::quorum(std::string name, std::size_t shards) {
    const world::StoreId id = store(std::move(name), shards);
    at(id).protocol = protocol::quorum::Options{};
    return id;
}

world::Call& WorldBuilder::call(world::ServiceId from, world::BalancerId to) {
    return at(from).calls.emplace_back(world::Call{to, world::When::always, {}});
}

world::Call& WorldBuilder::call(world::ServiceId from, world::StoreId to, world::When when) {
    return at(from).calls.emplace_back(world::Call{to, when, {}});
}

world::CohortId WorldBuilder::cohort(std::string name, world::BalancerId entry, double rate) {
    world::Cohort& made = world.cohorts.emplace_back();
    made.name = std::move(name);
    made.home = zone(0);
    made.rate = rate;
    made.writes = base::Ratio{0};
    made.entry = entry;
    made.tries.timeout = 5s;
    return world::CohortId::of(world.cohorts.size() - 1);
}

fault::Fault& WorldBuilder::power_loss(fault::Target target, base::Duration at,
                                       std::optional<base::Duration> duration) {
    fault::Fault& made = world.faults.emplace_back();
    made.name = "power loss " + std::to_string(world.faults.size());
    made.kind = fault::Kind::power_loss;
    made.target = std::move(target);
    made.at = base::start_of_run + at;
    made.duration = duration;
    return made;
}

fault::Fault& WorldBuilder::crash(std::string component, topology::HostId host, base::Duration at,
                                  std::optional<base::Duration> duration) {
    fault::Fault& made = world.faults.emplace_back();
    made.name = "crash " + std::to_string(world.faults.size());
    made.kind = fault::Kind::process_crash;
    made.target = fault::ProcessTarget{std::move(component), host};
    made.at = base::start_of_run + at;
    made.duration = duration;
    return made;
}

}  // namespace triaz::support
