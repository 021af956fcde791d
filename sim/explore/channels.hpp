// What is under way from one member to another: sequences of messages under numbers, 0 the empty
// one. In an ordered channel a message goes to the end; in an unordered one to its place by number,
// so that equal sets of messages are equal sequences.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/flat_map.hpp"
#include "sim/explore/pool.hpp"

namespace triaz::explore {

class Channels {
public:
    static constexpr Id empty = 0;

    explicit Channels(bool ordered);

    std::size_t length(Id channel) const { return pool_.size_of(channel) / sizeof(Id); }
    // Requires: at < length(channel).
    Id message(Id channel, std::size_t at) const;
    Id with(Id channel, Id message);
    Id without(Id channel, std::size_t at);

    std::size_t bytes() const {
        return pool_.bytes() + with_.memory() + without_first_.capacity() * 4;
    }

private:
    Id append(Id channel, Id message);
    Id remove(Id channel, std::size_t at);

    bool ordered_;
    Pool pool_;
    base::FlatMap with_;             // channel and message -> channel
    std::vector<Id> without_first_;  // by channel
    std::vector<std::uint8_t> room_;
};

}  // namespace triaz::explore
