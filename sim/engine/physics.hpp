// The door to SimGrid: what is slow and shared. Hosts and links of the topology, one-way latencies,
// bulk flows that share bandwidth and die with a link or host, and the clock that flows live by.
//
// Time. SimGrid counts seconds in doubles; they are rounded to nanoseconds here and nowhere else. A
// flow that ends within half a nanosecond of t ends at t, and before anything else happens at t.
// That holds for a day; later a double tells nanoseconds less well, and a flow may be one off.
//
// While no flow is pending SimGrid is not asked at all: `run` calls `turn` once, and turn may
// handle everything up to the next flow. With flows pending, turn handles one instant and asks to
// be called again at the next, which SimGrid moves forward when a flow ends before.
//
// A process has one SimGrid engine: a second Physics in a process fails at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/topology/topology.hpp"

namespace triaz::engine {

using FlowId = std::uint64_t;

class Physics {
public:
    virtual ~Physics() = default;
    Physics(const Physics&) = delete;
    Physics& operator=(const Physics&) = delete;

    // One way, without jitter: the latency of SimGrid's route.
    virtual base::Duration latency(topology::HostId from, topology::HostId to) const = 0;
    virtual base::Duration latency_from_clients(topology::HostId to) const = 0;

    // A host that is off carries no flow. Flows through it fail at this instant.
    virtual void turn_host(topology::HostId host, bool on) = 0;
    // The link between two zones, both directions. Requires: a != b.
    virtual void turn_link(topology::ZoneId a, topology::ZoneId b, bool on) = 0;

    // A transfer that shares every link on its way with the others. It starts now, takes the
    // route's latency plus its share of bandwidth, and ends in `on_flow_end`. Requires: called from
    // `turn`, or from on_flow_end, with the present instant; after it turn handles no later instant
    // before it returns.
    virtual FlowId start_flow(base::Time now, topology::HostId from, topology::HostId to,
                              base::Bytes size) = 0;
    // Ends it without a call to on_flow_end.
    virtual void cancel_flow(FlowId flow) = 0;
    virtual bool flows_pending() const = 0;

    struct Calls {
        // Handles what is due at `now` (and, while no flow is pending, all that comes later); gives
        // the next instant at which it wants to be called, base::never at the end of the run.
        std::function<base::Time(base::Time now)> turn;
        // Called before `turn` of the same instant, in the order of flow numbers.
        std::function<void(FlowId flow, bool finished, base::Time now)> on_flow_end;
    };
    virtual void run(Calls calls) = 0;

protected:
    Physics() = default;
};

// Requires: a topology that obeys its invariants; the first in this process.
std::unique_ptr<Physics> make_physics(const topology::Topology& topology);

// The module sim/simgrid, which make_physics needs, is loaded when it is first asked for: SimGrid
// brings a network simulator along, and every command would wait 20 ms for it. To be called before
// processes are forked, lest each loads it. Throws: std::system_error, it is missing or broken.
void load_physics();

}  // namespace triaz::engine
