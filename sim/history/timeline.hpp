// What happened, in order: the notable moments of a run. A few hundred entries, never one per
// request; a live drill can be written in the same form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"

namespace triaz::history {

enum class Mark : std::uint8_t {
    fault_injected,
    fault_ended,
    target_down,        // a health check takes a target out of rotation
    target_up,          // and puts it back
    address_withdrawn,  // name resolution stops giving out a balancer
    address_restored,
    election_started,
    leader_elected,
    leader_lost,         // a leader died or stepped down
    instance_started,    // after a loss, ready to serve
    replica_started,     // after a loss, running but behind
    redundancy_reduced,  // a replica set has fewer in-step copies than declared
    redundancy_restored,
    guarantee_reduced,  // a leader acknowledges on fewer durable copies than declared
    guarantee_restored,
    target_ejected,   // outlier detection takes a target out of rotation
    target_returned,  // and puts it back
    panic_began,      // a balancer uses unhealthy targets for want of healthy ones
    panic_ended,
    scaled_out,  // instances were ordered
    scaled_in,   // instances were taken out, to be stopped
    launch_failed,
    scaling_stalled,        // the number should change, and the control plane does nothing
    dependency_unanswered,  // a service that needs it got no answer; again after one, at most once
                            // a second
    dependency_answered,    // the first answer after that
    sessions_dropped,       // of one cohort, by one fault
};

inline constexpr std::size_t mark_count = 26;

std::string_view name_of(Mark mark);  // "leader-elected"
std::optional<Mark> mark_named(std::string_view name);

struct Entry {
    base::Time time;
    Mark mark;
    std::string subject;  // the component, by name: "state/2", "edge in zone b"
    std::string detail;   // for people: "term 3, host b1-h2"
};

struct Timeline {
    std::vector<Entry> entries;  // rising in time; equal times in the order they happened

    // Requires: `time` is not before the last entry's.
    void add(base::Time time, Mark mark, std::string subject, std::string detail = {});
    std::uint64_t count(Mark mark) const;
};

}  // namespace triaz::history
