// The states of a cluster and the steps between them. A state is a few numbers: each member's life
// and what the bounds still allow there, each channel, the record of the past. Two states are equal
// if their numbers are.
//
// What the bounds allow is shared by all members, in the first one's purse. Elections may be dealt
// out to them as the question says; or, where it is reduced, everything, in every possible way: an
// initial state for each. Dealt out, what one member does takes nothing from the others.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/explore/budget.hpp"
#include "sim/explore/channels.hpp"
#include "sim/explore/members.hpp"
#include "sim/explore/record.hpp"

namespace triaz::explore {

template <class Subject>
class Cluster {
public:
    using Machine = typename Subject::Machine;
    using Message = typename Machine::Message;
    using Member = protocol::Member;
    using Words = std::vector<Id>;

    Cluster(const typename Machine::Options& options, const Question& question)
        : bounds_(question.bounds),
          elections_of_(question.elections_of),
          reduced_(may_reduce(options, question)),
          settled_(question.settled),
          count_(options.members),
          members_(options, bounds_, question.symmetry),
          records_(members_, bounds_),
          channels_(Machine::ordered) {}

    // Whom a leader tells to stand may send to all: more than an answer.
    static bool may_reduce(const typename Machine::Options& options, const Question& question) {
        return question.reduction && Subject::is_reduced && !Subject::timing(options).clocked &&
               question.bounds.transfers == 0;
    }

    std::size_t width() const { return count_ * (count_ + 1U) + 1U; }
    const Members<Subject>& members() const { return members_; }
    const Records<Subject>& records() const { return records_; }
    const Channels& channels() const { return channels_; }
    Id channel(const Id* state, Member from, Member to) const { return state[place(from, to)]; }
    Id record(const Id* state) const { return state[width() - 1]; }
    // What the bounds allow to one member.
    Budget budget(const Id* state, Member m) const {
        Budget left{state[purse(m, Budget::Item::heartbeat)]};
        left.set(Budget::Item::election,
                 Budget{state[purse(m, Budget::Item::election)]}.left(Budget::Item::election));
        return left;
    }

    // All members have just started, and perhaps elected their first leader.
    std::vector<Words> initial() {
        Words state(width(), Channels::empty);
        for (Member m = 0; m < count_; ++m) {
            state[m] = members_.fresh(m);
            state[count_ + m] = 0;
        }
        state[width() - 1] = records_.first();
        Bounds left = bounds_;
        std::vector<std::uint8_t> elections_of = elections_of_;
        Words next(width());
        for (Member m = 0; m < count_; ++m) {
            Invariants violated;
            apply(state.data(), {Kind::start, m, 0, 0}, next.data(), violated);
            if (members_.step(last_step_).started_election && left.elections > 0) {
                --left.elections;
                if (!elections_of.empty() && elections_of[m] > 0) --elections_of[m];
            }
            state.swap(next);
        }
        if (settled_) let_settle(state);
        std::vector<Words> all;
        for (const auto& budgets : dealt_budgets(left, elections_of, reduced_ ? count_ : 1)) {
            all.push_back(state);
            std::copy(budgets.begin(), budgets.end(), all.back().begin() + count_);
        }
        return all;
    }

    // Whatever can happen next.
    void list_actions(const Id* state, std::vector<Action>& actions) const {
        actions.clear();
        const auto each = [&](const Action& action) { actions.push_back(action); };
        for (Member m = 0; m < count_; ++m) actions_of(state, m, each);
        periods(state, each);
    }
    // The same of some members only.
    void list_actions(const Id* state, MemberSet of, std::vector<Action>& actions) const {
        actions.clear();
        const auto each = [&](const Action& action) { actions.push_back(action); };
        for (Member m = 0; m < count_; ++m) {
            if ((of >> m) & 1) actions_of(state, m, each);
        }
    }
    // Whether not all actions need be followed.
    bool is_reduced() const { return reduced_; }
    std::uint8_t count() const { return count_; }

