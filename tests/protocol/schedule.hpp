// Drives the members of one protocol through a random schedule: messages are delayed, lost and
// overtaken, members lose power or their process, paths are cut one way or both, disks are slow.
// Then all is healed, and the cluster must come back to work.
//
// It checks what every protocol owes: each question is answered at most once, by a living member;
// an acknowledged write is applied where it is answered and in the end everywhere, once; a granted
// read sees every write acknowledged before it was asked; nothing applied is undone. A derived
// class adds the invariants of its protocol. Violations are counted by name; a mutant is caught by
// causing some.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"
#include "sim/protocol/machine.hpp"

namespace triaz::protocol::testing {

using Tick = std::uint64_t;
using Violations = std::map<std::string, int>;

struct Profile {
    Tick election_period = 150;
    Tick heartbeat_period = 30;
    Tick patience = 60;
    Tick hop = 8;               // a message takes 1 .. hop, and now and then 20 times as long
    Tick sync = 8;              // a sync takes 1 .. sync, on a slow disk 40 times as long
    Tick chaos = 8000;          // faults until here,
    Tick settled = 2500;        // then so much time to recover
    Tick between_faults = 300;  // at most
    Tick down = 300;            // at most, of a member that restarts by itself
    Tick between_operations = 16;
    double loss = 0.05;         // of each message, during the chaos
    double drift = 0;           // clocks run at 1 - drift .. 1 + drift, each at its own rate
    bool leaders_only = false;  // faults strike leaders
    bool deaths_only = false;   // of single members, which restart by themselves
    bool hand_overs = false;    // leaders are asked to hand over, as often as there are faults
};

template <class M>
class Schedule {
public:
    using State = typename M::State;
    using Message = typename M::Message;

    Schedule(const typename M::Options& options, const Profile& profile, std::uint64_t seed)
        : profile_(profile), random_(seed), members_(options.members) {
        for (Member m = 0; m < options.members; ++m) members_[m].state = M::create(options, m);
        base::Stream clocks = base::Stream{seed}.stream("clocks");
        for (Node& node : members_) node.rate += profile.drift * (2 * clocks.uniform() - 1);
        for (auto& row : cut_) row.fill(false);
        for (auto& row : last_arrival_) row.fill(0);
    }
    virtual ~Schedule() = default;

    const Violations& run() {
        try {
            play();
        } catch (const base::Bug& bug) {
            violation(std::string{"ensure: "} + bug.what());
        }
        return violations_;
    }

    Tick now() const { return now_; }
    std::uint64_t steps() const { return steps_; }
    std::size_t acknowledged() const { return acknowledged_.size(); }
    std::size_t reads_granted() const { return reads_granted_; }
    std::size_t faults() const { return faults_; }

protected:
    struct Node {
        State state;
        bool alive = false;
        bool slow_disk = false;
        double rate = 1;         // of its clock
        std::uint64_t life = 0;  // counts starts and deaths
        Ticket synced = 0;
        std::array<std::uint64_t, timer_kinds> armed{};  // generation of the timer that counts
        std::vector<bool> applied;                       // by key
        std::size_t sees = 0;  // acknowledged_[0 .. sees) are applied here
    };

    virtual void after_step(Member, const Output<Message>&) {}
    virtual void after_death(Member) {}
    virtual void after_acknowledgement(std::uint64_t /*key*/) {}
    virtual void at_end() {}
    // What is particular to a protocol's questions, and to a read that was granted.
    virtual void ask(Propose&) {}
    virtual void ask(Read&) {}
    virtual void after_read(const Answered&) {}
    // Whether a granted read says that the member has applied all that was acknowledged.
    virtual bool reads_everything() { return true; }
    // Whether this member applies writes at all.
    virtual bool holds_data(Member) { return true; }
    // Whether a write that a member has applied may be rolled back again.
    virtual bool may_undo(std::uint64_t /*key*/) { return false; }
    // Whether this acknowledged write may be lost: what a deployment gave up knowingly.
    virtual bool may_lose(std::uint64_t /*key*/) { return false; }

