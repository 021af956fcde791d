// The tries of one call: how many, how long between them, and what is known when they are over.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/balancing.hpp"
#include "sim/engine/request.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

class Trying {
public:
    explicit Trying(const world::Tries& tries) : tries_(&tries) {}

    // A try ended. True when another one may follow.
    bool again(kernel::Signal how) {
        last_ = how;
        ++done_;
        if (how == signal::ok) return false;
        if (how == signal::timed_out || how == signal::uncertain || how == signal::reset) {
            uncertain_ = true;
        }
        return done_ < tries_->limit;
    }

    // How long to wait before the next try.
    base::Duration pause(base::Stream& stream) const {
        if (tries_->backoff == base::Duration{}) return {};
        double wait = base::to_seconds(tries_->backoff);
        for (std::uint32_t n = 1; n < done_; ++n) wait *= tries_->backoff_factor;
        wait = std::min(wait, base::to_seconds(tries_->backoff_cap));
        return base::from_seconds(tries_->full_jitter ? wait * stream.uniform() : wait);
    }

    bool succeeded() const { return last_ == signal::ok; }
    kernel::Signal last() const { return last_; }
    std::uint32_t done() const { return done_; }
    std::uint32_t failed() const { return succeeded() ? done_ - 1 : done_; }
    // Some try ended without saying whether the operation happened.
    bool uncertain() const { return uncertain_; }

private:
    const world::Tries* tries_;
    std::uint32_t done_ = 0;
    kernel::Signal last_ = signal::failed;
    bool uncertain_ = false;
};

// One request counted as outstanding at a target, for as long as this lives.
class Outstanding {
public:
    Outstanding() = default;
    Outstanding(View& view, std::uint32_t target) : view_(&view), target_(target) {
        ++view.targets[target].outstanding;
    }
    Outstanding(const Outstanding&) = delete;
    Outstanding& operator=(Outstanding&& other) noexcept {
        end();
        view_ = std::exchange(other.view_, nullptr);
        target_ = other.target_;
        return *this;
    }
    ~Outstanding() { end(); }

    void end() {
        if (view_ != nullptr) --view_->targets[target_].outstanding;
        view_ = nullptr;
    }

private:
    View* view_ = nullptr;
    std::uint32_t target_ = 0;
};

}  // namespace triaz::engine
