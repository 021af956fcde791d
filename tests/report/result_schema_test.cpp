#include "sim/report/result_schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/check/hand_made.hpp"

namespace triaz::report {
namespace {

// What claims of every kind measure, but for the shares that are named after zones.
std::set<std::string> measured_names() {
    tests::MadeRun run = tests::healthy_run();
    run.cohorts.push_back(run.cohorts.front());
    run.cohorts.back().name = "others";
    // What is measured of a history that was recorded beside an observation.
    std::set<std::string> names{"operations", "operations_ok", "operations_open"};
    const auto claim_of = [](auto promise) {
        return check::Claim{"c", {}, check::Verdict::upheld, promise};
    };
    for (const check::Claim& claim :
         {tests::recovery_time(check::Level::z1_no_outage), tests::recovery_point(),
          tests::active_zones(3, 0.2), tests::synchronous_copies(2), tests::linearizable(),
          claim_of(check::ReRouting{}), claim_of(check::CapacityRestored{}),
          claim_of(check::CustomerLinkLoss{.cut = {"web"}}),
          claim_of(check::TenantIsolation{.flooding = {"web"}}),
          claim_of(check::DependencyOutage{"keys", {}}), claim_of(check::Sessions{})}) {
        for (const check::Figure& figure : tests::judged(claim, run).measured)
            if (!figure.name.starts_with("share_of_zone_")) names.insert(figure.name);
    }
    return names;
}

TEST(ResultSchema, describes_every_figure_that_a_claim_can_measure_and_no_other) {
    const auto schema = nlohmann::json::parse(result_schema());
    std::set<std::string> described;
    for (const auto& [name, about] : schema["$defs"]["measured"]["properties"].items()) {
        described.insert(name);
        EXPECT_FALSE(about["description"].get<std::string>().empty()) << name;
    }
    EXPECT_EQ(described, measured_names());
}

}  // namespace
}  // namespace triaz::report
