#include "sim/protocol/mirror/mirror.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/ensure.hpp"

namespace triaz::protocol::mirror {
namespace {

using State = Mirror::State;
using Message = Mirror::Message;
using Out = Output<Message>;

constexpr MemberSet bit(Member member) { return MemberSet{1} << member; }
MemberSet everyone(const State& state) {
    return static_cast<MemberSet>((std::uint64_t{1} << state.options.members) - 1);
}

void send_copy(const State& state, Out& output, Member to, Index number, bool again) {
    Message& message = output.send(to);
    message.kind = Message::Kind::copy;
    message.again = again;
    message.write = number;
    message.settled = state.writes.first() - 1;
    message.command = state.writes[number].command;
}

void send_copied(Out& output, const Copy& copy) {
    Message& message = output.send(primary);
    message.kind = Message::Kind::copied;
    message.again = false;
    message.write = copy.write;
    message.settled = 0;
    message.command = copy.command;
}

// Commits and forgets what the copies now allow, after `number` gained one.
void settle(State& state, Index number, Out& output) {
    Write& write = state.writes[number];
    if (!write.applied && (write.held & bit(primary)) != 0 &&
        std::popcount(write.held) >= state.options.copies) {
        write.applied = true;
        output.applied.push_back({number, write.command});
        if (write.asked) output.answers.push_back({write.context, Answer::committed, primary});
        write.asked = false;
    }
    const Index next = state.writes.next();
    while (state.committed + 1 < next && state.writes[state.committed + 1].applied) {
        ++state.committed;
    }
    const MemberSet all = everyone(state);
    Index first = state.writes.first();
    while (first <= state.committed && state.writes[first].held == all) ++first;
    state.writes.drop_before(first);
}

void resend(const State& state, Member to, Index at_most, Out& output) {
    for (Index n = state.writes.first(); n < state.before_heartbeat && at_most > 0; ++n) {
        if ((state.writes[n].held & bit(to)) != 0) continue;
        send_copy(state, output, to, n, true);
        --at_most;
    }
}

// Whoever still lacks a write that was sent before the last heartbeat gets it again: all such
// writes when the member is heard from, otherwise one, as a probe.
void heartbeat(State& state, Out& output) {
    for (Member to = 1; to < state.options.members; ++to) {
        const bool heard = (state.heard & bit(to)) != 0;
        const std::size_t before = output.sends_used;
        resend(state, to, heard ? state.writes.size() : 1, output);
        if (!heard && output.sends_used > before) state.silent |= bit(to);
    }
    state.heard = 0;
    state.before_heartbeat = state.writes.next();
    output.timers.push_back({TimerKind::heartbeat, true});
}

void propose(State& state, const Propose& input, Out& output) {
    const Index number = state.writes.next();
    state.writes.push({input.command, input.context, 0, true, false});
    for (Member to = 1; to < state.options.members; ++to) {
        send_copy(state, output, to, number, false);
    }
    output.persist = number;
}

void own_copies_synced(State& state, Ticket ticket, Out& output) {
    const Index last = std::min(ticket, state.writes.next() - 1);
    while (state.synced < last) {
        state.writes[++state.synced].held |= bit(primary);
        settle(state, state.synced, output);
    }
}

void copied(State& state, Member from, Index number, Out& output) {
    state.heard |= bit(from);
    if (state.writes.contains(number)) {
        state.writes[number].held |= bit(from);
        settle(state, number, output);
    }
    if ((state.silent & bit(from)) != 0) {
        state.silent &= ~bit(from);
        resend(state, from, state.writes.size(), output);
    }
}

void take_copy(State& state, const Message& message, Out& output) {
    if (message.settled >= state.held.next()) state.held.restart_at(message.settled + 1);
    state.held.drop_before(message.settled + 1);
    while (state.held.next() <= message.write) state.held.push(0);
    if (message.write < state.held.first() || state.held[message.write] != 0) {
        send_copied(output, {message.write, message.command});
        return;
    }
    if (message.again) {
        for (Ticket t = state.copies.first(); t < state.copies.next(); ++t) {
            if (state.copies[t].write == message.write) return;  // its sync is under way
        }
    }
    output.persist = state.copies.next();
    state.copies.push({message.write, message.command});
}

void copies_synced(State& state, Ticket ticket, Out& output) {
    const Ticket end = std::min(ticket + 1, state.copies.next());
    for (Ticket t = state.copies.first(); t < end; ++t) {
        const Copy& copy = state.copies[t];
        state.highest = std::max(state.highest, copy.write);
        if (state.held.contains(copy.write) && state.held[copy.write] == 0) {
            state.held[copy.write] = 1;
            output.applied.push_back({copy.write, copy.command});
        }
        send_copied(output, copy);
    }
    state.copies.drop_before(end);
}

struct PrimaryStep {
    State& state;
    Out& output;
    void operator()(const Received<Message>& input) const {
        copied(state, input.from, input.message.write, output);
    }
    void operator()(const TimerExpired& input) const {
        if (input.kind == TimerKind::heartbeat) heartbeat(state, output);
    }
    void operator()(const Persisted& input) const {
        own_copies_synced(state, input.ticket, output);
    }
    void operator()(const Propose& input) const { propose(state, input, output); }
    // The primary applies before it answers and never hands over: what it has is current.
    void operator()(const Read& input) const {
        output.answers.push_back({input.context, Answer::granted, primary});
    }
    void operator()(const HandOver&) const {}
};

struct MirrorStep {
    State& state;
    Out& output;
    void operator()(const Received<Message>& input) const {
        take_copy(state, input.message, output);
    }
    void operator()(const TimerExpired&) const {}
    void operator()(const Persisted& input) const { copies_synced(state, input.ticket, output); }
    void operator()(const Propose& input) const { refuse(input.context); }
    void operator()(const Read& input) const { refuse(input.context); }
    void operator()(const HandOver&) const {}
    void refuse(Context context) const {
        output.answers.push_back({context, Answer::not_leader, primary});
    }
};

}  // namespace

State Mirror::create(const Options& options, Member self) {
    base::ensure(options.members >= 1 && options.members <= most_members && self < options.members,
                 "mirror: a member of a set of 1 to 32");
    base::ensure(options.copies >= 1 && options.copies <= options.members,
                 "mirror: between one copy and one a member");
    State state;
    state.options = options;
    state.self = self;
    return state;
}

void Mirror::start(State& state, Out& output) {
    if (state.self != primary) {
        // What a dead process had written is synced now.
        if (!state.copies.empty()) output.persist = state.copies.next() - 1;
        return;
    }
    output.role_change = RoleChange::became_leader;
    output.timers.push_back({TimerKind::heartbeat, true});
    state.before_heartbeat = state.writes.next();
    if (state.synced + 1 < state.writes.next()) output.persist = state.writes.next() - 1;
    // Who holds what was forgotten with the process, so every write still kept goes out again.
    for (Member to = 1; to < state.options.members; ++to) {
        resend(state, to, state.writes.size(), output);
    }
}

void Mirror::step(State& state, const Input<Message>& input, Out& output) {
    if (state.self == primary) {
        std::visit(PrimaryStep{state, output}, input);
    } else {
        std::visit(MirrorStep{state, output}, input);
    }
}

void Mirror::lose_power(State& state) {
    if (state.self != primary) {
        state.copies.restart_at(state.copies.next());
        return;
    }
    // Numbers are not used again: an answer to a write that is gone must find nothing.
    for (Index n = state.synced + 1; n < state.writes.next(); ++n) {
        Write& write = state.writes[n];
        write.held = everyone(state);
        write.applied = true;
    }
    state.synced = state.writes.next() - 1;
    lose_process(state);
}

void Mirror::lose_process(State& state) {
    if (state.self != primary) return;
    state.heard = 0;
    state.silent = 0;
    for (Index n = state.writes.first(); n < state.writes.next(); ++n) {
        Write& write = state.writes[n];
        write.asked = false;
        const bool gone = write.applied && write.held == everyone(state);
        if (!gone) write.held &= bit(primary);
    }
}

bool Mirror::is_leader(const State& state) { return state.self == primary; }

Term Mirror::term_of(const State&) { return 1; }

Index Mirror::committed_of(const State& state) {
    return state.self == primary ? state.committed : state.highest;
}

Index Mirror::last_of(const State& state) {
    return state.self == primary ? state.writes.next() - 1 : state.highest;
}

void Mirror::durable_keys(const State& state, std::vector<std::uint64_t>& keys) {
    for (Index n = state.writes.first(); n < state.writes.next(); ++n) {
        const Write& write = state.writes[n];
        if (!write.applied && (write.held & bit(state.self)) != 0) {
            keys.push_back(write.command.key);
        }
    }
}

bool Mirror::has_synced(const State&, Index, Command) { return false; }

std::size_t Mirror::entries_of(const Message& message) {
    return message.kind == Message::Kind::copy ? 1 : 0;
}

static_assert(StepMachine<Mirror>);

}  // namespace triaz::protocol::mirror
