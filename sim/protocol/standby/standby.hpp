// Primary and standbys: an ordered log, streamed by one primary; which copies a write waits for is
// a rule, and who may take over is guarded by a lease. One machine for synchronous_standby_names
// (all, ANY k, FIRST k), semi-synchronous replication that falls back, asynchronous replication
// (`synchronous = 0`), and an in-sync replica set (sim/protocol/isr).
//
// Who leads is decided by a manager that is part of the shard: every member has a vote in it, and
// `witnesses` are members that have nothing else. A primary holds a lease from a majority of them
// and stops before it runs out; nobody votes while the lease it gave is running.
//
// Invariants (held by tests over random schedules): one primary an epoch, and one at an instant;
// logs that agree on a position agree on all before it; an acknowledged write is lost only if it
// was acknowledged between the two notes of a reduced guarantee, or `synchronous` is 0, or power
// fails where `acknowledge_on` does not wait for the disk.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/protocol/isr/in_sync.hpp"
#include "sim/protocol/machine.hpp"
#include "sim/protocol/raft/storage.hpp"
#include "sim/protocol/ring.hpp"

namespace triaz::protocol::standby {

using raft::Entry;
using raft::nobody;
using raft::Position;

inline constexpr std::uint8_t most_members = 32;

// Whose acknowledgement a write waits for, beside the primary's own sync.
enum class Rule : std::uint8_t {
    any,      // `synchronous` standbys, whichever are first: ANY k (...)
    first,    // the first `synchronous` of those connected, in the order of members: FIRST k (...)
    in_sync,  // every member of the in-sync set
};

// What a standby does before it acknowledges; also the values of synchronous_commit.
enum class Acknowledge : std::uint8_t {
    local,    // nothing is waited for
    receive,  // remote_write: it has the entry, not yet synced
    sync,     // on: it has synced the entry
    apply,    // remote_apply: a standby applies what it syncs at that instant, so the same here
};

enum class Mutation : std::uint8_t {
    none,
    no_fencing,         // a primary goes on when its lease has run out
    promote_unseen,     // a candidate does not look at the logs of the others
    stream_unsynced,    // the primary streams what a power failure may take from itself
    restore_too_early,  // the guarantee is said to hold again before the standbys caught up
    shrink_at_once,     // a smaller in-sync set counts before the manager has accepted it
    acknowledge_alone,  // a write waits for no copy but the primary's own
};

struct Options {
    std::uint8_t members = 3;    // data members first, then witnesses
    std::uint8_t witnesses = 0;  // the last so many members vote and hold no data
    Rule rule = Rule::any;
    std::uint8_t synchronous = 1;  // k of ANY k and FIRST k; 0: asynchronous
    Acknowledge acknowledge_on = Acknowledge::sync;
    // A write that waited for TimerKind::patience is acknowledged without its standbys, and so is
    // every one until they have caught up. false: writes wait for ever.
    bool fallback = false;
    isr::Limits in_sync{};  // with Rule::in_sync
    // Whole heartbeat periods in an election period, which is how long a lease lasts. At least 2.
    std::uint8_t heartbeats_in_lease = 3;
    std::uint32_t entries_per_message = 1024;
    Member preferred_leader = 0;
    Mutation mutation = Mutation::none;

    std::uint8_t data_members() const { return static_cast<std::uint8_t>(members - witnesses); }
    // Standbys that a write waits for while nothing is out of order.
    std::uint8_t awaited() const {
        return acknowledge_on == Acknowledge::local ? std::uint8_t{0} : synchronous;
    }
    // Data members whose logs a candidate must have seen: among them is one that holds the last
    // write that was acknowledged.
    std::uint8_t seen_before_promotion() const;
    // Disks, the primary's included, that hold a write when it is acknowledged in normal operation.
    std::uint8_t durable_copies() const;
};

using Round = std::uint64_t;  // counts the heartbeats of a primary

struct Standby {
    using Options = standby::Options;
    struct Message;
    struct State;

    static constexpr bool ordered = true;
    // Standbys apply what they have synced, whether or not it was acknowledged.
    static constexpr bool applies_uncommitted = true;

