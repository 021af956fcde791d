// What is seen of replica sets while they run: who leads, who reaches whom, whose copies are in
// step.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/replication.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

std::string_view told(protocol::Reduction reason) {
    switch (reason) {
        case protocol::Reduction::fell_back:
            return "its synchronous copies did not come in time: it acknowledges alone";
        case protocol::Reduction::few_in_sync:
            return "too few copies are in sync for a majority";
    }
    return {};
}

}  // namespace

template <protocol::StepMachine M>
void Group<M>::note_role(std::uint32_t index, bool led_before) {
    const std::uint32_t shard_index = index / per_shard_;
    Shard& shard = shards_[shard_index];
    const base::Time now = simulation_.now();
    Recorder& recorder = simulation_.recorder;
    shard.leaders = 0;
    for (std::uint32_t member = 0; member < per_shard_; ++member) {
        if (leads(shard_index * per_shard_ + member)) ++shard.leaders;
    }
    shard.without_leader.set(shard.leaders == 0, now);

    const auto term = [&] { return fmt::format("term {}", M::term_of(members_[index].state)); };
    const bool alive = simulation_.units[members_[index].unit].state == UnitState::running;
    const auto lost = [&](const char* how) {
        // A leader that steps down behind its successor's back is missed by nobody.
        if (shard.leaders == 0)
            recorder.mark(now, history::Mark::leader_lost, name_of(shard_index),
                          place_of(index) + how);
    };
    if (!alive) {
        if (led_before) lost(" died");
        return;
    }
    switch (output_.role_change) {
        case protocol::RoleChange::started_election:
            recorder.mark(now, history::Mark::election_started, name_of(shard_index),
                          term() + ", by " + place_of(index));
            break;
        case protocol::RoleChange::became_leader:
            recorder.mark(now, history::Mark::leader_elected, name_of(shard_index),
                          term() + ", " + place_of(index));
            break;
        case protocol::RoleChange::lost_leadership:
            lost(" stepped down");
            break;
        case protocol::RoleChange::none:
            break;
    }
}

template <protocol::StepMachine M>
void Group<M>::note_guarantee(std::uint32_t index, protocol::GuaranteeChange change) {
    const std::uint32_t shard = index / per_shard_;
    const bool reduced = change.to == protocol::Guarantee::reduced;
    members_[index].reduced = reduced;
    shards_[shard].not_guaranteed.set(reduced, simulation_.now());
    simulation_.recorder.mark(
        simulation_.now(),
        reduced ? history::Mark::guarantee_reduced : history::Mark::guarantee_restored,
        name_of(shard),
        place_of(index) + (reduced ? fmt::format(": {}", told(change.reason)) : ""));
}

template <protocol::StepMachine M>
bool Group<M>::both_ways(std::uint32_t a, std::uint32_t b) const {
    const Place from = simulation_.units[members_[a].unit].place;
    const Place to = simulation_.units[members_[b].unit].place;
    return !simulation_.network.cut(from, to) && !simulation_.network.cut(to, from);
}

// Running members of its shard that this one reaches and hears, itself included; none if it does
// not run.
template <protocol::StepMachine M>
std::uint32_t Group<M>::reached_by(std::uint32_t index) const {
    const std::uint32_t first = index / per_shard_ * per_shard_;
    std::uint32_t reached = 0;
    for (std::uint32_t other = first; other < first + per_shard_; ++other)
        if (answers_to(index, other)) ++reached;
    return reached;
}

template <protocol::StepMachine M>
bool Group<M>::answers_to(std::uint32_t asking, std::uint32_t member) const {
    const auto runs = [&](std::uint32_t one) {
        return simulation_.units[members_[one].unit].state == UnitState::running;
    };
    return runs(asking) && runs(member) && (member == asking || both_ways(asking, member));
}

