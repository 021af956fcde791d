// The explorer's slow twin: whole machines copied for every step, whole states as text in a set,
// all permutations tried. It shares with the explorer what is to be found (invariants, the record
// of the past) and how a state is written, and nothing of how states are kept, renamed or searched.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/explore/members.hpp"
#include "sim/explore/record.hpp"

namespace triaz::explore::testing {

template <class Subject>
class Twin {
public:
    using Machine = typename Subject::Machine;
    using Message = typename Machine::Message;
    using Member = protocol::Member;

    Twin(const typename Machine::Options& options, const Bounds& bounds, bool symmetry)
        : options_(options),
          bounds_(bounds),
          timing_(Subject::timing(options)),
          renamings_(options.members, Subject::fixed(options), symmetry) {}

    // Begins with a leader and nothing under way.
    void begin_settled() { settled_ = true; }
    // All there is; or, given an invariant, until it is violated.
    void explore(const std::optional<Invariant>& until = {}) {
        State first = initial();
        seen_.insert(text_of(first));
        std::deque<std::pair<State, std::size_t>> waiting;
        waiting.emplace_back(std::move(first), 0);
        for (; !waiting.empty(); waiting.pop_front()) {
            if (until && violated_.contains(*until)) return;
            depth_ = waiting.front().second + 1;
            State state = waiting.front().first;
            successors(state, [&](State next) {
                ++steps_;
                if (seen_.insert(text_of(next)).second) {
                    waiting.emplace_back(std::move(next), depth_);
                }
            });
        }
    }

    std::size_t states() const { return seen_.size(); }
    std::size_t steps() const { return steps_; }
    // The fewest steps that lead to a violation, of each that there is.
    const std::map<Invariant, std::size_t>& violated() const { return violated_; }

private:
    struct State {
        std::vector<Life<Subject>> lives;
        std::map<std::pair<Member, Member>, std::vector<Message>> mail;  // from, to
        Record<Subject> record;
        Bounds left;
    };
    using Output = protocol::Output<Message>;

    State initial() {
        State state;
        state.record.clients = Clients{bounds_};
        state.left = bounds_;
        state.lives.resize(options_.members);
        for (Member m = 0; m < options_.members; ++m) {
            state.lives[m].state = Machine::create(options_, m);
        }
        for (Member m = 0; m < options_.members; ++m) {
            Output output;
            Machine::start(state.lives[m].state, output);
            if (output.role_change == protocol::RoleChange::started_election) {
                --state.left.elections;
            }
            carry_out(state, m, output);
        }
        while (settled_ && arrive(state)) {}
        return state;
    }

    // Something arrives at a disk or a member, if anything is under way.
    bool arrive(State& state) {
        bool any = false;
        const auto take = [&](State next) {
            if (!any) state = std::move(next);
            any = true;
        };
        for (Member m = 0; m < options_.members && !any; ++m) {
            const State before = state;
            disk(before, m, take);
            for (Member from = 0; from < options_.members && !any; ++from) {
                deliver(before, from, m, 0, take);
            }
        }
        return any;
    }

    template <class Each>
    void successors(const State& state, const Each& each) {
        for (Member m = 0; m < options_.members; ++m) {
            if (state.lives[m].down) start_again(state, m, each);
            if (timing_.clocked) {
                clocked_timers(state, m, each);
            } else {
                timers(state, m, each);
            }
            disk(state, m, each);
            deaths(state, m, each);
            questions(state, m, each);
            for (Member from = 0; from < options_.members; ++from) mail(state, from, m, each);
        }
        if (timing_.clocked) periods(state, each);
    }

    // One step of a member; `before` it the state may have been changed.
    template <class Each>
    void step(State state, Member m, const protocol::Input<Message>& input, const Each& each) {
        const typename Subject::View view = Subject::view(state.lives[m]);
        const KeySet applied = state.lives[m].applied;
        const State unchanged = state;
        Output output;
        try {
            Machine::step(state.lives[m].state, input, output);
        } catch (const base::Bug&) {
            violation(Invariant::machine_agrees);
            each(unchanged);
            return;
        }
        carry_out(state, m, output);
        remember(state, m, view, applied, output, false);
        each(std::move(state));
    }

