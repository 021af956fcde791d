// The reference write path as an engineer would write it by hand for this one purpose: one loop over a
// priority queue of typed events, requests in a table, server pools as counters and queues. It does what
// the path needs and nothing else: no time-outs, no health checks, no faults, no retries. It counts
// outcomes, keeps a latency histogram and a ledger bit for each acknowledged write.
//
// It is the yardstick for the engine, so it is written to be fast: no virtual call, no allocation once
// warm, the same random generator and exponential as the engine.
#pragma once

#include <array>
#include <cstdint>
#include <queue>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/measure/histogram.hpp"

namespace triaz::bench {

struct LoopResult {
    std::uint64_t requests = 0;
    std::uint64_t events = 0;
    double mean_seconds = 0;
};

class HandWrittenLoop {
public:
    explicit HandWrittenLoop(std::uint64_t seed)
        : stream_(seed),
          hop_(base::Distribution::exponential(base::from_seconds(0.0005))),
          app_(base::Distribution::exponential(base::from_seconds(0.002))),
          leader_(base::Distribution::exponential(base::from_seconds(0.0005))),
          gap_(base::Distribution::exponential(base::from_seconds(0.0001))) {
        for (std::size_t at = 0; at < pools_.size(); ++at) pools_[at].free = at < apps ? 8 : 16;
    }

    // Simulates `duration` of arrivals, and what they leave behind.
    LoopResult run(base::Duration duration) {
        const std::int64_t end = duration.count();
        enter(gap_.draw(stream_), Kind::arrival, 0);
        while (!queue_.empty()) {
            const Event event = queue_.top();
            queue_.pop();
            now_ = event.time;
            ++events_;
            if (event.kind == Kind::arrival) {
                if (now_ < end) arrive();
            } else {
                handle(event);
            }
        }
        return {latency_.count(), events_, latency_.mean_seconds()};
    }

private:
    enum class Kind : std::uint8_t {
        arrival, at_app, app_done, at_leader, leader_done, at_follower, acknowledged, back_at_app, back,
    };
    struct Event {
        std::int64_t time;
        std::uint64_t number;
        std::uint32_t request;
        Kind kind;
        bool operator<(const Event& other) const {
            return time != other.time ? time > other.time : number > other.number;
        }
    };
    struct Request {
        std::int64_t issued = 0;
        std::uint8_t app = 0;
        std::uint8_t leader = 0;
        std::uint8_t waiting_for = 0;
    };
    struct Pool {
        std::uint32_t free = 0;
        std::queue<std::uint32_t> waiting;
    };
    static constexpr std::size_t apps = 9;
    static constexpr std::size_t leaders = 3;

    void enter(base::Duration after, Kind kind, std::uint32_t request) {
        queue_.push({now_ + after.count(), number_++, request, kind});
    }

    void arrive() {
        std::uint32_t request = 0;
        if (free_.empty()) {
            request = static_cast<std::uint32_t>(requests_.size());
            requests_.emplace_back();
        } else {
            request = free_.back();
            free_.pop_back();
        }
        requests_[request] = {now_, static_cast<std::uint8_t>(next_app_),
                              static_cast<std::uint8_t>(stream_.below(leaders)), 2};
        next_app_ = (next_app_ + 1) % apps;
        enter(hop_.draw(stream_), Kind::at_app, request);
        enter(gap_.draw(stream_), Kind::arrival, 0);
    }

    void seize(Pool& pool, const base::Distribution& work, Kind done, std::uint32_t request) {
        if (pool.free == 0) {
            pool.waiting.push(request);
            return;
        }
        --pool.free;
        enter(work.draw(stream_), done, request);
    }

    void release(Pool& pool, const base::Distribution& work, Kind done) {
        if (pool.waiting.empty()) {
            ++pool.free;
            return;
        }
        enter(work.draw(stream_), done, pool.waiting.front());
        pool.waiting.pop();
    }

    void handle(const Event& event) {
        Request& request = requests_[event.request];
        Pool& app = pools_[request.app];
        Pool& leader = pools_[apps + request.leader];
        switch (event.kind) {
            case Kind::arrival: break;
            case Kind::at_app: return seize(app, app_, Kind::app_done, event.request);
            case Kind::app_done:
                release(app, app_, Kind::app_done);
                return enter(hop_.draw(stream_), Kind::at_leader, event.request);
            case Kind::at_leader: return seize(leader, leader_, Kind::leader_done, event.request);
            case Kind::leader_done:
                release(leader, leader_, Kind::leader_done);
                enter(hop_.draw(stream_), Kind::at_follower, event.request);
                return enter(hop_.draw(stream_), Kind::at_follower, event.request);
            case Kind::at_follower: return enter(hop_.draw(stream_), Kind::acknowledged, event.request);
            case Kind::acknowledged:
                if (--request.waiting_for > 0) return;
                return enter(hop_.draw(stream_), Kind::back_at_app, event.request);
            case Kind::back_at_app: return enter(hop_.draw(stream_), Kind::back, event.request);
            case Kind::back:
                latency_.record(base::Duration{now_ - request.issued});
                acknowledged_.push_back(true);
                free_.push_back(event.request);
        }
    }

    base::Stream stream_;
    base::Distribution hop_;
    base::Distribution app_;
    base::Distribution leader_;
    base::Distribution gap_;
    std::int64_t now_ = 0;
    std::uint64_t number_ = 0;
    std::uint64_t events_ = 0;
    std::priority_queue<Event> queue_;
    std::vector<Request> requests_;
    std::vector<std::uint32_t> free_;
    std::array<Pool, apps + leaders> pools_;
    std::size_t next_app_ = 0;
    measure::Histogram latency_;
    std::vector<bool> acknowledged_;
};

}  // namespace triaz::bench
