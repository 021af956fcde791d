// The people and tools behind a deployment, as one file has them, and what their promises come to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/plan/contract.hpp"
#include "sim/plan/notification.hpp"
#include "sim/plan/response.hpp"
#include "sim/plan/support.hpp"

namespace triaz::plan {

inline constexpr base::Duration longest_work = std::chrono::hours{24 * 30};

// Tickets drawn for a stretch of time: so many a day, at any hour, by Poisson arrivals. None takes
// longer than `longest_work` of working time.
struct TicketLoad {
    double per_day = 0;
    std::vector<double> severities;                             // shares of 1, 2, 3, 4
    std::vector<std::pair<std::string, double>> jurisdictions;  // of tenants, with their shares
    base::Distribution work;
    Day from;
    std::uint32_t days = 0;
};

struct Operations {
    std::string name;
    Response response;
    // Steps by what they bring about: T2, T3, T4 and the incident clock of the customer.
    std::optional<std::uint32_t> detected;
    std::optional<std::uint32_t> confirmed;
    std::optional<std::uint32_t> mitigated;
    std::optional<std::uint32_t> notified;
    std::vector<std::uint32_t> updated;   // further notices
    std::optional<std::uint32_t> closed;  // nothing: with the last of all steps
    NotificationTerms notification;
    std::array<std::string, detail_count> notice;  // the form that is sent
    Support support;
    TicketLoad tickets;
    std::vector<Circumstances> circumstances;
    std::uint64_t runs = 1000;
    std::uint64_t seed = 1;
};

// One set of circumstances, rehearsed: how long each step takes, and the findings of the response
// (its last step is reached in every run) and of the notification (C15) over all runs.
struct Responded {
    std::string circumstances;
    Instant at;
    Rehearsed rehearsed;
    std::uint32_t last = 0;  // the step the figures lead to
    std::vector<check::Finding> findings;
};
Responded respond(const Operations& operations, const Circumstances& circumstances);

// A stretch of tickets handled and judged; nothing when the model has no desks or no load.
struct Supported {
    std::uint64_t tickets = 0;
    std::vector<check::Finding> findings;
};
std::optional<Supported> supported(const Operations& operations);

// The promises that this model decides, by the names a contract uses, each with the worst of its
// findings over all circumstances.
std::vector<Walked> walk_through(const Operations& operations);

// The tickets that `supported` handles.
std::vector<Ticket> drawn_tickets(const Operations& operations);

}  // namespace triaz::plan
