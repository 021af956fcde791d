#include "sim/structure/capacity.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "sim/base/time.hpp"
#include "sim/structure/graph.hpp"

namespace triaz::structure {

using topology::HostId;
using topology::ZoneId;
using world::BalancerId;
using world::ServiceId;
using world::StoreId;

namespace {

// Requests a second, by what they do.
struct Rate {
    double reads = 0;
    double writes = 0;
    double total() const { return reads + writes; }
    Rate times(double share) const { return {reads * share, writes * share}; }
    Rate taking(world::When when) const {
        return {when == world::When::on_write ? 0 : reads,
                when == world::When::on_read ? 0 : writes};
    }
    void add(const Rate& more) {
        reads += more.reads;
        writes += more.writes;
    }
};

class Capacity {
public:
    Capacity(const world::World& world, const std::vector<bool>& lost)
        : world_(world), lost_(lost), zones_(world.topology.zones.size()) {
        alive_.resize(world.services.size(), std::vector<std::uint32_t>(zones_));
        for (std::size_t s = 0; s < world.services.size(); ++s) {
            for (const HostId host : world.services[s].instances) {
                if (!lost[host.index()]) ++alive_[s][world.topology.zone_of(host).index()];
            }
        }
        demand_.resize(world.services.size(), std::vector<Rate>(zones_));
        store_demand_.resize(world.stores.size());
    }

    CapacityState state() {
        route();
        CapacityState state;
        state.unserved = unserved_;
        for (std::size_t s = 0; s < world_.services.size(); ++s) {
            for (std::size_t z = 0; z < zones_; ++z) {
                if (alive_[s][z] == 0) continue;
                state.services.push_back({ServiceId::of(s), ZoneId::of(z), alive_[s][z],
                                          demand_[s][z].total(), capacity_of(s, z)});
            }
        }
        for (std::size_t s = 0; s < world_.stores.size(); ++s) {
            const world::Store& store = world_.stores[s];
            const double busy = store.workers.service_time.mean_seconds();
            state.stores.push_back(
                {StoreId::of(s), store_demand_[s] / static_cast<double>(store.replicas.size()),
                 busy > 0 && std::isfinite(busy) ? store.workers.count / busy : 0});
        }
        find_best(state.best);
        return state;
    }

private:
    bool alive(HostId host) const { return !lost_[host.index()]; }
    double busy_seconds(std::size_t service) const;
    double latency_of(const world::Call& call) const;
    // 0: not known (a mean without bound, or no work at all).
    double capacity_of(std::size_t service, std::size_t zone) const {
        const double busy = busy_seconds(service);
        if (!(busy > 0) || !std::isfinite(busy)) return 0;
        return alive_[service][zone] * world_.services[service].workers.count / busy;
    }
    std::vector<std::size_t> view(const world::Balancer& balancer, std::size_t zone) const;
    std::vector<std::size_t> entry_zones(const world::Cohort& cohort) const;
    void route();
    void enter(const world::Balancer& balancer, std::size_t zone, const Rate& rate);
    std::vector<std::size_t> callers_first() const;

    void find_best(BestRouting& best);
    void follow(std::vector<std::pair<BalancerId, double>>& chain, const Rate& mix,
                BestRouting& best);
    double share_carried(const std::vector<std::pair<BalancerId, double>>& chain);

