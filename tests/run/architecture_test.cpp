#include "sim/run/architecture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/world_builder.hpp"

namespace triaz::run {
namespace {

using ::testing::StartsWith;

std::string told_of(auto options) {
    support::WorldBuilder build;
    build.at(build.raft("state", 6)).protocol = options;
    return architecture_of(build.world).tiers.at(0).detail;
}

TEST(Architecture, names_a_stores_protocol_as_models_do) {
    using protocol::standby::Rule;
    EXPECT_EQ(told_of(protocol::raft::Options{}), "raft, 6 shards of 3 copies");
    EXPECT_THAT(told_of(protocol::mirror::Options{}), StartsWith("mirror, "));
    EXPECT_THAT(told_of(protocol::quorum::Options{}), StartsWith("quorum, "));
    EXPECT_THAT(told_of(protocol::standby::Options{}), StartsWith("standby, "));
    EXPECT_THAT(told_of(protocol::standby::Options{.rule = Rule::in_sync}), StartsWith("isr, "));
}

}  // namespace
}  // namespace triaz::run
