// synchronous_standby_names: the cases of PostgreSQL's own test of it, in data/ with their source.
#include "sim/protocol/standby/synchronous.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace triaz::protocol::standby {
namespace {

using ::testing::ElementsAreArray;

// The strings of the JSON array that follows "key" in one line; of a string, that string.
std::vector<std::string> strings_of(const std::string& line, const std::string& key) {
    std::vector<std::string> found;
    auto at = line.find("\"" + key + "\":");
    if (at == std::string::npos) return found;
    at += key.size() + 3;
    const bool list = line[at] == '[';
    const auto end = list ? line.find(']', at) : line.find('"', at + 1) + 1;
    for (auto open = line.find('"', at); open < end; open = line.find('"', open)) {
        const auto close = line.find('"', open + 1);
        found.push_back(line.substr(open + 1, close - open - 1));
        open = close + 1;
    }
    return found;
}

TEST(SynchronousStandbyNames, gives_each_standby_the_state_that_postgresql_does) {
    std::ifstream file(std::filesystem::path{TRIAZ_SOURCE_DIR} /
                       "tests/protocol/standby/data/synchronous_standby_names.json");
    int cases = 0;
    for (std::string line; std::getline(file, line);) {
        const auto setting = strings_of(line, "setting");
        if (setting.empty()) continue;
        ++cases;
        const auto parsed = parse_synchronous_names(setting.front());
        ASSERT_TRUE(parsed) << setting.front();
        // pg_stat_replication is read ordered by name, as the cases are.
        auto states = sync_states(*parsed, strings_of(line, "connected"));
        std::ranges::sort(states, {}, &StandbyState::name);
        std::vector<std::string> printed;
        for (const StandbyState& state : states) {
            std::ostringstream text;
            text << state.name << '|' << state.priority << '|' << name_of(state.state);
            printed.push_back(text.str());
        }
        EXPECT_THAT(printed, ElementsAreArray(strings_of(line, "expect"))) << line;
    }
    EXPECT_EQ(cases, 11);
}

TEST(SynchronousStandbyNames, refuses_what_is_not_a_setting) {
    for (const char* text : {"", "ANY (a)", "0 (a)", "SOME 2 (a, b)", "2 (a, b", "a,,b", "2 ()"}) {
        EXPECT_FALSE(parse_synchronous_names(text)) << text;
    }
    EXPECT_EQ(parse_synchronous_names("first 2 (a, \"b c\")")->names.back(), "b c");
}

}  // namespace
}  // namespace triaz::protocol::standby
