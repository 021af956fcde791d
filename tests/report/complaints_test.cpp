#include "sim/report/complaints.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace triaz::report {
namespace {

using Severity = scenario::Complaint::Severity;

scenario::Complaint made(Severity severity) {
    scenario::Complaint complaint;
    complaint.severity = severity;
    complaint.code = "unknown-key";
    complaint.file = "x.json";
    complaint.line = 3;
    complaint.column = 7;
    complaint.path = "/zones/0";
    complaint.message = "no key is named \"zonnes\"";
    complaint.nearest = "zones";
    return complaint;
}

TEST(Complaints, are_told_to_tools_with_place_and_cure) {
    const auto json = nlohmann::json::parse(to_json({{"x.json", {made(Severity::error)}}}));
    const auto& complaint = json["files"][0]["complaints"][0];
    EXPECT_EQ(json["schema"], "triaz.complaints/1.0");
    EXPECT_EQ(complaint["severity"], "error");
    EXPECT_EQ(complaint["code"], "unknown-key");
    EXPECT_EQ(complaint["line"], 3);
    EXPECT_EQ(complaint["column"], 7);
    EXPECT_EQ(complaint["path"], "/zones/0");
    EXPECT_EQ(complaint["nearest"], "zones");
}

TEST(Complaints, leave_a_file_valid_when_they_are_warnings) {
    const Validated warned{"a", {made(Severity::warning)}};
    const Validated broken{"b", {made(Severity::warning), made(Severity::error)}};
    EXPECT_TRUE(is_valid(warned));
    EXPECT_FALSE(is_valid(broken));
    const auto json = nlohmann::json::parse(to_json({warned, broken}));
    EXPECT_EQ(json["valid"], false);
    EXPECT_EQ(json["files"][0]["valid"], true);
    EXPECT_EQ(nlohmann::json::parse(to_json({warned}))["valid"], true);
}

}  // namespace
}  // namespace triaz::report