template <protocol::StepMachine M>
std::uint32_t Group<M>::needed() const {
    if constexpr (leaderless<M>) {
        const auto& options = members_.front().state.options;
        return std::max(options.writes, options.reads);
    }
    return per_shard_ / 2 + 1;
}

template <protocol::StepMachine M>
std::uint32_t Group<M>::best_placed(std::uint32_t shard) const {
    std::uint32_t best = shard * per_shard_;
    for (std::uint32_t member = best; member < (shard + 1) * per_shard_; ++member)
        if (reached_by(member) > reached_by(best)) best = member;
    return best;
}

template <protocol::StepMachine M>
void Group<M>::note_quorum(std::uint32_t shard) {
    shards_[shard].without_quorum.set(reached_by(best_placed(shard)) < needed(), simulation_.now());
}

template <protocol::StepMachine M>
void Group<M>::note_paths() {
    for (std::uint32_t shard = 0; shard < shards_.size(); ++shard) {
        note_quorum(shard);
        if (!connected(shard)) note_reduced(shard, "its members do not reach each other");
    }
}

template <protocol::StepMachine M>
void Group<M>::note_reduced(std::uint32_t shard, std::string why) {
    if (std::exchange(shards_[shard].reduced, true)) return;
    simulation_.recorder.mark(simulation_.now(), history::Mark::redundancy_reduced, name_of(shard),
                              std::move(why));
}

// Every member reaches and hears every other one.
template <protocol::StepMachine M>
bool Group<M>::connected(std::uint32_t shard) const {
    const std::uint32_t end = (shard + 1) * per_shard_;
    for (std::uint32_t a = shard * per_shard_; a < end; ++a) {
        for (std::uint32_t b = a + 1; b < end; ++b) {
            if (!both_ways(a, b)) return false;
        }
    }
    return true;
}

// Every member runs, reaches the others, and holds what its leader knows to be committed; where a
// leader need not wait for the others, what it knew at the last look.
template <protocol::StepMachine M>
bool Group<M>::in_step(std::uint32_t shard) const {
    if (shards_[shard].running < per_shard_) return false;
    if (!leaderless<M> && shards_[shard].leaders == 0) return false;
    if (!connected(shard)) return false;
    if constexpr (leaderless<M>) {
        // Without hints nothing but reads brings back what a member missed.
        if (!members_.front().state.options.hinted_handoff && shards_[shard].reduced) return false;
        const auto hints = [&](std::uint32_t member) {
            const Member& one = members_[member];
            return one.state.writes.first() < one.writes_at_check;
        };
        for (std::uint32_t member = shard * per_shard_; member < (shard + 1) * per_shard_; ++member)
            if (hints(member)) return false;
        return true;
    }
    protocol::Index committed = 0;
    protocol::Index least = ~protocol::Index{0};
    for (std::uint32_t member = shard * per_shard_; member < (shard + 1) * per_shard_; ++member) {
        committed = std::max(committed, M::committed_of(members_[member].state));
        least = std::min(least, M::last_of(members_[member].state));
    }
    if constexpr (applies_uncommitted<M>) {
        return least >= std::min(committed, shards_[shard].committed_at_check);
    }
    return least >= committed;
}

