#include "sim/traffic/arrivals/processes.hpp"

namespace triaz::traffic {

double BurstyArrivals::mean_rate() const {
    const double calm = base::to_seconds(options_.calm);
    const double burst = base::to_seconds(options_.burst);
    return (options_.calm_rate * calm + options_.burst_rate * burst) / (calm + burst);
}

double BurstyArrivals::index_of_dispersion() const {
    const double p = 1 / base::to_seconds(options_.calm);
    const double q = 1 / base::to_seconds(options_.burst);
    const double a = options_.calm_rate;
    const double b = options_.burst_rate;
    return 1 + 2 * (a - b) * (a - b) * p * q / ((p + q) * (p + q) * (a * q + b * p));
}

}  // namespace triaz::traffic
