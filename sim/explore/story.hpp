// Tells a trace: replays its actions, and says of each what happened and what the member did.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/explore/cluster.hpp"
#include "sim/explore/search.hpp"

namespace triaz::explore {

// What an action is, told without what came of it. `message` is that of a delivery. With a clock a
// member that dies starts again later.
std::string tell_cause(const Action& action, const std::string& message, bool clocked);
// "member 1 answers that write a is committed", by context.
std::string tell_answer(const protocol::Answered& answered, const Bounds& bounds);

template <class Subject>
class Story {
public:
    Story(Cluster<Subject>& cluster, const Question& question)
        : cluster_(cluster), question_(question) {}

    // The last action violates one of `violated`.
    Counterexample tell(const std::vector<Id>& begin, const std::vector<Action>& actions,
                        Invariants violated) {
        Counterexample told;
        told.invariant = violated.first();
        std::vector<Id> state = named(begin);
        for (const Action& canonical : actions) {
            std::vector<Id> least = state;
            const std::size_t r = cluster_.canonicalise(least.data());
            const Action action = renamed(canonical, cluster_.members().renamings()[r]);
            told.steps.push_back(tell_step(state, action));
            std::vector<Id> next(state.size());
            Invariants ignored;
            cluster_.apply(state.data(), action, next.data(), ignored);
            if (&canonical == &actions.back()) told.what = why(state, next, action, violated);
            if (question_.merging) cluster_.settle(next.data());
            state.swap(next);
        }
        for (protocol::Member m = 0; m < cluster_.count(); ++m) {
            const auto life = cluster_.members().read(state[m]);
            told.members.push_back(name_of_member(m) + " " + Subject::tell_state(life.state));
        }
        return told;
    }

private:
    using Message = typename Subject::Message;

    // The initial state with the names that the members have in the options.
    std::vector<Id> named(const std::vector<Id>& begin) {
        for (const std::vector<Id>& state : cluster_.initial()) {
            std::vector<Id> least = state;
            cluster_.canonicalise(least.data());
            if (least == begin) return state;
        }
        base::fail_ensure("explore: a trace begins with an initial state", base::CodeLine::here());
    }

    Action renamed(const Action& action, const protocol::Renaming& names) const {
        Action result{action.kind, names.from[action.member], names.from[action.from], action.what};
        if (!is_death(action.kind)) return result;
        result.what = 0;
        for (protocol::Member from = 0; from < cluster_.count(); ++from) {
            if (from == action.member) continue;
            const auto lost = (action.what >> loss_shift(from, action.member)) & 15;
            result.what |= lost << loss_shift(names.from[from], result.member);
        }
        return result;
    }

    std::string tell_step(const std::vector<Id>& state, const Action& action) {
        std::string message;
        if (action.kind <= Kind::drop) {
            const Id mail = cluster_.channel(state.data(), action.from, action.member);
            message = Subject::tell(
                cluster_.members().message(cluster_.channels().message(mail, action.what)));
        }
        const bool clocked = cluster_.members().timing().clocked;
        const std::string text = tell_cause(action, message, clocked);
        if (action.kind == Kind::drop) return text;
        auto life = cluster_.members().read(state[action.member]);
        if (life.down && action.kind == Kind::deliver) return text + ", but is down";
        protocol::Output<Message> output;
        try {
            cluster_.members().execute(life, cluster_.stimulus(state.data(), action), output);
        } catch (const base::Bug& bug) {
            return text + "; it fails: " + bug.what();
        }
        const std::string effects = tell_effects(output);
        return effects.empty() ? text : text + "; it " + effects;
    }

    std::string tell_effects(const protocol::Output<Message>& output) const {
        std::vector<std::string> effects;
        using protocol::RoleChange;
        if (output.role_change == RoleChange::became_leader) effects.push_back("leads");
        if (output.role_change == RoleChange::lost_leadership) effects.push_back("leads no more");
        for (const auto& one : output.undone) {
            effects.push_back("undoes " + name_of_key(one.command.key));
        }
        for (const auto& one : output.applied) {
            effects.push_back("applies " + name_of_key(one.command.key));
        }
        for (const auto& answered : output.answers) {
            effects.push_back(tell_answer(answered, question_.bounds));
        }
        for (const std::string& sent : tell_sends(output)) effects.push_back(sent);
        return list_of(effects);
    }

    // Equal messages together, in the order sent.
    std::vector<std::string> tell_sends(const protocol::Output<Message>& output) const {
        std::vector<std::pair<std::string, std::vector<std::string>>> sends;
        for (std::size_t i = 0; i < output.sends_used; ++i) {
            const std::string text = Subject::tell(output.sends[i].message);
            const auto same = std::find_if(sends.begin(), sends.end(),
                                           [&](const auto& send) { return send.first == text; });
            auto& to = same == sends.end() ? sends.emplace_back(text, 0).second : same->second;
            to.push_back(std::to_string(int{output.sends[i].to}));
        }
        std::vector<std::string> told;
        for (const auto& [text, to] : sends) {
            told.push_back("sends " + list_of(to) + ": \"" + text + "\"");
        }
        return told;
    }

    std::string why(const std::vector<Id>& before, const std::vector<Id>& after,
                    const Action& action, Invariants violated) {
        std::string text;
        Invariants first;
        first.add(violated.first());
        Finding finding{.violated = {}, .wanted = first, .why = &text};
        const auto& members = cluster_.members();
        const std::uint32_t step = cluster_.last_step();
        auto life = members.read(before[action.member]);
        if (!members.step(step).broken) {
            members.examine(before[action.member], members.step(step).stimulus, finding);
        }
        cluster_.records().changed(cluster_.record(before.data()), step, action.member, finding);
        cluster_.check(after.data(), finding);
        return text;
    }

    Cluster<Subject>& cluster_;
    const Question& question_;
};

}  // namespace triaz::explore
