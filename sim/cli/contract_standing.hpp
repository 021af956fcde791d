// Private to sim/cli: how far each clause of a contract is decided by models, scenarios and plans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/plan/contract.hpp"

namespace triaz::cli {

// models/contracts/newest.json of the nearest folder above `path` that has one.
std::optional<std::string> contract_near(const std::string& path);

// Throws Failure after the complaints when it has errors.
plan::Contract load_contract(const std::string& file);

struct Standings {
    plan::Contract contract;
    std::vector<plan::Ruling> rulings;
};
// Of models, scenarios and plans. The contract is the one named, or else that of a plan among the
// files, or else the newest nearby. Throws Failure; of kind usage when no contract is to be found.
Standings standings_of(const std::vector<std::string>& files,
                       const std::optional<std::string>& contract, const std::string& near);

}  // namespace triaz::cli
