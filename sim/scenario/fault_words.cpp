#include "sim/scenario/fault_words.hpp"

#include <algorithm>
#include <charconv>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/base/text.hpp"
#include "sim/base/units.hpp"
#include "sim/scenario/fault_kinds.hpp"

namespace triaz::scenario {

namespace {

// Thrown and caught within this file: a clause that says what is wrong.
struct Wrong {
    std::string clause;
};

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(at);
        if (end > 0 || at != ' ') parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    if (!parts.empty() && at == ' ' && parts.back().empty()) parts.pop_back();
    return parts;
}

// The index of the thing of this name.
std::size_t resolve(std::string_view name, const std::vector<std::string_view>& known,
                    std::string_view what) {
    const auto found = std::ranges::find(known, name);
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
    std::string clause = fmt::format("no {} is named `{}`", what, name);
    if (const auto near = base::nearest(name, known))
        throw Wrong{fmt::format("{}; did you mean `{}`?", clause, *near)};
    constexpr std::size_t most_shown = 12;
    if (known.size() <= most_shown)
        clause +=
            known.empty() ? "; there is none" : fmt::format("; one of: {}", fmt::join(known, ", "));
    throw Wrong{clause};
}

template <class Things>
std::vector<std::string_view> names_of(const Things& things) {
    std::vector<std::string_view> names;
    for (const auto& thing : things) names.push_back(thing.name);
    return names;
}

std::vector<std::string_view> components_of(const world::World& world) {
    std::vector<std::string_view> names = names_of(world.services);
    for (const auto& balancer : world.balancers) names.push_back(balancer.name);
    for (const auto& store : world.stores) names.push_back(store.name);
    return names;
}

topology::ZoneId zone_named(std::string_view name, const world::World& world) {
    return topology::ZoneId::of(resolve(name, names_of(world.topology.zones), "zone"));
}
topology::HostId host_named(std::string_view name, const world::World& world) {
    return topology::HostId::of(resolve(name, names_of(world.topology.hosts), "host"));
}

template <class Hosts>
bool holds(const Hosts& hosts, typename Hosts::value_type host) {
    return std::ranges::find(hosts, host) != hosts.end();
}

bool stands_on(std::string_view component, topology::HostId host, const world::World& world) {
    for (const auto& service : world.services)
        if (service.name == component) return holds(service.instances, host);
    for (const auto& balancer : world.balancers)
        if (balancer.name == component) return holds(balancer.nodes, host);
    for (const auto& store : world.stores) {
        if (store.name != component) continue;
        return std::ranges::any_of(store.replicas,
                                   [&](const auto& members) { return holds(members, host); });
    }
    return false;
}

constexpr std::string_view forms_of_targets =
    "a target such as zone/a, data-center/a1, host/a1-h1, path/a/b, way/a/b, "
    "component/NAME/host/a1-h1, dependency/NAME, checks-of/BALANCER, control-plane/names, "
    "leaders-of/STORE or "
    "leader-host-of/STORE/0";

fault::Target component_target(const std::vector<std::string_view>& parts,
                               const world::World& world) {
    resolve(parts[1], components_of(world), "service, balancer or store");
    const std::string component{parts[1]};
    if (parts.size() == 2) return fault::ComponentTarget{component, std::nullopt};
    if (parts.size() == 4 && parts[2] == "zone")
        return fault::ComponentTarget{component, zone_named(parts[3], world)};
    if (parts.size() != 4 || parts[2] != "host")
        throw Wrong{"after component/NAME comes /zone/NAME, /host/NAME or nothing"};
    const topology::HostId host = host_named(parts[3], world);
    if (!stands_on(component, host, world))
        throw Wrong{fmt::format("nothing of {} stands on host {}", component, parts[3])};
    return fault::ProcessTarget{component, host};
}

fault::Target dependency_target(const std::vector<std::string_view>& parts,
                                const world::World& world) {
    const auto& known =
        world.dependencies[resolve(parts[1], names_of(world.dependencies), "dependency")];
    fault::DependencyTarget target{known.name, {}};
    if (parts.size() == 2) return target;
    if (parts.size() != 4 || parts[2] != "zone")
        throw Wrong{"after dependency/NAME comes /zone/NAME or nothing"};
    target.zone = zone_named(parts[3], world);
    if (!holds(known.zones, *target.zone))
        throw Wrong{fmt::format("{} has no part in zone {}", known.name, parts[3])};
    return target;
}

fault::Target path_target(const std::vector<std::string_view>& parts, const world::World& world) {
    if (parts.size() != 3) throw Wrong{fmt::format("{0}/ZONE/ZONE was expected", parts[0])};
    fault::PathTarget path;
    path.one_way = parts[0] == "way";
    path.from = zone_named(parts[1], world);
    if (parts[2] != "clients") path.to = zone_named(parts[2], world);
    if (path.to && *path.to == path.from)
        throw Wrong{"a path leads from one zone to another one, or to clients"};
    return path;
}

fault::Target leader_target(const std::vector<std::string_view>& parts, const world::World& world) {
    fault::RoleTarget role;
    role.store = static_cast<std::uint32_t>(resolve(parts[1], names_of(world.stores), "store"));
    if (parts[0] == "leaders-of") {
        if (parts.size() != 2) throw Wrong{"leaders-of/STORE was expected"};
        return role;
    }
    role.role = fault::Role::leader_host;
    if (parts.size() != 3) throw Wrong{"leader-host-of/STORE/SHARD was expected"};
    const std::string_view shard = parts[2];
    const auto [end, error] =
        std::from_chars(shard.data(), shard.data() + shard.size(), role.shard);
    const std::size_t shards = world.stores[role.store].replicas.size();
    if (error != std::errc{} || end != shard.data() + shard.size() || role.shard >= shards)
        throw Wrong{
            fmt::format("`{}` is no shard of {}: it has 0 to {}", shard, parts[1], shards - 1)};
    return role;
}

fault::Target read_target(std::string_view word, const world::World& world) {
    const std::vector<std::string_view> parts = split(word, '/');
    const std::string_view form = parts[0];
    if (parts.size() < 2)
        throw Wrong{fmt::format("`{}` is no target; {} was expected", word, forms_of_targets)};
    if (form == "component") return component_target(parts, world);
    if (form == "dependency") return dependency_target(parts, world);
    if (form == "path" || form == "way") return path_target(parts, world);
    if (form == "leaders-of" || form == "leader-host-of") return leader_target(parts, world);
    if (parts.size() == 2) {
        if (form == "zone") return fault::ZoneTarget{zone_named(parts[1], world)};
        if (form == "host") return fault::HostTarget{host_named(parts[1], world)};
        if (form == "data-center") {
            return fault::DataCenterTarget{topology::DataCenterId::of(
                resolve(parts[1], names_of(world.topology.data_centers), "data centre"))};
        }
        if (form == "checks-of") {
            resolve(parts[1], names_of(world.balancers), "balancer");
            return fault::CheckersTarget{std::string{parts[1]}};
        }
        if (form == "control-plane") {
            const std::size_t which = resolve(
                parts[1], std::vector<std::string_view>{"names", "scaling"}, "control plane");
            return fault::ControlPlaneTarget{which == 0 ? fault::ControlPlane::names
                                                        : fault::ControlPlane::scaling};
        }
    }
    throw Wrong{fmt::format("`{}` is no target; {} was expected", word, forms_of_targets)};
}

base::Duration duration_said(std::string_view word, std::string_view after) {
    const auto duration = base::parse_duration(word);
    if (!duration)
        throw Wrong{fmt::format("`{}` after `{}` is no time such as 40s or 12.5s", word, after)};
    return *duration;
}

void check_effect(const fault::Fault& fault, bool has_share, bool has_latency) {
    const bool latency = fault.kind == fault::Kind::added_latency;
    const bool clock = fault.kind == fault::Kind::slow_clock;
    const bool shares = latency || clock || fault.kind == fault::Kind::message_loss ||
                        fault.kind == fault::Kind::error_answers ||
                        fault.kind == fault::Kind::stale_answers;
    const std::string_view word = word_of(fault.kind);
    if (has_share && !shares) throw Wrong{fmt::format("{} has no share: it hits all", word)};
    if (clock && (!has_share || fault.share.value > most_of_a_clock))
        throw Wrong{"of a slow clock its loss is needed: share 5%, at most 90%"};
    if (has_latency && !latency) throw Wrong{fmt::format("{} adds no latency", word)};
    if (latency && !has_latency) throw Wrong{"how much is added is missing: latency 200ms"};
}

void check_instants(const fault::Fault& fault, const world::World& world) {
    const base::Duration at = fault.at.time_since_epoch();
    if (at <= world.warm_up || at >= world.duration) {
        throw Wrong{fmt::format(
            "it strikes at {}; after the warm-up, {}, and before the end of the "
            "run, {}, was expected",
            base::to_text(at), base::to_text(world.warm_up), base::to_text(world.duration))};
    }
    if (fault.duration && *fault.duration > world.duration - at)
        throw Wrong{fmt::format("it would end after the run; at most {} was expected",
                                base::to_text(world.duration - at))};
    if (fault.duration && *fault.duration <= base::Duration{})
        throw Wrong{"it lasts no time; more than 0s was expected"};
}

fault::Fault read_fault(std::string_view words, const world::World& world) {
    const std::vector<std::string_view> parts = split(words, ' ');
    if (parts.size() < 4 || parts.size() % 2 != 0) {
        throw Wrong{
            "KIND TARGET at TIME [for TIME] [share PERCENT] [latency TIME] was expected, "
            "such as `power-loss zone/a at 40s for 30s`"};
    }
    std::vector<std::string_view> kinds;
    for (const FaultKindName& kind : fault_kind_names) kinds.push_back(kind.word);
    fault::Fault fault;
    fault.kind = fault_kind_names[resolve(parts[0], kinds, "kind of fault")].kind;
    fault.target = read_target(parts[1], world);
    if (!fault::fits(fault.kind, fault.target))
        throw Wrong{fmt::format("a {} does not strike {}", parts[0], parts[1])};
    fault.name = fmt::format("{} {}", parts[0], parts[1]);
    std::vector<std::string_view> given;
    for (std::size_t i = 2; i < parts.size(); i += 2) {
        const std::string_view key = parts[i];
        const std::string_view value = parts[i + 1];
        if (std::ranges::find(given, key) != given.end())
            throw Wrong{fmt::format("`{}` is there twice", key)};
        given.push_back(key);
        if (key == "at") {
            fault.at = base::start_of_run + duration_said(value, key);
        } else if (key == "for") {
            fault.duration = duration_said(value, key);
        } else if (key == "share") {
            const auto share = base::parse_ratio(value);
            if (!share || share->value <= 0)
                throw Wrong{fmt::format("`{}` is no share such as 5%", value)};
            fault.share = *share;
        } else if (key == "latency") {
            fault.added = base::Distribution::constant(duration_said(value, key));
        } else {
            resolve(key, std::vector<std::string_view>{"at", "for", "share", "latency"},
                    "word of a fault");
        }
    }
    const auto has = [&](std::string_view key) {
        return std::ranges::find(given, key) != given.end();
    };
    if (!has("at")) throw Wrong{"when it strikes is missing: at 40s"};
    check_effect(fault, has("share"), has("latency"));
    check_instants(fault, world);
    return fault;
}

struct TargetWords {
    const world::World& world;