    void violation(const std::string& what) { ++violations_[what]; }
    void expect(bool holds, const char* what) {
        if (!holds) violation(what);
    }
    std::vector<Node>& members() { return members_; }
    std::size_t count() const { return members_.size(); }

private:
    enum class Kind : std::uint8_t { deliver, timer, synced, restart, operation, fault };
    struct Event {
        Tick time;
        std::uint64_t number;
        Kind kind;
        Member member;
        std::uint64_t what;  // mail, timer generation, ticket
        std::uint64_t life;  // or timer kind
        bool operator>(const Event& other) const {
            return time != other.time ? time > other.time : number > other.number;
        }
    };
    struct Mail {
        Member from;
        Message message;
    };
    struct Operation {
        bool is_read = false;
        bool open = true;
        Member member = 0;
        std::uint64_t life = 0;
        std::uint64_t key = 0;
        std::size_t must_see = 0;
        Tick asked_at = 0;
    };

    Tick upto(Tick longest) { return 1 + random_.below(longest); }
    bool chance(double share) { return random_.uniform() < share; }
    bool chaos() const { return now_ < profile_.chaos; }
    void at(Tick time, Kind kind, Member member, std::uint64_t what, std::uint64_t life) {
        events_.push({time, next_number_++, kind, member, what, life});
    }

    void play() {
        for (Member m = 0; m < count(); ++m) start(m);
        at(1, Kind::operation, 0, 0, 0);
        at(upto(profile_.between_faults), Kind::fault, 0, 0, 0);
        const Tick end = profile_.chaos + profile_.settled;
        bool healed = false;
        while (!events_.empty() && events_.top().time <= end) {
            const Event event = events_.top();
            events_.pop();
            now_ = event.time;
            if (!healed && !chaos()) {
                healed = true;
                heal();
            }
            happen(event);
        }
        check_end();
    }

    void happen(const Event& event) {
        Node& node = members_[event.member];
        switch (event.kind) {
            case Kind::deliver:
                deliver(event);
                break;
            case Kind::timer: {
                const auto kind = static_cast<TimerKind>(event.life);
                if (node.alive && node.armed[event.life] == event.what) {
                    step(event.member, TimerExpired{kind});
                }
                break;
            }
            case Kind::synced:
                if (node.alive && node.life == event.life && event.what > node.synced) {
                    node.synced = event.what;
                    step(event.member, Persisted{event.what});
                }
                break;
            case Kind::restart:
                if (!node.alive && node.life == event.life) start(event.member);
                break;
            case Kind::operation:
                operate();
                at(now_ + upto(profile_.between_operations), Kind::operation, 0, 0, 0);
                break;
            case Kind::fault:
                if (!chaos()) break;
                strike();
                if (profile_.hand_overs) hand_over();
                at(now_ + upto(profile_.between_faults), Kind::fault, 0, 0, 0);
                break;
        }
    }

    void deliver(const Event& event) {
        Mail& mail = mails_[event.what];
        const Member from = mail.from;
        if (members_[event.member].alive && !cut_[from][event.member]) {
            step(event.member, Received<Message>{from, mail.message});
        }
        free_mails_.push_back(event.what);
    }

    void start(Member m) {
        members_[m].alive = true;
        ++members_[m].life;
        output_.clear();
        M::start(members_[m].state, output_);
        carry_out(m);
    }

    void die(Member m, bool power) {
        Node& node = members_[m];
        if (!node.alive) return;
        node.alive = false;
        ++node.life;
        node.armed.fill(0);
        if (power) {
            M::lose_power(node.state);
        } else {
            M::lose_process(node.state);
        }
        after_death(m);
        if (profile_.deaths_only || !chance(0.1))
            at(now_ + upto(profile_.down), Kind::restart, m, 0, node.life);
    }

    void step(Member m, const Input<Message>& input) {
        ++steps_;
        output_.clear();
        M::step(members_[m].state, input, output_);
        carry_out(m);
    }

