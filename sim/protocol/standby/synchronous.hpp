// synchronous_standby_names of PostgreSQL: which of the standbys that are connected a commit waits
// for. The words and the order of precedence are those of its documentation, section "Setting
// Multiple Synchronous Standbys", and of pg_stat_replication.sync_state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triaz::protocol::standby {

struct SynchronousNames {
    enum class Method : std::uint8_t { first, any } method = Method::first;
    std::uint32_t count = 1;
    std::vector<std::string> names;  // in order of priority; "*" is every standby
};

enum class SyncState : std::uint8_t {
    async,      // nobody waits for it
    potential,  // would be waited for if one of the synchronous ones failed
    sync,       // one of FIRST k
    quorum,     // one of ANY k
};

struct StandbyState {
    std::string name;
    std::uint32_t priority = 0;  // its first place in the list, from 1; 0: not listed
    SyncState state = SyncState::async;
    bool operator==(const StandbyState&) const = default;
};

// "ANY 2 (a, b)", "FIRST 2 (a, b)", "2 (a, b)", "a, b" (which is FIRST 1), "*". Nothing when the
// text is none of these.
std::optional<SynchronousNames> parse_synchronous_names(std::string_view text);

// One for each connected standby, given in the order in which they connected, which decides
// between equal priorities.
std::vector<StandbyState> sync_states(const SynchronousNames& setting,
                                      const std::vector<std::string>& connected);

std::string_view name_of(SyncState state);

}  // namespace triaz::protocol::standby
