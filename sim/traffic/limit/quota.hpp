// Quotas: each tenant has a bucket of tokens that fills at a rate; a request without a token is
// refused. Kept as the instant at which the bucket will be full again (the generic cell rate
// algorithm, ITU-T I.371), so that it is exact and never needs a timer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/ensure.hpp"
#include "sim/base/time.hpp"

namespace triaz::traffic {

struct Quota {
    base::Duration refill = std::chrono::milliseconds{10};  // of one token: 100 a second
    std::uint32_t burst = 100;                              // tokens in a full bucket
};

class TokenBucket {
public:
    // Full at first. Ensures: at most burst + t / refill tokens are given in any time t.
    bool take(const Quota& quota, base::Time now, std::uint32_t tokens = 1) {
        const base::Time start = std::max(full_at_, now);
        const base::Time full = start + quota.refill * tokens;
        if (full > now + quota.refill * quota.burst) return false;
        full_at_ = full;
        return true;
    }
    // Whole tokens.
    std::uint32_t left(const Quota& quota, base::Time now) const {
        if (full_at_ <= now) return quota.burst;
        const auto missing = (full_at_ - now + quota.refill - base::Duration{1}) / quota.refill;
        return quota.burst - static_cast<std::uint32_t>(missing);
    }
    // When so many tokens will be there. Requires: tokens <= burst.
    base::Time ready(const Quota& quota, base::Time now, std::uint32_t tokens = 1) const {
        base::ensure(tokens <= quota.burst, "a bucket holds its burst");
        return std::max(now, full_at_ - quota.refill * (quota.burst - tokens));
    }

private:
    base::Time full_at_{};
};

class TenantQuotas {
public:
    TenantQuotas(const Quota& quota, std::size_t tenants) : quota_(quota), buckets_(tenants) {}
    bool take(std::size_t tenant, base::Time now) { return buckets_[tenant].take(quota_, now); }

private:
    Quota quota_;
    std::vector<TokenBucket> buckets_;
};

}  // namespace triaz::traffic
