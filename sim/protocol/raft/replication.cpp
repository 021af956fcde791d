// The log: sections 5.3 (matching, with the fast back-up sketched there) and 5.4.2 (what counts as
// committed) of the paper.
#include <algorithm>
#include <array>

#include "sim/base/ensure.hpp"
#include "sim/protocol/raft/node.hpp"

namespace triaz::protocol::raft {
namespace {

// How far a leader sends ahead of what a member has acknowledged, in full messages.
constexpr Index messages_in_flight = 16;

}  // namespace

// Sends what the member has not been sent yet. Optimistic: `next` advances without waiting, so that
// appends are pipelined; a refusal takes it back.
void Node::feed(Member to) {
    Progress& progress = s.progress[to];
    if (progress.probing) return;
    const Index window = messages_in_flight * s.options.entries_per_message;
    const Index last = std::min(s.disk.last(), progress.window_from + window);
    while (progress.next <= last) {
        const Index end = std::min(last, progress.next + s.options.entries_per_message - 1);
        send_append(to, end, true);
        progress.next = end + 1;
    }
}

// With the entries from `next` to `end`; none if end < next.
void Node::send_append(Member to, Index end, bool wants_reply) {
    Progress& progress = s.progress[to];
    progress.next = std::max(progress.next, s.disk.base() + 1);
    Message& message = send(to, Kind::append);
    const Index before = progress.next - 1;
    message.wants_reply = wants_reply;
    message.at = {before, s.disk.term_at(before)};
    message.commit = s.commit;
    message.floor = s.floor;
    message.round = s.round;
    for (Index i = progress.next; i <= end; ++i) message.entries.push_back(s.disk.entry(i));
    progress.commit_sent = std::min(s.commit, std::max(end, before));
}

// To every member, also as the probe of one whose log is not known to match.
void Node::heartbeat() {
    arm(TimerKind::heartbeat);
    if (counts_lease()) ++s.round;
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) send_append(to, 0, true);
    }
}

void Node::on_append(Member from, const Message& message) {
    if (message.term < term()) {
        refuse_append(from, message);
        return;
    }
    base::ensure(s.role != Role::leader, "raft: one leader a term");
    if (s.role != Role::follower || s.leader != from) become_follower(message.term, from);
    s.leader_heard = true;
    arm(TimerKind::election);
    arm(TimerKind::lease);
    s.round_seen = std::max(s.round_seen, message.round);

    const Index before = message.at.index;
    const bool matches = before < s.disk.base() ||
                         (before <= s.disk.last() && s.disk.term_at(before) == message.at.term);
    if (!matches) {
        refuse_append(from, message);
        return;
    }
    take_entries(message);
    s.matched = std::max(s.matched, before + message.entries.size());
    s.commit = std::max(s.commit, std::min(message.commit, s.matched));
    s.floor = std::max(s.floor, message.floor);
    if (message.wants_reply) {
        s.owes_append_reply = true;
        const bool news = !message.entries.empty() && s.disk.synced_last() < s.matched;
        if (!news || mutated(Mutation::answer_before_sync)) send_append_reply();
    }
    apply();
}

// Section 5.3: an entry that conflicts with the leader's goes, with all that follow it.
void Node::take_entries(const Message& message) {
    Index index = message.at.index;
    for (const Entry& entry : message.entries) {
        ++index;
        if (index <= s.disk.base()) continue;
        if (index <= s.disk.last()) {
            if (s.disk.term_at(index) == entry.term) continue;
            roll_back(index);
            s.disk.truncate(index);
        }
        s.disk.append(entry);
    }
}

void Node::roll_back(Index from) {
    if (from > s.commit) return;
    base::ensure(may_roll_back(), "raft: a committed entry is never replaced");
    for (; s.applied >= from; --s.applied) {
        const Command& command = s.disk.entry(s.applied).command;
        if (command.key != Command::no_op) out.undone.push_back({s.applied, command});
    }
    s.commit = from - 1;
}

// With the last place at which the logs may still agree: at or before the one refused, and of no
// greater term (the leader skips back in the same way, so a whole term costs one round).
void Node::refuse_append(Member from, const Message& message) {
    Message& reply = send(from, Kind::append_reply);
    reply.refused = message.at.index;
    reply.round = message.term == term() ? s.round_seen : 0;
    if (message.term < term()) return;  // its sender learns the term, nothing else matters
    const Index place =
        s.disk.last_of_term_at_most(message.at.term, std::min(message.at.index, s.disk.last()));
    reply.at = {place, s.disk.term_at(place)};
}

