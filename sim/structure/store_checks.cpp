// Where the copies of stores stand, what a write waits for, and their backups.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/structure/checks.hpp"
#include "sim/structure/store_logic.hpp"

namespace triaz::structure {

namespace {

std::string pointer_of(const world::Store& store) { return "/stores/" + store.name; }

// True when it said that quorums do not meet.
bool check_quorum(const Subject& subject, const world::Store& store) {
    const QuorumRule rule = quorum_rule(store);
    if (std::holds_alternative<protocol::quorum::Options>(store.protocol)) {
        if (rule.write_data + rule.read_data > rule.members) return false;
        subject.say("TZ203", pointer_of(store),
                    fmt::format("A write is acknowledged by {} of {} members, and a read asks {}: "
                                "they may know nothing of it.",
                                rule.write_data, rule.members, rule.read_data));
        return true;
    }
    if (!std::holds_alternative<protocol::raft::Options>(store.protocol)) return false;
    if (rule.members % 2 == 0) {
        subject.say("TZ205", pointer_of(store),
                    fmt::format("{} members tolerate the loss of {}, as {} do.", rule.members,
                                (rule.members - 1) / 2, rule.members - 1));
    }
    if (rule.durable_copies + rule.leader_quorum > rule.members) return false;
    subject.say("TZ203", pointer_of(store),
                fmt::format("A write is acknowledged with {} of {} copies, and a leader is elected "
                            "by {}: that majority may know nothing of it.",
                            rule.durable_copies, rule.members, rule.leader_quorum));
    return true;
}

void check_copies(const Subject& subject, const Target& target, const world::Store& store) {
    std::vector<EventId> events;
    for (const EventSet set : subject.cut_sets(target.top).sets) {
        if (set.size() == 1) events.push_back(set.events()[0]);
    }
    if (events.empty()) return;
    std::vector<std::string> names;
    for (const EventId event : smallest(subject.deployment(), events))
        names.push_back(subject.loss(event).name);
    const QuorumRule rule = quorum_rule(store);
    subject.say(
        "TZ202", pointer_of(store),
        fmt::format("A write is acknowledged with {} of {} copies on disk, and so many "
                    "stand together in {}{}: destroyed, {} may take acknowledged writes "
                    "with it.",
                    rule.durable_copies, rule.data_members, names.size() == 1 ? "" : "each of ",
                    in_a_row(names), names.size() == 1 ? "it" : "any of them"));
}

void check_leaders(const Subject& subject, const world::Store& store) {
    if (std::holds_alternative<protocol::quorum::Options>(store.protocol)) return;
    const QuorumRule rule = quorum_rule(store);
    std::set<topology::ZoneId> preferred, possible;
    for (std::size_t shard = 0; shard < store.replicas.size(); ++shard) {
        const auto& members = store.replicas[shard];
        preferred.insert(subject.world.topology.zone_of(members[store.preferred_leaders[shard]]));
        for (std::size_t member = 0; member < rule.data_members; ++member)
            possible.insert(subject.world.topology.zone_of(members[member]));
    }
    if (preferred.size() != 1 || possible.size() < 2) return;
    const std::string& zone = subject.world.topology.zones[preferred.begin()->index()].name;
    subject.say(
        "TZ207", pointer_of(store) + "/leaders",
        store.replicas.size() == 1
            ? fmt::format("Its one shard is led from zone {}: callers of other zones write "
                          "across, and its loss stops all writes until another leads.",
                          zone)
            : fmt::format("All {} shards are led from zone {}.", store.replicas.size(), zone));
}

void check_fallback(const Subject& subject, const world::Store& store) {
    const auto* standby = std::get_if<protocol::standby::Options>(&store.protocol);
    if (standby == nullptr || !standby->fallback) return;
    subject.say("TZ204", pointer_of(store) + "/fallback_after",
                fmt::format("A write that waited {} for its copies is acknowledged by the primary "
                            "alone, and so are those after it until the copies have caught up.",
                            base::seconds_text(base::to_seconds(store.patience))));
}

}  // namespace

void check_stores(const Subject& subject) {
    for (const Target& target : subject.deployment().targets) {
        if (target.kind != Target::Kind::store_data) continue;
        const world::Store& store = subject.world.stores[target.index];
        if (!check_quorum(subject, store)) check_copies(subject, target, store);
        check_fallback(subject, store);
        check_leaders(subject, store);
    }
}

namespace {

void check_backup(const Subject& subject, const std::string& of, const std::string& pointer,
                  const world::Backup& backup) {
    const std::string& region = subject.world.topology.region;
    if (!backup.region.empty() && backup.region != region) {
        subject.say(
            "TZ404", pointer + "/region",
            fmt::format("{} is in region {}, its backup in region {}.", of, region, backup.region));
    }
    if (!backup.encrypted)
        subject.say("TZ405", pointer, fmt::format("The backup of {} is in clear.", of));
    if (backup.medium == world::Medium::portable)
        subject.say("TZ406", pointer + "/medium",
                    fmt::format("The backup of {} can be carried away.", of));
}

std::size_t least_order(const CutSets& cut_sets) {
    return cut_sets.sets.empty() ? 0 : cut_sets.sets.front().size();
}

void check_backup_place(const Subject& subject, std::size_t index) {
    const NodeId both = subject.deployment().backup_gone[index];
    if (both.is_none()) return;
    const auto data = std::ranges::find_if(subject.deployment().targets, [&](const Target& target) {
        return target.kind == Target::Kind::store_data && target.index == index;
    });
    const std::size_t order = least_order(subject.cut_sets(data->top));
    const CutSets& with_backup = subject.cut_sets(both);
    if (order == 0 || least_order(with_backup) != order) return;
    const world::Store& store = subject.world.stores[index];
    subject.say("TZ407", pointer_of(store) + "/backup",
                fmt::format("{}, destroyed, takes the backup of {} along with every copy that an "
                            "acknowledged write may have.",
                            names_of(subject.deployment(), with_backup.sets.front()), store.name));
}

}  // namespace

void check_backups(const Subject& subject) {
    for (std::size_t i = 0; i < subject.world.stores.size(); ++i) {
        const world::Store& store = subject.world.stores[i];
        if (!store.backup) {
            subject.say("TZ403", pointer_of(store),
                        fmt::format("What corrupts or deletes data of {} does so in every copy, "
                                    "and no backup of it is declared.",
                                    store.name));
            continue;
        }
        check_backup(subject, store.name, pointer_of(store) + "/backup", *store.backup);
        check_backup_place(subject, i);
    }
    for (std::size_t i = 0; i < subject.world.unsimulated.size(); ++i) {
        const world::Unsimulated& system = subject.world.unsimulated[i];
        if (system.backup)
            check_backup(subject, system.name, fmt::format("/not_simulated/{}/backup", i),
                         *system.backup);
    }
}

}  // namespace triaz::structure
