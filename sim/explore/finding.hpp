// What an invariant's check finds, and the words to say it with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/explore.hpp"
#include "sim/protocol/machine.hpp"

namespace triaz::explore {

// The invariants that do not hold, and, when somebody wants to read it, why.
struct Finding {
    Invariants violated;
    Invariants wanted = Invariants::all();
    std::string* why = nullptr;  // of the first one found

    template <class Say>
    void expect(bool holds, Invariant invariant, const Say& say) {
        if (holds) [[likely]]
            return;
        if (why != nullptr && why->empty() && wanted.contains(invariant)) *why = say();
        violated.add(invariant);
    }
};

std::string name_of_member(protocol::Member member);         // "member 1"
std::string name_of_key(std::uint64_t key);                  // "write a"
std::string letter_of_key(std::uint64_t key);                // "a"; "no-op"
std::string list_of(const std::vector<std::string>& words);  // "a, b and c"

}  // namespace triaz::explore
