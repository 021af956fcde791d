#include "sim/traffic/policy/picker.hpp"

#include <gtest/gtest.h>

#include "sim/base/stream.hpp"
#include "tests/support/allocations.hpp"
#include "tests/traffic/pool.hpp"

namespace triaz::traffic {
namespace {

using namespace std::chrono_literals;
using testing::Pool;

const Policy all_policies[] = {
    policy::EvenRoundRobin{},
    policy::WeightedRoundRobin{},
    policy::WeightedRoundRobin{true},
    policy::EvenRandom{},
    policy::WeightedRandom{},
    policy::LeastRequests{},
    policy::TwoChoices{},
    policy::PeakEwma{},
    policy::ConsistentHash{},
    policy::ConsistentHash{HashTable::Ring{}, 1.25},
};

std::vector<std::uint32_t> picks_of(const Policy& policy, Pool& pool, std::uint32_t count) {
    Picker picker{policy, pool.targets};
    picker.rebuild(pool.candidates());
    base::Stream stream{3};
    return testing::counts(pool, count, [&, key = std::uint64_t{0}]() mutable {
        return picker.pick(pool.candidates(), {.key = key++, .active_here = pool.active()}, stream);
    });
}

TEST(Picker, never_takes_who_is_not_eligible_and_everyone_who_is) {
    for (const Policy& policy : all_policies) {
        Pool pool{1, 2, 3, 2};
        pool.without(2);
        Picker picker{policy, pool.targets};
        picker.rebuild(pool.candidates());
        base::Stream stream{3};
        std::vector<std::uint32_t> picked(4);
        for (std::uint64_t i = 0; i < 4000; ++i) {
            if (i % 40 == 0) {  // all requests under way end
                for (Target& target : pool.targets) target.active = 0;
            }
            const auto target =
                picker.pick(pool.candidates(), {.key = i, .active_here = pool.active()}, stream);
            ++picked[target.value()];
            ++pool.targets[target.value()].active;
        }
        EXPECT_EQ(picked[2], 0u) << policy.index();
        for (const TargetIndex target : pool.eligible) EXPECT_GT(picked[target], 500u);
    }
}

TEST(Picker, takes_nobody_when_nobody_is_eligible) {
    for (const Policy& policy : all_policies) {
        Pool pool(3);
        pool.eligible.clear();
        Picker picker{policy, pool.targets};
        picker.rebuild(pool.candidates());
        base::Stream stream{3};
        EXPECT_EQ(picker.pick(pool.candidates(), {}, stream), std::nullopt) << policy.index();
    }
}

TEST(Picker, of_those_that_know_weights_follows_them) {
    for (const Policy& policy : {all_policies[1], all_policies[2], all_policies[4], all_policies[6],
                                 all_policies[8], all_policies[9]}) {
        Pool pool{1, 3};
        EXPECT_NEAR(picks_of(policy, pool, 40'000)[0], 10'000, 800) << policy.index();
    }
}

TEST(Picker, with_two_choices_of_equal_weight_draws_two_places) {
    Pool pool(4);
    Picker picker{policy::TwoChoices{}, pool.targets};
    picker.rebuild(pool.candidates());
    pool.targets[0].active = pool.targets[1].active = pool.targets[2].active = 9;
    base::Stream stream{3};
    const auto picked =
        testing::counts(pool, 16'000, [&] { return picker.pick(pool.candidates(), {}, stream); });
    EXPECT_NEAR(picked[3], 16'000 * (1 - 9. / 16), 300);  // unless neither draw is the idle one
}

TEST(Picker, with_peak_ewma_leaves_a_slow_target_alone) {
    Pool pool(2);
    Picker picker{policy::PeakEwma{}, pool.targets};
    picker.rebuild(pool.candidates());
    picker.answered(0, base::Time{1s}, 1s);
    picker.answered(1, base::Time{1s}, 1ms);
    base::Stream stream{3};
    const auto picked = testing::counts(pool, 4000, [&] {
        return picker.pick(pool.candidates(), {.now = base::Time{1s}}, stream);
    });
    EXPECT_NEAR(picked[0], 1000, 150);  // only when drawn twice
}

TEST(Picker, does_not_allocate_after_it_is_made) {
    for (const Policy& policy : all_policies) {
        Pool pool{1, 2, 3, 2};
        Picker picker{policy, pool.targets};
        picker.rebuild(pool.candidates());
        base::Stream stream{3};
        const std::size_t before = support::allocations();
        for (std::uint64_t i = 0; i < 1000; ++i) {
            if (i % 100 == 0) picker.rebuild(pool.candidates());
            const auto target =
                picker.pick(pool.candidates(), {.key = i, .active_here = pool.active()}, stream);
            picker.answered(*target, base::Time{1s}, 1ms);
        }
        EXPECT_EQ(support::allocations(), before) << policy.index();
    }
}

}  // namespace
}  // namespace triaz::traffic
