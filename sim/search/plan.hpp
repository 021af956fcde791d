// Private to sim/search: which combinations are to be run, and what became of each.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/search/search.hpp"
#include "sim/search/symmetry.hpp"
#include "sim/search/trunk.hpp"

namespace triaz::search {

// A choice that strikes at an instant.
struct Placed {
    std::size_t choice = 0;
    Instant instant;
};

// One combination, to be run by itself.
struct Planned {
    std::string name;
    std::vector<Placed> faults;
    base::Duration duration{};
    bool leads = true;  // of those with the same choices, the first
};

// Combinations in the order they are named, and the trunks that run them.
class Plan {
public:
    explicit Plan(const Question& question);

    const std::vector<Renaming>& symmetries() const { return symmetries_; }
    // The recorded run without faults.
    Trunk recording() const;
    // All ways to strike once more after `before` (with nothing in it: for the first time).
    // Instants are those of the recorded run of `before`.
    std::vector<Planned> after(const Planned& before, const std::vector<Instant>& instants,
                               Layer& layer) const;
    std::vector<Planned> random() const;
    // Trunks for combinations that share all but their last fault; `runs` gets the positions in
    // `planned` of each trunk's branches.
    std::vector<Trunk> trunks(std::vector<Planned>& planned, bool record,
                              std::vector<std::vector<std::size_t>>& runs) const;
    std::vector<Strike> strikes_of(const Planned& planned) const;

private:
    std::vector<Placed> placed(const Planned& before, const std::vector<Instant>& instants,
                               Layer& layer) const;
    void leave_out_symmetric(const Planned& before, std::vector<Placed>& placed,
                             Layer& layer) const;
    bool affords(const Planned& before, std::size_t choice) const;
    bool may_follow(const Planned& before, const Component& component) const;
    std::string key_of(std::size_t choice, const Component& component,
                       const std::string& phase) const;
    std::vector<fault::Fault> faults_of(const Planned& planned) const;

    const Question& question_;
    std::vector<Renaming> symmetries_;
    std::vector<std::vector<std::size_t>> renamed_choices_;  // by symmetry, then by choice
};

}  // namespace triaz::search
