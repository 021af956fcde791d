// The smallest timeline that shows why: a witness put together from evidence.
#pragma once

#include <string>

#include "sim/base/time.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/verdict.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::check {

class Story {
public:
    Story(Mechanism mechanism, std::string summary);

    Story& step(base::Time time, std::string what);
    // The faults before `to`, and of the last of them what the deployment did about it: detection,
    // leaders lost and elected, up to `to`. At most a handful of steps.
    Story& faults_and_reactions(const measure::Evidence& evidence, base::Time to);

    // Steps in order of time; equal times in the order they were told.
    Witness told() const;

private:
    Witness witness_;
};

}  // namespace triaz::check
