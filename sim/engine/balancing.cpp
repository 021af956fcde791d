#include "sim/engine/balancing.hpp"

#include <algorithm>

#include "sim/base/ensure.hpp"

namespace triaz::engine {

using base::Time;
using traffic::TargetIndex;

namespace {

// While weights rise they are taken anew so many times in a slow start.
constexpr std::int64_t weighings = 50;

}  // namespace

View::View(const world::Balancer& declared, topology::ZoneId home, std::vector<Member> members,
           std::size_t zones, base::Stream stream)
    : declared_(&declared),
      home_(home),
      members_(std::move(members)),
      targets_(members_.size()),
      zone_counts_(zones),
      residual_(zones),
      stream_(stream) {
    for (TargetIndex at = 0; at < members_.size(); ++at)
        targets_[at].weight = weight_of(members_[at]);
    const bool aware = declared.zone_aware && declared.cross_zone;
    pools_.reserve(1 + (aware ? zones : 0));
    for (std::size_t pool = 0; pool < pools_.capacity(); ++pool) {
        pools_.push_back({traffic::Picker(declared.policy, targets_), {}});
        pools_.back().eligible.reserve(members_.size());
    }
    if (declared.outliers) {
        detector_ = std::make_unique<traffic::OutlierDetector>(*declared.outliers, members_.size());
    }
    listens_ =
        detector_ != nullptr || std::holds_alternative<traffic::policy::PeakEwma>(declared.policy);
    for (const Member& member : members_) {
        in_service_ += member.in_service;
        usable_ += counts(member);
    }
}

double View::weight_of(const Member& member) const {
    return declared_->zone_weights.empty() ? 1 : declared_->zone_weights[member.zone.index()];
}

// What a change of one member means for the view.
template <class Change>
void View::change(TargetIndex at, Time now, Change&& change_member) {
    Member& member = members_[at];
    const bool counted = counts(member);
    const bool served = member.in_service;
    change_member(member);
    in_service_ += std::uint32_t{member.in_service} - std::uint32_t{served};
    usable_ += std::uint32_t{counts(member)} - std::uint32_t{counted};
    if (counts(member) && !counted) {
        member.usable_since = now;
        if (declared_->slow_start.window > base::Duration{0}) {
            slow_until_ = std::max(slow_until_, now + declared_->slow_start.window);
        }
    }
    stale_ = true;
}

void View::set_healthy(TargetIndex at, bool healthy, Time now) {
    change(at, now, [&](Member& member) { member.healthy = healthy; });
}

void View::set_in_service(TargetIndex at, bool in_service, Time now) {
    change(at, now, [&](Member& member) { member.in_service = in_service; });
}

void View::set_ejected(TargetIndex at, bool ejected, Time now) {
    change(at, now, [&](Member& member) { member.ejected = ejected; });
}

bool View::answered(TargetIndex at, bool error, Time now, base::Duration latency) {
    for (Pool& pool : pools_) pool.picker.answered(at, now, latency);
    if (!detector_ || !detector_->answered(at, error, now, stream_.uniform())) return false;
    set_ejected(at, true, now);
    return true;
}

bool View::passed_check(TargetIndex at, Time now) {
    if (!members_[at].ejected || !declared_->outliers->ended_by_active_check) return false;
    if (!detector_->passed_active_check(at, now)) return false;
    set_ejected(at, false, now);
    return true;
}

void View::set_callers(std::span<const std::uint32_t> by_zone) {
    for (std::size_t zone = 0; zone < zone_counts_.size(); ++zone)
        zone_counts_[zone].callers = by_zone[zone];
    stale_ = true;
}

View::Pool& View::zone_pool() {
    const auto hundredths = static_cast<std::uint32_t>(stream_.below(10'000));
    const std::uint32_t zone =
        traffic::pick_zone(plan_, home_.value, residual_, {hundredths, stream_.bits()});
    return pools_[1 + zone];
}

// Weights are those of the slow start; who may be used are the healthy, or in panic everybody.
void View::refresh(Time now) {
    const bool rising = weighed_ < slow_until_;
    const base::Duration step = declared_->slow_start.window / weighings;
    const bool due = rising && (now >= slow_until_ || now - std::max(weighed_, Time{}) >= step);
    if (!stale_ && !due) return;
    if (rising) weigh(now);
    if (stale_) {
        const bool everybody = in_panic();
        for (Pool& pool : pools_) pool.eligible.clear();
        for (TargetIndex at = 0; at < members_.size(); ++at) {
            if (!(everybody ? members_[at].in_service : counts(members_[at]))) continue;
            pools_[0].eligible.push_back(at);
            if (pools_.size() > 1) pools_[1 + members_[at].zone.index()].eligible.push_back(at);
        }
        plan_zones();
    }
    stale_ = false;
    for (Pool& pool : pools_) pool.picker.rebuild({targets_, pool.eligible});
}

void View::weigh(Time now) {
    for (TargetIndex at = 0; at < members_.size(); ++at) {
        const Time since = members_[at].usable_since;
        targets_[at].weight = weight_of(members_[at]);
        if (since != Time::min())
            targets_[at].weight *= traffic::slow_start_factor(declared_->slow_start, now - since);
    }
    weighed_ = now;
}

void View::plan_zones() {
    plan_ = {};
    if (pools_.size() == 1 || in_panic()) return;
    for (std::size_t zone = 0; zone < zone_counts_.size(); ++zone) {
        zone_counts_[zone].targets = static_cast<std::uint32_t>(pools_[1 + zone].eligible.size());
    }
    plan_ = traffic::plan_zones(*declared_->zone_aware, zone_counts_, home_.value, residual_);
}

void Names::publish(std::size_t zones, bool fails_open) {
    base::ensure(zones <= 64, "zones fit a mask");
    const bool everybody = fails_open && std::ranges::none_of(nodes, [](const Node& node) {
                               return node.in_service && node.healthy;
                           });
    Answer answer;
    answer.by_zone.resize(zones);
    for (const Node& node : nodes) {
        if (node.in_service && (node.healthy || everybody))
            answer.by_zone[node.zone.index()].push_back(node.unit);
    }
    answers_.push_back(std::move(answer));
    turn_.resize(zones);
}

std::optional<UnitIndex> Names::pick(std::uint32_t version, topology::ZoneId home,
                                     std::uint64_t avoided_zones) {
    const Answer& answer = answers_[version];
    const auto usable = [&](std::size_t zone) {
        return !answer.by_zone[zone].empty() && (avoided_zones >> zone & 1) == 0;
    };
    const auto node_in = [&](std::size_t zone) {
        return answer.by_zone[zone][turn_[zone]++ % answer.by_zone[zone].size()];
    };
    if (usable(home.index())) return node_in(home.index());
    const std::size_t zones = answer.by_zone.size();
    std::size_t others = 0;
    for (std::size_t zone = 0; zone < zones; ++zone) others += usable(zone);
    if (others == 0) return avoided_zones != 0 ? pick(version, home, 0) : std::nullopt;
    std::size_t skip = spill_++ % others;
    for (std::size_t zone = 0;; ++zone) {
        if (usable(zone) && skip-- == 0) return node_in(zone);
    }
}

}  // namespace triaz::engine
