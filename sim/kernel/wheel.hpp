// Events of the near future, sorted only as far as needed: 4,096 buckets of 8.2 microseconds
// each, 33.6 milliseconds in all. Entering is a link into a list; a bucket is put in order when it
// is opened.
//
// Most events of a simulation lie within the next few milliseconds and few share a bucket, so that
// an event costs a handful of instructions where a heap costs a walk from top to bottom.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "sim/kernel/entry.hpp"

namespace triaz::kernel {

class Wheel {
public:
    static constexpr int width_bits = 13;  // a bucket is 2^13 ns wide
    static constexpr std::uint64_t buckets = 4096;

    static std::uint64_t bucket_of(std::int64_t time) {
        return static_cast<std::uint64_t>(time) >> width_bits;
    }
    static std::int64_t start_of(std::uint64_t bucket) {
        return static_cast<std::int64_t>(bucket << width_bits);
    }

    bool empty() const { return summary_ == 0; }

    // Requires: `bucket` is one of the `buckets` - 1 that follow the last one opened.
    void push(std::uint64_t bucket, const Entry& entry) {
        std::uint32_t node = free_;
        if (node == none) {
            node = static_cast<std::uint32_t>(nodes_.size());
            nodes_.emplace_back();
        } else {
            free_ = nodes_[node].next;
        }
        const std::size_t slot = bucket % buckets;
        nodes_[node] = Node{entry, first_[slot]};
        first_[slot] = node;
        words_[slot / 64] |= std::uint64_t{1} << (slot % 64);
        summary_ |= std::uint64_t{1} << (slot / 64);
    }

    // The first bucket after `opened` that holds anything. Requires: !empty().
    std::uint64_t next_after(std::uint64_t opened) const {
        const std::uint64_t from = (opened + 1) % buckets;
        const std::uint64_t here = words_[from / 64] >> (from % 64);
        if (here != 0) return opened + 1 + static_cast<std::uint64_t>(std::countr_zero(here));
        // The words after it, round to the one it began in: its bits below `from` come last.
        const std::uint64_t after = std::rotr(summary_, static_cast<int>(from / 64 + 1) % 64);
        const auto word =
            (from / 64 + 1 + static_cast<std::uint64_t>(std::countr_zero(after))) % 64;
        const std::uint64_t slot =
            word * 64 + static_cast<std::uint64_t>(std::countr_zero(words_[word]));
        return opened + 1 + (slot + buckets - from) % buckets;
    }

    // Takes out all that the bucket holds, in no order.
    template <class Take>
    void open(std::uint64_t bucket, Take&& take) {
        const std::size_t slot = bucket % buckets;
        std::uint32_t node = first_[slot];
        first_[slot] = none;
        words_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
        if (words_[slot / 64] == 0) summary_ &= ~(std::uint64_t{1} << (slot / 64));
        while (node != none) {
            take(nodes_[node].entry);
            const std::uint32_t next = nodes_[node].next;
            nodes_[node].next = free_;
            free_ = node;
            node = next;
        }
    }

private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    struct Node {
        Entry entry;
        std::uint32_t next = none;
    };

    std::vector<Node> nodes_;
    std::uint32_t free_ = none;
    std::uint64_t summary_ = 0;  // bit w: words_[w] is not zero
    std::array<std::uint64_t, buckets / 64> words_{};
    std::vector<std::uint32_t> first_ = std::vector<std::uint32_t>(buckets, none);
};

}  // namespace triaz::kernel
