#include "sim/engine/balancing.hpp"

#include "sim/base/ensure.hpp"

namespace triaz::engine {

void Names::publish(const std::vector<topology::ZoneId>& zone_of_node, std::size_t zones) {
    base::ensure(zones <= 64, "zones fit a mask");
    Answer answer;
    answer.by_zone.resize(zones);
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        if (nodes[node].healthy) answer.by_zone[zone_of_node[node].index()].push_back(nodes[node].unit);
    }
    answers_.push_back(std::move(answer));
    turn_.resize(zones);
}

std::optional<UnitIndex> Names::pick(std::uint32_t version, topology::ZoneId home,
                                     std::uint64_t avoided_zones) {
    const Answer& answer = answers_[version];
    const std::size_t zones = answer.by_zone.size();
    std::optional<std::size_t> avoided;
    for (std::size_t offset = 0; offset < zones; ++offset) {
        const std::size_t zone = (home.index() + offset) % zones;
        if (answer.by_zone[zone].empty()) continue;
        if ((avoided_zones >> zone & 1) != 0) {
            if (!avoided) avoided = zone;
            continue;
        }
        return answer.by_zone[zone][turn_[zone]++ % answer.by_zone[zone].size()];
    }
    if (!avoided) return {};
    return answer.by_zone[*avoided][turn_[*avoided]++ % answer.by_zone[*avoided].size()];
}

}  // namespace triaz::engine
