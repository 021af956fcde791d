// What a search has tried: configurations of an object and the operations done, with Lowe's cache
// of them made small.
//
// A configuration is a place in the history (the first return not yet explained), the operations
// done that return later, the state, and how many open operations of each kind were used. Of two
// that differ in the last alone, the one that used fewer can do all that the other can: whatever
// continues the other continues it. So a configuration is passed over when one that used no more is
// known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/flat_map.hpp"

namespace triaz::consistency {

class Configurations {
public:
    // Of keys of so many words, and so many kinds of open operations.
    Configurations(std::size_t words, std::size_t kinds)
        : words_(words), counters_((kinds + 3) / 4), record_(words + counters_ + 1) {}

    // Whether it is new, and remembers it when it is.
    bool is_new(const std::vector<std::uint64_t>& key, const std::vector<std::uint16_t>& used);

    std::uint64_t count() const { return count_; }
    std::size_t memory() const { return records_.capacity() * 8 + heads_.memory(); }

private:
    bool has_key(std::size_t record, const std::vector<std::uint64_t>& key) const;
    bool used_no_more(std::size_t record, const std::vector<std::uint16_t>& used) const;

    std::size_t words_, counters_, record_;
    std::vector<std::uint64_t>
        records_;          // key, counters, the next record of the same hash plus one
    base::FlatMap heads_;  // hash -> the first record plus one
    std::uint64_t count_ = 0;
};

}  // namespace triaz::consistency