    const std::string& zone(topology::ZoneId id) const {
        return world.topology.zones[id.index()].name;
    }
    const std::string& host(topology::HostId id) const {
        return world.topology.hosts[id.index()].name;
    }
    std::string operator()(const fault::ZoneTarget& target) const {
        return "zone/" + zone(target.zone);
    }
    std::string operator()(const fault::DataCenterTarget& target) const {
        return "data-center/" + world.topology.data_centers[target.data_center.index()].name;
    }
    std::string operator()(const fault::HostTarget& target) const {
        return "host/" + host(target.host);
    }
    std::string operator()(const fault::ProcessTarget& target) const {
        return fmt::format("component/{}/host/{}", target.component, host(target.host));
    }
    std::string operator()(const fault::ComponentTarget& target) const {
        return "component/" + target.component + (target.zone ? "/zone/" + zone(*target.zone) : "");
    }
    std::string operator()(const fault::DependencyTarget& target) const {
        return "dependency/" + target.dependency +
               (target.zone ? "/zone/" + zone(*target.zone) : "");
    }
    std::string operator()(const fault::PathTarget& target) const {
        return fmt::format("{}/{}/{}", target.one_way ? "way" : "path", zone(target.from),
                           target.to ? zone(*target.to) : "clients");
    }
    std::string operator()(const fault::RoleTarget& target) const {
        const std::string& store = world.stores[target.store].name;
        return target.role == fault::Role::zone_of_most_leaders
                   ? "leaders-of/" + store
                   : fmt::format("leader-host-of/{}/{}", store, target.shard);
    }
    std::string operator()(const fault::CheckersTarget& target) const {
        return "checks-of/" + target.balancer;
    }
    std::string operator()(const fault::ControlPlaneTarget& target) const {
        return target.plane == fault::ControlPlane::names ? "control-plane/names"
                                                          : "control-plane/scaling";
    }
};

}  // namespace

