// The ledger of writes of one shard, from the client's side: which were issued, which were
// acknowledged and when. It knows nothing of logs and replicas, and so can judge them.
//
// A write is named by its sequence number in its shard, given when the client issues it and kept
// by every retry (the idempotency key).
//
// Memory: the acknowledgement instants of writes that every replica holds are dropped by `settle`;
// membership is never dropped. So memory is flat while redundancy is whole, and grows by 8 bytes
// for each write acknowledged meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "sim/base/sequence_set.hpp"
#include "sim/base/time.hpp"

namespace triaz::history {

using Sequence = std::uint64_t;

class Ledger {
public:
    // The sequence number of a new write.
    Sequence issue() { return issued_++; }

    // The client received success. Requires: issued before; each number at most once.
    void acknowledge(Sequence write, base::Time now);
    // The client gave up without an answer: it may or may not have happened. Requires: issued
    // before, not acknowledged.
    void leave_ambiguous(Sequence write);

    // Every declared replica holds all writes below `before`. Requires: before <= issued().
    void settle(Sequence before);

    std::uint64_t issued() const { return issued_; }
    const base::SequenceSet& acknowledged() const { return acknowledged_; }
    const base::SequenceSet& ambiguous() const { return ambiguous_; }
    // When `write` was acknowledged; nothing when it was not, or was settled since.
    std::optional<base::Time> acknowledged_at(Sequence write) const;

    // Bytes held, about; tests hold it flat.
    std::size_t memory() const;

private:
    std::uint64_t issued_ = 0;
    base::SequenceSet acknowledged_;
    base::SequenceSet ambiguous_;
    Sequence settled_ = 0;
    std::deque<base::Time> instants_;  // of writes settled_, settled_ + 1, ...; never: none
};

// What the authoritative replica of a shard holds when the run is over.
struct Surviving {
    bool reachable = false;  // a leader with a quorum answers for this shard
    std::string authority;   // who answers, or why nobody does
    base::SequenceSet applied;
    std::uint64_t applied_twice = 0;  // writes that took effect more than once
    // Held by some disk that still exists, powered or not (the union over replicas).
    base::SequenceSet durable_somewhere;
};

}  // namespace triaz::history
