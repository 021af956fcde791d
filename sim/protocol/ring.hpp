// A queue of numbered things that is dropped from at both ends: log entries, pending writes,
// outstanding tickets. Numbers run on for ever; the memory is a power of two of slots that grows
// when the live numbers outgrow it and never shrinks, so a steady state allocates nothing.
//
// Invariant: the live numbers are first() .. next() - 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace triaz::protocol {

template <class T>
class Ring {
    static_assert(std::is_trivially_destructible_v<T>, "a dropped slot is not destroyed");

public:
    using Number = std::uint64_t;

    explicit Ring(Number first = 1) : first_(first), next_(first) {}

    Number first() const { return first_; }
    Number next() const { return next_; }
    bool empty() const { return first_ == next_; }
    std::size_t size() const { return static_cast<std::size_t>(next_ - first_); }
    bool contains(Number number) const { return number >= first_ && number < next_; }

    // Requires: contains(number).
    T& operator[](Number number) { return slots_[slot(number)]; }
    const T& operator[](Number number) const { return slots_[slot(number)]; }

    void push(const T& value) {
        if (size() == slots_.size()) grow();
        slots_[slot(next_++)] = value;
    }
    // Requires: number <= next(). Numbers below first() are gone already.
    void drop_before(Number number) {
        if (number > first_) first_ = number;
    }
    // Requires: number >= first().
    void drop_from(Number number) {
        if (number < next_) next_ = number;
    }
    void restart_at(Number first) { first_ = next_ = first; }

private:
    std::size_t slot(Number number) const { return number & (slots_.size() - 1); }
    void grow() {
        std::vector<T> larger(slots_.empty() ? 16 : 2 * slots_.size());
        for (Number n = first_; n != next_; ++n) larger[n & (larger.size() - 1)] = slots_[slot(n)];
        slots_.swap(larger);
    }

    std::vector<T> slots_;
    Number first_;
    Number next_;
};

}  // namespace triaz::protocol
