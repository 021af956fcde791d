// The log: streamed ahead of its acknowledgements, matched by epoch, and rewound where a member has
// what its primary has not.
#include <algorithm>

#include "sim/base/ensure.hpp"
#include "sim/protocol/standby/node.hpp"

namespace triaz::protocol::standby {
namespace {

// How far a primary streams ahead of what a member has acknowledged, in full messages.
constexpr Index messages_in_flight = 16;

}  // namespace

// A primary streams what it has synced, so a member never has more than a restarted primary. One
// with an in-sync set streams at once, and is not primary any more after a restart.
Index Node::stream_limit() const {
    const bool at_once = in_sync_rule() || mutated(Mutation::stream_unsynced);
    return at_once ? s.disk.last() : s.disk.synced_last();
}

void Node::feed_all() {
    for (Member to = 0; to < data_members(); ++to) {
        if (to != s.self) feed(to);
    }
}

void Node::feed(Member to) {
    Progress& progress = s.progress[to];
    if (progress.probing) return;
    const Index window = messages_in_flight * s.options.entries_per_message;
    const Index last = std::min(stream_limit(), progress.window_from + window);
    while (progress.next <= last) {
        const Index end = std::min(last, progress.next + s.options.entries_per_message - 1);
        send_stream(to, end, true);
        progress.next = end + 1;
    }
}

// With the entries from `next` to `end`; none if end < next.
void Node::send_stream(Member to, Index end, bool wants_reply) {
    Progress& progress = s.progress[to];
    Message& message = send(to, Kind::stream);
    message.wants_reply = wants_reply;
    message.commit = s.commit;
    message.round = s.round;
    if (is_witness(to)) return;
    progress.next = std::max(progress.next, s.disk.base() + 1);
    const Index before = progress.next - 1;
    message.at = {before, s.disk.term_at(before)};
    message.floor = s.floor;
    for (Index i = progress.next; i <= end; ++i) message.entries.push_back(s.disk.entry(i));
    progress.commit_sent = std::min(s.commit, std::max(end, before));
}

// To a primary: it may have lost what it had acknowledged.
void Node::on_hello(Member from) {
    if (s.role == Role::pre_candidate) poll(from);
    if (s.role != Role::primary || is_witness(from)) return;
    s.progress[from].probing = true;
    send_stream(from, 0, true);
}

void Node::on_stream(Member from, const Message& message) {
    if (message.term < term()) {
        refuse_stream(from, message);
        return;
    }
    base::ensure(s.role != Role::primary, "standby: one primary an epoch");
    if (s.role != Role::follower || s.leader != from) follow(message.term, from);
    // Now known to lead: a member that voted for another in vain must not think it leads itself.
    if (s.disk.ballot().vote != from) s.disk.set_ballot({term(), from});
    give_lease(from);
    s.round_seen = std::max(s.round_seen, message.round);
    if (message.in_sync.version > s.in_sync.known().version) s.in_sync.write(message.in_sync);
    if (is_witness(s.self)) {
        s.commit = std::max(s.commit, message.commit);
        s.owes_reply = message.wants_reply;
        if (s.owes_reply) send_stream_reply();
        return;
    }
    const Index before = message.at.index;
    const bool matches = before < s.disk.base() ||
                         (before <= s.disk.last() && s.disk.term_at(before) == message.at.term);
    if (!matches) {
        refuse_stream(from, message);
        return;
    }
    take_entries(message);
    s.matched = std::max(s.matched, before + message.entries.size());
    s.commit = std::max(s.commit, std::min(message.commit, s.matched));
    s.floor = std::max(s.floor, message.floor);
    if (message.wants_reply) {
        s.owes_reply = true;
        const bool news = !message.entries.empty() && s.disk.synced_last() < s.matched;
        if (!news || acknowledges_unsynced()) send_stream_reply();
    }
    apply();
}

// What conflicts with the primary's log goes, with all that follows it.
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
    for (; s.applied >= from; --s.applied) {
        const Command& command = s.disk.entry(s.applied).command;
        if (command.key != Command::no_op) out.undone.push_back({s.applied, command});
    }
    s.commit = std::min(s.commit, from - 1);
}

