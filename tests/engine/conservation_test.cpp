// What holds of every run, in a hundred random worlds, or fifty: nothing is counted twice or not at
// all, nothing acknowledged is lost, and the same seed gives the same evidence to the last bit.
#include <bit>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/engine/engine.hpp"
#include "sim/world/invariants.hpp"
#include "tests/engine/looking.hpp"
#include "tests/engine/random_world.hpp"
#include "tests/support/forked.hpp"

namespace triaz::engine {
namespace {

using namespace std::chrono_literals;
using measure::Outcome;

constexpr std::size_t worlds = 100;

void expect_requests_add_up(const measure::CohortEvidence& cohort) {
    const measure::RequestTotals& totals = cohort.totals;
    std::uint64_t ended = 0;
    for (const std::uint64_t count : totals.ended) ended += count;
    EXPECT_EQ(ended, totals.issued);
    EXPECT_EQ(totals.unfinished, 0u) << "clients have been waited for";
    const std::uint64_t succeeded = totals.count(Outcome::ok) + totals.count(Outcome::late);
    EXPECT_GE(totals.attempts, totals.issued);
    EXPECT_EQ(totals.attempts - totals.failed_attempts, succeeded);
    EXPECT_EQ(cohort.latency.count(), succeeded);

    std::uint64_t slow = 0;
    for (const measure::Slice& slice : cohort.slices.all()) {
        EXPECT_EQ(slice.finished, slice.issued);
        EXPECT_LE(slice.ok + slice.rejected, slice.finished);
        EXPECT_LE(slice.slow, slice.ok);
        slow += slice.slow;
    }
    const measure::Slice sum = issued_between(cohort, 0s, 1h);
    EXPECT_EQ(sum.issued, totals.issued);
    EXPECT_EQ(sum.ok, totals.count(Outcome::ok));
    EXPECT_EQ(sum.rejected, totals.count(Outcome::rejected));
    EXPECT_EQ(sum.failed_attempts, totals.failed_attempts);
    if (!cohort.latency_objective) {
        EXPECT_EQ(slow, 0u);
    }
}

// Protocols that wait for a majority, or for two copies, lose nothing by power.
void expect_ledger_holds(const measure::ShardEvidence& shard) {
    const history::Ledger& ledger = shard.ledger;
    const base::SequenceSet& acknowledged = ledger.acknowledged();
    EXPECT_LE(acknowledged.size() + ledger.ambiguous().size(), ledger.issued());
    EXPECT_EQ(acknowledged.count_missing_from(ledger.ambiguous()), acknowledged.size())
        << "no write is both acknowledged and ambiguous";
    base::SequenceSet issued;
    for (history::Sequence write = 0; write < ledger.issued(); ++write) issued.insert(write);
    EXPECT_EQ(shard.surviving.applied.count_missing_from(issued), 0u);
    EXPECT_EQ(shard.surviving.durable_somewhere.count_missing_from(issued), 0u);
    EXPECT_EQ(shard.surviving.applied.count_missing_from(shard.surviving.durable_somewhere), 0u);
    EXPECT_EQ(acknowledged.count_missing_from(shard.surviving.durable_somewhere), 0u);
    if (shard.surviving.reachable) {
        EXPECT_EQ(acknowledged.count_missing_from(shard.surviving.applied), 0u);
    }
    EXPECT_EQ(shard.surviving.applied_twice, 0u);
}

void expect_within(const std::vector<measure::Interval>& intervals, base::Time from,
                   base::Time to) {
    base::Time last = from;
    for (const measure::Interval& each : intervals) {
        EXPECT_GE(each.from, last);
        EXPECT_LT(each.from, each.to);
        last = each.to;
    }
    EXPECT_LE(last, to);
}

void expect_times_in_order(const measure::Evidence& evidence) {
    base::Time last = base::start_of_run;
    for (const history::Entry& entry : evidence.timeline.entries) {
        EXPECT_GE(entry.time, last);
        last = entry.time;
    }
    for (const measure::ShardEvidence& shard : evidence.shards) {
        expect_within(shard.without_leader, evidence.warm_up_end, evidence.end);
        expect_within(shard.without_quorum, evidence.warm_up_end, evidence.end);
    }
    for (const measure::ComponentEvidence& component : evidence.components) {
        expect_within(component.none_up, evidence.warm_up_end, evidence.end);
    }
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.ended) {
            EXPECT_GE(*fault.ended, fault.injected);
        }
        if (fault.processes_restored) {
            EXPECT_GT(*fault.processes_restored, fault.injected);
        }
    }
}

void expect_shares(const measure::Evidence& evidence) {
    for (const measure::ZoneEvidence& zone : evidence.zones) {
        for (const double share : {zone.busiest_before, zone.busiest_after}) {
            EXPECT_GE(share, 0);
            EXPECT_LE(share, 1 + 1e-9);
        }
    }
    for (const measure::StoreEvidence& store : evidence.stores) {
        EXPECT_EQ(store.by_zones.at(0).writes, 0u);
        EXPECT_EQ(store.by_zones.at(1).writes, 0u) << "in one zone only";
        std::uint64_t acknowledged = 0;
        for (const measure::ShardEvidence& shard : evidence.shards) {
            acknowledged += shard.ledger.acknowledged().size();
        }
        EXPECT_GE(store.by_zones.at(2).writes + store.by_zones.at(3).writes, acknowledged);
    }
}

