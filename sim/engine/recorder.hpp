// What is written down for the judge while a run goes on: streaming, with bounded memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/measure/evidence.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

// Intervals during which something held, begun and ended by who watches it; clipped to the part
// of the run that is judged.
class Spells {
public:
    explicit Spells(base::Time judged_from = {}) : judged_from_(judged_from) {}
    void set(bool holds, base::Time now);
    std::vector<measure::Interval> finish(base::Time end);

private:
    base::Time judged_from_;
    base::Time since_ = base::never;
    std::vector<measure::Interval> intervals_;
};

class Recorder {
public:
    explicit Recorder(const world::World& world);

    measure::Evidence evidence;
    history::Samples samples;

    void mark(base::Time now, history::Mark mark, std::string subject, std::string detail = {}) {
        evidence.timeline.add(now, mark, std::move(subject), std::move(detail));
    }

    // A service call answered with success by an instance of this zone.
    void served(std::size_t zone, base::Time now) {
        std::vector<std::uint32_t>& seconds = evidence.zones[zone].served;
        const auto second =
            static_cast<std::size_t>(now.time_since_epoch() / std::chrono::seconds{1});
        if (second < seconds.size()) ++seconds[second];
        if (now >= evidence.warm_up_end && now < first_fault_) {
            ++evidence.zones[zone].served_before_first_fault;
        }
    }

    // The first fault: what is measured before and after it parts here.
    base::Time first_fault() const { return first_fault_; }
    void note_fault(base::Time at) { first_fault_ = std::min(first_fault_, at); }

private:
    base::Time first_fault_ = base::never;
};

}  // namespace triaz::engine
