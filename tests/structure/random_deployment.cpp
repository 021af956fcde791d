#include "tests/structure/random_deployment.hpp"

#include <algorithm>

#include "tests/support/world_builder.hpp"

namespace triaz::structure {

using topology::HostId;
using topology::ZoneId;

namespace {

class Maker {
public:
    explicit Maker(base::Stream& stream) : stream_(stream) {}

    world::World make() {
        make_topology();
        const std::size_t stores = chance(3, 4) ? 1 + draw(2) : 0;
        for (std::size_t i = 0; i < stores; ++i) make_store("store" + std::to_string(i));
        const std::size_t services = 1 + draw(3);
        for (std::size_t i = 0; i < services; ++i) make_service(i);
        for (std::size_t i = 0; i < 2; ++i) make_cohort(i);
        make_surroundings();
        return std::move(world_);
    }

private:
    std::size_t draw(std::size_t below) { return stream_.below(below); }
    bool chance(std::size_t part, std::size_t of) { return draw(of) < part; }
    HostId any_host() { return HostId::of(draw(world_.topology.hosts.size())); }

    void make_topology() {
        world_.topology = support::region({.zones = 2 + draw(3)});
        auto& topology = world_.topology;
        topology.hosts.clear();
        topology.data_centers.clear();
        for (std::size_t z = 0; z < topology.zones.size(); ++z) {
            for (std::size_t d = 0; d <= draw(2); ++d) {
                const auto id = topology::DataCenterId::of(topology.data_centers.size());
                const std::string name = topology.zones[z].name + std::to_string(d + 1);
                topology.data_centers.push_back({name, ZoneId::of(z)});
                const std::size_t hosts = 1 + draw(3);
                for (std::size_t h = 0; h < hosts; ++h)
                    topology.hosts.push_back(
                        {name + "-h" + std::to_string(h + 1), id, "r" + std::to_string(draw(2))});
            }
        }
    }

    void make_store(const std::string& name) {
        world::Store store;
        store.name = name;
        const std::size_t hosts = world_.topology.hosts.size();
        const std::size_t members = 1 + draw(std::min<std::size_t>(5, hosts));
        const auto count = static_cast<std::uint8_t>(members);
        const std::size_t kind = draw(3);
        std::size_t data = members;
        if (kind == 0) {
            store.protocol = protocol::raft::Options{
                .members = count, .copies = static_cast<std::uint8_t>(draw(members + 1))};
        } else if (kind == 1) {
            store.protocol = protocol::mirror::Options{
                .members = count, .copies = static_cast<std::uint8_t>(1 + draw(members))};
        } else {
            protocol::standby::Options standby{.members = count};
            standby.witnesses = members > 2 ? static_cast<std::uint8_t>(draw(2)) : std::uint8_t{0};
            data = standby.data_members();
            standby.synchronous = static_cast<std::uint8_t>(draw(data));
            standby.fallback = chance(1, 4);
            if (chance(1, 3)) {
                standby.rule = protocol::standby::Rule::in_sync;
                standby.in_sync.minimum = static_cast<std::uint8_t>(1 + draw(data));
            }
            store.protocol = standby;
        }
        for (std::size_t shard = 0; shard <= draw(2); ++shard) {
            std::vector<HostId> on;
            while (on.size() < members) {
                const HostId host = any_host();
                if (std::ranges::find(on, host) == on.end()) on.push_back(host);
            }
            store.replicas.push_back(std::move(on));
            store.preferred_leaders.push_back(
                kind == 1 ? protocol::Member{0} : static_cast<protocol::Member>(draw(data)));
        }
        world_.stores.push_back(std::move(store));
    }

