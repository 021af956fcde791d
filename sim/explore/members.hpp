// The members, one by one. A member's life is its machine and what its driver holds for it: armed
// timers, outstanding tickets, the keys applied. Lives are kept as bytes under numbers, and so are
// messages and steps: a cluster has far more states than its members, so each step of a machine is
// computed once and looked up ever after.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/flat_map.hpp"
#include "sim/explore/action.hpp"
#include "sim/explore/clients.hpp"
#include "sim/explore/explore.hpp"
#include "sim/explore/pool.hpp"
#include "sim/explore/renamings.hpp"
#include "sim/explore/scene.hpp"
#include "sim/protocol/machine.hpp"

namespace triaz::explore {

template <class Subject>
struct Life {
    bool down = false;       // with a clock only: without, a death and the restart are one step
    std::uint8_t armed = 0;  // bit k: the timer of kind k
    // With a clock: of armed timers, the periods that have to pass before it may expire.
    std::array<std::uint8_t, protocol::timer_kinds> wait{};
    std::vector<protocol::Ticket> tickets;
    KeySet applied = 0;
    typename Subject::Machine::State state;

    bool is_armed(protocol::TimerKind kind) const {
        return (armed >> static_cast<unsigned>(kind)) & 1;
    }
};

struct Step {
    Id after = 0;             // the life
    std::uint32_t sends = 0;  // the first of them
    std::uint16_t send_count = 0;
    bool broken = false;   // the machine contradicts itself; `after` is as before
    bool refused = false;  // a question answered `not_leader` at once, nothing else
    bool visible = false;  // the record, or what the members hold between them, may change
    bool started_election = false;
    Invariants violated;  // by the member alone
    Stimulus stimulus;
    std::uint32_t events = 0;  // 0: none
};

struct Sent {
    protocol::Member to = 0;
    Id message = 0;
};

template <class Subject>
class Members {
public:
    using Machine = typename Subject::Machine;
    using Message = typename Machine::Message;
    using Output = protocol::Output<Message>;
    using View = typename Subject::View;

    // What the search asks of a life again and again.
    struct Seen {
        std::uint32_t signature = 0;  // the same for lives that differ by names only
        std::uint8_t due = 0;         // bit k: the timer of kind k may expire
        bool down = false;
        std::uint8_t tickets = 0;
        bool leads = false;
        bool campaigns = false;
        MemberSet reach = 0;  // to whom it may send before it gets a message; where reduced
        View view;
    };

    Members(const typename Machine::Options& options, const Bounds& bounds, bool symmetry)
        : options_(options),
          bounds_(bounds),
          timing_(Subject::timing(options)),
          renamings_(options.members, Subject::fixed(options), symmetry),
          renamed_(renamings_.count()),
          events_(1) {}

    const typename Machine::Options& options() const { return options_; }
    const Timing& timing() const { return timing_; }
    const Renamings& renamings() const { return renamings_; }
    const Seen& seen(Id life) const { return seen_[life]; }
    const Message& message(Id message) const { return messages_[message]; }
    const Step& step(std::uint32_t number) const { return steps_[number]; }
    const Sent& sent(std::uint32_t number) const { return sents_[number]; }
    const Events& events(const Step& step) const { return events_[step.events]; }
    // What the machine says of a broken step.
    std::string contradiction(const Step& step) const {
        Life<Subject> life = read(step.after);
        Output output;
        try {
            execute(life, step.stimulus, output);
        } catch (const base::Bug& bug) {
            return bug.what();
        }
        return {};
    }
    std::size_t lives() const { return seen_.size(); }
    std::size_t steps() const { return steps_.size(); }

    // A member that has just been made, and not been started.
    Id fresh(protocol::Member self) {
        Life<Subject> life;
        life.state = Machine::create(options_, self);
        return id_of(life);
    }

    // The number of the step; computed when it is asked for the first time.
    std::uint32_t step_of(Id life, const Stimulus& stimulus) {
        const std::uint64_t key = (std::uint64_t{life} << 32) | stimulus.packed();
        if (const auto* const known = step_of_.find(key)) return *known;
        const auto number = static_cast<std::uint32_t>(steps_.size());
        const Step step = compute(life, stimulus);
        steps_.push_back(step);
        return step_of_.at(key, number);
    }

    Id renamed(Id life, std::size_t renaming) {
        std::vector<Id>& known = renamed_[renaming];
        if (known.size() <= life) known.resize(seen_.size(), unknown);
        if (known[life] == unknown) {
            const Life<Subject> whole = read(life);
            const Id result = id_of(whole, renaming);
            renamed_[renaming][life] = result;
            return result;
        }
        return known[life];
    }

    // The same life, told apart no more by what only an election would ask.
    Id calmed(Id life) {
        if (calmed_.size() <= life) calmed_.resize(seen_.size(), unknown);
        if (calmed_[life] == unknown) {
            Life<Subject> whole = read(life);
            Subject::calm(whole.state);
            disarm(whole, protocol::TimerKind::lease);
            const Id result = id_of(whole);
            calmed_[life] = result;
            return result;
        }
        return calmed_[life];
    }

