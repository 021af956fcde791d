#include "tests/protocol/standby/standby_schedule.hpp"

#include <algorithm>
#include <bit>

namespace triaz::protocol::testing {

using standby::Acknowledge;
using standby::Entry;
using standby::Rule;
using standby::Standby;

void StandbySchedule::after_step(Member member, const Output<Message>& output) {
    check_log(member);
    check_primary(member);
    note_guarantee(member, output);
    const State& state = members()[member].state;
    expect(state.applied <= state.disk.synced_last(), "applied is synced");
    if (output.role_change == RoleChange::became_leader && state.term_start > state.disk.last()) {
        ++resumed_;
    }
    if (options_.rule == Rule::in_sync && state.role == standby::Role::primary) {
        const auto members_in = std::popcount(state.in_sync.known().members);
        smallest_set_ = std::min(smallest_set_, static_cast<std::size_t>(members_in));
    }
}

// As in raft: an entry with one index and epoch is the same wherever it is seen, and follows an
// entry of the same epoch. With a resumed primary of what is synced: the rest it may write anew.
void StandbySchedule::check_log(Member member) {
    const auto& disk = members()[member].state.disk;
    std::vector<Entry>& log = logs_[member];
    const bool resumes = options_.rule != Rule::in_sync;
    const Index last = resumes ? disk.synced_last() : disk.last();
    Index same = std::min<Index>(log.size(), last);
    while (same > disk.base() && log[same - 1] != disk.entry(same)) --same;
    if (same < log.size()) ++truncations_;
    expect(same >= disk.base(), "a log has no hole");
    log.resize(same);
    for (Index i = same + 1; i <= last; ++i) {
        const Entry entry = disk.entry(i);
        const Term before = log.empty() ? 0 : log.back().term;
        const auto [found, is_new] = seen_.try_emplace({i, entry.term}, Seen{entry, before});
        expect(found->second.entry == entry && found->second.term_before == before, "log matching");
        log.push_back(entry);
    }
}

void StandbySchedule::check_primary(Member member) {
    const State& state = members()[member].state;
    if (!Standby::is_leader(state)) return;
    const auto [found, is_new] = primary_of_.try_emplace(Standby::term_of(state), member);
    expect(found->second == member, "at most one primary an epoch");
    for (Member other = 0; other < count(); ++other) {
        const bool another =
            other != member && members()[other].alive && Standby::is_leader(members()[other].state);
        expect(!another, "at most one primary at an instant");
    }
}

void StandbySchedule::note_guarantee(Member member, const Output<Message>& output) {
    if (output.guarantee.to == Guarantee::reduced) {
        expect(!reduced_[member], "a reduction is noted once");
        reduced_[member] = true;
        ++reductions_;
    }
    if (output.guarantee.to == Guarantee::restored) {
        expect(reduced_[member], "a guarantee is restored after it was reduced");
        reduced_[member] = false;
        ++restorations_;
        if (Standby::is_leader(members()[member].state)) check_restored(member);
    }
}

// What was acknowledged alone is on the promised disks by now.
void StandbySchedule::check_restored(Member member) {
    const auto& applied = members()[member].applied;
    for (const std::uint64_t key : unguaranteed_) {
        if (key >= applied.size() || !applied[key]) continue;  // lost with another primary
        expect(copies_of(key) >= options_.durable_copies(),
               "a guarantee that is restored covers what went before");
    }
}

void StandbySchedule::after_death(Member member) {
    reduced_[member] = false;
    check_log(member);
    const State& state = members()[member].state;
    expect(state.applied <= state.disk.last(), "what is applied survives");
}

std::size_t StandbySchedule::copies_of(std::uint64_t key) {
    std::size_t copies = 0;
    std::vector<std::uint64_t> keys;
    for (const Node& node : members()) {
        keys.clear();
        Standby::durable_keys(node.state, keys);
        const bool applied = key < node.applied.size() && node.applied[key];
        if (applied || std::ranges::find(keys, key) != keys.end()) ++copies;
    }
    return copies;
}

void StandbySchedule::after_acknowledgement(std::uint64_t key) {
    promised_.insert(key);
    if (std::ranges::find(reduced_, true) != reduced_.end()) {
        unguaranteed_.insert(key);
        return;
    }
    expect(copies_of(key) >= options_.durable_copies(),
           "an acknowledged write is on the promised number of disks");
}

// With an in-sync set of one the copies are few, but nobody else may lead.
bool StandbySchedule::may_lose(std::uint64_t key) {
    const bool promises = options_.durable_copies() > 1 || options_.data_members() == 1;
    return !promises || (options_.rule != Rule::in_sync && unguaranteed_.contains(key));
}

void StandbySchedule::at_end() {
    Index most = 0;
    for (const Node& node : members()) most = std::max(most, node.state.commit);
    for (Member m = 0; m < count(); ++m) {
        const State& state = members()[m].state;
        expect(state.commit + 60 > most, "healed, every member catches up");
        expect(state.disk.last() - state.disk.base() < 200, "healed, logs are short again");
        if (!Standby::is_leader(state)) continue;
        for (const std::uint64_t key : promised_) {
            const auto& applied = members()[m].applied;
            if (key >= applied.size() || !applied[key]) ++lost_;
        }
    }
    expect(std::ranges::find(reduced_, true) == reduced_.end(),
           "healed, the guarantee holds again");
}

}  // namespace triaz::protocol::testing
