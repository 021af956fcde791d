#include "sim/search/symmetry.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "sim/scenario/fault_words.hpp"

namespace triaz::search {

namespace {

using topology::HostId;

using Order = std::vector<std::uint32_t>;

Order identity(std::size_t size) {
    Order order(size);
    std::iota(order.begin(), order.end(), 0U);
    return order;
}

bool same(const base::Distribution& a, const base::Distribution& b) {
    if (a.kind() != b.kind() || a.upper_bound() != b.upper_bound()) return false;
    return std::ranges::all_of(
        std::initializer_list<double>{0, 0.1, 0.5, 0.9, 0.99, 0.999999},
        [&](double share) { return a.quantile(share) == b.quantile(share); });
}

bool same(const topology::Path& a, const topology::Path& b) {
    return a.latency == b.latency && a.bandwidth == b.bandwidth && same(a.jitter, b.jitter);
}

bool same(const traffic::Backoff& a, const traffic::Backoff& b) {
    return a.base == b.base && a.cap == b.cap && a.factor == b.factor && a.jitter == b.jitter;
}

// Different when either has what this does not compare.
bool same(const world::Tries& a, const world::Tries& b) {
    const bool plain = a.budget.index() == 0 && b.budget.index() == 0 && !a.breaker && !b.breaker;
    return plain && a.limit == b.limit && a.timeout == b.timeout && same(a.backoff, b.backoff) &&
           a.retry_writes == b.retry_writes && a.connections == b.connections &&
           a.may_wait == b.may_wait;
}

bool same(const world::Cohort& a, const world::Cohort& b) {
    const bool poisson = a.arrivals.index() == 0 && b.arrivals.index() == 0;
    return poisson && a.rate == b.rate && a.writes == b.writes && a.entry == b.entry &&
           a.deadline == b.deadline && a.latency_objective == b.latency_objective &&
           same(a.tries, b.tries) && a.resolvers == b.resolvers && a.sessions == b.sessions &&
           a.priority == b.priority && a.residency == b.residency;
}

// Holds one renaming of places against the model, and finds what it does to shards and cohorts.
class Comparison {
public:
    Comparison(const world::World& world, const std::vector<check::Claim>& claims, Renaming& by)
        : world_(world), claims_(claims), by_(by) {}

    bool holds() {
        return places() && paths() && shared_fates() && services() && balancers() && stores() &&
               cohorts() && claims() && others();
    }

private:
    HostId of(HostId host) const { return HostId{by_.hosts[host.index()]}; }

    bool places() const {
        const topology::Topology& topology = world_.topology;
        for (std::size_t d = 0; d < topology.data_centers.size(); ++d) {
            const topology::DataCenter& from = topology.data_centers[d];
            const topology::DataCenter& to = topology.data_centers[by_.data_centers[d]];
            if (by_.zones[from.zone.index()] != to.zone.value || from.corporate != to.corporate ||
                from.jurisdiction != to.jurisdiction) {
                return false;
            }
        }
        return true;
    }

    bool paths() const {
        const std::size_t zones = world_.topology.zones.size();
        for (std::size_t a = 0; a < zones; ++a) {
            for (std::size_t b = a + 1; b < zones; ++b) {
                const auto zone = [](std::size_t id) { return topology::ZoneId::of(id); };
                if (!same(world_.topology.between(zone(a), zone(b)),
                          world_.topology.between(zone(by_.zones[a]), zone(by_.zones[b])))) {
                    return false;
                }
            }
        }
        return true;
    }

    // Each is mapped onto itself.
    bool shared_fates() const {
        return std::ranges::all_of(world_.topology.shared_fates, [&](const auto& fate) {
            const auto kept = [](const auto& ids, const Order& order) {
                return std::ranges::all_of(ids, [&](const auto& id) {
                    return std::ranges::any_of(
                        ids, [&](const auto& other) { return other.value == order[id.index()]; });
                });
            };
            return kept(fate.data_centers, by_.data_centers) && kept(fate.hosts, by_.hosts) &&
                   (fate.paths.empty() || by_.zones == identity(by_.zones.size()));
        });
    }

    // As many of them on a host as on the one it becomes.
    bool spread_alike(const std::vector<HostId>& hosts) const {
        std::vector<HostId> before = hosts;
        std::vector<HostId> after;
        for (const HostId host : hosts) after.push_back(of(host));
        std::ranges::sort(before);
        std::ranges::sort(after);
        return before == after;
    }

    // What others run in zones, and long-lived sessions, are not compared: zones keep their places.
    bool others() const {
        const bool zoned = std::ranges::any_of(
            world_.dependencies, [](const auto& dependency) { return !dependency.zones.empty(); });
        const bool asked = std::ranges::any_of(claims_, [](const check::Claim& claim) {
            return std::holds_alternative<check::DependencyOutage>(claim.promise);
        });
        return (!zoned && !asked && world_.sessions.empty()) ||
               by_.zones == identity(by_.zones.size());
    }

    bool services() const {
        return std::ranges::all_of(world_.services, [&](const world::Service& service) {
            return spread_alike(service.instances) && spread_alike(service.spares);
        });
    }

