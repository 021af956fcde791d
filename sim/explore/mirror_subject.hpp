// Synchronous mirroring as a subject of exploration: what must hold, and how its steps are told.
#pragma once

#include <string>

#include "sim/explore/scene.hpp"
#include "sim/protocol/mirror/bytes.hpp"
#include "sim/protocol/mirror/mirror.hpp"

namespace triaz::explore {

struct MirrorSubject {
    using Machine = protocol::mirror::Mirror;
    using Options = Machine::Options;
    using State = Machine::State;
    using Message = Machine::Message;

    static constexpr bool is_reduced = false;
    static constexpr bool is_merged = false;
    static protocol::Member fixed(const Options&) { return 1; }  // the primary keeps its place
    static Timing timing(const Options&) { return {}; }
    static bool reads_stay(const Options&) { return true; }

    // A mirror applies what is on its disk, the primary what has its copies.
    struct View {
        KeySet applied = 0;
        bool operator==(const View&) const = default;
    };
    struct History {};

    template <class Archive, class S>
    static void visit(Archive& archive, S& state) {
        protocol::mirror::visit(archive, state);
    }
    template <class Archive, class Mail>
    static void visit_message(Archive& archive, Mail& message) {
        protocol::mirror::visit_message(archive, message);
    }
    template <class Archive, class H>
    static void visit_history(Archive&, H&) {}
    static protocol::Ticket first_ticket(const State& state) {
        return protocol::mirror::first_ticket(state);
    }

    template <class L>
    static View view(const L& life) {
        return {life.applied};
    }
    static KeySet visible(const View& view, const protocol::Answered&) { return view.applied; }

    // A step of one member, as far as it can be judged alone.
    template <class L, class Out>
    static void examine(const Options& options, const View&, const L& after, const Out& out, bool,
                        Finding& finding) {
        examine_promises(after.state, out, finding);
        examine_commit(options, after.state, out, finding);
    }
    // What is told to be on disk is there.
    static void examine_promises(const State& state, const protocol::Output<Message>& output,
                                 Finding& finding);
    // What is acknowledged has the copies promised, as far as the primary knows.
    static void examine_commit(const Options& options, const State& state,
                               const protocol::Output<Message>& output, Finding& finding);
    static void remember(Record<MirrorSubject>& past, const Options& options,
                         protocol::Member member, const View& view, const Events& events,
                         Finding& finding);
    // Between the members, at this moment.
    static void check(const Scene<MirrorSubject>& scene, Finding& finding);

    static std::string tell(const Message& message);
    static std::string tell_state(const State& state);
};

}  // namespace triaz::explore
