#include "sim/base/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "sim/base/ensure.hpp"
#include "sim/base/portable_math.hpp"

namespace triaz::base {

namespace {

using Quantile = Distribution::Quantile;

constexpr double infinity = std::numeric_limits<double>::infinity();

double nanoseconds(Duration duration) { return static_cast<double>(duration.count()); }

// The mean of e^-t for t from 0 to y.
double mean_decay(double y) { return y == 0 ? 1 : -portable_expm1(-y) / y; }

// The mean of an exponential of mean 1 cut off at `width`: 1 - width / (e^width - 1).
double mean_of_cut_exponential(double width) {
    if (width < 1e-2) return width * (0.5 - width / 12 * (1 - width * width / 60));
    return 1 - width / portable_expm1(width);
}

double interpolated(const Quantile& left, const Quantile& right, double share) {
    const double part = (share - left.share) / (right.share - left.share);
    return nanoseconds(left.value) + part * (nanoseconds(right.value) - nanoseconds(left.value));
}

double value_at(std::span<const Quantile> points, double share) {
    const auto right = std::ranges::upper_bound(points, share, {}, &Quantile::share);
    if (right == points.begin()) return nanoseconds(points.front().value);
    if (right == points.end()) return nanoseconds(points.back().value);
    return interpolated(*(right - 1), *right, share);
}

// The share at `value` on the line that ends at `right`.
double share_on_line(std::span<const Quantile> points, std::size_t right, double value) {
    if (right == 0) return 0;
    if (right == points.size()) return 1;
    const Quantile& before = points[right - 1];
    const Quantile& after = points[right];
    const double width = nanoseconds(after.value) - nanoseconds(before.value);
    const double part = (value - nanoseconds(before.value)) / width;
    return before.share + part * (after.share - before.share);
}

// P(X <= value) and P(X < value): they differ at a lump.
double share_up_to(std::span<const Quantile> points, double value) {
    const auto right = std::ranges::upper_bound(
        points, value, {}, [](const Quantile& point) { return nanoseconds(point.value); });
    return share_on_line(points, static_cast<std::size_t>(right - points.begin()), value);
}

double share_under(std::span<const Quantile> points, double value) {
    const auto right = std::ranges::lower_bound(
        points, value, {}, [](const Quantile& point) { return nanoseconds(point.value); });
    return share_on_line(points, static_cast<std::size_t>(right - points.begin()), value);
}

}  // namespace

Distribution Distribution::constant(Duration value) {
    ensure(value >= Duration::zero(), "a duration drawn is not negative");
    Distribution result;
    result.low_ = result.high_ = value;
    return result;
}

Distribution Distribution::exponential(Duration mean) {
    ensure(mean >= Duration::zero(), "a duration drawn is not negative");
    if (mean == Duration::zero()) return constant(mean);
    Distribution result;
    result.kind_ = Kind::exponential;
    result.method_ = Method::exponential;
    result.a_ = nanoseconds(mean);
    result.high_ = Duration::max();
    return result;
}

Distribution Distribution::lognormal(Duration median, Duration p99) {
    ensure(median > Duration::zero(), "the median of a lognormal is positive");
    ensure(p99 >= median, "the 99th percentile is not below the median");
    if (p99 == median) return constant(median);
    Distribution result;
    result.kind_ = Kind::lognormal;
    result.method_ = Method::lognormal;
    result.a_ = portable_log(nanoseconds(median));
    result.b_ = portable_log(nanoseconds(p99) / nanoseconds(median)) / normal_quantile(0.99);
    result.high_ = Duration::max();
    return result;
}

Distribution Distribution::pareto(Duration minimum, double shape) {
    ensure(minimum > Duration::zero(), "the minimum of a pareto is positive");
    ensure(shape > 0 && shape < infinity, "the shape of a pareto is positive and finite");
    Distribution result;
    result.kind_ = Kind::pareto;
    result.method_ = Method::pareto;
    result.a_ = nanoseconds(minimum);
    result.b_ = shape;
    result.low_ = minimum;
    result.high_ = Duration::max();
    return result;
}

Distribution Distribution::uniform(Duration low, Duration high) {
    ensure(low >= Duration::zero(), "a duration drawn is not negative");
    ensure(low <= high, "the bounds of a uniform are in order");
    if (low == high) return constant(low);
    Distribution result;
    result.kind_ = Kind::uniform;
    result.method_ = Method::inversion;
    result.a_ = nanoseconds(low);
    result.b_ = nanoseconds(high);
    result.low_ = low;
    result.high_ = high;
    return result;
}

Distribution Distribution::empirical(std::vector<Quantile> points) {
    ensure(points.size() >= 2, "an empirical distribution has at least two points");
    ensure(points.front().share == 0 && points.back().share == 1, "its shares go from 0 to 1");
    ensure(points.front().value >= Duration::zero(), "a duration drawn is not negative");
    for (std::size_t i = 1; i < points.size(); ++i) {
        ensure(points[i - 1].share < points[i].share, "its shares rise");
        ensure(points[i - 1].value <= points[i].value, "its values never fall");
    }
    if (points.front().value == points.back().value) return constant(points.front().value);
    Distribution result;
    result.kind_ = Kind::empirical;
    result.method_ = Method::inversion;
    result.low_ = points.front().value;
    result.high_ = points.back().value;
    result.points_ = std::make_shared<const std::vector<Quantile>>(std::move(points));
    return result;
}

Distribution Distribution::truncated(Duration low, Duration high) const {
    ensure(low < high, "the bounds of a truncation are in order");
    if (low <= low_ && high >= high_) return *this;
    ensure(share_between(low, high) >= least_share, "a truncation leaves something to draw");
    Distribution result = *this;
    result.method_ = Method::inversion;
    result.low_ = std::max(low_, low);
    result.high_ = std::min(high_, high);
    result.share_from_low_ = survival_from(result.low_);
    result.share_beyond_high_ = survival_beyond(result.high_);
    return result;
}

// P(X > x) before truncation.
double Distribution::survival(double x) const {
    switch (kind_) {
        case Kind::constant:
            return x < nanoseconds(low_) ? 1 : 0;
        case Kind::exponential:
            return x <= 0 ? 1 : portable_exp(-x / a_);
        case Kind::lognormal:
            return x <= 0 ? 1 : normal_survival((portable_log(x) - a_) / b_);
        case Kind::pareto:
            return x <= a_ ? 1 : portable_exp(-b_ * portable_log(x / a_));
        case Kind::uniform:
            return std::clamp((b_ - x) / (b_ - a_), 0.0, 1.0);
        case Kind::empirical:
            return 1 - share_up_to(*points_, x);
    }
    ensure(false, "no such kind of distribution");
    return 0;
}

// The x with P(X > x) = share before truncation.
double Distribution::at_survival(double share) const {
    if (share <= 0) return nanoseconds(high_);
    if (share >= 1) return nanoseconds(low_);
    switch (kind_) {
        case Kind::constant:
            return nanoseconds(low_);
        case Kind::exponential:
            return -a_ * portable_log(share);
        case Kind::lognormal:
            return portable_exp(a_ - b_ * normal_quantile(share));
        case Kind::pareto:
            return a_ * portable_exp(-portable_log(share) / b_);
        case Kind::uniform:
            return b_ - share * (b_ - a_);
        case Kind::empirical:
            return value_at(*points_, 1 - share);
    }
    ensure(false, "no such kind of distribution");
    return 0;
}

double Distribution::survival_from(Duration low) const {
    if (low <= low_) return share_from_low_;
    if (kind_ == Kind::empirical) return 1 - share_under(*points_, nanoseconds(low));
    return survival(nanoseconds(low));
}

double Distribution::survival_beyond(Duration high) const {
    return high >= high_ ? share_beyond_high_ : survival(nanoseconds(high));
}

double Distribution::share_between(Duration low, Duration high) const {
    if (low > high || low > high_ || high < low_) return 0;
    return (survival_from(low) - survival_beyond(high)) / (share_from_low_ - share_beyond_high_);
}

double Distribution::cumulative(Duration value) const {
    return share_between(Duration::zero(), value);
}

Duration Distribution::quantile(double share) const {
    ensure(share >= 0 && share < 1, "a quantile is of a share from 0 to below 1");
    if (is_constant()) return low_;
    const double above = share_from_low_ - share * (share_from_low_ - share_beyond_high_);
    return std::clamp(rounded(at_survival(above)), low_, high_);
}

Duration Distribution::draw_slowly(Stream& stream) const {
    if (method_ == Method::lognormal) {
        return rounded(portable_exp(a_ + b_ * standard_normal(stream)));
    }
    if (method_ == Method::pareto) {
        return rounded(a_ * portable_exp(standard_exponential(stream) / b_));
    }
    return quantile(stream.uniform());
}

double Distribution::mean_seconds() const {
    const double low = nanoseconds(low_);
    const double high = high_ == Duration::max() ? infinity : nanoseconds(high_);
    double mean = low;
    switch (kind_) {
        case Kind::constant:
            break;
        case Kind::exponential:
            mean = low + a_ * (high == infinity ? 1 : mean_of_cut_exponential((high - low) / a_));
            break;
        case Kind::lognormal:
            mean = std::clamp(mean_of_lognormal(), low, high);
            break;
        case Kind::pareto:
            mean = mean_of_pareto();
            break;
        case Kind::uniform:
            mean = 0.5 * (low + high);
            break;
        case Kind::empirical:
            mean = mean_of_empirical();
            break;
    }
    return mean * 1e-9;
}

// E[X; low <= X <= high] = E[X] P(low' <= Z <= high'), with the bounds in deviations less one b.
double Distribution::mean_of_lognormal() const {
    const auto moved = [&](Duration bound) {
        return (portable_log(nanoseconds(bound)) - a_) / b_ - b_;
    };
    const double from_low = low_ == Duration::zero() ? 1 : normal_survival(moved(low_));
    const double beyond_high = high_ == Duration::max() ? 0 : normal_survival(moved(high_));
    return portable_exp(a_ + 0.5 * b_ * b_) * (from_low - beyond_high) /
           (share_from_low_ - share_beyond_high_);
}

// With low a, high b, shape k and L = log(b / a): a * mean_decay((k - 1) L) / mean_decay(k L).
double Distribution::mean_of_pareto() const {
    const double low = nanoseconds(low_);
    if (high_ == Duration::max()) return b_ <= 1 ? infinity : low * b_ / (b_ - 1);
    const double span = portable_log(nanoseconds(high_) / low);
    return low * mean_decay((b_ - 1) * span) / mean_decay(b_ * span);
}

double Distribution::mean_of_empirical() const {
    const double from = 1 - share_from_low_;
    const double to = 1 - share_beyond_high_;
    double sum = 0;
    for (std::size_t i = 1; i < points_->size(); ++i) {
        const Quantile& left = (*points_)[i - 1];
        const Quantile& right = (*points_)[i];
        const double start = std::max(from, left.share);
        const double end = std::min(to, right.share);
        if (start >= end) continue;
        const double middle = interpolated(left, right, 0.5 * (start + end));
        sum += middle * (end - start);
    }
    return sum / (to - from);
}

}  // namespace triaz::base
