// A rate of arrivals that changes with time, piecewise linear: ramps, the curve of a day, recorded
// rates. Continued with its last rate, or repeated.
//
// Requires of all rates: requests per second, finite, not negative.
// Arrivals of the Poisson process with this rate are drawn by inversion: the expected number of
// arrivals up to a moment is the integral of the rate, and from one arrival to the next it grows by
// an exponential variate of mean 1 (Çinlar 1975). Times are exact to a nanosecond.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

class RateCurve {
public:
    struct Point {
        base::Duration at{};
        double rate = 0;  // per second
    };
    enum class Between : std::uint8_t {
        linear,  // the rate goes in a line to the next point's
        held,    // it stays until the next point
    };

    static RateCurve constant(double rate);
    static RateCurve ramp(double from, double to, base::Duration length);
    // Linear between 24 hourly rates, repeated each day. Requires: 24 rates.
    static RateCurve day(const std::vector<double>& hourly);
    // Requires: points rise strictly in time, the first at zero; when repeated, the period is above
    // the last point's time, and a linear curve goes back to the first rate at its end.
    static RateCurve of(std::vector<Point> points, Between between,
                        std::optional<base::Duration> period = {});

    // Rows of "seconds,rate" as recorded, each rate held until the next row; an optional first row
    // of names is passed over, and times count from the first row.
    struct Complaint {
        std::size_t line = 0;  // from 1
        std::string text;
    };
    static std::variant<RateCurve, Complaint> parse_csv(std::string_view text, Between between);

    double rate_at(base::Time time) const;
    // Arrivals expected up to `time`. Requires: time >= start_of_run.
    double expected_until(base::Time time) const;
    // The first arrival after `now`; `never` when no more is to come.
    base::Time next(base::Time now, base::Stream& stream) const;

private:
    struct Piece {
        double start = 0;     // seconds
        double rate = 0;      // at the start
        double slope = 0;     // per second and second
        double expected = 0;  // arrivals up to the start, in one period
    };

    double expected_in_period(double seconds) const;
    double seconds_until(double expected) const;  // the inverse, in one period
    const Piece& piece_at(double seconds) const;

    std::vector<Piece> pieces_;
    double period_ = 0;  // seconds; zero: not repeated
    double expected_a_period_ = 0;
};

}  // namespace triaz::traffic
