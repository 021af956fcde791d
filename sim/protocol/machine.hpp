// Protocols are pure step machines: no clock, no network, no disk and no randomness of their own.
// A driver feeds them inputs one at a time and carries out what they put into the output. The same
// machine is driven by the engine, by hand-cranked transcripts and by an exhaustive explorer.
//
//     void step(State&, const Input<Message>&, Output<Message>&)
//
// The output is an argument, to be cleared and used again, because a step is on the hot path and
// must not allocate.
//
// What the driver owes a machine:
//   - messages between two members arrive in the order sent when `Machine::ordered`, each at most
//     once; they may be lost when a member or a path fails;
//   - after `persist` it makes the state durable and then feeds `Persisted` with that ticket;
//     tickets complete in order, and one Persisted may stand for all tickets up to its own;
//   - a timer set again replaces the one of that kind; TimerKind says how long each lasts;
//   - what was under way when a member died (its timers, its tickets) is not fed to it any more;
//   - contexts are opaque to the machine; each proposal and read is answered once, unless the
//     member dies first.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace triaz::protocol {

using Member = std::uint8_t;  // index into the replica set of one shard
using Term = std::uint64_t;
using Index = std::uint64_t;  // position in a log; the first entry has 1
using Ticket = std::uint64_t;
using Context = std::uint64_t;  // the driver's, handed back with the answer

// What a client wants replicated: the idempotency key of the write, by which a retry is known.
struct Command {
    static constexpr std::uint64_t no_op = ~std::uint64_t{0};
    std::uint64_t key = no_op;
    bool operator==(const Command&) const = default;
};

enum class TimerKind : std::uint8_t {
    election,   // drawn anew each time, uniform between one and two election periods
    heartbeat,  // the heartbeat period
    lease,      // exactly one election period
    patience,   // how long a leader waits for synchronous copies before it goes on without
};
inline constexpr std::size_t timer_kinds = 4;

template <class Message>
struct Received {
    Member from;
    const Message& message;
};
struct TimerExpired {
    TimerKind kind;
};
struct Persisted {
    Ticket ticket;
};
struct Propose {
    Command command;
    Context context;
    // What the clock of the member shows, for a protocol that orders by clocks: whoever drives it
    // decides whether they are in step.
    std::uint64_t timestamp = 0;
};
// A linearizable read: granted when every write acknowledged before it is visible here.
struct Read {
    Context context;
    std::uint64_t item = 0;  // of a protocol that keeps items apart
};

// A leader is asked to let one of these members lead instead: its host will be taken out on
// purpose. A protocol without such a transfer ignores it; whether it comes about is seen by who
// leads.
struct HandOver {
    std::uint64_t to = ~std::uint64_t{0};  // bit m: member m
};

template <class Message>
using Input = std::variant<Received<Message>, TimerExpired, Persisted, Propose, Read, HandOver>;

enum class Answer : std::uint8_t {
    committed,   // the write is as durable as the protocol promises, and applied here
    granted,     // the read may be served from what is applied here
    not_leader,  // nothing was done; ask `Answered::leader` if it is known
    abandoned,   // leadership was lost while waiting: the write may or may not happen
    refused,     // nothing was done: too few copies are in sync; ask again later
};

struct Answered {
    Context context;
    Answer answer;
    std::optional<Member> leader;
    std::uint64_t found = Command::no_op;  // of a protocol that keeps items apart: the write read
};

struct Applied {
    Index index;
    Command command;
};

struct SetTimer {
    TimerKind kind;
    bool armed;  // false: stop it
};

enum class RoleChange : std::uint8_t { none, started_election, became_leader, lost_leadership };

// A leader acknowledges on fewer durable copies than declared from here on (a downgrade), or on all
// of them again. Acknowledgements between the two are not guaranteed. It ends with the leadership.
enum class Guarantee : std::uint8_t { unchanged, reduced, restored };
enum class Reduction : std::uint8_t {
    fell_back,    // synchronous copies were waited for in vain: acknowledged without them
    few_in_sync,  // so many members left the in-sync set that no majority is in it
};
struct GuaranteeChange {
    Guarantee to = Guarantee::unchanged;
    Reduction reason = Reduction::fell_back;
};

template <class Message>
struct Output {
    struct Send {
        Member to;
        Message message;
    };
    // The first `sends_used` of `sends` are to be sent; the rest keep their capacity for reuse.
    std::vector<Send> sends;
    std::size_t sends_used = 0;
    std::vector<SetTimer> timers;
    // Now part of this member's state, in log order; synced here. A leader's own no-ops take an
    // index, but are not reported.
    std::vector<Applied> applied;
    // No longer part of it: rolled back behind a new leader, latest first. A protocol whose members
    // apply only what is committed never does it, while acknowledged means on a majority.
    std::vector<Applied> undone;
    std::vector<Answered> answers;
    std::optional<Ticket> persist;              // the last one of this step, if any
    RoleChange role_change = RoleChange::none;  // the last one of this step
    GuaranteeChange guarantee;                  // the last one of this step

    void clear() {
        sends_used = 0;
        timers.clear();
        applied.clear();
        undone.clear();
        answers.clear();
        persist.reset();
        role_change = RoleChange::none;
        guarantee.to = Guarantee::unchanged;
    }
    Message& send(Member to) {
        if (sends_used == sends.size()) sends.emplace_back();
        Send& next = sends[sends_used++];
        next.to = to;
        return next.message;
    }
};

// What the engine asks of a protocol.
template <class M>
concept StepMachine = requires(typename M::State& state, const typename M::State& seen,
                               const typename M::Options& options,
                               const Input<typename M::Message>& input,
                               Output<typename M::Message>& output,
                               const typename M::Message& message, Member self) {
    // A new member with an empty disk.
    { M::create(options, self) } -> std::same_as<typename M::State>;
    // The process starts (the first time, or again with what its disk holds).
    M::start(state, output);
    M::step(state, input, output);
    // What is left when power fails (synced only) or the process dies (written).
    M::lose_power(state);
    M::lose_process(state);
    { M::is_leader(seen) } -> std::convertible_to<bool>;
    { M::term_of(seen) } -> std::convertible_to<Term>;
    // The last position known committed here, and the last one held in the log.
    { M::committed_of(seen) } -> std::convertible_to<Index>;
    { M::last_of(seen) } -> std::convertible_to<Index>;
    // Keys on this member's disk (synced) that are not applied here yet, appended to a vector.
    M::durable_keys(seen, std::declval<std::vector<std::uint64_t>&>());
    // The entry at this position is on this member's disk, synced, and not known to be applied.
    { M::has_synced(seen, Index{}, Command{}) } -> std::convertible_to<bool>;
    // How many entries a message carries, for its size on the wire.
    { M::entries_of(message) } -> std::convertible_to<std::size_t>;
    { M::ordered } -> std::convertible_to<bool>;
};

}  // namespace triaz::protocol
