#include "sim/plan/operations.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;
using base::Distribution;
using check::Verdict;

const Instant midday = Instant{*parse_day("2026-11-23")} + 12h;

// An alarm after a minute, then a notice that takes a drawn time; both automatic.
Operations telling_after(const Distribution& takes) {
    Operations operations;
    operations.response.steps = {{"alarm", {}, Distribution::constant(1min), {}, {}, {}, {}, 1, {}},
                                 {"tell", {0}, takes, {}, {}, {}, {}, 1, {}},
                                 {"again", {1}, takes, {}, {}, {}, {}, 1, {}}};
    operations.confirmed = 0;
    operations.notified = 1;
    operations.updated = {2};
    operations.notice.fill("x");
    operations.runs = 2000;
    return operations;
}

const check::Finding& finding(const Responded& responded, std::string_view claim) {
    return *std::ranges::find(responded.findings, claim, &check::Finding::claim);
}

TEST(Operations, refute_the_notification_by_a_single_late_run) {
    const Circumstances circumstances{.name = "x", .at = midday};
    auto operations = telling_after(Distribution::uniform(1h, 24h));
    EXPECT_EQ(finding(respond(operations, circumstances), "notification").verdict, Verdict::upheld);
    operations = telling_after(Distribution::uniform(1h, 24h + 5min));
    const auto late = respond(operations, circumstances);
    EXPECT_EQ(finding(late, "notification").verdict, Verdict::refuted);
    ASSERT_TRUE(finding(late, "notification").witness);
    // About 5 min of 23 h: 7 of 2,000 runs.
    const double refuted = finding(late, "notification").measured[1].value;
    EXPECT_GT(refuted, 0);
    EXPECT_LT(refuted, 25);
}

TEST(Operations, refute_the_notification_by_one_run_of_many) {
    auto operations = telling_after(Distribution::uniform(1h, 24h + 2min));
    operations.runs = 500;
    int by_one = 0;
    for (operations.seed = 1; operations.seed <= 20; ++operations.seed) {
        const auto responded = respond(operations, {.name = "x", .at = midday});
        const check::Finding& told = finding(responded, "notification");
        const double refuted = told.measured[1].value;
        by_one += refuted == 1 ? 1 : 0;
        EXPECT_EQ(told.verdict, refuted > 0 ? Verdict::refuted : Verdict::upheld);
        EXPECT_EQ(told.witness.has_value(), refuted > 0);
    }
    EXPECT_GT(by_one, 0);
}

TEST(Operations, put_updates_in_the_order_of_time) {
    auto operations = telling_after(Distribution::constant(3h));
    operations.response.steps.push_back(operations.response.steps[2]);
    operations.response.steps.back().after = {2};
    operations.updated = {3, 2};
    operations.notification.update_every = 3h;
    const auto told = respond(operations, {.name = "x", .at = midday});
    EXPECT_EQ(finding(told, "updates").verdict, Verdict::upheld);
}

TEST(Operations, refute_the_notification_that_never_comes) {
    auto operations = telling_after(Distribution::constant(1h));
    operations.response.steps[1].fails = base::Ratio{1};
    const auto responded = respond(operations, {.name = "x", .at = midday});
    EXPECT_EQ(finding(responded, "notification").verdict, Verdict::refuted);
    EXPECT_EQ(finding(responded, "response").verdict, Verdict::refuted);
    EXPECT_EQ(finding(responded, "form").verdict, Verdict::inconclusive);
}

TEST(Operations, refute_a_form_with_a_blank) {
    auto operations = telling_after(Distribution::constant(1h));
    operations.notice[static_cast<std::size_t>(Detail::planned)].clear();
    const auto responded = respond(operations, {.name = "x", .at = midday});
    EXPECT_EQ(finding(responded, "form").verdict, Verdict::refuted);
}

TEST(Operations, judge_the_rhythm_of_updates_up_to_the_end) {
    auto operations = telling_after(Distribution::constant(3h));
    operations.notification.update_every = 3h;
    const Circumstances circumstances{.name = "x", .at = midday};
    EXPECT_EQ(finding(respond(operations, circumstances), "updates").verdict, Verdict::upheld);
    operations.notification.update_every = 3h - 1s;
    EXPECT_EQ(finding(respond(operations, circumstances), "updates").verdict, Verdict::refuted);
    operations.updated.clear();  // silence from the first notice to the end
    operations.notification.update_every = 3h;
    EXPECT_EQ(finding(respond(operations, circumstances), "updates").verdict, Verdict::upheld);
    operations.response.steps[2].takes = Distribution::constant(4h);
    EXPECT_EQ(finding(respond(operations, circumstances), "updates").verdict, Verdict::refuted);
}