    // A service calls stores and the services before it.
    void make_service(std::size_t index) {
        world::Service service;
        service.name = "service" + std::to_string(index);
        for (std::size_t i = 0; i < 1 + draw(5); ++i) service.instances.push_back(any_host());
        const auto when = [&] { return static_cast<world::When>(draw(3)); };
        for (std::size_t s = 0; s < world_.stores.size(); ++s) {
            if (chance(1, 2)) service.calls.push_back({world::StoreId::of(s), when(), {}});
        }
        for (std::size_t b = 0; b < world_.balancers.size(); ++b) {
            if (chance(2, 3)) service.calls.push_back({world::BalancerId::of(b), when(), {}});
        }
        world_.services.push_back(std::move(service));
        world::Balancer balancer;
        balancer.name = "balancer" + std::to_string(index);
        balancer.target = world::ServiceId::of(index);
        balancer.cross_zone = chance(1, 2);
        for (std::size_t i = 0; i < draw(4); ++i) balancer.nodes.push_back(any_host());
        world_.balancers.push_back(std::move(balancer));
    }

    void make_cohort(std::size_t index) {
        world::Cohort cohort;
        cohort.name = "cohort" + std::to_string(index);
        cohort.home = ZoneId::of(draw(world_.topology.zones.size()));
        cohort.rate = 1;
        cohort.writes.value = static_cast<double>(draw(3)) / 2;
        cohort.entry = world::BalancerId::of(draw(world_.balancers.size()));
        world_.cohorts.push_back(std::move(cohort));
    }

    void make_surroundings() {
        auto& topology = world_.topology;
        for (std::size_t i = 0; i < draw(3); ++i) {
            topology::SharedFate fate;
            fate.name = "fate" + std::to_string(i);
            if (chance(1, 2))
                fate.data_centers.push_back(
                    topology::DataCenterId::of(draw(topology.data_centers.size())));
            fate.hosts = {any_host()};
            if (chance(1, 3)) fate.paths.push_back({ZoneId{0}, ZoneId{1}});
            if (chance(1, 4)) fate.components.push_back(world_.services.front().name);
            topology.shared_fates.push_back(std::move(fate));
        }
        topology.data_centers.front().corporate = chance(1, 5);
        for (std::size_t i = 0; i < draw(3); ++i) {
            world::Unsimulated system;
            system.name = "system" + std::to_string(i);
            system.need = static_cast<world::Need>(draw(3));
            system.needed_by = {world_.services.back().name};
            system.external = chance(1, 2);
            system.corporate = chance(1, 4);
            for (std::size_t d = 0; d < topology.data_centers.size() && !system.external; ++d) {
                if (chance(1, 2)) system.data_centers.push_back(topology::DataCenterId::of(d));
            }
            system.external = system.data_centers.empty();
            world_.unsimulated.push_back(std::move(system));
        }
    }

