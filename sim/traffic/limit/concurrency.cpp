#include "sim/traffic/limit/concurrency.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/ensure.hpp"

namespace triaz::traffic {

namespace {

double start_of(const ConcurrencyOptions& options) {
    if (const auto* fixed = std::get_if<FixedLimit>(&options)) return fixed->limit;
    if (const auto* aimd = std::get_if<AimdLimit>(&options)) return aimd->start;
    return std::get<GradientLimit>(options).start;
}

double next_limit(const AimdLimit& rule, double limit, double used, bool bad) {
    if (bad) limit = std::floor(limit * rule.decrease);
    if (!bad && used * 2 >= limit) limit += 1;
    return std::clamp(limit, static_cast<double>(rule.least), static_cast<double>(rule.most));
}

}  // namespace

ConcurrencyLimit::ConcurrencyLimit(const ConcurrencyOptions& options)
    : options_(options), limit_(start_of(options)) {}

bool ConcurrencyLimit::take() {
    if (under_way_ >= limit()) return false;
    ++under_way_;
    return true;
}

void ConcurrencyLimit::ignored() {
    base::ensure(under_way_ > 0, "only a call under way ends");
    --under_way_;
}

void ConcurrencyLimit::ended(base::Duration latency, bool failed) {
    const double used = under_way_;
    ignored();
    if (const auto* rule = std::get_if<AimdLimit>(&options_)) {
        limit_ = next_limit(*rule, limit_, used, failed || latency > rule->slow);
        return;
    }
    const auto* rule = std::get_if<GradientLimit>(&options_);
    if (rule == nullptr || failed) return;  // a failure has no latency to learn from
    const double seconds = base::to_seconds(latency);
    seen_ = std::min(seen_ + 1, rule->memory);
    usual_ += (seconds - usual_) / seen_;
    // After a long overload the average would be too high for long.
    if (seconds > 0 && usual_ / seconds > 2) usual_ *= 0.95;
    if (used < limit_ / 2) return;  // not what limits
    const double ratio = seconds == 0 ? 1 : rule->tolerance * usual_ / seconds;
    const double wanted = limit_ * std::clamp(ratio, 0.5, 1.0) + std::sqrt(limit_);
    const double smoothed = limit_ * (1 - rule->smoothing) + wanted * rule->smoothing;
    limit_ =
        std::clamp(smoothed, static_cast<double>(rule->least), static_cast<double>(rule->most));
}

}  // namespace triaz::traffic
