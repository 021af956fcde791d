// The descriptions of the two kinds of file. What a key is called, may be and means is said here
// and nowhere else.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/form.hpp"

namespace triaz::scenario {

const Shape& model_shape();
const Shape& scenario_shape();
Form one_claim();  // of a scenario

// Used by both or in several places.
const Shape& service_shape();
const Shape& scaling_shape();
const Shape& balancer_shape();
const Shape& client_shape();
const Shape& store_shape();
const Shape& dependency_shape();
const Shape& need_shape();
const Shape& session_shape();
Form open_arrivals();                     // curves and bursts
std::vector<std::string> preset_names();  // of stores
const Shape& tolerance_shape(bool of_store);
const Shape& backup_shape();
const Shape& not_simulated_shape();
const Shape& reliability_shape();
std::vector<Key> tries_keys(std::string tries, std::string timeout);

// Limits on what a deployment may hold.
inline constexpr std::size_t most_zones = 64;
inline constexpr std::size_t most_hosts = 100'000;
inline constexpr std::size_t most_processes = 1'000'000;  // instances, balancer nodes and replicas
inline constexpr std::size_t most_members = 8;            // of one shard
inline constexpr std::size_t most_slices =
    1'000'000;  // of one cohort; of all together 4 times that
inline constexpr std::size_t most_mutants = 64;

}  // namespace triaz::scenario
