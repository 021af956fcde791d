// One step of one member: its state, and where the effects go. The parts are in lease.cpp (who may
// lead), stream.cpp (the log), commit.cpp (what a write waits for); standby.cpp leads an input to
// them.
#pragma once

#include <bit>
#include <functional>

#include "sim/protocol/standby/standby.hpp"

namespace triaz::protocol::standby {

constexpr std::uint32_t bit(Member member) { return std::uint32_t{1} << member; }

struct Node {
    using State = Standby::State;
    using Message = Standby::Message;
    using Kind = Message::Kind;

    State& s;
    Output<Message>& out;

    // standby.cpp
    void start();
    void receive(Member from, const Message& message);
    void expire(TimerKind kind);
    void persisted(Ticket ticket);
    void propose(const Propose& input);
    void read(Context context);
    void finish();

    // lease.cpp
    void follow(Term term, Member leader);
    void greet();
    void give_lease(Member to);
    void end_lease();
    void campaign();
    void poll(Member to);
    void stand();
    void ask_for_votes();
    bool eligible() const;
    void learn_set(const Message& message);
    bool elected() const;
    void become_primary();
    void resume();
    void step_down();
    bool would_vote_for(Member from, const Message& message) const;
    bool outranks(Member from, const Message& message) const;
    void on_poll(Member from, const Message& message);
    void on_vote(Member from, const Message& message);
    void pay_vote();
    void on_vote_reply(Member from, const Message& message);
    void heartbeat();
    void begin_round();
    void confirm_rounds();

    // stream.cpp
    Index stream_limit() const;
    void feed(Member to);
    void feed_all();
    void send_stream(Member to, Index end, bool wants_reply);
    void on_hello(Member from);
    void on_stream(Member from, const Message& message);
    void take_entries(const Message& message);
    void roll_back(Index from);
    void refuse_stream(Member from, const Message& message);
    void send_stream_reply();
    void on_stream_reply(Member from, const Message& message);
    void on_refusal(Member from, const Message& message);
    void raise_floor();
    void apply();
    void open();

    // commit.cpp
    bool connected(Member member) const;
    Index held_by_any() const;
    Index held_by_first() const;
    Index held_by_in_sync() const;
    Index held_by_standbys() const;
    void advance_commit();
    void tell_commit();
    void fall_back();
    void return_to_synchronous();
    void note_guarantee(bool reduced, Reduction reason);
    void watch_in_sync_set();
    void admit(Member from);
    void ask_for_set(isr::Members members);
    void on_set_accepted(Member from, const isr::Version& version);
    void judge_set();
    isr::Members counting_set() const;

    Message& send(Member to, Kind kind) {
        Message& message = out.send(to);
        message.kind = kind;
        message.success = false;
        message.wants_reply = false;
        message.term = term();
        message.at = {};
        message.refused = 0;
        message.synced = 0;
        message.commit = 0;
        message.floor = 0;
        message.round = 0;
        message.in_sync = s.in_sync.known();
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
    Member data_members() const { return s.options.data_members(); }
    bool is_witness(Member member) const { return member >= data_members(); }
    std::uint32_t all_data() const {
        return static_cast<std::uint32_t>((std::uint64_t{1} << data_members()) - 1);
    }
    bool in_sync_rule() const { return s.options.rule == Rule::in_sync; }
    // Members of an in-sync set apply what is committed; standbys all they have.
    bool applies_only_committed() const { return in_sync_rule(); }
    bool acknowledges_unsynced() const { return s.options.acknowledge_on == Acknowledge::receive; }
    bool mutated(Mutation mutation) const { return s.options.mutation == mutation; }
};

}  // namespace triaz::protocol::standby
