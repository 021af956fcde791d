// The fewest sets that together hold all elements (set cover, NP-hard): exact by branch and bound
// for as long as its budget lasts, else greedy.
#pragma once

#include <cstdint>
#include <vector>

namespace triaz::plan {

struct Cover {
    std::vector<std::uint32_t> chosen;  // sets, rising
    std::vector<std::uint32_t> left;    // elements that no set holds, rising
    bool exact = true;                  // there is no smaller choice; else the best that was found
};

// Order: of equally small covers the one found first, trying sets in their order. `most_looks`, at
// elements of sets, bounds the search, not the time: the answer is the same everywhere.
// Requires: every element is below `elements`.
Cover smallest_cover(std::uint32_t elements, const std::vector<std::vector<std::uint32_t>>& sets,
                     std::uint64_t most_looks = 20'000'000);

}  // namespace triaz::plan
