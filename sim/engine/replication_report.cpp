// What is left of replica sets when a run is over: what reads are certain to find, and what disks
// hold.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/replication.hpp"
#include "sim/engine/replication_options.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

// What a read after everything else finds: with a leader what it holds, without the latest of the
// first that answer.
template <protocol::StepMachine M>
history::Sequence Group<M>::last_read(std::uint32_t authority, std::uint32_t key) const {
    if constexpr (!leaderless<M>) {
        return last_value(authority, key);
    } else {
        const std::uint32_t first = authority / per_shard_ * per_shard_;
        protocol::quorum::Version latest;
        std::uint32_t asked = 0;
        for (std::uint32_t other = first; other < first + per_shard_; ++other) {
            if (!answers_to(authority, other)) continue;
            const auto& items = members_[other].state.items;
            if (const auto held = items.find(key); held != items.end())
                latest = std::max(latest, held->second);
            if (++asked == members_[other].state.options.reads) break;
        }
        return latest.key;
    }
}

// What is left of each sampled key.
template <protocol::StepMachine M>
void Group<M>::read_last(std::uint32_t shard, std::uint32_t authority, base::Time end) {
    history::Samples& samples = simulation_.recorder.samples;
    for (std::uint32_t key = 0; key < samples.keys(); ++key) {
        samples.read_last(store_, shard, key, last_read(authority, key), end);
    }
}

// What the leader of the latest term holds when it reaches a majority.
template <protocol::StepMachine M>
history::Surviving Group<M>::surviving(std::uint32_t shard, std::uint32_t& authority) {
    history::Surviving surviving;
    const std::uint32_t first = shard * per_shard_;
    for (std::uint32_t member = first; member < first + per_shard_; ++member) {
        const Member& held = members_[member];
        surviving.durable_somewhere.merge(held.applied);
        std::vector<std::uint64_t> keys;
        M::durable_keys(held.state, keys);
        for (const std::uint64_t key : keys) {
            if (key != protocol::Command::no_op) surviving.durable_somewhere.insert(key);
        }
        const bool better =
            !leads(authority) || M::term_of(held.state) > M::term_of(members_[authority].state);
        if (leads(member) && better) authority = member;
    }
    surviving.reachable = leads(authority) && reached_by(authority) >= needed();
    surviving.authority =
        surviving.reachable ? "leader on " + place_of(authority)
        : leads(authority)
            ? fmt::format("leader on {} reaches {} of {} members", place_of(authority),
                          reached_by(authority), per_shard_)
            : fmt::format("no leader: {} of {} members run", shards_[shard].running, per_shard_);
    surviving.applied = std::move(members_[authority].applied);
    surviving.applied_twice = members_[authority].twice;
    return surviving;
}

// What every read is certain to find, whichever of the members in reach it asks: of n in reach a
// read asks r, so that a write must be on more than n - r of them.
template <protocol::StepMachine M>
history::Surviving Group<M>::surviving_without_leaders(std::uint32_t shard,
                                                       std::uint32_t& authority) {
    history::Surviving surviving;
    const std::uint32_t first = shard * per_shard_;
    authority = best_placed(shard);
    for (std::uint32_t member = first; member < first + per_shard_; ++member)
        surviving.durable_somewhere.merge(members_[member].applied);
    const std::uint32_t reached = reached_by(authority);
    surviving.reachable = reached >= needed();
    surviving.authority = fmt::format("{} of {} members reach each other", reached, per_shard_);
    std::map<history::Sequence, std::uint32_t> lacking;
    for (std::uint32_t member = first; member < first + per_shard_; ++member) {
        if (!answers_to(authority, member)) continue;
        surviving.applied.merge(members_[member].applied);
        for (const history::Sequence write :
             surviving.durable_somewhere.missing_from(members_[member].applied, ~std::size_t{0}))
            ++lacking[write];
    }
    std::uint32_t asked = 1;
    if constexpr (leaderless<M>) asked = members_[first].state.options.reads;
    for (const auto& [write, members] : lacking)
        if (members >= asked) surviving.applied.erase(write);
    return surviving;
}

template <protocol::StepMachine M>
void Group<M>::report(measure::Evidence& evidence) {
    for (std::uint32_t index = 0; index < shards_.size(); ++index) {
        Shard& shard = shards_[index];
        measure::ShardEvidence seen;
        seen.store = simulation_.world.stores[store_].name;
        seen.shard = index;
        seen.without_leader = shard.without_leader.finish(evidence.end);
        seen.without_quorum = shard.without_quorum.finish(evidence.end);
        seen.not_guaranteed = shard.not_guaranteed.finish(evidence.end);
        for (const measure::Interval& interval : seen.without_leader) {
            seen.longest_without_leader = std::max(seen.longest_without_leader, interval.length());
        }
        seen.ledger = std::move(shard.ledger);
        std::uint32_t authority = index * per_shard_;
        if constexpr (leaderless<M>) {
            seen.surviving = surviving_without_leaders(index, authority);
        } else {
            seen.surviving = surviving(index, authority);
        }
        if (seen.surviving.reachable) read_last(index, authority, evidence.end);
        evidence.shards.push_back(std::move(seen));
    }
    const world::Store& declared = simulation_.world.stores[store_];
    measure::StoreEvidence& seen = evidence.stores.emplace_back();
    seen.name = declared.name;
    const Copies copies = copies_of(options_of<M>(declared, 0));
    seen.copies = copies.all;
    seen.copies_before_acknowledging = copies.before_acknowledging;
    seen.entry_bytes = declared.entry_size;
    seen.by_zones = by_zones_;
    seen.messages = messages_;
    seen.duplicates_suppressed = duplicates_;
    seen.behind = std::move(entries_behind_);
}

template class Group<protocol::raft::Raft>;
template class Group<protocol::mirror::Mirror>;
template class Group<protocol::standby::Standby>;
template class Group<protocol::quorum::Quorum>;

}  // namespace triaz::engine