    // Makes `after` of `before`; false if nothing comes of it.
    bool apply(const Id* before, const Action& action, Id* after, Invariants& violated) {
        std::copy(before, before + width(), after);
        pay(action, after);
        if (action.kind == Kind::period) {
            pass_period(action, after);
            return true;
        }
        const Member m = action.member;
        const Stimulus given = stimulus(before, action);
        if (action.kind <= Kind::drop) {
            Id& channel = after[place(action.from, m)];
            if (action.kind != Kind::duplicate) channel = channels_.without(channel, action.what);
            if (action.kind == Kind::drop) return true;
        }
        if (is_death(action.kind)) lose_mail(action, after);
        last_step_ = members_.step_of(before[m], given);
        const Step& step = members_.step(last_step_);
        if (step.refused) return false;
        after[m] = step.after;
        for (std::uint32_t i = step.sends; i < step.sends + step.send_count; ++i) {
            const Sent& sent = members_.sent(i);
            Id& channel = after[place(m, sent.to)];
            channel = channels_.with(channel, sent.message);
        }
        if (step.visible) {
            const auto& update = records_.updated(record(before), last_step_, m);
            after[width() - 1] = update.record;
            violated.add(update.violated);
            Finding finding;
            check(after, finding);
            violated.add(finding.violated);
        }
        return true;
    }
    // Makes states the same that differ in what can make no difference any more: messages of which
    // nothing will come, and what only an election would ask of members that nobody will ask.
    void settle(Id* state) {
        if constexpr (Subject::is_merged) forget_what_is_dead(state);
    }
    // What the action gives its member; a question with its context (sim/explore/clients.hpp).
    Stimulus stimulus(const Id* state, const Action& action) const {
        const auto& open = records_.open(record(state));
        switch (action.kind) {
            case Kind::deliver:
            case Kind::duplicate:
            case Kind::drop: {
                const Id mail = channel(state, action.from, action.member);
                return {action.kind, action.from, channels_.message(mail, action.what), 0};
            }
            case Kind::crash:
            case Kind::power_loss:
                return {action.kind, 0, 0, 0};
            case Kind::write:
                return {Kind::write, 0, action.what, static_cast<std::uint8_t>(action.what)};
            case Kind::retry: {
                const int used = bounds_.retries - open.retries;
                const int context = bounds_.writes + used;
                return {Kind::write, 0, action.what, static_cast<std::uint8_t>(context)};
            }
            case Kind::read: {
                const std::size_t used = bounds_.reads - open.reads;
                const std::size_t context = records_.first_read() + used;
                return {Kind::read, 0, 0, static_cast<std::uint8_t>(context)};
            }
            case Kind::hand_over:
                return {Kind::hand_over, action.from, 0, 0};
            default:
                return {action.kind, 0, action.what, 0};
        }
    }
    // The step of a member that the last `apply` took. Meaningless after a loss.
    std::uint32_t last_step() const { return last_step_; }

    void check(const Id* state, Finding& finding) const {
        Scene<Subject> scene;
        scene.members = count_;
        scene.options = &members_.options();
        for (Member m = 0; m < count_; ++m) {
            const auto& seen = members_.seen(state[m]);
            scene.views[m] = &seen.view;
        }
        scene.past = &records_[record(state)];
        Subject::check(scene, finding);
    }

    // Renames the members so that states that differ by names only become the same; gives the
    // number of the renaming. Members are put in the order of their signatures; where these leave a
    // choice, the least numbers win.
    std::size_t canonicalise(Id* state) {
        const Renamings& renamings = members_.renamings();
        if (renamings.count() == 1) return 0;
        std::array<std::uint32_t, most_members> signature{};
        for (Member m = 0; m < count_; ++m) signature[m] = members_.seen(state[m]).signature;
        std::size_t best = renamings.count();
        for (std::size_t r = 0; r < renamings.count(); ++r) {
            if (!sorts(renamings[r], signature)) continue;
            Words& candidate = candidates_[best == renamings.count() ? 0 : 1];
            rename(state, r, candidate);
            if (best == renamings.count()) {
                best = r;
            } else if (candidates_[1] < candidates_[0]) {
                candidates_[0].swap(candidates_[1]);
                best = r;
            }
        }
        std::copy(candidates_[0].begin(), candidates_[0].end(), state);
        return best;
    }

    std::size_t bytes() const { return members_.bytes() + records_.bytes() + channels_.bytes(); }

private:
    // Whatever is under way to a disk or a member arrives.
    void let_settle(Words& state) {
        std::vector<Action> actions;
        Words next(width());
        const auto arrives = [](const Action& action) {
            return action.kind == Kind::sync || action.kind == Kind::deliver;
        };
        for (;;) {
            list_actions(state.data(), actions);
            const auto found = std::find_if(actions.begin(), actions.end(), arrives);
            if (found == actions.end()) return;
            Invariants ignored;
            apply(state.data(), *found, next.data(), ignored);
            state.swap(next);
        }
    }

