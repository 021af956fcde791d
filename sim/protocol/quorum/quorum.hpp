// Leaderless replication: whoever is asked coordinates; a write is acknowledged by W members, a
// read asks R, and the latest by timestamp wins. Every member of the shard holds every item.
//
// Timestamps come with the proposal, from a clock that the driver lets be right or wrong
// (`Propose::timestamp`); equal ones are told apart by the coordinator.
//
// Invariants (held by tests over random schedules, with clocks in step): with R + W > N a read
// finds the latest write acknowledged before it was asked, or a later one; with read repair and
// 2 R > N reads never go back; an acknowledged write is on W disks; healed, all members agree.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/protocol/machine.hpp"
#include "sim/protocol/ring.hpp"

namespace triaz::protocol::quorum {

inline constexpr std::uint8_t most_members = 32;

using Item = std::uint64_t;
using Members = std::uint32_t;  // bit m: member m

struct Options {
    std::uint8_t members = 3;  // N
    std::uint8_t writes = 2;   // W, the coordinator's own copy included
    std::uint8_t reads = 2;    // R
    std::uint64_t items = 0;   // a write is of item `key % items`; 0: each is of its own
    // What a member missed is kept for it, and sent again at heartbeats: all of it when the member
    // was heard from since the last one, otherwise the oldest, as a probe.
    bool hinted_handoff = true;
    // A read brings who answered with less up to date before it is granted.
    bool read_repair = true;
    // Mutation: what is kept for a silent member counts as its copy (a sloppy quorum).
    bool sloppy = false;

    Item item_of(std::uint64_t key) const { return items == 0 ? key : key % items; }
};

// Later wins.
struct Version {
    std::uint64_t timestamp = 0;
    Member coordinator = 0;
    std::uint64_t key = Command::no_op;  // of the write
    auto operator<=>(const Version&) const = default;
};

struct Quorum {
    using Options = quorum::Options;
    struct Message {
        enum class Kind : std::uint8_t { store, stored, fetch, fetched } kind = Kind::store;
        bool repair = false;        // of a store: for a read, which waits for it
        std::uint64_t request = 0;  // the coordinator's number, handed back
        Item item = 0;
        Version version;
    };
    struct State;

    static constexpr bool ordered = false;
    static constexpr bool leaderless = true;  // every member takes writes and reads

    static State create(const Options& options, Member self);
    static void start(State& state, Output<Message>& output);
    static void step(State& state, const Input<Message>& input, Output<Message>& output);
    static void lose_power(State& state);
    static void lose_process(State& state);
    static bool is_leader(const State&) { return true; }
    static Term term_of(const State&) { return 1; }
    static Index committed_of(const State& state);
    static Index last_of(const State& state);
    static void durable_keys(const State& state, std::vector<std::uint64_t>& keys);
    static bool has_synced(const State& state, Index index, Command command);
    static std::size_t entries_of(const Message& message);
};

// On its way to this member's disk, under a ticket.
struct Copy {
    Item item = 0;
    Version version;
    Member from = 0;  // whom to tell
    bool repair = false;
    std::uint64_t request = 0;
};

// A write that this member coordinates, kept until every member has it or nobody asks any more.
struct Write {
    Item item = 0;
    Version version;
    Context context = 0;
    Members stored = 0;
    Members hinted = 0;  // silent for a heartbeat: kept for them
    bool asked = false;
    std::uint8_t heartbeats = 0;  // since it came
};

struct Reading {
    Item item = 0;
    Context context = 0;
    Version latest;
    Members answered = 0;
    Members current = 0;  // have the latest
    bool open = false;
    bool repairing = false;
    std::uint8_t heartbeats = 0;
};

struct Quorum::State {
    Options options;
    Member self = 0;

    // Survives.
    std::map<Item, Version> items;
    Index applied = 0;   // counts the versions that took effect
    Ring<Copy> copies;   // by ticket; not synced
    Ring<Write> writes;  // by request number

    // Gone with the process. Numbers go on.
    Ring<Reading> readings;
    Members heard = 0;  // from whom something came since the last heartbeat
};

}  // namespace triaz::protocol::quorum
