// The vocabulary of faults: what happens, to whom, when, for how long.
//
// What a peer of the victim sees:
//   power_loss     silence: no answer, no reset; unsynced data is gone; hosts come back with power
//   process_crash  resets for what was open, refusals for what comes; the host stays up, what was
//                  written to its disk survives, synced or not
//   partition      every message on the paths struck is lost
//   message_loss   a share of them is lost, each by itself
//   added_latency  a share of them takes longer
// and while it still runs:
//   error_answers  a process answers a share of its requests with an error, at once and without
//                  working on them
//   checks_fail    the checkers of a balancer find nothing healthy, whatever is the case
//   evacuation     no new request is led into a zone; what is under way there ends, and leaders
//                  hand over where their protocol can. An operator's action rather than a failure
//   control_plane_loss  what is decided away from the requests stands still: name records stay as
//                  they are, no instance is launched or stopped
//   slow_clock     the clocks of hosts lose a share of the time, so that what their members of
//                  stores wait for takes longer; a timer that was set before goes on as it was
// and to what the deployment needs from others (a key service, an identity provider, a carrier):
//   dependency_loss  silence; sessions that it carries are dropped
//   added_latency, error_answers  as above, of a share of its answers
//   stale_answers  a share of its answers is old; nobody who asks can tell
// A restored process needs its start time before it serves again. What happens to paths happens to
// messages when they are sent: one under way when a partition begins arrives. Bulk flows on the
// link between two zones fail when a partition begins, in both directions; losses and latencies
// leave them alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "sim/base/distribution.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/topology/topology.hpp"

namespace triaz::fault {

enum class Kind : std::uint8_t {
    power_loss,
    process_crash,
    partition,
    message_loss,
    added_latency,
    error_answers,
    checks_fail,
    evacuation,
    control_plane_loss,
    slow_clock,
    dependency_loss,
    stale_answers,
};

// It strikes paths between zones, not processes.
constexpr bool strikes_paths(Kind kind) {
    return kind >= Kind::partition && kind <= Kind::added_latency;
}
// Nothing is lost or cut off: what runs does something else than it should.
constexpr bool misbehaves(Kind kind) { return kind >= Kind::error_answers; }

// Of a path fault: all paths between it and every other zone, both ways.
struct ZoneTarget {
    topology::ZoneId zone;
};
struct DataCenterTarget {
    topology::DataCenterId data_center;
};
struct HostTarget {
    topology::HostId host;
};
// All processes of one component (a service, a balancer, a store) on one host.
struct ProcessTarget {
    std::string component;
    topology::HostId host;
};
// All processes of one component: in one zone, or everywhere.
struct ComponentTarget {
    std::string component;
    std::optional<topology::ZoneId> zone;
};
// The checkers of a balancer's targets and nodes.
struct CheckersTarget {
    std::string balancer;
};
enum class ControlPlane : std::uint8_t { names, scaling };
struct ControlPlaneTarget {
    ControlPlane plane = ControlPlane::names;
};
// An external dependency: its part in one zone, or all of it.
struct DependencyTarget {
    std::string dependency;
    std::optional<topology::ZoneId> zone;
};
// The path from a zone to another one, or to all clients and the name service's checkers.
struct PathTarget {
    topology::ZoneId from;
    std::optional<topology::ZoneId> to;  // nothing: clients
    bool one_way = false;                // false: the way back too
};

// Targets found when the fault strikes.
enum class Role : std::uint8_t {
    zone_of_most_leaders,  // of a store; the first such zone wins a tie
    leader_host,           // of one shard of a store
};
struct RoleTarget {
    Role role = Role::zone_of_most_leaders;
    std::uint32_t store = 0;
    std::uint32_t shard = 0;  // leader_host only
};

using Target =
    std::variant<ZoneTarget, DataCenterTarget, HostTarget, ProcessTarget, PathTarget, RoleTarget,
                 ComponentTarget, CheckersTarget, ControlPlaneTarget, DependencyTarget>;

struct Fault {
    std::string name;  // unique in a scenario; "power loss of zone a" when the file gives none
    Kind kind = Kind::power_loss;
    Target target;
    base::Time at{};
    std::optional<base::Duration> duration;  // nothing: it lasts to the end of the run
    // Of the messages, requests or answers: message_loss, added_latency, error_answers,
    // stale_answers; of the time: slow_clock.
    base::Ratio share{1};
    base::Distribution added{};  // added_latency: drawn for each message or answer
};

// Which kinds may strike which targets.
bool fits(Kind kind, const Target& target);

}  // namespace triaz::fault
