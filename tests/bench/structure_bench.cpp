// How fast minimal cut sets are found: deployments of a thousand parts, all combinations up to an
// order. `combinations` is what trying them all would look at.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "sim/structure/deployment_tree.hpp"
#include "sim/structure/lint.hpp"

namespace {

using namespace triaz;
using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

// Three zones of ten data centres; three services one behind the other with an instance on every
// third host; two stores of `shards` shards.
world::World deployment(std::size_t hosts, std::size_t shards) {
    world::World world;
    auto& topology = world.topology;
    for (std::size_t z = 0; z < 3; ++z) topology.zones.push_back({std::string(1, "abc"[z])});
    for (std::size_t d = 0; d < 30; ++d)
        topology.data_centers.push_back({"d" + std::to_string(d), ZoneId::of(d / 10)});
    for (std::size_t h = 0; h < hosts; ++h)
        topology.hosts.push_back(
            {"h" + std::to_string(h), DataCenterId::of(h * 30 / hosts), "rack"});
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = a + 1; b < 3; ++b)
            topology.network.between_zones.push_back({ZoneId::of(a), ZoneId::of(b), {}});
    }
    for (std::size_t s = 0; s < 2; ++s) {
        world::Store& store = world.stores.emplace_back();
        store.name = "store" + std::to_string(s);
        store.protocol = protocol::raft::Options{};
        for (std::size_t shard = 0; shard < shards; ++shard) {
            const std::size_t third = hosts / 3, at = (shard * 7 + s) % third;
            store.replicas.push_back(
                {HostId::of(at), HostId::of(third + at), HostId::of(2 * third + at)});
            store.preferred_leaders.push_back(static_cast<protocol::Member>(shard % 3));
        }
    }
    for (std::size_t s = 0; s < 3; ++s) {
        world::Service& service = world.services.emplace_back();
        service.name = "service" + std::to_string(s);
        for (std::size_t h = s; h < hosts; h += 3) service.instances.push_back(HostId::of(h));
        if (s < 2) service.calls.push_back({world::StoreId::of(s), world::When::always, {}});
        if (s > 0) service.calls.push_back({world::BalancerId::of(s - 1), world::When::always, {}});
        world::Balancer& balancer = world.balancers.emplace_back();
        balancer.name = "balancer" + std::to_string(s);
        balancer.target = world::ServiceId::of(s);
        balancer.cross_zone = s != 1;
        if (s == 2) {
            for (std::size_t d = 0; d < 30; ++d)
                balancer.nodes.push_back(HostId::of(d * hosts / 30));
        }
    }
    world::Cohort& cohort = world.cohorts.emplace_back();
    cohort.name = "users";
    cohort.home = ZoneId{0};
    cohort.rate = 1;
    cohort.entry = world::BalancerId{2};
    return world;
}

void cut_sets(benchmark::State& state) {
    const auto order = static_cast<std::size_t>(state.range(0));
    const auto hosts = static_cast<std::size_t>(state.range(1));
    const world::World world = deployment(hosts, static_cast<std::size_t>(state.range(2)));
    const structure::DeploymentTree made = structure::deployment_tree(world);
    std::vector<structure::NodeId> tops;
    for (const structure::Target& target : made.targets) tops.push_back(target.top);
    std::size_t sets = 0;
    for (auto _ : state) {
        sets = 0;
        for (const auto& found : structure::minimal_cut_sets(made.tree, tops, {.order = order}))
            sets += found.sets.size();
        benchmark::DoNotOptimize(sets);
    }
    const auto events = static_cast<double>(made.losses.size());
    double combinations = 1, term = 1;
    for (std::size_t k = 1; k <= order; ++k) {
        term *= (events - static_cast<double>(k) + 1) / static_cast<double>(k);
        combinations += term;
    }
    state.counters["events"] = events;
    state.counters["sets"] = static_cast<double>(sets);
    state.counters["combinations"] = combinations;
}
BENCHMARK(cut_sets)
    ->Name("structure/cut_sets")
    ->ArgNames({"order", "hosts", "shards"})
    ->Args({2, 960, 300})
    ->Args({3, 960, 300})
    ->Args({4, 960, 300})
    ->Args({3, 960, 3000})
    ->Args({3, 24, 6})
    ->Unit(benchmark::kMillisecond);

void whole_lint(benchmark::State& state) {
    const world::World world = deployment(static_cast<std::size_t>(state.range(1)), 300);
    for (auto _ : state) {
        const auto report =
            structure::lint(world, {.order = static_cast<std::size_t>(state.range(0))});
        benchmark::DoNotOptimize(report.findings.size());
    }
}
BENCHMARK(whole_lint)
    ->Name("structure/lint")
    ->ArgNames({"order", "hosts"})
    ->Args({2, 960})
    ->Args({3, 960})
    ->Unit(benchmark::kMillisecond);

}  // namespace
