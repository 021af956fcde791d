// The worked cases of tests/traffic/data/zone_cases.txt, each line against the code of sim/.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sim/traffic/zones/priority.hpp"
#include "sim/traffic/zones/weighted_zones.hpp"
#include "sim/traffic/zones/zone_aware.hpp"

namespace triaz::traffic {
namespace {

using Numbers = std::vector<double>;

struct Case {
    std::string line;
    std::string kind;
    std::vector<std::string> words;  // of the input
    std::vector<Numbers> input;      // by part
    std::vector<Numbers> expected;
};

std::vector<Numbers> parts_of(const std::string& text) {
    std::vector<Numbers> result(1);
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (word == ";") {
            result.emplace_back();
        } else if (std::isdigit(static_cast<unsigned char>(word[0]))) {
            result.back().push_back(std::stod(word));
        }
    }
    return result;
}

std::vector<Case> cases() {
    std::ifstream file(TRIAZ_SOURCE_DIR "/tests/traffic/data/zone_cases.txt");
    std::vector<Case> result;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream columns(line);
        std::string kind, input, expected;
        std::getline(columns, kind, '|');
        std::getline(columns, input, '|');
        std::getline(columns, expected);
        std::istringstream words(input);
        result.push_back({line,
                          kind.substr(0, kind.find(' ')),
                          {std::istream_iterator<std::string>(words), {}},
                          parts_of(input),
                          parts_of(expected)});
    }
    return result;
}

std::vector<LevelLoad> loads_of(const Case& given, PriorityOptions options = {}) {
    std::vector<Level> levels;
    for (std::size_t i = 0; i < given.input[0].size(); ++i) {
        Level level{100, static_cast<std::uint32_t>(given.input[0][i]), 0};
        if (given.input.size() > 1) level.degraded = static_cast<std::uint32_t>(given.input[1][i]);
        levels.push_back(level);
    }
    std::vector<LevelLoad> loads(levels.size());
    share_load(options, levels, loads);
    return loads;
}

void check_priority(const Case& given, PriorityOptions options) {
    const auto loads = loads_of(given, options);
    for (std::size_t i = 0; i < loads.size(); ++i) {
        EXPECT_EQ(loads[i].healthy, given.expected[0][i]);
        EXPECT_EQ(loads[i].degraded, given.expected.size() > 1 ? given.expected[1][i] : 0);
    }
}

void check_panic(const Case& given) {
    const auto loads = loads_of(given);
    for (std::size_t i = 0; i < loads.size(); ++i) {
        EXPECT_EQ(loads[i].panic, given.expected[0][i] == 1);
    }
}

void check_locality(const Case& given) {
    const WeightedZone zones[] = {{1, static_cast<std::uint32_t>(given.input[0][0]), 100},
                                  {2, 100, 100}};
    double shares[2];
    share_by_weight(zones, shares);
    EXPECT_NEAR(shares[0] * 100, given.expected[0][0], 0.005);
    EXPECT_NEAR(shares[0] + shares[1], 1, 1e-12);
}

void check_zone_aware(const Case& given) {
    std::vector<ZoneCounts> zones;
    for (std::size_t i = 0; i < given.input[0].size(); ++i) {
        zones.push_back({static_cast<std::uint32_t>(given.input[0][i]),
                         static_cast<std::uint32_t>(given.input[1][i])});
    }
    std::vector<std::uint32_t> residual(zones.size());
    const ZonePlan plan = plan_zones({}, zones, 0, residual);
    EXPECT_EQ(plan.routing, ZoneRouting::residual);
    EXPECT_NEAR(plan.local / 1e4, given.expected[0][0], 1e-9);
    for (std::size_t i = 0; i < zones.size(); ++i) {
        EXPECT_EQ(residual[i], given.expected[1][i] * 100);
        EXPECT_NEAR(residual[i] / static_cast<double>(plan.residual_sum), given.expected[2][i],
                    5e-5);
    }
}

void check_cross_zone(const Case& given) {
    const NamedZone zones[] = {{static_cast<std::uint32_t>(given.input[0][0])},
                               {static_cast<std::uint32_t>(given.input[0][1])}};
    double shares[2];
    share_by_name(zones, given.words[0] == "on", shares);
    EXPECT_DOUBLE_EQ(shares[0] * 100, given.expected[0][0]);
    EXPECT_DOUBLE_EQ(shares[1] * 100, given.expected[0][1]);
}

TEST(ZoneCases, all_come_out_as_documented) {
    std::map<std::string, int> seen;
    for (const Case& given : cases()) {
        SCOPED_TRACE(given.line);
        ++seen[given.kind];
        if (given.kind == "priority-without-panic") {
            check_priority(given, {.panic_threshold = 0});
        } else if (given.kind == "priority" || given.kind == "degraded") {
            check_priority(given, {.panic_threshold = given.kind == "degraded" ? 0u : 50u});
        } else if (given.kind == "panic") {
            check_panic(given);
        } else if (given.kind == "locality") {
            check_locality(given);
        } else if (given.kind == "zone-aware") {
            check_zone_aware(given);
        } else if (given.kind == "cross-zone") {
            check_cross_zone(given);
        } else {
            ADD_FAILURE() << "no such kind of case";
        }
    }
    const std::map<std::string, int> all{{"priority", 16}, {"priority-without-panic", 1},
                                         {"degraded", 1},  {"panic", 3},
                                         {"locality", 6},  {"zone-aware", 1},
                                         {"cross-zone", 2}};
    EXPECT_EQ(seen, all);
}

}  // namespace
}  // namespace triaz::traffic
