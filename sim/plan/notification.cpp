#include "sim/plan/notification.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"

namespace triaz::plan {

namespace {

using check::Finding;
using check::Verdict;
using Start = NotificationTerms::Start;

constexpr std::array<std::string_view, detail_count> detail_names{
    "dates found and confirmed", "nature and impact", "what was done", "what is planned",
    "alternatives and next steps"};

Finding finding_named(std::string claim, std::string stated) {
    Finding finding;
    finding.claim = std::move(claim);
    finding.kind = "notification";
    finding.contract = {"C15"};
    finding.stated = std::move(stated);
    return finding;
}

check::Witness witness_of(const Incident& incident, std::string mechanism, std::string summary,
                          Instant now) {
    check::Witness witness{std::move(mechanism), std::move(summary), {}};
    const auto step = [&](Instant at, std::string_view what) {
        if (at <= now)
            witness.steps.push_back(
                {base::Time{at - incident.found}, fmt::format("{}: {}", to_text(at), what)});
    };
    step(incident.found, "found");
    if (incident.confirmed) step(*incident.confirmed, "confirmed");
    for (const Notice& notice : incident.notices) step(notice.sent, "the customer is told");
    return witness;
}

void refute(Finding& finding, check::Witness witness) {
    finding.verdict = Verdict::refuted;
    finding.reason = witness.summary;
    finding.witness = std::move(witness);
}

void uphold(Finding& finding, std::string reason) {
    finding.verdict = Verdict::upheld;
    finding.reason = std::move(reason);
}

Finding judge_first(const Incident& incident, const NotificationTerms& terms, Instant now) {
    const bool by_found = terms.clock_starts == Start::found;
    Finding finding = finding_named(
        "notification",
        fmt::format("the customer is told within {} of the incident being {}",
                    check::span_text(terms.within), by_found ? "found" : "confirmed"));
    const auto starts = by_found ? std::optional{incident.found} : incident.confirmed;
    if (!starts || *starts > now) {
        finding.reason = "the incident was never confirmed: the clock has not started";
        return finding;
    }
    const Instant limit = *starts + terms.within;
    const auto& notices = incident.notices;
    const bool told = !notices.empty() && notices.front().sent <= now;
    if (told && notices.front().sent <= limit) {
        uphold(finding,
               fmt::format("told after {}", check::span_text(notices.front().sent - *starts)));
    } else if (told) {
        refute(finding, witness_of(incident, "notification late",
                                   fmt::format("told after {}, {} too late",
                                               check::span_text(notices.front().sent - *starts),
                                               check::span_text(notices.front().sent - limit)),
                                   now));
    } else if (now > limit) {
        refute(finding, witness_of(incident, "notification missing",
                                   fmt::format("not told by {}", to_text(limit)), now));
    } else {
        finding.reason = fmt::format("not told yet; there is time until {}", to_text(limit));
    }
    return finding;
}

Finding judge_form(const Incident& incident, Instant now) {
    Finding finding = finding_named("form", "the first notice has all five details");
    if (incident.notices.empty() || incident.notices.front().sent > now) {
        finding.reason = "there is no notice to look at";
        return finding;
    }
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < detail_count; ++i) {
        if (base::is_blank(incident.notices.front().details[i]))
            missing.emplace_back(detail_names[i]);
    }
    if (missing.empty()) {
        uphold(finding, "all five are there");
    } else {
        refute(finding,
               witness_of(incident, "notice incomplete",
                          "the notice says nothing of: " + check::list_text(missing, detail_count),
                          now));
    }
    return finding;
}

Finding judge_updates(const Incident& incident, base::Duration every, Instant now) {
    Finding finding = finding_named(
        "updates",
        fmt::format("the customer hears more at least every {}", check::span_text(every)));
    const Instant end = std::min(now, incident.closed.value_or(now));
    std::vector<Instant> told;
    for (const Notice& notice : incident.notices) {
        if (notice.sent <= end) told.push_back(notice.sent);
    }
    if (told.empty()) {
        finding.reason = "the customer was never told: there is nothing to keep up to date";
        return finding;
    }
    told.push_back(end);
    base::Duration longest{};
    Instant from = told.front();
    for (std::size_t i = 1; i < told.size(); ++i) {
        if (told[i] - told[i - 1] <= longest) continue;
        longest = told[i] - told[i - 1];
        from = told[i - 1];
    }
    if (longest <= every) {
        uphold(finding, "never longer than " + check::span_text(longest));
    } else {
        refute(finding, witness_of(incident, "update missing",
                                   fmt::format("nothing was said for {} after {}",
                                               check::span_text(longest), to_text(from)),
                                   now));
    }
    return finding;
}

}  // namespace

std::string_view name_of(Detail detail) { return detail_names[static_cast<std::size_t>(detail)]; }

std::vector<Finding> judge_notification(const Incident& incident, const NotificationTerms& terms,
                                        Instant now) {
    base::ensure(!incident.confirmed || incident.found <= *incident.confirmed,
                 "found before confirmed");
    base::ensure(std::ranges::is_sorted(incident.notices, {}, &Notice::sent), "notices in order");
    std::vector<Finding> findings{judge_first(incident, terms, now), judge_form(incident, now)};
    if (terms.update_every) findings.push_back(judge_updates(incident, *terms.update_every, now));
    return findings;
}

}  // namespace triaz::plan