    static State create(const Options& options, Member self);
    static void start(State& state, Output<Message>& output);
    static void step(State& state, const Input<Message>& input, Output<Message>& output);
    static void lose_power(State& state);
    static void lose_process(State& state);
    static bool is_leader(const State& state);
    static Term term_of(const State& state);
    static Index committed_of(const State& state);
    static Index last_of(const State& state);
    static void durable_keys(const State& state, std::vector<std::uint64_t>& keys);
    static bool has_synced(const State& state, Index index, Command command);
    static std::size_t entries_of(const Message& message);
};

struct Standby::Message {
    enum class Kind : std::uint8_t {
        hello,  // who has started looks for its primary; who has no lease to keep may be polled
        poll,   // would you vote for me?
        poll_reply,
        vote,
        vote_reply,
        stream,  // without entries: a heartbeat that renews the lease, or a probe
        stream_reply,
    };
    Kind kind = Kind::stream;
    bool success = false;      // of a reply
    bool wants_reply = false;  // of a stream
    Term term = 0;             // the epoch
    Position at;  // poll, vote: the end of the log; stream: the entry before; reply: as in raft
    Index refused = 0;  // of a refused stream: its at.index
    Index synced = 0;   // stream_reply: held and synced up to here
    Index commit = 0;   // stream
    Index floor = 0;    // stream: every data member has synced the log up to here
    Round round = 0;    // stream, and echoed
    isr::Set in_sync;   // stream, poll, vote; stream_reply: what is accepted
    std::vector<Entry> entries;
};

enum class Role : std::uint8_t {
    follower,
    returning,  // was the primary when it died, and asks whether it still is
    pre_candidate,
    candidate,
    primary,
};

// The primary's view of a member.
struct Progress {
    Index match = 0;   // acknowledged in this epoch
    Index synced = 0;  // on its disk
    Index next = 1;
    Index window_from = 0;
    Index commit_sent = 0;
    Round heard = 0;      // the last heartbeat it answered
    Round caught_up = 0;  // the last heartbeat at which it held all that the one before had offered
    bool probing = false;
};

struct Waiting {
    Context context = 0;
    bool asked = false;  // false: the primary's own no-op
};

enum class Mode : std::uint8_t {
    synchronous,
    fallen_back,  // acknowledges alone
    returning,    // waits for standbys again, but they do not hold all of what went before
};

struct Standby::State {
    Options options;
    Member self = 0;

    // Survives.
    raft::Storage disk;
    isr::Disk in_sync;
    Index applied = 0;
    Round round = 0;  // never starts again, so that no late answer counts for a later heartbeat

    // Gone with the process.
    Role role = Role::follower;
    Member leader = nobody;
    bool leased = false;                // a lease was given to `promised` and is running
    Member promised = nobody;           // survives with the ballot
    std::uint32_t asked_too_early = 0;  // who polled during the lease
    Index commit = 0;
    Index floor = 0;

    // Of a follower, in this epoch.
    Index matched = 0;
    Round round_seen = 0;
    bool owes_reply = false;
    bool owes_vote = false;

    // Of a candidate.
    std::uint32_t granted_by = 0;
    bool votes_asked = false;
    std::uint8_t ticks_as_candidate = 0;  // heartbeat periods since it began to stand

    // Of a primary.
    std::vector<Progress> progress;
    Ring<Waiting> waiting;
    std::vector<Context> reads;  // wait for what former primaries left to be applied
    Index term_start = 0;        // its first position; what is before counts as committed
    Round confirmed = 0;         // the last heartbeat that a majority answered
    Index offered = 0;           // the end of the log at the heartbeat before the last
    Index offering = 0;          // the same at the last heartbeat
    Mode mode = Mode::synchronous;
    // Fallen back: the end of the log at that time. Returning: what standbys must hold for the
    // guarantee to be true again.
    Index caught_up_at = 0;
    bool reduced = false;  // as noted to the driver

    // Of a primary with an in-sync set.
    bool set_accepted = false;  // the manager has accepted one of this epoch
    bool set_pending = false;   // and is asked for the one now known
    std::uint32_t set_accepted_by = 0;
    isr::Members set_before = 0;  // counts too while another is pending
};

}  // namespace triaz::protocol::standby
