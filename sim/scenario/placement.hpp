// On which host of a zone a process stands.
//
// Order: the data centre with the fewest of the group (the instances of one service, the members of
// one shard) first, then the one with the fewest processes, then the first in the model; in it the
// host with the fewest processes, then the first. So a group spreads over the data centres of its
// zone round robin, and hosts fill evenly, in the same way every time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "sim/topology/topology.hpp"

namespace triaz::scenario {

class Placement {
public:
    explicit Placement(const topology::Topology& topology);

    // From now on processes are placed that are spread as one; `apart`: no two of them on one host.
    void begin_group(bool apart);

    const std::vector<topology::DataCenterId>& data_centers(topology::ZoneId zone) const {
        return of_zone_[zone.index()];
    }

    // A host of one of these data centres; nothing when a group that stands apart has used them
    // all.
    std::optional<topology::HostId> place(const std::vector<topology::DataCenterId>& among);

private:
    using Load = std::pair<std::uint32_t, std::uint32_t>;  // processes, host
    using Hosts = std::priority_queue<Load, std::vector<Load>, std::greater<>>;

    std::optional<topology::HostId> take(topology::DataCenterId data_center);
    std::uint32_t in_group(topology::DataCenterId data_center) const;

    struct InGroup {
        std::uint32_t group = 0;  // the group that the count is of
        std::uint32_t count = 0;
    };
    std::vector<std::vector<topology::DataCenterId>> of_zone_;
    std::vector<Hosts> hosts_;              // of each data centre
    std::vector<std::uint32_t> processes_;  // in each data centre
    std::vector<InGroup> in_group_;         // of each data centre
    std::uint32_t group_ = 0;
    bool apart_ = false;
    std::vector<std::uint32_t> taken_;  // hosts of the group, when apart
};

}  // namespace triaz::scenario
