#include "sim/protocol/raft/storage.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::protocol::raft {

Index Storage::last_of_term_at_most(Term term, Index from) const {
    while (from > base() && term_at(from) > term) --from;
    return from;
}

void Storage::truncate(Index from) {
    base::ensure(from > base(), "raft: a dropped entry is never replaced");
    if (from > last()) return;
    Truncation truncation{batches_.next(), from, {}};
    truncation.removed.reserve(last() - from + 1);
    for (Index i = from; i <= last(); ++i) truncation.removed.push_back(entries_[i]);
    truncations_.push_back(std::move(truncation));
    entries_.drop_from(from);
    synced_last_ = std::min(synced_last_, from - 1);
    changed_ = true;
}

void Storage::drop_through(Index index) {
    if (index <= base()) return;
    base::ensure(index <= synced_last_, "raft: only synced entries are dropped");
    base_term_ = term_at(index);
    entries_.drop_before(index + 1);
}

std::optional<Ticket> Storage::write() {
    if (!changed_) return std::nullopt;
    changed_ = false;
    batches_.push({ballot_, last()});
    return batches_.next() - 1;
}

std::optional<Ticket> Storage::write_again() {
    if (!batches_.empty()) changed_ = true;
    return write();
}

void Storage::synced(Ticket ticket) {
    if (!batches_.contains(ticket)) return;
    const Batch batch = batches_[ticket];
    batches_.drop_before(ticket + 1);
    std::erase_if(truncations_, [&](const Truncation& t) { return t.ticket <= ticket; });
    synced_ballot_ = batch.ballot;
    durable_last_ = batch.last;
    synced_last_ = batch.last;
    for (const Truncation& later : truncations_) {
        synced_last_ = std::min(synced_last_, later.from - 1);
    }
}

void Storage::lose_power() {
    // Undone latest first, each truncation finds the log as it left it.
    for (; !truncations_.empty(); truncations_.pop_back()) {
        const Truncation& latest = truncations_.back();
        entries_.drop_from(latest.from);
        for (const Entry& entry : latest.removed) entries_.push(entry);
    }
    entries_.drop_from(durable_last_ + 1);
    ballot_ = synced_ballot_;
    synced_last_ = durable_last_;
    changed_ = false;
    batches_.restart_at(batches_.next());
}

}  // namespace triaz::protocol::raft
