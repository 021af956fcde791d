// Any of the policies behind one face: what a balancer holds.
//
// Order and draws are those of the policy; only random, weighted random, two choices and peak EWMA
// draw from the stream. `pick` does not allocate.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/traffic/policy/earliest_deadline.hpp"
#include "sim/traffic/policy/hash_table.hpp"
#include "sim/traffic/policy/least_requests.hpp"
#include "sim/traffic/policy/peak_ewma.hpp"
#include "sim/traffic/policy/random.hpp"
#include "sim/traffic/policy/round_robin.hpp"
#include "sim/traffic/policy/smooth_round_robin.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

namespace policy {

struct EvenRoundRobin {};
struct WeightedRoundRobin {  // by earliest deadline
    bool smooth = false;     // by credit instead
};
struct EvenRandom {};
struct WeightedRandom {};
struct LeastRequests {};
struct TwoChoices {  // Envoy's least request
    double bias = 1;
};
struct PeakEwma {
    traffic::PeakEwma::Options options;
};
struct ConsistentHash {
    std::variant<HashTable::Maglev, HashTable::Ring> table;
    double bound = 0;  // factor; zero: none
};

}  // namespace policy

using Policy = std::variant<policy::EvenRoundRobin, policy::WeightedRoundRobin, policy::EvenRandom,
                            policy::WeightedRandom, policy::LeastRequests, policy::TwoChoices,
                            policy::PeakEwma, policy::ConsistentHash>;

class Picker {
public:
    // `targets` gives how many there are and, for hashing, their weights.
    Picker(const Policy& policy, std::span<const Target> targets);

    // To be called once before the first pick, and when who is eligible or a weight has changed.
    void rebuild(const Candidates& candidates);

    struct Request {
        std::uint64_t key = 0;          // of the session, for consistent hashing
        base::Time now{};               // for peak EWMA
        std::uint64_t active_here = 0;  // requests under way on all eligible targets, for the bound
    };
    Choice pick(const Candidates& candidates, const Request& request, base::Stream& stream);

    // A target answered; only peak EWMA takes notice.
    void answered(TargetIndex target, base::Time now, base::Duration latency);

private:
    struct Biased {  // two choices, or by deadline when weights differ
        double bias;
        EarliestDeadline deadlines;
        bool even = true;
    };
    struct Averages {
        PeakEwma::Options options;
        std::vector<PeakEwma> by_target;
    };
    struct Hashed {
        HashTable table;
        double bound;
    };
    struct EvenRandom {};
    using Method = std::variant<RoundRobin, EarliestDeadline, SmoothRoundRobin, EvenRandom,
                                WeightedRandom, LeastRequests, Biased, Averages, Hashed>;
    static Method method_of(const Policy& policy, std::span<const Target> targets);

    Method method_;
};

}  // namespace triaz::traffic
