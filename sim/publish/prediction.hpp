// What was predicted beside what was observed, measure by measure, and which numbers of the model
// to look at where the two disagree.
//
// The interval is that of one more run (95 %): mean and spread of the predicted runs by Student's
// t, t s sqrt(1 + 1/n), never narrower than what they showed themselves, never below zero. An
// observation agrees when it comes into the interval within its own grain: what was counted by the
// minute is known to the minute.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/publish/record.hpp"

namespace triaz::publish {

struct Prediction {
    enum class Unit : std::uint8_t { seconds, count, rate };
    enum class Standing : std::uint8_t {
        within,
        above,         // more than predicted
        below,         // less than predicted
        no_interval,   // fewer than two runs reached it
        not_observed,  // nobody wrote it down, or it did not come
    };
    std::string measure;  // "detected (T2 - T0)"
    Unit unit = Unit::seconds;
    std::size_t runs = 0;     // that predict this scenario
    std::size_t reached = 0;  // those that have a value
    std::optional<double> mean;
    std::optional<double> low;
    std::optional<double> high;
    std::optional<double> observed;
    double grain = 0;  // of the observation
    Standing standing = Standing::no_interval;
    // The numbers that govern it, where it stands above or below: a few, those that are assumed
    // first.
    std::vector<Assumption> governed_by;
};

// Of one observed record, against simulated runs of the same scenario, no mutant, any seed.
std::vector<Prediction> predictions_of(const Record& observed,
                                       const std::vector<const Record*>& simulated);

}  // namespace triaz::publish
