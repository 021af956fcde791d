#include "sim/world/invariants.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

namespace triaz::world {

namespace {

using base::Duration;
using topology::HostId;

class Inspector {
public:
    explicit Inspector(const World& world) : world_(world) {}

    std::vector<std::string> inspect() {
        inspect_topology();
        inspect_network();
        for (const Service& service : world_.services) inspect(service);
        for (const Balancer& balancer : world_.balancers) inspect(balancer);
        for (const Store& store : world_.stores) inspect(store);
        for (const Cohort& cohort : world_.cohorts) inspect(cohort);
        for (const Dependency& dependency : world_.dependencies) inspect(dependency);
        for (const SessionCohort& sessions : world_.sessions) inspect(sessions);
        for (const Unsimulated& system : world_.unsimulated) inspect(system);
        inspect_names();
        inspect_circles();
        inspect_times();
        return std::move(broken_);
    }

private:
    void hold(bool holds, std::string_view what, std::string_view of = {}) {
        if (holds) return;
        broken_.push_back(of.empty() ? std::string{what}
                                     : std::string{of} + ": " + std::string{what});
    }
    bool is_host(HostId id) const { return id.index() < world_.topology.hosts.size(); }
    bool are_hosts(const std::vector<HostId>& hosts) const {
        return std::ranges::all_of(hosts, [&](HostId id) { return is_host(id); });
    }
    bool are_data_centers(const std::vector<topology::DataCenterId>& ids) const {
        return std::ranges::all_of(ids, [&](topology::DataCenterId id) {
            return id.index() < world_.topology.data_centers.size();
        });
    }
    bool is_component(std::string_view name) const;
    template <class Things>
    void hold_names_differ(const Things& things, std::string_view what) {
        std::set<std::string_view> names;
        for (const auto& thing : things) {
            hold(!thing.name.empty() && names.insert(thing.name).second, what, thing.name);
        }
    }

    void inspect_topology();
    void inspect_network();
    void inspect(const topology::Path& path);
    void inspect(const Tries& tries, std::string_view of);
    void inspect(const HealthCheck& check, std::string_view of);
    void inspect(const Workers& workers, std::string_view of);
    void inspect(const Scaling& scaling, const Service& service);
    void inspect(const Service& service);
    void inspect(const Balancer& balancer);
    void inspect(const Store& store);
    void inspect(const Store& store, const protocol::standby::Options& standby);
    void inspect(const Cohort& cohort);
    void inspect(const Backup& backup, std::string_view of);
    void inspect(const Dependency& dependency);
    void inspect(const Requirement& need, std::string_view of);
    void inspect(const SessionCohort& sessions);
    void inspect(const Unsimulated& system);
    void inspect_names();
    void inspect_circles();
    void inspect_times();
    void inspect(const fault::Fault& fault);
    bool exists(const fault::Target& target) const;

