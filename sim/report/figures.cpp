#include "sim/report/figures.hpp"

namespace triaz::report {

WriteTotals& WriteTotals::operator+=(const WriteTotals& other) {
    issued += other.issued;
    acknowledged += other.acknowledged;
    ambiguous += other.ambiguous;
    lost += other.lost;
    unreachable += other.unreachable;
    duplicated += other.duplicated;
    return *this;
}

WriteTotals writes_of(const measure::ShardEvidence& shard) {
    const base::SequenceSet& acknowledged = shard.ledger.acknowledged();
    const history::Surviving& surviving = shard.surviving;
    WriteTotals totals{.issued = shard.ledger.issued(),
                       .acknowledged = acknowledged.size(),
                       .ambiguous = shard.ledger.ambiguous().size(),
                       .duplicated = surviving.applied_twice};
    if (surviving.reachable) {
        totals.lost = acknowledged.count_missing_from(surviving.applied);
    } else {
        totals.lost = acknowledged.count_missing_from(surviving.durable_somewhere);
        totals.unreachable = totals.acknowledged - totals.lost;
    }
    return totals;
}

WriteTotals writes_of(const measure::Evidence& evidence) {
    WriteTotals totals;
    for (const measure::ShardEvidence& shard : evidence.shards) totals += writes_of(shard);
    return totals;
}

measure::RequestTotals requests_of(const measure::Evidence& evidence) {
    measure::RequestTotals totals;
    for (const measure::CohortEvidence& cohort : evidence.cohorts) totals += cohort.totals;
    return totals;
}

}  // namespace triaz::report