    Life<Subject> read(Id life) const {
        Life<Subject> whole;
        whole.state = Machine::create(options_, 0);
        protocol::Reader reader{pool_.data(life)};
        visit(reader, whole);
        return whole;
    }

    // Changes the life, and gives what the machine puts out.
    void execute(Life<Subject>& life, const Stimulus& stimulus, Output& output) const {
        output.clear();
        if (life.down && stimulus.kind != Kind::start) return;  // it loses what arrives
        switch (stimulus.kind) {
            case Kind::deliver:
            case Kind::duplicate:
                feed(life, protocol::Received<Message>{stimulus.from, messages_[stimulus.what]},
                     output);
                break;
            case Kind::election:
                expire(life, protocol::TimerKind::election, output);
                break;
            case Kind::heartbeat:
                expire(life, protocol::TimerKind::heartbeat, output);
                break;
            case Kind::lease:
                expire(life, protocol::TimerKind::lease, output);
                break;
            case Kind::sync: {
                const protocol::Ticket ticket = life.tickets[stimulus.what - 1];
                life.tickets.erase(life.tickets.begin(), life.tickets.begin() + stimulus.what);
                feed(life, protocol::Persisted{ticket}, output);
                break;
            }
            case Kind::patience:
                expire(life, protocol::TimerKind::patience, output);
                break;
            case Kind::period:
                for (std::uint8_t& periods : life.wait) {
                    if (periods > 0) --periods;
                }
                break;
            case Kind::start:
                life.down = false;
                Machine::start(life.state, output);
                break;
            case Kind::crash:
                Machine::lose_process(life.state);
                end(life, output);
                break;
            case Kind::power_loss:
                Machine::lose_power(life.state);
                end(life, output);
                break;
            case Kind::write:
                // Asked in the order of keys: clocks are in step.
                feed(life, protocol::Propose{{stimulus.what}, stimulus.context, stimulus.what + 1U},
                     output);
                break;
            case Kind::read:
                feed(life, protocol::Read{stimulus.context}, output);
                break;
            case Kind::hand_over:
                feed(life, protocol::HandOver{std::uint64_t{1} << stimulus.from}, output);
                break;
            case Kind::drop:
            case Kind::retry:
                break;  // nobody is given these
        }
        carry_out(life, output);
    }

    // What a step violates by itself, told.
    void examine(Id before, const Stimulus& stimulus, Finding& finding) const {
        Life<Subject> life = read(before);
        Output output;
        execute(life, stimulus, output);
        examine(before, life, output, is_death(stimulus.kind), finding);
    }

    std::size_t bytes() const {
        std::size_t all = pool_.bytes() + message_pool_.bytes() + step_of_.memory();
        all += signatures_.bytes() + seen_.capacity() * sizeof(Seen);
        all += steps_.capacity() * sizeof(Step) + sents_.capacity() * sizeof(Sent);
        for (const auto& known : renamed_) all += known.capacity() * sizeof(Id);
        return all;
    }

private:
    template <class Archive, class L>
    static void visit(Archive& archive, L& life) {
        archive.number(life.down);
        archive.number(life.armed);
        for (auto& periods : life.wait) archive.number(periods);
        const protocol::Ticket before_first =
            Archive::reads ? 0 : Subject::first_ticket(life.state) - 1;
        archive.list(life.tickets, [&](Archive& a, auto& ticket) {
            protocol::Ticket relative = ticket - before_first;
            a.number(relative);
            if constexpr (Archive::reads) ticket = relative;
        });
        archive.number(life.applied);
        Subject::visit(archive, life.state);
    }

    static void feed(Life<Subject>& life, const protocol::Input<Message>& input, Output& output) {
        Machine::step(life.state, input, output);
    }
    static void expire(Life<Subject>& life, protocol::TimerKind kind, Output& output) {
        disarm(life, kind);
        feed(life, protocol::TimerExpired{kind}, output);
    }
    static void disarm(Life<Subject>& life, protocol::TimerKind kind) {
        life.armed &= static_cast<std::uint8_t>(~(1U << static_cast<unsigned>(kind)));
        life.wait[static_cast<std::size_t>(kind)] = 0;
    }
    void end(Life<Subject>& life, Output& output) const {
        life.armed = 0;
        life.wait.fill(0);
        life.tickets.clear();
        life.down = timing_.clocked;
        if (!life.down) Machine::start(life.state, output);
    }
    std::uint8_t periods_of(protocol::TimerKind kind) const {
        using protocol::TimerKind;
        if (!timing_.clocked || kind == TimerKind::patience) return 0;
        return kind == TimerKind::heartbeat ? std::uint8_t{1} : timing_.lease;
    }
    static KeySet without(KeySet keys, const protocol::Applied& one) {
        return static_cast<KeySet>(keys & ~key_bit(one.command.key));
    }
    void carry_out(Life<Subject>& life, const Output& output) const {
        for (const protocol::SetTimer& timer : output.timers) {
            disarm(life, timer.kind);
            if (!timer.armed) continue;
            life.armed |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(timer.kind));
            life.wait[static_cast<std::size_t>(timer.kind)] = periods_of(timer.kind);
        }
        for (const auto& one : output.undone) life.applied = without(life.applied, one);
        for (const auto& one : output.applied) life.applied |= key_bit(one.command.key);
        if (output.persist) life.tickets.push_back(*output.persist);
    }

