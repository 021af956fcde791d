#include "sim/scenario/placement.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace triaz::scenario {
namespace {

using topology::DataCenterId;
using topology::HostId;
using topology::ZoneId;

// One zone with data centres of so many hosts.
topology::Topology zone_of(const std::vector<int>& hosts) {
    topology::Topology topology;
    topology.zones = {{"a"}};
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        topology.data_centers.push_back({"d" + std::to_string(i), ZoneId{0}});
        for (int h = 0; h < hosts[i]; ++h) {
            topology.hosts.push_back(
                {std::to_string(i) + "-" + std::to_string(h), DataCenterId::of(i), "r"});
        }
    }
    return topology;
}

// The names of the hosts that `count` processes get.
std::vector<std::string> placed(Placement& placement, const topology::Topology& topology,
                                bool apart, int count) {
    placement.begin_group(apart);
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
        const auto host = placement.place(placement.data_centers(ZoneId{0}));
        names.push_back(host ? topology.hosts[host->index()].name : "-");
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(Placement, goes_round_the_data_centres_of_a_zone) {
    const auto topology = zone_of({2, 2, 2});
    Placement placement{topology};
    EXPECT_EQ(placed(placement, topology, false, 7),
              (Names{"0-0", "1-0", "2-0", "0-1", "1-1", "2-1", "0-0"}));
}

TEST(Placement, begins_the_next_group_where_there_is_least) {
    const auto topology = zone_of({2, 2});
    Placement placement{topology};
    EXPECT_EQ(placed(placement, topology, false, 1), Names{"0-0"});
    EXPECT_EQ(placed(placement, topology, false, 1), Names{"1-0"});
    EXPECT_EQ(placed(placement, topology, false, 3), (Names{"0-1", "1-1", "0-0"}));
}

TEST(Placement, spreads_a_group_over_data_centres_of_different_size) {
    const auto topology = zone_of({1, 3});
    Placement placement{topology};
    EXPECT_EQ(placed(placement, topology, false, 4), (Names{"0-0", "1-0", "0-0", "1-1"}));
}

TEST(Placement, keeps_those_apart_that_must_be_and_says_when_it_cannot) {
    const auto topology = zone_of({1, 2});
    Placement placement{topology};
    EXPECT_EQ(placed(placement, topology, true, 4), (Names{"0-0", "1-0", "1-1", "-"}));
    EXPECT_EQ(placed(placement, topology, true, 1), Names{"0-0"}) << "a new group begins afresh";
}

// Against the order of the header, written out naively.
TEST(Placement, agrees_with_a_naive_twin) {
    const auto topology = zone_of({3, 1, 5, 2});
    Placement placement{topology};
    std::vector<int> on_host(topology.hosts.size());
    for (int group = 0; group < 40; ++group) {
        const int size = 1 + group * 7 % 6;
        placement.begin_group(true);
        std::map<std::size_t, int> of_group;
        std::set<std::size_t> used;
        for (int i = 0; i < size; ++i) {
            std::map<std::size_t, int> in_data_center;
            for (std::size_t h = 0; h < on_host.size(); ++h) {
                in_data_center[topology.hosts[h].data_center.index()] += on_host[h];
            }
            std::vector<std::tuple<int, int, std::size_t, int, std::size_t>> free;
            for (std::size_t h = 0; h < on_host.size(); ++h) {
                const std::size_t d = topology.hosts[h].data_center.index();
                if (!used.contains(h))
                    free.push_back({of_group[d], in_data_center[d], d, on_host[h], h});
            }
            const auto host = placement.place(placement.data_centers(ZoneId{0}));
            const std::size_t expected = std::get<4>(*std::ranges::min_element(free));
            ASSERT_EQ(host, HostId::of(expected));
            ++of_group[topology.hosts[expected].data_center.index()];
            ++on_host[expected];
            used.insert(expected);
        }
    }
}

}  // namespace
}  // namespace triaz::scenario
