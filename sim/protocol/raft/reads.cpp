// Linearizable reads without the log: read-index, thesis 6.4.
//
// A leader that has committed an entry of its own term knows every acknowledged write. It notes its
// commit index, asks a majority in one heartbeat round whether it still leads, and grants the read
// once that index is applied. Reads that come during a round share the next one.
//
// By a lease, thesis 6.4.1: whoever answers a heartbeat votes for nobody else for an election
// period from then on. So no other leader is elected in an election period after a heartbeat was
// sent that a majority answered, and until then the leader asks nobody. It counts a shorter time,
// because clocks drift apart, in whole heartbeats of its own: a round is sent at each, and one sent
// between two counts as sent at the former.
#include "sim/protocol/raft/node.hpp"

namespace triaz::protocol::raft {

void Node::read(Context context) {
    if (s.role != Role::leader) {
        answer(context, Answer::not_leader);
        return;
    }
    s.reads.push({context, 0});
    begin_read_round();
}

// Nobody else can lead until the next heartbeat is due.
bool Raft::lease_holds(const State& s) {
    const Options& options = s.options;
    if (s.role != Role::leader || options.reads != Reads::by_lease) return false;
    if (s.lease_given_up && options.mutation != Mutation::keep_lease_in_transfer) return false;
    const bool for_ever = options.mutation == Mutation::serve_reads_after_lease;
    int within = 0;
    for (Member m = 0; m < options.members; ++m) {
        const ReadRound sent = m == s.self ? s.round : s.progress[m].round;
        if (sent > 0 && (for_ever || s.round - sent < options.heartbeats_in_lease)) ++within;
    }
    return within > options.members / 2;
}

void Node::begin_read_round() {
    const bool under_way = s.reads_confirmed < s.reads_asked;
    if (under_way || s.reads_asked == s.reads.next() || s.commit < s.term_start) return;
    for (auto n = s.reads_asked; n < s.reads.next(); ++n) s.reads[n].index = s.commit;
    s.reads_asked = s.reads.next();
    if (majority() == 1 || mutated(Mutation::read_without_round) || Raft::lease_holds(s)) {
        s.reads_confirmed = s.reads_asked;
        grant_reads();
        return;
    }
    s.read_round = ++s.round;
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) send_append(to, 0, true);
    }
}

void Node::confirm_reads() {
    if (s.reads_confirmed == s.reads_asked) return;
    int confirming = 1;
    for (Member m = 0; m < s.options.members; ++m) {
        if (m != s.self && s.progress[m].round >= s.read_round) ++confirming;
    }
    if (confirming < majority()) return;
    s.reads_confirmed = s.reads_asked;
    grant_reads();
    begin_read_round();
}

void Node::grant_reads() {
    auto n = s.reads.first();
    for (; n < s.reads_confirmed && s.reads[n].index <= s.applied; ++n) {
        answer(s.reads[n].context, Answer::granted);
    }
    s.reads.drop_before(n);
}

// Nothing was done for them, so they may simply be asked again elsewhere.
void Node::refuse_reads() {
    for (auto n = s.reads.first(); n < s.reads.next(); ++n) {
        answer(s.reads[n].context, Answer::not_leader);
    }
    s.reads.restart_at(s.reads.next());
    s.reads_confirmed = s.reads_asked = s.reads.next();
}

}  // namespace triaz::protocol::raft
