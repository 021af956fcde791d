// What people wrote down of a rehearsal held on the real deployment: when which milestone was
// reached, what each step took, what clients were counted to see, what became of their writes.
//
// Instants are of the real calendar. Counts are of slices of one width, by the instant at which
// requests were issued.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/plan/civil.hpp"
#include "sim/plan/contract.hpp"

namespace triaz::plan {

struct Observation {
    std::string exercise;  // of a plan, or a name
    ExerciseType type = ExerciseType::functional;
    Instant from;   // what is counted: [from, until)
    Instant until;  // a whole number of slices later
    base::Duration slice = std::chrono::minutes{1};
    bool human_action = false;  // recovery waited for a person

    struct Struck {
        std::string name;
        std::string target;
        std::uint64_t processes_lost = 0;
        std::uint64_t requests_served = 0;  // by the target, in the last slice before
    };
    std::optional<Struck> fault;                       // nothing: an exercise of people alone
    std::array<std::optional<Instant>, 8> milestones;  // T0 to T7; T0 exactly with a fault

    struct Step {
        std::string what;
        std::string expected;
        std::optional<base::Duration> within;
        std::optional<Instant> began;
        std::optional<Instant> done;  // nothing: not done
        std::string outcome;
        // Nothing when it is not known how long it took, or how long it might.
        std::optional<bool> in_time() const {
            if (within && began && !done) return false;
            if (!within || !began || !done) return std::nullopt;
            return *done - *began <= *within;
        }
    };
    std::vector<Step> steps;

    struct Count {
        Instant at;  // the start of a slice
        std::string cohort;
        std::uint32_t ok = 0;
        std::uint32_t failed = 0;
        std::uint32_t ambiguous = 0;
        std::uint32_t late = 0;
        std::uint32_t rejected = 0;
        std::uint32_t failed_attempts = 0;  // those that retries made good
        std::uint32_t all() const { return ok + failed + ambiguous + late + rejected; }
    };
    std::vector<Count> counts;

    struct Writes {
        std::string store;
        std::uint64_t acknowledged = 0;
        std::uint64_t lost = 0;
        std::uint64_t ambiguous = 0;
        std::uint64_t applied_twice = 0;
        std::optional<Instant> oldest_lost;  // when it was acknowledged
        std::string authority;               // who was asked what survives
    };
    std::vector<Writes> writes;

    struct Person {
        std::string name;
        std::string role;
        std::optional<Instant> paged;
        std::optional<Instant> answered;
    };
    std::vector<Person> people;

    struct File {
        std::string path;
        std::string sha256;  // lower-case hex
        std::string what;
    };
    std::vector<File> files;

    // The clients whose history was recorded, and when its time was zero.
    struct Recorded {
        Instant began;
        std::string cohort;
        std::string store;
    };
    std::optional<Recorded> history;
};

}  // namespace triaz::plan