    void carry_out(State& state, Member m, const Output& output) {
        Life<Subject>& life = state.lives[m];
        if constexpr (Subject::is_reduced) Subject::simplify(life.state, bounds_);
        for (const auto& timer : output.timers) {
            disarm(life, timer.kind);
            if (!timer.armed) continue;
            const auto kind = static_cast<std::size_t>(timer.kind);
            life.armed |= static_cast<std::uint8_t>(1U << kind);
            const bool waits = timing_.clocked && timer.kind != protocol::TimerKind::patience;
            const bool short_one = timer.kind == protocol::TimerKind::heartbeat;
            if (waits) life.wait[kind] = short_one ? std::uint8_t{1} : timing_.lease;
        }
        for (const auto& one : output.undone) {
            life.applied = static_cast<KeySet>(life.applied & ~key_bit(one.command.key));
        }
        for (const auto& one : output.applied) life.applied |= key_bit(one.command.key);
        if (output.persist) life.tickets.push_back(*output.persist);
        for (std::size_t i = 0; i < output.sends_used; ++i) {
            state.mail[{m, output.sends[i].to}].push_back(output.sends[i].message);
        }
    }

    void remember(State& state, Member m, const typename Subject::View& before, KeySet applied,
                  const Output& output, bool died) {
        Finding finding;
        const auto view = Subject::view(state.lives[m]);
        Subject::examine(options_, before, state.lives[m], output, died, finding);
        if (died) state.record.clients.member_died(m);
        Events events{output.applied, output.undone, output.answers};
        for (const auto& one : events.applied) {
            const bool again = (applied & key_bit(one.command.key)) != 0;
            if (again && events.undone.empty()) finding.violated.add(Invariant::applied_once);
            applied |= key_bit(one.command.key);
        }
        for (const auto& answered : events.answers) {
            const bool is_read = answered.context >= bounds_.writes;
            const KeySet visible = Subject::visible(view, answered);
            state.record.clients.take(answered, is_read, m, visible, finding);
        }
        if (!Subject::reads_stay(options_)) state.record.clients.seen = 0;
        Subject::remember(state.record, options_, m, view, events, finding);
        check(state, finding);
        for (const Invariant invariant : all_invariants()) {
            if (finding.violated.contains(invariant)) violation(invariant);
        }
    }

    void check(const State& state, Finding& finding) const {
        std::vector<typename Subject::View> views;
        for (const auto& life : state.lives) views.push_back(Subject::view(life));
        Scene<Subject> scene;
        scene.members = options_.members;
        scene.options = &options_;
        for (Member m = 0; m < options_.members; ++m) scene.views[m] = &views[m];
        scene.past = &state.record;
        Subject::check(scene, finding);
    }

    void violation(Invariant invariant) { violated_.try_emplace(invariant, depth_); }

    template <class Each>
    void timers(const State& state, Member m, const Each& each) {
        using protocol::TimerKind;
        const auto expire = [&](TimerKind kind, std::uint8_t Bounds::*bound) {
            if (!state.lives[m].is_armed(kind)) return;
            if (bound != nullptr && state.left.*bound == 0) return;
            State next = state;
            if (bound != nullptr) --(next.left.*bound);
            disarm(next.lives[m], kind);
            step(std::move(next), m, protocol::TimerExpired{kind}, each);
        };
        const bool leads = Machine::is_leader(state.lives[m].state);
        expire(TimerKind::election, leads ? &Bounds::heartbeats : &Bounds::elections);
        expire(TimerKind::heartbeat, &Bounds::heartbeats);
        if constexpr (Subject::is_reduced) {
            if (lease_is_tested(state, m)) expire(TimerKind::lease, nullptr);
        }
    }

    static void disarm(Life<Subject>& life, protocol::TimerKind kind) {
        life.armed &= static_cast<std::uint8_t>(~(1U << static_cast<unsigned>(kind)));
        life.wait[static_cast<std::size_t>(kind)] = 0;
    }

    bool is_due(const State& state, Member m, protocol::TimerKind kind) const {
        const auto& life = state.lives[m];
        return life.is_armed(kind) && life.wait[static_cast<std::size_t>(kind)] == 0;
    }
    bool is_due_anywhere(const State& state, protocol::TimerKind kind) const {
        for (Member m = 0; m < options_.members; ++m) {
            if (is_due(state, m, kind)) return true;
        }
        return false;
    }

