#include "sim/plan/response.hpp"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;
using base::Distribution;
using base::Duration;
using testing::ElementsAre;

const Instant monday = Instant{*parse_day("2026-11-23")} + 10h;  // in office hours
const Instant night = Instant{*parse_day("2026-11-28")} + 2h;    // of a Saturday

Distribution always(Duration time) { return Distribution::constant(time); }

// Alarm, then two branches: repair by a person, and a notice; then closing.
Response diamond() {
    Response response;
    response.teams = {{"operations", {}}, {"managers", {}}};
    response.people = {{"olga", 0, always(5min), always(20min)},
                       {"otto", 0, always(5min), always(20min)},
                       {"mia", 1, always(10min), always(1h)}};
    response.tools = {{"monitoring", {}, false, {}}, {"wiki", {}, true, {}}};
    response.steps = {{"alarm", {}, always(2min), {}, {}, {}, base::Ratio{0}, 1, {0}},
                      {"repair", {0}, always(30min), 0U, {}, {}, base::Ratio{0}, 1, {}},
                      {"notice", {0}, always(15min), 1U, {}, {}, base::Ratio{0}, 1, {}},
                      {"close", {1, 2}, always(1min), 0U, {}, {}, base::Ratio{0}, 1, {}}};
    return response;
}

Walk walked(const Response& response, const Circumstances& circumstances) {
    return walk(response, circumstances, base::Stream{1});
}

TEST(Response, follows_the_longest_branch) {
    const Walk walk = walked(diamond(), {.name = "day", .at = monday});
    EXPECT_EQ(walk.steps[0].done, 2min);
    EXPECT_EQ(walk.steps[1].begun, 7min);
    EXPECT_EQ(walk.steps[1].done, 37min);
    EXPECT_EQ(walk.steps[2].done, 27min);
    EXPECT_EQ(walk.steps[3].done, 38min);  // whoever repaired is there already
    EXPECT_THAT(critical_path(walk, 3), ElementsAre(0, 1, 3));
}

TEST(Response, is_slower_at_night_and_may_have_another_critical_path) {
    const Walk walk = walked(diamond(), {.name = "night", .at = night});
    EXPECT_EQ(walk.steps[1].done, 2min + 20min + 30min);
    EXPECT_EQ(walk.steps[2].done, 2min + 1h + 15min);
    EXPECT_THAT(critical_path(walk, 3), ElementsAre(0, 2, 3));
}

TEST(Response, pages_the_next_person_when_one_is_absent) {
    const Walk walk = walked(diamond(), {.name = "x", .at = monday, .absent = {0}});
    EXPECT_EQ(walk.steps[1].begun, 2min + 10min + 5min);
}

TEST(Response, takes_the_second_person_when_that_is_sooner) {
    Response response = diamond();
    response.people[0].answers = always(40min);
    EXPECT_EQ(walked(response, {.name = "x", .at = monday}).steps[1].begun, 2min + 10min + 5min);
}

TEST(Response, is_stuck_without_anybody_and_so_is_what_comes_after) {
    const Walk walk = walked(diamond(), {.name = "x", .at = monday, .absent = {0, 1}});
    EXPECT_EQ(walk.steps[1].stuck, "nobody of operations can be reached");
    EXPECT_FALSE(walk.steps[1].done);
    EXPECT_FALSE(walk.steps[3].ready);
    EXPECT_TRUE(walk.steps[3].stuck.empty());
    EXPECT_TRUE(walk.steps[2].done);
    EXPECT_TRUE(critical_path(walk, 3).empty());
}

TEST(Response, is_stuck_when_a_tool_lives_in_the_lost_zone_or_behind_the_lost_network) {
    Response response = diamond();
    response.tools[0].zone = "a";
    response.steps[1].tools = {1};
    EXPECT_EQ(walked(response, {.name = "x", .at = monday, .lost_zone = "b"}).steps[3].done, 38min);
    EXPECT_EQ(walked(response, {.name = "x", .at = monday, .lost_zone = "a"}).steps[0].stuck,
              "monitoring lives in zone a, which is lost");
    const Circumstances cut{.name = "x", .at = monday, .corporate_network_lost = true};
    EXPECT_EQ(walked(response, cut).steps[1].stuck,
              "wiki stands behind the corporate network, which is lost");
    response.tools[1].alternative = 0;
    EXPECT_EQ(walked(response, cut).steps[3].done, 38min);
    response.tools[0].corporate = true;
    EXPECT_FALSE(walked(response, cut).steps[1].done);
}

TEST(Response, waits_for_an_approval) {
    Response response = diamond();
    response.steps[1].approver = 1;
    response.steps[1].approval = always(3min);
    const Walk walk = walked(response, {.name = "x", .at = monday});
    EXPECT_EQ(walk.steps[1].begun, 2min + 10min + 3min + 5min);
}