    const world::World& world_;
    const std::vector<bool>& lost_;
    std::size_t zones_;
    std::vector<std::vector<std::uint32_t>> alive_;  // by service and zone
    std::vector<std::vector<Rate>> demand_;          // the same
    std::vector<double> store_demand_;
    double unserved_ = 0;
};

double Capacity::latency_of(const world::Call& call) const {
    const base::Duration there = world_.topology.network.same_data_center.latency;
    double seconds = 2 * base::to_seconds(there);
    if (const auto* balancer = std::get_if<BalancerId>(&call.to)) {
        seconds += busy_seconds(world_.balancers[balancer->index()].target.index());
    } else {
        const world::Store& store = world_.stores[std::get<StoreId>(call.to).index()];
        seconds += store.workers.service_time.mean_seconds();
    }
    return seconds;
}

double Capacity::busy_seconds(std::size_t index) const {
    const world::Service& service = world_.services[index];
    double seconds = service.workers.service_time.mean_seconds();
    if (!service.worker_held_during_calls) return seconds;
    for (const world::Call& call : service.calls) {
        const bool waits = call.kind != world::CallKind::async;
        if (call.when == world::When::always && waits) seconds += latency_of(call);
    }
    return seconds;
}

// The zones with instances that a balancer of this zone gives requests to.
std::vector<std::size_t> Capacity::view(const world::Balancer& balancer, std::size_t zone) const {
    std::vector<std::size_t> zones;
    for (std::size_t z = 0; z < zones_; ++z) {
        if ((balancer.cross_zone || z == zone) && alive_[balancer.target.index()][z] > 0)
            zones.push_back(z);
    }
    return zones;
}

std::vector<std::size_t> Capacity::entry_zones(const world::Cohort& cohort) const {
    const world::Balancer& balancer = world_.balancers[cohort.entry.index()];
    const std::size_t home = cohort.home.index();
    if (balancer.nodes.empty()) return {home};
    std::vector<std::size_t> usable;
    for (std::size_t z = 0; z < zones_; ++z) {
        const bool node = std::ranges::any_of(balancer.nodes, [&](HostId host) {
            return alive(host) && world_.topology.zone_of(host).index() == z;
        });
        if (node && !view(balancer, z).empty()) usable.push_back(z);
    }
    if (std::ranges::find(usable, home) != usable.end()) return {home};
    return usable;
}

void Capacity::enter(const world::Balancer& balancer, std::size_t zone, const Rate& rate) {
    const std::size_t service = balancer.target.index();
    const auto zones = view(balancer, zone);
    double instances = 0;
    for (const std::size_t z : zones) instances += alive_[service][z];
    for (const std::size_t z : zones)
        demand_[service][z].add(rate.times(alive_[service][z] / instances));
    if (zones.empty()) unserved_ += rate.total();
}

std::vector<std::size_t> Capacity::callers_first() const {
    std::vector<std::size_t> callers(world_.services.size());  // not yet in the order
    const auto each_callee = [&](std::size_t service, const auto& visit) {
        for (const world::Call& call : world_.services[service].calls) {
            if (const auto* balancer = std::get_if<BalancerId>(&call.to))
                visit(world_.balancers[balancer->index()].target.index());
        }
    };
    for (std::size_t s = 0; s < callers.size(); ++s)
        each_callee(s, [&](std::size_t callee) { ++callers[callee]; });
    std::vector<std::size_t> order;
    for (std::size_t s = 0; s < callers.size(); ++s) {
        if (callers[s] == 0) order.push_back(s);
    }
    for (std::size_t at = 0; at < order.size(); ++at) {
        each_callee(order[at], [&](std::size_t callee) {
            if (--callers[callee] == 0) order.push_back(callee);
        });
    }
    return order;
}

void Capacity::route() {
    for (const world::Cohort& cohort : world_.cohorts) {
        const auto zones = entry_zones(cohort);
        const Rate rate{cohort.rate * (1 - cohort.writes.value), cohort.rate * cohort.writes.value};
        for (const std::size_t zone : zones) {
            enter(world_.balancers[cohort.entry.index()], zone,
                  rate.times(1 / static_cast<double>(zones.size())));
        }
        if (zones.empty()) unserved_ += rate.total();
    }
    for (const std::size_t s : callers_first()) {
        for (std::size_t z = 0; z < zones_; ++z) {
            for (const world::Call& call : world_.services[s].calls) {
                const Rate rate = demand_[s][z].taking(call.when);
                if (rate.total() <= 0) continue;
                if (const auto* balancer = std::get_if<BalancerId>(&call.to)) {
                    enter(world_.balancers[balancer->index()], z, rate);
                } else {
                    store_demand_[std::get<StoreId>(call.to).index()] += rate.total();
                }
            }
        }
    }
}

void Capacity::find_best(BestRouting& best) {
    std::map<BalancerId, Rate> entries;
    for (const world::Cohort& cohort : world_.cohorts) {
        entries[cohort.entry].add(
            {cohort.rate * (1 - cohort.writes.value), cohort.rate * cohort.writes.value});
    }
    for (const auto& [entry, rate] : entries) {
        std::vector<std::pair<BalancerId, double>> chain{{entry, 1.0}};
        follow(chain, rate.times(1 / rate.total()), best);
    }
}

// All chains of services from here on. `mix`: of one request, the part that comes here.
void Capacity::follow(std::vector<std::pair<BalancerId, double>>& chain, const Rate& mix,
                      BestRouting& best) {
    const ServiceId service = world_.balancers[chain.back().first.index()].target;
    bool last = true;
    for (const world::Call& call : world_.services[service.index()].calls) {
        const auto* balancer = std::get_if<BalancerId>(&call.to);
        const Rate taken = mix.taking(call.when);
        if (balancer == nullptr || taken.total() <= 0) continue;
        last = false;
        chain.push_back({*balancer, taken.total()});
        follow(chain, taken, best);
        chain.pop_back();
    }
    if (!last) return;
    const double share = share_carried(chain);
    if (share < best.share) {
        best = {share, world_.balancers[chain.front().first.index()].name,
                world_.services[service.index()].name};
    }
}

// Vertices: the source, the sink, each zone that is entered, and for each service of the chain and
// each zone one before and one behind its capacity.
double Capacity::share_carried(const std::vector<std::pair<BalancerId, double>>& chain) {
    constexpr double grain = 1e6;  // of a request a second
    constexpr auto endless = std::int64_t{1} << 60;
    const auto amount = [&](double rate) {
        return static_cast<std::int64_t>(
            std::min(rate * grain + 0.5, static_cast<double>(endless)));
    };
    const std::size_t source = 0, sink = 1, entered = 2;
    const auto before = [&](std::size_t link, std::size_t z) {
        return entered + zones_ + (link * zones_ + z) * 2;
    };
    std::vector<Pipe> pipes;
    std::size_t vertices = before(chain.size(), 0);
    std::int64_t offered = 0;
    for (const world::Cohort& cohort : world_.cohorts) {
        if (cohort.entry != chain.front().first) continue;
        const std::size_t vertex = vertices++;
        offered += amount(cohort.rate);
        pipes.push_back({source, vertex, amount(cohort.rate)});
        const bool by_nodes = !world_.balancers[cohort.entry.index()].nodes.empty();
        for (std::size_t z = 0; z < zones_; ++z) {
            const bool node =
                by_nodes &&
                std::ranges::any_of(world_.balancers[cohort.entry.index()].nodes, [&](HostId host) {
                    return alive(host) && world_.topology.zone_of(host).index() == z;
                });
            if (node || (!by_nodes && z == cohort.home.index()))
                pipes.push_back({vertex, entered + z, endless});
        }
    }
    for (std::size_t link = 0; link < chain.size(); ++link) {
        const world::Balancer& balancer = world_.balancers[chain[link].first.index()];
        const std::size_t service = balancer.target.index();
        for (std::size_t z = 0; z < zones_; ++z) {
            const double capacity = capacity_of(service, z);
            const std::size_t from = link == 0 ? entered + z : before(link - 1, z) + 1;
            for (const std::size_t to : view(balancer, z))
                pipes.push_back({from, before(link, to), endless});
            if (alive_[service][z] == 0) continue;
            pipes.push_back({before(link, z), before(link, z) + 1,
                             capacity > 0 ? amount(capacity / chain[link].second) : endless});
            if (link + 1 == chain.size()) pipes.push_back({before(link, z) + 1, sink, endless});
        }
    }
    if (offered == 0) return 1;
    return static_cast<double>(max_flow(vertices, pipes, source, sink)) /
           static_cast<double>(offered);
}

}  // namespace

CapacityState capacity_state(const world::World& world, const std::vector<bool>& lost) {
    return Capacity{world, lost}.state();
}

}  // namespace triaz::structure
