#include "sim/structure/deployment_tree.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "sim/structure/infrastructure.hpp"
#include "sim/structure/store_logic.hpp"

namespace triaz::structure {

using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;
using world::BalancerId;
using world::ServiceId;
using world::StoreId;

namespace {

bool taken(world::When when, bool write) {
    return when == world::When::always || (when == world::When::on_write) == write;
}

// The order of the methods is that from the ground up: a node comes after what it is made of.
class Builder {
public:
    explicit Builder(const world::World& world)
        : world_(world), topology_(world.topology), under_(world, made_) {}

    DeploymentTree build() {
        for (std::uint32_t i = 0; i < world_.cohorts.size(); ++i) add_cohort(i);
        for (std::uint32_t i = 0; i < world_.services.size(); ++i) add_service(i);
        for (std::uint32_t i = 0; i < world_.stores.size(); ++i) add_store(i);
        add_entry_zones();
        add_isolated();
        return std::move(made_);
    }

private:
    // Who calls: from which zone, for which operation. Pessimistic: whoever may lead a shard must
    // be in reach, for a leader that is well stays, whoever reaches it.
    struct Caller {
        ZoneId zone;
        bool write = false;
        bool pessimistic = false;
        auto operator<=>(const Caller&) const = default;
    };

    void add_cohort(std::uint32_t index);
    void add_service(std::uint32_t index);
    void add_store(std::uint32_t index);
    void add_entry_zones();
    void add_isolated();
    NodeId withdrawn(BalancerId balancer, ZoneId zone);

    std::vector<HostId> in_zone(const std::vector<HostId>& hosts, ZoneId zone) const;
    void need(std::vector<NodeId>& causes, const std::string& component) const;
    NodeId calls_fail(ServiceId service, const Caller& caller);
    NodeId target_fails(BalancerId balancer, const Caller& caller);
    NodeId store_fails(StoreId store, const Caller& caller);
    NodeId entry_fails(const world::Cohort& cohort, bool write);
    NodeId entry_zone_fails(BalancerId balancer, const Caller& caller);
    ShardLogic shard_logic(const world::Store& store);
    NodeId shards_fail(const world::Store& store, bool write, const ZoneId* caller);

    const world::World& world_;
    const topology::Topology& topology_;
    DeploymentTree made_;
    Infrastructure under_;
    std::map<std::pair<ServiceId, Caller>, NodeId> calls_;
    std::map<std::pair<BalancerId, Caller>, NodeId> targets_;
    std::map<std::pair<StoreId, Caller>, NodeId> stores_;
};

std::vector<HostId> Builder::in_zone(const std::vector<HostId>& hosts, ZoneId zone) const {
    std::vector<HostId> inside;
    std::ranges::copy_if(hosts, std::back_inserter(inside),
                         [&](HostId host) { return topology_.zone_of(host) == zone; });
    return inside;
}

void Builder::need(std::vector<NodeId>& causes, const std::string& component) const {
    const auto& needs = under_.needs_of(component);
    causes.insert(causes.end(), needs.begin(), needs.end());
}

ShardLogic Builder::shard_logic(const world::Store& store) {
    return {made_.tree, world_, quorum_rule(store),
            [this](HostId host) { return under_.host_down(host); },
            [this](ZoneId a, ZoneId b) { return under_.path_down(a, b); }};
}

// Shards whose members stand alike fail alike.
NodeId Builder::shards_fail(const world::Store& store, bool write, const ZoneId* caller) {
    ShardLogic logic = shard_logic(store);
    std::map<std::pair<std::vector<HostId>, protocol::Member>, NodeId> known;
    std::vector<NodeId> shards;
    for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
        const auto key = std::pair{store.replicas[shard], store.preferred_leaders[shard]};
        if (known.contains(key)) continue;
        shards.push_back(logic.fails(key.first, key.second, write, caller));
        known[key] = shards.back();
    }
    need(shards, store.name);
    return made_.tree.any_of(std::move(shards));
}

NodeId Builder::store_fails(StoreId id, const Caller& caller) {
    const auto known = stores_.find({id, caller});
    if (known != stores_.end()) return known->second;
    const world::Store& store = world_.stores[id.index()];
    std::vector<NodeId> causes{shards_fail(store, caller.write, &caller.zone)};
    if (caller.pessimistic) {
        const QuorumRule rule = quorum_rule(store);
        std::set<ZoneId> leading;
        for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
            for (std::size_t member = 0; member < store.replicas[shard].size(); ++member) {
                if (rule.may_lead(member, store.preferred_leaders[shard]))
                    leading.insert(topology_.zone_of(store.replicas[shard][member]));
            }
        }
        leading.erase(caller.zone);
        for (const ZoneId zone : leading) causes.push_back(under_.path_down(caller.zone, zone));
    }
    const NodeId fails = made_.tree.any_of(std::move(causes),
                                           fmt::format("{} fails callers of zone {}", store.name,
                                                       topology_.zones[caller.zone.index()].name));
    stores_[{id, caller}] = fails;
    return fails;
}

