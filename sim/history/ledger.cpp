#include "sim/history/ledger.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::history {

void Ledger::acknowledge(Sequence write, base::Time now) {
    base::ensure(write < issued_, "an acknowledged write was issued");
    base::ensure(acknowledged_.insert(write), "a write is acknowledged once");
    if (write < settled_) return;
    const auto place = static_cast<std::size_t>(write - settled_);
    if (place >= instants_.size()) instants_.resize(place + 1, base::never);
    instants_[place] = now;
}

void Ledger::leave_ambiguous(Sequence write) {
    base::ensure(write < issued_, "an ambiguous write was issued");
    base::ensure(!acknowledged_.contains(write), "an acknowledged write is not ambiguous");
    ambiguous_.insert(write);
}

void Ledger::settle(Sequence before) {
    base::ensure(before <= issued_, "no replica holds a write that was never issued");
    if (before <= settled_) return;
    const auto count = std::min(static_cast<std::size_t>(before - settled_), instants_.size());
    instants_.erase(instants_.begin(), instants_.begin() + static_cast<std::ptrdiff_t>(count));
    settled_ = before;
}

std::optional<base::Time> Ledger::acknowledged_at(Sequence write) const {
    if (write < settled_) return std::nullopt;
    const auto place = static_cast<std::size_t>(write - settled_);
    if (place >= instants_.size() || instants_[place] == base::never) return std::nullopt;
    return instants_[place];
}

std::size_t Ledger::memory() const {
    return acknowledged_.memory() + ambiguous_.memory() + instants_.size() * sizeof(base::Time);
}

}  // namespace triaz::history
