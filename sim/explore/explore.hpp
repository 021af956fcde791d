// What is asked of the explorer, and what it answers.
//
// The cluster is one shard's members, each driven by the contract of sim/protocol/machine.hpp. All
// of them start at once, with empty disks, and nothing has a fixed speed: whatever may happen next
// may happen before everything else. Only the number of things of each kind is bounded.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "sim/base/verdict.hpp"
#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/quorum/quorum.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"

namespace triaz::explore {

// How often each kind of thing may happen. Deliveries, syncs and the expiry of a lease are not
// counted. Who crashes or loses power starts again; what was under way to it may be lost.
struct Bounds {
    std::uint8_t writes = 1;   // different ones
    std::uint8_t retries = 0;  // of a write that is not answered, with its key, at any member
    std::uint8_t reads = 0;
    std::uint8_t crashes = 0;       // of a process: what it wrote stays
    std::uint8_t power_losses = 0;  // of a member: what it synced stays
    std::uint8_t drops = 0;         // messages lost on the way to a running member
    std::uint8_t duplicates = 0;    // messages that arrive once more
    std::uint8_t elections = 1;     // time-outs of members that do not lead; the first start is one
    // Of leaders, and checks of their quorum. Where a lease is counted: heartbeat periods that pass
    // on the clocks of all members.
    std::uint8_t heartbeats = 0;
    std::uint8_t drifts = 0;  // of those periods, how many some one member's clock does not notice
    std::uint8_t transfers = 0;  // leaders that are asked to hand over
    bool operator==(const Bounds&) const = default;
};
inline constexpr std::uint8_t most_of_a_kind = 15;
inline constexpr std::uint8_t most_questions = 15;  // writes, retries and reads together

// What must hold in every state that can be reached.
enum class Invariant : std::uint8_t {
    answered_once,
    applied_once,
    one_leader_a_term,
    one_leader_at_once,
    log_matching,
    linearizable_reads,
    same_sequence,
    acknowledged_is_kept,
    leader_completeness,
    durable_copies,
    machine_agrees,
};
inline constexpr std::size_t invariant_count = 11;
std::string_view name_of(Invariant invariant);      // "one-leader-a-term"
std::string_view sentence_of(Invariant invariant);  // "at most one leader a term"
std::vector<Invariant> all_invariants();

class Invariants {
public:
    static Invariants all() { return Invariants{(1U << invariant_count) - 1}; }
    constexpr Invariants() = default;
    bool empty() const { return set_ == 0; }
    bool contains(Invariant invariant) const { return (set_ & bit(invariant)) != 0; }
    void add(Invariant invariant) { set_ |= bit(invariant); }
    Invariants both(Invariants other) const { return Invariants{set_ & other.set_}; }
    void add(Invariants other) { set_ |= other.set_; }
    std::uint32_t bits() const { return set_; }
    static Invariants of_bits(std::uint32_t bits) { return Invariants{bits}; }
    // The most telling one, by the order of the enumeration. Requires: not empty.
    Invariant first() const;

private:
    constexpr explicit Invariants(std::uint32_t set) : set_(set) {}
    static std::uint32_t bit(Invariant invariant) { return 1U << static_cast<unsigned>(invariant); }
    std::uint32_t set_ = 0;
};

using Protocol = std::variant<protocol::raft::Options, protocol::mirror::Options,
                              protocol::standby::Options, protocol::quorum::Options>;

struct Question {
    Protocol protocol;
    Bounds bounds;
    // How the elections are shared among the members; empty: in every way. Their sum, and what the
    // first start takes from the preferred leader's, is `bounds.elections`.
    std::vector<std::uint8_t> elections_of{};
    Invariants invariants = Invariants::all();
    // Begins when the first leader is elected, and nothing is under way; else when all start.
    bool settled = false;
    bool symmetry = true;  // members that could change places are counted once
    // Steps of different members that do not notice each other are taken in one order only
    // (sim/explore/reduction.hpp). A counterexample is looked for again without, as the shortest.
    bool reduction = true;
    // States that differ in what can make no difference any more are one (Cluster::settle).
    bool merging = true;
    std::uint64_t memory = 0;  // bytes; 0: no limit
};

using base::Verdict;

// Why it ended before all was explored.
enum class CutShort : std::uint8_t { no, told_to_stop, memory };

struct Progress {
    std::uint64_t states = 0;       // different ones
    std::uint64_t transitions = 0;  // steps looked at
    std::uint32_t depth = 0;        // every state that fewer steps reach has been looked at
    std::uint64_t frontier = 0;     // states found, not looked at yet
    std::uint64_t bytes = 0;
};

struct Counterexample {
    Invariant invariant = Invariant::answered_once;
    std::string what;  // what is the matter in the last state, in a sentence
    std::vector<std::string> steps;
    bool shortest = true;              // none with fewer steps violates anything
    std::vector<std::string> members;  // what each of them has in the end
};

struct Answer {
    Verdict verdict = Verdict::inconclusive;
    CutShort cut_short = CutShort::no;
    Progress explored;
    std::uint64_t member_states = 0;  // different states of one member, and steps of one:
    std::uint64_t member_steps = 0;   // each is computed once
    std::vector<Counterexample> counterexample;  // one if refuted
};

// Asked now and then: whether to go on.
using Watch = std::function<bool(const Progress&)>;

// Why this cannot be explored, or nothing.
std::string complaint_about(const Question& question);

// Explores breadth first, so that a counterexample is as short as can be. The same question has the
// same answer, unless it is told to stop. Requires: there is no complaint.
Answer explore(const Question& question, const Watch& watch = {});

}  // namespace triaz::explore
