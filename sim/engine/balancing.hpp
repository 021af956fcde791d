// Which target a request goes to: the health views of a balancer, one per zone, and the name
// service that tells callers where its nodes are. How a target is chosen is sim/traffic's.
//
// A view holds what one zone's checkers think of the targets, what the answers to that zone's
// callers say of them (outlier detection), and the turn of its policy. Its callers share it, as the
// requests that pass one proxy do.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/base/stream.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/request.hpp"
#include "sim/engine/unit.hpp"
#include "sim/traffic/outlier/detector.hpp"
#include "sim/traffic/policy/picker.hpp"
#include "sim/traffic/zones/priority.hpp"
#include "sim/traffic/zones/zone_aware.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

using UnitIndex = std::uint32_t;

class View {
public:
    struct Member {
        UnitIndex unit = 0;
        topology::ZoneId zone;
        bool healthy = true;     // in the opinion of this zone's checkers
        bool ejected = false;    // as an outlier
        bool in_service = true;  // false: not there (yet), or taken out on purpose
        bool had_traffic = false;
        base::Time usable_since = base::Time::min();  // for the slow start
    };

    // `zones` of the region; `stream` for the policy's draws. `declared` outlives the view.
    View(const world::Balancer& declared, topology::ZoneId home, std::vector<Member> members,
         std::size_t zones, base::Stream stream);

    std::size_t size() const { return members_.size(); }
    const Member& member(traffic::TargetIndex at) const { return members_[at]; }

    // Nothing when nobody may be used. Whoever picks counts the request with `began`.
    traffic::Choice pick(base::Time now, std::uint64_t key) {
        if (stale_ || weighed_ < slow_until_) [[unlikely]]
            refresh(now);
        Pool& pool = plan_.routing == traffic::ZoneRouting::regardless ? pools_[0] : zone_pool();
        return pool.picker.pick({targets_, pool.eligible}, {key, now, under_way_}, stream_);
    }
    void began(traffic::TargetIndex at) {
        ++targets_[at].active;
        ++under_way_;
        if (!members_[at].had_traffic) members_[at].had_traffic = true;
    }
    // The caller no longer waits; what an answer said is told with `answered`.
    void ended(traffic::TargetIndex at) {
        --targets_[at].active;
        --under_way_;
    }
    bool listens() const { return listens_; }  // whether `answered` need be called at all
    // True: the target was ejected for it.
    bool answered(traffic::TargetIndex at, bool error, base::Time now, base::Duration latency);

    void set_healthy(traffic::TargetIndex at, bool healthy, base::Time now);
    void set_in_service(traffic::TargetIndex at, bool in_service, base::Time now);
    // An active check passed: true when that ended an ejection.
    bool passed_check(traffic::TargetIndex at, base::Time now);
    // To be called every interval of the outlier detection. Who has come or gone is told to
    // `changed(target, ejected)`.
    template <class Changed>
    void sweep(base::Time now, Changed&& changed) {
        if (!detector_->sweep(now, [this] { return stream_.uniform(); })) return;
        for (traffic::TargetIndex at = 0; at < members_.size(); ++at) {
            if (members_[at].ejected == detector_->ejected(at)) continue;
            set_ejected(at, !members_[at].ejected, now);
            changed(at, members_[at].ejected);
        }
    }

    // For the residual-capacity rule: who calls through this balancer, by zone.
    void set_callers(std::span<const std::uint32_t> by_zone);

    std::uint32_t in_service() const { return in_service_; }
    std::uint32_t usable() const { return usable_; }  // in service, healthy and not ejected
    // The unhealthy are used too, for want of healthy ones.
    bool in_panic() const {
        return declared_->panic_threshold && in_service_ > 0 &&
               traffic::fails_open(usable_, in_service_, *declared_->panic_threshold);
    }

private:
    struct Pool {  // the targets that a policy chooses among
        traffic::Picker picker;
        std::vector<traffic::TargetIndex> eligible;
    };

    static bool counts(const Member& member) {
        return member.in_service && member.healthy && !member.ejected;
    }
    void set_ejected(traffic::TargetIndex at, bool ejected, base::Time now);
    template <class Change>
    void change(traffic::TargetIndex at, base::Time now, Change&& change_member);
    Pool& zone_pool();
    double weight_of(const Member& member) const;
    void refresh(base::Time now);
    void weigh(base::Time now);
    void plan_zones();

    const world::Balancer* declared_;
    topology::ZoneId home_;
    std::vector<Member> members_;
    std::vector<traffic::Target> targets_;
    std::vector<Pool> pools_;  // [0]: all; when zones are regarded, [1 + zone]
    std::uint64_t under_way_ = 0;
    std::uint32_t in_service_ = 0;
    std::uint32_t usable_ = 0;
    bool stale_ = true;  // who may be used has changed since the last pick
    bool listens_ = false;
    base::Time slow_until_ = base::Time::min();  // until then weights rise
    base::Time weighed_ = base::Time::min();
    traffic::ZonePlan plan_;
    std::vector<traffic::ZoneCounts> zone_counts_;
    std::vector<std::uint32_t> residual_;
    std::unique_ptr<traffic::OutlierDetector> detector_;
    base::Stream stream_;
};

// The name service's records of one balancer. Answers differ by version; a client keeps the version
// it was given until its time to live is over.
class Names {
public:
    struct Node {
        UnitIndex unit = 0;
        topology::ZoneId zone;
        std::uint32_t checkers_for_it = 0;  // that hold it for healthy
        bool healthy = true;
        bool in_service = true;  // false: taken out on purpose
    };
    std::vector<Node> nodes;

    // The nodes in each published answer, by zone; the last one is current.
    struct Answer {
        std::vector<std::vector<UnitIndex>> by_zone;
    };
    // With `fails_open` and no healthy node in service, all that are in service.
    void publish(std::size_t zones, bool fails_open);
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
    std::vector<UnitIndex> callers;      // its nodes, or who calls it without any
    std::vector<bool> panicked;          // by view: what the timeline was told last
    std::vector<Reached> probed_stores;  // by a deep check
    kernel::LaneId forward_timeout = 0;
    base::Stream node_work{0};
};

}  // namespace triaz::engine
