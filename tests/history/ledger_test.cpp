#include "sim/history/ledger.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sim/base/ensure.hpp"
#include "sim/base/stream.hpp"

namespace triaz::history {
namespace {

using namespace std::chrono_literals;
using base::start_of_run;

TEST(Ledger, numbers_writes_from_zero) {
    Ledger ledger;
    EXPECT_EQ(ledger.issue(), 0U);
    EXPECT_EQ(ledger.issue(), 1U);
    EXPECT_EQ(ledger.issued(), 2U);
}

TEST(Ledger, remembers_when_a_write_was_acknowledged) {
    Ledger ledger;
    for (int i = 0; i < 5; ++i) ledger.issue();
    ledger.acknowledge(3, start_of_run + 7ms);
    ledger.acknowledge(1, start_of_run + 9ms);
    EXPECT_EQ(ledger.acknowledged_at(3), start_of_run + 7ms);
    EXPECT_EQ(ledger.acknowledged_at(1), start_of_run + 9ms);
    EXPECT_EQ(ledger.acknowledged_at(2), std::nullopt);
    EXPECT_EQ(ledger.acknowledged_at(4), std::nullopt);
    EXPECT_EQ(ledger.acknowledged().size(), 2U);
}

TEST(Ledger, refuses_what_clients_cannot_have_seen) {
    Ledger ledger;
    ledger.issue();
    ledger.issue();
    EXPECT_THROW(ledger.acknowledge(2, start_of_run), base::Bug);
    EXPECT_THROW(ledger.leave_ambiguous(2), base::Bug);
    ledger.acknowledge(0, start_of_run);
    EXPECT_THROW(ledger.acknowledge(0, start_of_run), base::Bug);
    EXPECT_THROW(ledger.leave_ambiguous(0), base::Bug);
    EXPECT_THROW(ledger.settle(3), base::Bug);
}

TEST(Ledger, settling_drops_instants_and_no_membership) {
    Ledger ledger;
    for (int i = 0; i < 10; ++i) ledger.issue();
    for (Sequence write = 0; write < 8; ++write) ledger.acknowledge(write, start_of_run + 1ms);
    ledger.settle(6);
    EXPECT_EQ(ledger.acknowledged_at(5), std::nullopt);
    EXPECT_EQ(ledger.acknowledged_at(6), start_of_run + 1ms);
    EXPECT_EQ(ledger.acknowledged().size(), 8U);
    ledger.settle(2);  // never back
    EXPECT_EQ(ledger.acknowledged_at(6), start_of_run + 1ms);
    ledger.settle(10);  // further than there are instants
    ledger.acknowledge(9, start_of_run + 2ms);
    EXPECT_EQ(ledger.acknowledged_at(9), std::nullopt);
    EXPECT_TRUE(ledger.acknowledged().contains(9));
}

TEST(Ledger, memory_is_flat_while_redundancy_is_whole) {
    const auto memory_after = [](int writes) {
        Ledger ledger;
        for (int i = 0; i < writes; ++i) {
            const Sequence write = ledger.issue();
            ledger.acknowledge(write, start_of_run + 1us * i);
            if (i % 100 == 99) ledger.settle(write);
        }
        return ledger.memory();
    };
    EXPECT_LE(memory_after(1'000'000), memory_after(10'000) + 16'384);
}

// The same by naive maps and sets, over random histories.
TEST(Ledger, agrees_with_a_naive_ledger) {
    base::Stream stream(7);
    for (int round = 0; round < 50; ++round) {
        Ledger ledger;
        std::map<Sequence, base::Time> instants;
        std::set<Sequence> ambiguous;
        Sequence settled = 0;
        for (int i = 0; i < 400; ++i) {
            const base::Time now = start_of_run + 1ms * i;
            const auto any = [&] { return stream.below(ledger.issued()); };
            switch (stream.below(4)) {
                case 0:
                    ledger.issue();
                    break;
                case 1: {
                    if (ledger.issued() == 0) break;
                    const Sequence write = any();
                    if (instants.contains(write)) break;
                    ledger.acknowledge(write, now);
                    instants[write] = now;
                    break;
                }
                case 2: {
                    if (ledger.issued() == 0) break;
                    const Sequence write = any();
                    if (instants.contains(write)) break;
                    ledger.leave_ambiguous(write);
                    ambiguous.insert(write);
                    break;
                }
                default:
                    if (ledger.issued() == 0 || stream.below(10) != 0) break;
                    settled = std::max(settled, any());
                    ledger.settle(settled);
            }
        }
        for (Sequence write = 0; write < ledger.issued(); ++write) {
            const auto known = instants.find(write);
            EXPECT_EQ(ledger.acknowledged().contains(write), known != instants.end());
            EXPECT_EQ(ledger.ambiguous().contains(write), ambiguous.contains(write));
            const bool remembered = known != instants.end() && write >= settled;
            // An instant noted before its write was settled, or never noted because it was.
            EXPECT_EQ(ledger.acknowledged_at(write),
                      remembered ? std::optional{known->second} : std::nullopt);
        }
    }
}

}  // namespace
}  // namespace triaz::history
