#include "sim/protocol/standby/standby.hpp"

#include <algorithm>
#include <limits>

#include "sim/base/ensure.hpp"
#include "sim/protocol/standby/node.hpp"

namespace triaz::protocol::standby {

void Node::start() {
    const bool first_time = term() == 0 && s.disk.last() == 0;
    if (first_time) {
        if (s.self == s.options.preferred_leader) {
            campaign();
        } else {
            arm(TimerKind::lease);
        }
        return;
    }
    const Member vote = s.disk.ballot().vote;
    // What was streamed had been synced, so nobody has more of this epoch than its primary.
    const bool returns = vote == s.self && s.disk.end().term == term() && !in_sync_rule();
    // A lease that was given before the process died may still be running.
    if (vote != s.self || returns) give_lease(vote);
    if (returns) {
        s.role = Role::returning;
        for (Progress& progress : s.progress) {
            progress = {.next = s.disk.last() + 1, .window_from = s.disk.last(), .heard = s.round};
        }
        s.confirmed = s.round;
        heartbeat();
        return;
    }
    if (vote == s.self) campaign();
    greet();
}

void Node::receive(Member from, const Message& message) {
    const bool to_come =
        message.kind == Kind::poll || (message.kind == Kind::poll_reply && message.success);
    if (message.term > term() && !to_come) {
        const bool held_back = s.role == Role::primary || (s.leased && s.promised != from);
        if (message.kind == Kind::vote && held_back) return;
        const bool returning = s.role == Role::returning;
        follow(message.term, message.kind == Kind::stream ? from : nobody);
        if (returning && message.kind == Kind::stream_reply) greet();
    }
    switch (message.kind) {
        case Kind::hello:
            on_hello(from);
            break;
        case Kind::poll:
            on_poll(from, message);
            break;
        case Kind::vote:
            on_vote(from, message);
            break;
        case Kind::poll_reply:
        case Kind::vote_reply:
            on_vote_reply(from, message);
            break;
        case Kind::stream:
            on_stream(from, message);
            break;
        case Kind::stream_reply:
            on_stream_reply(from, message);
            break;
    }
}

void Node::expire(TimerKind kind) {
    switch (kind) {
        case TimerKind::heartbeat:
            heartbeat();
            break;
        case TimerKind::lease:
            end_lease();
            break;
        case TimerKind::patience:
            fall_back();
            break;
        case TimerKind::election:
            break;
    }
}

void Node::persisted(Ticket ticket) {
    s.disk.synced(ticket);
    s.in_sync.synced_through(ticket);
    if (s.role == Role::candidate && !s.votes_asked) ask_for_votes();
    if (s.owes_vote) pay_vote();
    if (s.owes_reply) send_stream_reply();
    if (s.role == Role::primary) {
        on_set_accepted(s.self, s.in_sync.synced().version);
        feed_all();
        raise_floor();
        advance_commit();
    }
    apply();
}

void Node::propose(const Propose& input) {
    if (s.role != Role::primary) {
        answer(input.context, Answer::not_leader);
        return;
    }
    if (in_sync_rule()) {
        const int members = std::popcount(s.in_sync.known().members);
        if (members < s.options.in_sync.minimum) {
            answer(input.context, Answer::refused);
            return;
        }
    }
    const bool first_to_wait = s.waiting.empty();
    s.disk.append({term(), input.command});
    s.waiting.push({input.context, true});
    if (in_sync_rule()) feed_all();
    if (first_to_wait && s.options.fallback && s.mode != Mode::fallen_back) {
        arm(TimerKind::patience);
    }
}

// A primary that holds its lease is the only one, and applies before it acknowledges.
void Node::read(Context context) {
    if (s.role != Role::primary) {
        answer(context, Answer::not_leader);
        return;
    }
    s.reads.push_back(context);
    open();
}

void Node::finish() {
    if (s.in_sync.changed()) s.disk.set_ballot(s.disk.ballot());  // so that there is a ticket
    const auto ticket = s.disk.write();
    if (!ticket) return;
    out.persist = ticket;
    s.in_sync.write_under(*ticket);
}

namespace {

void forget_process(Standby::State& state) {
    state.role = Role::follower;
    state.leader = nobody;
    state.leased = false;
    state.commit = std::min(state.commit, state.disk.synced_last());
    state.floor = state.disk.base();
    state.matched = 0;
    state.round_seen = 0;
    state.owes_reply = false;
    state.owes_vote = false;
    state.asked_too_early = 0;
    state.granted_by = 0;
    state.votes_asked = false;
    state.waiting.restart_at(1);
    state.reads.clear();
    state.offered = state.offering = 0;
    state.mode = Mode::synchronous;
    state.reduced = false;
    state.set_accepted = state.set_pending = false;
    state.set_accepted_by = 0;
}

}  // namespace

std::uint8_t Options::seen_before_promotion() const {
    const int standbys = data_members() - 1;
    if (rule == Rule::in_sync || awaited() == 0) return 1;
    return static_cast<std::uint8_t>(standbys - awaited() + 1);
}

std::uint8_t Options::durable_copies() const {
    const bool synced = acknowledge_on == Acknowledge::sync || acknowledge_on == Acknowledge::apply;
    if (!synced) return 1;
    if (rule == Rule::in_sync) return static_cast<std::uint8_t>(data_members() / 2 + 1);
    return static_cast<std::uint8_t>(1 + awaited());
}

Standby::State Standby::create(const Options& options, Member self) {
    const int data = options.members - options.witnesses;
    base::ensure(options.members >= 1 && options.members <= most_members &&
                     self < options.members && data >= 1,
                 "standby: a member of a set of 1 to 32, of whom one at least holds data");
    base::ensure(options.synchronous < data,
                 "standby: no more synchronous standbys than there are");
    base::ensure(options.in_sync.minimum >= 1 && options.in_sync.minimum <= data,
                 "standby: an in-sync set has 1 to all members");
    base::ensure(options.heartbeats_in_lease >= 2,
                 "standby: a lease lasts two heartbeats at least");
    base::ensure(options.entries_per_message >= 1, "standby: a stream carries an entry");
    State state;
    state.options = options;
    state.self = self;
    state.progress.resize(options.members);
    state.in_sync = isr::Disk{static_cast<isr::Members>((std::uint64_t{1} << data) - 1)};
    return state;
}

void Standby::start(State& state, Output<Message>& output) {
    Node node{state, output};
    node.start();
    output.persist = state.disk.write_again();
}

void Standby::step(State& state, const Input<Message>& input, Output<Message>& output) {
    Node node{state, output};
    struct {
        Node& node;
        void operator()(const Received<Message>& i) const { node.receive(i.from, i.message); }
        void operator()(const TimerExpired& i) const { node.expire(i.kind); }
        void operator()(const Persisted& i) const { node.persisted(i.ticket); }
        void operator()(const Propose& i) const { node.propose(i); }
        void operator()(const Read& i) const { node.read(i.context); }
        void operator()(const HandOver&) const {}
    } lead{node};
    std::visit(lead, input);
    node.finish();
}

void Standby::lose_power(State& state) {
    state.disk.lose_power();
    state.in_sync.lose_power();
    forget_process(state);
}

void Standby::lose_process(State& state) { forget_process(state); }

bool Standby::is_leader(const State& state) { return state.role == Role::primary; }

Term Standby::term_of(const State& state) { return state.disk.ballot().term; }

Index Standby::committed_of(const State& state) { return state.commit; }

// A witness lacks nothing.
Index Standby::last_of(const State& state) {
    const bool witness = state.self >= state.options.data_members();
    return witness ? std::numeric_limits<Index>::max() : state.disk.last();
}

void Standby::durable_keys(const State& state, std::vector<std::uint64_t>& keys) {
    for (Index i = state.applied + 1; i <= state.disk.synced_last(); ++i) {
        const std::uint64_t key = state.disk.entry(i).command.key;
        if (key != Command::no_op) keys.push_back(key);
    }
}

bool Standby::has_synced(const State& state, Index index, Command command) {
    const raft::Storage& disk = state.disk;
    return index > disk.base() && index <= disk.synced_last() &&
           disk.entry(index).command == command;
}

std::size_t Standby::entries_of(const Message& message) { return message.entries.size(); }

static_assert(StepMachine<Standby>);

}  // namespace triaz::protocol::standby
