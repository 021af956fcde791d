#include "sim/traffic/health/detection.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

namespace {

using base::Duration;

// What becomes of a check under way when the condition changes.
enum class UnderWay : std::uint8_t {
    ends_at_once,  // against the opinion
    takes_longer,  // it ends against the opinion, as long after its start as all later ones take
    ends_as_ever,  // it still speaks for the opinion
};

// One turn of an opinion: settled checks before, `needed` contradicting ones after.
struct Course {
    Spacing spacing;
    UnderWay under_way;
    std::uint32_t needed;
    Duration before;  // a settled check takes
    Duration after;   // a contradicting one takes
    Span settled;     // interval before, with its jitter
    Span between;     // interval between contradicting checks
};

Span bounds_of(const HealthCheck& check, Duration interval) {
    return {with_jitter(check.jitter, interval, 0), with_jitter(check.jitter, interval, 1)};
}

// From the end of one contradicting check to the end of the next.
Duration gap(const Course& course, Duration interval) {
    return course.spacing == Spacing::after_end ? interval + course.after
                                                : std::max(interval, course.after);
}

// From the end of the first contradicting check to the end of the last.
Duration rest(const Course& course, Duration interval) {
    return gap(course, interval) * (course.needed - 1);
}

// Between two settled checks, from the end of one to the start of the next.
Duration pause(const Course& course, Duration interval) {
    return course.spacing == Spacing::after_end ? interval
                                                : std::max(interval - course.before, Duration{0});
}

// When the check under way is the first of the contradicting ones, at its least: it was as good as
// over.
Duration least_from_under_way(const Course& course) {
    if (course.under_way == UnderWay::takes_longer) {
        return course.after - course.before + rest(course, course.between.least);
    }
    if (course.needed == 1) return Duration{0};
    // Cut short, it leaves an interval between starts that has partly passed already.
    const Duration passed = course.spacing == Spacing::after_end ? Duration{0} : course.before;
    return std::max(course.between.least - passed, Duration{0}) + course.after +
           gap(course, course.between.least) * (course.needed - 2);
}

Span span_of(const Course& course) {
    const Duration last = rest(course, course.between.most);
    Span result{course.after + rest(course, course.between.least),
                pause(course, course.settled.most) + course.after + last};
    if (course.before == Duration{0}) return result;
    if (course.under_way == UnderWay::ends_as_ever) {
        result.most += course.before;
    } else {
        result.least = std::min(result.least, least_from_under_way(course));
    }
    return result;
}

}  // namespace

std::optional<Span> time_to_detect(const HealthCheck& check, Condition condition,
                                   const Surroundings& around) {
    const CheckOutcome outcome = seen_by(check.depth, condition);
    if (outcome == CheckOutcome::passed) return {};
    const auto slowed = [&](Duration interval) {
        return around.had_traffic ? interval : check.no_traffic.value_or(interval);
    };
    Course course{};
    course.spacing = check.spacing;
    course.under_way =
        outcome == CheckOutcome::refused ? UnderWay::ends_at_once : UnderWay::takes_longer;
    const bool at_once =
        outcome == CheckOutcome::unexpected_status && check.unexpected_status_at_once;
    course.needed = at_once ? 1 : check.fall;
    course.before = time_taken(check, CheckOutcome::passed, around.answer_time);
    course.after = time_taken(check, outcome, around.answer_time);
    base::ensure(outcome == CheckOutcome::refused || course.before <= course.after,
                 "a check that passes is within its time-outs");
    course.settled = bounds_of(check, slowed(check.interval));
    course.between = bounds_of(check, slowed(check.turning_down.value_or(check.interval)));
    return span_of(course);
}

std::optional<Span> time_to_restore(const HealthCheck& check, Condition condition,
                                    const Surroundings& around) {
    const CheckOutcome outcome = seen_by(check.depth, condition);
    if (outcome == CheckOutcome::passed) return {};
    const auto slowed = [&](Duration interval) {
        return around.had_traffic ? interval : check.no_traffic.value_or(interval);
    };
    Course course{};
    course.spacing = check.spacing;
    course.under_way = UnderWay::ends_as_ever;
    course.needed = check.rise;
    course.before = time_taken(check, outcome, around.answer_time);
    course.after = time_taken(check, CheckOutcome::passed, around.answer_time);
    course.settled = bounds_of(check, slowed(check.unhealthy.value_or(check.interval)));
    course.between = bounds_of(check, slowed(check.turning_up.value_or(check.interval)));
    return span_of(course);
}

Duration mean_until_turned(const Span& span, std::uint32_t turned, std::uint32_t checkers) {
    const double part = static_cast<double>(turned) / (static_cast<double>(checkers) + 1);
    return span.least + base::from_seconds(base::to_seconds(span.most - span.least) * part);
}

}  // namespace triaz::traffic
