#include "sim/check/recovery_point.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/trades.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using base::Duration;
using measure::Evidence;
using measure::ShardEvidence;
using measure::StoreEvidence;

// The stores in scope and what became of their writes.
struct Scope {
    std::vector<const StoreEvidence*> stores;
    std::vector<std::string> names;
    std::vector<std::string> left_out;
    std::vector<const ShardEvidence*> shards;
    std::vector<WriteAccount> accounts;  // one a shard
    WriteAccount sum;
    std::uint64_t lost_bytes = 0;

    bool guaranteed() const {
        return longest_downgrade() == nullptr &&
               std::ranges::all_of(stores, [](const auto* store) { return is_guaranteed(*store); });
    }
    // The shard that acknowledged for longest on fewer durable copies than declared; nothing if
    // none did.
    const ShardEvidence* longest_downgrade() const {
        const ShardEvidence* worst = nullptr;
        for (const ShardEvidence* shard : shards) {
            if (shard->not_guaranteed.empty()) continue;
            if (worst == nullptr || longest(*shard).length() > longest(*worst).length()) {
                worst = shard;
            }
        }
        return worst;
    }
    // Requires: a stretch without guarantee.
    static measure::Interval longest(const ShardEvidence& shard) {
        return *std::ranges::max_element(shard.not_guaranteed, {}, &measure::Interval::length);
    }
};

Scope scope_of(const RecoveryPoint& claim, const Evidence& evidence) {
    Scope scope;
    for (const StoreEvidence& store : evidence.stores) {
        if (!claim.stores.empty() &&
            std::ranges::find(claim.stores, store.name) == claim.stores.end()) {
            scope.left_out.push_back(store.name);
            continue;
        }
        scope.stores.push_back(&store);
        scope.names.push_back(store.name);
        for (const ShardEvidence& shard : evidence.shards) {
            if (shard.store != store.name) continue;
            scope.shards.push_back(&shard);
            scope.accounts.push_back(account_of(shard));
            scope.sum += scope.accounts.back();
            scope.lost_bytes +=
                scope.accounts.back().lost * static_cast<std::uint64_t>(store.entry_bytes.count);
        }
    }
    return scope;
}

std::string stated(const RecoveryPoint& claim, const Scope& scope) {
    std::string text = claim.lost_at_most == 0
                           ? std::string("no acknowledged write is lost")
                           : fmt::format("at most {} lost",
                                         base::counted(claim.lost_at_most, "acknowledged write is",
                                                       "acknowledged writes are"));
    text +=
        fmt::format("; stores in scope: {}", scope.names.empty() ? "none" : list_text(scope.names));
    if (!scope.left_out.empty()) text += fmt::format("; left out: {}", list_text(scope.left_out));
    return text;
}

std::string shard_name(const ShardEvidence& shard) {
    return fmt::format("{}/{}", shard.store, shard.shard);
}

// The end counts: what was acknowledged at the very instant of the leader's death.
bool downgraded_at(const ShardEvidence& shard, base::Time time) {
    return std::ranges::any_of(shard.not_guaranteed, [&](const measure::Interval& interval) {
        return interval.from <= time && time <= interval.to;
    });
}

Mechanism mechanism_of_loss(const Scope& scope, const ShardEvidence& shard,
                            const WriteAccount& account) {
    const auto store =
        std::ranges::find(scope.stores, shard.store, [](const auto* s) { return s->name; });
    if (store != scope.stores.end() && !is_guaranteed(**store))
        return Mechanism::acknowledged_too_early;
    if (!shard.not_guaranteed.empty() && (!account.oldest_lost_acknowledged ||
                                          downgraded_at(shard, *account.oldest_lost_acknowledged)))
        return Mechanism::acknowledged_too_early;
    return account.salvageable > 0 ? Mechanism::rolled_back : Mechanism::copies_lost;
}