// What an instance of the service needs beside its host.
NodeId Builder::calls_fail(ServiceId id, const Caller& caller) {
    const auto known = calls_.find({id, caller});
    if (known != calls_.end()) return known->second;
    const world::Service& service = world_.services[id.index()];
    std::vector<NodeId> causes;
    for (const world::Call& call : service.calls) {
        if (!taken(call.when, caller.write) || call.kind != world::CallKind::hard) continue;
        if (const auto* balancer = std::get_if<BalancerId>(&call.to)) {
            causes.push_back(target_fails(*balancer, caller));
        } else {
            causes.push_back(store_fails(std::get<StoreId>(call.to), caller));
        }
    }
    need(causes, service.name);
    const NodeId fails = made_.tree.any_of(std::move(causes),
                                           fmt::format("{} in zone {} cannot finish", service.name,
                                                       topology_.zones[caller.zone.index()].name));
    calls_[{id, caller}] = fails;
    return fails;
}

// No instance that a caller's zone knows can be reached and serves.
NodeId Builder::target_fails(BalancerId id, const Caller& caller) {
    const auto known = targets_.find({id, caller});
    if (known != targets_.end()) return known->second;
    const world::Balancer& balancer = world_.balancers[id.index()];
    const world::Service& service = world_.services[balancer.target.index()];
    std::vector<NodeId> zones;
    for (std::size_t i = 0; i < topology_.zones.size(); ++i) {
        const auto zone = ZoneId::of(i);
        if (!balancer.cross_zone && zone != caller.zone) continue;
        std::vector<HostId> hosts = in_zone(service.instances, zone);
        if (hosts.empty()) continue;
        std::vector<NodeId> causes{
            under_.all_down(std::move(hosts)),
            calls_fail(balancer.target, {zone, caller.write, caller.pessimistic})};
        if (zone != caller.zone) causes.push_back(under_.path_down(caller.zone, zone));
        zones.push_back(made_.tree.any_of(std::move(causes)));
    }
    std::vector<NodeId> causes{made_.tree.all_of(std::move(zones))};
    need(causes, balancer.name);
    const NodeId fails = made_.tree.any_of(std::move(causes),
                                           fmt::format("{} fails callers of zone {}", balancer.name,
                                                       topology_.zones[caller.zone.index()].name));
    targets_[{id, caller}] = fails;
    return fails;
}

// A zone that clients enter by a balancer node.
NodeId Builder::entry_zone_fails(BalancerId id, const Caller& caller) {
    return made_.tree.any_of(
        {under_.access_down(caller.zone),
         under_.all_down(in_zone(world_.balancers[id.index()].nodes, caller.zone)),
         target_fails(id, caller)});
}

