// Raft as a subject of exploration: what must hold, what has to be remembered for it, and how its
// steps are told. The invariants are those of the paper's figure 3, and what durability means.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/log_view.hpp"
#include "sim/explore/scene.hpp"
#include "sim/protocol/raft/bytes.hpp"
#include "sim/protocol/raft/raft.hpp"

namespace triaz::explore {

struct RaftSubject {
    using Machine = protocol::raft::Raft;
    using Options = Machine::Options;
    using State = Machine::State;
    using Message = Machine::Message;

    static constexpr bool is_reduced = true;
    static constexpr bool is_merged = true;
    static protocol::Member fixed(const Options&) { return 0; }  // all may change places
    // Where a lease is counted, it runs on clocks.
    static Timing timing(const Options& options) {
        if (options.reads == protocol::raft::Reads::by_round) return {};
        return {true, options.heartbeats_in_election};
    }
    static bool reads_stay(const Options&) { return true; }

    // What the invariants look at.
    struct View {
        std::uint8_t leads_term = 0;  // 0: does not lead
        std::uint8_t term = 0;
        std::uint8_t commit = 0;
        KeySet applied = 0;
        bool leased = false;        // it leads, and would grant a read without asking
        bool starts_first = false;  // it would campaign when it starts
        std::uint8_t synced_term = 0;
        protocol::raft::Role role = protocol::raft::Role::follower;
        LogView log;
        bool operator==(const View&) const = default;
    };
    struct Committed {
        LogEntry entry;
        std::uint8_t in_term = 0;  // the first in which a member knew
    };
    // What was, as far as it matters. It does not depend on the order of steps of different
    // members, unless one causes the other.
    struct History {
        Reigns reigns;
        std::vector<Committed> committed;  // [index - 1]
    };

    template <class Archive, class S>
    static void visit(Archive& archive, S& state) {
        protocol::raft::visit(archive, state);
    }
    template <class Archive, class Mail>
    static void visit_message(Archive& archive, Mail& message) {
        protocol::raft::visit_message(archive, message);
    }
    template <class Archive, class H>
    static void visit_history(Archive& archive, H& history) {
        visit_reigns(archive, history.reigns);
        archive.list(history.committed, [](Archive& a, auto& committed) {
            visit_entry(a, committed.entry);
            a.number(committed.in_term);
        });
    }
    static protocol::Ticket first_ticket(const State& state) {
        return protocol::raft::StorageBytes::first_ticket(state.disk);
    }
    // Clears what can make no difference within the bounds.
    static void simplify(State& state, const Bounds& bounds);
    // The expiry of a lease is noticed by such a message only, so it need not happen before.
    static bool tests_lease(const Message& message) {
        return message.kind == Message::Kind::pre_vote || message.kind == Message::Kind::vote ||
               message.kind == Message::Kind::timeout_now;
    }

    template <class L>
    static View view(const L& life) {
        return view_of(life.state, life.applied);
    }
    static View view_of(const State& state, KeySet applied);

    // Whether nothing will ever come of a message, whatever happens first: an answer to what was
    // asked in a role or a term that the receiver has left for good, or, when terms are at an end,
    // a question of an old term whose answer tells the sender nothing.
    static bool is_dead(const View& sender, const View& receiver, const Message& message,
                        const Prospects& prospects);
    static protocol::Term term(const View& view) { return view.term; }
    static bool campaigns(const State& state) {
        return state.role == protocol::raft::Role::candidate ||
               state.role == protocol::raft::Role::pre_candidate;
    }
    static void calm(State& state) { state.leader_heard = false; }
    // To whom it may send before it gets another message and without standing for election; whoever
    // sends it something may get an answer. Leaders and candidates send to all, others to whom they
    // follow or have voted for.
    static MemberSet reach(const State& state);
    // Whether it may send something when it restarts, though nobody sends it anything.
    static bool restart_may_send(const View& view) { return view.starts_first; }

    static KeySet visible(const View& view, const protocol::Answered&) { return view.applied; }

    // A step of one member, as far as it can be judged alone.
    template <class L, class Out>
    static void examine(const Options& options, const View& before, const L& after, const Out& out,
                        bool died, Finding& finding) {
        examine_promises(after.state, out, finding);
        if (died) check_disk(before.log, LogView::of(after.state.disk), finding);
        examine_commit(options, before, after.state, finding);
    }
    // What is told to be on disk is there.
    static void examine_promises(const State& state, const protocol::Output<Message>& output,
                                 Finding& finding);
    // What a leader commits has the copies promised, as far as it knows.
    static void examine_commit(const Options& options, const View& before, const State& state,
                               Finding& finding);
    // After a step of `member`, which made it `view`.
    static void remember(Record<RaftSubject>& past, const Options& options, protocol::Member member,
                         const View& view, const Events& events, Finding& finding);
    // Between the members, at this moment.
    static void check(const Scene<RaftSubject>& scene, Finding& finding);

    static std::string tell(const Message& message);
    static std::string tell_state(const State& state);
};

}  // namespace triaz::explore
