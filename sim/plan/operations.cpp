#include "sim/plan/operations.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/base/ensure.hpp"
#include "sim/base/text.hpp"
#include "sim/check/prose.hpp"

namespace triaz::plan {

namespace {

using check::Finding;
using check::Verdict;

// No event in n runs bounds its rate by 3/n, with a confidence of 95 % (the rule of three).
std::string bound_text(std::uint64_t runs) {
    return fmt::format("with 95 % confidence it fails in fewer than {} of all",
                       base::percent(std::min(1.0, 3.0 / static_cast<double>(runs))));
}

// The step that the response is about: the mitigation, else the notice, else the last of all.
std::uint32_t last_step(const Operations& operations) {
    if (operations.mitigated) return *operations.mitigated;
    if (operations.notified) return *operations.notified;
    return static_cast<std::uint32_t>(operations.response.steps.size()) - 1;
}

Finding finding_of_response(const Operations& operations, const Circumstances& circumstances,
                            const Responded& responded) {
    const Rehearsed::Step& last = responded.rehearsed.steps[responded.last];
    const std::uint64_t runs = responded.rehearsed.runs;
    Finding finding;
    finding.claim = "response";
    finding.kind = "operations";
    if (circumstances.corporate_network_lost) finding.contract = {"C08"};
    finding.stated = fmt::format("the step {} is always reached",
                                 operations.response.steps[responded.last].name);
    check::Figures figures;
    figures.count("runs", runs);
    figures.count("reached", last.done);
    if (last.done > 0) {
        figures.seconds("median_s", last.median);
        figures.seconds("p95_s", last.p95);
    }
    finding.measured = figures.take();
    if (last.done == runs) {
        finding.verdict = Verdict::upheld;
        finding.reason =
            fmt::format("reached in each of {} runs, half of them within {}: {}",
                        base::thousands(runs), check::span_text(last.median), bound_text(runs));
        return finding;
    }
    finding.verdict = Verdict::refuted;
    finding.reason = fmt::format("not reached in {} of {} runs", base::thousands(runs - last.done),
                                 base::thousands(runs));
    check::Witness witness{"response stuck", finding.reason, {}};
    for (std::size_t i = 0; i < responded.rehearsed.steps.size(); ++i) {
        const std::string& stuck = responded.rehearsed.steps[i].stuck;
        if (!stuck.empty())
            witness.steps.push_back(
                {base::Time{}, operations.response.steps[i].name + ": " + stuck});
    }
    finding.witness = std::move(witness);
    return finding;
}

Incident incident_of(const Operations& operations, const Circumstances& circumstances,
                     const Walk& walk) {
    const auto when = [&](const std::optional<std::uint32_t>& step) -> std::optional<Instant> {
        if (!step || !walk.steps[*step].done) return std::nullopt;
        return circumstances.at + *walk.steps[*step].done;
    };
    Incident incident{.found = when(operations.detected).value_or(circumstances.at),
                      .confirmed = when(operations.confirmed),
                      .notices = {},
                      .closed = {}};
    if (incident.confirmed) incident.confirmed = std::max(*incident.confirmed, incident.found);
    if (const auto told = when(operations.notified))
        incident.notices.push_back({*told, operations.notice});
    for (const std::uint32_t step : operations.updated) {
        if (const auto told = when(step)) incident.notices.push_back({*told, operations.notice});
    }
    std::ranges::sort(incident.notices, {}, &Notice::sent);
    Instant last = incident.found;
    for (std::uint32_t step = 0; step < walk.steps.size(); ++step)
        last = std::max(last, when(step).value_or(last));
    incident.closed = operations.closed ? when(operations.closed) : std::optional{last};
    return incident;
}

// The notification and its form over all runs: refuted by one, upheld by all.
std::vector<Finding> findings_of_notification(const Operations& operations,
                                              const Circumstances& circumstances) {
    const base::Stream random = base::Stream{operations.seed}.stream(circumstances.name);
    std::vector<Finding> worst;
    std::vector<std::uint64_t> refuted;
    std::vector<std::uint64_t> undecided;
    const NotificationTerms& terms = operations.notification;
    for (std::uint64_t run = 0; run < operations.runs; ++run) {
        const Walk walked = walk(operations.response, circumstances, random.stream(run));
        const Incident incident = incident_of(operations, circumstances, walked);
        // Long after all that could still happen.
        const Instant now = incident.confirmed.value_or(incident.found) + terms.within +
                            std::chrono::hours{24 * 365};
        std::vector<Finding> findings = judge_notification(incident, terms, now);
        if (worst.empty()) {
            worst = findings;
            refuted.resize(findings.size());
            undecided.resize(findings.size());
        }
        for (std::size_t i = 0; i < findings.size(); ++i) {
            const Verdict verdict = findings[i].verdict;
            if (verdict == Verdict::refuted && refuted[i]++ == 0) worst[i] = findings[i];
            if (verdict == Verdict::inconclusive && undecided[i]++ == 0 && refuted[i] == 0)
                worst[i] = findings[i];
        }
    }
    for (std::size_t i = 0; i < worst.size(); ++i) {
        check::Figures figures;
        figures.count("runs", operations.runs);
        figures.count("refuted", refuted[i]);
        figures.count("undecided", undecided[i]);
        worst[i].measured = figures.take();
        if (worst[i].verdict == Verdict::upheld)
            worst[i].reason =
                fmt::format("in each of {} runs: {}", base::thousands(operations.runs),
                            bound_text(operations.runs));
    }
    return worst;
}

int rank(Verdict verdict) {
    switch (verdict) {
        case Verdict::upheld:
            return 0;
        case Verdict::inconclusive:
            return 1;
        case Verdict::refuted:
            break;
    }
    return 2;
}

// The index that a draw below the sum of shares falls on.
template <class Shares, class Of>
std::size_t drawn_index(const Shares& shares, Of of, base::Stream& random) {
    double all = 0;
    for (const auto& share : shares) all += of(share);
    double left = random.uniform() * all;
    for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
        left -= of(shares[i]);
        if (left < 0) return i;
    }
    return shares.size() - 1;
}

}  // namespace

