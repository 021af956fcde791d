#include "sim/search/choice.hpp"

#include <algorithm>

#include "sim/scenario/fault_words.hpp"

namespace triaz::search {

namespace {

using fault::Kind;
using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

constexpr double share_of_messages = 0.2;
constexpr base::Duration added_latency = std::chrono::milliseconds{200};
constexpr double loss_of_clocks = 0.1;

template <class Hosts>
bool holds(const Hosts& hosts, HostId host) {
    return std::ranges::find(hosts, host) != hosts.end();
}

bool runs_on(const world::Store& store, HostId host) {
    return std::ranges::any_of(store.replicas,
                               [&](const auto& members) { return holds(members, host); });
}

std::vector<std::string> components_on(const world::World& world, HostId host) {
    std::vector<std::string> names;
    for (const world::Service& service : world.services)
        if (holds(service.instances, host)) names.push_back(service.name);
    for (const world::Balancer& balancer : world.balancers)
        if (holds(balancer.nodes, host)) names.push_back(balancer.name);
    for (const world::Store& store : world.stores)
        if (runs_on(store, host)) names.push_back(store.name);
    return names;
}

// Every target there is, whatever may strike it.
std::vector<fault::Target> targets_of(const world::World& world) {
    const topology::Topology& topology = world.topology;
    std::vector<fault::Target> targets;
    for (std::size_t z = 0; z < topology.zones.size(); ++z)
        targets.emplace_back(fault::ZoneTarget{ZoneId::of(z)});
    for (std::size_t d = 0; d < topology.data_centers.size(); ++d)
        targets.emplace_back(fault::DataCenterTarget{DataCenterId::of(d)});
    for (std::size_t h = 0; h < topology.hosts.size(); ++h)
        targets.emplace_back(fault::HostTarget{HostId::of(h)});
    for (std::size_t a = 0; a < topology.zones.size(); ++a) {
        for (std::size_t b = a + 1; b < topology.zones.size(); ++b)
            targets.emplace_back(fault::PathTarget{ZoneId::of(a), ZoneId::of(b)});
    }
    for (std::size_t z = 0; z < topology.zones.size(); ++z)
        targets.emplace_back(fault::PathTarget{ZoneId::of(z), std::nullopt});
    for (std::size_t h = 0; h < topology.hosts.size(); ++h) {
        for (const std::string& component : components_on(world, HostId::of(h)))
            targets.emplace_back(fault::ProcessTarget{component, HostId::of(h)});
    }
    for (const world::Balancer& balancer : world.balancers)
        if (balancer.health.enabled) targets.emplace_back(fault::CheckersTarget{balancer.name});
    targets.emplace_back(fault::ControlPlaneTarget{fault::ControlPlane::names});
    if (std::ranges::any_of(world.services,
                            [](const auto& service) { return service.scaling.has_value(); }))
        targets.emplace_back(fault::ControlPlaneTarget{fault::ControlPlane::scaling});
    return targets;
}

bool wanted(const fault::Target& target, const std::vector<std::string>& targets,
            const world::World& world) {
    if (targets.empty()) return true;
    const std::string words = scenario::to_words(target, world);
    return std::ranges::any_of(targets, [&](const std::string& each) {
        return words == each || words.substr(0, words.find('/')) == each;
    });
}

void add_pair(Reach& reach, std::size_t a, std::size_t b) {
    reach.paths.emplace_back(std::min(a, b), std::max(a, b));
}

}  // namespace

const std::vector<Kind>& usual_kinds() {
    static const std::vector<Kind> kinds{Kind::power_loss, Kind::process_crash, Kind::partition};
    return kinds;
}

const std::vector<std::string>& forms_of_targets() {
    static const std::vector<std::string> forms{"zone",      "data-center", "host",         "path",
                                                "component", "checks-of",   "control-plane"};
    return forms;
}

Reach reach_of(const fault::Target& target, Kind kind, const world::World& world) {
    const topology::Topology& topology = world.topology;
    Reach reach;
    const auto add_hosts = [&](auto&& belongs) {
        for (std::size_t h = 0; h < topology.hosts.size(); ++h)
            if (belongs(HostId::of(h))) reach.hosts.push_back(HostId::of(h));
    };
    if (const auto* zone = std::get_if<fault::ZoneTarget>(&target)) {
        if (!fault::strikes_paths(kind)) {
            add_hosts([&](HostId host) { return topology.zone_of(host) == zone->zone; });
            return reach;
        }
        for (std::size_t other = 0; other < topology.zones.size(); ++other)
            if (other != zone->zone.index()) add_pair(reach, zone->zone.index(), other);
    } else if (const auto* building = std::get_if<fault::DataCenterTarget>(&target)) {
        add_hosts([&](HostId host) {
            return topology.hosts[host.index()].data_center == building->data_center;
        });
    } else if (const auto* host = std::get_if<fault::HostTarget>(&target)) {
        reach.hosts = {host->host};
    } else if (const auto* process = std::get_if<fault::ProcessTarget>(&target)) {
        reach.hosts = {process->host};
        reach.component = process->component;
    } else if (const auto* path = std::get_if<fault::PathTarget>(&target)) {
        add_pair(reach, path->from.index(), path->to ? path->to->index() : clients);
    }
    return reach;
}

std::vector<Choice> choices_of(const world::World& world, const Selection& selection) {
    std::vector<Choice> choices;
    for (const Kind kind : selection.kinds.empty() ? usual_kinds() : selection.kinds) {
        for (const fault::Target& target : targets_of(world)) {
            if (!fault::fits(kind, target) || !wanted(target, selection.targets, world)) continue;
            // A process that is told to crash is one; a host that crashes is all of them.
            const bool crash = kind == Kind::process_crash;
            if (crash && !std::holds_alternative<fault::ProcessTarget>(target)) continue;
            const Reach reach = reach_of(target, kind, world);
            const bool empty =
                !reach.hosts.empty() && std::ranges::all_of(reach.hosts, [&](HostId host) {
                    return components_on(world, host).empty();
                });
            const auto alike = [&](const Choice& other) {
                return other.kind == kind && !reach.hosts.empty() &&
                       reach == reach_of(other.target, kind, world);
            };
            if (!empty && std::ranges::none_of(choices, alike)) choices.push_back({kind, target});
        }
    }
    return choices;
}

fault::Fault strike(const Choice& choice, base::Time at, std::optional<base::Duration> lasts,
                    const world::World& world) {
    fault::Fault fault;
    fault.name = scenario::usual_name(choice.kind, choice.target, world);
    fault.kind = choice.kind;
    fault.target = choice.target;
    fault.at = at;
    fault.duration = lasts;
    if (choice.kind == Kind::message_loss) fault.share.value = share_of_messages;
    if (choice.kind == Kind::slow_clock) fault.share.value = loss_of_clocks;
    if (choice.kind == Kind::added_latency)
        fault.added = base::Distribution::constant(added_latency);
    return fault;
}

bool contains(const Choice& first, const Choice& second, const world::World& world) {
    const Reach outer = reach_of(first.target, first.kind, world);
    const Reach inner = reach_of(second.target, second.kind, world);
    if (first.kind == Kind::partition && second.kind == Kind::partition)
        return std::ranges::includes(outer.paths, inner.paths);
    if (second.kind != Kind::power_loss && second.kind != Kind::process_crash) {
        return first.kind == second.kind &&
               scenario::to_words(first.target, world) == scenario::to_words(second.target, world);
    }
    if (first.kind == Kind::power_loss) return std::ranges::includes(outer.hosts, inner.hosts);
    return first.kind == Kind::process_crash && second.kind == Kind::process_crash &&
           outer.component == inner.component && outer.hosts == inner.hosts;
}

}  // namespace triaz::search
