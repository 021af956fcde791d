// The options of each shard of a store, by protocol, and what they come to in copies.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>

#include "sim/history/sample.hpp"
#include "sim/protocol/mirror/mirror.hpp"
#include "sim/protocol/quorum/quorum.hpp"
#include "sim/protocol/raft/raft.hpp"
#include "sim/protocol/standby/standby.hpp"
#include "sim/world/world.hpp"

namespace triaz::engine {

template <class M>
typename M::Options options_of(const world::Store& store, std::size_t shard);

template <>
inline protocol::raft::Options options_of<protocol::raft::Raft>(const world::Store& store,
                                                                std::size_t shard) {
    auto options = std::get<protocol::raft::Options>(store.protocol);
    options.members = static_cast<std::uint8_t>(store.replicas[shard].size());
    options.preferred_leader = store.preferred_leaders[shard];
    return options;
}

template <>
inline protocol::mirror::Options options_of<protocol::mirror::Mirror>(const world::Store& store,
                                                                      std::size_t shard) {
    auto options = std::get<protocol::mirror::Options>(store.protocol);
    options.members = static_cast<std::uint8_t>(store.replicas[shard].size());
    return options;
}

// A lease lasts an election period, counted in whole heartbeats.
template <>
inline protocol::standby::Options options_of<protocol::standby::Standby>(const world::Store& store,
                                                                         std::size_t shard) {
    auto options = std::get<protocol::standby::Options>(store.protocol);
    options.members = static_cast<std::uint8_t>(store.replicas[shard].size());
    options.preferred_leader = store.preferred_leaders[shard];
    options.heartbeats_in_lease = static_cast<std::uint8_t>(
        std::min<std::int64_t>(store.election_period / store.heartbeat_period, 255));
    return options;
}

// The keys of a shard are its items.
template <>
inline protocol::quorum::Options options_of<protocol::quorum::Quorum>(const world::Store& store,
                                                                      std::size_t shard) {
    auto options = std::get<protocol::quorum::Options>(store.protocol);
    options.members = static_cast<std::uint8_t>(store.replicas[shard].size());
    options.items = history::keys_per_shard;
    return options;
}

// Members with data, and on how many of their disks a write is when it is acknowledged.
struct Copies {
    std::uint32_t all;
    std::uint32_t before_acknowledging;
};
inline Copies copies_of(const protocol::raft::Options& options) {
    const auto majority = options.members / 2u + 1;
    return {options.members, options.copies == 0 ? majority : options.copies};
}
inline Copies copies_of(const protocol::mirror::Options& options) {
    return {options.members, options.copies};
}
inline Copies copies_of(const protocol::standby::Options& options) {
    return {options.data_members(), options.durable_copies()};
}

inline Copies copies_of(const protocol::quorum::Options& options) {
    return {options.members, options.writes};
}

}  // namespace triaz::engine
