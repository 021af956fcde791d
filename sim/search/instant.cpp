#include "sim/search/instant.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace triaz::search {

namespace {

using topology::HostId;

// Just after what happened: a fault strikes before anything else that happens at its instant.
constexpr base::Duration just_after{1};

// From the subject of an entry of the timeline.
Component component_of(std::string_view subject, const world::World& world) {
    const std::size_t slash = subject.rfind('/');
    if (slash != std::string_view::npos) {
        std::uint32_t shard = 0;
        std::from_chars(subject.data() + slash + 1, subject.data() + subject.size(), shard);
        return {Component::Kind::shard, std::string{subject.substr(0, slash)}, shard, false};
    }
    constexpr std::string_view in_zone = " in zone ";
    const std::size_t at = subject.rfind(in_zone);
    if (at == std::string_view::npos)
        return {Component::Kind::other, std::string{subject}, 0, false};
    const std::string_view zone = subject.substr(at + in_zone.size());
    const auto found = std::ranges::find(world.topology.zones, zone, &topology::Zone::name);
    return {Component::Kind::view, std::string{subject.substr(0, at)},
            static_cast<std::uint32_t>(found - world.topology.zones.begin()), false};
}

bool is_of_fault(history::Mark mark) {
    return mark == history::Mark::fault_injected || mark == history::Mark::fault_ended;
}

template <class Things>
const auto* named(const Things& things, std::string_view name) {
    const auto found =
        std::ranges::find_if(things, [&](const auto& thing) { return thing.name == name; });
    return found == things.end() ? nullptr : &*found;
}

// Hosts with something that a balancer checks; for the name service, its nodes.
std::vector<HostId> checked_hosts(const Component& checks, const world::World& world) {
    const world::Balancer* balancer = named(world.balancers, checks.name);
    if (balancer == nullptr) return {};
    return checks.names ? balancer->nodes : world.services[balancer->target.index()].instances;
}

bool touches_shard(const Reach& reach, const Component& shard, const world::World& world) {
    const world::Store* store = named(world.stores, shard.name);
    if (store == nullptr || (reach.component && *reach.component != store->name)) return false;
    const std::vector<HostId>& members = store->replicas[shard.index];
    const auto in_zone = [&](std::size_t zone) {
        return std::ranges::any_of(
            members, [&](HostId host) { return world.topology.zone_of(host).index() == zone; });
    };
    return std::ranges::any_of(
               members,
               [&](HostId host) { return std::ranges::binary_search(reach.hosts, host); }) ||
           std::ranges::any_of(reach.paths, [&](const auto& path) {
               return path.second != clients && in_zone(path.first) && in_zone(path.second);
           });
}

bool touches_checks(const Reach& reach, const Component& checks, const world::World& world) {
    const std::vector<HostId> checked = checked_hosts(checks, world);
    const world::Balancer* balancer = named(world.balancers, checks.name);
    if (balancer == nullptr) return false;
    const std::string& of =
        checks.names ? balancer->name : world.services[balancer->target.index()].name;
    if (reach.component && *reach.component != of) return false;
    for (const HostId host : reach.hosts) {
        if (std::ranges::find(checked, host) != checked.end()) return host.index() == checks.index;
    }
    if (reach.paths.empty()) return false;
    const auto first_in = [&](std::size_t zone) {
        const auto found = std::ranges::find_if(
            checked, [&](HostId host) { return world.topology.zone_of(host).index() == zone; });
        return found != checked.end() && found->index() == checks.index;
    };
    return std::ranges::any_of(reach.paths, [&](const auto& path) {
        const bool from_clients = path.second == clients;
        if (from_clients != checks.names) return false;
        if (!from_clients && !balancer->cross_zone) return false;
        return first_in(path.first) || (!from_clients && first_in(path.second));
    });
}

}  // namespace

std::string told(const Component& component, const world::World& world) {
    switch (component.kind) {
        case Component::Kind::none:
            return "nothing that it touches";
        case Component::Kind::shard:
            return fmt::format("{}/{}", component.name, component.index);
        case Component::Kind::checks:
            return fmt::format("the {} of {} on host {}",
                               component.names ? "name checks" : "checks", component.name,
                               world.topology.hosts[component.index].name);
        case Component::Kind::view:
            return fmt::format("{} in zone {}", component.name,
                               world.topology.zones[component.index].name);
        case Component::Kind::other:
            return component.name;
    }
    return {};
}

std::string told(const Instant& instant, const world::World& world) {
    if (instant.component.kind == Component::Kind::none) return "at any time";
    return fmt::format("{}: {}", told(instant.component, world), instant.phase);
}

void Instants::add(const engine::Phase& phase) {
    Instant instant;
    if (phase.of == engine::Phase::Of::shard) {
        instant.component = {Component::Kind::shard, world_.stores[phase.component].name,
                             phase.shard, false};
        instant.at = phase.at + just_after;
    } else {
        instant.component = {Component::Kind::checks, world_.balancers[phase.component].name,
                             phase.host.value, phase.names};
        instant.at = phase.name == "due" ? phase.at : phase.at + just_after;
    }
    instant.phase = phase.name;
    add(std::move(instant));
}

void Instants::add(Instant instant) {
    const std::string& name = instant.component.name;
    if (!of_.empty() && std::ranges::find(of_, name) == of_.end()) return;
    const bool known = std::ranges::any_of(instants_, [&](const Instant& other) {
        return other.component == instant.component && other.phase == instant.phase;
    });
    if (!known) instants_.push_back(std::move(instant));
}

std::vector<Instant> Instants::take(const history::Timeline& timeline, base::Time from) {
    for (const history::Entry& entry : timeline.entries) {
        if (entry.time < from || is_of_fault(entry.mark)) continue;
        add({entry.time + just_after, component_of(entry.subject, world_),
             fmt::format("after {}", history::name_of(entry.mark))});
    }
    std::vector<Instant> taken = std::exchange(instants_, {});
    std::ranges::stable_sort(taken, {}, &Instant::at);
    return taken;
}

bool touches(const Choice& choice, const Component& component, const world::World& world) {
    const Reach reach = reach_of(choice.target, choice.kind, world);
    switch (component.kind) {
        case Component::Kind::none:
            return false;
        case Component::Kind::shard:
            return touches_shard(reach, component, world);
        case Component::Kind::checks:
            if (const auto* checkers = std::get_if<fault::CheckersTarget>(&choice.target)) {
                const std::vector<HostId> checked = checked_hosts(component, world);
                return checkers->balancer == component.name && !component.names &&
                       !checked.empty() && checked.front().index() == component.index;
            }
            return touches_checks(reach, component, world);
        case Component::Kind::view:
        case Component::Kind::other:
            return true;
    }
    return true;
}

}  // namespace triaz::search
