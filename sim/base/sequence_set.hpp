// A set of sequence numbers that are dense but for a few holes, in memory that does not grow with
// the length of a run: blocks of 4,096 numbers, a bitmap for each block begun, nothing but its
// bounds for a stretch of full blocks. A hole that never fills costs the bitmap of its own block.
//
// It holds the idempotency keys a replica has applied and the writes a client saw acknowledged.
// Numbers spread thinly are held correctly, but at a bitmap (528 bytes) for each block they touch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace triaz::base {

class SequenceSet {
public:
    // True when `number` was not in the set before. Constant time, amortised, when numbers come
    // nearly in order.
    bool insert(std::uint64_t number) {
        const std::uint64_t block = number / block_size;
        if (recent_ >= begun_.size() || begun_[recent_].number != block) {
            if (!find_or_begin(block)) return false;
        }
        Block& found = begun_[recent_];
        std::uint64_t& word = found.words[number % block_size / word_size];
        const std::uint64_t bit = std::uint64_t{1} << (number % word_size);
        if ((word & bit) != 0) return false;
        word |= bit;
        ++size_;
        if (++found.count == block_size) retire_recent();
        return true;
    }

    // True when `number` was in the set. Rare: a write rolled back.
    bool erase(std::uint64_t number);
    // Every member of `other` too.
    void merge(const SequenceSet& other);

    bool contains(std::uint64_t number) const {
        const std::uint64_t block = number / block_size;
        const bool is_recent = recent_ < begun_.size() && begun_[recent_].number == block;
        const Words& words = is_recent ? begun_[recent_].words : words_of(block);
        return (words[number % block_size / word_size] >> (number % word_size) & 1) != 0;
    }
    std::uint64_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    // The members of this set that `other` does not have, ascending, at most `limit` of them.
    std::vector<std::uint64_t> missing_from(const SequenceSet& other, std::size_t limit) const;
    std::uint64_t count_missing_from(const SequenceSet& other) const;

    bool operator==(const SequenceSet& other) const;

    // Upper bound of the memory held, in bytes; tests hold it flat.
    std::size_t memory() const;

private:
    static constexpr std::uint64_t block_size = 4096;
    static constexpr std::uint64_t word_size = 64;
    using Words = std::array<std::uint64_t, block_size / word_size>;

    struct Block {
        std::uint64_t number;
        std::uint64_t count;
        Words words;
        bool operator==(const Block&) const = default;
    };

    // The full blocks first <= b < end.
    struct Stretch {
        std::uint64_t first;
        std::uint64_t end;
        bool operator==(const Stretch&) const = default;
    };

    // Makes `recent_` the bitmap of that block, begun if need be; false when the block is full.
    bool find_or_begin(std::uint64_t block);
    // Makes a full block a bitmap again, all set. Requires: it lies in a stretch.
    void reopen(std::uint64_t block);
    // Turns the bitmap at `recent_`, now full, into a part of a stretch.
    void retire_recent();
    // The bits of any block.
    const Words& words_of(std::uint64_t block) const;
    // The first block >= `from` that has a member; false when there is none.
    bool find_block(std::uint64_t from, std::uint64_t& block) const;
    const Stretch* stretch_of(std::uint64_t block) const;
    // Calls visit(number of the word's first bit, bits) for each word with members that `other`
    // does not have, ascending, until it returns false.
    template <class Visit>
    void visit_missing(const SequenceSet& other, Visit visit) const;

    // Invariant: both ascending, disjoint; no bitmap is empty or full; no two stretches touch.
    // So equal sets are held equally.
    std::vector<Block> begun_;
    std::vector<Stretch> full_;
    std::uint64_t size_ = 0;
    std::size_t recent_ = 0;
};

}  // namespace triaz::base
