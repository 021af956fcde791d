#include "sim/traffic/outlier/detector.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "sim/base/stream.hpp"
#include "tests/support/allocations.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;

constexpr bool error = true;
constexpr bool success = false;

class Outliers : public ::testing::Test {
protected:
    void make(std::size_t targets) { detector.emplace(options, targets); }
    bool answers(TargetIndex target, bool is_error, int times = 1) {
        bool ejected = false;
        for (int i = 0; i < times; ++i) ejected = detector->answered(target, is_error, now, 0.5);
        return ejected;
    }
    void sweep() {
        now += 10s;
        detector->sweep(now, [] { return 0.5; });
    }

    OutlierOptions options;
    std::optional<OutlierDetector> detector;
    base::Time now{};
};

TEST_F(Outliers, are_ejected_at_the_fifth_error_in_a_row) {
    make(10);
    EXPECT_FALSE(answers(3, error, 4));
    EXPECT_FALSE(answers(3, success));
    EXPECT_FALSE(answers(3, error, 4));
    EXPECT_TRUE(answers(3, error));
    EXPECT_TRUE(detector->ejected(3));
}

TEST_F(Outliers, come_back_at_the_sweep_after_thirty_seconds) {
    make(10);
    now += 1s;
    answers(3, error, 5);
    for (const bool ejected : {true, true, false}) {  // at 11, 21 and 31 s
        sweep();
        EXPECT_EQ(detector->ejected(3), ejected);
    }
    now += 1s;
    answers(3, error, 5);  // at 32 s, for twice as long
    for (int sweeps = 0; sweeps < 5; ++sweeps) sweep();
    EXPECT_TRUE(detector->ejected(3));
    sweep();
    EXPECT_FALSE(detector->ejected(3));
}

TEST_F(Outliers, stay_out_longer_each_time_up_to_five_minutes) {
    make(1);
    for (int time = 1; time <= 13; ++time) {
        ASSERT_TRUE(answers(0, error, 5));
        EXPECT_EQ(detector->ejection_time(0), std::min<base::Duration>(30s * time, 300s));
        while (detector->ejected(0)) sweep();
    }
}

TEST_F(Outliers, are_forgiven_one_ejection_by_each_sweep_without) {
    make(1);
    for (int time = 0; time < 3; ++time) {
        answers(0, error, 5);
        while (detector->ejected(0)) sweep();
    }
    EXPECT_EQ(detector->ejection_time(0), 120s);
    sweep();
    EXPECT_EQ(detector->ejection_time(0), 90s);
    for (int i = 0; i < 5; ++i) sweep();
    EXPECT_EQ(detector->ejection_time(0), 30s);
}

TEST_F(Outliers, are_at_most_a_tenth_but_one_always) {
    make(20);
    for (TargetIndex target = 0; target < 5; ++target) answers(target, error, 5);
    EXPECT_EQ(detector->ejected_count(), 2u);
    make(5);
    for (TargetIndex target = 0; target < 5; ++target) answers(target, error, 5);
    EXPECT_EQ(detector->ejected_count(), 1u);
    options.always_one = false;
    make(5);
    answers(0, error, 5);
    EXPECT_EQ(detector->ejected_count(), 0u);
}

TEST_F(Outliers, are_taken_back_by_an_active_check_that_passes) {
    make(10);
    answers(3, error, 5);
    EXPECT_TRUE(detector->passed_active_check(3, now));
    EXPECT_FALSE(detector->ejected(3));
    EXPECT_FALSE(detector->passed_active_check(3, now));
    EXPECT_FALSE(answers(3, error, 4));
}

// The example in Envoy's own comment: 50, 100, 100, 100, 100 have mean 90 and deviation 20.
TEST_F(Outliers, by_success_rate_lie_far_below_the_mean) {
    const double rates[] = {50, 100, 100, 100, 100};
    EXPECT_DOUBLE_EQ(success_rate_threshold(rates, 5, 1.9), 52);
    make(5);
    for (TargetIndex target = 0; target < 5; ++target) {
        for (int i = 0; i < 100; ++i) answers(target, target == 0 && i % 2 == 0 ? error : success);
    }
    sweep();
    EXPECT_TRUE(detector->ejected(0));
    EXPECT_EQ(detector->ejected_count(), 1u);
}

