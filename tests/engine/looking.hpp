// Looking at the evidence of a run, in the words of tests.
#pragma once

#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/measure/evidence.hpp"

namespace triaz::engine {

inline base::Time after(base::Duration since_start) { return base::start_of_run + since_start; }

// What became of the requests of a cohort that were issued in [from, to), both of them instants
// between slices. Requires: slices fine enough for that.
inline measure::Slice issued_between(const measure::CohortEvidence& cohort, base::Duration from,
                                     base::Duration to) {
    measure::Slice sum;
    for (std::size_t at = 0; at < cohort.slices.all().size(); ++at) {
        if (cohort.slices.start_of(at) < after(from) || cohort.slices.start_of(at) >= after(to)) {
            continue;
        }
        const measure::Slice& slice = cohort.slices.all()[at];
        sum.issued += slice.issued;
        sum.ok += slice.ok;
        sum.finished += slice.finished;
        sum.failed_attempts += slice.failed_attempts;
        sum.rejected += slice.rejected;
    }
    return sum;
}

// When a mark was made, about anything or about one subject.
inline std::vector<base::Duration> instants(const measure::Evidence& evidence, history::Mark mark,
                                            std::string_view subject = {}) {
    std::vector<base::Duration> found;
    for (const history::Entry& entry : evidence.timeline.entries) {
        if (entry.mark == mark && (subject.empty() || entry.subject == subject)) {
            found.push_back(entry.time - base::start_of_run);
        }
    }
    return found;
}

}  // namespace triaz::engine
