#include "sim/structure/infrastructure.hpp"

#include <set>

#include <fmt/format.h>

namespace triaz::structure {

using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

namespace {

template <class Id>
bool contains(const std::vector<Id>& ids, Id id) {
    return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

Infrastructure::Infrastructure(const world::World& world, DeploymentTree& made)
    : world_(world), topology_(world.topology), made_(made) {
    for (std::size_t i = 0; i < topology_.zones.size(); ++i) {
        zones_.push_back(
            add(Loss::Kind::zone, "zone " + topology_.zones[i].name, fmt::format("/zones/{}", i)));
    }
    for (std::size_t i = 0; i < topology_.shared_fates.size(); ++i) {
        fates_.push_back(add(Loss::Kind::shared_fate, topology_.shared_fates[i].name,
                             fmt::format("/shared_fates/{}", i)));
    }
    if (std::ranges::any_of(topology_.data_centers, &topology::DataCenter::corporate) ||
        std::ranges::any_of(world_.unsimulated, &world::Unsimulated::corporate))
        corporate_ = add(Loss::Kind::corporate, "the corporate network", "");
    add_data_centers();
    add_racks();
    add_hosts();
    add_paths();
    add_needs();
}

NodeId Infrastructure::add(Loss::Kind kind, std::string name, std::string pointer) {
    made_.losses.push_back({kind, std::move(name), std::move(pointer), {}});
    return made_.tree.add_event();
}

void Infrastructure::add_data_centers() {
    std::vector<std::size_t> seen(topology_.zones.size());
    for (std::size_t i = 0; i < topology_.data_centers.size(); ++i) {
        const topology::DataCenter& data_center = topology_.data_centers[i];
        const std::size_t zone = data_center.zone.index();
        pointers_.push_back(fmt::format("/zones/{}/data_centers/{}", zone, seen[zone]++));
        std::vector<NodeId> causes{
            zones_[zone],
            add(Loss::Kind::data_center, "data centre " + data_center.name, pointers_.back())};
        for (std::size_t fate = 0; fate < fates_.size(); ++fate) {
            if (contains(topology_.shared_fates[fate].data_centers, DataCenterId::of(i)))
                causes.push_back(fates_[fate]);
        }
        if (data_center.corporate) causes.push_back(*corporate_);
        data_centers_.push_back(
            made_.tree.any_of(std::move(causes), "data centre " + data_center.name + " down"));
    }
}

// A rack is a part of its own where a data centre has several, and it holds several hosts.
void Infrastructure::add_racks() {
    std::map<std::pair<DataCenterId, std::string>, std::vector<HostId>> racks;
    std::map<DataCenterId, std::set<std::string>> of_data_center;
    for (std::size_t i = 0; i < topology_.hosts.size(); ++i) {
        const topology::Host& host = topology_.hosts[i];
        racks[{host.data_center, host.rack}].push_back(HostId::of(i));
        of_data_center[host.data_center].insert(host.rack);
    }
    rack_of_host_.resize(topology_.hosts.size());
    for (const auto& [rack, hosts] : racks) {
        const auto& [data_center, name] = rack;
        if (hosts.size() < 2 || of_data_center[data_center].size() < 2) continue;
        const NodeId event = add(
            Loss::Kind::rack,
            fmt::format("rack {} of {}", name, topology_.data_centers[data_center.index()].name),
            pointers_[data_center.index()]);
        for (const HostId host : hosts) rack_of_host_[host.index()] = event;
    }
}

void Infrastructure::add_hosts() {
    std::vector<std::size_t> seen(topology_.data_centers.size());
    for (std::size_t i = 0; i < topology_.hosts.size(); ++i) {
        const topology::Host& host = topology_.hosts[i];
        const std::size_t data_center = host.data_center.index();
        std::vector<NodeId> causes{
            add(Loss::Kind::host, "host " + host.name,
                fmt::format("{}/hosts/{}", pointers_[data_center], seen[data_center]++))};
        if (rack_of_host_[i]) causes.push_back(*rack_of_host_[i]);
        for (std::size_t fate = 0; fate < fates_.size(); ++fate) {
            if (contains(topology_.shared_fates[fate].hosts, HostId::of(i)))
                causes.push_back(fates_[fate]);
        }
        std::vector<NodeId> events = made_.tree[data_centers_[data_center]].children;
        events.insert(events.end(), causes.begin(), causes.end());
        std::set<EventId> taken_by;  // the shared fate of a host may be that of its data centre too
        for (const NodeId event : events) taken_by.insert(made_.tree[event].event);
        for (const EventId event : taken_by)
            made_.losses[event.index()].hosts.push_back(HostId::of(i));
        causes.push_back(data_centers_[data_center]);
        hosts_.push_back(made_.tree.any_of(std::move(causes), "host " + host.name + " down"));
    }
}

void Infrastructure::add_paths() {
    for (const topology::ZonePath& path : topology_.network.between_zones) {
        const std::pair<ZoneId, ZoneId> pair = std::minmax(path.a, path.b);
        const std::string name = fmt::format("the path between zones {} and {}",
                                             topology_.zones[pair.first.index()].name,
                                             topology_.zones[pair.second.index()].name);
        std::vector<NodeId> causes{add(Loss::Kind::path, name, "/network/between_zones")};
        for (std::size_t fate = 0; fate < fates_.size(); ++fate) {
            for (const topology::ZonePair& struck : topology_.shared_fates[fate].paths) {
                if (struck.a == pair.first && struck.b == pair.second)
                    causes.push_back(fates_[fate]);
            }
        }
        paths_[pair] = made_.tree.any_of(std::move(causes), name + " down");
    }
    for (const topology::Zone& zone : topology_.zones) {
        access_.push_back(add(Loss::Kind::client_access,
                              "the access of clients to zone " + zone.name,
                              "/network/client_access"));
    }
}

void Infrastructure::add_needs() {
    for (std::size_t i = 0; i < topology_.shared_fates.size(); ++i) {
        for (const std::string& component : topology_.shared_fates[i].components)
            needs_[component].push_back(fates_[i]);
    }
    for (std::size_t i = 0; i < world_.unsimulated.size(); ++i) {
        const world::Unsimulated& system = world_.unsimulated[i];
        if (system.need != world::Need::hard || system.needed_by.empty()) continue;
        std::vector<NodeId> causes;
        if (system.external) {
            causes.push_back(
                add(Loss::Kind::dependency, system.name, fmt::format("/not_simulated/{}", i)));
        } else {
            std::vector<NodeId> copies;
            for (const DataCenterId id : system.data_centers)
                copies.push_back(data_center_down(id));
            causes.push_back(made_.tree.all_of(std::move(copies)));
        }
        if (system.corporate) causes.push_back(*corporate_);
        const NodeId lost = made_.tree.any_of(std::move(causes), system.name + " out of reach");
        for (const std::string& component : system.needed_by) needs_[component].push_back(lost);
    }
}

NodeId Infrastructure::all_down(std::vector<HostId> hosts) const {
    std::ranges::sort(hosts);
    hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
    std::vector<NodeId> nodes;
    for (const HostId host : hosts) nodes.push_back(host_down(host));
    return made_.tree.all_of(std::move(nodes));
}

const std::vector<NodeId>& Infrastructure::needs_of(const std::string& component) const {
    static const std::vector<NodeId> nothing;
    const auto found = needs_.find(component);
    return found == needs_.end() ? nothing : found->second;
}

}  // namespace triaz::structure
