// Leadership transfer, thesis 3.10: the leader takes no more writes, brings one member up to its
// own log and tells it to stand at once. That one asks for votes as if its election time-out had
// passed, and says why, so that those who hear the leader vote all the same.
//
// The leader waits until all that it took is applied, so that nobody is left without an answer when
// it is deposed. It gives up at its next election time-out.
#include "sim/protocol/raft/node.hpp"

namespace triaz::protocol::raft {

// To the one with the most of the log; of two, to the one with the lower number.
void Node::hand_over(std::uint64_t to) {
    if (s.role != Role::leader || s.transfer_to != nobody) return;
    for (Member m = 0; m < s.options.members; ++m) {
        const Progress& progress = s.progress[m];
        if (m == s.self || (to & bit(m)) == 0 || progress.probing) continue;
        const bool first = s.transfer_to == nobody;
        if (first || progress.match > s.progress[s.transfer_to].match) s.transfer_to = m;
    }
    if (s.transfer_to == nobody) return;
    s.transfer_told = false;
    arm(TimerKind::election);
    urge_when_ready();
}

void Node::urge_when_ready() {
    if (s.transfer_to == nobody || s.transfer_told) return;
    if (s.progress[s.transfer_to].match < s.disk.last() || s.applied < s.disk.last()) return;
    s.transfer_told = s.lease_given_up = true;
    send(s.transfer_to, Kind::timeout_now);
}

void Node::on_timeout_now(Member from, const Message& message) {
    if (message.term != term() || s.role != Role::follower || s.leader != from) return;
    s.leader = nobody;
    s.leader_heard = false;
    out.role_change = RoleChange::started_election;
    stand();
    s.urged = true;
}

}  // namespace triaz::protocol::raft
