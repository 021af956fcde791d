#include "sim/structure/store_logic.hpp"

#include <algorithm>
#include <type_traits>

namespace triaz::structure {

using topology::HostId;

namespace {

QuorumRule rule_of(const protocol::raft::Options& raft) {
    const std::size_t majority = raft.members / 2U + 1U;
    const std::size_t copies = raft.copies == 0 ? majority : raft.copies;
    return {.members = raft.members,
            .data_members = raft.members,
            .leader_quorum = majority,
            .write_data = std::max(copies, majority),
            .promotion_data = 1,
            .durable_copies = copies};
}

QuorumRule rule_of(const protocol::mirror::Options& mirror) {
    return {.members = mirror.members,
            .data_members = mirror.members,
            .leader_quorum = 1,
            .write_data = mirror.copies,
            .promotion_data = 1,
            .durable_copies = mirror.copies,
            .fixed_leader = true};
}

// One that falls back writes alone in the end; what it promises till then is `durable_copies`.
QuorumRule rule_of(const protocol::standby::Options& standby) {
    const bool in_sync = standby.rule == protocol::standby::Rule::in_sync;
    const std::size_t awaited = standby.fallback ? 0 : standby.awaited();
    return {.members = standby.members,
            .data_members = standby.data_members(),
            .leader_quorum = standby.members / 2U + 1U,
            .write_data = in_sync ? standby.in_sync.minimum : awaited + 1,
            .promotion_data = standby.seen_before_promotion(),
            .durable_copies = standby.durable_copies()};
}

// Whoever is asked leads.
QuorumRule rule_of(const protocol::quorum::Options& quorum) {
    return {.members = quorum.members,
            .data_members = quorum.members,
            .leader_quorum = 1,
            .write_data = quorum.writes,
            .read_data = quorum.reads,
            .promotion_data = 1,
            .durable_copies = quorum.writes};
}

}  // namespace

QuorumRule quorum_rule(const world::Store& store) {
    return std::visit([](const auto& options) { return rule_of(options); }, store.protocol);
}

NodeId ShardLogic::unreachable(HostId from, HostId to) {
    const topology::ZoneId a = world.topology.zone_of(from);
    const topology::ZoneId b = world.topology.zone_of(to);
    return a == b ? host_down(to) : tree.any_of({host_down(to), path_down(a, b)});
}

// Fewer than `enough` of the first `among` members, the leader included, are in its reach.
NodeId ShardLogic::too_few(std::span<const HostId> members, std::size_t leader, std::size_t among,
                           std::size_t enough) {
    std::vector<NodeId> others;
    for (std::size_t other = 0; other < among; ++other) {
        if (other != leader) others.push_back(unreachable(members[leader], members[other]));
    }
    // Of n others all but enough - 1 may be lost.
    const std::size_t lost = others.size() + 2 - std::min(enough, others.size() + 1);
    return tree.at_least(static_cast<std::uint32_t>(lost), std::move(others));
}

NodeId ShardLogic::fails(std::span<const HostId> members, std::size_t preferred, bool write,
                         const topology::ZoneId* caller) {
    std::vector<NodeId> candidates;
    for (std::size_t leader = 0; leader < rule.data_members; ++leader) {
        if (!rule.may_lead(leader, preferred)) continue;
        std::vector<NodeId> causes{host_down(members[leader])};
        const topology::ZoneId zone = world.topology.zone_of(members[leader]);
        if (caller != nullptr && *caller != zone) causes.push_back(path_down(*caller, zone));
        if (rule.leader_quorum > 1)
            causes.push_back(too_few(members, leader, rule.members, rule.leader_quorum));
        if (write && rule.write_data > 1)
            causes.push_back(too_few(members, leader, rule.data_members, rule.write_data));
        if (!write && rule.read_data > 1)
            causes.push_back(too_few(members, leader, rule.data_members, rule.read_data));
        if (leader != preferred && rule.promotion_data > 1)
            causes.push_back(too_few(members, leader, rule.data_members, rule.promotion_data));
        candidates.push_back(tree.any_of(std::move(causes)));
    }
    return tree.all_of(std::move(candidates));
}

NodeId ShardLogic::data_gone(std::span<const HostId> members, std::size_t preferred) {
    std::vector<NodeId> holders;
    for (std::size_t member = 0; member < rule.data_members; ++member) {
        if (!rule.fixed_leader || member != preferred)
            holders.push_back(host_down(members[member]));
    }
    const auto copies = static_cast<std::uint32_t>(rule.durable_copies);
    if (!rule.fixed_leader) return tree.at_least(copies, std::move(holders));
    const NodeId others = tree.at_least(copies - 1, std::move(holders));
    return tree.all_of({host_down(members[preferred]), others});
}

}  // namespace triaz::structure