    base::Stream& stream_;
    world::World world_;
};

}  // namespace

world::World random_deployment(base::Stream& stream) { return Maker{stream}.make(); }

Survivors::Survivors(const world::World& world, const std::vector<Loss>& losses,
                     const std::vector<bool>& lost)
    : world_(world) {
    const topology::Topology& topology = world.topology;
    for (std::size_t i = 0; i < losses.size(); ++i) {
        if (lost[i]) lost_.insert(losses[i].name);
    }
    const auto gone = [&](const std::string& name) { return lost_.contains(name); };
    for (std::size_t i = 0; i < topology.hosts.size(); ++i) {
        const topology::Host& host = topology.hosts[i];
        const topology::DataCenter& data_center = topology.data_centers[host.data_center.index()];
        bool up = !gone("host " + host.name) && !gone("data centre " + data_center.name) &&
                  !gone("zone " + topology.zones[data_center.zone.index()].name) &&
                  !gone("rack " + host.rack + " of " + data_center.name) &&
                  !(data_center.corporate && gone("the corporate network"));
        for (const topology::SharedFate& fate : topology.shared_fates) {
            const bool struck =
                std::ranges::find(fate.hosts, HostId::of(i)) != fate.hosts.end() ||
                std::ranges::find(fate.data_centers, host.data_center) != fate.data_centers.end();
            up = up && !(struck && gone(fate.name));
        }
        up_.push_back(up);
    }
}

bool Survivors::reaches(ZoneId a, ZoneId b) const {
    if (a == b) return true;
    const ZoneId low = std::min(a, b);
    const ZoneId high = std::max(a, b);
    const auto& zones = world_.topology.zones;
    if (lost_.contains("the path between zones " + zones[low.index()].name + " and " +
                       zones[high.index()].name))
        return false;
    return std::ranges::none_of(
        world_.topology.shared_fates, [&](const topology::SharedFate& fate) {
            return lost_.contains(fate.name) &&
                   std::ranges::any_of(fate.paths, [&](const topology::ZonePair& path) {
                       return path.a == low && path.b == high;
                   });
        });
}

bool Survivors::has_needs(const std::string& component) const {
    for (const topology::SharedFate& fate : world_.topology.shared_fates) {
        if (std::ranges::find(fate.components, component) != fate.components.end() &&
            lost_.contains(fate.name))
            return false;
    }
    for (const world::Unsimulated& system : world_.unsimulated) {
        if (system.need != world::Need::hard ||
            std::ranges::find(system.needed_by, component) == system.needed_by.end())
            continue;
        if (system.corporate && lost_.contains("the corporate network")) return false;
        if (system.external && lost_.contains(system.name)) return false;
        const bool stands = std::ranges::any_of(system.data_centers, [&](auto id) {
            const topology::DataCenter& data_center = world_.topology.data_centers[id.index()];
            if (lost_.contains("data centre " + data_center.name) ||
                lost_.contains("zone " + world_.topology.zones[data_center.zone.index()].name) ||
                (data_center.corporate && lost_.contains("the corporate network")))
                return false;
            return std::ranges::none_of(world_.topology.shared_fates, [&](const auto& fate) {
                return lost_.contains(fate.name) &&
                       std::ranges::find(fate.data_centers, id) != fate.data_centers.end();
            });
        });
        if (!system.external && !stands) return false;
    }
    return true;
}

bool Survivors::shard_serves(const world::Store& store, std::size_t shard, const ZoneId* caller,
                             bool write) const {
    const auto& members = store.replicas[shard];
    const std::size_t preferred = store.preferred_leaders[shard];
    const auto* raft = std::get_if<protocol::raft::Options>(&store.protocol);
    const auto* mirror = std::get_if<protocol::mirror::Options>(&store.protocol);
    const auto* standby = std::get_if<protocol::standby::Options>(&store.protocol);
    for (std::size_t leader = 0; leader < members.size(); ++leader) {
        const ZoneId zone = world_.topology.zone_of(members[leader]);
        if (!up(members[leader]) || (caller != nullptr && !reaches(*caller, zone))) continue;
        std::size_t votes = 0, copies = 0;
        for (std::size_t other = 0; other < members.size(); ++other) {
            const ZoneId there = world_.topology.zone_of(members[other]);
            if (!up(members[other]) || !reaches(zone, there)) continue;
            ++votes;
            if (standby == nullptr || other < standby->data_members()) ++copies;
        }
        if (raft != nullptr && 2 * votes > members.size() && (!write || copies >= raft->copies))
            return true;
        if (mirror != nullptr && leader == preferred && (!write || copies >= mirror->copies))
            return true;
        if (standby == nullptr || leader >= standby->data_members() || 2 * votes <= members.size())
            continue;
        const bool in_sync = standby->rule == protocol::standby::Rule::in_sync;
        if (leader != preferred && copies < standby->seen_before_promotion()) continue;
        if (!write || (in_sync ? copies >= standby->in_sync.minimum
                               : standby->fallback || copies > standby->awaited()))
            return true;
    }
    return false;
}

bool Survivors::store_serves(const world::Store& store, const ZoneId* caller, bool write) const {
    if (!has_needs(store.name)) return false;
    for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
        if (!shard_serves(store, shard, caller, write)) return false;
    }
    return true;
}

bool Survivors::calls_succeed(world::ServiceId id, ZoneId zone, bool write) const {
    const world::Service& service = world_.services[id.index()];
    if (!has_needs(service.name)) return false;
    return std::ranges::all_of(service.calls, [&](const world::Call& call) {
        if (call.when == world::When::on_read && write) return true;
        if (call.when == world::When::on_write && !write) return true;
        if (const auto* balancer = std::get_if<world::BalancerId>(&call.to))
            return balancer_serves(*balancer, zone, write);
        return store_serves(world_.stores[std::get<world::StoreId>(call.to).index()], &zone, write);
    });
}