// With the last place at which the logs may still agree; see raft.
void Node::refuse_stream(Member from, const Message& message) {
    Message& reply = send(from, Kind::stream_reply);
    reply.refused = message.at.index;
    reply.round = message.term == term() ? s.round_seen : 0;
    reply.in_sync = s.in_sync.synced();
    if (message.term < term()) return;
    const Index place =
        s.disk.last_of_term_at_most(message.at.term, std::min(message.at.index, s.disk.last()));
    reply.at = {place, s.disk.term_at(place)};
}

void Node::send_stream_reply() {
    if (s.leader == nobody || s.leader == s.self) return;
    if (s.disk.synced_ballot().term != term()) return;
    Message& reply = send(s.leader, Kind::stream_reply);
    reply.success = true;
    reply.synced = std::min(s.matched, s.disk.synced_last());
    reply.at.index = acknowledges_unsynced() ? s.matched : reply.synced;
    reply.round = s.round_seen;
    reply.in_sync = s.in_sync.synced();
    s.owes_reply = reply.at.index < s.matched || s.in_sync.synced() != s.in_sync.known();
}

void Node::on_stream_reply(Member from, const Message& message) {
    const bool asked = s.role == Role::primary || s.role == Role::returning;
    if (!asked || message.term != term()) return;
    Progress& progress = s.progress[from];
    if (message.round > progress.heard) {
        progress.heard = message.round;
        confirm_rounds();
    }
    if (s.role != Role::primary) return;
    if (in_sync_rule()) on_set_accepted(from, message.in_sync.version);
    if (is_witness(from) || !message.success) {
        if (in_sync_rule()) advance_commit();  // a set may have been accepted
        if (!is_witness(from)) on_refusal(from, message);
        return;
    }
    base::ensure(message.at.index <= s.disk.last(), "standby: only what was sent is acknowledged");
    const bool news = message.at.index > progress.match || message.synced > progress.synced;
    progress.match = std::max(progress.match, message.at.index);
    progress.synced = std::max(progress.synced, message.synced);
    progress.next = std::max(progress.next, progress.match + 1);
    progress.window_from = std::max(progress.window_from, progress.match);
    progress.probing = false;
    if (progress.match >= s.offered) progress.caught_up = s.round;
    feed(from);
    if (in_sync_rule()) admit(from);
    if (news) {
        raise_floor();
        return_to_synchronous();
    }
    advance_commit();
}

void Node::on_refusal(Member from, const Message& message) {
    Progress& progress = s.progress[from];
    if (progress.probing && message.refused + 1 != progress.next) return;  // of an older one
    const Index place = s.disk.last_of_term_at_most(
        message.at.term, std::clamp(message.at.index, s.disk.base(), s.disk.last()));
    progress.next = place + 1;
    progress.match = std::min(progress.match, place);
    progress.synced = std::min(progress.synced, place);
    progress.window_from = place;
    progress.probing = true;
    if (place < message.refused) send_stream(from, 0, true);
}

// What every data member has synced up to an entry of this epoch need never be sent again.
void Node::raise_floor() {
    Index least = s.disk.synced_last();
    for (Member m = 0; m < data_members(); ++m) {
        if (m != s.self) least = std::min(least, s.progress[m].synced);
    }
    if (least > s.floor && s.disk.term_at(least) == term()) s.floor = least;
}

void Node::apply() {
    Index last = s.disk.synced_last();
    if (applies_only_committed()) {
        last = std::min(last, s.commit);
    } else if (s.role == Role::primary) {
        last = std::min(last, std::max(s.commit, s.term_start - 1));
    }
    while (s.applied < last) {
        const Index index = ++s.applied;
        const Command command = s.disk.entry(index).command;
        if (command.key != Command::no_op) out.applied.push_back({index, command});
        if (s.role != Role::primary || !s.waiting.contains(index)) continue;
        if (s.waiting[index].asked) answer(s.waiting[index].context, Answer::committed);
        s.waiting.drop_before(index + 1);
    }
    if (s.role == Role::primary) open();
    s.disk.drop_through(std::min(s.floor, s.applied));
}

// Reads are granted once all that former primaries left is applied here.
void Node::open() {
    if (s.applied + 1 < s.term_start) return;
    for (const Context context : s.reads) answer(context, Answer::granted);
    s.reads.clear();
}

}  // namespace triaz::protocol::standby
