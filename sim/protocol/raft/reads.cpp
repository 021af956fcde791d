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
#include <algorithm>
#include <array>
#include <functional>

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

// Whether nobody else can lead until the next heartbeat is due.
bool Node::lease_holds() const {
    const bool given_up = s.lease_given_up && !mutated(Mutation::keep_lease_in_transfer);
    if (!counts_lease() || given_up) return false;
    std::array<ReadRound, most_members> answered;
    for (Member m = 0; m < s.options.members; ++m) {
        answered[m] = m == s.self ? s.round : s.progress[m].round;
    }
    const auto end = answered.begin() + s.options.members;
    std::nth_element(answered.begin(), answered.begin() + majority() - 1, end, std::greater<>{});
    const ReadRound sent = answered[static_cast<std::size_t>(majority() - 1)];
    if (sent == 0) return false;
    return s.round - sent < s.options.heartbeats_in_lease ||
           mutated(Mutation::serve_reads_after_lease);
}

void Node::begin_read_round() {
    const bool under_way = s.reads_confirmed < s.reads_asked;
    if (under_way || s.reads_asked == s.reads.next() || s.commit < s.term_start) return;
    for (auto n = s.reads_asked; n < s.reads.next(); ++n) s.reads[n].index = s.commit;
    s.reads_asked = s.reads.next();
    if (majority() == 1 || mutated(Mutation::read_without_round) || lease_holds()) {
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