    template <class Each>
    void clocked_timers(const State& state, Member m, const Each& each) {
        using protocol::TimerKind;
        const bool first = is_due_anywhere(state, TimerKind::heartbeat);
        const bool leads = Machine::is_leader(state.lives[m].state);
        for (const TimerKind kind :
             {TimerKind::patience, TimerKind::heartbeat, TimerKind::lease, TimerKind::election}) {
            const bool later = kind == TimerKind::lease || kind == TimerKind::election;
            if (!is_due(state, m, kind) || (later && first)) continue;
            State next = state;
            if (kind == TimerKind::election && !leads && next.left.elections-- == 0) continue;
            disarm(next.lives[m], kind);
            step(std::move(next), m, protocol::TimerExpired{kind}, each);
        }
    }

    template <class Each>
    void periods(const State& state, const Each& each) {
        using protocol::TimerKind;
        if (state.left.heartbeats == 0 || is_due_anywhere(state, TimerKind::heartbeat) ||
            is_due_anywhere(state, TimerKind::lease)) {
            return;
        }
        for (int still = -1; still < options_.members; ++still) {
            if (still >= 0 && state.left.drifts == 0) return;
            State next = state;
            --next.left.heartbeats;
            if (still >= 0) --next.left.drifts;
            for (Member m = 0; m < options_.members; ++m) {
                if (m == still) continue;
                for (auto& periods : next.lives[m].wait) {
                    if (periods > 0) --periods;
                }
            }
            each(std::move(next));
        }
    }

    template <class Each>
    void start_again(const State& state, Member m, const Each& each) {
        State next = state;
        Life<Subject>& life = next.lives[m];
        life.down = false;
        const auto view = Subject::view(life);
        const KeySet applied = life.applied;
        Output output;
        Machine::start(life.state, output);
        carry_out(next, m, output);
        remember(next, m, view, applied, output, false);
        each(std::move(next));
    }

    bool lease_is_tested(const State& state, Member m) const {
        for (const auto& [path, messages] : state.mail) {
            if (path.second != m || messages.empty()) continue;
            if (Subject::tests_lease(messages.front())) return true;
        }
        return false;
    }

    template <class Each>
    void disk(const State& state, Member m, const Each& each) {
        const auto& tickets = state.lives[m].tickets;
        for (std::size_t count = 1; count <= tickets.size(); ++count) {
            State next = state;
            auto& left = next.lives[m].tickets;
            left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
            step(std::move(next), m, protocol::Persisted{tickets[count - 1]}, each);
        }
    }

    template <class Each>
    void deaths(const State& state, Member m, const Each& each) {
        if (state.lives[m].down) return;
        for (const bool power : {false, true}) {
            if ((power ? state.left.power_losses : state.left.crashes) == 0) continue;
            State next = state;
            --(power ? next.left.power_losses : next.left.crashes);
            std::vector<State> all{next};
            for (Member from = 0; from < options_.members && !timing_.clocked; ++from) {
                lose_mail(all, from, m);
            }
            for (State& one : all) die(std::move(one), m, power, each);
        }
    }

    // Each beginning of a channel may be lost; of one without order, nothing or all.
    void lose_mail(std::vector<State>& all, Member from, Member m) const {
        std::vector<State> more;
        for (const State& state : all) {
            const auto found = state.mail.find({from, m});
            const std::size_t length = found == state.mail.end() ? 0 : found->second.size();
            for (std::size_t lost = 0; lost <= length; ++lost) {
                if (!Machine::ordered && lost != 0 && lost != length) continue;
                more.push_back(state);
                auto& messages = more.back().mail[{from, m}];
                messages.erase(messages.begin(),
                               messages.begin() + static_cast<std::ptrdiff_t>(lost));
            }
        }
        all.swap(more);
    }

    template <class Each>
    void die(State state, Member m, bool power, const Each& each) {
        Life<Subject>& life = state.lives[m];
        const auto view = Subject::view(life);
        const KeySet applied = life.applied;
        if (power) {
            Machine::lose_power(life.state);
        } else {
            Machine::lose_process(life.state);
        }
        life.armed = 0;
        life.wait.fill(0);
        life.tickets.clear();
        life.down = timing_.clocked;
        Output output;
        if (!life.down) Machine::start(life.state, output);
        carry_out(state, m, output);
        remember(state, m, view, applied, output, true);
        each(std::move(state));
    }

