#include "sim/plan/support.hpp"

#include <algorithm>
#include <limits>

#include "sim/base/ensure.hpp"

namespace triaz::plan {

namespace {

constexpr Instant never = Instant::max();

bool is_bound(const Support& support, const Ticket& ticket) {
    return std::ranges::find(support.bound, ticket.jurisdiction) != support.bound.end();
}

class Desks {
public:
    Desks(const Support& support, const std::vector<Ticket>& tickets)
        : support_(support),
          tickets_(tickets),
          free_from_(support.agents.size(), Instant::min()),
          handlings_(tickets.size(), {std::nullopt, never, never}) {}

    std::vector<Handling> work_until(Instant end) {
        std::size_t arrived = 0;
        Instant now = tickets_.empty() ? end : tickets_.front().opened;
        while (now < end) {
            for (; arrived < tickets_.size() && tickets_[arrived].opened <= now; ++arrived)
                queue(static_cast<std::uint32_t>(arrived));
            give_out(now);
            now = next_event(now, arrived);
        }
        return std::move(handlings_);
    }

private:
    // Rank in the queue: severity, then the place in the list, which is the order of opening.
    void queue(std::uint32_t ticket) {
        const auto before = [&](std::uint32_t a, std::uint32_t b) {
            const auto severity = [&](std::uint32_t t) { return tickets_[t].severity; };
            return severity(a) != severity(b) ? severity(a) < severity(b) : a < b;
        };
        waiting_.insert(std::ranges::upper_bound(waiting_, ticket, before), ticket);
    }

    void give_out(Instant now) {
        std::erase_if(waiting_, [&](std::uint32_t ticket) {
            const auto agent = taker(tickets_[ticket], now);
            if (agent) take(ticket, *agent, now);
            return agent.has_value();
        });
    }

    bool is_urgent(const Ticket& ticket) const {
        return ticket.severity <= support_.round_the_clock;
    }

    const OfficeHours& hours_of(std::uint32_t agent) const {
        return support_.desks[support_.agents[agent].desk].hours;
    }

    bool is_absent(std::uint32_t agent, Instant now) const {
        return std::ranges::any_of(support_.agents[agent].absences, [&](const Absence& absence) {
            return absence.from <= now && now < absence.until;
        });
    }

    std::optional<std::uint32_t> taker(const Ticket& ticket, Instant now) const {
        const bool stays = is_bound(support_, ticket);
        if (const auto agent = taker(ticket, now, stays)) return agent;
        return stays && support_.overflow_leaves ? taker(ticket, now, false) : std::nullopt;
    }

    std::optional<std::uint32_t> taker(const Ticket& ticket, Instant now, bool stays) const {
        std::optional<std::uint32_t> on_call;
        for (std::uint32_t agent = 0; agent < support_.agents.size(); ++agent) {
            const Agent& who = support_.agents[agent];
            if (free_from_[agent] > now || is_absent(agent, now)) continue;
            if (stays && who.jurisdiction != ticket.jurisdiction) continue;
            if (hours_of(agent).is_open(now)) return agent;
            if (is_urgent(ticket) && who.on_call && !on_call) on_call = agent;
        }
        return on_call;
    }

    void take(std::uint32_t ticket, std::uint32_t agent, Instant now) {
        const base::Duration work = tickets_[ticket].work;
        const Instant done =
            is_urgent(tickets_[ticket]) ? now + work : hours_of(agent).after_working(now, work);
        handlings_[ticket] = {agent, now, done};
        free_from_[agent] = done;
    }

    // The next instant at which anything can change: a ticket comes, and while some wait, somebody
    // becomes free, comes back or opens the desk.
    Instant next_event(Instant now, std::size_t arrived) const {
        Instant next = arrived < tickets_.size() ? tickets_[arrived].opened : never;
        if (waiting_.empty()) return next;
        const auto consider = [&](Instant at) {
            if (at > now) next = std::min(next, at);
        };
        for (std::uint32_t agent = 0; agent < support_.agents.size(); ++agent) {
            consider(free_from_[agent]);
            for (const Absence& absence : support_.agents[agent].absences) consider(absence.until);
        }
        for (const Desk& desk : support_.desks) consider(desk.hours.next_open(now));
        return next;
    }

    const Support& support_;
    const std::vector<Ticket>& tickets_;
    std::vector<Instant> free_from_;
    std::vector<std::uint32_t> waiting_;
    std::vector<Handling> handlings_;
};

}  // namespace

std::vector<Handling> handle(const Support& support, const std::vector<Ticket>& tickets,
                             Instant end) {
    base::ensure(std::ranges::is_sorted(tickets, {}, &Ticket::opened), "tickets in order");
    for (const Agent& agent : support.agents)
        base::ensure(agent.desk < support.desks.size(), "an agent has a desk");
    return Desks{support, tickets}.work_until(end);
}

}  // namespace triaz::plan
