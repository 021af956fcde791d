// A bounded queue before a server, and who is served next: the first come, the last come, or the
// last come only while the queue is long (adaptive LIFO, as Facebook has it: in an overload the
// oldest have most likely been given up by their callers already).
//
// A full queue refuses the new one, or makes room by dropping the oldest.
// Does not allocate after construction. T is cheap to copy.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

enum class Discipline : std::uint8_t { fifo, lifo, adaptive_lifo };
enum class WhenFull : std::uint8_t { refuse_new, drop_oldest };

struct QueueOptions {
    std::size_t capacity = 1;
    Discipline discipline = Discipline::fifo;
    WhenFull when_full = WhenFull::refuse_new;
    std::size_t long_from = 0;  // adaptive LIFO: last come, first served from this length on
};

template <class T>
class BoundedQueue {
public:
    struct Entry {
        T item;
        base::Time entered;
    };

    explicit BoundedQueue(const QueueOptions& options)
        : options_(options), entries_(options.capacity) {
        base::ensure(options.capacity > 0, "a bounded queue holds someone");
    }

    struct Pushed {
        bool taken = true;
        std::optional<Entry> dropped;  // to make room
    };
    Pushed push(T item, base::Time now) {
        Pushed result;
        if (size_ == entries_.size()) {
            if (options_.when_full == WhenFull::refuse_new) return {false, {}};
            result.dropped = take_oldest();
        }
        entries_[place(size_++)] = {item, now};
        return result;
    }

    std::optional<Entry> pop() {
        if (size_ == 0) return {};
        const bool last_first =
            options_.discipline == Discipline::lifo ||
            (options_.discipline == Discipline::adaptive_lifo && size_ >= options_.long_from);
        if (!last_first) return take_oldest();
        return entries_[place(--size_)];
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

private:
    std::size_t place(std::size_t offset) const {
        const std::size_t at = first_ + offset;
        return at < entries_.size() ? at : at - entries_.size();
    }
    Entry take_oldest() {
        const Entry entry = entries_[first_];
        first_ = place(1);
        --size_;
        return entry;
    }

    QueueOptions options_;
    std::vector<Entry> entries_;  // a ring, the oldest at first_
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

}  // namespace triaz::traffic