TEST_F(Outliers, by_success_rate_need_five_targets_with_a_hundred_requests) {
    make(5);
    for (TargetIndex target = 0; target < 5; ++target) {
        for (int i = 0; i < (target == 4 ? 99 : 100); ++i)
            answers(target, target == 0 && i % 2 == 0 ? error : success);
    }
    sweep();
    EXPECT_EQ(detector->ejected_count(), 0u);
}

TEST_F(Outliers, by_failure_percentage_are_those_at_the_threshold) {
    options.errors_in_a_row = 0;
    options.success_rate.reset();
    options.failure_percentage = OutlierOptions::FailurePercentage{};
    options.most_ejected = 100;
    make(6);
    for (TargetIndex target = 0; target < 6; ++target) {
        answers(target, success, 100 - 17 * static_cast<int>(target));
        answers(target, error, 17 * static_cast<int>(target));
    }
    sweep();
    for (TargetIndex target = 0; target < 6; ++target) {
        EXPECT_EQ(detector->ejected(target), target == 5);  // 85 %; the one before has 68 %
    }
}

TEST_F(Outliers, without_enforcement_of_failures_all_failing_alike_stay) {
    options.errors_in_a_row = 0;
    make(6);
    for (TargetIndex target = 0; target < 6; ++target) answers(target, error, 200);
    sweep();
    EXPECT_EQ(detector->ejected_count(), 0u);  // nobody is worse than the others
}

TEST_F(Outliers, are_found_without_allocating) {
    make(50);
    const std::size_t before = support::allocations();
    for (int round = 0; round < 50; ++round) {
        for (TargetIndex target = 0; target < 50; ++target) answers(target, target < 9, 120);
        sweep();
    }
    EXPECT_EQ(support::allocations(), before);
}

// The slow twin: keeps every answer and every ejection ever, and works each figure out from those.
class Twin {
public:
    struct Answer {
        std::int64_t at;
        TargetIndex target;
        bool error;
    };
    struct Ejection {
        std::int64_t from;
        std::int64_t multiplier;
        std::int64_t to = -1;
    };

    Twin(const OutlierOptions& options, std::size_t targets)
        : options_(options), ejections_(targets), resets_(targets, 0), multiplier_(targets, 0) {}

    void answered(TargetIndex target, bool is_error) {
        answers_.push_back({++clock_, target, is_error});
        if (!is_error) return;
        std::uint32_t row = 0;
        for (std::size_t i = answers_.size(); i-- > 0 && answers_[i].at > resets_[target];) {
            if (answers_[i].target != target) continue;
            if (!answers_[i].error) break;
            ++row;
        }
        if (row != options_.errors_in_a_row || out(target)) return;
        resets_[target] = clock_;
        eject(target);
    }

    void sweep(std::int64_t second) {
        second_ = second;
        for (TargetIndex target = 0; target < ejections_.size(); ++target) {
            if (!out(target)) continue;
            Ejection& last = ejections_[target].back();
            if (second - last.from < std::min<std::int64_t>(30 * last.multiplier, 300)) continue;
            last.to = second;
            resets_[target] = ++clock_;
        }
        std::set<TargetIndex> out_before;
        for (TargetIndex target = 0; target < ejections_.size(); ++target) {
            if (out(target)) out_before.insert(target);
        }
        eject_low_rates(out_before);
        eject_failing(out_before);
        swept_ = ++clock_;
        for (TargetIndex target = 0; target < ejections_.size(); ++target) {
            const bool rested = !ejections_[target].empty() && !out(target) &&
                                second - ejections_[target].back().to >= 10;
            if (rested && multiplier_[target] > 0) --multiplier_[target];
        }
    }

