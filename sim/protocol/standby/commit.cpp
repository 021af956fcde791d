// What a write waits for: synchronous standbys, or the members of an in-sync set; and what happens
// when they do not come.
#include <algorithm>
#include <array>

#include "sim/protocol/standby/node.hpp"

namespace triaz::protocol::standby {

bool Node::connected(Member member) const {
    return s.round - s.progress[member].heard < s.options.heartbeats_in_lease;
}

// The position that `synchronous` standbys hold, whichever they are.
Index Node::held_by_any() const {
    std::array<Index, most_members> held;
    std::size_t count = 0;
    for (Member m = 0; m < data_members(); ++m) {
        if (m == s.self) continue;
        const Index here = s.progress[m].match;
        std::size_t at = count++;
        for (; at > 0 && held[at - 1] < here; --at) held[at] = held[at - 1];
        held[at] = here;
    }
    return held[static_cast<std::size_t>(s.options.awaited() - 1)];
}

// With too few connected a write waits.
Index Node::held_by_first() const {
    Index least = s.disk.last();
    int chosen = 0;
    for (Member m = 0; m < data_members() && chosen < s.options.awaited(); ++m) {
        if (m == s.self || !connected(m)) continue;
        least = std::min(least, s.progress[m].match);
        ++chosen;
    }
    return chosen < s.options.awaited() ? 0 : least;
}

Index Node::held_by_in_sync() const {
    const isr::Members members = counting_set();
    const bool known = s.set_accepted || mutated(Mutation::shrink_at_once);
    if (!known || std::popcount(members) < s.options.in_sync.minimum) return 0;
    Index least = s.disk.last();
    for (Member m = 0; m < data_members(); ++m) {
        if (m != s.self && (members & bit(m)) != 0) least = std::min(least, s.progress[m].match);
    }
    return least;
}

Index Node::held_by_standbys() const {
    if (in_sync_rule()) return held_by_in_sync();
    if (s.options.awaited() == 0) return s.disk.last();
    return s.options.rule == Rule::any ? held_by_any() : held_by_first();
}

void Node::advance_commit() {
    const Index own = s.disk.synced_last();
    const bool alone = s.mode == Mode::fallen_back || mutated(Mutation::acknowledge_alone);
    const Index enough = alone ? own : std::min(own, held_by_standbys());
    if (enough <= s.commit || s.disk.term_at(enough) != term()) return;
    s.commit = enough;
    if (applies_only_committed()) tell_commit();
    apply();
    if (s.options.fallback && !s.waiting.empty() && s.mode != Mode::fallen_back) {
        arm(TimerKind::patience);
    }
}

// Members of an in-sync set apply what they know to be committed.
void Node::tell_commit() {
    for (Member to = 0; to < data_members(); ++to) {
        const Progress& progress = s.progress[to];
        if (to == s.self || progress.probing) continue;
        if (progress.commit_sent < std::min(s.commit, progress.next - 1)) send_stream(to, 0, false);
    }
}

// The oldest write has waited for long enough.
void Node::fall_back() {
    if (s.role != Role::primary || !s.options.fallback || in_sync_rule()) return;
    if (s.waiting.empty() || s.mode == Mode::fallen_back) return;
    s.mode = Mode::fallen_back;
    s.caught_up_at = s.disk.last();
    note_guarantee(true, Reduction::fell_back);
    advance_commit();
}

// Writes wait again as soon as standbys hold what was there a heartbeat ago; the guarantee is
// true again when they hold all that was acknowledged without them.
void Node::return_to_synchronous() {
    if (s.mode == Mode::synchronous) return;
    const Index held = held_by_standbys();
    if (s.mode == Mode::fallen_back && held >= std::max(s.offered, s.caught_up_at)) {
        s.mode = Mode::returning;
        s.caught_up_at = s.disk.last();
        if (!s.waiting.empty()) arm(TimerKind::patience);
    }
    const bool caught_up = held >= s.caught_up_at || mutated(Mutation::restore_too_early);
    if (s.mode != Mode::returning || !caught_up) return;
    s.mode = Mode::synchronous;
    note_guarantee(false, Reduction::fell_back);
}

void Node::note_guarantee(bool reduced, Reduction reason) {
    if (s.reduced == reduced) return;
    s.reduced = reduced;
    const bool back = out.guarantee.to != Guarantee::unchanged;  // within one step
    out.guarantee = {back      ? Guarantee::unchanged
                     : reduced ? Guarantee::reduced
                               : Guarantee::restored,
                     reason};
}

// Whose silence lasted a lease, or who did not catch up for longer than allowed, leaves the set.
void Node::watch_in_sync_set() {
    if (!in_sync_rule() || s.set_pending) return;
    const isr::Members now = s.in_sync.known().members;
    isr::Members stay = now;
    for (Member m = 0; m < data_members(); ++m) {
        if (m == s.self) continue;
        const bool lags = s.round - s.progress[m].caught_up >= s.options.in_sync.lag_heartbeats;
        if (!connected(m) || lags) stay &= ~bit(m);
    }
    if (stay != now) ask_for_set(stay);
}

// Who holds all that is committed, and what this primary found, joins.
void Node::admit(Member from) {
    const isr::Members now = s.in_sync.known().members;
    const Progress& progress = s.progress[from];
    const bool caught_up = progress.match >= std::max({s.commit, s.term_start, s.offered});
    if (s.set_pending || (now & bit(from)) != 0 || !caught_up) return;
    ask_for_set(now | bit(from));
}

void Node::ask_for_set(isr::Members members) {
    const isr::Set before = s.in_sync.known();
    const std::uint64_t number = before.version.term == term() ? before.version.number + 1 : 1;
    s.set_before = before.members;
    s.set_pending = true;
    s.set_accepted_by = 0;
    s.in_sync.write({{term(), number}, members});
    if (s.set_accepted) judge_set();
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) send_stream(to, 0, true);
    }
    if (mutated(Mutation::shrink_at_once)) advance_commit();
}

// By a member whose disk has it.
void Node::on_set_accepted(Member from, const isr::Version& version) {
    const isr::Set& asked = s.in_sync.known();
    if (!s.set_pending || version != asked.version) return;
    s.set_accepted_by |= bit(from);
    if (std::popcount(s.set_accepted_by) < majority()) return;
    s.set_pending = false;
    s.set_accepted = true;
    judge_set();
}

// With fewer members than the minimum nothing is acknowledged at all.
void Node::judge_set() {
    const int members = std::popcount(counting_set());
    if (members < s.options.in_sync.minimum) return;
    note_guarantee(members <= data_members() / 2, Reduction::few_in_sync);
}

isr::Members Node::counting_set() const {
    const isr::Members now = s.in_sync.known().members;
    const bool both = s.set_pending && !mutated(Mutation::shrink_at_once);
    return both ? now | s.set_before : now;
}

}  // namespace triaz::protocol::standby
