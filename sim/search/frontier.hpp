// The boundary between where a claim holds and where it does not, along one field of a scenario or
// its model, or along two.
//
// One field: bisection between a value at which the claim holds and one at which it is refuted,
// until they are as near as asked. At each value every seed is run: the claim holds there when all
// uphold it, and is refuted there when one refutes it. Between the two lies what no run decides.
// Two fields: the same along the first, for evenly spaced values of the second.
//
// It finds one change from holding to refuted; where there are several it finds one of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/check/verdict.hpp"

namespace triaz::search {

// A range of values of one field, all in one unit.
struct Axis {
    std::string path;  // "clients.users.rate"; "scenario.duration"
    double from = 0;
    double to = 0;
    enum class Unit : std::uint8_t { number, whole, duration, percent } unit = Unit::number;
};

// "clients.users.rate=100:2000", "clients.users.deadline=100ms:5s"; nothing when it is no such
// text.
std::optional<Axis> axis_of_words(const std::string& words);
std::string told(const Axis& axis, double value);  // "1188", "1.5s", "66.7%"

struct Tried {
    double value = 0;
    check::Verdict verdict = check::Verdict::inconclusive;
    std::string mechanism;  // when refuted
    std::string reason;
};

// Along the first field, with the second (if any) at `across`.
struct Crossing {
    double across = 0;
    std::vector<Tried> tried;       // in the order of trial
    std::optional<double> holds;    // the value nearest to the boundary at which it holds
    std::optional<double> refuted;  // and at which it is refuted
};

struct FrontierQuestion {
    std::string path;  // of the scenario
    std::optional<std::string> mutant;
    std::string claim;  // its id
    Axis along;
    std::optional<Axis> across;
    std::vector<std::uint64_t> seeds;
    double precision = 0.005;  // of the range
    std::size_t steps = 9;     // values of the second field
    unsigned jobs = 1;
};

struct Frontier {
    std::vector<Crossing> crossings;
    std::uint64_t runs = 0;
    std::string failure;  // a value that makes no scenario, or a crash: what was said
    bool bug = false;     // it was a crash
    int signal = 0;
};

Frontier frontier(const FrontierQuestion& question,
                  const std::function<void(std::uint64_t runs)>& progress);

}  // namespace triaz::search