measure::Evidence run(std::size_t number) {
    const world::World world = random_world(number);
    const auto broken = world::broken_invariants(world);
    EXPECT_TRUE(broken.empty()) << broken.front();
    return simulate(world);
}

TEST(Conservation, nothing_is_lost_or_counted_twice) {
    double succeeded = 0;
    double failed = 0;
    double faults = 0;
    double acknowledged = 0;
    for (const support::Numbers& numbers : support::in_children(worlds, [](std::size_t number) {
             SCOPED_TRACE(fmt::format("random world {}", number));
             const measure::Evidence evidence = run(number);
             support::Numbers counts(4);
             for (const measure::CohortEvidence& cohort : evidence.cohorts) {
                 expect_requests_add_up(cohort);
                 const auto ok = static_cast<double>(cohort.totals.count(Outcome::ok));
                 counts[0] += ok;
                 counts[1] += static_cast<double>(cohort.totals.issued) - ok;
             }
             counts[2] = static_cast<double>(evidence.faults.size());
             for (const measure::ShardEvidence& shard : evidence.shards) {
                 expect_ledger_holds(shard);
                 counts[3] += static_cast<double>(shard.ledger.acknowledged().size());
             }
             expect_times_in_order(evidence);
             expect_shares(evidence);
             return counts;
         })) {
        ASSERT_EQ(numbers.size(), 4u);
        succeeded += numbers[0];
        failed += numbers[1];
        faults += numbers[2];
        acknowledged += numbers[3];
    }
    // The worlds are worth it: they do much, and much goes wrong in them.
    EXPECT_GT(succeeded, 1e5);
    EXPECT_GT(failed, 1e4);
    EXPECT_GT(faults, worlds);
    EXPECT_GT(acknowledged, 2e4);
}

class Digest {
public:
    template <class... Parts>
    void add(const Parts&... parts) {
        ((text_ += fmt::format("{} ", parts)), ...);
        text_ += '\n';
    }
    void add(const std::vector<measure::Interval>& intervals) {
        for (const auto& one : intervals) add(ns(one.from), ns(one.to));
    }
    static std::int64_t ns(base::Time time) { return time.time_since_epoch().count(); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::string digest(const measure::Evidence& evidence) {
    Digest digest;
    for (const auto& cohort : evidence.cohorts) {
        digest.add(cohort.totals.issued, cohort.totals.attempts, cohort.totals.failed_attempts,
                   cohort.latency.worst().count(),
                   std::bit_cast<std::uint64_t>(cohort.latency.mean_seconds()));
        for (const auto& slice : cohort.slices.all()) {
            digest.add(slice.issued, slice.ok, slice.failed_attempts, slice.slow, slice.rejected);
        }
    }
    for (const auto& shard : evidence.shards) {
        digest.add(shard.ledger.issued(), shard.ledger.acknowledged().size(),
                   shard.ledger.ambiguous().size(), shard.surviving.applied.size(),
                   shard.surviving.authority);
        digest.add(shard.without_leader);
        digest.add(shard.without_quorum);
    }
    for (const auto& zone : evidence.zones) {
        digest.add(zone.served_before_first_fault, zone.busiest_service,
                   std::bit_cast<std::uint64_t>(zone.busiest_before),
                   std::bit_cast<std::uint64_t>(zone.busiest_after));
    }
    for (const auto& entry : evidence.timeline.entries) {
        digest.add(Digest::ns(entry.time), history::name_of(entry.mark), entry.subject,
                   entry.detail);
    }
    digest.add(evidence.events);
    return digest.text();
}

TEST(Conservation, the_same_seed_gives_the_same_evidence) {
    for (std::size_t number = 0; number < worlds / 2; ++number) {
        const auto once = support::in_child([&] { return digest(run(number)); });
        const auto again = support::in_child([&] {
            // Neither the time nor the memory at hand may matter.
            const std::vector<std::unique_ptr<char[]>> holes = [] {
                std::vector<std::unique_ptr<char[]>> made;
                for (std::size_t n = 1; n < 2000; ++n) made.push_back(std::make_unique<char[]>(n));
                for (std::size_t n = 0; n < made.size(); n += 2) made[n].reset();
                return made;
            }();
            return digest(run(number));
        });
        ASSERT_FALSE(once.empty());
        ASSERT_EQ(once, again) << "random world " << number;
    }
}

TEST(Conservation, another_seed_gives_another_run_of_the_same_world) {
    const auto with_seed = [](std::uint64_t seed) {
        return support::in_child([&] {
            world::World world = random_world(3);
            world.seed = seed;
            return digest(simulate(world));
        });
    };
    EXPECT_NE(with_seed(1), with_seed(2));
}

}  // namespace
}  // namespace triaz::engine
