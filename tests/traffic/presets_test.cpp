#include "sim/traffic/presets.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sim/base/stream.hpp"
#include "sim/traffic/health/detection.hpp"
#include "tests/traffic/health/expect_detection.hpp"
#include "tests/traffic/pool.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

std::optional<Span> detection(std::string_view preset, Condition condition) {
    return time_to_detect(find_preset(preset)->health, condition, {});
}

TEST(Presets, each_have_a_name_and_a_source_for_every_number) {
    std::set<std::string_view> names;
    for (const Preset& preset : presets()) {
        names.insert(preset.name);
        EXPECT_EQ(find_preset(preset.name), &preset);
        EXPECT_GE(preset.sources.size(), 7u);
        for (const Sourced& sourced : preset.sources) {
            EXPECT_FALSE(sourced.what.empty() || sourced.value.empty() || sourced.source.empty());
        }
    }
    const std::set<std::string_view> all{"haproxy", "envoy", "cloud-application", "cloud-network",
                                         "name-service"};
    EXPECT_EQ(names, all);
    EXPECT_EQ(find_preset("nothing"), nullptr);
}

TEST(Presets, detect_failures_exactly_when_checking_one_by_one_does) {
    for (const Preset& preset : presets()) {
        SCOPED_TRACE(preset.name);
        testing::expect_detection_is_exact(preset.health);
    }
}

TEST(Presets, detect_a_crash_in_the_time_their_makers_say) {
    EXPECT_EQ(detection("haproxy", Condition::process_gone), (Span{4s, 6s}));
    EXPECT_EQ(detection("cloud-application", Condition::process_gone), (Span{30s, 60s}));
    EXPECT_EQ(detection("cloud-network", Condition::process_gone), (Span{60s, 90s}));
    EXPECT_EQ(detection("name-service", Condition::process_gone), (Span{60s, 90s}));
}

TEST(Presets, detect_a_silent_host_after_their_time_outs) {
    EXPECT_EQ(detection("haproxy", Condition::host_silent), (Span{10s, 12s}));
    EXPECT_EQ(detection("cloud-application", Condition::host_silent), (Span{35s, 65s}));
    EXPECT_EQ(detection("name-service", Condition::host_silent), (Span{64s, 94s}));
}

TEST(Presets, that_only_connect_never_see_a_stuck_process) {
    EXPECT_EQ(detection("haproxy", Condition::stuck), std::nullopt);
    EXPECT_EQ(detection("cloud-network", Condition::stuck), std::nullopt);
    EXPECT_EQ(detection("envoy", Condition::dependency_lost), std::nullopt);
}

TEST(Presets, of_envoy_turn_at_once_on_an_unexpected_status) {
    EXPECT_EQ(detection("envoy", Condition::failing), (Span{0s, 5s}));
}

TEST(Presets, fail_open_or_not) {
    EXPECT_FALSE(fails_open(*find_preset("haproxy"), 0, 3));
    EXPECT_TRUE(fails_open(*find_preset("cloud-application"), 0, 3));
    EXPECT_FALSE(fails_open(*find_preset("cloud-application"), 1, 3));
    EXPECT_TRUE(fails_open(*find_preset("envoy"), 1, 3));
}

TEST(Presets, pick_everyone_who_is_eligible) {
    for (const Preset& preset : presets()) {
        testing::Pool pool(3);
        Picker picker{preset.policy, pool.targets};
        picker.rebuild(pool.candidates());
        base::Stream stream{1};
        const auto picked = testing::counts(pool, 300, [&, key = std::uint64_t{0}]() mutable {
            return picker.pick(pool.candidates(), {.key = key++}, stream);
        });
        for (const auto count : picked) EXPECT_GT(count, 60u);
    }
}

}  // namespace
}  // namespace triaz::traffic
