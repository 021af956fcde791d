#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/fault_kinds.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace triaz::scenario {

using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

namespace {

const FaultKindName& kind_named(std::string_view word) {
    const auto* found = std::ranges::find(fault_kind_names, word, &FaultKindName::word);
    return found == std::end(fault_kind_names) ? fault_kind_names[0] : *found;
}

// The target of a fault that has no name of its own.
std::string words_of(const Fields& target) {
    const std::string& form = target.shape().keys.front().name;
    const std::string first = target.text(form);
    if (form == "zone") return "zone " + first;
    if (form == "data_center") return "data centre " + first;
    if (form == "host") return "host " + first;
    if (form == "from") {
        return fmt::format("the {} {} to {}", target.flag("one_way") ? "way from" : "path from",
                           first, target.text("to"));
    }
    if (form == "dependency" && target.has("zone"))
        return fmt::format("{} in zone {}", first, target.text("zone"));
    if (form == "dependency") return first;
    if (form == "component" && target.has("host"))
        return fmt::format("{} on {}", first, target.text("host"));
    if (form == "component" && target.has("zone"))
        return fmt::format("{} in zone {}", first, target.text("zone"));
    if (form == "component") return first;
    if (form == "checks_of") return "the checks of " + first;
    if (form == "control_plane") return "the control plane of " + first;
    if (first == "leader-host") {
        return fmt::format("the leader's host of {}/{}", target.text("store"),
                           target.count("shard"));
    }
    return fmt::format("the zone of most leaders of {}", target.text("store"));
}

}  // namespace

void ScenarioReader::read_faults() {
    Names taken{"fault"};
    for (const Fields::Entry& entry : fields_.entries("faults")) read_fault(entry.fields, taken);
    std::ranges::stable_sort(result_.world.faults, {}, &fault::Fault::at);
}

void ScenarioReader::read_fault(const Fields& fields, Names& taken) {
    fault::Fault fault;
    const FaultKindName& kind = kind_named(fields.text("kind"));
    fault.kind = kind.kind;
    fault.at = base::start_of_run + fields.duration("at");
    fault.duration = fields.maybe_duration("for");
    check_instants(fields, fault);
    read_effect(fields, fault);
    if (!fields.has("target")) return;
    const Value* value = fields.value("target");
    if (std::ranges::none_of(*value->object(), [&](const Member& member) {
            return std::ranges::any_of(
                fields.shape().find("target")->form.shapes,
                [&](const Shape* shape) { return shape->keys.front().name == member.name; });
        })) {
        return;
    }
    const Fields target = fields.object("target");
    const auto resolved = read_target(target, fault.kind);
    if (!resolved) return;
    fault.target = *resolved;
    if (fields.has("name")) {
        fault.name = fields.text("name");
        taken.add(fault.name, 0, fields.at("name"), fields.path("name"), complaints_);
    } else {
        const std::string usual = fmt::format("{} {}", kind.words, words_of(target));
        fault.name = usual;
        for (int again = 2; taken.find(fault.name); ++again)
            fault.name = fmt::format("{} ({})", usual, again);
        taken.add(fault.name, 0, fields.at(), fields.path(), complaints_);
    }
    result_.world.faults.push_back(std::move(fault));
}

