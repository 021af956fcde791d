#include "sim/publish/html/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"

namespace triaz::publish::html {
namespace {

constexpr std::size_t value_ticks = 5;

// The smallest of 1, 2, 5, 10, 20, 50, ... (and 0.1, 0.05, ...) times which covers the span.
double round_step(double span, std::size_t most) {
    const double rough = span / static_cast<double>(most);
    double power = 1;
    while (power > rough) power /= 10;
    while (power * 10 <= rough) power *= 10;
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough) return factor * power;
    return 10 * power;
}

std::vector<double> ticks_of(double from, double to, double step) {
    std::vector<double> ticks;
    for (double i = std::ceil(from / step - 1e-9); i * step <= to + step * 1e-9; ++i)
        ticks.push_back(i * step);
    return ticks;
}

double least_share(double least) {
    constexpr std::array<double, 6> begins{0.99, 0.95, 0.9, 0.8, 0.5, 0};
    for (const double begin : begins)
        if (begin < least) return begin;
    return 0;
}

}  // namespace

std::vector<double> round_ticks(double from, double to, std::size_t most) {
    base::ensure(to > from && most > 0, "an axis has some length and some ticks");
    return ticks_of(from, to, round_step(to - from, most));
}

Axis value_axis(const Chart& chart) {
    double least = 1e300;
    double most = 0;
    for (const Chart::Curve& curve : chart.curves) {
        for (const Chart::Point& point : curve.points) {
            if (!point.value) continue;
            least = std::min(least, *point.value);
            most = std::max(most, *point.value);
        }
    }
    Axis axis;
    if (chart.unit == Chart::Unit::share) {
        axis.from = least_share(least);
    } else {
        if (most <= 0) most = 1;
        double step = round_step(most, value_ticks);
        if (chart.unit == Chart::Unit::count) step = std::max(step, 1.0);
        axis.to = std::ceil(most / step - 1e-9) * step;
        axis.ticks = ticks_of(axis.from, axis.to, step);
        return axis;
    }
    axis.ticks = round_ticks(axis.from, axis.to, value_ticks);
    return axis;
}

std::string label_of(double value, Chart::Unit unit) {
    switch (unit) {
        case Chart::Unit::share:
            return number(value * 100) + "%";
        case Chart::Unit::seconds:
            return value == 0 ? "0 s" : base::seconds_text(value);
        case Chart::Unit::count:
            break;
    }
    return value >= 1000 ? base::thousands(static_cast<std::uint64_t>(std::llround(value)))
                         : number(value);
}

std::string number(double value) {
    std::string text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text == "-0" ? "0" : text;
}

}  // namespace triaz::publish::html
