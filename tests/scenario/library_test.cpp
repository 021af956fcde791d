// Every file below models/ and scenarios/ is a test.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/scenario.hpp"
#include "sim/world/invariants.hpp"

namespace triaz::scenario {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> json_files(const char* folder) {
    std::vector<std::string> files;
    for (const auto& entry :
         fs::recursive_directory_iterator{fs::path{TRIAZ_SOURCE_DIR} / folder}) {
        if (entry.path().extension() == ".json") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    return files;
}

TEST(Library, every_model_loads_without_complaint) {
    const auto files = json_files("models");
    ASSERT_FALSE(files.empty());
    for (const std::string& file : files)
        EXPECT_EQ(to_text(load_model(file).complaints), "") << file;
}

TEST(Library, every_scenario_and_each_of_its_mutants_loads_without_complaint) {
    const auto files = json_files("scenarios");
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
