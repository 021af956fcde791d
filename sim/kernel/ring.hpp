// A first-in-first-out queue in one block of a power of two that grows and never shrinks: no
// allocation once it has held its largest content.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace triaz::kernel {

template <class T>
class Ring {
public:
    bool empty() const { return head_ == tail_; }
    std::size_t size() const { return tail_ - head_; }

    // Requires: !empty().
    const T& front() const { return items_[head_ & mask_]; }

    void push(const T& item) {
        if (tail_ - head_ == items_.size()) grow();
        items_[tail_++ & mask_] = item;
    }

    // Requires: !empty().
    T pop() { return items_[head_++ & mask_]; }
    // The one pushed last. Requires: !empty().
    T pop_last() { return items_[--tail_ & mask_]; }

    void clear() { head_ = tail_; }

private:
    void grow() {
        std::vector<T> larger(items_.empty() ? 16 : items_.size() * 2);
        const std::size_t count = size();
        for (std::size_t at = 0; at < count; ++at) larger[at] = items_[(head_ + at) & mask_];
        items_ = std::move(larger);
        mask_ = items_.size() - 1;
        head_ = 0;
        tail_ = count;
    }

    std::vector<T> items_;
    std::size_t mask_ = 0;
    std::size_t head_ = 0;
    std::size_t tail_ = 0;
};

}  // namespace triaz::kernel