    bool balancers() const {
        return std::ranges::all_of(world_.balancers, [&](const world::Balancer& balancer) {
            for (std::size_t z = 0; z < balancer.zone_weights.size(); ++z)
                if (balancer.zone_weights[z] != balancer.zone_weights[by_.zones[z]]) return false;
            return spread_alike(balancer.nodes);
        });
    }

    // The shard whose members are these hosts: in this order where the protocol goes by it.
    std::optional<std::uint32_t> shard_on(const world::Store& store, std::vector<HostId> members,
                                          HostId leader) const {
        const bool ordered = !std::holds_alternative<protocol::raft::Options>(store.protocol);
        if (!ordered) std::ranges::sort(members);
        for (std::uint32_t shard = 0; shard < store.replicas.size(); ++shard) {
            std::vector<HostId> others = store.replicas[shard];
            if (others[store.preferred_leaders[shard]] != leader) continue;
            if (!ordered) std::ranges::sort(others);
            if (others == members) return shard;
        }
        return std::nullopt;
    }

    bool stores() {
        for (const world::Store& store : world_.stores) {
            Order& shards = by_.shards.emplace_back();
            std::set<std::uint32_t> taken;
            for (std::uint32_t shard = 0; shard < store.replicas.size(); ++shard) {
                std::vector<HostId> members;
                for (const HostId host : store.replicas[shard]) members.push_back(of(host));
                const HostId leader = members[store.preferred_leaders[shard]];
                const auto becomes = shard_on(store, members, leader);
                if (!becomes || !taken.insert(*becomes).second) return false;
                shards.push_back(*becomes);
            }
        }
        return true;
    }

    bool cohorts() {
        std::set<std::uint32_t> taken;
        for (std::uint32_t c = 0; c < world_.cohorts.size(); ++c) {
            const world::Cohort& cohort = world_.cohorts[c];
            const std::uint32_t home = by_.zones[cohort.home.index()];
            std::optional<std::uint32_t> becomes;
            if (home == cohort.home.value) becomes = c;
            for (std::uint32_t other = 0; other < world_.cohorts.size() && !becomes; ++other) {
                if (world_.cohorts[other].home.value == home && !taken.contains(other) &&
                    same(cohort, world_.cohorts[other])) {
                    becomes = other;
                }
            }
            if (!becomes || !taken.insert(*becomes).second) return false;
            by_.cohorts.push_back(*becomes);
        }
        return tenants();
    }

    // Cohorts of one tenant become cohorts of one tenant.
    bool tenants() const {
        const auto tenant = [&](std::size_t cohort) { return world_.cohorts[cohort].tenant; };
        for (std::size_t a = 0; a < by_.cohorts.size(); ++a) {
            for (std::size_t b = a + 1; b < by_.cohorts.size(); ++b) {
                if ((tenant(a) == tenant(b)) != (tenant(by_.cohorts[a]) == tenant(by_.cohorts[b])))
                    return false;
            }
        }
        return true;
    }

    // A claim about some cohorts speaks of the same ones afterwards.
    bool claims() const {
        return std::ranges::all_of(claims_, [&](const check::Claim& claim) {
            const auto* promise = std::get_if<check::RecoveryTime>(&claim.promise);
            if (promise == nullptr) return true;
            const auto named = [&](const std::string& name) {
                return std::ranges::find(promise->cohorts, name) != promise->cohorts.end();
            };
            for (std::size_t c = 0; c < world_.cohorts.size(); ++c) {
                if (named(world_.cohorts[c].name) != named(world_.cohorts[by_.cohorts[c]].name))
                    return false;
            }
            return true;
        });
    }

