#include "sim/check/active_zones.hpp"

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

using measure::Evidence;
using measure::ZoneEvidence;

// A share may miss its bound by the rounding of the division.
constexpr double rounding = 1e-9;

struct Shares {
    std::uint64_t served = 0;     // by all zones
    std::vector<double> of_zone;  // one a zone
    std::uint64_t active = 0;
};

Shares shares_of(const ActiveZones& claim, const Evidence& evidence) {
    Shares shares;
    for (const ZoneEvidence& zone : evidence.zones) shares.served += zone.served_before_first_fault;
    for (const ZoneEvidence& zone : evidence.zones) {
        const double share = shares.served == 0
                                 ? 0
                                 : static_cast<double>(zone.served_before_first_fault) /
                                       static_cast<double>(shares.served);
        shares.of_zone.push_back(share);
        if (share > 0 && share >= claim.share.value - rounding) ++shares.active;
    }
    return shares;
}

Ruling rule_shares(const ActiveZones& claim, const Evidence& evidence, const Shares& shares) {
    if (shares.served == 0) {
        return Ruling::inconclusive(
            "too little traffic: no zone served anything before the first fault");
    }
    const std::string reason =
        fmt::format("{} of {} at least {} of the work before the first fault, {} needed",
                    base::thousands(shares.active),
                    base::counted(evidence.zones.size(), "zone did", "zones did"),
                    base::percent(claim.share.value), base::thousands(claim.zones));
    if (shares.active >= claim.zones) return Ruling::upheld(reason);
    Story story(Mechanism::idle_zone, fmt::format("{}: {}", reason, told(Mechanism::idle_zone)));
    for (std::size_t i = 0; i < evidence.zones.size(); ++i) {
        story.step(evidence.warm_up_end,
                   fmt::format("zone {} did {} of the work from here on ({} of {})",
                               evidence.zones[i].name, base::percent(shares.of_zone[i]),
                               base::thousands(evidence.zones[i].served_before_first_fault),
                               base::counted(shares.served, "call")));
    }
    return Ruling::refuted(reason, story.told());
}

}  // namespace

Finding judge_active_zones(const ActiveZones& claim, const std::vector<Sometimes>& sometimes,
                           const Evidence& evidence) {
    const Shares shares = shares_of(claim, evidence);
    const auto groundless = why_groundless(evidence, sometimes);
    const Ruling ruling =
        all_of({groundless ? Ruling::inconclusive(*groundless) : Ruling::upheld(""),
                rule_shares(claim, evidence, shares)});
    Finding finding;
    finding.stated = fmt::format(
        "at least {} active before the first fault: each does {} of the work or more",
        base::counted(claim.zones, "zone is", "zones are"), base::percent(claim.share.value));
    finding.verdict = ruling.verdict;
    finding.reason = ruling.reason;
    finding.witness = ruling.witness;
    Figures figures;
    figures.count("zones_active", shares.active);
    for (std::size_t i = 0; i < evidence.zones.size(); ++i) {
        figures.number(fmt::format("share_of_zone_{}", evidence.zones[i].name), shares.of_zone[i],
                       base::percent(shares.of_zone[i]));
    }
    finding.measured = figures.take();
    return finding;
}

}  // namespace triaz::check