TEST(Operations, rehearse_the_same_twice) {
    const auto operations = telling_after(Distribution::exponential(5h));
    const Circumstances circumstances{.name = "x", .at = midday};
    const auto once = respond(operations, circumstances);
    const auto twice = respond(operations, circumstances);
    EXPECT_EQ(once.rehearsed.steps[1].p95, twice.rehearsed.steps[1].p95);
    // Quantiles of an exponential: ln 2 and ln 20 times the mean, here after one minute.
    EXPECT_NEAR(base::to_seconds(once.rehearsed.steps[1].median), 60 + 0.6931 * 18000, 900);
    EXPECT_NEAR(base::to_seconds(once.rehearsed.steps[1].p95), 60 + 2.9957 * 18000, 3600);
}

TEST(Operations, draw_tickets_at_the_rate_and_in_the_shares_they_say) {
    Operations operations;
    operations.tickets = {.per_day = 20,
                          .severities = {0.1, 0.2, 0.3, 0.4},
                          .jurisdictions = {{"EEA", 0.75}, {"US", 0.25}},
                          .work = Distribution::constant(1h),
                          .from = *parse_day("2026-01-01"),
                          .days = 365};
    const auto tickets = drawn_tickets(operations);
    EXPECT_NEAR(static_cast<double>(tickets.size()), 7300, 350);  // 4 standard deviations
    EXPECT_TRUE(std::ranges::is_sorted(tickets, {}, &Ticket::opened));
    std::array<double, 5> severities{};
    double eea = 0;
    for (const Ticket& ticket : tickets) {
        severities.at(ticket.severity) += 1;
        eea += ticket.jurisdiction == "EEA" ? 1 : 0;
        ASSERT_LT(ticket.opened, Instant{*parse_day("2027-01-01")});
    }
    operations.tickets.work = Distribution::pareto(1h, 0.2);  // of endless tails
    base::Duration longest{};
    for (const Ticket& ticket : drawn_tickets(operations)) longest = std::max(longest, ticket.work);
    EXPECT_EQ(longest, longest_work);
    const auto all = static_cast<double>(tickets.size());
    for (std::size_t severity = 1; severity <= 4; ++severity)
        EXPECT_NEAR(severities.at(severity) / all, 0.1 * static_cast<double>(severity), 0.025);
    EXPECT_NEAR(eea / all, 0.75, 0.025);
}

std::vector<std::string> promises_of(const Operations& operations) {
    std::vector<std::string> promises;
    for (const Walked& walked : walk_through(operations)) promises.push_back(walked.promise);
    return promises;
}

TEST(Operations, promise_only_what_they_have) {
    Operations operations = telling_after(Distribution::constant(1h));
    operations.circumstances = {{.name = "a day", .at = midday}};
    EXPECT_THAT(promises_of(operations),
                testing::UnorderedElementsAre("response", "notification", "form"));
    operations.circumstances = {{.name = "cut", .at = midday, .corporate_network_lost = true}};
    EXPECT_THAT(promises_of(operations), testing::Contains("corporate-disruption"));
    operations.confirmed.reset();
    EXPECT_THAT(promises_of(operations), testing::Not(testing::Contains("notification")));
}

TEST(Operations, walked_through_come_out_as_their_worst_circumstances) {
    auto operations = telling_after(Distribution::constant(1h));
    operations.circumstances = {{.name = "a day", .at = midday},
                                {.name = "a cut", .at = midday, .corporate_network_lost = true}};
    const auto of = [&](std::string_view promise) {
        const auto walked = walk_through(operations);
        const auto found = std::ranges::find(walked, promise, &Walked::promise);
        return found == walked.end() ? Walked{} : *found;
    };
    EXPECT_EQ(of("notification").judged.verdict, Verdict::upheld);
    EXPECT_EQ(of("notification").within, 24h);
    EXPECT_EQ(of("corporate-disruption").judged.verdict, Verdict::upheld);
    EXPECT_EQ(of("residency").promise, "");  // no desks
    operations.response.tools = {{"mail", {}, true, {}}};
    operations.response.steps[1].tools = {0};
    EXPECT_EQ(of("corporate-disruption").judged.verdict, Verdict::refuted);
    EXPECT_EQ(of("notification").judged.verdict, Verdict::refuted);
    EXPECT_THAT(of("notification").judged.why, testing::StartsWith("a cut: "));
}

}  // namespace
}  // namespace triaz::plan
