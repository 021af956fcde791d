#include <vector>

#include <fmt/format.h>

#include "sim/base/distribution.hpp"
#include "sim/scenario/check_form.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/quantity.hpp"

namespace triaz::scenario {

namespace {

using base::Distribution;
using base::Duration;

Distribution read_lognormal(const Fields& parameters) {
    const Duration median = parameters.duration("median");
    const Duration p99 = parameters.duration("p99");
    if (!parameters.has("median") || !parameters.has("p99") || median <= Duration::zero())
        return {};
    if (p99 < median) {
        parameters.error("p99", {.code = "impossible-distribution",
                                 .message = "the 99th percentile is below the median",
                                 .expected = fmt::format("at least {}", base::to_text(median))});
        return {};
    }
    return Distribution::lognormal(median, p99);
}

Distribution read_pareto(const Fields& parameters) {
    const Duration minimum = parameters.duration("minimum");
    const double shape = parameters.number("shape");
    if (minimum <= Duration::zero() || !(shape > 0)) return {};
    return Distribution::pareto(minimum, shape);
}

Distribution read_uniform(const Fields& parameters) {
    const Duration low = parameters.duration("low");
    const Duration high = parameters.duration("high");
    if (!parameters.has("low") || !parameters.has("high")) return {};
    if (low > high) {
        parameters.error("high", {.code = "impossible-distribution",
                                  .message = "the upper bound is below the lower one",
                                  .expected = fmt::format("at least {}", base::to_text(low))});
        return {};
    }
    return Distribution::uniform(low, high);
}

// One pair of a quantile function, judged after the one before it.
bool read_point(const Value& value, std::vector<Distribution::Quantile>& points,
                std::string& wrong) {
    const Array& pair = *value.array();
    const auto share = pair.size() == 2 ? pair[0].number() : std::nullopt;
    const auto duration = pair.size() == 2 ? duration_of(pair[1]) : std::nullopt;
    if (!share || !duration || *share < 0 || *share > 1) {
        wrong = "a pair of a share and a duration: [0.5, \"2ms\"]";
    } else if (points.empty() && *share != 0) {
        wrong = "the share 0 in the first pair";
    } else if (!points.empty() && *share <= points.back().share) {
        wrong = fmt::format("a share above {}, that of the pair before", points.back().share);
    } else if (!points.empty() && *duration < points.back().value) {
        wrong = fmt::format("a duration not below {}, that of the pair before",
                            base::to_text(points.back().value));
    } else {
        points.push_back({*share, *duration});
        return true;
    }
    return false;
}

Distribution read_empirical(const Fields& fields, Complaints& complaints) {
    const Array& pairs = *fields.value("empirical")->array();
    const std::string path = fields.path("empirical");
    std::vector<Distribution::Quantile> points;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        std::string wrong;
        if (pairs[i].array() == nullptr) return {};
        if (read_point(pairs[i], points, wrong)) continue;
        complaints.error(pairs[i].at, path + pointer_part(std::to_string(i)),
                         {.code = "impossible-distribution",
                          .message = fmt::format("pair {} of the quantiles is wrong", i + 1),
                          .expected = wrong});
        return {};
    }
    if (points.size() < 2) return {};
    if (points.back().share != 1) {
        complaints.error(pairs.back().at, path,
                         {.code = "impossible-distribution",
                          .message = "the quantiles do not end at the share 1",
                          .expected = "the longest duration with the share 1"});
        return {};
    }
    return Distribution::empirical(std::move(points));
}

Distribution truncate(const Distribution& whole, const Fields& bounds) {
    const Duration low = bounds.duration("low");
    const Duration high = bounds.has("high") ? bounds.duration("high") : Duration::max();
    if (low >= high) {
        bounds.error({.code = "impossible-distribution",
                      .message = "the lower bound is not below the upper one",
                      .expected = "low below high"});
        return whole;
    }
    if (!(whole.share_between(low, high) >= Distribution::least_share)) {
        bounds.error({.code = "impossible-distribution",
                      .message = "the distribution has nothing between these bounds",
                      .expected = "bounds that some of its draws keep"});
        return whole;
    }
    return whole.truncated(low, high);
}

Distribution read_way(const Fields& fields, Complaints& complaints) {
    const std::string& way = fields.shape().keys.front().name;
    if (!fields.has(way)) return {};
    if (way == "constant") return Distribution::constant(fields.duration(way));
    if (way == "empirical") return read_empirical(fields, complaints);
    const Fields parameters = fields.object(way);
    if (way == "exponential") return Distribution::exponential(parameters.duration("mean"));
    if (way == "lognormal") return read_lognormal(parameters);
    if (way == "pareto") return read_pareto(parameters);
    return read_uniform(parameters);
}

}  // namespace

Distribution read_distribution(const Value& value, const std::string& path,
                               Complaints& complaints) {
    if (value.text() != nullptr) {
        const auto constant = duration_of(value);
        return constant && is_within(value, duration()) ? Distribution::constant(*constant)
                                                        : Distribution{};
    }
    static const Form form = distribution();
    if (value.object() == nullptr) return {};
    const Shape* shape = chosen(form.parts.back(), value);
    if (shape == nullptr) return {};
    const Fields fields{&value, *shape, value.at, path, complaints};
    const std::size_t errors = complaints.errors();
    Distribution whole = read_way(fields, complaints);
    if (complaints.errors() > errors || !fields.has("truncated")) return whole;
    return truncate(whole, fields.object("truncated"));
}

}  // namespace triaz::scenario