// Tells the leader what of its log is safe here. Terms and entries are synced in order, so what is
// told survives; more is told when more is synced.
void Node::send_append_reply() {
    const bool early = mutated(Mutation::answer_before_sync);
    if (s.leader == nobody || s.leader == s.self) return;
    if (s.disk.synced_ballot().term != term() && !early) return;
    Message& reply = send(s.leader, Kind::append_reply);
    reply.success = true;
    reply.at.index = early ? s.matched : std::min(s.matched, s.disk.synced_last());
    reply.round = s.round_seen;
    s.owes_append_reply = reply.at.index < s.matched;
}

void Node::on_append_reply(Member from, const Message& message) {
    if (s.role != Role::leader || message.term != term()) return;
    Progress& progress = s.progress[from];
    progress.heard = true;
    const bool late = mutated(Mutation::count_lease_from_answer);
    progress.round = std::max(progress.round, late ? s.round : message.round);
    if (message.success) {
        base::ensure(message.at.index <= s.disk.last(), "raft: only what was sent is acknowledged");
        const bool news = message.at.index > progress.match;
        if (news) progress.match = message.at.index;
        progress.next = std::max(progress.next, progress.match + 1);
        progress.window_from = std::max(progress.window_from, progress.match);
        progress.probing = false;
        feed(from);
        if (news) {
            raise_floor();
            advance_commit();
            urge_when_ready();
        }
    } else {
        on_refusal(from, message);
    }
    confirm_reads();
}

void Node::on_refusal(Member from, const Message& message) {
    Progress& progress = s.progress[from];
    if (progress.probing && message.refused + 1 != progress.next) return;  // of an older append
    const Index place = s.disk.last_of_term_at_most(
        message.at.term, std::clamp(message.at.index, s.disk.base(), s.disk.last()));
    progress.next = place + 1;
    // Only a member that lost what it had acknowledged refuses below its match.
    progress.match = std::min(progress.match, place);
    progress.window_from = place;
    progress.probing = true;
    if (place < message.refused) send_append(from, 0, true);
}

void Node::advance_commit() {
    std::array<Index, most_members> held;
    std::size_t count = 0;
    for (Member m = 0; m < s.options.members; ++m) {
        const Index here = m == s.self ? s.disk.synced_last() : s.progress[m].match;
        std::size_t at = count++;
        for (; at > 0 && held[at - 1] < here; --at) held[at] = held[at - 1];
        held[at] = here;
    }
    const Index enough = held[static_cast<std::size_t>(copies_needed() - 1)];
    if (enough <= s.commit) return;
    const bool own_term = s.disk.term_at(enough) == term();
    if (!own_term && !mutated(Mutation::commit_old_terms_by_counting)) return;
    s.commit = enough;
    tell_commit();
    apply();
    begin_read_round();
}

// At once, as etcd does, not with the next append or heartbeat: followers apply promptly even when
// no write follows, so a new leader starts with little left to apply, and what a follower has
// applied trails the leader by one hop. It asks for no reply.
void Node::tell_commit() {
    for (Member to = 0; to < s.options.members; ++to) {
        const Progress& progress = s.progress[to];
        if (to == s.self || progress.probing) continue;
        if (progress.commit_sent < std::min(s.commit, progress.next - 1)) send_append(to, 0, false);
    }
}

// What every member has synced up to an entry of the current term is committed, whatever `copies`
// says, and no future leader has to send it again.
void Node::raise_floor() {
    Index least = s.disk.synced_last();
    for (Member m = 0; m < s.options.members; ++m) {
        if (m != s.self) least = std::min(least, s.progress[m].match);
    }
    if (least > s.floor && s.disk.term_at(least) == term()) s.floor = least;
}

void Node::apply() {
    const Index last = std::min(s.commit, s.disk.synced_last());
    while (s.applied < last) {
        const Index index = ++s.applied;
        const Command command = s.disk.entry(index).command;
        if (command.key != Command::no_op) out.applied.push_back({index, command});
        if (s.role != Role::leader || !s.waiting.contains(index)) continue;
        if (s.waiting[index].asked) answer(s.waiting[index].context, Answer::committed);
        s.waiting.drop_before(index + 1);
    }
    if (s.role == Role::leader) grant_reads();
    s.disk.drop_through(std::min(s.floor, s.applied));
}

}  // namespace triaz::protocol::raft