    const World& world_;
    std::vector<std::string> broken_;
};

void Inspector::inspect_topology() {
    const topology::Topology& topology = world_.topology;
    hold(!topology.zones.empty(), "there is a zone");
    hold_names_differ(topology.zones, "names of zones differ");
    hold_names_differ(topology.data_centers, "names of data centres differ");
    hold_names_differ(topology.hosts, "names of hosts differ");
    std::vector<bool> zones(topology.zones.size());
    for (const auto& data_center : topology.data_centers) {
        const bool known = data_center.zone.index() < zones.size();
        hold(known, "a data centre stands in a zone", data_center.name);
        if (known) zones[data_center.zone.index()] = true;
    }
    hold(std::ranges::find(zones, false) == zones.end(), "every zone has a data centre");
    for (const auto& host : topology.hosts) {
        hold(host.data_center.index() < topology.data_centers.size(),
             "a host stands in a data centre", host.name);
    }
    for (const auto& fate : topology.shared_fates) {
        const bool known = are_data_centers(fate.data_centers);
        const bool paths = std::ranges::all_of(fate.paths, [&](const topology::ZonePair& path) {
            return path.a < path.b && path.b.index() < topology.zones.size();
        });
        hold(known && paths && are_hosts(fate.hosts) &&
                 std::ranges::all_of(fate.components,
                                     [&](const std::string& name) { return is_component(name); }),
             "a shared fate is of what exists", fate.name);
    }
}

void Inspector::inspect(const topology::Path& path) {
    hold(path.latency >= Duration::zero(), "no latency is negative");
    hold(std::isfinite(path.bandwidth.bits_per_second) && path.bandwidth.bits_per_second > 0,
         "every path has a bandwidth");
}

void Inspector::inspect_network() {
    const topology::Network& network = world_.topology.network;
    inspect(network.same_data_center);
    inspect(network.same_zone);
    inspect(network.client_access);
    hold(network.host_uplink.bits_per_second > 0, "hosts have an uplink");
    hold(network.same_data_center.latency <= network.same_zone.latency,
         "a zone is not faster than a data centre");
    std::set<std::pair<topology::ZoneId, topology::ZoneId>> pairs;
    for (const topology::ZonePath& pair : network.between_zones) {
        inspect(pair.path);
        const std::size_t zones = world_.topology.zones.size();
        const bool differ = pair.a != pair.b && pair.a.index() < zones && pair.b.index() < zones;
        hold(differ && pairs.insert(std::minmax(pair.a, pair.b)).second,
             "a pair of zones has one path");
        hold(network.same_zone.latency <= pair.path.latency,
             "a pair of zones is not faster than a zone");
    }
    const std::size_t zones = world_.topology.zones.size();
    hold(pairs.size() == zones * (zones - std::min<std::size_t>(zones, 1)) / 2,
         "every pair of zones has a path");
}

void Inspector::inspect(const Tries& tries, std::string_view of) {
    hold(tries.limit >= 1 && tries.timeout > Duration::zero(), "a call is tried, with time", of);
    hold(tries.backoff.base >= Duration::zero() && tries.backoff.cap >= Duration::zero() &&
             std::isfinite(tries.backoff.factor) && tries.backoff.factor >= 1,
         "waits between tries never shrink", of);
    hold(!tries.breaker ||
             (tries.breaker->least >= 1 && tries.breaker->least <= tries.breaker->window &&
              tries.breaker->trials >= 1),
         "a breaker's window can be full", of);
}

void Inspector::inspect(const HealthCheck& check, std::string_view of) {
    hold(check.interval > Duration::zero() && check.connect_timeout > Duration::zero() &&
             check.response_timeout > Duration::zero() && check.rise >= 1 && check.fall >= 1,
         "a health check takes time and needs answers", of);
}

void Inspector::inspect(const Workers& workers, std::string_view of) {
    hold(workers.count >= 1, "there is a worker", of);
}

void Inspector::inspect(const Scaling& scaling, const Service& service) {
    hold(scaling.period > Duration::zero() && scaling.metric_delay >= Duration::zero() &&
             scaling.drain >= Duration::zero(),
         "scaling takes its time", service.name);
    hold(scaling.bounds.least <= scaling.bounds.most &&
             scaling.bounds.most <= service.instances.size() + service.spares.size(),
         "there is a place for whatever may be launched", service.name);
    hold(are_hosts(service.spares), "spares stand on hosts", service.name);
    const bool by_steps = std::holds_alternative<traffic::StepOptions>(scaling.policy);
    hold(!by_steps || !scaling.steps.empty(), "step scaling has steps", service.name);
}

void Inspector::inspect(const Service& service) {
    inspect(service.workers, service.name);
    hold(!service.instances.empty() && are_hosts(service.instances), "instances stand on hosts",
         service.name);
    hold(service.start_time >= Duration::zero(), "a start takes time", service.name);
    hold(std::ranges::is_sorted(service.shedding, std::greater{}), "who matters less is shed first",
         service.name);
    if (service.scaling) inspect(*service.scaling, service);
    for (const Requirement& need : service.needs) inspect(need, service.name);
    for (const Call& call : service.calls) {
        inspect(call.tries, service.name);
        const auto* balancer = std::get_if<BalancerId>(&call.to);
        const auto* store = std::get_if<StoreId>(&call.to);
        hold(balancer == nullptr || balancer->index() < world_.balancers.size(),
             "a balancer called exists", service.name);
        hold(store == nullptr || store->index() < world_.stores.size(), "a store called exists",
             service.name);
    }
}

void Inspector::inspect(const Balancer& balancer) {
    hold(balancer.target.index() < world_.services.size(), "a balancer's target exists",
         balancer.name);
    hold(are_hosts(balancer.nodes), "nodes stand on hosts", balancer.name);
    inspect(balancer.health, balancer.name);
    inspect(balancer.names.health, balancer.name);
    hold(balancer.names.ttl > Duration::zero() && balancer.forward_timeout > Duration::zero() &&
             balancer.node_start_time >= Duration::zero(),
         "a balancer's times are positive", balancer.name);
    if (balancer.outliers) {
        hold(balancer.outliers->interval > Duration::zero() &&
                 balancer.outliers->longest_ejection >= balancer.outliers->base_ejection,
             "outliers are looked for in time, and ejections grow", balancer.name);
    }
    const auto heavy = [](double weight) { return std::isfinite(weight) && weight > 0; };
    hold(balancer.zone_weights.empty() ||
             (balancer.zone_weights.size() == world_.topology.zones.size() &&
              std::ranges::all_of(balancer.zone_weights, heavy)),
         "weights are above zero, one a zone", balancer.name);
    if (balancer.node_work) inspect(*balancer.node_work, balancer.name);
    hold(balancer.names.checkers.checkers >= 1, "a name has a checker", balancer.name);
}

void Inspector::inspect(const Store& store) {
    inspect(store.workers, store.name);
    const auto* raft = std::get_if<protocol::raft::Options>(&store.protocol);
    const auto* mirror = std::get_if<protocol::mirror::Options>(&store.protocol);
    const auto* standby = std::get_if<protocol::standby::Options>(&store.protocol);
    const auto* quorum = std::get_if<protocol::quorum::Options>(&store.protocol);
    const std::size_t members = std::visit(
        [](const auto& options) -> std::size_t { return options.members; }, store.protocol);
    const std::size_t copies = raft != nullptr     ? raft->copies
                               : mirror != nullptr ? mirror->copies
                               : quorum != nullptr ? quorum->writes
                                                   : standby->durable_copies();
    hold(members >= 1 && members <= 8, "a shard has 1 to 8 members", store.name);
    hold(copies <= members && (raft != nullptr || copies >= 1), "copies are of members",
         store.name);
    hold(quorum == nullptr || (quorum->reads >= 1 && quorum->reads <= members),
         "a read asks members", store.name);
    hold(!store.replicas.empty(), "a store has a shard", store.name);
    hold(store.preferred_leaders.size() == store.replicas.size(), "each shard prefers a leader",
         store.name);
    for (const auto& shard : store.replicas) {
        const std::set<HostId> hosts{shard.begin(), shard.end()};
        hold(shard.size() == members && hosts.size() == members && are_hosts(shard),
             "the members of a shard stand on different hosts", store.name);
    }
    for (const protocol::Member preferred : store.preferred_leaders) {
        hold(preferred < members && (mirror == nullptr || preferred == 0),
             "a preferred leader is a member", store.name);
    }
    hold(raft == nullptr || store.heartbeat_period < store.election_period,
         "heartbeats come before elections", store.name);
    if (standby != nullptr) inspect(store, *standby);
    if (store.backup) inspect(*store.backup, store.name);
    hold(store.heartbeat_period > Duration::zero() && store.entry_size.count > 0 &&
             store.start_time >= Duration::zero(),
         "a store's amounts are positive", store.name);
}

void Inspector::inspect(const Store& store, const protocol::standby::Options& standby) {
    const bool data = standby.witnesses < standby.members;
    hold(data && standby.synchronous < standby.data_members(),
         "synchronous standbys are among those with data", store.name);
    hold(standby.in_sync.minimum >= 1 && standby.in_sync.minimum <= standby.data_members(),
         "an in-sync set has 1 to all members", store.name);
    hold(standby.in_sync.lag_heartbeats >= 1, "a member that lags is given time", store.name);
    hold(store.heartbeat_period <= store.election_period / 2,
         "a lease is renewed before it runs out", store.name);
    hold(!standby.fallback || store.patience > Duration::zero(),
         "a store that falls back waits before", store.name);
    for (const protocol::Member preferred : store.preferred_leaders) {
        hold(preferred < standby.data_members(), "a witness does not lead", store.name);
    }
}

void Inspector::inspect(const Cohort& cohort) {
    inspect(cohort.tries, cohort.name);
    hold(cohort.home.index() < world_.topology.zones.size(), "a cohort has a home", cohort.name);
    hold(cohort.entry.index() < world_.balancers.size(), "a cohort has an entry", cohort.name);
    hold(std::isfinite(cohort.rate) && cohort.rate > 0, "a cohort issues requests", cohort.name);
    hold(cohort.resolvers >= 1 && cohort.sessions >= 1, "a cohort has callers and sessions",
         cohort.name);
    hold(cohort.writes.value >= 0 && cohort.writes.value <= 1, "the writes are a share",
         cohort.name);
    hold(cohort.deadline > Duration::zero() &&
             cohort.latency_objective.value_or(Duration{1}) > Duration::zero(),
         "a cohort gives time", cohort.name);
    hold(cohort.resolvers >= 1, "a cohort resolves names", cohort.name);
}

void Inspector::inspect(const Dependency& dependency) {
    const std::set<topology::ZoneId> zones{dependency.zones.begin(), dependency.zones.end()};
    hold(zones.size() == dependency.zones.size() &&
             std::ranges::all_of(
                 zones, [&](auto id) { return id.index() < world_.topology.zones.size(); }),
         "a dependency has one part in each of its zones", dependency.name);
}

void Inspector::inspect(const Requirement& need, std::string_view of) {
    inspect(need.tries, of);
    hold(need.dependency.index() < world_.dependencies.size(), "what is needed exists", of);
    hold(need.share.value > 0 && need.share.value <= 1, "a share of requests needs it", of);
    hold(!need.cache || (need.cache->ttl > Duration::zero() && need.cache->keys >= 1 &&
                         need.cache->stale_for >= Duration::zero()),
         "a cache keeps something for a while", of);
}

void Inspector::inspect(const SessionCohort& sessions) {
    hold(sessions.home.index() < world_.topology.zones.size(), "a cohort has a home",
         sessions.name);
    hold(sessions.through.index() < world_.balancers.size(), "sessions go through a balancer",
         sessions.name);
    hold(!sessions.carrier || sessions.carrier->index() < world_.dependencies.size(),
         "a carrier exists", sessions.name);
    hold(std::isfinite(sessions.rate) && sessions.rate > 0, "sessions begin", sessions.name);
    hold(sessions.attempts >= 1 && sessions.detection >= Duration::zero() &&
             sessions.pause >= Duration::zero(),
         "a session is attempted, in time", sessions.name);
}

void Inspector::inspect(const Backup& backup, std::string_view of) {
    hold(are_data_centers(backup.data_centers), "a backup stands in what exists", of);
}

void Inspector::inspect(const Unsimulated& system) {
    hold(are_data_centers(system.data_centers), "a system stands in what exists", system.name);
    if (system.backup) inspect(*system.backup, system.name);
    hold(system.external == system.data_centers.empty(), "a system stands somewhere or outside",
         system.name);
    hold(std::ranges::all_of(system.needed_by,
                             [&](const std::string& name) { return is_component(name); }),
         "a system is needed by what exists", system.name);
}

bool Inspector::is_component(std::string_view name) const {
    const auto named = [&](const auto& component) { return component.name == name; };
    return std::ranges::any_of(world_.services, named) ||
           std::ranges::any_of(world_.balancers, named) ||
           std::ranges::any_of(world_.stores, named);
}

void Inspector::inspect_names() {
    struct Named {
        std::string name;
    };
    std::vector<Named> components;
    for (const Service& service : world_.services) components.push_back({service.name});
    for (const Balancer& balancer : world_.balancers) components.push_back({balancer.name});
    for (const Store& store : world_.stores) components.push_back({store.name});
    hold_names_differ(components, "names of components differ");
    hold_names_differ(world_.cohorts, "names of cohorts differ");
    hold_names_differ(world_.dependencies, "names of dependencies differ");
    hold_names_differ(world_.sessions, "names of session cohorts differ");
    hold_names_differ(world_.faults, "names of faults differ");
}

// Services are taken away, in turn, that call none of those that are left.
void Inspector::inspect_circles() {
    if (!broken_.empty()) return;  // calls may lead nowhere
    std::vector<bool> gone(world_.services.size());
    const auto waits = [&](const Service& service) {
        return std::ranges::any_of(service.calls, [&](const Call& call) {
            const auto* balancer = std::get_if<BalancerId>(&call.to);
            return balancer != nullptr && !gone[world_.balancers[balancer->index()].target.index()];
        });
    };
    for (bool any = true; any;) {
        any = false;
        for (std::size_t i = 0; i < gone.size(); ++i) {
            if (gone[i] || waits(world_.services[i])) continue;
            any = gone[i] = true;
        }
    }
    hold(std::ranges::find(gone, false) == gone.end(), "calls make no circle");
}

bool Inspector::exists(const fault::Target& target) const {
    if (const auto* zone = std::get_if<fault::ZoneTarget>(&target)) {
        return zone->zone.index() < world_.topology.zones.size();
    }
    if (const auto* data_center = std::get_if<fault::DataCenterTarget>(&target)) {
        return data_center->data_center.index() < world_.topology.data_centers.size();
    }
    if (const auto* host = std::get_if<fault::HostTarget>(&target)) return is_host(host->host);
    if (const auto* role = std::get_if<fault::RoleTarget>(&target)) {
        return role->store < world_.stores.size() &&
               role->shard < world_.stores[role->store].replicas.size();
    }
    if (const auto* path = std::get_if<fault::PathTarget>(&target)) {
        const std::size_t zones = world_.topology.zones.size();
        return path->from.index() < zones &&
               (!path->to || (path->to->index() < zones && *path->to != path->from));
    }
    if (const auto* all = std::get_if<fault::ComponentTarget>(&target)) {
        return is_component(all->component) &&
               (!all->zone || all->zone->index() < world_.topology.zones.size());
    }
    if (const auto* checkers = std::get_if<fault::CheckersTarget>(&target))
        return std::ranges::find(world_.balancers, checkers->balancer, &Balancer::name) !=
               world_.balancers.end();
    if (std::holds_alternative<fault::ControlPlaneTarget>(target)) return true;
    if (const auto* other = std::get_if<fault::DependencyTarget>(&target)) {
        const auto found =
            std::ranges::find(world_.dependencies, other->dependency, &Dependency::name);
        return found != world_.dependencies.end() &&
               (!other->zone ||
                std::ranges::find(found->zones, *other->zone) != found->zones.end());
    }
    const auto& process = std::get<fault::ProcessTarget>(target);
    return is_host(process.host) && is_component(process.component);
}

void Inspector::inspect(const fault::Fault& fault) {
    const Duration at = fault.at.time_since_epoch();
    hold(at > world_.warm_up && at < world_.duration,
         "a fault strikes after the warm-up and in the run", fault.name);
    if (fault.duration) {
        hold(*fault.duration > Duration::zero() && *fault.duration <= world_.duration - at,
             "a fault that ends does so in the run", fault.name);
    }
    hold(exists(fault.target), "a fault's target exists", fault.name);
    hold(fault::fits(fault.kind, fault.target),
         "processes crash, hosts lose power, paths lose messages", fault.name);
    hold(fault.share.value > 0 && fault.share.value <= 1, "a fault hits a share of the messages",
         fault.name);
}

void Inspector::inspect_times() {
    hold(world_.warm_up >= Duration::zero() && world_.warm_up < world_.duration,
         "the run goes on after its warm-up");
    hold(world_.slice > Duration::zero(), "a slice takes time");
    for (const fault::Fault& fault : world_.faults) inspect(fault);
    hold(std::ranges::is_sorted(world_.faults, {}, &fault::Fault::at), "faults rise in time");
}

}  // namespace

std::vector<std::string> broken_invariants(const World& world) {
    return Inspector{world}.inspect();
}

}  // namespace triaz::world