    void forget_what_is_dead(Id* state) {
        Prospects prospects = prospects_of(state);
        for (Member to = 0; to < count_; ++to) {
            const auto& seen = members_.seen(state[to]);
            if constexpr (Subject::is_reduced) {
                prospects.receiver_may_campaign =
                    budget(state, to).allows(Budget::Item::election) ||
                    Subject::restart_may_send(seen.view);
            }
            for (Member from = 0; from < count_; ++from) {
                if (from == to) continue;
                Id& mail = state[place(from, to)];
                for (std::size_t i = channels_.length(mail); i > 0; --i) {
                    const Message& message = members_.message(channels_.message(mail, i - 1));
                    if (Subject::is_dead(members_.seen(state[from]).view, seen.view, message,
                                         prospects)) {
                        mail = channels_.without(mail, i - 1);
                    }
                }
            }
        }
        if constexpr (Subject::is_reduced) {
            if (!prospects.calm) return;
            for (Member m = 0; m < count_; ++m) state[m] = members_.calmed(state[m]);
        }
    }

    Prospects prospects_of(const Id* state) const {
        Prospects prospects{.calm = Subject::is_reduced, .may_lose_power = false};
        for (Member m = 0; m < count_; ++m) {
            const Budget left = budget(state, m);
            if (left.allows(Budget::Item::power_loss)) prospects.may_lose_power = true;
            if constexpr (Subject::is_reduced) look_for_calm(state, m, prospects);
        }
        return prospects;
    }
    void look_for_calm(const Id* state, Member m, Prospects& prospects) const {
        const auto& seen = members_.seen(state[m]);
        const Budget left = budget(state, m);
        const bool hands_over = bounds_.transfers > 0 && left.allows(Budget::Item::transfer);
        if (left.allows(Budget::Item::election) || hands_over || seen.campaigns ||
            Subject::restart_may_send(seen.view)) {
            prospects.calm = false;
        }
        prospects.latest_term = std::max(prospects.latest_term, Subject::term(seen.view));
        for (Member from = 0; from < count_ && prospects.calm; ++from) {
            if (from != m) prospects.calm = !holds_test(state[place(from, m)]);
        }
    }
    bool holds_test(Id mail) const {
        for (std::size_t i = 0; i < channels_.length(mail); ++i) {
            if (Subject::tests_lease(members_.message(channels_.message(mail, i)))) return true;
        }
        return false;
    }

    // Where it is kept what the member may still do.
    std::size_t purse(Member m, Budget::Item item) const {
        const bool own = item == Budget::Item::election ? deals_elections() : reduced_;
        return count_ + (own ? m : 0U);
    }
    bool deals_elections() const { return reduced_ || !elections_of_.empty(); }
    std::size_t place(Member from, Member to) const {
        return 2U * count_ + from * (count_ - 1U) + to - (to > from ? 1U : 0U);
    }

    template <class Each>
    void actions_of(const Id* state, Member m, const Each& each) const {
        own_actions(state, m, each);
        questions(state, m, each);
        for (Member from = 0; from < count_; ++from) {
            if (from != m) deliveries(state, from, m, each);
        }
    }

    template <class Each>
    void own_actions(const Id* state, Member m, const Each& each) const {
        using protocol::TimerKind;
        using Item = Budget::Item;
        const Budget left = budget(state, m);
        const auto& seen = members_.seen(state[m]);
        if (seen.down) {
            each(Action{Kind::start, m, 0, 0});
            return;
        }
        for (std::uint32_t tickets = 1; tickets <= seen.tickets; ++tickets) {
            each(Action{Kind::sync, m, 0, tickets});
        }
        if (clocked()) {
            clocked_timers(state, m, each);
        } else {
            if (is_due(seen, TimerKind::election) && left.allows(election_item(seen.leads))) {
                each(Action{Kind::election, m, 0, seen.leads});
            }
            if (is_due(seen, TimerKind::heartbeat) && left.allows(Item::heartbeat)) {
                each(Action{Kind::heartbeat, m, 0, 0});
            }
            if constexpr (Subject::is_reduced) {
                const bool expires = is_due(seen, TimerKind::lease) && lease_is_tested(state, m);
                if (expires) each(Action{Kind::lease, m, 0, 0});
            }
        }
        if (bounds_.transfers > 0 && seen.leads && left.allows(Item::transfer)) {
            for (Member to = 0; to < count_; ++to) {
                if (to != m) each(Action{Kind::hand_over, m, to, 0});
            }
        }
        if (left.allows(Item::crash)) deaths(state, Kind::crash, m, 0, 0, each);
        if (left.allows(Item::power_loss)) deaths(state, Kind::power_loss, m, 0, 0, each);
    }

