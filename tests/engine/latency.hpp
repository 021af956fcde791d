// How long the requests of the first clients of a world took.
#pragma once

#include <gtest/gtest.h>

#include "sim/measure/evidence.hpp"

namespace triaz::engine {

// Nine of ten requests meet no other one and take exactly so long; histograms tell to 0.8 %.
inline void expect_latency(const measure::Evidence& evidence, base::Duration expected) {
    const measure::CohortEvidence& users = evidence.cohorts[0];
    EXPECT_GT(users.totals.issued, 50u);
    EXPECT_EQ(users.totals.count(measure::Outcome::ok), users.totals.issued);
    for (const double share : {0.01, 0.5, 0.9}) {
        EXPECT_GE(users.latency.quantile(share), expected);
        EXPECT_LE(users.latency.quantile(share), expected + expected / 100);
    }
}

}  // namespace triaz::engine
