#include "sim/engine/replication.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/replication_options.hpp"
#include "sim/engine/simulation.hpp"

namespace triaz::engine {

namespace {

using protocol::Answer;
using protocol::TimerKind;

kernel::Signal signal_of(const protocol::Answered& answered) {
    switch (answered.answer) {
        case Answer::committed:
        case Answer::granted:
            return signal::ok;
        case Answer::abandoned:
            return signal::uncertain;
        case Answer::refused:
            return signal::leader_unknown;
        case Answer::not_leader:
            break;
    }
    if (!answered.leader) return signal::leader_unknown;
    return static_cast<kernel::Signal>(signal::not_leader + *answered.leader);
}

}  // namespace

template <protocol::StepMachine M>
Group<M>::Group(Simulation& simulation, std::uint32_t store)
    : simulation_(simulation),
      store_(store),
      per_shard_(
          static_cast<std::uint32_t>(simulation.world.stores[store].replicas.front().size())),
      deduplicate_(simulation.world.stores[store].deduplicate),
      sync_(simulation.world.stores[store].disk.sync),
      disk_(simulation.root.stream("disks").stream(store)),
      elections_(simulation.root.stream("elections").stream(store)) {
    const world::Store& declared = simulation.world.stores[store];
    const base::Time judged_from = simulation.recorder.evidence.warm_up_end;
    shards_.resize(declared.replicas.size());
    for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
        shards_[shard].without_leader = Spells(judged_from);
        shards_[shard].without_quorum = Spells(judged_from);
        shards_[shard].not_guaranteed = Spells(judged_from);
        const auto options = options_of<M>(declared, shard);
        for (std::uint32_t member = 0; member < per_shard_; ++member) {
            Member& made = members_.emplace_back();
            made.state = M::create(options, static_cast<protocol::Member>(member));
            made.due.fill(base::never);
            made.values.resize(simulation.recorder.samples.keys());
        }
    }
    last_arrival_.resize(members_.size() * per_shard_);
    flowing_.resize(members_.size() * per_shard_);
    for (std::uint32_t unit = 0; unit < simulation.units.size(); ++unit) {
        const Unit& candidate = simulation.units[unit];
        if (candidate.kind == UnitKind::replica && candidate.component == store) {
            members_[candidate.number].unit = unit;
        }
    }
}

template <protocol::StepMachine M>
void Group<M>::start() {
    for (std::uint32_t member = 0; member < members_.size(); ++member) start_member(member);
}

template <protocol::StepMachine M>
void Group<M>::start_member(std::uint32_t member) {
    const std::uint32_t shard = member / per_shard_;
    ++shards_[shard].running;
    note_quorum(shard);
    output_.clear();
    M::start(members_[member].state, output_);
    carry_out(member);
}

template <protocol::StepMachine M>
void Group<M>::lose(std::uint32_t index, bool power) {
    Member& member = members_[index];
    Shard& shard = shards_[index / per_shard_];
    const bool led = M::is_leader(member.state);
    if (power) {
        M::lose_power(member.state);
    } else {
        M::lose_process(member.state);
    }
    member.syncing = false;
    member.wanted = member.under_way = 0;
    member.due.fill(base::never);
    --shard.running;
    if (member.reduced) note_guarantee(index, {protocol::Guarantee::restored, {}});
    note_role(index, led);
    note_quorum(index / per_shard_);
    note_reduced(index / per_shard_, "lost " + place_of(index));
}

template <protocol::StepMachine M>
void Group<M>::propose(std::uint32_t member, history::Sequence write, base::Time issued,
                       kernel::Ticket ticket) {
    const auto context = std::uint64_t{ticket.slot} << 32 | ticket.wait;
    if constexpr (leaderless<M>) {  // a retry has the same timestamp, and changes nothing
        const auto timestamp = static_cast<std::uint64_t>(issued.time_since_epoch().count());
        feed(member, protocol::Propose{protocol::Command{write}, context, timestamp});
        return;
    }
    // Only a leader knows what is committed: a mirror applies what it has synced.
    if (deduplicate_ && is_settled(members_[member], write) && leads(member)) {
        ++duplicates_;
        simulation_.clock.wake_at(simulation_.now(), ticket, signal::ok);
        return;
    }
    feed(member, protocol::Propose{protocol::Command{write}, context});
}