NodeId Builder::entry_fails(const world::Cohort& cohort, bool write) {
    const world::Balancer& balancer = world_.balancers[cohort.entry.index()];
    std::vector<NodeId> ways;
    if (!balancer.nodes.empty()) {
        for (std::size_t i = 0; i < topology_.zones.size(); ++i)
            ways.push_back(entry_zone_fails(cohort.entry, {ZoneId::of(i), write, false}));
        return made_.tree.all_of(std::move(ways));
    }
    // The clients choose an instance themselves, on what the checkers of their home zone know.
    std::vector<HostId> checkers;
    for (std::size_t i = 0; i < topology_.hosts.size(); ++i) checkers.push_back(HostId::of(i));
    checkers = in_zone(checkers, cohort.home);
    for (std::size_t i = 0; i < topology_.zones.size(); ++i) {
        const auto zone = ZoneId::of(i);
        if (!balancer.cross_zone && zone != cohort.home) continue;
        std::vector<HostId> hosts =
            in_zone(world_.services[balancer.target.index()].instances, zone);
        if (hosts.empty()) continue;
        ways.push_back(
            made_.tree.any_of({under_.access_down(zone), under_.all_down(std::move(hosts)),
                               calls_fail(balancer.target, {zone, write, false})}));
    }
    std::vector<NodeId> causes{under_.all_down(std::move(checkers)),
                               made_.tree.all_of(std::move(ways))};
    need(causes, balancer.name);
    return made_.tree.any_of(std::move(causes));
}

void Builder::add_cohort(std::uint32_t index) {
    const world::Cohort& cohort = world_.cohorts[index];
    std::vector<NodeId> operations;
    if (cohort.writes.value < 1) operations.push_back(entry_fails(cohort, false));
    if (cohort.writes.value > 0) operations.push_back(entry_fails(cohort, true));
    const std::string name = "requests of " + cohort.name;
    const NodeId top = made_.tree.any_of(std::move(operations), name + " fail");
    made_.targets.push_back({Target::Kind::clients, index, name, "/clients/" + cohort.name, top});
}

void Builder::add_service(std::uint32_t index) {
    const world::Service& service = world_.services[index];
    std::vector<NodeId> zones;
    for (std::size_t i = 0; i < topology_.zones.size(); ++i) {
        const auto zone = ZoneId::of(i);
        std::vector<HostId> hosts = in_zone(service.instances, zone);
        if (hosts.empty()) continue;
        zones.push_back(made_.tree.any_of({under_.all_down(std::move(hosts)),
                                           calls_fail(ServiceId{index}, {zone, false, false}),
                                           calls_fail(ServiceId{index}, {zone, true, false})}));
    }
    const NodeId top = made_.tree.all_of(std::move(zones), service.name + " fails");
    made_.targets.push_back({Target::Kind::service, index, "service " + service.name,
                             "/services/" + service.name, top});
}

void Builder::add_store(std::uint32_t index) {
    const world::Store& store = world_.stores[index];
    const QuorumRule rule = quorum_rule(store);
    const std::string pointer = "/stores/" + store.name;
    const auto add_target = [&](Target::Kind kind, const std::string& name, NodeId fails) {
        made_.targets.push_back({kind, index, name, pointer, fails});
    };
    add_target(Target::Kind::store_writes, "writes to " + store.name,
               made_.tree.any_of({shards_fail(store, true, nullptr)},
                                 "writes to " + store.name + " fail"));
    if (rule.write_data > 1 && (rule.fixed_leader || rule.write_data != rule.leader_quorum ||
                                rule.data_members != rule.members)) {
        add_target(Target::Kind::store_reads, "reads of " + store.name,
                   made_.tree.any_of({shards_fail(store, false, nullptr)},
                                     "reads of " + store.name + " fail"));
    }
    ShardLogic logic = shard_logic(store);
    std::vector<NodeId> shards;
    for (std::size_t shard = 0; shard < store.replicas.size(); ++shard)
        shards.push_back(logic.data_gone(store.replicas[shard], store.preferred_leaders[shard]));
    const NodeId gone =
        made_.tree.any_of(std::move(shards), "acknowledged data of " + store.name + " gone");
    add_target(Target::Kind::store_data, "data of " + store.name, gone);
    made_.data_gone.push_back(gone);
    NodeId backup;
    if (store.backup && !store.backup->data_centers.empty()) {
        std::vector<NodeId> places;
        for (const DataCenterId id : store.backup->data_centers)
            places.push_back(under_.data_center_down(id));
        backup = made_.tree.all_of(std::move(places), "backup of " + store.name + " gone");
        backup = made_.tree.all_of({gone, backup});
    }
    made_.backup_gone.push_back(backup);
}

