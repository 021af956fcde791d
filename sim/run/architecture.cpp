#include "sim/run/architecture.hpp"

#include <array>
#include <variant>

namespace triaz::run {
namespace {

using Kind = Architecture::Kind;

// Puts tiers down in the order in which a request meets them, each once.
class Walk {
public:
    explicit Walk(const world::World& world)
        : world_(world),
          balancer_seen_(world.balancers.size()),
          service_seen_(world.services.size()),
          store_seen_(world.stores.size()) {}

    void meet(world::BalancerId id) {
        if (balancer_seen_[id.index()]) return;
        balancer_seen_[id.index()] = true;
        const world::Balancer& balancer = world_.balancers[id.index()];
        tiers_.push_back({Kind::balancer, balancer.name,
                          (balancer.nodes.empty() ? "inside its callers, for " : "nodes for ") +
                              world_.services[balancer.target.index()].name,
                          counts(balancer.nodes)});
        meet(balancer.target);
    }

    void meet(world::ServiceId id) {
        if (service_seen_[id.index()]) return;
        service_seen_[id.index()] = true;
        const world::Service& service = world_.services[id.index()];
        tiers_.push_back({Kind::service, service.name,
                          std::to_string(service.workers.count) +
                              (service.workers.count == 1 ? " worker each" : " workers each"),
                          counts(service.instances)});
        for (const world::Call& call : service.calls)
            std::visit([&](const auto& callee) { meet(callee); }, call.to);
    }

    void meet(world::StoreId id) {
        if (store_seen_[id.index()]) return;
        store_seen_[id.index()] = true;
        const world::Store& store = world_.stores[id.index()];
        std::vector<topology::HostId> copies;
        for (const auto& shard : store.replicas)
            copies.insert(copies.end(), shard.begin(), shard.end());
        const std::size_t shards = store.replicas.size();
        tiers_.push_back({Kind::store, store.name,
                          std::string{protocol_of(store)} + ", " + std::to_string(shards) +
                              (shards == 1 ? " shard of " : " shards of ") +
                              std::to_string(shards == 0 ? 0 : store.replicas.front().size()) +
                              " copies",
                          counts(copies)});
    }

    std::vector<Architecture::Tier> take() && { return std::move(tiers_); }

private:
    // As models name it.
    static std::string_view protocol_of(const world::Store& store) {
        struct {
            std::string_view operator()(const protocol::raft::Options&) { return "raft"; }
            std::string_view operator()(const protocol::mirror::Options&) { return "mirror"; }
            std::string_view operator()(const protocol::quorum::Options&) { return "quorum"; }
            std::string_view operator()(const protocol::standby::Options& options) {
                const bool isr = options.rule == protocol::standby::Rule::in_sync;
                return isr ? "isr" : "standby";
            }
        } name;
        return std::visit(name, store.protocol);
    }

    std::vector<std::uint32_t> counts(const std::vector<topology::HostId>& hosts) const {
        std::vector<std::uint32_t> in_zone(world_.topology.zones.size());
        for (const topology::HostId host : hosts) ++in_zone[world_.topology.zone_of(host).index()];
        return in_zone;
    }

    const world::World& world_;
    std::vector<bool> balancer_seen_;
    std::vector<bool> service_seen_;
    std::vector<bool> store_seen_;
    std::vector<Architecture::Tier> tiers_;
};

std::vector<Architecture::Zone> zones_of(const topology::Topology& topology) {
    std::vector<Architecture::Zone> zones;
    for (const topology::Zone& zone : topology.zones) zones.push_back({zone.name, {}, 0});
    for (const topology::DataCenter& data_center : topology.data_centers)
        zones[data_center.zone.index()].data_centers.push_back(data_center.name);
    for (const topology::Host& host : topology.hosts)
        ++zones[topology.data_centers[host.data_center.index()].zone.index()].hosts;
    return zones;
}

}  // namespace

std::string_view name_of(Architecture::Kind kind) {
    constexpr std::array<std::string_view, 3> names{"balancer", "service", "store"};
    return names[static_cast<std::size_t>(kind)];
}

Architecture architecture_of(const world::World& world) {
    Architecture found;
    found.region = world.topology.region;
    found.jurisdiction = world.topology.jurisdiction;
    found.zones = zones_of(world.topology);
    Walk walk{world};
    for (const world::Cohort& cohort : world.cohorts) walk.meet(cohort.entry);
    for (std::size_t i = 0; i < world.balancers.size(); ++i) walk.meet(world::BalancerId::of(i));
    for (std::size_t i = 0; i < world.services.size(); ++i) walk.meet(world::ServiceId::of(i));
    for (std::size_t i = 0; i < world.stores.size(); ++i) walk.meet(world::StoreId::of(i));
    found.tiers = std::move(walk).take();
    for (const world::Cohort& cohort : world.cohorts)
        found.clients.push_back({cohort.name, world.topology.zones[cohort.home.index()].name,
                                 world.balancers[cohort.entry.index()].name});
    return found;
}

}  // namespace triaz::run