template <protocol::StepMachine M>
void Group<M>::read(std::uint32_t member, std::uint32_t key, kernel::Ticket ticket) {
    if (!leaderless<M> && !simulation_.world.stores[store_].linearizable_reads &&
        M::is_leader(members_[member].state)) {
        simulation_.clock.wake_at(simulation_.now(), ticket, signal::ok);
        return;
    }
    feed(member, protocol::Read{std::uint64_t{ticket.slot} << 32 | ticket.wait, key});
}

template <protocol::StepMachine M>
void Group<M>::receive(std::uint32_t index) {
    Flight& flight = flights_[index];
    const Unit& from = simulation_.units[members_[flight.from].unit];
    Unit& to = simulation_.units[members_[flight.to].unit];
    if (to.state == UnitState::running && to.incarnation == flight.to_life &&
        from.incarnation == flight.from_life) {
        to.messages.add(simulation_.now());
        feed(flight.to,
             protocol::Received<typename M::Message>{
                 static_cast<protocol::Member>(flight.from % per_shard_), flight.message});
    }
    flights_.give_back(index);
}

template <protocol::StepMachine M>
void Group<M>::expire(std::uint32_t index, TimerKind kind) {
    Member& member = members_[index];
    const auto timer = static_cast<std::size_t>(kind);
    member.in_calendar[timer] = false;
    if (member.due[timer] == base::never) return;
    if (member.due[timer] > simulation_.now()) {  // set anew since: come back then
        member.in_calendar[timer] = true;
        simulation_.clock.calendar().enter(
            member.due[timer],
            kernel::Event{event::timer, member.unit, static_cast<std::uint32_t>(timer)});
        return;
    }
    member.due[timer] = base::never;
    feed(index, protocol::TimerExpired{kind});
}

template <protocol::StepMachine M>
void Group<M>::finish_sync(std::uint32_t index) {
    Member& member = members_[index];
    member.syncing = false;
    const protocol::Ticket done = member.under_way;
    note_synced(member, done);
    feed(index, protocol::Persisted{done});
    if (!member.syncing && member.wanted > done && sync_at_once(member)) {
        note_synced(member, member.under_way);
        feed(index, protocol::Persisted{member.under_way});
    }
}

template <protocol::StepMachine M>
void Group<M>::finish_flow(FlowId flow, bool arrived) {
    const auto found = bulk_.find(flow);
    if (found == bulk_.end()) return;
    const Bulk bulk = found->second;
    bulk_.erase(found);
    if (arrived) {
        receive(bulk.flight);
    } else {
        flights_.give_back(bulk.flight);
    }
    if constexpr (M::ordered) go_on(bulk.way);
}

template <protocol::StepMachine M>
void Group<M>::start_flow(std::uint32_t index, std::uint32_t way, std::int64_t size) {
    const Flight& flight = flights_[index];
    if constexpr (M::ordered) flowing_[way] = 1;
    bulk_[simulation_.physics->start_flow(
        simulation_.now(), simulation_.units[members_[flight.from].unit].host,
        simulation_.units[members_[flight.to].unit].host, base::Bytes{size})] = {index, way};
    simulation_.clock.interrupt();  // from here on, instant by instant
}

