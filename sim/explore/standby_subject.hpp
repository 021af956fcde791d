// Primary and standbys as a subject of exploration, the in-sync set too: what must hold, what has
// to be remembered for it, and how its steps are told.
//
// What a deployment gave up knowingly is not held against it: a write that is acknowledged while
// the guarantee is told to be reduced (or that waits for no standby at all) may be lost.
#pragma once

#include <cstdint>
#include <string>

#include "sim/explore/log_view.hpp"
#include "sim/explore/scene.hpp"
#include "sim/protocol/standby/bytes.hpp"
#include "sim/protocol/standby/standby.hpp"

namespace triaz::explore {

struct StandbySubject {
    using Machine = protocol::standby::Standby;
    using Options = Machine::Options;
    using State = Machine::State;
    using Message = Machine::Message;

    static constexpr bool is_reduced = false;
    static constexpr bool is_merged = true;
    // Candidates, and FIRST k, go by number; witnesses may change places.
    static protocol::Member fixed(const Options& options) { return options.data_members(); }
    static Timing timing(const Options& options) { return {true, options.heartbeats_in_lease}; }
    // Not if what was read may be lost.
    static bool reads_stay(const Options& options) {
        return promises(options) && !options.fallback;
    }
    // Whether an acknowledged write may not be lost as long as the guarantee is not reduced.
    static bool promises(const Options& options) {
        return options.durable_copies() > 1 || options.data_members() == 1;
    }

    struct View {
        std::uint8_t leads_term = 0;  // 0: does not lead
        std::uint8_t term = 0;
        std::uint8_t synced_term = 0;
        protocol::standby::Role role = protocol::standby::Role::follower;
        bool reduced = false;  // has told that its guarantee is
        KeySet applied = 0;
        LogView log;
        bool operator==(const View&) const = default;

        // All that it has, and what of it is on disk.
        KeySet held() const { return static_cast<KeySet>(applied | log.keys_up_to(log.last)); }
        KeySet durable() const { return static_cast<KeySet>(applied | log.keys_up_to(log.synced)); }
    };
    struct History {
        Reigns reigns;
        KeySet taken = 0;       // acknowledged, and judged whether with a guarantee
        KeySet unpromised = 0;  // of those, without
        KeySet copied = 0;      // of those, on as many disks as promised
        MemberSet reduced = 0;  // who told so, and has not told otherwise
    };

    template <class Archive, class S>
    static void visit(Archive& archive, S& state) {
        protocol::standby::visit(archive, state);
    }
    template <class Archive, class Mail>
    static void visit_message(Archive& archive, Mail& message) {
        protocol::standby::visit_message(archive, message);
    }
    template <class Archive, class H>
    static void visit_history(Archive& archive, H& history) {
        visit_reigns(archive, history.reigns);
        archive.number(history.taken);
        archive.number(history.unpromised);
        archive.number(history.copied);
        archive.members(history.reduced);
    }
    static protocol::Ticket first_ticket(const State& state) {
        return protocol::raft::StorageBytes::first_ticket(state.disk);
    }
    template <class L>
    static View view(const L& life) {
        return view_of(life.state, life.applied);
    }
    static View view_of(const State& state, KeySet applied);
    static KeySet visible(const View& view, const protocol::Answered&) { return view.applied; }

    // Whether nothing will ever come of a message: an answer to what was asked in a role or an
    // epoch that the receiver has left for good.
    static bool is_dead(const View& sender, const View& receiver, const Message& message,
                        const Prospects& prospects);

    // A step of one member, as far as it can be judged alone.
    template <class L, class Out>
    static void examine(const Options& options, const View& before, const L& after, const Out& out,
                        bool died, Finding& finding) {
        examine_promises(options, after.state, out, finding);
        if (died) check_disk(before.log, LogView::of(after.state.disk), finding);
    }
    // What is told to be on disk is there.
    static void examine_promises(const Options& options, const State& state,
                                 const protocol::Output<Message>& output, Finding& finding);
    // After a step of `member`, which made it `view`.
    static void remember(Record<StandbySubject>& past, const Options& options,
                         protocol::Member member, const View& view, const Events& events,
                         Finding& finding);
    // Between the members, at this moment.
    static void check(const Scene<StandbySubject>& scene, Finding& finding);

    static std::string tell(const Message& message);
    static std::string tell_state(const State& state);
};

}  // namespace triaz::explore