    static bool is_due(const auto& seen, protocol::TimerKind kind) {
        return ((seen.due >> static_cast<unsigned>(kind)) & 1) != 0;
    }
    bool clocked() const { return members_.timing().clocked; }
    bool is_due_anywhere(const Id* state, protocol::TimerKind kind) const {
        for (Member m = 0; m < count_; ++m) {
            if (is_due(members_.seen(state[m]), kind)) return true;
        }
        return false;
    }

    // At one instant heartbeats come first. A lease that is counted from the arrival of a heartbeat
    // runs out later than one that is counted from its departure, though both last as many periods:
    // a message takes time. Patience may end whenever it began.
    template <class Each>
    void clocked_timers(const Id* state, Member m, const Each& each) const {
        using protocol::TimerKind;
        const auto& seen = members_.seen(state[m]);
        if (is_due(seen, TimerKind::patience)) each(Action{Kind::patience, m, 0, 0});
        if (is_due(seen, TimerKind::heartbeat)) each(Action{Kind::heartbeat, m, 0, 0});
        if (is_due_anywhere(state, TimerKind::heartbeat)) return;
        if (is_due(seen, TimerKind::lease)) each(Action{Kind::lease, m, 0, 0});
        const bool may_stand = seen.leads || budget(state, m).allows(Budget::Item::election);
        if (is_due(seen, TimerKind::election) && may_stand) {
            each(Action{Kind::election, m, 0, seen.leads});
        }
    }

    // Time passes when all that had to happen before has happened.
    template <class Each>
    void periods(const Id* state, const Each& each) const {
        using protocol::TimerKind;
        const bool urgent = is_due_anywhere(state, TimerKind::heartbeat) ||
                            is_due_anywhere(state, TimerKind::lease);
        const Budget left = budget(state, 0);  // time is nobody's own, and never dealt out
        if (!clocked() || urgent || !left.allows(Budget::Item::heartbeat)) return;
        each(Action{Kind::period, 0, 0, 0});
        if (bounds_.drifts == 0 || !left.allows(Budget::Item::drift)) return;
        for (Member m = 0; m < count_; ++m) each(Action{Kind::period, m, 0, 1});
    }
    void pass_period(const Action& action, Id* state) {
        for (Member m = 0; m < count_; ++m) {
            if (action.what != 0 && action.member == m) continue;
            state[m] = members_.step(members_.step_of(state[m], {Kind::period, 0, 0, 0})).after;
        }
    }

    // While it is down a member does nothing, as one that is slow, so its death and its restart are
    // one step, taken when it restarts. Of what was sent to it until then any part is lost that was
    // sent before the rest, on each ordered channel; on one without order, all or nothing. `lost`
    // has four bits for each other member.
    template <class Each>
    void deaths(const Id* state, Kind kind, Member m, Member from, std::uint32_t lost,
                const Each& each) const {
        if (from == m) ++from;
        if (from >= count_ || clocked()) {
            each(Action{kind, m, 0, lost});
            return;
        }
        const std::size_t most = std::min<std::size_t>(15, channels_.length(state[place(from, m)]));
        for (std::uint32_t here = 0; here <= most; ++here) {
            if (!Machine::ordered && here != 0 && here != most) continue;
            const auto next = static_cast<Member>(from + 1);
            deaths(state, kind, m, next, lost | here << loss_shift(from, m), each);
        }
    }
    void lose_mail(const Action& death, Id* state) {
        const Member m = death.member;
        for (Member from = 0; from < count_; ++from) {
            if (from == m) continue;
            Id& mail = state[place(from, m)];
            const auto lost = (death.what >> loss_shift(from, m)) & 15;
            for (std::uint32_t i = 0; i < lost; ++i) mail = channels_.without(mail, 0);
        }
    }

    // The time-out of a leader is the check of its quorum.
    static Budget::Item election_item(bool leads) {
        return leads ? Budget::Item::heartbeat : Budget::Item::election;
    }

    // Whether a message that looks at the lease could arrive next.
    bool lease_is_tested(const Id* state, Member m) const {
        for (Member from = 0; from < count_; ++from) {
            if (from == m) continue;
            const Id mail = state[place(from, m)];
            const std::size_t reach = reachable(mail);
            for (std::size_t i = 0; i < reach; ++i) {
                if (Subject::tests_lease(members_.message(channels_.message(mail, i)))) return true;
            }
        }
        return false;
    }

