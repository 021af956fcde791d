// When requests come: memoryless, in bursts, along a curve, or when a caller has thought it over.
//
// A process is a small value; `next` draws from the stream it is given and from nothing else.
#pragma once

#include <cstdint>
#include <utility>
#include <variant>

#include "sim/base/distribution.hpp"
#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/base/ziggurat.hpp"
#include "sim/traffic/arrivals/rate_curve.hpp"

namespace triaz::traffic {

// Requires: rate (per second) above zero.
class PoissonArrivals {
public:
    explicit PoissonArrivals(double rate) : mean_gap_(1 / rate) {
        base::ensure(rate > 0, "a rate is above zero");
    }
    base::Time next(base::Time now, base::Stream& stream) {
        return now + base::from_seconds(mean_gap_ * base::standard_exponential(stream));
    }

private:
    double mean_gap_;
};

// Bursts: a Poisson process whose rate jumps between two values, staying at each for an exponential
// time (the Markov-modulated Poisson process with two states; Fischer & Meier-Hellstern 1993).
class BurstyArrivals {
public:
    struct Options {
        double calm_rate = 0;  // per second; one of the two is above zero
        double burst_rate = 0;
        base::Duration calm{};  // mean stay; both above zero
        base::Duration burst{};
    };
    // Starts in calm.
    explicit BurstyArrivals(const Options& options) : options_(options) {
        base::ensure(options.calm_rate > 0 || options.burst_rate > 0, "something arrives");
        base::ensure(options.calm > base::Duration{0} && options.burst > base::Duration{0},
                     "stays last");
    }

    // Memory serves: what was drawn for the rest of a stay is drawn anew after each arrival.
    base::Time next(base::Time now, base::Stream& stream) {
        double seconds = 0;
        for (;;) {
            const double rate = bursting_ ? options_.burst_rate : options_.calm_rate;
            const double leave = 1 / base::to_seconds(bursting_ ? options_.burst : options_.calm);
            seconds += base::standard_exponential(stream) / (rate + leave);
            if (stream.uniform() * (rate + leave) < rate) return now + base::from_seconds(seconds);
            bursting_ = !bursting_;
        }
    }
    bool bursting() const { return bursting_; }

    double mean_rate() const;
    // Of the number of arrivals in a long time, variance / mean; 1 for a Poisson process:
    // 1 + 2 (a - b)^2 p q / ((p + q)^2 (a q + b p)), with rates a, b and p, q the rates of leaving
    // them.
    double index_of_dispersion() const;

private:
    Options options_;
    bool bursting_ = false;
};

class CurveArrivals {
public:
    explicit CurveArrivals(RateCurve curve) : curve_(std::move(curve)) {}
    base::Time next(base::Time now, base::Stream& stream) { return curve_.next(now, stream); }
    const RateCurve& curve() const { return curve_; }

private:
    RateCurve curve_;
};

// An open arrival process.
using Arrivals = std::variant<PoissonArrivals, BurstyArrivals, CurveArrivals>;

inline base::Time next_arrival(Arrivals& arrivals, base::Time now, base::Stream& stream) {
    return std::visit([&](auto& process) { return process.next(now, stream); }, arrivals);
}

// A closed loop: each of a fixed number of callers sends its next request a think time after the
// answer to the last one, so that a slow service gets fewer. By Little's law the throughput is
// callers / (think time + response time).
struct ClosedLoop {
    std::uint32_t callers = 1;
    base::Distribution think_time;

    // The first request of a caller, so that they do not start all at once.
    base::Time first(base::Time start, base::Stream& stream) const {
        return start + think_time.draw(stream);
    }
    base::Time next(base::Time answered, base::Stream& stream) const {
        return answered + think_time.draw(stream);
    }
};

}  // namespace triaz::traffic
