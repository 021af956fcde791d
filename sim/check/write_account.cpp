#include <algorithm>
#include <limits>

#include "sim/check/recovery_point.hpp"

namespace triaz::check {

namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

// Times are unknown for writes settled since; an oldest write of known time goes before one of
// none.
void note_oldest(WriteAccount& account, const history::Ledger& ledger,
                 const std::vector<history::Sequence>& lost) {
    for (const history::Sequence write : lost) {
        const auto at = ledger.acknowledged_at(write);
        const auto& oldest = account.oldest_lost_acknowledged;
        if (account.oldest_lost && (!at || (oldest && *oldest <= *at))) continue;
        account.oldest_lost = write;
        account.oldest_lost_acknowledged = at;
    }
}

}  // namespace

WriteAccount& WriteAccount::operator+=(const WriteAccount& other) {
    acknowledged += other.acknowledged;
    lost += other.lost;
    unreachable += other.unreachable;
    salvageable += other.salvageable;
    ambiguous += other.ambiguous;
    ambiguous_survived += other.ambiguous_survived;
    unacknowledged_survived += other.unacknowledged_survived;
    unexpected += other.unexpected;
    applied_twice += other.applied_twice;
    const auto& theirs = other.oldest_lost_acknowledged;
    if (other.oldest_lost && (!oldest_lost || (theirs && (!oldest_lost_acknowledged ||
                                                          *theirs < *oldest_lost_acknowledged)))) {
        oldest_lost = other.oldest_lost;
        oldest_lost_acknowledged = theirs;
    }
    return *this;
}

WriteAccount account_of(const measure::ShardEvidence& shard) {
    const history::Ledger& ledger = shard.ledger;
    const history::Surviving& surviving = shard.surviving;
    WriteAccount account;
    account.acknowledged = ledger.acknowledged().size();
    account.ambiguous = ledger.ambiguous().size();
    account.applied_twice = surviving.applied_twice;

    const base::SequenceSet& kept =
        surviving.reachable ? surviving.applied : surviving.durable_somewhere;
    const auto lost = ledger.acknowledged().missing_from(kept, all);
    account.lost = lost.size();
    if (!surviving.reachable) account.unreachable = account.acknowledged - account.lost;
    account.salvageable =
        static_cast<std::uint64_t>(std::ranges::count_if(lost, [&](history::Sequence write) {
            return surviving.durable_somewhere.contains(write);
        }));
    note_oldest(account, ledger, lost);

    for (const history::Sequence write :
         surviving.applied.missing_from(ledger.acknowledged(), all)) {
        if (write >= ledger.issued()) {
            ++account.unexpected;
        } else if (ledger.ambiguous().contains(write)) {
            ++account.ambiguous_survived;
        } else {
            ++account.unacknowledged_survived;
        }
    }
    return account;
}

}  // namespace triaz::check
