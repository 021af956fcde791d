// The reference write path as an engineer would write it by hand for this one purpose: one loop
// over a queue of typed events, requests in a table, server pools as counters and queues. It does
// what the path needs and nothing else: no time-outs, no health checks, no faults, no retries. It
// counts outcomes, keeps a latency histogram and a ledger bit for each acknowledged write.
//
// It is the yardstick for the engine, so it is written to be fast: no virtual call, no allocation
// once warm, the same random generator and exponential as the engine. The yardstick proper keeps
// its events in a std::priority_queue; the same loop on the engine's own calendar shows what the
// calendar gives.
#pragma once

#include <array>
#include <cstdint>
#include <queue>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/measure/histogram.hpp"

namespace triaz::bench {

struct LoopResult {
    std::uint64_t requests = 0;
    std::uint64_t events = 0;
    double mean_seconds = 0;
};

enum class Step : std::uint8_t {
    arrival,
    at_app,
    app_done,
    at_leader,
    leader_done,
    at_follower,
    acknowledged,
    back_at_app,
    back,
};

struct StepEvent {
    std::int64_t time = 0;
    std::uint32_t request = 0;
    Step step = Step::arrival;
};

// Order of both queues: by time, then by insertion.
class PriorityQueue {
public:
    void enter(const StepEvent& event) {
        queue_.push({event.time, number_++, event.request, event.step});
    }
    bool take(StepEvent& event) {
        if (queue_.empty()) return false;
        const Entry& first = queue_.top();
        event = {first.time, first.request, first.step};
        queue_.pop();
        return true;
    }

private:
    struct Entry {
        std::int64_t time;
        std::uint64_t number;
        std::uint32_t request;
        Step step;
        bool operator<(const Entry& other) const {
            return time != other.time ? time > other.time : number > other.number;
        }
    };
    std::priority_queue<Entry> queue_;
    std::uint64_t number_ = 0;
};

class CalendarQueue {
public:
    void enter(const StepEvent& event) {
        calendar_.enter(base::Time{base::Duration{event.time}},
                        kernel::Event{static_cast<std::uint8_t>(event.step), event.request, 0});
    }
    bool take(StepEvent& event) {
        kernel::Event first;
        if (!calendar_.pop(base::never, first, [](const kernel::Event&) { return false; }))
            return false;
        event = {calendar_.now().time_since_epoch().count(), first.index,
                 static_cast<Step>(first.kind)};
        return true;
    }

private:
    kernel::Calendar calendar_;
};

template <class Queue>
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
        enter(gap_.draw(stream_), Step::arrival, 0);
        StepEvent event;
        while (queue_.take(event)) {
            now_ = event.time;
            ++events_;
            if (event.step == Step::arrival) {
                if (now_ < end) arrive();
            } else {
                handle(event);
            }
        }
        return {latency_.count(), events_, latency_.mean_seconds()};
    }

private:
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

    void enter(base::Duration after, Step step, std::uint32_t request) {
        queue_.enter({now_ + after.count(), request, step});
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
        enter(hop_.draw(stream_), Step::at_app, request);
        enter(gap_.draw(stream_), Step::arrival, 0);
    }

    void seize(Pool& pool, const base::Distribution& work, Step done, std::uint32_t request) {
        if (pool.free == 0) {
            pool.waiting.push(request);
            return;
        }
        --pool.free;
        enter(work.draw(stream_), done, request);
    }

    void release(Pool& pool, const base::Distribution& work, Step done) {
        if (pool.waiting.empty()) {
            ++pool.free;
            return;
        }
        enter(work.draw(stream_), done, pool.waiting.front());
        pool.waiting.pop();
    }

    void handle(const StepEvent& event) {
        Request& request = requests_[event.request];
        Pool& app = pools_[request.app];
        Pool& leader = pools_[apps + request.leader];
        switch (event.step) {
            case Step::arrival:
                break;
            case Step::at_app:
                return seize(app, app_, Step::app_done, event.request);
            case Step::app_done:
                release(app, app_, Step::app_done);
                return enter(hop_.draw(stream_), Step::at_leader, event.request);
            case Step::at_leader:
                return seize(leader, leader_, Step::leader_done, event.request);
            case Step::leader_done:
                release(leader, leader_, Step::leader_done);
                enter(hop_.draw(stream_), Step::at_follower, event.request);
                return enter(hop_.draw(stream_), Step::at_follower, event.request);
            case Step::at_follower:
                return enter(hop_.draw(stream_), Step::acknowledged, event.request);
            case Step::acknowledged:
                if (--request.waiting_for > 0) return;
                return enter(hop_.draw(stream_), Step::back_at_app, event.request);
            case Step::back_at_app:
                return enter(hop_.draw(stream_), Step::back, event.request);
            case Step::back:
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
    std::uint64_t events_ = 0;
    Queue queue_;
    std::vector<Request> requests_;
    std::vector<std::uint32_t> free_;
    std::array<Pool, apps + leaders> pools_;
    std::size_t next_app_ = 0;
    measure::Histogram latency_;
    std::vector<bool> acknowledged_;
};

}  // namespace triaz::bench
