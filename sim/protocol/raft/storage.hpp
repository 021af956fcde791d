// What a member has written to its disk, and how much of it would survive a power failure.
//
// Changes are written at once and synced in batches: `write` closes a batch under a ticket,
// `synced` says that a ticket and all before it are safe. A truncation keeps what it removed until
// it is synced itself, because a power failure before that brings the old entries back.
//
// Entries that nobody needs any more are dropped from the front; the term of the last one dropped
// is kept, so that a log can still be matched right behind it.
//
// Invariant: base() <= synced_last() <= last().
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "sim/protocol/machine.hpp"
#include "sim/protocol/ring.hpp"

namespace triaz::protocol::raft {

inline constexpr Member nobody = std::numeric_limits<Member>::max();

struct Entry {
    Term term = 0;
    Command command;
    bool operator==(const Entry&) const = default;
};

// A vote counts in its term only.
struct Ballot {
    Term term = 0;
    Member vote = nobody;
    bool operator==(const Ballot&) const = default;
};

struct Position {
    Index index = 0;
    Term term = 0;
    bool operator==(const Position&) const = default;
};

class Storage {
public:
    const Ballot& ballot() const { return ballot_; }
    Index base() const { return entries_.first() - 1; }  // the last one dropped
    Index last() const { return entries_.next() - 1; }
    Position end() const { return {last(), term_at(last())}; }
    // Requires: base() <= index <= last().
    Term term_at(Index index) const { return index == base() ? base_term_ : entries_[index].term; }
    // Requires: base() < index <= last().
    const Entry& entry(Index index) const { return entries_[index]; }
    // The last position at or before `from` whose term is at most `term`; base() if there is none
    // behind it. Requires: base() <= from <= last().
    Index last_of_term_at_most(Term term, Index from) const;

    void set_ballot(Ballot ballot) {
        ballot_ = ballot;
        changed_ = true;
    }
    void append(const Entry& entry) {
        entries_.push(entry);
        changed_ = true;
    }
    // Removes `from` and what follows. Requires: base() < from.
    void truncate(Index from);
    // Requires: index <= synced_last().
    void drop_through(Index index);

    // The ticket of all changes since the last call, if there are any.
    std::optional<Ticket> write();
    // The same, also for what a process that died had written under earlier tickets.
    std::optional<Ticket> write_again();
    void synced(Ticket ticket);
    void lose_power();

    const Ballot& synced_ballot() const { return synced_ballot_; }
    Index synced_last() const { return synced_last_; }
    bool all_synced() const { return batches_.empty() && !changed_; }

private:
    friend struct StorageBytes;  // bytes.hpp lists the fields

    struct Batch {
        Ballot ballot;
        Index last = 0;
    };
    struct Truncation {
        Ticket ticket = 0;  // the batch it belongs to
        Index from = 0;
        std::vector<Entry> removed;
    };

    Ring<Entry> entries_;
    Term base_term_ = 0;
    Ballot ballot_;
    bool changed_ = false;

    Ring<Batch> batches_;  // by ticket, not synced yet
    std::vector<Truncation> truncations_;
    Ballot synced_ballot_;
    Index synced_last_ = 0;   // the log up to here is on disk as it stands
    Index durable_last_ = 0;  // what the disk would give back: more, if a truncation is not synced
};

}  // namespace triaz::protocol::raft