Witness loss_witness(const Scope& scope, const Evidence& evidence) {
    const auto most = std::ranges::max_element(scope.accounts, {}, &WriteAccount::lost);
    const auto which = static_cast<std::size_t>(most - scope.accounts.begin());
    const ShardEvidence& shard = *scope.shards[which];
    const WriteAccount& account = *most;
    const Mechanism mechanism = mechanism_of_loss(scope, shard, account);
    Story story(mechanism, fmt::format("{} that {} had acknowledged did not survive: {}",
                                       base::counted(account.lost, "write"), shard_name(shard),
                                       told(mechanism)));
    if (account.oldest_lost_acknowledged) {
        story.step(*account.oldest_lost_acknowledged,
                   fmt::format("write {} of {} was acknowledged: the oldest that is lost",
                               *account.oldest_lost, shard_name(shard)));
    }
    for (const measure::Interval& interval : shard.not_guaranteed) {
        story.step(interval.from, fmt::format("{} began to acknowledge on fewer durable copies "
                                              "than declared, for {}",
                                              shard_name(shard), span_text(interval.length())));
    }
    story.faults_and_reactions(evidence, evidence.end);
    story.step(evidence.end,
               fmt::format("{} ({}) is without write {} and {} other acknowledged writes",
                           shard_name(shard), shard.surviving.authority, *account.oldest_lost,
                           base::thousands(account.lost - 1)));
    return story.told();
}

Ruling rule_losses(const RecoveryPoint& claim, const Scope& scope, const Evidence& evidence) {
    const WriteAccount& sum = scope.sum;
    if (sum.lost > claim.lost_at_most) {
        std::string reason = fmt::format(
            "{} of {} lost", base::thousands(sum.lost),
            base::counted(sum.acknowledged, "acknowledged write was", "acknowledged writes were"));
        if (claim.lost_at_most > 0)
            reason += fmt::format(", {} allowed", base::thousands(claim.lost_at_most));
        return Ruling::refuted(reason, loss_witness(scope, evidence));
    }
    if (sum.lost + sum.unreachable > claim.lost_at_most) {
        for (const ShardEvidence* shard : scope.shards) {
            if (shard->surviving.reachable) continue;
            return Ruling::inconclusive(fmt::format(
                "{} unreachable, not lost: some disk holds every one, but {} has no authority "
                "({})",
                base::counted(sum.unreachable, "acknowledged write is", "acknowledged writes are"),
                shard_name(*shard), shard->surviving.authority));
        }
    }
    return Ruling::upheld("");
}

Ruling rule_ground(const RecoveryPoint& claim, const Scope& scope, const Evidence& evidence,
                   const std::vector<Sometimes>& sometimes) {
    for (const std::string& name : claim.stores) {
        if (std::ranges::find(scope.names, name) != scope.names.end()) continue;
        return Ruling::inconclusive(fmt::format("there is no store {}", name));
    }
    if (scope.stores.empty()) return Ruling::inconclusive("there is no store in scope");
    for (const std::string& name : scope.names) {
        std::uint64_t acknowledged = 0;
        for (std::size_t i = 0; i < scope.shards.size(); ++i) {
            if (scope.shards[i]->store == name) acknowledged += scope.accounts[i].acknowledged;
        }
        if (acknowledged == 0) {
            return Ruling::inconclusive(
                fmt::format("too little traffic: {} acknowledged no write", name));
        }
    }
    if (scope.sum.unexpected > 0) {
        return Ruling::inconclusive(
            fmt::format("the evidence contradicts itself: {} that nobody issued",
                        base::counted(scope.sum.unexpected, "write survives", "writes survive")));
    }
    const auto groundless = why_groundless(evidence, sometimes);
    return groundless ? Ruling::inconclusive(*groundless) : Ruling::upheld("");
}

