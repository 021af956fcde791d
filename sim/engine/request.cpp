#include "sim/engine/request.hpp"

#include <algorithm>
#include <variant>

#include "sim/base/ensure.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

void collect(const world::World& world, world::BalancerId entry, bool write, bool promised,
             std::vector<Reached>& stores) {
    for (const world::Call& call :
         world.services[world.balancers[entry.index()].target.index()].calls) {
        if (call.when != world::When::always && (call.when == world::When::on_write) != write)
            continue;
        const bool hard = promised && call.kind == world::CallKind::hard;
        if (const auto* next = std::get_if<world::BalancerId>(&call.to)) {
            collect(world, *next, write, hard, stores);
            continue;
        }
        const std::uint32_t store = std::get<world::StoreId>(call.to).value;
        const auto known = std::ranges::find(stores, store, &Reached::store);
        if (known == stores.end()) {
            stores.push_back({store, hard});
        } else {
            known->promised |= hard;
        }
    }
    base::ensure(stores.size() <= max_touches, "a request reaches no more stores than it can name");
}

void sample(Simulation& simulation, bool write, Touch& touch) {
    history::Samples& samples = simulation.recorder.samples;
    touch.sample = samples.call(touch.store, touch.shard, touch.key, write,
                                write ? touch.write : history::nothing_written, simulation.now());
}

}  // namespace

std::vector<Reached> stores_reached(const world::World& world, world::BalancerId entry,
                                    bool write) {
    std::vector<Reached> stores;
    collect(world, entry, write, true, stores);
    return stores;
}

void write_request(Simulation& simulation, const std::vector<Reached>& stores, bool write,
                   Request& request) {
    request.write = write;
    request.touches = 0;
    request.priority = 0;
    request.tenant = 0;
    request.session = 0;
    request.issued = simulation.now();
    for (const Reached& each : stores) {
        Store& reached = simulation.stores[each.store];
        const auto shard = static_cast<std::uint32_t>(simulation.keys.below(shard_count(reached)));
        Touch& touch = request.touch[request.touches++];
        touch = {each.store, shard, each.promised, 0};
        if (write) touch.write = ledger_of(reached, shard).issue();
        touch.key =
            write ? history::Samples::key_of(touch.write) : simulation.recorder.samples.next_read();
        touch.sample = history::not_sampled;
        if (simulation.recorder.samples.keys() != 0) sample(simulation, write, touch);
    }
}

}  // namespace triaz::engine
