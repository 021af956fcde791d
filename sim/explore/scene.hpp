// What an invariant may look at, and where it says what it found.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/clients.hpp"
#include "sim/explore/explore.hpp"
#include "sim/protocol/machine.hpp"

namespace triaz::explore {

inline constexpr std::size_t most_members = 8;
using MemberSet = std::uint8_t;  // bit m: member m

// What of a step the others notice.
struct Events {
    std::vector<protocol::Applied> applied;
    std::vector<protocol::Applied> undone;
    std::vector<protocol::Answered> answers;
    bool applied_again = false;  // a key that was applied here before

    bool empty() const { return applied.empty() && undone.empty() && answers.empty(); }
};

// What may still come, for what makes no difference any more.
struct Prospects {
    bool receiver_may_campaign = true;
    bool calm = false;               // nobody campaigns, or will
    bool may_lose_power = true;      // somebody
    protocol::Term latest_term = 0;  // of all members
};

// What a protocol needs of clocks. Without one, a timer may expire whenever it is armed. With one,
// heartbeats and leases expire when their time has come, on clocks that all run at the same rate.
struct Timing {
    bool clocked = false;
    std::uint8_t lease = 0;  // in heartbeat periods; an election time-out lasts at least as long
};

// What is remembered of the past.
template <class Subject>
struct Record {
    Clients clients;
    typename Subject::History history;
};

// The whole of a cluster, as far as the invariants look.
template <class Subject>
struct Scene {
    std::uint8_t members = 0;
    const typename Subject::Machine::Options* options = nullptr;
    std::array<const typename Subject::View*, most_members> views{};
    const Record<Subject>* past = nullptr;

    const typename Subject::View& view(protocol::Member m) const { return *views[m]; }
};

}  // namespace triaz::explore
