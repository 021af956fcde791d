// Every file below models/ and scenarios/ is a test.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/people.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/invariants.hpp"

namespace triaz::scenario {
namespace {

namespace fs = std::filesystem;

// The *.json of a folder and below whose first lines say that they are of a kind.
std::vector<std::string> json_files(const char* folder, const std::string& kind) {
    std::vector<std::string> files;
    for (const auto& entry :
         fs::recursive_directory_iterator{fs::path{TRIAZ_SOURCE_DIR} / folder}) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file{entry.path()};
        std::string brace;
        std::string said;
        std::getline(file, brace);
        std::getline(file, said);
        if (said == "  \"triaz\": \"" + kind + "/1.0\",") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    return files;
}

TEST(Library, every_model_loads_without_complaint) {
    const auto files = json_files("models", "model");
    ASSERT_FALSE(files.empty());
    for (const std::string& file : files)
        EXPECT_EQ(to_text(load_model(file).complaints), "") << file;
}

TEST(Library, every_contract_plan_and_model_of_operations_loads_without_complaint) {
    for (const std::string& file : json_files("models", "contract"))
        EXPECT_EQ(to_text(load_contract(file).complaints), "") << file;
    for (const std::string& file : json_files("models", "operations"))
        EXPECT_EQ(to_text(load_operations(file).complaints), "") << file;
    for (const std::string& file : json_files("scenarios", "plan"))
        EXPECT_EQ(to_text(load_plan(file).complaints), "") << file;
    for (const std::string& file : json_files("scenarios", "observation"))
        EXPECT_EQ(to_text(load_observation(file).complaints), "") << file;
}

TEST(Library, has_no_file_of_no_kind) {
    std::size_t files = 0;
    for (const char* folder : {"models", "scenarios"}) {
        for (const auto& entry :
             fs::recursive_directory_iterator{fs::path{TRIAZ_SOURCE_DIR} / folder})
            files += entry.path().extension() == ".json" ? 1 : 0;
    }
    std::size_t known = 0;
    for (const char* kind : {"model", "scenario", "contract", "operations", "plan", "observation"})
        known += json_files("models", kind).size() + json_files("scenarios", kind).size();
    EXPECT_EQ(known, files);
}

TEST(Library, every_scenario_and_each_of_its_mutants_loads_without_complaint) {
    const auto files = json_files("scenarios", "scenario");
    ASSERT_FALSE(files.empty());
    for (const std::string& file : files) {
        const Loaded loaded = load_scenario(file);
        EXPECT_EQ(to_text(loaded.complaints), "") << file;
        if (!loaded.scenario) continue;
        EXPECT_THAT(world::broken_invariants(loaded.scenario->world), testing::IsEmpty()) << file;
        for (const Mutant& mutant : loaded.scenario->mutants) {
            const Loaded worse = load_scenario(file, {.seed = {}, .mutant = mutant.name});
            ASSERT_TRUE(worse.scenario) << file << ": " << mutant.name;
            EXPECT_THAT(world::broken_invariants(worse.scenario->world), testing::IsEmpty())
                << file << ": " << mutant.name;
        }
    }
}

}  // namespace
}  // namespace triaz::scenario