TEST(Response, does_one_step_at_a_time_for_each_person_and_blames_the_one_before) {
    Response response = diamond();
    response.people = {response.people[0]};
    response.steps[2].team = 0;  // both branches by olga
    const Walk walk = walked(response, {.name = "x", .at = monday});
    EXPECT_EQ(walk.steps[1].done, 37min);
    EXPECT_EQ(walk.steps[2].begun, 37min);
    EXPECT_THAT(critical_path(walk, 3), ElementsAre(0, 1, 2, 3));
}

TEST(Response, tries_a_failing_step_again_and_gives_up) {
    Response response = diamond();
    response.steps[1].fails = base::Ratio{1};
    response.steps[1].tries = 3;
    const Walk walk = walked(response, {.name = "x", .at = monday});
    EXPECT_EQ(walk.steps[1].stuck, "it failed 3 of 3 times");
    response.steps[1].fails = base::Ratio{0.5};
    response.steps[1].tries = 1000;
    const Rehearsed many =
        rehearse(response, {.name = "x", .at = monday}, 1, 4000, base::Stream{3});
    // The number of tries is geometric: half of the runs need one, a quarter two.
    EXPECT_EQ(many.steps[1].median, 37min);
    EXPECT_EQ(many.steps[1].p95, 7min + 5 * 30min);  // 1 - 2^-4 < 0.95 < 1 - 2^-5
}

// Every path from the start, by brute force.
Duration longest_path(const Response& response, std::uint32_t step) {
    Duration longest{};
    for (const std::uint32_t before : response.steps[step].after)
        longest = std::max(longest, longest_path(response, before));
    return longest + response.steps[step].takes.quantile(0.5);
}

TEST(Response, of_automatic_steps_ends_with_the_longest_path_of_any_graph) {
    base::Stream random{17};
    for (int graph = 0; graph < 300; ++graph) {
        Response response;
        const auto count = static_cast<std::uint32_t>(1 + random.below(10));
        for (std::uint32_t i = 0; i < count; ++i) {
            ResponseStep step;
            step.takes = always(std::chrono::minutes{random.below(100)});
            for (std::uint32_t before = 0; before < i; ++before)
                if (random.below(3) == 0) step.after.push_back(before);
            response.steps.push_back(step);
        }
        const Walk walk = walked(response, {.name = "x", .at = monday});
        for (std::uint32_t i = 0; i < count; ++i) {
            ASSERT_EQ(walk.steps[i].done, longest_path(response, i));
            Duration along{};
            for (const std::uint32_t step : critical_path(walk, i))
                along += response.steps[step].takes.quantile(0.5);
            ASSERT_EQ(along, *walk.steps[i].done);
        }
    }
}

TEST(Response, names_the_step_whose_automation_saves_most) {
    const Response response = diamond();
    const auto by_day = rehearse(response, {.name = "x", .at = monday}, 3, 100, base::Stream{1});
    ASSERT_TRUE(by_day.automate);
    EXPECT_EQ(by_day.automate->step, 1U);
    // The notice is the longest then, at 27 min; and somebody has to come for closing.
    EXPECT_EQ(by_day.automate->by, 38min - (27min + 5min + 1min));
    EXPECT_EQ(by_day.steps[1].critical, 100U);
    EXPECT_EQ(by_day.steps[2].critical, 0U);
    const auto by_night = rehearse(response, {.name = "x", .at = night}, 3, 100, base::Stream{1});
    EXPECT_EQ(by_night.automate->step, 2U);
}

TEST(Response, draws_the_same_for_a_step_whatever_else_changes) {
    Response response = diamond();
    response.steps[1].takes = Distribution::exponential(30min);
    const Duration before = *walked(response, {.name = "x", .at = monday}).steps[1].done;
    response.steps[2].takes = Distribution::exponential(15min);
    response.people[2].answers = Distribution::exponential(15min);
    EXPECT_EQ(*walked(response, {.name = "x", .at = monday}).steps[1].done, before);
}

TEST(Response, of_absurd_times_is_stuck_rather_than_wrong) {
    Response response = diamond();
    response.steps[1].takes = always(24h * 365);
    response.steps[1].fails = base::Ratio{1};
    response.steps[1].tries = 1000;
    EXPECT_EQ(walked(response, {.name = "x", .at = monday}).steps[1].stuck,
              "it takes more than ten years");
    response = diamond();
    response.escalate_after = 24h * 365;
    for (int i = 0; i < 600; ++i)
        response.people.insert(response.people.begin(), response.people[0]);
    Circumstances nobody{.name = "x", .at = monday};
    for (std::uint32_t i = 0; i < 601; ++i) nobody.absent.push_back(i);
    EXPECT_EQ(walked(response, nobody).steps[1].stuck, "it takes more than ten years");
}

TEST(Response, sees_a_circle_of_steps) {
    Response response = diamond();
    EXPECT_TRUE(circle_of_steps(response).empty());
    response.steps[0].after = {3};
    EXPECT_THAT(circle_of_steps(response),
                testing::UnorderedElementsAre("alarm", "close", "repair"));
    response.steps[0].after = {0};
    EXPECT_THAT(circle_of_steps(response), ElementsAre("alarm"));
}

}  // namespace
}  // namespace triaz::plan
