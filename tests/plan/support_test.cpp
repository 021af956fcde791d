#include "sim/plan/support.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;
using check::Verdict;

constexpr std::uint32_t eea = 0;
constexpr std::uint32_t pacific = 1;

Day day_named(const char* text) { return *parse_day(text); }
// Of Berlin's wall clock in in_winter.
Instant in_winter(const char* text, base::Duration time) {
    return Instant{day_named(text)} + time - 1h;
}

Support two_desks() {
    Support support;
    support.desks = {{"Berlin", "EEA", {}}, {"Auckland", "NZ", {}}};
    support.desks[eea].hours.zone = *TimeZone::named("Europe/Berlin");
    support.desks[eea].hours.holidays = {day_named("2026-12-25")};
    support.desks[pacific].hours.zone = *TimeZone::named("Pacific/Auckland");
    support.agents = {{"anna", eea, "EEA", true, {}},
                      {"ben", eea, "EEA", false, {}},
                      {"kiri", pacific, "NZ", true, {}}};
    support.bound = {"EEA"};
    return support;
}

Handling handle_one(const Support& support, const Ticket& ticket) {
    return handle(support, {ticket}, ticket.opened + 24h * 60).front();
}

TEST(Support, takes_up_severity_two_in_office_hours_or_the_next_working_day) {
    const Support support = two_desks();
    const auto taken = [&](Instant opened) {
        return handle_one(support, {"EEA", 2, opened, 1h}).taken;
    };
    EXPECT_EQ(taken(in_winter("2026-11-23", 10h)), in_winter("2026-11-23", 10h));
    EXPECT_EQ(taken(in_winter("2026-11-23", 18h)), in_winter("2026-11-24", 9h));
    EXPECT_EQ(taken(in_winter("2026-11-27", 18h)), in_winter("2026-11-30", 9h));
    EXPECT_EQ(taken(in_winter("2026-12-24", 19h)), in_winter("2026-12-28", 9h));
}

TEST(Support, takes_up_severity_one_at_any_hour_by_whoever_is_on_call) {
    const Support support = two_desks();
    const Instant saturday = in_winter("2026-11-28", 3h);
    const Handling handling = handle_one(support, {"EEA", 1, saturday, 2h});
    EXPECT_EQ(handling.agent, 0U);
    EXPECT_EQ(handling.taken, saturday);
    EXPECT_EQ(handling.done, saturday + 2h);
}

TEST(Support, works_on_ordinary_tickets_in_office_hours_only) {
    const Handling handling = handle_one(two_desks(), {"EEA", 3, in_winter("2026-11-27", 17h), 3h});
    EXPECT_EQ(handling.done, in_winter("2026-11-30", 11h));
}

TEST(Support, lets_a_bound_ticket_wait_when_its_desk_is_short_handed) {
    Support support = two_desks();
    const Instant noon = in_winter("2026-11-23", 12h);
    for (const std::uint32_t agent : {0U, 1U})
        support.agents[agent].absences = {{noon - 5h, noon + 24h}};
    const Handling waits = handle_one(support, {"EEA", 1, noon, 1h});
    EXPECT_EQ(waits.agent, 0U);
    EXPECT_EQ(waits.taken, noon + 24h);
    const Handling free = handle_one(support, {"NZ", 1, noon, 1h});
    EXPECT_EQ(free.agent, 2U);
    EXPECT_EQ(free.taken, noon);
}

TEST(Support, asks_where_a_person_is_not_whose_desk_it_is) {
    Support support = two_desks();
    support.agents[0].jurisdiction = "US";  // on a journey
    EXPECT_EQ(handle_one(support, {"EEA", 2, in_winter("2026-11-23", 10h), 1h}).agent, 1U);
}

