#include "sim/check/synchronous_copies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using measure::StoreEvidence;

struct Account {
    std::uint64_t acknowledged = 0;
    std::uint64_t thin = 0;  // in fewer zones than promised
    std::size_t fewest = 0;  // zones that held any of them
    base::Time first_thin = base::never;
    std::string first_store;
};

bool in_scope(const SynchronousCopies& claim, const StoreEvidence& store) {
    return claim.stores.empty() ||
           std::ranges::find(claim.stores, store.name) != claim.stores.end();
}

Account account_of(const SynchronousCopies& claim, const measure::Evidence& evidence) {
    Account account;
    account.fewest = 8;
    for (const StoreEvidence& store : evidence.stores) {
        if (!in_scope(claim, store)) continue;
        for (std::size_t zones = 0; zones < store.by_zones.size(); ++zones) {
            const measure::ZonesHolding& seen = store.by_zones[zones];
            if (seen.writes == 0) continue;
            account.acknowledged += seen.writes;
            account.fewest = std::min(account.fewest, zones);
            if (zones >= claim.zones) continue;
            account.thin += seen.writes;
            if (seen.first < account.first_thin) {
                account.first_thin = seen.first;
                account.first_store = store.name;
            }
        }
    }
    if (account.acknowledged == 0) account.fewest = 0;
    return account;
}

Ruling rule_copies(const SynchronousCopies& claim, const Account& account) {
    if (account.acknowledged == 0) {
        return Ruling::inconclusive("too little traffic: no write was acknowledged");
    }
    if (account.thin == 0) {
        return Ruling::upheld(fmt::format("each of {} was on disk in {} or more when acknowledged",
                                          count_text(account.acknowledged, "write", "writes"),
                                          count_text(account.fewest, "zone", "zones")));
    }
    const std::string reason = fmt::format(
        "{} of {} acknowledged writes were on disk in fewer than {}", base::thousands(account.thin),
        base::thousands(account.acknowledged), count_text(claim.zones, "zone", "zones"));
    Story story(Mechanism::acknowledged_too_early,
                fmt::format("{}: {}", reason, told(Mechanism::acknowledged_too_early)));
    story.step(account.first_thin,
               fmt::format("{} acknowledged a write that fewer than {} had on disk",
                           account.first_store, count_text(claim.zones, "zone", "zones")));
    return Ruling::refuted(reason, story.told());
}

}  // namespace

Finding judge_synchronous_copies(const SynchronousCopies& claim,
                                 const std::vector<Sometimes>& sometimes,
                                 const measure::Evidence& evidence) {
    const Account account = account_of(claim, evidence);
    const auto groundless = why_groundless(evidence, sometimes);
    const Ruling ruling =
        all_of({groundless ? Ruling::inconclusive(*groundless) : Ruling::upheld(""),
                rule_copies(claim, account)});
    Finding finding;
    std::string scope;
    std::string left_out;
    for (const StoreEvidence& store : evidence.stores) {
        std::string& names = in_scope(claim, store) ? scope : left_out;
        names += (names.empty() ? "" : ", ") + store.name;
    }
    finding.stated =
        fmt::format("each acknowledged write is on disk in at least {}; stores in scope: {}{}",
                    count_text(claim.zones, "zone", "zones"), scope,
                    left_out.empty() ? "" : "; left out: " + left_out);
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    figures.count("acknowledged_writes", account.acknowledged);
    figures.count("writes_in_too_few_zones", account.thin);
    figures.count("fewest_zones", account.fewest);
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::check
