// The vocabulary of faults: what happens, to whom, when, for how long.
//
// What a peer of the victim sees:
//   power_loss     silence: no answer, no reset; unsynced data is gone; hosts come back with power
//   process_crash  resets for what was open, refusals for what comes; the host stays up, what was
//                  written to its disk survives, synced or not
// A restored process needs its start time before it serves again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "sim/base/time.hpp"
#include "sim/topology/topology.hpp"

namespace triaz::fault {

enum class Kind : std::uint8_t { power_loss, process_crash };

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

using Target = std::variant<ZoneTarget, DataCenterTarget, HostTarget, ProcessTarget, RoleTarget>;

struct Fault {
    std::string name;  // unique in a scenario; "power loss of zone a" when the file gives none
    Kind kind = Kind::power_loss;
    Target target;
    base::Time at{};
    std::optional<base::Duration> duration;  // nothing: it lasts to the end of the run
};

}  // namespace triaz::fault
