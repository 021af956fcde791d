// Who may lead. A member that has given a lease votes for nobody else until it has run out; a
// primary that could not renew its lease at a majority steps down before. Both count the same
// election period: the primary from the heartbeat it sent, the others from when they got it, so
// there is never a moment with two.
//
// A candidate first polls, so that one that cannot win disturbs nobody. Of two that poll at the
// same time the one with more of the log goes on, or the one with the lower number.
#include <algorithm>
#include <array>

#include "sim/protocol/standby/node.hpp"

namespace triaz::protocol::standby {

// Who had asked for a vote in the meantime may ask again.
void Node::end_lease() {
    s.leased = false;
    for (Member m = 0; m < data_members(); ++m) {
        if (m != s.self && (s.asked_too_early & bit(m)) != 0) send(m, Kind::hello);
    }
    s.asked_too_early = 0;
    if (s.role == Role::follower || s.role == Role::returning) campaign();
}

// Also for the same epoch, when its primary becomes known.
void Node::follow(Term new_term, Member leader) {
    if (s.role == Role::primary) step_down();
    s.role = Role::follower;
    s.leader = leader;
    if (new_term == term()) return;
    s.disk.set_ballot({new_term, nobody});
    s.matched = 0;
    s.round_seen = 0;
    s.owes_reply = false;
    s.owes_vote = false;
}

// Looks for the primary, so as not to wait for its next heartbeat.
void Node::greet() {
    for (Member to = 0; to < data_members(); ++to) {
        if (to != s.self) send(to, Kind::hello);
    }
}

void Node::give_lease(Member to) {
    s.leased = true;
    s.promised = to;
    arm(TimerKind::lease);
}

void Node::campaign() {
    s.leader = nobody;
    s.role = Role::follower;
    if (is_witness(s.self)) return;
    arm(TimerKind::heartbeat);  // the next try
    // Who is not eligible asks all the same, to learn of a newer set.
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) poll(to);
    }
    if (!eligible()) return;
    s.role = Role::pre_candidate;
    s.granted_by = bit(s.self);
    out.role_change = RoleChange::started_election;
    if (elected()) stand();
}

void Node::poll(Member to) {
    Message& message = send(to, Kind::poll);
    message.term = term() + 1;
    message.at = s.disk.end();
}

void Node::stand() {
    arm(TimerKind::heartbeat);
    s.disk.set_ballot({term() + 1, s.self});
    s.role = Role::candidate;
    s.matched = 0;
    s.round_seen = 0;
    s.owes_reply = false;
    s.owes_vote = false;
    s.granted_by = 0;
    s.votes_asked = false;
    s.ticks_as_candidate = 0;
}

void Node::ask_for_votes() {
    if (s.disk.synced_ballot() != s.disk.ballot()) return;
    s.votes_asked = true;
    s.granted_by = bit(s.self);
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) send(to, Kind::vote).at = s.disk.end();
    }
    if (elected()) become_primary();
}

bool Node::eligible() const {
    if (!in_sync_rule() || mutated(Mutation::promote_unseen)) return true;
    return (s.in_sync.known().members & bit(s.self)) != 0;
}

// A voter knows of a newer set: perhaps one without this candidate.
void Node::learn_set(const Message& message) {
    const bool asked = s.role == Role::pre_candidate || s.role == Role::candidate ||
                       (s.role == Role::follower && s.leader == nobody);
    if (!asked || message.in_sync.version <= s.in_sync.known().version) return;
    s.in_sync.write(message.in_sync);
    if (!eligible()) s.role = Role::follower;
}

// A majority of the manager, and so many logs seen that one holds all that was acknowledged.
bool Node::elected() const {
    const int seen = std::popcount(s.granted_by & all_data());
    const int needed = mutated(Mutation::promote_unseen) ? 1 : s.options.seen_before_promotion();
    return std::popcount(s.granted_by) >= majority() && seen >= needed;
}

void Node::become_primary() {
    out.role_change = RoleChange::became_leader;
    const Member former = s.promised;
    s.role = Role::primary;
    s.leader = s.self;
    s.leased = false;
    s.promised = s.self;
    stop(TimerKind::lease);
    s.disk.append({term(), Command{}});
    s.term_start = s.disk.last();
    s.waiting.restart_at(s.term_start);
    s.waiting.push({0, false});
    s.reads.clear();
    s.mode = Mode::synchronous;
    s.offered = s.offering = s.disk.last();
    for (Progress& progress : s.progress) {
        progress = {.next = s.term_start, .window_from = s.term_start - 1, .heard = s.round};
        progress.caught_up = s.round;
    }
    if (in_sync_rule()) {
        // Whose lease ran out is taken for dead; whoever voted is not.
        isr::Members members = s.in_sync.known().members;
        if (former != nobody && former != s.self) members &= ~(bit(former) & ~s.granted_by);
        s.set_accepted = s.set_pending = false;
        ask_for_set(members);
    }
    if (s.options.fallback) arm(TimerKind::patience);
    // The votes count as a heartbeat that was sent when they were asked for, or before.
    s.confirmed = s.round;
    s.round += s.ticks_as_candidate;
    heartbeat();
}

