// What keeps retries from multiplying an overload: a share of what is under way (Envoy), or a
// bucket that failures empty and successes fill (gRPC, proposal A6).
#pragma once

#include <algorithm>
#include <cstdint>

namespace triaz::traffic {

// Retries under way are at most `percent` of all requests under way or waiting, but `least` always.
struct RetryShare {
    double percent = 20;
    std::uint32_t least = 3;

    std::uint64_t most(std::uint64_t under_way) const {
        const double share = percent / 100 * static_cast<double>(under_way);
        return std::max(static_cast<std::uint64_t>(share), std::uint64_t{least});
    }
    bool allows(std::uint64_t under_way, std::uint64_t retries_under_way) const {
        return retries_under_way < most(under_way);
    }
};

// A failure takes a token, a success gives `ratio` of one; retries (and hedges) are allowed while
// more than half of the bucket is left. In the long run a client of n requests makes at most
// ratio * n retries more than the half bucket it may spend at once.
// Invariant: 0 <= tokens <= most. Counted in thousandths, as gRPC does, so that sums are exact.
class RetryTokens {
public:
    struct Options {
        std::uint32_t most = 10;
        double ratio = 0.1;
    };
    explicit RetryTokens(const Options& options)
        : most_(std::int64_t{options.most} * 1000),
          ratio_(static_cast<std::int64_t>(options.ratio * 1000 + 0.5)),
          tokens_(most_) {}

    void succeeded() { tokens_ = std::min(most_, tokens_ + ratio_); }
    void failed() { tokens_ = std::max(std::int64_t{0}, tokens_ - 1000); }
    bool allows() const { return tokens_ * 2 > most_; }
    double tokens() const { return static_cast<double>(tokens_) / 1000; }

private:
    std::int64_t most_;
    std::int64_t ratio_;
    std::int64_t tokens_;
};

}  // namespace triaz::traffic