    void carry_out(Member m) {
        Node& node = members_[m];
        for (const Applied& applied : output_.applied) {
            if (node.applied.size() <= applied.command.key) {
                node.applied.resize(applied.command.key + 1);
            }
            expect(!node.applied[applied.command.key], "a write is applied once");
            node.applied[applied.command.key] = true;
        }
        for (const Applied& undone : output_.undone) {
            expect(may_undo(undone.command.key), "an applied write is undone");
            node.applied[undone.command.key] = false;
            node.sees = 0;
        }
        for (const SetTimer& timer : output_.timers) set_timer(m, timer);
        if (output_.persist) {
            // Drawn for each on its own: a later sync that is done earlier stands for both.
            const Tick time = upto(profile_.sync * (node.slow_disk ? 40 : 1));
            at(now_ + time, Kind::synced, m, *output_.persist, node.life);
        }
        after_step(m, output_);
        for (const Answered& answered : output_.answers) take_answer(m, answered);
        for (std::size_t i = 0; i < output_.sends_used; ++i) {
            post(m, output_.sends[i].to, output_.sends[i].message);
        }
    }

    void set_timer(Member m, const SetTimer& timer) {
        const auto kind = static_cast<std::size_t>(timer.kind);
        members_[m].armed[kind] = ++timer_generation_;
        if (!timer.armed) return;
        Tick after = profile_.heartbeat_period;
        if (timer.kind == TimerKind::lease) after = profile_.election_period;
        if (timer.kind == TimerKind::patience) after = profile_.patience;
        if (timer.kind == TimerKind::election) {
            after = profile_.election_period + upto(profile_.election_period);
        }
        after = static_cast<Tick>(static_cast<double>(after) / members_[m].rate);
        at(now_ + after, Kind::timer, m, timer_generation_, kind);
    }

    void post(Member from, Member to, const Message& message) {
        expect(to != from && to < count(), "a message goes to another member");
        if (to >= count() || cut_[from][to] || (chaos() && chance(profile_.loss))) return;
        Tick arrival = now_ + upto(profile_.hop);
        if (chaos() && chance(0.02)) arrival += upto(20 * profile_.hop);
        if (M::ordered) {
            arrival = std::max(arrival, last_arrival_[from][to]);
            last_arrival_[from][to] = arrival;
        }
        std::uint64_t mail = mails_.size();
        if (free_mails_.empty()) {
            mails_.emplace_back();
        } else {
            mail = free_mails_.back();
            free_mails_.pop_back();
        }
        mails_[mail].from = from;
        mails_[mail].message = message;
        at(arrival, Kind::deliver, to, mail, 0);
    }

    // A client asks somebody, more often than not a leader.
    void operate() {
        auto m = static_cast<Member>(random_.below(count()));
        if (chance(0.9)) {
            for (Member other = 0; other < count(); ++other) {
                const auto candidate = static_cast<Member>((m + other) % count());
                if (!members_[candidate].alive || !M::is_leader(members_[candidate].state))
                    continue;
                m = candidate;
                break;
            }
        }
        if (!members_[m].alive) return;
        const std::uint64_t context = operations_.size();
        Operation operation;
        operation.is_read = chance(0.4);
        operation.member = m;
        operation.life = members_[m].life;
        operation.key = next_key_;
        operation.must_see = acknowledged_.size();
        operation.asked_at = now_;
        operations_.push_back(operation);
        if (operation.is_read) {
            Read read{context};
            ask(read);
            step(m, read);
        } else {
            ++next_key_;
            Propose propose{{operation.key}, context};
            ask(propose);
            step(m, propose);
        }
    }

    bool sees(Member m, std::size_t writes) {
        Node& node = members_[m];
        while (node.sees < writes) {
            const std::uint64_t key = acknowledged_[node.sees];
            const bool here = key < node.applied.size() && node.applied[key];
            if (!here && !may_lose(key)) return false;
            ++node.sees;
        }
        return true;
    }

    void take_answer(Member m, const Answered& answered) {
        Operation& operation = operations_[answered.context];
        expect(operation.open, "a question is answered once");
        expect(operation.member == m && operation.life == members_[m].life,
               "a question is answered by the process that was asked");
        operation.open = false;
        switch (answered.answer) {
            case Answer::committed: {
                const auto& applied = members_[m].applied;
                const bool here = operation.key < applied.size() && applied[operation.key];
                expect(!operation.is_read && (here || may_lose(operation.key)),
                       "an acknowledged write is applied where it is answered");
                acknowledged_.push_back(operation.key);
                after_acknowledgement(operation.key);
                break;
            }
            case Answer::granted:
                ++reads_granted_;
                after_read(answered);
                expect(!reads_everything() || sees(m, operation.must_see),
                       "a granted read sees what was acknowledged");
                break;
            case Answer::not_leader:
            case Answer::abandoned:
            case Answer::refused:
                break;
        }
    }

