// A 4-ary heap of entries, least key first.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/kernel/entry.hpp"

namespace triaz::kernel {

class Heap {
public:
    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }

    // The last key of all when empty.
    const Entry& front() const { return entries_[0]; }

    void push(const Entry& entry) {
        if (size_ + arity >= entries_.size()) entries_.resize(entries_.size() * 2);
        sift_up(size_++, entry);
    }

    // Requires: !empty().
    // The hole goes down to a leaf along the least children, without asking where the last entry
    // belongs: it belongs near a leaf, and comparing on the way costs mispredicted branches.
    // Entries beyond the end have the last key of all, so that every family is whole.
    void pop() {
        const Entry last = entries_[--size_];
        entries_[size_].key = Entry::last_key;
        if (size_ == 0) return;
        std::size_t hole = 0;
        for (std::size_t child = 1; child < size_; child = hole * arity + 1) {
            const Entry* family = &entries_[child];
            const std::size_t left = family[1].key < family[0].key;
            const std::size_t right = 2 + (family[3].key < family[2].key);
            const bool right_first = family[right].key < family[left].key;
            const std::size_t least = left + (right - left) * right_first;
            entries_[hole] = family[least];
            hole = child + least;
        }
        sift_up(hole, last);
    }

private:
    static constexpr std::size_t arity = 4;

    void sift_up(std::size_t hole, const Entry& entry) {
        while (hole > 0) {
            const std::size_t parent = (hole - 1) / arity;
            if (entries_[parent].key <= entry.key) break;
            entries_[hole] = entries_[parent];
            hole = parent;
        }
        entries_[hole] = entry;
    }

    std::vector<Entry> entries_ = std::vector<Entry>(64);  // size_ of them, then last keys
    std::size_t size_ = 0;
};

}  // namespace triaz::kernel
