// The ways in which members may change places: all permutations of those from `fixed` on, the one
// that changes nothing first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/protocol/archive.hpp"

namespace triaz::explore {

inline constexpr std::uint8_t most_members_renamed = 5;  // 120 ways

class Renamings {
public:
    Renamings(std::uint8_t members, protocol::Member fixed, bool symmetry) : members_(members) {
        protocol::Renaming renaming;
        auto* const first = renaming.to.begin() + std::min<std::uint8_t>(fixed, members);
        auto* const last = renaming.to.begin() + members;
        do {
            for (protocol::Member m = 0; m < members; ++m) renaming.from[renaming.to[m]] = m;
            all_.push_back(renaming);
        } while (symmetry && members <= most_members_renamed && std::next_permutation(first, last));
    }

    std::size_t count() const { return all_.size(); }
    const protocol::Renaming& operator[](std::size_t number) const { return all_[number]; }

private:
    std::uint8_t members_;
    std::vector<protocol::Renaming> all_;
};

}  // namespace triaz::explore