    const world::World& world_;
    const std::vector<check::Claim>& claims_;
    Renaming& by_;
};

// Places by what holds them: data centres of each zone, hosts of each data centre.
struct Places {
    explicit Places(const topology::Topology& topology)
        : of_zone(topology.zones.size()), of_data_center(topology.data_centers.size()) {
        for (std::uint32_t d = 0; d < topology.data_centers.size(); ++d)
            of_zone[topology.data_centers[d].zone.index()].push_back(d);
        for (std::uint32_t h = 0; h < topology.hosts.size(); ++h)
            of_data_center[topology.hosts[h].data_center.index()].push_back(h);
        for (const Order& hosts : of_data_center) most_hosts = std::max(most_hosts, hosts.size());
        for (const Order& buildings : of_zone)
            most_buildings = std::max(most_buildings, buildings.size());
    }
    std::vector<Order> of_zone;
    std::vector<Order> of_data_center;
    std::size_t most_hosts = 0;
    std::size_t most_buildings = 0;
};

// Nothing when the places do not correspond.
std::optional<Renaming> renaming(const Places& places, const Order& zones,
                                 const std::vector<Order>& buildings, const Order& slots) {
    Renaming by;
    by.zones = zones;
    by.data_centers.resize(places.of_data_center.size());
    std::size_t hosts = 0;
    for (const Order& of : places.of_data_center) hosts += of.size();
    by.hosts.resize(hosts);
    for (std::size_t z = 0; z < zones.size(); ++z) {
        const Order& from = places.of_zone[z];
        const Order& to = places.of_zone[zones[z]];
        if (from.size() != to.size()) return std::nullopt;
        for (std::size_t d = 0; d < from.size(); ++d) {
            const std::uint32_t becomes = to[buildings[z][d]];
            by.data_centers[from[d]] = becomes;
            const Order& hosts_from = places.of_data_center[from[d]];
            const Order& hosts_to = places.of_data_center[becomes];
            if (hosts_from.size() != hosts_to.size()) return std::nullopt;
            for (std::size_t h = 0; h < hosts_from.size(); ++h) {
                const std::size_t slot = h < slots.size() ? slots[h] : h;
                if (slot >= hosts_to.size()) return std::nullopt;
                by.hosts[hosts_from[h]] = hosts_to[slot];
            }
        }
    }
    return by;
}

std::vector<Order> orders_of(std::size_t size) {
    constexpr std::size_t most = 5;  // 120 orders
    std::vector<Order> orders{identity(size)};
    if (size > most) return orders;
    Order order = identity(size);
    while (std::next_permutation(order.begin(), order.end())) orders.push_back(order);
    return orders;
}

}  // namespace

std::vector<Renaming> symmetries_of(const world::World& world,
                                    const std::vector<check::Claim>& claims) {
    const Places places(world.topology);
    const std::size_t zone_count = world.topology.zones.size();
    const std::vector<Order> zones = orders_of(zone_count);
    const std::vector<Order> slots = orders_of(places.most_hosts);
    std::vector<std::vector<Order>> buildings;  // by zone
    double candidates = static_cast<double>(zones.size() * slots.size());
    for (const Order& of_zone : places.of_zone) {
        buildings.push_back(orders_of(of_zone.size()));
        candidates *= static_cast<double>(buildings.back().size());
    }
    std::vector<Renaming> found;
    const auto consider = [&](const Order& zone_order, const std::vector<Order>& building_orders,
                              const Order& slot_order) {
        auto by = renaming(places, zone_order, building_orders, slot_order);
        if (by && Comparison{world, claims, *by}.holds()) found.push_back(std::move(*by));
    };
    std::vector<std::size_t> turn(zone_count);
    const auto orders_at = [&] {
        std::vector<Order> orders;
        for (std::size_t z = 0; z < zone_count; ++z) orders.push_back(buildings[z][turn[z]]);
        return orders;
    };
    if (candidates > static_cast<double>(most_tried)) {
        consider(zones.front(), orders_at(), slots.front());
        return found;
    }
    for (bool more = true; more;) {
        for (const Order& zone_order : zones)
            for (const Order& slot_order : slots) consider(zone_order, orders_at(), slot_order);
        more = false;
        for (std::size_t z = 0; z < zone_count && !more; ++z) {
            more = ++turn[z] < buildings[z].size();
            if (!more) turn[z] = 0;
        }
    }
    return found;
}

Choice renamed(const Choice& choice, const Renaming& by) {
    Choice other = choice;
    const auto zone = [&](topology::ZoneId& id) { id.value = by.zones[id.index()]; };
    if (auto* target = std::get_if<fault::ZoneTarget>(&other.target)) {
        zone(target->zone);
    } else if (auto* building = std::get_if<fault::DataCenterTarget>(&other.target)) {
        building->data_center.value = by.data_centers[building->data_center.index()];
    } else if (auto* host = std::get_if<fault::HostTarget>(&other.target)) {
        host->host.value = by.hosts[host->host.index()];
    } else if (auto* process = std::get_if<fault::ProcessTarget>(&other.target)) {
        process->host.value = by.hosts[process->host.index()];
    } else if (auto* path = std::get_if<fault::PathTarget>(&other.target)) {
        zone(path->from);
        if (path->to) zone(*path->to);
        if (path->to && !path->one_way && *path->to < path->from) std::swap(*path->to, path->from);
    } else if (auto* all = std::get_if<fault::ComponentTarget>(&other.target)) {
        if (all->zone) zone(*all->zone);
    } else if (auto* part = std::get_if<fault::DependencyTarget>(&other.target)) {
        if (part->zone) zone(*part->zone);
    }
    return other;
}

Component renamed(const Component& component, const Renaming& by, const world::World& world) {
    Component other = component;
    if (component.kind == Component::Kind::view && component.index < by.zones.size())
        other.index = by.zones[component.index];
    if (component.kind == Component::Kind::checks) other.index = by.hosts[component.index];
    if (component.kind != Component::Kind::shard) return other;
    for (std::size_t store = 0; store < world.stores.size(); ++store) {
        if (world.stores[store].name == component.name)
            other.index = by.shards[store][component.index];
    }
    return other;
}

bool same(const Choice& a, const Choice& b, const world::World& world) {
    return a.kind == b.kind &&
           scenario::to_words(a.target, world) == scenario::to_words(b.target, world);
}

}  // namespace triaz::search