// What happens to the messages of a path.
void ScenarioReader::read_effect(const Fields& fields, fault::Fault& fault) {
    const bool latency = fault.kind == fault::Kind::added_latency;
    const bool clock = fault.kind == fault::Kind::slow_clock;
    if (clock && !fields.given("share")) {
        fields.error({.code = "missing-key",
                      .message = "how much of the time the clock loses is missing",
                      .expected = "\"share\", such as \"5%\""});
    } else if (latency || clock || fault.kind == fault::Kind::message_loss ||
               fault.kind == fault::Kind::error_answers ||
               fault.kind == fault::Kind::stale_answers) {
        fault.share = fields.ratio("share");
        if (fields.has("share") && fault.share.value <= 0) {
            fields.error("share", {.code = "out-of-bounds",
                                   .message = "a fault that hits no message is none",
                                   .expected = "more than 0"});
        } else if (clock && fields.has("share") && fault.share.value > most_of_a_clock) {
            fields.error("share", {.code = "out-of-bounds",
                                   .message = "a clock that loses nearly all of the time stands",
                                   .expected = "at most 90%"});
        }
    } else if (fields.given("share")) {
        fields.error("share", {.code = "wrong-kind",
                               .message = "this kind of fault has no share: it hits all",
                               .expected = "no share, or a message-loss, an added-latency, "
                                           "error-answers, stale-answers or a slow-clock"});
    }
    if (latency && !fields.given("latency")) {
        fields.error({.code = "missing-key",
                      .message = "how much is added is missing",
                      .expected = "\"latency\", such as \"200ms\""});
    } else if (latency) {
        fault.added = fields.distribution("latency");
    } else if (fields.given("latency")) {
        fields.error("latency", {.code = "wrong-kind",
                                 .message = "this kind of fault adds no latency",
                                 .expected = "no latency, or an added-latency"});
    }
}

void ScenarioReader::check_instants(const Fields& fields, const fault::Fault& fault) {
    const world::World& world = result_.world;
    if (!fields.has("at") || !fields_.has("duration") || world.warm_up >= world.duration) return;
    const base::Duration at = fault.at.time_since_epoch();
    if (at <= world.warm_up || at >= world.duration) {
        fields.error(
            "at",
            {.code = "outside-run",
             .message = fmt::format(
                 "the fault strikes at {}, {}", base::to_text(at),
                 at >= world.duration ? "when the run is over" : "before the warm-up is over"),
             .expected = fmt::format("after the warm-up, {}, and before the end, {}",
                                     base::to_text(world.warm_up), base::to_text(world.duration))});
    } else if (fault.duration && *fault.duration > world.duration - at) {
        fields.error(
            "for", {.code = "outside-run",
                    .message = fmt::format("the fault would end after the run, at {}",
                                           base::to_text(at + *fault.duration)),
                    .expected = fmt::format("at most {}; without \"for\" a fault lasts to the end",
                                            base::to_text(world.duration - at))});
    }
}

std::optional<fault::Target> ScenarioReader::read_target(const Fields& target, fault::Kind kind) {
    const std::string& form = target.shape().keys.front().name;
    if (form == "dependency") return read_dependency(target, kind);
    const bool of_zones = form == "zone" || form == "from" || form == "role";
    const bool misplaced =
        form == "from" ? !fault::strikes_paths(kind) : !of_zones && fault::strikes_paths(kind);
    if (misplaced && !fault::misbehaves(kind)) {
        target.error({.code = "wrong-target",
                      .message = form == "from" ? "a path loses messages, it has no power to lose"
                                                : "this kind of fault strikes paths between zones",
                      .expected = form == "from" ? "a partition, a message-loss or an added-latency"
                                                 : "a zone, or \"from\" and \"to\""});
        return std::nullopt;
    }
    const bool of_hosts =
        kind == fault::Kind::slow_clock &&
        (form == "zone" || form == "data_center" || form == "host" || form == "role");
    if (form == "checks_of" || form == "control_plane" || (fault::misbehaves(kind) && !of_hosts))
        return read_misbehaving(target, kind);
    if (form == "from") return read_path(target);
    if (form == "role") return read_role(target, kind);
    if (form == "component") return read_component(target, kind);
    const Names& names = form == "zone"   ? names_.zones
                         : form == "host" ? names_.hosts
                                          : names_.data_centers;
    if (!target.has(form)) return std::nullopt;
    const auto id =
        names.resolve(target.text(form), target.at(form), target.path(form), complaints_);
    if (!id) return std::nullopt;
    if (form == "zone") return fault::ZoneTarget{ZoneId{*id}};
    if (form == "host") return fault::HostTarget{HostId{*id}};
    return fault::DataCenterTarget{DataCenterId{*id}};
}

