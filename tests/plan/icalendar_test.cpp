// The form of the text; tests/cli/plan_command_test.py has it read by another program.
#include "sim/plan/icalendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::plan {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

Plan small_plan() {
    Plan plan;
    plan.title = "A plan, with; marks";
    plan.control.approved_on = *parse_day("2026-11-16");
    plan.zone = *TimeZone::named("Europe/Berlin");
    plan.from = *parse_day("2026-12-01");
    plan.until = *parse_day("2027-11-30");
    Exercise& talk = plan.exercises.emplace_back();
    talk.id = "talk";
    talk.aim = "so that it's known";
    talk.on = *parse_day("2027-01-19");
    talk.from = 9h + 30min;
    talk.lasts = 3h;
    plan.duties = {{"review", "C29", "look again", "", 60, {}, {}, {}, *parse_day("2026-12-11")}};
    return plan;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = text.find("\r\n", at);
        if (end == std::string::npos) return {"no line break at the end"};
        lines.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return lines;
}

TEST(ICalendar, tells_times_in_UTC_in_winter_and_in_summer) {
    Plan plan = small_plan();
    EXPECT_THAT(to_icalendar(plan), HasSubstr("DTSTART:20270119T083000Z\r\n"
                                              "DTEND:20270119T113000Z\r\n"));
    plan.exercises.front().on = *parse_day("2027-07-19");
    EXPECT_THAT(to_icalendar(plan), HasSubstr("DTSTART:20270719T073000Z\r\n"));
    plan.exercises.front().from.reset();
    EXPECT_THAT(to_icalendar(plan), HasSubstr("DTSTART;VALUE=DATE:20270719\r\n"
                                              "DTEND;VALUE=DATE:20270720\r\n"));
}

TEST(ICalendar, folds_lines_at_75_octets_but_never_inside_a_character) {
    Plan plan = small_plan();
    for (std::size_t shift = 0; shift < 8; ++shift) {
        std::string aim(shift, 'x');
        for (int i = 0; i < 100; ++i) aim += "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
        plan.exercises.front().aim = aim;
        std::string unfolded;
        for (const std::string& line : lines_of(to_icalendar(plan))) {
            ASSERT_LE(line.size(), 75U);
            const std::size_t first = line.starts_with(' ') ? 1 : 0;
            ASSERT_NE(static_cast<unsigned char>(line.at(first)) & 0xc0, 0x80) << line;
            unfolded += line.substr(first);
        }
        EXPECT_THAT(unfolded, HasSubstr("DESCRIPTION:" + aim));
    }
}

TEST(ICalendar, escapes_what_would_mean_something) {
    Plan plan = small_plan();
    plan.exercises.front().aim = "a,b;c\\d\ne\rBEGIN:VEVENT\x01";
    const std::string text = to_icalendar(plan);
    EXPECT_THAT(text, HasSubstr("DESCRIPTION:a\\,b\\;c\\\\d\\neBEGIN:VEVENT\r\n"));
    EXPECT_THAT(text, HasSubstr("X-WR-CALNAME:A plan\\, with\\; marks\r\n"));
}

TEST(ICalendar, gives_the_same_bytes_and_identities_that_last) {
    Plan plan = small_plan();
    const std::string once = to_icalendar(plan);
    EXPECT_EQ(to_icalendar(plan), once);
    const auto uid = [](const std::string& text) {
        const std::size_t at = text.find("UID:");
        return text.substr(at, text.find("\r\n", at) - at);
    };
    plan.exercises.front().on = *parse_day("2027-02-02");  // moved, not another one
    EXPECT_EQ(uid(to_icalendar(plan)), uid(once));
    plan.exercises.front().id = "speak";
    EXPECT_NE(uid(to_icalendar(plan)), uid(once));
    EXPECT_THAT(once, HasSubstr("DTSTAMP:20261116T000000Z\r\n"));
}

TEST(ICalendar, repeats_a_duty_to_the_end_of_the_year_and_leaves_out_one_without_a_day) {
    Plan plan = small_plan();
    EXPECT_THAT(to_icalendar(plan), HasSubstr("RRULE:FREQ=DAILY;INTERVAL=60;UNTIL=20271130\r\n"));
    plan.duties.front().next.reset();
    EXPECT_THAT(to_icalendar(plan), Not(HasSubstr("review")));
}

}  // namespace
}  // namespace triaz::plan
