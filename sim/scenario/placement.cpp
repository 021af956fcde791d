#include "sim/scenario/placement.hpp"

#include <algorithm>
#include <tuple>

namespace triaz::scenario {

using topology::DataCenterId;
using topology::HostId;

Placement::Placement(const topology::Topology& topology)
    : of_zone_(topology.zones.size()),
      hosts_(topology.data_centers.size()),
      processes_(topology.data_centers.size()),
      in_group_(topology.data_centers.size()) {
    for (std::size_t i = 0; i < topology.data_centers.size(); ++i) {
        of_zone_[topology.data_centers[i].zone.index()].push_back(DataCenterId::of(i));
    }
    for (std::uint32_t i = 0; i < topology.hosts.size(); ++i) {
        hosts_[topology.hosts[i].data_center.index()].push({0, i});
    }
}

void Placement::begin_group(bool apart) {
    ++group_;
    apart_ = apart;
    taken_.clear();
}

std::uint32_t Placement::in_group(DataCenterId data_center) const {
    const InGroup& known = in_group_[data_center.index()];
    return known.group == group_ ? known.count : 0;
}

std::optional<HostId> Placement::take(DataCenterId data_center) {
    Hosts& hosts = hosts_[data_center.index()];
    std::vector<Load> passed_over;
    std::optional<HostId> taken;
    while (!hosts.empty() && !taken) {
        Load load = hosts.top();
        hosts.pop();
        if (std::ranges::find(taken_, load.second) == taken_.end()) {
            taken = HostId::of(load.second);
            ++load.first;
        }
        passed_over.push_back(load);
    }
    for (const Load& load : passed_over) hosts.push(load);
    return taken;
}

std::optional<HostId> Placement::place(const std::vector<DataCenterId>& among) {
    std::vector<DataCenterId> used_up;
    while (used_up.size() < among.size()) {
        const DataCenterId chosen = *std::ranges::min_element(among, {}, [&](DataCenterId id) {
            const bool full = std::ranges::find(used_up, id) != used_up.end();
            return std::tuple{full, in_group(id), processes_[id.index()], id.value};
        });
        const auto host = take(chosen);
        if (!host) {
            used_up.push_back(chosen);
            continue;
        }
        in_group_[chosen.index()] = {group_, in_group(chosen) + 1};
        ++processes_[chosen.index()];
        if (apart_) taken_.push_back(host->value);
        return host;
    }
    return std::nullopt;
}

}  // namespace triaz::scenario