void Builder::add_entry_zones() {
    std::map<BalancerId, std::set<bool>> entries;  // which operations clients enter with
    for (const world::Cohort& cohort : world_.cohorts) {
        if (world_.balancers[cohort.entry.index()].nodes.empty()) continue;
        if (cohort.writes.value < 1) entries[cohort.entry].insert(false);
        if (cohort.writes.value > 0) entries[cohort.entry].insert(true);
    }
    for (const auto& [id, writes] : entries) {
        const std::size_t first = made_.entry_zones.size();
        std::vector<NodeId> all;
        for (std::size_t i = 0; i < topology_.zones.size(); ++i) {
            const auto zone = ZoneId::of(i);
            if (in_zone(world_.balancers[id.index()].nodes, zone).empty()) continue;
            std::vector<NodeId> failing, whatever;
            for (const bool write : writes) {
                failing.push_back(entry_zone_fails(id, {zone, write, true}));
                whatever.push_back(entry_zone_fails(id, {zone, write, false}));
            }
            all.push_back(made_.tree.any_of(std::move(whatever)));
            made_.entry_zones.push_back(
                {id, zone, withdrawn(id, zone), made_.tree.any_of(std::move(failing)), {}});
        }
        const NodeId none_serves = made_.tree.all_of(std::move(all));
        for (std::size_t i = first; i < made_.entry_zones.size(); ++i)
            made_.entry_zones[i].all_failing = none_serves;
    }
}

// The checks see whether nodes and instances run, and nothing behind them.
NodeId Builder::withdrawn(BalancerId id, ZoneId zone) {
    const world::Balancer& balancer = world_.balancers[id.index()];
    const auto& instances = world_.services[balancer.target.index()].instances;
    return made_.tree.any_of(
        {under_.access_down(zone), under_.all_down(in_zone(balancer.nodes, zone)),
         under_.all_down(balancer.cross_zone ? instances : in_zone(instances, zone))});
}

void Builder::add_isolated() {
    for (std::size_t i = 0; i < topology_.zones.size(); ++i) {
        std::vector<NodeId> paths;
        for (std::size_t j = 0; j < topology_.zones.size(); ++j) {
            if (i != j) paths.push_back(under_.path_down(ZoneId::of(i), ZoneId::of(j)));
        }
        made_.isolated.push_back(paths.empty() ? made_.tree.at_least(1, {})
                                               : made_.tree.all_of(std::move(paths)));
    }
}

}  // namespace

std::string_view name_of(Loss::Kind kind, bool many) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, loss_kinds> names{
        {{"zone", "zones"},
         {"data centre", "data centres"},
         {"rack", "racks"},
         {"host", "hosts"},
         {"shared fate", "shared fates"},
         {"path", "paths"},
         {"client access", "client accesses"},
         {"corporate network", "corporate networks"},
         {"system outside", "systems outside"}}};
    const auto& [one, several] = names[static_cast<std::size_t>(kind)];
    return many ? several : one;
}

DeploymentTree deployment_tree(const world::World& world) { return Builder{world}.build(); }

std::string names_of(const DeploymentTree& deployment, EventSet set) {
    std::string names;
    const EventSet::Events events = set.events();
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i > 0) names += i + 1 == events.size() ? " and " : ", ";
        names += deployment.losses[events[i].index()].name;
    }
    return names;
}

}  // namespace triaz::structure
