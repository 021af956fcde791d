#include "sim/report/junit.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "sim/report/utf8.hpp"

namespace triaz::report {
namespace {

using Outcome = TestCase::Outcome;

// XML 1.0, section 2.2: Char. (first_code_point has refused the surrogates.)
bool may_stand_in_xml(char32_t code) {
    if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
    return code != 0xFFFE && code != 0xFFFF;
}

// Text that may stand between tags and between double quotes. Line breaks are written as
// references, for a parser would make spaces of them in an attribute.
std::string escaped(std::string_view text) {
    std::string xml;
    for_each_code_point(text, [&](char32_t code, std::string_view bytes) {
        switch (code) {
            case '&':
                xml += "&amp;";
                return;
            case '<':
                xml += "&lt;";
                return;
            case '>':
                xml += "&gt;";
                return;
            case '"':
                xml += "&quot;";
                return;
            case '\t':
                xml += "&#9;";
                return;
            case '\n':
                xml += "&#10;";
                return;
            case '\r':
                xml += "&#13;";
                return;
            default:
                break;
        }
        xml += may_stand_in_xml(code) ? bytes : replacement_bytes;
    });
    return xml;
}

std::string attribute(std::string_view name, std::string_view value) {
    std::string xml{" "};
    xml.append(name).append("=\"").append(escaped(value)).append("\"");
    return xml;
}

std::string counts(std::span<const TestCase* const> cases) {
    const auto count = [&](Outcome outcome) {
        return std::to_string(std::count_if(cases.begin(), cases.end(), [&](const TestCase* each) {
            return each->outcome == outcome;
        }));
    };
    return attribute("tests", std::to_string(cases.size())) +
           attribute("failures", count(Outcome::failed)) +
           attribute("errors", count(Outcome::error)) +
           attribute("skipped", count(Outcome::skipped));
}

std::string_view element_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::passed:
            return {};
        case Outcome::failed:
            return "failure";
        case Outcome::error:
            return "error";
        case Outcome::skipped:
            return "skipped";
    }
    return {};
}

// Every artefact says where its evidence is from.
constexpr std::string_view evidence_class =
    "    <properties>\n"
    "      <property name=\"evidence_class\" value=\"simulated\"/>\n"
    "    </properties>\n";

void append_case(std::string& xml, const TestCase& each) {
    xml += "    <testcase" + attribute("classname", each.suite) + attribute("name", each.name);
    const std::string element{element_of(each.outcome)};
    if (element.empty()) {
        xml += "/>\n";
        return;
    }
    xml += ">\n      <" + element + attribute("message", each.message) + ">" +
           escaped(each.detail) + "</" + element + ">\n    </testcase>\n";
}

}  // namespace

std::string to_junit(std::span<const TestCase> cases) {
    std::vector<std::string_view> suites;
    std::vector<const TestCase*> all;
    for (const TestCase& each : cases) {
        all.push_back(&each);
        if (std::find(suites.begin(), suites.end(), each.suite) == suites.end())
            suites.push_back(each.suite);
    }
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"triaz\"" +
                      counts(all) + ">\n";
    for (const std::string_view suite : suites) {
        std::vector<const TestCase*> of_suite;
        for (const TestCase* each : all)
            if (each->suite == suite) of_suite.push_back(each);
        xml += "  <testsuite" + attribute("name", suite) + counts(of_suite) + ">\n";
        xml += evidence_class;
        for (const TestCase* each : of_suite) append_case(xml, *each);
        xml += "  </testsuite>\n";
    }
    return xml + "</testsuites>\n";
}

}  // namespace triaz::report
