// Named systems as protocols with options and periods, each with where its figures come from.
// What a preset leaves to the deployment (members, witnesses, preferred leaders) is set by whoever
// uses it.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "sim/base/time.hpp"
#include "sim/protocol/quorum/quorum.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"

namespace triaz::protocol {

struct Preset {
    std::string_view name;
    std::variant<raft::Options, standby::Options, quorum::Options> protocol;
    base::Duration election_period;  // for standby: how long a lease lasts
    // For standby: how often the lease is renewed; for quorum: how often hints are tried.
    base::Duration heartbeat_period;
    base::Duration patience{};  // how long a write waits before a fall-back
    std::uint8_t members = 3;   // with data, as the system is usually deployed
    std::uint8_t witnesses = 0;
    std::string_view source;
    std::string_view assumed;  // what the source does not say; empty: nothing
};

// Rising by name.
std::span<const Preset> presets();
// Nothing when there is no preset of that name.
const Preset* find_preset(std::string_view name);

}  // namespace triaz::protocol
