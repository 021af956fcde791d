// What the kinds of faults are called, in files and in the names of faults.
#pragma once

#include <string_view>

#include "sim/fault/fault.hpp"

namespace triaz::scenario {

// Of the time, that a slow clock may lose.
inline constexpr double most_of_a_clock = 0.9;

struct FaultKindName {
    fault::Kind kind;
    std::string_view word;   // in a file
    std::string_view words;  // in the name of a fault: "power loss of zone a"
};
inline constexpr FaultKindName fault_kind_names[] = {
    {fault::Kind::power_loss, "power-loss", "power loss of"},
    {fault::Kind::process_crash, "process-crash", "process crash of"},
    {fault::Kind::partition, "partition", "partition of"},
    {fault::Kind::message_loss, "message-loss", "message loss on"},
    {fault::Kind::added_latency, "added-latency", "added latency on"},
    {fault::Kind::error_answers, "error-answers", "error answers of"},
    {fault::Kind::checks_fail, "checks-fail", "failure of"},
    {fault::Kind::evacuation, "evacuation", "evacuation of"},
    {fault::Kind::control_plane_loss, "control-plane-loss", "loss of"},
    {fault::Kind::slow_clock, "slow-clock", "slow clocks of"},
    {fault::Kind::dependency_loss, "dependency-loss", "loss of"},
    {fault::Kind::stale_answers, "stale-answers", "stale answers of"},
};

}  // namespace triaz::scenario
