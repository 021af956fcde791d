// Who leads: section 5.2 of the paper, the election restriction of 5.4.1, and of the thesis
// pre-vote (9.6), check-quorum (6.2) and the refusal to depose a leader that is heard (4.2.3).
#include <bit>

#include "sim/protocol/raft/node.hpp"

namespace triaz::protocol::raft {

// Also for the same term, when its leader becomes known.
void Node::become_follower(Term new_term, Member leader) {
    if (s.role == Role::leader) lose_leadership();
    s.role = Role::follower;
    s.leader = leader;
    if (new_term == term()) return;
    s.disk.set_ballot({new_term, nobody});
    // A lease that is kept runs out, and nothing else ends it.
    if (!counts_lease()) s.leader_heard = false;
    s.matched = 0;
    s.round_seen = 0;
    s.owes_append_reply = false;
    s.owes_vote_reply = false;
}

void Node::campaign() {
    s.leader = nobody;
    s.leader_heard = false;
    out.role_change = RoleChange::started_election;
    if (!s.options.pre_vote) {
        stand();
        return;
    }
    arm(TimerKind::election);
    s.role = Role::pre_candidate;
    s.granted_by = bit(s.self);
    for (Member to = 0; to < s.options.members; ++to) {
        if (to == s.self) continue;
        Message& message = send(to, Kind::pre_vote);
        message.term = term() + 1;
        message.at = s.disk.end();
    }
    if (majority() == 1) stand();
}

void Node::stand() {
    arm(TimerKind::election);
    s.disk.set_ballot({term() + 1, s.self});
    s.role = Role::candidate;
    s.matched = 0;
    s.round_seen = 0;
    s.owes_append_reply = false;
    s.owes_vote_reply = false;
    s.granted_by = 0;
    s.votes_asked = false;
    s.urged = false;
}

void Node::ask_for_votes() {
    if (s.disk.synced_ballot() != s.disk.ballot()) return;
    s.votes_asked = true;
    s.granted_by = bit(s.self);
    for (Member to = 0; to < s.options.members; ++to) {
        if (to == s.self) continue;
        Message& message = send(to, Kind::vote);
        message.at = s.disk.end();
        message.urged = s.urged;
    }
    if (majority() == 1) become_leader();
}

void Node::become_leader() {
    out.role_change = RoleChange::became_leader;
    s.role = Role::leader;
    s.leader = s.self;
    s.leader_heard = false;
    s.round = counts_lease() ? 1 : 0;
    s.read_round = 0;
    s.transfer_to = nobody;
    s.lease_given_up = false;
    // A no-op of its own term, by which what former leaders left is committed (5.4.2, thesis 6.4).
    s.disk.append({term(), Command{}});
    s.term_start = s.disk.last();
    s.waiting.restart_at(s.term_start);
    s.waiting.push({0, false});
    s.reads.restart_at(1);
    s.reads_confirmed = s.reads_asked = 1;
    arm(TimerKind::heartbeat);
    arm(TimerKind::election);
    stop(TimerKind::lease);
    for (Member to = 0; to < s.options.members; ++to) {
        s.progress[to] = Progress{.next = s.term_start, .window_from = s.term_start - 1};
        if (to != s.self) feed(to);
    }
}

void Node::lose_leadership() {
    out.role_change = RoleChange::lost_leadership;
    s.role = Role::follower;
    s.leader = nobody;
    stop(TimerKind::heartbeat);
    arm(TimerKind::election);
    for (Index i = s.waiting.first(); i < s.waiting.next(); ++i) {
        if (s.waiting[i].asked) answer(s.waiting[i].context, Answer::abandoned);
    }
    s.waiting.restart_at(s.waiting.next());
    s.transfer_to = nobody;
    refuse_reads();
}

// At its election time-out a leader asks whether it still has a majority behind it. Members that
// were silent are probed from now on, rather than sent every entry.
void Node::check_quorum() {
    s.transfer_to = nobody;  // it took too long: thesis 3.10
    int heard = 1;
    for (Member m = 0; m < s.options.members; ++m) {
        if (m == s.self) continue;
        Progress& progress = s.progress[m];
        if (progress.heard) {
            ++heard;
        } else {
            progress.probing = true;
        }
        progress.heard = false;
    }
    if (heard < majority() && s.options.check_quorum) {
        lose_leadership();
    } else {
        arm(TimerKind::election);
    }
}

void Node::on_vote_request(Member from, const Message& message) {
    const bool real = message.kind == Kind::vote;
    const bool complete =
        message.at.term > s.disk.end().term ||
        (message.at.term == s.disk.end().term && message.at.index >= s.disk.end().index);
    bool grant = complete || mutated(Mutation::vote_without_log_check);
    if (real) {
        const Member vote = s.disk.ballot().vote;
        grant = grant && message.term == term() && (vote == nobody || vote == from);
        if (counts_lease()) grant = grant && (!s.leader_heard || message.urged);
    } else {
        grant = grant && message.term > term() && !s.leader_heard && s.role != Role::leader;
    }
    if (grant && real) {
        arm(TimerKind::election);
        if (s.disk.ballot().vote != from) s.disk.set_ballot({term(), from});
        s.owes_vote_reply = true;
        pay_vote_reply();
        return;
    }
    Message& reply = send(from, real ? Kind::vote_reply : Kind::pre_vote_reply);
    reply.success = grant;
    if (grant) reply.term = message.term;
}

// A vote is told once it cannot be forgotten.
void Node::pay_vote_reply() {
    if (s.disk.synced_ballot() != s.disk.ballot()) return;
    s.owes_vote_reply = false;
    send(s.disk.ballot().vote, Kind::vote_reply).success = true;
}

void Node::on_vote_reply(Member from, const Message& message) {
    if (!message.success) return;
    const bool real = message.kind == Kind::vote_reply;
    const bool counts = real ? s.role == Role::candidate && message.term == term()
                             : s.role == Role::pre_candidate && message.term == term() + 1;
    if (!counts) return;
    s.granted_by |= bit(from);
    if (std::popcount(s.granted_by) < majority()) return;
    if (real) {
        become_leader();
    } else {
        stand();
    }
}

}  // namespace triaz::protocol::raft
