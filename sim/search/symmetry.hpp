// Which parts of a deployment are built alike: renamings of zones, data centres and hosts that
// leave the model as it is, with the placement of every instance, copy and leader, every latency,
// every cohort of clients and every claim.
//
// A renaming maps a run onto one that differs in what was drawn at random alone, since streams of
// random numbers go by name. So trying one of several alike is a reduction up to random draws; who
// doubts it tries them all.
//
// Looked for are renamings of zones, of data centres within them, and one and the same renaming of
// host places in every data centre. Each is held against the model, part by part; what is not
// certain counts as a difference.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/check/claim.hpp"
#include "sim/search/choice.hpp"
#include "sim/search/instant.hpp"
#include "sim/world/world.hpp"

namespace triaz::search {

struct Renaming {
    std::vector<std::uint32_t> zones;  // [old] = new
    std::vector<std::uint32_t> data_centers;
    std::vector<std::uint32_t> hosts;
    std::vector<std::vector<std::uint32_t>> shards;  // by store
    std::vector<std::uint32_t> cohorts;
};

// All that were found, the one that changes nothing first: a group. That one alone where the
// deployment is too large to look (more than `most_tried` candidates).
inline constexpr std::size_t most_tried = 20'000;
std::vector<Renaming> symmetries_of(const world::World& world,
                                    const std::vector<check::Claim>& claims);

Choice renamed(const Choice& choice, const Renaming& by);
Component renamed(const Component& component, const Renaming& by, const world::World& world);
bool same(const Choice& a, const Choice& b, const world::World& world);

}  // namespace triaz::search