template <protocol::StepMachine M>
void Group<M>::go_on(std::uint32_t way) {
    flowing_[way] = 0;
    std::deque<std::uint32_t>& waiting = behind_[way];
    while (!waiting.empty()) {
        const std::uint32_t index = waiting.front();
        waiting.pop_front();
        const auto size = static_cast<std::int64_t>(M::entries_of(flights_[index].message)) *
                          simulation_.world.stores[store_].entry_size.count;
        if (size > bulk_bytes) return start_flow(index, way, size);
        last_arrival_[way] = simulation_.now();
        simulation_.clock.calendar().enter(simulation_.now(),
                                           kernel::Event{event::message, index, store_});
    }
}

template <protocol::StepMachine M>
bool Group<M>::leads(std::uint32_t member) const {
    return simulation_.units[members_[member].unit].state == UnitState::running &&
           M::is_leader(members_[member].state);
}

template <protocol::StepMachine M>
std::uint32_t Group<M>::hand_over() {
    const auto is_out = [&](std::uint32_t member) {
        const Unit& unit = simulation_.units[members_[member].unit];
        return simulation_.evacuations[unit.zone.index()] > 0;
    };
    std::uint32_t asked = 0;
    for (std::uint32_t leader = 0; leader < members_.size(); ++leader) {
        if (!leads(leader) || !is_out(leader)) continue;
        const std::uint32_t first = leader / per_shard_ * per_shard_;
        protocol::HandOver input{0};
        for (std::uint32_t at = 0; at < per_shard_; ++at) {
            const bool fit = answers_to(leader, first + at) && !is_out(first + at);
            if (fit) input.to |= std::uint64_t{1} << at;
        }
        feed(leader, input);
        ++asked;
    }
    return asked;
}

template <protocol::StepMachine M>
void Group<M>::feed(std::uint32_t member, const protocol::Input<typename M::Message>& input) {
    output_.clear();
    M::step(members_[member].state, input, output_);
    carry_out(member);
}

template <protocol::StepMachine M>
void Group<M>::carry_out(std::uint32_t index) {
    for (;;) {
        for (std::size_t at = 0; at < output_.sends_used; ++at) send(index, output_.sends[at]);
        for (const protocol::SetTimer& timer : output_.timers) set_timer(index, timer);
        if (!output_.applied.empty() || !output_.undone.empty()) apply(index);
        if (output_.role_change != protocol::RoleChange::none) note_role(index, false);
        if (output_.guarantee.to != protocol::Guarantee::unchanged) {
            note_guarantee(index, output_.guarantee);
        }
        if (!output_.answers.empty()) answer(index);
        if (!output_.persist) return;
        Member& member = members_[index];
        member.wanted = *output_.persist;
        if (member.syncing || !sync_at_once(member)) return;
        note_synced(member, member.under_way);
        output_.clear();
        M::step(member.state, protocol::Persisted{member.under_way}, output_);
    }
}

template <protocol::StepMachine M>
void Group<M>::send(std::uint32_t from,
                    typename protocol::Output<typename M::Message>::Send& sending) {
    const std::uint32_t to = from / per_shard_ * per_shard_ + sending.to;
    Unit& sender = simulation_.units[members_[from].unit];
    const Unit& receiver = simulation_.units[members_[to].unit];
    sender.messages.add(simulation_.now());
    ++messages_;
    const std::uint32_t index = flights_.take();
    Flight& flight = flights_[index];
    flight.from = from;
    flight.to = to;
    flight.from_life = sender.incarnation;
    flight.to_life = receiver.incarnation;
    std::swap(flight.message, sending.message);

    const std::uint32_t way = from * per_shard_ + sending.to;
    if (M::ordered && flowing_[way] != 0) {
        behind_[way].push_back(index);
        return;
    }
    const auto size = static_cast<std::int64_t>(M::entries_of(flight.message)) *
                      simulation_.world.stores[store_].entry_size.count;
    if (size > bulk_bytes) {
        start_flow(index, way, size);
        return;
    }
    const base::Duration takes = simulation_.network.hop(sender.place, receiver.place);
    if (takes == Network::lost) return flights_.give_back(index);
    base::Time arrival = simulation_.now() + takes;
    if constexpr (M::ordered) {
        base::Time& last = last_arrival_[way];
        arrival = std::max(arrival, last);
        last = arrival;
    }
    simulation_.clock.calendar().enter(arrival, kernel::Event{event::message, index, store_});
}

