#include "sim/report/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace triaz::report {
namespace {

using ::testing::HasSubstr;
using Outcome = TestCase::Outcome;

TEST(JUnit, groups_cases_by_suite_and_counts_their_outcomes) {
    const std::vector<TestCase> cases{{"b", "one"},
                                      {"a", "two", Outcome::failed, "broke", "because"},
                                      {"b", "three", Outcome::error, "undecided", ""},
                                      {"b", "four", Outcome::skipped, "left out", ""}};
    EXPECT_EQ(to_junit(cases), R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="triaz" tests="4" failures="1" errors="1" skipped="1">
  <testsuite name="b" tests="3" failures="0" errors="1" skipped="1">
    <properties>
      <property name="evidence_class" value="simulated"/>
    </properties>
    <testcase classname="b" name="one"/>
    <testcase classname="b" name="three">
      <error message="undecided"></error>
    </testcase>
    <testcase classname="b" name="four">
      <skipped message="left out"></skipped>
    </testcase>
  </testsuite>
  <testsuite name="a" tests="1" failures="1" errors="0" skipped="0">
    <properties>
      <property name="evidence_class" value="simulated"/>
    </properties>
    <testcase classname="a" name="two">
      <failure message="broke">because</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST(JUnit, escapes_what_xml_would_take_for_its_own) {
    const std::vector<TestCase> cases{
        {"<s> & \"q\"", "n", Outcome::failed, "a\nb\tc\rd", "]]> </failure>"}};
    const std::string xml = to_junit(cases);
    EXPECT_THAT(xml, HasSubstr("name=\"&lt;s&gt; &amp; &quot;q&quot;\""));
    EXPECT_THAT(xml, HasSubstr("message=\"a&#10;b&#9;c&#13;d\""));
    EXPECT_THAT(xml, HasSubstr(">]]&gt; &lt;/failure&gt;</failure>"));
}

TEST(JUnit, replaces_what_xml_cannot_hold) {
    const std::string mark = "\xEF\xBF\xBD";
    const std::vector<TestCase> cases{
        {std::string{"\0\x08\x1b", 3}, "\xFF\xEF\xBF\xBE", {}, "", ""}};
    const std::string xml = to_junit(cases);
    EXPECT_THAT(xml,
                HasSubstr("classname=\"" + mark + mark + mark + "\" name=\"" + mark + mark + "\""));
}

}  // namespace
}  // namespace triaz::report
