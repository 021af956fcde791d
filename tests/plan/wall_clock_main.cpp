// Answers questions about wall clocks, one a line, for wall_clock_test.py, which asks Python too.
//
//   local ZONE SECONDS                 -> "YYYY-MM-DD seconds-since-midnight offset"
//   instant ZONE YYYY-MM-DD SECONDS    -> "first last", in seconds since 1970
//   open ZONE OPENS CLOSES SECONDS     -> "is_open next_open after 10 h of work"; Monday to Friday
#include <iostream>
#include <string>

#include "sim/plan/office_hours.hpp"

namespace {

using namespace triaz::plan;
using std::chrono::seconds;

long long count(Instant at) {
    return static_cast<long long>(std::chrono::floor<seconds>(at).time_since_epoch().count());
}

long long count(triaz::base::Duration span) {
    return static_cast<long long>(std::chrono::floor<seconds>(span).count());
}

void answer(const std::string& question, const TimeZone& zone) {
    long long at = 0;
    std::string first;
    std::string second;
    if (question == "local") {
        std::cin >> at;
        const auto local = zone.local(Instant{seconds{at}});
        std::cout << to_text(local.day) << ' ' << count(local.time_of_day) << ' '
                  << count(zone.offset(Instant{seconds{at}})) << '\n';
    } else if (question == "instant") {
        std::cin >> first >> at;
        std::cout << count(zone.first(*parse_day(first), seconds{at})) << ' '
                  << count(zone.last(*parse_day(first), seconds{at})) << '\n';
    } else {
        std::cin >> first >> second >> at;
        OfficeHours hours;
        hours.zone = zone;
        hours.opens = *parse_time_of_day(first);
        hours.closes = *parse_time_of_day(second);
        const Instant now{seconds{at}};
        std::cout << hours.is_open(now) << ' ' << count(hours.next_open(now)) << ' '
                  << count(hours.after_working(now, std::chrono::hours{10})) << '\n';
    }
}

}  // namespace

int main() {
    std::string question;
    std::string zone;
    while (std::cin >> question >> zone) {
        const auto found = TimeZone::named(zone);
        if (!found) return 1;
        answer(question, *found);
    }
    return 0;
}
