#include "sim/plan/notification.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "sim/plan/time_zone.hpp"

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;
using check::Verdict;
using Start = NotificationTerms::Start;

const Instant noon = Instant{*parse_day("2026-11-23")} + 12h;
const Instant long_after = noon + 24h * 365;

Notice notice(Instant sent) {
    return {sent, {"found 12:00, confirmed 13:00", "nature", "done", "planned", "next"}};
}

Incident told_after(base::Duration delay) {
    return {noon - 1h, noon, {notice(noon + delay)}, noon + delay};
}

check::Finding finding(const Incident& incident, std::size_t index, Instant now = long_after,
                       const NotificationTerms& terms = {}) {
    return judge_notification(incident, terms, now).at(index);
}

TEST(Notification, is_in_time_up_to_the_very_limit) {
    EXPECT_EQ(finding(told_after(24h), 0).verdict, Verdict::upheld);
    const auto late = finding(told_after(24h + 1ns), 0);
    EXPECT_EQ(late.verdict, Verdict::refuted);
    EXPECT_TRUE(late.witness);
}

TEST(Notification, clock_may_start_when_the_incident_is_found) {
    const NotificationTerms terms{.clock_starts = Start::found, .update_every = {}};
    EXPECT_EQ(finding(told_after(23h), 0, long_after, terms).verdict, Verdict::upheld);
    EXPECT_EQ(finding(told_after(23h + 1s), 0, long_after, terms).verdict, Verdict::refuted);
}

TEST(Notification, is_undecided_while_there_is_time_and_refuted_when_there_is_none) {
    Incident silent = told_after(1h);
    silent.notices.clear();
    EXPECT_EQ(finding(silent, 0, noon + 24h).verdict, Verdict::inconclusive);
    EXPECT_EQ(finding(silent, 0, noon + 24h + 1ns).verdict, Verdict::refuted);
    silent.confirmed.reset();
    EXPECT_EQ(finding(silent, 0).verdict, Verdict::inconclusive);
}

TEST(Notification, of_the_future_has_not_happened) {
    EXPECT_EQ(finding(told_after(2h), 0, noon + 1h).verdict, Verdict::inconclusive);
    EXPECT_EQ(finding(told_after(2h), 1, noon + 1h).verdict, Verdict::inconclusive);
}

TEST(Notification, needs_each_of_the_five_details) {
    EXPECT_EQ(finding(told_after(1h), 1).verdict, Verdict::upheld);
    for (std::size_t i = 0; i < detail_count; ++i) {
        Incident incident = told_after(1h);
        incident.notices.front().details[i] = " \n\t";
        const auto form = finding(incident, 1);
        EXPECT_EQ(form.verdict, Verdict::refuted);
        EXPECT_NE(form.reason.find(name_of(static_cast<Detail>(i))), std::string::npos);
    }
}

TEST(Notification, goes_on_with_updates_until_the_incident_is_closed) {
    const NotificationTerms terms{.update_every = 12h};
    Incident incident = told_after(1h);
    incident.notices.push_back(notice(noon + 13h));
    incident.closed = noon + 25h;
    EXPECT_EQ(finding(incident, 2, long_after, terms).verdict, Verdict::upheld);
    incident.closed = noon + 25h + 1ns;
    EXPECT_EQ(finding(incident, 2, long_after, terms).verdict, Verdict::refuted);
    incident.closed = {};
    EXPECT_EQ(finding(incident, 2, noon + 25h, terms).verdict, Verdict::upheld);
    EXPECT_EQ(finding(incident, 2, noon + 26h, terms).verdict, Verdict::refuted);
    incident.notices.clear();
    EXPECT_EQ(finding(incident, 2, long_after, terms).verdict, Verdict::inconclusive);
}

// The law: no notification later than its limit without a refuted verdict, whenever it happens.
TEST(Notification, is_never_late_without_being_refuted_at_any_instant_of_ten_years) {
    base::Stream random{11};
    const TimeZone berlin = *TimeZone::named("Europe/Berlin");
    std::vector<Instant> founds;
    for (Day day = *parse_day("2026-01-01"); day < *parse_day("2036-01-01");
         day += std::chrono::days{1}) {
        const bool change = berlin.offset(day) != berlin.offset(day + std::chrono::days{1});
        for (int i = 0; i < (change ? 200 : 2); ++i)
            founds.push_back(Instant{day} + std::chrono::seconds{random.below(86400)});
    }
    int late = 0;
    for (const Instant found : founds) {
        const Instant confirmed = found + std::chrono::seconds{random.below(36'000)};
        // Half of them within a second of the limit.
        const auto delay = random.below(2) == 0
                               ? 24h - 1s + std::chrono::seconds{random.below(3)}
                               : base::Duration{std::chrono::seconds{random.below(200'000)}};
        const Incident incident{found, confirmed, {notice(confirmed + delay)}, {}};
        const bool in_time = confirmed + 24h >= incident.notices.front().sent;
        late += in_time ? 0 : 1;
        ASSERT_EQ(finding(incident, 0, confirmed + 24h * 30).verdict,
                  in_time ? Verdict::upheld : Verdict::refuted)
            << to_text(found);
    }
    EXPECT_GT(late, 1000);
}

}  // namespace
}  // namespace triaz::plan