TEST(Support, gives_the_more_severe_ticket_to_the_first_who_is_free) {
    Support support = two_desks();
    support.agents = {support.agents[0]};
    const Instant ten = in_winter("2026-11-23", 10h);
    const std::vector<Ticket> tickets{
        {"EEA", 3, ten, 1h}, {"EEA", 4, ten + 1min, 1h}, {"EEA", 2, ten + 2min, 1h}};
    const auto handlings = handle(support, tickets, ten + 24h);
    EXPECT_EQ(handlings[0].taken, ten);
    EXPECT_EQ(handlings[2].taken, ten + 1h);
    EXPECT_EQ(handlings[1].taken, ten + 2h);
}

TEST(Support, that_overflows_is_quick_and_refuted) {
    Support support = two_desks();
    support.overflow_leaves = true;
    const Instant noon = in_winter("2026-11-23", 12h);
    for (const std::uint32_t agent : {0U, 1U})
        support.agents[agent].absences = {{noon - 5h, noon + 24h}};
    const std::vector<Ticket> tickets{{"EEA", 1, noon, 1h}};
    const auto findings =
        judge_support(support, tickets, handle(support, tickets, noon + 48h), noon + 48h);
    EXPECT_EQ(findings[0].verdict, Verdict::refuted);
    EXPECT_NE(findings[0].witness->summary.find("kiri"), std::string::npos);
    EXPECT_EQ(findings[1].verdict, Verdict::upheld);
    support.overflow_leaves = false;
    const auto kept =
        judge_support(support, tickets, handle(support, tickets, noon + 48h), noon + 48h);
    EXPECT_EQ(kept[0].verdict, Verdict::upheld);
    EXPECT_EQ(kept[1].verdict, Verdict::refuted);  // the trade: it stays, and waits
}

TEST(Support, judges_what_others_did) {
    const Support support = two_desks();
    const Instant evening = in_winter("2026-11-23", 19h);
    const std::vector<Ticket> tickets{{"EEA", 2, evening, 1h}};
    const auto verdict_of = [&](Instant taken) {
        return judge_support(support, tickets, {{1U, taken, taken + 1h}}, evening + 24h * 30)[2]
            .verdict;
    };
    EXPECT_EQ(verdict_of(in_winter("2026-11-24", 9h)), Verdict::upheld);
    EXPECT_EQ(verdict_of(in_winter("2026-11-24", 18h - 1s)), Verdict::upheld);
    EXPECT_EQ(verdict_of(in_winter("2026-11-24", 18h)), Verdict::refuted);  // closed by then
    EXPECT_EQ(verdict_of(in_winter("2026-11-25", 9h)), Verdict::refuted);   // a day too late
    EXPECT_EQ(verdict_of(evening), Verdict::refuted);                       // and this too early
    EXPECT_EQ(judge_support(support, {}, {}, evening)[0].verdict, Verdict::inconclusive);
}

// A desk with people who come and go, and tickets around the clock for ten years.
struct Decade {
    Support support = two_desks();
    std::vector<Ticket> tickets;
    Instant end = Instant{day_named("2036-01-01")};

    explicit Decade(std::uint64_t seed) {
        base::Stream random = base::Stream{seed};
        const Instant begin{day_named("2026-01-01")};
        const auto seconds = static_cast<std::uint64_t>((end - begin) / 1s);
        for (int i = 0; i < 3000; ++i)
            tickets.push_back({random.below(3) == 0 ? "NZ" : "EEA",
                               static_cast<std::uint32_t>(1 + random.below(4)),
                               begin + std::chrono::seconds{random.below(seconds)},
                               std::chrono::minutes{1 + random.below(600)}});
        const TimeZone& berlin = support.desks[eea].hours.zone;
        for (Day date = day_named("2026-01-01"); date < day_named("2036-01-01");
             date += std::chrono::days{1}) {
            if (berlin.offset(date) == berlin.offset(date + std::chrono::days{1})) continue;
            for (int hour = -60; hour < 60; ++hour)
                tickets.push_back(
                    {"EEA", hour % 3 == 0 ? 1U : 2U, Instant{date} + hour * 1h + 1min, 5min});
        }
        std::ranges::sort(tickets, {}, &Ticket::opened);
        for (Agent& agent : support.agents)
            for (int i = 0; i < 60; ++i) {
                const Instant from = begin + std::chrono::seconds{random.below(seconds)};
                agent.absences.push_back({from, from + std::chrono::hours{random.below(400)}});
            }
    }
};

