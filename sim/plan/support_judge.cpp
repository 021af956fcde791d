#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"
#include "sim/plan/support.hpp"

namespace triaz::plan {

namespace {

using check::Finding;
using check::Verdict;

struct Case {
    const Support& support;
    const Ticket& ticket;
    const Handling& handling;
    Instant end;
    std::size_t number;  // of the ticket, from 1

    bool urgent() const { return ticket.severity <= support.round_the_clock; }
    const Agent* agent() const {
        return handling.agent ? &support.agents[*handling.agent] : nullptr;
    }
};

// What is wrong with one ticket; empty when nothing is.
using Rule = std::function<std::string(const Case&)>;

std::string breaks_residency(const Case& c) {
    if (c.agent() == nullptr || c.agent()->jurisdiction == c.ticket.jurisdiction) return {};
    return fmt::format(
        "it was handled by {}, who is in {}", c.agent()->name,
        c.agent()->jurisdiction.empty() ? "an unknown place" : c.agent()->jurisdiction);
}

std::string breaks_urgency(const Case& c) {
    const Instant limit = c.ticket.opened + c.support.urgent_within;
    if (c.agent() == nullptr) return limit < c.end ? "nobody took it up" : "";
    if (c.handling.taken <= limit) return {};
    return fmt::format("it was taken up after {}, not within {}",
                       check::span_text(c.handling.taken - c.ticket.opened),
                       check::span_text(c.support.urgent_within));
}

// The end of office hours on the first day that a desk which may take the ticket is open: the
// latest of these desks counts.
Instant end_of_first_day(const Case& c) {
    const auto& bound = c.support.bound;
    const bool stays = std::ranges::find(bound, c.ticket.jurisdiction) != bound.end();
    Instant limit = Instant::min();
    for (const Desk& desk : c.support.desks) {
        if (stays && desk.jurisdiction != c.ticket.jurisdiction) continue;
        const Instant open = desk.hours.next_open(c.ticket.opened);
        limit = std::max(limit, desk.hours.of(desk.hours.zone.local(open).day)->until);
    }
    return limit;
}

std::string breaks_office_hours(const Case& c) {
    const Instant limit = end_of_first_day(c);
    if (limit == Instant::min()) return "no desk may take it";
    if (c.agent() == nullptr) return limit < c.end ? "nobody took it up" : "";
    const OfficeHours& hours = c.support.desks[c.agent()->desk].hours;
    if (!hours.is_open(c.handling.taken))
        return fmt::format("{} took it up at {}, when the desk is closed", c.agent()->name,
                           hours.zone.text(c.handling.taken));
    if (c.handling.taken < limit) return {};
    return fmt::format("it was taken up on {}, a working day too late",
                       hours.zone.text(c.handling.taken));
}

check::Witness witness_of(const Case& c, std::string mechanism, const std::string& wrong) {
    check::Witness witness;
    witness.mechanism = std::move(mechanism);
    witness.summary = fmt::format("Ticket {} (severity {}, tenant in {}): {}", c.number,
                                  c.ticket.severity, c.ticket.jurisdiction, wrong);
    const auto step = [&](Instant at, const std::string& what) {
        witness.steps.push_back(
            {base::Time{at - c.ticket.opened}, fmt::format("{}: {}", to_text(at), what)});
    };
    step(c.ticket.opened, "opened");
    if (c.agent() != nullptr) step(c.handling.taken, "taken up by " + c.agent()->name);
    return witness;
}

Finding judged(std::string claim, std::string stated, std::string mechanism,
               const std::vector<Case>& cases, const Rule& rule) {
    Finding finding;
    finding.claim = std::move(claim);
    finding.kind = "support";
    finding.contract = {"C26"};
    finding.stated = std::move(stated);
    std::size_t broken = 0;
    for (const Case& c : cases) {
        const std::string wrong = rule(c);
        if (wrong.empty()) continue;
        if (++broken == 1) finding.witness = witness_of(c, mechanism, wrong);
    }
    check::Figures figures;
    figures.count("tickets", cases.size());
    figures.count("broken", broken);
    finding.measured = figures.take();
    if (cases.empty()) {
        finding.reason = "there was no such ticket";
    } else if (broken > 0) {
        finding.verdict = Verdict::refuted;
        finding.reason =
            fmt::format("{} of {} tickets", base::thousands(broken), base::thousands(cases.size()));
    } else {
        finding.verdict = Verdict::upheld;
        finding.reason = base::counted(cases.size(), "ticket") + ", all as promised";
    }
    return finding;
}

}  // namespace

std::vector<Finding> judge_support(const Support& support, const std::vector<Ticket>& tickets,
                                   const std::vector<Handling>& handlings, Instant end) {
    base::ensure(tickets.size() == handlings.size(), "one handling for each ticket");
    std::vector<Case> bound;
    std::vector<Case> urgent;
    std::vector<Case> others;
    for (std::size_t i = 0; i < tickets.size(); ++i) {
        const Case c{support, tickets[i], handlings[i], end, i + 1};
        if (std::ranges::find(support.bound, c.ticket.jurisdiction) != support.bound.end())
            bound.push_back(c);
        (c.urgent() ? urgent : others).push_back(c);
    }
    return {judged("residency",
                   "tickets of " + check::list_text(support.bound) +
                       " are handled by people who are there, and by nobody else",
                   "ticket left its jurisdiction", bound, breaks_residency),
            judged("urgent",
                   fmt::format("severity up to {}: taken up at any hour within {}",
                               support.round_the_clock, check::span_text(support.urgent_within)),
                   "nobody free in time", urgent, breaks_urgency),
            judged("office-hours",
                   "other severities: taken up in office hours, the same or the next working day",
                   "nobody free in time", others, breaks_office_hours)};
}

}  // namespace triaz::plan