    bool out(TargetIndex target) const {
        return !ejections_[target].empty() && ejections_[target].back().to < 0;
    }
    void tick(std::int64_t second) { second_ = second; }

private:
    // Answers and errors of a target since the last sweep.
    std::pair<double, double> recent(TargetIndex target) const {
        double all = 0;
        double errors = 0;
        for (const Answer& answer : answers_) {
            if (answer.target != target || answer.at <= swept_) continue;
            ++all;
            errors += answer.error;
        }
        return {all, errors};
    }
    void eject_low_rates(const std::set<TargetIndex>& out_before) {
        std::vector<std::pair<TargetIndex, double>> rates;
        for (TargetIndex target = 0; target < ejections_.size(); ++target) {
            const auto [all, errors] = recent(target);
            if (out_before.contains(target) || all < options_.success_rate->least_requests)
                continue;
            rates.emplace_back(target, 100 * (all - errors) / all);
        }
        if (rates.size() < options_.success_rate->least_targets) return;
        double sum = 0;
        double squares = 0;
        for (const auto& [target, rate] : rates) {
            sum += rate;
            squares += rate * rate;
        }
        const double mean = sum / static_cast<double>(rates.size());
        const double variance = squares / static_cast<double>(rates.size()) - mean * mean;
        const double threshold = mean - 1.9 * std::sqrt(std::max(variance, 0.0));
        for (const auto& [target, rate] : rates) {
            if (rate < threshold - 1e-9) eject(target);
        }
    }
    void eject_failing(const std::set<TargetIndex>& out_before) {
        std::vector<TargetIndex> failing;
        std::uint32_t enough = 0;
        for (TargetIndex target = 0; target < ejections_.size(); ++target) {
            const auto [all, errors] = recent(target);
            if (out_before.contains(target) || all < 50) continue;
            ++enough;
            if (100 * errors >= 85 * all) failing.push_back(target);
        }
        if (enough < 5) return;
        for (const TargetIndex target : failing) eject(target);
    }
    void eject(TargetIndex target) {
        if (out(target)) return;
        double now_out = 0;
        for (TargetIndex other = 0; other < ejections_.size(); ++other) now_out += out(other);
        const double percent = 100 * (now_out + 1) / static_cast<double>(ejections_.size());
        if (percent > options_.most_ejected && now_out > 0) return;
        if (30 * multiplier_[target] < 330) ++multiplier_[target];
        ejections_[target].push_back({second_, multiplier_[target]});
    }

    OutlierOptions options_;
    std::vector<Answer> answers_;
    std::vector<std::vector<Ejection>> ejections_;
    std::vector<std::int64_t> resets_;  // answers up to then are in no row
    std::vector<std::int64_t> multiplier_;
    std::int64_t clock_ = 0;  // numbers answers, resets and sweeps
    std::int64_t swept_ = 0;
    std::int64_t second_ = 0;
};

// Returns how many of targets times seconds were spent ejected, so that a test cannot pass idly.
int compare_with_twin(std::uint64_t seed) {
    base::Stream stream = base::Stream{99}.stream(seed);
    OutlierOptions options;
    options.most_ejected = static_cast<std::uint32_t>(10 + stream.below(60));
    options.success_rate->least_requests = 20;
    options.failure_percentage = OutlierOptions::FailurePercentage{};
    const std::size_t targets = 4 + stream.below(8);
    std::vector<double> badness(targets);
    OutlierDetector detector{options, targets};
    Twin twin{options, targets};
    int out = 0;
    for (std::int64_t second = 1; second <= 600; ++second) {
        if (second % 60 == 1) {
            for (double& bad : badness) bad = stream.uniform() < 0.3 ? stream.uniform() : 0.01;
        }
        const base::Time now{std::chrono::seconds{second}};
        twin.tick(second);
        for (std::uint64_t i = 0; i < 60; ++i) {
            const auto target = static_cast<TargetIndex>(stream.below(targets));
            const bool bad = stream.uniform() < badness[target];
            detector.answered(target, bad, now, 0);
            twin.answered(target, bad);
        }
        if (second % 10 == 0) {
            detector.sweep(now, [] { return 0.0; });
            twin.sweep(second);
        }
        for (TargetIndex target = 0; target < targets; ++target) {
            if (detector.ejected(target) != twin.out(target)) {
                ADD_FAILURE() << "target " << target << " at " << second << " s, seed " << seed;
                return out;
            }
            out += twin.out(target);
        }
    }
    return out;
}

TEST_F(Outliers, are_those_of_the_slow_twin) {
    int out = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) out += compare_with_twin(seed);
    EXPECT_GT(out, 1000);
}

}  // namespace
}  // namespace triaz::traffic