    Id id_of(const Life<Subject>& life, std::size_t renaming = 0) {
        room_.clear();
        protocol::Writer writer{room_, renamings_[renaming]};
        visit(writer, life);
        const Id id = pool_.id_of(room_);
        if (id == seen_.size()) see(id);
        return id;
    }

    void see(Id id) {
        const Life<Subject> life = read(id);
        Seen seen;
        for (std::size_t kind = 0; kind < protocol::timer_kinds; ++kind) {
            const bool armed = ((life.armed >> kind) & 1) != 0;
            if (armed && life.wait[kind] == 0) seen.due |= static_cast<std::uint8_t>(1U << kind);
        }
        seen.down = life.down;
        seen.tickets = static_cast<std::uint8_t>(life.tickets.size());
        seen.leads = Machine::is_leader(life.state);
        if constexpr (Subject::is_reduced) {
            seen.campaigns = Subject::campaigns(life.state);
            seen.reach = Subject::reach(life.state);
        }
        seen.view = Subject::view(life);
        seen.signature = signature_of(life);
        seen_.push_back(std::move(seen));
    }

    // The smallest bytes under any renaming, by their number.
    std::uint32_t signature_of(const Life<Subject>& life) {
        protocol::Bytes least;
        for (std::size_t r = 0; r < renamings_.count(); ++r) {
            room_.clear();
            protocol::Writer writer{room_, renamings_[r]};
            visit(writer, life);
            if (r == 0 || room_ < least) least = room_;
        }
        return signatures_.id_of(least);
    }

    Id id_of_message(const Message& message) {
        room_.clear();
        protocol::Writer writer{room_};
        Subject::visit_message(writer, message);
        const Id id = message_pool_.id_of(room_);
        if (id < messages_.size()) return id;
        protocol::Reader reader{message_pool_.data(id)};
        Subject::visit_message(reader, messages_.emplace_back());
        return id;
    }

    Step compute(Id before, const Stimulus& stimulus) {
        Step step;
        step.stimulus = stimulus;
        step.after = before;
        Life<Subject> life = read(before);
        const KeySet applied_before = life.applied;
        try {
            execute(life, stimulus, output_);
        } catch (const base::Bug&) {
            step.broken = step.visible = true;
            return step;
        }
        if constexpr (Subject::is_reduced) Subject::simplify(life.state, bounds_);
        step.after = id_of(life);
        step.sends = static_cast<std::uint32_t>(sents_.size());
        step.send_count = static_cast<std::uint16_t>(output_.sends_used);
        for (std::size_t i = 0; i < output_.sends_used; ++i) {
            sents_.push_back({output_.sends[i].to, id_of_message(output_.sends[i].message)});
        }
        step.started_election = output_.role_change == protocol::RoleChange::started_election;
        note_events(step, applied_before);
        const bool dies = is_death(stimulus.kind);
        const bool asks = stimulus.kind == Kind::write || stimulus.kind == Kind::read;
        step.refused = asks && step.after == before && step.send_count == 0 &&
                       output_.answers.size() == 1 &&
                       output_.answers[0].answer == protocol::Answer::not_leader;
        Finding finding;
        examine(before, life, output_, dies, finding);
        step.violated = finding.violated;
        step.visible = asks || !step.violated.empty() || step.events != 0 || dies ||
                       !(seen_[before].view == seen_[step.after].view);
        return step;
    }

    void examine(Id before, const Life<Subject>& after, const Output& output, bool dies,
                 Finding& finding) const {
        Subject::examine(options_, seen_[before].view, after, output, dies, finding);
    }

    void note_events(Step& step, KeySet applied_before) {
        Events events{output_.applied, output_.undone, output_.answers};
        if (events.empty()) return;
        for (const auto& one : output_.undone) applied_before = without(applied_before, one);
        for (const auto& one : output_.applied) {
            if ((applied_before & key_bit(one.command.key)) != 0) events.applied_again = true;
            applied_before |= key_bit(one.command.key);
        }
        step.events = static_cast<std::uint32_t>(events_.size());
        events_.push_back(std::move(events));
    }

    typename Machine::Options options_;
    Bounds bounds_;
    Timing timing_;
    Renamings renamings_;

    Pool pool_;  // lives
    std::vector<Seen> seen_;
    Pool signatures_;
    std::vector<std::vector<Id>> renamed_;  // [renaming][life]
    std::vector<Id> calmed_;                // [life]

    Pool message_pool_;
    std::vector<Message> messages_;

    base::FlatMap step_of_;
    std::vector<Step> steps_;
    std::vector<Sent> sents_;
    std::vector<Events> events_;

    Output output_;
    protocol::Bytes room_;
};

}  // namespace triaz::explore
