// Sticky sessions: a session goes where it went before, while that target is eligible and the
// binding has not expired; otherwise the fall-back picks and the session is bound anew.
#pragma once

#include <algorithm>

#include "sim/base/time.hpp"
#include "sim/traffic/target.hpp"

namespace triaz::traffic {

// What a cookie, or a row of a stick table, remembers.
struct Session {
    Choice target;
    base::Time expires{};
};

struct Stickiness {
    base::Duration duration = std::chrono::hours{24};
    bool extended_by_use = false;  // each request starts the duration anew
};

struct StickyChoice {
    Choice target;
    bool moved = false;  // the session had another target before
};

// fall_back() picks a target when the session has none to go to.
template <class FallBack>
StickyChoice pick_sticky(const Stickiness& options, Session& session, base::Time now,
                         const Candidates& candidates, FallBack&& fall_back) {
    const bool bound = session.target && now < session.expires;
    if (bound && std::binary_search(candidates.eligible.begin(), candidates.eligible.end(),
                                    *session.target)) {
        if (options.extended_by_use) session.expires = now + options.duration;
        return {session.target, false};
    }
    const Choice before = session.target;
    const Choice target = fall_back();
    if (!target) return {};  // the binding stays, for when the target is back
    session = {target, now + options.duration};
    return {target, before && *before != *target};
}

}  // namespace triaz::traffic
