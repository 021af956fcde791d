#include "sim/structure/lint.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"
#include "sim/structure/checks.hpp"
#include "sim/structure/graph.hpp"
#include "sim/structure/store_logic.hpp"

namespace triaz::structure {

namespace {

std::vector<Tolerance> tolerances_of(const DeploymentTree& deployment, const CutSets& cut_sets,
                                     std::size_t order) {
    std::array<Tolerance, loss_kinds> by_kind;
    for (const Loss& loss : deployment.losses) ++by_kind[static_cast<std::size_t>(loss.kind)].parts;
    std::array<std::size_t, loss_kinds> smallest{};
    for (const EventSet set : cut_sets.sets) {
        const auto events = set.events();
        if (events.size() == 0) continue;
        const Loss::Kind kind = deployment.losses[events[0].index()].kind;
        if (!std::ranges::all_of(events, [&](EventId event) {
                return deployment.losses[event.index()].kind == kind;
            }))
            continue;
        std::size_t& least = smallest[static_cast<std::size_t>(kind)];
        if (least == 0) least = events.size();  // sets come by rising size
        if (least == events.size()) ++by_kind[static_cast<std::size_t>(kind)].cuts;
    }
    std::vector<Tolerance> tolerances;
    for (std::size_t kind = 0; kind < loss_kinds; ++kind) {
        Tolerance& tolerance = by_kind[kind];
        if (tolerance.parts == 0) continue;
        tolerance.kind = static_cast<Loss::Kind>(kind);
        tolerance.or_more = smallest[kind] == 0;
        tolerance.survives =
            tolerance.or_more ? std::min(order, tolerance.parts) : smallest[kind] - 1;
        if (tolerance.survives == tolerance.parts) tolerance.or_more = false;
        tolerances.push_back(tolerance);
    }
    return tolerances;
}

std::string store_mode(const world::Store& store) {
    const QuorumRule rule = quorum_rule(store);
    if (rule.fixed_leader) {
        return fmt::format(
            "a shard waits for its primary, which is never replaced, and for {} of {} copies",
            rule.write_data, rule.members);
    }
    if (const auto* standby = std::get_if<protocol::standby::Options>(&store.protocol)) {
        if (standby->rule == protocol::standby::Rule::in_sync)
            return fmt::format(
                "writes are refused with fewer than {} members in sync, or without "
                "a majority of the {} voters; the in-sync set shrinks before that",
                rule.write_data, rule.members);
        if (standby->fallback)
            return fmt::format(
                "a primary needs a majority of the {} voters; after {} writes go on "
                "without their copies, and the recovery point is given up",
                rule.members, base::seconds_text(base::to_seconds(store.patience)));
        return fmt::format(
            "writes wait for {} of {} copies, and for a primary that a majority of "
            "the {} voters agrees on",
            rule.write_data, rule.data_members, rule.members);
    }
    if (std::holds_alternative<protocol::quorum::Options>(store.protocol))
        return fmt::format("writes wait for {} of {} members, whichever they are", rule.write_data,
                           rule.members);
    return fmt::format("writes wait for {} of {} members; acknowledged ones are kept",
                       std::max(rule.write_data, rule.leader_quorum), rule.members);
}

std::string store_reads_mode(const world::Store& store) {
    if (const auto* quorum = std::get_if<protocol::quorum::Options>(&store.protocol))
        return fmt::format("reads wait for {} of {} members", quorum->reads, quorum->members);
    return "reads wait for a leader";
}

std::string mode_of(const world::World& world, const Target& target) {
    switch (target.kind) {
        case Target::Kind::clients:
            return "requests fail: no way is left";
        case Target::Kind::service:
            return "no instance can serve";
        case Target::Kind::store_writes:
            return store_mode(world.stores[target.index]);
        case Target::Kind::store_reads:
            return store_reads_mode(world.stores[target.index]);
        case Target::Kind::store_data:
            break;
    }
    const QuorumRule rule = quorum_rule(world.stores[target.index]);
    return fmt::format("a write is on {} of {} disks when it is acknowledged", rule.durable_copies,
                       rule.data_members);
}

void report_connectivity(const world::World& world, LintReport& report) {
    const auto& zones = world.topology.zones;
    Graph graph{zones.size(), {}};
    for (const topology::ZonePath& path : world.topology.network.between_zones)
        graph.edges.push_back({path.a.index(), path.b.index()});
    for (const std::size_t zone : articulation_points(graph))
        report.articulation_zones.push_back(topology::ZoneId::of(zone));
    for (std::size_t a = 0; a < zones.size(); ++a) {
        for (std::size_t b = a + 1; b < zones.size(); ++b) {
            report.pairs.push_back({topology::ZoneId::of(a), topology::ZoneId::of(b),
                                    disjoint_paths(graph, a, b, Disjoint::edges),
                                    disjoint_paths(graph, a, b, Disjoint::vertices) - 1});
        }
    }
}

// In one pass over the tree.
std::map<NodeId, CutSets> families_of(const DeploymentTree& deployment, std::size_t order) {
    std::set<NodeId> asked{deployment.isolated.begin(), deployment.isolated.end()};
    for (const Target& target : deployment.targets) asked.insert(target.top);
    for (const EntryZone& zone : deployment.entry_zones)
        asked.insert({zone.failing, zone.withdrawn, zone.all_failing});
    for (const NodeId gone : deployment.backup_gone) {
        if (!gone.is_none()) asked.insert(gone);
    }
    const std::vector<NodeId> tops{asked.begin(), asked.end()};
    std::map<NodeId, CutSets> families;
    auto found = minimal_cut_sets(deployment.tree, tops, {.order = order});
    for (std::size_t i = 0; i < tops.size(); ++i) families[tops[i]] = std::move(found[i]);
    return families;
}

std::size_t most_declared(const world::World& world) {
    std::size_t most = 0;
    const auto look = [&](const auto& parts) {
        for (const auto& part : parts)
            for (const world::Tolerance& tolerance : part.tolerates)
                most = std::max<std::size_t>(most, tolerance.losses());
    };
    look(world.services);
    look(world.stores);
    return most;
}

}  // namespace

bool Subject::fails(NodeId top, EventSet events) const {
    const auto& family = cut_sets(top).sets;
    return std::ranges::any_of(
        events.subsets(), [&](EventSet part) { return std::ranges::binary_search(family, part); });
}

void Subject::say(std::string_view code, std::string pointer, std::string message) const {
    const Rule* rule = find_rule(code);
    base::ensure(rule != nullptr, "a finding has a rule");
    say(code, rule->severity, std::move(pointer), std::move(message));
}

void Subject::say(std::string_view code, Severity severity, std::string pointer,
                  std::string message) const {
    report.findings.push_back(
        {std::string{code}, severity, std::move(pointer), std::move(message)});
}

std::optional<std::string> too_large(const world::World& world) {
    const topology::Topology& topology = world.topology;
    const std::size_t hosts = topology.hosts.size();
    // A rack that is a part of its own has at least two hosts.
    const std::size_t events = hosts + hosts / 2 + topology.data_centers.size() +
                               2 * topology.zones.size() + topology.shared_fates.size() +
                               topology.network.between_zones.size() + world.unsimulated.size() + 1;
    if (events <= EventSet::most_event_ids) return std::nullopt;
    return fmt::format(
        "the model has {} hosts, too many for its structure to be judged: hosts, "
        "half of them again for racks, and all other parts may be {} together",
        base::thousands(hosts), base::thousands(EventSet::most_event_ids));
}

LintReport lint(const world::World& world, const LintOptions& options) {
    LintReport report;
    report.order = std::max(options.order, most_declared(world));
    report.deployment = deployment_tree(world);
    const auto families = families_of(report.deployment, report.order);
    for (const Target& target : report.deployment.targets) {
        const CutSets& found = families.at(target.top);
        report.targets.push_back(
            {found, tolerances_of(report.deployment, found, report.order), mode_of(world, target)});
    }
    report_connectivity(world, report);
    const Subject subject{world, report, families};
    check_single_points(subject);
    check_shared_fates(subject);
    check_rotation(subject);
    check_isolation(subject);
    check_tolerances(subject);
    check_stores(subject);
    check_backups(subject);
    check_capacity(subject);
    check_corporate(subject);
    check_residency(subject);
    check_zones(subject);
    check_detection(subject);
    std::ranges::stable_sort(report.findings, [](const Finding& a, const Finding& b) {
        return std::tuple{b.severity, a.code, a.pointer} <
               std::tuple{a.severity, b.code, b.pointer};
    });
    return report;
}

}  // namespace triaz::structure
