// Which target a request goes to: the health views of a balancer, one per zone, and the name
// service that tells callers where its nodes are.
//
// Order: round robin goes through the healthy targets in the order of their numbers; least requests
// takes the fewest outstanding, and of equals the next one round robin would take.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/engine/unit.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

using UnitIndex = std::uint32_t;

// What one zone's checkers think of the targets, and its turn among them.
class View {
public:
    struct Target {
        UnitIndex unit = 0;
        bool healthy = true;
        std::uint32_t streak = 0;       // of checks that speak against the present opinion
        std::uint32_t outstanding = 0;  // requests under way through this view
    };

    std::vector<Target> targets;

    // Index into targets; nothing when none is healthy.
    std::optional<std::uint32_t> pick(world::Policy policy) {
        if (healthy_.empty()) return {};
        if (next_ >= healthy_.size()) next_ = 0;
        if (policy == world::Policy::round_robin) return healthy_[next_++];
        std::size_t best = next_;
        for (std::size_t offset = 1; offset < healthy_.size(); ++offset) {
            std::size_t at = next_ + offset;
            if (at >= healthy_.size()) at -= healthy_.size();
            if (targets[healthy_[at]].outstanding < targets[healthy_[best]].outstanding) best = at;
        }
        next_ = best + 1;
        return healthy_[best];
    }

    // To be called after a target's `healthy` changed, and once when the targets are in.
    void rebuild() {
        healthy_.clear();
        for (std::uint32_t at = 0; at < targets.size(); ++at) {
            if (targets[at].healthy) healthy_.push_back(at);
        }
    }
    std::size_t healthy_count() const { return healthy_.size(); }

private:
    std::vector<std::uint32_t> healthy_;
    std::size_t next_ = 0;
};

// The name service's records of one balancer. Answers differ by version; a client keeps the version
// it was given until its time to live is over.
class Names {
public:
    std::vector<View::Target> nodes;

    // The nodes in each published answer, by zone; the last one is current.
    struct Answer {
        std::vector<std::vector<UnitIndex>> by_zone;
    };
    void publish(const std::vector<topology::ZoneId>& zone_of_node, std::size_t zones);
    std::uint32_t current() const { return static_cast<std::uint32_t>(answers_.size() - 1); }

    // A node of the answer: of `home` if it has any there and home is not avoided, else of the
    // other zones in turn that are not; avoided ones when there is no other. In turn inside a zone.
    // Nothing when the answer is empty.
    std::optional<UnitIndex> pick(std::uint32_t version, topology::ZoneId home,
                                  std::uint64_t avoided_zones);

private:
    std::vector<Answer> answers_;
    std::vector<std::uint32_t> turn_;  // by zone
    std::size_t spill_ = 0;            // whose turn it is among the zones that are not home
};

// One caller's name cache.
struct Resolver {
    base::Time expires{};
    std::uint32_t version = 0;
};

struct Balancer {
    std::vector<View> views;  // by zone
    Names names;
    kernel::LaneId forward_timeout = 0;
};

}  // namespace triaz::engine