std::optional<fault::Target> ScenarioReader::read_path(const Fields& target) {
    if (!target.has("from") || !target.has("to")) return std::nullopt;
    const auto zone = [&](const char* key) {
        return names_.zones.resolve(target.text(key), target.at(key), target.path(key),
                                    complaints_);
    };
    fault::PathTarget path;
    path.one_way = target.flag("one_way");
    const auto from = zone("from");
    if (from) path.from = ZoneId{*from};
    if (target.text("to") == "clients" && !names_.zones.find("clients")) {
        return from ? std::optional<fault::Target>{path} : std::nullopt;
    }
    const auto to = zone("to");
    if (!from || !to) return std::nullopt;
    if (*from == *to) {
        target.error("to", {.code = "wrong-target",
                            .message = "a path leads from one zone to another",
                            .expected = "another zone, or \"clients\""});
        return std::nullopt;
    }
    path.to = ZoneId{*to};
    return path;
}

std::optional<fault::Target> ScenarioReader::read_dependency(const Fields& target,
                                                             fault::Kind kind) {
    if (!target.has("dependency")) return std::nullopt;
    const auto index = names_.dependencies.resolve(
        target.text("dependency"), target.at("dependency"), target.path("dependency"), complaints_);
    fault::DependencyTarget found{target.text("dependency"), {}};
    if (!fault::fits(kind, found)) {
        target.error({.code = "wrong-target",
                      .message = "this kind of fault does not strike such a target",
                      .expected = "a dependency-loss, an added-latency, error-answers or "
                                  "stale-answers"});
        return std::nullopt;
    }
    if (!index || (target.given("zone") && !target.has("zone"))) return std::nullopt;
    if (!target.has("zone")) return found;
    const auto zone = names_.zones.resolve(target.text("zone"), target.at("zone"),
                                           target.path("zone"), complaints_);
    if (!zone) return std::nullopt;
    found.zone = ZoneId{*zone};
    const auto& zones = result_.world.dependencies[*index].zones;
    if (std::ranges::find(zones, *found.zone) == zones.end()) {
        target.error("zone", {.code = "nothing-there",
                              .message = fmt::format("{} has no part in zone {}", found.dependency,
                                                     target.text("zone")),
                              .expected = zones.empty() ? "no zone: it stands outside"
                                                        : "a zone where it has one"});
        return std::nullopt;
    }
    return found;
}

// Faults of what still runs: each kind has one form of target.
std::optional<fault::Target> ScenarioReader::read_misbehaving(const Fields& target,
                                                              fault::Kind kind) {
    const std::string& form = target.shape().keys.front().name;
    struct Wanted {
        std::string_view form;
        std::string_view expected;
    };
    const bool of_dependency =
        kind == fault::Kind::dependency_loss || kind == fault::Kind::stale_answers;
    const Wanted wanted =
        kind == fault::Kind::error_answers ? Wanted{"component", "a component or a dependency"}
        : of_dependency                    ? Wanted{"dependency", "\"dependency\": its name"}
        : kind == fault::Kind::slow_clock  ? Wanted{"", "a zone, data centre, host or role"}
        : kind == fault::Kind::evacuation  ? Wanted{"zone", "a zone"}
        : kind == fault::Kind::checks_fail ? Wanted{"checks_of", "\"checks_of\": a balancer"}
        : kind == fault::Kind::control_plane_loss
            ? Wanted{"control_plane", "\"control_plane\": \"names\""}
            : Wanted{"", "a zone, data centre, host, component or path"};
    if (form != wanted.form) {
        target.error({.code = "wrong-target",
                      .message = "this kind of fault does not strike such a target",
                      .expected = std::string{wanted.expected}});
        return std::nullopt;
    }
    if (form == "component") return read_component(target, kind);
    if (!target.has(form)) return std::nullopt;
    if (form == "control_plane") {
        return fault::ControlPlaneTarget{target.text(form) == "scaling"
                                             ? fault::ControlPlane::scaling
                                             : fault::ControlPlane::names};
    }
    const std::string name = target.text(form);
    const Names& names = form == "zone" ? names_.zones : names_.balancers;
    const auto id = names.resolve(name, target.at(form), target.path(form), complaints_);
    if (!id) return std::nullopt;
    if (form == "zone") return fault::ZoneTarget{ZoneId{*id}};
    return fault::CheckersTarget{name};
}