template <protocol::StepMachine M>
void Group<M>::keep_house() {
    for (std::uint32_t index = 0; index < shards_.size(); ++index) {
        Shard& shard = shards_[index];
        const bool whole_now = in_step(index);
        if (shard.reduced && whole_now) {
            shard.reduced = false;
            simulation_.recorder.mark(simulation_.now(), history::Mark::redundancy_restored,
                                      name_of(index), "every member is in step");
        }
        if constexpr (leaderless<M>) {
            if (whole_now)
                shard.ledger.settle(std::exchange(shard.issued_at_check, shard.ledger.issued()));
            for (std::uint32_t member = index * per_shard_; member < (index + 1) * per_shard_;
                 ++member)
                members_[member].writes_at_check = members_[member].state.writes.next();
            continue;
        }
        protocol::Index held_by_all = ~protocol::Index{0};
        protocol::Index committed = 0;
        protocol::Index least = ~protocol::Index{0};  // committed of any member
        for (std::uint32_t member = index * per_shard_; member < (index + 1) * per_shard_;
             ++member) {
            const protocol::Index known = M::committed_of(members_[member].state);
            held_by_all = std::min(held_by_all, M::last_of(members_[member].state));
            committed = std::max(committed, known);
            least = std::min(least, known);
        }
        note_behind(index, committed);
        if (simulation_.now() >= shard.next_check) {
            if (held_by_all < shard.committed_before) note_reduced(index, "a member lags behind");
            shard.committed_before = committed;
            shard.next_check = simulation_.now() + lag;
        }
        // What had been issued at the last look and is held by all now can be forgotten.
        if (whole_now && least >= shard.held_at_check && !shard.undone) {
            shard.ledger.settle(shard.issued_at_check);
        }
        if (whole_now) {
            shard.issued_at_check = shard.ledger.issued();
            shard.held_at_check = M::last_of(members_[index * per_shard_].state);
        }
        shard.committed_at_check = committed;
    }
}

// The worst copy of all shards, and of all looks within a second. A witness holds nothing, and is
// no copy.
template <protocol::StepMachine M>
void Group<M>::note_behind(std::uint32_t shard, protocol::Index committed) {
    const auto second =
        static_cast<std::size_t>(simulation_.now().time_since_epoch() / std::chrono::seconds{1});
    if (second >= entries_behind_.size()) entries_behind_.resize(second + 1);
    for (std::uint32_t member = shard * per_shard_; member < (shard + 1) * per_shard_; ++member) {
        const protocol::Index held = M::last_of(members_[member].state);
        if (held > 0 && held < committed)
            entries_behind_[second] =
                std::max<std::uint64_t>(entries_behind_[second], committed - held);
    }
}

template <protocol::StepMachine M>
std::uint8_t Group<M>::phase_of(std::uint32_t shard) const {
    enum : std::uint8_t { at_rest, writing, copying, telling, without_leader, stages };
    const Shard& of = shards_[shard];
    const Member* leader = nullptr;
    protocol::Index least = ~protocol::Index{0};
    for (std::uint32_t member = shard * per_shard_; member < (shard + 1) * per_shard_; ++member) {
        if (leads(member)) leader = &members_[member];
        // A witness holds nothing.
        if (simulation_.units[members_[member].unit].state == UnitState::running &&
            M::last_of(members_[member].state) > 0)
            least = std::min(least, M::committed_of(members_[member].state));
    }
    std::uint8_t stage = without_leader;
    if (leader != nullptr) {
        const protocol::Index committed = M::committed_of(leader->state);
        if (M::last_of(leader->state) > committed)
            stage = leader->syncing ? writing : copying;
        else
            stage = least < committed ? telling : at_rest;
    }
    const int copies = of.running < per_shard_ ? 1 : of.reduced ? 2 : 0;
    return static_cast<std::uint8_t>(stage + stages * copies);
}

template <protocol::StepMachine M>
bool Group<M>::whole() const {
    for (std::uint32_t shard = 0; shard < shards_.size(); ++shard) {
        if (!in_step(shard)) return false;
    }
    return true;
}

template <protocol::StepMachine M>
std::string Group<M>::name_of(std::uint32_t shard) const {
    return fmt::format("{}/{}", simulation_.world.stores[store_].name, shard);
}

template <protocol::StepMachine M>
std::string Group<M>::place_of(std::uint32_t member) const {
    const Unit& unit = simulation_.units[members_[member].unit];
    return "host " + simulation_.world.topology.hosts[unit.host.index()].name;
}

template class Group<protocol::raft::Raft>;
template class Group<protocol::mirror::Mirror>;
template class Group<protocol::standby::Standby>;
template class Group<protocol::quorum::Quorum>;

}  // namespace triaz::engine
