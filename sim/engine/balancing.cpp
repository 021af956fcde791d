#include "sim/engine/balancing.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::engine {

void Names::publish(const std::vector<topology::ZoneId>& zone_of_node, std::size_t zones) {
    base::ensure(zones <= 64, "zones fit a mask");
    Answer answer;
    answer.by_zone.resize(zones);
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        if (nodes[node].healthy)
            answer.by_zone[zone_of_node[node].index()].push_back(nodes[node].unit);
    }
    answers_.push_back(std::move(answer));
    turn_.resize(zones);
}

std::optional<UnitIndex> Names::pick(std::uint32_t version, topology::ZoneId home,
                                     std::uint64_t avoided_zones) {
    const Answer& answer = answers_[version];
    const auto usable = [&](std::size_t zone) {
        return !answer.by_zone[zone].empty() && (avoided_zones >> zone & 1) == 0;
    };
    const auto node_in = [&](std::size_t zone) {
        return answer.by_zone[zone][turn_[zone]++ % answer.by_zone[zone].size()];
    };
    if (usable(home.index())) return node_in(home.index());
    const std::size_t zones = answer.by_zone.size();
    std::size_t others = 0;
    for (std::size_t zone = 0; zone < zones; ++zone) others += usable(zone);
    if (others == 0) return avoided_zones != 0 ? pick(version, home, 0) : std::nullopt;
    std::size_t skip = spill_++ % others;
    for (std::size_t zone = 0;; ++zone) {
        if (usable(zone) && skip-- == 0) return node_in(zone);
    }
}

}  // namespace triaz::engine