std::optional<fault::Target> ScenarioReader::read_component(const Fields& target,
                                                            fault::Kind kind) {
    if (kind != fault::Kind::process_crash && kind != fault::Kind::error_answers) {
        target.error(
            {.code = "wrong-target",
             .message = "a power loss takes whole hosts, not the processes of one component",
             .expected = "\"kind\": \"process-crash\", or a host, data centre or zone"});
        return std::nullopt;
    }
    if (!target.has("component")) return std::nullopt;
    const std::string component = target.text("component");
    const auto number = names_.components.resolve(component, target.at("component"),
                                                  target.path("component"), complaints_);
    if (target.given("host") && target.given("zone")) {
        target.error("zone", {.code = "wrong-target",
                              .message = "a host stands in its zone: both are given",
                              .expected = "either host or zone"});
        return std::nullopt;
    }
    if (!target.given("host")) {
        if (target.given("zone") && !target.has("zone")) return std::nullopt;
        fault::ComponentTarget all{component, {}};
        if (target.has("zone")) {
            const auto zone = names_.zones.resolve(target.text("zone"), target.at("zone"),
                                                   target.path("zone"), complaints_);
            if (!zone) return std::nullopt;
            all.zone = ZoneId{*zone};
        }
        return number ? std::optional<fault::Target>{all} : std::nullopt;
    }
    if (!target.has("host")) return std::nullopt;
    const std::string host = target.text("host");
    const auto id = names_.hosts.resolve(host, target.at("host"), target.path("host"), complaints_);
    if (!number || !id) return std::nullopt;
    if (complaints_.errors() == 0 && !stands_on(Component::of(*number), HostId{*id})) {
        target.error("host",
                     {.code = "nothing-there",
                      .message = fmt::format("no process of {} stands on {}", component, host),
                      .expected = "a host with one"});
        return std::nullopt;
    }
    return fault::ProcessTarget{component, HostId{*id}};
}

bool ScenarioReader::stands_on(Component component, HostId host) const {
    const auto holds = [&](const std::vector<HostId>& hosts) {
        return std::ranges::find(hosts, host) != hosts.end();
    };
    const world::World& world = result_.world;
    switch (component.kind) {
        case Component::Kind::service:
            return holds(world.services[component.index].instances);
        case Component::Kind::balancer:
            return holds(world.balancers[component.index].nodes);
        case Component::Kind::store:
            return std::ranges::any_of(world.stores[component.index].replicas, holds);
    }
    return false;
}

std::optional<fault::Target> ScenarioReader::read_role(const Fields& target, fault::Kind kind) {
    if (!target.has("store") || !target.has("role")) return std::nullopt;
    const auto store = names_.stores.resolve(target.text("store"), target.at("store"),
                                             target.path("store"), complaints_);
    if (!store) return std::nullopt;
    fault::RoleTarget role;
    role.store = *store;
    role.role = target.text("role") == "leader-host" ? fault::Role::leader_host
                                                     : fault::Role::zone_of_most_leaders;
    role.shard = target.small_count("shard");
    if (!fault::fits(kind, role)) {
        target.error("role", {.code = "wrong-target",
                              .message = "this kind of fault strikes paths between zones",
                              .expected = "zone-of-most-leaders"});
        return std::nullopt;
    }
    if (std::holds_alternative<protocol::quorum::Options>(result_.world.stores[*store].protocol)) {
        target.error("role", {.code = "no-leader",
                              .message = fmt::format("nobody leads {}", target.text("store")),
                              .expected = "a host, a zone, or a store with leaders"});
        return std::nullopt;
    }
    const std::size_t shards = result_.world.stores[*store].replicas.size();
    if (role.role == fault::Role::zone_of_most_leaders && target.given("shard")) {
        target.error("shard", {.code = "wrong-target",
                               .message = "the zone of most leaders is not of one shard",
                               .expected = "no shard, or the role leader-host"});
    } else if (role.shard >= shards && shards > 0) {
        target.error("shard", {.code = "out-of-bounds",
                               .message = fmt::format("the store has no shard {}", role.shard),
                               .expected = fmt::format("0 to {}", shards - 1)});
    }
    return role;
}

}  // namespace triaz::scenario