TEST(Support, never_lets_a_ticket_leave_the_EEA_and_keeps_its_order_in_ten_years) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Decade decade{seed};
        const auto handlings = handle(decade.support, decade.tickets, decade.end);
        std::vector<std::pair<Instant, Instant>> busy[3];
        int waited = 0;
        for (std::size_t i = 0; i < handlings.size(); ++i) {
            const Ticket& ticket = decade.tickets[i];
            const Handling& handling = handlings[i];
            if (!handling.agent) continue;
            const Agent& agent = decade.support.agents[*handling.agent];
            const OfficeHours& hours = decade.support.desks[agent.desk].hours;
            if (ticket.jurisdiction == "EEA") {
                ASSERT_EQ(agent.jurisdiction, "EEA");
            }
            ASSERT_GE(handling.taken, ticket.opened);
            if (ticket.severity > 1) {
                ASSERT_TRUE(hours.is_open(handling.taken));
            }
            for (const Absence& absence : agent.absences)
                ASSERT_FALSE(absence.from <= handling.taken && handling.taken < absence.until);
            busy[*handling.agent].emplace_back(handling.taken, handling.done);
            if (handling.taken > ticket.opened + 24h * 4) ++waited;
        }
        EXPECT_GT(waited, 20);  // they were short-handed indeed
        for (auto& intervals : busy) {
            ASSERT_GT(intervals.size(), 100U);
            std::ranges::sort(intervals);
            for (std::size_t i = 1; i < intervals.size(); ++i)
                ASSERT_GE(intervals[i].first, intervals[i - 1].second);  // one at a time
        }
        const auto findings = judge_support(decade.support, decade.tickets, handlings, decade.end);
        EXPECT_EQ(findings[0].verdict, Verdict::upheld);
        EXPECT_EQ(findings[2].verdict, Verdict::refuted);
    }
}

// Nobody idles while a ticket waits that they might take: tried at random instants.
TEST(Support, leaves_no_ticket_waiting_while_somebody_could_take_it) {
    const Decade decade{9};
    const auto handlings = handle(decade.support, decade.tickets, decade.end);
    base::Stream random{5};
    int looked = 0;
    for (int attempt = 0; attempt < 4000; ++attempt) {
        const std::size_t i = random.below(decade.tickets.size());
        const Ticket& ticket = decade.tickets[i];
        const Instant until = std::min(handlings[i].taken, decade.end);
        if (until <= ticket.opened) continue;
        ++looked;
        const auto wait = static_cast<std::uint64_t>((until - ticket.opened) / 1s);
        const Instant at = ticket.opened + std::chrono::seconds{random.below(wait)};
        for (std::uint32_t a = 0; a < decade.support.agents.size(); ++a) {
            const Agent& agent = decade.support.agents[a];
            if (ticket.jurisdiction == "EEA" && agent.jurisdiction != "EEA") continue;
            const bool open = decade.support.desks[agent.desk].hours.is_open(at);
            if (!open && !(ticket.severity == 1 && agent.on_call)) continue;
            const bool absent = std::ranges::any_of(agent.absences, [&](const Absence& absence) {
                return absence.from <= at && at < absence.until;
            });
            const bool busy = std::ranges::any_of(handlings, [&](const Handling& handling) {
                return handling.agent == a && handling.taken <= at && at < handling.done;
            });
            ASSERT_TRUE(absent || busy) << agent.name << " idles at " << to_text(at);
        }
    }
    EXPECT_GT(looked, 500);
}

}  // namespace
}  // namespace triaz::plan
