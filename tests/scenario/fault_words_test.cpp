#include "sim/scenario/fault_words.hpp"

#include <gtest/gtest.h>

#include "sim/scenario/scenario.hpp"

namespace triaz::scenario {
namespace {

const world::World& world() {
    static const Loaded loaded = load_scenario("tests/search/data/scenarios/small.json");
    return loaded.scenario->world;
}

std::string complaint(const std::string& words) {
    const ReadFault read = fault_of_words(words, world());
    EXPECT_FALSE(read.fault) << words;
    return read.complaint;
}

class FaultWords : public testing::TestWithParam<const char*> {};

TEST_P(FaultWords, read_back_as_they_are_written) {
    const ReadFault read = fault_of_words(GetParam(), world());
    ASSERT_TRUE(read.fault) << read.complaint;
    EXPECT_EQ(to_words(*read.fault, world()), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Of, FaultWords,
    testing::Values(
        "power-loss zone/a at 10.123456789s", "power-loss data-center/b1 at 10s for 5s",
        "power-loss host/c1-h1 at 10s", "process-crash component/app/host/a1-h1 at 10s",
        "process-crash component/app at 10s", "process-crash component/app/zone/b at 10s",
        "partition zone/a at 10s", "partition path/a/b at 10s", "partition way/b/a at 10s",
        "partition path/c/clients at 10s", "message-loss way/a/clients at 10s for 1s share 12.5%",
        "added-latency path/a/b at 10s latency 200ms",
        "added-latency path/a/b at 10s share 5% latency 1.5ms",
        "error-answers component/app/zone/a at 10s share 30%", "checks-fail checks-of/edge at 10s",
        "evacuation zone/b at 10s", "control-plane-loss control-plane/names at 10s",
        "control-plane-loss control-plane/scaling at 10s", "power-loss leaders-of/state at 10s",
        "power-loss leader-host-of/state/2 at 10s",
        "slow-clock leader-host-of/state/2 at 10s share 5%", "slow-clock zone/a at 10s share 90%"),
    [](const auto& each) { return "number_" + std::to_string(each.index); });

TEST(FaultWords, may_stand_in_any_order_and_with_spaces_to_spare) {
    const ReadFault read = fault_of_words("  power-loss  zone/a for 5s at 10s ", world());
    ASSERT_TRUE(read.fault) << read.complaint;
    EXPECT_EQ(to_words(*read.fault, world()), "power-loss zone/a at 10s for 5s");
}

TEST(FaultWords, complaints_say_what_was_expected_and_the_nearest_name) {
    EXPECT_EQ(complaint("power-los zone/a at 10s"),
              "no kind of fault is named `power-los`; did you mean `power-loss`?");
    EXPECT_EQ(complaint("power-loss zone/d at 10s"), "no zone is named `d`; one of: a, b, c");
    EXPECT_EQ(complaint("power-loss host/a1-h2 at 10s"),
              "no host is named `a1-h2`; did you mean `a1-h1`?");
    EXPECT_EQ(complaint("partition host/a1-h1 at 10s"), "a partition does not strike host/a1-h1");
    EXPECT_EQ(complaint("slow-clock host/a1-h1 at 10s"),
              "of a slow clock its loss is needed: share 5%, at most 90%");
    EXPECT_EQ(complaint("partition path/a/a at 10s"),
              "a path leads from one zone to another one, or to clients");
    EXPECT_EQ(complaint("process-crash component/edg at 10s"),
              "no service, balancer or store is named `edg`; did you mean `edge`?");
    EXPECT_EQ(complaint("power-loss leader-host-of/state/3 at 10s"),
              "`3` is no shard of state: it has 0 to 2");
    EXPECT_EQ(complaint("power-loss zone/a at 10"),
              "`10` after `at` is no time such as 40s or 12.5s");
    EXPECT_EQ(complaint("power-loss zone/a at 10s share 5%"),
              "power-loss has no share: it hits all");
    EXPECT_EQ(complaint("added-latency path/a/b at 10s"),
              "how much is added is missing: latency 200ms");
    EXPECT_EQ(complaint("power-loss zone/a for 10s"), "when it strikes is missing: at 40s");
    EXPECT_EQ(complaint("power-loss zone/a at 10s at 11s"), "`at` is there twice");
    EXPECT_EQ(complaint("power-loss zone/a til 10s"),
              "no word of a fault is named `til`; one of: at, for, share, latency");
    EXPECT_NE(complaint("power-loss zone-a at 10s").find("is no target"), std::string::npos);
    EXPECT_NE(complaint("power-loss").find("KIND TARGET at TIME"), std::string::npos);
    EXPECT_NE(complaint("").find("KIND TARGET at TIME"), std::string::npos);
}

TEST(FaultWords, complaints_hold_the_fault_inside_the_run) {
    EXPECT_NE(complaint("power-loss zone/a at 3s").find("after the warm-up, 3s"),
              std::string::npos);
    EXPECT_NE(complaint("power-loss zone/a at 40s").find("before the end of the run, 40s"),
              std::string::npos);
    EXPECT_EQ(complaint("power-loss zone/a at 30s for 11s"),
              "it would end after the run; at most 10s was expected");
}

TEST(FaultWords, name_dependencies_and_their_parts) {
    world::World with = world();
    with.dependencies.push_back({"keys", "key service", {}, {}});
    with.dependencies.push_back({"lines", "carrier", {}, {topology::ZoneId{0}}});
    for (const std::string words : {"dependency-loss dependency/keys at 10s for 5s",
                                    "dependency-loss dependency/lines/zone/a at 10s",
                                    "stale-answers dependency/keys at 10s share 5%",
                                    "added-latency dependency/keys at 10s latency 200ms",
                                    "error-answers dependency/lines at 10s share 50%"}) {
        const ReadFault read = fault_of_words(words, with);
        ASSERT_TRUE(read.fault) << read.complaint;
        EXPECT_EQ(to_words(*read.fault, with), words);
    }
    EXPECT_EQ(fault_of_words("dependency-loss dependency/key at 10s", with).complaint,
              "no dependency is named `key`; did you mean `keys`?");
    EXPECT_EQ(fault_of_words("dependency-loss dependency/lines/zone/b at 10s", with).complaint,
              "lines has no part in zone b");
    EXPECT_EQ(fault_of_words("power-loss dependency/keys at 10s", with).complaint,
              "a power-loss does not strike dependency/keys");
    EXPECT_EQ(fault_of_words("dependency-loss zone/a at 10s", with).complaint,
              "a dependency-loss does not strike zone/a");
}

}  // namespace
}  // namespace triaz::scenario
