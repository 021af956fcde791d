// Synchronous mirroring: a fixed primary (member 0) sends each write to every mirror and answers
// when `copies` members, itself included, hold it on disk. Writes are independent of each other, as
// blocks of a mirrored volume are; there is no election, so without its primary a shard waits.
//
// A member that missed a write (it was down, the message was lost, power failed before the sync)
// gets it again: the primary keeps a write until every member holds it. It is applied once.
//
// Invariant: a write is answered `committed` once, when `copies` members have persisted it.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/protocol/machine.hpp"
#include "sim/protocol/ring.hpp"

namespace triaz::protocol::mirror {

inline constexpr Member primary = 0;
inline constexpr std::uint8_t most_members = 32;

struct Options {
    std::uint8_t members = 3;
    std::uint8_t copies = 3;  // 1 .. members
};

struct Mirror {
    using Options = mirror::Options;
    struct Message {
        enum class Kind : std::uint8_t { copy, copied } kind = Kind::copy;
        bool again = false;  // sent before; the mirror may be syncing it at this moment
        Index write = 0;
        Index settled = 0;  // of a copy: every member holds all writes up to here, or never will
        Command command;
    };
    struct State;

    static constexpr bool ordered = false;

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
    // Never: a member applies what it has synced at once.
    static bool has_synced(const State& state, Index index, Command command);
    static std::size_t entries_of(const Message& message);
};

using MemberSet = std::uint32_t;  // bit m: member m

struct Write {
    Command command;
    Context context = 0;
    MemberSet held = 0;    // who has it on disk
    bool asked = false;    // somebody waits for the answer
    bool applied = false;  // committed, and part of the primary's state
};

struct Copy {
    Index write = 0;
    Command command;
};

struct Mirror::State {
    Options options;
    Member self = 0;

    // Of the primary. A write's number is also the ticket of its own copy.
    Ring<Write> writes;          // those that some member does not hold yet
    Index synced = 0;            // own copies up to here are on disk
    Index committed = 0;         // all up to here are applied
    Index before_heartbeat = 1;  // writes below had been sent when the last heartbeat passed
    MemberSet heard = 0;         // since then
    MemberSet silent = 0;        // owe a copy from before and were not heard: probed, not flooded

    // Of a mirror, by ticket: received, not on disk yet.
    Ring<Copy> copies;
    // By write: whether it is on disk. What is below is settled.
    Ring<std::uint8_t> held;
    Index highest = 0;  // greatest number on disk
};

}  // namespace triaz::protocol::mirror
