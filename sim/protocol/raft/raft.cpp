#include "sim/protocol/raft/raft.hpp"

#include "sim/base/ensure.hpp"
#include "sim/protocol/raft/node.hpp"

namespace triaz::protocol::raft {

void Node::start() {
    if (mutated(Mutation::forget_vote_on_restart)) s.disk.set_ballot({term(), nobody});
    arm(TimerKind::election);
    const bool first_time = term() == 0 && s.disk.last() == 0;
    if (first_time && s.self == s.options.preferred_leader) campaign();
    if (!first_time && counts_lease() && !mutated(Mutation::forget_lease_on_restart)) {
        // It may have been kept when the process died.
        s.leader_heard = true;
        arm(TimerKind::lease);
    }
    out.persist = s.disk.write_again();
}

void Node::receive(Member from, const Message& message) {
    const bool to_come =
        message.kind == Kind::pre_vote || (message.kind == Kind::pre_vote_reply && message.success);
    if (message.term > term() && !to_come) {
        // Thesis 4.2.3: who hears its leader does not let a candidate depose it.
        const bool leased = (s.leader_heard || s.role == Role::leader) && !message.urged;
        if (message.kind == Kind::vote && s.options.check_quorum && leased) return;
        become_follower(message.term, message.kind == Kind::append ? from : nobody);
    }
    switch (message.kind) {
        case Kind::pre_vote:
        case Kind::vote:
            on_vote_request(from, message);
            break;
        case Kind::pre_vote_reply:
        case Kind::vote_reply:
            on_vote_reply(from, message);
            break;
        case Kind::append:
            on_append(from, message);
            break;
        case Kind::append_reply:
            on_append_reply(from, message);
            break;
        case Kind::timeout_now:
            on_timeout_now(from, message);
            break;
    }
}

void Node::expire(TimerKind kind) {
    switch (kind) {
        case TimerKind::election:
            if (s.role == Role::leader) {
                check_quorum();
            } else {
                campaign();
            }
            break;
        case TimerKind::heartbeat:
            if (s.role == Role::leader) heartbeat();
            break;
        case TimerKind::lease:
            s.leader_heard = false;
            break;
        case TimerKind::patience:
            break;
    }
}

void Node::persisted(Ticket ticket) {
    s.disk.synced(ticket);
    if (s.role == Role::candidate && !s.votes_asked) ask_for_votes();
    if (s.owes_vote_reply) pay_vote_reply();
    if (s.owes_append_reply) send_append_reply();
    if (s.role == Role::leader) {
        raise_floor();
        advance_commit();
    }
    apply();
    if (s.role == Role::leader) urge_when_ready();
}

void Node::propose(const Propose& input) {
    if (s.role != Role::leader) {
        answer(input.context, Answer::not_leader);
        return;
    }
    if (s.transfer_to != nobody) {
        out.answers.push_back({input.context, Answer::not_leader, s.transfer_to});
        return;
    }
    s.disk.append({term(), input.command});
    s.waiting.push({input.context, true});
    for (Member to = 0; to < s.options.members; ++to) {
        if (to != s.self) feed(to);
    }
}

void Node::finish() { out.persist = s.disk.write(); }

namespace {

void forget_process(Raft::State& state) {
    state.role = Role::follower;
    state.leader = nobody;
    state.leader_heard = false;
    state.commit = state.applied;
    state.floor = state.disk.base();
    state.matched = 0;
    state.round_seen = 0;
    state.owes_append_reply = false;
    state.owes_vote_reply = false;
    state.granted_by = 0;
    state.votes_asked = false;
    state.urged = false;
    state.transfer_to = nobody;
    state.waiting.restart_at(1);
    state.reads.restart_at(1);
    state.reads_confirmed = state.reads_asked = 1;
}

}  // namespace

Raft::State Raft::create(const Options& options, Member self) {
    base::ensure(options.members >= 1 && options.members <= most_members && self < options.members,
                 "raft: a member of a set of 1 to 64");
    base::ensure(options.copies <= options.members, "raft: at most one copy a member");
    base::ensure(options.entries_per_message >= 1, "raft: an append carries an entry");
    base::ensure(options.reads == Reads::by_round || options.check_quorum,
                 "raft: without check-quorum voters keep no lease");
    State state;
    state.options = options;
    state.self = self;
    state.progress.resize(options.members);
    return state;
}

void Raft::start(State& state, Output<Message>& output) { Node{state, output}.start(); }

void Raft::step(State& state, const Input<Message>& input, Output<Message>& output) {
    Node node{state, output};
    struct {
        Node& node;
        void operator()(const Received<Message>& i) const { node.receive(i.from, i.message); }
        void operator()(const TimerExpired& i) const { node.expire(i.kind); }
        void operator()(const Persisted& i) const { node.persisted(i.ticket); }
        void operator()(const Propose& i) const { node.propose(i); }
        void operator()(const Read& i) const { node.read(i.context); }
        void operator()(const HandOver& i) const { node.hand_over(i.to); }
    } lead{node};
    std::visit(lead, input);
    node.finish();
}

void Raft::lose_power(State& state) {
    state.disk.lose_power();
    forget_process(state);
}

void Raft::lose_process(State& state) { forget_process(state); }

bool Raft::is_leader(const State& state) { return state.role == Role::leader; }

Term Raft::term_of(const State& state) { return state.disk.ballot().term; }

Index Raft::committed_of(const State& state) { return state.commit; }

Index Raft::last_of(const State& state) { return state.disk.last(); }

void Raft::durable_keys(const State& state, std::vector<std::uint64_t>& keys) {
    for (Index i = state.applied + 1; i <= state.disk.synced_last(); ++i) {
        const std::uint64_t key = state.disk.entry(i).command.key;
        if (key != Command::no_op) keys.push_back(key);
    }
}

bool Raft::has_synced(const State& state, Index index, Command command) {
    const Storage& disk = state.disk;
    return index > disk.base() && index <= disk.synced_last() &&
           disk.entry(index).command == command;
}

std::size_t Raft::entries_of(const Message& message) { return message.entries.size(); }

static_assert(StepMachine<Raft>);

}  // namespace triaz::protocol::raft
