#include "sim/check/session_keeping.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "sim/base/text.hpp"
#include "sim/check/mechanism.hpp"
#include "sim/check/prose.hpp"
#include "sim/check/ruling.hpp"
#include "sim/check/story.hpp"
#include "sim/check/vacuity.hpp"

namespace triaz::check {

namespace {

using measure::Evidence;
using measure::SessionEvidence;

struct Account {
    std::uint64_t under_way = 0;
    std::uint64_t begun = 0;
    std::uint64_t established = 0;
    std::uint64_t blocked = 0;
    std::uint64_t dropped = 0;
    std::uint64_t with_instance = 0;
    std::uint64_t with_carrier = 0;
    std::uint64_t with_path = 0;
    std::uint64_t lost = 0;
    std::uint64_t late = 0;  // back, or not yet, later than promised
    std::uint64_t open = 0;  // dropped too shortly before the end to say
    std::uint64_t no_room = 0;
    measure::Histogram to_reestablish;

    std::uint64_t broken() const { return lost + late; }
    double kept(std::uint64_t not_kept) const {
        if (under_way == 0) return 0;
        return 1 -
               static_cast<double>(std::min(not_kept, under_way)) / static_cast<double>(under_way);
    }
    double blocked_share() const {
        return begun == 0 ? 0 : static_cast<double>(blocked) / static_cast<double>(begun);
    }
};

// Nothing when a cohort is not there.
std::optional<Account> account_of(const Sessions& claim, const Evidence& evidence) {
    Account all;
    for (const std::string& name : claim.cohorts) {
        if (std::ranges::find(evidence.sessions, name, &SessionEvidence::name) ==
            evidence.sessions.end()) {
            return std::nullopt;
        }
    }
    for (const SessionEvidence& each : evidence.sessions) {
        const bool meant = claim.cohorts.empty() ||
                           std::ranges::find(claim.cohorts, each.name) != claim.cohorts.end();
        if (!meant) continue;
        all.under_way += each.under_way;
        all.begun += each.begun;
        all.established += each.established;
        all.blocked += each.blocked;
        all.dropped += each.dropped();
        all.with_instance += each.dropped_with_instance;
        all.with_carrier += each.dropped_with_carrier;
        all.with_path += each.dropped_with_path;
        all.lost += each.lost;
        all.open += each.waiting.count_up_to(claim.within);
        all.late += each.waiting.count() - each.waiting.count_up_to(claim.within);
        all.late += each.reestablished() - each.to_reestablish.count_up_to(claim.within);
        all.no_room += each.no_room;
        all.to_reestablish.merge(each.to_reestablish);
    }
    return all;
}

Ruling refuted(const Evidence& evidence, Mechanism mechanism, const std::string& reason,
               const Account& account) {
    Story story(mechanism, fmt::format("{}: {}", reason, told(mechanism)));
    story.faults_and_reactions(evidence, evidence.end);
    story.step(evidence.end,
               fmt::format("by the end, {} dropped, {} given up and {} late",
                           base::counted(account.dropped, "session was", "sessions were"),
                           base::thousands(account.lost), base::thousands(account.late)));
    return Ruling::refuted(reason, story.told());
}

Ruling rule_kept(const Sessions& claim, const Evidence& evidence, const Account& account) {
    const std::string reason = fmt::format(
        "{} of the {} under way were kept or back within {}, {} needed",
        base::percent(account.kept(account.broken())), base::counted(account.under_way, "session"),
        span_text(claim.within), base::percent(claim.kept.value));
    if (account.kept(account.broken()) < claim.kept.value) {
        const Mechanism why = account.lost <= account.late ? Mechanism::detection
                              : account.no_room > 0        ? Mechanism::overload
                                                           : Mechanism::no_spare_path;
        return refuted(evidence, why, reason, account);
    }
    if (account.kept(account.broken() + account.open) < claim.kept.value) {
        return Ruling::inconclusive(
            fmt::format("{} dropped too shortly before the end of the run to say",
                        base::counted(account.open, "session was", "sessions were")));
    }
    return Ruling::upheld(reason);
}

Ruling rule_drops(const Sessions& claim, const Evidence& evidence, const Account& account) {
    if (!claim.dropped_at_most || account.dropped <= *claim.dropped_at_most)
        return Ruling::upheld("");
    return refuted(evidence, Mechanism::sessions_on_victim,
                   fmt::format("{} dropped, at most {} promised",
                               base::counted(account.dropped, "session was", "sessions were"),
                               base::thousands(*claim.dropped_at_most)),
                   account);
}

Ruling rule_blocked(const Sessions& claim, const Evidence& evidence, const Account& account) {
    if (!claim.blocked_at_most || account.blocked_share() <= claim.blocked_at_most->value)
        return Ruling::upheld("");
    const Mechanism why = account.no_room > 0 ? Mechanism::overload : Mechanism::no_spare_path;
    return refuted(
        evidence, why,
        fmt::format("{} of {} could not begin, at most {} promised",
                    base::percent(account.blocked_share()), base::counted(account.begun, "session"),
                    base::percent(claim.blocked_at_most->value)),
        account);
}

std::string stated_of(const Sessions& claim) {
    std::string text = fmt::format(
        "{} of the sessions under way{} are kept, or back within {} of being dropped",
        base::percent(claim.kept.value),
        claim.cohorts.empty() ? "" : " of " + list_text(claim.cohorts), span_text(claim.within));
    if (claim.dropped_at_most)
        text += fmt::format("; at most {} dropped", base::thousands(*claim.dropped_at_most));
    if (claim.blocked_at_most)
        text +=
            fmt::format("; at most {} cannot begin", base::percent(claim.blocked_at_most->value));
    return text;
}

std::optional<std::string> why_too_few(const Account& account) {
    if (account.under_way >= enough_sessions) return std::nullopt;
    return fmt::format("too little traffic: {} under way, {} needed",
                       base::counted(account.under_way, "session was", "sessions were"),
                       base::thousands(enough_sessions));
}

}  // namespace

Finding judge_sessions(const Sessions& claim, const std::vector<Sometimes>& sometimes,
                       const Evidence& evidence) {
    const auto account = account_of(claim, evidence);
    Finding finding;
    finding.stated = stated_of(claim);
    if (!account) {
        finding.reason = "a cohort of the claim is not in the evidence";
        return finding;
    }
    auto groundless = why_nothing_shown(evidence, sometimes);
    if (!groundless) groundless = why_too_few(*account);
    const Ruling ruling =
        all_of({groundless ? Ruling::inconclusive(*groundless) : Ruling::upheld(""),
                rule_drops(claim, evidence, *account), rule_blocked(claim, evidence, *account),
                rule_kept(claim, evidence, *account)});
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    figures.count("sessions_under_way", account->under_way);
    figures.number("sessions_kept", account->kept(account->broken()),
                   base::percent(account->kept(account->broken())));
    figures.count("sessions_dropped", account->dropped);
    figures.count("dropped_with_instance", account->with_instance);
    figures.count("dropped_with_carrier", account->with_carrier);
    figures.count("dropped_with_path", account->with_path);
    figures.count("sessions_reestablished", account->to_reestablish.count());
    figures.count("sessions_given_up", account->lost);
    figures.count("sessions_begun", account->begun);
    figures.number("sessions_blocked", account->blocked_share(),
                   base::percent(account->blocked_share()));
    if (account->to_reestablish.count() > 0) {
        figures.seconds("p50_reestablish_s", account->to_reestablish.quantile(0.5));
        figures.seconds("p99_reestablish_s", account->to_reestablish.quantile(0.99));
        figures.seconds("worst_reestablish_s", account->to_reestablish.worst());
    } else {
        for (const char* name : {"p50_reestablish_s", "p99_reestablish_s", "worst_reestablish_s"})
            figures.unknown(name, "nothing re-established");
    }
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::check