    Member victim() {
        const auto any = static_cast<Member>(random_.below(count()));
        if (!profile_.leaders_only && chance(0.5)) return any;
        for (Member m = 0; m < count(); ++m) {
            if (members_[m].alive && M::is_leader(members_[m].state)) return m;
        }
        return any;
    }

    void strike() {
        ++faults_;
        const Member m = victim();
        const auto other = static_cast<Member>(random_.below(count()));
        switch (random_.below(profile_.deaths_only ? 4 : 12)) {
            case 0:
            case 1:
                die(m, true);
                break;
            case 2:
            case 3:
                die(m, false);
                break;
            case 4:
                if (chance(0.3)) {
                    for (Member each = 0; each < count(); ++each) die(each, true);
                }
                break;
            case 5:
                cut_[m][other] = true;
                break;  // one way
            case 6:
                isolate(m);
                break;
            case 7:
                partition();
                break;
            case 8:
                members_[m].slow_disk = !members_[m].slow_disk;
                break;
            default:
                for (auto& row : cut_) row.fill(false);
                if (chance(0.5)) restart_all();
        }
    }

    void hand_over() {
        const auto m = static_cast<Member>(random_.below(count()));
        if (members_[m].alive) step(m, HandOver{random_.bits()});
    }

    void isolate(Member m) {
        for (Member other = 0; other < count(); ++other) {
            cut_[m][other] = cut_[other][m] = other != m;
        }
    }

    void partition() {
        const std::uint64_t side = random_.bits();
        for (Member a = 0; a < count(); ++a) {
            for (Member b = 0; b < count(); ++b) cut_[a][b] = ((side >> a) ^ (side >> b)) & 1;
        }
    }

    void restart_all() {
        for (Member m = 0; m < count(); ++m) {
            if (!members_[m].alive) start(m);
        }
    }

    void heal() {
        for (auto& row : cut_) row.fill(false);
        for (Node& node : members_) node.slow_disk = false;
        restart_all();
        healed_acknowledged_ = acknowledged_.size();
    }

    void check_end() {
        expect(acknowledged_.size() > healed_acknowledged_ + 20, "healed, the cluster works again");
        const std::set<std::uint64_t> acknowledged(acknowledged_.begin(), acknowledged_.end());
        expect(acknowledged.size() == acknowledged_.size(), "a write is acknowledged once");
        // The latest may still be under way to the others.
        const std::size_t old =
            acknowledged_.size() - std::min<std::size_t>(60, acknowledged_.size());
        for (Member m = 0; m < count(); ++m) {
            if (!holds_data(m)) continue;
            expect(sees(m, std::max(old, healed_acknowledged_)), "no acknowledged write is lost");
        }
        for (const Operation& operation : operations_) {
            const bool due = operation.asked_at + profile_.settled / 2 < now_ &&
                             operation.life == members_[operation.member].life;
            expect(!operation.open || !due, "a question is answered, unless its process dies");
        }
        at_end();
    }

    static constexpr std::size_t most_members = 8;

    Profile profile_;
    base::Stream random_;
    std::vector<Node> members_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::vector<Mail> mails_;
    std::vector<std::uint64_t> free_mails_;
    std::array<std::array<bool, most_members>, most_members> cut_;
    std::array<std::array<Tick, most_members>, most_members> last_arrival_;
    Output<Message> output_;

    Tick now_ = 0;
    std::uint64_t next_number_ = 0;
    std::uint64_t timer_generation_ = 0;
    std::uint64_t steps_ = 0;
    std::size_t faults_ = 0;
    std::uint64_t next_key_ = 0;
    std::vector<Operation> operations_;
    std::vector<std::uint64_t> acknowledged_;  // keys, in the order of the answers
    std::size_t healed_acknowledged_ = 0;
    std::size_t reads_granted_ = 0;
    Violations violations_;
};

}  // namespace triaz::protocol::testing
