// Raft: leader-based majority replication. Ongaro & Ousterhout, "In Search of an Understandable
// Consensus Algorithm" (2014), and Ongaro's thesis (2014) for pre-vote (9.6), check-quorum (6.2),
// read-index (6.4), reads by a lease (6.4.1) and leadership transfer (3.10).
//
// Invariants (held by tests over random schedules): election safety, log matching, leader
// completeness, state machine safety, committed entries are durable on a majority.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/protocol/machine.hpp"
#include "sim/protocol/raft/storage.hpp"
#include "sim/protocol/ring.hpp"

namespace triaz::protocol::raft {

inline constexpr std::uint8_t most_members = 64;

// A rule left out, so that a test or a scenario can show that it notices.
enum class Mutation : std::uint8_t {
    none,
    forget_vote_on_restart,
    commit_old_terms_by_counting,  // the rule of section 5.4.2 left out
    answer_before_sync,            // followers count entries that are only written
    read_without_round,            // a leader grants reads without asking whether it still is one
    vote_without_log_check,        // the election restriction of section 5.4.1 left out
    serve_reads_after_lease,       // whoever ever had a lease grants reads as if it still had it
    count_lease_from_answer,       // not from when the heartbeat that is answered was sent
    forget_lease_on_restart,       // who restarts votes, though it kept a lease when it died
    keep_lease_in_transfer,        // who has told another to stand still reads by its lease
};

// How a leader makes sure that nobody else leads before it grants a read.
enum class Reads : std::uint8_t {
    by_round,  // read-index: a majority answers a heartbeat sent after the read came
    by_lease,  // a majority has answered one sent less than a lease ago; else as by_round
};

struct Options {
    std::uint8_t members = 3;
    // Durable copies, the leader's included, before a write is acknowledged. 0: a majority.
    // Fewer than a majority breaks leader completeness; it exists as a mutant.
    std::uint8_t copies = 0;
    bool pre_vote = true;
    bool check_quorum = true;
    Reads reads = Reads::by_round;  // by_lease requires check_quorum: voters keep the lease by it
    // With reads by lease, in whole heartbeat periods: how long an election period lasts on the
    // clocks of those who keep the lease, and how long a lease lasts on the leader's. Clocks of any
    // two members may drift apart by the difference, in the course of an election period.
    std::uint8_t heartbeats_in_election = 10;
    std::uint8_t heartbeats_in_lease = 9;
    // Entries in one append message when a follower has to catch up.
    std::uint32_t entries_per_message = 1024;
    // Who campaigns first when a shard starts for the first time.
    Member preferred_leader = 0;
    Mutation mutation = Mutation::none;
};

struct Raft {
    using Options = raft::Options;
    struct Message;
    struct State;

    static constexpr bool ordered = true;

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
    // Of a leader: it would grant a read without asking anybody.
    static bool lease_holds(const State& state);
};

// Counts in one term the heartbeat rounds asked for reads; with reads by lease, all of them.
using ReadRound = std::uint64_t;

struct Raft::Message {
    enum class Kind : std::uint8_t {
        pre_vote,
        pre_vote_reply,
        vote,
        vote_reply,
        append,  // without entries: a heartbeat, a probe, or news of a commit
        append_reply,
        timeout_now,  // stand at once: the leader wants the receiver to lead
    };
    Kind kind = Kind::append;
    bool success = false;      // of a reply: granted, or accepted
    bool wants_reply = false;  // of an append: news of a commit needs none
    bool urged = false;        // of a vote: the leader itself wants the candidate to lead
    Term term = 0;
    // vote: the end of the candidate's log. append: the entry before `entries`.
    // append_reply: accepted: held and synced up to here; else: a place where logs may still match.
    Position at;
    Index refused = 0;    // of a refused append: its at.index
    Index commit = 0;     // append: the leader's
    Index floor = 0;      // append: every member holds the log up to here
    ReadRound round = 0;  // append, and echoed in the reply
    std::vector<Entry> entries;
};

enum class Role : std::uint8_t { follower, pre_candidate, candidate, leader };

// A leader's view of one member.
struct Progress {
    Index match = 0;        // known to be synced there
    Index next = 1;         // the first entry not sent yet
    Index window_from = 0;  // sending ahead is counted from here: match, or where sending began
    Index commit_sent = 0;
    ReadRound round = 0;   // the last read round it answered
    bool probing = false;  // its log is not known to match: no entries until a probe is answered
    bool heard = false;    // since the last check of the quorum
};

struct Waiting {
    Context context = 0;
    bool asked = false;  // false: the leader's own no-op
};

struct WaitingRead {
    Context context = 0;
    Index index = 0;  // what must be applied before it is granted, once its round has begun
};

struct Raft::State {
    Options options;
    Member self = 0;

    // Survives: the disk, and the state machine with what has been applied to it.
    Storage disk;
    Index applied = 0;

    // Gone with the process.
    Role role = Role::follower;
    Member leader = nobody;
    bool leader_heard = false;  // within the last election period
    Index commit = 0;
    Index floor = 0;  // every member holds the log up to here, for ever

    // Of a follower, in this term.
    Index matched = 0;  // the log up to here is the leader's
    ReadRound round_seen = 0;
    bool owes_append_reply = false;
    bool owes_vote_reply = false;

    // Of a candidate.
    std::uint64_t granted_by = 0;  // bit m: member m
    bool votes_asked = false;
    bool urged = false;  // by the leader to stand

    // Of a leader.
    std::vector<Progress> progress;
    Ring<Waiting> waiting;    // by log index: the entries of this term not applied yet
    Index term_start = 0;     // its no-op
    Ring<WaitingRead> reads;  // confirmed, then those of the round under way, then later ones
    std::uint64_t reads_confirmed = 1;  // reads below this number wait for `applied` only
    std::uint64_t reads_asked = 1;      // reads below belong to the round under way
    ReadRound round = 0;
    ReadRound read_round = 0;     // the one under way for reads, or the last
    Member transfer_to = nobody;  // it takes no writes until this one leads, or it gives up
    bool transfer_told = false;   // to that one
    bool lease_given_up = false;  // in this term: some member was told to stand, and may any time
};

}  // namespace triaz::protocol::raft
