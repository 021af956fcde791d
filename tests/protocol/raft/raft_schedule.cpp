#include "tests/protocol/raft/raft_schedule.hpp"

#include <algorithm>

namespace triaz::protocol::testing {

using raft::Entry;
using raft::Raft;

void RaftSchedule::after_step(Member member, const Output<Message>& output) {
    check_log(member);
    check_leader(member);
    check_commit(member);
    check_applied(member, output);
}

// Brings our copy of the log up to date. Log matching (5.3): an entry with one index and term is
// the same wherever it is seen, and follows an entry of the same term, hence the same log.
void RaftSchedule::check_log(Member member) {
    const auto& disk = members()[member].state.disk;
    std::vector<Entry>& log = logs_[member];
    longest_log_ = std::max<std::size_t>(longest_log_, disk.last() - disk.base());
    if (log.size() > disk.last()) log.resize(disk.last());
    Index same = std::min<Index>(log.size(), disk.last());
    // Below an entry that did not change nothing changed: that is what is checked at each change.
    while (same > disk.base() && log[same - 1] != disk.entry(same)) --same;
    if (same < log.size()) ++truncations_;
    expect(same >= disk.base(), "a log has no hole");
    log.resize(same);
    for (Index i = same + 1; i <= disk.last(); ++i) {
        const Entry entry = disk.entry(i);
        const Term before = log.empty() ? 0 : log.back().term;
        const auto [found, is_new] = seen_.try_emplace({i, entry.term}, Seen{entry, before});
        expect(found->second.entry == entry && found->second.term_before == before, "log matching");
        log.push_back(entry);
    }
}

void RaftSchedule::check_leader(Member member) {
    const State& state = members()[member].state;
    if (!Raft::is_leader(state)) return;
    const Term term = Raft::term_of(state);
    const auto [found, is_new] = leader_of_.try_emplace(term, member);
    expect(found->second == member, "at most one leader a term");
    if (!is_new) return;
    for (Index i = 1; i <= committed_.size(); ++i) {
        if (committed_[i - 1].in_term >= term) continue;
        const bool has =
            i <= logs_[member].size() && logs_[member][i - 1] == committed_[i - 1].entry;
        expect(has, "leader completeness");
    }
}

void RaftSchedule::check_commit(Member member) {
    const State& state = members()[member].state;
    const Index commit = Raft::committed_of(state);
    expect(commit <= logs_[member].size(), "what is committed is in the log");
    const Index known = std::min<Index>(commit, logs_[member].size());
    for (Index i = committed_.size() + 1; i <= known; ++i) {
        committed_.push_back({logs_[member][i - 1], Raft::term_of(state)});
        expect(durable_copies(i) > count() / 2, "committed is durable on a majority");
    }
    if (known > 0) {
        expect(logs_[member][known - 1] == committed_[known - 1].entry,
               "committed prefixes never conflict");
    }
}

std::size_t RaftSchedule::durable_copies(Index index) {
    std::size_t copies = 0;
    for (Member m = 0; m < count(); ++m) {
        const auto& disk = members()[m].state.disk;
        const bool held = index <= disk.synced_last() && index <= logs_[m].size() &&
                          logs_[m][index - 1] == committed_[index - 1].entry;
        if (held) ++copies;
    }
    return copies;
}

// State machine safety: members apply the same commands in the same order, and nothing that is not
// synced. No-ops are skipped in the report, nothing else is.
void RaftSchedule::check_applied(Member member, const Output<Message>& output) {
    Index& last = applied_[member];
    for (const Applied& undone : output.undone) last = std::min(last, undone.index - 1);
    for (const Applied& applied : output.applied) {
        expect(applied.index > last, "applied in order");
        for (Index i = last + 1; i < applied.index && i <= committed_.size(); ++i) {
            expect(committed_[i - 1].entry.command.key == Command::no_op, "nothing is skipped");
        }
        const bool same = applied.index <= committed_.size() &&
                          committed_[applied.index - 1].entry.command == applied.command;
        expect(same, "state machine safety");
        last = applied.index;
    }
    const State& state = members()[member].state;
    expect(state.applied <= state.disk.synced_last(), "applied is synced");
}

void RaftSchedule::after_death(Member member) {
    check_log(member);
    const State& state = members()[member].state;
    expect(state.applied <= state.disk.last(), "what is applied survives");
    const Index from = committed_.size() > 300 ? committed_.size() - 300 : 1;
    for (Index i = from; i <= committed_.size(); ++i) {
        expect(durable_copies(i) > count() / 2, "committed stays durable on a majority");
    }
}

void RaftSchedule::at_end() {
    Index least = committed_.size();
    for (Member m = 0; m < count(); ++m) least = std::min(least, applied_[m]);
    expect(least + 60 > committed_.size(), "healed, every member catches up");
    for (Member m = 0; m < count(); ++m) {
        const auto& disk = members()[m].state.disk;
        expect(disk.last() - disk.base() < 200, "healed, logs are short again");
    }
}

}  // namespace triaz::protocol::testing
