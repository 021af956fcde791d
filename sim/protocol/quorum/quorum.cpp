#include "sim/protocol/quorum/quorum.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/ensure.hpp"

namespace triaz::protocol::quorum {
namespace {

using State = Quorum::State;
using Message = Quorum::Message;
using Kind = Message::Kind;
using Out = Output<Message>;

// A request that was not served for so many heartbeats is given up.
constexpr std::uint8_t heartbeats_to_serve = 3;

constexpr Members bit(Member member) { return Members{1} << member; }
Members everyone(const State& state) {
    return static_cast<Members>((std::uint64_t{1} << state.options.members) - 1);
}

struct Node {
    State& s;
    Out& out;

    void send(Member to, Kind kind, std::uint64_t request, Item item, const Version& version,
              bool repair) {
        Message& message = out.send(to);
        message.kind = kind;
        message.repair = repair;
        message.request = request;
        message.item = item;
        message.version = version;
    }

    void keep(const Copy& copy) {
        out.persist = s.copies.next();
        s.copies.push(copy);
    }

    Version current(Item item) const {
        const auto found = s.items.find(item);
        return found == s.items.end() ? Version{} : found->second;
    }

    void propose(const Propose& input) {
        const Item item = s.options.item_of(input.command.key);
        const Version version{input.timestamp, s.self, input.command.key};
        const std::uint64_t request = s.writes.next();
        s.writes.push({item, version, input.context, 0, 0, true, 0});
        keep({item, version, s.self, false, request});
        for (Member to = 0; to < s.options.members; ++to) {
            if (to != s.self) send(to, Kind::store, request, item, version, false);
        }
    }

    // The coordinator's own copy is one of the W.
    void settle(Write& write) {
        Members counted = write.stored;
        if (s.options.sloppy) counted |= write.hinted;
        const bool enough = std::popcount(counted) >= s.options.writes;
        if (write.asked && enough && (write.stored & bit(s.self)) != 0) {
            out.answers.push_back({write.context, Answer::committed, s.self, write.version.key});
            write.asked = false;
        }
    }

    bool is_done(const Write& write) const {
        if (write.asked) return false;
        if (write.stored == everyone(s)) return true;
        return !s.options.hinted_handoff && write.heartbeats > 0;
    }

    void forget_done() {
        auto first = s.writes.first();
        while (first < s.writes.next() && is_done(s.writes[first])) ++first;
        s.writes.drop_before(first);
        auto reading = s.readings.first();
        while (reading < s.readings.next() && !s.readings[reading].open) ++reading;
        s.readings.drop_before(reading);
    }

    void stored(Member from, std::uint64_t request, bool repair) {
        if (repair) {
            if (!s.readings.contains(request)) return;
            s.readings[request].current |= bit(from);
            serve(s.readings[request], request);
        } else if (s.writes.contains(request)) {
            s.writes[request].stored |= bit(from);
            settle(s.writes[request]);
        }
        forget_done();
    }

    void read(const Read& input) {
        const std::uint64_t request = s.readings.next();
        const Version own = current(input.item);
        s.readings.push({input.item, input.context, own, bit(s.self), bit(s.self), true, false, 0});
        for (Member to = 0; to < s.options.members; ++to) {
            if (to != s.self) send(to, Kind::fetch, request, input.item, {}, false);
        }
        serve(s.readings[request], request);
        forget_done();
    }

    void fetched(Member from, const Message& message) {
        if (!s.readings.contains(message.request)) return;
        Reading& reading = s.readings[message.request];
        if (!reading.open || reading.repairing) return;
        reading.answered |= bit(from);
        if (message.version > reading.latest) {
            reading.latest = message.version;
            reading.current = 0;
        }
        if (message.version == reading.latest) reading.current |= bit(from);
        serve(reading, message.request);
        forget_done();
    }

    // Granted when R members have answered, and as many hold what it found.
    void serve(Reading& reading, std::uint64_t request) {
        if (!reading.open || std::popcount(reading.answered) < s.options.reads) return;
        const bool repaired = std::popcount(reading.current) >= s.options.reads;
        if (s.options.read_repair && !repaired && reading.latest != Version{}) {
            if (reading.repairing) return;
            reading.repairing = true;
            for (Member m = 0; m < s.options.members; ++m) {
                const bool stale = (reading.answered & ~reading.current & bit(m)) != 0;
                if (!stale) continue;
                if (m == s.self) {
                    keep({reading.item, reading.latest, s.self, true, request});
                } else {
                    send(m, Kind::store, request, reading.item, reading.latest, true);
                }
            }
            return;
        }
        out.answers.push_back({reading.context, Answer::granted, s.self, reading.latest.key});
        reading.open = false;
    }

    void take_copy(const Copy& copy) {
        Version& held = s.items[copy.item];
        if (copy.version > held) {
            held = copy.version;
            out.applied.push_back({++s.applied, {copy.version.key}});
        }
        if (copy.from == s.self) {
            stored(s.self, copy.request, copy.repair);
        } else {
            send(copy.from, Kind::stored, copy.request, copy.item, copy.version, copy.repair);
        }
    }

