// The incident clock: the customer is told in time, told what matters, and kept up to date.
//
// Limits are elapsed time: neither nights nor weekends nor a change of the clocks stop them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/verdict.hpp"
#include "sim/plan/civil.hpp"

namespace triaz::plan {

enum class Detail : std::uint8_t {
    dates,         // when it was found and when confirmed
    impact,        // nature and impact
    done,          // what was done
    planned,       // what is planned
    alternatives,  // alternatives and next steps
};
inline constexpr std::size_t detail_count = 5;
std::string_view name_of(Detail detail);  // "dates found and confirmed"

struct Notice {
    Instant sent;
    std::array<std::string, detail_count> details;  // what it says of each
};

struct Incident {
    Instant found;
    std::optional<Instant> confirmed;
    std::vector<Notice> notices;    // rising by `sent`
    std::optional<Instant> closed;  // nothing: still open
};

struct NotificationTerms {
    enum class Start : std::uint8_t { found, confirmed } clock_starts = Start::confirmed;
    base::Duration within = std::chrono::hours{24};
    std::optional<base::Duration> update_every;  // nothing: no rhythm is promised
};

// Judged as of `now`; what is after it has not happened. Three findings:
//   notification  the first notice came within the limit; inconclusive while it can still come
//   form          the first notice has all five details, none blank
//   updates       from notice to notice, and to the end, no longer than promised; only when
//                 a rhythm is promised
// Requires: found <= confirmed; notices rising.
std::vector<check::Finding> judge_notification(const Incident& incident,
                                               const NotificationTerms& terms, Instant now);

}  // namespace triaz::plan