template <protocol::StepMachine M>
void Group<M>::set_timer(std::uint32_t index, protocol::SetTimer timer) {
    Member& member = members_[index];
    const auto kind = static_cast<std::size_t>(timer.kind);
    if (!timer.armed) {
        member.due[kind] = base::never;
        return;
    }
    const world::Store& store = simulation_.world.stores[store_];
    base::Duration delay{};
    switch (timer.kind) {
        case TimerKind::heartbeat:
            delay = store.heartbeat_period;
            break;
        case TimerKind::election: {
            const double further = elections_.uniform() * base::to_seconds(store.election_period);
            delay = store.election_period + base::from_seconds(further);
            break;
        }
        case TimerKind::lease:
            delay = store.election_period;
            break;
        case TimerKind::patience:
            delay = store.patience;
            break;
    }
    Host& host = simulation_.hosts[simulation_.units[member.unit].host.index()];
    if (host.clock_rate != 1) {
        delay = base::from_seconds(base::to_seconds(delay) / host.clock_rate);
        ++simulation_.strikes[host.slowed_by].acts;
    }
    member.due[kind] = simulation_.now() + delay;
    if (!member.in_calendar[kind]) {
        member.in_calendar[kind] = true;
        simulation_.clock.calendar().enter(
            member.due[kind],
            kernel::Event{event::timer, member.unit, static_cast<std::uint32_t>(kind)});
    }
}

template <protocol::StepMachine M>
void Group<M>::apply(std::uint32_t index) {
    if constexpr (leaderless<M>) return;  // what it holds is noted when it is synced
    Member& member = members_[index];
    const bool leads_shard = M::is_leader(member.state);
    for (const protocol::Applied& undone : output_.undone) undo(member, undone);
    if (!output_.undone.empty()) shards_[index / per_shard_].undone = true;
    for (const protocol::Applied& applied : output_.applied) {
        if (applied.command.key == protocol::Command::no_op) continue;
        if (member.applied.insert(applied.command.key)) {
            // What a new leader finds in its log it acknowledges to nobody.
            bool answered = leads_shard;
            if constexpr (applies_uncommitted<M>) {
                answered = answered && applied.index <= M::committed_of(member.state);
            }
            if (answered) note_copies(index, applied);
            if (!member.values.empty()) note_value(member, applied);
            continue;
        }
        if constexpr (applies_uncommitted<M>) ++member.again[applied.command.key];
        if (deduplicate_) {
            if (leads_shard) ++duplicates_;
        } else {
            ++member.twice;
            if (!member.values.empty()) note_value(member, applied);
        }
    }
}

// A write that is in the log twice stays applied while one of its entries does.
template <protocol::StepMachine M>
void Group<M>::undo(Member& member, const protocol::Applied& undone) {
    const history::Sequence key = undone.command.key;
    if (const std::uint32_t sampled = history::Samples::key_of(key);
        sampled < member.values.size()) {
        auto& values = member.values[sampled];
        if (!values.empty() && values.back().first == undone.index) values.pop_back();
    }
    if constexpr (applies_uncommitted<M>) {
        const auto again = member.again.find(key);
        if (again != member.again.end()) {
            if (--again->second == 0) member.again.erase(again);
            return;
        }
    }
    member.applied.erase(key);
}

template <protocol::StepMachine M>
void Group<M>::note_value(Member& member, const protocol::Applied& applied) {
    const std::uint32_t key = history::Samples::key_of(applied.command.key);
    if (!simulation_.recorder.samples.takes(key)) return;
    member.values[key].emplace_back(applied.index, applied.command.key);
}