std::string_view word_of(fault::Kind kind) {
    return std::ranges::find(fault_kind_names, kind, &FaultKindName::kind)->word;
}

std::optional<fault::Kind> fault_kind_named(std::string_view word) {
    const auto* const found = std::ranges::find(fault_kind_names, word, &FaultKindName::word);
    if (found == std::end(fault_kind_names)) return std::nullopt;
    return found->kind;
}

std::string to_words(const fault::Target& target, const world::World& world) {
    return std::visit(TargetWords{world}, target);
}

std::string to_words(const fault::Fault& fault, const world::World& world) {
    std::string words =
        fmt::format("{} {} at {}", word_of(fault.kind), to_words(fault.target, world),
                    base::to_text(fault.at.time_since_epoch()));
    if (fault.duration) words += " for " + base::to_text(*fault.duration);
    if (fault.share.value != 1) words += " share " + base::to_text(fault.share);
    if (fault.kind == fault::Kind::added_latency)
        words += " latency " + base::to_text(fault.added.quantile(0.5));
    return words;
}

std::string usual_name(fault::Kind kind, const fault::Target& target, const world::World& world) {
    return fmt::format("{} {}", word_of(kind), to_words(target, world));
}

ReadFault fault_of_words(std::string_view words, const world::World& world) {
    try {
        return {read_fault(words, world), {}};
    } catch (const Wrong& wrong) {
        return {std::nullopt, wrong.clause};
    }
}

ReadTarget target_of_words(std::string_view words, const world::World& world) {
    try {
        return {read_target(words, world), {}};
    } catch (const Wrong& wrong) {
        return {std::nullopt, wrong.clause};
    }
}

}  // namespace triaz::scenario
