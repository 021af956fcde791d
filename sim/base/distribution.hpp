// Distributions of non-negative durations, drawn the same on every machine and compiler: only
// IEEE additions, multiplications, divisions and square roots, and our own exp and log.
//
// A Distribution is a small value (copy it freely; the points of an empirical one are shared and
// immutable). `draw` is on the hot path: no allocation, no virtual call.
//
// Draws are rounded to the nearest nanosecond, and one without an upper bound never exceeds
// `longest_draw`, so that an instant plus a draw stays in range.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/base/ziggurat.hpp"

namespace triaz::base {

inline constexpr Duration longest_draw{std::int64_t{1} << 61};  // 73 years

class Distribution {
public:
    enum class Kind : std::uint8_t { constant, exponential, lognormal, pareto, uniform, empirical };

    // One point of an empirical quantile function: `share` of all values are <= `value`.
    struct Quantile {
        double share;
        Duration value;
    };

    Distribution() = default;  // constant zero

    // No duration given here may be negative. One without spread (mean 0, p99 = median, low = high)
    // becomes a constant. A constant takes nothing from the stream.
    static Distribution constant(Duration value);
    static Distribution exponential(Duration mean);
    // By its median and its 99th percentile, as latencies are reported. Requires: p99 >= median >
    // 0.
    static Distribution lognormal(Duration median, Duration p99);
    // P(X > x) = (minimum / x)^shape for x >= minimum. Requires: minimum > 0, shape > 0.
    static Distribution pareto(Duration minimum, double shape);
    // Requires: low <= high.
    static Distribution uniform(Duration low, Duration high);
    // Linear between the points; two points of one value are a lump of that value.
    // Requires: >= 2 points, shares strictly rising from 0 to 1, values never falling.
    static Distribution empirical(std::vector<Quantile> points);

    // The same distribution conditioned on [low, high], by drawing its quantiles between
    // F(low) and F(high) (no rejection loop). Duration::max() for `high` means no upper bound.
    // Requires: low < high, and share_between(low, high) >= least_share; a constant lies within.
    Distribution truncated(Duration low, Duration high) const;
    static constexpr double least_share = 1e-12;

    Duration draw(Stream& stream) const {
        if (method_ == Method::exponential) return rounded(a_ * standard_exponential(stream));
        if (method_ == Method::fixed) return low_;
        return draw_slowly(stream);
    }

    Kind kind() const { return kind_; }
    bool is_constant() const { return kind_ == Kind::constant; }
    // In closed form. Infinite for an unbounded pareto with shape <= 1.
    double mean_seconds() const;
    // The largest value `draw` can give; Duration::max() when unbounded.
    Duration upper_bound() const { return high_; }
    // F(x) and its inverse; share in [0, 1).
    double cumulative(Duration value) const;
    Duration quantile(double share) const;
    // P(low <= X <= high).
    double share_between(Duration low, Duration high) const;

private:
    // How it is drawn. Only without truncation is it anything but inversion.
    enum class Method : std::uint8_t { fixed, exponential, lognormal, pareto, inversion };

    // Everything works on the survival P(X > x), which stays exact far out in the upper tail,
    // where a truncated distribution may live. The first two know nothing of truncation.
    double survival(double nanoseconds) const;
    double at_survival(double share) const;
    double survival_from(Duration low) const;
    double survival_beyond(Duration high) const;
    double mean_of_lognormal() const;
    double mean_of_pareto() const;
    double mean_of_empirical() const;
    Duration draw_slowly(Stream& stream) const;

    static Duration rounded(double nanoseconds) {
        constexpr auto most = static_cast<double>(longest_draw.count());
        return Duration{static_cast<std::int64_t>((nanoseconds < most ? nanoseconds : most) + 0.5)};
    }

    Kind kind_ = Kind::constant;
    Method method_ = Method::fixed;
    // Exponential: mean [ns]; lognormal: mean of log ns; pareto: minimum [ns]; uniform: low [ns].
    double a_ = 0;
    // Lognormal: deviation of log ns; pareto: shape; uniform: high [ns].
    double b_ = 0;
    // The bounds of what can be drawn, natural or truncated, and P(X >= low_), P(X > high_) before
    // truncation.
    Duration low_{0};
    Duration high_{0};
    double share_from_low_ = 1;
    double share_beyond_high_ = 0;
    std::shared_ptr<const std::vector<Quantile>> points_;
};

}  // namespace triaz::base
