// How many requests may be under way: a fixed number, or one that follows what answers tell.
//
//   additive increase, multiplicative decrease: one more with each good answer, while at least half
//     of the limit is used; times `decrease` with each bad one (Chiu & Jain 1989).
//   gradient: limit * clamp(tolerance * usual latency / latency, 1/2, 1) + sqrt(limit), smoothed;
//     the usual latency is a slow moving average (Netflix concurrency-limits, Gradient2).
#pragma once

#include <cstdint>
#include <variant>

#include "sim/base/time.hpp"

namespace triaz::traffic {

struct FixedLimit {
    std::uint32_t limit = 100;
};
struct AimdLimit {
    std::uint32_t start = 20;
    std::uint32_t least = 1;
    std::uint32_t most = 1000;
    double decrease = 0.9;
    base::Duration slow = std::chrono::seconds{5};  // an answer after that is a bad one
};
struct GradientLimit {
    std::uint32_t start = 20;
    std::uint32_t least = 1;
    std::uint32_t most = 1000;
    double tolerance = 1.5;
    double smoothing = 0.2;
    double memory = 600;  // answers in the slow average
};
using ConcurrencyOptions = std::variant<FixedLimit, AimdLimit, GradientLimit>;

class ConcurrencyLimit {
public:
    explicit ConcurrencyLimit(const ConcurrencyOptions& options);

    // False: refused.
    bool take();
    // `failed`: dropped, timed out or refused further on. Calls that say nothing of load (cancelled
    // by the caller, say) end with `ignored`.
    void ended(base::Duration latency, bool failed);
    void ignored();

    std::uint32_t limit() const { return static_cast<std::uint32_t>(limit_); }
    std::uint32_t under_way() const { return under_way_; }

private:
    ConcurrencyOptions options_;
    double limit_ = 0;
    std::uint32_t under_way_ = 0;
    double usual_ = 0;  // seconds
    double seen_ = 0;   // answers in `usual_`, at most its memory
};

}  // namespace triaz::traffic