// The data that would be gone by the clock: from the oldest lost acknowledgement to the next fault.
void note_seconds(Figures& figures, const Scope& scope, const Evidence& evidence) {
    constexpr const char* name = "lost_seconds";
    if (scope.sum.lost == 0) return figures.seconds(name, Duration::zero());
    const auto& oldest = scope.sum.oldest_lost_acknowledged;
    if (!oldest)
        return figures.unknown(name, "the instants of the lost acknowledgements are not known");
    for (const measure::FaultEvidence& fault : evidence.faults) {
        if (fault.injected >= *oldest) return figures.seconds(name, fault.injected - *oldest);
    }
    figures.unknown(name, "lost after the last fault, or without one");
}

void note_figures(Figures& figures, const Scope& scope, const Evidence& evidence) {
    const WriteAccount& sum = scope.sum;
    figures.count("acknowledged_writes", sum.acknowledged);
    figures.count("lost_writes", sum.lost);
    figures.count("lost_bytes", scope.lost_bytes);
    note_seconds(figures, scope, evidence);
    figures.count("unreachable_writes", sum.unreachable);
    figures.count("salvageable_writes", sum.salvageable);
    figures.count("writes_applied_twice", sum.applied_twice);
    figures.count("ambiguous_writes", sum.ambiguous);
    figures.count("ambiguous_survived", sum.ambiguous_survived);
    figures.count("unacknowledged_survived", sum.unacknowledged_survived);
    figures.count("unexpected_writes", sum.unexpected);
    const bool guaranteed = scope.guaranteed();
    figures.number("guaranteed", guaranteed ? 1 : 0, guaranteed ? "yes" : "no");
    Duration longest{};
    for (const measure::Interval& interval : reduced_redundancy(evidence, scope.names)) {
        longest = std::max(longest, interval.length());
    }
    figures.seconds("longest_reduced_redundancy_s", longest);
    const ShardEvidence* downgraded = scope.longest_downgrade();
    figures.seconds("longest_without_guarantee_s", downgraded == nullptr
                                                       ? Duration::zero()
                                                       : Scope::longest(*downgraded).length());
}

std::string not_guaranteed_text(const Scope& scope) {
    for (const StoreEvidence* store : scope.stores) {
        if (is_guaranteed(*store)) continue;
        return fmt::format("; observed, not guaranteed: {} acknowledges after {} of {} copies",
                           store->name, store->copies_before_acknowledging, store->copies);
    }
    const ShardEvidence* shard = scope.longest_downgrade();
    if (shard == nullptr) return "";
    const measure::Interval interval = Scope::longest(*shard);
    std::size_t others = 0;
    for (const ShardEvidence* each : scope.shards) others += each->not_guaranteed.size();
    std::string text = fmt::format(
        "; observed, not guaranteed: {} acknowledged on fewer durable copies than declared from {} "
        "to {}",
        shard_name(*shard), clock_text(interval.from), clock_text(interval.to));
    if (others > 1) text += fmt::format(", and there are {} such stretches in all", others);
    return text;
}

}  // namespace

Finding judge_recovery_point(const RecoveryPoint& claim, const std::vector<Sometimes>& sometimes,
                             const Evidence& evidence) {
    const Scope scope = scope_of(claim, evidence);
    const Ruling ruling = all_of(
        {rule_losses(claim, scope, evidence), rule_ground(claim, scope, evidence, sometimes)});
    Finding finding;
    finding.stated = stated(claim, scope);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    if (ruling.verdict == Verdict::upheld) {
        finding.reason = fmt::format("{} of {} lost",
                                     scope.sum.lost == 0 ? "none" : base::thousands(scope.sum.lost),
                                     base::counted(scope.sum.acknowledged, "acknowledged write was",
                                                   "acknowledged writes were")) +
                         not_guaranteed_text(scope);
    }
    Figures figures;
    note_figures(figures, scope, evidence);
    finding.measured = figures.take();
    if (!scope.names.empty()) finding.trades = trades(evidence, scope.names);
    return finding;
}

}  // namespace triaz::check