    // How many messages of a channel may be the next to arrive.
    std::size_t reachable(Id channel) const {
        const std::size_t length = channels_.length(channel);
        return Machine::ordered ? std::min<std::size_t>(length, 1) : length;
    }

    template <class Each>
    void questions(const Id* state, Member m, const Each& each) const {
        if (members_.seen(state[m]).down) return;
        const auto& open = records_.open(record(state));
        const Budget left = budget(state, m);
        if (left.allows(Budget::Item::write)) each(Action{Kind::write, m, 0, left.next_key()});
        if (open.retries > 0) {
            for (std::uint32_t key = 0; key < bounds_.writes; ++key) {
                if ((open.unanswered & key_bit(key)) != 0) each(Action{Kind::retry, m, 0, key});
            }
        }
        if (open.reads > 0) each(Action{Kind::read, m, 0, 0});
    }

    template <class Each>
    void deliveries(const Id* state, Member from, Member to, const Each& each) const {
        using Item = Budget::Item;
        const Budget left = budget(state, to);
        const Id mail = state[place(from, to)];
        const std::size_t reach = reachable(mail);
        for (std::uint32_t i = 0; i < reach; ++i) {
            // Of equal messages it does not matter which.
            if (i > 0 && channels_.message(mail, i) == channels_.message(mail, i - 1U)) continue;
            each(Action{Kind::deliver, to, from, i});
            const bool down = members_.seen(state[to]).down;  // what arrives is lost in any case
            if (left.allows(Item::drop) && !down) each(Action{Kind::drop, to, from, i});
            if (bounds_.duplicates > 0 && left.allows(Item::duplicate) && !clocked())
                each(Action{Kind::duplicate, to, from, i});
        }
    }

    void pay(const Action& action, Id* state) const {
        using Item = Budget::Item;
        const auto take = [&](Item item) { take_from(state[purse(action.member, item)], item); };
        if (action.kind == Kind::crash) take(Item::crash);
        if (action.kind == Kind::power_loss) take(Item::power_loss);
        if (action.kind == Kind::drop) take(Item::drop);
        if (action.kind == Kind::duplicate) take(Item::duplicate);
        if (action.kind == Kind::hand_over) take(Item::transfer);
        if (action.kind == Kind::period) take(Item::heartbeat);
        if (action.kind == Kind::period && action.what != 0) take(Item::drift);
        if (action.kind == Kind::heartbeat && !clocked()) take(Item::heartbeat);
        const bool free = clocked() && action.what != 0;
        if (action.kind == Kind::election && !free) take(election_item(action.what != 0));
        if (action.kind == Kind::write) take(Item::write);
    }
    // What is dealt out goes with its member.
    void rename_purse(Id packed, Id& to) const {
        if (reduced_) {
            to = packed;
        } else if (deals_elections()) {
            Budget budget{to};
            budget.set(Budget::Item::election, Budget{packed}.left(Budget::Item::election));
            to = budget.packed();
        }
    }
    static void take_from(Id& packed, Budget::Item item) {
        Budget budget{packed};
        budget.take(item);
        packed = budget.packed();
    }

    bool sorts(const protocol::Renaming& renaming,
               const std::array<std::uint32_t, most_members>& signature) const {
        for (auto m = Subject::fixed(members_.options()) + 1; m < count_; ++m) {
            if (signature[renaming.from[m - 1]] > signature[renaming.from[m]]) return false;
        }
        return true;
    }

    void rename(const Id* state, std::size_t r, Words& renamed) {
        renamed.assign(state, state + width());
        if (r == 0) return;
        const protocol::Renaming& names = members_.renamings()[r];
        for (Member m = 0; m < count_; ++m) {
            renamed[names.to[m]] = members_.renamed(state[m], r);
            rename_purse(state[count_ + m], renamed[count_ + names.to[m]]);
            for (Member to = 0; to < count_; ++to) {
                if (to != m) renamed[place(names.to[m], names.to[to])] = state[place(m, to)];
            }
        }
        renamed[width() - 1] = records_.renamed(record(state), r);
    }

    Bounds bounds_;
    std::vector<std::uint8_t> elections_of_;
    bool reduced_;
    bool settled_;
    std::uint8_t count_;
    Members<Subject> members_;
    Records<Subject> records_;
    Channels channels_;
    std::uint32_t last_step_ = 0;
    std::array<Words, 2> candidates_;
};

}  // namespace triaz::explore