// The same epoch goes on. Writes that waited when the process died count as committed, though
// nobody was told.
void Node::resume() {
    out.role_change = RoleChange::became_leader;
    s.role = Role::primary;
    s.leader = s.self;
    s.leased = false;
    s.promised = s.self;
    stop(TimerKind::lease);
    s.term_start = s.disk.last() + 1;
    s.waiting.restart_at(s.term_start);
    s.reads.clear();
    s.offered = s.offering = s.disk.last();
    feed_all();
    apply();
}

void Node::step_down() {
    out.role_change = RoleChange::lost_leadership;
    note_guarantee(false, Reduction::fell_back);
    s.role = Role::follower;
    s.leader = nobody;
    s.leased = false;
    arm(TimerKind::heartbeat);
    for (Index i = s.waiting.first(); i < s.waiting.next(); ++i) {
        if (s.waiting[i].asked) answer(s.waiting[i].context, Answer::abandoned);
    }
    s.waiting.restart_at(s.waiting.next());
    for (const Context context : s.reads) answer(context, Answer::not_leader);
    s.reads.clear();
    apply();
}

bool Node::would_vote_for(Member from, const Message& message) const {
    if (s.role == Role::primary || (s.leased && s.promised != from)) return false;
    if (mutated(Mutation::promote_unseen)) return true;
    if (in_sync_rule()) return message.in_sync.version >= s.in_sync.known().version;
    if (is_witness(s.self)) return true;
    const Position end = s.disk.end();
    return message.at.term > end.term ||
           (message.at.term == end.term && message.at.index >= end.index);
}

// Requires: would_vote_for(from, message).
bool Node::outranks(Member from, const Message& message) const {
    if (s.role != Role::pre_candidate && s.role != Role::candidate) return false;
    const bool equal = in_sync_rule() ? message.in_sync.version == s.in_sync.known().version
                                      : message.at == s.disk.end();
    return equal && s.self < from;
}

void Node::on_poll(Member from, const Message& message) {
    const bool would = message.term > term() && would_vote_for(from, message);
    const bool grant = would && !outranks(from, message);
    Message& reply = send(from, Kind::poll_reply);
    reply.success = grant;
    if (grant) reply.term = message.term;
    if (s.leased) s.asked_too_early |= bit(from);
    // It keeps no lease any more, so it may be asked again.
    if (would && !grant && s.role == Role::pre_candidate) poll(from);
}

void Node::on_vote(Member from, const Message& message) {
    const Member vote = s.disk.ballot().vote;
    const bool grant =
        message.term == term() && (vote == nobody || vote == from) && would_vote_for(from, message);
    if (!grant) {
        send(from, Kind::vote_reply);
        return;
    }
    s.role = Role::follower;
    if (vote != from) s.disk.set_ballot({term(), from});
    give_lease(from);
    s.owes_vote = true;
    pay_vote();
}

// A vote is told once it cannot be forgotten.
void Node::pay_vote() {
    if (s.disk.synced_ballot() != s.disk.ballot()) return;
    s.owes_vote = false;
    send(s.disk.ballot().vote, Kind::vote_reply).success = true;
}

void Node::on_vote_reply(Member from, const Message& message) {
    if (!message.success) {
        learn_set(message);
        return;
    }
    const bool real = message.kind == Kind::vote_reply;
    const bool counts = real ? s.role == Role::candidate && message.term == term()
                             : s.role == Role::pre_candidate && message.term == term() + 1;
    if (!counts) return;
    s.granted_by |= bit(from);
    if (!elected()) return;
    if (real) {
        become_primary();
    } else {
        stand();
    }
}

// Of a primary: renews the lease, unless it would have run out by the next time. Of others: the
// next try of an election.
void Node::heartbeat() {
    if (s.role == Role::primary) {
        const bool run_out = s.round + 1 - s.confirmed >= s.options.heartbeats_in_lease;
        if (run_out && !mutated(Mutation::no_fencing)) {
            step_down();
            return;
        }
        watch_in_sync_set();
        begin_round();
        advance_commit();  // FIRST k: others may be the first of those connected by now
    } else if (s.role == Role::returning && s.leased) {
        begin_round();
    } else if (s.role == Role::candidate &&
               s.ticks_as_candidate + 2 < s.options.heartbeats_in_lease) {
        ++s.ticks_as_candidate;  // with a slow disk votes take their time
        arm(TimerKind::heartbeat);
    } else if (!s.leased) {
        campaign();
    }
}

void Node::begin_round() {
    arm(TimerKind::heartbeat);
    ++s.round;
    s.offered = s.offering;
    s.offering = stream_limit();
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) send_stream(to, 0, true);
    }
    confirm_rounds();
}

void Node::confirm_rounds() {
    std::array<Round, most_members> heard;
    for (Member m = 0; m < s.options.members; ++m) {
        heard[m] = m == s.self ? s.round : s.progress[m].heard;
    }
    const auto end = heard.begin() + s.options.members;
    std::nth_element(heard.begin(), heard.begin() + majority() - 1, end, std::greater<>{});
    const Round confirmed = heard[static_cast<std::size_t>(majority() - 1)];
    if (confirmed <= s.confirmed) return;
    s.confirmed = confirmed;
    // An answer that comes later than the lease it renews is of no use.
    const bool lasts = s.round - s.confirmed < s.options.heartbeats_in_lease;
    if (s.role == Role::returning && lasts) resume();
}

}  // namespace triaz::protocol::standby
