#include "sim/check/synchronous_copies.hpp"

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

using measure::StoreEvidence;

// The stores in scope, and in how many zones their writes were when a leader acknowledged them.
struct Account {
    std::vector<const StoreEvidence*> stores;
    std::vector<std::string> names;
    std::vector<std::string> left_out;
    const StoreEvidence* silent = nullptr;  // one that acknowledged nothing
    std::uint64_t acknowledged = 0;
    std::uint64_t thin = 0;                   // in fewer zones than promised
    std::size_t fewest = 0;                   // zones that held one of them; with any
    base::Time first_thin{};                  // with `thinnest`
    const StoreEvidence* thinnest = nullptr;  // the first store to acknowledge a thin one
};

void count(Account& account, const StoreEvidence& store, std::uint32_t promised) {
    std::uint64_t acknowledged = 0;
    for (std::size_t zones = 0; zones < store.by_zones.size(); ++zones) {
        const measure::ZonesHolding& seen = store.by_zones[zones];
        if (seen.writes == 0) continue;
        const bool first = account.acknowledged + acknowledged == 0;
        account.fewest = first ? zones : std::min(account.fewest, zones);
        acknowledged += seen.writes;
        if (zones >= promised) continue;
        account.thin += seen.writes;
        if (account.thinnest == nullptr || seen.first < account.first_thin) {
            account.first_thin = seen.first;
            account.thinnest = &store;
        }
    }
    account.acknowledged += acknowledged;
    if (acknowledged == 0 && account.silent == nullptr) account.silent = &store;
}

Account account_of(const SynchronousCopies& claim, const measure::Evidence& evidence) {
    Account account;
    for (const StoreEvidence& store : evidence.stores) {
        if (!claim.stores.empty() &&
            std::ranges::find(claim.stores, store.name) == claim.stores.end()) {
            account.left_out.push_back(store.name);
            continue;
        }
        account.stores.push_back(&store);
        account.names.push_back(store.name);
        count(account, store, claim.zones);
    }
    return account;
}

std::string stated(const SynchronousCopies& claim, const Account& account) {
    std::string text =
        fmt::format("each acknowledged write is on disk in at least {}; stores in scope: {}",
                    base::counted(claim.zones, "zone"),
                    account.names.empty() ? "none" : list_text(account.names));
    if (!account.left_out.empty())
        text += fmt::format("; left out: {}", list_text(account.left_out));
    return text;
}

// Whether a shard of this store was acknowledging on fewer copies than declared.
bool downgraded_at(const measure::Evidence& evidence, const std::string& store, base::Time time) {
    return std::ranges::any_of(evidence.shards, [&](const measure::ShardEvidence& shard) {
        return shard.store == store &&
               std::ranges::any_of(shard.not_guaranteed, [&](const measure::Interval& interval) {
                   return interval.from <= time && time <= interval.to;
               });
    });
}

Witness thin_witness(const SynchronousCopies& claim, const Account& account,
                     const measure::Evidence& evidence, const std::string& reason) {
    const StoreEvidence& store = *account.thinnest;
    const bool downgraded = downgraded_at(evidence, store.name, account.first_thin);
    const bool too_early = downgraded || store.copies_before_acknowledging < claim.zones;
    Story story(too_early ? Mechanism::acknowledged_too_early : Mechanism::copies_together,
                fmt::format("{}: {} acknowledges after {} of {} copies{}", reason, store.name,
                            store.copies_before_acknowledging, store.copies,
                            downgraded  ? ", and had ceased to wait for them"
                            : too_early ? ""
                                        : ", some of them in the same zone"));
    story.step(account.first_thin,
               fmt::format("{} acknowledged a write that fewer than {} had on disk: the first",
                           store.name, base::counted(claim.zones, "zone")));
    return story.told();
}

Ruling rule_copies(const SynchronousCopies& claim, const Account& account,
                   const measure::Evidence& evidence) {
    if (account.thin == 0) return Ruling::upheld("");
    const std::string reason = fmt::format(
        "{} of {} acknowledged writes were on disk in fewer than {}", base::thousands(account.thin),
        base::thousands(account.acknowledged), base::counted(claim.zones, "zone"));
    return Ruling::refuted(reason, thin_witness(claim, account, evidence, reason));
}

Ruling rule_ground(const SynchronousCopies& claim, const Account& account,
                   const std::vector<Sometimes>& sometimes, const measure::Evidence& evidence) {
    for (const std::string& name : claim.stores) {
        if (std::ranges::find(account.names, name) == account.names.end())
            return Ruling::inconclusive(fmt::format("there is no store {}", name));
    }
    if (account.stores.empty()) return Ruling::inconclusive("there is no store in scope");
    if (account.silent != nullptr) {
        return Ruling::inconclusive(
            fmt::format("too little traffic: {} acknowledged no write", account.silent->name));
    }
    if (const auto groundless = why_groundless(evidence, sometimes))
        return Ruling::inconclusive(*groundless);
    return Ruling::upheld(fmt::format(
        "each of {} was on disk in {} or more when its leader acknowledged it",
        base::counted(account.acknowledged, "write"), base::counted(account.fewest, "zone")));
}

}  // namespace

Finding judge_synchronous_copies(const SynchronousCopies& claim,
                                 const std::vector<Sometimes>& sometimes,
                                 const measure::Evidence& evidence) {
    const Account account = account_of(claim, evidence);
    const Ruling ruling = all_of(
        {rule_copies(claim, account, evidence), rule_ground(claim, account, sometimes, evidence)});
    Finding finding;
    finding.stated = stated(claim, account);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    figures.count("acknowledged_by_leaders", account.acknowledged);
    figures.count("writes_in_too_few_zones", account.thin);
    if (account.acknowledged == 0) {
        figures.unknown("fewest_zones", "no write");
    } else {
        figures.count("fewest_zones", account.fewest);
    }
    finding.measured = figures.take();
    if (!account.names.empty()) finding.trades = trades(evidence, account.names);
    return finding;
}

}  // namespace triaz::check
