// A unit is whatever runs on a host and can die: an instance, a balancer node, a store's replica.
//
//   running   serves
//   starting  its host has power, it does not serve yet: refuses
//   stopped   its host has power, its process crashed: refuses
//   dark      its host has no power: silence
#pragma once

#include <cstdint>

#include "sim/base/time.hpp"
#include "sim/engine/network.hpp"
#include "sim/kernel/clock.hpp"
#include "sim/kernel/workers.hpp"
#include "sim/topology/topology.hpp"

namespace triaz::engine {

// How much happened in the last second or two, for as little as a counter costs.
class RecentCount {
public:
    void add(base::Time now) {
        roll(now);
        ++current_;
    }
    std::uint64_t recent(base::Time now) {
        roll(now);
        return current_ + previous_;
    }

private:
    void roll(base::Time now) {
        if (now < next_) return;
        previous_ = now < next_ + std::chrono::seconds{1} ? current_ : 0;
        current_ = 0;
        next_ = base::Time{std::chrono::floor<std::chrono::seconds>(now.time_since_epoch())} +
                std::chrono::seconds{1};
    }
    base::Time next_{};
    std::uint64_t current_ = 0;
    std::uint64_t previous_ = 0;
};

enum class UnitKind : std::uint8_t { instance, node, replica };
enum class UnitState : std::uint8_t { running, starting, stopped, dark };

// In a large fleet nothing of a unit is in the cache when a request comes: what it needs lies in
// three lines, which `fetch` asks of memory while the request is still on its way.
struct alignas(kernel::cache_line) Unit {
    UnitKind kind = UnitKind::instance;
    UnitState state = UnitState::running;
    bool dies_silently = true;    // how its peers learn of the death under way
    std::uint32_t component = 0;  // index of its service, balancer or store
    std::uint32_t number = 0;     // among the units of its component
    std::uint32_t incarnation =
        0;                    // grows at each death: what was meant for an earlier life is lost
    std::uint32_t holds = 0;  // faults that keep it down
    bool launched = true;     // false: a place where an instance may be started some day
    bool joining = false;     // launched, and no balancer knows of it until it is ready
    bool leaving = false;     // taken out, to be stopped
    base::Time ready_since = base::start_of_run - std::chrono::hours{24};  // long ago: warm
    double failing = 0;          // share of requests that it answers with an error at once
    std::size_t failing_by = 0;  // the fault that makes it do so
    topology::HostId host;
    topology::ZoneId zone;
    Place place = 0;
    kernel::Workers workers;
    kernel::Lifeline lifeline;
    RecentCount served;
    RecentCount messages;  // replication

    void fetch() const {
        __builtin_prefetch(&workers);
        __builtin_prefetch(&lifeline);
    }

    Unit(kernel::Clock& clock, std::uint32_t count, const kernel::QueueOptions& queue)
        : workers(clock, count, queue) {}
};

}  // namespace triaz::engine
