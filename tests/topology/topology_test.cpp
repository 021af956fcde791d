#include "sim/topology/topology.hpp"

#include <gtest/gtest.h>

#include "sim/base/ensure.hpp"

namespace triaz::topology {
namespace {

using namespace std::chrono_literals;

Topology three_zones() {
    Topology topology;
    topology.zones = {{"a"}, {"b"}, {"c"}};
    topology.data_centers = {{"b1", ZoneId{1}}, {"a1", ZoneId{0}}};
    topology.hosts = {{"h0", DataCenterId{1}, "r"}, {"h1", DataCenterId{0}, "r"}};
    topology.network.between_zones = {{ZoneId{0}, ZoneId{1}, {1ms, {}, {}}},
                                      {ZoneId{2}, ZoneId{1}, {2ms, {}, {}}}};
    return topology;
}

TEST(Topology, finds_the_zone_of_a_host_through_its_data_centre) {
    const Topology topology = three_zones();
    EXPECT_EQ(topology.zone_of(HostId{0}), ZoneId{0});
    EXPECT_EQ(topology.zone_of(HostId{1}), ZoneId{1});
}

TEST(Topology, finds_the_path_between_two_zones_from_either_end) {
    const Topology topology = three_zones();
    EXPECT_EQ(topology.between(ZoneId{0}, ZoneId{1}).latency, 1ms);
    EXPECT_EQ(topology.between(ZoneId{1}, ZoneId{2}).latency, 2ms);
    EXPECT_EQ(topology.between(ZoneId{2}, ZoneId{1}).latency, 2ms);
}

TEST(Topology, without_a_path_between_two_zones_is_our_bug) {
    EXPECT_THROW(three_zones().between(ZoneId{0}, ZoneId{2}), base::Bug);
}

}  // namespace
}  // namespace triaz::topology