    template <class Each>
    void questions(const State& state, Member m, const Each& each) {
        if (!Machine::is_leader(state.lives[m].state)) return;
        if (state.left.writes > 0) {
            State next = state;
            const auto key = static_cast<std::uint8_t>(bounds_.writes - next.left.writes--);
            next.record.clients.ask_write(key, key, m);
            step(std::move(next), m, protocol::Propose{{key}, key, key + 1U}, each);
        }
        if (state.left.reads > 0) {
            State next = state;
            const int number = bounds_.reads - next.left.reads--;
            const auto context = static_cast<std::uint8_t>(bounds_.writes + number);
            next.record.clients.ask_read(context, m);
            step(std::move(next), m, protocol::Read{context}, each);
        }
    }

    template <class Each>
    void mail(const State& state, Member from, Member m, const Each& each) {
        const auto found = state.mail.find({from, m});
        if (found == state.mail.end()) return;
        const std::size_t reach = Machine::ordered ? std::min<std::size_t>(found->second.size(), 1)
                                                   : found->second.size();
        for (std::size_t at = 0; at < reach; ++at) deliver(state, from, m, at, each);
        for (std::size_t at = 0; at < reach; ++at) {
            if (state.left.drops > 0 && !state.lives[m].down) {
                State lost = state;
                auto& messages = lost.mail[{from, m}];
                messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(at));
                --lost.left.drops;
                each(std::move(lost));
            }
            if (state.left.duplicates > 0) {
                State again = state;
                --again.left.duplicates;
                const Message message = found->second[at];
                step(std::move(again), m, protocol::Received<Message>{from, message}, each);
            }
        }
    }

    template <class Each>
    void deliver(const State& state, Member from, Member m, std::size_t at, const Each& each) {
        const auto found = state.mail.find({from, m});
        if (found == state.mail.end() || at >= found->second.size()) return;
        const Message message = found->second[at];
        State next = state;
        auto& messages = next.mail[{from, m}];
        messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(at));
        if (next.lives[m].down) {
            each(std::move(next));  // it is lost
        } else {
            step(std::move(next), m, protocol::Received<Message>{from, message}, each);
        }
    }

    // The least text under any renaming.
    std::string text_of(const State& state) const {
        std::string least;
        for (std::size_t r = 0; r < renamings_.count(); ++r) {
            std::string text = text_of(state, renamings_[r]);
            if (r == 0 || text < least) least = std::move(text);
        }
        return least;
    }

    std::string text_of(const State& state, const protocol::Renaming& names) const {
        protocol::Bytes bytes;
        protocol::Writer writer{bytes, names};
        for (Member name = 0; name < options_.members; ++name) {
            const Life<Subject>& life = state.lives[names.from[name]];
            writer.number(life.down);
            writer.number(life.armed);
            for (const auto periods : life.wait) writer.number(periods);
            writer.number(life.tickets.size());
            for (const auto ticket : life.tickets) {
                writer.number(ticket + 1 - Subject::first_ticket(life.state));
            }
            writer.number(life.applied);
            Subject::visit(writer, life.state);
            for (Member to = 0; to < options_.members; ++to) {
                write_mail(bytes, state, names.from[name], names.from[to]);
            }
        }
        visit_clients(writer, state.record.clients);
        Subject::visit_history(writer, state.record.history);
        for (const auto left : {state.left.writes, state.left.reads, state.left.crashes,
                                state.left.power_losses, state.left.drops, state.left.duplicates,
                                state.left.elections, state.left.heartbeats, state.left.drifts}) {
            writer.number(left);
        }
        return {bytes.begin(), bytes.end()};
    }

    void write_mail(protocol::Bytes& bytes, const State& state, Member from, Member to) const {
        std::vector<protocol::Bytes> each;
        const auto found = state.mail.find({from, to});
        if (found != state.mail.end()) {
            for (const Message& message : found->second) {
                protocol::Writer writer{each.emplace_back()};
                Subject::visit_message(writer, message);
            }
        }
        if (!Machine::ordered) std::sort(each.begin(), each.end());
        bytes.push_back(static_cast<std::uint8_t>(each.size()));
        for (const auto& message : each) {
            bytes.push_back(static_cast<std::uint8_t>(message.size()));
            bytes.insert(bytes.end(), message.begin(), message.end());
        }
    }

    typename Machine::Options options_;
    Bounds bounds_;
    Timing timing_;
    Renamings renamings_;
    bool settled_ = false;
    std::set<std::string> seen_;
    std::size_t steps_ = 0;
    std::size_t depth_ = 0;
    std::map<Invariant, std::size_t> violated_;
};

}  // namespace triaz::explore::testing
