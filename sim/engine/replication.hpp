// Stores: what drives the protocols' step machines with messages, timers, disks and deaths.
//
// A Group is all shards of one store under one protocol. Members of a shard are numbered as the
// world lists them; a member is also a unit, and `unit.number` is shard * members + member.
//
// Messages of an ordered protocol overtake none on the same way (one connection per direction). One
// that carries more than `bulk` bytes is a flow through SimGrid, shares bandwidth, and is lost when
// a link or host on its way fails. What was sent to or by an earlier life of a member is lost.
//
// Disk: one sync at a time; what is asked for meanwhile is covered by the next one (group commit).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/sequence_set.hpp"
#include "sim/base/stream.hpp"
#include "sim/engine/physics.hpp"
#include "sim/engine/pool.hpp"
#include "sim/engine/recorder.hpp"
#include "sim/engine/request.hpp"
#include "sim/history/ledger.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/protocol/machine.hpp"
#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/quorum/quorum.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

struct Simulation;

// A member that lacks what was committed so long ago is behind: its shard's redundancy is reduced.
inline constexpr base::Duration lag = std::chrono::seconds{1};

inline constexpr std::int64_t bulk_bytes = std::int64_t{64} * 1024;

// What is applied may not be committed, and may be undone again.
template <class M>
constexpr bool applies_uncommitted = requires {
    M::applies_uncommitted;
};

// Nobody leads: every member takes writes and reads, by the timestamps of the clients.
template <class M>
constexpr bool leaderless = requires {
    M::leaderless;
};

template <protocol::StepMachine M>
class Group {
public:
    Group(Simulation& simulation, std::uint32_t store);

    void start();  // every member, at the start of the run
    void start_member(std::uint32_t member);
    void lose(std::uint32_t member, bool power);

    // The answer wakes the ticket: signal::ok, signal::uncertain, signal::not_leader + hint.
    // `issued`: by the clock of the client. A read is of one key of its shard.
    void propose(std::uint32_t member, history::Sequence write, base::Time issued,
                 kernel::Ticket ticket);
    void read(std::uint32_t member, std::uint32_t key, kernel::Ticket ticket);

    void receive(std::uint32_t flight);
    void expire(std::uint32_t member, protocol::TimerKind kind);
    void finish_sync(std::uint32_t member);
    void finish_flow(FlowId flow, bool arrived);

    // What a read of a sampled key, answered to this ticket, finds at this member: of what it has
    // applied, what is committed.
    history::Sequence value_of(std::uint32_t member, std::uint32_t key,
                               kernel::Ticket ticket) const;

    history::Ledger& ledger(std::uint32_t shard) { return shards_[shard].ledger; }
    std::uint32_t members_per_shard() const { return per_shard_; }
    std::uint32_t shard_count() const { return static_cast<std::uint32_t>(shards_.size()); }
    std::uint32_t unit_of(std::uint32_t member) const { return members_[member].unit; }
    bool leads(std::uint32_t member) const;
    // Leaders in a zone that is evacuated are asked to hand over to members elsewhere; how many.
    std::uint32_t hand_over();
    // Looks whether reduced shards are whole again, and lets ledgers forget what every member
    // holds.
    void keep_house();
    bool whole() const;
    // Paths were struck or are whole again: who reaches whom?
    void note_paths();
    std::uint8_t phase_of(std::uint32_t shard) const;
    void report(measure::Evidence& evidence);

private:
    struct Member {
        std::uint32_t unit = 0;
        typename M::State state;
        base::SequenceSet applied;
        std::uint64_t twice = 0;  // writes that took effect more than once here
        std::map<history::Sequence, std::uint32_t> again;  // further entries of applied writes
        // By sampled key: the writes that took effect here, in their order, with their positions.
        std::vector<std::vector<std::pair<protocol::Index, history::Sequence>>> values;
        bool reduced = false;               // as leader it has noted that its guarantee is reduced
        std::uint64_t writes_at_check = 0;  // without leaders: taken here by the last look
        bool syncing = false;
        protocol::Ticket wanted = 0;                          // the latest sync asked for
        protocol::Ticket under_way = 0;                       // what the sync under way will cover
        std::array<base::Time, protocol::timer_kinds> due{};  // base::never: stopped
        std::array<bool, protocol::timer_kinds> in_calendar{};
    };
    struct Shard {
        history::Ledger ledger;
        std::uint32_t running = 0;
        std::uint32_t leaders = 0;
        bool reduced = false;
        bool undone = false;  // a write was: not all that was issued is held by all, or will be
        Spells without_leader;
        Spells without_quorum;
        Spells not_guaranteed;
        history::Sequence issued_at_check = 0;
        protocol::Index held_at_check = 0;
        protocol::Index committed_at_check = 0;
        base::Time next_check{};
        protocol::Index committed_before = 0;  // at the last check for members that lag
    };
    struct Flight {
        std::uint32_t from = 0;
        std::uint32_t to = 0;
        std::uint32_t from_life = 0;
        std::uint32_t to_life = 0;
        typename M::Message message;
    };

