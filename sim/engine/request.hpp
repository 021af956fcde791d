// What travels: a client's request, and the signals that answer it.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "sim/engine/pool.hpp"
#include "sim/history/ledger.hpp"
#include "sim/history/sample.hpp"
#include "sim/kernel/clock.hpp"

namespace triaz::engine {

// How a call ended, as a kernel::Signal. Numbers below the engine's own event kinds.
namespace signal {
inline constexpr kernel::Signal timed_out = 0;  // also: a sleep is over
inline constexpr kernel::Signal ok = 1;
inline constexpr kernel::Signal failed = 2;     // explicit failure; the operation did not happen
inline constexpr kernel::Signal uncertain = 3;  // explicit failure; the operation may have happened
inline constexpr kernel::Signal rejected = 4;   // shed: the queue was full
inline constexpr kernel::Signal refused = 5;  // nobody listens: the host is up, the process is not
inline constexpr kernel::Signal reset = 6;    // the process died while it worked on it
inline constexpr kernel::Signal no_target = 7;      // no healthy target to send it to
inline constexpr kernel::Signal cut_short = 8;      // not sent: the caller's own circuit breaker
inline constexpr kernel::Signal no_connection = 9;  // not sent: no connection is free
inline constexpr kernel::Signal expired = 10;       // not worked on: nobody waits any longer
inline constexpr kernel::Signal under_way = 31;     // of a send: an answer is to be waited for
inline constexpr kernel::Signal not_leader = 32;  // + member to ask instead, 0 to 30; + 31: unknown
inline constexpr kernel::Signal leader_unknown = 63;
}  // namespace signal

// A store that a request reaches, with the shard its key lies in and, for a write, its number
// there; `sample` when it is written down.
struct Touch {
    std::uint32_t store = 0;
    std::uint32_t shard = 0;
    bool promised = true;
    history::Sequence write = 0;
    history::SampleIndex sample = history::not_sampled;
    std::uint32_t key = 0;  // among those of its shard
};

// A store that some operation reaches. A success promises its write only when every call on the way
// there was a hard one.
struct Reached {
    std::uint32_t store = 0;
    bool promised = true;
};

inline constexpr std::size_t max_touches = 4;

struct Request {
    bool write = false;
    std::uint8_t touches = 0;
    std::uint8_t priority = 0;
    std::uint32_t tenant = 0;
    base::Time issued{};        // by the clock of its client
    std::uint64_t session = 0;  // whose request it is, for policies that go by it
    std::array<Touch, max_touches> touch;

    const Touch& touch_of(std::uint32_t store) const {
        std::size_t at = 0;
        while (touch[at].store != store) ++at;
        return touch[at];
    }
};

// A request is written once and read by everything that works on it, also after its client has
// given up; whoever holds a RequestRef keeps it.
class Requests {
private:
    friend class RequestRef;
    struct Shared {
        Request request;
        std::uint32_t holders = 0;
    };
    Pool<Shared> shared_;
};

class RequestRef {
public:
    RequestRef() = default;
    // A new one: `write(Request&)` fills in what an earlier one may have left.
    template <class Write>
    RequestRef(Requests& requests, Write&& write)
        : requests_(&requests), index_(requests.shared_.take()) {
        Requests::Shared& shared = requests.shared_[index_];
        shared.holders = 1;
        write(shared.request);
    }
    RequestRef(const RequestRef& other) : requests_(other.requests_), index_(other.index_) {
        if (requests_ != nullptr) ++requests_->shared_[index_].holders;
    }
    RequestRef(RequestRef&& other) noexcept
        : requests_(std::exchange(other.requests_, nullptr)), index_(other.index_) {}
    RequestRef& operator=(RequestRef other) noexcept {
        std::swap(requests_, other.requests_);
        std::swap(index_, other.index_);
        return *this;
    }
    ~RequestRef() {
        if (requests_ != nullptr && --requests_->shared_[index_].holders == 0) {
            requests_->shared_.give_back(index_);
        }
    }

    const Request& operator*() const { return requests_->shared_[index_].request; }
    const Request* operator->() const { return &**this; }

private:
    Requests* requests_ = nullptr;
    std::uint32_t index_ = 0;
};

// A request on its way to a unit (an instance, a balancer node, a replica).
struct Delivery {
    RequestRef request;
    kernel::Ticket reply_to;
    std::uint32_t from = 0;  // the place the answer goes to
    std::uint32_t to = 0;    // the unit
    base::Time until{};      // when the sender stops waiting
};

}  // namespace triaz::engine
