// One step of one member: its state, and where the effects go. The parts of the protocol are in
// election.cpp, replication.cpp, transfer.cpp and reads.cpp; raft.cpp leads an input to them.
#pragma once

#include "sim/protocol/raft/raft.hpp"

namespace triaz::protocol::raft {

struct Node {
    using State = Raft::State;
    using Message = Raft::Message;
    using Kind = Message::Kind;

    State& s;
    Output<Message>& out;

    // raft.cpp
    void start();
    void receive(Member from, const Message& message);
    void expire(TimerKind kind);
    void persisted(Ticket ticket);
    void propose(const Propose& input);
    void finish();  // ends every step: what was written gets its ticket

    // election.cpp
    void become_follower(Term term, Member leader);
    void campaign();
    void stand();
    void ask_for_votes();  // once its own vote is synced
    void become_leader();
    void lose_leadership();
    void check_quorum();
    void on_vote_request(Member from, const Message& message);
    void on_vote_reply(Member from, const Message& message);
    void pay_vote_reply();

    // replication.cpp
    void feed(Member to);
    void send_append(Member to, Index end, bool wants_reply);
    void heartbeat();
    void on_append(Member from, const Message& message);
    void take_entries(const Message& message);
    void roll_back(Index from);
    void refuse_append(Member from, const Message& message);
    void send_append_reply();
    void on_append_reply(Member from, const Message& message);
    void on_refusal(Member from, const Message& message);
    void advance_commit();
    void tell_commit();
    void raise_floor();
    void apply();

    // transfer.cpp
    void hand_over(std::uint64_t to);
    void urge_when_ready();
    void on_timeout_now(Member from, const Message& message);

    // reads.cpp
    void read(Context context);
    void begin_read_round();
    void confirm_reads();
    void grant_reads();
    void refuse_reads();

    Message& send(Member to, Kind kind) {
        Message& message = out.send(to);
        message.kind = kind;
        message.success = false;
        message.wants_reply = false;
        message.urged = false;
        message.term = term();
        message.at = {};
        message.refused = 0;
        message.commit = 0;
        message.floor = 0;
        message.round = 0;
        message.entries.clear();
        return message;
    }
    void arm(TimerKind kind) { out.timers.push_back({kind, true}); }
    void stop(TimerKind kind) { out.timers.push_back({kind, false}); }
    void answer(Context context, Answer with) {
        std::optional<Member> hint;
        if (s.leader != nobody) hint = s.leader;
        out.answers.push_back({context, with, hint});
    }

    Term term() const { return s.disk.ballot().term; }
    int majority() const { return s.options.members / 2 + 1; }
    int copies_needed() const { return s.options.copies == 0 ? majority() : s.options.copies; }
    bool counts_lease() const { return s.options.reads == Reads::by_lease; }
    bool mutated(Mutation mutation) const { return s.options.mutation == mutation; }
    // Only a deployment that leaves a rule out may lose what it had committed.
    bool may_roll_back() const {
        return s.options.mutation != Mutation::none || copies_needed() < majority();
    }
};

constexpr std::uint64_t bit(Member member) { return std::uint64_t{1} << member; }

}  // namespace triaz::protocol::raft