    void feed(std::uint32_t member, const protocol::Input<typename M::Message>& input);
    void carry_out(std::uint32_t member);
    void send(std::uint32_t from, typename protocol::Output<typename M::Message>::Send& send);
    void set_timer(std::uint32_t member, protocol::SetTimer timer);
    void apply(std::uint32_t index);
    void undo(Member& member, const protocol::Applied& undone);
    void note_value(Member& member, const protocol::Applied& applied);
    history::Sequence last_value(std::uint32_t member, std::uint32_t key) const;
    history::Sequence last_read(std::uint32_t authority, std::uint32_t key) const;
    void read_last(std::uint32_t shard, std::uint32_t authority, base::Time end);
    bool is_settled(const Member& member, history::Sequence key) const;
    void note_copies(std::uint32_t leader, const protocol::Applied& applied);
    void answer(std::uint32_t index);
    // Without leaders: what the disk of this member holds from here on.
    void note_synced(Member& member, protocol::Ticket ticket);
    // Begins to sync all that is wanted; true: this disk takes no time, it is done.
    bool sync_at_once(Member& member);
    // Lets go, in order, what waits on a way behind a flow that has ended.
    void go_on(std::uint32_t way);
    void start_flow(std::uint32_t flight, std::uint32_t way, std::int64_t size);
    void note_role(std::uint32_t member, bool led_before);
    void note_guarantee(std::uint32_t member, protocol::GuaranteeChange change);
    void note_quorum(std::uint32_t shard);
    void note_reduced(std::uint32_t shard, std::string why);
    void note_behind(std::uint32_t shard, protocol::Index committed);
    // Running members of its shard that this one reaches and hears, itself included.
    std::uint32_t reached_by(std::uint32_t member) const;
    bool answers_to(std::uint32_t asking, std::uint32_t member) const;
    bool both_ways(std::uint32_t a, std::uint32_t b) const;
    bool connected(std::uint32_t shard) const;
    bool in_step(std::uint32_t shard) const;
    std::uint32_t needed() const;  // members that must reach each other for reads and writes
    std::uint32_t best_placed(std::uint32_t shard) const;
    history::Surviving surviving(std::uint32_t shard, std::uint32_t& authority);
    history::Surviving surviving_without_leaders(std::uint32_t shard, std::uint32_t& authority);
    std::string name_of(std::uint32_t shard) const;
    std::string place_of(std::uint32_t member) const;

    Simulation& simulation_;
    std::uint32_t store_;
    std::uint32_t per_shard_;
    bool deduplicate_;
    base::Distribution sync_;
    base::Stream disk_;
    base::Stream elections_;
    std::vector<Member> members_;  // by shard, then by member
    std::vector<Shard> shards_;
    std::vector<base::Time> last_arrival_;  // by sender and receiver within a shard
    Pool<Flight> flights_;
    struct Bulk {
        std::uint32_t flight = 0;
        std::uint32_t way = 0;  // by sender and receiver within a shard
    };
    std::map<FlowId, Bulk> bulk_;  // flights that are flows
    // By way, where a flow is under way: what was sent after it. It is delivered after it.
    std::map<std::uint32_t, std::deque<std::uint32_t>> behind_;
    std::vector<std::uint8_t> flowing_;  // by way
    protocol::Output<typename M::Message> output_;
    std::uint64_t messages_ = 0;
    std::uint64_t duplicates_ = 0;
    std::vector<std::uint64_t> entries_behind_;  // by second
    std::array<measure::ZonesHolding, 9> by_zones_{};
    std::vector<history::Sequence> found_;  // without leaders: by the slot of who reads
};

using Store = std::variant<Group<protocol::raft::Raft>, Group<protocol::mirror::Mirror>,
                           Group<protocol::standby::Standby>, Group<protocol::quorum::Quorum>>;

Store make_store(Simulation& simulation, std::uint32_t store);

// The same whatever the protocol.
void propose(Store& store, std::uint32_t member, history::Sequence write, base::Time issued,
             kernel::Ticket ticket);
void read(Store& store, std::uint32_t member, std::uint32_t key, kernel::Ticket ticket);
void receive(Store& store, std::uint32_t flight);
void expire(Store& store, std::uint32_t member, protocol::TimerKind kind);
void finish_sync(Store& store, std::uint32_t member);
void finish_flow(Store& store, FlowId flow, bool arrived);
void start(Store& store);
void start_member(Store& store, std::uint32_t member);
void lose(Store& store, std::uint32_t member, bool power);
history::Sequence value_of(const Store& store, std::uint32_t member, std::uint32_t key,
                           kernel::Ticket ticket);
bool leads(const Store& store, std::uint32_t member);
std::uint32_t hand_over(Store& store);
history::Ledger& ledger_of(Store& store, std::uint32_t shard);
std::uint32_t members_per_shard(const Store& store);
std::uint32_t shard_count(const Store& store);
std::uint32_t replica_unit(const Store& store, std::uint32_t member);
void note_paths(Store& store);
// Where the writes of a shard are (at rest, at its leader's disk, on their way to copies, not yet
// known to be committed by all, without a leader), and 5 times how its copies are (whole, one does
// not run, one runs and is behind).
inline constexpr std::size_t shard_phases = 15;
std::uint8_t shard_phase(const Store& store, std::uint32_t shard);
void keep_house(Store& store);
bool whole(const Store& store);
void report(Store& store, measure::Evidence& evidence);

}  // namespace triaz::engine
