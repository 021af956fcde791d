// Which members' steps to follow from a state, if not those of all.
//
// Steps of different members commute: each changes its own member, takes from channels into it and
// adds to channels out of it; what the bounds allow is dealt out beforehand. So it is enough to
// follow all steps of a set of members P (a persistent set, Godefroid 1996) if nothing that the
// others do among themselves can give a member of P one more step to choose from, that is, if no
// message can come to P where none is waiting: into a channel that is empty, or that has no order.
// A protocol says to whom a member may send before it gets another message (Subject::reach); beside
// those it only answers.
//
// Every run has one among those followed that differs from it by the order of such steps only. What
// the invariants look at (Subject::remember, examine, conclude) depends on no such order: a
// member's own steps, and a record of the past that is the same in every order. There are no cycles
// of steps, so nothing is put off for ever.
//
// Reads are the exception: a read must see what was acknowledged before it was asked, by whatever
// member. So are retries, for which members compete. As long as some may come, all steps are
// followed.
#pragma once

#include <array>
#include <bit>

#include "sim/explore/cluster.hpp"

namespace triaz::explore {

template <class Subject>
class Reduction {
public:
    using Member = protocol::Member;

    explicit Reduction(const Cluster<Subject>& cluster) : cluster_(cluster) {}

    // The actions to follow from this state.
    void list_actions(const Id* state, std::vector<Action>& actions) {
        const auto& open = cluster_.records().open(cluster_.record(state));
        if (open.reads > 0 || open.retries > 0) {
            cluster_.list_actions(state, actions);
            return;
        }
        const auto everyone = static_cast<MemberSet>((1U << cluster_.count()) - 1);
        busy_ = busy(state);
        bool any = false;
        for (Member m = 0; m < cluster_.count(); ++m) {
            const MemberSet set = persistent(state, m);
            if (set == everyone) continue;
            cluster_.list_actions(state, set, candidate_);
            if (candidate_.empty() || (any && candidate_.size() >= actions.size())) continue;
            actions.swap(candidate_);
            any = true;
        }
        if (!any) cluster_.list_actions(state, actions);
    }

private:
    // Those who can do something that may make them send, though they get no further message.
    MemberSet busy(const Id* state) const {
        using Item = Budget::Item;
        unsigned set = 0;
        for (Member m = 0; m < cluster_.count(); ++m) {
            const auto& seen = cluster_.members().seen(state[m]);
            const Budget left = cluster_.budget(state, m);
            bool can = seen.tickets > 0 || left.allows(Item::election);
            can = can || (seen.leads && (left.allows(Item::heartbeat) || left.allows(Item::write)));
            can = can || (may_die(state, m) && Subject::restart_may_send(seen.view));
            for (Member from = 0; from < cluster_.count() && !can; ++from) {
                can = from != m && cluster_.channel(state, from, m) != Channels::empty;
            }
            if (can) set |= 1U << m;
        }
        return static_cast<MemberSet>(set);
    }

    // The smallest set with `first` that the others cannot disturb.
    MemberSet persistent(const Id* state, Member first) const {
        unsigned set = 1U << first;
        for (unsigned before = 0; before != set;) {
            before = set;
            const unsigned active = woken(state, set);
            for (Member in = 0; in < cluster_.count(); ++in) {
                if (!holds(set, in)) continue;
                for (Member out = 0; out < cluster_.count(); ++out) {
                    if (holds(set, out)) continue;
                    const bool may_disturb = holds(active, out) && !is_settled(state, out, in);
                    if (may_disturb && may_send(state, out, in)) set |= 1U << out;
                }
            }
        }
        return static_cast<MemberSet>(set);
    }

    // Those outside who can do something: the busy ones, and whom they may send to.
    unsigned woken(const Id* state, unsigned set) const {
        unsigned active = busy_ & ~set;
        for (unsigned before = 0; before != active;) {
            before = active;
            for (Member from = 0; from < cluster_.count(); ++from) {
                if (!holds(active, from)) continue;
                for (Member to = 0; to < cluster_.count(); ++to) {
                    const bool outside = to != from && !holds(set, to);
                    if (outside && may_send(state, from, to)) active |= 1U << to;
                }
            }
        }
        return active;
    }

    static bool holds(unsigned set, Member m) { return ((set >> m) & 1) != 0; }

    bool may_die(const Id* state, Member m) const {
        const Budget left = cluster_.budget(state, m);
        return left.allows(Budget::Item::crash) || left.allows(Budget::Item::power_loss);
    }

    // Requires: `to` does nothing before.
    bool may_send(const Id* state, Member from, Member to) const {
        const auto& seen = cluster_.members().seen(state[from]);
        return holds(seen.reach, to) ||
               cluster_.budget(state, from).allows(Budget::Item::election) ||
               (may_die(state, from) && Subject::restart_may_send(seen.view)) ||
               cluster_.channel(state, to, from) != Channels::empty;
    }

    // Whether one more message here changes nothing about what can arrive next, or be lost in a
    // death.
    bool is_settled(const Id* state, Member from, Member to) const {
        return Subject::Machine::ordered && !may_die(state, to) &&
               cluster_.channel(state, from, to) != Channels::empty;
    }

    const Cluster<Subject>& cluster_;
    MemberSet busy_ = 0;
    std::vector<Action> candidate_;
};

}  // namespace triaz::explore