// A later version of the same key, here already, makes no difference: the write is on this disk.
template <protocol::StepMachine M>
void Group<M>::note_synced(Member& member, protocol::Ticket ticket) {
    if constexpr (leaderless<M>) {
        const auto& copies = member.state.copies;
        const protocol::Ticket end = std::min(ticket + 1, copies.next());
        for (protocol::Ticket at = copies.first(); at < end; ++at)
            member.applied.insert(copies[at].version.key);
    }
}

template <protocol::StepMachine M>
history::Sequence Group<M>::value_of(std::uint32_t index, std::uint32_t key,
                                     kernel::Ticket ticket) const {
    if constexpr (leaderless<M>) return found_[ticket.slot];
    return last_value(index, key);
}

template <protocol::StepMachine M>
history::Sequence Group<M>::last_value(std::uint32_t index, std::uint32_t key) const {
    const Member& member = members_[index];
    const auto& values = member.values[key];
    auto last = values.rbegin();
    if constexpr (applies_uncommitted<M>) {
        const protocol::Index committed = M::committed_of(member.state);
        while (last != values.rend() && last->first > committed) ++last;
    }
    return last == values.rend() ? history::nothing_written : last->second;
}

// Whether a retry can be answered at once: the write is applied here, and for good. Otherwise it is
// proposed once more, and takes effect once.
template <protocol::StepMachine M>
bool Group<M>::is_settled(const Member& member, history::Sequence key) const {
    if (!member.applied.contains(key)) return false;
    if constexpr (applies_uncommitted<M>) {
        return M::committed_of(member.state) >= M::last_of(member.state);
    }
    return true;
}

// A leader is about to acknowledge: in how many zones is the write on disk at this moment? Asked of
// the disks themselves, not of what the leader believes of them.
template <protocol::StepMachine M>
void Group<M>::note_copies(std::uint32_t leader, const protocol::Applied& applied) {
    std::uint64_t zones = 0;
    const std::uint32_t first = leader / per_shard_ * per_shard_;
    for (std::uint32_t other = first; other < first + per_shard_; ++other) {
        const Member& member = members_[other];
        if (other == leader || member.applied.contains(applied.command.key) ||
            M::has_synced(member.state, applied.index, applied.command)) {
            zones |= std::uint64_t{1} << simulation_.units[member.unit].zone.index();
        }
    }
    const auto count = std::min<std::size_t>(static_cast<std::size_t>(std::popcount(zones)), 8);
    measure::ZonesHolding& seen = by_zones_[count];
    if (seen.writes++ == 0) seen.first = simulation_.now();
}

template <protocol::StepMachine M>
void Group<M>::answer([[maybe_unused]] std::uint32_t index) {
    for (const protocol::Answered& answered : output_.answers) {
        const kernel::Ticket ticket{static_cast<std::uint32_t>(answered.context >> 32),
                                    static_cast<std::uint32_t>(answered.context)};
        if constexpr (leaderless<M>) {
            if (answered.answer == Answer::committed) note_copies(index, {0, {answered.found}});
            if (found_.size() <= ticket.slot) found_.resize(ticket.slot + 1);
            found_[ticket.slot] = answered.found;
        }
        simulation_.clock.wake_now(ticket, signal_of(answered));
    }
}

template <protocol::StepMachine M>
bool Group<M>::sync_at_once(Member& member) {
    member.under_way = member.wanted;
    const base::Duration duration = sync_.draw(disk_);
    if (duration == base::Duration{}) return true;
    member.syncing = true;
    simulation_.clock.calendar().enter(
        simulation_.now() + duration,
        kernel::Event{event::synced, member.unit, simulation_.units[member.unit].incarnation});
    return false;
}

template class Group<protocol::raft::Raft>;
template class Group<protocol::mirror::Mirror>;
template class Group<protocol::standby::Standby>;
template class Group<protocol::quorum::Quorum>;

}  // namespace triaz::engine