    void persisted(Ticket ticket) {
        const Ticket end = std::min(ticket + 1, s.copies.next());
        while (s.copies.first() < end) {
            const Copy copy = s.copies[s.copies.first()];
            s.copies.drop_before(s.copies.first() + 1);
            take_copy(copy);
        }
    }

    // What is not stored everywhere goes out again; who waited for too long is told so.
    void heartbeat() {
        out.timers.push_back({TimerKind::heartbeat, true});
        Members probed = 0;
        for (auto n = s.writes.first(); n < s.writes.next(); ++n) {
            Write& write = s.writes[n];
            if (write.heartbeats < heartbeats_to_serve) ++write.heartbeats;
            if (write.heartbeats < 2) continue;  // it may be on its way
            write.hinted = everyone(s) & ~write.stored;
            settle(write);
            if (write.asked && write.heartbeats == heartbeats_to_serve) {
                out.answers.push_back({write.context, Answer::abandoned, s.self});
                write.asked = false;
            }
            if (s.options.hinted_handoff) resend(write, n, probed);
        }
        s.heard = 0;
        for (auto n = s.readings.first(); n < s.readings.next(); ++n) {
            Reading& reading = s.readings[n];
            if (!reading.open || ++reading.heartbeats < heartbeats_to_serve) continue;
            out.answers.push_back({reading.context, Answer::refused, s.self});
            reading.open = false;
        }
        forget_done();
    }

    void resend(const Write& write, std::uint64_t request, Members& probed) {
        for (Member to = 0; to < s.options.members; ++to) {
            if (to == s.self || (write.stored & bit(to)) != 0) continue;
            if ((s.heard & bit(to)) == 0 && (probed & bit(to)) != 0) continue;
            probed |= bit(to);
            send(to, Kind::store, request, write.item, write.version, false);
        }
    }

    void receive(Member from, const Message& message) {
        s.heard |= bit(from);
        switch (message.kind) {
            case Kind::store:
                keep({message.item, message.version, from, message.repair, message.request});
                break;
            case Kind::stored:
                stored(from, message.request, message.repair);
                break;
            case Kind::fetch:
                send(from, Kind::fetched, message.request, message.item, current(message.item),
                     false);
                break;
            case Kind::fetched:
                fetched(from, message);
                break;
        }
    }
};

}  // namespace

State Quorum::create(const Options& options, Member self) {
    base::ensure(options.members >= 1 && options.members <= most_members && self < options.members,
                 "quorum: a member of a set of 1 to 32");
    base::ensure(options.writes >= 1 && options.writes <= options.members && options.reads >= 1 &&
                     options.reads <= options.members,
                 "quorum: reads and writes ask one to all members");
    State state;
    state.options = options;
    state.self = self;
    return state;
}

void Quorum::start(State& state, Out& output) {
    output.timers.push_back({TimerKind::heartbeat, true});
    if (!state.copies.empty()) output.persist = state.copies.next() - 1;
}

void Quorum::step(State& state, const Input<Message>& input, Out& output) {
    Node node{state, output};
    struct {
        Node& node;
        void operator()(const Received<Message>& i) const { node.receive(i.from, i.message); }
        void operator()(const TimerExpired& i) const {
            if (i.kind == TimerKind::heartbeat) node.heartbeat();
        }
        void operator()(const Persisted& i) const { node.persisted(i.ticket); }
        void operator()(const Propose& i) const { node.propose(i); }
        void operator()(const Read& i) const { node.read(i); }
        void operator()(const HandOver&) const {}
    } lead{node};
    std::visit(lead, input);
}

// A write whose own copy was not synced is forgotten here; others may hold it all the same.
void Quorum::lose_power(State& state) {
    lose_process(state);
    state.copies.restart_at(state.copies.next());
    for (auto n = state.writes.first(); n < state.writes.next(); ++n) {
        Write& write = state.writes[n];
        if ((write.stored & bit(state.self)) == 0) write.stored = everyone(state);
    }
}

// Hints survive on the disk; who asked does not wait any more.
void Quorum::lose_process(State& state) {
    for (auto n = state.writes.first(); n < state.writes.next(); ++n) {
        state.writes[n].asked = false;
        state.writes[n].hinted = 0;
    }
    state.readings.restart_at(state.readings.next());
    state.heard = 0;
}

Index Quorum::committed_of(const State& state) { return state.applied; }

Index Quorum::last_of(const State& state) { return state.applied; }

void Quorum::durable_keys(const State&, std::vector<std::uint64_t>&) {}

bool Quorum::has_synced(const State&, Index, Command) { return false; }

std::size_t Quorum::entries_of(const Message& message) {
    return message.kind == Message::Kind::store || message.kind == Message::Kind::fetched ? 1 : 0;
}

static_assert(StepMachine<Quorum>);

}  // namespace triaz::protocol::quorum