bool Survivors::balancer_serves(world::BalancerId id, ZoneId zone, bool write) const {
    const world::Balancer& balancer = world_.balancers[id.index()];
    if (!has_needs(balancer.name)) return false;
    return std::ranges::any_of(
        world_.services[balancer.target.index()].instances, [&](HostId host) {
            const ZoneId there = world_.topology.zone_of(host);
            return up(host) && (there == zone || balancer.cross_zone) && reaches(zone, there) &&
                   calls_succeed(balancer.target, there, write);
        });
}

bool Survivors::cohort_served(const world::Cohort& cohort, bool write) const {
    const world::Balancer& balancer = world_.balancers[cohort.entry.index()];
    const auto enters = [&](ZoneId zone) {
        return !lost_.contains("the access of clients to zone " +
                               world_.topology.zones[zone.index()].name);
    };
    if (!balancer.nodes.empty()) {
        return std::ranges::any_of(balancer.nodes, [&](HostId node) {
            const ZoneId zone = world_.topology.zone_of(node);
            return up(node) && enters(zone) && balancer_serves(cohort.entry, zone, write);
        });
    }
    bool checked = false;
    for (std::size_t i = 0; i < up_.size(); ++i)
        checked = checked || (up_[i] && world_.topology.zone_of(HostId::of(i)) == cohort.home);
    return checked && has_needs(balancer.name) &&
           std::ranges::any_of(world_.services[balancer.target.index()].instances,
                               [&](HostId host) {
                                   const ZoneId zone = world_.topology.zone_of(host);
                                   return up(host) && enters(zone) &&
                                          (balancer.cross_zone || zone == cohort.home) &&
                                          calls_succeed(balancer.target, zone, write);
                               });
}

// Whether any set of disks that may hold an acknowledged write alone is down.
bool Survivors::data_kept(const world::Store& store) const {
    const auto* raft = std::get_if<protocol::raft::Options>(&store.protocol);
    const auto* mirror = std::get_if<protocol::mirror::Options>(&store.protocol);
    const auto* standby = std::get_if<protocol::standby::Options>(&store.protocol);
    for (const auto& members : store.replicas) {
        const std::size_t data = standby != nullptr ? standby->data_members() : members.size();
        std::size_t down = 0;
        for (std::size_t i = 0; i < data; ++i) down += up(members[i]) ? 0 : 1;
        const std::size_t copies =
            raft != nullptr     ? (raft->copies == 0 ? members.size() / 2 + 1U : raft->copies)
            : mirror != nullptr ? mirror->copies
                                : standby->durable_copies();
        if (down >= copies && (mirror == nullptr || !up(members[0]))) return false;
    }
    return true;
}

bool Survivors::serves(const Target& target) const {
    switch (target.kind) {
        case Target::Kind::clients: {
            const world::Cohort& cohort = world_.cohorts[target.index];
            return (cohort.writes.value >= 1 || cohort_served(cohort, false)) &&
                   (cohort.writes.value <= 0 || cohort_served(cohort, true));
        }
        case Target::Kind::service: {
            const world::ServiceId id{target.index};
            return std::ranges::any_of(world_.services[target.index].instances, [&](HostId host) {
                const ZoneId zone = world_.topology.zone_of(host);
                // Some zone must do both: instances of one zone fail alike but for hosts.
                return up(host) && calls_succeed(id, zone, false) && calls_succeed(id, zone, true);
            });
        }
        case Target::Kind::store_writes:
            return store_serves(world_.stores[target.index], nullptr, true);
        case Target::Kind::store_reads:
            return store_serves(world_.stores[target.index], nullptr, false);
        case Target::Kind::store_data:
            break;
    }
    return data_kept(world_.stores[target.index]);
}

}  // namespace triaz::structure
