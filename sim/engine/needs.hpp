// What a service asks of dependencies for its requests: caches, tries, and what is known of them.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

struct Delivery;
struct Simulation;
struct Unit;

// What is waited for together; kept in the frame of the process that waits.
struct Gathering {
    kernel::Ticket parent;
    std::uint32_t missing = 0;
    bool failed = false;
    bool uncertain = false;
};

// One need of one service. Answers are kept for each instance and key; those of an earlier life of
// the instance are gone.
class NeedState {
public:
    NeedState(const world::Requirement& need, std::size_t instances, base::Stream stream);

    // For this request; draws.
    bool arises();
    std::uint32_t key();

    enum class Kept : std::uint8_t { nothing, fresh, beyond };  // beyond its time, yet usable
    Kept kept(const Unit& unit, std::uint32_t key, base::Time now);
    void keep(const Unit& unit, std::uint32_t key, base::Time now);

    measure::NeedEvidence seen;
    bool unanswered = false;  // the last request that asked got no answer
    base::Time marked = base::Time::min();

private:
    base::Time& until(const Unit& unit, std::uint32_t key);

    const world::Requirement* need_;
    std::vector<base::Time> until_;  // by instance, then by key
    std::vector<base::Time> lives_;  // by instance: since when it has been ready
    base::Stream stream_;
};

// needs.cpp
void add_needs(Simulation& simulation);
// Everything the service needs before its calls, in order; the first hard one without an answer
// ends it. Starts on the lifeline of the instance, and wakes `gathering.parent`.
void ask_needs(Simulation& simulation, const Delivery& delivery, Gathering& gathering);
// What is asked after the answer, while nobody waits.
void ask_later(Simulation& simulation, const Delivery& delivery);

}  // namespace triaz::engine
