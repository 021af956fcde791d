// A trade is named: where the deployment gave up one promise to keep another, which, when and for
// how long. From the timeline (leaders lost and elected, redundancy reduced and restored) and from
// what the stores promise.
#pragma once

#include <string>
#include <vector>

#include "sim/measure/evidence.hpp"

namespace triaz::check {

// Of the stores of these names; all stores when there are none. Longest first, few lines.
std::vector<std::string> trades(const measure::Evidence& evidence,
                                const std::vector<std::string>& stores);

// Enough copies before each acknowledgement that no minority of disks takes a write with it.
bool is_guaranteed(const measure::StoreEvidence& store);

// [from, to) of each stretch in which a replica set of these stores had fewer in-step copies than
// declared; the last may be open to the end of the run.
std::vector<measure::Interval> reduced_redundancy(const measure::Evidence& evidence,
                                                  const std::vector<std::string>& stores);

}  // namespace triaz::check
