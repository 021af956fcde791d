// Leaderless quorums as a subject of exploration: all writes are of one item, in the order of their
// keys by clocks that are in step, so whoever has a version has seen every write up to its key.
#pragma once

#include <string>

#include "sim/explore/scene.hpp"
#include "sim/protocol/quorum/bytes.hpp"
#include "sim/protocol/quorum/quorum.hpp"

namespace triaz::explore {

struct QuorumSubject {
    using Machine = protocol::quorum::Quorum;
    using Options = Machine::Options;
    using State = Machine::State;
    using Message = Machine::Message;

    static constexpr bool is_reduced = false;
    static constexpr bool is_merged = false;
    static protocol::Member fixed(const Options&) { return 0; }
    static Timing timing(const Options&) { return {}; }
    static bool reads_stay(const Options& options) {
        return options.read_repair && 2 * options.reads > options.members;
    }

    struct View {
        KeySet held = 0;  // on disk, or replaced by what is
        bool operator==(const View&) const = default;
    };
    struct History {};

    template <class Archive, class S>
    static void visit(Archive& archive, S& state) {
        protocol::quorum::visit(archive, state);
    }
    template <class Archive, class Mail>
    static void visit_message(Archive& archive, Mail& message) {
        protocol::quorum::visit_message(archive, message);
    }
    template <class Archive, class H>
    static void visit_history(Archive&, H&) {}
    static protocol::Ticket first_ticket(const State& state) {
        return protocol::quorum::first_ticket(state);
    }
    template <class L>
    static View view(const L& life) {
        return view_of(life.state);
    }
    static View view_of(const State& state);
    static KeySet visible(const View& view, const protocol::Answered& answered);

    // What is told to be on disk is there.
    template <class L>
    static void examine(const Options&, const View&, const L& after,
                        const protocol::Output<Message>& output, bool, Finding& finding) {
        examine_promises(after.state, output, finding);
    }
    static void examine_promises(const State& state, const protocol::Output<Message>& output,
                                 Finding& finding);
    static void remember(Record<QuorumSubject>&, const Options&, protocol::Member, const View&,
                         const Events&, Finding&) {}
    // Between the members, at this moment.
    static void check(const Scene<QuorumSubject>& scene, Finding& finding);

    static std::string tell(const Message& message);
    static std::string tell_state(const State& state);
};

}  // namespace triaz::explore