Responded respond(const Operations& operations, const Circumstances& circumstances) {
    base::ensure(!operations.response.steps.empty(), "a response has steps");
    Responded responded;
    responded.circumstances = circumstances.name;
    responded.at = circumstances.at;
    responded.last = last_step(operations);
    responded.rehearsed =
        rehearse(operations.response, circumstances, responded.last, operations.runs,
                 base::Stream{operations.seed}.stream(circumstances.name));
    responded.findings.push_back(finding_of_response(operations, circumstances, responded));
    if (operations.confirmed && operations.notified) {
        for (Finding& finding : findings_of_notification(operations, circumstances))
            responded.findings.push_back(std::move(finding));
    }
    return responded;
}

std::vector<Walked> walk_through(const Operations& operations) {
    std::vector<Walked> walked;
    const auto take = [&](std::string_view promise, const Finding& finding,
                          const std::string& when) {
        const bool names_when = !when.empty() && finding.verdict != Verdict::upheld;
        Judged judged{finding.verdict, names_when ? when + ": " + finding.reason : finding.reason};
        const auto known = std::ranges::find(walked, promise, &Walked::promise);
        if (known == walked.end())
            walked.push_back({std::string{promise}, std::move(judged)});
        else if (rank(judged.verdict) > rank(known->judged.verdict))
            known->judged = std::move(judged);
    };
    for (const Circumstances& circumstances : operations.circumstances) {
        for (const Finding& finding : respond(operations, circumstances).findings) {
            take(finding.claim, finding, circumstances.name);
            if (finding.claim == "response" && circumstances.corporate_network_lost)
                take("corporate-disruption", finding, circumstances.name);
        }
    }
    if (const auto handled = supported(operations)) {
        for (const Finding& finding : handled->findings) take(finding.claim, finding, {});
    }
    for (Walked& each : walked)
        if (each.promise == "notification") each.within = operations.notification.within;
    return walked;
}

std::vector<Ticket> drawn_tickets(const Operations& operations) {
    const TicketLoad& load = operations.tickets;
    std::vector<Ticket> tickets;
    if (load.per_day <= 0) return tickets;
    base::Stream random = base::Stream{operations.seed}.stream("tickets");
    const auto gap = base::Distribution::exponential(base::from_seconds(86400 / load.per_day));
    const Instant end{load.from + std::chrono::days{load.days}};
    for (Instant at = Instant{load.from} + gap.draw(random); at < end; at += gap.draw(random)) {
        Ticket ticket;
        ticket.opened = at;
        ticket.severity = static_cast<std::uint32_t>(
            1 + drawn_index(
                    load.severities, [](double share) { return share; }, random));
        ticket.jurisdiction =
            load
                .jurisdictions[drawn_index(
                    load.jurisdictions, [](const auto& each) { return each.second; }, random)]
                .first;
        ticket.work = std::min(load.work.draw(random), longest_work);
        tickets.push_back(std::move(ticket));
    }
    return tickets;
}

std::optional<Supported> supported(const Operations& operations) {
    if (operations.support.desks.empty() || operations.tickets.per_day <= 0) return std::nullopt;
    const std::vector<Ticket> tickets = drawn_tickets(operations);
    const TicketLoad& load = operations.tickets;
    // Two more weeks, so that what came last can be handled.
    const Instant end{load.from + std::chrono::days{load.days + 14}};
    return Supported{tickets.size(), judge_support(operations.support, tickets,
                                                   handle(operations.support, tickets, end), end)};
}

}  // namespace triaz::plan
