// How the transcripts of primaries, standbys and in-sync sets are written.
#pragma once

#include "sim/protocol/standby/standby.hpp"
#include "tests/protocol/hand_cluster.hpp"

namespace triaz::protocol::testing {

template <>
struct Words<standby::Standby> {
    using Standby = standby::Standby;
    // cluster members=3 witnesses=0 rule=any|first|in_sync k=1 on=sync|receive|local fallback
    //         minimum=1 lag=15 lease=3 preferred=S1 mutation=NAME
    static standby::Options options(std::istream& words);
    static std::string message(const Standby::Message& message);
    // primary epoch 2 commit 3 applied 3 log 1:a 1:b | 2:-    (.. dropped, | synced up to here)
    static std::string state(const Standby::State& state);
    static bool command(const std::string& verb, std::istream& words, Standby::State& state);
};

}  // namespace triaz::protocol::testing
