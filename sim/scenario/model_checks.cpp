// What only the whole model can show: circles of calls, and parts that nobody reaches.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/model_reader.hpp"

namespace triaz::scenario {

namespace {

// The service that a call ends at, if it ends at one.
const world::ServiceId* service_called(const world::World& world, const world::Call& call) {
    const auto* balancer = std::get_if<world::BalancerId>(&call.to);
    return balancer == nullptr ? nullptr : &world.balancers[balancer->index()].target;
}

}  // namespace

// Depth first; a call back into the chain that led here closes a circle.
void ModelReader::check_cycles() {
    enum class Seen : std::uint8_t { never, in_chain, done };
    std::vector<Seen> seen(world_.services.size(), Seen::never);
    std::vector<std::pair<std::size_t, std::size_t>> chain;  // service, its next call
    for (std::size_t first = 0; first < seen.size(); ++first) {
        if (seen[first] != Seen::never) continue;
        chain.push_back({first, 0});
        seen[first] = Seen::in_chain;
        while (!chain.empty()) {
            const auto [service, next] = chain.back();
            const auto& calls = world_.services[service].calls;
            if (next == calls.size()) {
                seen[service] = Seen::done;
                chain.pop_back();
                continue;
            }
            ++chain.back().second;
            const world::ServiceId* called = service_called(world_, calls[next]);
            if (called == nullptr) continue;
            if (seen[called->index()] == Seen::never) {
                seen[called->index()] = Seen::in_chain;
                chain.push_back({called->index(), 0});
            } else if (seen[called->index()] == Seen::in_chain) {
                std::string circle;
                auto link = std::ranges::find(chain, called->index(),
                                              &std::pair<std::size_t, std::size_t>::first);
                for (; link != chain.end(); ++link)
                    circle += world_.services[link->first].name + " -> ";
                const CallSite& site = call_sites_[service][next];
                complaints_.error(site.at, site.path,
                                  {.code = "call-cycle",
                                   .message = fmt::format("calls go in a circle: {}{}", circle,
                                                          world_.services[called->index()].name),
                                   .expected = "no service that waits for itself"});
            }
        }
    }
}

void ModelReader::check_reach() {
    std::vector<bool> balancers(world_.balancers.size());
    std::vector<bool> services(world_.services.size());
    std::vector<bool> stores(world_.stores.size());
    std::vector<std::size_t> to_visit;  // services
    const auto reach = [&](world::BalancerId id) {
        balancers[id.index()] = true;
        const std::size_t service = world_.balancers[id.index()].target.index();
        if (services[service]) return;
        services[service] = true;
        to_visit.push_back(service);
    };
    for (const world::Cohort& cohort : world_.cohorts) reach(cohort.entry);
    for (const world::SessionCohort& cohort : world_.sessions) reach(cohort.through);
    while (!to_visit.empty()) {
        const std::size_t service = to_visit.back();
        to_visit.pop_back();
        for (const world::Call& call : world_.services[service].calls) {
            if (const auto* balancer = std::get_if<world::BalancerId>(&call.to)) reach(*balancer);
            if (const auto* store = std::get_if<world::StoreId>(&call.to))
                stores[store->index()] = true;
        }
    }
    const auto warn = [&](const std::vector<bool>& reached, const std::vector<Declared>& declared,
                          std::string_view what) {
        for (std::size_t i = 0; i < reached.size(); ++i) {
            if (reached[i]) continue;
            complaints_.warn(
                declared[i].at, declared[i].fields.path(),
                {.code = "unreached",
                 .message = fmt::format("no request of a client reaches this {}", what),
                 .expected = "a client or a service that calls it, or no such part"});
        }
    };
    warn(services, services_, "service");
    warn(balancers, balancers_, "balancer");
    warn(stores, stores_, "store");
}

}  // namespace triaz::scenario
