#include "sim/traffic/arrivals/rate_curve.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "sim/base/ensure.hpp"
#include "sim/base/ziggurat.hpp"

namespace triaz::traffic {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::optional<double> number(std::string_view text) {
    text = trimmed(text);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return {};
    return value;
}

// A row's two numbers.
struct Row {
    double seconds;
    double rate;
};
std::optional<Row> row_of(std::string_view line) {
    const auto comma = line.find(',');
    if (comma == std::string_view::npos) return {};
    const auto seconds = number(line.substr(0, comma));
    const auto rate = number(line.substr(comma + 1));
    if (!seconds || !rate) return {};
    return Row{*seconds, *rate};
}

}  // namespace

RateCurve RateCurve::constant(double rate) { return of({{{}, rate}}, Between::held); }

RateCurve RateCurve::ramp(double from, double to, base::Duration length) {
    return of({{{}, from}, {length, to}}, Between::linear);
}

RateCurve RateCurve::day(const std::vector<double>& hourly) {
    base::ensure(hourly.size() == 24, "a day has 24 hours");
    std::vector<Point> points;
    for (std::size_t hour = 0; hour < 24; ++hour)
        points.push_back({std::chrono::hours{hour}, hourly[hour]});
    return of(std::move(points), Between::linear, std::chrono::hours{24});
}

RateCurve RateCurve::of(std::vector<Point> points, Between between,
                        std::optional<base::Duration> period) {
    base::ensure(!points.empty() && points[0].at == base::Duration{0}, "a curve begins at zero");
    if (period) base::ensure(*period > points.back().at, "a period is longer than its points");
    RateCurve curve;
    double expected = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double rate = points[i].rate;
        base::ensure(rate >= 0 && rate < infinity, "a rate is finite and not negative");
        const bool last = i + 1 == points.size();
        if (!last) base::ensure(points[i].at < points[i + 1].at, "points rise in time");
        const double start = base::to_seconds(points[i].at);
        double end = start;
        double slope = 0;
        if (!last) end = base::to_seconds(points[i + 1].at);
        if (last && period) end = base::to_seconds(*period);
        if (between == Between::linear && end > start)
            slope = (points[last ? 0 : i + 1].rate - rate) / (end - start);
        curve.pieces_.push_back({start, rate, slope, expected});
        expected += (end - start) * (rate + slope * (end - start) / 2);
    }
    if (period) {
        curve.period_ = base::to_seconds(*period);
        curve.expected_a_period_ = expected;
    }
    return curve;
}

std::variant<RateCurve, RateCurve::Complaint> RateCurve::parse_csv(std::string_view text,
                                                                   Between between) {
    std::vector<Point> points;
    double first = 0;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = text.find('\n');
        const std::string_view content = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (content.empty()) continue;
        const auto row = row_of(content);
        if (!row && line == 1) continue;  // names
        if (!row) return Complaint{line, "expected two numbers, \"seconds,rate\""};
        if (row->rate < 0) return Complaint{line, "a rate is not negative"};
        if (points.empty()) first = row->seconds;
        const double seconds = row->seconds - first;
        if (seconds > 9e9) return Complaint{line, "that is beyond 285 years"};
        const base::Duration at = base::from_seconds(seconds);
        if (!points.empty() && at <= points.back().at)
            return Complaint{line, "times rise from row to row"};
        points.push_back({at, row->rate});
    }
    if (points.empty()) return Complaint{1, "there is no row"};
    return of(std::move(points), between);
}

const RateCurve::Piece& RateCurve::piece_at(double seconds) const {
    const auto after = std::ranges::upper_bound(pieces_, seconds, {}, &Piece::start);
    return after == pieces_.begin() ? pieces_.front() : *(after - 1);
}

double RateCurve::rate_at(base::Time time) const {
    double seconds = base::to_seconds(time);
    if (period_ > 0) seconds -= std::floor(seconds / period_) * period_;
    const Piece& piece = piece_at(seconds);
    return std::max(0.0, piece.rate + piece.slope * (seconds - piece.start));
}

double RateCurve::expected_in_period(double seconds) const {
    const Piece& piece = piece_at(seconds);
    const double inside = seconds - piece.start;
    return piece.expected + inside * (piece.rate + piece.slope * inside / 2);
}

double RateCurve::expected_until(base::Time time) const {
    const double seconds = base::to_seconds(time);
    if (period_ == 0) return expected_in_period(seconds);
    const double periods = std::floor(seconds / period_);
    return periods * expected_a_period_ + expected_in_period(seconds - periods * period_);
}

// Inside a piece, the x with rate x + slope x^2 / 2 = rest, in the form that loses nothing when the
// slope is small: 2 rest / (rate + sqrt(rate^2 + 2 slope rest)).
double RateCurve::seconds_until(double expected) const {
    const auto after = std::ranges::upper_bound(pieces_, expected, {}, &Piece::expected);
    const Piece& piece = after == pieces_.begin() ? pieces_.front() : *(after - 1);
    const double rest = expected - piece.expected;
    const double root = std::sqrt(std::max(0.0, piece.rate * piece.rate + 2 * piece.slope * rest));
    if (piece.rate + root == 0) return rest > 0 ? infinity : piece.start;
    return piece.start + 2 * rest / (piece.rate + root);
}

base::Time RateCurve::next(base::Time now, base::Stream& stream) const {
    // Within its period, so that a long run loses no precision.
    const double step = base::standard_exponential(stream);
    double seconds = base::to_seconds(now);
    double periods = 0;
    if (period_ > 0) {
        if (expected_a_period_ == 0) return base::never;
        periods = std::floor(seconds / period_);
        seconds -= periods * period_;
    }
    double expected = expected_in_period(seconds) + step;
    if (period_ > 0 && expected >= expected_a_period_) {
        const double whole = std::floor(expected / expected_a_period_);
        periods += whole;
        expected = std::max(0.0, expected - whole * expected_a_period_);
    }
    const double at = seconds_until(expected);
    if (!(periods * period_ + at < 9.2e9)) return base::never;
    const base::Duration whole = base::from_seconds(period_) * static_cast<std::int64_t>(periods);
    return std::max(now, base::Time{whole + base::from_seconds(at)});
}

}  // namespace triaz::traffic
